import { Migration } from '@mikro-orm/migrations';

export class Migration20261122234727_sets extends Migration {
  override name = 'Migration20261122234727_sets';

  override up(): void | Promise<void> {
    this.addSql(`alter table "purchase_lend_order" drop constraint "order_lent_complete";`);
    this.addSql(
      `alter table "purchase_lend_order" add "scanned_barcodes" jsonb not null default '[]', add "item_ids" jsonb not null default '[]', add "item_barcodes" jsonb not null default '[]';`,
    );
    this.addSql(
      `update "purchase_lend_order" set "item_ids" = jsonb_build_array("item_id"), "item_barcodes" = jsonb_build_array("item_barcode") where "item_id" is not null;`,
    );
    this.addSql(
      `update "purchase_lend_order" set "scanned_barcodes" = jsonb_build_array("scanned_barcode") where "scanned_barcode" is not null;`,
    );
    this.addSql(
      `alter table "purchase_lend_order" drop column "scanned_barcode", drop column "item_id", drop column "item_barcode";`,
    );
    this.addSql(
      `alter table "purchase_lend_order" add constraint "order_lent_complete" check (status <> 'LENT' or (jsonb_array_length(item_ids) = items and due_date is not null and reader_id is not null));`,
    );
  }
}
