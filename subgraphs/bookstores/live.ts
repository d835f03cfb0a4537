// Seen live: whoever watches orders is told each step when it is taken. The transitions of orders are the log of events.

import { authorise } from '../../lib/actions.ts';
import { createAnswerQueue } from '../../lib/answer-queue.ts';
import { CallerError } from '../../lib/errors.ts';
import { type EventLog, type EventPlace, eventsAfter, isAfter } from '../../lib/events.ts';
import { checkLibrary } from '../../lib/inputs.ts';
import type { EntityManager } from '../../lib/orm.ts';
import { SubgraphError } from '../../lib/transport.ts';
import type { Context } from './context.ts';
import { checkCard, checkStore } from './counter.ts';
import { type OrderStatus, PurchaseTransition } from './entities.ts';

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

/** Events that one who resumes is told afterwards. */
const backlogLimit = 1_000;
/** Events that wait for one who does not take them. */
const queueLimit = 2_000;

/**
 * Watches orders from now on, or from what came after an event.
 * @throws CallerError BAD_USER_INPUT, UNAUTHENTICATED or FORBIDDEN; the stream itself ends with SUBSCRIPTION_TOO_SLOW when 2,000
 * events wait to be taken
 */
export async function watchOrders(ctx: Context, { after, ...given }: SubscriptionPurchaseLendOrderChangedArgs) {
  const scope = await scopeOf(ctx, given);
  const last = after == null ? null : await placeOfEvent(ctx, after);
  const queue = createAnswerQueue<OrderChange>({ onLeave: () => leave() });
  const fresh: OrderEvent[] = [];
  let isResumed = false;
  const tell = (event: OrderEvent) => {
    if (queue.length < queueLimit) return queue.put(changeOf(event));
    queue.cut(new SubgraphError('SUBSCRIPTION_TOO_SLOW', 'bookstores'));
    leave();
  };
  const { place, leave } = await feedOf(ctx).join<OrderEvent>((event) => {
    if (!isWithin(event, scope) || (last && !isAfter(event, last))) return;
    if (isResumed) tell(event);
    else fresh.push(event);
  });
  try {
    const missed = last ? await missedEvents(ctx, scope, last, place) : [];
    isResumed = true;
    for (const event of [...missed, ...fresh]) tell(event);
    return queue;
  } catch (error) {
    leave();
    throw error;
  }
}

/** The name of an event for those who are told of it. */
export function eventIdOf(id: string | number): string {
  return `evt_${id}`;
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

async function placeOfEvent(ctx: Context, eventId: string): Promise<EventPlace> {
  const [, id] = /^evt_(\d{1,15})$/.exec(eventId) ?? [];
  const event = id === undefined ? null : await ctx.em.findOne(PurchaseTransition, { id: Number(id) });
  if (!event) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `没有编号为“${eventId}”的事件。"after" is the "eventId" of an event that you have been told; "${eventId}" is none.`,
      { argument: 'after' },
    );
  }
  return { tx: event.tx, id: String(event.id) };
}

async function missedEvents(ctx: Context, scope: Scope, after: EventPlace, until: EventPlace): Promise<OrderEvent[]> {
  const query = queryOf(ctx.em);
  const where = conditionOf(scope);
  const page = { after, until, limit: backlogLimit + 1, ...(where ? { where } : {}) };
  const missed = await eventsAfter<OrderEvent>(query, orderEvents, page);
  if (missed.length > backlogLimit) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `此后的事件已超过 ${backlogLimit} 个，请重新查询并从现在订阅。More than ${backlogLimit} events came after "after": read the orders anew and subscribe without it.`,
      { argument: 'after', limit: backlogLimit },
    );
  }
  return missed;
}

/** Runs what lib/events.ts asks, in the transaction of `em` where it has one. */
export function queryOf(em: EntityManager) {
  return (sql: string, values: unknown[]): Promise<unknown[]> => em.execute(sql, values);
}

const sqlOf = {
  store: '? in (event.store_id, event.left_store_id)',
  library: 'watched.payer = ?',
  card: 'watched.card = ?',
} as const;

function conditionOf(scope: Scope) {
  const [named] = Object.entries(scope) as [keyof Scope, string][];
  return named && { sql: sqlOf[named[0]], values: [named[1]] };
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

function feedOf({ events }: Context) {
  if (!events) throw new Error('the subgraph has no feed of events');
  return events;
}
