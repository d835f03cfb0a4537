// Webhooks of a store: registering them, and seeing how they do. What they are sent is in deliveries.ts.
import { randomUUID } from 'node:crypto';
import { LockMode, UniqueConstraintViolationException } from '@mikro-orm/core';
import { authorise, may, ownOf } from '../../lib/actions.ts';
import { CallerError } from '../../lib/errors.ts';
import { type EntityManager, transact } from '../../lib/orm.ts';
import { checkUrl } from '../../lib/outbound.ts';
import { type Connection, checkFirst, decodeCursor, type PageArguments, toConnection } from '../../lib/pagination.ts';
import { checkSecret, createSecret } from '../../lib/webhook-signature.ts';
import type { Context } from './context.ts';
import { checkStore } from './counter.ts';
import { scheduleDelivery, webhookAllowance } from './deliveries.ts';
import { Store } from './entities.ts';
import type { MutationRegisterWebhookArgs, MutationReplayWebhooksArgs, WebhookStatus } from './types.generated.ts';
import { Webhook, WebhookDelivery } from './webhookEntities.ts';

/** Webhooks that a store may have. */
const webhookLimit = 5;
const replayDays = 31;
const replayLimit = 10_000;

/** Registers a webhook. The secret is told this once. */
export async function registerWebhook(ctx: Context, { store, url: text, secret: given }: MutationRegisterWebhookArgs) {
  authorise(ctx.identity, 'webhook.manage', { store });
  await checkStore(ctx, store);
  const secret = given == null ? createSecret() : checkSecret('secret', given);
  const { href: url } = await checkUrl('url', text, webhookAllowance());
  try {
    const webhook = await transact(ctx, async (em) => {
      await em.findOneOrFail(Store, { id: store }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if ((await em.count(Webhook, { storeId: store })) >= webhookLimit) {
        throw new CallerError(
          'CONFLICT',
          `该书店已有 ${webhookLimit} 个回调地址，请先移除一个。The store has ${webhookLimit} webhooks, which is the most: remove one first.`,
          { argument: 'store', limit: webhookLimit },
        );
      }
      return em.create(Webhook, { id: randomUUID(), storeId: store, url, secret, createdAt: ctx.now });
    });
    return { webhook, secret };
  } catch (error) {
    if (!(error instanceof UniqueConstraintViolationException)) throw error;
    throw new CallerError(
      'CONFLICT',
      '该地址已登记。The store has a webhook with this URL: remove it first, or enable it if it is disabled.',
      { argument: 'url' },
    );
  }
}

/** Ends a webhook. */
export async function removeWebhook(ctx: Context, id: string): Promise<Store> {
  const storeId = await transact(ctx, async (em) => {
    const webhook = await ownWebhook(em, ctx, id);
    em.remove(webhook);
    return webhook.storeId;
  });
  return ctx.em.findOneOrFail(Store, { id: storeId });
}

/** Takes up a webhook again that was disabled. */
export function enableWebhook(ctx: Context, id: string): Promise<Webhook> {
  return transact(ctx, async (em) => {
    const webhook = await ownWebhook(em, ctx, id);
    if (!webhook.disabledAt) {
      throw new CallerError(
        'CONFLICT',
        '该回调并未停用，无须恢复。The webhook is not disabled: there is nothing to take up again.',
        { argument: 'id' },
      );
    }
    webhook.disabledAt = null;
    webhook.failingSince = null;
    return webhook;
  });
}

/** Sends the events of a time once more to all webhooks of a store. */
export function replayWebhooks(ctx: Context, { store, from, to }: MutationReplayWebhooksArgs) {
  authorise(ctx.identity, 'webhook.manage', { store });
  checkTime(from, to);
  return transact(ctx, async (em) => {
    await checkStore(ctx, store);
    const webhooks = await em.find(
      Webhook,
      { storeId: store, disabledAt: null },
      { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } },
    );
    if (webhooks.length === 0) {
      throw new CallerError(
        'CONFLICT',
        '该书店没有可用的回调地址。The store has no webhook that is not disabled: register or enable one first.',
        { argument: 'store' },
      );
    }
    const events = await eventsOfStore(em, store, from, to);
    for (const { id } of webhooks) {
      await em.execute(
        `/* replayWebhooks */ insert into webhook_delivery
           (webhook_id, event_id, order_id, state, due_since, next_attempt_at)
         select ?, event.id, event.order_id, 'PENDING', ?, ?
         from json_to_recordset(?::json) as event (id bigint, order_id text)
         on conflict (webhook_id, event_id) do update set state = 'PENDING', tries = 0, delivered_at = null,
           due_since = excluded.due_since, next_attempt_at = excluded.next_attempt_at`,
        [id, ctx.now, ctx.now, JSON.stringify(events)],
      );
      await scheduleDelivery(em, id);
    }
    return { events: events.length, webhooks: webhooks.length };
  });
}

