import { Migration } from '@mikro-orm/migrations';

/** Every record has come in a format of records: nothing has ever written one without fields. */
export class Migration20261123112547_records_have_fields extends Migration {
  override name = 'Migration20261123112547_records_have_fields';

  override up(): void {
    this.addSql(`alter table "bib_record" drop constraint "bib_record_flavour_check";`);
    this.addSql(`alter table "bib_record" alter column "marc" set not null;`);
    this.addSql(
      `alter table "bib_record" add constraint "bib_record_flavour_check" check ("flavour" in ('CNMARC', 'MARC21'));`,
    );
  }
}
