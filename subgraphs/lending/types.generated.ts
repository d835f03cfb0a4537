import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Reference } from '../../lib/reference.ts';
import type { ItemReference } from '../../lib/owners.ts';
import type { ExportedCreditEvent as ExportedCreditEventValue, ExportedHold as ExportedHoldValue, ExportedLoan as ExportedLoanValue, ExportedParcel as ExportedParcelValue, ReaderExport as ReaderExportValue } from './export.ts';
import type { HistoryErasure as HistoryErasureEntity, Kept as KeptValue, PurchaseSum as PurchaseSumEntity } from './privacyEntities.ts';
import type { LoanRequest as LoanRequestEntity, Reader as ReaderEntity, ItemReturn, ItemLoss as ItemLossEntity, Loan as LoanEntity } from './entities.ts';
import type { Hold as HoldEntity } from './holdEntities.ts';
import type { Notice as NoticeEntity } from './noticeEntities.ts';
import type { ShelfChange as ShelfChangeValue, WorkChange as WorkChangeValue } from './live.ts';
import type { HoldTerms } from './holdPolicies.ts';
import type { Worklist as WorklistValue, WorkEntry as WorkEntryValue } from './worklists.ts';
import type { Decided } from './requests.ts';
import type { LoanPolicy as LoanPolicyEntity } from './policies.ts';
import type { Credit as CreditValue } from './readers.ts';
import type { CreditEvent as CreditEventEntity } from './credit.ts';
import type { Closing as ClosingEntity } from './calendars.ts';
import type { Placement } from './cataloguing.ts';
import type { Undecided } from '../../lib/messages.ts';
import type { Identity } from '../../lib/identity.ts';
import type { RankedOption, ScorePart as ScorePartValue } from './fulfilmentRanking.ts';
import type { Source } from './fulfilmentSources.ts';
import type { Courier as CourierEntity, FreightTariff as FreightTariffEntity, Parcel as ParcelEntity, SavedAddress as SavedAddressEntity } from './parcelEntities.ts';
import type { Quote } from './tariffs.ts';
import type { Failure } from '../../lib/failures.ts';
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
  Date: { input: string; output: string; }
  DateTime: { input: Date; output: Date; }
  _FieldSet: { input: unknown; output: unknown; }
};

/** Days on which a library is closed: a weekday every week, or every day of a span. */
export type AddClosingInput = {
  from: Scalars['Date']['input'];
  idempotencyKey: Scalars['String']['input'];
  /** Left out, every library. */
  library?: InputMaybe<Scalars['ID']['input']>;
  reason: Scalars['String']['input'];
  /** The last day; a weekday may do without. */
  to?: InputMaybe<Scalars['Date']['input']>;
  /** 1 Monday to 7 Sunday. */
  weekday?: InputMaybe<Scalars['Int']['input']>;
};

/** Who pays freight from a day on. */
export type AddFreightTariffInput = {
  direction: ParcelDirection;
  /** From 2 to 5: a parcel of so many copies or more is free for the reader. */
  freeFromItems?: InputMaybe<Scalars['Int']['input']>;
  /** What a reader pays for one parcel, 0.01 to 1,000 yuan; for READER, and only there. */
  freight?: InputMaybe<MoneyInput>;
  /** Chosen by the caller; the same key and content adds nothing again. */
  idempotencyKey: Scalars['String']['input'];
  payer: FreightPayer;
  /** Today or later. */
  validFrom: Scalars['Date']['input'];
};

/** Terms of holds from a day on. */
export type AddHoldPolicyInput = {
  /** Chosen by the caller; the same key and content adds nothing again. */
  idempotencyKey: Scalars['String']['input'];
  /** From 1 to 50. */
  keptAtOnce: Scalars['Int']['input'];
  /** From 1 to 60. */
  shelfDays: Scalars['Int']['input'];
  /** Today or later. */
  validFrom: Scalars['Date']['input'];
};

/** Terms of loans from a day on. */
export type AddLoanPolicyInput = {
  format?: InputMaybe<BookFormat>;
  /** Chosen by the caller, unique within the library or the network; the same key and content adds nothing again. */
  idempotencyKey: Scalars['String']['input'];
  /** The library that owns the copies; left out, all libraries. */
  library?: InputMaybe<Scalars['ID']['input']>;
  /** From 1 to 365. */
  loanDays: Scalars['Int']['input'];
  readerType?: InputMaybe<ReaderType>;
  /** From 1 to 365. */
  renewalDays: Scalars['Int']['input'];
  /** From 0 to 9. */
  renewals: Scalars['Int']['input'];
  start?: LoanStart;
  /** From 0 to 60, for DAYS_AFTER_SHIPPING. */
  startDays?: Scalars['Int']['input'];
  /** Today or later. */
  validFrom: Scalars['Date']['input'];
};

/** How long what has ended keeps its reader, from a day on; it holds for what ended before as well. */
export type AddRetentionPolicyInput = {
  /** From 30 to 3,660. */
  holdDays: Scalars['Int']['input'];
  /** Chosen by the caller; the same key and content adds nothing again. */
  idempotencyKey: Scalars['String']['input'];
  /** From 30 to 3,660. */
  loanDays: Scalars['Int']['input'];
  /** From 30 to 3,660. */
  orderDays: Scalars['Int']['input'];
  /** From 30 to 3,660. */
  parcelDays: Scalars['Int']['input'];
  /** From 0 to 36,600. */
  takenDays: Scalars['Int']['input'];
  /** Today or later. */
  validFrom: Scalars['Date']['input'];
};

export type AmbiguousIsbn = {
  __typename?: 'AmbiguousIsbn';
  candidates: Array<Maybe<Book>>;
  isbn: Scalars['String']['output'];
};

export type Book = {
  __typename?: 'Book';
  /**
   * 取书方式. The ways in which somebody can have this book, the best one first; each says what it costs, when it can be had at the
   * earliest, what it does to the reader's quota, and why it is refused. A service or a store that is silent costs what it alone
   * knows, and is named. Nobody promises anything by it: another reader may come first.
   */
  fulfilmentOptions?: Maybe<FulfilmentOptions>;
  /** 预约. Who waits for it; how many, and not who. */
  holdQueue?: Maybe<HoldQueue>;
  id: Scalars['ID']['output'];
};


export type BookFulfilmentOptionsArgs = {
  near?: InputMaybe<NearInput>;
  reader?: InputMaybe<Scalars['String']['input']>;
};

/** How a book comes. */
export type BookFormat =
  | 'AUDIO_VISUAL'
  | 'BOOK'
  | 'GIFT'
  | 'IMPORTED'
  | 'LOOSE_LEAF'
  | 'MAP'
  | 'PERIODICAL'
  | 'POP_UP';

export type BorrowingFacts = {
  __typename?: 'BorrowingFacts';
  maskedName: Scalars['String']['output'];
  reader: ReaderFacts;
  readerId: Scalars['ID']['output'];
  readerType: ReaderType;
};

export type Branch = {
  __typename?: 'Branch';
  id: Scalars['ID']['output'];
};

/** A list of a branch. */
export type BranchList =
  /** `Worklist.onHoldShelf` */
  | 'ON_HOLD_SHELF'
  /** `Worklist.overdue`. What becomes overdue enters soon after midnight. */
  | 'OVERDUE'
  /** `parcels(status: CREATED, direction: BACK)`: a pick-up is to be booked. */
  | 'TO_BOOK'
  /** `parcels(status: CREATED, direction: OUT)`: to be packed. */
  | 'TO_PACK'
  /** `Worklist.toPick` */
  | 'TO_PICK'
  /** `Worklist.toReceive` */
  | 'TO_RECEIVE'
  /** Parcels from here or to here that a courier has accepted, until they arrive or are lost. */
  | 'WITH_COURIER';

/** Who is asking: the identity that the network derived from the token. */
export type Caller = {
  __typename?: 'Caller';
  /** The caller's library, for a librarian. */
  library?: Maybe<Library>;
  /** The caller's own record, for a reader. */
  reader?: Maybe<Reader>;
  role: CallerRole;
  /** The caller's store, for a clerk. */
  store?: Maybe<Store>;
};

/** Who somebody is to the network. */
export type CallerRole =
  | 'ADMIN'
  | 'ANONYMOUS'
  | 'CLERK'
  | 'LIBRARIAN'
  | 'READER';

/** What cataloguing says of one copy. */
export type CatalogueItemInput = {
  barcode: Scalars['String']['input'];
  /** The branch where it will stand. Without it one is proposed, and taken. */
  branch?: InputMaybe<Scalars['ID']['input']>;
  /** 索书号. The real one, `I247.5/32820`. */
  callNumber: Scalars['String']['input'];
  /** The library that owns it. */
  library: Scalars['ID']['input'];
  /** Where it stands there, in the library's own words; without it the branch's name. */
  location?: InputMaybe<Scalars['String']['input']>;
};

/** A page of copies that wait for cataloguing. */
export type CataloguingConnection = {
  __typename?: 'CataloguingConnection';
  edges: Array<CataloguingEdge>;
  nodes: Array<Item>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

export type CataloguingEdge = {
  __typename?: 'CataloguingEdge';
  cursor: Scalars['String']['output'];
  node: Item;
};

export type CentralItem = Item & {
  __typename?: 'CentralItem';
  id: Scalars['ID']['output'];
};

/** What the desk scans. */
export type CheckOutInput = {
  barcode: Scalars['String']['input'];
  /** The branch where it is lent. */
  branch: Scalars['ID']['input'];
  /** Number on the reader's card. */
  card: Scalars['String']['input'];
  channel?: DeskChannel;
  /** Chosen by the desk's system, unique within the library; at most 100 characters. The same key is the same loan. */
  idempotencyKey: Scalars['String']['input'];
  /** The library that owns the copy, as printed on its label. */
  library: Scalars['ID']['input'];
};

/** What became of a loan at a desk. */
export type CheckOutResult = CheckedOut | LoanDecided | LoanRefused | TryAgain;

/** Lent: the reader takes the copy along. */
export type CheckedOut = {
  __typename?: 'CheckedOut';
  dueDate: Scalars['Date']['output'];
  loan: Loan;
};

/** 闭馆. Days on which a library is closed. */
export type Closing = {
  __typename?: 'Closing';
  from: Scalars['Date']['output'];
  id: Scalars['ID']['output'];
  /** Null for every library. */
  library?: Maybe<Library>;
  reason: Scalars['String']['output'];
  to?: Maybe<Scalars['Date']['output']>;
  /** 1 Monday to 7 Sunday, closed every week; null for each day from `from` to `to`. */
  weekday?: Maybe<Scalars['Int']['output']>;
};

export type ConfirmLoanInput = {
  dueDate: Scalars['Date']['input'];
  /** One for each volume, in their order. */
  itemIds: Array<Scalars['ID']['input']>;
  orderId: Scalars['ID']['input'];
  /** How often each loan may be renewed, by the terms of the purchase; null for as often as any other. */
  renewals?: InputMaybe<Scalars['Int']['input']>;
  /** When the reader got it, where that was before now. */
  startedAt?: InputMaybe<Scalars['DateTime']['input']>;
};

/** 快递公司. Who carries parcels. */
export type Courier = {
  __typename?: 'Courier';
  /** `SF`; its system posts events to `/webhooks/couriers/SF`. */
  id: Scalars['ID']['output'];
  name: Scalars['String']['output'];
  /** When its secret was made. */
  secretAt: Scalars['DateTime']['output'];
};

/** A courier with its secret, told this once: `whsec_…`, as the Standard Webhooks specification has it. */
export type CourierSecret = {
  __typename?: 'CourierSecret';
  courier: Courier;
  secret: Scalars['String']['output'];
};

/** 信用. The band in which an outside source sees the reader; never its score. */
export type Credit = {
  __typename?: 'Credit';
  /** When the source said so. */
  asOf: Scalars['DateTime']['output'];
  /** The points that count, 0 or less. Below -4 nothing is lent. */
  balance: Scalars['Int']['output'];
  band: CreditBand;
  /** True for a reader under 14 without a guardian's consent: nothing is lent. */
  consentNeeded: Scalars['Boolean']['output'];
  /** 信用记录. Newest first, at most 100 a page. */
  events: CreditEventConnection;
  source: Scalars['String']['output'];
  /** True when the source did not answer when it was asked last: the band is the one from before. */
  stale: Scalars['Boolean']['output'];
  /** True when nothing is lent or renewed: a librarian has stopped the card, or the ledger is too low. Returning is always possible. */
  suspended: Scalars['Boolean']['output'];
  /** The first day on which the ledger allows to borrow again. Null when it does, and while a librarian has stopped the card. */
  suspendedUntil?: Maybe<Scalars['Date']['output']>;
};


/** 信用. The band in which an outside source sees the reader; never its score. */
export type CreditEventsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};

/** 信用等级, the best first. */
export type CreditBand =
  | 'EXCELLENT'
  | 'FAIR'
  | 'GOOD'
  | 'NONE';

/** 信用记录. What a reader has done, and what it counts. */
export type CreditEvent = {
  __typename?: 'CreditEvent';
  /** What the reader has said against it. */
  appeal?: Maybe<Scalars['String']['output']>;
  appealedAt?: Maybe<Scalars['DateTime']['output']>;
  at: Scalars['DateTime']['output'];
  decidedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Why the appeal was granted or not. */
  decision?: Maybe<Scalars['String']['output']>;
  /** The first day on which it does not count any more. */
  expiresOn: Scalars['Date']['output'];
  id: Scalars['ID']['output'];
  kind: CreditEventKind;
  /** The loan that it is about. */
  loan?: Maybe<Loan>;
  /** Below 0 taken off; above 0 worked off, never saved up. */
  points: Scalars['Int']['output'];
  state: CreditEventState;
};

