// The life of a purchase-lend order, from SUBMITTED to its decision and its end: a durable workflow over four owners.
// `place` writes the order with the job that resumes it; `advance` carries it on, in line and as the job.
import { randomUUID } from 'node:crypto';
import { LockMode, UniqueConstraintViolationException } from '@mikro-orm/core';
import { checkSameContent, type DeliveryAddress } from '../../lib/inputs.ts';
import { type EntityManager, transact } from '../../lib/orm.ts';
import { TimeLimitError, within } from '../../lib/time.ts';
import { awaitDecision, cancelResume, decide, scheduleResume, type Workflow, withLease } from '../../lib/workflow.ts';
import type { Context } from './context.ts';
import { type Contract, OrderAddress, PurchaseLendOrder, PurchaseTransition } from './entities.ts';
import { contractOn, gatherFacts } from './facts.ts';
import { confirmEverywhere, releaseEverywhere, reserveEverywhere } from './reservations.ts';
import { type Channel, failuresOf, flagsOf, netFenOf } from './rules.ts';

const workflow: Workflow = { table: 'purchase_lend_order', task: 'resumeOrder' };

/** Until when an order must be decided, in seconds; then it aborts and the caller is told to try again. */
const decisionSeconds = { COUNTER: 3, ONLINE: 10 } satisfies Record<Channel, number>;

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
  await awaitDecision(ctx.em, workflow, order.id);
  return reread(ctx, order.id);
}

/**
 * Writes a new order and carries it as far as it goes.
 * @returns the order, decided
 */
export async function place(ctx: Context, order: NewOrder): Promise<PurchaseLendOrder> {
  try {
    const { id } = await transact(ctx, (em) => insertOrder(em, ctx, order));
    await carry(ctx, id, order.channel);
    return await reread(ctx, id);
  } catch (error) {
    if (!(error instanceof UniqueConstraintViolationException)) {
      throw error;
    }
  }
  const earlier = await findByKey(ctx, order);
  if (!earlier) {
    throw new Error(`the key ${order.idempotencyKey} is taken, but its order is not there`);
  }
  return earlier;
}

/** The job of an order: carries on what a process that died, or an owner that was silent, has left. */
export async function resumeOrder(ctx: Context, { id }: Record<string, unknown>): Promise<void> {
  const orderId = String(id);
  await advance(ctx, orderId);
  const order = await reread(ctx, orderId);
  if (order.phase !== 'DONE') {
    await transact(ctx, (em) => scheduleResume(em, workflow, orderId));
  }
}

/** Waits for the order's end as long as it may take to decide; what is not decided then is given up. */
async function carry(ctx: Context, id: string, channel: Channel): Promise<void> {
  try {
    await within(decisionSeconds[channel] * 1_000, advance(ctx, id));
  } catch (error) {
    if (!(error instanceof TimeLimitError)) {
      throw error;
    }
  }
  await awaitDecision(ctx.em, workflow, id);
}

/** Carries an order on under its lease. What an owner refuses to answer now, the job will ask again. */
async function advance(request: Context, id: string): Promise<void> {
  // Whoever waits for the order may read on with its own EntityManager.
  const ctx = { ...request, em: request.em.fork(), forget: () => {} };
  try {
    await withLease(ctx.em, workflow, id, async () => {
      await gather(ctx, await reread(ctx, id));
      const order = await reread(ctx, id);
      await (order.phase === 'COMMITTING' ? commit(ctx, order) : order.phase === 'ABORTING' && abort(ctx, order));
    });
  } catch (error) {
    ctx.log.warn(
      { requestId: ctx.requestId, order: id, error: String(error) },
      'the order stands where it is and is resumed',
    );
  }
}

/** Gathers facts, judges all rules, reserves, and decides. */
async function gather(ctx: Context, order: PurchaseLendOrder): Promise<void> {
  if (order.phase !== 'GATHERING') {
    return;
  }
  try {
    const contract = order.storeId ? await contractOn(ctx, order.storeId, order.submittedAt) : null;
    const { channel, bookId, listPriceFen, card } = order;
    const { facts, borrower } = await gatherFacts(ctx, {
      channel,
      bookId,
      listPriceFen: listPriceFen ?? null,
      card,
      contract,
      inStock: channel === 'COUNTER' || order.storeId !== null,
    });
    const known = {
      reader_id: borrower?.readerId ?? null,
      reader_name: borrower?.maskedName ?? null,
      due_date: order.channel === 'COUNTER' ? (borrower?.dueDate ?? null) : null,
      flags: JSON.stringify(flagsOf(facts)),
    };
    const refuse = (failures: unknown[]) =>
      decide(ctx.em, workflow, order.id, 'ABORTING', { ...known, failures: JSON.stringify(failures) });
    const failures = failuresOf(facts);
    if (failures.length > 0) {
      await refuse(failures);
      return;
    }
    const open = await ctx.em.nativeUpdate(
      PurchaseLendOrder,
      { id: order.id, phase: 'GATHERING' },
      { reserving: true },
    );
    if (open === 0) {
      return;
    }
    const reservation = await reserveEverywhere(ctx, order, facts);
    if (reservation.failures.length > 0 || !reservation.item) {
      await (reservation.failures.length > 0 ? refuse(reservation.failures) : giveUp(ctx, order));
      return;
    }
    const { itemId, barcode } = reservation.item;
    const decided = await decide(ctx.em, workflow, order.id, 'COMMITTING', {
      ...known,
      item_id: itemId,
      item_barcode: barcode,
    });
    if (!decided) {
      await giveUp(ctx, order);
    }
  } catch (error) {
    ctx.log.warn(
      { requestId: ctx.requestId, order: order.id, error: String(error) },
      'an owner is silent, the order is given up',
    );
    await giveUp(ctx, order);
  }
}

async function giveUp(ctx: Context, order: PurchaseLendOrder): Promise<void> {
  await decide(ctx.em, workflow, order.id, 'ABORTING', { try_again: true });
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

function reread(ctx: Context, id: string): Promise<PurchaseLendOrder> {
  return ctx.em.findOneOrFail(PurchaseLendOrder, { id }, { refresh: true });
}
