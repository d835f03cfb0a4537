// What libraries say, kept whole, and the one book of many records. See docs/decisions/0020-one-book-of-many-records.md.
import type { EntityManager } from '@mikro-orm/postgresql';
import { CallerError } from '../../lib/errors.ts';
import { transact } from '../../lib/orm.ts';
import { statement } from '../../lib/statements.ts';
import { jsonbArray } from './bookCells.ts';
import { addCallNumbers } from './bookIndex.ts';
import { Clusters, isNew, type KnownRecord, type Placed } from './clusters.ts';
import type { Context } from './context.ts';
import { type Describe, describeAgain, insertBooks } from './descriptions.ts';
import { type PreparedRecord, recordIdOf, rowTypes } from './prepareRecord.ts';
import type { BibRecord } from './recordEntities.ts';
import { repointCopies } from './repointing.ts';

/** What became of one record of a batch. */
export interface RecordOutcome {
  /** Its place in the file. */
  number: number;
  /** `NJ-JN:012003001` */
  recordId: string;
  /** The book that it is of, and that its copies belong to. */
  bookId: string;
  change: 'ADDED' | 'CHANGED' | 'UNCHANGED';
  matchedBy: BibRecord['matchedBy'];
}

export interface PutOptions {
  /** Everything is found out and nothing is kept. */
  isTrial?: boolean;
  /** Makes the cells of records that have none; not needed where all have. */
  describe?: Describe;
  /** Done in the same transaction, with what became of the records. */
  also?: (em: EntityManager, outcomes: readonly RecordOutcome[]) => Promise<void>;
}

/** Takes a trial back, with what it has found. */
class Trial extends Error {
  readonly outcomes: RecordOutcome[];

  constructor(outcomes: RecordOutcome[]) {
    super('a trial keeps nothing');
    this.outcomes = outcomes;
  }
}

/** As many records are put at once at most. */
export const largestBatch = 500;
const clusteringLock = 4_720_004;

/**
 * Keeps records of one library and finds the book of each, or makes it: all or none of them, in a number of statements that does not
 * depend on how many they are. The same records again change nothing. Of two with one control number the later one counts.
 * @returns an outcome for each record, in their order
 * @throws CallerError NOT_FOUND for a library that is no member; Error for more than 500 records
 */
export async function putRecords(
  ctx: Context,
  library: string,
  records: readonly PreparedRecord[],
  { isTrial = false, describe = allDescribed, also }: PutOptions = {},
): Promise<RecordOutcome[]> {
  if (records.length > largestBatch) {
    throw new Error(`a batch has at most ${largestBatch} records, this one has ${records.length}`);
  }
  const latest = new Map(records.map((record) => [recordIdOf(library, record), record]));
  const put = transact(ctx, async (em) => {
    if (!(await lockForMember(em, library))) {
      throw new CallerError(
        'NOT_FOUND',
        `"${library}" 不是成员馆。"${library}" is no member library: its id is one of \`libraries\`.`,
      );
    }
    const known = new Map((await knownRecords(em, [...latest.keys()])).map((record) => [record.id, record]));
    const changed = [...latest].filter(([id, { hash }]) => known.get(id)?.hash !== hash);
    const placed =
      changed.length > 0
        ? await putChanged(em, { library, describe, now: ctx.now }, new Map(changed), known)
        : new Map();
    const outcomes = records.map((record): RecordOutcome => {
      const recordId = recordIdOf(library, record);
      const before = known.get(recordId);
      const { bookId, matchedBy } = (placed.get(recordId) ?? before)!;
      const isPut = placed.has(recordId) && latest.get(recordId) === record;
      return {
        number: record.number,
        recordId,
        bookId,
        change: isPut ? (before ? 'CHANGED' : 'ADDED') : 'UNCHANGED',
        matchedBy,
      };
    });
    await also?.(em, outcomes);
    if (isTrial) throw new Trial(outcomes);
    return outcomes;
  });
  return put.catch((error: unknown) => {
    if (error instanceof Trial) return error.outcomes;
    throw error;
  });
}

async function allDescribed(records: readonly PreparedRecord[]): Promise<void> {
  throw new Error(`${records.length} records have no cells, and nothing that makes them`);
}

/** One transaction at a time decides which records are one book. */
export async function lockClustering(em: EntityManager): Promise<void> {
  await em.execute(`/* lockClustering */ select pg_advisory_xact_lock(${clusteringLock})`);
}

/** The same, and whether this is a member library. */
async function lockForMember(em: EntityManager, library: string): Promise<boolean> {
  const [row] = await statement<{ known: boolean }>(
    em,
    `/* lockForMember */ select pg_advisory_xact_lock(${clusteringLock}), exists (select from library where id = $1) as known`,
    [library],
  );
  return row?.known === true;
}

function knownRecords(em: EntityManager, ids: string[]): Promise<KnownRecord[]> {
  return statement(
    em,
    `/* knownRecords */ select id, hash, book_id as "bookId", identity, matched_by as "matchedBy", matched_key as "matchedKey",
       pinned_at is not null as pinned
     from bib_record where id = any($1)`,
    [ids],
  );
}

