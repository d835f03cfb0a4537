// The life of a purchase-lend order, from SUBMITTED to its decision: a durable workflow over four owners. `place` writes the
// order with the job that resumes it; lib/workflow.ts carries it on, in line and as the job. What follows is in endings.ts.
import { randomUUID } from 'node:crypto';
import type { Failure } from '../../lib/failures.ts';
import { actorOf } from '../../lib/identity.ts';
import { type BookRecord, checkSameContent, type DeliveryAddress } from '../../lib/inputs.ts';
import { type EntityManager, transact } from '../../lib/orm.ts';
import { asStored, erasedKey, erasedReader, withoutReader } from '../../lib/pseudonyms.ts';
import { judge, netFenOf } from '../../lib/rules/judge.ts';
import type { Channel } from '../../lib/rules/rules.ts';
import { addDays } from '../../lib/shanghai.ts';
import { statement } from '../../lib/statements.ts';
import {
  awaitEnd,
  beginWork,
  carry,
  decide,
  placeOnce,
  resume,
  scheduleResume,
  type Workflow,
} from '../../lib/workflow.ts';
import type { Context } from './context.ts';
import { abort, commit, orderById, orderTable } from './endings.ts';
import { OrderAddress, PurchaseLendOrder, PurchaseTransition } from './entities.ts';
import { contractOn, gatherFacts, nextContractOf, type Terms } from './facts.ts';
import { forReview, judgedAt, offlineFailures, placeInDay } from './offline.ts';
import { columnsOf, reserveEverywhere } from './reservations.ts';
import { gatherAccepted } from './review.ts';
import { promiseCopy } from './stock.ts';

const workflow: Workflow<Context, PurchaseLendOrder> = {
  ...orderTable,
  read: (ctx, id) => orderById(ctx.em, id),
  gather,
  commit,
  abort,
};

export interface NewOrder {
  organisation: string;
  idempotencyKey: string;
  contentHash: string;
  channel: Channel;
  /** At the counter. An online order finds its store, contract and price when it is written. */
  storeId: string | null;
  contract: Terms | null;
  book: Pick<BookRecord, 'id' | 'isbn' | 'classNumber'>;
  listPriceFen: number | null;
  card: string;
  /** Volumes. */
  items: number;
  scannedBarcodes: string[];
  address: DeliveryAddress | null;
  /** When a store sold it that was off line, not after now. */
  occurredAt: Date | null;
  /** Copies that its contract lets the store sell off line on that day. */
  allowance?: number | null;
}

/** What finds the order of a key, and tells whether it was for the same thing. */
export type OrderKey = Pick<NewOrder, 'organisation' | 'idempotencyKey' | 'contentHash' | 'occurredAt'>;

/** The order that an idempotency key has made before, decided; null for a new key. */
export async function findByKey(
  ctx: Context,
  { organisation, idempotencyKey, contentHash, occurredAt }: OrderKey,
): Promise<PurchaseLendOrder | null> {
  const kept = withoutReader(ctx.pseudonym, { organisation, idempotencyKey, contentHash });
  const [order] = await statement<{
    id: string;
    organisation: string;
    content_hash: string;
    submitted_at: string;
    occurred_at: string | null;
  }>(
    ctx.em,
    `/* findByKey */ select id, organisation, content_hash, submitted_at, occurred_at from purchase_lend_order
     where (organisation = $1 and idempotency_key = $2) or (organisation = $3 and idempotency_key = $4)`,
    [organisation, idempotencyKey, kept.organisation, kept.idempotencyKey],
  );
  if (!order) {
    return null;
  }
  if (order.organisation === erasedReader) {
    throw erasedKey(idempotencyKey);
  }
  const given = asStored(ctx.pseudonym, order.content_hash, contentHash);
  checkSameContent(idempotencyKey, order.content_hash, isSameMoment(order, occurredAt) ? given : '');
  return awaitEnd(ctx, workflow, order.id);
}