/** A page of credit events. */
export type CreditEventConnection = {
  __typename?: 'CreditEventConnection';
  edges: Array<CreditEventEdge>;
  nodes: Array<CreditEvent>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

export type CreditEventEdge = {
  __typename?: 'CreditEventEdge';
  cursor: Scalars['String']['output'];
  node: CreditEvent;
};

/** What a reader has done. */
export type CreditEventKind =
  | 'DAMAGE'
  | 'LOSS'
  /** Brought back after the due day. */
  | 'OVERDUE'
  /** A parcel was not taken at the door. */
  | 'REFUSED_PARCEL'
  | 'RETURNED_IN_TIME';

/** Whether an event counts. */
export type CreditEventState =
  /** The reader has appealed; it counts until that is decided. */
  | 'APPEALED'
  /** The appeal was not granted. */
  | 'CONFIRMED'
  | 'COUNTED'
  /** The appeal was granted: it does not count. */
  | 'WITHDRAWN';

export type Currency =
  | 'CNY';

/** Where a parcel goes. Personal data. */
export type DeliveryAddress = {
  __typename?: 'DeliveryAddress';
  city: Scalars['String']['output'];
  district: Scalars['String']['output'];
  phone: Scalars['String']['output'];
  province: Scalars['String']['output'];
  recipient: Scalars['String']['output'];
  street: Scalars['String']['output'];
};

export type DeliveryAddressInput = {
  city: Scalars['String']['input'];
  district: Scalars['String']['input'];
  phone: Scalars['String']['input'];
  province: Scalars['String']['input'];
  recipient: Scalars['String']['input'];
  street: Scalars['String']['input'];
};

/** Where a copy in hand is lent. */
export type DeskChannel =
  | 'DESK'
  | 'SELF_SERVICE';

export type DistrictItem = Item & {
  __typename?: 'DistrictItem';
  id: Scalars['ID']['output'];
};

/** What is to be erased: all that has ended by now. */
export type EraseHistoryInput = {
  /** For administrators: the reader's card. A reader's own card is known from the token. */
  card?: InputMaybe<Scalars['String']['input']>;
  /** Chosen by the app, unique for this reader; at most 100 characters. The same key is the same erasure. */
  idempotencyKey: Scalars['String']['input'];
};

/** What became of an erasure. TryAgain: nothing was erased; try again with a new key. */
export type EraseHistoryResult = HistoryErasure | TryAgain;

/** How many of a kind were erased. */
export type ErasedPart = {
  __typename?: 'ErasedPart';
  count: Scalars['Int']['output'];
  kind: HistoryKind;
};

/** How far an erasure has come. */
export type ErasureState =
  | 'DONE'
  | 'RUNNING';

/** A credit event with what is kept beside it. */
export type ExportedCreditEvent = {
  __typename?: 'ExportedCreditEvent';
  /** Role of who decided an appeal. */
  decidedBy?: Maybe<Scalars['String']['output']>;
  event: CreditEvent;
  /** The loan, the parcel or the loss that it is about; `erased:…` once that is erased. */
  reference: Scalars['String']['output'];
};

/** A page of credit events with what is kept beside them. */
export type ExportedCreditEventConnection = {
  __typename?: 'ExportedCreditEventConnection';
  edges: Array<ExportedCreditEventEdge>;
  nodes: Array<ExportedCreditEvent>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

export type ExportedCreditEventEdge = {
  __typename?: 'ExportedCreditEventEdge';
  cursor: Scalars['String']['output'];
  node: ExportedCreditEvent;
};

/** A hold with what is kept beside it. */
export type ExportedHold = {
  __typename?: 'ExportedHold';
  hold: Hold;
  idempotencyKey: Scalars['String']['output'];
  /** The place in the queue of the book, for ever. */
  number: Scalars['Int']['output'];
  /** A later hold got a copy while this one could not be served. */
  passedOver: Scalars['Boolean']['output'];
  /** Which one of its book it was to get a copy. */
  served?: Maybe<Scalars['Int']['output']>;
};

/** A page of holds with what is kept beside them. */
export type ExportedHoldConnection = {
  __typename?: 'ExportedHoldConnection';
  edges: Array<ExportedHoldEdge>;
  nodes: Array<ExportedHold>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

export type ExportedHoldEdge = {
  __typename?: 'ExportedHoldEdge';
  cursor: Scalars['String']['output'];
  node: ExportedHold;
};

/** A loan with what is kept beside it. */
export type ExportedLoan = {
  __typename?: 'ExportedLoan';
  /** Where it goes, while it is being decided. */
  address?: Maybe<DeliveryAddress>;
  /** The reader had the book before, and a librarian let that pass. */
  again: Scalars['Boolean']['output'];
  /** 定价 of what was bought for it; of a set, with its first volume. */
  listPrice?: Maybe<Money>;
  loan: Loan;
  losses: Array<ItemLoss>;
  /** The order that bought the copy. */
  orderId?: Maybe<Scalars['ID']['output']>;
  renewals: Array<ExportedRenewal>;
  returns: Array<ExportedReturn>;
  /** Which volume of a set it is, from 1. */
  volume: Scalars['Int']['output'];
};

/** A page of loans with what is kept beside them. */
export type ExportedLoanConnection = {
  __typename?: 'ExportedLoanConnection';
  edges: Array<ExportedLoanEdge>;
  nodes: Array<ExportedLoan>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

export type ExportedLoanEdge = {
  __typename?: 'ExportedLoanEdge';
  cursor: Scalars['String']['output'];
  node: ExportedLoan;
};

/** A request to borrow, and what became of it. */
export type ExportedLoanRequest = {
  __typename?: 'ExportedLoanRequest';
  book?: Maybe<Book>;
  branch?: Maybe<Branch>;
  channel: LoanChannel;
  dueDate?: Maybe<Scalars['Date']['output']>;
  failures: Array<RuleFailure>;
  /** The same as its loan's. */
  id: Scalars['ID']['output'];
  idempotencyKey: Scalars['String']['output'];
  item?: Maybe<Item>;
  /** Whose the key is: `reader:N2026000001`, `library:NJ-JN`, `member:NJ-JN`. */
  organisation: Scalars['String']['output'];
  /** LENT or REFUSED; null while it is being decided. */
  outcome?: Maybe<Scalars['String']['output']>;
  policyId?: Maybe<Scalars['ID']['output']>;
  requestedAt: Scalars['DateTime']['output'];
  startedAt?: Maybe<Scalars['DateTime']['output']>;
  tariffId?: Maybe<Scalars['ID']['output']>;
};

/** A page of requests to borrow. */
export type ExportedLoanRequestConnection = {
  __typename?: 'ExportedLoanRequestConnection';
  edges: Array<ExportedLoanRequestEdge>;
  nodes: Array<ExportedLoanRequest>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

export type ExportedLoanRequestEdge = {
  __typename?: 'ExportedLoanRequestEdge';
  cursor: Scalars['String']['output'];
  node: ExportedLoanRequest;
};

/** A parcel with what is kept beside it. */
export type ExportedParcel = {
  __typename?: 'ExportedParcel';
  /** When the address is erased. */
  addressErasedAt?: Maybe<Scalars['DateTime']['output']>;
  closedAt?: Maybe<Scalars['DateTime']['output']>;
  /** When it counts as signed for, or is closed. */
  dueAt?: Maybe<Scalars['DateTime']['output']>;
  parcel: Parcel;
  /** The reader's number of a request for a pick-up. */
  requestKey?: Maybe<Scalars['String']['output']>;
};

/** A page of parcels with what is kept beside them. */
export type ExportedParcelConnection = {
  __typename?: 'ExportedParcelConnection';
  edges: Array<ExportedParcelEdge>;
  nodes: Array<ExportedParcel>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

export type ExportedParcelEdge = {
  __typename?: 'ExportedParcelEdge';
  cursor: Scalars['String']['output'];
  node: ExportedParcel;
};

/** A renewal, or the refusal of one. */
export type ExportedRenewal = {
  __typename?: 'ExportedRenewal';
  at: Scalars['DateTime']['output'];
  /** Role of who did it. */
  by: Scalars['String']['output'];
  /** The new due day; null when it was refused. */
  dueDate?: Maybe<Scalars['Date']['output']>;
  failures: Array<RuleFailure>;
  idempotencyKey: Scalars['String']['output'];
};

/** Where and when the copy came back. */
export type ExportedReturn = {
  __typename?: 'ExportedReturn';
  branch?: Maybe<Branch>;
  returnedAt: Scalars['DateTime']['output'];
};

/** Who pays freight. */
export type FreightPayer =
  | 'LIBRARY'
  | 'READER';

/** 运费标准. Who pays freight in a direction, from a day on. New books that are bought for a reader travel free. */
export type FreightTariff = {
  __typename?: 'FreightTariff';
  direction: ParcelDirection;
  /** A parcel of so many copies or more is free for the reader. Null when none is. */
  freeFromItems?: Maybe<Scalars['Int']['output']>;
  /** What a reader pays for one parcel. */
  freight: Money;
  /** `DEFAULT_OUT` and `DEFAULT_BACK` for those that hold where there is no other. */
  id: Scalars['ID']['output'];
  payer: FreightPayer;
  validFrom: Scalars['Date']['output'];
  /** Counted for each direction. */
  version: Scalars['Int']['output'];
};

/** A way to a book, in the order in which equal ones are told. */
export type FulfilmentKind =
  /** 线上选书. Bought for the reader and brought by a courier: `requestPurchase`. */
  | 'BUY_AND_COURIER'
  /** 到店选书. Buy and lend in a partner bookstore: `submitPurchaseLendOrder`. */
  | 'BUY_IN_STORE'
  /** 预约. Wait for a copy that comes back. */
  | 'HOLD'
  /** There is no way now: every other one is refused, see there why. */
  | 'NONE'
  /** 馆藏在架. Go to a branch and borrow it from the shelf. */
  | 'ON_SHELF'
  /** 网借. A copy of a library is brought by a courier: `requestLoan`. */
  | 'PARCEL';

/** One way to one book. */
export type FulfilmentOption = {
  __typename?: 'FulfilmentOption';
  /** What makes the score. */
  because: Array<ScorePart>;
  /** For ON_SHELF: where it stands. */
  branch?: Maybe<Branch>;
  /** Copies that this way can choose from: on that shelf, in that store, available or waited for in the city. Null when unknown. */
  copies?: Maybe<Scalars['Int']['output']>;
  /** The earliest day on which the reader can have it, as things stand and by what the network plans with. Null when nobody can say, and for what is refused. */
  earliest?: Maybe<Scalars['Date']['output']>;
  /** What the reader's account would be with the book in hand. Null without a reader, and for clerks. */
  effect?: Maybe<QuotaEffect>;
  /** Why it is refused, or why a librarian would decide: the rules of the mutation that would do it, every one that fails. */
  failures: Array<RuleFailure>;
  /** 运费. What the reader pays for carriage: by the tariff of parcels, nothing for what is bought or fetched. Null when unknown. */
  freight?: Maybe<Money>;
  kind: FulfilmentKind;
  /** 定价, for what is bought: the library pays, it counts in the reader's yearly spend. */
  listPrice?: Maybe<Money>;
  /** Days of the loan, by the policy or the rule set that would decide. Null when unknown. */
  loanDays?: Maybe<Scalars['Int']['output']>;
  /** The library that would pay. */
  payer?: Maybe<Library>;
  /** How near it is. Null where nothing was said of a place: for what a courier brings or is fetched anywhere, without `near`, and where nobody has told where something stands. */
  proximity?: Maybe<Proximity>;
  /** 1 for the best. */
  rank: Scalars['Int']['output'];
  /** The sum of `because`: options are ranked by it, equal ones by their kind, then by the id of the branch or store. */
  score: Scalars['Int']['output'];
  /** Whom this way's facts come from, and how fresh they are. */
  sources: Array<FulfilmentSource>;
  state: FulfilmentState;
  /** For BUY_IN_STORE: where it is. For BUY_AND_COURIER: the store that would be asked first. */
  store?: Maybe<Store>;
};

/** The ways to one book. */
export type FulfilmentOptions = {
  __typename?: 'FulfilmentOptions';
  /** When the question was answered. */
  asOf: Scalars['DateTime']['output'];
  /** Ranked; never empty. */
  options: Array<FulfilmentOption>;
  /** Whom the answer comes from. */
  sources: Array<FulfilmentSource>;
};

/** Who has told something, and when. */
export type FulfilmentSource = {
  __typename?: 'FulfilmentSource';
  /** When it was asked and answered; of a store, when it last said what it has. For one that is silent, when it was asked. */
  asOf: Scalars['DateTime']['output'];
  kind: FulfilmentSourceKind;
  /** Why the state is UNKNOWN: TIMEOUT, UNAVAILABLE, FAILED; STALE for a store that has said nothing for too long. Null when it is LIVE. */
  reason?: Maybe<Scalars['String']['output']>;
  state: HoldingsState;
  /** For STORE. */
  store?: Maybe<Store>;
};

/** Who knows something about a book. */
export type FulfilmentSourceKind =
  /** The partner bookstores' offers, and the judgement of a purchase. */
  | 'BOOKSTORES'
  /** The catalogue, its branches and rules, and the central library's copies. */
  | 'CENTRAL'
  /** The district libraries' copies. */
  | 'DISTRICTS'
  /** What one store has said of its stock. */
  | 'STORE';

/** Whether a way is open. */
export type FulfilmentState =
  /** A librarian would decide. */
  | 'NEEDS_REVIEW'
  | 'POSSIBLE'
  | 'REFUSED'
  /** Whoever knows is silent: it may be possible. See `sources`. */
  | 'UNKNOWN';

/** An erasure that a reader has asked for. */
export type HistoryErasure = {
  __typename?: 'HistoryErasure';
  /** Null while it is running. */
  doneAt?: Maybe<Scalars['DateTime']['output']>;
  /** What does not name the reader any more, so far. */
  erased: Array<ErasedPart>;
  id: Scalars['ID']['output'];
  /** What stays. Null while it is running. */
  kept?: Maybe<Array<KeptPart>>;
  /** What had ended by then is erased. */
  requestedAt: Scalars['DateTime']['output'];
  /** RUNNING: another service is slow; it goes on by itself. Ask again with the same key, or see `ReaderExport.erasures`. */
  state: ErasureState;
};

/** A page of erasures. */
export type HistoryErasureConnection = {
  __typename?: 'HistoryErasureConnection';
  edges: Array<HistoryErasureEdge>;
  nodes: Array<HistoryErasure>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

export type HistoryErasureEdge = {
  __typename?: 'HistoryErasureEdge';
  cursor: Scalars['String']['output'];
  node: HistoryErasure;
};

/** A kind of what is kept about a reader. */
export type HistoryKind =
  /** Addresses for the next parcel. */
  | 'ADDRESSES'
  /** 信用记录 */
  | 'CREDIT_EVENTS'
  | 'HOLDS'
  | 'LOANS'
  /** Requests to borrow, those that were refused among them. */
  | 'LOAN_REQUESTS'
  /** 购借单 */
  | 'ORDERS'
  | 'PARCELS'
  /** How many copies were bought on which days and for how much, without which, under a keyed hash of the card. */
  | 'PURCHASE_SUMS'
  /** Keyed hashes of the bought books that the reader had. */
  | 'TAKEN_BOOKS';

/** 预约. A reader's place in the queue of a book. */
export type Hold = {
  __typename?: 'Hold';
  book?: Maybe<Book>;
  endedAt?: Maybe<Scalars['DateTime']['output']>;
  /**
   * The day from which the reader can hope for a copy, as things stand, with the days in which it comes to where it is fetched. Copies
   * on a shelf are taken first, then those that are out, in the order of their due days; each goes to the next in the queue, and is out
   * for 30 days then. Not earlier than the end of a suspension. Nobody promises it: copies come back earlier, later or never, loans are
   * renewed, readers give up. Null when it waits no more, while an owner of copies is silent, and when nobody can say: when copies
   * are overdue, on their way or kept for others.
   */
  estimatedFrom?: Maybe<Scalars['Date']['output']>;
  id: Scalars['ID']['output'];
  /** The copy that is kept for it, or was last. */
  item?: Maybe<Item>;
  /** The loan that it became. */
  loan?: Maybe<Loan>;
  /** The reader's name as it is written on the slip, `王*明`. Empty once the history is cut or erased. */
  maskedReader: Scalars['String']['output'];
  /** Where the reader fetches it. */
  pickup?: Maybe<Branch>;
  placedAt: Scalars['DateTime']['output'];
  /** The place among those who wait, from 1. Null when it waits no more. */
  position?: Maybe<Scalars['Int']['output']>;
  /** Null for viewers who may not look readers up, and once the history is cut or erased: then nobody knows any more. */
  reader?: Maybe<Reader>;
  /** The last day on the hold shelf, that day included. Null until it is READY. */
  shelfUntil?: Maybe<Scalars['Date']['output']>;
  state: HoldState;
  /** It waits its place and is not served before this day. */
  suspendedUntil?: Maybe<Scalars['Date']['output']>;
};

/** A page of holds. */
export type HoldConnection = {
  __typename?: 'HoldConnection';
  edges: Array<HoldEdge>;
  nodes: Array<Hold>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

export type HoldEdge = {
  __typename?: 'HoldEdge';
  cursor: Scalars['String']['output'];
  node: Hold;
};

/** Where the reader fetches it. */
export type HoldPickupInput = {
  /** Any branch, circulation point or self-service station. */
  branch: Scalars['ID']['input'];
};

/** The reader waits, or a copy is kept already: see `hold.state`. */
export type HoldPlaced = {
  __typename?: 'HoldPlaced';
  hold: Hold;
};

/** 预约政策. The terms of holds from a day on. */
export type HoldPolicy = {
  __typename?: 'HoldPolicy';
  /** Copies that are kept for one reader at once. What is over that waits, and lets others pass. */
  keptAtOnce: Scalars['Int']['output'];
  /** Days that a copy stands on the hold shelf; the last one is never one on which the library is closed. */
  shelfDays: Scalars['Int']['output'];
  validFrom: Scalars['Date']['output'];
  /** 0 for the one that holds where there is no other. */
  version: Scalars['Int']['output'];
};

/** The queue of a book. */
export type HoldQueue = {
  __typename?: 'HoldQueue';
  /** How many readers wait for whom no copy is kept yet. */
  waiting: Scalars['Int']['output'];
};

/** Refused, with the reason. Nothing was entered. */
export type HoldRefused = {
  __typename?: 'HoldRefused';
  failures: Array<RuleFailure>;
};

/** Where a hold stands. */
export type HoldState =
  /** Given up. */
  | 'CANCELLED'
  /** Nobody has fetched it in time. */
  | 'EXPIRED'
  /** The reader has borrowed the book. */
  | 'FULFILLED'
  /** A copy is on its way to where the reader fetches it. */
  | 'IN_TRANSIT'
  /** A copy is to be taken from a shelf. */
  | 'PAGED'
  /** A copy waits on the hold shelf. */
  | 'READY'
  /** In the queue, and lets others pass until a day. */
  | 'SUSPENDED'
  /** In the queue. One whose reader may not borrow, or has as many copies kept as there may be, waits and lets others pass. */
  | 'WAITING';

/** Whether the owner's word is known. */
export type HoldingsState =
  | 'LIVE'
  | 'UNKNOWN';

export type Item = {
  id: Scalars['ID']['output'];
};

/** What befell one copy, and how it was settled. */
export type ItemLoss = {
  __typename?: 'ItemLoss';
  /** What was paid. Null unless COMPENSATED. */
  amount?: Maybe<Money>;
  id: Scalars['ID']['output'];
  item?: Maybe<Item>;
  kind: LossKind;
  /** The loan that ended by it. Null for a copy that was not on loan. */
  loan?: Maybe<Loan>;
  /** Null until it is settled. */
  outcome?: Maybe<LossOutcome>;
  reason: Scalars['String']['output'];
  reportedAt: Scalars['DateTime']['output'];
  settledAt?: Maybe<Scalars['DateTime']['output']>;
  settledReason?: Maybe<Scalars['String']['output']>;
};

/** A copy that is lost or damaged. */
export type ItemLossInput = {
  barcode: Scalars['String']['input'];
  /** Chosen by the desk's system, unique for the library that owns the copy; at most 100 characters. The same key is the same loss. */
  idempotencyKey: Scalars['String']['input'];
  /** The library that owns it, as printed on its label. */
  library: Scalars['ID']['input'];
  /** What happened, `读者报失`. */
  reason: Scalars['String']['input'];
};

/** Where a catalogued copy goes. */
export type ItemPlacement = {
  __typename?: 'ItemPlacement';
  /** The branch where it will stand. */
  branch: Branch;
  item?: Maybe<Item>;
  /** SHELVE where it is, or SEND_TO the branch. */
  next: ReturnStep;
};

/** Something that stays. */
export type KeptPart = {
  __typename?: 'KeptPart';
  count: Scalars['Int']['output'];
  kind: HistoryKind;
  /** The reason in words. */
  message: Scalars['String']['output'];
  reason: KeptReason;
  /** The first day on which it is not kept any more, or can be erased. Null where nobody can say. */
  until?: Maybe<Scalars['Date']['output']>;
};


/** Something that stays. */
export type KeptPartMessageArgs = {
  lang?: Language;
};

/** Why something stays. */
export type KeptReason =
  /** An appeal is to be decided. */
  | 'APPEAL_NOT_DECIDED'
  /** It has just ended and is still being entered; ask again in a minute. */
  | 'BEING_ENTERED'
  /** It counts for the credit until it expires. */
  | 'CREDIT_COUNTS'
  /** The reader keeps it, and removes it: `removeAddress`. */
  | 'KEPT_BY_READER'
  /** The rules of the programme count it: ALREADY_TAKEN, and what is bought for one reader in a year. */
  | 'LIMITS_COUNT_IT'
  /** Store and library disagree on a line of a statement. */
  | 'LINE_DISPUTED'
  /** A copy is lost or damaged, and that is not settled. */
  | 'LOSS_NOT_SETTLED'
  /** It has not ended. */
  | 'OPEN'
  /** A parcel is not closed yet: 15 days after it has arrived, or when its copies are back. */
  | 'PARCEL_NOT_CLOSED';

export type Language =
  | 'EN'
  | 'ZH';

/** Who bears the loss of a parcel. */
export type Liable =
  | 'BRANCH'
  | 'CARRIER'
  | 'READER';

export type Library = {
  __typename?: 'Library';
  id: Scalars['ID']['output'];
};

/** What is wrong with a line. */
export type LineError = {
  __typename?: 'LineError';
  /** As in `extensions.code` of an error: NOT_FOUND, BAD_USER_INPUT, CONFLICT. */
  code: Scalars['String']['output'];
  message: Scalars['String']['output'];
};

/** 借阅. One copy lent to one reader. */
export type Loan = {
  __typename?: 'Loan';
  /** The day on which a courier took the copy along on its way back. What was taken by the due day is not overdue. */
  backOn?: Maybe<Scalars['Date']['output']>;
  book?: Maybe<Book>;
  channel: LoanChannel;
  /** When the reader said that it came back though it is shown as out. */
  claimedReturnedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Due back on this day, in Asia/Shanghai. Null until the loan begins. */
  dueDate?: Maybe<Scalars['Date']['output']>;
  id: Scalars['ID']['output'];
  /** The copy. Null while none is chosen. */
  item?: Maybe<Item>;
  /** True when it is out and the due day has passed, unless a courier had taken it along by then. */
  overdue: Scalars['Boolean']['output'];
  /** The parcel that brings it, or brought it. */
  parcel?: Maybe<Parcel>;
  /** The policy that decided its terms. Null for what was bought for the reader, and for what a member system has lent. */
  policy?: Maybe<LoanPolicy>;
  /** Null for viewers who may not look readers up, and once the history is cut or erased: then nobody knows any more. */
  reader?: Maybe<Reader>;
  /** How often it was renewed. */
  renewals: Scalars['Int']['output'];
  /** When the reader asked for it. */
  requestedAt: Scalars['DateTime']['output'];
  /** The parcel that takes it back. */
  returnParcel?: Maybe<Parcel>;
  returnedAt?: Maybe<Scalars['DateTime']['output']>;
  /** When the loan began. Null while it is on its way to the reader and has not begun by its policy. */
  startedAt?: Maybe<Scalars['DateTime']['output']>;
  status: LoanStatus;
};

/** How a loan came about. */
export type LoanChannel =
  | 'DESK'
  /** Lent by a member system itself, and reported. */
  | 'MEMBER'
  | 'ONLINE'
  /** A new book, bought for this reader. */
  | 'PURCHASE'
  /** At a self-service machine. */
  | 'SELF_SERVICE';

/** A page of loans. */
export type LoanConnection = {
  __typename?: 'LoanConnection';
  edges: Array<LoanEdge>;
  nodes: Array<Loan>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

/** Decided in favour: a copy is kept; the entries follow by themselves. Ask again with the same key for the parcel. */
export type LoanDecided = {
  __typename?: 'LoanDecided';
  loan: Loan;
  message: Scalars['String']['output'];
};


/** Decided in favour: a copy is kept; the entries follow by themselves. Ask again with the same key for the parcel. */
export type LoanDecidedMessageArgs = {
  lang?: Language;
};

export type LoanEdge = {
  __typename?: 'LoanEdge';
  cursor: Scalars['String']['output'];
  node: Loan;
};

/** 借阅政策. The terms of loans of a library's copies, a type of reader and a format, each of them or any, from a day on. */
export type LoanPolicy = {
  __typename?: 'LoanPolicy';
  /** Null for the default. */
  createdAt?: Maybe<Scalars['DateTime']['output']>;
  format?: Maybe<BookFormat>;
  /** `DEFAULT` for the one that holds where there is no other. */
  id: Scalars['ID']['output'];
  /** The library that owns the copy; null for any. */
  library?: Maybe<Library>;
  /** Days of a loan, the last one included. */
  loanDays: Scalars['Int']['output'];
  readerType?: Maybe<ReaderType>;
  /** Days that a renewal adds to the due day. */
  renewalDays: Scalars['Int']['output'];
  /** How often a loan can be renewed. */
  renewals: Scalars['Int']['output'];
  /** When the days of a loan that travels begin. */
  start: LoanStart;
  /** Days after shipping, for DAYS_AFTER_SHIPPING. */
  startDays: Scalars['Int']['output'];
  validFrom: Scalars['Date']['output'];
  /** Counted for each library, and for the network. */
  version: Scalars['Int']['output'];
};

/** Refused, with every rule that failed. Nothing was taken. */
export type LoanRefused = {
  __typename?: 'LoanRefused';
  failures: Array<RuleFailure>;
};

/** Renewed. */
export type LoanRenewed = {
  __typename?: 'LoanRenewed';
  /** The day on which it is due now. */
  dueDate: Scalars['Date']['output'];
  loan: Loan;
};

/** A copy is kept for the reader, and a parcel is to be packed. */
export type LoanRequested = {
  __typename?: 'LoanRequested';
  loan: Loan;
  parcel: Parcel;
};

/** When the days of a loan begin. */
export type LoanStart =
  /** When the courier has accepted the parcel. */
  | 'ACCEPTANCE'
  /** So many days after the courier took it along. */
  | 'DAYS_AFTER_SHIPPING'
  /** When the parcel is signed for, or counts as signed for ten days after it was shipped. */
  | 'SIGN_OFF';

/** Where a loan stands. */
export type LoanStatus =
  /** Out, or on its way to the reader or back; counted in the quota until it ends. */
  | 'ACTIVE'
  /** The copy is lost. */
  | 'LOST'
  /** Nothing came of it: cancelled, or its parcel did not reach the reader. */
  | 'RELEASED'
  /** A place in the quota is kept; not decided yet. */
  | 'RESERVED'
  | 'RETURNED';

export type LossKind =
  | 'DAMAGED'
  | 'LOST';

/** How a loss was settled. */
export type LossOutcome =
  /** 赔偿. Somebody has paid for it. */
  | 'COMPENSATED'
  /** 核销. It is written off. */
  | 'WRITTEN_OFF';

export type Money = {
  __typename?: 'Money';
  currency: Currency;
  fen: Scalars['Int']['output'];
};

export type MoneyInput = {
  currency?: Currency;
  fen: Scalars['Int']['input'];
};

export type Mutation = {
  __typename?: 'Mutation';
  /**
   * The courier has accepted a parcel under its own number: an OUT parcel is packed, the pick-up of a BACK parcel is booked. For
   * librarians of the branch's library. Said twice it is done once.
   */
  acceptParcel: Parcel;
  /** Adds days on which a library, or every library, is closed: no loan is due on one. */
  addClosing: Closing;
  /** Adds a version of who pays freight, from a day on. For administrators. */
  addFreightTariff: FreightTariff;
  /** Adds a version of the terms of holds from a day on. For administrators. */
  addHoldPolicy: HoldPolicy;
  /** Adds a version of the lending terms from a day on. For librarians for their library's copies, for administrators for all. */
  addLoanPolicy: LoanPolicy;
  /** Adds a version of how long histories keep their reader. For administrators; nothing is edited. */
  addRetentionPolicy: RetentionPolicy;
  /** 申诉. The reader says why an event should not count. `CONFLICT` for one that was appealed before, or takes nothing off. */
  appealCreditEvent: CreditEvent;
  /**
   * Gives a hold up; a copy that was kept for it goes to the next reader, or home. For the reader, and for librarians. `CONFLICT`
   * when it has ended otherwise, or is being lent.
   */
  cancelHold: Hold;
  /** A reader's loan that is not packed yet is cancelled: its copy goes back to the shelf. For the reader, and for librarians. */
  cancelLoan: Loan;
  /** Nothing comes of a parcel that no courier has accepted: an OUT parcel's loans end. For the reader, and for librarians. */
  cancelParcel: Parcel;
  /**
   * 编目. A librarian of the library that owns a copy gives it its call number and the place where it will stand. Without a
   * branch it goes to a district that has no copy of the title, the one with the fewest copies of the programme; it stays the
   * owner's. For a copy that waits for cataloguing.
   */
  catalogueItem: ItemPlacement;
  /**
   * The reader fetches it elsewhere; a copy that stands on a hold shelf is sent on. For the reader, and for librarians. `CONFLICT` when
   * it has ended, or is being lent.
   */
  changeHoldPickup: Hold;
  /** 借出. A reader borrows the copy in hand, over a desk or at a self-service machine. For librarians of the branch's library. */
  checkOut: CheckOutResult;
  /**
   * The reader says that a copy came back though it is shown as out. It stays a loan until somebody finds it or reports it
   * lost, and blocks nothing meanwhile. For the reader, and for librarians. `CONFLICT` for a loan that does not run, or has not begun.
   */
  claimReturned: Loan;
  /** For other subgraphs: the order is lent, the loan runs until `dueDate`. Idempotent by order. */
  confirmLoan: Scalars['Boolean']['output'];
  /** A librarian grants an appeal, and the event counts no more, or does not. `CONFLICT` for an event that is not appealed. */
  decideAppeal: CreditEvent;
  /**
   * 清除历史. Erases what has ended of the reader's history: it names nobody from then on. Open things, and what the rules or the law still
   * need, stay; the result says what, why and until when. Same key: the first result again, as far as it has come.
   */
  eraseHistory: EraseHistoryResult;
  /** Puts parcels of one reader to one address that are not packed yet into the first of them; five copies at most. */
  joinParcels: Parcel;
  /** Lifts the stop of a card. What the credit ledger says stays. */
  liftSuspension: Reader;
  /** For the owners of copies: what has entered lists of branches, and left them, in order. Idempotent by `origin`. */
  noteWork: Scalars['Boolean']['output'];
  /**
   * 预约. A reader waits for a book: the first one who waits gets the first copy that comes back anywhere in the city, or stands on a
   * shelf. Librarians may do it for a reader by giving `card`. A reader who waits already is answered with the hold that there is.
   */
  placeHold: PlaceHoldResult;
  /**
   * For the gateway: a message of a courier's system, its headers and its exact body. `UNAUTHENTICATED` when it is not signed with the
   * courier's secret or not of now, `NOT_FOUND` for a number that no parcel has yet. Idempotent by the event's id.
   */
  receiveCourierEvent: Scalars['Boolean']['output'];
  /** 监护人同意. A desk has seen the guardian of a reader under 14, who allows the reader to borrow. */
  recordConsent: Reader;
  /**
   * What happened to a parcel, told by the branch where the courier has no system that tells it. `CONFLICT` for what cannot follow.
   * For librarians of the branch's library.
   */
  recordParcelEvent: Parcel;
  /**
   * Who bears the loss of a parcel that is LOST or DAMAGED. Its copies are lost or damaged from now on and are settled one by one
   * with `settleItem`; what is heard of the parcel later changes nothing.
   */
  recordParcelLiability: Parcel;
  /** Asks the credit source for the band of a reader now. For the reader, and for librarians. */
  refreshCredit: Credit;
  /** Adds a courier. Its secret, with which its system signs events, is told this once. For administrators. */
  registerCourier: CourierSecret;
  /** For other subgraphs: give the place back, and refuse a reservation that comes later. Idempotent by order. */
  releaseLoan: Scalars['Boolean']['output'];
  /** Forgets an address of the reader who asks. */
  removeAddress: Reader;
  /** Gives a courier a new secret, told this once; the old one is good for nothing from then on. For administrators. */
  renewCourierSecret: CourierSecret;
  /**
   * 续借. More days for a running loan, by the policy that it was made under. For the reader, and for librarians.
   * `CONFLICT` when it does not run.
   */
  renewLoan: RenewLoanResult;
  /** For other subgraphs: what is here of one book is of another. Idempotent. */
  repointBook: Scalars['Boolean']['output'];
  /** A copy is damaged and cannot be lent. Ends the loan, if there is one. For the same as `reportItemLost`. */
  reportItemDamaged: ItemLoss;
  /**
   * A copy is lost. Ends the loan, if there is one; the copy leaves the holdings. For librarians of its owner, and of the
   * library in whose branch it belongs.
   */
  reportItemLost: ItemLoss;
  /**
   * A member system tells what it has lent and taken back itself, at most 100 lines at once. Each line is idempotent by its
   * `number`; one that cannot be is told on its line. For librarians of the library that owns the copies.
   */
  reportLoans: Array<ReportedLoan>;
  /**
   * 缺件. A BACK parcel came without the copies of some loans: they run on as if the courier had not taken them along. For librarians of the
   * branch's library. Said twice it is done once.
   */
  reportMissingCopies: Parcel;
  /**
   * A reader borrows online: the network chooses an available copy, keeps it for the reader, and makes a parcel.
   * Librarians may do it for a reader by giving `card`.
   */
  requestLoan: RequestLoanResult;
  /** 上门取书. A courier picks copies up at the reader's: as many parcels as it takes, five copies each. For the reader, and for librarians. */
  requestReturnParcel: Array<Parcel>;
  /** For other subgraphs: keep one place in the reader's quota for an order. Idempotent by order. */
  reserveLoan: ReserveResult;
  /** A suspended hold is served again when its turn comes. `CONFLICT` when it is past waiting. */
  resumeHold: Hold;
  /**
   * A copy was scanned at a branch: it came back over a desk, was picked from its shelf, or has arrived. Ends the loan, if there is
   * one, and tells the desk what to do next.
   */
  returnItem: ReturnResult;
  /** Keeps an address for the reader who asks; ten at most. The same one is kept once. */
  saveAddress: SavedAddress;
  /** For other subgraphs: copies of these books (500 at most) may be lent from now on: readers who wait for them are served by jobs. */
  serveWaiting: Scalars['Boolean']['output'];
  /** 提醒. The reader who asks is reminded of due days and of copies that wait, or is not any more; at first everybody is. */
  setReminders: Reader;
  /**
   * A loss is settled: somebody has paid for the copy, or it is written off. The copy leaves the collection. For librarians of
   * the library that owns it. What is paid is that library's income outside its fund.
   */
  settleItem: ItemLoss;
  /** 上架. A librarian of the branch puts a catalogued copy on the shelf where it belongs: from now on it can be borrowed. */
  shelveItem?: Maybe<Item>;
  /** The reader has the parcel. Said twice it is done once. For the reader, and for librarians. */
  signForParcel: Parcel;
  /** Takes some loans out of a parcel that is not packed yet into a parcel of their own. For librarians of the branch's library. */
  splitParcel: Array<Parcel>;
  /** A hold keeps its place and is not served before a day, from tomorrow to 180 days from now. `CONFLICT` unless it waits. */
  suspendHold: Hold;
  /** A librarian stops a card until that is lifted: nothing is lent and renewed; returning stays possible. */
  suspendReader: Reader;
  /** For other subgraphs: the sale was taken back. False, and nothing changed, when the copy was returned before. Idempotent by order. */
  voidLoan: Scalars['Boolean']['output'];
};


export type MutationAcceptParcelArgs = {
  courier: Scalars['ID']['input'];
  id: Scalars['ID']['input'];
  trackingNumber: Scalars['String']['input'];
};


export type MutationAddClosingArgs = {
  input: AddClosingInput;
};


export type MutationAddFreightTariffArgs = {
  input: AddFreightTariffInput;
};


export type MutationAddHoldPolicyArgs = {
  input: AddHoldPolicyInput;
};


export type MutationAddLoanPolicyArgs = {
  input: AddLoanPolicyInput;
};


export type MutationAddRetentionPolicyArgs = {
  input: AddRetentionPolicyInput;
};


export type MutationAppealCreditEventArgs = {
  id: Scalars['ID']['input'];
  reason: Scalars['String']['input'];
};


export type MutationCancelHoldArgs = {
  id: Scalars['ID']['input'];
};


export type MutationCancelLoanArgs = {
  loan: Scalars['ID']['input'];
};


export type MutationCancelParcelArgs = {
  id: Scalars['ID']['input'];
};


export type MutationCatalogueItemArgs = {
  input: CatalogueItemInput;
};


export type MutationChangeHoldPickupArgs = {
  id: Scalars['ID']['input'];
  pickup: HoldPickupInput;
};


export type MutationCheckOutArgs = {
  input: CheckOutInput;
};


export type MutationClaimReturnedArgs = {
  loan: Scalars['ID']['input'];
};


export type MutationConfirmLoanArgs = {
  input: ConfirmLoanInput;
};


export type MutationDecideAppealArgs = {
  grant: Scalars['Boolean']['input'];
  id: Scalars['ID']['input'];
  reason: Scalars['String']['input'];
};


export type MutationEraseHistoryArgs = {
  input: EraseHistoryInput;
};


export type MutationJoinParcelsArgs = {
  ids: Array<Scalars['ID']['input']>;
};


export type MutationLiftSuspensionArgs = {
  card: Scalars['String']['input'];
};


export type MutationNoteWorkArgs = {
  changes: Array<WorkChangeInput>;
};


export type MutationPlaceHoldArgs = {
  input: PlaceHoldInput;
};


export type MutationReceiveCourierEventArgs = {
  body: Scalars['String']['input'];
  courier: Scalars['ID']['input'];
  id: Scalars['String']['input'];
  signature: Scalars['String']['input'];
  timestamp: Scalars['String']['input'];
};


export type MutationRecordConsentArgs = {
  birthDay?: InputMaybe<Scalars['Date']['input']>;
  card: Scalars['String']['input'];
  guardian: Scalars['String']['input'];
};


export type MutationRecordParcelEventArgs = {
  input: RecordParcelEventInput;
};


export type MutationRecordParcelLiabilityArgs = {
  id: Scalars['ID']['input'];
  liable: Liable;
};


export type MutationRefreshCreditArgs = {
  card: Scalars['String']['input'];
};


export type MutationRegisterCourierArgs = {
  id: Scalars['ID']['input'];
  name: Scalars['String']['input'];
};


export type MutationReleaseLoanArgs = {
  orderId: Scalars['ID']['input'];
};


export type MutationRemoveAddressArgs = {
  id: Scalars['ID']['input'];
};


export type MutationRenewCourierSecretArgs = {
  id: Scalars['ID']['input'];
};


export type MutationRenewLoanArgs = {
  input: RenewLoanInput;
};


export type MutationRepointBookArgs = {
  from: Scalars['ID']['input'];
  to: Scalars['ID']['input'];
};


export type MutationReportItemDamagedArgs = {
  input: ItemLossInput;
};


export type MutationReportItemLostArgs = {
  input: ItemLossInput;
};


export type MutationReportLoansArgs = {
  library: Scalars['ID']['input'];
  loans: Array<ReportedLoanInput>;
};


export type MutationReportMissingCopiesArgs = {
  id: Scalars['ID']['input'];
  loans: Array<Scalars['ID']['input']>;
};


export type MutationRequestLoanArgs = {
  input: RequestLoanInput;
};


export type MutationRequestReturnParcelArgs = {
  input: RequestReturnParcelInput;
};


export type MutationReserveLoanArgs = {
  input: ReserveLoanInput;
};


export type MutationResumeHoldArgs = {
  id: Scalars['ID']['input'];
};


export type MutationReturnItemArgs = {
  input: ReturnItemInput;
};


export type MutationSaveAddressArgs = {
  address: DeliveryAddressInput;
};


export type MutationServeWaitingArgs = {
  bookIds: Array<Scalars['ID']['input']>;
};


export type MutationSetRemindersArgs = {
  enabled: Scalars['Boolean']['input'];
};


export type MutationSettleItemArgs = {
  input: SettleItemInput;
};


export type MutationShelveItemArgs = {
  input: ShelveItemInput;
};


export type MutationSignForParcelArgs = {
  id: Scalars['ID']['input'];
};


export type MutationSplitParcelArgs = {
  id: Scalars['ID']['input'];
  loans: Array<Scalars['ID']['input']>;
};


export type MutationSuspendHoldArgs = {
  id: Scalars['ID']['input'];
  until: Scalars['Date']['input'];
};


export type MutationSuspendReaderArgs = {
  card: Scalars['String']['input'];
  reason: Scalars['String']['input'];
};


export type MutationVoidLoanArgs = {
  orderId: Scalars['ID']['input'];
};

/** Where somebody is: a branch, or a district of the city. Give one of them. */
export type NearInput = {
  /** `JL-MAIN`. A branch near the reader; its district counts as near too, where it is known. */
  branch?: InputMaybe<Scalars['ID']['input']>;
  /** 行政区, `江宁区`. */
  district?: InputMaybe<Scalars['String']['input']>;
};

/** 提醒. A reminder to a reader. */
export type Notice = {
  __typename?: 'Notice';
  attempts: Scalars['Int']['output'];
  book?: Maybe<Book>;
  createdAt: Scalars['DateTime']['output'];
  /** The due day, or the last day on the hold shelf. */
  day: Scalars['Date']['output'];
  /** For HOLD_READY. */
  hold?: Maybe<Hold>;
  /** Under which it was sent: one that comes twice is one. */
  id: Scalars['ID']['output'];
  kind: NoticeKind;
  /** Why the last attempt failed, `HTTP 503`. */
  lastError?: Maybe<Scalars['String']['output']>;
  /** For DUE_SOON and OVERDUE. */
  loan?: Maybe<Loan>;
  /** What it says, without the title. */
  message: Scalars['String']['output'];
  sentAt?: Maybe<Scalars['DateTime']['output']>;
  state: NoticeState;
};


/** 提醒. A reminder to a reader. */
export type NoticeMessageArgs = {
  lang?: Language;
};

/** A page of reminders. */
export type NoticeConnection = {
  __typename?: 'NoticeConnection';
  edges: Array<NoticeEdge>;
  nodes: Array<Notice>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

export type NoticeEdge = {
  __typename?: 'NoticeEdge';
  cursor: Scalars['String']['output'];
  node: Notice;
};

/** What a reader is reminded of. */
export type NoticeKind =
  /** 到期提醒. A loan is due soon. */
  | 'DUE_SOON'
  /** 取书提醒. A copy waits on the hold shelf. */
  | 'HOLD_READY'
  /** 逾期提醒 */
  | 'OVERDUE';

/** What became of a reminder. */
export type NoticeState =
  /** It held no more when it was to be sent. */
  | 'DROPPED'
  /** It was tried for two days and given up. */
  | 'FAILED'
  /** To be sent, or to be tried again. */
  | 'PENDING'
  | 'SENT';

export type OrderLoan = {
  __typename?: 'OrderLoan';
  orderId: Scalars['ID']['output'];
  status: LoanStatus;
};

export type PageInfo = {
  __typename?: 'PageInfo';
  endCursor?: Maybe<Scalars['String']['output']>;
  hasNextPage: Scalars['Boolean']['output'];
};

/** 包裹. What a courier carries: five copies at most, of one reader. */
export type Parcel = {
  __typename?: 'Parcel';
  /** When the courier accepted it. */
  acceptedAt?: Maybe<Scalars['DateTime']['output']>;
  /**
   * Where it goes, or is picked up. For the reader, and for librarians of the branch's library, whose looks are kept; null for
   * others, and once it is erased: 15 days after the end of its way.
   */
  address?: Maybe<DeliveryAddress>;
  /** Which librarians have looked at the address, the oldest look first. For the reader, the branch's library and administrators. */
  addressLooks?: Maybe<Array<ParcelAddressLook>>;
  courier?: Maybe<Courier>;
  createdAt: Scalars['DateTime']['output'];
  direction: ParcelDirection;
  /** When its way ended: DELIVERED, AUTO_SIGNED, REFUSED, RETURNED_TO_SENDER, LOST, DAMAGED or CANCELLED. */
  endedAt?: Maybe<Scalars['DateTime']['output']>;
  /** What the reader pays, as agreed. */
  freight: Money;
  /** The branch that packs an OUT parcel; null for BACK. */
  from?: Maybe<Branch>;
  /** What happened to it, in the order of the times at which it happened. */
  history: Array<ParcelEvent>;
  id: Scalars['ID']['output'];
  /** Who bears the loss of a parcel that is LOST or DAMAGED. Null for others, and until somebody has said so. */
  liable?: Maybe<Liable>;
  loans: Array<Loan>;
  /** When the courier took it along, by the courier's word. */
  shippedAt?: Maybe<Scalars['DateTime']['output']>;
  status: ParcelStatus;
  /** The tariff that the reader has agreed to. */
  tariff: FreightTariff;
  /** The branch that receives a BACK parcel; null for OUT. */
  to?: Maybe<Branch>;
  /** The courier's number of the parcel, `SF1234567890`. */
  trackingNumber?: Maybe<Scalars['String']['output']>;
};

/** A librarian's look at a reader's address. */
export type ParcelAddressLook = {
  __typename?: 'ParcelAddressLook';
  at: Scalars['DateTime']['output'];
  by: Scalars['String']['output'];
};

/** A page of parcels. */
export type ParcelConnection = {
  __typename?: 'ParcelConnection';
  edges: Array<ParcelEdge>;
  nodes: Array<Parcel>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

/** Which way a parcel goes. */
export type ParcelDirection =
  /** Back to a branch. */
  | 'BACK'
  /** To the reader. */
  | 'OUT';

export type ParcelEdge = {
  __typename?: 'ParcelEdge';
  cursor: Scalars['String']['output'];
  node: Parcel;
};

/** Something that happened to a parcel. */
export type ParcelEvent = {
  __typename?: 'ParcelEvent';
  /** Who told it: COURIER, LIBRARIAN, READER, ADMIN; SYSTEM for the network itself. */
  actor: Scalars['String']['output'];
  /** When it happened, by whoever told it. */
  at: Scalars['DateTime']['output'];
  event: ParcelStatus;
  /** When it was heard of here. */
  receivedAt: Scalars['DateTime']['output'];
};

/** What can be told of a parcel. */
export type ParcelEventName =
  | 'DAMAGED'
  | 'DELIVERED'
  | 'IN_TRANSIT'
  | 'LOST'
  | 'OUT_FOR_DELIVERY'
  | 'PICKED_UP'
  | 'REFUSED'
  | 'RETURNED_TO_SENDER';

/** What parcels cost a reader. */
export type ParcelQuote = {
  __typename?: 'ParcelQuote';
  direction: ParcelDirection;
  /** All parcels together. To be confirmed as `freight` of the request. */
  freight: Money;
  items: Scalars['Int']['output'];
  /** How many parcels it takes, at most: a loan may still find room in another one. */
  parcels: Scalars['Int']['output'];
  tariff: FreightTariff;
};

/** Where a parcel is. */
export type ParcelStatus =
  /** The courier has accepted it, under its number. What is in it is fixed. */
  | 'ACCEPTED'
  /** Counts as signed for: shipped ten days ago, and no end was heard of. */
  | 'AUTO_SIGNED'
  /** Nothing is in it any more: cancelled, or joined with another. */
  | 'CANCELLED'
  /** To be packed by the branch, or to be booked for a pick-up. */
  | 'CREATED'
  | 'DAMAGED'
  /** Signed for; a BACK parcel is at the branch. */
  | 'DELIVERED'
  | 'IN_TRANSIT'
  | 'LOST'
  | 'OUT_FOR_DELIVERY'
  /** The courier has it. */
  | 'PICKED_UP'
  /** The reader did not take it; on its way back. */
  | 'REFUSED'
  /** It is where it came from. */
  | 'RETURNED_TO_SENDER';

/** What a reader wants to have when there is a copy. */
export type PlaceHoldInput = {
  /** Give `bookId` or `isbn`. */
  bookId?: InputMaybe<Scalars['ID']['input']>;
  /** For librarians: the reader's card. A reader's own card is known from the token. */
  card?: InputMaybe<Scalars['String']['input']>;
  /** Chosen by the app, unique for this reader; at most 100 characters. The same key is the same hold. */
  idempotencyKey: Scalars['String']['input'];
  isbn?: InputMaybe<Scalars['String']['input']>;
  pickup: HoldPickupInput;
};

/** What became of it. */
export type PlaceHoldResult = AmbiguousIsbn | HoldPlaced | HoldRefused;

/** How near something is. */
export type Proximity =
  | 'ELSEWHERE'
  | 'SAME_BRANCH'
  | 'SAME_DISTRICT';

/** What was bought for a reader on a day, without what. */
export type PurchaseSum = {
  __typename?: 'PurchaseSum';
  boughtOn: Scalars['Date']['output'];
  copies: Scalars['Int']['output'];
  /** 定价, of all together. */
  listTotal: Money;
};

export type Query = {
  __typename?: 'Query';
  /** For other subgraphs: what the lending rules say about a reader who would borrow one more copy of a book. */
  borrowingFacts?: Maybe<BorrowingFacts>;
  /** 闭馆日. When a library is closed, the closings of the whole network included; or all there are. */
  closings?: Maybe<Array<Closing>>;
  /** 快递公司. Who carries parcels. */
  couriers?: Maybe<Array<Courier>>;
  /** Reminders that could not be sent and were given up, the newest first. For administrators. At most 100 a page. */
  failedNotices?: Maybe<NoticeConnection>;
  /** 运费标准. Every version, those that the network begins with first. */
  freightTariffs?: Maybe<Array<FreightTariff>>;
  /** 预约. One hold, for its reader, librarians and administrators. Null when there is none, or it is somebody else's. */
  hold?: Maybe<Hold>;
  /** 预约政策. Every version of the terms of holds; the default comes first. */
  holdPolicies?: Maybe<Array<HoldPolicy>>;
  /** One physical copy, by the barcode on it and the library that owns it (`5069250004`, `NJ-JN`). Null when there is none. */
  item?: Maybe<Item>;
  /**
   * 编目清单. Copies of a library that wait for cataloguing, in the order of their call numbers: bought ones after their first
   * return, and those that were lost or damaged and came back. For its librarians. At most 100 a page.
   */
  itemsInCataloguing?: Maybe<CataloguingConnection>;
  /** For other subgraphs: how often these copies were lent, all together. */
  loanCount: Scalars['Int']['output'];
  /** 借阅政策. Every version that concerns a library, or all there are; the network's default comes first. */
  loanPolicies?: Maybe<Array<LoanPolicy>>;
  /** For other subgraphs: the most lent books of a year, of each library in turn. */
  loanRanking: Array<RankedLoans>;
  /** For other subgraphs: loans of books that orders bought, of orders with an id after one and up to another. */
  loansOfOrdersBetween: Array<OrderLoan>;
  /** Who is asking. */
  me?: Maybe<Caller>;
  /** 包裹. One parcel, for its reader and for librarians. Null for others, and when there is none. */
  parcel?: Maybe<Parcel>;
  /** 运费. What so many copies (from 1 to 20) cost a reader today. To be shown before a request is confirmed. */
  parcelQuote?: Maybe<ParcelQuote>;
  /**
   * Parcels of a branch, the oldest first: those that it is to pack, and pick-ups that it is to book, unless another status is
   * asked. For librarians of the branch's library. At most 100 a page.
   */
  parcels?: Maybe<ParcelConnection>;
  /**
   * A reader by the number on the card. For librarians, administrators and the reader; a clerk may look up a card as well
   * and sees the masked name only. Null when there is no such card.
   */
  reader?: Maybe<Reader>;
  /** For other subgraphs: a reader by the number on the card. */
  readerRecord?: Maybe<ReaderRecord>;
  /** 提醒. On which days readers are reminded now. */
  reminderTerms?: Maybe<ReminderTerms>;
  /** For other subgraphs: the version in force on a day. */
  retentionOn: RetentionPolicy;
  /** 留存政策. Every version of how long what has ended keeps its reader, the default first. */
  retentionPolicies?: Maybe<Array<RetentionPolicy>>;
  /** 工作清单. What a branch has to do with copies now, as lists to print, by call number. For librarians of the branch's library. */
  worklist?: Maybe<Worklist>;
};


export type QueryBorrowingFactsArgs = {
  bookId: Scalars['ID']['input'];
  card: Scalars['String']['input'];
  day: Scalars['Date']['input'];
};


export type QueryClosingsArgs = {
  library?: InputMaybe<Scalars['ID']['input']>;
};


export type QueryFailedNoticesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};


export type QueryHoldArgs = {
  id: Scalars['ID']['input'];
};


export type QueryItemArgs = {
  barcode: Scalars['String']['input'];
  library: Scalars['ID']['input'];
};


export type QueryItemsInCataloguingArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  library: Scalars['ID']['input'];
};


export type QueryLoanCountArgs = {
  items: Array<Scalars['ID']['input']>;
};


export type QueryLoanPoliciesArgs = {
  library?: InputMaybe<Scalars['ID']['input']>;
};


export type QueryLoanRankingArgs = {
  first: Scalars['Int']['input'];
  libraries: Array<Scalars['ID']['input']>;
  readerType: ReaderType;
  year: Scalars['Int']['input'];
};


export type QueryLoansOfOrdersBetweenArgs = {
  after: Scalars['ID']['input'];
  upTo?: InputMaybe<Scalars['ID']['input']>;
};


export type QueryParcelArgs = {
  id: Scalars['ID']['input'];
};


export type QueryParcelQuoteArgs = {
  direction: ParcelDirection;
  items?: Scalars['Int']['input'];
};


export type QueryParcelsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  branch: Scalars['ID']['input'];
  direction?: InputMaybe<ParcelDirection>;
  first?: Scalars['Int']['input'];
  status?: ParcelStatus;
};


export type QueryReaderArgs = {
  card: Scalars['String']['input'];
};


export type QueryReaderRecordArgs = {
  card: Scalars['String']['input'];
};


export type QueryRetentionOnArgs = {
  day: Scalars['Date']['input'];
};


export type QueryWorklistArgs = {
  branch: Scalars['ID']['input'];
};

/** What a way does to a reader's account. */
export type QuotaEffect = {
  __typename?: 'QuotaEffect';
  /** Loans of all channels. */
  loans: QuotaPart;
  /** Bought copies that are not returned. Null for what is not bought. */
  outstanding?: Maybe<QuotaPart>;
  /** List prices of this calendar year, in fen. Null for what is not bought. */
  yearlySpendFen?: Maybe<QuotaPart>;
};

/** A number before and after, and how much there may be. */
export type QuotaPart = {
  __typename?: 'QuotaPart';
  after: Scalars['Int']['output'];
  before: Scalars['Int']['output'];
  /** Null when no rule limits it. */
  limit?: Maybe<Scalars['Int']['output']>;
};

export type RankedLoans = {
  __typename?: 'RankedLoans';
  bookId: Scalars['ID']['output'];
  library: Scalars['ID']['output'];
  loans: Scalars['Int']['output'];
};

/** 读者 */
export type Reader = {
  __typename?: 'Reader';
  /** The addresses that the reader keeps, at most ten. For the reader alone; null for others. */
  addresses?: Maybe<Array<SavedAddress>>;
  /** Number on the card, `N2026000001`. */
  card: Scalars['String']['output'];
  /** 信用. For the reader, librarians and administrators. */
  credit?: Maybe<Credit>;
  /** 个人数据. Everything that the network keeps about the reader. For the reader and administrators; null for others. */
  export?: Maybe<ReaderExport>;
  /** 预约. Newest first. Empty for clerks. At most 100 a page. */
  holds: HoldConnection;
  id: Scalars['ID']['output'];
  /** Loans allowed at once. */
  loanQuota?: Maybe<Scalars['Int']['output']>;
  /** Newest first. Empty for clerks: they never see a history. At most 100 a page. */
  loans: LoanConnection;
  /** Masked (`王*明`) for everybody but the reader, librarians and administrators. */
  name: Scalars['String']['output'];
  /** The reminders that were sent, the newest first. Empty for clerks. At most 100 a page. */
  notices: NoticeConnection;
  /** Loans that count against the quota, places kept for open requests included. Not for clerks. */
  openLoans?: Maybe<Scalars['Int']['output']>;
  /** The oldest first. Empty for clerks. At most 100 a page. */
  parcels: ParcelConnection;
  /** 提醒. Whether the reader is reminded. Null for clerks. */
  reminders?: Maybe<Scalars['Boolean']['output']>;
  /** True for invented sample data (【样例】). */
  sample: Scalars['Boolean']['output'];
  type: ReaderType;
};


/** 读者 */
export type ReaderHoldsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};


/** 读者 */
export type ReaderLoansArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};


/** 读者 */
export type ReaderNoticesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};


/** 读者 */
export type ReaderParcelsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};

/** 个人数据. Everything that the network keeps about a reader, as it is kept. What is null in it is not kept, or a service is silent (`errors` says which). */
export type ReaderExport = {
  __typename?: 'ReaderExport';
  addresses: Array<SavedAddress>;
  asOf: Scalars['DateTime']['output'];
  card: Scalars['String']['output'];
  /** Newest first. At most 100 a page. */
  creditEvents: ExportedCreditEventConnection;
  /** Newest first. At most 100 a page. */
  erasures: HistoryErasureConnection;
  /** Newest first. At most 100 a page. */
  holds: ExportedHoldConnection;
  /** Requests to borrow, newest first. At most 100 a page. */
  loanRequests: ExportedLoanRequestConnection;
  /** Newest first, those that came to nothing among them. At most 100 a page. */
  loans: ExportedLoanConnection;
  /** Reminders, those that were not sent among them, newest first. At most 100 a page. */
  notices: NoticeConnection;
  /** Newest first. At most 100 a page. */
  parcels: ExportedParcelConnection;
  profile: ReaderProfile;
  /** What was bought on which days, from loans that do not name the reader any more; newest first. */
  purchaseSums: Array<PurchaseSum>;
};


/** 个人数据. Everything that the network keeps about a reader, as it is kept. What is null in it is not kept, or a service is silent (`errors` says which). */
export type ReaderExportCreditEventsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};


/** 个人数据. Everything that the network keeps about a reader, as it is kept. What is null in it is not kept, or a service is silent (`errors` says which). */
export type ReaderExportErasuresArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};


/** 个人数据. Everything that the network keeps about a reader, as it is kept. What is null in it is not kept, or a service is silent (`errors` says which). */
export type ReaderExportHoldsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};


/** 个人数据. Everything that the network keeps about a reader, as it is kept. What is null in it is not kept, or a service is silent (`errors` says which). */
export type ReaderExportLoanRequestsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};


