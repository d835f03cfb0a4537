// How a book is described and found: by the best of its records, with the ISBNs of all of them and the classes of their call numbers.
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Bibliographic } from '../../lib/marc/bibliographic.ts';
import { centralLibrary } from '../../lib/owners.ts';
import { statement } from '../../lib/statements.ts';
import { bookCells, cellColumns, cellTypes, columnOf, type Description, described, jsonbArray } from './bookCells.ts';
import { classMarkOf } from './bookIndex.ts';
import type { PreparedRecord } from './prepareRecord.ts';
import { searchVersion } from './searchColumns.ts';
import { numberOf } from './searchTerms.ts';

/** A prepared record with its id. */
export type Identified = PreparedRecord & { id: string };

/** Makes the cells of records that have none. */
export type Describe = (records: readonly PreparedRecord[]) => Promise<void>;

/** Inserts books that the records of one library have made. One statement. */
export async function insertBooks(
  em: EntityManager,
  books: ReadonlyMap<string, readonly Identified[]>,
  describe: Describe,
): Promise<void> {
  const made = [...books].map(([id, records]) => {
    const best = records.reduce((one, other) => (other.fullness > one.fullness ? other : one));
    return { id, best, records };
  });
  await describeMissing(
    made.map(({ best }) => best),
    describe,
  );
  const rows = made.map(({ id, best, records }): Row => {
    const isbns = [...new Set([best, ...records].flatMap(({ identity }) => identity.isbns))];
    const numbers = [...new Set(records.flatMap(({ callNumbers }) => callNumbers))];
    return { id, describedBy: best.id, cells: best.book!, isbns, marks: marksOf(isbns, numbers) };
  });
  await statement(em, insertBooksSql, valuesOf(rows));
}

/**
 * Describes books by their records as they stand now; of a book that has none only the ISBNs may change. Four statements, however many.
 * @param fresh records that have just been put, by their ids, and what makes their cells
 */
export async function describeAgain(
  em: EntityManager,
  bookIds: readonly string[],
  { records: fresh, describe }: { records: ReadonlyMap<string, PreparedRecord>; describe: Describe } = nothingFresh,
): Promise<void> {
  // A list of copies that brings a call number of another class meanwhile waits, and adds it to what is written here.
  await statement(
    em,
    `/* lockIndexes */ select from book_index where book_id = any($1) order by book_id for no key update`,
    [bookIds],
  );
  const present = await presentRows(em, bookIds, [...fresh.keys()]);
  const [kept, changed] = [true, false].map((isKept) =>
    present.filter((each) => isDescribedAs(each, fresh) === isKept),
  );
  const marked = (kept ?? []).flatMap((each) => markedRow(each) ?? []);
  if (marked.length > 0) await statement(em, markBooksSql, [JSON.stringify(marked)]);
  await describeMissing(
    (changed ?? []).flatMap(({ bestId, own }) => (own ? [] : (fresh.get(bestId ?? '') ?? []))),
    describe,
  );
  const rows = (changed ?? []).map((each) => changedRow(each, fresh));
  if (rows.length > 0) await statement(em, describeAgainSql, valuesOf(rows));
}

const nothingFresh = { records: new Map(), describe: async () => {} };

async function describeMissing(records: readonly PreparedRecord[], describe: Describe): Promise<void> {
  const missing = records.filter(({ book }) => book === null);
  if (missing.length > 0) await describe(missing);
}

interface Present {
  id: string;
  describedBy: string | null;
  isbns: string[];
  /** Null for a book without records. */
  bestId: string | null;
  bestIsbns: string[] | null;
  /** Null too where the book need not be described by it: it is already, or its cells are at hand. */
  best: Bibliographic | null;
  knownIsbns: string[];
  callNumbers: string[];
  /** What the book itself says, from before it had records. */
  own: Description | null;
}

/** The keys of a book are read as a whole: by their beginning the server would go through those of all books. */
function presentRows(em: EntityManager, bookIds: readonly string[], freshIds: readonly string[]): Promise<Present[]> {
  return statement(
    em,
    `/* presentRows */
     select book.id, book.described_by as "describedBy", book.isbns, best.id as "bestId", best.identity->'isbns' as "bestIsbns",
       case when keys.own or best.id is distinct from book.described_by and best.id <> all($2) then best.bibliographic end as best,
       coalesce(keys.isbns, '{}') as "knownIsbns",
       array(select number from book_call_number where book_id = book.id) as "callNumbers",
       case when best.id is null or keys.own then jsonb_build_object(
         ${described.map((name) => `'${name}', book.${columnOf(name)}`).join(', ')}) end as own
     from book left join lateral (
       select id, identity, bibliographic from bib_record where book_id = book.id
       order by fullness desc, (library_id = '${centralLibrary}') desc, id limit 1
     ) as best on true
     cross join lateral (
       select array_agg(substr(key, 6) order by key) filter (where starts_with(key, 'isbn:')) as isbns, bool_or(own) as own
       from book_key where book_id = book.id
     ) as keys
     where book.id = any($1)`,
    [bookIds, freshIds],
  );
}

/** Whether the record that describes a book is the one that did, and says the same. */
function isDescribedAs({ bestId, describedBy }: Present, fresh: ReadonlyMap<string, PreparedRecord>): boolean {
  return bestId === describedBy && !fresh.has(bestId ?? '');
}

