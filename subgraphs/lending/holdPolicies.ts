// The terms of holds: how long a copy stands on the hold shelf, how many are kept for one reader at once. Dated versions for the
// whole network; nothing is ever edited, and a copy that stands on the shelf keeps its day.
import { authorise } from '../../lib/actions.ts';
import { checkText, contentHash } from '../../lib/inputs.ts';
import type { EntityManager } from '../../lib/orm.ts';
import { dayOf } from '../../lib/shanghai.ts';
import type { Context } from './context.ts';
import { HoldPolicy } from './holdEntities.ts';
import type { AddHoldPolicyInput } from './types.generated.ts';
import { addVersion, checkFromToday, checkLimits } from './versions.ts';

export type HoldTerms = Pick<HoldPolicy, 'version' | 'validFrom' | 'shelfDays' | 'keptAtOnce'>;

/** What holds where nobody has said anything: seven days on the shelf, five copies at once. */
export const defaultHoldTerms: HoldTerms = { version: 0, validFrom: '2020-01-01', shelfDays: 7, keptAtOnce: 5 };

/** The terms in force on a day: the version that began last, of several of one day the latest. */
export async function holdTermsOn(em: EntityManager, day: string): Promise<HoldTerms> {
  const [policy] = await em.find(
    HoldPolicy,
    { validFrom: { $lte: day } },
    { orderBy: { validFrom: 'desc', version: 'desc' }, limit: 1 },
  );
  return policy ?? defaultHoldTerms;
}

/** SQL of how many copies are kept for one reader at once by the terms in force on a day, given as an SQL expression. */
export const keptAtOnceSql = (day: string): string =>
  `coalesce((select kept_at_once from hold_policy where valid_from <= ${day} order by valid_from desc, version desc limit 1),
    ${defaultHoldTerms.keptAtOnce})`;

/** Every version, the default first. */
export async function holdPolicies(ctx: Context): Promise<HoldTerms[]> {
  return [defaultHoldTerms, ...(await ctx.em.find(HoldPolicy, {}, { orderBy: { version: 'asc' } }))];
}

const limits = {
  shelfDays: { least: 1, most: 60, zh: '预约架保留天数' },
  keptAtOnce: { least: 1, most: 50, zh: '同时保留册数' },
} as const;

/** Adds a version from a day on; the same key and content answers with the version that it made before. */
export async function addHoldPolicy(ctx: Context, input: AddHoldPolicyInput): Promise<HoldTerms> {
  authorise(ctx.identity, 'policy.addForNetwork');
  const { idempotencyKey: key, ...content } = input;
  const idempotencyKey = checkText('idempotencyKey', key);
  checkLimits(limits, content);
  checkFromToday(content.validFrom, dayOf(ctx.now));
  return addVersion<HoldPolicy>(
    ctx,
    { idempotencyKey, contentHash: contentHash(content) },
    {
      of: 'hold policies',
      find: (em) => em.findOne(HoldPolicy, { idempotencyKey }),
      create: async (em, added) =>
        em.create(HoldPolicy, { ...content, ...added, version: 1 + (await em.count(HoldPolicy)) }),
    },
  );
}
