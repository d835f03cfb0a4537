// A catalogue of the release before is found as it was, and by its call numbers.
import { expect, test } from 'vitest';
import { openDatabase } from '../../lib/database.ts';
import { openOrm } from '../../lib/orm.ts';
import { createTestDatabase } from '../../test/database.ts';
import { inDatabase } from '../../test/in-database.ts';
import { addCallNumbers, indexBooks } from './bookIndex.ts';
import { searchVectorOf } from './searchTerms.ts';
import { central } from './subgraph.ts';

const own = {
  title: '南京城墙志',
  responsibility: '杨国庆编',
  publisher: '凤凰出版社',
  year: 2008,
  classNumber: 'K928.77',
  isbns: [],
};
const numbers = ['K928.77/12', 'K928/3', `Z'\\/1`];

test('books are indexed as they were, with the classes of their call numbers', async () => {
  await using database = await createTestDatabase();
  const sql = (text: string, values: unknown[] = []) => inDatabase(database.url, text, values);
  const { entities, migrations } = central.database;
  const name = 'central';
  const last = migrations.findIndex((each) => each.name.endsWith('_book_index'));
  const before = await openOrm({ name, url: database.url, entities, migrations: migrations.slice(0, last) });
  await before.migrator.up();
  await before.close(true);
  const marks = numbers.map(
    (number) => `'~k${number.toLowerCase().replaceAll('\\', '\\\\').replaceAll("'", "''")}':1B`,
  );
  await sql(
    `insert into book (id, title, responsibility, publisher, year, class_number, format, accessible, search, search_version, class_sort, popularity)
     values ('indexed', $1, $2, $3, $4, $5, 'MAP', '{AUDIO}', $6, 1, 'K928.77', 7), ('not-yet', '另一种', null, null, null, null, 'BOOK', '{}', '', 0, null, 0)`,
    [
      own.title,
      own.responsibility,
      own.publisher,
      own.year,
      own.classNumber,
      `${searchVectorOf(own)} ${marks.join(' ')}`,
    ],
  );

  const orm = await openDatabase({ name, url: database.url, ...central.database });
  const em = orm.em.fork();
  const lexemesOf = async (id: string) =>
    (
      await sql(
        'select array(select lexeme || weights[1] from unnest(search)) as lexemes from book_index where book_id = $1',
        [id],
      )
    )[0]?.['lexemes'];
  const migrated = await lexemesOf('indexed');
  expect(migrated).toEqual(expect.arrayContaining(['~ck928C', '~ck928.77C', `~cz'\\C`]));
  expect(
    await sql('select popularity, version, year, format, accessible, class_sort from book_index order by book_id'),
  ).toEqual([
    { popularity: 7, version: 2, year: 2008, format: 'MAP', accessible: ['AUDIO'], class_sort: 'K928.77' },
    { popularity: 0, version: 0, year: null, format: 'BOOK', accessible: [], class_sort: null },
  ]);
  await indexBooks({ em });
  expect(await lexemesOf('not-yet')).toContain('另一A');
  // Made anew it is the same, and the numbers are known.
  await addCallNumbers(
    em,
    numbers.map((callNumber) => ({ bookId: 'indexed', callNumber })),
  );
  expect(await sql('select count(*)::int as n from book_call_number')).toEqual([{ n: numbers.length }]);
  await sql(`update book_index set version = 1, search = '' where book_id = 'indexed'`);
  await indexBooks({ em });
  expect(await lexemesOf('indexed')).toEqual(migrated);
  await orm.close(true);
});
