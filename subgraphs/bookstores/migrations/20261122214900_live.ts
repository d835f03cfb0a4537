import { Migration } from '@mikro-orm/migrations';

export class Migration20261122214900_live extends Migration {
  override name = 'Migration20261122214900_live';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "event_cursor" ("reader" varchar(255) not null, "tx" xid8 not null, "event_id" bigint not null, primary key ("reader"));`,
    );

    this.addSql(
      `create table "webhook" ("id" varchar(255) not null, "store_id" varchar(255) not null, "url" text not null, "secret" varchar(255) not null, "created_at" timestamptz not null, "failing_since" timestamptz null, "disabled_at" timestamptz null, primary key ("id"));`,
    );
    this.addSql(`alter table "webhook" add constraint "webhook_store_id_url_unique" unique ("store_id", "url");`);

    this.addSql(
      `create table "webhook_delivery" ("id" bigserial primary key, "webhook_id" varchar(255) not null, "event_id" bigint not null, "order_id" varchar(255) not null, "state" text not null, "attempts" int not null default 0, "due_since" timestamptz not null, "tries" int not null default 0, "next_attempt_at" timestamptz null, "last_attempt_at" timestamptz null, "last_status" int null, "last_error" varchar(255) null, "delivered_at" timestamptz null);`,
    );
    this.addSql(`create index "webhook_delivery_event_id_index" on "webhook_delivery" ("event_id");`);
    this.addSql(
      `create index "webhook_delivery_webhook_id_state_next_attempt_at_index" on "webhook_delivery" ("webhook_id", "state", "next_attempt_at");`,
    );
    this.addSql(
      `create index "webhook_delivery_webhook_id_order_id_index" on "webhook_delivery" ("webhook_id", "order_id");`,
    );
    this.addSql(
      `alter table "webhook_delivery" add constraint "webhook_delivery_webhook_id_event_id_unique" unique ("webhook_id", "event_id");`,
    );

    this.addSql(`alter table "purchase_transition" add "tx" xid8 not null default pg_current_xact_id();`);
    this.addSql(`create index "purchase_transition_tx_id_index" on "purchase_transition" ("tx", "id");`);
    // The events of an order stand in the order in which they happened: the transaction of a later one may have begun first.
    // And a notification wakes those who read.
    this.addSql(`create function purchase_transition_event() returns trigger language plpgsql as $$
      begin
        new.tx := greatest(pg_current_xact_id(), (select max(tx) from purchase_transition where order_id = new.order_id));
        perform pg_notify('purchase_transition', '');
        return new;
      end $$;`);
    this.addSql(`create trigger purchase_transition_event before insert on purchase_transition
      for each row execute function purchase_transition_event();`);
    this.addSql(`insert into event_cursor (reader, tx, event_id) values ('webhooks', '0', 0);`);

    this.addSql(
      `alter table "webhook" add constraint "webhook_store_id_foreign" foreign key ("store_id") references "store" ("id");`,
    );

    this.addSql(
      `alter table "webhook_delivery" add constraint "webhook_delivery_webhook_id_foreign" foreign key ("webhook_id") references "webhook" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "webhook_delivery" add constraint "webhook_delivery_event_id_foreign" foreign key ("event_id") references "purchase_transition" ("id");`,
    );
    this.addSql(
      `alter table "webhook_delivery" add constraint "webhook_delivery_state_check" check ("state" in ('PENDING', 'DELIVERED', 'FAILED'));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop trigger purchase_transition_event on purchase_transition;`);
    this.addSql(`drop function purchase_transition_event();`);
    this.addSql(`drop table if exists "event_cursor" cascade;`);
    this.addSql(`drop table if exists "webhook" cascade;`);
    this.addSql(`drop table if exists "webhook_delivery" cascade;`);

    this.addSql(`drop index "purchase_transition_tx_id_index";`);
    this.addSql(`alter table "purchase_transition" drop column "tx";`);
  }
}
