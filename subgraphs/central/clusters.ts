// Which book each record of a batch is of, decided in memory: the books that the catalogue has for their keys, and those that the batch
// itself makes. Pure but for the one reading at its beginning.
import type { EntityManager } from '@mikro-orm/postgresql';
import { statement } from '../../lib/statements.ts';
import {
  type Candidate,
  type Described,
  type Identity,
  identityOf,
  isbnKey,
  isStillOf,
  keysOf,
  matchOf,
} from './bookIdentity.ts';
import type { BibRecord } from './recordEntities.ts';

/** A record as the catalogue has it, before an import changes it. */
export type KnownRecord = Pick<BibRecord, 'id' | 'hash' | 'bookId' | 'identity' | 'matchedBy' | 'matchedKey'> & {
  pinned: boolean;
};

/** Where a record belongs, and by what. */
export type Placed = Pick<BibRecord, 'bookId' | 'matchedBy' | 'matchedKey'>;

/** A key that so many books share tells none of them from another. */
const mostPerKey = 50;
/** What stands for the id of a new book until it has one; after every other id in order. */
const newBook = '~';

/** The books that a batch may belong to. */
export class Clusters {
  readonly #books = new Map<string, { isbns: Set<string>; identities: Map<string, Identity> }>();
  readonly #byKey = new Map<string, Set<string>>();
  /** Of each identity that has been asked for. */
  readonly #keys = new Map<Identity, string[]>();
  #made = 0;

  /** Reads the books that have one of these keys, and those of these ids, with what their records say. One statement. */
  static async read(em: EntityManager, { keys, ids }: { keys: string[]; ids: string[] }): Promise<Clusters> {
    const clusters = new Clusters();
    for (const row of await candidateRows(em, keys, ids)) clusters.#addRow(row);
    return clusters;
  }

  /** The book of a record that is new here. */
  place(id: string, identity: Identity): Placed {
    const match = matchOf(identity, this.#candidates(identity, id));
    const placed: Placed = match
      ? { bookId: match.bookId, matchedBy: match.by, matchedKey: match.key }
      : { bookId: `${newBook}${this.#made++}`, matchedBy: 'NEW', matchedKey: null };
    this.#add(placed.bookId, id, identity);
    return placed;
  }

  /** The book of a record that says something else than before: its own, as long as it still is one of that book. */
  placeAgain(known: KnownRecord, identity: Identity): Placed {
    const own = this.#candidate(known.bookId, known.id);
    const stays = own ? matchOf(identity, [own]) : null;
    const before: Placed = { bookId: known.bookId, matchedBy: known.matchedBy, matchedKey: known.matchedKey };
    if (known.pinned || stays) {
      this.#add(known.bookId, known.id, identity);
      return stays && !known.pinned ? { ...before, matchedBy: stays.by, matchedKey: stays.key } : before;
    }
    const others = this.#candidates(identity, known.id).filter(({ bookId }) => bookId !== known.bookId);
    if (!own && !matchOf(identity, others) && isStillOf(identity, known.identity)) {
      this.#add(known.bookId, known.id, identity);
      return before;
    }
    this.#books.get(known.bookId)?.identities.delete(known.id);
    return this.place(known.id, identity);
  }

  #addRow({ bookId, isbns, recordId, identity, described }: CandidateRow): void {
    const book = this.#books.get(bookId) ?? { isbns: new Set(isbns), identities: new Map() };
    this.#books.set(bookId, book);
    for (const isbn of isbns) this.#index(isbnKey(isbn), bookId);
    this.#add(bookId, recordId ?? '', identity ?? identityOf({ ...described!, isbns }));
  }

  #add(bookId: string, recordId: string, identity: Identity): void {
    const book = this.#books.get(bookId) ?? { isbns: new Set(), identities: new Map() };
    this.#books.set(bookId, book);
    for (const isbn of identity.isbns) book.isbns.add(isbn);
    book.identities.set(recordId, identity);
    for (const key of this.#keysOf(identity)) this.#index(key, bookId);
  }

  #keysOf(identity: Identity): string[] {
    const keys = this.#keys.get(identity) ?? keysOf(identity);
    this.#keys.set(identity, keys);
    return keys;
  }

  #index(key: string, bookId: string): void {
    this.#byKey.set(key, (this.#byKey.get(key) ?? new Set()).add(bookId));
  }

  #candidates(identity: Identity, recordId: string): Candidate[] {
    const ids = new Set(this.#keysOf(identity).flatMap((key) => [...(this.#byKey.get(key) ?? [])]));
    return [...ids].flatMap((id) => this.#candidate(id, recordId) ?? []);
  }

  /** A book as its other records describe it; null when it has none. */
  #candidate(bookId: string, recordId: string): Candidate | null {
    const { isbns, identities } = this.#books.get(bookId) ?? { isbns: new Set<string>(), identities: new Map() };
    const others = [...identities].filter(([id]) => id !== recordId).map(([, identity]) => identity);
    return others.length === 0 ? null : { bookId, isbns, identities: others };
  }
}

/** Whether a book's id stands for one that is yet to be made. */
export function isNew(bookId: string): boolean {
  return bookId.startsWith(newBook);
}

interface CandidateRow {
  bookId: string;
  isbns: string[];
  recordId: string | null;
  identity: Identity | null;
  /** Of a book without records. */
  described: Omit<Described, 'isbns'> | null;
}

/** Book by book, which `limit` and `offset` hold the server to: while the table is small to its knowledge, it would read all of it. */
function candidateRows(em: EntityManager, keys: string[], ids: string[]): Promise<CandidateRow[]> {
  return statement(
    em,
    `/* candidateRows */
     with found as (
       select near.book_id from unnest($1::text[]) as wanted(key)
       cross join lateral (select book_id from book_key where key = wanted.key order by book_id limit ${mostPerKey}) as near
       union select unnest($2::text[])
     )
     select book.id as "bookId", book.isbns, record.id as "recordId", record.identity,
       case when record.id is null then jsonb_build_object('title', book.title, 'otherTitle', book.other_title, 'volume', book.volume,
         'volumeTitle', book.volume_title, 'responsibility', book.responsibility, 'contributors', book.contributors,
         'publisher', book.publisher, 'year', book.year, 'edition', book.edition, 'extent', book.extent) end as described
     from found
     cross join lateral (select * from book where book.id = found.book_id limit 1) as book
     left join lateral (select id, identity from bib_record where book_id = book.id offset 0) as record on true
     order by book.id, record.id`,
    [keys, ids],
  );
}
