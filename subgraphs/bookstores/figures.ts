// What the database of the bookstores tells of its business, as metrics. Each statement goes by a partial index, or over a small table.
import type { Figure } from '../../lib/telemetry/subgraph-metrics.ts';

export const figures: readonly Figure[] = [
  {
    name: 'shelfgraph_orders_waiting',
    help: 'Online orders that wait: NEEDS_REVIEW for a librarian, APPROVED and CONFIRMED for their store.',
    label: 'status',
    sql: `/* figureOrders */ select status as label, count(*)::int as value from purchase_lend_order
      where status in ('APPROVED', 'CONFIRMED') group by status
      union all select 'NEEDS_REVIEW', count(*)::int from purchase_lend_order where status = 'NEEDS_REVIEW'`,
  },
  {
    name: 'shelfgraph_webhook_deliveries',
    help: 'Messages to stores that wait (PENDING), or were given up (FAILED).',
    label: 'state',
    sql: `/* figureDeliveries */ select state as label, sum(count)::int as value from webhook
      cross join (values ('PENDING'), ('FAILED')) as wanted (state)
      cross join lateral (select count(*) from webhook_delivery as delivery
        where delivery.webhook_id = webhook.id and delivery.state = wanted.state) as counted group by state`,
  },
  {
    name: 'shelfgraph_webhooks_failing',
    help: 'Webhooks of stores of which every attempt fails.',
    sql: `/* figureWebhooks */ select count(*)::int as value from webhook where failing_since is not null and disabled_at is null`,
  },
  {
    name: 'shelfgraph_events_behind',
    help: 'Events of orders that were not handed out to webhooks yet, 10,000 at most.',
    sql: `/* figureEvents */ select count(*)::int as value from (
      select 1 from purchase_transition as event, event_cursor as cursor
      where cursor.reader = 'webhooks' and (event.tx, event.id) > (cursor.tx, cursor.event_id) limit 10000) as behind`,
  },
];
