// What the database of lending tells of its business, as metrics. Each statement goes by an index.
import type { Figure } from '../../lib/telemetry/subgraph-metrics.ts';

export const figures: readonly Figure[] = [
  {
    name: 'shelfgraph_parcels',
    help: 'Parcels by status.',
    label: 'status',
    sql: '/* figureParcels */ select status as label, count(*)::int as value from parcel group by status',
  },
  {
    name: 'shelfgraph_parcels_late',
    help: 'Parcels whose next step is due.',
    sql: '/* figureParcelsLate */ select count(*)::int as value from parcel where due_at < now()',
  },
  {
    name: 'shelfgraph_notices',
    help: 'Reminders of readers that wait (PENDING), or were given up (FAILED).',
    label: 'state',
    sql: `/* figureNotices */ select state as label, count(*)::int as value from notice where state = 'PENDING' group by state
      union all select state, count(*)::int from notice where state = 'FAILED' group by state`,
  },
];
