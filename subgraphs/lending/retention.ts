// 留存政策. How long what has ended keeps its reader, as data: dated versions for the whole network, never edited. What is due is decided
// by the version in force on the day on which it is looked at, so a new version holds for all that has ended before.
import { authorise } from '../../lib/actions.ts';
import { checkText, contentHash } from '../../lib/inputs.ts';
import type { EntityManager } from '../../lib/orm.ts';
import { dayOf } from '../../lib/shanghai.ts';
import type { Context } from './context.ts';
import { RetentionPolicy } from './privacyEntities.ts';
import type { AddRetentionPolicyInput } from './types.generated.ts';
import { addVersion, checkFromToday, checkLimits } from './versions.ts';

export type RetentionTerms = Pick<
  RetentionPolicy,
  'version' | 'validFrom' | 'loanDays' | 'holdDays' | 'parcelDays' | 'orderDays' | 'takenDays'
>;

/**
 * What holds where nobody has said anything: half a year for what was lent, to look something up and to dispute it; that a book was had
 * is known for four years, after which it is too old to be bought (PUBLICATION_AGE).
 */
export const defaultRetention: RetentionTerms = {
  version: 0,
  validFrom: '2020-01-01',
  loanDays: 180,
  holdDays: 90,
  parcelDays: 180,
  orderDays: 90,
  takenDays: 1461,
};

/** The terms in force on a day: the version that began last, of several of one day the latest. */
export async function retentionOn(em: EntityManager, day: string): Promise<RetentionTerms> {
  const [policy] = await em.find(
    RetentionPolicy,
    { validFrom: { $lte: day } },
    { orderBy: { validFrom: 'desc', version: 'desc' }, limit: 1 },
  );
  return policy ?? defaultRetention;
}

/** Every version, the default first. */
export async function retentionPolicies({ em }: Pick<Context, 'em'>): Promise<RetentionTerms[]> {
  return [defaultRetention, ...(await em.find(RetentionPolicy, {}, { orderBy: { version: 'asc' } }))];
}

/** From the least on parcels are closed, losses are entered and statements are issued. */
const limits = {
  loanDays: { least: 30, most: 3_660, zh: '借阅留存天数' },
  holdDays: { least: 30, most: 3_660, zh: '预约留存天数' },
  parcelDays: { least: 30, most: 3_660, zh: '包裹留存天数' },
  orderDays: { least: 30, most: 3_660, zh: '购借单留存天数' },
  takenDays: { least: 0, most: 36_600, zh: '已借标记留存天数' },
} as const;

/** Adds a version from a day on; the same key and content answers with the version that it made before. */
export async function addRetentionPolicy(ctx: Context, input: AddRetentionPolicyInput): Promise<RetentionTerms> {
  authorise(ctx.identity, 'policy.addForNetwork');
  const { idempotencyKey: key, ...content } = input;
  const idempotencyKey = checkText('idempotencyKey', key);
  checkLimits(limits, content);
  checkFromToday(content.validFrom, dayOf(ctx.now));
  return addVersion<RetentionPolicy>(
    ctx,
    { idempotencyKey, contentHash: contentHash(content) },
    {
      of: 'retention policies',
      find: (em) => em.findOne(RetentionPolicy, { idempotencyKey }),
      create: async (em, added) =>
        em.create(RetentionPolicy, { ...content, ...added, version: 1 + (await em.count(RetentionPolicy)) }),
    },
  );
}
