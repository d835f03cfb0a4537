// The union catalogue, the network's organisations, and the programme's money and copy slots.
import { defineEntity, p, Type } from '@mikro-orm/core';
import { itemEntities } from '../../lib/items/entities.ts';
import { type AccessibleFormat, accessibleFormats } from '../../lib/marc/accessible.ts';
import type { Contributor } from '../../lib/marc/bibliographic.ts';
import { bookFormats } from '../../lib/rules/rules.ts';

const sources = ['NEWSLETTER', 'CATALOGUE', 'INFERRED', 'SAMPLE'] as const;

const LibrarySchema = defineEntity({
  name: 'Library',
  tableName: 'library',
  properties: {
    id: p.string().primary(),
    /** The central library is 0, districts follow in the order of the source. */
    position: p.integer().unique(),
    name: p.string(),
    nameEn: p.string().nullable(),
    kind: p.enum(['CENTRAL', 'DISTRICT'] as const),
    code: p.string().nullable(),
    district: p.string().nullable(),
    website: p.string().nullable(),
    phone: p.string().nullable(),
    address: p.string().nullable(),
    postcode: p.string().nullable(),
    source: p.enum(sources),
  },
});

/** A member that owns items and funds. */
export class Library extends LibrarySchema.class {}
LibrarySchema.setClass(Library);

const BranchSchema = defineEntity({
  name: 'Branch',
  tableName: 'branch',
  properties: {
    id: p.string().primary(),
    libraryId: () => p.manyToOne(Library).mapToPk().joinColumn('library_id').index(),
    kind: p.enum(['MAIN', 'BRANCH', 'CIRCULATION_POINT', 'SELF_SERVICE'] as const),
    name: p.string(),
    aliases: p.array().default([]),
    floor: p.integer().nullable(),
    subdistrict: p.string().nullable(),
    opened: p.date().nullable(),
    source: p.enum(sources),
  },
});

/** A place where items stand or are picked up. */
export class Branch extends BranchSchema.class {}
BranchSchema.setClass(Branch);

const RoomSchema = defineEntity({
  name: 'Room',
  tableName: 'room',
  properties: {
    id: p.string().primary(),
    branchId: () => p.manyToOne(Branch).mapToPk().joinColumn('branch_id').index(),
    name: p.string(),
    floor: p.integer().nullable(),
    seats: p.integer().nullable(),
    areaSquareMetres: p.integer().nullable(),
    renovated: p.integer().nullable(),
    brailleTitles: p.integer().nullable(),
    barrierFreeFilmDiscs: p.string().nullable(),
    devices: p.array().default([]),
    source: p.enum(sources),
  },
});

/** A reading room of a branch. */
export class Room extends RoomSchema.class {}
RoomSchema.setClass(Room);

/** The text of a `tsvector` as it is; the ORM's own type would have PostgreSQL parse it for words. */
export class LexemesType extends Type<string, string> {
  override getColumnType() {
    return 'tsvector';
  }

  override convertToDatabaseValueSQL(key: string) {
    return `${key}::tsvector`;
  }
}

const BookSchema = defineEntity({
  name: 'Book',
  tableName: 'book',
  indexes: [
    { properties: ['isbn'] },
    { name: 'book_isbns', expression: 'create index "book_isbns" on "book" using gin ("isbns")' },
    // The release before searches by the next five, and by the last four columns; this one neither reads nor writes them (bookIndexEntities.ts). They go
    // with the next release.
    {
      name: 'book_search',
      expression: 'create index "book_search" on "book" using gin ("search") with (gin_pending_list_limit = 512)',
    },
    { name: 'book_popularity', expression: 'create index "book_popularity" on "book" ("popularity" desc, "id")' },
    { name: 'book_year', expression: 'create index "book_year" on "book" ("year" desc nulls last, "id")' },
    { properties: ['classSort', 'id'] },
    { properties: ['searchVersion'] },
  ],
  checks: [
    {
      name: 'book_accessible_known',
      expression: `accessible <@ array[${accessibleFormats.map((format) => `'${format}'`).join(', ')}]::text[]`,
    },
  ],
  properties: {
    id: p.string().primary(),
    isbn: p.string().length(13).nullable(),
    title: p.text(),
    responsibility: p.text().nullable(),
    publisher: p.text().nullable(),
    year: p.integer().nullable(),
    classNumber: p.text().nullable(),
    dimensions: p.text().nullable(),
    /** Every ISBN on its records, `isbn` first; 13 digits each. */
    isbns: p.array().default([]),
    otherTitle: p.text().nullable(),
    /** Which volume of a work it is, as printed: 上册, 2. */
    volume: p.text().nullable(),
    volumeTitle: p.text().nullable(),
    contributors: p.json<Contributor[]>().default([]),
    edition: p.text().nullable(),
    place: p.text().nullable(),
    /** As catalogued, `351页`. */
    extent: p.text().nullable(),
    series: p.array().default([]),
    subjects: p.array().default([]),
    format: p.enum(bookFormats).default('BOOK'),
    /** Of a set that is sold under one ISBN. */
    volumes: p.integer().default(1),
    /** False for a record that stands on a bookstore's line alone. */
    catalogued: p.boolean().default(true),
    sample: p.boolean().default(false),
    /** The record that describes it; null for a book that no record has described. */
    describedBy: p.string().nullable(),
    /** Forms for those who do not read print. */
    accessible: p.array().$type<AccessibleFormat[]>().default([]),
    popularity: p.integer().default(0).lazy(),
    search: p.type(LexemesType).lazy().default(''),
    searchVersion: p.smallint().default(0).lazy(),
    classSort: p.text().nullable().collation('C').lazy(),
  },
});

