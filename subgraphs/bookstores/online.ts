// The reader orders a new book online: a partner bookstore that has it delivers, the library pays.
import { authorise } from '../../lib/actions.ts';
import { CallerError } from '../../lib/errors.ts';
import { checkAddress, checkText, contentHash, findBook } from '../../lib/inputs.ts';
import type { Context } from './context.ts';
import { checkCard } from './counter.ts';
import { volumesOf } from './lines.ts';
import { findByKey, place } from './orders.ts';
import { onlineResult } from './results.ts';
import type { RequestPurchaseInput } from './types.generated.ts';

/** Requests a purchase; the same key and content answers with the first request's result. */
export async function requestPurchase(ctx: Context, input: RequestPurchaseInput) {
  const { identity } = ctx;
  const card = identity.role === 'reader' ? identity.card : null;
  authorise(identity, 'order.request', { card });
  if (card === null) {
    throw new CallerError('FORBIDDEN', '只有读者本人可以申请购书。Only a reader requests a purchase.');
  }
  const { idempotencyKey: key, ...content } = input;
  const idempotencyKey = checkText('idempotencyKey', key);
  const organisation = `reader:${card}`;
  const hash = contentHash(content);
  const earlier = await findByKey(ctx, { organisation, idempotencyKey, contentHash: hash, occurredAt: null });
  if (earlier) {
    return onlineResult(earlier);
  }
  const address = checkAddress(input.deliveryAddress);
  const [found] = await Promise.all([findBook(ctx.ask, input), checkCard(ctx, card)]);
  if ('ambiguous' in found) {
    return { __typename: 'AmbiguousIsbn' as const, ...found.ambiguous };
  }
  const order = await place(ctx, {
    organisation,
    idempotencyKey,
    contentHash: hash,
    channel: 'ONLINE',
    storeId: null,
    contract: null,
    book: found.book,
    listPriceFen: null,
    card,
    items: volumesOf(input.items, found.book),
    scannedBarcodes: [],
    address,
    occurredAt: null,
  });
  return onlineResult(order);
}
