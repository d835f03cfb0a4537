// What has ended keeps its reader for as long as the policy of lending says, or until the reader erases it. Then card, id and name are
// taken off, in batches; the order stays with its money, its copies and its transitions, and names nobody. Decision 0019.
import { authorise } from '../../lib/actions.ts';
import { forgetting } from '../../lib/audit/caller.ts';
import { forgetBefore, forgetReader } from '../../lib/audit/forget.ts';
import { sealAudit } from '../../lib/audit/seal.ts';
import { type EntityManager, transact } from '../../lib/orm.ts';
import { type Connection, checkFirst, decodeCursor, type PageArguments, toConnection } from '../../lib/pagination.ts';
import { type Pseudonym, withoutReader } from '../../lib/pseudonyms.ts';
import { dayOf } from '../../lib/shanghai.ts';
import { statement } from '../../lib/statements.ts';
import type { Context } from './context.ts';
import { PurchaseLendOrder } from './entities.ts';
import { OrderErasure } from './privacyEntities.ts';

/** How often the job looks, in seconds. */
export const cutSeconds = 600;
/** Orders that one transaction cuts. */
export const cutBatchSize = 500;
const dayMs = 86_400_000;

interface Cut {
  /** Null for everybody's. */
  card: string | null;
  /** Of which something was lent; the others. */
  lentBefore: Date;
  othersBefore: Date;
}

/** The job: takes the reader off all orders that have ended long enough ago. */
export async function cutOrders(ctx: Context): Promise<void> {
  const { retentionOn } = await ctx.ask<{
    retentionOn: { loanDays: number; orderDays: number; takenDays: number };
  }>('lending', 'query ($day: Date!) { retentionOn(day: $day) { loanDays orderDays takenDays } }', {
    day: dayOf(ctx.now),
  });
  const before = (days: number) => new Date(ctx.now.getTime() - days * dayMs);
  const lentBefore = before(retentionOn.loanDays);
  await cutAll(ctx, { card: null, lentBefore, othersBefore: before(retentionOn.orderDays) });
  await deleteExpired(ctx.em, { before: lentBefore, contentBefore: before(retentionOn.takenDays) });
  await forgetBefore(ctx.em, lentBefore);
}

/**
 * For lending: takes the reader off all orders of a card that had ended by a moment. The same erasure says the same again, and what it
 * has not come to yet is done then.
 */
export async function eraseOrders(ctx: Context, { id, card, before }: { id: string; card: string; before: Date }) {
  await ctx.em.execute(
    '/* eraseOrders */ insert into order_erasure (id, orders, at) values (?, 0, ?) on conflict do nothing',
    [id, ctx.now],
  );
  await cutAll(ctx, { card, lentBefore: before, othersBefore: before }, (em, orders) =>
    em.execute('/* eraseOrders */ update order_erasure set orders = orders + ? where id = ?', [orders, id]),
  );
  await forgetReader(ctx.em, ctx.pseudonym, card);
  await sealAudit(ctx, 'bookstores');
  const { orders } = await ctx.em.findOneOrFail(OrderErasure, { id }, { refresh: true });
  return { erased: orders, kept: await keptOf(ctx.em, card) };
}

/** All orders of a card that name it, newest first, for the reader and administrators. */
export async function ordersOfCard(
  ctx: Context,
  card: string,
  { first, after }: PageArguments,
): Promise<Connection<PurchaseLendOrder>> {
  authorise(ctx.identity, 'reader.export', { card });
  checkFirst(first);
  const [moment, id] = decodeCursor(after, ['moment', 'string']) ?? [];
  const at = moment === undefined ? null : new Date(moment);
  const beyond = at ? { $or: [{ submittedAt: { $lt: at } }, { submittedAt: at, id: { $gt: String(id) } }] } : {};
  const [orders, count] = await Promise.all([
    ctx.em.find(
      PurchaseLendOrder,
      { card, ...beyond },
      { orderBy: { submittedAt: 'desc', id: 'asc' }, limit: first + 1 },
    ),
    ctx.em.count(PurchaseLendOrder, { card }),
  ]);
  return toConnection(orders, first, count, (order) => [order.submittedAt.toISOString(), order.id]);
}

