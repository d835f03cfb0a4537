// Writes the planned city into the four databases, each in one transaction: a database is seeded whole or not at all.
import type { EntityName } from '@mikro-orm/core';
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { Item } from '../../lib/items/entities.ts';
import { addDays, dayOf, yearOf } from '../../lib/shanghai.ts';
import type { SubgraphName } from '../../schema/sdl.ts';
import { Contract, Offer, Store } from '../../subgraphs/bookstores/entities.ts';
import { searchTextOf } from '../../subgraphs/central/catalogue.ts';
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
import { Member } from '../../subgraphs/districts/entities.ts';
import { Loan, Reader } from '../../subgraphs/lending/entities.ts';
import { type City, type CityBook, type CityItem, planCity, showcase, showcaseId } from './city.ts';
import { randomSequence } from './random.ts';
import { type CityReader, readersOfCity } from './readers.ts';
import { sources } from './sources.ts';

const batch = 500;

/** How to see that a database is empty, and how to fill it. */
const seeds: Record<
  SubgraphName,
  {
    isEmpty: (em: EntityManager) => Promise<boolean>;
    write: (em: EntityManager, city: City, now: Date) => Promise<void>;
  }
> = {
  central: { isEmpty: async (em) => (await em.count(Library)) === 0, write: writeCentral },
  districts: { isEmpty: async (em) => (await em.count(Member)) === 0, write: writeDistricts },
  bookstores: { isEmpty: async (em) => (await em.count(Store)) === 0, write: writeBookstores },
  lending: { isEmpty: async (em) => (await em.count(Reader)) === 0, write: writeLending },
};

/** Seeds a database that is empty. False when it holds data already. */
export async function seedIfEmpty(orm: MikroORM, name: SubgraphName, now: Date): Promise<boolean> {
  return orm.em.fork().transactional(async (em) => {
    await em.execute('select pg_advisory_xact_lock(4720003)');
    if (!(await seeds[name].isEmpty(em))) {
      return false;
    }
    await seeds[name].write(em, planCity(now), now);
    return true;
  });
}

/** Removes all rows and jobs of a database, and seeds it again. */
export async function reseed(orm: MikroORM, name: SubgraphName, now: Date): Promise<void> {
  await orm.em.fork().transactional(async (em) => {
    await em.execute('select pg_advisory_xact_lock(4720003)');
    const tables = await em.execute<{ name: string }[]>(
      `select format('%I', tablename) as name from pg_tables where schemaname = 'public' and tablename <> 'migration'`,
    );
    await em.execute(`truncate ${tables.map((table) => table.name).join(', ')} restart identity`);
    await em.execute('delete from graphile_worker._private_jobs');
    await seeds[name].write(em, planCity(now), now);
  });
}

async function writeCentral(em: EntityManager, city: City, now: Date): Promise<void> {
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
    city.books.map((book) => ({ ...book, searchText: searchTextOf(book) })),
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

async function writeDistricts(em: EntityManager, city: City): Promise<void> {
  const districts = city.libraries.filter((library) => library.kind === 'DISTRICT');
  await insert(
    em,
    Member,
    districts.map(({ id }) => ({ libraryId: id, acquisitionBranchId: `${id.slice(3)}-MAIN` })),
  );
  await insert(em, Item, city.items.filter((item) => !isCentral(item)).map(itemRow));
}

/** Who pays for what is bought in each store; the last one's fund is nearly empty, to see FUND_EMPTY. */
const payers: Record<string, string> = { QINGCHUN: 'NJ-JL', WENDU: 'NJ-QH', XINCHENG: 'NJ-JY' };

async function writeBookstores(em: EntityManager, city: City, now: Date): Promise<void> {
  const { bookstores } = sources.network;
  await insert(
    em,
    Store,
    bookstores.map(({ id, name, partner, since, source }) => ({
      id,
      name,
      partner,
      since,
      source: source.toUpperCase() as 'NEWSLETTER',
    })),
  );
  await insert(
    em,
    Contract,
    bookstores.map(({ id }) => ({
      id: `C-${id}`,
      storeId: id,
      payer: payers[id] ?? 'NJ-JL',
      rateBasisPoints: 8_500,
      validFrom: '2020-10-01',
      validTo: addDays(dayOf(now), 3_650),
    })),
  );
  await insert(
    em,
    Offer,
    offerRows(
      city.books,
      bookstores.map(({ id }) => id),
      now,
    ),
  );
}

async function writeLending(em: EntityManager, city: City, now: Date): Promise<void> {
  const readers = readersOfCity(city, now);
  await insert(
    em,
    Reader,
    readers.map(({ loans, ...reader }) => ({ ...reader, openLoans: loans.length })),
  );
  await insert(
    em,
    Loan,
    readers.flatMap((reader) => reader.loans.map((loan) => loanRow(reader, loan))),
  );
}

function isCentral(item: CityItem): boolean {
  return item.libraryId === 'NJ-JL';
}

function itemRow(item: CityItem) {
  return { ...item, catalogued: true, claimId: null, purchaseOrderId: null };
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

/** The showcase in every store, and a random third of the recent sample titles in each. */
function offerRows(books: CityBook[], stores: string[], now: Date) {
  const random = randomSequence(20_201_001);
  const recent = books.filter((book) => book.sample && (book.year ?? 0) >= yearOf(now) - 5);
  const prices = new Map(showcase.map((title) => [showcaseId(title.key), title.listPriceFen as number]));
  return stores.flatMap((storeId) =>
    recent
      .filter(({ id }) => prices.has(id) || random() < 0.34)
      .map(({ id, isbn }) => {
        const stock = prices.has(id) ? 20 : Math.floor(random() * 7);
        const listPriceFen = prices.get(id) ?? 2_000 + Math.floor(random() * 100) * 100;
        return {
          id: `${storeId}:${id}`,
          storeId,
          bookId: id,
          isbn,
          listPriceFen,
          stock,
          received: stock,
          adjusted: 0,
          sold: 0,
          inFlight: 0,
          asOf: now,
          sample: true,
        };
      }),
  );
}

function loanRow(reader: CityReader, loan: CityReader['loans'][number]) {
  return {
    id: `L-${loan.itemId}`,
    readerId: reader.id,
    bookId: loan.bookId,
    itemId: loan.itemId,
    status: 'ACTIVE' as const,
    channel: 'DESK' as const,
    requestedAt: loan.startedAt,
    startedAt: loan.startedAt,
    dueDate: loan.dueDate,
    returnedAt: null,
  };
}

async function insert<Entity extends object>(
  em: EntityManager,
  entity: EntityName<Entity>,
  rows: object[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += batch) {
    await em.insertMany(entity, rows.slice(start, start + batch) as never);
  }
}
