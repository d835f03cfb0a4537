// The dry run: would this purchase be approved? The same facts and rules as the orders, and no effect.
import { authorise } from '../../lib/actions.ts';
import { type Failure, visibleFailures, visibleFlags } from '../../lib/failures.ts';
import type { Identity } from '../../lib/identity.ts';
import { judge } from '../../lib/rules/judge.ts';
import type { Channel } from '../../lib/rules/rules.ts';
import type { Context } from './context.ts';
import { checkPrice, checkStore } from './counter.ts';
import { contractOn, defaultTerms, gatherFacts, nextContractOf, type Terms } from './facts.ts';
import { describedBook, findOrDescribe, volumesOf } from './lines.ts';
import { offersInStock } from './stock.ts';
import type { PurchaseEligibilityInput } from './types.generated.ts';

export async function purchaseEligibility(ctx: Context, input: PurchaseEligibilityInput) {
  const { card = null, store = null, channel = 'COUNTER', listPrice } = input;
  if (card !== null) {
    authorise(ctx.identity, 'eligibility.ofReader', { card });
  }
  if (store !== null) {
    await checkStore(ctx, store);
  }
  const given = listPrice ? checkPrice(listPrice) : null;
  const found = await findOrDescribe(ctx, input);
  if ('ambiguous' in found) {
    return { __typename: 'AmbiguousIsbn' as const, ...found.ambiguous };
  }
  const book = 'new' in found ? { id: null, described: describedBook(found.new) } : { id: found.book.id };
  const offers = book.id === null ? [] : await ctx.loaders.offersByBook.load(book.id);
  const offer =
    store === null
      ? book.id === null
        ? undefined
        : (await offersInStock(ctx.em, book.id, ctx.now))[0]
      : offers.find(({ storeId }) => storeId === store);
  const contract = await termsOf(ctx, channel, store ?? (channel === 'ONLINE' ? (offer?.storeId ?? null) : null));
  const { facts, inForce } = await gatherFacts(ctx, {
    channel,
    at: ctx.now,
    bookId: book.id,
    ...('described' in book ? { described: book.described } : {}),
    items: volumesOf(input.items, 'new' in found ? found.new.line : found.book),
    contract,
    nextContract: contract || store === null ? null : await nextContractOf(ctx.em, store, ctx.now),
    listPriceFen: given ?? offer?.listPriceFen ?? null,
    card,
    inStock: channel === 'COUNTER' || (offer?.stock ?? 0) > 0,
  });
  const { failures: failed, flags, verdict } = judge(facts, inForce.rules.values());
  const failures = visibleFailures(withoutProbe(failed, ctx.identity, given), ctx.identity, facts.payer);
  return {
    __typename: 'PurchaseEligibility' as const,
    eligible: failures.length === 0,
    review: verdict === 'REVIEW',
    failures,
    flags: visibleFlags(flags, ctx.identity),
    payer: facts.payer === null ? null : { id: facts.payer },
  };
}

/** An online order is paid by the contract of the store that it goes to; where no store has the book there is none. */
async function termsOf(ctx: Context, channel: Channel, store: string | null): Promise<Terms | null> {
  if (store !== null) {
    return contractOn(ctx.em, store, ctx.now);
  }
  return channel === 'ONLINE' ? null : defaultTerms;
}

/** Invented prices, one after the other, would tell a fund's balance to whoever has no book in hand to sell. */
function withoutProbe(failures: Failure[], viewer: Identity, given: number | null): Failure[] {
  const isProbe = given !== null && (viewer.role === 'anonymous' || viewer.role === 'reader');
  return isProbe && failures.some(({ code }) => code === 'PRICE_CAP')
    ? failures.filter(({ code }) => code !== 'FUND_EMPTY')
    : failures;
}
