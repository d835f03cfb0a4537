// Which records of a batch will describe a book, as far as can be seen before they are put: only those need the cells of one, and these take
// half the time of reading. The transaction that puts them decides alone; where it decides otherwise, it asks for what it lacks.
import type { EntityManager } from '@mikro-orm/postgresql';
import { centralLibrary } from '../../lib/owners.ts';
import { statement } from '../../lib/statements.ts';
import { type PreparedRecord, recordIdOf } from './prepareRecord.ts';

/**
 * Records of a library that are new or changed, and of which no book that they may belong to is described better. One statement. The first
 * key tells the book of most: it is the ISBN where there is one.
 */
export async function describing(
  em: EntityManager,
  library: string,
  records: readonly PreparedRecord[],
): Promise<PreparedRecord[]> {
  const rows = await statement<{ place: number }>(
    em,
    `/* describing */ select fresh.place::int - 1 as place
     from unnest($1::text[], $2::text[], $3::int[], $4::text[]) with ordinality as fresh(id, hash, fullness, key, place)
     where (select hash from bib_record where bib_record.id = fresh.id) is distinct from fresh.hash
       and (
         select true from book_key join book on book.id = book_key.book_id join bib_record as best on best.id = book.described_by
         where book_key.key = fresh.key and best.id <> fresh.id
           and (best.fullness, best.library_id = '${centralLibrary}', fresh.id) >= (fresh.fullness, $5 = '${centralLibrary}', best.id)
         limit 1) is null`,
    [
      records.map((record) => recordIdOf(library, record)),
      records.map(({ hash }) => hash),
      records.map(({ fullness }) => fullness),
      records.map(({ keys: [first] }) => first ?? ''),
      library,
    ],
  );
  return rows.map(({ place }) => records[place]!);
}
