// 借出: a reader borrows the copy in hand, over a desk or at a self-service machine.
import { authorise } from '../../lib/actions.ts';
import { checkText, contentHash } from '../../lib/inputs.ts';
import type { Context } from './context.ts';
import { Loan, type LoanRequest } from './entities.ts';
import { findByKey, outcomeOf, placeRequest } from './loanRequests.ts';
import { existingReader } from './readers.ts';
import { branchRecord, existingItem } from './records.ts';
import type { CheckOutInput } from './types.generated.ts';

/** Lends the copy that was scanned; the same key and content answers with the first loan's result. */
export async function checkOut(ctx: Context, input: CheckOutInput) {
  const branch = await branchRecord(ctx, input.branch);
  authorise(ctx.identity, 'loan.checkOut', { library: branch.library });
  const { idempotencyKey: key, ...content } = input;
  const keyed = {
    organisation: `library:${branch.library}`,
    idempotencyKey: checkText('idempotencyKey', key),
    contentHash: contentHash(content),
  };
  const earlier = await findByKey(ctx, keyed);
  if (earlier) {
    return resultOf(ctx, earlier);
  }
  const [reader, item] = await Promise.all([
    existingReader(ctx, checkText('card', input.card, 40)),
    existingItem(ctx, input),
  ]);
  const placed = await placeRequest(ctx, {
    ...keyed,
    channel: input.channel ?? 'DESK',
    readerId: reader.id,
    bookId: item.bookId,
    wanted: { itemId: item.itemId, branch: branch.id },
    address: null,
    tariffId: null,
    agreed: null,
  });
  return resultOf(ctx, placed);
}

function resultOf(ctx: Context, request: LoanRequest | null) {
  return outcomeOf(request, async ({ id }) => {
    const loan = await ctx.em.findOneOrFail(Loan, { id });
    return loan.status === 'RESERVED'
      ? { __typename: 'LoanDecided' as const, loan }
      : { __typename: 'CheckedOut' as const, loan, dueDate: loan.dueDate ?? '' };
  });
}
