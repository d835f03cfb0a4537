import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Book as BookEntity, Branch as BranchEntity, Fund as FundEntity, LedgerEntry as LedgerEntryEntity, Library as LibraryEntity, Periodical as PeriodicalEntity, ProgrammeEvent as ProgrammeEventEntity, Room as RoomEntity } from './entities.ts';
import type { AvailabilityChange as AvailabilityChangeValue } from './availability.ts';
import type { ShownRecord } from './bookRecords.ts';
import type { FoundBooks, FoundBook } from './search.ts';
import type { Facets } from './facets.ts';
import type { CatalogueChange as CatalogueChangeValue } from './changes.ts';
import type { HoldingsRow } from './holdings.ts';
import type { Item as ItemEntity } from '../../lib/items/entities.ts';
import type { HoldingsNow as HoldingsNowValue } from '../../lib/items/holdings.ts';
import type { ImportReject as ImportRejectEntity, ImportRun as ImportRunEntity } from './importEntities.ts';
import type { Reference } from '../../lib/reference.ts';
import type { PutItem } from './itemLists.ts';
import type { RankingLine } from './rankings.ts';
import type { RuleSet as RuleSetValue } from '../../lib/rules/rules.ts';
import type { Suggestion as SuggestionValue } from './suggestions.ts';
import type { Range } from './highlights.ts';
import type { Context } from './context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A day in the calendar of Asia/Shanghai, `2026-11-22`. Not a moment: it has no time of day. */
  Date: { input: string; output: string; }
  /** A moment, ISO 8601 with offset, `2026-11-22T08:30:00.000Z`. */
  DateTime: { input: Date; output: Date; }
  /** A time of day in Asia/Shanghai, `09:30`. */
  LocalTime: { input: string; output: string; }
  _FieldSet: { input: unknown; output: unknown; }
};

/** Books of an accessible format. */
export type AccessibleCount = {
  __typename?: 'AccessibleCount';
  count: Scalars['Int']['output'];
  format: AccessibleFormat;
  isExact: Scalars['Boolean']['output'];
};

/** 无障碍. A form that those can use who do not read print. */
export type AccessibleFormat =
  /** 有声 */
  | 'AUDIO'
  /** 盲文 */
  | 'BRAILLE'
  /** 大字 */
  | 'LARGE_PRINT';

export type AdjustPurchaseInput = {
  /** What the library pays now, in fen. */
  netFen: Scalars['Int']['input'];
  orderId: Scalars['ID']['input'];
  /** Counts how often the order was passed on; an adjustment that comes late changes nothing. */
  round: Scalars['Int']['input'];
  /** The year whose fund pays, where that may be another one now. */
  year?: InputMaybe<Scalars['Int']['input']>;
};

/** How much a library's fund has in one year. */
export type AllocateFundInput = {
  /** The whole allocation: 500,000 yuan are `{ fen: 50000000 }`. At most 21,474,836.47 yuan. */
  amount: MoneyInput;
  /** Chosen by the caller, unique in the network; at most 100 characters. The same key is the same allocation. */
  idempotencyKey: Scalars['String']['input'];
  library: Scalars['ID']['input'];
  /** On whose decision, `2026 年度预算`. */
  reason?: InputMaybe<Scalars['String']['input']>;
  /** From 2020 to five years from now. */
  year: Scalars['Int']['input'];
};

/** For whom a list is. */
export type Audience =
  | 'ADULT'
  | 'CHILDREN';

/** A library's counts of one book have changed. */
export type AvailabilityChange = {
  __typename?: 'AvailabilityChange';
  /** When the catalogue learned of it. */
  at: Scalars['DateTime']['output'];
  /** The book; what it was merged into, where it was. */
  book?: Maybe<Book>;
  /** Resume after it. */
  eventId: Scalars['ID']['output'];
  /** The library's copies: `lastKnown` as it is when this is told, and `now`, asked from the owner. */
  holdings?: Maybe<Holdings>;
};

/** Books of which a copy could be borrowed when its library last spoke. */
export type AvailableCount = {
  __typename?: 'AvailableCount';
  /**
   * Since then every library that was asked for has said that what it told was still true. Null while one has not. What a library says
   * now is in `Book.holdings`.
   */
  asOf?: Maybe<Scalars['DateTime']['output']>;
  count: Scalars['Int']['output'];
  isExact: Scalars['Boolean']['output'];
};

export type AvailableItem = {
  __typename?: 'AvailableItem';
  barcode: Scalars['String']['output'];
  branch: Scalars['ID']['output'];
  callNumberSort: Scalars['String']['output'];
  itemId: Scalars['ID']['output'];
  library: Scalars['ID']['output'];
};

/** A number that is no ISBN. */
export type BadIsbn = {
  __typename?: 'BadIsbn';
  /** As it stands in the record. */
  text: Scalars['String']['output'];
  /** What is wrong with it, and where it can be told, what would be right. */
  why: Scalars['String']['output'];
};

/** What a file is said to be. */
export type BeginImportInput = {
  dryRun?: Scalars['Boolean']['input'];
  fileName: Scalars['String']['input'];
  /** `auto`, or the name of a format. */
  format?: Scalars['String']['input'];
  /** SHA-256 in hex. */
  hash?: InputMaybe<Scalars['String']['input']>;
  /** Either this or `store`. */
  library?: InputMaybe<Scalars['ID']['input']>;
  /** In bytes. */
  size?: InputMaybe<Scalars['Float']['input']>;
  store?: InputMaybe<Scalars['ID']['input']>;
};

/**
 * 书目. One bibliographic record of the union catalogue: one edition, or one volume, or a set sold under one ISBN.
 * `id` is opaque and stable; old books have no ISBN and one ISBN can stand on several records.
 */
export type Book = {
  __typename?: 'Book';
  /** 无障碍. The forms of this edition that need no reading of print; none for print alone. */
  accessible: Array<AccessibleFormat>;
  /** False for a record that stands on a bookstore's line alone and waits for cataloguing. */
  catalogued: Scalars['Boolean']['output'];
  /** 中图法分类号. CLC class, `I247.5`. An item's call number begins with it. */
  classNumber?: Maybe<Scalars['String']['output']>;
  /** The people in it, with their roles, as its record names them. */
  contributors: Array<Contributor>;
  /** Height as catalogued, `21cm`. */
  dimensions?: Maybe<Scalars['String']['output']>;
  /** 版本. As printed: `第2版`. */
  edition?: Maybe<Scalars['String']['output']>;
  /** 篇幅. As catalogued: `351页`. */
  extent?: Maybe<Scalars['String']['output']>;
  format: BookFormat;
  /** Ids of books that were merged into this one. They still find it. */
  formerIds: Array<Scalars['ID']['output']>;
  /**
   * 馆藏. One row per member library, always, the central library first. A library that cannot be asked keeps its row
   * with `now: null` and its dated `lastKnown`: unknown is never "not held".
   */
  holdings: Array<Holdings>;
  id: Scalars['ID']['output'];
  /** ISBN-13 without hyphens, `9787229100605`. Null for a book that has none. */
  isbn?: Maybe<Scalars['String']['output']>;
  /** Every ISBN on its records, `isbn` first; 13 digits each. */
  isbns: Array<Scalars['String']['output']>;
  /** All libraries' copies together, as the catalogue last heard. Null when no library has reported this book. */
  lastKnown?: Maybe<HoldingsCounts>;
  /** 其他题名. The other title, as its record has it: `诺贝尔文学奖作品`. */
  otherTitle?: Maybe<Scalars['String']['output']>;
  /** 出版地. Place of publication. */
  place?: Maybe<Scalars['String']['output']>;
  publisher?: Maybe<Scalars['String']['output']>;
  /**
   * 书目记录. The libraries' own records of this book, each with the reason why it is this book and no other; the one that
   * describes it first, then by library and number. Empty for a book that is known by a bookstore's or a printed list's line.
   */
  records: BookRecordConnection;
  /** 责任者. The statement as printed: `(日)后藤由纪子 著`. */
  responsibility?: Maybe<Scalars['String']['output']>;
  /** True for invented sample data (【样例】), false for a real record. */
  sample: Scalars['Boolean']['output'];
  /** 丛编. The series that it is in. */
  series: Array<Scalars['String']['output']>;
  /** 主题. Subject headings, their parts joined by `－`: `长篇小说－中国－当代`. */
  subjects: Array<Scalars['String']['output']>;
  title: Scalars['String']['output'];
  /** 卷册. Which volume of a work it is, as printed: `上册`, `2`. */
  volume?: Maybe<Scalars['String']['output']>;
  /** The title of that volume. */
  volumeTitle?: Maybe<Scalars['String']['output']>;
  /** Volumes of a set that is sold under one ISBN; 1 for a single book. */
  volumes: Scalars['Int']['output'];
  /** Year of publication, `2016`. */
  year?: Maybe<Scalars['Int']['output']>;
};


/**
 * 书目. One bibliographic record of the union catalogue: one edition, or one volume, or a set sold under one ISBN.
 * `id` is opaque and stable; old books have no ISBN and one ISBN can stand on several records.
 */
export type BookRecordsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};

/** A page of books. */
export type BookConnection = {
  __typename?: 'BookConnection';
  edges: Array<BookEdge>;
  /** 分面. How the matches divide; counted only when it is asked. */
  facets: BookFacets;
  /** How the words were taken. */
  matched: SearchMatch;
  nodes: Array<Book>;
  pageInfo: PageInfo;
  /** How many books match, on all pages, and whether that is all. */
  total: MatchCount;
  /** How many books match, on all pages; 10,000 when more do: see `total`. */
  totalCount: Scalars['Int']['output'];
};

export type BookEdge = {
  __typename?: 'BookEdge';
  /** Where this book stands in the list; give it as `after` to go on from here. */
  cursor: Scalars['String']['output'];
  /** Where the words of the query stand in this book. Empty for a book that was found by a number. */
  highlights: Array<Highlight>;
  node: Book;
};

/**
 * How the matches of a search divide. A value counts what would be found if it alone were chosen of its facet and the other facets
 * were as they are. The most frequent first, where nothing else is said; values without a book are left out. Of more than 10,000 matches
 * 10,000 are counted, and `isExact` is false.
 */
export type BookFacets = {
  __typename?: 'BookFacets';
  /** 无障碍 */
  accessible: Array<AccessibleCount>;
  /** 可借. As the catalogue last heard. */
  available: AvailableCount;
  /** 分类. The main classes, or those one step below a class, in their order. */
  classes: Array<ClassCount>;
  /** 行政区. The central library has none: it serves the whole city. */
  districts: Array<DistrictCount>;
  /** 文献类型 */
  formats: Array<FormatCount>;
  /** 馆 */
  libraries: Array<LibraryCount>;
  /** 出版年. The latest first. */
  years: Array<YearCount>;
};


/**
 * How the matches of a search divide. A value counts what would be found if it alone were chosen of its facet and the other facets
 * were as they are. The most frequent first, where nothing else is said; values without a book are left out. Of more than 10,000 matches
 * 10,000 are counted, and `isExact` is false.
 */
export type BookFacetsClassesArgs = {
  under?: InputMaybe<Scalars['String']['input']>;
};


/**
 * How the matches of a search divide. A value counts what would be found if it alone were chosen of its facet and the other facets
 * were as they are. The most frequent first, where nothing else is said; values without a book are left out. Of more than 10,000 matches
 * 10,000 are counted, and `isExact` is false.
 */
export type BookFacetsYearsArgs = {
  step?: Scalars['Int']['input'];
};

/** What a search is narrowed by. Of each list a book has to fit one value; a list that is empty or left out asks for nothing. */
export type BookFilter = {
  accessible?: InputMaybe<Array<AccessibleFormat>>;
  /** Could be borrowed when its library last spoke: in one of the libraries and districts chosen. */
  availableNow?: Scalars['Boolean']['input'];
  /** Beginnings of CLC classes, `I`, `I24`. */
  classes?: InputMaybe<Array<Scalars['String']['input']>>;
  /** 行政区. Held by a library of one of these districts, `江宁区`. */
  districts?: InputMaybe<Array<Scalars['String']['input']>>;
  formats?: InputMaybe<Array<BookFormat>>;
  /** Held by one of these libraries. */
  libraries?: InputMaybe<Array<Scalars['ID']['input']>>;
  years?: InputMaybe<Array<YearRange>>;
};

/** How a book comes. Only books as such are bought by the default rules. */
export type BookFormat =
  /** 音像 */
  | 'AUDIO_VISUAL'
  /** 图书 */
  | 'BOOK'
  /** 礼品书 */
  | 'GIFT'
  /** 进口版 */
  | 'IMPORTED'
  /** 活页 */
  | 'LOOSE_LEAF'
  /** 地图 */
  | 'MAP'
  /** 期刊 */
  | 'PERIODICAL'
  /** 立体书、玩具书 */
  | 'POP_UP';

export type BookHeldCount = {
  __typename?: 'BookHeldCount';
  available?: Maybe<Scalars['Int']['output']>;
  bookId: Scalars['ID']['output'];
  held?: Maybe<Scalars['Int']['output']>;
  library: Scalars['ID']['output'];
  reason?: Maybe<Scalars['String']['output']>;
};

/** For other subgraphs: by which numbers libraries know a book. */
export type BookNumbers = {
  __typename?: 'BookNumbers';
  /** As it was asked for: a book that was merged is found by its former id too. */
  id: Scalars['ID']['output'];
  isbn?: Maybe<Scalars['String']['output']>;
  /** Records of the libraries that were named, `NJ-JN:012003001`; without those that have no number of their own. */
  records: Array<Scalars['ID']['output']>;
};

export type BookPurchaseFacts = {
  __typename?: 'BookPurchaseFacts';
  bookId: Scalars['ID']['output'];
  classNumber?: Maybe<Scalars['String']['output']>;
  format: BookFormat;
  held: Array<HeldCount>;
  lastKnown: Array<LastKnownCount>;
  /** Slots of this programme not released, by payer. */
  slots: Array<TakenSlots>;
  volumes: Scalars['Int']['output'];
  year?: Maybe<Scalars['Int']['output']>;
};

/** 书目记录. What one library says of a book, as it was imported. */
export type BookRecord = {
  __typename?: 'BookRecord';
  /** When it was imported, or last changed by an import. */
  at: Scalars['DateTime']['output'];
  /** What stands where an ISBN should be, and is none. */
  badIsbns: Array<BadIsbn>;
  /** 控制号. The library's own number of the record, field 001. Null for a record without one. */
  control?: Maybe<Scalars['String']['output']>;
  /** True for the record that the book is described by: the fullest; of equals the central library's. */
  describes: Scalars['Boolean']['output'];
  flavour: RecordFlavour;
  /** The library and its control number: `NJ-JN:012003001`; `~` and a hash for a record without one. */
  id: Scalars['ID']['output'];
  /** 13 digits each. */
  isbns: Array<Scalars['String']['output']>;
  library: Library;
  matchedBy: RecordMatch;
  otherTitle?: Maybe<Scalars['String']['output']>;
  /** A librarian's decision that it belongs here. Null when there is none: then an import that changes it may move it. */
  pinned?: Maybe<PinnedRecord>;
  publisher?: Maybe<Scalars['String']['output']>;
  responsibility?: Maybe<Scalars['String']['output']>;
  title: Scalars['String']['output'];
  /** As the record has it: `上册`, `v.1`. */
  volume?: Maybe<Scalars['String']['output']>;
  /** The same in words, with what agreed, in Chinese and English. */
  why: Scalars['String']['output'];
  year?: Maybe<Scalars['Int']['output']>;
};