/** 个人数据. Everything that the network keeps about a reader, as it is kept. What is null in it is not kept, or a service is silent (`errors` says which). */
export type ReaderExportLoansArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};


/** 个人数据. Everything that the network keeps about a reader, as it is kept. What is null in it is not kept, or a service is silent (`errors` says which). */
export type ReaderExportNoticesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};


/** 个人数据. Everything that the network keeps about a reader, as it is kept. What is null in it is not kept, or a service is silent (`errors` says which). */
export type ReaderExportParcelsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};

/** What the rules look at. */
export type ReaderFacts = {
  __typename?: 'ReaderFacts';
  band: CreditBand;
  creditOnly: Scalars['Boolean']['output'];
  openLoans: Scalars['Int']['output'];
  /** Bought copies that are not returned. */
  outstanding: Scalars['Int']['output'];
  overdue: Scalars['Int']['output'];
  ownQuota: Scalars['Int']['output'];
  /** Days of the last year's purchases, one for each copy. */
  recent: Array<Scalars['Date']['output']>;
  suspended: Scalars['Boolean']['output'];
  suspendedUntil?: Maybe<Scalars['Date']['output']>;
  taken: Scalars['Boolean']['output'];
  /** List prices of this calendar year's purchases, in fen. */
  yearSpentFen: Scalars['Int']['output'];
};

