import * as migration_20261122151422_initial from './20261122151422_initial.ts';
import * as migration_20261122212052_after_loan from './20261122212052_after_loan.ts';
import * as migration_20261122234726_sets from './20261122234726_sets.ts';
import * as migration_20261123005654_holds from './20261123005654_holds.ts';
import * as migration_20261123030507_live from './20261123030507_live.ts';
import * as migration_20261123055613_union_catalogue from './20261123055613_union_catalogue.ts';
import * as migration_20261123061112_changes from './20261123061112_changes.ts';
import * as migration_20261123062000_item_lists from './20261123062000_item_lists.ts';
import * as migration_20261123062331_availability_sources from './20261123062331_availability_sources.ts';
import * as migration_20261123140000_audit from './20261123140000_audit.ts';
import * as migration_20261123160000_audit_by_row from './20261123160000_audit_by_row.ts';

export const migrations = [
  { name: '20261122151422_initial', class: Object.values(migration_20261122151422_initial)[0]! },
  { name: '20261122212052_after_loan', class: Object.values(migration_20261122212052_after_loan)[0]! },
  { name: '20261122234726_sets', class: Object.values(migration_20261122234726_sets)[0]! },
  { name: '20261123005654_holds', class: Object.values(migration_20261123005654_holds)[0]! },
  { name: '20261123030507_live', class: Object.values(migration_20261123030507_live)[0]! },
  { name: '20261123055613_union_catalogue', class: Object.values(migration_20261123055613_union_catalogue)[0]! },
  { name: '20261123061112_changes', class: Object.values(migration_20261123061112_changes)[0]! },
  { name: '20261123062000_item_lists', class: Object.values(migration_20261123062000_item_lists)[0]! },
  {
    name: '20261123062331_availability_sources',
    class: Object.values(migration_20261123062331_availability_sources)[0]!,
  },
  { name: '20261123140000_audit', class: Object.values(migration_20261123140000_audit)[0]! },
  { name: '20261123160000_audit_by_row', class: Object.values(migration_20261123160000_audit_by_row)[0]! },
];
