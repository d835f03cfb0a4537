import { Migration } from '@mikro-orm/migrations';

export class Migration20261123005822_parcels extends Migration {
  override name = 'Migration20261123005822_parcels';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "courier" ("id" varchar(255) not null, "name" varchar(255) not null, "secret" varchar(255) not null, "created_at" timestamptz not null, "secret_at" timestamptz not null, primary key ("id"));`,
    );

    this.addSql(
      `create table "freight_tariff" ("id" varchar(255) not null, "direction" text not null, "valid_from" date not null, "version" int not null, "payer" text not null, "parcel_fen" int not null, "free_from_items" int null, "idempotency_key" varchar(255) null, "content_hash" varchar(255) null, "created_by" varchar(255) null, "created_at" timestamptz null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "freight_tariff" add constraint "freight_tariff_idempotency_key_unique" unique ("idempotency_key");`,
    );
    this.addSql(
      `alter table "freight_tariff" add constraint "freight_tariff_direction_version_unique" unique ("direction", "version");`,
    );

    this.addSql(
      `create table "parcel_event" ("id" bigserial primary key, "parcel_id" varchar(255) not null, "origin" varchar(255) not null, "event_id" varchar(255) not null, "content_hash" varchar(255) not null, "event" text not null, "at" timestamptz not null, "received_at" timestamptz not null, "actor" varchar(255) not null);`,
    );
    this.addSql(`create index "parcel_event_parcel_id_index" on "parcel_event" ("parcel_id");`);
    this.addSql(
      `alter table "parcel_event" add constraint "parcel_event_origin_event_id_unique" unique ("origin", "event_id");`,
    );

    this.addSql(
      `create table "parcel_address_look" ("id" bigserial primary key, "parcel_id" varchar(255) not null, "by" varchar(255) not null, "at" timestamptz not null);`,
    );
    this.addSql(`create index "parcel_address_look_parcel_id_index" on "parcel_address_look" ("parcel_id");`);

    this.addSql(
      `create table "parcel_address" ("parcel_id" varchar(255) not null, "address" jsonb not null, "address_hash" varchar(255) not null, "erase_at" timestamptz null, primary key ("parcel_id"));`,
    );
    this.addSql(`create index "parcel_address_erase_at_index" on "parcel_address" ("erase_at");`);

    this.addSql(
      `create table "parcel_line" ("parcel_id" varchar(255) not null, "loan_id" varchar(255) not null, "direction" text not null, "item_id" varchar(255) not null, "received_at" timestamptz null, primary key ("parcel_id", "loan_id"));`,
    );
    this.addSql(`create index "parcel_line_loan_id_index" on "parcel_line" ("loan_id");`);
    this.addSql(`create index "parcel_line_item_id_index" on "parcel_line" ("item_id");`);
    this.addSql(`create unique index "parcel_line_out_once" on "parcel_line" ("loan_id") where direction = 'OUT';`);

    this.addSql(
      `create table "saved_address" ("id" varchar(255) not null, "reader_id" varchar(255) not null, "address" jsonb not null, "address_hash" varchar(255) not null, "saved_at" timestamptz not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "saved_address" add constraint "saved_address_reader_id_address_hash_unique" unique ("reader_id", "address_hash");`,
    );

    this.addSql(`alter table "parcel" drop constraint "parcel_loan_id_foreign";`);

    this.addSql(`alter table "parcel" drop constraint "parcel_loan_id_unique";`);
    this.addSql(`alter table "parcel" drop constraint "parcel_direction_check";`);
    this.addSql(`alter table "parcel" drop constraint "parcel_status_check";`);
    this.addSql(
      `alter table "parcel" add "courier_id" varchar(255) null, add "tracking_number" varchar(255) null, add "freight_fen" int not null default 0, add "tariff_id" varchar(255) not null default 'DEFAULT_OUT', add "request_key" varchar(255) null, add "request_number" int null, add "request_hash" varchar(255) null, add "accepted_at" timestamptz null, add "shipped_at" timestamptz null, add "ended_at" timestamptz null, add "due_at" timestamptz null, add "liable" text null, add "closed_at" timestamptz null, add "version" int not null default 0;`,
    );
    this.addSql(
      `alter table "parcel" add constraint "parcel_courier_id_foreign" foreign key ("courier_id") references "courier" ("id") on delete restrict;`,
    );
    this.addSql(`alter table "parcel" rename column "from_branch_id" to "branch_id";`);
    this.addSql(
      `create index "parcel_branch_id_status_created_at_id_index" on "parcel" ("branch_id", "status", "created_at", "id");`,
    );
    this.addSql(`create index "parcel_due" on "parcel" ("due_at") where due_at is not null;`);
    this.addSql(
      `alter table "parcel" add constraint "parcel_courier_id_tracking_number_unique" unique ("courier_id", "tracking_number");`,
    );
    this.addSql(
      `alter table "parcel" add constraint "parcel_reader_id_request_key_request_number_unique" unique ("reader_id", "request_key", "request_number");`,
    );
    this.addSql(
      `alter table "parcel" add constraint "parcel_numbered_when_accepted" check (status in ('CREATED', 'CANCELLED') or (courier_id is not null and tracking_number is not null and accepted_at is not null));`,
    );
    this.addSql(`alter table "parcel" add constraint "parcel_freight" check (freight_fen >= 0);`);
    this.addSql(
      `alter table "parcel" add constraint "parcel_closed_when_liable" check (liable is null or closed_at is not null);`,
    );
    this.addSql(
      `alter table "parcel" add constraint "parcel_liable_check" check ("liable" in ('CARRIER', 'BRANCH', 'READER'));`,
    );
    this.addSql(`alter table "parcel" add constraint "parcel_direction_check" check ("direction" in ('OUT', 'BACK'));`);
    this.addSql(
      `alter table "parcel" add constraint "parcel_status_check" check ("status" in ('CREATED', 'ACCEPTED', 'PICKED_UP', 'IN_TRANSIT', 'OUT_FOR_DELIVERY', 'DELIVERED', 'AUTO_SIGNED', 'REFUSED', 'RETURNED_TO_SENDER', 'LOST', 'DAMAGED', 'CANCELLED'));`,
    );

    this.addSql(`alter table "loan_request" add "tariff_id" varchar(255) null;`);

    this.addSql(`alter table "loan" drop constraint "loan_complete_when_active";`);
    this.addSql(`alter table "loan" add "back_on" date null;`);
    this.addSql(
      `alter table "loan" add constraint "loan_complete_when_active" check (status not in ('ACTIVE', 'RETURNED', 'LOST') or (item_id is not null and (due_date is not null or (channel = 'ONLINE' and started_at is null))));`,
    );

    this.addSql(
      `alter table "freight_tariff" add constraint "freight_tariff_amount" check (parcel_fen >= 0 and (payer = 'READER' or parcel_fen = 0));`,
    );
    this.addSql(
      `alter table "freight_tariff" add constraint "freight_tariff_free_from" check (free_from_items is null or free_from_items between 1 and 5);`,
    );
    this.addSql(
      `alter table "freight_tariff" add constraint "freight_tariff_direction_check" check ("direction" in ('OUT', 'BACK'));`,
    );
    this.addSql(
      `alter table "freight_tariff" add constraint "freight_tariff_payer_check" check ("payer" in ('READER', 'LIBRARY'));`,
    );

    this.addSql(
      `alter table "parcel_event" add constraint "parcel_event_parcel_id_foreign" foreign key ("parcel_id") references "parcel" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "parcel_event" add constraint "parcel_event_event_check" check ("event" in ('PICKED_UP', 'IN_TRANSIT', 'OUT_FOR_DELIVERY', 'DELIVERED', 'REFUSED', 'RETURNED_TO_SENDER', 'DAMAGED', 'LOST', 'AUTO_SIGNED'));`,
    );

    this.addSql(
      `alter table "parcel_address_look" add constraint "parcel_address_look_parcel_id_foreign" foreign key ("parcel_id") references "parcel" ("id") on delete restrict;`,
    );

    this.addSql(
      `alter table "parcel_address" add constraint "parcel_address_parcel_id_foreign" foreign key ("parcel_id") references "parcel" ("id") on update cascade on delete restrict;`,
    );

    this.addSql(
      `alter table "parcel_line" add constraint "parcel_line_parcel_id_foreign" foreign key ("parcel_id") references "parcel" ("id") on update cascade on delete restrict;`,
    );
    this.addSql(
      `alter table "parcel_line" add constraint "parcel_line_loan_id_foreign" foreign key ("loan_id") references "loan" ("id") on update cascade on delete restrict;`,
    );
    this.addSql(
      `alter table "parcel_line" add constraint "parcel_line_direction_check" check ("direction" in ('OUT', 'BACK'));`,
    );

    this.addSql(
      `alter table "saved_address" add constraint "saved_address_reader_id_foreign" foreign key ("reader_id") references "reader" ("id") on delete restrict;`,
    );

    // What was in a parcel, and where it goes, has tables of its own now. A loan that waits to be packed has not begun.
    this.addSql(`alter table "parcel" alter column "tariff_id" drop default;`);
    this.addSql(
      `insert into parcel_line (parcel_id, loan_id, direction, item_id)
       select parcel.id, loan.id, 'OUT', loan.item_id from parcel join loan on loan.id = parcel.loan_id;`,
    );
    this.addSql(
      `insert into parcel_address (parcel_id, address, address_hash)
       select parcel.id, loan_address.address, md5(loan_address.address::text)
       from parcel join loan_address on loan_address.loan_id = parcel.loan_id;`,
    );
    this.addSql(`delete from loan_address where loan_id in (select loan_id from parcel);`);
    this.addSql(
      `update loan set started_at = null, due_date = null
       where channel = 'ONLINE' and status = 'ACTIVE' and id in (select loan_id from parcel);`,
    );
    this.addSql(`alter table "parcel" drop column "loan_id";`);
  }
}
