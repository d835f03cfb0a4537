// What the database of the catalogue tells of its business, as metrics.
import type { Figure } from '../../lib/telemetry/subgraph-metrics.ts';

export const figures: readonly Figure[] = [
  {
    name: 'shelfgraph_copy_slots',
    help: 'Copies for which purchases hold a slot: RESERVED while an order is decided, CONFIRMED until the copy is lost or withdrawn.',
    label: 'state',
    sql: `/* figureSlots */ select state as label, coalesce(sum(copies), 0)::int as value from purchase
      where state <> 'RELEASED' group by state`,
  },
  {
    name: 'shelfgraph_imports',
    help: 'Imports of files that are not done, by state.',
    label: 'state',
    sql: `/* figureImports */ select state as label, count(*)::int as value from import_run
      where state in ('WAITING', 'RUNNING') group by state`,
  },
];
