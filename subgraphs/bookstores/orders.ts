// The life of a purchase-lend order, from SUBMITTED to its decision and its end: a durable workflow over four owners.
// `place` writes the order with the job that resumes it; lib/workflow.ts carries it on, in line and as the job.
import { randomUUID } from 'node:crypto';
import { LockMode } from '@mikro-orm/core';
import { checkSameContent, type DeliveryAddress } from '../../lib/inputs.ts';
import { type EntityManager, transact } from '../../lib/orm.ts';
import {
  awaitEnd,
  cancelResume,
  carry,
  createGate,
  decide,
  insertOnce,
  resume,
  scheduleResume,
  type Workflow,
} from '../../lib/workflow.ts';
import type { Context } from './context.ts';
import { type Contract, OrderAddress, PurchaseLendOrder, PurchaseTransition } from './entities.ts';
import { contractOn, gatherFacts } from './facts.ts';
import { confirmEverywhere, releaseEverywhere, reserveEverywhere } from './reservations.ts';
import { type Channel, failuresOf, flagsOf, netFenOf } from './rules.ts';

const workflow: Workflow<Context, PurchaseLendOrder> = {
  table: 'purchase_lend_order',
  task: 'resumeOrder',
  read: (ctx, id) => ctx.em.findOneOrFail(PurchaseLendOrder, { id }, { refresh: true }),
  gather,
  commit,
  abort,
};

const gate = createGate();

/** Until when an order must be decided, in seconds; then it aborts and the caller is told to try again. */
const decisionSeconds = { COUNTER: 3, ONLINE: 4 } satisfies Record<Channel, number>;

export interface NewOrder {
  organisation: string;
  idempotencyKey: string;
  contentHash: string;
  channel: Channel;
  storeId: string | null;
  contract: Contract | null;
  book: { id: string; isbn: string | null; classNumber: string | null };
  /** Null online when no store offers it. */
  listPriceFen: number | null;
  card: string;
  scannedBarcode: string | null;
  address: DeliveryAddress | null;
}

/** The order that an idempotency key has made before, decided; null for a new key. */
export async function findByKey(
  ctx: Context,
  { organisation, idempotencyKey, contentHash }: Pick<NewOrder, 'organisation' | 'idempotencyKey' | 'contentHash'>,
): Promise<PurchaseLendOrder | null> {
  const order = await ctx.em.findOne(PurchaseLendOrder, { organisation, idempotencyKey });
  if (!order) {
    return null;
  }
  checkSameContent(idempotencyKey, order.contentHash, contentHash);
  return awaitEnd(ctx, workflow, order.id);
}

/**
 * Writes a new order and carries it as far as it goes.
 * @returns the order, decided
 */
export function place(ctx: Context, order: NewOrder): Promise<PurchaseLendOrder> {
  return gate(ctx, async () => {
    const { row, isNew } = await insertOnce(
      () => findByKey(ctx, order),
      () => transact(ctx, (em) => insertOrder(em, ctx, order)),
    );
    return isNew ? carry(ctx, workflow, row.id, decisionSeconds[order.channel] * 1_000) : row;
  });
}

/** The job of an order. */
export function resumeOrder(ctx: Context, { id }: Record<string, unknown>): Promise<void> {
  return resume(ctx, workflow, String(id));
}

/** Gathers facts, judges all rules, reserves, and decides. */
async function gather(ctx: Context, order: PurchaseLendOrder): Promise<void> {
  const { id, channel, bookId, listPriceFen, card, storeId } = order;
  const { facts, borrower } = await gatherFacts(ctx, {
    channel,
    bookId,
    listPriceFen: listPriceFen ?? null,
    card,
    contract: storeId ? await contractOn(ctx, storeId, order.submittedAt) : null,
    inStock: channel === 'COUNTER' || storeId != null,
  });
  const known = {
    reader_id: borrower?.readerId ?? null,
    reader_name: borrower?.maskedName ?? null,
    due_date: channel === 'COUNTER' ? (borrower?.dueDate ?? null) : null,
    flags: JSON.stringify(flagsOf(facts)),
  };
  const failures = failuresOf(facts);
  if (failures.length > 0) {
    await decide(ctx.em, workflow, id, 'ABORTING', { ...known, failures: JSON.stringify(failures) });
    return;
  }
  const isOpen = await ctx.em.nativeUpdate(PurchaseLendOrder, { id, phase: 'GATHERING' }, { reserving: true });
  if (isOpen === 0) {
    return;
  }
  const { failures: refusals, item } = await reserveEverywhere(ctx, order, facts);
  if (refusals.length > 0) {
    await decide(ctx.em, workflow, id, 'ABORTING', { ...known, failures: JSON.stringify(refusals) });
  } else if (item) {
    await decide(ctx.em, workflow, id, 'COMMITTING', { ...known, item_id: item.itemId, item_barcode: item.barcode });
  }
}

