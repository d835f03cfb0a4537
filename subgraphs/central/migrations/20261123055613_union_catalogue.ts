import { Migration } from '@mikro-orm/migrations';

export class Migration20261123055613_union_catalogue extends Migration {
  override name = 'Migration20261123055613_union_catalogue';

  override up(): void | Promise<void> {
    // Titles and statements of real records are as long as they are.
    this.addSql(`alter table "book" alter column "title" type text, alter column "responsibility" type text,
      alter column "publisher" type text, alter column "class_number" type text, alter column "dimensions" type text;`);
    this.addSql(`alter table "book" add "isbns" text[] not null default '{}', add "other_title" text null, add "volume" text null,
      add "volume_title" text null, add "contributors" jsonb not null default '[]', add "edition" text null, add "place" text null,
      add "extent" text null, add "series" text[] not null default '{}', add "subjects" text[] not null default '{}',
      add "search" tsvector not null default '';`);
    this.addSql(`update "book" set "isbns" = array[isbn] where isbn is not null;`);
    this.addSql(`create index "book_isbns" on "book" using gin ("isbns");`);
    this.addSql(`create index "book_search" on "book" using gin ("search");`);

    this.addSql(
      `create table "book_alias" ("id" varchar(255) not null, "book_id" varchar(255) not null, primary key ("id"));`,
    );
    this.addSql(`create index "book_alias_book_id_index" on "book_alias" ("book_id");`);
    this.addSql(
      `alter table "book_alias" add constraint "book_alias_book_id_foreign" foreign key ("book_id") references "book" ("id");`,
    );

    this.addSql(`alter table "item" add "record_id" varchar(255) null;`);
    this.addSql(`create index "item_of_record" on "item" ("record_id") where record_id is not null;`);
  }
}