/** What of a book with the same description changes: its ISBNs; null where they do not. */
function markedRow(present: Present): Marked | null {
  const isbns = isbnsOf(present);
  if (isbns.join() === present.isbns.join()) return null;
  const newIsbns = isbns.filter((isbn) => !present.isbns.includes(isbn));
  const dropped = present.isbns.filter((isbn) => !isbns.includes(isbn)).map((isbn) => `~n${isbn}`);
  return { id: present.id, isbn: isbns[0] ?? null, isbns, dropped, marks: marksOf(newIsbns, []) };
}

interface Marked {
  id: string;
  isbn: string | null;
  isbns: string[];
  /** Lexemes of ISBNs that it has no more. */
  dropped: string[];
  /** Lexemes that it lacks. */
  marks: string;
}

const markBooksSql = `/* markBooks */ with fresh as materialized (
    select * from jsonb_to_recordset($1::jsonb) as fresh(id text, isbn text, isbns text[], dropped text[], marks text)
  ), marked as (update book set isbn = fresh.isbn, isbns = fresh.isbns from fresh where book.id = fresh.id)
  update book_index set search = ts_delete(search, fresh.dropped) || fresh.marks::tsvector from fresh where book_id = fresh.id`;

function isbnsOf({ bestIsbns, isbns, knownIsbns }: Present): string[] {
  return [...new Set([...(bestIsbns ?? isbns), ...knownIsbns])];
}

/** The row of a book that another record describes, or the same with other words. */
function changedRow(present: Present, fresh: ReadonlyMap<string, PreparedRecord>): Row {
  const { id, bestId, best, callNumbers, own } = present;
  const isbns = isbnsOf(present);
  const description = best && own ? completed(best, own) : (best ?? own);
  const atHand = own ? null : fresh.get(bestId ?? '')?.book;
  const cells = atHand ?? (description && bookCells({ ...description, isbns }));
  if (!cells) throw new Error(`book ${id} has neither a record nor a description of its own`);
  return { id, describedBy: bestId, cells, isbns, marks: marksOf(isbns, callNumbers) };
}

/** What a record does not say is left as the book said it before it had records; a record's BOOK is no word against a GIFT. */
function completed(best: Description, own: Description): Description {
  const merged = described.map((name) => {
    const isUnsaid = Array.isArray(best[name]) ? best[name].length === 0 : best[name] === null || best[name] === 'BOOK';
    return [name, isUnsaid && name !== 'title' ? own[name] : best[name]];
  });
  return Object.fromEntries(merged) as Description;
}

/** The part of a search text that ISBNs and the classes of call numbers are. */
function marksOf(isbns: readonly string[], callNumbers: readonly string[]): string {
  return [
    ...isbns.map((isbn) => `'~n${isbn}':1A`),
    ...callNumbers.filter((number) => numberOf(number) !== '').map(classMarkOf),
  ].join(' ');
}

interface Row {
  id: string;
  describedBy: string | null;
  /** `bookCells` */
  cells: Uint8Array;
  isbns: string[];
  marks: string;
}

function valuesOf(rows: readonly Row[]): unknown[] {
  return [
    jsonbArray(rows.map(({ cells }) => cells)),
    rows.map(({ id }) => id),
    rows.map(({ describedBy }) => describedBy),
    rows.map(({ isbns }) => `{${isbns.join()}}`),
    rows.map(({ marks }) => marks),
    searchVersion,
  ];
}

const freshBooks = `with fresh as materialized (
    select * from rows from (
      jsonb_to_recordset($1::jsonb) as (${cellTypes}), unnest($2::text[], $3::text[], $4::text[], $5::text[])
    ) as fresh(${cellColumns.join(', ')}, class_sort, search, id, described_by, isbns, marks))`;
const written = {
  ...Object.fromEntries(cellColumns.map((column) => [column, `fresh.${column}`])),
  described_by: 'fresh.described_by',
  isbn: '(fresh.isbns::text[])[1]',
  isbns: 'fresh.isbns::text[]',
};
const indexed = {
  search: `(fresh.search || ' ' || fresh.marks)::tsvector`,
  version: '$6::smallint',
  year: 'fresh.year',
  format: 'fresh.format',
  accessible: 'fresh.accessible',
  class_sort: 'fresh.class_sort',
};

const namesOf = (columns: Record<string, string>) => Object.keys(columns).join(', ');
const valuesOfEach = (columns: Record<string, string>) => Object.values(columns).join(', ');
const assigned = (columns: Record<string, string>) =>
  Object.entries(columns)
    .map(([column, value]) => `${column} = ${value}`)
    .join(', ');

const insertBooksSql = `/* insertBooks */ ${freshBooks}, made as (
    insert into book (id, volumes, catalogued, sample, ${namesOf(written)}) select fresh.id, 1, true, false, ${valuesOfEach(written)} from fresh
  )
  insert into book_index (book_id, ${namesOf(indexed)}) select fresh.id, ${valuesOfEach(indexed)} from fresh`;
const describeAgainSql = `/* describeAgain */ ${freshBooks}, described as (
    update book set catalogued = book.catalogued or fresh.described_by is not null, ${assigned(written)} from fresh where book.id = fresh.id
  )
  update book_index set ${assigned(indexed)} from fresh where book_id = fresh.id`;