/** A page of a book's records. */
export type BookRecordConnection = {
  __typename?: 'BookRecordConnection';
  edges: Array<BookRecordEdge>;
  nodes: Array<BookRecord>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

export type BookRecordEdge = {
  __typename?: 'BookRecordEdge';
  /** Where this record stands in the list; give it as `after` to go on from here. */
  cursor: Scalars['String']['output'];
  node: BookRecord;
};

/** A book, and the one that was taken out of it. */
export type BookSplit = {
  __typename?: 'BookSplit';
  book: Book;
  /** The book of the records that were taken out. */
  taken: Book;
};

export type BookTitle = {
  __typename?: 'BookTitle';
  id: Scalars['ID']['output'];
  title: Scalars['String']['output'];
};

/** A place where items stand or are picked up. */
export type Branch = {
  __typename?: 'Branch';
  /** Other names of the same place. */
  aliases: Array<Scalars['String']['output']>;
  floor?: Maybe<Scalars['Int']['output']>;
  id: Scalars['ID']['output'];
  kind: BranchKind;
  library: Library;
  name: Scalars['String']['output'];
  opened?: Maybe<Scalars['Date']['output']>;
  /** Reading rooms in this branch, by floor. */
  rooms: Array<Room>;
  source: FactSource;
  /** 街道, `莫愁湖街道`. */
  subdistrict?: Maybe<Scalars['String']['output']>;
};

export type BranchCopies = {
  __typename?: 'BranchCopies';
  /** On the shelf, can be borrowed now. */
  available: Scalars['Int']['output'];
  bookId: Scalars['ID']['output'];
  branch: Scalars['ID']['output'];
  /** Can be borrowed now or later. */
  circulating: Scalars['Int']['output'];
  /** Due days of those that are out, the earliest first. */
  dueDates: Array<Scalars['Date']['output']>;
  /** The library's own system told of these and lends them: they are not sent or kept from here. */
  elsewhere?: Maybe<Scalars['Boolean']['output']>;
  library: Scalars['ID']['output'];
  /** Why nothing is known of the library's copies; there are no counts then. */
  reason?: Maybe<Scalars['String']['output']>;
};

/** What kind of place it is. */
export type BranchKind =
  /** 分馆 */
  | 'BRANCH'
  /** 流通点 */
  | 'CIRCULATION_POINT'
  /** 总馆. A library's main building. */
  | 'MAIN'
  /** 自助图书馆 */
  | 'SELF_SERVICE';

export type BranchPlace = {
  __typename?: 'BranchPlace';
  /** 行政区. Null where nobody has told. */
  district?: Maybe<Scalars['String']['output']>;
  id: Scalars['ID']['output'];
  library: Scalars['ID']['output'];
};

export type BranchRecord = {
  __typename?: 'BranchRecord';
  id: Scalars['ID']['output'];
  library: Scalars['ID']['output'];
  name: Scalars['String']['output'];
};

/** Something that has changed in the catalogue, with the values of now. */
export type CatalogueChange = {
  __typename?: 'CatalogueChange';
  /** When; of several changes, the last one. */
  at: Scalars['DateTime']['output'];
  /** The book as it is now; of BOOK_MERGED, the one that it is part of. */
  book?: Maybe<Book>;
  /** The book; of BOOK_MERGED, the id that it had. */
  bookId: Scalars['ID']['output'];
  /** Of HOLDINGS_CHANGED, the library's copies; `lastKnown` is null when it has told of this book no more. Null of other kinds. */
  holdings?: Maybe<Holdings>;
  kind: CatalogueChangeKind;
};

/** What has changed. */
export type CatalogueChangeKind =
  /** 新增. A book is new in the catalogue. */
  | 'BOOK_ADDED'
  /** 修改. The description of a book. */
  | 'BOOK_CHANGED'
  /** 合并. A book has become part of another one: what names it by its old id still finds it. */
  | 'BOOK_MERGED'
  /** 馆藏. A library's counts of a book's copies. */
  | 'HOLDINGS_CHANGED';

/** A page of changes. */
export type CatalogueChanges = {
  __typename?: 'CatalogueChanges';
  /** Go on from here, at once or later. There is always one. */
  endCursor: Scalars['String']['output'];
  /** True when more has changed already. A page may be empty all the same, where `library` is given. */
  hasMore: Scalars['Boolean']['output'];
  nodes: Array<CatalogueChange>;
};

export type CatalogueOwnItemInput = {
  /** Role of who does it, for the order's history. */
  actor: Scalars['String']['input'];
  branchId: Scalars['ID']['input'];
  callNumber: Scalars['String']['input'];
  itemId: Scalars['ID']['input'];
  location: Scalars['String']['input'];
};

/** The central library's copies of one book. */
export type CentralHoldings = Holdings & {
  __typename?: 'CentralHoldings';
  id: Scalars['ID']['output'];
  lastKnown?: Maybe<HoldingsCounts>;
  library: Library;
  now?: Maybe<HoldingsNow>;
};

/** A copy that the central library owns. */
export type CentralItem = Item & {
  __typename?: 'CentralItem';
  /** The number on the label, unique within one library: `00830387`. */
  barcode: Scalars['String']['output'];
  book?: Maybe<Book>;
  /** The branch where it stands. */
  branch?: Maybe<Branch>;
  /** 索书号. CLC class and running number, `I247.5/30762`. It belongs to the copy; one library may use several for one book. */
  callNumber: Scalars['String']['output'];
  /** Due back on this day, when on loan. It may lie years back. */
  dueDate?: Maybe<Scalars['Date']['output']>;
  id: Scalars['ID']['output'];
  /** The library that owns it. */
  library?: Maybe<Library>;
  /** Where it stands, in the library's own words: `阅·荐空间`. */
  location: Scalars['String']['output'];
  /** True for invented sample data (【样例】). */
  sample: Scalars['Boolean']['output'];
  status: ItemStatus;
  /** What the library says of it where that is not understood (`UNKNOWN`), in its own words: `特藏转移`. */
  statusText?: Maybe<Scalars['String']['output']>;
};

/** Books of a CLC class and all below it. */
export type ClassCount = {
  __typename?: 'ClassCount';
  /** `I`, `I24`; give it as `filter.classes`, or as `under` for what is below it. */
  class: Scalars['String']['output'];
  count: Scalars['Int']['output'];
  isExact: Scalars['Boolean']['output'];
  /** `文学`. Null below the main classes. */
  name?: Maybe<Scalars['String']['output']>;
};

/** 责任者. One person or body of a statement of responsibility. */
export type Contributor = {
  __typename?: 'Contributor';
  name: Scalars['String']['output'];
  /** As printed: `著`, `译`. Null when the record does not say. */
  role?: Maybe<Scalars['String']['output']>;
};

export type CorrectPurchaseInput = {
  correctionId: Scalars['ID']['input'];
  /** Signed: what the library pays more, in fen. */
  fen: Scalars['Int']['input'];
  orderId: Scalars['ID']['input'];
};

export type CorrectPurchaseResult = {
  __typename?: 'CorrectPurchaseResult';
  /** Why not: FUND_EMPTY or NOT_EXPENDED. */
  reason?: Maybe<Scalars['String']['output']>;
  recorded: Scalars['Boolean']['output'];
};

/** 人民币 only. */
export type Currency =
  | 'CNY';

/** Books that the libraries of a district hold. */
export type DistrictCount = {
  __typename?: 'DistrictCount';
  count: Scalars['Int']['output'];
  /** 行政区, `江宁区`. */
  district: Scalars['String']['output'];
  isExact: Scalars['Boolean']['output'];
};

/** A district library's copies of one book; `now` is asked from the districts. */
export type DistrictHoldings = Holdings & {
  __typename?: 'DistrictHoldings';
  id: Scalars['ID']['output'];
  lastKnown?: Maybe<HoldingsCounts>;
  library: Library;
};

/** 活动类别 */
export type EventKind =
  | 'ACTIVITY'
  | 'CONCERT'
  | 'CONSULTATION'
  | 'EXHIBITION'
  | 'LECTURE'
  | 'SALON'
  | 'VIDEO_LECTURE';

/** Whether one goes there or joins online. */
export type EventMode =
  | 'ONLINE'
  | 'ONSITE';

/** A record as it came, for an export. */
export type ExportedRecord = {
  __typename?: 'ExportedRecord';
  id: Scalars['ID']['output'];
  /** Leader and fields, as JSON. */
  marc: Scalars['String']['output'];
};

/** Where a fact of the seeded network comes from. */
export type FactSource =
  /** The city's union catalogue, as shown on 2026-10-02. */
  | 'CATALOGUE'
  /** Not stated anywhere; assumed from how such networks work. */
  | 'INFERRED'
  /** Jinling Library Monthly, December 2020. */
  | 'NEWSLETTER'
  /** Invented sample data. */
  | 'SAMPLE';

/** Books of a format. */
export type FormatCount = {
  __typename?: 'FormatCount';
  count: Scalars['Int']['output'];
  format: BookFormat;
  isExact: Scalars['Boolean']['output'];
};

export type FreeFund = {
  __typename?: 'FreeFund';
  freeFen: Scalars['Int']['output'];
  payer: Scalars['ID']['output'];
};

/**
 * 经费. A library's money for one year of 你选书，我买单. Purchases count with what the library pays (实洋): ENCUMBERED when an
 * order is approved, EXPENDED when the reader has the book. allocated = encumbered + expended + free, at every moment.
 */
export type Fund = {
  __typename?: 'Fund';
  /** 拨款. At most 21,474,836.47 yuan. */
  allocated: Money;
  /** 已占用. Promised to orders that are not lent yet. */
  encumbered: Money;
  /** 已支出 */
  expended: Money;
  /** 可用 */
  free: Money;
  id: Scalars['ID']['output'];
  /** 分录. Every entry, the newest first; of one order when `order` is given. The entries of a step sum to zero. At most 100 a page. */
  ledger: LedgerEntryConnection;
  library: Library;
  /** Calendar year in Asia/Shanghai. An order belongs to the year in which it was approved. */
  year: Scalars['Int']['output'];
};


/**
 * 经费. A library's money for one year of 你选书，我买单. Purchases count with what the library pays (实洋): ENCUMBERED when an
 * order is approved, EXPENDED when the reader has the book. allocated = encumbered + expended + free, at every moment.
 */
export type FundLedgerArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  order?: InputMaybe<Scalars['ID']['input']>;
};

export type HeldCount = {
  __typename?: 'HeldCount';
  /** Copies that can be borrowed now, those that this programme bought included. */
  available?: Maybe<Scalars['Int']['output']>;
  /** Copies that this programme did not buy, or whose slots it has given back. */
  held?: Maybe<Scalars['Int']['output']>;
  library: Scalars['ID']['output'];
  /** Why nothing is known of the library now; its counts are null then. */
  reason?: Maybe<Scalars['String']['output']>;
};

export type HeldPurchase = {
  __typename?: 'HeldPurchase';
  netFen: Scalars['Int']['output'];
  orderId: Scalars['ID']['output'];
  /** RESERVED or CONFIRMED. */
  state: Scalars['String']['output'];
};

/** Where the words of a query stand in a text of a book. */
export type Highlight = {
  __typename?: 'Highlight';
  field: HighlightedField;
  /** In their order, without overlaps. */
  ranges: Array<TextRange>;
  /** The text as it stands in the book. */
  text: Scalars['String']['output'];
};

/** A text of a book that a search looks at. */
export type HighlightedField =
  /** 其他题名、分卷 */
  | 'OTHER_TITLE'
  /** 出版社 */
  | 'PUBLISHER'
  /** 责任者 */
  | 'RESPONSIBILITY'
  /** 丛书 */
  | 'SERIES'
  /** 主题 */
  | 'SUBJECT'
  /** 题名 */
  | 'TITLE';

/** One library's copies of one book. */
export type Holdings = {
  id: Scalars['ID']['output'];
  /** As the catalogue last heard from this library. Null when it never reported this book. */
  lastKnown?: Maybe<HoldingsCounts>;
  library: Library;
};

/** What the catalogue last heard from an owner. Never shown as live. */
export type HoldingsCounts = {
  __typename?: 'HoldingsCounts';
  /** When the owner said so, or last said that all it had told was still true. */
  asOf: Scalars['DateTime']['output'];
  /** Copies that could be borrowed at that moment. */
  available: Scalars['Int']['output'];
  /** Copies that belong to the collection, lent ones included; not those on order, lost or withdrawn. */
  total: Scalars['Int']['output'];
};

/** What the owner of the items says at this moment. */
export type HoldingsNow = {
  __typename?: 'HoldingsNow';
  /** When that was true by the owner's word; when it was asked, where it has none. */
  asOf: Scalars['DateTime']['output'];
  /** Copies that can be borrowed now. Null when unknown. */
  available?: Maybe<Scalars['Int']['output']>;
  /** The copies in the order of their call numbers. At most 100 a page. None when the state is UNKNOWN. */
  items: ItemConnection;
  /** The reason for people, in Chinese and English. Null when the state is LIVE. */
  message?: Maybe<Scalars['String']['output']>;
  /**
   * Why the state is UNKNOWN; null when it is LIVE. `NOT_CONNECTED`: not a library whose copies are known here. Of a library whose own
   * system answers: `TIMED_OUT`, `UNREACHABLE`, `REFUSED` (our token), `BREAKER_OPEN` (it failed repeatedly and is left alone for a
   * moment), `BAD_ANSWER` (against the protocol), `STALE` (its word is too old), `BUSY` (too many questions wait), `NO_NUMBER` (the
   * book has no number to ask by), `CATALOGUE_SILENT` (nobody said by which number to ask). More may come.
   */
  reason?: Maybe<Scalars['String']['output']>;
  state: HoldingsState;
  /** Copies that belong to the collection, lent ones included; not those on order, lost or withdrawn. Null when unknown. */
  total?: Maybe<Scalars['Int']['output']>;
};


/** What the owner of the items says at this moment. */
export type HoldingsNowItemsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};

export type HoldingsReport = {
  asOf: Scalars['DateTime']['input'];
  available: Scalars['Int']['input'];
  bookId: Scalars['ID']['input'];
  /** Copies that count as held by the caps. */
  held: Scalars['Int']['input'];
  library: Scalars['ID']['input'];
  /** Of two reports within one millisecond the later one counts. */
  microseconds?: Scalars['Int']['input'];
  total: Scalars['Int']['input'];
};

/** Whether the owner's word is known. */
export type HoldingsState =
  /** Read from the owner's rows for this answer, or said by its system within the last seconds: see `asOf`. */
  | 'LIVE'
  /** The owner cannot say; see `reason`. Not the same as none. */
  | 'UNKNOWN';

/** What came of the records, or of the copies, of an import. */
export type ImportCounts = {
  __typename?: 'ImportCounts';
  added: Scalars['Int']['output'];
  changed: Scalars['Int']['output'];
  read: Scalars['Int']['output'];
  rejected: Scalars['Int']['output'];
  /** Was here like that already. */
  unchanged: Scalars['Int']['output'];
};

/** What a file can be. */
export type ImportFormat =
  /** A list with a line of column names, separated by commas, semicolons or tabs. */
  | 'CSV'
  /** CNMARC or MARC 21 in ISO 2709, `.mrc` or `.iso`. */
  | 'ISO2709'
  | 'JSON'
  | 'MARCXML'
  | 'XLSX';

/** What could not be taken of a file, or was taken with a doubt. */
export type ImportReject = {
  __typename?: 'ImportReject';
  /** The record as it stands in the file, in base64, its first 8 KiB; null for a warning. */
  bytes?: Maybe<Scalars['String']['output']>;
  kind: ImportRejectKind;
  /** Where the record begins in the file, in bytes; of a compressed file, in what it holds. */
  offset: Scalars['Float']['output'];
  /** What is wrong, and where. */
  reason: Scalars['String']['output'];
  /** From 1: which record of the file, or which line of a list. */
  recordNumber: Scalars['Int']['output'];
};

/** A page of rejects. */
export type ImportRejectConnection = {
  __typename?: 'ImportRejectConnection';
  edges: Array<ImportRejectEdge>;
  nodes: Array<ImportReject>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

export type ImportRejectEdge = {
  __typename?: 'ImportRejectEdge';
  /** Where this one stands in the list; give it as `after` to go on from here. */
  cursor: Scalars['String']['output'];
  node: ImportReject;
};

/** Whether it was taken. */
export type ImportRejectKind =
  /** It was not taken. */
  | 'ERROR'
  /** It was taken all the same. */
  | 'WARNING';

/** 导入. One file, and what came of it. */
export type ImportRun = {
  __typename?: 'ImportRun';
  /** What its sender said that it is; null for what the file says itself. */
  askedFormat?: Maybe<ImportFormat>;
  /** Bytes of the file that are done. */
  bytesRead: Scalars['Float']['output'];
  createdAt: Scalars['DateTime']['output'];
  /** Who has sent it: a library, a store, ADMIN. */
  createdBy: Scalars['String']['output'];
  /** 试运行. Everything is read and compared, nothing is written. */
  dryRun: Scalars['Boolean']['output'];
  /** Of the first record that was read: `utf-8`, `gb18030`. */
  encoding?: Maybe<Scalars['String']['output']>;
  endedAt?: Maybe<Scalars['DateTime']['output']>;
  fileName: Scalars['String']['output'];
  /** Of the first record that was read. */
  flavour?: Maybe<MarcFlavour>;
  /** What the file is, when it was found or said. */
  format?: Maybe<ImportFormat>;
  /** SHA-256 of the file in hex, as its sender said. */
  hash?: Maybe<Scalars['String']['output']>;
  id: Scalars['ID']['output'];
  /** Copies or, of a store, offers. */
  items: ImportCounts;
  /** Whose file it is; null for a store's. */
  library?: Maybe<Library>;
  /** Why it has failed, for what it waits, or that the file had nothing in it. */
  message?: Maybe<Scalars['String']['output']>;
  /** Records or lines a second, since it began. */
  rate?: Maybe<Scalars['Float']['output']>;
  /** Bytes that have come. An upload that was broken off goes on from here. */
  received: Scalars['Float']['output'];
  /** Bibliographic records. */
  records: ImportCounts;
  /** What could not be taken, and what was taken with a doubt, in the order of the file; kept for 30 days. */
  rejects: ImportRejectConnection;
  /** Until its end at this rate, in seconds; null when that cannot be told. */
  secondsLeft?: Maybe<Scalars['Int']['output']>;
  /** Bytes of the file, as far as that is known. */
  size?: Maybe<Scalars['Float']['output']>;
  startedAt?: Maybe<Scalars['DateTime']['output']>;
  state: ImportState;
  /** Whose file it is; null for a library's. */
  store?: Maybe<Store>;
  /** What was taken with a doubt: a number that is no ISBN, a status text that nobody knows. */
  warnings: Scalars['Int']['output'];
};


/** 导入. One file, and what came of it. */
export type ImportRunRejectsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};

