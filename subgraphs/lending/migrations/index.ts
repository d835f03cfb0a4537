import * as migration_20261122151422_initial from './20261122151422_initial.ts';
import * as migration_20261122211248_rules_as_data from './20261122211248_rules_as_data.ts';
import * as migration_20261122212053_after_loan from './20261122212053_after_loan.ts';
import * as migration_20261122234727_sets from './20261122234727_sets.ts';
import * as migration_20261123001823_desk_loans from './20261123001823_desk_loans.ts';
import * as migration_20261123003300_bought_again from './20261123003300_bought_again.ts';
import * as migration_20261123004108_credit from './20261123004108_credit.ts';
import * as migration_20261123005656_holds from './20261123005656_holds.ts';
import * as migration_20261123005822_parcels from './20261123005822_parcels.ts';
import * as migration_20261123011850_fulfilment_choice from './20261123011850_fulfilment_choice.ts';
import * as migration_20261123013300_loan_tally from './20261123013300_loan_tally.ts';
import * as migration_20261123030509_live from './20261123030509_live.ts';
import * as migration_20261123031156_privacy from './20261123031156_privacy.ts';
import * as migration_20261123033000_renewals_of_purchases from './20261123033000_renewals_of_purchases.ts';
import * as migration_20261123081500_former_books from './20261123081500_former_books.ts';
import * as migration_20261123082000_books_by_id from './20261123082000_books_by_id.ts';
import * as migration_20261123140000_audit from './20261123140000_audit.ts';
import * as migration_20261123160000_audit_by_row from './20261123160000_audit_by_row.ts';

export const migrations = [
  { name: '20261122151422_initial', class: Object.values(migration_20261122151422_initial)[0]! },
  { name: '20261122211248_rules_as_data', class: Object.values(migration_20261122211248_rules_as_data)[0]! },
  { name: '20261122212053_after_loan', class: Object.values(migration_20261122212053_after_loan)[0]! },
  { name: '20261122234727_sets', class: Object.values(migration_20261122234727_sets)[0]! },
  { name: '20261123001823_desk_loans', class: Object.values(migration_20261123001823_desk_loans)[0]! },
  { name: '20261123003300_bought_again', class: Object.values(migration_20261123003300_bought_again)[0]! },
  { name: '20261123004108_credit', class: Object.values(migration_20261123004108_credit)[0]! },
  { name: '20261123005656_holds', class: Object.values(migration_20261123005656_holds)[0]! },
  { name: '20261123005822_parcels', class: Object.values(migration_20261123005822_parcels)[0]! },
  { name: '20261123011850_fulfilment_choice', class: Object.values(migration_20261123011850_fulfilment_choice)[0]! },
  { name: '20261123013300_loan_tally', class: Object.values(migration_20261123013300_loan_tally)[0]! },
  { name: '20261123030509_live', class: Object.values(migration_20261123030509_live)[0]! },
  { name: '20261123031156_privacy', class: Object.values(migration_20261123031156_privacy)[0]! },
  {
    name: '20261123033000_renewals_of_purchases',
    class: Object.values(migration_20261123033000_renewals_of_purchases)[0]!,
  },
  { name: '20261123081500_former_books', class: Object.values(migration_20261123081500_former_books)[0]! },
  { name: '20261123082000_books_by_id', class: Object.values(migration_20261123082000_books_by_id)[0]! },
  { name: '20261123140000_audit', class: Object.values(migration_20261123140000_audit)[0]! },
  { name: '20261123160000_audit_by_row', class: Object.values(migration_20261123160000_audit_by_row)[0]! },
];
