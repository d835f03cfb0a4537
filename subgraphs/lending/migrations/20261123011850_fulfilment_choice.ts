import { Migration } from '@mikro-orm/migrations';

export class Migration20261123011850_fulfilment_choice extends Migration {
  override name = 'Migration20261123011850_fulfilment_choice';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "fulfilment_choice" ("valid_from" date not null, "time_weight" int not null, "distance_weight" int not null, "cost_weight" int not null, "collection_weight" int not null, "certainty_weight" int not null, "transfer_days" int not null, "parcel_days" int not null, "purchase_days" int not null, "stale_stock_hours" int not null, primary key ("valid_from"));`,
    );
    this.addSql(
      `alter table "fulfilment_choice" add constraint "fulfilment_choice_weights" check (least(time_weight, distance_weight, cost_weight, collection_weight, certainty_weight) >= 0 and time_weight + distance_weight + cost_weight + collection_weight + certainty_weight <= 95);`,
    );
    this.addSql(
      `alter table "fulfilment_choice" add constraint "fulfilment_choice_days" check (least(transfer_days, parcel_days, purchase_days) >= 0 and stale_stock_hours > 0);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "fulfilment_choice" cascade;`);
  }
}