/** A sale that was submitted at once and off line, because the first answer was lost, is one sale. */
function isSameMoment(order: { submitted_at: string; occurred_at: string | null }, occurredAt: Date | null): boolean {
  // A clock that ran ahead was taken as the moment at which the sale came in.
  const given = occurredAt && Math.min(occurredAt.getTime(), +new Date(order.submitted_at));
  return given === null || order.occurred_at === null || given === +new Date(order.occurred_at);
}

/**
 * Writes a new order and carries it as far as it goes.
 * @param written is called once the order is there, before it is decided
 * @returns the order, decided; null when there was no time left to decide one, and nothing was written
 */
export function place(
  ctx: Context,
  order: NewOrder,
  written: () => void = () => {},
): Promise<PurchaseLendOrder | null> {
  return placeOnce(ctx, workflow, {
    find: () => findByKey(ctx, order),
    insert: async () => {
      const row = await transact(ctx, (em) => insertOrder(em, ctx, order));
      written();
      return row;
    },
  });
}

/** The job of an order. */
export function resumeOrder(ctx: Context, { id, tries = 0 }: Record<string, unknown>): Promise<void> {
  return resume(ctx, workflow, { id: String(id), tries: Number(tries) });
}

/** Carries on an order that was taken up again; as far as it goes within seconds, the rest is left to its job. */
export function carryOn(ctx: Context, id: string): Promise<PurchaseLendOrder> {
  return carry(ctx, workflow, id);
}

/** Gathers facts, judges all rules, reserves, and decides. */
async function gather(ctx: Context, order: PurchaseLendOrder): Promise<PurchaseLendOrder | void> {
  if (order.status === 'NEEDS_REVIEW') {
    return gatherAccepted(ctx, order);
  }
  const { id, channel, bookId, items, listPriceFen, card = null, storeId, occurredAt } = order;
  const at = judgedAt(order);
  // What was sold off line without a contract is paid by the default library if it is accepted: its terms are no contract's.
  const offlineContract = occurredAt && storeId ? await contractOn(ctx.em, storeId, at) : null;
  const contract = occurredAt ? offlineContract : termsOf(order);
  const { facts, inForce, borrower } = await gatherFacts(ctx, {
    channel,
    at,
    bookId,
    items,
    listPriceFen: listPriceFen ?? null,
    card,
    contract,
    nextContract: contract || !storeId ? null : await nextContractOf(ctx.em, storeId, at),
    inStock: channel === 'COUNTER' || storeId != null,
  });
  const {
    failures: broken,
    flags,
    verdict,
  } = judge(facts, inForce.rules.values(), channel === 'ONLINE' || !!occurredAt);
  const failures = [...offlineFailures(order, offlineContract), ...broken];
  const known = {
    reader_id: borrower?.readerId ?? null,
    reader_name: borrower?.maskedName ?? null,
    terms: JSON.stringify(inForce.terms),
    due_date: channel === 'COUNTER' ? addDays(facts.day, inForce.terms.loanDays) : null,
    flags: JSON.stringify(flags),
    facts: JSON.stringify(facts),
    reader_type: borrower?.readerType ?? null,
    rule_sets: JSON.stringify(inForce.sets),
  };
  // What was sold off line is with the reader: it is not refused by rules, and nothing is kept for it until a librarian decides.
  const refuse = (why: Failure[]) =>
    decide(ctx.em, workflow, id, 'ABORTING', {
      ...known,
      ...(occurredAt ? { ends_as: 'NEEDS_REVIEW' } : {}),
      failures: JSON.stringify(occurredAt ? forReview(why) : why),
    });
  // Where nobody would pay, or no price is known, there is nothing that a librarian could let pass.
  const isForReview = verdict === 'REVIEW' && !occurredAt && facts.payer !== null && facts.netFen !== null;
  if (failures.length > 0 && !isForReview) {
    await refuse(failures);
    return;
  }
  // Before anything is asked for, so that whoever goes on after a crash knows that there may be something to release.
  const [open] = await statement(
    ctx.em,
    `/* gather */ update purchase_lend_order set reserving = true where id = $1 and phase = 'GATHERING' returning id`,
    [id],
  );
  if (!open) {
    return;
  }
  const judged = { facts, inForce, forReview: failures };
  const { failures: refusals, items: copies } = await reserveEverywhere(ctx, order, judged);
  if (refusals.length > 0) {
    await refuse([...failures, ...refusals]);
  } else if (copies.length > 0) {
    const review = isForReview ? { ends_as: 'NEEDS_REVIEW', failures: JSON.stringify(failures) } : {};
    const isDecided = await decide(ctx.em, workflow, id, 'COMMITTING', { ...known, ...columnsOf(copies), ...review });
    // What is confirmed at the owners needs no more of the row than this.
    if (isDecided && !isForReview) {
      const itemIds = copies.map(({ itemId }) => itemId);
      const { terms } = inForce;
      return Object.assign(order, { phase: 'COMMITTING' as const, itemIds, dueDate: known.due_date, terms });
    }
  }
}