/** A page of imports. */
export type ImportRunConnection = {
  __typename?: 'ImportRunConnection';
  edges: Array<ImportRunEdge>;
  nodes: Array<ImportRun>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

export type ImportRunEdge = {
  __typename?: 'ImportRunEdge';
  /** Where this import stands in the list; give it as `after` to go on from here. */
  cursor: Scalars['String']['output'];
  node: ImportRun;
};

/** How far an import is. */
export type ImportState =
  | 'CANCELLED'
  /** Everything was read. What could not be taken is in `rejects`. */
  | 'DONE'
  /** It could not go on; `message` says why. What was written stays, and the same file can be sent again. */
  | 'FAILED'
  /** Its file is still coming. One of which nothing has come for a day is cancelled. */
  | 'RECEIVING'
  | 'RUNNING'
  /** The file is here; others are before it, or its turn is next. */
  | 'WAITING';

/** 复本. One physical copy. */
export type Item = {
  /** The number on the label, unique within one library: `00830387`. */
  barcode: Scalars['String']['output'];
  book?: Maybe<Book>;
  /** The branch where it stands. */
  branch?: Maybe<Branch>;
  /** 索书号. CLC class and running number, `I247.5/30762`. It belongs to the copy; one library may use several for one book. */
  callNumber: Scalars['String']['output'];
  /** Due back on this day, when on loan. It may lie years back. */
  dueDate?: Maybe<Scalars['Date']['output']>;
  id: Scalars['ID']['output'];
  /** The library that owns it. */
  library?: Maybe<Library>;
  /** Where it stands, in the library's own words: `阅·荐空间`. */
  location: Scalars['String']['output'];
  /** True for invented sample data (【样例】). */
  sample: Scalars['Boolean']['output'];
  status: ItemStatus;
  /** What the library says of it where that is not understood (`UNKNOWN`), in its own words: `特藏转移`. */
  statusText?: Maybe<Scalars['String']['output']>;
};

export type ItemAtWork = {
  __typename?: 'ItemAtWork';
  callNumberSort: Scalars['String']['output'];
  claimId?: Maybe<Scalars['ID']['output']>;
  dueDate?: Maybe<Scalars['Date']['output']>;
  itemId: Scalars['ID']['output'];
};

/** A page of items. */
export type ItemConnection = {
  __typename?: 'ItemConnection';
  edges: Array<ItemEdge>;
  nodes: Array<Item>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

export type ItemEdge = {
  __typename?: 'ItemEdge';
  cursor: Scalars['String']['output'];
  node: Item;
};

export type ItemId = {
  __typename?: 'ItemId';
  itemId: Scalars['ID']['output'];
};

export type ItemIdEdge = {
  __typename?: 'ItemIdEdge';
  cursor: Scalars['String']['output'];
  node: ItemId;
};

export type ItemIdPage = {
  __typename?: 'ItemIdPage';
  edges: Array<ItemIdEdge>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

/** A copy. What is left out a known copy keeps. */
export type ItemInput = {
  /** The number on the label, unique within the library. */
  barcode: Scalars['String']['input'];
  /** The book by its id, by the library's own record number, or by ISBN; the first of them that is given counts. */
  bookId?: InputMaybe<Scalars['ID']['input']>;
  /** The branch, by its id. Left out, the one that `location` names; where it names none, a new copy is the main building's. */
  branchId?: InputMaybe<Scalars['ID']['input']>;
  /** 索书号. Left out, a new copy has the class of its book. */
  callNumber?: InputMaybe<Scalars['String']['input']>;
  /** Of a copy that is out, `2026-12-01`. */
  dueDate?: InputMaybe<Scalars['Date']['input']>;
  isbn?: InputMaybe<Scalars['String']['input']>;
  /** Where it stands, in the library's own words: `汤山街道宁西分馆`. */
  location?: InputMaybe<Scalars['String']['input']>;
  /** The library's own number of the bibliographic record, field 001: `012003001`. */
  recordNumber?: InputMaybe<Scalars['String']['input']>;
  /** The status in the library's own words, `在馆`, `借出`, or a value of `ItemStatus`. Left out, a new copy is on the shelf. */
  status?: InputMaybe<Scalars['String']['input']>;
  /** Tells books apart that carry the same ISBN. */
  title?: InputMaybe<Scalars['String']['input']>;
};

/** Where a library's records name its copies: a field, and what its subfields mean. */
export type ItemMapping = {
  __typename?: 'ItemMapping';
  /** 条码号. The subfield with the barcode; may be repeated, each is a copy. */
  barcode: Scalars['String']['output'];
  /** 索书号. The subfield with the whole call number. */
  callNumber: Scalars['String']['output'];
  /** 分类号. Where there is no whole call number, this subfield and the next are put together. */
  classNumber: Scalars['String']['output'];
  /** 馆藏地. The subfield with the place. */
  location: Scalars['String']['output'];
  /** 种次号. The running number. */
  runningNumber: Scalars['String']['output'];
  /** The field, `905`. */
  tag: Scalars['String']['output'];
};

/** Where a library's records name its copies. A subfield is one letter or digit. */
export type ItemMappingInput = {
  barcode?: Scalars['String']['input'];
  callNumber?: Scalars['String']['input'];
  classNumber?: Scalars['String']['input'];
  location?: Scalars['String']['input'];
  runningNumber?: Scalars['String']['input'];
  /** Three characters, `905`. */
  tag?: Scalars['String']['input'];
};

export type ItemRecord = {
  __typename?: 'ItemRecord';
  bookId: Scalars['ID']['output'];
  /** Where it belongs. */
  branch: Scalars['ID']['output'];
  itemId: Scalars['ID']['output'];
  status: ItemStatus;
};

/** Where a copy is in its life. A status that is not understood is never AVAILABLE. */
export type ItemStatus =
  /** 在架. On the shelf, can be borrowed. */
  | 'AVAILABLE'
  /** 破损 */
  | 'DAMAGED'
  /** 编目中. Here, being catalogued. */
  | 'IN_PROCESS'
  /** 在途. On its way between two branches. */
  | 'IN_TRANSIT'
  /** 丢失 */
  | 'LOST'
  /** 去向不明. Not found on its shelf. */
  | 'MISSING'
  /** 预约架. Kept for a reader who asked for it. */
  | 'ON_HOLD_SHELF'
  /** 借出 */
  | 'ON_LOAN'
  /** 订购中. Bought, not yet here. */
  | 'ON_ORDER'
  /** 待取. To be fetched from the shelf for a request. */
  | 'PAGED'
  /** 仅供阅览. May be read here, not borrowed. */
  | 'REFERENCE_ONLY'
  /** 状态不明. Its library says something that is not understood, `statusText`: it is held, and nobody is promised it. */
  | 'UNKNOWN'
  /** 剔旧. No longer part of the collection. */
  | 'WITHDRAWN';

export type ItemsAtWork = {
  __typename?: 'ItemsAtWork';
  items: Array<ItemAtWork>;
  totalCount: Scalars['Int']['output'];
};

export type LastKnownCount = {
  __typename?: 'LastKnownCount';
  asOf: Scalars['DateTime']['output'];
  available: Scalars['Int']['output'];
  held: Scalars['Int']['output'];
  library: Scalars['ID']['output'];
};

/** Where money is. */
export type LedgerAccount =
  /** Where allocations come from. */
  | 'ALLOCATION'
  /** Promised. */
  | 'ENCUMBERED'
  /** Spent. */
  | 'EXPENDED'
  /** Neither promised nor spent. */
  | 'FREE';

/** 分录. One side of a double entry. */
export type LedgerEntry = {
  __typename?: 'LedgerEntry';
  account: LedgerAccount;
  /** Signed: what comes to the account, or leaves it. */
  amount: Money;
  at: Scalars['DateTime']['output'];
  id: Scalars['ID']['output'];
  /** The order it is for. Null for an allocation. */
  order?: Maybe<PurchaseLendOrder>;
  step: LedgerStep;
};

/** A page of ledger entries. */
export type LedgerEntryConnection = {
  __typename?: 'LedgerEntryConnection';
  edges: Array<LedgerEntryEdge>;
  nodes: Array<LedgerEntry>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

export type LedgerEntryEdge = {
  __typename?: 'LedgerEntryEdge';
  cursor: Scalars['String']['output'];
  node: LedgerEntry;
};

/** Why money moves. */
export type LedgerStep =
  /** 调整. Another store supplies it, at another rate or price. */
  | 'ADJUSTED'
  /** 拨款. The allocation was set or changed. */
  | 'ALLOCATED'
  /** 更正. The store's statement was corrected. */
  | 'CORRECTED'
  /** 占用. An order was approved. */
  | 'ENCUMBERED'
  /** 支出. The reader has the book. */
  | 'EXPENDED'
  /** 释放. The order came to nothing. */
  | 'RELEASED'
  /** 冲回. Taken back on the same day. */
  | 'VOIDED';

/** A member of the network that owns items and funds. Not a place: see Branch. */
export type Library = {
  __typename?: 'Library';
  address?: Maybe<Scalars['String']['output']>;
  branches: Array<Branch>;
  /** Member code in the union catalogue, `JN`. Null for a library that has none. */
  code?: Maybe<Scalars['String']['output']>;
  /** 行政区, `江宁区`. Null for the central library, which serves the whole city. */
  district?: Maybe<Scalars['String']['output']>;
  /** `NJ-JL`, `NJ-JN`, … */
  id: Scalars['ID']['output'];
  kind: LibraryKind;
  name: Scalars['String']['output'];
  nameEn?: Maybe<Scalars['String']['output']>;
  phone?: Maybe<Scalars['String']['output']>;
  postcode?: Maybe<Scalars['String']['output']>;
  source: FactSource;
  website?: Maybe<Scalars['String']['output']>;
};

/** Books that a library holds. */
export type LibraryCount = {
  __typename?: 'LibraryCount';
  count: Scalars['Int']['output'];
  isExact: Scalars['Boolean']['output'];
  library: Library;
};

/** 馆别 */
export type LibraryKind =
  /** 中心馆 */
  | 'CENTRAL'
  /** 区馆 */
  | 'DISTRICT';

/** When a loan of the programme begins. */
export type LoanStart =
  /** With the order. */
  | 'ACCEPTANCE'
  /** So many days after it was shipped. */
  | 'DAYS_AFTER_SHIPPING'
  /** When the parcel is signed for. */
  | 'SIGN_OFF';

/** The terms of a loan that a purchase makes. Null is what this set does not say. */
export type LoanTerms = {
  __typename?: 'LoanTerms';
  loanDays?: Maybe<Scalars['Int']['output']>;
  loanStart?: Maybe<LoanStart>;
  loanStartDays?: Maybe<Scalars['Int']['output']>;
  renewals?: Maybe<Scalars['Int']['output']>;
};

/** The terms of a loan that a purchase makes. */
export type LoanTermsInput = {
  loanDays?: InputMaybe<Scalars['Int']['input']>;
  loanStart?: InputMaybe<LoanStart>;
  /** For DAYS_AFTER_SHIPPING. */
  loanStartDays?: InputMaybe<Scalars['Int']['input']>;
  renewals?: InputMaybe<Scalars['Int']['input']>;
};

/** What befell a copy. */
export type LossKind =
  /** 破损 */
  | 'DAMAGED'
  /** 丢失 */
  | 'LOST';

/** `PurchaseFacts` of many books. */
export type ManyPurchaseFacts = {
  __typename?: 'ManyPurchaseFacts';
  /** One for each book that was asked for, in that order. */
  books: Array<BookPurchaseFacts>;
  /** Money left in the payers' funds of the year, in fen; none for a payer without a fund. */
  funds: Array<FreeFund>;
  /** Versions that may be in force for one of the payers. */
  ruleSets: Array<RuleSet>;
};

/** Which fields records have. */
export type MarcFlavour =
  /** The title is in 200. */
  | 'CNMARC'
  /** The title is in 245. */
  | 'MARC21';

/** A number of books. */
export type MatchCount = {
  __typename?: 'MatchCount';
  /** Up to 10,000. */
  count: Scalars['Int']['output'];
  /** False: at least so many, there are more than were counted. */
  isExact: Scalars['Boolean']['output'];
};

/** Which books are one. */
export type MergeBooksInput = {
  /** The book that stays. */
  keep: Scalars['ID']['input'];
  /** Those that go into it, 1 to 20. */
  merge: Array<Scalars['ID']['input']>;
  /** Why, for whoever looks later: 1 to 500 characters. */
  reason: Scalars['String']['input'];
};

/** An amount of money. Never a fraction: 45.50 yuan are 4550 fen. */
export type Money = {
  __typename?: 'Money';
  currency: Currency;
  fen: Scalars['Int']['output'];
};

/** An amount of money. 45.50 yuan are `{ fen: 4550 }`. */
export type MoneyInput = {
  currency?: Currency;
  fen: Scalars['Int']['input'];
};

export type MoveKeptItemInput = {
  branchId: Scalars['ID']['input'];
  claimId: Scalars['ID']['input'];
  itemId: Scalars['ID']['input'];
  moves: Scalars['Int']['input'];
  status: ItemStatus;
};

export type Mutation = {
  __typename?: 'Mutation';
  /**
   * Adds a version of a rule set from a day on. For librarians of the library; without a library, for administrators.
   * Repeat with the same key after a lost connection: it is one version.
   */
  addRuleSet: RuleSet;
  /** For other subgraphs: another store supplies the order; what is encumbered follows its price. Idempotent by order and round. */
  adjustPurchase: ReserveResult;
  /**
   * Sets what a library's fund has in one year: the whole allocation, not what is added. For administrators. Less than what
   * is promised and spent is refused (`CONFLICT`). The same `idempotencyKey` and content changes nothing again.
   */
  allocateFund: Fund;
  /** For the gateway: a file is about to come. For who may import for the library or the store. */
  beginImport: ImportRun;
  /**
   * Ends an import that has not ended: what it has written stays, the rest of the file is not read. For librarians of its
   * library, clerks of its store and administrators. Of one that has ended nothing is changed.
   */
  cancelImport: ImportRun;
  /** For other subgraphs: a courier has a loan's item. False when the loan has it no more. Idempotent by loan. */
  carryItem: Scalars['Boolean']['output'];
  /** For other subgraphs: give a copy that waits for cataloguing its call number and place. Null when there is no such copy. */
  catalogueOwnItem?: Maybe<ReturnStep>;
  /** For other subgraphs: the bought item is in the reader's hand. Idempotent by order. */
  confirmOrderItems: Scalars['Boolean']['output'];
  /** For other subgraphs: the order is supplied, the encumbered money is expended. Idempotent by order. */
  confirmPurchase: Scalars['Boolean']['output'];
  /**
   * For other subgraphs: the library pays more, or less, for an order whose money is expended. Idempotent by correction; one
   * that was refused stays refused.
   */
  correctPurchase: CorrectPurchaseResult;
  /** For other subgraphs: the record of an ISBN that the catalogue does not know, from a store's line. Idempotent by ISBN. */
  createStub: Book;
  /** For other subgraphs: a paged item is out for a loan until a day. False when the loan has it no more. Idempotent by loan. */
  lendItem: Scalars['Boolean']['output'];
  /** For other subgraphs: a copy is lost or damaged. Null when there is no such copy. Idempotent by loss. */
  loseItem?: Maybe<Scalars['Boolean']['output']>;
  /**
   * 合并书目. Several books of the catalogue are one: records, copies, holds, offers and orders of the others go to the one that
   * is kept, and their ids find it from now on. For librarians and administrators. Imports keep to it; said twice it is done once.
   */
  mergeBooks: Book;
  /** For other subgraphs: a copy that is kept for the queue of its book is moved. False when it is kept no more. Idempotent by move. */
  moveKeptItem: Scalars['Boolean']['output'];
  /** For other subgraphs: page an available item for a loan, or for the queue of its book. False when it is not available any more. */
  pageItem: Scalars['Boolean']['output'];
  /** For other subgraphs: a copy kept for a hold is paged for its reader's loan. False when it is kept no more. Idempotent by loan. */
  pageKeptItem: Scalars['Boolean']['output'];
  /**
   * For the gateway: the bytes of a file from an offset on, in base64; with `last`, they are its end and the import begins.
   * CONFLICT with the extension `received` when other bytes are awaited.
   */
  putImportPart: ImportRun;
  /**
   * Small changes of a library's copies, at most 500 at once: copies that are new, moved, lost, found. For librarians of the library and
   * administrators. Each line stands for itself, and the same lines again change nothing. A copy that a loan, a hold, an order or a loss of
   * this network has, or that the purchase programme bought, keeps its status and its book. Whole lists are imported as files.
   */
  putItems: PutItemsResult;
  /**
   * For other subgraphs: copies of one library as its list has them, at most 500 at once; the answer has one entry for each, in order.
   * With `asOf`, a copy that came back after that moment keeps its status. The same list again changes nothing.
   */
  putOwnItems: Array<PutOwnItemResult>;
  /** For other subgraphs: an item came back at a branch; tells what the desk does with it. Idempotent by return. */
  receiveItem?: Maybe<ReceivedItem>;
  /** For other subgraphs: what an item's owner reports about its holdings, for `lastKnown`. Older reports are ignored. */
  recordHoldings: Scalars['Boolean']['output'];
  /** For other subgraphs: libraries say that as of a moment all that they reported was still true. */
  recordStillTrue: Scalars['Boolean']['output'];
  /** For other subgraphs: nobody waits for a kept copy that was scanned at a branch. Idempotent by return. */
  releaseKeptItem?: Maybe<ReceivedItem>;
  /** For other subgraphs: remove the bought item again, and refuse a reservation that comes later. Idempotent by order. */
  releaseOrderItems: Scalars['Boolean']['output'];
  /** For other subgraphs: give slot and money back, and refuse a reservation that comes later. Idempotent by order. */
  releasePurchase: Scalars['Boolean']['output'];
  /** For other subgraphs: a lost or withdrawn copy gives its copy slot back. Idempotent by copy. */
  releaseSlot: Scalars['Boolean']['output'];
  /** For other subgraphs: what is here of one book is of another. Idempotent. */
  repointBook: Scalars['Boolean']['output'];
  /** For other subgraphs: copies that a record names are of another book. Idempotent. */
  repointRecord: Scalars['Boolean']['output'];
  /** For other subgraphs: create the bought item as ON_ORDER. Idempotent by order. */
  reserveOrderItems: ReserveItemsResult;
  /** For other subgraphs: take a copy slot and encumber the fund for one order. Idempotent by order. */
  reservePurchase: ReserveResult;
  /** Sets where the records of a library name its copies, for imports from now on. For librarians of it and administrators. */
  setItemMapping: ItemMapping;
  /** For other subgraphs: a catalogued copy is on the shelf where it belongs. Null when there is no such copy. */
  shelveOwnItem?: Maybe<Scalars['Boolean']['output']>;
  /**
   * 拆分书目. Records that were taken for one book are another: it gets an id of its own, and the copies that these records name.
   * For librarians and administrators. Imports keep to it; said twice it is done once.
   */
  splitBook: BookSplit;
  /** For other subgraphs: whatever item was paged for a loan is available again. Idempotent by loan. */
  unpageItem: Scalars['Boolean']['output'];
  /** For other subgraphs: the sale was taken back, the bought item never was. Idempotent by order. */
  voidOrderItems: Scalars['Boolean']['output'];
  /** For other subgraphs: the sale was taken back, what was expended is free again. Idempotent by order. */
  voidPurchase: Scalars['Boolean']['output'];
  /** For other subgraphs: a loss is settled, the copy leaves the collection. Idempotent by loss. */
  withdrawItem: Scalars['Boolean']['output'];
};


export type MutationAddRuleSetArgs = {
  idempotencyKey: Scalars['String']['input'];
  input: RuleSetInput;
};


export type MutationAdjustPurchaseArgs = {
  input: AdjustPurchaseInput;
};


export type MutationAllocateFundArgs = {
  input: AllocateFundInput;
};


export type MutationBeginImportArgs = {
  input: BeginImportInput;
};


export type MutationCancelImportArgs = {
  id: Scalars['ID']['input'];
  reason?: InputMaybe<Scalars['String']['input']>;
};


export type MutationCarryItemArgs = {
  itemId: Scalars['ID']['input'];
  loanId: Scalars['ID']['input'];
};


export type MutationCatalogueOwnItemArgs = {
  input: CatalogueOwnItemInput;
};


export type MutationConfirmOrderItemsArgs = {
  dueDate: Scalars['Date']['input'];
  orderId: Scalars['ID']['input'];
};


export type MutationConfirmPurchaseArgs = {
  orderId: Scalars['ID']['input'];
};


export type MutationCorrectPurchaseArgs = {
  input: CorrectPurchaseInput;
};


export type MutationCreateStubArgs = {
  input: StubInput;
};


export type MutationLendItemArgs = {
  claimId?: InputMaybe<Scalars['ID']['input']>;
  dueDate: Scalars['Date']['input'];
  itemId: Scalars['ID']['input'];
  loanId: Scalars['ID']['input'];
};


export type MutationLoseItemArgs = {
  itemId: Scalars['ID']['input'];
  kind: LossKind;
  loanId?: InputMaybe<Scalars['ID']['input']>;
  lossId: Scalars['ID']['input'];
};


export type MutationMergeBooksArgs = {
  input: MergeBooksInput;
};


export type MutationMoveKeptItemArgs = {
  input: MoveKeptItemInput;
};


export type MutationPageItemArgs = {
  forQueue?: Scalars['Boolean']['input'];
  itemId: Scalars['ID']['input'];
  loanId: Scalars['ID']['input'];
};


export type MutationPageKeptItemArgs = {
  claimId: Scalars['ID']['input'];
  itemId: Scalars['ID']['input'];
  loanId: Scalars['ID']['input'];
};


export type MutationPutImportPartArgs = {
  data: Scalars['String']['input'];
  id: Scalars['ID']['input'];
  last: Scalars['Boolean']['input'];
  offset: Scalars['Float']['input'];
};


export type MutationPutItemsArgs = {
  input: PutItemsInput;
};


export type MutationPutOwnItemsArgs = {
  asOf?: InputMaybe<Scalars['DateTime']['input']>;
  items: Array<PutOwnItemInput>;
  library: Scalars['ID']['input'];
};


export type MutationReceiveItemArgs = {
  branchId: Scalars['ID']['input'];
  forQueue?: Scalars['Boolean']['input'];
  itemId: Scalars['ID']['input'];
  loanId?: InputMaybe<Scalars['ID']['input']>;
  returnId: Scalars['ID']['input'];
};


export type MutationRecordHoldingsArgs = {
  reports: Array<HoldingsReport>;
};


export type MutationRecordStillTrueArgs = {
  asOf: Scalars['DateTime']['input'];
  libraries: Array<Scalars['ID']['input']>;
};


export type MutationReleaseKeptItemArgs = {
  input: ReleaseKeptItemInput;
};


export type MutationReleaseOrderItemsArgs = {
  orderId: Scalars['ID']['input'];
};


export type MutationReleasePurchaseArgs = {
  orderId: Scalars['ID']['input'];
};


export type MutationReleaseSlotArgs = {
  itemId: Scalars['ID']['input'];
  orderId: Scalars['ID']['input'];
};


export type MutationRepointBookArgs = {
  from: Scalars['ID']['input'];
  to: Scalars['ID']['input'];
};


export type MutationRepointRecordArgs = {
  from: Scalars['ID']['input'];
  record: Scalars['ID']['input'];
  to: Scalars['ID']['input'];
};


export type MutationReserveOrderItemsArgs = {
  input: ReserveOrderItemsInput;
};


export type MutationReservePurchaseArgs = {
  input: ReservePurchaseInput;
};


export type MutationSetItemMappingArgs = {
  library: Scalars['ID']['input'];
  mapping: ItemMappingInput;
};


export type MutationShelveOwnItemArgs = {
  input: ShelveOwnItemInput;
};


export type MutationSplitBookArgs = {
  input: SplitBookInput;
};


export type MutationUnpageItemArgs = {
  loanId: Scalars['ID']['input'];
};


export type MutationVoidOrderItemsArgs = {
  orderId: Scalars['ID']['input'];
};


export type MutationVoidPurchaseArgs = {
  orderId: Scalars['ID']['input'];
};


export type MutationWithdrawItemArgs = {
  itemId: Scalars['ID']['input'];
  lossId: Scalars['ID']['input'];
};

export type OrderItem = {
  __typename?: 'OrderItem';
  itemId: Scalars['ID']['output'];
  orderId: Scalars['ID']['output'];
  status: ItemStatus;
};

/** Where a page ends, by the Relay convention. */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** Give it as `after` to get the next page. Null on an empty page. */
  endCursor?: Maybe<Scalars['String']['output']>;
  /** True when there is a further page. */
  hasNextPage: Scalars['Boolean']['output'];
};

/** For events that are announced without an hour. */
export type PartOfDay =
  | 'AFTERNOON'
  | 'EVENING'
  | 'MORNING';

/** 期刊 */
export type Periodical = {
  __typename?: 'Periodical';
  /** First year of publication, where known. */
  founded?: Maybe<Scalars['Int']['output']>;
  /** City of the first issue, where known. */
  foundedIn?: Maybe<Scalars['String']['output']>;
  id: Scalars['ID']['output'];
  library: Library;
  /** The room it stands in. */
  room: Scalars['String']['output'];
  /** 架位号. Where it stands in the periodicals room: `5000`. */
  shelfNumber: Scalars['String']['output'];
  title: Scalars['String']['output'];
};

/** A librarian's decision about a record. Imports keep to it. */
export type PinnedRecord = {
  __typename?: 'PinnedRecord';
  at: Scalars['DateTime']['output'];
  /** The library of who decided, or the role. */
  by: Scalars['String']['output'];
  /** The book that the record was in. Null when it did not move. */
  from?: Maybe<Scalars['ID']['output']>;
  reason: Scalars['String']['output'];
};

export type PlacedCopies = {
  __typename?: 'PlacedCopies';
  branch: Scalars['ID']['output'];
  copies: Scalars['Int']['output'];
};

export type PlacementFacts = {
  __typename?: 'PlacementFacts';
  /** Catalogued copies of the purchase programme, of any title, by the branch where they belong. */
  placed: Array<PlacedCopies>;
  /** Whose copies of the title there are, and where they stand; without the copy that is to be placed. */
  standing: Array<StandingCopy>;
};

/** An event of a library's programme. */
export type ProgrammeEvent = {
  __typename?: 'ProgrammeEvent';
  /** First day. */
  date: Scalars['Date']['output'];
  /** Last day, for an event of several days. */
  endDate?: Maybe<Scalars['Date']['output']>;
  id: Scalars['ID']['output'];
  kind: EventKind;
  library: Library;
  mode: EventMode;
  /** Part of the day, where that is all that is announced. */
  partOfDay?: Maybe<PartOfDay>;
  place: Scalars['String']['output'];
  series?: Maybe<Scalars['String']['output']>;
  speaker?: Maybe<Scalars['String']['output']>;
  speakerTitle?: Maybe<Scalars['String']['output']>;
  /** Null when only the day is announced. */
  startTime?: Maybe<Scalars['LocalTime']['output']>;
  title: Scalars['String']['output'];
};

/** How an order came in. */
export type PurchaseChannel =
  /** At the counter of a bookstore, the book in hand. */
  | 'COUNTER'
  /** Ordered by the reader, delivered by courier. */
  | 'ONLINE';

export type PurchaseFacts = {
  __typename?: 'PurchaseFacts';
  bookId: Scalars['ID']['output'];
  citySlots: Scalars['Int']['output'];
  classNumber?: Maybe<Scalars['String']['output']>;
  format: BookFormat;
  /** Money left in the payer's fund of that year, in fen. Null when there is no fund. */
  fundFreeFen?: Maybe<Scalars['Int']['output']>;
  /** Held by the central library, not bought by this programme. */
  held: Array<HeldCount>;
  /** What the catalogue last heard of every library; stands in for one that is silent. */
  lastKnown: Array<LastKnownCount>;
  /** Slots of this programme not released, of the payer and of the city. */
  payerSlots: Scalars['Int']['output'];
  /** Versions that may be in force, as they were known at that moment. */
  ruleSets: Array<RuleSet>;
  volumes: Scalars['Int']['output'];
  year?: Maybe<Scalars['Int']['output']>;
};

/** 购借单 */
export type PurchaseLendOrder = {
  __typename?: 'PurchaseLendOrder';
  id: Scalars['ID']['output'];
};

/** A rule of the purchase programme that a rule set can say. */
export type PurchaseRule =
  /** The reader had this book before. */
  | 'ALREADY_TAKEN'
  /** 全市复本上限. Copies of the city, this order counted. */
  | 'CITY_COPY_CAP'
  /** 复本上限. Copies of the paying library, this order counted. */
  | 'COPY_CAP'
  /** Values are the credit bands that a reader without a card needs; who is suspended never passes. */
  | 'CREDIT'
  /** CLC classes, `G624`; forms, `-61`; and with ! what is never excluded, `!Z2`. */
  | 'EXCLUDED_CLASS'
  /** Values of BookFormat. */
  | 'EXCLUDED_FORMAT'
  /** The fund cannot bear it. */
  | 'FUND_EMPTY'
  /** The paying library has a copy that can be borrowed now. */
  | 'HELD_AT_LIBRARY'
  /** A library is silent and its last count is older than so many hours. */
  | 'HOLDINGS_UNKNOWN'
  /** Loans of a reader, of all channels together. */
  | 'LOAN_QUOTA'
  /** No store has it. */
  | 'NOT_IN_STOCK'
  /** 每单册数. Volumes of one order. */
  | 'ORDER_ITEMS'
  /** The reader has an overdue loan. */
  | 'OVERDUE_BLOCK'
  /** 定价上限. List price of the order, in fen. */
  | 'PRICE_CAP'
  /** 出版年. So many years before this one at most. */
  | 'PUBLICATION_AGE'
  /** Bought copies that a reader has not returned. */
  | 'READER_OUTSTANDING'
  /** Copies for one reader within so many days. */
  | 'READER_RECENT'
  /** List prices for one reader in a calendar year, in fen. */
  | 'READER_YEARLY_SPEND'
  /** 整套. A set is taken whole. */
  | 'SET_WHOLE'
  /** The store has no contract that covers the day. */
  | 'STORE_INACTIVE';

/** One rule of a set. `limit`, `days` and `values` are for the rules that take them. */
export type PurchaseRuleInput = {
  code: PurchaseRule;
  /** The window of READER_RECENT. */
  days?: InputMaybe<Scalars['Int']['input']>;
  limit?: InputMaybe<Scalars['Int']['input']>;
  onFail?: RuleConsequence;
  values?: InputMaybe<Array<Scalars['String']['input']>>;
};

/** One rule with what it takes. */
export type PurchaseRuleValue = {
  __typename?: 'PurchaseRuleValue';
  code: PurchaseRule;
  days?: Maybe<Scalars['Int']['output']>;
  /** In fen, years, copies, loans or hours, by the rule. */
  limit?: Maybe<Scalars['Int']['output']>;
  onFail: RuleConsequence;
  values?: Maybe<Array<Scalars['String']['output']>>;
};

/** What a line of a list of copies did. */
export type PutItemOutcome =
  /** 新增. The copy was not known. */
  | 'ADDED'
  /** 已更新 */
  | 'CHANGED'
  /** 保留. Status and book stay as the network has them, `reason` says why; call number and place are the list's. */
  | 'KEPT'
  /** 拒绝. The line is wrong; nothing of it was taken. */
  | 'REFUSED'
  /** 未变. All of it was known. */
  | 'UNCHANGED';

/** Why a line of a list of copies was not taken as it stands, or not taken at all. */
export type PutItemReason =
  /** A value is wrong; `message` says which. */
  | 'BAD_VALUE'
  /** The purchase programme bought it: where it is in its life the network knows. */
  | 'BOUGHT'
  /** A loan, a hold, an order or a loss of this network has the copy now. */
  | 'CLAIMED'
  /** The catalogue does not know the book. */
  | 'NO_BOOK'
  /** The library has no such branch. */
  | 'NO_BRANCH'
  /** Lent without a due date: kept as UNKNOWN, which nobody can borrow. */
  | 'NO_DUE_DATE'
  /** It came back after the list was made. */
  | 'RETURNED_SINCE'
  /** Several books carry the ISBN: `candidates` are they. Give `bookId`, the record number, or the title. */
  | 'SEVERAL_BOOKS'
  /** Kept as UNKNOWN: the status text is not understood. */
  | 'STATUS_NOT_UNDERSTOOD'
  /** The list has this barcode before. */
  | 'TWICE';

/** What became of one copy of a list. */
export type PutItemResult = {
  __typename?: 'PutItemResult';
  barcode: Scalars['String']['output'];
  /** Books that carry the ISBN, where there are several. */
  candidates: Array<Book>;
  /** What was not taken, or not as it stands, and what would be right; in Chinese and English. Null where all of it was. */
  message?: Maybe<Scalars['String']['output']>;
  outcome: PutItemOutcome;
  reason?: Maybe<PutItemReason>;
};

/** Copies of one library as it has them. */
export type PutItemsInput = {
  /** When this was so. A copy that came back later keeps its status. */
  asOf?: InputMaybe<Scalars['DateTime']['input']>;
  /** Chosen by the caller, unique within the library; at most 100 characters. The same key and content within 30 days is answered with the first result. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** 1 to 500 copies. */
  items: Array<ItemInput>;
  library: Scalars['ID']['input'];
};

/** What became of a list of copies. */
export type PutItemsResult = {
  __typename?: 'PutItemsResult';
  added: Scalars['Int']['output'];
  changed: Scalars['Int']['output'];
  /** One for each copy, in order. */
  items: Array<PutItemResult>;
  kept: Scalars['Int']['output'];
  refused: Scalars['Int']['output'];
  unchanged: Scalars['Int']['output'];
};

/** A copy as a library's list has it. What is left out a known copy keeps. */
export type PutOwnItemInput = {
  barcode: Scalars['String']['input'];
  bookId: Scalars['ID']['input'];
  /** Left out, a new copy stands where the library's purchases arrive. */
  branchId?: InputMaybe<Scalars['ID']['input']>;
  callNumber?: InputMaybe<Scalars['String']['input']>;
  /** Stands for the call number of a new copy that has none. */
  classNumber?: InputMaybe<Scalars['String']['input']>;
  /** Counts with ON_LOAN alone. */
  dueDate?: InputMaybe<Scalars['Date']['input']>;
  location?: InputMaybe<Scalars['String']['input']>;
  /** The library's bibliographic record that names it, `NJ-JN:012003001`. */
  recordId?: InputMaybe<Scalars['ID']['input']>;
  /** Left out, a new copy is on the shelf. */
  status?: InputMaybe<ItemStatus>;
  /** The library's own words for it; kept where they are not understood. */
  statusText?: InputMaybe<Scalars['String']['input']>;
};

/** What became of one line of a list of copies. */
export type PutOwnItemResult = {
  __typename?: 'PutOwnItemResult';
  barcode: Scalars['String']['output'];
  bookId?: Maybe<Scalars['ID']['output']>;
  /** What it has and is of now; null when it was refused. */
  callNumber?: Maybe<Scalars['String']['output']>;
  itemId: Scalars['ID']['output'];
  outcome: PutItemOutcome;
  reason?: Maybe<PutItemReason>;
};

export type Query = {
  __typename?: 'Query';
  /** For other subgraphs: up to `first` items of one book that can be lent now. */
  availableItems: Array<AvailableItem>;
  /** One book of the union catalogue by its id, or by one that it had before a merge. Null when there is none. */
  book?: Maybe<Book>;
  /** For other subgraphs: by which numbers libraries know books, in one batch. An id that is no book's is left out. */
  bookNumbers: Array<BookNumbers>;
  /** For other subgraphs: the records with these ids, and those that carry one of these ISBNs (13 digits). */
  bookRecords: Array<Book>;
  /** For other subgraphs: the titles of books, in one batch. An id that is no book's is left out. */
  bookTitles: Array<BookTitle>;
  /**
   * All records that carry an ISBN. Any form is understood: 10 or 13 digits, hyphens, an EAN-5 add-on.
   * A list, because one ISBN can stand on several records; empty when the catalogue does not know it.
   */
  booksByIsbn?: Maybe<Array<Book>>;
  /** For other subgraphs: where the copies of many books stand, and when those that are out are due. */
  branchCopiesOfBooks: Array<BranchCopies>;
  /** For other subgraphs: every branch with the district that it lies in, as far as that is known. */
  branchPlaces: Array<BranchPlace>;
  /** For other subgraphs: a branch by its id. */
  branchRecord?: Maybe<BranchRecord>;
  /** Branches, circulation points and self-service stations; of one library when `library` is given. */
  branches?: Maybe<Array<Branch>>;
  /**
   * 变动. What has changed in the catalogue after a cursor, in order: counts of copies, books added, changed and merged. For the systems of
   * branches: librarians and administrators. Ask without `since` first, keep the `endCursor`, read what you need, then follow from
   * that cursor. Several changes of one row stand once on a page, with the values of now.
   */
  changes?: Maybe<CatalogueChanges>;
  /** 经费. A library's money of one year of the programme, for its librarians and administrators. Null when none was allocated. */
  fund?: Maybe<Fund>;
  /**
   * 经费. The funds of one year that the person asking may see, the central library's first: a librarian the own library's,
   * an administrator all of them.
   */
  funds?: Maybe<Array<Fund>>;
  /** For other subgraphs: copies of one book held per library, not bought by this programme. */
  heldCounts: Array<HeldCount>;
  /** For other subgraphs: `heldCounts` of many books. */
  heldCountsOf: Array<BookHeldCount>;
  /**
   * 导入. One import of a file: how far it is, and what came of it. For librarians of its library, clerks of its store and
   * administrators. Null when there is none. Files are sent to `POST /imports`, or by `npm run import`.
   */
  importRun?: Maybe<ImportRun>;
  /** 导入记录. The imports of a library, or of a store, the newest first; of all for an administrator who names neither. */
  importRuns?: Maybe<ImportRunConnection>;
  /** Where the records of a library name its copies: the default unless it was set. */
  itemMapping?: Maybe<ItemMapping>;
  /** For other subgraphs: an item by barcode and library. */
  itemRecord?: Maybe<ItemRecord>;
  /** For other subgraphs: copies of one status that are at a branch or are to come there, by call number. */
  itemsAtWork: ItemsAtWork;
  /** For other subgraphs: copies of one library that wait for cataloguing, by call number. */
  itemsToCatalogue: ItemIdPage;
  /** All member libraries: the central library first, then the districts. */
  libraries?: Maybe<Array<Library>>;
  /** For other subgraphs: the copies that orders bought, of orders with an id after one and up to another. */
  orderItemsBetween: Array<OrderItem>;
  /** The periodicals that stand in the periodicals room, by shelf number. */
  periodicals?: Maybe<Array<Periodical>>;
  /** For other subgraphs: where copies of a title stand, and how many copies of the purchase programme each branch has. */
  placementFacts: PlacementFacts;
  /** Events that take place between two days, both included, in order of their first day. At most 366 days. */
  programme?: Maybe<Array<ProgrammeEvent>>;
  /** For other subgraphs: what the catalogue, the copy slots, the fund and the rule sets say about buying a book. */
  purchaseFacts?: Maybe<PurchaseFacts>;
  /** For other subgraphs: `purchaseFacts` of many books, for each library that may pay. */
  purchaseFactsOf: ManyPurchaseFacts;
  /** For other subgraphs: what orders hold of slots and funds, of those with an id after one and up to another. */
  purchasesBetween: Array<HeldPurchase>;
  /**
   * 借阅排行. The most borrowed books of a year, in order; of one library's copies, or of each library's in turn, the central library
   * first. What was printed stands as printed; other lists are computed from the loans, those of the last minute perhaps not counted
   * yet. Empty where nothing was lent. At most 100 of each library.
   */
  rankings?: Maybe<Array<RankingEntry>>;
  /** For the gateway: records of a library as they came, by id, those after one. For who may read its imports. */
  recordsToExport: Array<ExportedRecord>;
  /**
   * The rule sets of the purchase programme: the defaults, the network's versions, and those of one library, or of all when none is
   * given, in the order in which they were made. Nothing is ever edited.
   */
  ruleSets?: Maybe<Array<RuleSet>>;
  /** The rules that judge a purchase which this library would pay, on a day (today). */
  rulesInForce?: Maybe<RulesInForce>;
  /**
   * 检索. Books in which every word of the query occurs: in the title, the people, the subjects, the series, the publisher, the year, or
   * as the beginning of a class, a call number (`I247.5/328`) or an ISBN in any form. Titles and names also by pinyin (`bainian`) and
   * initials (`bngd`); traditional and simplified characters are the same. When nothing has the words, what sounds like them is found,
   * or else what differs by one mistake: see `matched`. At most 200 characters, at most 100 a page.
   */
  searchBooks?: Maybe<BookConnection>;
  /**
   * 检索提示. What somebody may mean who is typing: titles, people and subjects that have the text in them, by characters, pinyin or
   * initials, from one character on. What begins with it first, the most popular first, each once.
   */
  suggest?: Maybe<Array<Suggestion>>;
  /** For the gateway: an import under way of the same file, so that an upload that was broken off goes on. */
  unfinishedImport?: Maybe<ImportRun>;
};


export type QueryAvailableItemsArgs = {
  bookId: Scalars['ID']['input'];
  first?: Scalars['Int']['input'];
};


export type QueryBookArgs = {
  id: Scalars['ID']['input'];
};


export type QueryBookNumbersArgs = {
  ids: Array<Scalars['ID']['input']>;
  libraries: Array<Scalars['ID']['input']>;
};


export type QueryBookRecordsArgs = {
  ids: Array<Scalars['ID']['input']>;
  isbns: Array<Scalars['String']['input']>;
};


export type QueryBookTitlesArgs = {
  ids: Array<Scalars['ID']['input']>;
};


export type QueryBooksByIsbnArgs = {
  isbn: Scalars['String']['input'];
};


export type QueryBranchCopiesOfBooksArgs = {
  bookIds: Array<Scalars['ID']['input']>;
};


export type QueryBranchRecordArgs = {
  id: Scalars['ID']['input'];
};


export type QueryBranchesArgs = {
  accessible?: Scalars['Boolean']['input'];
  library?: InputMaybe<Scalars['ID']['input']>;
};


export type QueryChangesArgs = {
  first?: Scalars['Int']['input'];
  library?: InputMaybe<Scalars['ID']['input']>;
  since?: InputMaybe<Scalars['String']['input']>;
};


export type QueryFundArgs = {
  library: Scalars['ID']['input'];
  year: Scalars['Int']['input'];
};


export type QueryFundsArgs = {
  year: Scalars['Int']['input'];
};


export type QueryHeldCountsArgs = {
  bookId: Scalars['ID']['input'];
};


export type QueryHeldCountsOfArgs = {
  bookIds: Array<Scalars['ID']['input']>;
};


export type QueryImportRunArgs = {
  id: Scalars['ID']['input'];
};


export type QueryImportRunsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  library?: InputMaybe<Scalars['ID']['input']>;
  store?: InputMaybe<Scalars['ID']['input']>;
};


export type QueryItemMappingArgs = {
  library: Scalars['ID']['input'];
};


export type QueryItemRecordArgs = {
  barcode: Scalars['String']['input'];
  library: Scalars['ID']['input'];
};


export type QueryItemsAtWorkArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  branch: Scalars['ID']['input'];
  dueBefore?: InputMaybe<Scalars['Date']['input']>;
  first: Scalars['Int']['input'];
  status: ItemStatus;
};


export type QueryItemsToCatalogueArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first: Scalars['Int']['input'];
  library: Scalars['ID']['input'];
};