async function commit(ctx: Context, order: PurchaseLendOrder): Promise<void> {
  if (order.channel === 'COUNTER') {
    await confirmEverywhere(ctx, order);
  }
  const to = order.channel === 'COUNTER' ? 'LENT' : 'APPROVED';
  await end(ctx, order, to, async (em) => {
    if (to === 'LENT') {
      await sellOverCounter(em, order, ctx.now);
    }
  });
}

async function abort(ctx: Context, order: PurchaseLendOrder): Promise<void> {
  if (order.reserving) {
    await releaseEverywhere(ctx, order);
  }
  await end(ctx, order, 'REFUSED', async () => {});
}

async function end(
  ctx: Context,
  { id }: PurchaseLendOrder,
  to: 'LENT' | 'APPROVED' | 'REFUSED',
  alongside: (em: EntityManager) => Promise<void>,
): Promise<void> {
  await transact(ctx, async (em) => {
    const order = await em.findOneOrFail(PurchaseLendOrder, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (order.phase === 'DONE') {
      return;
    }
    await alongside(em);
    order.phase = 'DONE';
    order.status = to;
    order.outcome = to === 'LENT' ? 'SUPPLIED' : to === 'REFUSED' ? 'NOT_SUPPLIED' : null;
    const reason = order.tryAgain ? 'TRY_AGAIN' : order.failures.map(({ code }) => code).join(' ') || null;
    em.create(PurchaseTransition, { orderId: id, at: ctx.now, from: 'SUBMITTED', to, actor: 'SYSTEM', reason });
    await cancelResume(em, workflow, id);
  });
}

/** The book that the clerk holds is sold: a stock that said none, or no offer at all, is corrected. */
async function sellOverCounter(em: EntityManager, order: PurchaseLendOrder, now: Date): Promise<void> {
  await em.execute(
    `/* sellOverCounter */ insert into offer
       (id, store_id, book_id, isbn, list_price_fen, stock, received, adjusted, sold, in_flight, as_of, sample)
     values (?, ?, ?, ?, ?, 0, 0, 1, 1, 0, ?, false)
     on conflict (store_id, book_id) do update set
       stock = greatest(offer.stock - 1, 0), sold = offer.sold + 1, as_of = excluded.as_of,
       adjusted = offer.adjusted + case when offer.stock > 0 then 0 else 1 end`,
    [randomUUID(), order.storeId, order.bookId, order.isbn, order.listPriceFen, now],
  );
}

async function insertOrder(em: EntityManager, ctx: Context, input: NewOrder): Promise<PurchaseLendOrder> {
  const { contract, book, address, ...given } = input;
  const [clock] = await em.execute<{ deadline: Date }[]>(
    `/* insertOrder */ select clock_timestamp() + interval '${decisionSeconds[input.channel]} seconds' as deadline`,
  );
  const order = em.create(PurchaseLendOrder, {
    ...given,
    id: randomUUID(),
    status: 'SUBMITTED',
    phase: 'GATHERING',
    deadline: new Date(clock?.deadline ?? 0),
    reserving: false,
    tryAgain: false,
    bookId: book.id,
    isbn: book.isbn,
    classNumber: book.classNumber,
    netFen: contract && given.listPriceFen !== null ? netFenOf(given.listPriceFen, contract.rateBasisPoints) : 0,
    payer: contract?.payer ?? null,
    failures: [],
    flags: [],
    submittedBy: ctx.identity.role,
    submittedAt: ctx.now,
  });
  if (address) {
    em.create(OrderAddress, { orderId: order.id, address });
  }
  em.create(PurchaseTransition, {
    orderId: order.id,
    at: ctx.now,
    from: null,
    to: 'SUBMITTED',
    actor: ctx.identity.role.toUpperCase(),
    reason: null,
  });
  await em.flush();
  await scheduleResume(em, workflow, order.id);
  return order;
}
