// What webhooks are sent. Events are handed out from the log to each webhook of their store, in one transaction with the place
// up to which that was done and with the jobs that send; so each event gets there at least once, whoever dies when.
//
// The events of one order go to a webhook one after the other; those of other orders pass one that fails. An endpoint that gives no
// answer at all is left alone by all its deliveries for as long as the one that has just been tried.
import { LockMode } from '@mikro-orm/core';
import { type Allowance, readAllowance } from '../../lib/allowance.ts';
import { eventsAfter } from '../../lib/events.ts';
import { addJob } from '../../lib/jobs.ts';
import { type EntityManager, transact } from '../../lib/orm.ts';
import { type Outcome, post } from '../../lib/outbound.ts';
import { eventIdOf, queryOf } from '../../lib/watch.ts';
import { signedHeaders } from '../../lib/webhook-signature.ts';
import type { Context } from './context.ts';
import { PurchaseLendOrder } from './entities.ts';
import { type OrderEvent, orderEvents, storesOf } from './live.ts';
import { EventCursor, Webhook, WebhookDelivery } from './webhookEntities.ts';

const pageSize = 500;

/** Waits after each attempt that has failed, in seconds. After the last one a delivery is given up: 71.6 hours in all. */
const gaps = [5, 60, 300, 1_800, 7_200, 18_000, 32_400, 50_400, 64_800, 82_800];
const patience = gaps.reduce((sum, gap) => sum + gap, 0) * 1_000;

/** Messages that a receiver gets at the same time. */
const atOnce = 4;

/** A job sends for so long, in ms, then makes room: it holds one of the few places where jobs run. */
const runMs = 5_000;

/** Hands out all events that have not been yet, and wakes the jobs of what is overdue. */
export async function dispatchEvents(ctx: Context): Promise<void> {
  let handedOut = pageSize;
  while (handedOut === pageSize) {
    handedOut = await transact(ctx, (em) => dispatchPage(em, ctx.now));
  }
  await transact(ctx, (em) => wakeOverdue(em, ctx.now));
}