/** The reader's own record. */
export type ReaderProfile = {
  __typename?: 'ReaderProfile';
  band: CreditBand;
  bandAsOf: Scalars['DateTime']['output'];
  bandSource: Scalars['String']['output'];
  /** The source did not answer when it was asked last. */
  bandStale: Scalars['Boolean']['output'];
  birthDay?: Maybe<Scalars['Date']['output']>;
  card: Scalars['String']['output'];
  consentAt?: Maybe<Scalars['DateTime']['output']>;
  /** Known by credit alone, without a card of the library. */
  creditOnly: Scalars['Boolean']['output'];
  /** Who has allowed a reader under 14 to borrow. */
  guardian?: Maybe<Scalars['String']['output']>;
  id: Scalars['ID']['output'];
  loanQuota: Scalars['Int']['output'];
  name: Scalars['String']['output'];
  openLoans: Scalars['Int']['output'];
  /** Whether the reader is reminded. */
  reminders: Scalars['Boolean']['output'];
  /** A librarian has stopped the card. */
  suspended: Scalars['Boolean']['output'];
  suspendedReason?: Maybe<Scalars['String']['output']>;
  /** The first day on which the credit ledger does not keep the reader from borrowing. */
  suspendedUntil?: Maybe<Scalars['Date']['output']>;
  type: ReaderType;
};

export type ReaderRecord = {
  __typename?: 'ReaderRecord';
  id: Scalars['ID']['output'];
};

export type ReaderRuleInput = {
  code: Scalars['String']['input'];
  days?: InputMaybe<Scalars['Int']['input']>;
  limit?: InputMaybe<Scalars['Int']['input']>;
  onFail: Scalars['String']['input'];
  values?: InputMaybe<Array<Scalars['String']['input']>>;
};

/** 读者类型 */
export type ReaderType =
  | 'ADULT'
  | 'CHILD';

/** What a branch tells of a parcel. */
export type RecordParcelEventInput = {
  /** When it happened; left out, now. */
  at?: InputMaybe<Scalars['DateTime']['input']>;
  event: ParcelEventName;
  /** Chosen by the desk's system, unique for the library; at most 100 characters. The same key is the same event. */
  idempotencyKey: Scalars['String']['input'];
  /** Who bears the loss, for LOST and DAMAGED; it may be told later, with `recordParcelLiability`. */
  liable?: InputMaybe<Liable>;
  parcel: Scalars['ID']['input'];
};

/** 提醒. When readers are reminded. */
export type ReminderTerms = {
  __typename?: 'ReminderTerms';
  /** Days before the due day on which a reader is reminded; 0 for never. */
  dueSoonDays: Scalars['Int']['output'];
  /** Days after the due day on which a reader is reminded. */
  overdueDays: Array<Scalars['Int']['output']>;
};

/** The loan to renew. */
export type RenewLoanInput = {
  /** Unique for the loan; at most 100 characters. The same key is the same renewal. */
  idempotencyKey: Scalars['String']['input'];
  loan: Scalars['ID']['input'];
};

/** What became of a renewal. */
export type RenewLoanResult = LoanRefused | LoanRenewed;

/** What became of one line of a report: a loan, or why not. */
export type ReportedLoan = {
  __typename?: 'ReportedLoan';
  error?: Maybe<LineError>;
  /** Rules that refuse it: the reader has as many loans as there may be. */
  failures?: Maybe<Array<RuleFailure>>;
  loan?: Maybe<Loan>;
  number: Scalars['String']['output'];
};

/** One loan of a member system. Said again with its return, once the copy is back. */
export type ReportedLoanInput = {
  /** Of a copy of the library that reports. */
  barcode: Scalars['String']['input'];
  /** The branch where it was lent. */
  branch: Scalars['ID']['input'];
  card: Scalars['String']['input'];
  dueDate: Scalars['Date']['input'];
  /** The member system's own number of the loan, unique within the library. */
  number: Scalars['String']['input'];
  /** When it came back, and where; both or none. */
  returnedAt?: InputMaybe<Scalars['DateTime']['input']>;
  returnedTo?: InputMaybe<Scalars['ID']['input']>;
  startedAt: Scalars['DateTime']['input'];
};

/** What a reader borrows, and where it goes. */
export type RequestLoanInput = {
  /** Give `bookId` or `isbn`. */
  bookId?: InputMaybe<Scalars['ID']['input']>;
  /** For librarians: the reader's card. A reader's own card is known from the token. */
  card?: InputMaybe<Scalars['String']['input']>;
  /** Give `deliveryAddress` or `savedAddress`. */
  deliveryAddress?: InputMaybe<DeliveryAddressInput>;
  /** The freight that the reader was shown (`parcelQuote`) and agrees to; left out, none. `CONFLICT` when it is another now. */
  freight?: InputMaybe<MoneyInput>;
  /** Chosen by the app, unique for this reader; at most 100 characters. The same key is the same request. */
  idempotencyKey: Scalars['String']['input'];
  isbn?: InputMaybe<Scalars['String']['input']>;
  /** One of `Reader.addresses`. */
  savedAddress?: InputMaybe<Scalars['ID']['input']>;
};

/** What became of a request. */
export type RequestLoanResult = AmbiguousIsbn | LoanDecided | LoanRefused | LoanRequested | TryAgain;

/** What goes back by courier. */
export type RequestReturnParcelInput = {
  /** The branch that receives it; left out, the one where the first copy belongs. */
  branch?: InputMaybe<Scalars['ID']['input']>;
  /** For librarians: the reader's card. */
  card?: InputMaybe<Scalars['String']['input']>;
  /** Where it is picked up. Without one, where the parcel that brought the copies went, while that is still kept. */
  deliveryAddress?: InputMaybe<DeliveryAddressInput>;
  /** The freight that the reader was shown (`parcelQuote`) and agrees to; left out, none. `CONFLICT` when it is another now. */
  freight?: InputMaybe<MoneyInput>;
  /** Chosen by the app, unique for this reader; at most 100 characters. The same key is the same request. */
  idempotencyKey: Scalars['String']['input'];
  /** Running loans in the reader's hand, from 1 to 20. */
  loans: Array<Scalars['ID']['input']>;
  /** One of `Reader.addresses`. */
  savedAddress?: InputMaybe<Scalars['ID']['input']>;
};

export type ReserveFailure = {
  __typename?: 'ReserveFailure';
  actual?: Maybe<Scalars['Int']['output']>;
  code: Scalars['String']['output'];
  eligibleFrom?: Maybe<Scalars['Date']['output']>;
  limit?: Maybe<Scalars['Int']['output']>;
};

export type ReserveLoanInput = {
  bookId: Scalars['ID']['input'];
  card: Scalars['String']['input'];
  /** The day by whose rules it is judged. */
  day: Scalars['Date']['input'];
  items?: Scalars['Int']['input'];
  listPriceFen?: InputMaybe<Scalars['Int']['input']>;
  orderId: Scalars['ID']['input'];
  /** When the reader got it, where that was before now. */
  requestedAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** The rules in force; those about the reader are judged again. */
  rules: Array<ReaderRuleInput>;
};

export type ReserveResult = {
  __typename?: 'ReserveResult';
  failures: Array<ReserveFailure>;
  reserved: Scalars['Boolean']['output'];
};

/** 留存政策. For how many days what has ended keeps its reader; then the link is cut, and counts, copies and money stay. */
export type RetentionPolicy = {
  __typename?: 'RetentionPolicy';
  /** After the end of a hold that became no loan; one that did goes with its loan. */
  holdDays: Scalars['Int']['output'];
  /** After the end of a loan, and of the order that bought its copy: returned, lost and settled, or nothing came of it. */
  loanDays: Scalars['Int']['output'];
  /** After the end of an order of which nothing was lent. */
  orderDays: Scalars['Int']['output'];
  /** After the end of a parcel's way; not before its loans. */
  parcelDays: Scalars['Int']['output'];
  /** For how many days after a bought copy came back it is known, by a keyed hash, that the reader had the book (ALREADY_TAKEN). */
  takenDays: Scalars['Int']['output'];
  validFrom: Scalars['Date']['output'];
  /** 0 for the one that holds where there is no other. */
  version: Scalars['Int']['output'];
};

/** What the desk scans. */
export type ReturnItemInput = {
  barcode: Scalars['String']['input'];
  /** The branch where it came back. */
  branch: Scalars['ID']['input'];
  /** Chosen by the desk's system, unique within the library; at most 100 characters. The same key is the same return. */
  idempotencyKey: Scalars['String']['input'];
  /** The library that owns the copy, as printed on its label. */
  library: Scalars['ID']['input'];
};

/** What the desk does with the copy. */
export type ReturnResult = {
  __typename?: 'ReturnResult';
  /** Where it must travel, for SEND_TO, TO_CATALOGUING, and HOLD_FOR where the reader picks up elsewhere. */
  destination?: Maybe<Branch>;
  /** For HOLD_FOR: whom it is for, and until when it is kept. */
  hold?: Maybe<Hold>;
  /** Null when its owner does not answer. */
  item?: Maybe<Item>;
  /** The loan that ended, now or when its parcel did not reach the reader. Null for a copy that was not on loan. */
  loan?: Maybe<Loan>;
  message: Scalars['String']['output'];
  /** Null when the copy's owner does not answer: the loan has ended all the same; put the copy aside and ask again, same key. */
  next?: Maybe<ReturnStep>;
};


/** What the desk does with the copy. */
export type ReturnResultMessageArgs = {
  lang?: Language;
};

export type ReturnStep =
  | 'HOLD_FOR'
  | 'SEND_TO'
  | 'SHELVE'
  | 'TO_CATALOGUING';

export type RuleCode =
  | 'ALREADY_ON_LOAN'
  | 'ALREADY_TAKEN'
  | 'BARCODE_IN_USE'
  | 'CITY_COPY_CAP'
  | 'COPY_CAP'
  | 'CREDIT'
  | 'EXCLUDED_CLASS'
  | 'EXCLUDED_FORMAT'
  | 'FUND_EMPTY'
  | 'GUARDIAN_CONSENT'
  | 'HELD_AT_LIBRARY'
  | 'HELD_BY_OTHERS'
  | 'HOLDINGS_UNKNOWN'
  | 'ITEM_NOT_AVAILABLE'
  | 'LOAN_QUOTA'
  | 'NOT_HELD'
  | 'NOT_IN_STOCK'
  | 'NO_COPY_AVAILABLE'
  | 'OFFLINE_ALLOWANCE'
  | 'OFFLINE_PRICE_CAP'
  | 'OFFLINE_TOO_LATE'
  | 'ORDER_ITEMS'
  | 'OVERDUE_BLOCK'
  | 'PRICE_CAP'
  | 'PUBLICATION_AGE'
  | 'READER_NOT_ELIGIBLE'
  | 'READER_OUTSTANDING'
  | 'READER_RECENT'
  | 'READER_YEARLY_SPEND'
  | 'RENEWAL_LIMIT'
  | 'SET_WHOLE'
  | 'STORE_INACTIVE';

export type RuleConsequence =
  | 'FLAG'
  | 'OFF'
  | 'REFUSE'
  | 'REVIEW';

export type RuleFailure = {
  __typename?: 'RuleFailure';
  actual?: Maybe<Scalars['Int']['output']>;
  code: RuleCode;
  eligibleFrom?: Maybe<Scalars['Date']['output']>;
  limit?: Maybe<Scalars['Int']['output']>;
  message: Scalars['String']['output'];
  onFail: RuleConsequence;
  subject: RuleSubject;
  unit?: Maybe<RuleUnit>;
};


export type RuleFailureMessageArgs = {
  lang?: Language;
};

export type RuleSubject =
  | 'BOOK'
  | 'FUND'
  | 'READER'
  | 'STORE';

export type RuleUnit =
  | 'COPIES'
  | 'FEN'
  | 'HOURS'
  | 'LOANS'
  | 'YEAR';

/** An address that a reader keeps for the next parcel. Personal data. */
export type SavedAddress = {
  __typename?: 'SavedAddress';
  address: DeliveryAddress;
  id: Scalars['ID']['output'];
  savedAt: Scalars['DateTime']['output'];
};

/** What a way is ranked by. */
export type ScoreCode =
  /** Facts of this moment go before those that may be old. */
  | 'CERTAINTY'
  /** What the city has already goes before what it would have to buy. */
  | 'COLLECTION'
  /** What the reader pays. */
  | 'COST'
  /** How near; what is brought is nearest. */
  | 'DISTANCE'
  /** Whether it is open: 300 possible, 200 to be reviewed, 100 unknown, 0 refused. */
  | 'STATE'
  /** How early. */
  | 'TIME';