/** 书目. One bibliographic record of the union catalogue. */
export class Book extends BookSchema.class {}
BookSchema.setClass(Book);

const BookAliasSchema = defineEntity({
  name: 'BookAlias',
  tableName: 'book_alias',
  properties: {
    /** The id that the book had. */
    id: p.string().primary(),
    bookId: () => p.manyToOne(Book).mapToPk().joinColumn('book_id').index(),
  },
});

/** Where a book went that was merged into another: what names it by its old id still finds it. */
export class BookAlias extends BookAliasSchema.class {}
BookAliasSchema.setClass(BookAlias);

const KnownHoldingsSchema = defineEntity({
  name: 'KnownHoldings',
  tableName: 'known_holdings',
  properties: {
    bookId: p.string().primary(),
    libraryId: p.string().primary(),
    total: p.integer(),
    available: p.integer(),
    /** Copies that count as held: see `countsAsHeld`. */
    held: p.integer(),
    asOf: p.datetime(6),
  },
});

/** What the catalogue last heard from an owner. */
export class KnownHoldings extends KnownHoldingsSchema.class {}
KnownHoldingsSchema.setClass(KnownHoldings);

const LibraryReportSchema = defineEntity({
  name: 'LibraryReport',
  tableName: 'library_report',
  properties: {
    libraryId: () => p.manyToOne(Library).mapToPk().joinColumn('library_id').primary(),
    asOf: p.datetime(6),
  },
});

/** When a library last said that all it told was still true. */
export class LibraryReport extends LibraryReportSchema.class {}
LibraryReportSchema.setClass(LibraryReport);

const RankingEntrySchema = defineEntity({
  name: 'RankingEntry',
  tableName: 'ranking_entry',
  properties: {
    libraryId: p.string().primary(),
    year: p.integer().primary(),
    audience: p.enum(['ADULT', 'CHILDREN'] as const).primary(),
    rank: p.integer().primary(),
    title: p.string(),
    responsibility: p.string().nullable(),
    publisher: p.string().nullable(),
    publicationYear: p.integer().nullable(),
    callNumber: p.string().nullable(),
    loans: p.integer().nullable(),
    source: p.enum(['PRINTED'] as const),
    bookId: () => p.manyToOne(Book).mapToPk().joinColumn('book_id').index(),
  },
});

/** One line of a list of the most borrowed books. */
export class RankingEntry extends RankingEntrySchema.class {}
RankingEntrySchema.setClass(RankingEntry);

const PeriodicalSchema = defineEntity({
  name: 'Periodical',
  tableName: 'periodical',
  properties: {
    id: p.string().primary(),
    title: p.string(),
    shelfNumber: p.string(),
    founded: p.integer().nullable(),
    foundedIn: p.string().nullable(),
    room: p.string(),
    libraryId: () => p.manyToOne(Library).mapToPk().joinColumn('library_id').index(),
  },
});

/** 期刊 */
export class Periodical extends PeriodicalSchema.class {}
PeriodicalSchema.setClass(Periodical);

const ProgrammeEventSchema = defineEntity({
  name: 'ProgrammeEvent',
  tableName: 'programme_event',
  indexes: [{ properties: ['date'] }],
  properties: {
    id: p.string().primary(),
    kind: p.enum(['ACTIVITY', 'CONCERT', 'LECTURE', 'VIDEO_LECTURE', 'EXHIBITION', 'CONSULTATION', 'SALON'] as const),
    title: p.string(),
    series: p.string().nullable(),
    date: p.date(),
    endDate: p.date().nullable(),
    startTime: p.string().nullable(),
    partOfDay: p.enum(['MORNING', 'AFTERNOON', 'EVENING'] as const).nullable(),
    place: p.string(),
    mode: p.enum(['ONSITE', 'ONLINE'] as const),
    speaker: p.string().nullable(),
    speakerTitle: p.string().nullable(),
    libraryId: () => p.manyToOne(Library).mapToPk().joinColumn('library_id').index(),
  },
});

