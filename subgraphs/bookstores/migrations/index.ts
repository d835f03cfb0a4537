import * as migration_20261122151422_initial from './20261122151422_initial.ts';
import * as migration_20261122205513_order_lifecycle from './20261122205513_order_lifecycle.ts';
import * as migration_20261122211248_rules_as_data from './20261122211248_rules_as_data.ts';
import * as migration_20261122211833_online_orders from './20261122211833_online_orders.ts';
import * as migration_20261122212052_after_loan from './20261122212052_after_loan.ts';
import * as migration_20261122212157_money from './20261122212157_money.ts';
import * as migration_20261122213616_barcode_ranges from './20261122213616_barcode_ranges.ts';
import * as migration_20261122214900_live from './20261122214900_live.ts';
import * as migration_20261122234727_sets from './20261122234727_sets.ts';
import * as migration_20261122235735_offline_replay from './20261122235735_offline_replay.ts';
import * as migration_20261123002544_long_reasons from './20261123002544_long_reasons.ts';
import * as migration_20261123011032_told_stores from './20261123011032_told_stores.ts';
import * as migration_20261123031155_privacy from './20261123031155_privacy.ts';
import * as migration_20261123113236_api_keys from './20261123113236_api_keys.ts';
import * as migration_20261123140000_audit from './20261123140000_audit.ts';
import * as migration_20261123160000_audit_by_row from './20261123160000_audit_by_row.ts';

export const migrations = [
  { name: '20261122151422_initial', class: Object.values(migration_20261122151422_initial)[0]! },
  { name: '20261122205513_order_lifecycle', class: Object.values(migration_20261122205513_order_lifecycle)[0]! },
  { name: '20261122211248_rules_as_data', class: Object.values(migration_20261122211248_rules_as_data)[0]! },
  { name: '20261122211833_online_orders', class: Object.values(migration_20261122211833_online_orders)[0]! },
  { name: '20261122212052_after_loan', class: Object.values(migration_20261122212052_after_loan)[0]! },
  { name: '20261122212157_money', class: Object.values(migration_20261122212157_money)[0]! },
  { name: '20261122213616_barcode_ranges', class: Object.values(migration_20261122213616_barcode_ranges)[0]! },
  { name: '20261122214900_live', class: Object.values(migration_20261122214900_live)[0]! },
  { name: '20261122234727_sets', class: Object.values(migration_20261122234727_sets)[0]! },
  { name: '20261122235735_offline_replay', class: Object.values(migration_20261122235735_offline_replay)[0]! },
  { name: '20261123002544_long_reasons', class: Object.values(migration_20261123002544_long_reasons)[0]! },
  { name: '20261123011032_told_stores', class: Object.values(migration_20261123011032_told_stores)[0]! },
  { name: '20261123031155_privacy', class: Object.values(migration_20261123031155_privacy)[0]! },
  { name: '20261123113236_api_keys', class: Object.values(migration_20261123113236_api_keys)[0]! },
  { name: '20261123140000_audit', class: Object.values(migration_20261123140000_audit)[0]! },
  { name: '20261123160000_audit_by_row', class: Object.values(migration_20261123160000_audit_by_row)[0]! },
];