export type QueryOrderItemsBetweenArgs = {
  after: Scalars['ID']['input'];
  upTo?: InputMaybe<Scalars['ID']['input']>;
};


export type QueryPlacementFactsArgs = {
  bookId: Scalars['ID']['input'];
  itemId: Scalars['ID']['input'];
};


export type QueryProgrammeArgs = {
  from: Scalars['Date']['input'];
  to: Scalars['Date']['input'];
};


export type QueryPurchaseFactsArgs = {
  at: Scalars['DateTime']['input'];
  bookId: Scalars['ID']['input'];
  day: Scalars['Date']['input'];
  payer: Scalars['ID']['input'];
  year: Scalars['Int']['input'];
};


export type QueryPurchaseFactsOfArgs = {
  at: Scalars['DateTime']['input'];
  bookIds: Array<Scalars['ID']['input']>;
  day: Scalars['Date']['input'];
  payers: Array<Scalars['ID']['input']>;
  year: Scalars['Int']['input'];
};


export type QueryPurchasesBetweenArgs = {
  after: Scalars['ID']['input'];
  upTo?: InputMaybe<Scalars['ID']['input']>;
};


export type QueryRankingsArgs = {
  audience: Audience;
  first?: Scalars['Int']['input'];
  library?: InputMaybe<Scalars['ID']['input']>;
  year: Scalars['Int']['input'];
};