/** An event of a library's programme. */
export class ProgrammeEvent extends ProgrammeEventSchema.class {}
ProgrammeEventSchema.setClass(ProgrammeEvent);

const FundSchema = defineEntity({
  name: 'Fund',
  tableName: 'fund',
  uniques: [{ properties: ['libraryId', 'year'] }],
  checks: [
    { name: 'fund_not_overspent', expression: 'encumbered_fen + expended_fen <= allocated_fen' },
    { name: 'fund_not_negative', expression: 'encumbered_fen >= 0 and expended_fen >= 0' },
  ],
  properties: {
    id: p.string().primary(),
    libraryId: () => p.manyToOne(Library).mapToPk().joinColumn('library_id').index(),
    year: p.integer(),
    allocatedFen: p.bigint('number'),
    encumberedFen: p.bigint('number').default(0),
    expendedFen: p.bigint('number').default(0),
  },
});

/** 经费. A library's money for one year of this programme, in fen. */
export class Fund extends FundSchema.class {}
FundSchema.setClass(Fund);

const LedgerEntrySchema = defineEntity({
  name: 'LedgerEntry',
  tableName: 'ledger_entry',
  uniques: [{ properties: ['orderId', 'step', 'account', 'round', 'reference'] }],
  properties: {
    id: p.bigint('number').primary().autoincrement(),
    fundId: () => p.manyToOne(Fund).mapToPk().joinColumn('fund_id').index(),
    /** The order, or the fund's id for an allocation. */
    orderId: p.string(),
    step: p.enum(['ALLOCATED', 'ENCUMBERED', 'ADJUSTED', 'EXPENDED', 'RELEASED', 'VOIDED', 'CORRECTED'] as const),
    account: p.enum(['ALLOCATION', 'FREE', 'ENCUMBERED', 'EXPENDED'] as const),
    /** The order's round, for a step that can come several times: ADJUSTED. */
    round: p.integer().default(0),
    /** Signed; the entries of one step sum to zero. */
    fen: p.bigint('number'),
    at: p.datetime(),
    /** Which allocation or correction, where an order or a fund can have several. */
    reference: p.string().default(''),
  },
});

/** One side of a double entry. */
export class LedgerEntry extends LedgerEntrySchema.class {}
LedgerEntrySchema.setClass(LedgerEntry);

const CopySlotSchema = defineEntity({
  name: 'CopySlot',
  tableName: 'copy_slot',
  properties: { bookId: p.string().primary() },
});

/** The row that is locked to decide whether the payer and the city may have one more copy of a book. */
export class CopySlot extends CopySlotSchema.class {}
CopySlotSchema.setClass(CopySlot);

const PurchaseSchema = defineEntity({
  name: 'Purchase',
  tableName: 'purchase',
  indexes: [{ properties: ['bookId'] }],
  checks: [
    {
      name: 'purchase_complete_unless_released',
      expression: "state = 'RELEASED' or (book_id is not null and payer is not null and fund_id is not null)",
    },
  ],
  properties: {
    /** The purchase-lend order. */
    id: p.string().primary(),
    bookId: p.string().nullable(),
    payer: p.string().nullable(),
    fundId: () => p.manyToOne(Fund).mapToPk().joinColumn('fund_id').deleteRule('restrict').nullable().index(),
    copies: p.integer().default(0),
    netFen: p.integer().default(0),
    /** The order's round at which `netFen` was adjusted last. */
    round: p.integer().default(0),
    /** Slots count while RESERVED or CONFIRMED. RELEASED stays as a tombstone that refuses a late reservation. */
    state: p.enum(['RESERVED', 'CONFIRMED', 'RELEASED'] as const),
  },
});

/** What one order has taken of the copy slots and of a fund. */
export class Purchase extends PurchaseSchema.class {}
PurchaseSchema.setClass(Purchase);

const SlotReleaseSchema = defineEntity({
  name: 'SlotRelease',
  tableName: 'slot_release',
  properties: {
    /** The purchase-lend order. */
    orderId: p.string().primary(),
    itemId: p.string().primary(),
    at: p.datetime(),
  },
});

/** A lost or withdrawn copy of an order: its slot counts no more. */
export class SlotRelease extends SlotReleaseSchema.class {}
SlotReleaseSchema.setClass(SlotRelease);

export const entities = [
  Library,
  Branch,
  Room,
  Book,
  BookAlias,
  KnownHoldings,
  LibraryReport,
  RankingEntry,
  Periodical,
  ProgrammeEvent,
  Fund,
  LedgerEntry,
  CopySlot,
  Purchase,
  SlotRelease,
  ...itemEntities,
];
