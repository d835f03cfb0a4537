// 书服到家: a reader borrows online; the network chooses a copy and makes a parcel.
import { authorise } from '../../lib/actions.ts';
import { CallerError } from '../../lib/errors.ts';
import { checkText, contentHash, findBook } from '../../lib/inputs.ts';
import { addressGiven } from './addresses.ts';
import type { Context } from './context.ts';
import { Loan, type LoanRequest } from './entities.ts';
import { findByKey, outcomeOf, placeRequest } from './loanRequests.ts';
import { existingReader } from './readers.ts';
import { agreedQuote } from './tariffs.ts';
import type { RequestLoanInput } from './types.generated.ts';

/** A request that is decided in favour, and not yet entered everywhere. */
export interface Decided {
  loan: Loan;
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
  const reader = await existingReader(ctx, card);
  const address = await addressGiven(ctx.em, reader.id, input);
  if (!address) {
    throw new CallerError(
      'BAD_USER_INPUT',
      '请给出收件地址。Give "deliveryAddress", or "savedAddress", one that the reader keeps.',
      { argument: 'deliveryAddress' },
    );
  }
  const { tariff } = await agreedQuote(ctx, { direction: 'OUT', items: 1 }, input.freight);
  const found = await findBook(ctx.ask, input);
  if ('ambiguous' in found) {
    return { __typename: 'AmbiguousIsbn' as const, ...found.ambiguous };
  }
  const placed = await placeRequest(ctx, {
    ...keyed,
    channel: 'ONLINE',
    readerId: reader.id,
    bookId: found.book.id,
    wanted: null,
    address,
    tariffId: tariff.id,
    agreed: null,
  });
  return resultOf(ctx, placed);
}

function checkCard(card: string | null): string {
  if (card === null) {
    throw new CallerError(
      'BAD_USER_INPUT',
      '请给出“card”，即读者证号。Give "card", the number on the reader\'s card: only a reader\'s own is known from the token.',
      {
        argument: 'card',
      },
    );
  }
  return card;
}

function resultOf(ctx: Context, request: LoanRequest | null) {
  return outcomeOf(request, async ({ id }) => {
    const loan = await ctx.em.findOneOrFail(Loan, { id });
    const parcel = (await ctx.loaders.outParcelByLoan.load(id))?.parcel;
    return parcel
      ? { __typename: 'LoanRequested' as const, loan, parcel }
      : { __typename: 'LoanDecided' as const, loan };
  });
}