/** The job of a webhook: sends what is due, and comes again when there is more. */
export async function deliverWebhook(ctx: Context, { id }: Record<string, unknown>): Promise<void> {
  const webhookId = String(id);
  const allowance = webhookAllowance();
  const endsAt = performance.now() + runMs;
  let due = await nextDue(ctx, webhookId);
  while (due.length > 0) {
    const sent = await Promise.all(due.map(async (each) => ({ due: each, outcome: await send(ctx, each, allowance) })));
    await transact(ctx, async (em) => {
      const webhook = await em.findOne(Webhook, { id: webhookId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      for (const each of webhook ? sent : []) await note(em, ctx.now, webhook as Webhook, each);
    });
    const isGone = sent.some(({ outcome }) => 'error' in outcome);
    due = isGone || performance.now() > endsAt ? [] : await nextDue(ctx, webhookId);
  }
  await transact(ctx, async (em) => {
    // Whoever adds a delivery locks this row too: it is seen here, or its own job comes after this one.
    const webhook = await em.findOne(Webhook, { id: webhookId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (webhook && !webhook.disabledAt) await scheduleNext(em, webhookId, ctx.now);
  });
}

/** Adds the job that sends what is due for a webhook, whose row the caller has locked. */
export async function scheduleDelivery(em: EntityManager, webhookId: string, afterSeconds = 0): Promise<void> {
  await addJob(
    em,
    'deliverWebhook',
    { id: webhookId },
    {
      key: `deliverWebhook:${webhookId}`,
      queue: `webhooks:${webhookId.charCodeAt(0) % queues}`,
      afterSeconds,
    },
  );
}

/** Receivers that are slow hold up each other and never the jobs of orders: of four places they can have so many. */
const queues = 2;

/** Addresses that webhooks may have beside public ones, SHELFGRAPH_WEBHOOK_ALLOW. */
export function webhookAllowance(): Allowance {
  return readAllowance(process.env['SHELFGRAPH_WEBHOOK_ALLOW']);
}

async function dispatchPage(em: EntityManager, now: Date): Promise<number> {
  const cursor = await em.findOneOrFail(EventCursor, { reader: 'webhooks' }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  const after = { tx: cursor.tx, id: String(cursor.eventId) };
  const events = await eventsAfter<OrderEvent>(queryOf(em), orderEvents, { after, limit: pageSize });
  const last = events.at(-1);
  if (!last) return 0;
  const told = events.flatMap((event) => storesOf(event).map((store) => ({ store, event })));
  const byStore = Map.groupBy(told, ({ store }) => store);
  const webhooks = await em.find(
    Webhook,
    { storeId: [...byStore.keys()], disabledAt: null },
    { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } },
  );
  for (const { id, storeId } of webhooks) {
    const rows = (byStore.get(storeId) ?? []).map(({ event }) => ({ id: event.id, order_id: event.order_id }));
    await em.execute(
      `/* dispatchPage */ insert into webhook_delivery
         (webhook_id, event_id, order_id, state, due_since, next_attempt_at)
       select ?, event.id, event.order_id, 'PENDING', ?, ?
       from json_to_recordset(?::json) as event (id bigint, order_id text)
       on conflict (webhook_id, event_id) do nothing`,
      [id, now, now, JSON.stringify(rows)],
    );
    await scheduleDelivery(em, id);
  }
  cursor.tx = last.tx;
  cursor.eventId = Number(last.id);
  return events.length;
}

/**
 * A job that is added under its key in the moment in which the one before begins can be lost: the queue neither renews nor adds it.
 * So what has been due for a minute gets its job again.
 */
async function wakeOverdue(em: EntityManager, now: Date): Promise<void> {
  const overdue = await em.execute<{ webhook_id: string }[]>(
    `/* wakeOverdue */ select distinct webhook_id from webhook_delivery as delivery
     where state = 'PENDING' and next_attempt_at < ? and ${isFirst}
       and not exists (select 1 from graphile_worker.jobs where key = 'deliverWebhook:' || webhook_id and run_at <= now())`,
    [new Date(now.getTime() - 60_000)],
  );
  for (const { webhook_id } of overdue) await scheduleDelivery(em, webhook_id);
}

interface Due {
  id: string;
  webhook_id: string;
  url: string;
  secret: string;
  store_id: string;
  order_id: string;
  event_id: string;
  at: string;
  from: string | null;
  to: string;
}

/** Of one order only the first event that waits can be sent. */
const isFirst = `not exists (
  select 1 from webhook_delivery as earlier where earlier.webhook_id = delivery.webhook_id
    and earlier.order_id = delivery.order_id and earlier.state = 'PENDING' and earlier.event_id < delivery.event_id)`;

/** Those that can be sent at once, of different orders; only one while the endpoint fails. */
function nextDue(ctx: Context, webhookId: string): Promise<Due[]> {
  return ctx.em.execute<Due[]>(
    `/* nextDue */ select delivery.id, webhook_id, url, secret, webhook.store_id, delivery.order_id, event_id, at, "from", "to"
     from webhook_delivery as delivery
     join webhook on webhook.id = webhook_id join purchase_transition as event on event.id = event_id
     where webhook_id = ? and disabled_at is null and state = 'PENDING' and next_attempt_at <= ? and ${isFirst}
     order by event_id limit (select case when failing_since is null then ?::int else 1 end from webhook where id = ?)`,
    [webhookId, ctx.now, atOnce, webhookId],
  );
}

async function scheduleNext(em: EntityManager, webhookId: string, now: Date): Promise<void> {
  const [row] = await em.execute<{ at: string | null }[]>(
    `/* scheduleNext */ select min(next_attempt_at) as at from webhook_delivery as delivery
     where webhook_id = ? and state = 'PENDING' and ${isFirst}`,
    [webhookId],
  );
  if (row?.at) {
    await scheduleDelivery(em, webhookId, Math.max(0, (new Date(row.at).getTime() - now.getTime()) / 1_000));
  }
}

async function send(ctx: Context, due: Due, allowance: Allowance): Promise<Outcome> {
  const order = await ctx.em.findOneOrFail(PurchaseLendOrder, { id: due.order_id }, { refresh: true });
  const eventId = eventIdOf(due.event_id);
  const at = new Date(due.at).toISOString();
  const step = { eventId, orderId: order.id, from: due.from, to: due.to };
  const data = order.storeId === due.store_id ? { ...step, ...forStore(order) } : step;
  const body = JSON.stringify({ type: 'purchaseLendOrder.changed', timestamp: at, data });
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'Shelfgraph-Webhooks',
    ...signedHeaders(due.secret, { id: eventId, at: ctx.now, body }),
  };
  return post(due.url, { headers, body, allowance });
}

/** What a store may see of its order: of the reader the masked name, and nothing of the rules. */
function forStore(order: PurchaseLendOrder) {
  const { storeId, channel, organisation, idempotencyKey } = order;
  return {
    store: storeId,
    channel,
    idempotencyKey: organisation === `store:${storeId}` ? idempotencyKey : null,
    bookId: order.bookId,
    isbn: order.isbn ?? null,
    listPriceFen: order.listPriceFen ?? null,
    itemBarcode: order.itemBarcodes[0] ?? null,
    itemBarcodes: order.itemBarcodes,
    dueDate: order.dueDate ?? null,
    readerName: order.readerName ?? null,
  };
}

/** Writes down an attempt of a webhook, whose row is locked. */
async function note(
  em: EntityManager,
  now: Date,
  webhook: Webhook,
  { due, outcome }: { due: Due; outcome: Outcome },
): Promise<void> {
  const delivery = await em.findOneOrFail(WebhookDelivery, { id: Number(due.id) });
  const status = 'status' in outcome ? outcome.status : null;
  delivery.attempts += 1;
  delivery.tries += 1;
  delivery.lastAttemptAt = now;
  delivery.lastStatus = status;
  if (status !== null && status >= 200 && status < 300) {
    Object.assign(delivery, { state: 'DELIVERED', deliveredAt: now, nextAttemptAt: null, lastError: null });
    if (webhook.failingSince) {
      webhook.failingSince = null;
      await bringForward(em, webhook.id, now);
    }
    return;
  }
  delivery.lastError = errorOf(outcome);
  webhook.failingSince ??= now;
  const gap = gaps[delivery.tries - 1];
  if (gap === undefined) {
    Object.assign(delivery, { state: 'FAILED', nextAttemptAt: null });
    if (now.getTime() - webhook.failingSince.getTime() >= patience) {
      webhook.disabledAt = now;
      await em.flush();
      await giveUpAll(em, webhook.id);
    }
    return;
  }
  delivery.nextAttemptAt = new Date(now.getTime() + gap * 1_000);
  if (status === null) {
    await postpone(em, webhook.id, delivery.nextAttemptAt);
  }
}

function errorOf(outcome: Outcome): string {
  if ('error' in outcome) return outcome.error;
  const { status } = outcome;
  return status >= 300 && status < 400 ? `HTTP ${status}: redirects are not followed` : `HTTP ${status}`;
}

/** The endpoint answers again: what only waited for that is due. What it has refused waits its own time. */
async function bringForward(em: EntityManager, webhookId: string, now: Date): Promise<void> {
  await em.execute(
    `/* bringForward */ update webhook_delivery set next_attempt_at = ?
     where webhook_id = ? and state = 'PENDING' and last_status is null and next_attempt_at > ?`,
    [now, webhookId, now],
  );
}

async function postpone(em: EntityManager, webhookId: string, until: Date): Promise<void> {
  await em.execute(
    `/* postpone */ update webhook_delivery set next_attempt_at = ?
     where webhook_id = ? and state = 'PENDING' and next_attempt_at < ?`,
    [until, webhookId, until],
  );
}

async function giveUpAll(em: EntityManager, webhookId: string): Promise<void> {
  await em.execute(
    `/* giveUpAll */ update webhook_delivery set state = 'FAILED', next_attempt_at = null
     where webhook_id = ? and state = 'PENDING'`,
    [webhookId],
  );
}
