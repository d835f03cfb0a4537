// Terms that are dated data: whoever may adds a version from a day on, once under its key; none is ever changed.
import { CallerError } from '../../lib/errors.ts';
import { actorOf } from '../../lib/identity.ts';
import { checkSameContent } from '../../lib/inputs.ts';
import { type EntityManager, transact } from '../../lib/orm.ts';
import type { Context } from './context.ts';

/** How little and how much a number may be, and what it is called. */
export type Limits<Name extends string> = Record<Name, { least: number; most: number; zh: string }>;

/** @throws CallerError BAD_USER_INPUT for the first number that is outside of its limits; one that is left out counts as 0 */
export function checkLimits<Name extends string>(
  limits: Limits<Name>,
  given: { [Key in NoInfer<Name>]?: number | null | undefined },
): void {
  for (const name of Object.keys(limits) as Name[]) {
    const { least, most, zh } = limits[name];
    const actual = given[name] ?? 0;
    if (actual < least || actual > most) {
      throw new CallerError(
        'BAD_USER_INPUT',
        `${zh}应为 ${least} 至 ${most}。"${name}" is from ${least} to ${most}; this is ${actual}.`,
        { argument: name, actual },
      );
    }
  }
}

/** @throws CallerError BAD_USER_INPUT for a version that would have begun before today */
export function checkFromToday(validFrom: string, today: string): void {
  if (validFrom < today) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `生效日不能早于今天（${today}）。"validFrom" is today (${today}) or later; this is ${validFrom}.`,
      { argument: 'validFrom' },
    );
  }
}

interface Added {
  idempotencyKey: string;
  contentHash: string;
  createdBy: string;
  createdAt: Date;
}

/**
 * Adds a version, one after the other among those of one name; the same key and content answers with the version that it made before.
 * @param of the name of the terms, a constant of the code and the scope in which versions are counted
 * @param find what was added under the key
 * @param create makes the row; what it gets is common to all
 * @throws CallerError CONFLICT for a key that was used with other content
 */
export function addVersion<Row extends { contentHash?: string | null }>(
  ctx: Context,
  given: Pick<Added, 'idempotencyKey' | 'contentHash'>,
  {
    of,
    find,
    create,
  }: {
    of: string;
    find: (em: EntityManager) => Promise<Row | null>;
    create: (em: EntityManager, added: Added) => Row | Promise<Row>;
  },
): Promise<Row> {
  return transact(ctx, async (em) => {
    await em.execute('/* addVersion */ select pg_advisory_xact_lock(hashtext(?))', [of]);
    const earlier = await find(em);
    if (earlier) {
      checkSameContent(given.idempotencyKey, earlier.contentHash ?? '', given.contentHash);
      return earlier;
    }
    return create(em, { ...given, createdBy: actorOf(ctx), createdAt: ctx.now });
  });
}
