// 留存政策. How long what has ended keeps its reader, as data: dated versions for the whole network, never edited. What is due is decided
// by the version in force on the day on which it is looked at, so a new version holds for all that has ended before.
import { authorise } from '../../lib/actions.ts';
import { CallerError } from '../../lib/errors.ts';
import { actorOf } from '../../lib/identity.ts';
import { checkSameContent, checkText, contentHash } from '../../lib/inputs.ts';
import { type EntityManager, transact } from '../../lib/orm.ts';
import { dayOf } from '../../lib/shanghai.ts';
import type { Context } from './context.ts';
import { RetentionPolicy } from './privacyEntities.ts';
import type { AddRetentionPolicyInput } from './types.generated.ts';

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
  checkTerms(content, dayOf(ctx.now));
  const hash = contentHash(content);
  return transact(ctx, async (em) => {
    await em.execute("/* addRetentionPolicy */ select pg_advisory_xact_lock(hashtext('retention policies'))");
    const earlier = await em.findOne(RetentionPolicy, { idempotencyKey });
    if (earlier) {
      checkSameContent(idempotencyKey, earlier.contentHash, hash);
      return earlier;
    }
    return em.create(RetentionPolicy, {
      ...content,
      version: 1 + (await em.count(RetentionPolicy)),
      idempotencyKey,
      contentHash: hash,
      createdBy: actorOf(ctx),
      createdAt: ctx.now,
    });
  });
}

function checkTerms(input: Omit<AddRetentionPolicyInput, 'idempotencyKey'>, today: string): void {
  for (const name of ['loanDays', 'holdDays', 'parcelDays', 'orderDays', 'takenDays'] as const) {
    const { least, most, zh } = limits[name];
    const actual = input[name];
    if (actual < least || actual > most) {
      throw new CallerError(
        'BAD_USER_INPUT',
        `${zh}应为 ${least} 至 ${most}。"${name}" is from ${least} to ${most}; this is ${actual}.`,
        { argument: name, actual },
      );
    }
  }
  if (input.validFrom < today) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `生效日不能早于今天（${today}）。"validFrom" is today (${today}) or later; this is ${input.validFrom}.`,
      { argument: 'validFrom' },
    );
  }
}