export type QueryRecordsToExportArgs = {
  after?: InputMaybe<Scalars['ID']['input']>;
  first: Scalars['Int']['input'];
  library: Scalars['ID']['input'];
};


export type QueryRuleSetsArgs = {
  library?: InputMaybe<Scalars['ID']['input']>;
};


export type QueryRulesInForceArgs = {
  channel: PurchaseChannel;
  library: Scalars['ID']['input'];
  on?: InputMaybe<Scalars['Date']['input']>;
  readerType?: InputMaybe<ReaderType>;
};


export type QuerySearchBooksArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<BookFilter>;
  first?: Scalars['Int']['input'];
  query: Scalars['String']['input'];
  sort?: SearchSort;
};


export type QuerySuggestArgs = {
  first?: Scalars['Int']['input'];
  prefix: Scalars['String']['input'];
};


export type QueryUnfinishedImportArgs = {
  input: BeginImportInput;
};

/** One line of a list of the most borrowed books. */
export type RankingEntry = {
  __typename?: 'RankingEntry';
  /** The catalogue's record. */
  book?: Maybe<Book>;
  /** 索书号 as printed; the library's own. Null in a computed list: copies of a book may have several. */
  callNumber?: Maybe<Scalars['String']['output']>;
  library: Library;
  /** Number of loans that began in that year. Null when the source printed none. */
  loans?: Maybe<Scalars['Int']['output']>;
  /** Year of publication. */
  publicationYear?: Maybe<Scalars['Int']['output']>;
  publisher?: Maybe<Scalars['String']['output']>;
  rank: Scalars['Int']['output'];
  responsibility?: Maybe<Scalars['String']['output']>;
  source: RankingSource;
  title: Scalars['String']['output'];
};

/** Where a ranking comes from. */
export type RankingSource =
  /** Counted from the loans. */
  | 'COMPUTED'
  /** Printed in the library's newsletter. */
  | 'PRINTED';

/** Type of a reader's card. */
export type ReaderType =
  | 'ADULT'
  | 'CHILD';

export type ReceivedItem = {
  __typename?: 'ReceivedItem';
  bookId: Scalars['ID']['output'];
  callNumberSort: Scalars['String']['output'];
  /** Under which it is kept for the queue. */
  claimId?: Maybe<Scalars['ID']['output']>;
  /** The branch where it must travel: the one it belongs to, or its owner's cataloguers. */
  destination?: Maybe<Scalars['ID']['output']>;
  itemId: Scalars['ID']['output'];
  /** Null for a copy that is kept for the queue of its book: lending decides. */
  next?: Maybe<ReturnStep>;
};

/** What a record came as. */
export type RecordFlavour =
  /** The Chinese UNIMARC. */
  | 'CNMARC'
  | 'MARC21';

/** Why a record is of its book. */
export type RecordMatch =
  /** Title, volume, people, publisher and year agree, as far as both say them; of a reprint the pages in place of the year. */
  | 'DESCRIPTION'
  /** An ISBN, the volume and the title agree. */
  | 'ISBN'
  /** A librarian has put it there. */
  | 'LIBRARIAN'
  /** It was the first: the book was made for it. */
  | 'NEW';

export type ReleaseKeptItemInput = {
  branchId: Scalars['ID']['input'];
  claimId: Scalars['ID']['input'];
  itemId: Scalars['ID']['input'];
  returnId: Scalars['ID']['input'];
};

export type ReserveFailure = {
  __typename?: 'ReserveFailure';
  actual?: Maybe<Scalars['Int']['output']>;
  code: Scalars['String']['output'];
  eligibleFrom?: Maybe<Scalars['Date']['output']>;
  limit?: Maybe<Scalars['Int']['output']>;
};

export type ReserveItemsResult = {
  __typename?: 'ReserveItemsResult';
  /** In the order of their volumes; none when they were refused. */
  items: Array<ReservedItem>;
  /** Why not: BARCODE_IN_USE or RELEASED. */
  reason?: Maybe<Scalars['String']['output']>;
};

export type ReserveOrderItemsInput = {
  /** The pre-issued barcodes that the clerk scanned, one for each volume; without them numbers are assigned. */
  barcodes: Array<Scalars['String']['input']>;
  bookId: Scalars['ID']['input'];
  callNumber: Scalars['String']['input'];
  /** Volumes of a set; each becomes a copy. */
  count: Scalars['Int']['input'];
  library: Scalars['ID']['input'];
  location: Scalars['String']['input'];
  orderId: Scalars['ID']['input'];
};

export type ReservePurchaseInput = {
  bookId: Scalars['ID']['input'];
  cityCap: Scalars['Int']['input'];
  cityHeld: Scalars['Int']['input'];
  copies: Scalars['Int']['input'];
  /** What the library pays, in fen. */
  netFen: Scalars['Int']['input'];
  orderId: Scalars['ID']['input'];
  payer: Scalars['ID']['input'];
  payerCap: Scalars['Int']['input'];
  /** Held copies not bought by this programme, of the payer and of the city, as counted for this order. */
  payerHeld: Scalars['Int']['input'];
  /** The fund's year. */
  year: Scalars['Int']['input'];
};

export type ReserveResult = {
  __typename?: 'ReserveResult';
  /** Codes of the rules that failed. */
  failures: Array<ReserveFailure>;
  reserved: Scalars['Boolean']['output'];
};

export type ReservedItem = {
  __typename?: 'ReservedItem';
  barcode: Scalars['String']['output'];
  itemId: Scalars['ID']['output'];
};

/** What the desk does with an item that came back. */
export type ReturnStep =
  /** 预约. A reader waits for it: put it on the hold shelf here, or send it to the branch where the reader picks it up. */
  | 'HOLD_FOR'
  /** 送还. Send it to the branch it belongs to. */
  | 'SEND_TO'
  /** 上架. Put it on the shelf here. */
  | 'SHELVE'
  /** 编目. Send it to cataloguing: a copy bought for a reader, not yet catalogued, or one that was lost or damaged. */
  | 'TO_CATALOGUING';

/** 阅览室. A room of a branch. */
export type Room = {
  __typename?: 'Room';
  areaSquareMetres?: Maybe<Scalars['Int']['output']>;
  /** Discs of barrier-free films, in the words of the source: `数十种`. */
  barrierFreeFilmDiscs?: Maybe<Scalars['String']['output']>;
  /** Titles in braille, for the room of visually impaired readers. */
  brailleTitles?: Maybe<Scalars['Int']['output']>;
  /** Devices readers can use: `听书机`, `助视器`. */
  devices: Array<Scalars['String']['output']>;
  floor?: Maybe<Scalars['Int']['output']>;
  name: Scalars['String']['output'];
  /** Year of the last renovation. */
  renovated?: Maybe<Scalars['Int']['output']>;
  seats?: Maybe<Scalars['Int']['output']>;
  source: FactSource;
};

/** What a rule that fails does. */
export type RuleConsequence =
  /** The order passes and is marked. */
  | 'FLAG'
  /** The rule does not judge. */
  | 'OFF'
  /** The order is refused. */
  | 'REFUSE'
  /** A librarian decides. At the counter, where a reader waits, it refuses. */
  | 'REVIEW';

/** 规则集. One version of the programme's rules for a library, a channel, a type of reader, or all of them. */
export type RuleSet = {
  __typename?: 'RuleSet';
  /** Null for both channels. */
  channel?: Maybe<PurchaseChannel>;
  createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** The library, or the role, that added it. Null for the defaults. */
  createdBy?: Maybe<Scalars['String']['output']>;
  id: Scalars['ID']['output'];
  /** Null for all libraries. */
  library?: Maybe<Library>;
  note?: Maybe<Scalars['String']['output']>;
  /** Null for all readers. */
  readerType?: Maybe<ReaderType>;
  rules: Array<PurchaseRuleValue>;
  terms: LoanTerms;
  /** First day on which it is in force. */
  validFrom: Scalars['Date']['output'];
  /** Of versions for the same from the same day the higher one counts. 0 for the defaults. */
  version: Scalars['Int']['output'];
};

/** What a version of a rule set says. What it does not say is taken from the less specific set, and at last from the defaults. */
export type RuleSetInput = {
  /** Left out, both channels. */
  channel?: InputMaybe<PurchaseChannel>;
  /** The library that pays; left out, all libraries. */
  library?: InputMaybe<Scalars['ID']['input']>;
  /** Why, for whoever reads the history. */
  note?: InputMaybe<Scalars['String']['input']>;
  /** Left out, all readers. */
  readerType?: InputMaybe<ReaderType>;
  rules?: Array<PurchaseRuleInput>;
  terms?: InputMaybe<LoanTermsInput>;
  /** First day on which it is in force, today or later. */
  validFrom: Scalars['Date']['input'];
};

/** What judges a purchase, and the sets that it comes from, the least specific first. */
export type RulesInForce = {
  __typename?: 'RulesInForce';
  rules: Array<PurchaseRuleValue>;
  sets: Array<RuleSet>;
  terms: LoanTerms;
};

/** How the words of a search were taken. */
export type SearchMatch =
  /** As they are. */
  | 'EXACT'
  /** 近似. Nothing has these words; these differ by one character that is wrong, missing or too much, or by two that changed places. */
  | 'SIMILAR'
  /** 同音. Nothing has these characters; these sound like them. */
  | 'SOUND';

/** In what order books are listed. Equal ones stand by popularity: the copies held, and the loans of this year's and the last year's lists. */
export type SearchSort =
  /** By CLC class, as call numbers stand on the shelf: I247.5 before I25. */
  | 'CALL_NUMBER'
  /** By the year of publication, the latest first. */
  | 'NEWEST'
  /** By popularity alone. */
  | 'POPULAR'
  /** The whole title, its beginning, whole words in it, then title, people, subjects, publisher. */
  | 'RELEVANCE';

export type ShelveOwnItemInput = {
  actor: Scalars['String']['input'];
  branchId: Scalars['ID']['input'];
  itemId: Scalars['ID']['input'];
  location?: InputMaybe<Scalars['String']['input']>;
};

/** Which records are another book. */
export type SplitBookInput = {
  book: Scalars['ID']['input'];
  /** Why, for whoever looks later: 1 to 500 characters. */
  reason: Scalars['String']['input'];
  /** Records of this book, not all of them. */
  records: Array<Scalars['ID']['input']>;
};

export type StandingCopy = {
  __typename?: 'StandingCopy';
  branch: Scalars['ID']['output'];
  library: Scalars['ID']['output'];
};

/** 合作书店. A partner bookstore. */
export type Store = {
  __typename?: 'Store';
  id: Scalars['ID']['output'];
};

export type StubInput = {
  classNumber: Scalars['String']['input'];
  format: BookFormat;
  isbn: Scalars['String']['input'];
  publisher?: InputMaybe<Scalars['String']['input']>;
  responsibility?: InputMaybe<Scalars['String']['input']>;
  title: Scalars['String']['input'];
  volumes: Scalars['Int']['input'];
  year: Scalars['Int']['input'];
};

export type Subscription = {
  __typename?: 'Subscription';
  /**
   * 馆藏动态. A library's counts of a book's copies, each time when they have changed, as a rule within a second. For everybody.
   * A book that is merged into another is watched on under its new id.
   */
  availabilityChanged: AvailabilityChange;
};


export type SubscriptionAvailabilityChangedArgs = {
  after?: InputMaybe<Scalars['ID']['input']>;
  bookIds: Array<Scalars['ID']['input']>;
};

/** What somebody may mean who is typing. */
export type Suggestion = {
  __typename?: 'Suggestion';
  /** For a title: the most popular book of that title. */
  book?: Maybe<Book>;
  kind: SuggestionKind;
  /** Where what was typed stands in the text. */
  ranges: Array<TextRange>;
  /** To be searched for. */
  text: Scalars['String']['output'];
};

/** What a suggestion is of a book. */
export type SuggestionKind =
  /** 责任者 */
  | 'PERSON'
  /** 主题 */
  | 'SUBJECT'
  /** 题名 */
  | 'TITLE';

export type TakenSlots = {
  __typename?: 'TakenSlots';
  payer: Scalars['ID']['output'];
  taken: Scalars['Int']['output'];
};

/** A part of a text, counted in UTF-16 units as JavaScript, Java and C# do. */
export type TextRange = {
  __typename?: 'TextRange';
  from: Scalars['Int']['output'];
  /** The first unit behind it. */
  to: Scalars['Int']['output'];
};

/** Books that came out in these years, both included. */
export type YearCount = {
  __typename?: 'YearCount';
  count: Scalars['Int']['output'];
  from: Scalars['Int']['output'];
  isExact: Scalars['Boolean']['output'];
  to: Scalars['Int']['output'];
};

