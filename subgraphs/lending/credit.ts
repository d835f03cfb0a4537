// 信用. What a reader has done with loans, as a ledger of events with points that expire. Below a balance the reader borrows nothing
// until enough has expired, or an appeal was granted. Returning is always possible. Nothing here comes from an outside score.
import { randomUUID } from 'node:crypto';
import { defineEntity, LockMode, p } from '@mikro-orm/core';
import { authorise, ownOf } from '../../lib/actions.ts';
import { CallerError } from '../../lib/errors.ts';
import { actorOf } from '../../lib/identity.ts';
import { checkText } from '../../lib/inputs.ts';
import { type EntityManager, transact } from '../../lib/orm.ts';
import { type Connection, checkFirst, decodeCursor, type PageArguments, toConnection } from '../../lib/pagination.ts';
import { addDays, dayOf } from '../../lib/shanghai.ts';
import { entities, statement } from '../../lib/statements.ts';
import type { Context } from './context.ts';
import { Reader } from './entities.ts';
import { serveOthersOf } from './holdQueue.ts';
import { lockReader } from './quota.ts';
import { existingReader, mayReadPrivate } from './readers.ts';
import { balanceOn, type CreditEventKind, creditRules, suspendedUntil } from './standing.ts';

const kinds = Object.keys(creditRules.kinds) as CreditEventKind[];

const CreditEventSchema = defineEntity({
  name: 'CreditEvent',
  tableName: 'credit_event',
  indexes: [{ properties: ['readerId', 'at'] }],
  uniques: [{ properties: ['readerId', 'kind', 'reference'] }],
  properties: {
    id: p.string().primary(),
    readerId: () => p.manyToOne(Reader).mapToPk().joinColumn('reader_id'),
    kind: p.enum(kinds),
    /** The loan, the parcel or the loss that it is about: noted once. */
    reference: p.string(),
    points: p.integer(),
    at: p.datetime(),
    /** The first day in Asia/Shanghai on which it does not count any more. */
    expiresOn: p.date(),
    /** COUNTED, APPEALED and still counting, CONFIRMED after an appeal, or WITHDRAWN by it. */
    state: p.enum(['COUNTED', 'APPEALED', 'CONFIRMED', 'WITHDRAWN'] as const),
    appeal: p.text().nullable(),
    appealedAt: p.datetime().nullable(),
    decision: p.text().nullable(),
    decidedAt: p.datetime().nullable(),
    decidedBy: p.string().nullable(),
  },
});

/** 信用记录. Something that a reader has done, and what it counts. */
export class CreditEvent extends CreditEventSchema.class {}
CreditEventSchema.setClass(CreditEvent);

/**
 * Notes an event of a reader, whose row is locked here, in the transaction in which it happens; the same one twice counts once.
 * What keeps no reader any more counts for nobody.
 * @param of the loan, the parcel or the loss that it is about
 */
export async function noteCreditEvent(
  em: EntityManager,
  { readerId, kind, of, at }: { readerId?: string | null; kind: CreditEventKind; of: string; at: Date },
): Promise<void> {
  if (readerId == null) {
    return;
  }
  const reader = await lockReader(em, readerId);
  const { points, days } = creditRules.kinds[kind];
  const noted = await statement(
    em,
    `/* noteCreditEvent */ insert into credit_event (id, reader_id, kind, reference, points, at, expires_on, state)
     values ($1, $2, $3, $4, $5, $6, $7, 'COUNTED') on conflict (reader_id, kind, reference) do nothing returning id`,
    [randomUUID(), readerId, kind, of, points, at, addDays(dayOf(at), days)],
  );
  if (noted.length > 0) {
    await recount(em, reader, at);
  }
}

/** A reader's events, newest first, for those who may see them. */
export async function creditEventsOf(
  ctx: Context,
  reader: Reader,
  { first, after }: PageArguments,
): Promise<Connection<CreditEvent>> {
  checkFirst(first);
  const [at, id] = decodeCursor(after, ['moment', 'string']) ?? [];
  if (!mayReadPrivate(ctx, reader)) {
    return toConnection([], first, 0, cursorKey);
  }
  const beyond =
    at === undefined ? {} : { $or: [{ at: { $lt: new Date(at) } }, { at: new Date(at), id: { $gt: String(id) } }] };
  const [events, count] = await Promise.all([
    ctx.em.find(
      CreditEvent,
      { readerId: reader.id, ...beyond },
      { orderBy: { at: 'desc', id: 'asc' }, limit: first + 1 },
    ),
    ctx.em.count(CreditEvent, { readerId: reader.id }),
  ]);
  return toConnection(events, first, count, cursorKey);
}

function cursorKey({ at, id }: CreditEvent): string[] {
  return [at.toISOString(), id];
}

/** The balance now. */
export async function balanceOf(ctx: Context, { id }: Reader): Promise<number> {
  const day = dayOf(ctx.now);
  return balanceOn(await ctx.em.find(CreditEvent, { readerId: id, expiresOn: { $gt: day } }), day);
}

/**
 * 申诉. The reader says why an event should not count; it counts until a librarian has decided.
 * @throws CallerError NOT_FOUND for an event of somebody else, CONFLICT for one that was appealed before or does not count
 */
