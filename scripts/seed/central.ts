// What central starts with: the network, the catalogue, its own copies, the printed lists, and sample money.
import type { EntityManager } from '@mikro-orm/postgresql';
import { Item } from '../../lib/items/entities.ts';
import { yearOf } from '../../lib/shanghai.ts';
import { statement } from '../../lib/statements.ts';
import { keysOfLine } from '../../subgraphs/central/bookIdentity.ts';
import { addCallNumbers, indexBooks } from '../../subgraphs/central/bookIndex.ts';
import {
  Book,
  Branch,
  Fund,
  KnownHoldings,
  LedgerEntry,
  Library,
  Periodical,
  ProgrammeEvent,
  RankingEntry,
  Room,
} from '../../subgraphs/central/entities.ts';
import { BookKey } from '../../subgraphs/central/recordEntities.ts';
import { payers } from './bookstores.ts';
import type { City } from './city.ts';
import { insert, isCentral, itemRow } from './rows.ts';
import { sources } from './sources.ts';

export async function writeCentral(em: EntityManager, city: City, now: Date): Promise<void> {
  const copies = Map.groupBy(city.items, ({ bookId }) => bookId);
  await insert(em, Library, city.libraries);
  await insert(
    em,
    Branch,
    city.branches.map(({ locations: _, ...branch }) => branch),
  );
  await insert(em, Room, sources.network.rooms.map(roomRow));
  await insert(
    em,
    Book,
    city.books.map((book) => ({ ...book, isbns: book.isbn ? [book.isbn] : [] })),
  );
  await insert(em, BookKey, city.books.flatMap(bookKeys));
  await addCallNumbers(em, city.items);
  await indexBooks({ em });
  await statement(
    em,
    `/* writeCentral */ update book_index set popularity = held.copies
     from unnest($1::text[], $2::int[]) as held(book_id, copies) where book_index.book_id = held.book_id`,
    [[...copies.keys()], Array.from(copies.values(), ({ length }) => length)],
  );
  await insert(em, Item, city.items.filter(isCentral).map(itemRow));
  await insert(em, KnownHoldings, knownHoldings(city, now));
  await insert(em, RankingEntry, rankingRows(city));
  const { periodicals, room, library } = sources.periodicals;
  await insert(
    em,
    Periodical,
    periodicals.map(({ title, shelfNumber, founded, foundedIn }) => ({
      id: `P${shelfNumber}`,
      title,
      shelfNumber,
      founded: founded ?? null,
      foundedIn: foundedIn ?? null,
      room,
      libraryId: library,
    })),
  );
  await insert(em, ProgrammeEvent, sources.programme.map(eventRow));
  const funds = fundRows(city, now);
  await insert(em, Fund, funds);
  await insert(
    em,
    LedgerEntry,
    funds.flatMap(({ id, allocatedFen }) => [
      {
        fundId: id,
        orderId: id,
        step: 'ALLOCATED' as const,
        account: 'ALLOCATION' as const,
        fen: -allocatedFen,
        at: now,
      },
      { fundId: id, orderId: id, step: 'ALLOCATED' as const, account: 'FREE' as const, fen: allocatedFen, at: now },
    ]),
  );
}

/** By what records that are imported find a book of the seed. */
function bookKeys(book: City['books'][number]) {
  const keys = keysOfLine({ ...book, isbns: book.isbn ? [book.isbn] : [] });
  return keys.map((key) => ({ key, bookId: book.id, own: true }));
}

function roomRow(room: (typeof sources.network.rooms)[number]) {
  return {
    id: `${room.branch}:${room.name}`,
    branchId: room.branch,
    name: room.name,
    floor: room.floor ?? null,
    seats: room.seats ?? null,
    areaSquareMetres: room.areaSquareMetres ?? null,
    renovated: room.renovated ?? null,
    brailleTitles: room.brailleTitles ?? null,
    barrierFreeFilmDiscs: room.barrierFreeFilmDiscs ?? null,
    devices: room.devices ?? [],
    source: room.source.toUpperCase() as 'NEWSLETTER',
  };
}

/** What every library would report of every book at this moment; a library without a copy reports none. */
function knownHoldings(city: City, now: Date) {
  const items = Map.groupBy(city.items, (item) => `${item.libraryId} ${item.bookId}`);
  return city.books.flatMap((book) =>
    city.libraries.map((library) => {
      const own = items.get(`${library.id} ${book.id}`) ?? [];
      const available = own.filter((item) => item.status === 'AVAILABLE').length;
      return { bookId: book.id, libraryId: library.id, total: own.length, available, held: own.length, asOf: now };
    }),
  );
}

function rankingRows(city: City) {
  const { adult, children, library } = sources.rankings;
  return [
    ...adult.map((entry) => ({ ...entry, audience: 'ADULT' as const })),
    ...children.map((entry) => ({ ...entry, audience: 'CHILDREN' as const })),
  ].map(({ rank, title, responsibility, publisher, year, callNumber, audience }) => ({
    libraryId: library,
    year: 2020,
    audience,
    rank,
    title,
    responsibility,
    publisher,
    publicationYear: year,
    callNumber,
    loans: null,
    source: 'PRINTED' as const,
    bookId: city.rankedBooks.get(callNumber) ?? '',
  }));
}

function eventRow(event: (typeof sources.programme)[number], index: number) {
  return {
    id: `E2021-01-${String(index + 1).padStart(2, '0')}`,
    kind: event.kind as 'LECTURE',
    title: event.title,
    series: event.series ?? null,
    date: event.date,
    endDate: event.endDate ?? null,
    startTime: event.startTime ?? null,
    partOfDay: (event.partOfDay as 'MORNING' | undefined) ?? null,
    place: event.place,
    mode: event.mode as 'ONSITE',
    speaker: event.speaker ?? null,
    speakerTitle: event.speakerTitle ?? null,
    libraryId: 'NJ-JL',
  };
}

/** Sample money for last year, this and the next. */
function fundRows(city: City, now: Date) {
  const thisYear = yearOf(now);
  return city.libraries.flatMap(({ id, kind }) =>
    [thisYear - 1, thisYear, thisYear + 1].map((year) => ({
      id: `F-${id}-${year}`,
      libraryId: id,
      year,
      allocatedFen: id === payers['XINCHENG'] ? 60_00 : kind === 'CENTRAL' ? 500_000_00 : 50_000_00,
      encumberedFen: 0,
      expendedFen: 0,
    })),
  );
}