/** Years of publication, both included. One that is left out is open. */
export type YearRange = {
  from?: InputMaybe<Scalars['Int']['input']>;
  to?: InputMaybe<Scalars['Int']['input']>;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  Book: Book;
  Branch: Branch;
  CentralHoldings: CentralHoldings;
  CentralItem: CentralItem;
  DistrictHoldings: DistrictHoldings;
  Library: Library;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Book:
    ( { __typename: 'Book' }
    & GraphQLRecursivePick<FederationTypes['Book'], {"id":true}> );
  Branch:
    ( { __typename: 'Branch' }
    & GraphQLRecursivePick<FederationTypes['Branch'], {"id":true}> );
  CentralHoldings:
    ( { __typename: 'CentralHoldings' }
    & GraphQLRecursivePick<FederationTypes['CentralHoldings'], {"id":true}> );
  CentralItem:
    ( { __typename: 'CentralItem' }
    & GraphQLRecursivePick<FederationTypes['CentralItem'], {"id":true}> );
  DistrictHoldings:
    ( { __typename: 'DistrictHoldings' }
    & GraphQLRecursivePick<FederationTypes['DistrictHoldings'], {"id":true}> );
  Library:
    ( { __typename: 'Library' }
    & GraphQLRecursivePick<FederationTypes['Library'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  AccessibleCount: ResolverTypeWrapper<AccessibleCount>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  AccessibleFormat: AccessibleFormat;
  AdjustPurchaseInput: AdjustPurchaseInput;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  AllocateFundInput: AllocateFundInput;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Audience: Audience;
  AvailabilityChange: ResolverTypeWrapper<AvailabilityChangeValue>;
  AvailableCount: ResolverTypeWrapper<AvailableCount>;
  AvailableItem: ResolverTypeWrapper<AvailableItem>;
  BadIsbn: ResolverTypeWrapper<BadIsbn>;
  BeginImportInput: BeginImportInput;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  Book: ResolverTypeWrapper<BookEntity>;
  BookConnection: ResolverTypeWrapper<FoundBooks>;
  BookEdge: ResolverTypeWrapper<FoundBook>;
  BookFacets: ResolverTypeWrapper<Facets>;
  BookFilter: BookFilter;
  BookFormat: BookFormat;
  BookHeldCount: ResolverTypeWrapper<BookHeldCount>;
  BookNumbers: ResolverTypeWrapper<BookNumbers>;
  BookPurchaseFacts: ResolverTypeWrapper<BookPurchaseFacts>;
  BookRecord: ResolverTypeWrapper<ShownRecord>;
  BookRecordConnection: ResolverTypeWrapper<Omit<BookRecordConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['BookRecordEdge']>, nodes: Array<ResolversTypes['BookRecord']> }>;
  BookRecordEdge: ResolverTypeWrapper<Omit<BookRecordEdge, 'node'> & { node: ResolversTypes['BookRecord'] }>;
  BookSplit: ResolverTypeWrapper<Omit<BookSplit, 'book' | 'taken'> & { book: ResolversTypes['Book'], taken: ResolversTypes['Book'] }>;
  BookTitle: ResolverTypeWrapper<BookTitle>;
  Branch: ResolverTypeWrapper<BranchEntity>;
  BranchCopies: ResolverTypeWrapper<BranchCopies>;
  BranchKind: BranchKind;
  BranchPlace: ResolverTypeWrapper<BranchPlace>;
  BranchRecord: ResolverTypeWrapper<BranchRecord>;
  CatalogueChange: ResolverTypeWrapper<CatalogueChangeValue>;
  CatalogueChangeKind: CatalogueChangeKind;
  CatalogueChanges: ResolverTypeWrapper<Omit<CatalogueChanges, 'nodes'> & { nodes: Array<ResolversTypes['CatalogueChange']> }>;
  CatalogueOwnItemInput: CatalogueOwnItemInput;
  CentralHoldings: ResolverTypeWrapper<HoldingsRow>;
  CentralItem: ResolverTypeWrapper<ItemEntity>;
  ClassCount: ResolverTypeWrapper<ClassCount>;
  Contributor: ResolverTypeWrapper<Contributor>;
  CorrectPurchaseInput: CorrectPurchaseInput;
  CorrectPurchaseResult: ResolverTypeWrapper<CorrectPurchaseResult>;
  Currency: Currency;
  Date: ResolverTypeWrapper<Scalars['Date']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DistrictCount: ResolverTypeWrapper<DistrictCount>;
  DistrictHoldings: ResolverTypeWrapper<HoldingsRow>;
  EventKind: EventKind;
  EventMode: EventMode;
  ExportedRecord: ResolverTypeWrapper<ExportedRecord>;
  FactSource: FactSource;
  FormatCount: ResolverTypeWrapper<FormatCount>;
  FreeFund: ResolverTypeWrapper<FreeFund>;
  Fund: ResolverTypeWrapper<FundEntity>;
  HeldCount: ResolverTypeWrapper<HeldCount>;
  HeldPurchase: ResolverTypeWrapper<HeldPurchase>;
  Highlight: ResolverTypeWrapper<Omit<Highlight, 'ranges'> & { ranges: Array<ResolversTypes['TextRange']> }>;
  HighlightedField: HighlightedField;
  Holdings: ResolverTypeWrapper<HoldingsRow>;
  HoldingsCounts: ResolverTypeWrapper<HoldingsCounts>;
  HoldingsNow: ResolverTypeWrapper<HoldingsNowValue>;
  HoldingsReport: HoldingsReport;
  HoldingsState: HoldingsState;
  ImportCounts: ResolverTypeWrapper<ImportCounts>;
  ImportFormat: ImportFormat;
  ImportReject: ResolverTypeWrapper<ImportRejectEntity>;
  ImportRejectConnection: ResolverTypeWrapper<Omit<ImportRejectConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['ImportRejectEdge']>, nodes: Array<ResolversTypes['ImportReject']> }>;
  ImportRejectEdge: ResolverTypeWrapper<Omit<ImportRejectEdge, 'node'> & { node: ResolversTypes['ImportReject'] }>;
  ImportRejectKind: ImportRejectKind;
  ImportRun: ResolverTypeWrapper<ImportRunEntity>;
  ImportRunConnection: ResolverTypeWrapper<Omit<ImportRunConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['ImportRunEdge']>, nodes: Array<ResolversTypes['ImportRun']> }>;
  ImportRunEdge: ResolverTypeWrapper<Omit<ImportRunEdge, 'node'> & { node: ResolversTypes['ImportRun'] }>;
  ImportState: ImportState;
  Item: ResolverTypeWrapper<ItemEntity>;
  ItemAtWork: ResolverTypeWrapper<ItemAtWork>;
  ItemConnection: ResolverTypeWrapper<Omit<ItemConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['ItemEdge']>, nodes: Array<ResolversTypes['Item']> }>;
  ItemEdge: ResolverTypeWrapper<Omit<ItemEdge, 'node'> & { node: ResolversTypes['Item'] }>;
  ItemId: ResolverTypeWrapper<ItemId>;
  ItemIdEdge: ResolverTypeWrapper<ItemIdEdge>;
  ItemIdPage: ResolverTypeWrapper<ItemIdPage>;
  ItemInput: ItemInput;
  ItemMapping: ResolverTypeWrapper<ItemMapping>;
  ItemMappingInput: ItemMappingInput;
  ItemRecord: ResolverTypeWrapper<ItemRecord>;
  ItemStatus: ItemStatus;
  ItemsAtWork: ResolverTypeWrapper<ItemsAtWork>;
  LastKnownCount: ResolverTypeWrapper<LastKnownCount>;
  LedgerAccount: LedgerAccount;
  LedgerEntry: ResolverTypeWrapper<LedgerEntryEntity>;
  LedgerEntryConnection: ResolverTypeWrapper<Omit<LedgerEntryConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['LedgerEntryEdge']>, nodes: Array<ResolversTypes['LedgerEntry']> }>;
  LedgerEntryEdge: ResolverTypeWrapper<Omit<LedgerEntryEdge, 'node'> & { node: ResolversTypes['LedgerEntry'] }>;
  LedgerStep: LedgerStep;
  Library: ResolverTypeWrapper<LibraryEntity>;
  LibraryCount: ResolverTypeWrapper<Omit<LibraryCount, 'library'> & { library: ResolversTypes['Library'] }>;
  LibraryKind: LibraryKind;
  LoanStart: LoanStart;
  LoanTerms: ResolverTypeWrapper<LoanTerms>;
  LoanTermsInput: LoanTermsInput;
  LocalTime: ResolverTypeWrapper<Scalars['LocalTime']['output']>;
  LossKind: LossKind;
  ManyPurchaseFacts: ResolverTypeWrapper<Omit<ManyPurchaseFacts, 'ruleSets'> & { ruleSets: Array<ResolversTypes['RuleSet']> }>;
  MarcFlavour: MarcFlavour;
  MatchCount: ResolverTypeWrapper<MatchCount>;
  MergeBooksInput: MergeBooksInput;
  Money: ResolverTypeWrapper<Money>;
  MoneyInput: MoneyInput;
  MoveKeptItemInput: MoveKeptItemInput;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  OrderItem: ResolverTypeWrapper<OrderItem>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  PartOfDay: PartOfDay;
  Periodical: ResolverTypeWrapper<PeriodicalEntity>;
  PinnedRecord: ResolverTypeWrapper<PinnedRecord>;
  PlacedCopies: ResolverTypeWrapper<PlacedCopies>;
  PlacementFacts: ResolverTypeWrapper<PlacementFacts>;
  ProgrammeEvent: ResolverTypeWrapper<ProgrammeEventEntity>;
  PurchaseChannel: PurchaseChannel;
  PurchaseFacts: ResolverTypeWrapper<Omit<PurchaseFacts, 'ruleSets'> & { ruleSets: Array<ResolversTypes['RuleSet']> }>;
  PurchaseLendOrder: ResolverTypeWrapper<Reference>;
  PurchaseRule: PurchaseRule;
  PurchaseRuleInput: PurchaseRuleInput;
  PurchaseRuleValue: ResolverTypeWrapper<PurchaseRuleValue>;
  PutItemOutcome: PutItemOutcome;
  PutItemReason: PutItemReason;
  PutItemResult: ResolverTypeWrapper<PutItem>;
  PutItemsInput: PutItemsInput;
  PutItemsResult: ResolverTypeWrapper<Omit<PutItemsResult, 'items'> & { items: Array<ResolversTypes['PutItemResult']> }>;
  PutOwnItemInput: PutOwnItemInput;
  PutOwnItemResult: ResolverTypeWrapper<PutOwnItemResult>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RankingEntry: ResolverTypeWrapper<RankingLine>;
  RankingSource: RankingSource;
  ReaderType: ReaderType;
  ReceivedItem: ResolverTypeWrapper<ReceivedItem>;
  RecordFlavour: RecordFlavour;
  RecordMatch: RecordMatch;
  ReleaseKeptItemInput: ReleaseKeptItemInput;
  ReserveFailure: ResolverTypeWrapper<ReserveFailure>;
  ReserveItemsResult: ResolverTypeWrapper<ReserveItemsResult>;
  ReserveOrderItemsInput: ReserveOrderItemsInput;
  ReservePurchaseInput: ReservePurchaseInput;
  ReserveResult: ResolverTypeWrapper<ReserveResult>;
  ReservedItem: ResolverTypeWrapper<ReservedItem>;
  ReturnStep: ReturnStep;
  Room: ResolverTypeWrapper<RoomEntity>;
  RuleConsequence: RuleConsequence;
  RuleSet: ResolverTypeWrapper<RuleSetValue>;
  RuleSetInput: RuleSetInput;
  RulesInForce: ResolverTypeWrapper<Omit<RulesInForce, 'sets'> & { sets: Array<ResolversTypes['RuleSet']> }>;
  SearchMatch: SearchMatch;
  SearchSort: SearchSort;
  ShelveOwnItemInput: ShelveOwnItemInput;
  SplitBookInput: SplitBookInput;
  StandingCopy: ResolverTypeWrapper<StandingCopy>;
  Store: ResolverTypeWrapper<Reference>;
  StubInput: StubInput;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Suggestion: ResolverTypeWrapper<SuggestionValue>;
  SuggestionKind: SuggestionKind;
  TakenSlots: ResolverTypeWrapper<TakenSlots>;
  TextRange: ResolverTypeWrapper<Range>;
  YearCount: ResolverTypeWrapper<YearCount>;
  YearRange: YearRange;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  AccessibleCount: AccessibleCount;
  Int: Scalars['Int']['output'];
  Boolean: Scalars['Boolean']['output'];
  AdjustPurchaseInput: AdjustPurchaseInput;
  ID: Scalars['ID']['output'];
  AllocateFundInput: AllocateFundInput;
  String: Scalars['String']['output'];
  AvailabilityChange: AvailabilityChangeValue;
  AvailableCount: AvailableCount;
  AvailableItem: AvailableItem;
  BadIsbn: BadIsbn;
  BeginImportInput: BeginImportInput;
  Float: Scalars['Float']['output'];
  Book: BookEntity;
  BookConnection: FoundBooks;
  BookEdge: FoundBook;
  BookFacets: Facets;
  BookFilter: BookFilter;
  BookHeldCount: BookHeldCount;
  BookNumbers: BookNumbers;
  BookPurchaseFacts: BookPurchaseFacts;
  BookRecord: ShownRecord;
  BookRecordConnection: Omit<BookRecordConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['BookRecordEdge']>, nodes: Array<ResolversParentTypes['BookRecord']> };
  BookRecordEdge: Omit<BookRecordEdge, 'node'> & { node: ResolversParentTypes['BookRecord'] };
  BookSplit: Omit<BookSplit, 'book' | 'taken'> & { book: ResolversParentTypes['Book'], taken: ResolversParentTypes['Book'] };
  BookTitle: BookTitle;
  Branch: BranchEntity;
  BranchCopies: BranchCopies;
  BranchPlace: BranchPlace;
  BranchRecord: BranchRecord;
  CatalogueChange: CatalogueChangeValue;
  CatalogueChanges: Omit<CatalogueChanges, 'nodes'> & { nodes: Array<ResolversParentTypes['CatalogueChange']> };
  CatalogueOwnItemInput: CatalogueOwnItemInput;
  CentralHoldings: HoldingsRow;
  CentralItem: ItemEntity;
  ClassCount: ClassCount;
  Contributor: Contributor;
  CorrectPurchaseInput: CorrectPurchaseInput;
  CorrectPurchaseResult: CorrectPurchaseResult;
  Date: Scalars['Date']['output'];
  DateTime: Scalars['DateTime']['output'];
  DistrictCount: DistrictCount;
  DistrictHoldings: HoldingsRow;
  ExportedRecord: ExportedRecord;
  FormatCount: FormatCount;
  FreeFund: FreeFund;
  Fund: FundEntity;
  HeldCount: HeldCount;
  HeldPurchase: HeldPurchase;
  Highlight: Omit<Highlight, 'ranges'> & { ranges: Array<ResolversParentTypes['TextRange']> };
  Holdings: HoldingsRow;
  HoldingsCounts: HoldingsCounts;
  HoldingsNow: HoldingsNowValue;
  HoldingsReport: HoldingsReport;
  ImportCounts: ImportCounts;
  ImportReject: ImportRejectEntity;
  ImportRejectConnection: Omit<ImportRejectConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['ImportRejectEdge']>, nodes: Array<ResolversParentTypes['ImportReject']> };
  ImportRejectEdge: Omit<ImportRejectEdge, 'node'> & { node: ResolversParentTypes['ImportReject'] };
  ImportRun: ImportRunEntity;
  ImportRunConnection: Omit<ImportRunConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['ImportRunEdge']>, nodes: Array<ResolversParentTypes['ImportRun']> };
  ImportRunEdge: Omit<ImportRunEdge, 'node'> & { node: ResolversParentTypes['ImportRun'] };
  Item: ItemEntity;
  ItemAtWork: ItemAtWork;
  ItemConnection: Omit<ItemConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['ItemEdge']>, nodes: Array<ResolversParentTypes['Item']> };
  ItemEdge: Omit<ItemEdge, 'node'> & { node: ResolversParentTypes['Item'] };
  ItemId: ItemId;
  ItemIdEdge: ItemIdEdge;
  ItemIdPage: ItemIdPage;
  ItemInput: ItemInput;
  ItemMapping: ItemMapping;
  ItemMappingInput: ItemMappingInput;
  ItemRecord: ItemRecord;
  ItemsAtWork: ItemsAtWork;
  LastKnownCount: LastKnownCount;
  LedgerEntry: LedgerEntryEntity;
  LedgerEntryConnection: Omit<LedgerEntryConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['LedgerEntryEdge']>, nodes: Array<ResolversParentTypes['LedgerEntry']> };
  LedgerEntryEdge: Omit<LedgerEntryEdge, 'node'> & { node: ResolversParentTypes['LedgerEntry'] };
  Library: LibraryEntity;
  LibraryCount: Omit<LibraryCount, 'library'> & { library: ResolversParentTypes['Library'] };
  LoanTerms: LoanTerms;
  LoanTermsInput: LoanTermsInput;
  LocalTime: Scalars['LocalTime']['output'];
  ManyPurchaseFacts: Omit<ManyPurchaseFacts, 'ruleSets'> & { ruleSets: Array<ResolversParentTypes['RuleSet']> };
  MatchCount: MatchCount;
  MergeBooksInput: MergeBooksInput;
  Money: Money;
  MoneyInput: MoneyInput;
  MoveKeptItemInput: MoveKeptItemInput;
  Mutation: Record<PropertyKey, never>;
  OrderItem: OrderItem;
  PageInfo: PageInfo;
  Periodical: PeriodicalEntity;
  PinnedRecord: PinnedRecord;
  PlacedCopies: PlacedCopies;
  PlacementFacts: PlacementFacts;
  ProgrammeEvent: ProgrammeEventEntity;
  PurchaseFacts: Omit<PurchaseFacts, 'ruleSets'> & { ruleSets: Array<ResolversParentTypes['RuleSet']> };
  PurchaseLendOrder: Reference;
  PurchaseRuleInput: PurchaseRuleInput;
  PurchaseRuleValue: PurchaseRuleValue;
  PutItemResult: PutItem;
  PutItemsInput: PutItemsInput;
  PutItemsResult: Omit<PutItemsResult, 'items'> & { items: Array<ResolversParentTypes['PutItemResult']> };
  PutOwnItemInput: PutOwnItemInput;
  PutOwnItemResult: PutOwnItemResult;
  Query: Record<PropertyKey, never>;
  RankingEntry: RankingLine;
  ReceivedItem: ReceivedItem;
  ReleaseKeptItemInput: ReleaseKeptItemInput;
  ReserveFailure: ReserveFailure;
  ReserveItemsResult: ReserveItemsResult;
  ReserveOrderItemsInput: ReserveOrderItemsInput;
  ReservePurchaseInput: ReservePurchaseInput;
  ReserveResult: ReserveResult;
  ReservedItem: ReservedItem;
  Room: RoomEntity;
  RuleSet: RuleSetValue;
  RuleSetInput: RuleSetInput;
  RulesInForce: Omit<RulesInForce, 'sets'> & { sets: Array<ResolversParentTypes['RuleSet']> };
  ShelveOwnItemInput: ShelveOwnItemInput;
  SplitBookInput: SplitBookInput;
  StandingCopy: StandingCopy;
  Store: Reference;
  StubInput: StubInput;
  Subscription: Record<PropertyKey, never>;
  Suggestion: SuggestionValue;
  TakenSlots: TakenSlots;
  TextRange: Range;
  YearCount: YearCount;
  YearRange: YearRange;
};

export type AccessibleCountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AccessibleCount'] = ResolversParentTypes['AccessibleCount']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  format?: Resolver<ResolversTypes['AccessibleFormat'], ParentType, ContextType>;
  isExact?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type AvailabilityChangeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AvailabilityChange'] = ResolversParentTypes['AvailabilityChange']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  book?: Resolver<Maybe<ResolversTypes['Book']>, ParentType, ContextType>;
  eventId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  holdings?: Resolver<Maybe<ResolversTypes['Holdings']>, ParentType, ContextType>;
};

export type AvailableCountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AvailableCount'] = ResolversParentTypes['AvailableCount']> = {
  asOf?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  isExact?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type AvailableItemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AvailableItem'] = ResolversParentTypes['AvailableItem']> = {
  barcode?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  branch?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  callNumberSort?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  itemId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  library?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type BadIsbnResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BadIsbn'] = ResolversParentTypes['BadIsbn']> = {
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  why?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type BookResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Book'] = ResolversParentTypes['Book'], FederationReferenceType extends FederationReferenceTypes['Book'] = FederationReferenceTypes['Book']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Book']> | FederationReferenceType, FederationReferenceType, ContextType>;
  accessible?: Resolver<Array<ResolversTypes['AccessibleFormat']>, ParentType, ContextType>;
  catalogued?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  classNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  contributors?: Resolver<Array<ResolversTypes['Contributor']>, ParentType, ContextType>;
  dimensions?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  edition?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  extent?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  format?: Resolver<ResolversTypes['BookFormat'], ParentType, ContextType>;
  formerIds?: Resolver<Array<ResolversTypes['ID']>, ParentType, ContextType>;
  holdings?: Resolver<Array<ResolversTypes['Holdings']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isbn?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  isbns?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  lastKnown?: Resolver<Maybe<ResolversTypes['HoldingsCounts']>, ParentType, ContextType>;
  otherTitle?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  place?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  publisher?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  records?: Resolver<ResolversTypes['BookRecordConnection'], ParentType, ContextType, RequireFields<BookRecordsArgs, 'first'>>;
  responsibility?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sample?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  series?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  subjects?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  volume?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  volumeTitle?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  volumes?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  year?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type BookConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BookConnection'] = ResolversParentTypes['BookConnection']> = {
  edges?: Resolver<Array<ResolversTypes['BookEdge']>, ParentType, ContextType>;
  facets?: Resolver<ResolversTypes['BookFacets'], ParentType, ContextType>;
  matched?: Resolver<ResolversTypes['SearchMatch'], ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Book']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  total?: Resolver<ResolversTypes['MatchCount'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type BookEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BookEdge'] = ResolversParentTypes['BookEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  highlights?: Resolver<Array<ResolversTypes['Highlight']>, ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Book'], ParentType, ContextType>;
};

export type BookFacetsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BookFacets'] = ResolversParentTypes['BookFacets']> = {
  accessible?: Resolver<Array<ResolversTypes['AccessibleCount']>, ParentType, ContextType>;
  available?: Resolver<ResolversTypes['AvailableCount'], ParentType, ContextType>;
  classes?: Resolver<Array<ResolversTypes['ClassCount']>, ParentType, ContextType, Partial<BookFacetsClassesArgs>>;
  districts?: Resolver<Array<ResolversTypes['DistrictCount']>, ParentType, ContextType>;
  formats?: Resolver<Array<ResolversTypes['FormatCount']>, ParentType, ContextType>;
  libraries?: Resolver<Array<ResolversTypes['LibraryCount']>, ParentType, ContextType>;
  years?: Resolver<Array<ResolversTypes['YearCount']>, ParentType, ContextType, RequireFields<BookFacetsYearsArgs, 'step'>>;
};

export type BookHeldCountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BookHeldCount'] = ResolversParentTypes['BookHeldCount']> = {
  available?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  bookId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  held?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  library?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type BookNumbersResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BookNumbers'] = ResolversParentTypes['BookNumbers']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isbn?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  records?: Resolver<Array<ResolversTypes['ID']>, ParentType, ContextType>;
};

