// Seen live: whoever watches orders is told each step when it is taken. The transitions of orders are the log of events.

import { authorise } from '../../lib/actions.ts';
import { CallerError } from '../../lib/errors.ts';
import type { EventLog, EventPlace } from '../../lib/events.ts';
import { checkLibrary } from '../../lib/inputs.ts';
import { eventIdOf, watchEvents } from '../../lib/watch.ts';
import type { Context } from './context.ts';
import { checkCard, checkStore } from './counter.ts';
import type { OrderStatus } from './entities.ts';
import type { SubscriptionPurchaseLendOrderChangedArgs } from './types.generated.ts';

/** An event as it is read, with what says whose it is. */
export interface OrderEvent extends EventPlace {
  order_id: string;
  at: string;
  from: OrderStatus | null;
  to: OrderStatus;
  /** The store that had the order after the step, and the one that lost it by the step. */
  store_id: string | null;
  left_store_id: string | null;
  payer: string | null;
  /** Null once its order does not keep its reader any more. */
  card: string | null;
}

/** An event as it is told. */
export interface OrderChange {
  eventId: string;
  orderId: string;
  at: Date;
  from: OrderStatus | null;
  to: OrderStatus;
}

export const orderEvents: EventLog = {
  table: 'purchase_transition',
  select: `select event.tx::text as tx, event.id::text as id, event.order_id, event.at, event."from", event."to",
      event.store_id, event.left_store_id, watched.payer, watched.card
    from purchase_transition as event join purchase_lend_order as watched on watched.id = event.order_id`,
};

/** Whose orders are watched. Everybody's when nothing is said. */
type Scope = Partial<Record<'store' | 'library' | 'card', string>>;

/**
 * Watches orders from now on, or from what came after an event.
 * @throws CallerError BAD_USER_INPUT, UNAUTHENTICATED or FORBIDDEN; the stream itself ends as `watchEvents` says
 */
export async function watchOrders(ctx: Context, { after, ...given }: SubscriptionPurchaseLendOrderChangedArgs) {
  const scope = await scopeOf(ctx, given);
  return watchEvents(ctx, {
    subgraph: 'bookstores',
    log: orderEvents,
    scope: { isWithin: (event: OrderEvent) => isWithin(event, scope), where: conditionOf(scope) },
    after: after ?? null,
    changeOf,
  });
}

function changeOf({ id, order_id, at, from, to }: OrderEvent): OrderChange {
  return { eventId: eventIdOf(id), orderId: order_id, at: new Date(at), from, to };
}

async function scopeOf(
  ctx: Context,
  given: Pick<SubscriptionPurchaseLendOrderChangedArgs, 'store' | 'library' | 'card'>,
): Promise<Scope> {
  const named = Object.entries(given).filter(([, value]) => value != null) as [keyof Scope, string][];
  if (named.length > 1) {
    throw new CallerError(
      'BAD_USER_INPUT',
      '请只给出 store、library、card 其中之一。Give one of "store", "library" and "card", or none for your own.',
      { argument: named[1]?.[0] },
    );
  }
  const scope: Scope = named.length === 1 ? Object.fromEntries(named) : ownScope(ctx);
  authorise(ctx.identity, 'order.watch', scope);
  // Nobody else gets here with a name that is not the own.
  if (ctx.identity.role === 'admin') await checkExists(ctx, scope);
  return scope;
}

function ownScope({ identity }: Context): Scope {
  switch (identity.role) {
    case 'reader':
      return { card: identity.card };
    case 'clerk':
      return { store: identity.store };
    case 'librarian':
      return { library: identity.library };
    default:
      return {};
  }
}

/** One who watches what does not exist would wait for ever. */
async function checkExists(ctx: Context, { store, library, card }: Scope): Promise<void> {
  if (store) await checkStore(ctx, store);
  if (card) await checkCard(ctx, card);
  if (library) await checkLibrary(ctx.ask, library);
}

const sqlOf = {
  store: '? in (event.store_id, event.left_store_id)',
  library: 'watched.payer = ?',
  card: 'watched.card = ?',
} as const;

function conditionOf(scope: Scope) {
  const [named] = Object.entries(scope) as [keyof Scope, string][];
  return named ? { sql: sqlOf[named[0]], values: [named[1]] } : null;
}

function isWithin(event: OrderEvent, { store, library, card }: Scope): boolean {
  return (
    (store === undefined || storesOf(event).includes(store)) &&
    (library === undefined || event.payer === library) &&
    (card === undefined || event.card === card)
  );
}

/** The stores that are told of an event. */
export function storesOf({ store_id, left_store_id }: OrderEvent): string[] {
  return [store_id, left_store_id].filter((store) => store !== null);
}