/** One part of a score. */
export type ScorePart = {
  __typename?: 'ScorePart';
  code: ScoreCode;
  /** In words: `最早 2026-11-25`. */
  message: Scalars['String']['output'];
  points: Scalars['Int']['output'];
};


/** One part of a score. */
export type ScorePartMessageArgs = {
  lang?: Language;
};

/** How the open loss of a copy is settled. */
export type SettleItemInput = {
  /** What was paid: for COMPENSATED, and only there. */
  amount?: InputMaybe<MoneyInput>;
  barcode: Scalars['String']['input'];
  /** The library that owns it. */
  library: Scalars['ID']['input'];
  outcome: LossOutcome;
  reason: Scalars['String']['input'];
};

/** Something that happened on a reader's shelf. */
export type ShelfChange = {
  __typename?: 'ShelfChange';
  at: Scalars['DateTime']['output'];
  /** The same for everybody who is told of it; give it as `after` to resume. */
  eventId: Scalars['ID']['output'];
  /** The hold as it stands now, for HOLD_…. */
  hold?: Maybe<Hold>;
  kind: ShelfChangeKind;
  /** The loan as it stands now, for LOAN_…. */
  loan?: Maybe<Loan>;
  /** The parcel as it stands now, for PARCEL_…. */
  parcel?: Maybe<Parcel>;
};

/** What can happen on a reader's shelf: to a loan, or where a hold or a parcel stands now. A hold's is said again when its terms change: the branch of pick-up, its last day. */
export type ShelfChangeKind =
  | 'HOLD_CANCELLED'
  | 'HOLD_EXPIRED'
  | 'HOLD_FULFILLED'
  | 'HOLD_IN_TRANSIT'
  | 'HOLD_PAGED'
  | 'HOLD_PLACED'
  /** A copy waits on the hold shelf. */
  | 'HOLD_READY'
  | 'HOLD_SUSPENDED'
  /** It waits in the queue, again or as before. */
  | 'HOLD_WAITING'
  /** The reader has said that it came back. */
  | 'LOAN_CLAIMED_RETURNED'
  /** Its due day is known, or is another one, without a renewal: it begins by its policy. */
  | 'LOAN_DUE'
  /** The copy is the reader's: in hand, or kept and to be sent. Also when a parcel that was said not to arrive has arrived. */
  | 'LOAN_LENT'
  | 'LOAN_LOST'
  /** Nothing came of it: refused, cancelled, or its parcel did not reach the reader. */
  | 'LOAN_RELEASED'
  | 'LOAN_RENEWED'
  /** A place in the quota is kept; it is not decided yet. */
  | 'LOAN_REQUESTED'
  | 'LOAN_RETURNED'
  | 'PARCEL_ACCEPTED'
  | 'PARCEL_AUTO_SIGNED'
  | 'PARCEL_CANCELLED'
  | 'PARCEL_CREATED'
  | 'PARCEL_DAMAGED'
  | 'PARCEL_DELIVERED'
  | 'PARCEL_IN_TRANSIT'
  | 'PARCEL_LOST'
  | 'PARCEL_OUT_FOR_DELIVERY'
  | 'PARCEL_PICKED_UP'
  | 'PARCEL_REFUSED'
  | 'PARCEL_RETURNED_TO_SENDER';

/** A copy that is put on the shelf. */
export type ShelveItemInput = {
  barcode: Scalars['String']['input'];
  /** The branch where it is put on the shelf. */
  branch: Scalars['ID']['input'];
  /** The library that owns it, as printed on its label. */
  library: Scalars['ID']['input'];
  /** Where it stands there, when that is not what the cataloguers wrote. */
  location?: InputMaybe<Scalars['String']['input']>;
};

export type Store = {
  __typename?: 'Store';
  id: Scalars['ID']['output'];
};

export type Subscription = {
  __typename?: 'Subscription';
  /** 工作动态. What enters the lists of a branch and leaves them: those of `worklist`, and its parcels. For librarians of the branch's library. */
  branchWorkChanged: WorkChange;
  /**
   * 书架动态. What happens to one reader's loans, holds and parcels, when it happens. A reader watches the own shelf, administrators give
   * `card`; for nobody else.
   */
  shelfChanged: ShelfChange;
};


export type SubscriptionBranchWorkChangedArgs = {
  after?: InputMaybe<Scalars['ID']['input']>;
  branch: Scalars['ID']['input'];
};


export type SubscriptionShelfChangedArgs = {
  after?: InputMaybe<Scalars['ID']['input']>;
  card?: InputMaybe<Scalars['String']['input']>;
};

export type TryAgain = {
  __typename?: 'TryAgain';
  message: Scalars['String']['output'];
};


export type TryAgainMessageArgs = {
  lang?: Language;
};

/** Something that happened to a list of a branch. */
export type WorkChange = {
  __typename?: 'WorkChange';
  at: Scalars['DateTime']['output'];
  /** Give it as `after` to resume. */
  eventId: Scalars['ID']['output'];
  /** The hold that the copy is kept for. */
  hold?: Maybe<Hold>;
  /** The copy. Null for lists of parcels. */
  item?: Maybe<Item>;
  kind: WorkChangeKind;
  list: BranchList;
  /** The loan that the copy is out for, or is to be sent for. */
  loan?: Maybe<Loan>;
  /** The parcel, for lists of parcels. */
  parcel?: Maybe<Parcel>;
};

export type WorkChangeInput = {
  at: Scalars['DateTime']['input'];
  branchId: Scalars['ID']['input'];
  claimId?: InputMaybe<Scalars['ID']['input']>;
  itemId: Scalars['ID']['input'];
  kind: WorkChangeKind;
  list: BranchList;
  origin: Scalars['String']['input'];
};

/** What happened to a list. Take what LEFT out of yours if it is there, and what ENTERED or CHANGED in. */
export type WorkChangeKind =
  /** It is kept for another reader now, or stands elsewhere on its way. */
  | 'CHANGED'
  | 'ENTERED'
  | 'LEFT';

/** A page of a list. */
export type WorkConnection = {
  __typename?: 'WorkConnection';
  edges: Array<WorkEdge>;
  nodes: Array<WorkEntry>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

export type WorkEdge = {
  __typename?: 'WorkEdge';
  cursor: Scalars['String']['output'];
  node: WorkEntry;
};

/** One copy in a list. */
export type WorkEntry = {
  __typename?: 'WorkEntry';
  /** Due back on this day, for one that is out. */
  dueDate?: Maybe<Scalars['Date']['output']>;
  /** The hold that it is kept for. */
  hold?: Maybe<Hold>;
  item?: Maybe<Item>;
  /** The loan that it is to be sent for, or is out for. */
  loan?: Maybe<Loan>;
  /** Whom it is for, or who has it, as written on a slip. Null for a copy that only goes to its shelf. */
  maskedReader?: Maybe<Scalars['String']['output']>;
  /** True for a copy on the hold shelf that nobody fetches any more. */
  takeDown: Scalars['Boolean']['output'];
};

/** 工作清单. What a branch has to do with copies, by call number; each list at most 100 a page. */
export type Worklist = {
  __typename?: 'Worklist';
  branch: Branch;
  /** 预约架. Copies that wait for their readers. Those to be taken down come first; scan each of them as a return. */
  onHoldShelf: WorkConnection;
  /** 逾期. Copies of the branch that are out past their due day. */
  overdue: WorkConnection;
  /**
   * 待取. Copies to take from where they stand: for holds, and for parcels. Scan those with a `hold` as a return, and those that are for
   * nobody. One with a `loan` is packed into its parcel and not scanned: a scan would give the loan up.
   */
  toPick: WorkConnection;
  /** 待收. Copies on their way to here. Scan each as a return when it is here. */
  toReceive: WorkConnection;
};


/** 工作清单. What a branch has to do with copies, by call number; each list at most 100 a page. */
export type WorklistOnHoldShelfArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};


/** 工作清单. What a branch has to do with copies, by call number; each list at most 100 a page. */
export type WorklistOverdueArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};


/** 工作清单. What a branch has to do with copies, by call number; each list at most 100 a page. */
export type WorklistToPickArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};


/** 工作清单. What a branch has to do with copies, by call number; each list at most 100 a page. */
export type WorklistToReceiveArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
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
  Hold: Hold;
  Loan: Loan;
  Parcel: Parcel;
  Reader: Reader;
  ReaderExport: ReaderExport;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Book:
    ( { __typename: 'Book' }
    & GraphQLRecursivePick<FederationTypes['Book'], {"id":true}> );
  Hold:
    ( { __typename: 'Hold' }
    & GraphQLRecursivePick<FederationTypes['Hold'], {"id":true}> );
  Loan:
    ( { __typename: 'Loan' }
    & GraphQLRecursivePick<FederationTypes['Loan'], {"id":true}> );
  Parcel:
    ( { __typename: 'Parcel' }
    & GraphQLRecursivePick<FederationTypes['Parcel'], {"id":true}> );
  Reader:
    ( { __typename: 'Reader' }
    & GraphQLRecursivePick<FederationTypes['Reader'], {"id":true}> );
  ReaderExport:
    ( { __typename: 'ReaderExport' }
    & GraphQLRecursivePick<FederationTypes['ReaderExport'], {"card":true}> );
};

/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  CheckOutResult:
    | ( Omit<CheckedOut, 'loan'> & { loan: _RefType['Loan'] } )
    | ( Decided )
    | ( Omit<LoanRefused, 'failures'> & { failures: Array<_RefType['RuleFailure']> } )
    | ( Undecided )
  ;
  EraseHistoryResult:
    | ( HistoryErasureEntity )
    | ( Undecided )
  ;
  PlaceHoldResult:
    | ( Omit<AmbiguousIsbn, 'candidates'> & { candidates: Array<Maybe<_RefType['Book']>> } )
    | ( Omit<HoldPlaced, 'hold'> & { hold: _RefType['Hold'] } )
    | ( Omit<HoldRefused, 'failures'> & { failures: Array<_RefType['RuleFailure']> } )
  ;
  RenewLoanResult:
    | ( Omit<LoanRefused, 'failures'> & { failures: Array<_RefType['RuleFailure']> } )
    | ( Omit<LoanRenewed, 'loan'> & { loan: _RefType['Loan'] } )
  ;
  RequestLoanResult:
    | ( Omit<AmbiguousIsbn, 'candidates'> & { candidates: Array<Maybe<_RefType['Book']>> } )
    | ( Decided )
    | ( Omit<LoanRefused, 'failures'> & { failures: Array<_RefType['RuleFailure']> } )
    | ( Omit<LoanRequested, 'loan' | 'parcel'> & { loan: _RefType['Loan'], parcel: _RefType['Parcel'] } )
    | ( Undecided )
  ;
};


