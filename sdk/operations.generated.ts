// Generated from schema/operations by `npm run sdk`. Do not edit.
import { type Answer, type Asking, type Events, type Operation, Session, type SessionOptions } from './session.ts';

/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** Where an order stands. */
export type PurchaseStatus =
  /** Received, being decided. */
  | 'SUBMITTED'
  /** A librarian decides: a rule asks for it, or what a store sold while it was off line exceeds its allowance. */
  | 'NEEDS_REVIEW'
  /** Online: approved, the store is asked to deliver. */
  | 'APPROVED'
  /** Online: the store has the book in hand for it. */
  | 'CONFIRMED'
  /** Online: the courier has it. */
  | 'SHIPPED'
  /** Online: the courier has brought it. */
  | 'DELIVERED'
  /** The reader has the book. */
  | 'LENT'
  /** Refused; `failures` tells why. */
  | 'REFUSED'
  /** Nobody has reviewed it in time. */
  | 'EXPIRED'
  /** No store could supply it. */
  | 'NOT_SUPPLIED'
  /** The reader did not want it any more, before it was shipped. */
  | 'CANCELLED'
  /** Taken back on the same day: the book is in the store again. */
  | 'VOIDED'
  /** The reader did not take the parcel. */
  | 'REFUSED_AT_DOOR'
  /** The parcel came back to the store. */
  | 'RETURNED_TO_SENDER'
  /** Lost, on its way or by the reader. */
  | 'LOST'
  /** Damaged, on its way or by the reader. */
  | 'DAMAGED'
  /** The reader has brought it back. */
  | 'RETURNED'
  /** 编目中. At the library that owns it, being catalogued. */
  | 'IN_PROCESS'
  /** 上架. On a library's shelf. */
  | 'SHELVED'
  /** Lost or damaged, and paid for. */
  | 'COMPENSATED'
  /** Lost or damaged, and written off. */
  | 'WRITTEN_OFF';

/** Where a statement stands. */
export type StatementStatus =
  /** The month is not issued yet; the lines are those of this moment. */
  | 'OPEN'
  /** 出具. To be agreed by both sides. */
  | 'ISSUED'
  /** 异议. A side does not accept a line. */
  | 'DISPUTED'
  /** 确认. Both sides have agreed; nothing in it changes any more. */
  | 'AGREED'
  /** 开票. The store has sent its invoices. */
  | 'INVOICED'
  /** 付讫 */
  | 'PAID';

/** How an order came in. */
export type PurchaseChannel =
  /** At the counter of a bookstore, the book in hand. */
  | 'COUNTER'
  /** Ordered by the reader, delivered by courier. */
  | 'ONLINE';

/** The rules of purchases and loans. */
export type RuleCode =
  /** The price printed on the book is above the cap. */
  | 'PRICE_CAP'
  /** It was published too long ago. */
  | 'PUBLICATION_AGE'
  /** The order has more volumes than allowed. */
  | 'ORDER_ITEMS'
  /** The library that pays has a copy that can be borrowed now. */
  | 'HELD_AT_LIBRARY'
  /** Its class is not bought: school books, dictionaries, exams. */
  | 'EXCLUDED_CLASS'
  /** Its format is not bought: periodicals, maps, gift books. */
  | 'EXCLUDED_FORMAT'
  /** A set is taken whole. */
  | 'SET_WHOLE'
  /** The library that pays would have more copies than it may. */
  | 'COPY_CAP'
  /** The city would have more copies than it may. */
  | 'CITY_COPY_CAP'
  /** A library is silent and its last count is older than 24 hours. */
  | 'HOLDINGS_UNKNOWN'
  /** No store has it. */
  | 'NOT_IN_STOCK'
  /** The store has no contract that covers today. */
  | 'STORE_INACTIVE'
  /** The barcode that was scanned is in use. Tried only once all rules pass, so it comes alone. */
  | 'BARCODE_IN_USE'
  /** Off line the store has sold more copies that day than its contract allows. */
  | 'OFFLINE_ALLOWANCE'
  /** The price is above what the store's contract allows to be sold off line. */
  | 'OFFLINE_PRICE_CAP'
  /** What was sold off line came in after more than 24 hours. */
  | 'OFFLINE_TOO_LATE'
  /** The reader has as many loans as allowed. */
  | 'LOAN_QUOTA'
  /** The reader has not returned as many bought copies as allowed. */
  | 'READER_OUTSTANDING'
  /** The list prices of this reader's purchases in this year are above the limit. */
  | 'READER_YEARLY_SPEND'
  /** The reader has had as many purchases of late as allowed. */
  | 'READER_RECENT'
  /** This reader had this book before. */
  | 'ALREADY_TAKEN'
  /** The reader has an overdue loan. */
  | 'OVERDUE_BLOCK'
  /** The reader's credit or card does not allow it. */
  | 'CREDIT'
  /** What a clerk sees of every rule about the reader. */
  | 'READER_NOT_ELIGIBLE'
  /** The fund of the library that pays cannot bear it. */
  | 'FUND_EMPTY'
  /** A reader under 14 without a guardian's consent. */
  | 'GUARDIAN_CONSENT'
  /** This copy cannot be lent now. */
  | 'ITEM_NOT_AVAILABLE'
  /** The loan was renewed as often as it may be. */
  | 'RENEWAL_LIMIT'
  /** No copy in the city can be borrowed now. */
  | 'NO_COPY_AVAILABLE'
  /** Other readers wait for the book whom no copy serves. */
  | 'HELD_BY_OTHERS'
  /** The reader has this book on loan. */
  | 'ALREADY_ON_LOAN'
  /** No library of the city has a copy of it that is ever lent. */
  | 'NOT_HELD';

/** 人民币 only. */
export type Currency =
  | 'CNY';

/** What can be done with an order; each is a mutation. */
export type OrderAction =
  /** `reviewOrder` */
  | 'APPROVE'
  /** `reviewOrder` */
  | 'REFUSE'
  /** `confirmOrder` */
  | 'CONFIRM'
  /** `reportOutOfStock` */
  | 'REPORT_OUT_OF_STOCK'
  /** `shipOrder` */
  | 'SHIP'
  /** `recordDelivery` */
  | 'RECORD_DELIVERED'
  /** `recordDelivery` */
  | 'RECORD_REFUSED_AT_DOOR'
  /** `recordDelivery` */
  | 'RECORD_RETURNED'
  /** `recordDelivery` */
  | 'RECORD_LOST'
  /** `recordDelivery` */
  | 'RECORD_DAMAGED'
  /** `signForOrder` */
  | 'SIGN_FOR'
  /** `cancelOrder` */
  | 'CANCEL'
  /** `voidOrder` */
  | 'VOID';

/** What a rule is about; it decides who sees the details. */
export type RuleSubject =
  | 'BOOK'
  | 'STORE'
  | 'READER'
  | 'FUND';

/** What `limit` and `actual` count. */
export type RuleUnit =
  | 'FEN'
  | 'COPIES'
  | 'LOANS'
  /** A year of publication. */
  | 'YEAR'
  | 'HOURS';

/** How a book comes. */
export type BookFormat =
  /** 图书 */
  | 'BOOK'
  /** 期刊 */
  | 'PERIODICAL'
  /** 地图 */
  | 'MAP'
  /** 音像 */
  | 'AUDIO_VISUAL'
  /** 立体书、玩具书 */
  | 'POP_UP'
  /** 活页 */
  | 'LOOSE_LEAF'
  /** 进口版 */
  | 'IMPORTED'
  /** 礼品书 */
  | 'GIFT';

/** Kinds of mistakes. */
export type OfflineOrderErrorCode =
  | 'BAD_USER_INPUT'
  /** No such card, book or ISBN. */
  | 'NOT_FOUND'
  /** The key was used for another sale. */
  | 'CONFLICT'
  /** A fault on our side, in the operators' log. Send the line again with the same key. */
  | 'INTERNAL_SERVER_ERROR';

/** 信用等级, the best first. */
export type CreditBand =
  | 'EXCELLENT'
  | 'GOOD'
  | 'FAIR'
  | 'NONE';

/** Where a copy is in its life. A status that is not understood is never AVAILABLE. */
export type ItemStatus =
  /** 在架. On the shelf, can be borrowed. */
  | 'AVAILABLE'
  /** 借出 */
  | 'ON_LOAN'
  /** 预约架. Kept for a reader who asked for it. */
  | 'ON_HOLD_SHELF'
  /** 待取. To be fetched from the shelf for a request. */
  | 'PAGED'
  /** 在途. On its way between two branches. */
  | 'IN_TRANSIT'
  /** 订购中. Bought, not yet here. */
  | 'ON_ORDER'
  /** 编目中. Here, being catalogued. */
  | 'IN_PROCESS'
  /** 仅供阅览. May be read here, not borrowed. */
  | 'REFERENCE_ONLY'
  /** 破损 */
  | 'DAMAGED'
  /** 去向不明. Not found on its shelf. */
  | 'MISSING'
  /** 丢失 */
  | 'LOST'
  /** 剔旧. No longer part of the collection. */
  | 'WITHDRAWN'
  /** 状态不明. Its library says something that is not understood, `statusText`: it is held, and nobody is promised it. */
  | 'UNKNOWN';

/** What the desk does with an item that came back. */
export type ReturnStep =
  /** 上架. Put it on the shelf here. */
  | 'SHELVE'
  /** 送还. Send it to the branch it belongs to. */
  | 'SEND_TO'
  /** 编目. Send it to cataloguing: a copy bought for a reader, not yet catalogued, or one that was lost or damaged. */
  | 'TO_CATALOGUING'
  /** 预约. A reader waits for it: put it on the hold shelf here, or send it to the branch where the reader picks it up. */
  | 'HOLD_FOR';

/** 无障碍. A form that those can use who do not read print. */
export type AccessibleFormat =
  /** 盲文 */
  | 'BRAILLE'
  /** 大字 */
  | 'LARGE_PRINT'
  /** 有声 */
  | 'AUDIO';

/** How the words of a search were taken. */
export type SearchMatch =
  /** As they are. */
  | 'EXACT'
  /** 同音. Nothing has these characters; these sound like them. */
  | 'SOUND'
  /** 近似. Nothing has these words; these differ by one character that is wrong, missing or too much, or by two that changed places. */
  | 'SIMILAR';

/** A text of a book that a search looks at. */
export type HighlightedField =
  /** 题名 */
  | 'TITLE'
  /** 其他题名、分卷 */
  | 'OTHER_TITLE'
  /** 责任者 */
  | 'RESPONSIBILITY'
  /** 主题 */
  | 'SUBJECT'
  /** 丛书 */
  | 'SERIES'
  /** 出版社 */
  | 'PUBLISHER';

/** What a suggestion is of a book. */
export type SuggestionKind =
  /** 题名 */
  | 'TITLE'
  /** 责任者 */
  | 'PERSON'
  /** 主题 */
  | 'SUBJECT';

/** Whether the owner's word is known. */
export type HoldingsState =
  /** Read from the owner's rows for this answer, or said by its system within the last seconds: see `asOf`. */
  | 'LIVE'
  /** The owner cannot say; see `reason`. Not the same as none. */
  | 'UNKNOWN';

