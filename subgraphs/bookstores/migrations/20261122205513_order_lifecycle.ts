import { Migration } from '@mikro-orm/migrations';

export class Migration20261122205513_order_lifecycle extends Migration {
  override name = 'Migration20261122205513_order_lifecycle';

  override up(): void | Promise<void> {
    this.addSql(`alter table "purchase_lend_order" drop constraint "purchase_lend_order_outcome_check";`);
    this.addSql(`alter table "purchase_lend_order" drop constraint "purchase_lend_order_status_check";`);
    this.addSql(
      `alter table "purchase_lend_order" add "items" int not null default 1, add "rate_basis_points" int null, add "lent_at" timestamptz null;`,
    );
    this.addSql(
      `alter table "purchase_lend_order" add constraint "purchase_lend_order_outcome_check" check ("outcome" in ('SUPPLIED', 'NOT_SUPPLIED', 'CANCELLED'));`,
    );
    this.addSql(
      `alter table "purchase_lend_order" add constraint "purchase_lend_order_status_check" check ("status" in ('SUBMITTED', 'NEEDS_REVIEW', 'APPROVED', 'CONFIRMED', 'SHIPPED', 'DELIVERED', 'LENT', 'REFUSED', 'EXPIRED', 'NOT_SUPPLIED', 'CANCELLED', 'VOIDED', 'REFUSED_AT_DOOR', 'RETURNED_TO_SENDER', 'LOST', 'DAMAGED', 'RETURNED', 'IN_PROCESS', 'SHELVED', 'COMPENSATED', 'WRITTEN_OFF'));`,
    );

    this.addSql(`alter table "purchase_transition" drop constraint "purchase_transition_to_check";`);
    this.addSql(
      `alter table "purchase_transition" add constraint "purchase_transition_to_check" check ("to" in ('SUBMITTED', 'NEEDS_REVIEW', 'APPROVED', 'CONFIRMED', 'SHIPPED', 'DELIVERED', 'LENT', 'REFUSED', 'EXPIRED', 'NOT_SUPPLIED', 'CANCELLED', 'VOIDED', 'REFUSED_AT_DOOR', 'RETURNED_TO_SENDER', 'LOST', 'DAMAGED', 'RETURNED', 'IN_PROCESS', 'SHELVED', 'COMPENSATED', 'WRITTEN_OFF'));`,
    );

    this.addSql(`alter table "purchase_lend_order" drop constraint "order_done_when_ended";`);
    this.addSql(
      `alter table "purchase_lend_order" add constraint "order_done_when_ended" check (status <> 'SUBMITTED' or phase <> 'DONE');`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "purchase_lend_order" drop constraint "order_done_when_ended";`);
    this.addSql(`alter table "purchase_lend_order" drop constraint "purchase_lend_order_status_check";`);
    this.addSql(`alter table "purchase_lend_order" drop constraint "purchase_lend_order_outcome_check";`);
    this.addSql(
      `alter table "purchase_lend_order" drop column "items", drop column "rate_basis_points", drop column "lent_at";`,
    );
    this.addSql(
      `alter table "purchase_lend_order" add constraint "order_done_when_ended" check ((status = 'SUBMITTED'::text) = (phase <> 'DONE'::text));`,
    );
    this.addSql(
      `alter table "purchase_lend_order" add constraint "purchase_lend_order_status_check" check ("status" in ('SUBMITTED', 'APPROVED', 'LENT', 'REFUSED'));`,
    );
    this.addSql(
      `alter table "purchase_lend_order" add constraint "purchase_lend_order_outcome_check" check ("outcome" in ('SUPPLIED', 'NOT_SUPPLIED'));`,
    );

    this.addSql(`alter table "purchase_transition" drop constraint "purchase_transition_to_check";`);
    this.addSql(
      `alter table "purchase_transition" add constraint "purchase_transition_to_check" check ("to" in ('SUBMITTED', 'APPROVED', 'LENT', 'REFUSED'));`,
    );
  }
}