/** The webhooks of a store, for those who may see them. */
export async function webhooksOfStore(ctx: Context, store: Store): Promise<Webhook[] | null> {
  return may(ctx.identity, 'webhook.manage', { store: store.id }) ? ctx.loaders.webhooksByStore.load(store.id) : null;
}

export function statusOf({ disabledAt, failingSince }: Webhook): WebhookStatus {
  if (disabledAt) return 'DISABLED';
  return failingSince ? 'FAILING' : 'ACTIVE';
}

/** What a webhook was sent, the newest event first. */
export async function deliveriesOf(
  ctx: Context,
  { id: webhookId }: Webhook,
  { first, after }: PageArguments,
): Promise<Connection<WebhookDelivery>> {
  checkFirst(first);
  const [eventId] = decodeCursor(after, ['number']) ?? [];
  const beyond = eventId === undefined ? {} : { eventId: { $lt: Number(eventId) } };
  const [deliveries, count] = await Promise.all([
    ctx.em.find(WebhookDelivery, { webhookId, ...beyond }, { orderBy: { eventId: 'desc' }, limit: first + 1 }),
    ctx.em.count(WebhookDelivery, { webhookId }),
  ]);
  return toConnection(deliveries, first, count, (delivery) => [delivery.eventId]);
}

/** A webhook, locked, of a store that the caller may manage; another store's is none. */
async function ownWebhook(em: EntityManager, { identity }: Context, id: string): Promise<Webhook> {
  authorise(identity, 'webhook.manage', ownOf(identity));
  const webhook = await em.findOne(Webhook, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!webhook || !may(identity, 'webhook.manage', { store: webhook.storeId })) {
    throw new CallerError(
      'NOT_FOUND',
      `没有回调“${id}”，见 Store.webhooks。There is no webhook "${id}": see \`Store.webhooks\` for those that there are.`,
      { argument: 'id' },
    );
  }
  return webhook;
}

function checkTime(from: Date, to: Date): void {
  const days = (to.getTime() - from.getTime()) / 86_400_000;
  if (days <= 0 || days > replayDays) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `“to”须晚于“from”，且不超过 ${replayDays} 天。"to" is after "from" and at most ${replayDays} days later.`,
      { argument: 'to', limit: replayDays },
    );
  }
}

async function eventsOfStore(em: EntityManager, store: string, from: Date, to: Date) {
  const events = await em.execute<{ id: string; order_id: string }[]>(
    `/* eventsOfStore */ select event.id, event.order_id from purchase_transition as event
     join purchase_lend_order as watched on watched.id = event.order_id
     where watched.store_id = ? and event.at >= ? and event.at < ? limit ?`,
    [store, from, to, replayLimit + 1],
  );
  if (events.length > replayLimit) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `该时段的事件超过 ${replayLimit} 个，请缩短时段。The time has more than ${replayLimit} events: take a shorter one.`,
      { argument: 'to', limit: replayLimit },
    );
  }
  return events;
}