/** What kind of place it is. */
export type BranchKind =
  /** 总馆. A library's main building. */
  | 'MAIN'
  /** 分馆 */
  | 'BRANCH'
  /** 流通点 */
  | 'CIRCULATION_POINT'
  /** 自助图书馆 */
  | 'SELF_SERVICE';

/** Where a ranking comes from. */
export type RankingSource =
  /** Printed in the library's newsletter. */
  | 'PRINTED'
  /** Counted from the loans. */
  | 'COMPUTED';

/** Whether one goes there or joins online. */
export type EventMode =
  | 'ONSITE'
  | 'ONLINE';

/** Where a parcel is. */
export type ParcelStatus =
  /** To be packed by the branch, or to be booked for a pick-up. */
  | 'CREATED'
  /** The courier has accepted it, under its number. What is in it is fixed. */
  | 'ACCEPTED'
  /** The courier has it. */
  | 'PICKED_UP'
  | 'IN_TRANSIT'
  | 'OUT_FOR_DELIVERY'
  /** Signed for; a BACK parcel is at the branch. */
  | 'DELIVERED'
  /** Counts as signed for: shipped ten days ago, and no end was heard of. */
  | 'AUTO_SIGNED'
  /** The reader did not take it; on its way back. */
  | 'REFUSED'
  /** It is where it came from. */
  | 'RETURNED_TO_SENDER'
  | 'LOST'
  | 'DAMAGED'
  /** Nothing is in it any more: cancelled, or joined with another. */
  | 'CANCELLED';

/** Which way a parcel goes. */
export type ParcelDirection =
  /** To the reader. */
  | 'OUT'
  /** Back to a branch. */
  | 'BACK';

/** Who somebody is to the network. */
export type CallerRole =
  | 'ANONYMOUS'
  | 'READER'
  | 'CLERK'
  | 'LIBRARIAN'
  | 'ADMIN';

/** Where a loan stands. */
export type LoanStatus =
  /** A place in the quota is kept; not decided yet. */
  | 'RESERVED'
  /** Out, or on its way to the reader or back; counted in the quota until it ends. */
  | 'ACTIVE'
  | 'RETURNED'
  /** The copy is lost. */
  | 'LOST'
  /** Nothing came of it: cancelled, or its parcel did not reach the reader. */
  | 'RELEASED';

/** A way to a book, in the order in which equal ones are told. */
export type FulfilmentKind =
  /** 馆藏在架. Go to a branch and borrow it from the shelf. */
  | 'ON_SHELF'
  /** 网借. A copy of a library is brought by a courier: `requestLoan`. */
  | 'PARCEL'
  /** 预约. Wait for a copy that comes back. */
  | 'HOLD'
  /** 到店选书. Buy and lend in a partner bookstore: `submitPurchaseLendOrder`. */
  | 'BUY_IN_STORE'
  /** 线上选书. Bought for the reader and brought by a courier: `requestPurchase`. */
  | 'BUY_AND_COURIER'
  /** There is no way now: every other one is refused, see there why. */
  | 'NONE';

/** Whether a way is open. */
export type FulfilmentState =
  | 'POSSIBLE'
  /** A librarian would decide. */
  | 'NEEDS_REVIEW'
  /** Whoever knows is silent: it may be possible. See `sources`. */
  | 'UNKNOWN'
  | 'REFUSED';

/** Who knows something about a book. */
export type FulfilmentSourceKind =
  /** The catalogue, its branches and rules, and the central library's copies. */
  | 'CENTRAL'
  /** The district libraries' copies. */
  | 'DISTRICTS'
  /** The partner bookstores' offers, and the judgement of a purchase. */
  | 'BOOKSTORES'
  /** What one store has said of its stock. */
  | 'STORE';

/** What a way is ranked by. */
export type ScoreCode =
  /** Whether it is open: 300 possible, 200 to be reviewed, 100 unknown, 0 refused. */
  | 'STATE'
  /** How early. */
  | 'TIME'
  /** How near; what is brought is nearest. */
  | 'DISTANCE'
  /** What the reader pays. */
  | 'COST'
  /** What the city has already goes before what it would have to buy. */
  | 'COLLECTION'
  /** Facts of this moment go before those that may be old. */
  | 'CERTAINTY';

/** Where a hold stands. */
export type HoldState =
  /** In the queue. One whose reader may not borrow, or has as many copies kept as there may be, waits and lets others pass. */
  | 'WAITING'
  /** In the queue, and lets others pass until a day. */
  | 'SUSPENDED'
  /** A copy is to be taken from a shelf. */
  | 'PAGED'
  /** A copy is on its way to where the reader fetches it. */
  | 'IN_TRANSIT'
  /** A copy waits on the hold shelf. */
  | 'READY'
  /** The reader has borrowed the book. */
  | 'FULFILLED'
  /** Given up. */
  | 'CANCELLED'
  /** Nobody has fetched it in time. */
  | 'EXPIRED';

/** What a reader is reminded of. */
export type NoticeKind =
  /** 到期提醒. A loan is due soon. */
  | 'DUE_SOON'
  /** 逾期提醒 */
  | 'OVERDUE'
  /** 取书提醒. A copy waits on the hold shelf. */
  | 'HOLD_READY';

/** An amount of money. 45.50 yuan are `{ fen: 4550 }`. */
export type MoneyInput = {
  fen: number;
  currency?: Currency;
};

/** What would be bought, where, and for whom; leave out what is not known yet. */
export type PurchaseEligibilityInput = {
  /** Give `bookId` or `isbn`. */
  bookId?: string | number | null | undefined;
  isbn?: string | null | undefined;
  channel?: PurchaseChannel;
  /** Without it an online order is judged at the store that it would go to, one at the counter by the default contract. */
  store?: string | number | null | undefined;
  /** Number on the reader's card. */
  card?: string | null | undefined;
  /** Volumes that are bought of a set that is sold under one ISBN; left out, the whole set. */
  items?: number | null | undefined;
  /** For an ISBN that the catalogue does not know. */
  line?: BibliographicLineInput | null | undefined;
  /** 定价. Without it the store's offer is used, or that of the store that an online order would go to. */
  listPrice?: MoneyInput | null | undefined;
};

/** What the clerk scans and types. */
export type SubmitPurchaseLendOrderInput = {
  /** Chosen by the POS, unique within the store's organisation; at most 100 characters. The same key is the same order. */
  idempotencyKey: string;
  store: string | number;
  /** Number on the reader's card. */
  card: string;
  /** Give `bookId` or `isbn`. */
  bookId?: string | number | null | undefined;
  isbn?: string | null | undefined;
  /** For an ISBN that the catalogue does not know: it makes a record that waits for cataloguing. */
  line?: BibliographicLineInput | null | undefined;
  /** 定价. What is printed on the book; of a set, the price of all its volumes together. */
  listPrice: MoneyInput;
  /** Volumes that are bought of a set that is sold under one ISBN; left out, the whole set. */
  items?: number | null | undefined;
  /** The library barcode that the clerk stuck on the book and scanned, of those issued to the store; without one a number is assigned. */
  itemBarcode?: string | null | undefined;
  /** Of a set instead: one barcode for each volume, in their order. */
  itemBarcodes?: Array<string> | null | undefined;
};

/** What a bookstore knows of a book that is new to the catalogue. */
export type BibliographicLineInput = {
  title: string;
  /** 责任者, as printed. */
  responsibility?: string | null | undefined;
  publisher?: string | null | undefined;
  /** Year of publication. */
  year: number;
  /** 中图法分类号, `I247.5`. */
  classNumber: string;
  format?: BookFormat;
  /** Volumes of a set that is sold under this ISBN. */
  volumes?: number;
};

/** One sale that a store made off line (待确认): what the clerk scanned and typed, and when. The same fields as for an order at once. */
export type OfflineOrderInput = {
  /** Chosen by the POS when it sells, unique within the store's organisation; at most 100 characters. The same key is the same order. */
  idempotencyKey: string;
  /** The moment of the sale, by the store's clock. One that is up to 5 minutes ahead is taken as now. */
  occurredAt: string;
  /** The same for all orders of a request. */
  store: string | number;
  /** Number on the reader's card. */
  card: string;
  /** Give `bookId` or `isbn`. */
  bookId?: string | number | null | undefined;
  isbn?: string | null | undefined;
  /** For an ISBN that the catalogue does not know: it makes a record that waits for cataloguing. */
  line?: BibliographicLineInput | null | undefined;
  /** 定价. What is printed on the book; of a set, the price of all its volumes together. */
  listPrice: MoneyInput;
  /** Volumes that are bought of a set that is sold under one ISBN; left out, the whole set. */
  items?: number | null | undefined;
  /** The library barcode that the clerk stuck on the book and scanned, of those issued to the store; without one a number is assigned. */
  itemBarcode?: string | null | undefined;
  /** Of a set instead: one barcode for each volume, in their order. */
  itemBarcodes?: Array<string> | null | undefined;
};

/** What a reader orders, and where it goes. */
export type RequestPurchaseInput = {
  /** Chosen by the app, unique for this reader; at most 100 characters. The same key is the same order. */
  idempotencyKey: string;
  /** Give `bookId` or `isbn`. */
  bookId?: string | number | null | undefined;
  isbn?: string | null | undefined;
  /** Volumes that are bought of a set that is sold under one ISBN; left out, the whole set. */
  items?: number | null | undefined;
  deliveryAddress: DeliveryAddressInput;
};

/** Where the courier brings it. */
export type DeliveryAddressInput = {
  recipient: string;
  phone: string;
  province: string;
  city: string;
  district: string;
  street: string;
};

/** What a search is narrowed by. Of each list a book has to fit one value; a list that is empty or left out asks for nothing. */
export type BookFilter = {
  /** Held by one of these libraries. */
  libraries?: Array<string | number> | null | undefined;
  /** 行政区. Held by a library of one of these districts, `江宁区`. */
  districts?: Array<string> | null | undefined;
  /** Beginnings of CLC classes, `I`, `I24`. */
  classes?: Array<string> | null | undefined;
  years?: Array<YearRange> | null | undefined;
  formats?: Array<BookFormat> | null | undefined;
  accessible?: Array<AccessibleFormat> | null | undefined;
  /** Could be borrowed when its library last spoke: in one of the libraries and districts chosen. */
  availableNow?: boolean;
};

/** Years of publication, both included. One that is left out is open. */
export type YearRange = {
  from?: number | null | undefined;
  to?: number | null | undefined;
};

/** Where somebody is: a branch, or a district of the city. Give one of them. */
export type NearInput = {
  /** `JL-MAIN`. A branch near the reader; its district counts as near too, where it is known. */
  branch?: string | number | null | undefined;
  /** 行政区, `江宁区`. */
  district?: string | null | undefined;
};