export type BookPurchaseFactsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BookPurchaseFacts'] = ResolversParentTypes['BookPurchaseFacts']> = {
  bookId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  classNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  format?: Resolver<ResolversTypes['BookFormat'], ParentType, ContextType>;
  held?: Resolver<Array<ResolversTypes['HeldCount']>, ParentType, ContextType>;
  lastKnown?: Resolver<Array<ResolversTypes['LastKnownCount']>, ParentType, ContextType>;
  slots?: Resolver<Array<ResolversTypes['TakenSlots']>, ParentType, ContextType>;
  volumes?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  year?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type BookRecordResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BookRecord'] = ResolversParentTypes['BookRecord']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  badIsbns?: Resolver<Array<ResolversTypes['BadIsbn']>, ParentType, ContextType>;
  control?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  describes?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  flavour?: Resolver<ResolversTypes['RecordFlavour'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isbns?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  library?: Resolver<ResolversTypes['Library'], ParentType, ContextType>;
  matchedBy?: Resolver<ResolversTypes['RecordMatch'], ParentType, ContextType>;
  otherTitle?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  pinned?: Resolver<Maybe<ResolversTypes['PinnedRecord']>, ParentType, ContextType>;
  publisher?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  responsibility?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  volume?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  why?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  year?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type BookRecordConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BookRecordConnection'] = ResolversParentTypes['BookRecordConnection']> = {
  edges?: Resolver<Array<ResolversTypes['BookRecordEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['BookRecord']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type BookRecordEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BookRecordEdge'] = ResolversParentTypes['BookRecordEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['BookRecord'], ParentType, ContextType>;
};

export type BookSplitResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BookSplit'] = ResolversParentTypes['BookSplit']> = {
  book?: Resolver<ResolversTypes['Book'], ParentType, ContextType>;
  taken?: Resolver<ResolversTypes['Book'], ParentType, ContextType>;
};

export type BookTitleResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BookTitle'] = ResolversParentTypes['BookTitle']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type BranchResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Branch'] = ResolversParentTypes['Branch'], FederationReferenceType extends FederationReferenceTypes['Branch'] = FederationReferenceTypes['Branch']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Branch']> | FederationReferenceType, FederationReferenceType, ContextType>;
  aliases?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  floor?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['BranchKind'], ParentType, ContextType>;
  library?: Resolver<ResolversTypes['Library'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  opened?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  rooms?: Resolver<Array<ResolversTypes['Room']>, ParentType, ContextType>;
  source?: Resolver<ResolversTypes['FactSource'], ParentType, ContextType>;
  subdistrict?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type BranchCopiesResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BranchCopies'] = ResolversParentTypes['BranchCopies']> = {
  available?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  bookId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  branch?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  circulating?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  dueDates?: Resolver<Array<ResolversTypes['Date']>, ParentType, ContextType>;
  elsewhere?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  library?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type BranchPlaceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BranchPlace'] = ResolversParentTypes['BranchPlace']> = {
  district?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  library?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type BranchRecordResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BranchRecord'] = ResolversParentTypes['BranchRecord']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  library?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type CatalogueChangeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CatalogueChange'] = ResolversParentTypes['CatalogueChange']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  book?: Resolver<Maybe<ResolversTypes['Book']>, ParentType, ContextType>;
  bookId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  holdings?: Resolver<Maybe<ResolversTypes['Holdings']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['CatalogueChangeKind'], ParentType, ContextType>;
};

export type CatalogueChangesResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CatalogueChanges'] = ResolversParentTypes['CatalogueChanges']> = {
  endCursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  hasMore?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['CatalogueChange']>, ParentType, ContextType>;
};

export type CentralHoldingsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CentralHoldings'] = ResolversParentTypes['CentralHoldings'], FederationReferenceType extends FederationReferenceTypes['CentralHoldings'] = FederationReferenceTypes['CentralHoldings']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['CentralHoldings']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lastKnown?: Resolver<Maybe<ResolversTypes['HoldingsCounts']>, ParentType, ContextType>;
  library?: Resolver<ResolversTypes['Library'], ParentType, ContextType>;
  now?: Resolver<Maybe<ResolversTypes['HoldingsNow']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CentralItemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CentralItem'] = ResolversParentTypes['CentralItem'], FederationReferenceType extends FederationReferenceTypes['CentralItem'] = FederationReferenceTypes['CentralItem']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['CentralItem']> | FederationReferenceType, FederationReferenceType, ContextType>;
  barcode?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  book?: Resolver<Maybe<ResolversTypes['Book']>, ParentType, ContextType>;
  branch?: Resolver<Maybe<ResolversTypes['Branch']>, ParentType, ContextType>;
  callNumber?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  dueDate?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  library?: Resolver<Maybe<ResolversTypes['Library']>, ParentType, ContextType>;
  location?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sample?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ItemStatus'], ParentType, ContextType>;
  statusText?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ClassCountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ClassCount'] = ResolversParentTypes['ClassCount']> = {
  class?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  isExact?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ContributorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Contributor'] = ResolversParentTypes['Contributor']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  role?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CorrectPurchaseResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CorrectPurchaseResult'] = ResolversParentTypes['CorrectPurchaseResult']> = {
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  recorded?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export interface DateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Date'], any> {
  name: 'Date';
}

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DistrictCountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DistrictCount'] = ResolversParentTypes['DistrictCount']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  district?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  isExact?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type DistrictHoldingsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DistrictHoldings'] = ResolversParentTypes['DistrictHoldings'], FederationReferenceType extends FederationReferenceTypes['DistrictHoldings'] = FederationReferenceTypes['DistrictHoldings']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['DistrictHoldings']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lastKnown?: Resolver<Maybe<ResolversTypes['HoldingsCounts']>, ParentType, ContextType>;
  library?: Resolver<ResolversTypes['Library'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ExportedRecordResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ExportedRecord'] = ResolversParentTypes['ExportedRecord']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  marc?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type FormatCountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FormatCount'] = ResolversParentTypes['FormatCount']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  format?: Resolver<ResolversTypes['BookFormat'], ParentType, ContextType>;
  isExact?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type FreeFundResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FreeFund'] = ResolversParentTypes['FreeFund']> = {
  freeFen?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  payer?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type FundResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Fund'] = ResolversParentTypes['Fund']> = {
  allocated?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  encumbered?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  expended?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  free?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  ledger?: Resolver<ResolversTypes['LedgerEntryConnection'], ParentType, ContextType, RequireFields<FundLedgerArgs, 'first'>>;
  library?: Resolver<ResolversTypes['Library'], ParentType, ContextType>;
  year?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type HeldCountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['HeldCount'] = ResolversParentTypes['HeldCount']> = {
  available?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  held?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  library?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type HeldPurchaseResolvers<ContextType = Context, ParentType extends ResolversParentTypes['HeldPurchase'] = ResolversParentTypes['HeldPurchase']> = {
  netFen?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  orderId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type HighlightResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Highlight'] = ResolversParentTypes['Highlight']> = {
  field?: Resolver<ResolversTypes['HighlightedField'], ParentType, ContextType>;
  ranges?: Resolver<Array<ResolversTypes['TextRange']>, ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type HoldingsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Holdings'] = ResolversParentTypes['Holdings']> = {
  __resolveType: TypeResolveFn<'CentralHoldings' | 'DistrictHoldings', ParentType, ContextType>;
};

export type HoldingsCountsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['HoldingsCounts'] = ResolversParentTypes['HoldingsCounts']> = {
  asOf?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  available?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type HoldingsNowResolvers<ContextType = Context, ParentType extends ResolversParentTypes['HoldingsNow'] = ResolversParentTypes['HoldingsNow']> = {
  asOf?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  available?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  items?: Resolver<ResolversTypes['ItemConnection'], ParentType, ContextType, RequireFields<HoldingsNowItemsArgs, 'first'>>;
  message?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['HoldingsState'], ParentType, ContextType>;
  total?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type ImportCountsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ImportCounts'] = ResolversParentTypes['ImportCounts']> = {
  added?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  changed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  read?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  rejected?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  unchanged?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ImportRejectResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ImportReject'] = ResolversParentTypes['ImportReject']> = {
  bytes?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['ImportRejectKind'], ParentType, ContextType>;
  offset?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  recordNumber?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ImportRejectConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ImportRejectConnection'] = ResolversParentTypes['ImportRejectConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ImportRejectEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['ImportReject']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ImportRejectEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ImportRejectEdge'] = ResolversParentTypes['ImportRejectEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ImportReject'], ParentType, ContextType>;
};

export type ImportRunResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ImportRun'] = ResolversParentTypes['ImportRun']> = {
  askedFormat?: Resolver<Maybe<ResolversTypes['ImportFormat']>, ParentType, ContextType>;
  bytesRead?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  createdBy?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  dryRun?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  encoding?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  endedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  fileName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  flavour?: Resolver<Maybe<ResolversTypes['MarcFlavour']>, ParentType, ContextType>;
  format?: Resolver<Maybe<ResolversTypes['ImportFormat']>, ParentType, ContextType>;
  hash?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  items?: Resolver<ResolversTypes['ImportCounts'], ParentType, ContextType>;
  library?: Resolver<Maybe<ResolversTypes['Library']>, ParentType, ContextType>;
  message?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  rate?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  received?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  records?: Resolver<ResolversTypes['ImportCounts'], ParentType, ContextType>;
  rejects?: Resolver<ResolversTypes['ImportRejectConnection'], ParentType, ContextType, RequireFields<ImportRunRejectsArgs, 'first'>>;
  secondsLeft?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  size?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  startedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['ImportState'], ParentType, ContextType>;
  store?: Resolver<Maybe<ResolversTypes['Store']>, ParentType, ContextType>;
  warnings?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ImportRunConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ImportRunConnection'] = ResolversParentTypes['ImportRunConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ImportRunEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['ImportRun']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ImportRunEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ImportRunEdge'] = ResolversParentTypes['ImportRunEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ImportRun'], ParentType, ContextType>;
};

export type ItemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Item'] = ResolversParentTypes['Item']> = {
  __resolveType: TypeResolveFn<'CentralItem', ParentType, ContextType>;
};

export type ItemAtWorkResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ItemAtWork'] = ResolversParentTypes['ItemAtWork']> = {
  callNumberSort?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  claimId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  dueDate?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  itemId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type ItemConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ItemConnection'] = ResolversParentTypes['ItemConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ItemEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Item']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ItemEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ItemEdge'] = ResolversParentTypes['ItemEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Item'], ParentType, ContextType>;
};

export type ItemIdResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ItemId'] = ResolversParentTypes['ItemId']> = {
  itemId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type ItemIdEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ItemIdEdge'] = ResolversParentTypes['ItemIdEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ItemId'], ParentType, ContextType>;
};

export type ItemIdPageResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ItemIdPage'] = ResolversParentTypes['ItemIdPage']> = {
  edges?: Resolver<Array<ResolversTypes['ItemIdEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ItemMappingResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ItemMapping'] = ResolversParentTypes['ItemMapping']> = {
  barcode?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  callNumber?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  classNumber?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  location?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  runningNumber?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  tag?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ItemRecordResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ItemRecord'] = ResolversParentTypes['ItemRecord']> = {
  bookId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  branch?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  itemId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ItemStatus'], ParentType, ContextType>;
};

export type ItemsAtWorkResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ItemsAtWork'] = ResolversParentTypes['ItemsAtWork']> = {
  items?: Resolver<Array<ResolversTypes['ItemAtWork']>, ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type LastKnownCountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LastKnownCount'] = ResolversParentTypes['LastKnownCount']> = {
  asOf?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  available?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  held?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  library?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type LedgerEntryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LedgerEntry'] = ResolversParentTypes['LedgerEntry']> = {
  account?: Resolver<ResolversTypes['LedgerAccount'], ParentType, ContextType>;
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  order?: Resolver<Maybe<ResolversTypes['PurchaseLendOrder']>, ParentType, ContextType>;
  step?: Resolver<ResolversTypes['LedgerStep'], ParentType, ContextType>;
};

export type LedgerEntryConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LedgerEntryConnection'] = ResolversParentTypes['LedgerEntryConnection']> = {
  edges?: Resolver<Array<ResolversTypes['LedgerEntryEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['LedgerEntry']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type LedgerEntryEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LedgerEntryEdge'] = ResolversParentTypes['LedgerEntryEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['LedgerEntry'], ParentType, ContextType>;
};

export type LibraryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Library'] = ResolversParentTypes['Library'], FederationReferenceType extends FederationReferenceTypes['Library'] = FederationReferenceTypes['Library']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Library']> | FederationReferenceType, FederationReferenceType, ContextType>;
  address?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  branches?: Resolver<Array<ResolversTypes['Branch']>, ParentType, ContextType>;
  code?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  district?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['LibraryKind'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  nameEn?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  phone?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  postcode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  source?: Resolver<ResolversTypes['FactSource'], ParentType, ContextType>;
  website?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type LibraryCountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LibraryCount'] = ResolversParentTypes['LibraryCount']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  isExact?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  library?: Resolver<ResolversTypes['Library'], ParentType, ContextType>;
};

export type LoanTermsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LoanTerms'] = ResolversParentTypes['LoanTerms']> = {
  loanDays?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  loanStart?: Resolver<Maybe<ResolversTypes['LoanStart']>, ParentType, ContextType>;
  loanStartDays?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  renewals?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export interface LocalTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['LocalTime'], any> {
  name: 'LocalTime';
}

export type ManyPurchaseFactsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ManyPurchaseFacts'] = ResolversParentTypes['ManyPurchaseFacts']> = {
  books?: Resolver<Array<ResolversTypes['BookPurchaseFacts']>, ParentType, ContextType>;
  funds?: Resolver<Array<ResolversTypes['FreeFund']>, ParentType, ContextType>;
  ruleSets?: Resolver<Array<ResolversTypes['RuleSet']>, ParentType, ContextType>;
};

export type MatchCountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MatchCount'] = ResolversParentTypes['MatchCount']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  isExact?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type MoneyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Money'] = ResolversParentTypes['Money']> = {
  currency?: Resolver<ResolversTypes['Currency'], ParentType, ContextType>;
  fen?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  addRuleSet?: Resolver<ResolversTypes['RuleSet'], ParentType, ContextType, RequireFields<MutationAddRuleSetArgs, 'idempotencyKey' | 'input'>>;
  adjustPurchase?: Resolver<ResolversTypes['ReserveResult'], ParentType, ContextType, RequireFields<MutationAdjustPurchaseArgs, 'input'>>;
  allocateFund?: Resolver<ResolversTypes['Fund'], ParentType, ContextType, RequireFields<MutationAllocateFundArgs, 'input'>>;
  beginImport?: Resolver<ResolversTypes['ImportRun'], ParentType, ContextType, RequireFields<MutationBeginImportArgs, 'input'>>;
  cancelImport?: Resolver<ResolversTypes['ImportRun'], ParentType, ContextType, RequireFields<MutationCancelImportArgs, 'id'>>;
  carryItem?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationCarryItemArgs, 'itemId' | 'loanId'>>;
  catalogueOwnItem?: Resolver<Maybe<ResolversTypes['ReturnStep']>, ParentType, ContextType, RequireFields<MutationCatalogueOwnItemArgs, 'input'>>;
  confirmOrderItems?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationConfirmOrderItemsArgs, 'dueDate' | 'orderId'>>;
  confirmPurchase?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationConfirmPurchaseArgs, 'orderId'>>;
  correctPurchase?: Resolver<ResolversTypes['CorrectPurchaseResult'], ParentType, ContextType, RequireFields<MutationCorrectPurchaseArgs, 'input'>>;
  createStub?: Resolver<ResolversTypes['Book'], ParentType, ContextType, RequireFields<MutationCreateStubArgs, 'input'>>;
  lendItem?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationLendItemArgs, 'dueDate' | 'itemId' | 'loanId'>>;
  loseItem?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType, RequireFields<MutationLoseItemArgs, 'itemId' | 'kind' | 'lossId'>>;
  mergeBooks?: Resolver<ResolversTypes['Book'], ParentType, ContextType, RequireFields<MutationMergeBooksArgs, 'input'>>;
  moveKeptItem?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationMoveKeptItemArgs, 'input'>>;
  pageItem?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationPageItemArgs, 'forQueue' | 'itemId' | 'loanId'>>;
  pageKeptItem?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationPageKeptItemArgs, 'claimId' | 'itemId' | 'loanId'>>;
  putImportPart?: Resolver<ResolversTypes['ImportRun'], ParentType, ContextType, RequireFields<MutationPutImportPartArgs, 'data' | 'id' | 'last' | 'offset'>>;
  putItems?: Resolver<ResolversTypes['PutItemsResult'], ParentType, ContextType, RequireFields<MutationPutItemsArgs, 'input'>>;
  putOwnItems?: Resolver<Array<ResolversTypes['PutOwnItemResult']>, ParentType, ContextType, RequireFields<MutationPutOwnItemsArgs, 'items' | 'library'>>;
  receiveItem?: Resolver<Maybe<ResolversTypes['ReceivedItem']>, ParentType, ContextType, RequireFields<MutationReceiveItemArgs, 'branchId' | 'forQueue' | 'itemId' | 'returnId'>>;
  recordHoldings?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationRecordHoldingsArgs, 'reports'>>;
  recordStillTrue?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationRecordStillTrueArgs, 'asOf' | 'libraries'>>;
  releaseKeptItem?: Resolver<Maybe<ResolversTypes['ReceivedItem']>, ParentType, ContextType, RequireFields<MutationReleaseKeptItemArgs, 'input'>>;
  releaseOrderItems?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationReleaseOrderItemsArgs, 'orderId'>>;
  releasePurchase?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationReleasePurchaseArgs, 'orderId'>>;
  releaseSlot?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationReleaseSlotArgs, 'itemId' | 'orderId'>>;
  repointBook?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationRepointBookArgs, 'from' | 'to'>>;
  repointRecord?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationRepointRecordArgs, 'from' | 'record' | 'to'>>;
  reserveOrderItems?: Resolver<ResolversTypes['ReserveItemsResult'], ParentType, ContextType, RequireFields<MutationReserveOrderItemsArgs, 'input'>>;
  reservePurchase?: Resolver<ResolversTypes['ReserveResult'], ParentType, ContextType, RequireFields<MutationReservePurchaseArgs, 'input'>>;
  setItemMapping?: Resolver<ResolversTypes['ItemMapping'], ParentType, ContextType, RequireFields<MutationSetItemMappingArgs, 'library' | 'mapping'>>;
  shelveOwnItem?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType, RequireFields<MutationShelveOwnItemArgs, 'input'>>;
  splitBook?: Resolver<ResolversTypes['BookSplit'], ParentType, ContextType, RequireFields<MutationSplitBookArgs, 'input'>>;
  unpageItem?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationUnpageItemArgs, 'loanId'>>;
  voidOrderItems?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationVoidOrderItemsArgs, 'orderId'>>;
  voidPurchase?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationVoidPurchaseArgs, 'orderId'>>;
  withdrawItem?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationWithdrawItemArgs, 'itemId' | 'lossId'>>;
};

export type OrderItemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OrderItem'] = ResolversParentTypes['OrderItem']> = {
  itemId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  orderId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ItemStatus'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type PeriodicalResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Periodical'] = ResolversParentTypes['Periodical']> = {
  founded?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  foundedIn?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  library?: Resolver<ResolversTypes['Library'], ParentType, ContextType>;
  room?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  shelfNumber?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PinnedRecordResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PinnedRecord'] = ResolversParentTypes['PinnedRecord']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  by?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  from?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PlacedCopiesResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PlacedCopies'] = ResolversParentTypes['PlacedCopies']> = {
  branch?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  copies?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type PlacementFactsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PlacementFacts'] = ResolversParentTypes['PlacementFacts']> = {
  placed?: Resolver<Array<ResolversTypes['PlacedCopies']>, ParentType, ContextType>;
  standing?: Resolver<Array<ResolversTypes['StandingCopy']>, ParentType, ContextType>;
};