/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  AddClosingInput: AddClosingInput;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  AddFreightTariffInput: AddFreightTariffInput;
  AddHoldPolicyInput: AddHoldPolicyInput;
  AddLoanPolicyInput: AddLoanPolicyInput;
  AddRetentionPolicyInput: AddRetentionPolicyInput;
  AmbiguousIsbn: ResolverTypeWrapper<Omit<AmbiguousIsbn, 'candidates'> & { candidates: Array<Maybe<ResolversTypes['Book']>> }>;
  Book: ResolverTypeWrapper<Reference>;
  BookFormat: BookFormat;
  BorrowingFacts: ResolverTypeWrapper<BorrowingFacts>;
  Branch: ResolverTypeWrapper<Reference>;
  BranchList: BranchList;
  Caller: ResolverTypeWrapper<Identity>;
  CallerRole: CallerRole;
  CatalogueItemInput: CatalogueItemInput;
  CataloguingConnection: ResolverTypeWrapper<Omit<CataloguingConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['CataloguingEdge']>, nodes: Array<ResolversTypes['Item']> }>;
  CataloguingEdge: ResolverTypeWrapper<Omit<CataloguingEdge, 'node'> & { node: ResolversTypes['Item'] }>;
  CentralItem: ResolverTypeWrapper<ItemReference>;
  CheckOutInput: CheckOutInput;
  CheckOutResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['CheckOutResult']>;
  CheckedOut: ResolverTypeWrapper<Omit<CheckedOut, 'loan'> & { loan: ResolversTypes['Loan'] }>;
  Closing: ResolverTypeWrapper<ClosingEntity>;
  ConfirmLoanInput: ConfirmLoanInput;
  Courier: ResolverTypeWrapper<CourierEntity>;
  CourierSecret: ResolverTypeWrapper<Omit<CourierSecret, 'courier'> & { courier: ResolversTypes['Courier'] }>;
  Credit: ResolverTypeWrapper<CreditValue>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  CreditBand: CreditBand;
  CreditEvent: ResolverTypeWrapper<CreditEventEntity>;
  CreditEventConnection: ResolverTypeWrapper<Omit<CreditEventConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['CreditEventEdge']>, nodes: Array<ResolversTypes['CreditEvent']> }>;
  CreditEventEdge: ResolverTypeWrapper<Omit<CreditEventEdge, 'node'> & { node: ResolversTypes['CreditEvent'] }>;
  CreditEventKind: CreditEventKind;
  CreditEventState: CreditEventState;
  Currency: Currency;
  Date: ResolverTypeWrapper<Scalars['Date']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DeliveryAddress: ResolverTypeWrapper<DeliveryAddress>;
  DeliveryAddressInput: DeliveryAddressInput;
  DeskChannel: DeskChannel;
  DistrictItem: ResolverTypeWrapper<ItemReference>;
  EraseHistoryInput: EraseHistoryInput;
  EraseHistoryResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['EraseHistoryResult']>;
  ErasedPart: ResolverTypeWrapper<ErasedPart>;
  ErasureState: ErasureState;
  ExportedCreditEvent: ResolverTypeWrapper<ExportedCreditEventValue>;
  ExportedCreditEventConnection: ResolverTypeWrapper<Omit<ExportedCreditEventConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['ExportedCreditEventEdge']>, nodes: Array<ResolversTypes['ExportedCreditEvent']> }>;
  ExportedCreditEventEdge: ResolverTypeWrapper<Omit<ExportedCreditEventEdge, 'node'> & { node: ResolversTypes['ExportedCreditEvent'] }>;
  ExportedHold: ResolverTypeWrapper<ExportedHoldValue>;
  ExportedHoldConnection: ResolverTypeWrapper<Omit<ExportedHoldConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['ExportedHoldEdge']>, nodes: Array<ResolversTypes['ExportedHold']> }>;
  ExportedHoldEdge: ResolverTypeWrapper<Omit<ExportedHoldEdge, 'node'> & { node: ResolversTypes['ExportedHold'] }>;
  ExportedLoan: ResolverTypeWrapper<ExportedLoanValue>;
  ExportedLoanConnection: ResolverTypeWrapper<Omit<ExportedLoanConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['ExportedLoanEdge']>, nodes: Array<ResolversTypes['ExportedLoan']> }>;
  ExportedLoanEdge: ResolverTypeWrapper<Omit<ExportedLoanEdge, 'node'> & { node: ResolversTypes['ExportedLoan'] }>;
  ExportedLoanRequest: ResolverTypeWrapper<LoanRequestEntity>;
  ExportedLoanRequestConnection: ResolverTypeWrapper<Omit<ExportedLoanRequestConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['ExportedLoanRequestEdge']>, nodes: Array<ResolversTypes['ExportedLoanRequest']> }>;
  ExportedLoanRequestEdge: ResolverTypeWrapper<Omit<ExportedLoanRequestEdge, 'node'> & { node: ResolversTypes['ExportedLoanRequest'] }>;
  ExportedParcel: ResolverTypeWrapper<ExportedParcelValue>;
  ExportedParcelConnection: ResolverTypeWrapper<Omit<ExportedParcelConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['ExportedParcelEdge']>, nodes: Array<ResolversTypes['ExportedParcel']> }>;
  ExportedParcelEdge: ResolverTypeWrapper<Omit<ExportedParcelEdge, 'node'> & { node: ResolversTypes['ExportedParcel'] }>;
  ExportedRenewal: ResolverTypeWrapper<Omit<ExportedRenewal, 'failures'> & { failures: Array<ResolversTypes['RuleFailure']> }>;
  ExportedReturn: ResolverTypeWrapper<ItemReturn>;
  FreightPayer: FreightPayer;
  FreightTariff: ResolverTypeWrapper<FreightTariffEntity>;
  FulfilmentKind: FulfilmentKind;
  FulfilmentOption: ResolverTypeWrapper<RankedOption>;
  FulfilmentOptions: ResolverTypeWrapper<Omit<FulfilmentOptions, 'options' | 'sources'> & { options: Array<ResolversTypes['FulfilmentOption']>, sources: Array<ResolversTypes['FulfilmentSource']> }>;
  FulfilmentSource: ResolverTypeWrapper<Source>;
  FulfilmentSourceKind: FulfilmentSourceKind;
  FulfilmentState: FulfilmentState;
  HistoryErasure: ResolverTypeWrapper<HistoryErasureEntity>;
  HistoryErasureConnection: ResolverTypeWrapper<Omit<HistoryErasureConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['HistoryErasureEdge']>, nodes: Array<ResolversTypes['HistoryErasure']> }>;
  HistoryErasureEdge: ResolverTypeWrapper<Omit<HistoryErasureEdge, 'node'> & { node: ResolversTypes['HistoryErasure'] }>;
  HistoryKind: HistoryKind;
  Hold: ResolverTypeWrapper<HoldEntity>;
  HoldConnection: ResolverTypeWrapper<Omit<HoldConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['HoldEdge']>, nodes: Array<ResolversTypes['Hold']> }>;
  HoldEdge: ResolverTypeWrapper<Omit<HoldEdge, 'node'> & { node: ResolversTypes['Hold'] }>;
  HoldPickupInput: HoldPickupInput;
  HoldPlaced: ResolverTypeWrapper<Omit<HoldPlaced, 'hold'> & { hold: ResolversTypes['Hold'] }>;
  HoldPolicy: ResolverTypeWrapper<HoldTerms>;
  HoldQueue: ResolverTypeWrapper<HoldQueue>;
  HoldRefused: ResolverTypeWrapper<Omit<HoldRefused, 'failures'> & { failures: Array<ResolversTypes['RuleFailure']> }>;
  HoldState: HoldState;
  HoldingsState: HoldingsState;
  Item: ResolverTypeWrapper<ItemReference>;
  ItemLoss: ResolverTypeWrapper<ItemLossEntity>;
  ItemLossInput: ItemLossInput;
  ItemPlacement: ResolverTypeWrapper<Placement>;
  KeptPart: ResolverTypeWrapper<KeptValue>;
  KeptReason: KeptReason;
  Language: Language;
  Liable: Liable;
  Library: ResolverTypeWrapper<Reference>;
  LineError: ResolverTypeWrapper<LineError>;
  Loan: ResolverTypeWrapper<LoanEntity>;
  LoanChannel: LoanChannel;
  LoanConnection: ResolverTypeWrapper<Omit<LoanConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['LoanEdge']>, nodes: Array<ResolversTypes['Loan']> }>;
  LoanDecided: ResolverTypeWrapper<Decided>;
  LoanEdge: ResolverTypeWrapper<Omit<LoanEdge, 'node'> & { node: ResolversTypes['Loan'] }>;
  LoanPolicy: ResolverTypeWrapper<LoanPolicyEntity>;
  LoanRefused: ResolverTypeWrapper<Omit<LoanRefused, 'failures'> & { failures: Array<ResolversTypes['RuleFailure']> }>;
  LoanRenewed: ResolverTypeWrapper<Omit<LoanRenewed, 'loan'> & { loan: ResolversTypes['Loan'] }>;
  LoanRequested: ResolverTypeWrapper<Omit<LoanRequested, 'loan' | 'parcel'> & { loan: ResolversTypes['Loan'], parcel: ResolversTypes['Parcel'] }>;
  LoanStart: LoanStart;
  LoanStatus: LoanStatus;
  LossKind: LossKind;
  LossOutcome: LossOutcome;
  Money: ResolverTypeWrapper<Money>;
  MoneyInput: MoneyInput;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  NearInput: NearInput;
  Notice: ResolverTypeWrapper<NoticeEntity>;
  NoticeConnection: ResolverTypeWrapper<Omit<NoticeConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['NoticeEdge']>, nodes: Array<ResolversTypes['Notice']> }>;
  NoticeEdge: ResolverTypeWrapper<Omit<NoticeEdge, 'node'> & { node: ResolversTypes['Notice'] }>;
  NoticeKind: NoticeKind;
  NoticeState: NoticeState;
  OrderLoan: ResolverTypeWrapper<OrderLoan>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Parcel: ResolverTypeWrapper<ParcelEntity>;
  ParcelAddressLook: ResolverTypeWrapper<ParcelAddressLook>;
  ParcelConnection: ResolverTypeWrapper<Omit<ParcelConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['ParcelEdge']>, nodes: Array<ResolversTypes['Parcel']> }>;
  ParcelDirection: ParcelDirection;
  ParcelEdge: ResolverTypeWrapper<Omit<ParcelEdge, 'node'> & { node: ResolversTypes['Parcel'] }>;
  ParcelEvent: ResolverTypeWrapper<ParcelEvent>;
  ParcelEventName: ParcelEventName;
  ParcelQuote: ResolverTypeWrapper<Quote>;
  ParcelStatus: ParcelStatus;
  PlaceHoldInput: PlaceHoldInput;
  PlaceHoldResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['PlaceHoldResult']>;
  Proximity: Proximity;
  PurchaseSum: ResolverTypeWrapper<PurchaseSumEntity>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  QuotaEffect: ResolverTypeWrapper<QuotaEffect>;
  QuotaPart: ResolverTypeWrapper<QuotaPart>;
  RankedLoans: ResolverTypeWrapper<RankedLoans>;
  Reader: ResolverTypeWrapper<ReaderEntity>;
  ReaderExport: ResolverTypeWrapper<ReaderExportValue>;
  ReaderFacts: ResolverTypeWrapper<ReaderFacts>;
  ReaderProfile: ResolverTypeWrapper<ReaderEntity>;
  ReaderRecord: ResolverTypeWrapper<ReaderRecord>;
  ReaderRuleInput: ReaderRuleInput;
  ReaderType: ReaderType;
  RecordParcelEventInput: RecordParcelEventInput;
  ReminderTerms: ResolverTypeWrapper<ReminderTerms>;
  RenewLoanInput: RenewLoanInput;
  RenewLoanResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['RenewLoanResult']>;
  ReportedLoan: ResolverTypeWrapper<Omit<ReportedLoan, 'failures' | 'loan'> & { failures?: Maybe<Array<ResolversTypes['RuleFailure']>>, loan?: Maybe<ResolversTypes['Loan']> }>;
  ReportedLoanInput: ReportedLoanInput;
  RequestLoanInput: RequestLoanInput;
  RequestLoanResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['RequestLoanResult']>;
  RequestReturnParcelInput: RequestReturnParcelInput;
  ReserveFailure: ResolverTypeWrapper<ReserveFailure>;
  ReserveLoanInput: ReserveLoanInput;
  ReserveResult: ResolverTypeWrapper<ReserveResult>;
  RetentionPolicy: ResolverTypeWrapper<RetentionPolicy>;
  ReturnItemInput: ReturnItemInput;
  ReturnResult: ResolverTypeWrapper<ItemReturn>;
  ReturnStep: ReturnStep;
  RuleCode: RuleCode;
  RuleConsequence: RuleConsequence;
  RuleFailure: ResolverTypeWrapper<Failure>;
  RuleSubject: RuleSubject;
  RuleUnit: RuleUnit;
  SavedAddress: ResolverTypeWrapper<SavedAddressEntity>;
  ScoreCode: ScoreCode;
  ScorePart: ResolverTypeWrapper<ScorePartValue>;
  SettleItemInput: SettleItemInput;
  ShelfChange: ResolverTypeWrapper<ShelfChangeValue>;
  ShelfChangeKind: ShelfChangeKind;
  ShelveItemInput: ShelveItemInput;
  Store: ResolverTypeWrapper<Reference>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  TryAgain: ResolverTypeWrapper<Undecided>;
  WorkChange: ResolverTypeWrapper<WorkChangeValue>;
  WorkChangeInput: WorkChangeInput;
  WorkChangeKind: WorkChangeKind;
  WorkConnection: ResolverTypeWrapper<Omit<WorkConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['WorkEdge']>, nodes: Array<ResolversTypes['WorkEntry']> }>;
  WorkEdge: ResolverTypeWrapper<Omit<WorkEdge, 'node'> & { node: ResolversTypes['WorkEntry'] }>;
  WorkEntry: ResolverTypeWrapper<WorkEntryValue>;
  Worklist: ResolverTypeWrapper<WorklistValue>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  AddClosingInput: AddClosingInput;
  String: Scalars['String']['output'];
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  AddFreightTariffInput: AddFreightTariffInput;
  AddHoldPolicyInput: AddHoldPolicyInput;
  AddLoanPolicyInput: AddLoanPolicyInput;
  AddRetentionPolicyInput: AddRetentionPolicyInput;
  AmbiguousIsbn: Omit<AmbiguousIsbn, 'candidates'> & { candidates: Array<Maybe<ResolversParentTypes['Book']>> };
  Book: Reference;
  BorrowingFacts: BorrowingFacts;
  Branch: Reference;
  Caller: Identity;
  CatalogueItemInput: CatalogueItemInput;
  CataloguingConnection: Omit<CataloguingConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['CataloguingEdge']>, nodes: Array<ResolversParentTypes['Item']> };
  CataloguingEdge: Omit<CataloguingEdge, 'node'> & { node: ResolversParentTypes['Item'] };
  CentralItem: ItemReference;
  CheckOutInput: CheckOutInput;
  CheckOutResult: ResolversUnionTypes<ResolversParentTypes>['CheckOutResult'];
  CheckedOut: Omit<CheckedOut, 'loan'> & { loan: ResolversParentTypes['Loan'] };
  Closing: ClosingEntity;
  ConfirmLoanInput: ConfirmLoanInput;
  Courier: CourierEntity;
  CourierSecret: Omit<CourierSecret, 'courier'> & { courier: ResolversParentTypes['Courier'] };
  Credit: CreditValue;
  Boolean: Scalars['Boolean']['output'];
  CreditEvent: CreditEventEntity;
  CreditEventConnection: Omit<CreditEventConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['CreditEventEdge']>, nodes: Array<ResolversParentTypes['CreditEvent']> };
  CreditEventEdge: Omit<CreditEventEdge, 'node'> & { node: ResolversParentTypes['CreditEvent'] };
  Date: Scalars['Date']['output'];
  DateTime: Scalars['DateTime']['output'];
  DeliveryAddress: DeliveryAddress;
  DeliveryAddressInput: DeliveryAddressInput;
  DistrictItem: ItemReference;
  EraseHistoryInput: EraseHistoryInput;
  EraseHistoryResult: ResolversUnionTypes<ResolversParentTypes>['EraseHistoryResult'];
  ErasedPart: ErasedPart;
  ExportedCreditEvent: ExportedCreditEventValue;
  ExportedCreditEventConnection: Omit<ExportedCreditEventConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['ExportedCreditEventEdge']>, nodes: Array<ResolversParentTypes['ExportedCreditEvent']> };
  ExportedCreditEventEdge: Omit<ExportedCreditEventEdge, 'node'> & { node: ResolversParentTypes['ExportedCreditEvent'] };
  ExportedHold: ExportedHoldValue;
  ExportedHoldConnection: Omit<ExportedHoldConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['ExportedHoldEdge']>, nodes: Array<ResolversParentTypes['ExportedHold']> };
  ExportedHoldEdge: Omit<ExportedHoldEdge, 'node'> & { node: ResolversParentTypes['ExportedHold'] };
  ExportedLoan: ExportedLoanValue;
  ExportedLoanConnection: Omit<ExportedLoanConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['ExportedLoanEdge']>, nodes: Array<ResolversParentTypes['ExportedLoan']> };
  ExportedLoanEdge: Omit<ExportedLoanEdge, 'node'> & { node: ResolversParentTypes['ExportedLoan'] };
  ExportedLoanRequest: LoanRequestEntity;
  ExportedLoanRequestConnection: Omit<ExportedLoanRequestConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['ExportedLoanRequestEdge']>, nodes: Array<ResolversParentTypes['ExportedLoanRequest']> };
  ExportedLoanRequestEdge: Omit<ExportedLoanRequestEdge, 'node'> & { node: ResolversParentTypes['ExportedLoanRequest'] };
  ExportedParcel: ExportedParcelValue;
  ExportedParcelConnection: Omit<ExportedParcelConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['ExportedParcelEdge']>, nodes: Array<ResolversParentTypes['ExportedParcel']> };
  ExportedParcelEdge: Omit<ExportedParcelEdge, 'node'> & { node: ResolversParentTypes['ExportedParcel'] };
  ExportedRenewal: Omit<ExportedRenewal, 'failures'> & { failures: Array<ResolversParentTypes['RuleFailure']> };
  ExportedReturn: ItemReturn;
  FreightTariff: FreightTariffEntity;
  FulfilmentOption: RankedOption;
  FulfilmentOptions: Omit<FulfilmentOptions, 'options' | 'sources'> & { options: Array<ResolversParentTypes['FulfilmentOption']>, sources: Array<ResolversParentTypes['FulfilmentSource']> };
  FulfilmentSource: Source;
  HistoryErasure: HistoryErasureEntity;
  HistoryErasureConnection: Omit<HistoryErasureConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['HistoryErasureEdge']>, nodes: Array<ResolversParentTypes['HistoryErasure']> };
  HistoryErasureEdge: Omit<HistoryErasureEdge, 'node'> & { node: ResolversParentTypes['HistoryErasure'] };
  Hold: HoldEntity;
  HoldConnection: Omit<HoldConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['HoldEdge']>, nodes: Array<ResolversParentTypes['Hold']> };
  HoldEdge: Omit<HoldEdge, 'node'> & { node: ResolversParentTypes['Hold'] };
  HoldPickupInput: HoldPickupInput;
  HoldPlaced: Omit<HoldPlaced, 'hold'> & { hold: ResolversParentTypes['Hold'] };
  HoldPolicy: HoldTerms;
  HoldQueue: HoldQueue;
  HoldRefused: Omit<HoldRefused, 'failures'> & { failures: Array<ResolversParentTypes['RuleFailure']> };
  Item: ItemReference;
  ItemLoss: ItemLossEntity;
  ItemLossInput: ItemLossInput;
  ItemPlacement: Placement;
  KeptPart: KeptValue;
  Library: Reference;
  LineError: LineError;
  Loan: LoanEntity;
  LoanConnection: Omit<LoanConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['LoanEdge']>, nodes: Array<ResolversParentTypes['Loan']> };
  LoanDecided: Decided;
  LoanEdge: Omit<LoanEdge, 'node'> & { node: ResolversParentTypes['Loan'] };
  LoanPolicy: LoanPolicyEntity;
  LoanRefused: Omit<LoanRefused, 'failures'> & { failures: Array<ResolversParentTypes['RuleFailure']> };
  LoanRenewed: Omit<LoanRenewed, 'loan'> & { loan: ResolversParentTypes['Loan'] };
  LoanRequested: Omit<LoanRequested, 'loan' | 'parcel'> & { loan: ResolversParentTypes['Loan'], parcel: ResolversParentTypes['Parcel'] };
  Money: Money;
  MoneyInput: MoneyInput;
  Mutation: Record<PropertyKey, never>;
  NearInput: NearInput;
  Notice: NoticeEntity;
  NoticeConnection: Omit<NoticeConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['NoticeEdge']>, nodes: Array<ResolversParentTypes['Notice']> };
  NoticeEdge: Omit<NoticeEdge, 'node'> & { node: ResolversParentTypes['Notice'] };
  OrderLoan: OrderLoan;
  PageInfo: PageInfo;
  Parcel: ParcelEntity;
  ParcelAddressLook: ParcelAddressLook;
  ParcelConnection: Omit<ParcelConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['ParcelEdge']>, nodes: Array<ResolversParentTypes['Parcel']> };
  ParcelEdge: Omit<ParcelEdge, 'node'> & { node: ResolversParentTypes['Parcel'] };
  ParcelEvent: ParcelEvent;
  ParcelQuote: Quote;
  PlaceHoldInput: PlaceHoldInput;
  PlaceHoldResult: ResolversUnionTypes<ResolversParentTypes>['PlaceHoldResult'];
  PurchaseSum: PurchaseSumEntity;
  Query: Record<PropertyKey, never>;
  QuotaEffect: QuotaEffect;
  QuotaPart: QuotaPart;
  RankedLoans: RankedLoans;
  Reader: ReaderEntity;
  ReaderExport: ReaderExportValue;
  ReaderFacts: ReaderFacts;
  ReaderProfile: ReaderEntity;
  ReaderRecord: ReaderRecord;
  ReaderRuleInput: ReaderRuleInput;
  RecordParcelEventInput: RecordParcelEventInput;
  ReminderTerms: ReminderTerms;
  RenewLoanInput: RenewLoanInput;
  RenewLoanResult: ResolversUnionTypes<ResolversParentTypes>['RenewLoanResult'];
  ReportedLoan: Omit<ReportedLoan, 'failures' | 'loan'> & { failures?: Maybe<Array<ResolversParentTypes['RuleFailure']>>, loan?: Maybe<ResolversParentTypes['Loan']> };
  ReportedLoanInput: ReportedLoanInput;
  RequestLoanInput: RequestLoanInput;
  RequestLoanResult: ResolversUnionTypes<ResolversParentTypes>['RequestLoanResult'];
  RequestReturnParcelInput: RequestReturnParcelInput;
  ReserveFailure: ReserveFailure;
  ReserveLoanInput: ReserveLoanInput;
  ReserveResult: ReserveResult;
  RetentionPolicy: RetentionPolicy;
  ReturnItemInput: ReturnItemInput;
  ReturnResult: ItemReturn;
  RuleFailure: Failure;
  SavedAddress: SavedAddressEntity;
  ScorePart: ScorePartValue;
  SettleItemInput: SettleItemInput;
  ShelfChange: ShelfChangeValue;
  ShelveItemInput: ShelveItemInput;
  Store: Reference;
  Subscription: Record<PropertyKey, never>;
  TryAgain: Undecided;
  WorkChange: WorkChangeValue;
  WorkChangeInput: WorkChangeInput;
  WorkConnection: Omit<WorkConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['WorkEdge']>, nodes: Array<ResolversParentTypes['WorkEntry']> };
  WorkEdge: Omit<WorkEdge, 'node'> & { node: ResolversParentTypes['WorkEntry'] };
  WorkEntry: WorkEntryValue;
  Worklist: WorklistValue;
};

export type AmbiguousIsbnResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AmbiguousIsbn'] = ResolversParentTypes['AmbiguousIsbn']> = {
  candidates?: Resolver<Array<Maybe<ResolversTypes['Book']>>, ParentType, ContextType>;
  isbn?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type BookResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Book'] = ResolversParentTypes['Book'], FederationReferenceType extends FederationReferenceTypes['Book'] = FederationReferenceTypes['Book']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Book']> | FederationReferenceType, FederationReferenceType, ContextType>;
  fulfilmentOptions?: Resolver<Maybe<ResolversTypes['FulfilmentOptions']>, ParentType, ContextType, Partial<BookFulfilmentOptionsArgs>>;
  holdQueue?: Resolver<Maybe<ResolversTypes['HoldQueue']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type BorrowingFactsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BorrowingFacts'] = ResolversParentTypes['BorrowingFacts']> = {
  maskedName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reader?: Resolver<ResolversTypes['ReaderFacts'], ParentType, ContextType>;
  readerId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  readerType?: Resolver<ResolversTypes['ReaderType'], ParentType, ContextType>;
};

export type BranchResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Branch'] = ResolversParentTypes['Branch']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type CallerResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Caller'] = ResolversParentTypes['Caller']> = {
  library?: Resolver<Maybe<ResolversTypes['Library']>, ParentType, ContextType>;
  reader?: Resolver<Maybe<ResolversTypes['Reader']>, ParentType, ContextType>;
  role?: Resolver<ResolversTypes['CallerRole'], ParentType, ContextType>;
  store?: Resolver<Maybe<ResolversTypes['Store']>, ParentType, ContextType>;
};

export type CataloguingConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CataloguingConnection'] = ResolversParentTypes['CataloguingConnection']> = {
  edges?: Resolver<Array<ResolversTypes['CataloguingEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Item']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type CataloguingEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CataloguingEdge'] = ResolversParentTypes['CataloguingEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Item'], ParentType, ContextType>;
};

export type CentralItemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CentralItem'] = ResolversParentTypes['CentralItem']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CheckOutResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CheckOutResult'] = ResolversParentTypes['CheckOutResult']> = {
  __resolveType: TypeResolveFn<'CheckedOut' | 'LoanDecided' | 'LoanRefused' | 'TryAgain', ParentType, ContextType>;
};

export type CheckedOutResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CheckedOut'] = ResolversParentTypes['CheckedOut']> = {
  dueDate?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  loan?: Resolver<ResolversTypes['Loan'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ClosingResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Closing'] = ResolversParentTypes['Closing']> = {
  from?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  library?: Resolver<Maybe<ResolversTypes['Library']>, ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  to?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  weekday?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type CourierResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Courier'] = ResolversParentTypes['Courier']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  secretAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type CourierSecretResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CourierSecret'] = ResolversParentTypes['CourierSecret']> = {
  courier?: Resolver<ResolversTypes['Courier'], ParentType, ContextType>;
  secret?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type CreditResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Credit'] = ResolversParentTypes['Credit']> = {
  asOf?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  balance?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  band?: Resolver<ResolversTypes['CreditBand'], ParentType, ContextType>;
  consentNeeded?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  events?: Resolver<ResolversTypes['CreditEventConnection'], ParentType, ContextType, RequireFields<CreditEventsArgs, 'first'>>;
  source?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  stale?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  suspended?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  suspendedUntil?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
};

export type CreditEventResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreditEvent'] = ResolversParentTypes['CreditEvent']> = {
  appeal?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  appealedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  decidedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  decision?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  expiresOn?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['CreditEventKind'], ParentType, ContextType>;
  loan?: Resolver<Maybe<ResolversTypes['Loan']>, ParentType, ContextType>;
  points?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['CreditEventState'], ParentType, ContextType>;
};

export type CreditEventConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreditEventConnection'] = ResolversParentTypes['CreditEventConnection']> = {
  edges?: Resolver<Array<ResolversTypes['CreditEventEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['CreditEvent']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type CreditEventEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreditEventEdge'] = ResolversParentTypes['CreditEventEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['CreditEvent'], ParentType, ContextType>;
};

export interface DateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Date'], any> {
  name: 'Date';
}

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DeliveryAddressResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeliveryAddress'] = ResolversParentTypes['DeliveryAddress']> = {
  city?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  district?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  phone?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  province?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  recipient?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  street?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type DistrictItemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DistrictItem'] = ResolversParentTypes['DistrictItem']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type EraseHistoryResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EraseHistoryResult'] = ResolversParentTypes['EraseHistoryResult']> = {
  __resolveType: TypeResolveFn<'HistoryErasure' | 'TryAgain', ParentType, ContextType>;
};

export type ErasedPartResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ErasedPart'] = ResolversParentTypes['ErasedPart']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['HistoryKind'], ParentType, ContextType>;
};

export type ExportedCreditEventResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ExportedCreditEvent'] = ResolversParentTypes['ExportedCreditEvent']> = {
  decidedBy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  event?: Resolver<ResolversTypes['CreditEvent'], ParentType, ContextType>;
  reference?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ExportedCreditEventConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ExportedCreditEventConnection'] = ResolversParentTypes['ExportedCreditEventConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ExportedCreditEventEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['ExportedCreditEvent']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ExportedCreditEventEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ExportedCreditEventEdge'] = ResolversParentTypes['ExportedCreditEventEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ExportedCreditEvent'], ParentType, ContextType>;
};

export type ExportedHoldResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ExportedHold'] = ResolversParentTypes['ExportedHold']> = {
  hold?: Resolver<ResolversTypes['Hold'], ParentType, ContextType>;
  idempotencyKey?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  number?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  passedOver?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  served?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type ExportedHoldConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ExportedHoldConnection'] = ResolversParentTypes['ExportedHoldConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ExportedHoldEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['ExportedHold']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ExportedHoldEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ExportedHoldEdge'] = ResolversParentTypes['ExportedHoldEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ExportedHold'], ParentType, ContextType>;
};

export type ExportedLoanResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ExportedLoan'] = ResolversParentTypes['ExportedLoan']> = {
  address?: Resolver<Maybe<ResolversTypes['DeliveryAddress']>, ParentType, ContextType>;
  again?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  listPrice?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  loan?: Resolver<ResolversTypes['Loan'], ParentType, ContextType>;
  losses?: Resolver<Array<ResolversTypes['ItemLoss']>, ParentType, ContextType>;
  orderId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  renewals?: Resolver<Array<ResolversTypes['ExportedRenewal']>, ParentType, ContextType>;
  returns?: Resolver<Array<ResolversTypes['ExportedReturn']>, ParentType, ContextType>;
  volume?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ExportedLoanConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ExportedLoanConnection'] = ResolversParentTypes['ExportedLoanConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ExportedLoanEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['ExportedLoan']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ExportedLoanEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ExportedLoanEdge'] = ResolversParentTypes['ExportedLoanEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ExportedLoan'], ParentType, ContextType>;
};

export type ExportedLoanRequestResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ExportedLoanRequest'] = ResolversParentTypes['ExportedLoanRequest']> = {
  book?: Resolver<Maybe<ResolversTypes['Book']>, ParentType, ContextType>;
  branch?: Resolver<Maybe<ResolversTypes['Branch']>, ParentType, ContextType>;
  channel?: Resolver<ResolversTypes['LoanChannel'], ParentType, ContextType>;
  dueDate?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  failures?: Resolver<Array<ResolversTypes['RuleFailure']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  idempotencyKey?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  item?: Resolver<Maybe<ResolversTypes['Item']>, ParentType, ContextType>;
  organisation?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  outcome?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  policyId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  requestedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  startedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  tariffId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
};

export type ExportedLoanRequestConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ExportedLoanRequestConnection'] = ResolversParentTypes['ExportedLoanRequestConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ExportedLoanRequestEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['ExportedLoanRequest']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ExportedLoanRequestEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ExportedLoanRequestEdge'] = ResolversParentTypes['ExportedLoanRequestEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ExportedLoanRequest'], ParentType, ContextType>;
};

export type ExportedParcelResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ExportedParcel'] = ResolversParentTypes['ExportedParcel']> = {
  addressErasedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  closedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  dueAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  parcel?: Resolver<ResolversTypes['Parcel'], ParentType, ContextType>;
  requestKey?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ExportedParcelConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ExportedParcelConnection'] = ResolversParentTypes['ExportedParcelConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ExportedParcelEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['ExportedParcel']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ExportedParcelEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ExportedParcelEdge'] = ResolversParentTypes['ExportedParcelEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ExportedParcel'], ParentType, ContextType>;
};

