import * as migration_20261122151421_initial from './20261122151421_initial.ts';

export const migrations = [
  { name: '20261122151421_initial', class: Object.values(migration_20261122151421_initial)[0]! },
];