export type ProgrammeEventResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProgrammeEvent'] = ResolversParentTypes['ProgrammeEvent']> = {
  date?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  endDate?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['EventKind'], ParentType, ContextType>;
  library?: Resolver<ResolversTypes['Library'], ParentType, ContextType>;
  mode?: Resolver<ResolversTypes['EventMode'], ParentType, ContextType>;
  partOfDay?: Resolver<Maybe<ResolversTypes['PartOfDay']>, ParentType, ContextType>;
  place?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  series?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  speaker?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  speakerTitle?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  startTime?: Resolver<Maybe<ResolversTypes['LocalTime']>, ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PurchaseFactsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PurchaseFacts'] = ResolversParentTypes['PurchaseFacts']> = {
  bookId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  citySlots?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  classNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  format?: Resolver<ResolversTypes['BookFormat'], ParentType, ContextType>;
  fundFreeFen?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  held?: Resolver<Array<ResolversTypes['HeldCount']>, ParentType, ContextType>;
  lastKnown?: Resolver<Array<ResolversTypes['LastKnownCount']>, ParentType, ContextType>;
  payerSlots?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  ruleSets?: Resolver<Array<ResolversTypes['RuleSet']>, ParentType, ContextType>;
  volumes?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  year?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type PurchaseLendOrderResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PurchaseLendOrder'] = ResolversParentTypes['PurchaseLendOrder']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type PurchaseRuleValueResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PurchaseRuleValue'] = ResolversParentTypes['PurchaseRuleValue']> = {
  code?: Resolver<ResolversTypes['PurchaseRule'], ParentType, ContextType>;
  days?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  limit?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  onFail?: Resolver<ResolversTypes['RuleConsequence'], ParentType, ContextType>;
  values?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
};

export type PutItemResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PutItemResult'] = ResolversParentTypes['PutItemResult']> = {
  barcode?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  candidates?: Resolver<Array<ResolversTypes['Book']>, ParentType, ContextType>;
  message?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['PutItemOutcome'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['PutItemReason']>, ParentType, ContextType>;
};

export type PutItemsResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PutItemsResult'] = ResolversParentTypes['PutItemsResult']> = {
  added?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  changed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  items?: Resolver<Array<ResolversTypes['PutItemResult']>, ParentType, ContextType>;
  kept?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  refused?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  unchanged?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type PutOwnItemResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PutOwnItemResult'] = ResolversParentTypes['PutOwnItemResult']> = {
  barcode?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  bookId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  callNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  itemId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['PutItemOutcome'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['PutItemReason']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  availableItems?: Resolver<Array<ResolversTypes['AvailableItem']>, ParentType, ContextType, RequireFields<QueryAvailableItemsArgs, 'bookId' | 'first'>>;
  book?: Resolver<Maybe<ResolversTypes['Book']>, ParentType, ContextType, RequireFields<QueryBookArgs, 'id'>>;
  bookNumbers?: Resolver<Array<ResolversTypes['BookNumbers']>, ParentType, ContextType, RequireFields<QueryBookNumbersArgs, 'ids' | 'libraries'>>;
  bookRecords?: Resolver<Array<ResolversTypes['Book']>, ParentType, ContextType, RequireFields<QueryBookRecordsArgs, 'ids' | 'isbns'>>;
  bookTitles?: Resolver<Array<ResolversTypes['BookTitle']>, ParentType, ContextType, RequireFields<QueryBookTitlesArgs, 'ids'>>;
  booksByIsbn?: Resolver<Maybe<Array<ResolversTypes['Book']>>, ParentType, ContextType, RequireFields<QueryBooksByIsbnArgs, 'isbn'>>;
  branchCopiesOfBooks?: Resolver<Array<ResolversTypes['BranchCopies']>, ParentType, ContextType, RequireFields<QueryBranchCopiesOfBooksArgs, 'bookIds'>>;
  branchPlaces?: Resolver<Array<ResolversTypes['BranchPlace']>, ParentType, ContextType>;
  branchRecord?: Resolver<Maybe<ResolversTypes['BranchRecord']>, ParentType, ContextType, RequireFields<QueryBranchRecordArgs, 'id'>>;
  branches?: Resolver<Maybe<Array<ResolversTypes['Branch']>>, ParentType, ContextType, RequireFields<QueryBranchesArgs, 'accessible'>>;
  changes?: Resolver<Maybe<ResolversTypes['CatalogueChanges']>, ParentType, ContextType, RequireFields<QueryChangesArgs, 'first'>>;
  fund?: Resolver<Maybe<ResolversTypes['Fund']>, ParentType, ContextType, RequireFields<QueryFundArgs, 'library' | 'year'>>;
  funds?: Resolver<Maybe<Array<ResolversTypes['Fund']>>, ParentType, ContextType, RequireFields<QueryFundsArgs, 'year'>>;
  heldCounts?: Resolver<Array<ResolversTypes['HeldCount']>, ParentType, ContextType, RequireFields<QueryHeldCountsArgs, 'bookId'>>;
  heldCountsOf?: Resolver<Array<ResolversTypes['BookHeldCount']>, ParentType, ContextType, RequireFields<QueryHeldCountsOfArgs, 'bookIds'>>;
  importRun?: Resolver<Maybe<ResolversTypes['ImportRun']>, ParentType, ContextType, RequireFields<QueryImportRunArgs, 'id'>>;
  importRuns?: Resolver<Maybe<ResolversTypes['ImportRunConnection']>, ParentType, ContextType, RequireFields<QueryImportRunsArgs, 'first'>>;
  itemMapping?: Resolver<Maybe<ResolversTypes['ItemMapping']>, ParentType, ContextType, RequireFields<QueryItemMappingArgs, 'library'>>;
  itemRecord?: Resolver<Maybe<ResolversTypes['ItemRecord']>, ParentType, ContextType, RequireFields<QueryItemRecordArgs, 'barcode' | 'library'>>;
  itemsAtWork?: Resolver<ResolversTypes['ItemsAtWork'], ParentType, ContextType, RequireFields<QueryItemsAtWorkArgs, 'branch' | 'first' | 'status'>>;
  itemsToCatalogue?: Resolver<ResolversTypes['ItemIdPage'], ParentType, ContextType, RequireFields<QueryItemsToCatalogueArgs, 'first' | 'library'>>;
  libraries?: Resolver<Maybe<Array<ResolversTypes['Library']>>, ParentType, ContextType>;
  orderItemsBetween?: Resolver<Array<ResolversTypes['OrderItem']>, ParentType, ContextType, RequireFields<QueryOrderItemsBetweenArgs, 'after'>>;
  periodicals?: Resolver<Maybe<Array<ResolversTypes['Periodical']>>, ParentType, ContextType>;
  placementFacts?: Resolver<ResolversTypes['PlacementFacts'], ParentType, ContextType, RequireFields<QueryPlacementFactsArgs, 'bookId' | 'itemId'>>;
  programme?: Resolver<Maybe<Array<ResolversTypes['ProgrammeEvent']>>, ParentType, ContextType, RequireFields<QueryProgrammeArgs, 'from' | 'to'>>;
  purchaseFacts?: Resolver<Maybe<ResolversTypes['PurchaseFacts']>, ParentType, ContextType, RequireFields<QueryPurchaseFactsArgs, 'at' | 'bookId' | 'day' | 'payer' | 'year'>>;
  purchaseFactsOf?: Resolver<ResolversTypes['ManyPurchaseFacts'], ParentType, ContextType, RequireFields<QueryPurchaseFactsOfArgs, 'at' | 'bookIds' | 'day' | 'payers' | 'year'>>;
  purchasesBetween?: Resolver<Array<ResolversTypes['HeldPurchase']>, ParentType, ContextType, RequireFields<QueryPurchasesBetweenArgs, 'after'>>;
  rankings?: Resolver<Maybe<Array<ResolversTypes['RankingEntry']>>, ParentType, ContextType, RequireFields<QueryRankingsArgs, 'audience' | 'first' | 'year'>>;
  recordsToExport?: Resolver<Array<ResolversTypes['ExportedRecord']>, ParentType, ContextType, RequireFields<QueryRecordsToExportArgs, 'first' | 'library'>>;
  ruleSets?: Resolver<Maybe<Array<ResolversTypes['RuleSet']>>, ParentType, ContextType, Partial<QueryRuleSetsArgs>>;
  rulesInForce?: Resolver<Maybe<ResolversTypes['RulesInForce']>, ParentType, ContextType, RequireFields<QueryRulesInForceArgs, 'channel' | 'library'>>;
  searchBooks?: Resolver<Maybe<ResolversTypes['BookConnection']>, ParentType, ContextType, RequireFields<QuerySearchBooksArgs, 'first' | 'query' | 'sort'>>;
  suggest?: Resolver<Maybe<Array<ResolversTypes['Suggestion']>>, ParentType, ContextType, RequireFields<QuerySuggestArgs, 'first' | 'prefix'>>;
  unfinishedImport?: Resolver<Maybe<ResolversTypes['ImportRun']>, ParentType, ContextType, RequireFields<QueryUnfinishedImportArgs, 'input'>>;
};

export type RankingEntryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RankingEntry'] = ResolversParentTypes['RankingEntry']> = {
  book?: Resolver<Maybe<ResolversTypes['Book']>, ParentType, ContextType>;
  callNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  library?: Resolver<ResolversTypes['Library'], ParentType, ContextType>;
  loans?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  publicationYear?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  publisher?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  rank?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  responsibility?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  source?: Resolver<ResolversTypes['RankingSource'], ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ReceivedItemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReceivedItem'] = ResolversParentTypes['ReceivedItem']> = {
  bookId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  callNumberSort?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  claimId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  destination?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  itemId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  next?: Resolver<Maybe<ResolversTypes['ReturnStep']>, ParentType, ContextType>;
};

export type ReserveFailureResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReserveFailure'] = ResolversParentTypes['ReserveFailure']> = {
  actual?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  eligibleFrom?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  limit?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type ReserveItemsResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReserveItemsResult'] = ResolversParentTypes['ReserveItemsResult']> = {
  items?: Resolver<Array<ResolversTypes['ReservedItem']>, ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ReserveResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReserveResult'] = ResolversParentTypes['ReserveResult']> = {
  failures?: Resolver<Array<ResolversTypes['ReserveFailure']>, ParentType, ContextType>;
  reserved?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type ReservedItemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReservedItem'] = ResolversParentTypes['ReservedItem']> = {
  barcode?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  itemId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type RoomResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Room'] = ResolversParentTypes['Room']> = {
  areaSquareMetres?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  barrierFreeFilmDiscs?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  brailleTitles?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  devices?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  floor?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  renovated?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  seats?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  source?: Resolver<ResolversTypes['FactSource'], ParentType, ContextType>;
};

export type RuleSetResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RuleSet'] = ResolversParentTypes['RuleSet']> = {
  channel?: Resolver<Maybe<ResolversTypes['PurchaseChannel']>, ParentType, ContextType>;
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  createdBy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  library?: Resolver<Maybe<ResolversTypes['Library']>, ParentType, ContextType>;
  note?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  readerType?: Resolver<Maybe<ResolversTypes['ReaderType']>, ParentType, ContextType>;
  rules?: Resolver<Array<ResolversTypes['PurchaseRuleValue']>, ParentType, ContextType>;
  terms?: Resolver<ResolversTypes['LoanTerms'], ParentType, ContextType>;
  validFrom?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type RulesInForceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RulesInForce'] = ResolversParentTypes['RulesInForce']> = {
  rules?: Resolver<Array<ResolversTypes['PurchaseRuleValue']>, ParentType, ContextType>;
  sets?: Resolver<Array<ResolversTypes['RuleSet']>, ParentType, ContextType>;
  terms?: Resolver<ResolversTypes['LoanTerms'], ParentType, ContextType>;
};

export type StandingCopyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StandingCopy'] = ResolversParentTypes['StandingCopy']> = {
  branch?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  library?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type StoreResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Store'] = ResolversParentTypes['Store']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  availabilityChanged?: SubscriptionResolver<ResolversTypes['AvailabilityChange'], "availabilityChanged", ParentType, ContextType, RequireFields<SubscriptionAvailabilityChangedArgs, 'bookIds'>>;
};

export type SuggestionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Suggestion'] = ResolversParentTypes['Suggestion']> = {
  book?: Resolver<Maybe<ResolversTypes['Book']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['SuggestionKind'], ParentType, ContextType>;
  ranges?: Resolver<Array<ResolversTypes['TextRange']>, ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type TakenSlotsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TakenSlots'] = ResolversParentTypes['TakenSlots']> = {
  payer?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  taken?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type TextRangeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TextRange'] = ResolversParentTypes['TextRange']> = {
  from?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  to?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type YearCountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['YearCount'] = ResolversParentTypes['YearCount']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  from?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  isExact?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  to?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  AccessibleCount?: AccessibleCountResolvers<ContextType>;
  AvailabilityChange?: AvailabilityChangeResolvers<ContextType>;
  AvailableCount?: AvailableCountResolvers<ContextType>;
  AvailableItem?: AvailableItemResolvers<ContextType>;
  BadIsbn?: BadIsbnResolvers<ContextType>;
  Book?: BookResolvers<ContextType>;
  BookConnection?: BookConnectionResolvers<ContextType>;
  BookEdge?: BookEdgeResolvers<ContextType>;
  BookFacets?: BookFacetsResolvers<ContextType>;
  BookHeldCount?: BookHeldCountResolvers<ContextType>;
  BookNumbers?: BookNumbersResolvers<ContextType>;
  BookPurchaseFacts?: BookPurchaseFactsResolvers<ContextType>;
  BookRecord?: BookRecordResolvers<ContextType>;
  BookRecordConnection?: BookRecordConnectionResolvers<ContextType>;
  BookRecordEdge?: BookRecordEdgeResolvers<ContextType>;
  BookSplit?: BookSplitResolvers<ContextType>;
  BookTitle?: BookTitleResolvers<ContextType>;
  Branch?: BranchResolvers<ContextType>;
  BranchCopies?: BranchCopiesResolvers<ContextType>;
  BranchPlace?: BranchPlaceResolvers<ContextType>;
  BranchRecord?: BranchRecordResolvers<ContextType>;
  CatalogueChange?: CatalogueChangeResolvers<ContextType>;
  CatalogueChanges?: CatalogueChangesResolvers<ContextType>;
  CentralHoldings?: CentralHoldingsResolvers<ContextType>;
  CentralItem?: CentralItemResolvers<ContextType>;
  ClassCount?: ClassCountResolvers<ContextType>;
  Contributor?: ContributorResolvers<ContextType>;
  CorrectPurchaseResult?: CorrectPurchaseResultResolvers<ContextType>;
  Date?: GraphQLScalarType;
  DateTime?: GraphQLScalarType;
  DistrictCount?: DistrictCountResolvers<ContextType>;
  DistrictHoldings?: DistrictHoldingsResolvers<ContextType>;
  ExportedRecord?: ExportedRecordResolvers<ContextType>;
  FormatCount?: FormatCountResolvers<ContextType>;
  FreeFund?: FreeFundResolvers<ContextType>;
  Fund?: FundResolvers<ContextType>;
  HeldCount?: HeldCountResolvers<ContextType>;
  HeldPurchase?: HeldPurchaseResolvers<ContextType>;
  Highlight?: HighlightResolvers<ContextType>;
  Holdings?: HoldingsResolvers<ContextType>;
  HoldingsCounts?: HoldingsCountsResolvers<ContextType>;
  HoldingsNow?: HoldingsNowResolvers<ContextType>;
  ImportCounts?: ImportCountsResolvers<ContextType>;
  ImportReject?: ImportRejectResolvers<ContextType>;
  ImportRejectConnection?: ImportRejectConnectionResolvers<ContextType>;
  ImportRejectEdge?: ImportRejectEdgeResolvers<ContextType>;
  ImportRun?: ImportRunResolvers<ContextType>;
  ImportRunConnection?: ImportRunConnectionResolvers<ContextType>;
  ImportRunEdge?: ImportRunEdgeResolvers<ContextType>;
  Item?: ItemResolvers<ContextType>;
  ItemAtWork?: ItemAtWorkResolvers<ContextType>;
  ItemConnection?: ItemConnectionResolvers<ContextType>;
  ItemEdge?: ItemEdgeResolvers<ContextType>;
  ItemId?: ItemIdResolvers<ContextType>;
  ItemIdEdge?: ItemIdEdgeResolvers<ContextType>;
  ItemIdPage?: ItemIdPageResolvers<ContextType>;
  ItemMapping?: ItemMappingResolvers<ContextType>;
  ItemRecord?: ItemRecordResolvers<ContextType>;
  ItemsAtWork?: ItemsAtWorkResolvers<ContextType>;
  LastKnownCount?: LastKnownCountResolvers<ContextType>;
  LedgerEntry?: LedgerEntryResolvers<ContextType>;
  LedgerEntryConnection?: LedgerEntryConnectionResolvers<ContextType>;
  LedgerEntryEdge?: LedgerEntryEdgeResolvers<ContextType>;
  Library?: LibraryResolvers<ContextType>;
  LibraryCount?: LibraryCountResolvers<ContextType>;
  LoanTerms?: LoanTermsResolvers<ContextType>;
  LocalTime?: GraphQLScalarType;
  ManyPurchaseFacts?: ManyPurchaseFactsResolvers<ContextType>;
  MatchCount?: MatchCountResolvers<ContextType>;
  Money?: MoneyResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  OrderItem?: OrderItemResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Periodical?: PeriodicalResolvers<ContextType>;
  PinnedRecord?: PinnedRecordResolvers<ContextType>;
  PlacedCopies?: PlacedCopiesResolvers<ContextType>;
  PlacementFacts?: PlacementFactsResolvers<ContextType>;
  ProgrammeEvent?: ProgrammeEventResolvers<ContextType>;
  PurchaseFacts?: PurchaseFactsResolvers<ContextType>;
  PurchaseLendOrder?: PurchaseLendOrderResolvers<ContextType>;
  PurchaseRuleValue?: PurchaseRuleValueResolvers<ContextType>;
  PutItemResult?: PutItemResultResolvers<ContextType>;
  PutItemsResult?: PutItemsResultResolvers<ContextType>;
  PutOwnItemResult?: PutOwnItemResultResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RankingEntry?: RankingEntryResolvers<ContextType>;
  ReceivedItem?: ReceivedItemResolvers<ContextType>;
  ReserveFailure?: ReserveFailureResolvers<ContextType>;
  ReserveItemsResult?: ReserveItemsResultResolvers<ContextType>;
  ReserveResult?: ReserveResultResolvers<ContextType>;
  ReservedItem?: ReservedItemResolvers<ContextType>;
  Room?: RoomResolvers<ContextType>;
  RuleSet?: RuleSetResolvers<ContextType>;
  RulesInForce?: RulesInForceResolvers<ContextType>;
  StandingCopy?: StandingCopyResolvers<ContextType>;
  Store?: StoreResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  Suggestion?: SuggestionResolvers<ContextType>;
  TakenSlots?: TakenSlotsResolvers<ContextType>;
  TextRange?: TextRangeResolvers<ContextType>;
  YearCount?: YearCountResolvers<ContextType>;
};

