import { Migration } from '@mikro-orm/migrations';

export class Migration20261122212157_money extends Migration {
  override name = 'Migration20261122212157_money';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "statement" ("id" varchar(255) not null, "library" varchar(255) not null, "store_id" varchar(255) not null, "month" varchar(7) not null, "status" text not null, "revision" int not null default 1, "store_agreed" boolean not null default false, "library_agreed" boolean not null default false, "payment_reference" varchar(255) null, primary key ("id"));`,
    );
    this.addSql(`create index "statement_store_id_index" on "statement" ("store_id");`);
    this.addSql(`create index "statement_month_id_index" on "statement" ("month", "id");`);
    this.addSql(
      `alter table "statement" add constraint "statement_library_store_id_month_unique" unique ("library", "store_id", "month");`,
    );

    this.addSql(
      `create table "statement_transition" ("id" bigserial primary key, "statement_id" varchar(255) not null, "at" timestamptz not null, "from" text not null, "to" text not null, "actor" varchar(255) not null, "reason" text null);`,
    );
    this.addSql(`create index "statement_transition_statement_id_index" on "statement_transition" ("statement_id");`);

    this.addSql(
      `create table "statement_invoice" ("store_id" varchar(255) not null, "number" varchar(255) not null, "statement_id" varchar(255) not null, primary key ("store_id", "number"));`,
    );
    this.addSql(`create index "statement_invoice_statement_id_index" on "statement_invoice" ("statement_id");`);

    this.addSql(
      `create table "statement_correction" ("id" varchar(255) not null, "organisation" varchar(255) not null, "idempotency_key" varchar(255) not null, "content_hash" varchar(255) not null, "order_id" varchar(255) not null, "sequence" int not null, "statement_id" varchar(255) null, "old_list_price_fen" int not null, "old_rate_basis_points" int not null, "old_net_fen" int not null, "new_list_price_fen" int null, "new_rate_basis_points" int null, "new_net_fen" int null, "reason" text not null, "corrected_by" varchar(255) not null, "at" timestamptz not null, "state" text not null, "recorded_at" timestamptz null, "refusal" varchar(255) null, primary key ("id"));`,
    );
    this.addSql(`create index "statement_correction_statement_id_index" on "statement_correction" ("statement_id");`);
    this.addSql(
      `create unique index "statement_correction_one_pending" on "statement_correction" ("order_id") where state = 'PENDING';`,
    );
    this.addSql(
      `alter table "statement_correction" add constraint "statement_correction_organisation_idempotency_key_unique" unique ("organisation", "idempotency_key");`,
    );
    this.addSql(
      `alter table "statement_correction" add constraint "statement_correction_order_id_sequence_unique" unique ("order_id", "sequence");`,
    );

    this.addSql(
      `create table "statement_line" ("id" varchar(255) not null, "statement_id" varchar(255) not null, "kind" text not null, "order_id" varchar(255) not null, "correction_id" varchar(255) null, "date" date not null, "book_id" varchar(255) not null, "isbn" varchar(255) null, "title" text not null, "copies" int not null, "list_price_fen" int not null, "rate_basis_points" int not null, "net_fen" int not null, primary key ("id"));`,
    );
    this.addSql(`create index "statement_line_order_id_index" on "statement_line" ("order_id");`);
    this.addSql(`create index "statement_line_correction_id_index" on "statement_line" ("correction_id");`);
    this.addSql(
      `create index "statement_line_statement_id_date_id_index" on "statement_line" ("statement_id", "date", "id");`,
    );

    this.addSql(
      `create table "statement_dispute" ("id" varchar(255) not null, "statement_id" varchar(255) not null, "line_id" varchar(255) not null, "raised_by" text not null, "reason" text not null, "at" timestamptz not null, "answer" text null, "answered_at" timestamptz null, primary key ("id"));`,
    );
    this.addSql(`create index "statement_dispute_statement_id_index" on "statement_dispute" ("statement_id");`);
    this.addSql(`create index "statement_dispute_line_id_index" on "statement_dispute" ("line_id");`);
    this.addSql(
      `create unique index "statement_dispute_one_open" on "statement_dispute" ("line_id") where answered_at is null;`,
    );

    this.addSql(`alter table "purchase_lend_order" add "settled" boolean not null default false;`);
    this.addSql(`create index "purchase_lend_order_lent_at_index" on "purchase_lend_order" ("lent_at");`);
    this.addSql(
      `create index "order_unsettled" on "purchase_lend_order" ("payer", "store_id", "lent_at") where lent_at is not null and not settled;`,
    );
    this.addSql(
      `create index "order_settled_voided" on "purchase_lend_order" ("store_id") where settled and status = 'VOIDED';`,
    );
    this.addSql(`create index "purchase_lend_order_submitted_at_index" on "purchase_lend_order" ("submitted_at");`);

    this.addSql(
      `alter table "contract" add "offline_copies_per_day" int not null default 0, add "offline_price_cap_fen" int not null default 0, add "idempotency_key" varchar(255) null, add "content_hash" varchar(255) null;`,
    );
    this.addSql(`alter table "contract" add constraint "contract_idempotency_key_unique" unique ("idempotency_key");`);
    this.addSql(
      `alter table "contract" add constraint "contract_offline" check (offline_copies_per_day >= 0 and offline_price_cap_fen >= 0);`,
    );

    this.addSql(
      `alter table "statement" add constraint "statement_store_id_foreign" foreign key ("store_id") references "store" ("id");`,
    );
    this.addSql(
      `alter table "statement" add constraint "statement_status_check" check ("status" in ('ISSUED', 'DISPUTED', 'AGREED', 'INVOICED', 'PAID'));`,
    );

    this.addSql(
      `alter table "statement_transition" add constraint "statement_transition_statement_id_foreign" foreign key ("statement_id") references "statement" ("id");`,
    );
    this.addSql(
      `alter table "statement_transition" add constraint "statement_transition_from_check" check ("from" in ('OPEN', 'ISSUED', 'DISPUTED', 'AGREED', 'INVOICED', 'PAID'));`,
    );
    this.addSql(
      `alter table "statement_transition" add constraint "statement_transition_to_check" check ("to" in ('ISSUED', 'DISPUTED', 'AGREED', 'INVOICED', 'PAID'));`,
    );

    this.addSql(
      `alter table "statement_invoice" add constraint "statement_invoice_statement_id_foreign" foreign key ("statement_id") references "statement" ("id");`,
    );

    this.addSql(
      `alter table "statement_correction" add constraint "statement_correction_order_id_foreign" foreign key ("order_id") references "purchase_lend_order" ("id");`,
    );
    this.addSql(
      `alter table "statement_correction" add constraint "statement_correction_statement_id_foreign" foreign key ("statement_id") references "statement" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "statement_correction" add constraint "statement_correction_terms" check ((new_list_price_fen is null) = (new_net_fen is null) and (new_list_price_fen is null) = (new_rate_basis_points is null));`,
    );
    this.addSql(
      `alter table "statement_correction" add constraint "statement_correction_state_check" check ("state" in ('PENDING', 'RECORDED', 'REFUSED'));`,
    );

    this.addSql(
      `alter table "statement_line" add constraint "statement_line_statement_id_foreign" foreign key ("statement_id") references "statement" ("id");`,
    );
    this.addSql(
      `alter table "statement_line" add constraint "statement_line_order_id_foreign" foreign key ("order_id") references "purchase_lend_order" ("id");`,
    );
    this.addSql(
      `alter table "statement_line" add constraint "statement_line_correction_id_foreign" foreign key ("correction_id") references "statement_correction" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "statement_line" add constraint "statement_line_signed" check (list_price_fen > 0 and copies <> 0 and (kind = 'RED') = (copies < 0) and (net_fen = 0 or (net_fen < 0) = (copies < 0)));`,
    );
    this.addSql(
      `alter table "statement_line" add constraint "statement_line_kind_check" check ("kind" in ('LENT', 'RED', 'CORRECTED'));`,
    );

    this.addSql(
      `alter table "statement_dispute" add constraint "statement_dispute_statement_id_foreign" foreign key ("statement_id") references "statement" ("id");`,
    );
    this.addSql(
      `alter table "statement_dispute" add constraint "statement_dispute_line_id_foreign" foreign key ("line_id") references "statement_line" ("id");`,
    );
    this.addSql(
      `alter table "statement_dispute" add constraint "statement_dispute_raised_by_check" check ("raised_by" in ('STORE', 'LIBRARY'));`,
    );

    // Orders that were lent before these columns were there.
    this.addSql(`update "purchase_lend_order" as lent set
      lent_at = (select max(at) from "purchase_transition" where order_id = lent.id and "to" = 'LENT'),
      rate_basis_points = coalesce(rate_basis_points, (
        select contract.rate_basis_points from "contract" where contract.store_id = lent.store_id
          and (lent.submitted_at at time zone 'Asia/Shanghai')::date between valid_from and valid_to
        order by valid_from desc, id limit 1
      ))
      where lent_at is null and status = 'LENT';`);

    // What was issued stays as it is: lines are added only, and only until both sides have agreed.
    this.addSql(`create function statement_line_guard() returns trigger language plpgsql as $$
      declare current text;
      begin
        if tg_op <> 'INSERT' then
          raise exception 'a line of a statement is never changed or deleted: %', old.id using errcode = 'integrity_constraint_violation';
        end if;
        select status into current from statement where id = new.statement_id for share;
        if current in ('AGREED', 'INVOICED', 'PAID') then
          raise exception 'nothing is added to a statement that is agreed: %', new.statement_id using errcode = 'integrity_constraint_violation';
        end if;
        return new;
      end $$;`);
    this.addSql(`create trigger statement_line_guard before insert or update or delete on "statement_line"
      for each row execute function statement_line_guard();`);
    this.addSql(`create function statement_guard() returns trigger language plpgsql as $$
      begin
        if tg_op = 'DELETE' then
          raise exception 'a statement that was issued is never deleted: %', old.id using errcode = 'integrity_constraint_violation';
        end if;
        if (new.id, new.library, new.store_id, new.month) <> (old.id, old.library, old.store_id, old.month)
          or new.status <> old.status and (old.status, new.status) not in (
            ('ISSUED', 'DISPUTED'), ('ISSUED', 'AGREED'), ('DISPUTED', 'ISSUED'), ('DISPUTED', 'AGREED'),
            ('AGREED', 'INVOICED'), ('INVOICED', 'PAID'))
          or old.status in ('AGREED', 'INVOICED', 'PAID')
            and (new.revision, new.store_agreed, new.library_agreed) <> (old.revision, old.store_agreed, old.library_agreed)
        then
          raise exception 'no such change of a statement: % from % to %', old.id, old.status, new.status
            using errcode = 'integrity_constraint_violation';
        end if;
        return new;
      end $$;`);
    this.addSql(`create trigger statement_guard before update or delete on "statement"
      for each row execute function statement_guard();`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "statement_transition" drop constraint "statement_transition_statement_id_foreign";`);
    this.addSql(`alter table "statement_invoice" drop constraint "statement_invoice_statement_id_foreign";`);
    this.addSql(`alter table "statement_correction" drop constraint "statement_correction_statement_id_foreign";`);
    this.addSql(`alter table "statement_line" drop constraint "statement_line_statement_id_foreign";`);
    this.addSql(`alter table "statement_dispute" drop constraint "statement_dispute_statement_id_foreign";`);
    this.addSql(`alter table "statement_line" drop constraint "statement_line_correction_id_foreign";`);
    this.addSql(`alter table "statement_dispute" drop constraint "statement_dispute_line_id_foreign";`);

    this.addSql(`drop function if exists statement_line_guard, statement_guard cascade;`);
    this.addSql(`drop table if exists "statement" cascade;`);
    this.addSql(`drop table if exists "statement_transition" cascade;`);
    this.addSql(`drop table if exists "statement_invoice" cascade;`);
    this.addSql(`drop table if exists "statement_correction" cascade;`);
    this.addSql(`drop table if exists "statement_line" cascade;`);
    this.addSql(`drop table if exists "statement_dispute" cascade;`);

    this.addSql(`alter table "contract" drop constraint "contract_idempotency_key_unique";`);
    this.addSql(`alter table "contract" drop constraint "contract_offline";`);
    this.addSql(
      `alter table "contract" drop column "offline_copies_per_day", drop column "offline_price_cap_fen", drop column "idempotency_key", drop column "content_hash";`,
    );

    this.addSql(`drop index "purchase_lend_order_lent_at_index";`);
    this.addSql(`alter table "purchase_lend_order" drop column "settled";`);
    this.addSql(`drop index "purchase_lend_order_submitted_at_index";`);
  }
}
