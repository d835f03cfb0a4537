// The terms of holds: how long a copy stands on the hold shelf, how many are kept for one reader at once. Dated versions for the
// whole network; nothing is ever edited, and a copy that stands on the shelf keeps its day.
import { authorise } from '../../lib/actions.ts';
import { CallerError } from '../../lib/errors.ts';
import { actorOf } from '../../lib/identity.ts';
import { checkSameContent, checkText, contentHash } from '../../lib/inputs.ts';
import { type EntityManager, transact } from '../../lib/orm.ts';
import { dayOf } from '../../lib/shanghai.ts';
import type { Context } from './context.ts';
import { HoldPolicy } from './holdEntities.ts';
import type { AddHoldPolicyInput } from './types.generated.ts';

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
  checkTerms(content, dayOf(ctx.now));
  const hash = contentHash(content);
  return transact(ctx, async (em) => {
    await em.execute("/* addHoldPolicy */ select pg_advisory_xact_lock(hashtext('hold policies'))");
    const earlier = await em.findOne(HoldPolicy, { idempotencyKey });
    if (earlier) {
      checkSameContent(idempotencyKey, earlier.contentHash, hash);
      return earlier;
    }
    return em.create(HoldPolicy, {
      ...content,
      version: 1 + (await em.count(HoldPolicy)),
      idempotencyKey,
      contentHash: hash,
      createdBy: actorOf(ctx),
      createdAt: ctx.now,
    });
  });
}

function checkTerms(input: Omit<AddHoldPolicyInput, 'idempotencyKey'>, today: string): void {
  for (const name of ['shelfDays', 'keptAtOnce'] as const) {
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
