// 书服到家: a reader borrows online. A durable workflow over lending, which has the quota, and the owner of the copy.
import { randomUUID } from 'node:crypto';
import { authorise } from '../../lib/actions.ts';
import { CallerError } from '../../lib/errors.ts';
import {
  checkAddress,
  checkSameContent,
  checkText,
  contentHash,
  type DeliveryAddress,
  findBook,
} from '../../lib/inputs.ts';
import { type EntityManager, transact } from '../../lib/orm.ts';
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
import { availableItems, firstPaged } from './copies.ts';
import { Loan, LoanAddress, LoanRequest, Parcel } from './entities.ts';
import { dueDateFrom, giveBack, loanFailures, lockReader } from './quota.ts';
import { existingReader } from './readers.ts';
import type { RequestLoanInput } from './types.generated.ts';

const workflow: Workflow<Context, LoanRequest> = {
  table: 'loan_request',
  task: 'resumeLoanRequest',
  read: (ctx, id) => ctx.em.findOneOrFail(LoanRequest, { id }, { refresh: true }),
  gather,
  commit,
  abort,
};

/** A request that is decided in favour, and not yet entered everywhere. */
export interface Decided {
  loan: Loan;
}

interface NewRequest {
  organisation: string;
  idempotencyKey: string;
  contentHash: string;
  readerId: string;
  bookId: string;
  address: DeliveryAddress;
}

/** Requests a loan; the same key and content answers with the first request's result. */
export async function requestLoan(ctx: Context, input: RequestLoanInput) {
  const { identity } = ctx;
  const given = input.card?.trim() ?? (identity.role === 'reader' ? identity.card : null);
  authorise(identity, 'loan.request', { card: given });
  const card = checkCard(given);
  const { idempotencyKey: key, ...content } = input;
  const keyed = {
    organisation: `reader:${card}`,
    idempotencyKey: checkText('idempotencyKey', key),
    contentHash: contentHash({ ...content, card }),
  };
  const earlier = await findByKey(ctx, keyed);
  if (earlier) {
    return resultOf(ctx, earlier);
  }
  const address = checkAddress(input.deliveryAddress);
  const reader = await existingReader(ctx, card);
  const found = await findBook(ctx.ask, input);
  if ('ambiguous' in found) {
    return { __typename: 'AmbiguousIsbn' as const, ...found.ambiguous };
  }
  const request = { ...keyed, readerId: reader.id, bookId: found.book.id, address };
  const placed = await placeOnce(ctx, workflow, {
    find: () => findByKey(ctx, keyed),
    insert: () => transact(ctx, (em) => insertRequest(em, ctx, request)),
  });
  return resultOf(ctx, placed);
}

/** The job of a request. */
export function resumeLoanRequest(ctx: Context, { id }: Record<string, unknown>): Promise<void> {
  return resume(ctx, workflow, String(id));
}

function checkCard(card: string | null): string {
  if (card === null) {
    throw new CallerError(
      'BAD_USER_INPUT',
      'Give "card", the number on the reader\'s card: only a reader\'s own is known from the token.',
      {
        argument: 'card',
      },
    );
  }
  return card;
}

async function findByKey(
  ctx: Context,
  {
    organisation,
    idempotencyKey,
    contentHash: hash,
  }: Pick<NewRequest, 'organisation' | 'idempotencyKey' | 'contentHash'>,
): Promise<LoanRequest | null> {
  const request = await ctx.em.findOne(LoanRequest, { organisation, idempotencyKey });
  if (!request) {
    return null;
  }
  checkSameContent(idempotencyKey, request.contentHash, hash);
  return awaitEnd(ctx, workflow, request.id);
}

/** Keeps a place in the quota with the request, or writes the refusal. */
async function insertRequest(em: EntityManager, ctx: Context, { address, ...given }: NewRequest): Promise<LoanRequest> {
  const reader = await lockReader(em, given.readerId);
  const failures = await loanFailures(em, reader, ctx.now);
  const refused = failures.length > 0;
  const request = em.create(LoanRequest, {
    ...given,
    id: randomUUID(),
    phase: refused ? 'DONE' : 'GATHERING',
    outcome: refused ? 'REFUSED' : null,
    deadline: await deadlineOf(em),
    reserving: false,
    tryAgain: false,
    failures,
    requestedAt: ctx.now,
  });
  await em.flush();
  if (!refused) {
    const { id, readerId, bookId, requestedAt } = request;
    reader.openLoans += 1;
    em.create(Loan, { id, readerId, bookId, status: 'RESERVED', channel: 'ONLINE', requestedAt });
    em.create(LoanAddress, { loanId: id, address });
    await scheduleResume(em, workflow, id);
  }
  return request;
}

/** Pages the first copy that its owner still has, and decides. */
async function gather(ctx: Context, { id, bookId }: LoanRequest): Promise<void> {
  const items = await availableItems(ctx, bookId);
  const isOpen = await ctx.em.nativeUpdate(LoanRequest, { id, phase: 'GATHERING' }, { reserving: true });
  const item = isOpen > 0 ? await firstPaged(ctx, id, items) : null;
  await (item
    ? decide(ctx.em, workflow, id, 'COMMITTING', { item_id: item.itemId, branch_id: item.branch })
    : decide(ctx.em, workflow, id, 'ABORTING', { failures: JSON.stringify([{ code: 'NO_COPY_AVAILABLE' }]) }));
}

async function commit(ctx: Context, request: LoanRequest): Promise<void> {
  const { id, itemId, branchId } = request;
  await end(ctx, id, 'LENT', async (em) => {
    await em.nativeUpdate(
      Loan,
      { id, status: 'RESERVED' },
      { status: 'ACTIVE', itemId, startedAt: ctx.now, dueDate: dueDateFrom(ctx.now) },
    );
    em.create(Parcel, {
      id: randomUUID(),
      readerId: request.readerId,
      loanId: id,
      direction: 'OUT',
      status: 'CREATED',
      fromBranchId: branchId ?? '',
      createdAt: ctx.now,
    });
  });
}

async function abort(ctx: Context, { id, reserving }: LoanRequest): Promise<void> {
  if (reserving) {
    const release = 'mutation ($loanId: ID!) { unpageItem(loanId: $loanId) }';
    await Promise.all(['central', 'districts'].map((owner) => ctx.ask(owner, release, { loanId: id })));
  }
  await end(ctx, id, 'REFUSED', (em) => giveBack(em, { id }));
}

async function end(
  ctx: Context,
  id: string,
  outcome: 'LENT' | 'REFUSED',
  alongside: (em: EntityManager) => Promise<void>,
): Promise<void> {
  await transact(ctx, async (em) => {
    const open = await em.nativeUpdate(LoanRequest, { id, phase: { $ne: 'DONE' } }, { phase: 'DONE', outcome });
    if (open > 0) {
      await alongside(em);
      await cancelResume(em, workflow, id);
    }
  });
}

async function resultOf(ctx: Context, request: LoanRequest | null) {
  if (!request || request.tryAgain) {
    return { __typename: 'TryAgain' as const };
  }
  if (request.outcome === 'REFUSED' || request.phase === 'ABORTING') {
    return { __typename: 'LoanRefused' as const, failures: request.failures };
  }
  const loan = await ctx.em.findOneOrFail(Loan, { id: request.id });
  const [parcel] = await ctx.loaders.parcelsByLoan.load(request.id);
  return parcel ? { __typename: 'LoanRequested' as const, loan, parcel } : { __typename: 'LoanDecided' as const, loan };
}