/** The terms that the order was written with; null when no contract covered the day. */
function termsOf({ payer = null, rateBasisPoints = null }: PurchaseLendOrder): Terms | null {
  return payer !== null && rateBasisPoints !== null ? { payer, rateBasisPoints } : null;
}

async function insertOrder(em: EntityManager, ctx: Context, input: NewOrder): Promise<PurchaseLendOrder> {
  const { book, address, allowance = null, ...given } = input;
  const sale = input.channel === 'ONLINE' ? await promisedSale(em, ctx, book.id) : input;
  const { storeId, contract, listPriceFen } = sale;
  const { occurredAt, items } = input;
  // Others of the day may be waited for here: before the time for the decision runs.
  const offlineCopies = occurredAt && storeId ? await placeInDay(em, { storeId, occurredAt, items, allowance }) : null;
  const order = em.create(PurchaseLendOrder, {
    ...given,
    id: randomUUID(),
    status: 'SUBMITTED',
    phase: 'GATHERING',
    ...(await beginWork(em)),
    reserving: false,
    tryAgain: false,
    round: 0,
    reviewed: false,
    offlineCopies,
    attempt: 0,
    storeId,
    offerId: 'offerId' in sale ? sale.offerId : null,
    listPriceFen,
    bookId: book.id,
    isbn: book.isbn,
    classNumber: book.classNumber,
    rateBasisPoints: contract?.rateBasisPoints ?? null,
    netFen: contract && listPriceFen !== null ? netFenOf(listPriceFen, contract.rateBasisPoints) : 0,
    payer: contract?.payer ?? null,
    itemIds: [],
    itemBarcodes: [],
    failures: [],
    flags: [],
    ruleSets: [],
    submittedBy: ctx.identity.role,
    submittedAt: ctx.now,
  });
  if (address) {
    em.create(OrderAddress, { orderId: order.id, address, eraseAt: null });
  }
  em.create(PurchaseTransition, {
    orderId: order.id,
    at: ctx.now,
    from: null,
    to: 'SUBMITTED',
    actor: actorOf(ctx),
    reason: null,
    storeId,
    leftStoreId: null,
  });
  await em.flush();
  await scheduleResume(em, workflow, order.id);
  return order;
}

/** Where an online order goes: the copy is promised with the order's row, so two orders never count on the same one. */
async function promisedSale(em: EntityManager, ctx: Context, bookId: string) {
  const { offer, contract } = (await promiseCopy(em, bookId, ctx.now)) ?? { offer: null, contract: null };
  return {
    storeId: offer?.storeId ?? null,
    offerId: offer?.id ?? null,
    listPriceFen: offer?.listPriceFen ?? null,
    contract,
  };
}
