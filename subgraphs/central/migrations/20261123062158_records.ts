import { Migration } from '@mikro-orm/migrations';
import { type Described, identityOf, keysOf } from '../bookIdentity.ts';

export class Migration20261123062158_records extends Migration {
  override name = 'Migration20261123062158_records';

  override async up(): Promise<void> {
    this.addSql(`create sequence "book_number" start 1000001;`);
    this.addSql(`alter table "book" add "described_by" varchar(255) null;`);

    this.addSql(
      `create table "book_key" ("key" text collate "C" not null, "book_id" varchar(255) not null, "own" boolean not null default false, primary key ("key", "book_id"));`,
    );
    this.addSql(`create index "book_key_book_id_index" on "book_key" ("book_id");`);
    this.addSql(
      `alter table "book_key" add constraint "book_key_book_id_foreign" foreign key ("book_id") references "book" ("id");`,
    );

    this.addSql(
      `create table "bib_record" ("id" varchar(255) collate "C" not null, "library_id" varchar(255) not null, "control" text null, "flavour" text not null, "marc" jsonb null, "bibliographic" jsonb not null, "hash" text not null, "identity" jsonb not null, "keys" text[] not null, "call_numbers" text[] not null, "fullness" int not null, "book_id" varchar(255) not null, "matched_by" text not null, "matched_key" text null, "pinned_at" timestamptz null, "pinned_by" text null, "pinned_reason" text null, "pinned_from" text null, "at" timestamptz not null, primary key ("id"));`,
    );
    this.addSql(`create index "bib_record_book_id_index" on "bib_record" ("book_id");`);
    this.addSql(`create index "bib_record_library_id_id_index" on "bib_record" ("library_id", "id");`);
    this.addSql(
      `alter table "bib_record" add constraint "bib_record_library_id_foreign" foreign key ("library_id") references "library" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "bib_record" add constraint "bib_record_book_id_foreign" foreign key ("book_id") references "book" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "bib_record" add constraint "bib_record_flavour_check" check ("flavour" in ('CNMARC', 'MARC21', 'LIST'));`,
    );
    this.addSql(
      `alter table "bib_record" add constraint "bib_record_matched_by_check" check ("matched_by" in ('NEW', 'ISBN', 'DESCRIPTION', 'LIBRARIAN'));`,
    );

    // What the catalogue has already is found by records that come.
    let after = '';
    while (true) {
      const books = await this.#booksAfter(after);
      if (books.length === 0) break;
      after = books.at(-1)?.id ?? '';
      const keys = books.flatMap((book) => keysOf(identityOf(book)).map((key) => ({ key, book_id: book.id })));
      const rows = JSON.stringify(keys).replaceAll("'", "''");
      this.addSql(
        `insert into "book_key" ("key", "book_id", "own") select key, book_id, true from jsonb_to_recordset('${rows}'::jsonb) as fresh(key text, book_id text);`,
      );
    }
  }

  #booksAfter(id: string): Promise<(Described & { id: string })[]> {
    return this.execute(
      `select id, isbns, title, other_title as "otherTitle", volume, volume_title as "volumeTitle", responsibility, contributors,
         publisher, year, edition, extent from book where id > ? order by id limit 1000`,
      [id],
    ) as never;
  }
}
