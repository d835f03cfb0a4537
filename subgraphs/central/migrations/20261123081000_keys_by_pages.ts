import { Migration } from '@mikro-orm/migrations';
import { type Described, type Identity, identityOf, keysOf } from '../bookIdentity.ts';

const page = 1000;

/** A book is found by its title and pages too: what the catalogue has already gets the key of that. Books stay as they are. */
export class Migration20261123081000_keys_by_pages extends Migration {
  override name = 'Migration20261123081000_keys_by_pages';

  override async up(): Promise<void> {
    for (let after = ''; ; ) {
      const records = await this.#recordsAfter(after);
      if (records.length === 0) break;
      after = records.at(-1)?.id ?? '';
      const keys = records.map(({ id, identity }) => ({ id, keys: keysOf(identity) }));
      await this.execute(
        `with fresh as (select id, keys from jsonb_to_recordset(?::jsonb) as fresh(id text, keys text[])), renewed as (
           update bib_record set keys = fresh.keys from fresh where bib_record.id = fresh.id and bib_record.keys <> fresh.keys
           returning bib_record.book_id, bib_record.keys
         )
         insert into book_key (key, book_id) select distinct key, book_id from renewed cross join unnest(keys) as key
         on conflict (key, book_id) do nothing`,
        [JSON.stringify(keys)],
      );
    }
    for (let after = ''; ; ) {
      const books = await this.#booksAfter(after);
      if (books.length === 0) break;
      after = books.at(-1)?.id ?? '';
      const keys = books.flatMap((book) => keysOf(identityOf(book)).map((key) => ({ key, book_id: book.id })));
      await this.execute(
        `insert into book_key (key, book_id, own) select key, book_id, true from jsonb_to_recordset(?::jsonb) as fresh(key text, book_id text)
         on conflict (key, book_id) do nothing`,
        [JSON.stringify(keys)],
      );
    }
  }

  #recordsAfter(id: string): Promise<{ id: string; identity: Identity }[]> {
    return this.execute(`select id, identity from bib_record where id > ? order by id limit ${page}`, [id]) as never;
  }

  /** Those that no record describes. */
  #booksAfter(id: string): Promise<(Described & { id: string })[]> {
    return this.execute(
      `select id, isbns, title, other_title as "otherTitle", volume, volume_title as "volumeTitle", responsibility, contributors,
         publisher, year, edition, extent from book
       where id > ? and extent is not null and not exists (select from bib_record where book_id = book.id)
         and exists (select from book_key where book_id = book.id and own)
       order by id limit ${page}`,
      [id],
    ) as never;
  }
}