async function cutAll(
  ctx: Context,
  cut: Cut,
  alongside: (em: EntityManager, orders: number) => Promise<unknown> = async () => {},
): Promise<void> {
  for (let last = cutBatchSize; last >= cutBatchSize; ) {
    const work = async (em: EntityManager) => {
      const orders = await cutBatch(em, ctx.pseudonym, cut);
      await alongside(em, orders);
      return orders;
    };
    last = await forgetting(() => transact(ctx, work));
  }
}

/** SQL of why an order keeps its reader whatever its age; null for one that need not. */
const orderObstacle = `case
  when phase <> 'DONE' or status in ('SUBMITTED', 'NEEDS_REVIEW', 'APPROVED', 'CONFIRMED', 'SHIPPED', 'DELIVERED', 'LENT') then 'OPEN'
  when lent_at is not null and status in ('LOST', 'DAMAGED') then 'LOSS_NOT_SETTLED'
  when lent_at is not null and status <> 'VOIDED' and items > (
    select count(distinct item_id) from order_item_step
    where order_id = purchase_lend_order.id and step in ('RETURNED', 'COMPENSATED', 'WRITTEN_OFF')) then 'OPEN'
  when exists (
    select from statement_line as line join statement_dispute as dispute on dispute.line_id = line.id
    where line.order_id = purchase_lend_order.id and answered_at is null) then 'LINE_DISPUTED'
end`;

/** When an order ended: what a library does with its copies afterwards is not the reader's. */
const endedAt = `(select max(at) from purchase_transition as step
  where step.order_id = purchase_lend_order.id and step."to" not in ('IN_PROCESS', 'SHELVED'))`;

async function cutBatch(em: EntityManager, pseudonym: Pseudonym, { card, lentBefore, othersBefore }: Cut) {
  const orders = await statement<{ id: string; organisation: string; idempotency_key: string; content_hash: string }>(
    em,
    `/* cutOrders */ select id, organisation, idempotency_key, content_hash from purchase_lend_order
     where card is not null and ($1::text is null or card = $1) and submitted_at < greatest($2::timestamptz, $3)
       and ${endedAt} < case when lent_at is null then $3::timestamptz else $2 end and (${orderObstacle}) is null
     order by submitted_at limit $4 for update skip locked`,
    [card, lentBefore, othersBefore, cutBatchSize],
  );
  if (orders.length === 0) {
    return 0;
  }
  const kept = orders.map(({ organisation, idempotency_key: idempotencyKey, content_hash: contentHash }) =>
    withoutReader(pseudonym, { organisation, idempotencyKey, contentHash }),
  );
  await statement(
    em,
    `/* cutOrders */
     with addresses as (
       delete from order_address where order_id = any($1)
     ), looks as (
       delete from address_look where order_id = any($1)
     ), transitions as (
       -- What a person has written may name the reader; codes stay.
       update purchase_transition set reason = null where order_id = any($1) and reason !~ '^[A-Z_]+$'
     ), steps as (
       update order_item_step set reason = null where order_id = any($1) and reason !~ '^[A-Z_]+$'
     )
     update purchase_lend_order as cut set card = null, reader_id = null, reader_name = null, ends_reason = null,
       facts = jsonb_set(cut.facts, '{reader}', 'null'), organisation = kept.organisation, idempotency_key = kept.key,
       content_hash = kept.content
     from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as kept (id, organisation, key, content)
     where cut.id = kept.id returning cut.id`,
    [
      orders.map(({ id }) => id),
      kept.map(({ organisation }) => organisation),
      kept.map(({ idempotencyKey }) => idempotencyKey),
      kept.map(({ contentHash }) => contentHash),
    ],
  );
  return orders.length;
}

/** What stays of a card's orders, and why; until when is not known of any of it. */
async function keptOf(em: EntityManager, card: string) {
  const rows = await statement<{ count: number; reason: string }>(
    em,
    `/* keptOf */ select count(*)::int as count, coalesce(reason, 'BEING_ENTERED') as reason
     from (select ${orderObstacle} as reason from purchase_lend_order where card = $1) as orders group by reason order by reason`,
    [card],
  );
  return rows.map((row) => ({ ...row, until: null }));
}

async function deleteExpired(em: EntityManager, { before, contentBefore }: { before: Date; contentBefore: Date }) {
  await statement(em, '/* deleteExpired */ delete from order_erasure where at < $1', [before]);
  await statement(
    em,
    `/* deleteExpired */ update purchase_lend_order set content_hash = '~'
     where content_hash like '~_%' and submitted_at < $1`,
    [contentBefore],
  );
}