export function appealCreditEvent(ctx: Context, { id, reason: given }: { id: string; reason: string }) {
  const { identity } = ctx;
  authorise(identity, 'credit.appeal', ownOf(identity));
  const reason = checkText('reason', given, 500);
  return transact(ctx, async (em) => {
    const event = await em.findOne(CreditEvent, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    // For no event too: how long it takes tells nobody whether there is one.
    const reader = await em.findOne(Reader, { id: event?.readerId ?? '' });
    if (!event || !reader || (identity.role === 'reader' && identity.card !== reader.card)) {
      throw noSuchEvent(id);
    }
    if (event.state === 'APPEALED' && event.appeal === reason) {
      return event;
    }
    checkState(event, 'COUNTED');
    if (event.points >= 0) {
      throw new CallerError(
        'CONFLICT',
        '该记录没有扣分，无需申诉。This event takes nothing off: there is nothing to appeal.',
        { id },
      );
    }
    return Object.assign(event, { state: 'APPEALED' as const, appeal: reason, appealedAt: ctx.now });
  });
}

/**
 * A librarian grants an appeal, and the event counts no more, or does not.
 * @throws CallerError NOT_FOUND, CONFLICT for an event that was not appealed, or decided before
 */
export function decideAppeal(
  ctx: Context,
  { id, grant, reason: given }: { id: string; grant: boolean; reason: string },
) {
  authorise(ctx.identity, 'credit.decide');
  const reason = checkText('reason', given, 500);
  return transact(ctx, async (em) => {
    const known = await em.findOne(CreditEvent, { id });
    if (!known) {
      throw noSuchEvent(id);
    }
    const reader = await lockReader(em, known.readerId);
    const event = await em.findOneOrFail(CreditEvent, { id }, { refresh: true });
    const state = grant ? 'WITHDRAWN' : 'CONFIRMED';
    if (event.state === state && event.decision === reason) {
      return event;
    }
    checkState(event, 'APPEALED');
    Object.assign(event, { state, decision: reason, decidedAt: ctx.now, decidedBy: actorOf(ctx) });
    await em.flush();
    await recount(em, reader, ctx.now);
    await serveOthersOf(em, reader.id);
    return event;
  });
}

/** A librarian stops a card, until it is lifted; returning stays possible. */
export async function suspendReader(
  ctx: Context,
  { card, reason: given }: { card: string; reason: string },
): Promise<Reader> {
  return changeReader(ctx, 'credit.suspend', card, {
    suspended: true,
    suspendedReason: checkText('reason', given, 200),
  });
}

/** Lifts a stop that a librarian has put on a card. What the ledger says stays. */
export async function liftSuspension(ctx: Context, { card }: { card: string }): Promise<Reader> {
  return changeReader(ctx, 'credit.suspend', card, { suspended: false, suspendedReason: null });
}

/** 监护人同意. A guardian allows a reader under 14 to borrow; a desk has seen who it was. */
export async function recordConsent(
  ctx: Context,
  { card, guardian: given, birthDay }: { card: string; guardian: string; birthDay?: string | null | undefined },
): Promise<Reader> {
  const guardian = checkText('guardian', given, 60);
  const today = dayOf(ctx.now);
  if (birthDay != null && (birthDay > today || birthDay < addDays(today, -366 * 120))) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `出生日期应在今天之前。"birthDay" lies before today; ${birthDay} does not.`,
      {
        argument: 'birthDay',
      },
    );
  }
  return changeReader(ctx, 'reader.consent', card, {
    guardian,
    consentAt: ctx.now,
    ...(birthDay == null ? {} : { birthDay }),
  });
}

async function recount(em: EntityManager, reader: Reader, at: Date): Promise<void> {
  const day = dayOf(at);
  const those = 'where reader_id = $1 and expires_on > $2';
  const events = await entities(em, CreditEvent, 'recount', those, [reader.id, day]);
  reader.suspendedUntil = suspendedUntil(events, day);
  await em.flush();
}

async function changeReader(
  ctx: Context,
  action: 'credit.suspend' | 'reader.consent',
  card: string,
  change: Partial<Pick<Reader, 'suspended' | 'suspendedReason' | 'guardian' | 'consentAt' | 'birthDay'>>,
): Promise<Reader> {
  authorise(ctx.identity, action);
  const { id } = await existingReader(ctx, card);
  return transact(ctx, async (em) => {
    const reader = Object.assign(await lockReader(em, id), change);
    await em.flush();
    // Whoever may borrow again is served at once in the queues.
    await serveOthersOf(em, id);
    return reader;
  });
}

function checkState(event: CreditEvent, state: CreditEvent['state']): void {
  if (event.state !== state) {
    throw new CallerError(
      'CONFLICT',
      `该信用记录现为 ${event.state}，须为 ${state}。The event is ${event.state}; this needs ${state}.`,
      { state: event.state },
    );
  }
}

function noSuchEvent(id: string): CallerError {
  return new CallerError(
    'NOT_FOUND',
    `没有信用记录“${id}”，或它不属于您。There is no credit event "${id}", or it is not yours.`,
    {
      argument: 'id',
    },
  );
}