/** What a reader borrows, and where it goes. */
export type RequestLoanInput = {
  /** Chosen by the app, unique for this reader; at most 100 characters. The same key is the same request. */
  idempotencyKey: string;
  /** Give `bookId` or `isbn`. */
  bookId?: string | number | null | undefined;
  isbn?: string | null | undefined;
  /** For librarians: the reader's card. A reader's own card is known from the token. */
  card?: string | null | undefined;
  /** Give `deliveryAddress` or `savedAddress`. */
  deliveryAddress?: DeliveryAddressInput | null | undefined;
  /** One of `Reader.addresses`. */
  savedAddress?: string | number | null | undefined;
  /** The freight that the reader was shown (`parcelQuote`) and agrees to; left out, none. `CONFLICT` when it is another now. */
  freight?: MoneyInput | null | undefined;
};

/** What the desk scans. */
export type ReturnItemInput = {
  /** Chosen by the desk's system, unique within the library; at most 100 characters. The same key is the same return. */
  idempotencyKey: string;
  barcode: string;
  /** The library that owns the copy, as printed on its label. */
  library: string | number;
  /** The branch where it came back. */
  branch: string | number;
};

/** What a reader wants to have when there is a copy. */
export type PlaceHoldInput = {
  /** Chosen by the app, unique for this reader; at most 100 characters. The same key is the same hold. */
  idempotencyKey: string;
  /** Give `bookId` or `isbn`. */
  bookId?: string | number | null | undefined;
  isbn?: string | null | undefined;
  /** For librarians: the reader's card. A reader's own card is known from the token. */
  card?: string | null | undefined;
  pickup: HoldPickupInput;
};

/** Where the reader fetches it. */
export type HoldPickupInput = {
  /** Any branch, circulation point or self-service station. */
  branch: string | number;
};

export type HoldingsQueryVariables = Exact<{
  isbn: string;
}>;


export type HoldingsQuery = { booksByIsbn: Array<{ id: string, title: string, responsibility: string | null, publisher: string | null, year: number | null, lastKnown: { total: number, available: number, asOf: string } | null, holdings: Array<
      | { library: { name: string }, lastKnown: { total: number, available: number, asOf: string } | null, now: { state: HoldingsState, asOf: string, total: number | null, available: number | null, items: { nodes: Array<
              | { callNumber: string, barcode: string, location: string, status: ItemStatus, dueDate: string | null }
              | { callNumber: string, barcode: string, location: string, status: ItemStatus, dueDate: string | null }
            > } } | null }
      | { library: { name: string }, lastKnown: { total: number, available: number, asOf: string } | null, now: { state: HoldingsState, asOf: string, total: number | null, available: number | null, items: { nodes: Array<
              | { callNumber: string, barcode: string, location: string, status: ItemStatus, dueDate: string | null }
              | { callNumber: string, barcode: string, location: string, status: ItemStatus, dueDate: string | null }
            > } } | null }
    >, offers: Array<{ stock: number, store: { name: string }, listPrice: { fen: number } }> | null }> | null };

export type SearchQueryVariables = Exact<{
  query: string;
  filter?: BookFilter | null | undefined;
  after?: string | null | undefined;
}>;


