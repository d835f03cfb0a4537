import * as migration_20261122151422_initial from './20261122151422_initial.ts';

export const migrations = [
  { name: '20261122151422_initial', class: Object.values(migration_20261122151422_initial)[0]! },
];
