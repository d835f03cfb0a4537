import * as migration_20261123100000_rate_counts from './20261123100000_rate_counts.ts';

export const migrations = [
  {
    name: '20261123100000_rate_counts',
    class: Object.values(migration_20261123100000_rate_counts)[0]!,
  },
];