async function putChanged(
  em: EntityManager,
  { library, describe, now }: { library: string; describe: Describe; now: Date },
  records: ReadonlyMap<string, PreparedRecord>,
  known: ReadonlyMap<string, KnownRecord>,
): Promise<Map<string, Placed>> {
  const before = [...records.keys()].flatMap((id) => known.get(id) ?? []);
  const clusters = await Clusters.read(em, {
    keys: [...new Set([...records.values()].flatMap(({ keys }) => keys))],
    ids: [...new Set(before.map(({ bookId }) => bookId))],
  });
  const drafts = new Map<string, Placed>();
  for (const [id, { identity }] of records) {
    const earlier = known.get(id);
    drafts.set(id, earlier ? clusters.placeAgain(earlier, identity) : clusters.place(id, identity));
  }
  const { placed, made } = await named(em, drafts);
  const identified = [...records].map(([id, record]) => ({ ...record, id }));
  const byBook = Map.groupBy(identified, ({ id }) => placed.get(id)?.bookId ?? '');
  if (made.size > 0) {
    await insertBooks(em, new Map([...byBook].filter(([bookId]) => made.has(bookId))), describe);
  }
  await writeRecords(
    em,
    library,
    identified.map(({ id, row }) => ({ id, row, placed: placed.get(id)! })),
    now,
  );
  await writeKeys(
    em,
    identified.map(({ id, keys }) => ({ keys, bookId: placed.get(id)?.bookId ?? '' })),
  );
  const touched = new Set(
    [...byBook.keys(), ...before.map(({ bookId }) => bookId)].filter((bookId) => !made.has(bookId)),
  );
  if (before.length > 0) {
    await dropKeys(em, [...new Set(before.map(({ bookId }) => bookId))]);
  }
  const moves = before.flatMap(({ id: record, bookId: from }) => {
    const to = placed.get(record)?.bookId ?? from;
    return from === to ? [] : [{ record, from, to }];
  });
  if (moves.length > 0) {
    await repointCopies(em, moves);
  }
  await addCallNumbers(
    em,
    identified.flatMap(({ id, callNumbers }) =>
      callNumbers.map((callNumber) => ({ bookId: placed.get(id)?.bookId ?? '', callNumber })),
    ),
  );
  if (touched.size > 0) {
    await describeAgain(em, [...touched], { records, describe });
  }
  return placed;
}

/** Gives the new books their ids. */
async function named(em: EntityManager, drafts: ReadonlyMap<string, Placed>) {
  const news = [...new Set([...drafts.values()].map(({ bookId }) => bookId).filter(isNew))];
  const ids = news.length > 0 ? await newBookIds(em, news.length) : [];
  const idOf = new Map(news.map((draft, index) => [draft, ids[index] ?? '']));
  const placed = new Map(
    [...drafts].map(([id, place]) => [id, { ...place, bookId: idOf.get(place.bookId) ?? place.bookId }]),
  );
  return { placed, made: new Set(idOf.values()) };
}

/** Ids that no book has had. */
export async function newBookIds(em: EntityManager, count: number): Promise<string[]> {
  const rows = await statement<{ id: string }>(
    em,
    `/* newBookIds */ select 'B' || nextval('book_number') as id from generate_series(1, $1)`,
    [count],
  );
  return rows.map(({ id }) => id);
}

interface WrittenRecord {
  id: string;
  row: Uint8Array;
  placed: Placed;
}

async function writeRecords(
  em: EntityManager,
  library: string,
  records: readonly WrittenRecord[],
  at: Date,
): Promise<void> {
  await statement(em, writeRecordsSql, [
    jsonbArray(records.map(({ row }) => row)),
    records.map(({ id }) => id),
    records.map(({ placed }) => placed.bookId),
    records.map(({ placed }) => placed.matchedBy),
    records.map(({ placed }) => placed.matchedKey),
    library,
    at,
  ]);
}

const rowColumns = Object.keys(rowTypes);
const placeColumns = ['id', 'book_id', 'matched_by', 'matched_key'];
const writeRecordsSql = `/* writeRecords */ insert into bib_record (library_id, at, ${[...rowColumns, ...placeColumns].join(', ')})
  select $6, $7, fresh.* from rows from (
    jsonb_to_recordset($1::jsonb) as (${Object.entries(rowTypes)
      .map(([column, type]) => `${column} ${type}`)
      .join(', ')}),
    unnest($2::text[], $3::text[], $4::text[], $5::text[])
  ) as fresh(${[...rowColumns, ...placeColumns].join(', ')})
  on conflict (id) do update set ${[...rowColumns, ...placeColumns, 'at']
    .filter((column) => column !== 'id')
    .map((column) => `${column} = excluded.${column}`)
    .join(', ')}`;

/** Notes by what books are found; those of a book itself with `own`. */
export async function writeKeys(
  em: EntityManager,
  books: readonly { keys: readonly string[]; bookId: string }[],
  own = false,
): Promise<void> {
  const pairs = books.flatMap(({ keys, bookId }) => keys.map((key) => [key, bookId] as const));
  await statement(
    em,
    `/* writeKeys */ insert into book_key (key, book_id, own)
     select distinct key, book_id, $3::boolean from unnest($1::text[], $2::text[]) as fresh(key, book_id)
     on conflict (key, book_id) do update set own = true where not book_key.own and excluded.own`,
    [pairs.map(([key]) => key), pairs.map(([, bookId]) => bookId), own],
  );
}

/** Forgets the keys that no record of these books has any more. A book without records keeps those that it had. */
export async function dropKeys(em: EntityManager, bookIds: readonly string[]): Promise<void> {
  await statement(
    em,
    `/* dropKeys */ delete from book_key where book_id = any($1) and not own
       and exists (select from bib_record where bib_record.book_id = book_key.book_id)
       and not exists (select from bib_record where bib_record.book_id = book_key.book_id and book_key.key = any(bib_record.keys))`,
    [bookIds],
  );
}