export type ExportedRenewalResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ExportedRenewal'] = ResolversParentTypes['ExportedRenewal']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  by?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  dueDate?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  failures?: Resolver<Array<ResolversTypes['RuleFailure']>, ParentType, ContextType>;
  idempotencyKey?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ExportedReturnResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ExportedReturn'] = ResolversParentTypes['ExportedReturn']> = {
  branch?: Resolver<Maybe<ResolversTypes['Branch']>, ParentType, ContextType>;
  returnedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type FreightTariffResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FreightTariff'] = ResolversParentTypes['FreightTariff']> = {
  direction?: Resolver<ResolversTypes['ParcelDirection'], ParentType, ContextType>;
  freeFromItems?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  freight?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  payer?: Resolver<ResolversTypes['FreightPayer'], ParentType, ContextType>;
  validFrom?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type FulfilmentOptionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FulfilmentOption'] = ResolversParentTypes['FulfilmentOption']> = {
  because?: Resolver<Array<ResolversTypes['ScorePart']>, ParentType, ContextType>;
  branch?: Resolver<Maybe<ResolversTypes['Branch']>, ParentType, ContextType>;
  copies?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  earliest?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  effect?: Resolver<Maybe<ResolversTypes['QuotaEffect']>, ParentType, ContextType>;
  failures?: Resolver<Array<ResolversTypes['RuleFailure']>, ParentType, ContextType>;
  freight?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['FulfilmentKind'], ParentType, ContextType>;
  listPrice?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  loanDays?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  payer?: Resolver<Maybe<ResolversTypes['Library']>, ParentType, ContextType>;
  proximity?: Resolver<Maybe<ResolversTypes['Proximity']>, ParentType, ContextType>;
  rank?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  score?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  sources?: Resolver<Array<ResolversTypes['FulfilmentSource']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['FulfilmentState'], ParentType, ContextType>;
  store?: Resolver<Maybe<ResolversTypes['Store']>, ParentType, ContextType>;
};

export type FulfilmentOptionsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FulfilmentOptions'] = ResolversParentTypes['FulfilmentOptions']> = {
  asOf?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  options?: Resolver<Array<ResolversTypes['FulfilmentOption']>, ParentType, ContextType>;
  sources?: Resolver<Array<ResolversTypes['FulfilmentSource']>, ParentType, ContextType>;
};

export type FulfilmentSourceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FulfilmentSource'] = ResolversParentTypes['FulfilmentSource']> = {
  asOf?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['FulfilmentSourceKind'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['HoldingsState'], ParentType, ContextType>;
  store?: Resolver<Maybe<ResolversTypes['Store']>, ParentType, ContextType>;
};

export type HistoryErasureResolvers<ContextType = Context, ParentType extends ResolversParentTypes['HistoryErasure'] = ResolversParentTypes['HistoryErasure']> = {
  doneAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  erased?: Resolver<Array<ResolversTypes['ErasedPart']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kept?: Resolver<Maybe<Array<ResolversTypes['KeptPart']>>, ParentType, ContextType>;
  requestedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['ErasureState'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type HistoryErasureConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['HistoryErasureConnection'] = ResolversParentTypes['HistoryErasureConnection']> = {
  edges?: Resolver<Array<ResolversTypes['HistoryErasureEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['HistoryErasure']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type HistoryErasureEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['HistoryErasureEdge'] = ResolversParentTypes['HistoryErasureEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['HistoryErasure'], ParentType, ContextType>;
};

export type HoldResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Hold'] = ResolversParentTypes['Hold'], FederationReferenceType extends FederationReferenceTypes['Hold'] = FederationReferenceTypes['Hold']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Hold']> | FederationReferenceType, FederationReferenceType, ContextType>;
  book?: Resolver<Maybe<ResolversTypes['Book']>, ParentType, ContextType>;
  endedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  estimatedFrom?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  item?: Resolver<Maybe<ResolversTypes['Item']>, ParentType, ContextType>;
  loan?: Resolver<Maybe<ResolversTypes['Loan']>, ParentType, ContextType>;
  maskedReader?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  pickup?: Resolver<Maybe<ResolversTypes['Branch']>, ParentType, ContextType>;
  placedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  position?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  reader?: Resolver<Maybe<ResolversTypes['Reader']>, ParentType, ContextType>;
  shelfUntil?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['HoldState'], ParentType, ContextType>;
  suspendedUntil?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
};

export type HoldConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['HoldConnection'] = ResolversParentTypes['HoldConnection']> = {
  edges?: Resolver<Array<ResolversTypes['HoldEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Hold']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type HoldEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['HoldEdge'] = ResolversParentTypes['HoldEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Hold'], ParentType, ContextType>;
};

export type HoldPlacedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['HoldPlaced'] = ResolversParentTypes['HoldPlaced']> = {
  hold?: Resolver<ResolversTypes['Hold'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type HoldPolicyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['HoldPolicy'] = ResolversParentTypes['HoldPolicy']> = {
  keptAtOnce?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  shelfDays?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  validFrom?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type HoldQueueResolvers<ContextType = Context, ParentType extends ResolversParentTypes['HoldQueue'] = ResolversParentTypes['HoldQueue']> = {
  waiting?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type HoldRefusedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['HoldRefused'] = ResolversParentTypes['HoldRefused']> = {
  failures?: Resolver<Array<ResolversTypes['RuleFailure']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ItemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Item'] = ResolversParentTypes['Item']> = {
  __resolveType: TypeResolveFn<'CentralItem' | 'DistrictItem', ParentType, ContextType>;
};

export type ItemLossResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ItemLoss'] = ResolversParentTypes['ItemLoss']> = {
  amount?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  item?: Resolver<Maybe<ResolversTypes['Item']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['LossKind'], ParentType, ContextType>;
  loan?: Resolver<Maybe<ResolversTypes['Loan']>, ParentType, ContextType>;
  outcome?: Resolver<Maybe<ResolversTypes['LossOutcome']>, ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reportedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  settledAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  settledReason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ItemPlacementResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ItemPlacement'] = ResolversParentTypes['ItemPlacement']> = {
  branch?: Resolver<ResolversTypes['Branch'], ParentType, ContextType>;
  item?: Resolver<Maybe<ResolversTypes['Item']>, ParentType, ContextType>;
  next?: Resolver<ResolversTypes['ReturnStep'], ParentType, ContextType>;
};

export type KeptPartResolvers<ContextType = Context, ParentType extends ResolversParentTypes['KeptPart'] = ResolversParentTypes['KeptPart']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['HistoryKind'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType, RequireFields<KeptPartMessageArgs, 'lang'>>;
  reason?: Resolver<ResolversTypes['KeptReason'], ParentType, ContextType>;
  until?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
};

export type LibraryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Library'] = ResolversParentTypes['Library']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type LineErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LineError'] = ResolversParentTypes['LineError']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type LoanResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Loan'] = ResolversParentTypes['Loan'], FederationReferenceType extends FederationReferenceTypes['Loan'] = FederationReferenceTypes['Loan']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Loan']> | FederationReferenceType, FederationReferenceType, ContextType>;
  backOn?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  book?: Resolver<Maybe<ResolversTypes['Book']>, ParentType, ContextType>;
  channel?: Resolver<ResolversTypes['LoanChannel'], ParentType, ContextType>;
  claimedReturnedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  dueDate?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  item?: Resolver<Maybe<ResolversTypes['Item']>, ParentType, ContextType>;
  overdue?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  parcel?: Resolver<Maybe<ResolversTypes['Parcel']>, ParentType, ContextType>;
  policy?: Resolver<Maybe<ResolversTypes['LoanPolicy']>, ParentType, ContextType>;
  reader?: Resolver<Maybe<ResolversTypes['Reader']>, ParentType, ContextType>;
  renewals?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  requestedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  returnParcel?: Resolver<Maybe<ResolversTypes['Parcel']>, ParentType, ContextType>;
  returnedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  startedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['LoanStatus'], ParentType, ContextType>;
};

export type LoanConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LoanConnection'] = ResolversParentTypes['LoanConnection']> = {
  edges?: Resolver<Array<ResolversTypes['LoanEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Loan']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type LoanDecidedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LoanDecided'] = ResolversParentTypes['LoanDecided']> = {
  loan?: Resolver<ResolversTypes['Loan'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType, RequireFields<LoanDecidedMessageArgs, 'lang'>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type LoanEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LoanEdge'] = ResolversParentTypes['LoanEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Loan'], ParentType, ContextType>;
};

export type LoanPolicyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LoanPolicy'] = ResolversParentTypes['LoanPolicy']> = {
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  format?: Resolver<Maybe<ResolversTypes['BookFormat']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  library?: Resolver<Maybe<ResolversTypes['Library']>, ParentType, ContextType>;
  loanDays?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  readerType?: Resolver<Maybe<ResolversTypes['ReaderType']>, ParentType, ContextType>;
  renewalDays?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  renewals?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  start?: Resolver<ResolversTypes['LoanStart'], ParentType, ContextType>;
  startDays?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  validFrom?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type LoanRefusedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LoanRefused'] = ResolversParentTypes['LoanRefused']> = {
  failures?: Resolver<Array<ResolversTypes['RuleFailure']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type LoanRenewedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LoanRenewed'] = ResolversParentTypes['LoanRenewed']> = {
  dueDate?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  loan?: Resolver<ResolversTypes['Loan'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type LoanRequestedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LoanRequested'] = ResolversParentTypes['LoanRequested']> = {
  loan?: Resolver<ResolversTypes['Loan'], ParentType, ContextType>;
  parcel?: Resolver<ResolversTypes['Parcel'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MoneyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Money'] = ResolversParentTypes['Money']> = {
  currency?: Resolver<ResolversTypes['Currency'], ParentType, ContextType>;
  fen?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  acceptParcel?: Resolver<ResolversTypes['Parcel'], ParentType, ContextType, RequireFields<MutationAcceptParcelArgs, 'courier' | 'id' | 'trackingNumber'>>;
  addClosing?: Resolver<ResolversTypes['Closing'], ParentType, ContextType, RequireFields<MutationAddClosingArgs, 'input'>>;
  addFreightTariff?: Resolver<ResolversTypes['FreightTariff'], ParentType, ContextType, RequireFields<MutationAddFreightTariffArgs, 'input'>>;
  addHoldPolicy?: Resolver<ResolversTypes['HoldPolicy'], ParentType, ContextType, RequireFields<MutationAddHoldPolicyArgs, 'input'>>;
  addLoanPolicy?: Resolver<ResolversTypes['LoanPolicy'], ParentType, ContextType, RequireFields<MutationAddLoanPolicyArgs, 'input'>>;
  addRetentionPolicy?: Resolver<ResolversTypes['RetentionPolicy'], ParentType, ContextType, RequireFields<MutationAddRetentionPolicyArgs, 'input'>>;
  appealCreditEvent?: Resolver<ResolversTypes['CreditEvent'], ParentType, ContextType, RequireFields<MutationAppealCreditEventArgs, 'id' | 'reason'>>;
  cancelHold?: Resolver<ResolversTypes['Hold'], ParentType, ContextType, RequireFields<MutationCancelHoldArgs, 'id'>>;
  cancelLoan?: Resolver<ResolversTypes['Loan'], ParentType, ContextType, RequireFields<MutationCancelLoanArgs, 'loan'>>;
  cancelParcel?: Resolver<ResolversTypes['Parcel'], ParentType, ContextType, RequireFields<MutationCancelParcelArgs, 'id'>>;
  catalogueItem?: Resolver<ResolversTypes['ItemPlacement'], ParentType, ContextType, RequireFields<MutationCatalogueItemArgs, 'input'>>;
  changeHoldPickup?: Resolver<ResolversTypes['Hold'], ParentType, ContextType, RequireFields<MutationChangeHoldPickupArgs, 'id' | 'pickup'>>;
  checkOut?: Resolver<ResolversTypes['CheckOutResult'], ParentType, ContextType, RequireFields<MutationCheckOutArgs, 'input'>>;
  claimReturned?: Resolver<ResolversTypes['Loan'], ParentType, ContextType, RequireFields<MutationClaimReturnedArgs, 'loan'>>;
  confirmLoan?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationConfirmLoanArgs, 'input'>>;
  decideAppeal?: Resolver<ResolversTypes['CreditEvent'], ParentType, ContextType, RequireFields<MutationDecideAppealArgs, 'grant' | 'id' | 'reason'>>;
  eraseHistory?: Resolver<ResolversTypes['EraseHistoryResult'], ParentType, ContextType, RequireFields<MutationEraseHistoryArgs, 'input'>>;
  joinParcels?: Resolver<ResolversTypes['Parcel'], ParentType, ContextType, RequireFields<MutationJoinParcelsArgs, 'ids'>>;
  liftSuspension?: Resolver<ResolversTypes['Reader'], ParentType, ContextType, RequireFields<MutationLiftSuspensionArgs, 'card'>>;
  noteWork?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationNoteWorkArgs, 'changes'>>;
  placeHold?: Resolver<ResolversTypes['PlaceHoldResult'], ParentType, ContextType, RequireFields<MutationPlaceHoldArgs, 'input'>>;
  receiveCourierEvent?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationReceiveCourierEventArgs, 'body' | 'courier' | 'id' | 'signature' | 'timestamp'>>;
  recordConsent?: Resolver<ResolversTypes['Reader'], ParentType, ContextType, RequireFields<MutationRecordConsentArgs, 'card' | 'guardian'>>;
  recordParcelEvent?: Resolver<ResolversTypes['Parcel'], ParentType, ContextType, RequireFields<MutationRecordParcelEventArgs, 'input'>>;
  recordParcelLiability?: Resolver<ResolversTypes['Parcel'], ParentType, ContextType, RequireFields<MutationRecordParcelLiabilityArgs, 'id' | 'liable'>>;
  refreshCredit?: Resolver<ResolversTypes['Credit'], ParentType, ContextType, RequireFields<MutationRefreshCreditArgs, 'card'>>;
  registerCourier?: Resolver<ResolversTypes['CourierSecret'], ParentType, ContextType, RequireFields<MutationRegisterCourierArgs, 'id' | 'name'>>;
  releaseLoan?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationReleaseLoanArgs, 'orderId'>>;
  removeAddress?: Resolver<ResolversTypes['Reader'], ParentType, ContextType, RequireFields<MutationRemoveAddressArgs, 'id'>>;
  renewCourierSecret?: Resolver<ResolversTypes['CourierSecret'], ParentType, ContextType, RequireFields<MutationRenewCourierSecretArgs, 'id'>>;
  renewLoan?: Resolver<ResolversTypes['RenewLoanResult'], ParentType, ContextType, RequireFields<MutationRenewLoanArgs, 'input'>>;
  repointBook?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationRepointBookArgs, 'from' | 'to'>>;
  reportItemDamaged?: Resolver<ResolversTypes['ItemLoss'], ParentType, ContextType, RequireFields<MutationReportItemDamagedArgs, 'input'>>;
  reportItemLost?: Resolver<ResolversTypes['ItemLoss'], ParentType, ContextType, RequireFields<MutationReportItemLostArgs, 'input'>>;
  reportLoans?: Resolver<Array<ResolversTypes['ReportedLoan']>, ParentType, ContextType, RequireFields<MutationReportLoansArgs, 'library' | 'loans'>>;
  reportMissingCopies?: Resolver<ResolversTypes['Parcel'], ParentType, ContextType, RequireFields<MutationReportMissingCopiesArgs, 'id' | 'loans'>>;
  requestLoan?: Resolver<ResolversTypes['RequestLoanResult'], ParentType, ContextType, RequireFields<MutationRequestLoanArgs, 'input'>>;
  requestReturnParcel?: Resolver<Array<ResolversTypes['Parcel']>, ParentType, ContextType, RequireFields<MutationRequestReturnParcelArgs, 'input'>>;
  reserveLoan?: Resolver<ResolversTypes['ReserveResult'], ParentType, ContextType, RequireFields<MutationReserveLoanArgs, 'input'>>;
  resumeHold?: Resolver<ResolversTypes['Hold'], ParentType, ContextType, RequireFields<MutationResumeHoldArgs, 'id'>>;
  returnItem?: Resolver<ResolversTypes['ReturnResult'], ParentType, ContextType, RequireFields<MutationReturnItemArgs, 'input'>>;
  saveAddress?: Resolver<ResolversTypes['SavedAddress'], ParentType, ContextType, RequireFields<MutationSaveAddressArgs, 'address'>>;
  serveWaiting?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationServeWaitingArgs, 'bookIds'>>;
  setReminders?: Resolver<ResolversTypes['Reader'], ParentType, ContextType, RequireFields<MutationSetRemindersArgs, 'enabled'>>;
  settleItem?: Resolver<ResolversTypes['ItemLoss'], ParentType, ContextType, RequireFields<MutationSettleItemArgs, 'input'>>;
  shelveItem?: Resolver<Maybe<ResolversTypes['Item']>, ParentType, ContextType, RequireFields<MutationShelveItemArgs, 'input'>>;
  signForParcel?: Resolver<ResolversTypes['Parcel'], ParentType, ContextType, RequireFields<MutationSignForParcelArgs, 'id'>>;
  splitParcel?: Resolver<Array<ResolversTypes['Parcel']>, ParentType, ContextType, RequireFields<MutationSplitParcelArgs, 'id' | 'loans'>>;
  suspendHold?: Resolver<ResolversTypes['Hold'], ParentType, ContextType, RequireFields<MutationSuspendHoldArgs, 'id' | 'until'>>;
  suspendReader?: Resolver<ResolversTypes['Reader'], ParentType, ContextType, RequireFields<MutationSuspendReaderArgs, 'card' | 'reason'>>;
  voidLoan?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationVoidLoanArgs, 'orderId'>>;
};

export type NoticeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Notice'] = ResolversParentTypes['Notice']> = {
  attempts?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  book?: Resolver<Maybe<ResolversTypes['Book']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  day?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  hold?: Resolver<Maybe<ResolversTypes['Hold']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['NoticeKind'], ParentType, ContextType>;
  lastError?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  loan?: Resolver<Maybe<ResolversTypes['Loan']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType, RequireFields<NoticeMessageArgs, 'lang'>>;
  sentAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['NoticeState'], ParentType, ContextType>;
};

export type NoticeConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['NoticeConnection'] = ResolversParentTypes['NoticeConnection']> = {
  edges?: Resolver<Array<ResolversTypes['NoticeEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Notice']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type NoticeEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['NoticeEdge'] = ResolversParentTypes['NoticeEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Notice'], ParentType, ContextType>;
};

export type OrderLoanResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OrderLoan'] = ResolversParentTypes['OrderLoan']> = {
  orderId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['LoanStatus'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type ParcelResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Parcel'] = ResolversParentTypes['Parcel'], FederationReferenceType extends FederationReferenceTypes['Parcel'] = FederationReferenceTypes['Parcel']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Parcel']> | FederationReferenceType, FederationReferenceType, ContextType>;
  acceptedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  address?: Resolver<Maybe<ResolversTypes['DeliveryAddress']>, ParentType, ContextType>;
  addressLooks?: Resolver<Maybe<Array<ResolversTypes['ParcelAddressLook']>>, ParentType, ContextType>;
  courier?: Resolver<Maybe<ResolversTypes['Courier']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  direction?: Resolver<ResolversTypes['ParcelDirection'], ParentType, ContextType>;
  endedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  freight?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  from?: Resolver<Maybe<ResolversTypes['Branch']>, ParentType, ContextType>;
  history?: Resolver<Array<ResolversTypes['ParcelEvent']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  liable?: Resolver<Maybe<ResolversTypes['Liable']>, ParentType, ContextType>;
  loans?: Resolver<Array<ResolversTypes['Loan']>, ParentType, ContextType>;
  shippedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ParcelStatus'], ParentType, ContextType>;
  tariff?: Resolver<ResolversTypes['FreightTariff'], ParentType, ContextType>;
  to?: Resolver<Maybe<ResolversTypes['Branch']>, ParentType, ContextType>;
  trackingNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ParcelAddressLookResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ParcelAddressLook'] = ResolversParentTypes['ParcelAddressLook']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  by?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ParcelConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ParcelConnection'] = ResolversParentTypes['ParcelConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ParcelEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Parcel']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ParcelEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ParcelEdge'] = ResolversParentTypes['ParcelEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Parcel'], ParentType, ContextType>;
};

export type ParcelEventResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ParcelEvent'] = ResolversParentTypes['ParcelEvent']> = {
  actor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  event?: Resolver<ResolversTypes['ParcelStatus'], ParentType, ContextType>;
  receivedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type ParcelQuoteResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ParcelQuote'] = ResolversParentTypes['ParcelQuote']> = {
  direction?: Resolver<ResolversTypes['ParcelDirection'], ParentType, ContextType>;
  freight?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  items?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  parcels?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  tariff?: Resolver<ResolversTypes['FreightTariff'], ParentType, ContextType>;
};

export type PlaceHoldResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PlaceHoldResult'] = ResolversParentTypes['PlaceHoldResult']> = {
  __resolveType: TypeResolveFn<'AmbiguousIsbn' | 'HoldPlaced' | 'HoldRefused', ParentType, ContextType>;
};

