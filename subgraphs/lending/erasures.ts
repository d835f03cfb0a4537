// 清除历史. A reader has what has ended erased now: a durable workflow over lending and bookstores. What is cut is counted in the same
// transaction, so whoever asks again, or carries on after a crash, is told the same.
import { randomUUID } from 'node:crypto';
import { authorise } from '../../lib/actions.ts';
import { forgetReader } from '../../lib/audit/forget.ts';
import { sealAudit } from '../../lib/audit/seal.ts';
import { checkText } from '../../lib/inputs.ts';
import { type EntityManager, transact } from '../../lib/orm.ts';
import { type Connection, checkFirst, decodeCursor, type PageArguments, toConnection } from '../../lib/pagination.ts';
import { dayOf } from '../../lib/shanghai.ts';
import { statement } from '../../lib/statements.ts';
import {
  awaitEnd,
  cancelResume,
  deadlineOf,
  decide,
  placeOnce,
  resume,
  scheduleResume,
  type Workflow,
} from '../../lib/workflow.ts';
import type { Context } from './context.ts';
import { Reader } from './entities.ts';
import { type CutBatch, cutAll } from './privacy.ts';
import { loanObstacle, sumExpiresOn } from './privacyCuts.ts';
import { HistoryErasure, historyKinds, type Kept } from './privacyEntities.ts';
import { lockReader } from './quota.ts';
import { existingReader } from './readers.ts';
import { retentionOn } from './retention.ts';
import type { EraseHistoryInput } from './types.generated.ts';

const workflow: Workflow<Context, HistoryErasure> = {
  table: 'history_erasure',
  task: 'resumeErasure',
  read: (ctx, id) => ctx.em.findOneOrFail(HistoryErasure, { id }, { refresh: true }),
  gather: async ({ em }, { id }) => {
    await decide(em, workflow, id, 'COMMITTING');
  },
  commit,
  // Nothing is reserved anywhere: what could not be begun in time comes to nothing.
  abort: (ctx, { id }) =>
    transact(ctx, async (em) => {
      await em.nativeUpdate(HistoryErasure, { id }, { phase: 'DONE', doneAt: ctx.now, kept: [] });
      await cancelResume(em, workflow, id);
    }),
};

/**
 * Erases what has ended of a reader's history; the same key answers with the first erasure, as far as it has come.
 * @returns null when there was no time to begin; nothing was erased then
 */
export async function eraseHistory(ctx: Context, input: EraseHistoryInput): Promise<HistoryErasure | null> {
  const { identity } = ctx;
  const card = input.card?.trim() ?? (identity.role === 'reader' ? identity.card : null);
  authorise(identity, 'history.erase', { card });
  const idempotencyKey = checkText('idempotencyKey', input.idempotencyKey);
  const { id: readerId } = await existingReader(ctx, checkText('card', card ?? '', 40));
  const find = async () => {
    const earlier = await ctx.em.findOne(HistoryErasure, { readerId, idempotencyKey });
    return earlier && awaitEnd(ctx, workflow, earlier.id);
  };
  const erasure =
    (await find()) ??
    (await placeOnce(ctx, workflow, {
      find,
      insert: () => transact(ctx, (em) => insertErasure(em, ctx.now, { readerId, idempotencyKey })),
    }));
  return erasure?.tryAgain ? null : erasure;
}

/** The job of an erasure. */
export function resumeErasure(ctx: Context, { id, tries = 0 }: Record<string, unknown>): Promise<void> {
  return resume(ctx, workflow, { id: String(id), tries: Number(tries) });
}

/** The erasures that a reader has asked for, newest first. */
export async function erasuresOf(
  { em }: Pick<Context, 'em'>,
  readerId: string,
  { first, after }: PageArguments,
): Promise<Connection<HistoryErasure>> {
  checkFirst(first);
  const [moment, id] = decodeCursor(after, ['moment', 'string']) ?? [];
  const at = moment === undefined ? null : new Date(moment);
  const beyond = at ? { $or: [{ requestedAt: { $lt: at } }, { requestedAt: at, id: { $gt: String(id) } }] } : {};
  const [erasures, count] = await Promise.all([
    em.find(HistoryErasure, { readerId, ...beyond }, { orderBy: { requestedAt: 'desc', id: 'asc' }, limit: first + 1 }),
    em.count(HistoryErasure, { readerId }),
  ]);
  return toConnection(erasures, first, count, (erasure) => [erasure.requestedAt.toISOString(), erasure.id]);
}

async function insertErasure(
  em: EntityManager,
  now: Date,
  given: { readerId: string; idempotencyKey: string },
): Promise<HistoryErasure> {
  // Two of one key wait for each other here; a loan that is just being ended is seen.
  await lockReader(em, given.readerId);
  const erasure = em.create(HistoryErasure, {
    ...given,
    id: randomUUID(),
    requestedAt: now,
    phase: 'GATHERING',
    deadline: await deadlineOf(em),
    tryAgain: false,
    erased: {},
    takenBooks: 0,
  });
  await em.flush();
  await scheduleResume(em, workflow, erasure.id);
  return erasure;
}