export type SearchQuery = { searchBooks: { totalCount: number, matched: SearchMatch, edges: Array<{ highlights: Array<{ field: HighlightedField, ranges: Array<{ from: number, to: number }> }>, node: { id: string, title: string, responsibility: string | null, year: number | null, isbn: string | null, lastKnown: { total: number, available: number } | null, offers: Array<{ stock: number, store: { name: string } }> | null } }>, facets: { districts: Array<{ district: string, count: number }>, classes: Array<{ class: string, name: string | null, count: number }>, available: { count: number, asOf: string | null } }, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type EligibilityQueryVariables = Exact<{
  input: PurchaseEligibilityInput;
}>;


export type EligibilityQuery = { purchaseEligibility:
    | { eligible: boolean, flags: Array<RuleCode>, payer: { name: string } | null, failures: Array<{ code: RuleCode, subject: RuleSubject, message: string, limit: number | null, actual: number | null, unit: RuleUnit | null }> }
    | { isbn: string, candidates: Array<{ id: string, title: string } | null> }
   | null };

export type CounterOrderMutationVariables = Exact<{
  input: SubmitPurchaseLendOrderInput;
}>;


export type CounterOrderMutation = { submitPurchaseLendOrder:
    | { __typename: 'PurchaseLendOrderLent', itemBarcode: string, dueDate: string, readerName: string, order: { id: string, status: PurchaseStatus, payer: { name: string } | null, netPrice: { fen: number } | null } }
    | { __typename: 'PurchaseLendOrderDecided', itemBarcode: string, dueDate: string, message: string }
    | { __typename: 'PurchaseInReview' }
    | { __typename: 'PurchaseRefused', failures: Array<{ code: RuleCode, subject: RuleSubject, message: string, limit: number | null, actual: number | null, unit: RuleUnit | null }> }
    | { __typename: 'TryAgain', message: string }
    | { __typename: 'AmbiguousIsbn', candidates: Array<{ id: string, title: string } | null> }
   };

export type PurchaseOnlineMutationVariables = Exact<{
  input: RequestPurchaseInput;
}>;


export type PurchaseOnlineMutation = { requestPurchase:
    | { __typename: 'PurchaseApproved', order: { id: string, status: PurchaseStatus, store: { name: string } | null, book: { title: string } | null } }
    | { __typename: 'PurchaseInReview' }
    | { __typename: 'PurchaseRefused', failures: Array<{ code: RuleCode, message: string, limit: number | null, actual: number | null }> }
    | { __typename: 'TryAgain', message: string }
    | { __typename: 'AmbiguousIsbn', candidates: Array<{ id: string, title: string } | null> }
   };

export type LoanOnlineMutationVariables = Exact<{
  input: RequestLoanInput;
}>;


export type LoanOnlineMutation = { requestLoan:
    | { __typename: 'LoanRequested', loan: { id: string, status: LoanStatus, dueDate: string | null, item:
          | { barcode: string, callNumber: string, status: ItemStatus, library: { name: string } | null }
          | { barcode: string, callNumber: string, status: ItemStatus, library: { name: string } | null }
         | null }, parcel: { id: string, status: ParcelStatus, from: { name: string } | null } }
    | { __typename: 'LoanDecided' }
    | { __typename: 'LoanRefused', failures: Array<{ code: RuleCode, message: string, limit: number | null, actual: number | null }> }
    | { __typename: 'TryAgain', message: string }
    | { __typename: 'AmbiguousIsbn', isbn: string, candidates: Array<{ id: string, title: string, year: number | null } | null> }
   };

export type ReturnMutationVariables = Exact<{
  input: ReturnItemInput;
}>;


export type ReturnMutation = { returnItem: { next: ReturnStep | null, message: string, destination: { name: string } | null, item:
      | { barcode: string, status: ItemStatus, book: { title: string } | null }
      | { barcode: string, status: ItemStatus, book: { title: string } | null }
     | null, loan: { id: string, status: LoanStatus, returnedAt: string | null } | null } };

export type LibraryQueryVariables = Exact<{ [key: string]: never; }>;


export type LibraryQuery = { rankings: Array<{ rank: number, title: string, responsibility: string | null, callNumber: string | null, loans: number | null, source: RankingSource }> | null, periodicals: Array<{ title: string, shelfNumber: string, room: string }> | null, programme: Array<{ date: string, startTime: string | null, title: string, speaker: string | null, place: string, mode: EventMode }> | null };

export type MeQueryVariables = Exact<{ [key: string]: never; }>;


export type MeQuery = { me: { role: CallerRole, reader: { card: string, name: string, openLoans: number | null, loanQuota: number | null, credit: { band: CreditBand, asOf: string, suspended: boolean } | null, loans: { totalCount: number, nodes: Array<{ status: LoanStatus, dueDate: string | null, overdue: boolean, book: { title: string } | null }> } } | null } | null };

export type WaysToABookQueryVariables = Exact<{
  id: string | number;
  near?: NearInput | null | undefined;
}>;


export type WaysToABookQuery = { book: { title: string, fulfilmentOptions: { asOf: string, options: Array<{ rank: number, kind: FulfilmentKind, state: FulfilmentState, earliest: string | null, branch: { name: string } | null, store: { name: string } | null, freight: { fen: number } | null, effect: { loans: { after: number, limit: number | null } } | null, failures: Array<{ code: RuleCode, message: string }>, because: Array<{ code: ScoreCode, points: number, message: string }> }>, sources: Array<{ kind: FulfilmentSourceKind, state: HoldingsState, reason: string | null }> } | null } | null };

export type HoldMutationVariables = Exact<{
  input: PlaceHoldInput;
}>;


export type HoldMutation = { placeHold:
    | { __typename: 'HoldPlaced', hold: { id: string, state: HoldState, position: number | null, estimatedFrom: string | null, shelfUntil: string | null, pickup: { name: string } | null, item:
          | { callNumber: string, status: ItemStatus }
          | { callNumber: string, status: ItemStatus }
         | null } }
    | { __typename: 'HoldRefused', failures: Array<{ code: RuleCode, message: string }> }
    | { __typename: 'AmbiguousIsbn', candidates: Array<{ id: string, title: string, year: number | null } | null> }
   };

export type WorklistQueryVariables = Exact<{
  branch: string | number;
}>;


export type WorklistQuery = { worklist: { toPick: { totalCount: number, nodes: Array<{ maskedReader: string | null, dueDate: string | null, takeDown: boolean, item:
          | { callNumber: string, barcode: string, book: { title: string } | null }
          | { callNumber: string, barcode: string, book: { title: string } | null }
         | null, hold: { id: string, shelfUntil: string | null } | null }> }, toReceive: { totalCount: number, nodes: Array<{ maskedReader: string | null, dueDate: string | null, takeDown: boolean, item:
          | { callNumber: string, barcode: string, book: { title: string } | null }
          | { callNumber: string, barcode: string, book: { title: string } | null }
         | null, hold: { id: string, shelfUntil: string | null } | null }> }, onHoldShelf: { totalCount: number, nodes: Array<{ maskedReader: string | null, dueDate: string | null, takeDown: boolean, item:
          | { callNumber: string, barcode: string, book: { title: string } | null }
          | { callNumber: string, barcode: string, book: { title: string } | null }
         | null, hold: { id: string, shelfUntil: string | null } | null }> }, overdue: { totalCount: number, nodes: Array<{ maskedReader: string | null, dueDate: string | null, takeDown: boolean, item:
          | { callNumber: string, barcode: string, book: { title: string } | null }
          | { callNumber: string, barcode: string, book: { title: string } | null }
         | null, hold: { id: string, shelfUntil: string | null } | null }> } } | null, parcels: { totalCount: number, nodes: Array<{ id: string, direction: ParcelDirection, status: ParcelStatus, loans: Array<{ book: { title: string } | null }> }> } | null };

export type CopiesFragment = { totalCount: number, nodes: Array<{ maskedReader: string | null, dueDate: string | null, takeDown: boolean, item:
      | { callNumber: string, barcode: string, book: { title: string } | null }
      | { callNumber: string, barcode: string, book: { title: string } | null }
     | null, hold: { id: string, shelfUntil: string | null } | null }> };

export type WatchAvailabilitySubscriptionVariables = Exact<{
  bookIds: Array<string | number> | string | number;
  after?: string | number | null | undefined;
}>;


export type WatchAvailabilitySubscription = { availabilityChanged: { eventId: string, at: string, book: { id: string, title: string } | null, holdings:
      | { id: string, library: { name: string }, lastKnown: { total: number, available: number, asOf: string } | null }
      | { id: string, library: { name: string }, lastKnown: { total: number, available: number, asOf: string } | null }
     | null } };

export type ReaderAtTheDeskQueryVariables = Exact<{
  card: string;
}>;


export type ReaderAtTheDeskQuery = { reader: { name: string, openLoans: number | null, loanQuota: number | null, loans: { totalCount: number, nodes: Array<{ dueDate: string | null, overdue: boolean, book: { title: string, holdings: Array<
            | { library: { name: string }, now: { state: HoldingsState, available: number | null } | null }
            | { library: { name: string }, now: { state: HoldingsState, available: number | null } | null }
          >, offers: Array<{ stock: number, store: { name: string } }> | null } | null }> } } | null };

export type FundsQueryVariables = Exact<{
  year: number;
}>;


export type FundsQuery = { funds: Array<{ library: { name: string }, allocated: { fen: number }, encumbered: { fen: number }, expended: { fen: number }, free: { fen: number } }> | null };

export type ContractsQueryVariables = Exact<{
  store: string | number;
}>;


export type ContractsQuery = { contracts: Array<{ rateBasisPoints: number, validFrom: string, validTo: string, offlineCopiesPerDay: number, payer: { name: string } }> | null };

export type StatementsQueryVariables = Exact<{
  store: string | number;
}>;


export type StatementsQuery = { statements: { totalCount: number, nodes: Array<{ month: string, status: StatementStatus, copies: number, netTotal: { fen: number }, library: { name: string } }> } | null };

export type NetworkQueryVariables = Exact<{ [key: string]: never; }>;


export type NetworkQuery = { retentionPolicies: Array<{ version: number, validFrom: string, loanDays: number, holdDays: number, orderDays: number }> | null, couriers: Array<{ name: string }> | null, failedNotices: { totalCount: number, nodes: Array<{ kind: NoticeKind, day: string, lastError: string | null }> } | null };

export type ReconcileMutationVariables = Exact<{ [key: string]: never; }>;


export type ReconcileMutation = { reconcileOrders: { checked: number, next: string | null, findings: Array<{ orderId: string, what: string, repaired: boolean }> } };

export type BranchDeskQueryVariables = Exact<{ [key: string]: never; }>;


export type BranchDeskQuery = { me: { role: CallerRole, library: { id: string, name: string } | null } | null, branches: Array<{ id: string, name: string, kind: BranchKind, library: { id: string, name: string } }> | null };

export type CityHoldingsQueryVariables = Exact<{
  id: string | number;
}>;


export type CityHoldingsQuery = { book: { id: string, title: string, responsibility: string | null, publisher: string | null, year: number | null, isbn: string | null, classNumber: string | null, lastKnown: { total: number, available: number, asOf: string } | null, holdings: Array<
      | { id: string, now: { state: HoldingsState, asOf: string, reason: string | null, message: string | null, total: number | null, available: number | null, items: { totalCount: number, nodes: Array<
              | { id: string, barcode: string, callNumber: string, status: ItemStatus, statusText: string | null, location: string, dueDate: string | null, branch: { name: string } | null }
              | { id: string, barcode: string, callNumber: string, status: ItemStatus, statusText: string | null, location: string, dueDate: string | null, branch: { name: string } | null }
            > } } | null, library: { id: string, name: string }, lastKnown: { total: number, available: number, asOf: string } | null }
      | { id: string, now: { state: HoldingsState, asOf: string, reason: string | null, message: string | null, total: number | null, available: number | null, items: { totalCount: number, nodes: Array<
              | { id: string, barcode: string, callNumber: string, status: ItemStatus, statusText: string | null, location: string, dueDate: string | null, branch: { name: string } | null }
              | { id: string, barcode: string, callNumber: string, status: ItemStatus, statusText: string | null, location: string, dueDate: string | null, branch: { name: string } | null }
            > } } | null, library: { id: string, name: string }, lastKnown: { total: number, available: number, asOf: string } | null }
    >, offers: Array<{ stock: number, store: { name: string }, listPrice: { fen: number } }> | null } | null };

export type NowFragment = { state: HoldingsState, asOf: string, reason: string | null, message: string | null, total: number | null, available: number | null, items: { totalCount: number, nodes: Array<
      | { id: string, barcode: string, callNumber: string, status: ItemStatus, statusText: string | null, location: string, dueDate: string | null, branch: { name: string } | null }
      | { id: string, barcode: string, callNumber: string, status: ItemStatus, statusText: string | null, location: string, dueDate: string | null, branch: { name: string } | null }
    > } };

export type FindReaderQueryVariables = Exact<{
  card: string;
}>;


export type FindReaderQuery = { reader: { card: string, name: string, openLoans: number | null, loanQuota: number | null, holds: { nodes: Array<{ id: string }> } } | null };

export type RequestTransferMutationVariables = Exact<{
  input: PlaceHoldInput;
}>;


export type RequestTransferMutation = { placeHold:
    | { __typename: 'HoldPlaced', hold: { id: string, state: HoldState, position: number | null, estimatedFrom: string | null, shelfUntil: string | null, pickup: { name: string } | null, item:
          | { callNumber: string, barcode: string, library: { name: string } | null }
          | { callNumber: string, barcode: string, library: { name: string } | null }
         | null } }
    | { __typename: 'HoldRefused', failures: Array<{ code: RuleCode, message: string, english: string }> }
    | { __typename: 'AmbiguousIsbn', candidates: Array<{ id: string, title: string, year: number | null } | null> }
   };

export type SuggestQueryVariables = Exact<{
  prefix: string;
}>;


export type SuggestQuery = { suggest: Array<{ text: string, kind: SuggestionKind }> | null };

export type CheckSaleQueryVariables = Exact<{
  input: PurchaseEligibilityInput;
  isbn: string;
  card: string;
}>;


export type CheckSaleQuery = { reader: { name: string } | null, booksByIsbn: Array<{ id: string, title: string, responsibility: string | null, publisher: string | null, year: number | null }> | null, purchaseEligibility:
    | { __typename: 'PurchaseEligibility', eligible: boolean, flags: Array<RuleCode>, payer: { name: string } | null, failures: Array<{ code: RuleCode, subject: RuleSubject, message: string, limit: number | null, actual: number | null, unit: RuleUnit | null, english: string }> }
    | { __typename: 'AmbiguousIsbn', candidates: Array<{ id: string, title: string, responsibility: string | null, year: number | null } | null> }
   | null };

export type FailureFragment = { code: RuleCode, subject: RuleSubject, message: string, limit: number | null, actual: number | null, unit: RuleUnit | null, english: string };

export type ConfirmOrderMutationVariables = Exact<{
  id: string | number;
}>;


export type ConfirmOrderMutation = { confirmOrder: { id: string, status: PurchaseStatus, availableActions: Array<OrderAction> } };

export type CounterQueryVariables = Exact<{ [key: string]: never; }>;


export type CounterQuery = { me: { role: CallerRole, store: { id: string, name: string, payer: { name: string } | null, barcodeRanges: Array<{ first: string, last: string }> } | null } | null, contracts: Array<{ validFrom: string, validTo: string, offlineCopiesPerDay: number, store: { id: string }, offlinePriceCap: { fen: number } }> | null };

export type InboxQueryVariables = Exact<{
  first?: number;
  after?: string | null | undefined;
}>;


export type InboxQuery = { stores: Array<{ id: string, inbox: { totalCount: number, nodes: Array<{ id: string, status: PurchaseStatus, isbn: string | null, submittedAt: string, dueAt: string | null, availableActions: Array<OrderAction>, book: { title: string } | null, listPrice: { fen: number } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null }> | null };

export type OrderQueryVariables = Exact<{
  id: string | number;
}>;


export type OrderQuery = { purchaseLendOrder: { id: string, status: PurchaseStatus, isbn: string | null, itemBarcodes: Array<string>, dueDate: string | null, availableActions: Array<OrderAction>, book: { title: string } | null, deliveryAddress: { recipient: string, phone: string, province: string, city: string, district: string, street: string } | null } | null };

export type ReplaySalesMutationVariables = Exact<{
  orders: Array<OfflineOrderInput> | OfflineOrderInput;
}>;


export type ReplaySalesMutation = { submitPurchaseLendOrders: Array<{ line: number, idempotencyKey: string, result:
      | { __typename: 'PurchaseLendOrderLent', itemBarcodes: Array<string>, dueDate: string, readerName: string, order: { id: string } }
      | { __typename: 'PurchaseLendOrderDecided', itemBarcodes: Array<string>, dueDate: string, order: { id: string } }
      | { __typename: 'PurchaseInReview', order: { id: string, failures: Array<{ code: RuleCode, message: string, english: string }> } }
      | { __typename: 'PurchaseRefused', order: { id: string }, failures: Array<{ code: RuleCode, message: string, english: string }> }
      | { __typename: 'TryAgain', message: string, english: string }
      | { __typename: 'AmbiguousIsbn', candidates: Array<{ id: string, title: string, year: number | null } | null> }
     | null, error: { code: OfflineOrderErrorCode, message: string, argument: string | null } | null }> };

export type ReportOutOfStockMutationVariables = Exact<{
  id: string | number;
}>;


export type ReportOutOfStockMutation = { reportOutOfStock: { id: string, status: PurchaseStatus, availableActions: Array<OrderAction> } };

export type SalesChangedSubscriptionVariables = Exact<{
  after?: string | number | null | undefined;
}>;


export type SalesChangedSubscription = { purchaseLendOrderChanged: { eventId: string, at: string, from: PurchaseStatus | null, to: PurchaseStatus, order: { id: string, channel: PurchaseChannel, book: { title: string } | null } | null } };

export type SellMutationVariables = Exact<{
  input: SubmitPurchaseLendOrderInput;
}>;


export type SellMutation = { submitPurchaseLendOrder:
    | { __typename: 'PurchaseLendOrderLent', itemBarcodes: Array<string>, dueDate: string, readerName: string, order: { id: string, netPrice: { fen: number } | null } }
    | { __typename: 'PurchaseLendOrderDecided', itemBarcodes: Array<string>, dueDate: string, message: string, english: string, order: { id: string } }
    | { __typename: 'PurchaseInReview', order: { id: string, failures: Array<{ code: RuleCode, subject: RuleSubject, message: string, limit: number | null, actual: number | null, unit: RuleUnit | null, english: string }> } }
    | { __typename: 'PurchaseRefused', order: { id: string }, failures: Array<{ code: RuleCode, subject: RuleSubject, message: string, limit: number | null, actual: number | null, unit: RuleUnit | null, english: string }> }
    | { __typename: 'TryAgain', message: string, english: string }
    | { __typename: 'AmbiguousIsbn', candidates: Array<{ id: string, title: string, responsibility: string | null, year: number | null } | null> }
   };

export type SaleFailureFragment = { code: RuleCode, subject: RuleSubject, message: string, limit: number | null, actual: number | null, unit: RuleUnit | null, english: string };

export type ShipOrderMutationVariables = Exact<{
  id: string | number;
  courier: string;
  trackingNumber: string;
}>;


export type ShipOrderMutation = { shipOrder: { id: string, status: PurchaseStatus, availableActions: Array<OrderAction> } };

export type VoidSaleMutationVariables = Exact<{
  id: string | number;
  reason: string;
}>;


export type VoidSaleMutation = { voidOrder: { id: string, status: PurchaseStatus } };

export const HoldingsOperation: Operation<HoldingsQuery, HoldingsQueryVariables> = {
  name: "Holdings",
  kind: "query",
  sha256: "a59030431a83bdf28db8fb21282907bf2f3962128e889c1aa6bb2bff56ad7493",
  text: "# What does the whole city hold of a book, and who sells it?\n# 全市馆藏：每个成员馆一行，书店在售情况一并给出。\nquery Holdings($isbn: String!) {\n  booksByIsbn(isbn: $isbn) {\n    id\n    title\n    responsibility\n    publisher\n    year\n    lastKnown {\n      total\n      available\n      asOf\n    }\n    holdings {\n      library {\n        name\n      }\n      lastKnown {\n        total\n        available\n        asOf\n      }\n      now {\n        state\n        asOf\n        total\n        available\n        items(first: 3) {\n          nodes {\n            callNumber\n            barcode\n            location\n            status\n            dueDate\n          }\n        }\n      }\n    }\n    offers {\n      store {\n        name\n      }\n      listPrice {\n        fen\n      }\n      stock\n    }\n  }\n}\n",
};

export const SearchOperation: Operation<SearchQuery, SearchQueryVariables> = {
  name: "Search",
  kind: "query",
  sha256: "2f730d8ee23649c98f6b8136f6e77e277644a259ebacdfe0eba8e8eebf67fde5",
  text: "# Find a book by a few characters, pinyin or initials: 三体, santi, st. Give `endCursor` as `after` for the next page.\n# 检索书目。\nquery Search($query: String!, $filter: BookFilter, $after: String) {\n  searchBooks(query: $query, filter: $filter, first: 10, after: $after) {\n    totalCount\n    matched\n    edges {\n      highlights {\n        field\n        ranges {\n          from\n          to\n        }\n      }\n      node {\n        id\n        title\n        responsibility\n        year\n        isbn\n        lastKnown {\n          total\n          available\n        }\n        offers {\n          store {\n            name\n          }\n          stock\n        }\n      }\n    }\n    facets {\n      districts {\n        district\n        count\n      }\n      classes {\n        class\n        name\n        count\n      }\n      available {\n        count\n        asOf\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}\n",
};

export const EligibilityOperation: Operation<EligibilityQuery, EligibilityQueryVariables> = {
  name: "Eligibility",
  kind: "query",
  sha256: "68cbd34c4d90b6126563c425f3ebde3da5970ecae6f012036a83cc00b093c6dd",
  text: "# Would the library buy this book for this reader? The same rules as the order, without effect.\n# 购借预检：不产生任何登记。\n# audience: clerk\nquery Eligibility($input: PurchaseEligibilityInput!) {\n  purchaseEligibility(input: $input) {\n    ... on PurchaseEligibility {\n      eligible\n      payer {\n        name\n      }\n      failures {\n        code\n        subject\n        message\n        limit\n        actual\n        unit\n      }\n      flags\n    }\n    ... on AmbiguousIsbn {\n      isbn\n      candidates {\n        id\n        title\n      }\n    }\n  }\n}\n",
};

export const CounterOrderOperation: Operation<CounterOrderMutation, CounterOrderMutationVariables> = {
  name: "CounterOrder",
  kind: "mutation",
  sha256: "433c28f356db515c61713876f19dce3aab78a566112f72c7f2aea8c59aff0d05",
  text: "# The clerk scans book and card; the library buys the book and lends it in one step (购借合一).\n# The same `idempotencyKey` is the same order, however often it is sent.\n# 购借合一：店员扫描图书与读者证，一步完成采购与借出。\n# audience: clerk\nmutation CounterOrder($input: SubmitPurchaseLendOrderInput!) {\n  submitPurchaseLendOrder(input: $input) {\n    __typename\n    ... on PurchaseLendOrderLent {\n      order {\n        id\n        status\n        payer {\n          name\n        }\n        netPrice {\n          fen\n        }\n      }\n      itemBarcode\n      dueDate\n      readerName\n    }\n    ... on PurchaseLendOrderDecided {\n      itemBarcode\n      dueDate\n      message\n    }\n    ... on PurchaseRefused {\n      failures {\n        code\n        subject\n        message\n        limit\n        actual\n        unit\n      }\n    }\n    ... on AmbiguousIsbn {\n      candidates {\n        id\n        title\n      }\n    }\n    ... on TryAgain {\n      message\n    }\n  }\n}\n",
};

export const PurchaseOnlineOperation: Operation<PurchaseOnlineMutation, PurchaseOnlineMutationVariables> = {
  name: "PurchaseOnline",
  kind: "mutation",
  sha256: "61d86d9b9040688c34bd88008b15e6e862384601222006292aabcf22e06a79ea",
  text: "# A reader orders a new book online; a bookstore delivers it, the library pays (你选书，我买单).\n# 你选书，我买单：读者线上选新书，书店送书上门，图书馆付款。\n# audience: reader\nmutation PurchaseOnline($input: RequestPurchaseInput!) {\n  requestPurchase(input: $input) {\n    __typename\n    ... on PurchaseApproved {\n      order {\n        id\n        status\n        store {\n          name\n        }\n        book {\n          title\n        }\n      }\n    }\n    ... on PurchaseRefused {\n      failures {\n        code\n        message\n        limit\n        actual\n      }\n    }\n    ... on TryAgain {\n      message\n    }\n    ... on AmbiguousIsbn {\n      candidates {\n        id\n        title\n      }\n    }\n  }\n}\n",
};

export const LoanOnlineOperation: Operation<LoanOnlineMutation, LoanOnlineMutationVariables> = {
  name: "LoanOnline",
  kind: "mutation",
  sha256: "b6694992b62871265417880e3ec7b9298c65cdbc04a518c347318b6b4cd10f1c",
  text: "# A reader borrows online; a copy is kept and a parcel is made (书服到家).\n# 书服到家：线上借书，预留一册并生成包裹。\n# audience: reader\nmutation LoanOnline($input: RequestLoanInput!) {\n  requestLoan(input: $input) {\n    __typename\n    ... on LoanRequested {\n      loan {\n        id\n        status\n        dueDate\n        item {\n          barcode\n          callNumber\n          status\n          library {\n            name\n          }\n        }\n      }\n      parcel {\n        id\n        status\n        from {\n          name\n        }\n      }\n    }\n    ... on LoanRefused {\n      failures {\n        code\n        message\n        limit\n        actual\n      }\n    }\n    ... on TryAgain {\n      message\n    }\n    ... on AmbiguousIsbn {\n      isbn\n      candidates {\n        id\n        title\n        year\n      }\n    }\n  }\n}\n",
};

export const ReturnOperation: Operation<ReturnMutation, ReturnMutationVariables> = {
  name: "Return",
  kind: "mutation",
  sha256: "ffc48a8bf2591deae0b01efed9de0a866c281b644cf31de40924a33b00843691",
  text: "# Return anywhere: the desk scans a copy of any library and is told what to do with it.\n# 通还：扫描任一成员馆的图书，提示下一步去向。\n# audience: librarian\nmutation Return($input: ReturnItemInput!) {\n  returnItem(input: $input) {\n    next\n    message\n    destination {\n      name\n    }\n    item {\n      barcode\n      status\n      book {\n        title\n      }\n    }\n    loan {\n      id\n      status\n      returnedAt\n    }\n  }\n}\n",
};

export const LibraryOperation: Operation<LibraryQuery, LibraryQueryVariables> = {
  name: "Library",
  kind: "query",
  sha256: "7d9927018e701bdb3f3f0b764012a45bf963ba337d7d0927f563147d0f48a76b",
  text: "# The most borrowed books of 2020 as printed, the periodicals and where they stand, a month's programme.\n# 借阅排行、期刊架位号、活动预告。\nquery Library {\n  rankings(year: 2020, audience: ADULT) {\n    rank\n    title\n    responsibility\n    callNumber\n    loans\n    source\n  }\n  periodicals {\n    title\n    shelfNumber\n    room\n  }\n  programme(from: \"2021-01-01\", to: \"2021-01-31\") {\n    date\n    startTime\n    title\n    speaker\n    place\n    mode\n  }\n}\n",
};

export const MeOperation: Operation<MeQuery, MeQueryVariables> = {
  name: "Me",
  kind: "query",
  sha256: "10a8347e1865d7fc2c80e54d51074e6137e2a5402b913fc473bc889002953ca2",
  text: "# Who am I, and what have I borrowed?\n# 我的借阅。\n# audience: reader\nquery Me {\n  me {\n    role\n    reader {\n      card\n      name\n      openLoans\n      loanQuota\n      credit {\n        band\n        asOf\n        suspended\n      }\n      loans(first: 10) {\n        totalCount\n        nodes {\n          status\n          dueDate\n          overdue\n          book {\n            title\n          }\n        }\n      }\n    }\n  }\n}\n",
};

export const WaysToABookOperation: Operation<WaysToABookQuery, WaysToABookQueryVariables> = {
  name: "WaysToABook",
  kind: "query",
  sha256: "c3b94218c79eb99fa272713e8df81ceb65ebe0cb0614fb6f4c3ddb5fd3124028",
  text: "# How can I have this book, and which way is the best?\n# 取书方式：到馆、预约、快递、书店购借，逐一排序并说明理由。\n# audience: reader\nquery WaysToABook($id: ID!, $near: NearInput) {\n  book(id: $id) {\n    title\n    fulfilmentOptions(near: $near) {\n      asOf\n      options {\n        rank\n        kind\n        state\n        earliest\n        branch {\n          name\n        }\n        store {\n          name\n        }\n        freight {\n          fen\n        }\n        effect {\n          loans {\n            after\n            limit\n          }\n        }\n        failures {\n          code\n          message\n        }\n        because {\n          code\n          points\n          message\n        }\n      }\n      sources {\n        kind\n        state\n        reason\n      }\n    }\n  }\n}\n",
};

export const HoldOperation: Operation<HoldMutation, HoldMutationVariables> = {
  name: "Hold",
  kind: "mutation",
  sha256: "7ae494a2df860711c9708b955448f9cbd3fe058e975769ee197a3dfa8302ffb4",
  text: "# A reader waits for a book; the first copy that is free anywhere comes to the branch of pick-up.\n# 预约：全市一个队列，到馆取书。\n# audience: reader\nmutation Hold($input: PlaceHoldInput!) {\n  placeHold(input: $input) {\n    __typename\n    ... on HoldPlaced {\n      hold {\n        id\n        state\n        position\n        estimatedFrom\n        shelfUntil\n        pickup {\n          name\n        }\n        item {\n          callNumber\n          status\n        }\n      }\n    }\n    ... on HoldRefused {\n      failures {\n        code\n        message\n      }\n    }\n    ... on AmbiguousIsbn {\n      candidates {\n        id\n        title\n        year\n      }\n    }\n  }\n}\n",
};

export const WorklistOperation: Operation<WorklistQuery, WorklistQueryVariables> = {
  name: "Worklist",
  kind: "query",
  sha256: "0e713b15fb361f05401d9abea0cc424748a9b63a3b32999d7126c3248ec55a32",
  text: "# What a branch has to do now: copies to pick, to receive, on the hold shelf, overdue; parcels to pack.\n# 分馆工作清单：待取、待收、预约架、逾期与待打包的包裹。\n# audience: librarian\nquery Worklist($branch: ID!) {\n  worklist(branch: $branch) {\n    toPick(first: 20) {\n      ...Copies\n    }\n    toReceive(first: 20) {\n      ...Copies\n    }\n    onHoldShelf(first: 20) {\n      ...Copies\n    }\n    overdue(first: 20) {\n      ...Copies\n    }\n  }\n  parcels(branch: $branch, first: 20) {\n    totalCount\n    nodes {\n      id\n      direction\n      status\n      loans {\n        book {\n          title\n        }\n      }\n    }\n  }\n}\n\nfragment Copies on WorkConnection {\n  totalCount\n  nodes {\n    item {\n      callNumber\n      barcode\n      book {\n        title\n      }\n    }\n    hold {\n      id\n      shelfUntil\n    }\n    maskedReader\n    dueDate\n    takeDown\n  }\n}\n",
};

export const WatchAvailabilityOperation: Operation<WatchAvailabilitySubscription, WatchAvailabilitySubscriptionVariables> = {
  name: "WatchAvailability",
  kind: "subscription",
  sha256: "88549a7888ebd94101e6ac1611181ea8f8f63e3921e48a89b6fabf313795c7e6",
  text: "# Counts of two books, told each time when they change in any library. Borrow or return a copy elsewhere and see it arrive.\n# 馆藏动态：任一馆的可借数变化即推送。\nsubscription WatchAvailability($bookIds: [ID!]!, $after: ID) {\n  availabilityChanged(bookIds: $bookIds, after: $after) {\n    eventId\n    at\n    book {\n      id\n      title\n    }\n    holdings {\n      id\n      library {\n        name\n      }\n      lastKnown {\n        total\n        available\n        asOf\n      }\n    }\n  }\n}\n",
};

export const ReaderAtTheDeskOperation: Operation<ReaderAtTheDeskQuery, ReaderAtTheDeskQueryVariables> = {
  name: "ReaderAtTheDesk",
  kind: "query",
  sha256: "f094cb049e708eeb5d6f75b0f748c0ee0ea0e20979ce49c8a0f40ef76a219855",
  text: "# A reader at the desk: what is borrowed, where the city has more of it, and who sells it. It asks all four services.\n# 柜台读者：在借图书、全市余量与书店在售，四个服务一次查询。\n# audience: librarian\nquery ReaderAtTheDesk($card: String!) {\n  reader(card: $card) {\n    name\n    openLoans\n    loanQuota\n    loans(first: 5) {\n      totalCount\n      nodes {\n        dueDate\n        overdue\n        book {\n          title\n          holdings {\n            library {\n              name\n            }\n            now {\n              state\n              available\n            }\n          }\n          offers {\n            store {\n              name\n            }\n            stock\n          }\n        }\n      }\n    }\n  }\n}\n",
};

export const FundsOperation: Operation<FundsQuery, FundsQueryVariables> = {
  name: "Funds",
  kind: "query",
  sha256: "7007cfafa394be7458641162c11b5870d51511c214e345f09187c1d1e5f31ef3",
  text: "# What the libraries have left to spend on books in a year.\n# 购书经费：各馆年度预算、占用、支出与余额。\n# audience: librarian\nquery Funds($year: Int!) {\n  funds(year: $year) {\n    library {\n      name\n    }\n    allocated {\n      fen\n    }\n    encumbered {\n      fen\n    }\n    expended {\n      fen\n    }\n    free {\n      fen\n    }\n  }\n}\n",
};

export const ContractsOperation: Operation<ContractsQuery, ContractsQueryVariables> = {
  name: "Contracts",
  kind: "query",
  sha256: "80874e870728c3c4a2feed2a1d65057f2cd4659961c0cde46c1e16ce4b39fe91",
  text: "# The contracts of a store with the libraries: who pays, and which share of the list price.\n# 馆店合同：付款馆、结算比例与有效期。\n# audience: clerk\nquery Contracts($store: ID!) {\n  contracts(store: $store) {\n    payer {\n      name\n    }\n    rateBasisPoints\n    validFrom\n    validTo\n    offlineCopiesPerDay\n  }\n}\n",
};

export const StatementsOperation: Operation<StatementsQuery, StatementsQueryVariables> = {
  name: "Statements",
  kind: "query",
  sha256: "007b54311268159cbc2486b8e6b51eded3bb2bebe514a5d4ccdf39509315bc77",
  text: "# The statements of a store, month by month, and what each amounts to.\n# 书店结算单：逐月金额与状态。\n# audience: clerk\nquery Statements($store: ID!) {\n  statements(store: $store, first: 12) {\n    totalCount\n    nodes {\n      month\n      status\n      copies\n      netTotal {\n        fen\n      }\n      library {\n        name\n      }\n    }\n  }\n}\n",
};

export const NetworkOperation: Operation<NetworkQuery, NetworkQueryVariables> = {
  name: "Network",
  kind: "query",
  sha256: "ac6a2f73293c1075e6e39e8720901c07a35eeaefdd0b6dfc9e70a11e5e9798ad",
  text: "# The network's terms: how long records of readers are kept, how holds and loans are limited, notices that could not be sent.\n# 全网规则：资料保存期限、预约与借阅规则、未送达的通知。\n# audience: admin\nquery Network {\n  retentionPolicies {\n    version\n    validFrom\n    loanDays\n    holdDays\n    orderDays\n  }\n  couriers {\n    name\n  }\n  failedNotices(first: 5) {\n    totalCount\n    nodes {\n      kind\n      day\n      lastError\n    }\n  }\n}\n",
};

export const ReconcileOperation: Operation<ReconcileMutation, ReconcileMutationVariables> = {
  name: "Reconcile",
  kind: "mutation",
  sha256: "d4683dce430069e7eed1f87d4a882fcf5742272f55749a83f076d1f6862b3c80",
  text: "# Compares orders of the bookstores with loans, copies and funds, and names what does not fit.\n# 对账：逐笔核对订单与借阅、馆藏、经费，并指出不符之处。\n# audience: admin\nmutation Reconcile {\n  reconcileOrders(first: 20) {\n    checked\n    findings {\n      orderId\n      what\n      repaired\n    }\n    next\n  }\n}\n",
};

export const BranchDeskOperation: Operation<BranchDeskQuery, BranchDeskQueryVariables> = {
  name: "BranchDesk",
  kind: "query",
  sha256: "bd76c56799fb43731a2dbf08bb6ae3a3c957255fbc2929f0d4410bbf4dbbc50c",
  text: "# Who is at the desk, and the branches of all libraries, for the place of pick-up.\n# 当班馆员与可取书地点。\n# audience: librarian\nquery BranchDesk {\n  me {\n    role\n    library {\n      id\n      name\n    }\n  }\n  branches {\n    id\n    name\n    kind\n    library {\n      id\n      name\n    }\n  }\n}\n",
};

export const CityHoldingsOperation: Operation<CityHoldingsQuery, CityHoldingsQueryVariables> = {
  name: "CityHoldings",
  kind: "query",
  sha256: "e57601fbc4597e4c5b7b23b1526f093d0079608cec8e61b31df5c57384280ede",
  text: "# What the whole city holds of one book: what each owner says now, why it may be silent, what was last heard; call number and shelf.\n# 一书全市馆藏：各馆此刻的回答、沉默的原因、最近已知数、索书号与架位。\nquery CityHoldings($id: ID!) {\n  book(id: $id) {\n    id\n    title\n    responsibility\n    publisher\n    year\n    isbn\n    classNumber\n    lastKnown {\n      total\n      available\n      asOf\n    }\n    holdings {\n      id\n      library {\n        id\n        name\n      }\n      lastKnown {\n        total\n        available\n        asOf\n      }\n      ... on CentralHoldings {\n        now {\n          ...Now\n        }\n      }\n      ... on DistrictHoldings {\n        now {\n          ...Now\n        }\n      }\n    }\n    offers {\n      store {\n        name\n      }\n      listPrice {\n        fen\n      }\n      stock\n    }\n  }\n}\n\nfragment Now on HoldingsNow {\n  state\n  asOf\n  reason\n  message\n  total\n  available\n  items(first: 20) {\n    totalCount\n    nodes {\n      id\n      barcode\n      callNumber\n      status\n      statusText\n      location\n      branch {\n        name\n      }\n      dueDate\n    }\n  }\n}\n",
};

export const FindReaderOperation: Operation<FindReaderQuery, FindReaderQueryVariables> = {
  name: "FindReader",
  kind: "query",
  sha256: "b15cb32dc43c23df63cc6c420d4c7049e3e30639d6746eb99d40deb6db64fd84",
  text: "# A reader, before something is asked for on the card, and what was asked for before.\n# 核对读者证与既有预约。\n# audience: librarian\nquery FindReader($card: String!) {\n  reader(card: $card) {\n    card\n    name\n    openLoans\n    loanQuota\n    holds(first: 100) {\n      nodes {\n        id\n      }\n    }\n  }\n}\n",
};

export const RequestTransferOperation: Operation<RequestTransferMutation, RequestTransferMutationVariables> = {
  name: "RequestTransfer",
  kind: "mutation",
  sha256: "b3c67650254ea105d251e16e28d59f52ebc68053cd998cf2cc42ebfec13ba124",
  text: "# Has a copy brought to a branch for a reader: the first one that is free anywhere in the city.\n# 为读者请调：全市最先可用的一册送到取书地点。\n# audience: librarian\nmutation RequestTransfer($input: PlaceHoldInput!) {\n  placeHold(input: $input) {\n    __typename\n    ... on HoldPlaced {\n      hold {\n        id\n        state\n        position\n        estimatedFrom\n        shelfUntil\n        pickup {\n          name\n        }\n        item {\n          callNumber\n          barcode\n          library {\n            name\n          }\n        }\n      }\n    }\n    ... on HoldRefused {\n      failures {\n        code\n        message\n        english: message(lang: EN)\n      }\n    }\n    ... on AmbiguousIsbn {\n      candidates {\n        id\n        title\n        year\n      }\n    }\n  }\n}\n",
};

export const SuggestOperation: Operation<SuggestQuery, SuggestQueryVariables> = {
  name: "Suggest",
  kind: "query",
  sha256: "3313d13647f05f39f5c40fc639c672c9a35d31e4c3e0798de5bb5339f21955dc",
  text: "# What somebody may mean who is typing: characters, pinyin or initials.\n# 检索提示。\nquery Suggest($prefix: String!) {\n  suggest(prefix: $prefix, first: 8) {\n    text\n    kind\n  }\n}\n",
};

export const CheckSaleOperation: Operation<CheckSaleQuery, CheckSaleQueryVariables> = {
  name: "CheckSale",
  kind: "query",
  sha256: "d71152c581235dd511316bd669d36525a0c9e85e7bebdb8606959cc33841a360",
  text: "# Would the library buy this book for this reader, at the price that is printed on it? Who the reader is, by the masked name.\n# 购借预检：书、证、定价一次问清，列出全部不通过的原因。\n# audience: clerk\nquery CheckSale($input: PurchaseEligibilityInput!, $isbn: String!, $card: String!) {\n  reader(card: $card) {\n    name\n  }\n  booksByIsbn(isbn: $isbn) {\n    id\n    title\n    responsibility\n    publisher\n    year\n  }\n  purchaseEligibility(input: $input) {\n    __typename\n    ... on PurchaseEligibility {\n      eligible\n      payer {\n        name\n      }\n      failures {\n        ...Failure\n      }\n      flags\n    }\n    ... on AmbiguousIsbn {\n      candidates {\n        id\n        title\n        responsibility\n        year\n      }\n    }\n  }\n}\n\nfragment Failure on RuleFailure {\n  code\n  subject\n  message\n  english: message(lang: EN)\n  limit\n  actual\n  unit\n}\n",
};

export const ConfirmOrderOperation: Operation<ConfirmOrderMutation, ConfirmOrderMutationVariables> = {
  name: "ConfirmOrder",
  kind: "mutation",
  sha256: "fe3e09084a5917865a320fa7fba9867900cdf4ad7ffadd40f3af5ffeec5c1d6c",
  text: "# The book is in hand for an online order.\n# 确认有书。\n# audience: clerk\nmutation ConfirmOrder($id: ID!) {\n  confirmOrder(id: $id) {\n    id\n    status\n    availableActions\n  }\n}\n",
};

export const CounterOperation: Operation<CounterQuery, CounterQueryVariables> = {
  name: "Counter",
  kind: "query",
  sha256: "9909481fffc6a3b6d091dc6b018a640ffb3eccbd75645ffdde2ec2fdc0e0b88c",
  text: "# Who is at the counter, and what the store may sell while it is off line.\n# 当班书店与离线售书额度。\n# audience: clerk\nquery Counter {\n  me {\n    role\n    store {\n      id\n      name\n      payer {\n        name\n      }\n      barcodeRanges {\n        first\n        last\n      }\n    }\n  }\n  contracts {\n    store {\n      id\n    }\n    validFrom\n    validTo\n    offlineCopiesPerDay\n    offlinePriceCap {\n      fen\n    }\n  }\n}\n",
};

export const InboxOperation: Operation<InboxQuery, InboxQueryVariables> = {
  name: "Inbox",
  kind: "query",
  sha256: "e8f498090d640e027195ab632a6713946acd453fe4e1eda4107404f382051bed",
  text: "# Online orders that wait for the store, the oldest first. Whom they go to is asked for one order, when it is packed.\n# 线上订单收件箱。\n# audience: clerk\nquery Inbox($first: Int! = 20, $after: String) {\n  stores {\n    id\n    inbox(first: $first, after: $after) {\n      totalCount\n      nodes {\n        id\n        status\n        book {\n          title\n        }\n        isbn\n        listPrice {\n          fen\n        }\n        submittedAt\n        dueAt\n        availableActions\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n}\n",
};

export const OrderOperation: Operation<OrderQuery, OrderQueryVariables> = {
  name: "Order",
  kind: "query",
  sha256: "e8cbfb6aa6c33a93eefb0bbd89d399293fbd11006eb5534afbd5dad38b4307fe",
  text: "# One order of the store, with the address that it goes to: each look at that is kept.\n# 订单与收件地址（每次查看均有记录）。\n# audience: clerk\nquery Order($id: ID!) {\n  purchaseLendOrder(id: $id) {\n    id\n    status\n    book {\n      title\n    }\n    isbn\n    itemBarcodes\n    dueDate\n    availableActions\n    deliveryAddress {\n      recipient\n      phone\n      province\n      city\n      district\n      street\n    }\n  }\n}\n",
};

export const ReplaySalesOperation: Operation<ReplaySalesMutation, ReplaySalesMutationVariables> = {
  name: "ReplaySales",
  kind: "mutation",
  sha256: "48d2b58e5a841884a1f3ad0884e4aed093b1915090021febb414ea5e26ac3a16",
  text: "# Tells the sales that were made off line, 1 to 100 of one store, each judged by the moment when it was made.\n# 离线售书补传。\n# audience: clerk\nmutation ReplaySales($orders: [OfflineOrderInput!]!) {\n  submitPurchaseLendOrders(orders: $orders) {\n    line\n    idempotencyKey\n    result {\n      __typename\n      ... on PurchaseLendOrderLent {\n        order {\n          id\n        }\n        itemBarcodes\n        dueDate\n        readerName\n      }\n      ... on PurchaseLendOrderDecided {\n        order {\n          id\n        }\n        itemBarcodes\n        dueDate\n      }\n      ... on PurchaseInReview {\n        order {\n          id\n          failures {\n            code\n            message\n            english: message(lang: EN)\n          }\n        }\n      }\n      ... on PurchaseRefused {\n        order {\n          id\n        }\n        failures {\n          code\n          message\n          english: message(lang: EN)\n        }\n      }\n      ... on TryAgain {\n        message\n        english: message(lang: EN)\n      }\n      ... on AmbiguousIsbn {\n        candidates {\n          id\n          title\n          year\n        }\n      }\n    }\n    error {\n      code\n      message\n      argument\n    }\n  }\n}\n",
};

export const ReportOutOfStockOperation: Operation<ReportOutOfStockMutation, ReportOutOfStockMutationVariables> = {
  name: "ReportOutOfStock",
  kind: "mutation",
  sha256: "270890fbc55ff032083a82b5f2d315f6e4b7ee983fb64319e47c7b1348d18797",
  text: "# The store does not have it\n#  the next store is asked.:无货，转下一家书店。\n# audience: clerk\nmutation ReportOutOfStock($id: ID!) {\n  reportOutOfStock(id: $id) {\n    id\n    status\n    availableActions\n  }\n}\n",
};

export const SalesChangedOperation: Operation<SalesChangedSubscription, SalesChangedSubscriptionVariables> = {
  name: "SalesChanged",
  kind: "subscription",
  sha256: "5fb00a41f6d0539da51b83761fd66ea64e780b79c15899e0b4d56fba28227b7c",
  text: "# Each step of the store's orders, when it is taken; after a lost connection from the last event on.\n# 订单动态。\n# audience: clerk\nsubscription SalesChanged($after: ID) {\n  purchaseLendOrderChanged(after: $after) {\n    eventId\n    at\n    from\n    to\n    order {\n      id\n      channel\n      book {\n        title\n      }\n    }\n  }\n}\n",
};

export const SellOperation: Operation<SellMutation, SellMutationVariables> = {
  name: "Sell",
  kind: "mutation",
  sha256: "10040f3a7388b4b42db400f93eef25c28f1e5641ff1b6a145af078f5eeadb941",
  text: "# Buys a book and lends it in one step. The same `idempotencyKey` is the same sale, however often it is sent.\n# 购借合一。\n# audience: clerk\nmutation Sell($input: SubmitPurchaseLendOrderInput!) {\n  submitPurchaseLendOrder(input: $input) {\n    __typename\n    ... on PurchaseLendOrderLent {\n      order {\n        id\n        netPrice {\n          fen\n        }\n      }\n      itemBarcodes\n      dueDate\n      readerName\n    }\n    ... on PurchaseLendOrderDecided {\n      order {\n        id\n      }\n      itemBarcodes\n      dueDate\n      message\n      english: message(lang: EN)\n    }\n    ... on PurchaseInReview {\n      order {\n        id\n        failures {\n          ...SaleFailure\n        }\n      }\n    }\n    ... on PurchaseRefused {\n      order {\n        id\n      }\n      failures {\n        ...SaleFailure\n      }\n    }\n    ... on TryAgain {\n      message\n      english: message(lang: EN)\n    }\n    ... on AmbiguousIsbn {\n      candidates {\n        id\n        title\n        responsibility\n        year\n      }\n    }\n  }\n}\n\nfragment SaleFailure on RuleFailure {\n  code\n  subject\n  message\n  english: message(lang: EN)\n  limit\n  actual\n  unit\n}\n",
};

export const ShipOrderOperation: Operation<ShipOrderMutation, ShipOrderMutationVariables> = {
  name: "ShipOrder",
  kind: "mutation",
  sha256: "239fbb9960c3b1de4b3ca5f0b412b6eeac18f26e6ab562b86271016b9cb16bd8",
  text: "# The courier has it, under a number.\n# 交寄。\n# audience: clerk\nmutation ShipOrder($id: ID!, $courier: String!, $trackingNumber: String!) {\n  shipOrder(id: $id, courier: $courier, trackingNumber: $trackingNumber) {\n    id\n    status\n    availableActions\n  }\n}\n",
};

export const VoidSaleOperation: Operation<VoidSaleMutation, VoidSaleMutationVariables> = {
  name: "VoidSale",
  kind: "mutation",
  sha256: "eb85b8aef4d27e1defe0bee3b5dd228a77c814cd5ddeee4f918bb365a5605feb",
  text: "# Takes a sale back on its day, with the book in the store again. The reason is kept.\n# 当日作废。\n# audience: clerk\nmutation VoidSale($id: ID!, $reason: String!) {\n  voidOrder(id: $id, reason: $reason) {\n    id\n    status\n  }\n}\n",
};

/** A network, with a method for each operation. */
export class Shelfgraph extends Session {
  /**
   * What does the whole city hold of a book, and who sells it?
   * 全市馆藏：每个成员馆一行，书店在售情况一并给出。
   */
  holdings(variables: HoldingsQueryVariables, asking?: Asking): Promise<Answer<HoldingsQuery>> {
    return this.ask(HoldingsOperation, variables, asking);
  }

  /**
   * Find a book by a few characters, pinyin or initials: 三体, santi, st. Give `endCursor` as `after` for the next page.
   * 检索书目。
   */
  search(variables: SearchQueryVariables, asking?: Asking): Promise<Answer<SearchQuery>> {
    return this.ask(SearchOperation, variables, asking);
  }

  /**
   * Would the library buy this book for this reader? The same rules as the order, without effect.
   * 购借预检：不产生任何登记。
   * audience: clerk
   */
  eligibility(variables: EligibilityQueryVariables, asking?: Asking): Promise<Answer<EligibilityQuery>> {
    return this.ask(EligibilityOperation, variables, asking);
  }

  /**
   * The clerk scans book and card; the library buys the book and lends it in one step (购借合一).
   * The same `idempotencyKey` is the same order, however often it is sent.
   * 购借合一：店员扫描图书与读者证，一步完成采购与借出。
   * audience: clerk
   */
  counterOrder(variables: CounterOrderMutationVariables, asking?: Asking): Promise<Answer<CounterOrderMutation>> {
    return this.ask(CounterOrderOperation, variables, asking);
  }

  /**
   * A reader orders a new book online; a bookstore delivers it, the library pays (你选书，我买单).
   * 你选书，我买单：读者线上选新书，书店送书上门，图书馆付款。
   * audience: reader
   */
  purchaseOnline(variables: PurchaseOnlineMutationVariables, asking?: Asking): Promise<Answer<PurchaseOnlineMutation>> {
    return this.ask(PurchaseOnlineOperation, variables, asking);
  }

  /**
   * A reader borrows online; a copy is kept and a parcel is made (书服到家).
   * 书服到家：线上借书，预留一册并生成包裹。
   * audience: reader
   */
  loanOnline(variables: LoanOnlineMutationVariables, asking?: Asking): Promise<Answer<LoanOnlineMutation>> {
    return this.ask(LoanOnlineOperation, variables, asking);
  }

  /**
   * Return anywhere: the desk scans a copy of any library and is told what to do with it.
   * 通还：扫描任一成员馆的图书，提示下一步去向。
   * audience: librarian
   */
  return(variables: ReturnMutationVariables, asking?: Asking): Promise<Answer<ReturnMutation>> {
    return this.ask(ReturnOperation, variables, asking);
  }

  /**
   * The most borrowed books of 2020 as printed, the periodicals and where they stand, a month's programme.
   * 借阅排行、期刊架位号、活动预告。
   */
  library(asking?: Asking): Promise<Answer<LibraryQuery>> {
    return this.ask(LibraryOperation, {}, asking);
  }

  /**
   * Who am I, and what have I borrowed?
   * 我的借阅。
   * audience: reader
   */
  me(asking?: Asking): Promise<Answer<MeQuery>> {
    return this.ask(MeOperation, {}, asking);
  }

  /**
   * How can I have this book, and which way is the best?
   * 取书方式：到馆、预约、快递、书店购借，逐一排序并说明理由。
   * audience: reader
   */
  waysToABook(variables: WaysToABookQueryVariables, asking?: Asking): Promise<Answer<WaysToABookQuery>> {
    return this.ask(WaysToABookOperation, variables, asking);
  }

  /**
   * A reader waits for a book; the first copy that is free anywhere comes to the branch of pick-up.
   * 预约：全市一个队列，到馆取书。
   * audience: reader
   */
  hold(variables: HoldMutationVariables, asking?: Asking): Promise<Answer<HoldMutation>> {
    return this.ask(HoldOperation, variables, asking);
  }

  /**
   * What a branch has to do now: copies to pick, to receive, on the hold shelf, overdue; parcels to pack.
   * 分馆工作清单：待取、待收、预约架、逾期与待打包的包裹。
   * audience: librarian
   */
  worklist(variables: WorklistQueryVariables, asking?: Asking): Promise<Answer<WorklistQuery>> {
    return this.ask(WorklistOperation, variables, asking);
  }

  /**
   * Counts of two books, told each time when they change in any library. Borrow or return a copy elsewhere and see it arrive.
   * 馆藏动态：任一馆的可借数变化即推送。
   */
  watchAvailability(variables: WatchAvailabilitySubscriptionVariables, asking?: Asking): Events<WatchAvailabilitySubscription> {
    return this.watch(WatchAvailabilityOperation, variables, asking);
  }

  /**
   * A reader at the desk: what is borrowed, where the city has more of it, and who sells it. It asks all four services.
   * 柜台读者：在借图书、全市余量与书店在售，四个服务一次查询。
   * audience: librarian
   */
  readerAtTheDesk(variables: ReaderAtTheDeskQueryVariables, asking?: Asking): Promise<Answer<ReaderAtTheDeskQuery>> {
    return this.ask(ReaderAtTheDeskOperation, variables, asking);
  }

  /**
   * What the libraries have left to spend on books in a year.
   * 购书经费：各馆年度预算、占用、支出与余额。
   * audience: librarian
   */
  funds(variables: FundsQueryVariables, asking?: Asking): Promise<Answer<FundsQuery>> {
    return this.ask(FundsOperation, variables, asking);
  }

  /**
   * The contracts of a store with the libraries: who pays, and which share of the list price.
   * 馆店合同：付款馆、结算比例与有效期。
   * audience: clerk
   */
  contracts(variables: ContractsQueryVariables, asking?: Asking): Promise<Answer<ContractsQuery>> {
    return this.ask(ContractsOperation, variables, asking);
  }

  /**
   * The statements of a store, month by month, and what each amounts to.
   * 书店结算单：逐月金额与状态。
   * audience: clerk
   */
  statements(variables: StatementsQueryVariables, asking?: Asking): Promise<Answer<StatementsQuery>> {
    return this.ask(StatementsOperation, variables, asking);
  }

  /**
   * The network's terms: how long records of readers are kept, how holds and loans are limited, notices that could not be sent.
   * 全网规则：资料保存期限、预约与借阅规则、未送达的通知。
   * audience: admin
   */
  network(asking?: Asking): Promise<Answer<NetworkQuery>> {
    return this.ask(NetworkOperation, {}, asking);
  }

  /**
   * Compares orders of the bookstores with loans, copies and funds, and names what does not fit.
   * 对账：逐笔核对订单与借阅、馆藏、经费，并指出不符之处。
   * audience: admin
   */
  reconcile(asking?: Asking): Promise<Answer<ReconcileMutation>> {
    return this.ask(ReconcileOperation, {}, asking);
  }

  /**
   * Who is at the desk, and the branches of all libraries, for the place of pick-up.
   * 当班馆员与可取书地点。
   * audience: librarian
   */
  branchDesk(asking?: Asking): Promise<Answer<BranchDeskQuery>> {
    return this.ask(BranchDeskOperation, {}, asking);
  }

  /**
   * What the whole city holds of one book: what each owner says now, why it may be silent, what was last heard; call number and shelf.
   * 一书全市馆藏：各馆此刻的回答、沉默的原因、最近已知数、索书号与架位。
   */
  cityHoldings(variables: CityHoldingsQueryVariables, asking?: Asking): Promise<Answer<CityHoldingsQuery>> {
    return this.ask(CityHoldingsOperation, variables, asking);
  }

  /**
   * A reader, before something is asked for on the card, and what was asked for before.
   * 核对读者证与既有预约。
   * audience: librarian
   */
  findReader(variables: FindReaderQueryVariables, asking?: Asking): Promise<Answer<FindReaderQuery>> {
    return this.ask(FindReaderOperation, variables, asking);
  }

  /**
   * Has a copy brought to a branch for a reader: the first one that is free anywhere in the city.
   * 为读者请调：全市最先可用的一册送到取书地点。
   * audience: librarian
   */
  requestTransfer(variables: RequestTransferMutationVariables, asking?: Asking): Promise<Answer<RequestTransferMutation>> {
    return this.ask(RequestTransferOperation, variables, asking);
  }

  /**
   * What somebody may mean who is typing: characters, pinyin or initials.
   * 检索提示。
   */
  suggest(variables: SuggestQueryVariables, asking?: Asking): Promise<Answer<SuggestQuery>> {
    return this.ask(SuggestOperation, variables, asking);
  }

  /**
   * Would the library buy this book for this reader, at the price that is printed on it? Who the reader is, by the masked name.
   * 购借预检：书、证、定价一次问清，列出全部不通过的原因。
   * audience: clerk
   */
  checkSale(variables: CheckSaleQueryVariables, asking?: Asking): Promise<Answer<CheckSaleQuery>> {
    return this.ask(CheckSaleOperation, variables, asking);
  }

  /**
   * The book is in hand for an online order.
   * 确认有书。
   * audience: clerk
   */
  confirmOrder(variables: ConfirmOrderMutationVariables, asking?: Asking): Promise<Answer<ConfirmOrderMutation>> {
    return this.ask(ConfirmOrderOperation, variables, asking);
  }

  /**
   * Who is at the counter, and what the store may sell while it is off line.
   * 当班书店与离线售书额度。
   * audience: clerk
   */
  counter(asking?: Asking): Promise<Answer<CounterQuery>> {
    return this.ask(CounterOperation, {}, asking);
  }

  /**
   * Online orders that wait for the store, the oldest first. Whom they go to is asked for one order, when it is packed.
   * 线上订单收件箱。
   * audience: clerk
   */
  inbox(variables: InboxQueryVariables = {}, asking?: Asking): Promise<Answer<InboxQuery>> {
    return this.ask(InboxOperation, variables, asking);
  }

  /**
   * One order of the store, with the address that it goes to: each look at that is kept.
   * 订单与收件地址（每次查看均有记录）。
   * audience: clerk
   */
  order(variables: OrderQueryVariables, asking?: Asking): Promise<Answer<OrderQuery>> {
    return this.ask(OrderOperation, variables, asking);
  }

  /**
   * Tells the sales that were made off line, 1 to 100 of one store, each judged by the moment when it was made.
   * 离线售书补传。
   * audience: clerk
   */
  replaySales(variables: ReplaySalesMutationVariables, asking?: Asking): Promise<Answer<ReplaySalesMutation>> {
    return this.ask(ReplaySalesOperation, variables, asking);
  }

  /**
   * The store does not have it
   * the next store is asked.:无货，转下一家书店。
   * audience: clerk
   */
  reportOutOfStock(variables: ReportOutOfStockMutationVariables, asking?: Asking): Promise<Answer<ReportOutOfStockMutation>> {
    return this.ask(ReportOutOfStockOperation, variables, asking);
  }

  /**
   * Each step of the store's orders, when it is taken; after a lost connection from the last event on.
   * 订单动态。
   * audience: clerk
   */
  salesChanged(variables: SalesChangedSubscriptionVariables = {}, asking?: Asking): Events<SalesChangedSubscription> {
    return this.watch(SalesChangedOperation, variables, asking);
  }

  /**
   * Buys a book and lends it in one step. The same `idempotencyKey` is the same sale, however often it is sent.
   * 购借合一。
   * audience: clerk
   */
  sell(variables: SellMutationVariables, asking?: Asking): Promise<Answer<SellMutation>> {
    return this.ask(SellOperation, variables, asking);
  }

  /**
   * The courier has it, under a number.
   * 交寄。
   * audience: clerk
   */
  shipOrder(variables: ShipOrderMutationVariables, asking?: Asking): Promise<Answer<ShipOrderMutation>> {
    return this.ask(ShipOrderOperation, variables, asking);
  }

  /**
   * Takes a sale back on its day, with the book in the store again. The reason is kept.
   * 当日作废。
   * audience: clerk
   */
  voidSale(variables: VoidSaleMutationVariables, asking?: Asking): Promise<Answer<VoidSaleMutation>> {
    return this.ask(VoidSaleOperation, variables, asking);
  }
}

/** A client of one network, in the name of one person or system. It opens nothing by itself. */
export function connect(options: SessionOptions): Shelfgraph {
  return new Shelfgraph(options);
}