export type PurchaseSumResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PurchaseSum'] = ResolversParentTypes['PurchaseSum']> = {
  boughtOn?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  copies?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  listTotal?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  borrowingFacts?: Resolver<Maybe<ResolversTypes['BorrowingFacts']>, ParentType, ContextType, RequireFields<QueryBorrowingFactsArgs, 'bookId' | 'card' | 'day'>>;
  closings?: Resolver<Maybe<Array<ResolversTypes['Closing']>>, ParentType, ContextType, Partial<QueryClosingsArgs>>;
  couriers?: Resolver<Maybe<Array<ResolversTypes['Courier']>>, ParentType, ContextType>;
  failedNotices?: Resolver<Maybe<ResolversTypes['NoticeConnection']>, ParentType, ContextType, RequireFields<QueryFailedNoticesArgs, 'first'>>;
  freightTariffs?: Resolver<Maybe<Array<ResolversTypes['FreightTariff']>>, ParentType, ContextType>;
  hold?: Resolver<Maybe<ResolversTypes['Hold']>, ParentType, ContextType, RequireFields<QueryHoldArgs, 'id'>>;
  holdPolicies?: Resolver<Maybe<Array<ResolversTypes['HoldPolicy']>>, ParentType, ContextType>;
  item?: Resolver<Maybe<ResolversTypes['Item']>, ParentType, ContextType, RequireFields<QueryItemArgs, 'barcode' | 'library'>>;
  itemsInCataloguing?: Resolver<Maybe<ResolversTypes['CataloguingConnection']>, ParentType, ContextType, RequireFields<QueryItemsInCataloguingArgs, 'first' | 'library'>>;
  loanCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType, RequireFields<QueryLoanCountArgs, 'items'>>;
  loanPolicies?: Resolver<Maybe<Array<ResolversTypes['LoanPolicy']>>, ParentType, ContextType, Partial<QueryLoanPoliciesArgs>>;
  loanRanking?: Resolver<Array<ResolversTypes['RankedLoans']>, ParentType, ContextType, RequireFields<QueryLoanRankingArgs, 'first' | 'libraries' | 'readerType' | 'year'>>;
  loansOfOrdersBetween?: Resolver<Array<ResolversTypes['OrderLoan']>, ParentType, ContextType, RequireFields<QueryLoansOfOrdersBetweenArgs, 'after'>>;
  me?: Resolver<Maybe<ResolversTypes['Caller']>, ParentType, ContextType>;
  parcel?: Resolver<Maybe<ResolversTypes['Parcel']>, ParentType, ContextType, RequireFields<QueryParcelArgs, 'id'>>;
  parcelQuote?: Resolver<Maybe<ResolversTypes['ParcelQuote']>, ParentType, ContextType, RequireFields<QueryParcelQuoteArgs, 'direction' | 'items'>>;
  parcels?: Resolver<Maybe<ResolversTypes['ParcelConnection']>, ParentType, ContextType, RequireFields<QueryParcelsArgs, 'branch' | 'first' | 'status'>>;
  reader?: Resolver<Maybe<ResolversTypes['Reader']>, ParentType, ContextType, RequireFields<QueryReaderArgs, 'card'>>;
  readerRecord?: Resolver<Maybe<ResolversTypes['ReaderRecord']>, ParentType, ContextType, RequireFields<QueryReaderRecordArgs, 'card'>>;
  reminderTerms?: Resolver<Maybe<ResolversTypes['ReminderTerms']>, ParentType, ContextType>;
  retentionOn?: Resolver<ResolversTypes['RetentionPolicy'], ParentType, ContextType, RequireFields<QueryRetentionOnArgs, 'day'>>;
  retentionPolicies?: Resolver<Maybe<Array<ResolversTypes['RetentionPolicy']>>, ParentType, ContextType>;
  worklist?: Resolver<Maybe<ResolversTypes['Worklist']>, ParentType, ContextType, RequireFields<QueryWorklistArgs, 'branch'>>;
};

export type QuotaEffectResolvers<ContextType = Context, ParentType extends ResolversParentTypes['QuotaEffect'] = ResolversParentTypes['QuotaEffect']> = {
  loans?: Resolver<ResolversTypes['QuotaPart'], ParentType, ContextType>;
  outstanding?: Resolver<Maybe<ResolversTypes['QuotaPart']>, ParentType, ContextType>;
  yearlySpendFen?: Resolver<Maybe<ResolversTypes['QuotaPart']>, ParentType, ContextType>;
};

export type QuotaPartResolvers<ContextType = Context, ParentType extends ResolversParentTypes['QuotaPart'] = ResolversParentTypes['QuotaPart']> = {
  after?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  before?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  limit?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type RankedLoansResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RankedLoans'] = ResolversParentTypes['RankedLoans']> = {
  bookId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  library?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  loans?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ReaderResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Reader'] = ResolversParentTypes['Reader'], FederationReferenceType extends FederationReferenceTypes['Reader'] = FederationReferenceTypes['Reader']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Reader']> | FederationReferenceType, FederationReferenceType, ContextType>;
  addresses?: Resolver<Maybe<Array<ResolversTypes['SavedAddress']>>, ParentType, ContextType>;
  card?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  credit?: Resolver<Maybe<ResolversTypes['Credit']>, ParentType, ContextType>;
  export?: Resolver<Maybe<ResolversTypes['ReaderExport']>, ParentType, ContextType>;
  holds?: Resolver<ResolversTypes['HoldConnection'], ParentType, ContextType, RequireFields<ReaderHoldsArgs, 'first'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  loanQuota?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  loans?: Resolver<ResolversTypes['LoanConnection'], ParentType, ContextType, RequireFields<ReaderLoansArgs, 'first'>>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  notices?: Resolver<ResolversTypes['NoticeConnection'], ParentType, ContextType, RequireFields<ReaderNoticesArgs, 'first'>>;
  openLoans?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  parcels?: Resolver<ResolversTypes['ParcelConnection'], ParentType, ContextType, RequireFields<ReaderParcelsArgs, 'first'>>;
  reminders?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  sample?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['ReaderType'], ParentType, ContextType>;
};

export type ReaderExportResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReaderExport'] = ResolversParentTypes['ReaderExport'], FederationReferenceType extends FederationReferenceTypes['ReaderExport'] = FederationReferenceTypes['ReaderExport']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['ReaderExport']> | FederationReferenceType, FederationReferenceType, ContextType>;
  addresses?: Resolver<Array<ResolversTypes['SavedAddress']>, ParentType, ContextType>;
  asOf?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  card?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  creditEvents?: Resolver<ResolversTypes['ExportedCreditEventConnection'], ParentType, ContextType, RequireFields<ReaderExportCreditEventsArgs, 'first'>>;
  erasures?: Resolver<ResolversTypes['HistoryErasureConnection'], ParentType, ContextType, RequireFields<ReaderExportErasuresArgs, 'first'>>;
  holds?: Resolver<ResolversTypes['ExportedHoldConnection'], ParentType, ContextType, RequireFields<ReaderExportHoldsArgs, 'first'>>;
  loanRequests?: Resolver<ResolversTypes['ExportedLoanRequestConnection'], ParentType, ContextType, RequireFields<ReaderExportLoanRequestsArgs, 'first'>>;
  loans?: Resolver<ResolversTypes['ExportedLoanConnection'], ParentType, ContextType, RequireFields<ReaderExportLoansArgs, 'first'>>;
  notices?: Resolver<ResolversTypes['NoticeConnection'], ParentType, ContextType, RequireFields<ReaderExportNoticesArgs, 'first'>>;
  parcels?: Resolver<ResolversTypes['ExportedParcelConnection'], ParentType, ContextType, RequireFields<ReaderExportParcelsArgs, 'first'>>;
  profile?: Resolver<ResolversTypes['ReaderProfile'], ParentType, ContextType>;
  purchaseSums?: Resolver<Array<ResolversTypes['PurchaseSum']>, ParentType, ContextType>;
};

export type ReaderFactsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReaderFacts'] = ResolversParentTypes['ReaderFacts']> = {
  band?: Resolver<ResolversTypes['CreditBand'], ParentType, ContextType>;
  creditOnly?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  openLoans?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  outstanding?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  overdue?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  ownQuota?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  recent?: Resolver<Array<ResolversTypes['Date']>, ParentType, ContextType>;
  suspended?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  suspendedUntil?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  taken?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  yearSpentFen?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ReaderProfileResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReaderProfile'] = ResolversParentTypes['ReaderProfile']> = {
  band?: Resolver<ResolversTypes['CreditBand'], ParentType, ContextType>;
  bandAsOf?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  bandSource?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  bandStale?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  birthDay?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  card?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  consentAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  creditOnly?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  guardian?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  loanQuota?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  openLoans?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  reminders?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  suspended?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  suspendedReason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  suspendedUntil?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  type?: Resolver<ResolversTypes['ReaderType'], ParentType, ContextType>;
};

export type ReaderRecordResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReaderRecord'] = ResolversParentTypes['ReaderRecord']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type ReminderTermsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReminderTerms'] = ResolversParentTypes['ReminderTerms']> = {
  dueSoonDays?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  overdueDays?: Resolver<Array<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type RenewLoanResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RenewLoanResult'] = ResolversParentTypes['RenewLoanResult']> = {
  __resolveType: TypeResolveFn<'LoanRefused' | 'LoanRenewed', ParentType, ContextType>;
};

export type ReportedLoanResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReportedLoan'] = ResolversParentTypes['ReportedLoan']> = {
  error?: Resolver<Maybe<ResolversTypes['LineError']>, ParentType, ContextType>;
  failures?: Resolver<Maybe<Array<ResolversTypes['RuleFailure']>>, ParentType, ContextType>;
  loan?: Resolver<Maybe<ResolversTypes['Loan']>, ParentType, ContextType>;
  number?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type RequestLoanResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RequestLoanResult'] = ResolversParentTypes['RequestLoanResult']> = {
  __resolveType: TypeResolveFn<'AmbiguousIsbn' | 'LoanDecided' | 'LoanRefused' | 'LoanRequested' | 'TryAgain', ParentType, ContextType>;
};

export type ReserveFailureResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReserveFailure'] = ResolversParentTypes['ReserveFailure']> = {
  actual?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  eligibleFrom?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  limit?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type ReserveResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReserveResult'] = ResolversParentTypes['ReserveResult']> = {
  failures?: Resolver<Array<ResolversTypes['ReserveFailure']>, ParentType, ContextType>;
  reserved?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type RetentionPolicyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RetentionPolicy'] = ResolversParentTypes['RetentionPolicy']> = {
  holdDays?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  loanDays?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  orderDays?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  parcelDays?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  takenDays?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  validFrom?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ReturnResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReturnResult'] = ResolversParentTypes['ReturnResult']> = {
  destination?: Resolver<Maybe<ResolversTypes['Branch']>, ParentType, ContextType>;
  hold?: Resolver<Maybe<ResolversTypes['Hold']>, ParentType, ContextType>;
  item?: Resolver<Maybe<ResolversTypes['Item']>, ParentType, ContextType>;
  loan?: Resolver<Maybe<ResolversTypes['Loan']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType, RequireFields<ReturnResultMessageArgs, 'lang'>>;
  next?: Resolver<Maybe<ResolversTypes['ReturnStep']>, ParentType, ContextType>;
};

export type RuleFailureResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RuleFailure'] = ResolversParentTypes['RuleFailure']> = {
  actual?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  code?: Resolver<ResolversTypes['RuleCode'], ParentType, ContextType>;
  eligibleFrom?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  limit?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType, RequireFields<RuleFailureMessageArgs, 'lang'>>;
  onFail?: Resolver<ResolversTypes['RuleConsequence'], ParentType, ContextType>;
  subject?: Resolver<ResolversTypes['RuleSubject'], ParentType, ContextType>;
  unit?: Resolver<Maybe<ResolversTypes['RuleUnit']>, ParentType, ContextType>;
};

export type SavedAddressResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SavedAddress'] = ResolversParentTypes['SavedAddress']> = {
  address?: Resolver<ResolversTypes['DeliveryAddress'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  savedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type ScorePartResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ScorePart'] = ResolversParentTypes['ScorePart']> = {
  code?: Resolver<ResolversTypes['ScoreCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType, RequireFields<ScorePartMessageArgs, 'lang'>>;
  points?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ShelfChangeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ShelfChange'] = ResolversParentTypes['ShelfChange']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  eventId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  hold?: Resolver<Maybe<ResolversTypes['Hold']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['ShelfChangeKind'], ParentType, ContextType>;
  loan?: Resolver<Maybe<ResolversTypes['Loan']>, ParentType, ContextType>;
  parcel?: Resolver<Maybe<ResolversTypes['Parcel']>, ParentType, ContextType>;
};

export type StoreResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Store'] = ResolversParentTypes['Store']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  branchWorkChanged?: SubscriptionResolver<ResolversTypes['WorkChange'], "branchWorkChanged", ParentType, ContextType, RequireFields<SubscriptionBranchWorkChangedArgs, 'branch'>>;
  shelfChanged?: SubscriptionResolver<ResolversTypes['ShelfChange'], "shelfChanged", ParentType, ContextType, Partial<SubscriptionShelfChangedArgs>>;
};

export type TryAgainResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TryAgain'] = ResolversParentTypes['TryAgain']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType, RequireFields<TryAgainMessageArgs, 'lang'>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type WorkChangeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WorkChange'] = ResolversParentTypes['WorkChange']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  eventId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  hold?: Resolver<Maybe<ResolversTypes['Hold']>, ParentType, ContextType>;
  item?: Resolver<Maybe<ResolversTypes['Item']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['WorkChangeKind'], ParentType, ContextType>;
  list?: Resolver<ResolversTypes['BranchList'], ParentType, ContextType>;
  loan?: Resolver<Maybe<ResolversTypes['Loan']>, ParentType, ContextType>;
  parcel?: Resolver<Maybe<ResolversTypes['Parcel']>, ParentType, ContextType>;
};

export type WorkConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WorkConnection'] = ResolversParentTypes['WorkConnection']> = {
  edges?: Resolver<Array<ResolversTypes['WorkEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['WorkEntry']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type WorkEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WorkEdge'] = ResolversParentTypes['WorkEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['WorkEntry'], ParentType, ContextType>;
};

export type WorkEntryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WorkEntry'] = ResolversParentTypes['WorkEntry']> = {
  dueDate?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  hold?: Resolver<Maybe<ResolversTypes['Hold']>, ParentType, ContextType>;
  item?: Resolver<Maybe<ResolversTypes['Item']>, ParentType, ContextType>;
  loan?: Resolver<Maybe<ResolversTypes['Loan']>, ParentType, ContextType>;
  maskedReader?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  takeDown?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type WorklistResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Worklist'] = ResolversParentTypes['Worklist']> = {
  branch?: Resolver<ResolversTypes['Branch'], ParentType, ContextType>;
  onHoldShelf?: Resolver<ResolversTypes['WorkConnection'], ParentType, ContextType, RequireFields<WorklistOnHoldShelfArgs, 'first'>>;
  overdue?: Resolver<ResolversTypes['WorkConnection'], ParentType, ContextType, RequireFields<WorklistOverdueArgs, 'first'>>;
  toPick?: Resolver<ResolversTypes['WorkConnection'], ParentType, ContextType, RequireFields<WorklistToPickArgs, 'first'>>;
  toReceive?: Resolver<ResolversTypes['WorkConnection'], ParentType, ContextType, RequireFields<WorklistToReceiveArgs, 'first'>>;
};

export type Resolvers<ContextType = Context> = {
  AmbiguousIsbn?: AmbiguousIsbnResolvers<ContextType>;
  Book?: BookResolvers<ContextType>;
  BorrowingFacts?: BorrowingFactsResolvers<ContextType>;
  Branch?: BranchResolvers<ContextType>;
  Caller?: CallerResolvers<ContextType>;
  CataloguingConnection?: CataloguingConnectionResolvers<ContextType>;
  CataloguingEdge?: CataloguingEdgeResolvers<ContextType>;
  CentralItem?: CentralItemResolvers<ContextType>;
  CheckOutResult?: CheckOutResultResolvers<ContextType>;
  CheckedOut?: CheckedOutResolvers<ContextType>;
  Closing?: ClosingResolvers<ContextType>;
  Courier?: CourierResolvers<ContextType>;
  CourierSecret?: CourierSecretResolvers<ContextType>;
  Credit?: CreditResolvers<ContextType>;
  CreditEvent?: CreditEventResolvers<ContextType>;
  CreditEventConnection?: CreditEventConnectionResolvers<ContextType>;
  CreditEventEdge?: CreditEventEdgeResolvers<ContextType>;
  Date?: GraphQLScalarType;
  DateTime?: GraphQLScalarType;
  DeliveryAddress?: DeliveryAddressResolvers<ContextType>;
  DistrictItem?: DistrictItemResolvers<ContextType>;
  EraseHistoryResult?: EraseHistoryResultResolvers<ContextType>;
  ErasedPart?: ErasedPartResolvers<ContextType>;
  ExportedCreditEvent?: ExportedCreditEventResolvers<ContextType>;
  ExportedCreditEventConnection?: ExportedCreditEventConnectionResolvers<ContextType>;
  ExportedCreditEventEdge?: ExportedCreditEventEdgeResolvers<ContextType>;
  ExportedHold?: ExportedHoldResolvers<ContextType>;
  ExportedHoldConnection?: ExportedHoldConnectionResolvers<ContextType>;
  ExportedHoldEdge?: ExportedHoldEdgeResolvers<ContextType>;
  ExportedLoan?: ExportedLoanResolvers<ContextType>;
  ExportedLoanConnection?: ExportedLoanConnectionResolvers<ContextType>;
  ExportedLoanEdge?: ExportedLoanEdgeResolvers<ContextType>;
  ExportedLoanRequest?: ExportedLoanRequestResolvers<ContextType>;
  ExportedLoanRequestConnection?: ExportedLoanRequestConnectionResolvers<ContextType>;
  ExportedLoanRequestEdge?: ExportedLoanRequestEdgeResolvers<ContextType>;
  ExportedParcel?: ExportedParcelResolvers<ContextType>;
  ExportedParcelConnection?: ExportedParcelConnectionResolvers<ContextType>;
  ExportedParcelEdge?: ExportedParcelEdgeResolvers<ContextType>;
  ExportedRenewal?: ExportedRenewalResolvers<ContextType>;
  ExportedReturn?: ExportedReturnResolvers<ContextType>;
  FreightTariff?: FreightTariffResolvers<ContextType>;
  FulfilmentOption?: FulfilmentOptionResolvers<ContextType>;
  FulfilmentOptions?: FulfilmentOptionsResolvers<ContextType>;
  FulfilmentSource?: FulfilmentSourceResolvers<ContextType>;
  HistoryErasure?: HistoryErasureResolvers<ContextType>;
  HistoryErasureConnection?: HistoryErasureConnectionResolvers<ContextType>;
  HistoryErasureEdge?: HistoryErasureEdgeResolvers<ContextType>;
  Hold?: HoldResolvers<ContextType>;
  HoldConnection?: HoldConnectionResolvers<ContextType>;
  HoldEdge?: HoldEdgeResolvers<ContextType>;
  HoldPlaced?: HoldPlacedResolvers<ContextType>;
  HoldPolicy?: HoldPolicyResolvers<ContextType>;
  HoldQueue?: HoldQueueResolvers<ContextType>;
  HoldRefused?: HoldRefusedResolvers<ContextType>;
  Item?: ItemResolvers<ContextType>;
  ItemLoss?: ItemLossResolvers<ContextType>;
  ItemPlacement?: ItemPlacementResolvers<ContextType>;
  KeptPart?: KeptPartResolvers<ContextType>;
  Library?: LibraryResolvers<ContextType>;
  LineError?: LineErrorResolvers<ContextType>;
  Loan?: LoanResolvers<ContextType>;
  LoanConnection?: LoanConnectionResolvers<ContextType>;
  LoanDecided?: LoanDecidedResolvers<ContextType>;
  LoanEdge?: LoanEdgeResolvers<ContextType>;
  LoanPolicy?: LoanPolicyResolvers<ContextType>;
  LoanRefused?: LoanRefusedResolvers<ContextType>;
  LoanRenewed?: LoanRenewedResolvers<ContextType>;
  LoanRequested?: LoanRequestedResolvers<ContextType>;
  Money?: MoneyResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Notice?: NoticeResolvers<ContextType>;
  NoticeConnection?: NoticeConnectionResolvers<ContextType>;
  NoticeEdge?: NoticeEdgeResolvers<ContextType>;
  OrderLoan?: OrderLoanResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Parcel?: ParcelResolvers<ContextType>;
  ParcelAddressLook?: ParcelAddressLookResolvers<ContextType>;
  ParcelConnection?: ParcelConnectionResolvers<ContextType>;
  ParcelEdge?: ParcelEdgeResolvers<ContextType>;
  ParcelEvent?: ParcelEventResolvers<ContextType>;
  ParcelQuote?: ParcelQuoteResolvers<ContextType>;
  PlaceHoldResult?: PlaceHoldResultResolvers<ContextType>;
  PurchaseSum?: PurchaseSumResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  QuotaEffect?: QuotaEffectResolvers<ContextType>;
  QuotaPart?: QuotaPartResolvers<ContextType>;
  RankedLoans?: RankedLoansResolvers<ContextType>;
  Reader?: ReaderResolvers<ContextType>;
  ReaderExport?: ReaderExportResolvers<ContextType>;
  ReaderFacts?: ReaderFactsResolvers<ContextType>;
  ReaderProfile?: ReaderProfileResolvers<ContextType>;
  ReaderRecord?: ReaderRecordResolvers<ContextType>;
  ReminderTerms?: ReminderTermsResolvers<ContextType>;
  RenewLoanResult?: RenewLoanResultResolvers<ContextType>;
  ReportedLoan?: ReportedLoanResolvers<ContextType>;
  RequestLoanResult?: RequestLoanResultResolvers<ContextType>;
  ReserveFailure?: ReserveFailureResolvers<ContextType>;
  ReserveResult?: ReserveResultResolvers<ContextType>;
  RetentionPolicy?: RetentionPolicyResolvers<ContextType>;
  ReturnResult?: ReturnResultResolvers<ContextType>;
  RuleFailure?: RuleFailureResolvers<ContextType>;
  SavedAddress?: SavedAddressResolvers<ContextType>;
  ScorePart?: ScorePartResolvers<ContextType>;
  ShelfChange?: ShelfChangeResolvers<ContextType>;
  Store?: StoreResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  TryAgain?: TryAgainResolvers<ContextType>;
  WorkChange?: WorkChangeResolvers<ContextType>;
  WorkConnection?: WorkConnectionResolvers<ContextType>;
  WorkEdge?: WorkEdgeResolvers<ContextType>;
  WorkEntry?: WorkEntryResolvers<ContextType>;
  Worklist?: WorklistResolvers<ContextType>;
};

