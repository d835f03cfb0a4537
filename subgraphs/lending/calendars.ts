// When libraries are closed: a weekday every week, or some days. A loan of a library's copy is not due on such a day.
import { randomUUID } from 'node:crypto';
import { defineEntity, p } from '@mikro-orm/core';
import { authorise } from '../../lib/actions.ts';
import { CallerError } from '../../lib/errors.ts';
import { actorOf } from '../../lib/identity.ts';
import { checkLibrary, checkSameContent, checkText, contentHash } from '../../lib/inputs.ts';
import { type EntityManager, transact } from '../../lib/orm.ts';
import { addDays } from '../../lib/shanghai.ts';
import { entities } from '../../lib/statements.ts';
import type { Context } from './context.ts';
import type { AddClosingInput } from './types.generated.ts';

const ClosingSchema = defineEntity({
  name: 'Closing',
  tableName: 'closing',
  uniques: [{ properties: ['scope', 'idempotencyKey'] }],
  indexes: [{ properties: ['scope', 'toDay'] }],
  checks: [
    { name: 'closing_weekday', expression: 'weekday is null or weekday between 1 and 7' },
    { name: 'closing_days', expression: 'to_day is null or from_day <= to_day' },
    { name: 'closing_ends', expression: 'weekday is not null or to_day is not null' },
  ],
  properties: {
    id: p.string().primary(),
    /** The library, or `network` for all. */
    scope: p.string(),
    library: p.string().nullable(),
    /** 1 Monday to 7 Sunday, closed every week; null for every day of the span. */
    weekday: p.integer().nullable(),
    fromDay: p.date(),
    /** The last day; null for a weekday without an end. */
    toDay: p.date().nullable(),
    reason: p.string(),
    idempotencyKey: p.string(),
    contentHash: p.string(),
    createdBy: p.string(),
    createdAt: p.datetime(),
  },
});

/** 闭馆. Days on which a library is closed. */
export class Closing extends ClosingSchema.class {}
ClosingSchema.setClass(Closing);

type Span = Pick<Closing, 'weekday' | 'fromDay' | 'toDay'>;

/** A library that is closed longer than this does not move a due day any further. */
const mostDays = 120;

/** Whether one of the closings covers a day. */
export function isClosed(closings: readonly Span[], day: string): boolean {
  // 1970-01-01 was a Thursday.
  const weekday = ((Math.floor(Date.parse(`${day}T00:00:00Z`) / 86_400_000) + 3) % 7) + 1;
  return closings.some(
    ({ weekday: closed, fromDay, toDay }) =>
      fromDay <= day && (toDay == null || day <= toDay) && (closed == null || closed === weekday),
  );
}

/** The day itself, or the first one after it on which the library is open. */
export function openDayFrom(closings: readonly Span[], day: string): string {
  for (let after = 0; after <= mostDays; after++) {
    const candidate = addDays(day, after);
    if (!isClosed(closings, candidate)) {
      return candidate;
    }
  }
  return day;
}

/** The last day of a loan of a library's copy that would end on a day. */
export async function dueOn(em: EntityManager, library: string, day: string): Promise<string> {
  const those = "where scope in ('network', $1) and from_day <= $2 and (to_day is null or to_day >= $3)";
  const closings = await entities(em, Closing, 'dueOn', those, [library, addDays(day, mostDays), day]);
  return openDayFrom(closings, day);
}

/** Closings of every library that may matter from a day on. */
export function closingsFrom(em: EntityManager, day: string): Promise<Closing[]> {
  return em.find(Closing, {
    fromDay: { $lte: addDays(day, mostDays) },
    $or: [{ toDay: null }, { toDay: { $gte: day } }],
  });
}

/** Closings of a library and of the network, or all there are, in the order of their days. */
export function closingsOf(ctx: Context, library: string | null): Promise<Closing[]> {
  return ctx.em.find(Closing, library === null ? {} : { scope: { $in: ['network', library] } }, {
    orderBy: { fromDay: 'asc', id: 'asc' },
  });
}

/** Adds days on which a library is closed; the same key and content answers with what it made before. */
export async function addClosing(ctx: Context, input: AddClosingInput): Promise<Closing> {
  const { idempotencyKey: key, ...content } = input;
  const library = input.library ?? null;
  authorise(ctx.identity, library === null ? 'policy.addForNetwork' : 'policy.add', { library });
  const idempotencyKey = checkText('idempotencyKey', key);
  const reason = checkText('reason', input.reason, 100);
  const { weekday = null, from, to = null } = input;
  checkSpan({ weekday, from, to });
  if (library !== null) {
    await checkLibrary(ctx.ask, library);
  }
  const scope = library ?? 'network';
  const hash = contentHash(content);
  return transact(ctx, async (em) => {
    await em.execute('/* addClosing */ select pg_advisory_xact_lock(hashtext(?))', [`closings ${scope}`]);
    const earlier = await em.findOne(Closing, { scope, idempotencyKey });
    if (earlier) {
      checkSameContent(idempotencyKey, earlier.contentHash, hash);
      return earlier;
    }
    return em.create(Closing, {
      id: randomUUID(),
      scope,
      library,
      weekday,
      fromDay: from,
      toDay: to,
      reason,
      idempotencyKey,
      contentHash: hash,
      createdBy: actorOf(ctx),
      createdAt: ctx.now,
    });
  });
}

function checkSpan({ weekday, from, to }: { weekday: number | null; from: string; to: string | null }): void {
  if (weekday !== null && (weekday < 1 || weekday > 7)) {
    throw wrong(
      'weekday',
      `星期应为 1（周一）至 7（周日）。"weekday" is from 1, Monday, to 7, Sunday; this is ${weekday}.`,
    );
  }
  if (weekday === null && to === null) {
    throw wrong(
      'to',
      '请给出最后一天，或每周闭馆的星期。Give "to", the last day, or a "weekday" that is closed every week.',
    );
  }
  if (to !== null && (to < from || (weekday === null && to > addDays(from, mostDays - 1)))) {
    throw wrong(
      'to',
      `最后一天不能早于第一天；连续闭馆至多 ${mostDays} 天。"to" is "from" or later, ${mostDays} days at most in a row; ${from} to ${to} is not.`,
    );
  }
}

function wrong(argument: string, message: string): CallerError {
  return new CallerError('BAD_USER_INPUT', message, { argument });
}
