import * as migration_20261122151421_initial from './20261122151421_initial.ts';
import * as migration_20261122211247_rules_as_data from './20261122211247_rules_as_data.ts';
import * as migration_20261122211832_online_orders from './20261122211832_online_orders.ts';
import * as migration_20261122212051_after_loan from './20261122212051_after_loan.ts';
import * as migration_20261122212155_money from './20261122212155_money.ts';
import * as migration_20261122234726_sets from './20261122234726_sets.ts';
import * as migration_20261123005653_holds from './20261123005653_holds.ts';
import * as migration_20261123030507_live from './20261123030507_live.ts';
import * as migration_20261123055613_union_catalogue from './20261123055613_union_catalogue.ts';
import * as migration_20261123061111_changes from './20261123061111_changes.ts';
import * as migration_20261123062000_item_lists from './20261123062000_item_lists.ts';
import * as migration_20261123062158_records from './20261123062158_records.ts';
import * as migration_20261123063313_search from './20261123063313_search.ts';
import * as migration_20261123073000_imports from './20261123073000_imports.ts';
import * as migration_20261123081000_keys_by_pages from './20261123081000_keys_by_pages.ts';
import * as migration_20261123112547_records_have_fields from './20261123112547_records_have_fields.ts';
import * as migration_20261123113500_search_stays_plain from './20261123113500_search_stays_plain.ts';
import * as migration_20261123140000_audit from './20261123140000_audit.ts';
import * as migration_20261123160000_audit_by_row from './20261123160000_audit_by_row.ts';
import * as migration_20261124005337_book_index from './20261124005337_book_index.ts';

export const migrations = [
  { name: '20261122151421_initial', class: Object.values(migration_20261122151421_initial)[0]! },
  { name: '20261122211247_rules_as_data', class: Object.values(migration_20261122211247_rules_as_data)[0]! },
  { name: '20261122211832_online_orders', class: Object.values(migration_20261122211832_online_orders)[0]! },
  { name: '20261122212051_after_loan', class: Object.values(migration_20261122212051_after_loan)[0]! },
  { name: '20261122212155_money', class: Object.values(migration_20261122212155_money)[0]! },
  { name: '20261122234726_sets', class: Object.values(migration_20261122234726_sets)[0]! },
  { name: '20261123005653_holds', class: Object.values(migration_20261123005653_holds)[0]! },
  { name: '20261123030507_live', class: Object.values(migration_20261123030507_live)[0]! },
  { name: '20261123055613_union_catalogue', class: Object.values(migration_20261123055613_union_catalogue)[0]! },
  { name: '20261123061111_changes', class: Object.values(migration_20261123061111_changes)[0]! },
  { name: '20261123062000_item_lists', class: Object.values(migration_20261123062000_item_lists)[0]! },
  { name: '20261123062158_records', class: Object.values(migration_20261123062158_records)[0]! },
  { name: '20261123063313_search', class: Object.values(migration_20261123063313_search)[0]! },
  { name: '20261123073000_imports', class: Object.values(migration_20261123073000_imports)[0]! },
  { name: '20261123081000_keys_by_pages', class: Object.values(migration_20261123081000_keys_by_pages)[0]! },
  {
    name: '20261123112547_records_have_fields',
    class: Object.values(migration_20261123112547_records_have_fields)[0]!,
  },
  { name: '20261123113500_search_stays_plain', class: Object.values(migration_20261123113500_search_stays_plain)[0]! },
  { name: '20261123140000_audit', class: Object.values(migration_20261123140000_audit)[0]! },
  { name: '20261123160000_audit_by_row', class: Object.values(migration_20261123160000_audit_by_row)[0]! },
  { name: '20261124005337_book_index', class: Object.values(migration_20261124005337_book_index)[0]! },
];