/** Lending first, then bookstores: each does once what had ended by the moment of the request. */
async function commit(ctx: Context, { id, readerId, requestedAt }: HistoryErasure): Promise<void> {
  const { takenDays } = await retentionOn(ctx.em, dayOf(requestedAt));
  const before = new Date(requestedAt.getTime() + 1);
  const cut = {
    readerId,
    loansBefore: before,
    holdsBefore: before,
    parcelsBefore: before,
    takenDays,
    today: dayOf(requestedAt),
  };
  await cutAll(ctx, cut, (em, batch) => count(em, id, batch));
  const { card } = await ctx.em.findOneOrFail(Reader, { id: readerId });
  const { eraseOrders } = await ctx.ask<{ eraseOrders: { erased: number; kept: Omit<Kept, 'kind'>[] } }>(
    'bookstores',
    `mutation ($id: ID!, $card: String!, $before: DateTime!) {
      eraseOrders(id: $id, card: $card, before: $before) { erased kept { count reason until } }
    }`,
    { id, card, before: before.toISOString() },
  );
  await transact(ctx, async (em) => {
    const erasure = await em.findOneOrFail(HistoryErasure, { id }, { refresh: true });
    if (erasure.phase === 'DONE') {
      return;
    }
    const kept = [
      ...(await keptInLending(em, erasure, ctx.pseudonym('spender', card))),
      ...eraseOrders.kept.map((part) => ({ ...part, kind: 'ORDERS' as const })),
    ];
    const erased = { ...erasure.erased, ORDERS: eraseOrders.erased };
    Object.assign(erasure, { erased, kept, phase: 'DONE', doneAt: ctx.now });
    await em.flush();
    await forgetReader(em, ctx.pseudonym, card);
    await cancelResume(em, workflow, id);
  });
  await sealAudit(ctx, 'lending');
}

/** Adds what a batch has cut, in its transaction. */
async function count(em: EntityManager, id: string, { erased, takenBooks, takenUntil }: CutBatch): Promise<void> {
  const sums = historyKinds
    .filter((kind) => erased[kind] !== undefined)
    .map((kind) => `'${kind}', coalesce((erased ->> '${kind}')::int, 0) + ${Number(erased[kind])}`);
  await em.execute(
    `/* count */ update history_erasure set erased = erased || jsonb_build_object(${sums.join(', ')}),
       taken_books = taken_books + ?, taken_until = greatest(taken_until, ?::date) where id = ?`,
    [takenBooks, takenUntil, id],
  );
}

/** What stays of a reader, why, and until when. */
async function keptInLending(
  em: EntityManager,
  { readerId, takenBooks, takenUntil = null }: HistoryErasure,
  spender: string,
): Promise<Kept[]> {
  const rows = await statement<Kept>(
    em,
    `/* keptInLending */
     select 'LOANS' as kind, count(*)::int as count, coalesce(reason, 'BEING_ENTERED') as reason, null as until from (
       select ${loanObstacle} as reason from loan where loan.reader_id = $1) as loans group by reason
     union all
     select 'LOAN_REQUESTS', count(*)::int, 'OPEN', null from loan_request where reader_id = $1 having count(*) > 0
     union all
     select 'HOLDS', count(*)::int, 'OPEN', null from hold where reader_id = $1 having count(*) > 0
     union all
     select 'PARCELS', count(*)::int, case when is_closed then 'OPEN' else 'PARCEL_NOT_CLOSED' end,
       to_char(max(due_at) at time zone 'Asia/Shanghai', 'YYYY-MM-DD')
     from (select due_at, closed_at is not null or status = 'CANCELLED' as is_closed from parcel where reader_id = $1) as parcels
     group by is_closed
     union all
     select 'CREDIT_EVENTS', count(*)::int, case when is_appealed then 'APPEAL_NOT_DECIDED' else 'CREDIT_COUNTS' end,
       case when not is_appealed then to_char(max(expires_on), 'YYYY-MM-DD') end
     from (select expires_on, state = 'APPEALED' as is_appealed from credit_event where reader_id = $1) as events group by is_appealed
     union all
     select 'ADDRESSES', count(*)::int, 'KEPT_BY_READER', null from saved_address where reader_id = $1 having count(*) > 0`,
    [readerId],
  );
  const [sums] = await statement<{ count: number; last: string | null }>(
    em,
    `/* keptInLending */ select coalesce(sum(copies), 0)::int as count, to_char(max(bought_on), 'YYYY-MM-DD') as last
     from purchase_sum where spender = $1`,
    [spender],
  );
  const limits = 'LIMITS_COUNT_IT';
  return [
    ...rows,
    ...(takenBooks > 0 ? [{ kind: 'TAKEN_BOOKS', count: takenBooks, reason: limits, until: takenUntil } as const] : []),
    ...(sums?.last
      ? [{ kind: 'PURCHASE_SUMS', count: sums.count, reason: limits, until: sumExpiresOn(sums.last) } as const]
      : []),
  ];
}
