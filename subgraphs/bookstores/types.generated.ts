import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { BarcodeRange as BarcodeRangeEntity } from './barcodes.ts';
import type { Contract as ContractEntity, Offer as OfferEntity, OrderItemStep, PurchaseLendOrder as PurchaseLendOrderEntity, PurchaseTransition as PurchaseTransitionEntity, Store as StoreEntity } from './entities.ts';
import type { ReportScope, Spend, EmptiedFund, SpendRow } from './report.ts';
import type { StatementValue } from './statements.ts';
import type { StatementCorrection as StatementCorrectionEntity, StatementDispute as StatementDisputeEntity, StatementTransition as StatementTransitionEntity } from './statementEntities.ts';
import type { StatementLineRow } from './statementLines.ts';
import type { Reference } from '../../lib/reference.ts';
import type { Taken, Refused } from './results.ts';
import type { PutOffer } from './offers.ts';
import type { OfflineOutcome } from './replay.ts';
import type { ReaderFacts } from '../../lib/rules/judge.ts';
import type { ExportedOrder as ExportedOrderValue, ReaderExport as ReaderExportValue } from './export.ts';
import type { Undecided } from '../../lib/messages.ts';
import type { OrderChange } from './live.ts';
import type { Failure } from '../../lib/failures.ts';
import type { RuleReplay as RuleReplayValue, TurnedSum, Turn } from './ruleReplay.ts';
import type { ApiKey as ApiKeyEntity } from './apiKeyEntities.ts';
import type { Webhook as WebhookEntity, WebhookDelivery as WebhookDeliveryEntity } from './webhookEntities.ts';
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

/** What was agreed on, and from when. */
export type AddContractInput = {
  /** Chosen by the caller, unique in the network; at most 100 characters. The same key is the same contract. */
  idempotencyKey: Scalars['String']['input'];
  /** The library that pays. */
  library: Scalars['ID']['input'];
  offlineCopiesPerDay?: Scalars['Int']['input'];
  offlinePriceCap?: MoneyInput;
  /** 折扣. 8500 is 85 %; from 1 to 10000. */
  rateBasisPoints: Scalars['Int']['input'];
  store: Scalars['ID']['input'];
  /** First day, today or later. No two contracts of a store begin on the same day. */
  validFrom: Scalars['Date']['input'];
  /** Last day. */
  validTo: Scalars['Date']['input'];
};

/** A look of the store at a reader's address. */
export type AddressLook = {
  __typename?: 'AddressLook';
  at: Scalars['DateTime']['output'];
  /** Who looked, as the token says: `clerk@QINGCHUN`. */
  by: Scalars['String']['output'];
};

export type AfterLoanStep =
  | 'COMPENSATED'
  | 'DAMAGED'
  | 'IN_PROCESS'
  | 'LOST'
  | 'RETURNED'
  | 'SHELVED'
  | 'WRITTEN_OFF';

/** Several records carry this ISBN; ask which, and repeat with `bookId`. */
export type AmbiguousIsbn = {
  __typename?: 'AmbiguousIsbn';
  candidates: Array<Maybe<Book>>;
  isbn: Scalars['String']['output'];
};

/** What the other side says to a dispute. */
export type AnswerStatementDisputeInput = {
  /** At most 500 characters. */
  answer: Scalars['String']['input'];
  dispute: Scalars['ID']['input'];
};

/** A key with which a store's own system asks, sent as `Authorization: Bearer sgk_…`. Its secret is kept nowhere: only a hash of it is. */
export type ApiKey = {
  __typename?: 'ApiKey';
  createdAt: Scalars['DateTime']['output'];
  /** Who has made it, as the token of that person said. */
  createdBy: Scalars['String']['output'];
  expiresAt: Scalars['DateTime']['output'];
  id: Scalars['ID']['output'];
  /** When it was used last, to the minute. Null when it never was. */
  lastUsedAt?: Maybe<Scalars['DateTime']['output']>;
  name: Scalars['String']['output'];
  /** The first letters of the secret, to tell keys apart: `sgk_3fJ2kQ9a`. */
  prefix: Scalars['String']['output'];
  revokedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Who has revoked it. */
  revokedBy?: Maybe<Scalars['String']['output']>;
  /** Actions, and groups of them, that it is restricted to. */
  scopes: Array<Scalars['String']['output']>;
  status: ApiKeyStatus;
  store: Store;
};

/** A page of API keys. */
export type ApiKeyConnection = {
  __typename?: 'ApiKeyConnection';
  edges: Array<ApiKeyEdge>;
  nodes: Array<ApiKey>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

export type ApiKeyEdge = {
  __typename?: 'ApiKeyEdge';
  cursor: Scalars['String']['output'];
  node: ApiKey;
};

/** What a key is good for. */
export type ApiKeyGrant = {
  __typename?: 'ApiKeyGrant';
  expiresAt: Scalars['DateTime']['output'];
  id: Scalars['ID']['output'];
  prefix: Scalars['String']['output'];
  scopes: Array<Scalars['String']['output']>;
  store: Scalars['ID']['output'];
};

/** Whether a key is good. */
export type ApiKeyStatus =
  | 'ACTIVE'
  | 'EXPIRED'
  | 'REVOKED';

/** Library barcodes that were issued to a store. */
export type BarcodeRange = {
  __typename?: 'BarcodeRange';
  count: Scalars['Int']['output'];
  /** The first one, as it is printed: `2026-00001`. */
  first: Scalars['String']['output'];
  id: Scalars['ID']['output'];
  issuedAt: Scalars['DateTime']['output'];
  /** The last one. */
  last: Scalars['String']['output'];
  library: Library;
};

/** What a bookstore knows of a book that is new to the catalogue. */
export type BibliographicLineInput = {
  /** 中图法分类号, `I247.5`. */
  classNumber: Scalars['String']['input'];
  format?: BookFormat;
  publisher?: InputMaybe<Scalars['String']['input']>;
  /** 责任者, as printed. */
  responsibility?: InputMaybe<Scalars['String']['input']>;
  title: Scalars['String']['input'];
  /** Volumes of a set that is sold under this ISBN. */
  volumes?: Scalars['Int']['input'];
  /** Year of publication. */
  year: Scalars['Int']['input'];
};

export type Book = {
  __typename?: 'Book';
  id: Scalars['ID']['output'];
  /** 在售. Where this title is on sale, the largest stock first. */
  offers?: Maybe<Array<Offer>>;
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

export type BookPurchaseOptions = {
  __typename?: 'BookPurchaseOptions';
  bookId: Scalars['ID']['output'];
  /** One for each store that has it. */
  counter: Array<PurchaseOption>;
  online: PurchaseOption;
};

export type BorrowerFactsInput = {
  band: CreditBand;
  creditOnly: Scalars['Boolean']['input'];
  openLoans: Scalars['Int']['input'];
  outstanding: Scalars['Int']['input'];
  overdue: Scalars['Int']['input'];
  ownQuota: Scalars['Int']['input'];
  recent: Array<Scalars['Date']['input']>;
  suspended: Scalars['Boolean']['input'];
  suspendedUntil?: InputMaybe<Scalars['Date']['input']>;
  yearSpentFen: Scalars['Int']['input'];
};

/**
 * What a library and a store have agreed on: the library pays for what is bought in the store, and owns it. Never edited; of
 * those that cover a day the one that begins last holds.
 */
export type Contract = {
  __typename?: 'Contract';
  id: Scalars['ID']['output'];
  /** Copies that the store may sell a day while it is off line; what exceeds them is reviewed. */
  offlineCopiesPerDay: Scalars['Int']['output'];
  /** 定价 up to which the store may sell a copy while it is off line. */
  offlinePriceCap: Money;
  /** The library that pays. */
  payer: Library;
  /** 折扣. Share of the list price that the library pays, in hundredths of a per cent: 8500 is 85 %. */
  rateBasisPoints: Scalars['Int']['output'];
  store: Store;
  /** First day. */
  validFrom: Scalars['Date']['output'];
  /** Last day. */
  validTo: Scalars['Date']['output'];
};

/** What is right for one order: a price, a rate, or that there should be no line. */
export type CorrectStatementLineInput = {
  /** Takes the line off altogether: nothing was supplied. Instead of a price or a rate. */
  cancel?: Scalars['Boolean']['input'];
  /** Chosen by the caller, unique within the library; at most 100 characters. The same key is the same correction. */
  idempotencyKey: Scalars['String']['input'];
  /** 定价 that is printed on the book. */
  listPrice?: InputMaybe<MoneyInput>;
  /** The order of the line. */
  order: Scalars['ID']['input'];
  /** 折扣 by the contract: 8500 is 85 %. */
  rateBasisPoints?: InputMaybe<Scalars['Int']['input']>;
  /** At most 500 characters; shown on the line. */
  reason: Scalars['String']['input'];
};

/** Why a correction was refused. */
export type CorrectionRefusal =
  /** The fund cannot bear what the library would pay more. */
  | 'FUND_EMPTY'
  /** No money is expended for this order: it was taken back. */
  | 'NOT_EXPENDED';

/** Where a correction stands. */
export type CorrectionState =
  /** The ledger of the library's fund does not have it yet; it follows by itself. */
  | 'PENDING'
  /** In the ledger, and on a statement. */
  | 'RECORDED'
  /** Refused; nothing has changed. */
  | 'REFUSED';

/** A new key, with its secret: it is shown this once. */
export type CreatedApiKey = {
  __typename?: 'CreatedApiKey';
  apiKey: ApiKey;
  /** `sgk_…`, 47 characters. Keep it where your system finds it, and nobody else. */
  secret: Scalars['String']['output'];
};

export type CreditBand =
  | 'EXCELLENT'
  | 'FAIR'
  | 'GOOD'
  | 'NONE';

/** 人民币 only. */
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

/** Where the courier brings it. */
export type DeliveryAddressInput = {
  city: Scalars['String']['input'];
  district: Scalars['String']['input'];
  phone: Scalars['String']['input'];
  province: Scalars['String']['input'];
  recipient: Scalars['String']['input'];
  street: Scalars['String']['input'];
};

/** What a courier reports. */
export type DeliveryEvent =
  | 'DAMAGED'
  /** The parcel is at the reader's. */
  | 'DELIVERED'
  | 'LOST'
  /** The reader did not take it; it comes back to the store. */
  | 'REFUSED_AT_DOOR'
  /** It could not be brought, and came back to the store. */
  | 'RETURNED_TO_SENDER';

/** Which line is not accepted, and why. */
export type DisputeStatementLineInput = {
  /** Id of one of its lines. */
  line: Scalars['ID']['input'];
  /** At most 500 characters. */
  reason: Scalars['String']['input'];
  statement: Scalars['ID']['input'];
};

/** An order with what is kept beside it. */
export type ExportedOrder = {
  __typename?: 'ExportedOrder';
  /** The account by which the rules about the reader have judged it. Null before it was judged. */
  account?: Maybe<OrderAccount>;
  /** When the address is erased. Null while that is not known, and where there is none. */
  addressErasedAt?: Maybe<Scalars['DateTime']['output']>;
  card: Scalars['String']['output'];
  idempotencyKey: Scalars['String']['output'];
  order: PurchaseLendOrder;
  /** Whose the key is: `reader:N2026000001`, `store:QINGCHUN`. */
  organisation: Scalars['String']['output'];
  readerId?: Maybe<Scalars['ID']['output']>;
  /** The masked name, as the clerk sees it. */
  readerName?: Maybe<Scalars['String']['output']>;
  readerType?: Maybe<ReaderType>;
  /** What happened to its copies after the loan. */
  steps: Array<ExportedOrderStep>;
  /** Role of who submitted it. */
  submittedBy: Scalars['String']['output'];
};

/** A page of orders with what is kept beside them. */
export type ExportedOrderConnection = {
  __typename?: 'ExportedOrderConnection';
  edges: Array<ExportedOrderEdge>;
  nodes: Array<ExportedOrder>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

export type ExportedOrderEdge = {
  __typename?: 'ExportedOrderEdge';
  cursor: Scalars['String']['output'];
  node: ExportedOrder;
};

/** What happened to a copy after the loan. */
export type ExportedOrderStep = {
  __typename?: 'ExportedOrderStep';
  /** Role of who did it. */
  actor: Scalars['String']['output'];
  /** What was paid for it. */
  amount?: Maybe<Money>;
  at: Scalars['DateTime']['output'];
  itemId: Scalars['ID']['output'];
  reason?: Maybe<Scalars['String']['output']>;
  /** `RETURNED`, `IN_PROCESS`, `SHELVED`, `LOST`, `DAMAGED`, `COMPENSATED` or `WRITTEN_OFF`. */
  step: Scalars['String']['output'];
};

export type FactSource =
  | 'CATALOGUE'
  | 'INFERRED'
  | 'NEWSLETTER'
  | 'SAMPLE';

/** A fund that ran out. */
export type FundEmptied = {
  __typename?: 'FundEmptied';
  /** When it refused an order for the first time in these days. */
  at: Scalars['DateTime']['output'];
  library: Library;
  /** Orders that it refused in these days. */
  orders: Scalars['Int']['output'];
  /** The fund's year. */
  year: Scalars['Int']['output'];
};

/** The invoices of an agreed statement. */
export type InvoiceStatementInput = {
  /** 发票号码. 1 to 50 of 4 to 40 digits, letters or hyphens; each is for one statement only. */
  numbers: Array<Scalars['String']['input']>;
  statement: Scalars['ID']['input'];
};

/** Numbers for a store. */
export type IssueBarcodesInput = {
  /** At most 10,000. */
  count: Scalars['Int']['input'];
  /** Chosen by the library, unique within it; at most 100 characters. */
  idempotencyKey: Scalars['String']['input'];
  library: Scalars['ID']['input'];
  /** Capital letters, digits and hyphens, not beginning with P: `2026-`. Five digits follow. */
  prefix: Scalars['String']['input'];
  store: Scalars['ID']['input'];
};

/** Language of a message. */
export type Language =
  | 'EN'
  /** 中文 */
  | 'ZH';

/** Who bears what was lost or damaged on its way. Never the library. */
export type Liability =
  | 'CARRIER'
  | 'STORE';

export type Library = {
  __typename?: 'Library';
  id: Scalars['ID']['output'];
};

/** When a loan of the programme begins. */
export type LoanStart =
  /** With the order. */
  | 'ACCEPTANCE'
  /** So many days after it was shipped. */
  | 'DAYS_AFTER_SHIPPING'
  /** When the parcel is signed for. */
  | 'SIGN_OFF';

/** The terms of a loan that a purchase makes. */
export type LoanTermsInput = {
  loanDays?: InputMaybe<Scalars['Int']['input']>;
  loanStart?: InputMaybe<LoanStart>;
  /** For DAYS_AFTER_SHIPPING. */
  loanStartDays?: InputMaybe<Scalars['Int']['input']>;
  renewals?: InputMaybe<Scalars['Int']['input']>;
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

export type Mutation = {
  __typename?: 'Mutation';
  /**
   * Adds a contract from a day on, for administrators. Contracts are never edited: of those that cover a day the one that
   * begins last holds. It begins today or later.
   */
  addContract: Contract;
  /**
   * One side agrees to the `revision` that it has seen, and withdraws the disputes of its own that are open. With both sides'
   * word: ISSUED | DISPUTED → AGREED. From then on nothing in it changes any more.
   */
  agreeStatement: Statement;
  /**
   * The other side, or an administrator, answers a dispute, having corrected the line or not. With the last answer the
   * statement is issued again, DISPUTED → ISSUED, with the corrections that were made since, as a new `revision`: who
   * answers has agreed to it, who disputed has not.
   */
  answerStatementDispute: Statement;
  /** The reader does not want it any more, before it is shipped. */
  cancelOrder: PurchaseLendOrder;
  /** The store has the book in hand for an online order. For its clerks. */
  confirmOrder: PurchaseLendOrder;
  /**
   * Corrects what the line of an order says, for librarians of the library that pays and administrators. Nothing is edited: a
   * red line takes back what was said, a second line says what is right, and the fund's ledger follows. Both stand in the
   * disputed statement when it is issued again; otherwise in the statement of the month in which the correction was made.
   */
  correctStatementLine: StatementCorrection;
  /**
   * Makes a key with which a store's own system, such as its POS, asks as a clerk of the store, restricted to `scopes`. For the clerks
   * of the store and administrators; a store has at most 20 keys that are good.
   */
  createApiKey: CreatedApiKey;
  /**
   * One side, the store's clerks or the library's librarians, does not accept a line: ISSUED → DISPUTED. Further lines can be
   * disputed then. The same dispute again changes nothing.
   */
  disputeStatementLine: Statement;
  /** Takes up again one that was disabled. What it has missed comes with `replayWebhooks`. */
  enableWebhook: Webhook;
  /** For other subgraphs: takes the reader off the orders of a card that had ended by a moment. The same id says the same again. */
  eraseOrders: OrdersErased;
  /** The store's clerks give the numbers of the invoices: AGREED → INVOICED. The same numbers again change nothing. */
  invoiceStatement: Statement;
  /**
   * A library gives a store numbers for the library barcodes that it sticks on books: the next ones after a prefix. For librarians of
   * the library. Repeat with the same key after a lost connection: it is one range.
   */
  issueBarcodes: BarcodeRange;
  /**
   * Issues the statement of a month that is over: OPEN → ISSUED. For librarians of the library, who agree to it thereby, and
   * administrators; the network does it by itself the day after the month. Issuing it again while it is ISSUED changes nothing.
   */
  issueStatement: Statement;
  /** The library's librarians have paid: INVOICED → PAID. The same reference again changes nothing. */
  payStatement: Statement;
  /**
   * What a store has on sale, up to 500 titles at once. The answer has one entry for each line, in their order; a line that is
   * refused does not keep the others back. For its clerks.
   */
  putOffers: Array<PutOfferResult>;
  /** For other subgraphs: `putOffers` of a store's imported catalogue. */
  putStoreOffers: Array<PutOfferResult>;
  /**
   * Compares a page of orders with what all services hold for them, and repairs what does not match by the orders' own steps. For
   * administrators; `npm run reconcile` goes through all pages.
   */
  reconcileOrders: Reconciliation;
  /** What the courier reports of the parcel. All but DELIVERED end the order and release what it held. For the clerks of the store. */
  recordDelivery: PurchaseLendOrder;
  /** For other subgraphs: what happened to a copy after its loan. Idempotent by copy and step; in any order. */
  recordOrderStep: Scalars['Boolean']['output'];
  /**
   * Tells the network where a store's own system wants to hear of its orders: each change is posted there, signed as the
   * Standard Webhooks specification has it. For the clerks of the store and administrators.
   */
  registerWebhook: RegisteredWebhook;
  /** Ends it and forgets what it was sent. */
  removeWebhook: Store;
  /**
   * Sends a store's events of a time once more, with the same event ids, to all its webhooks that are not disabled: for a
   * receiver that lost some. What still waits to be sent is sent once.
   */
  replayWebhooks: WebhookReplay;
  /** For other subgraphs: what is here of one book is of another. Idempotent. */
  repointBook: Scalars['Boolean']['output'];
  /**
   * The store cannot supply an online order: the next store is asked that has the book at no higher price and is paid by the same
   * library; without one the order ends as NOT_SUPPLIED. The store's stock of the title becomes 0. For its clerks.
   */
  reportOutOfStock: PurchaseLendOrder;
  /** A reader orders a new book online; a partner bookstore delivers it, the library pays. */
  requestPurchase: RequestPurchaseResult;
  /**
   * A librarian of the library that pays decides an order that needs it, an online one within 3 days. A refusal needs a reason. A sale
   * that a store made off line is lent when it is accepted: no rule keeps it back but those of copies, fund and the reader's limits. Where
   * one of these does, the answer is `CONFLICT` with what stands in the way, and the order is still to be decided. Refused, the
   * store bears it.
   */
  reviewOrder: PurchaseLendOrder;
  /** Ends a key: nothing is answered to it any more 10 seconds later. Once more changes nothing. */
  revokeApiKey: ApiKey;
  /** The courier (`顺丰`) has the parcel, under a number of its own (`SF1234567890`). For the clerks of the store. */
  shipOrder: PurchaseLendOrder;
  /**
   * The reader has the book and the loan begins: 30 days from this day, unless the library's terms say otherwise. For the reader, or the store on the courier's receipt; it
   * happens by itself 10 days after the delivery, and 10 days after shipping when no delivery was reported.
   */
  signForOrder: PurchaseLendOrder;
  /**
   * A clerk submits a book that a reader holds in hand (购借合一): the library buys it and lends it, or every failing rule
   * is told. Answers within seconds. Repeat with the same `idempotencyKey` after a lost connection: it is one order.
   */
  submitPurchaseLendOrder: SubmitPurchaseLendOrderResult;
  /**
   * 补传. What a store has sold while it was off line, 1 to 100 orders of one store. Each is judged by `occurredAt`: its rules, its contract,
   * its year. What fails a rule, exceeds the contract's allowance or comes after more than 24 hours is decided by a librarian. The answer
   * has one entry for each order, in the order given; a mistake in one does not keep the others back. Repeat all with the same keys
   * after a lost connection. For the clerks of the store.
   */
  submitPurchaseLendOrders: Array<OfflineOrderResult>;
  /**
   * Takes back a sale at the counter, on the same day (Asia/Shanghai), the book in the store again: copy, loan and expense are
   * undone, and the reader may take the book another time. For the clerks of the store; the reason is kept.
   */
  voidOrder: PurchaseLendOrder;
};


export type MutationAddContractArgs = {
  input: AddContractInput;
};


export type MutationAgreeStatementArgs = {
  id: Scalars['ID']['input'];
  revision: Scalars['Int']['input'];
};


export type MutationAnswerStatementDisputeArgs = {
  input: AnswerStatementDisputeInput;
};


export type MutationCancelOrderArgs = {
  id: Scalars['ID']['input'];
};


export type MutationConfirmOrderArgs = {
  id: Scalars['ID']['input'];
};


export type MutationCorrectStatementLineArgs = {
  input: CorrectStatementLineInput;
};


export type MutationCreateApiKeyArgs = {
  expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
  name: Scalars['String']['input'];
  scopes: Array<Scalars['String']['input']>;
  store: Scalars['ID']['input'];
};


export type MutationDisputeStatementLineArgs = {
  input: DisputeStatementLineInput;
};


export type MutationEnableWebhookArgs = {
  id: Scalars['ID']['input'];
};


export type MutationEraseOrdersArgs = {
  before: Scalars['DateTime']['input'];
  card: Scalars['String']['input'];
  id: Scalars['ID']['input'];
};


export type MutationInvoiceStatementArgs = {
  input: InvoiceStatementInput;
};


export type MutationIssueBarcodesArgs = {
  input: IssueBarcodesInput;
};


export type MutationIssueStatementArgs = {
  id: Scalars['ID']['input'];
};


export type MutationPayStatementArgs = {
  input: PayStatementInput;
};


export type MutationPutOffersArgs = {
  offers: Array<OfferInput>;
  store: Scalars['ID']['input'];
};


export type MutationPutStoreOffersArgs = {
  offers: Array<OfferInput>;
  store: Scalars['ID']['input'];
};


export type MutationReconcileOrdersArgs = {
  after?: InputMaybe<Scalars['ID']['input']>;
  first?: Scalars['Int']['input'];
};


export type MutationRecordDeliveryArgs = {
  event: DeliveryEvent;
  id: Scalars['ID']['input'];
  liable?: InputMaybe<Liability>;
};


export type MutationRecordOrderStepArgs = {
  input: OrderStepInput;
};


export type MutationRegisterWebhookArgs = {
  secret?: InputMaybe<Scalars['String']['input']>;
  store: Scalars['ID']['input'];
  url: Scalars['String']['input'];
};


export type MutationRemoveWebhookArgs = {
  id: Scalars['ID']['input'];
};


export type MutationReplayWebhooksArgs = {
  from: Scalars['DateTime']['input'];
  store: Scalars['ID']['input'];
  to: Scalars['DateTime']['input'];
};


export type MutationRepointBookArgs = {
  from: Scalars['ID']['input'];
  to: Scalars['ID']['input'];
};


export type MutationReportOutOfStockArgs = {
  id: Scalars['ID']['input'];
};


export type MutationRequestPurchaseArgs = {
  input: RequestPurchaseInput;
};


export type MutationReviewOrderArgs = {
  decision: ReviewDecision;
  id: Scalars['ID']['input'];
  reason?: InputMaybe<Scalars['String']['input']>;
};


export type MutationRevokeApiKeyArgs = {
  id: Scalars['ID']['input'];
};


export type MutationShipOrderArgs = {
  courier: Scalars['String']['input'];
  id: Scalars['ID']['input'];
  trackingNumber: Scalars['String']['input'];
};


export type MutationSignForOrderArgs = {
  id: Scalars['ID']['input'];
};


export type MutationSubmitPurchaseLendOrderArgs = {
  input: SubmitPurchaseLendOrderInput;
};


export type MutationSubmitPurchaseLendOrdersArgs = {
  orders: Array<OfflineOrderInput>;
};


export type MutationVoidOrderArgs = {
  id: Scalars['ID']['input'];
  reason: Scalars['String']['input'];
};

/** 在售. One title in one store. */
export type Offer = {
  __typename?: 'Offer';
  /** When the store last said so, or one was sold or promised. */
  asOf: Scalars['DateTime']['output'];
  book?: Maybe<Book>;
  id: Scalars['ID']['output'];
  /** ISBN-13 as the store has it. */
  isbn?: Maybe<Scalars['String']['output']>;
  /** 定价. The price printed on the book. */
  listPrice: Money;
  /** True for invented sample data (【样例】). */
  sample: Scalars['Boolean']['output'];
  /** Copies that the store can sell now. */
  stock: Scalars['Int']['output'];
  store: Store;
};

/** A page of offers. */
export type OfferConnection = {
  __typename?: 'OfferConnection';
  edges: Array<OfferEdge>;
  nodes: Array<Offer>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

export type OfferEdge = {
  __typename?: 'OfferEdge';
  cursor: Scalars['String']['output'];
  node: Offer;
};

/** One title as the store has it. */
export type OfferInput = {
  /** When they were counted. A count that is older than the last sale or promise changes nothing. */
  asOf: Scalars['DateTime']['input'];
  /** Give `bookId` or `isbn`. */
  bookId?: InputMaybe<Scalars['ID']['input']>;
  isbn?: InputMaybe<Scalars['String']['input']>;
  /** 定价. What is printed on the book. */
  listPrice: MoneyInput;
  /** Copies that can be sold now, without those that are kept for online orders. */
  stock: Scalars['Int']['input'];
};

/** A mistake in one line. */
export type OfflineOrderError = {
  __typename?: 'OfflineOrderError';
  /** The field that is wrong. Null where it is none of them. */
  argument?: Maybe<Scalars['String']['output']>;
  code: OfflineOrderErrorCode;
  /** What is wrong and what would be right, in Chinese and English. */
  message: Scalars['String']['output'];
};

/** Kinds of mistakes. */
export type OfflineOrderErrorCode =
  | 'BAD_USER_INPUT'
  /** The key was used for another sale. */
  | 'CONFLICT'
  /** A fault on our side, in the operators' log. Send the line again with the same key. */
  | 'INTERNAL_SERVER_ERROR'
  /** No such card, book or ISBN. */
  | 'NOT_FOUND';

/** One sale that a store made off line (待确认): what the clerk scanned and typed, and when. The same fields as for an order at once. */
export type OfflineOrderInput = {
  /** Give `bookId` or `isbn`. */
  bookId?: InputMaybe<Scalars['ID']['input']>;
  /** Number on the reader's card. */
  card: Scalars['String']['input'];
  /** Chosen by the POS when it sells, unique within the store's organisation; at most 100 characters. The same key is the same order. */
  idempotencyKey: Scalars['String']['input'];
  isbn?: InputMaybe<Scalars['String']['input']>;
  /** The library barcode that the clerk stuck on the book and scanned, of those issued to the store; without one a number is assigned. */
  itemBarcode?: InputMaybe<Scalars['String']['input']>;
  /** Of a set instead: one barcode for each volume, in their order. */
  itemBarcodes?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Volumes that are bought of a set that is sold under one ISBN; left out, the whole set. */
  items?: InputMaybe<Scalars['Int']['input']>;
  /** For an ISBN that the catalogue does not know: it makes a record that waits for cataloguing. */
  line?: InputMaybe<BibliographicLineInput>;
  /** 定价. What is printed on the book; of a set, the price of all its volumes together. */
  listPrice: MoneyInput;
  /** The moment of the sale, by the store's clock. One that is up to 5 minutes ahead is taken as now. */
  occurredAt: Scalars['DateTime']['input'];
  /** The same for all orders of a request. */
  store: Scalars['ID']['input'];
};

/** What became of one sale: either `result` or `error`. */
export type OfflineOrderResult = {
  __typename?: 'OfflineOrderResult';
  /** What is wrong with this line; no order was made of it. */
  error?: Maybe<OfflineOrderError>;
  idempotencyKey: Scalars['String']['output'];
  /** Its place in the list, the first is 1. */
  line: Scalars['Int']['output'];
  /**
   * As for an order at once. A key that was submitted before, off line or at once, answers with its first result. `PurchaseInReview`: a
   * librarian decides. `TryAgain`: send the line again with a new key.
   */
  result?: Maybe<SubmitPurchaseLendOrderResult>;
};

/** A reader's account at the moment at which an order was judged. */
export type OrderAccount = {
  __typename?: 'OrderAccount';
  band: Scalars['String']['output'];
  creditOnly: Scalars['Boolean']['output'];
  openLoans: Scalars['Int']['output'];
  /** Bought copies that were not returned. */
  outstanding: Scalars['Int']['output'];
  overdue: Scalars['Int']['output'];
  /** The most that the reader's record allowed. */
  ownQuota: Scalars['Int']['output'];
  /** The days of purchases in the year before, one for each copy. */
  recent: Array<Scalars['Date']['output']>;
  suspended: Scalars['Boolean']['output'];
  suspendedUntil?: Maybe<Scalars['Date']['output']>;
  /** The reader had the book before. */
  taken: Scalars['Boolean']['output'];
  /** List prices of what was bought in the calendar year. */
  yearSpent: Money;
};

/** What can be done with an order; each is a mutation. */
export type OrderAction =
  /** `reviewOrder` */
  | 'APPROVE'
  /** `cancelOrder` */
  | 'CANCEL'
  /** `confirmOrder` */
  | 'CONFIRM'
  /** `recordDelivery` */
  | 'RECORD_DAMAGED'
  /** `recordDelivery` */
  | 'RECORD_DELIVERED'
  /** `recordDelivery` */
  | 'RECORD_LOST'
  /** `recordDelivery` */
  | 'RECORD_REFUSED_AT_DOOR'
  /** `recordDelivery` */
  | 'RECORD_RETURNED'
  /** `reviewOrder` */
  | 'REFUSE'
  /** `reportOutOfStock` */
  | 'REPORT_OUT_OF_STOCK'
  /** `shipOrder` */
  | 'SHIP'
  /** `signForOrder` */
  | 'SIGN_FOR'
  /** `voidOrder` */
  | 'VOID';

/** How many orders stand at a status. */
export type OrderCount = {
  __typename?: 'OrderCount';
  channel: PurchaseChannel;
  orders: Scalars['Int']['output'];
  status: PurchaseStatus;
};

export type OrderStepInput = {
  /** Role of who did it, in capitals; SYSTEM for the network itself. */
  actor: Scalars['String']['input'];
  /** What was paid, in fen. */
  amountFen?: InputMaybe<Scalars['Int']['input']>;
  at: Scalars['DateTime']['input'];
  itemId: Scalars['ID']['input'];
  orderId: Scalars['ID']['input'];
  reason?: InputMaybe<Scalars['String']['input']>;
  step: AfterLoanStep;
};

/** For other subgraphs: what became of the orders of a card. */
export type OrdersErased = {
  __typename?: 'OrdersErased';
  erased: Scalars['Int']['output'];
  kept: Array<OrdersKept>;
};

/** For other subgraphs: orders that stay, and why. */
export type OrdersKept = {
  __typename?: 'OrdersKept';
  count: Scalars['Int']['output'];
  reason: Scalars['String']['output'];
  until?: Maybe<Scalars['Date']['output']>;
};

export type PageInfo = {
  __typename?: 'PageInfo';
  endCursor?: Maybe<Scalars['String']['output']>;
  hasNextPage: Scalars['Boolean']['output'];
};

/** How an invoiced statement was paid. */
export type PayStatementInput = {
  /** Number of the transfer, at most 100 characters. */
  reference: Scalars['String']['input'];
  statement: Scalars['ID']['input'];
};

/** Figures of 你选书，我买单. Days are those of Asia/Shanghai. */
export type ProgrammeReport = {
  __typename?: 'ProgrammeReport';
  /** Loans of the copies bought in these days, the first one included. */
  circulation: Scalars['Int']['output'];
  /** What the library has paid for each of these loans so far. Null while there is none. */
  costPerCirculation?: Maybe<Money>;
  from: Scalars['Date']['output'];
  /** Which fund could not bear an order in these days, and when that was first so. */
  fundsEmptied: Array<FundEmptied>;
  /** Null for all libraries together. */
  library?: Maybe<Library>;
  /** Orders submitted in these days, by where they stand now. */
  ordersByStatus: Array<OrderCount>;
  /** How many of the orders submitted in these days each rule has refused, the most frequent first. One order may fail several rules. */
  refusals: Array<RefusalCount>;
  /** What was bought in these days and not taken back, as last corrected. */
  spend: ProgrammeSpend;
  /** How long orders submitted in these days stood before each step. */
  steps: Array<StepTime>;
  to: Scalars['Date']['output'];
};

/** What was bought. */
export type ProgrammeSpend = {
  __typename?: 'ProgrammeSpend';
  byStore: Array<StoreSpend>;
  /** Physical copies: each volume of a set counts. */
  copies: Scalars['Int']['output'];
  /** 码洋 */
  list: Money;
  /** 实洋 */
  net: Money;
  orders: Scalars['Int']['output'];
};

/** Approved: the library pays, the store is asked to deliver. */
export type PurchaseApproved = {
  __typename?: 'PurchaseApproved';
  order: PurchaseLendOrder;
};

/** What lending knows of the reader for whom books would be bought. */
export type PurchaseBorrowerInput = {
  reader: BorrowerFactsInput;
  readerType: ReaderType;
  /** Those of the books that the reader had through the programme before. */
  taken: Array<Scalars['ID']['input']>;
};

/** How an order came in. */
export type PurchaseChannel =
  /** At the counter of a bookstore, the book in hand. */
  | 'COUNTER'
  /** Ordered by the reader, delivered by courier. */
  | 'ONLINE';

/** What the rules say now. It promises nothing: another order may come first. */
export type PurchaseEligibility = {
  __typename?: 'PurchaseEligibility';
  /** True when it would be approved at once; see `review` for what a librarian would decide. */
  eligible: Scalars['Boolean']['output'];
  failures: Array<RuleFailure>;
  flags: Array<RuleCode>;
  /** The library that would pay. */
  payer?: Maybe<Library>;
  /** True when a librarian would decide: what fails may be let pass. */
  review: Scalars['Boolean']['output'];
};

/** What would be bought, where, and for whom; leave out what is not known yet. */
export type PurchaseEligibilityInput = {
  /** Give `bookId` or `isbn`. */
  bookId?: InputMaybe<Scalars['ID']['input']>;
  /** Number on the reader's card. */
  card?: InputMaybe<Scalars['String']['input']>;
  channel?: PurchaseChannel;
  isbn?: InputMaybe<Scalars['String']['input']>;
  /** Volumes that are bought of a set that is sold under one ISBN; left out, the whole set. */
  items?: InputMaybe<Scalars['Int']['input']>;
  /** For an ISBN that the catalogue does not know. */
  line?: InputMaybe<BibliographicLineInput>;
  /** 定价. Without it the store's offer is used, or that of the store that an online order would go to. */
  listPrice?: InputMaybe<MoneyInput>;
  /** Without it an online order is judged at the store that it would go to, one at the counter by the default contract. */
  store?: InputMaybe<Scalars['ID']['input']>;
};

/** The judgement, or the records to choose from. */
export type PurchaseEligibilityResult = AmbiguousIsbn | PurchaseEligibility;

export type PurchaseFailure = {
  __typename?: 'PurchaseFailure';
  actual?: Maybe<Scalars['Int']['output']>;
  code: Scalars['String']['output'];
  eligibleFrom?: Maybe<Scalars['Date']['output']>;
  limit?: Maybe<Scalars['Int']['output']>;
  review?: Maybe<Scalars['Boolean']['output']>;
};

/** A librarian of the library that pays decides. What an online order needs is kept for it until then; for what a store sold off line nothing is. */
export type PurchaseInReview = {
  __typename?: 'PurchaseInReview';
  order: PurchaseLendOrder;
};

/** 购借单. A title that the library buys at a reader's choice and lends to that reader. */
export type PurchaseLendOrder = {
  __typename?: 'PurchaseLendOrder';
  /** Who at the store has looked at the address, the oldest first. For the reader, the library that pays and administrators; null for others. */
  addressLooks?: Maybe<Array<AddressLook>>;
  /** What the person who asks can do with it now; nothing while it is `becoming` something. */
  availableActions: Array<OrderAction>;
  /**
   * The status that it is getting to, while other services still do their part; it stays as `status` says until they have. Null
   * when nothing is under way, and before the first decision.
   */
  becoming?: Maybe<PurchaseStatus>;
  book?: Maybe<Book>;
  channel: PurchaseChannel;
  /** 赔偿. What was paid for copies of it that were lost or damaged; for the reader, the library and administrators. Null for none. */
  compensation?: Maybe<Money>;
  /** The courier who has the parcel, `顺丰`. */
  courier?: Maybe<Scalars['String']['output']>;
  /**
   * Where it goes. For the reader until it is erased; for the clerks of the store from APPROVED on, and each of their looks is
   * kept. Erased 15 days after the delivery, and at once when the order ends without one. Null for others.
   */
  deliveryAddress?: Maybe<DeliveryAddress>;
  /** When something happens by itself: the next store is asked, the parcel counts as signed for, the review ends. Null when nothing will. */
  dueAt?: Maybe<Scalars['DateTime']['output']>;
  /** Due back on this day, once lent. */
  dueDate?: Maybe<Scalars['Date']['output']>;
  /**
   * Every rule that failed, when refused or reviewed. What is about the reader or the fund is shown as the person asking may see it. Under
   * review, those with `onFail: REFUSE` stand in the way of an approval.
   */
  failures: Array<RuleFailure>;
  /** Rules that failed and were let pass, in codes: `HOLDINGS_UNKNOWN`. Those about the reader are not shown to clerks. */
  flags: Array<RuleCode>;
  id: Scalars['ID']['output'];
  isbn?: Maybe<Scalars['String']['output']>;
  /** Barcode of the copy, from approval on; of a set, of its first volume. */
  itemBarcode?: Maybe<Scalars['String']['output']>;
  /** Barcodes of all its volumes, from approval on. */
  itemBarcodes: Array<Scalars['String']['output']>;
  /** Volumes: 1, or those of a set that is sold under one ISBN and price. */
  items: Scalars['Int']['output'];
  /** Who bears what was lost or damaged on its way. */
  liable?: Maybe<Liability>;
  /** 定价. The price printed on the book; the caps count this one. Null for an online order that no store can supply. */
  listPrice?: Maybe<Money>;
  /** 实洋. What the library pays by its contract; for the store, the library and administrators. */
  netPrice?: Maybe<Money>;
  /** When a store sold it that was off line; by this moment it is judged. Null for an order that was submitted at once. */
  occurredAt?: Maybe<Scalars['DateTime']['output']>;
  /** How it ended. Null while it is open. */
  outcome?: Maybe<PurchaseOutcome>;
  /** The library that pays and owns the copy. */
  payer?: Maybe<Library>;
  /**
   * Whom it was for. A clerk sees the card and the masked name, never loans or credit. Null before it was judged, and once the history is
   * cut or erased: then nobody knows any more.
   */
  reader?: Maybe<Reader>;
  status: PurchaseStatus;
  store?: Maybe<Store>;
  /** When the network got it. */
  submittedAt: Scalars['DateTime']['output'];
  /** The courier's number of the parcel. */
  trackingNumber?: Maybe<Scalars['String']['output']>;
  /** Every transition, the oldest first. */
  transitions: Array<PurchaseTransition>;
};

/** A step of a purchase-lend order, as it is told to those who watch. */
export type PurchaseLendOrderChange = {
  __typename?: 'PurchaseLendOrderChange';
  at: Scalars['DateTime']['output'];
  /** The same as in webhooks. Resume with it as `after`; an event that comes twice has the same one. */
  eventId: Scalars['ID']['output'];
  /** Null for a new order. */
  from?: Maybe<PurchaseStatus>;
  /** The order as it stands now, as you may see it. Null when it is not yours to see any more. */
  order?: Maybe<PurchaseLendOrder>;
  to: PurchaseStatus;
};

/** A page of orders. */
export type PurchaseLendOrderConnection = {
  __typename?: 'PurchaseLendOrderConnection';
  edges: Array<PurchaseLendOrderEdge>;
  nodes: Array<PurchaseLendOrder>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

/** Decided in favour: the reader takes the book along; an owner is slow and the entries follow by themselves. */
export type PurchaseLendOrderDecided = {
  __typename?: 'PurchaseLendOrderDecided';
  dueDate: Scalars['Date']['output'];
  /** Of a set, the barcode of its first volume. */
  itemBarcode: Scalars['String']['output'];
  /** One for each volume. */
  itemBarcodes: Array<Scalars['String']['output']>;
  message: Scalars['String']['output'];
  order: PurchaseLendOrder;
};


/** Decided in favour: the reader takes the book along; an owner is slow and the entries follow by themselves. */
export type PurchaseLendOrderDecidedMessageArgs = {
  lang?: Language;
};

export type PurchaseLendOrderEdge = {
  __typename?: 'PurchaseLendOrderEdge';
  cursor: Scalars['String']['output'];
  node: PurchaseLendOrder;
};

/** Bought and lent: the reader takes the book along. */
export type PurchaseLendOrderLent = {
  __typename?: 'PurchaseLendOrderLent';
  dueDate: Scalars['Date']['output'];
  /** Of a set, the barcode of its first volume. */
  itemBarcode: Scalars['String']['output'];
  /** One for each volume. */
  itemBarcodes: Array<Scalars['String']['output']>;
  order: PurchaseLendOrder;
  /** The reader's name with its middle masked, `王*明`. Empty once the history is cut or erased. */
  readerName: Scalars['String']['output'];
};

export type PurchaseLimits = {
  __typename?: 'PurchaseLimits';
  loans?: Maybe<Scalars['Int']['output']>;
  outstanding?: Maybe<Scalars['Int']['output']>;
  yearlySpendFen?: Maybe<Scalars['Int']['output']>;
};

export type PurchaseOption = {
  __typename?: 'PurchaseOption';
  /** Null when nobody can say. */
  failures?: Maybe<Array<PurchaseFailure>>;
  items: Scalars['Int']['output'];
  limits: PurchaseLimits;
  listPriceFen?: Maybe<Scalars['Int']['output']>;
  loanDays?: Maybe<Scalars['Int']['output']>;
  payer?: Maybe<Scalars['ID']['output']>;
  stock: Scalars['Int']['output'];
  stockAsOf?: Maybe<Scalars['DateTime']['output']>;
  storeId?: Maybe<Scalars['ID']['output']>;
};

export type PurchaseOptions = {
  __typename?: 'PurchaseOptions';
  asOf: Scalars['DateTime']['output'];
  /** One for each book that was asked for, in that order. */
  books: Array<BookPurchaseOptions>;
  /** Owners that did not answer: without the districts last known counts are used, without the catalogue nothing is judged. */
  silent: Array<SilentOwner>;
};

/** How an order ended. */
export type PurchaseOutcome =
  /** It was not wanted any more, or taken back. */
  | 'CANCELLED'
  /** The reader did not get the book. */
  | 'NOT_SUPPLIED'
  /** The reader got the book. */
  | 'SUPPLIED';

/** Refused, with every rule that failed. Nothing was taken. */
export type PurchaseRefused = {
  __typename?: 'PurchaseRefused';
  failures: Array<RuleFailure>;
  order: PurchaseLendOrder;
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

/** Where an order stands. */
export type PurchaseStatus =
  /** Online: approved, the store is asked to deliver. */
  | 'APPROVED'
  /** The reader did not want it any more, before it was shipped. */
  | 'CANCELLED'
  /** Lost or damaged, and paid for. */
  | 'COMPENSATED'
  /** Online: the store has the book in hand for it. */
  | 'CONFIRMED'
  /** Damaged, on its way or by the reader. */
  | 'DAMAGED'
  /** Online: the courier has brought it. */
  | 'DELIVERED'
  /** Nobody has reviewed it in time. */
  | 'EXPIRED'
  /** 编目中. At the library that owns it, being catalogued. */
  | 'IN_PROCESS'
  /** The reader has the book. */
  | 'LENT'
  /** Lost, on its way or by the reader. */
  | 'LOST'
  /** A librarian decides: a rule asks for it, or what a store sold while it was off line exceeds its allowance. */
  | 'NEEDS_REVIEW'
  /** No store could supply it. */
  | 'NOT_SUPPLIED'
  /** Refused; `failures` tells why. */
  | 'REFUSED'
  /** The reader did not take the parcel. */
  | 'REFUSED_AT_DOOR'
  /** The reader has brought it back. */
  | 'RETURNED'
  /** The parcel came back to the store. */
  | 'RETURNED_TO_SENDER'
  /** 上架. On a library's shelf. */
  | 'SHELVED'
  /** Online: the courier has it. */
  | 'SHIPPED'
  /** Received, being decided. */
  | 'SUBMITTED'
  /** Taken back on the same day: the book is in the store again. */
  | 'VOIDED'
  /** Lost or damaged, and written off. */
  | 'WRITTEN_OFF';

/** One step in the life of an order. */
export type PurchaseTransition = {
  __typename?: 'PurchaseTransition';
  /** Role of the one who did it; SYSTEM for the network itself. */
  actor: Scalars['String']['output'];
  at: Scalars['DateTime']['output'];
  from?: Maybe<PurchaseStatus>;
  /**
   * `TRY_AGAIN` when it was given up undecided; which rules failed is told by `failures`. What a library wrote about a lost or damaged
   * copy is for the reader, the library and administrators.
   */
  reason?: Maybe<Scalars['String']['output']>;
  to: PurchaseStatus;
};

/** What became of one line. */
export type PutOfferOutcome =
  /** What is known is newer: nothing was changed. */
  | 'OLDER'
  /** The line is wrong; `message` says how. */
  | 'REFUSED'
  | 'STORED';

/** What became of one line. */
export type PutOfferResult = {
  __typename?: 'PutOfferResult';
  /** Its place in the list, the first is 1. */
  line: Scalars['Int']['output'];
  /** What is wrong, in Chinese and English. Null when it is stored. */
  message?: Maybe<Scalars['String']['output']>;
  /** As it is on sale now. Null when the line was refused. */
  offer?: Maybe<Offer>;
  outcome: PutOfferOutcome;
};

export type Query = {
  __typename?: 'Query';
  /** For the gateway: what the key with this hash is good for, and null when there is none or it is good no more. Notes that it was used. */
  apiKeyGrant?: Maybe<ApiKeyGrant>;
  /**
   * The API keys of a store, the newest first, those that are revoked or have expired too. At most 100 a page. For the clerks of the
   * store and administrators.
   */
  apiKeys?: Maybe<ApiKeyConnection>;
  /**
   * Contracts by store, those that begin last first: a clerk's own store's, a librarian's own library's, all for
   * administrators.
   */
  contracts?: Maybe<Array<Contract>>;
  /**
   * Orders that a librarian has to decide with `reviewOrder`, the oldest first, at most 100 a page: a librarian's are those that the own
   * library pays for, an administrator's those of one or of all libraries.
   */
  ordersInReview?: Maybe<PurchaseLendOrderConnection>;
  /**
   * Figures of the programme between two days, both included, at most 366 days: of one library for its librarians, of all
   * or one for administrators.
   */
  programmeReport?: Maybe<ProgrammeReport>;
  /**
   * Would this purchase be approved? The same checks as the mutations, without effect. Reader and store may be left out;
   * then their rules are not checked.
   */
  purchaseEligibility?: Maybe<PurchaseEligibilityResult>;
  /**
   * A purchase-lend order. For the clerks of its store, its reader, librarians of the library that pays, and
   * administrators; null for everybody else, as for an order that does not exist.
   */
  purchaseLendOrder?: Maybe<PurchaseLendOrder>;
  /** For other subgraphs: could these books be bought, online and in each store that has them, for nobody in particular or for a reader? */
  purchaseOptions: PurchaseOptions;
  /**
   * Which orders, submitted between two days (both included, at most 366), would have turned under a rule set, and their money. Each is
   * judged by itself with the facts of its moment. For librarians of the rule set's library; for all libraries, administrators.
   */
  ruleReplay?: Maybe<RuleReplay>;
  /** 结算单. One statement by its id, `NJ-JL:QINGCHUN:2026-11`. Null where there is none, and for those whom it does not concern. */
  statement?: Maybe<Statement>;
  /**
   * 结算单. Statements between two months, both included, the newest first; the last year's when nothing is said. A clerk's
   * are those of the own store, a librarian's those of the own library. At most 100 a page.
   */
  statements?: Maybe<StatementConnection>;
  /** All partner bookstores. */
  stores?: Maybe<Array<Store>>;
};


export type QueryApiKeyGrantArgs = {
  hash: Scalars['String']['input'];
};


export type QueryApiKeysArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  store: Scalars['ID']['input'];
};


export type QueryContractsArgs = {
  library?: InputMaybe<Scalars['ID']['input']>;
  store?: InputMaybe<Scalars['ID']['input']>;
};


export type QueryOrdersInReviewArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  library?: InputMaybe<Scalars['ID']['input']>;
};


export type QueryProgrammeReportArgs = {
  from: Scalars['Date']['input'];
  library?: InputMaybe<Scalars['ID']['input']>;
  to: Scalars['Date']['input'];
};


export type QueryPurchaseEligibilityArgs = {
  input: PurchaseEligibilityInput;
};


export type QueryPurchaseLendOrderArgs = {
  id: Scalars['ID']['input'];
};


export type QueryPurchaseOptionsArgs = {
  bookIds: Array<Scalars['ID']['input']>;
  borrower?: InputMaybe<PurchaseBorrowerInput>;
};


export type QueryRuleReplayArgs = {
  from: Scalars['Date']['input'];
  ruleSet: RuleSetInput;
  to: Scalars['Date']['input'];
};


export type QueryStatementArgs = {
  id: Scalars['ID']['input'];
};


export type QueryStatementsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  from?: InputMaybe<Scalars['String']['input']>;
  library?: InputMaybe<Scalars['ID']['input']>;
  store?: InputMaybe<Scalars['ID']['input']>;
  to?: InputMaybe<Scalars['String']['input']>;
};

export type Reader = {
  __typename?: 'Reader';
  id: Scalars['ID']['output'];
};

/** 个人数据. Everything that the network keeps about a reader, as it is kept. */
export type ReaderExport = {
  __typename?: 'ReaderExport';
  card: Scalars['String']['output'];
  /** 购借单. Newest first. At most 100 a page. Null while the service of the bookstores is silent. */
  orders?: Maybe<ExportedOrderConnection>;
};


/** 个人数据. Everything that the network keeps about a reader, as it is kept. */
export type ReaderExportOrdersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};

/** Type of a reader's card. */
export type ReaderType =
  | 'ADULT'
  | 'CHILD';

/** An order that did not match. */
export type ReconcileFinding = {
  __typename?: 'ReconcileFinding';
  orderId: Scalars['ID']['output'];
  /** True when it matches now; what does not is for a person. */
  repaired: Scalars['Boolean']['output'];
  /** What did not match: `APPROVED, but the purchase is NONE, the copies are 1, the loans RESERVED`. */
  what: Scalars['String']['output'];
};

/** What a comparison found. */
export type Reconciliation = {
  __typename?: 'Reconciliation';
  /** Orders that were compared. */
  checked: Scalars['Int']['output'];
  /** What did not match; nothing, when all is well. */
  findings: Array<ReconcileFinding>;
  /** Give it as `after` to go on. Null at the end. */
  next?: Maybe<Scalars['ID']['output']>;
};

/** How many orders a rule has refused. */
export type RefusalCount = {
  __typename?: 'RefusalCount';
  code: RuleCode;
  orders: Scalars['Int']['output'];
};

/** A new webhook, with its secret: it is shown this once. */
export type RegisteredWebhook = {
  __typename?: 'RegisteredWebhook';
  /** `whsec_…`. Signs what is sent; keep it where your receiver finds it. */
  secret: Scalars['String']['output'];
  webhook: Webhook;
};

/** What a reader orders, and where it goes. */
export type RequestPurchaseInput = {
  /** Give `bookId` or `isbn`. */
  bookId?: InputMaybe<Scalars['ID']['input']>;
  deliveryAddress: DeliveryAddressInput;
  /** Chosen by the app, unique for this reader; at most 100 characters. The same key is the same order. */
  idempotencyKey: Scalars['String']['input'];
  isbn?: InputMaybe<Scalars['String']['input']>;
  /** Volumes that are bought of a set that is sold under one ISBN; left out, the whole set. */
  items?: InputMaybe<Scalars['Int']['input']>;
};

/** What became of an online order. */
export type RequestPurchaseResult = AmbiguousIsbn | PurchaseApproved | PurchaseInReview | PurchaseRefused | TryAgain;

/** What a librarian decides. */
export type ReviewDecision =
  /** The library accepts and pays. */
  | 'APPROVE'
  /** It does not; what a store has given away while it was off line, the store bears. */
  | 'REFUSE';

/** The rules of purchases and loans. */
export type RuleCode =
  /** The reader has this book on loan. */
  | 'ALREADY_ON_LOAN'
  /** This reader had this book before. */
  | 'ALREADY_TAKEN'
  /** The barcode that was scanned is in use. Tried only once all rules pass, so it comes alone. */
  | 'BARCODE_IN_USE'
  /** The city would have more copies than it may. */
  | 'CITY_COPY_CAP'
  /** The library that pays would have more copies than it may. */
  | 'COPY_CAP'
  /** The reader's credit or card does not allow it. */
  | 'CREDIT'
  /** Its class is not bought: school books, dictionaries, exams. */
  | 'EXCLUDED_CLASS'
  /** Its format is not bought: periodicals, maps, gift books. */
  | 'EXCLUDED_FORMAT'
  /** The fund of the library that pays cannot bear it. */
  | 'FUND_EMPTY'
  /** A reader under 14 without a guardian's consent. */
  | 'GUARDIAN_CONSENT'
  /** The library that pays has a copy that can be borrowed now. */
  | 'HELD_AT_LIBRARY'
  /** Other readers wait for the book whom no copy serves. */
  | 'HELD_BY_OTHERS'
  /** A library is silent and its last count is older than 24 hours. */
  | 'HOLDINGS_UNKNOWN'
  /** This copy cannot be lent now. */
  | 'ITEM_NOT_AVAILABLE'
  /** The reader has as many loans as allowed. */
  | 'LOAN_QUOTA'
  /** No library of the city has a copy of it that is ever lent. */
  | 'NOT_HELD'
  /** No store has it. */
  | 'NOT_IN_STOCK'
  /** No copy in the city can be borrowed now. */
  | 'NO_COPY_AVAILABLE'
  /** Off line the store has sold more copies that day than its contract allows. */
  | 'OFFLINE_ALLOWANCE'
  /** The price is above what the store's contract allows to be sold off line. */
  | 'OFFLINE_PRICE_CAP'
  /** What was sold off line came in after more than 24 hours. */
  | 'OFFLINE_TOO_LATE'
  /** The order has more volumes than allowed. */
  | 'ORDER_ITEMS'
  /** The reader has an overdue loan. */
  | 'OVERDUE_BLOCK'
  /** The price printed on the book is above the cap. */
  | 'PRICE_CAP'
  /** It was published too long ago. */
  | 'PUBLICATION_AGE'
  /** What a clerk sees of every rule about the reader. */
  | 'READER_NOT_ELIGIBLE'
  /** The reader has not returned as many bought copies as allowed. */
  | 'READER_OUTSTANDING'
  /** The reader has had as many purchases of late as allowed. */
  | 'READER_RECENT'
  /** The list prices of this reader's purchases in this year are above the limit. */
  | 'READER_YEARLY_SPEND'
  /** The loan was renewed as often as it may be. */
  | 'RENEWAL_LIMIT'
  /** A set is taken whole. */
  | 'SET_WHOLE'
  /** The store has no contract that covers today. */
  | 'STORE_INACTIVE';

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

/** A rule that a purchase or a loan does not meet. */
export type RuleFailure = {
  __typename?: 'RuleFailure';
  /** The value that breaks the limit, in `unit`. Null where the viewer may not see it or there is none. */
  actual?: Maybe<Scalars['Int']['output']>;
  code: RuleCode;
  /** The first day on which this rule would pass by itself. Null when it would not. */
  eligibleFrom?: Maybe<Scalars['Date']['output']>;
  /** The limit, in `unit`. Null where the viewer may not see it or there is none. */
  limit?: Maybe<Scalars['Int']['output']>;
  /** For the person at the counter: what is wrong and what can be done. */
  message: Scalars['String']['output'];
  /** REVIEW where a librarian may let it pass. */
  onFail: RuleConsequence;
  subject: RuleSubject;
  unit?: Maybe<RuleUnit>;
};


/** A rule that a purchase or a loan does not meet. */
export type RuleFailureMessageArgs = {
  lang?: Language;
};

/** What a rule set would have changed. */
export type RuleReplay = {
  __typename?: 'RuleReplay';
  /** Orders that were judged again. */
  judged: Scalars['Int']['output'];
  /** Refused or reviewed then, approved by the draft. */
  newlyPassed: RuleReplaySum;
  /** Approved then, refused by the draft. */
  newlyRefused: RuleReplaySum;
  /** Decided by the rules then, by a librarian under the draft. */
  newlyReviewed: RuleReplaySum;
  /** The oldest 100 that turn. */
  turns: Array<RuleReplayTurn>;
};

/** How many orders turn one way, and their money. */
export type RuleReplaySum = {
  __typename?: 'RuleReplaySum';
  count: Scalars['Int']['output'];
  /** 码洋 */
  listTotal: Money;
  /** 实洋 */
  netTotal: Money;
};

/** An order that turns. */
export type RuleReplayTurn = {
  __typename?: 'RuleReplayTurn';
  /** Codes of the rules that would fail. */
  codes: Array<RuleCode>;
  order: PurchaseLendOrder;
  was: RuleVerdict;
  wouldBe: RuleVerdict;
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

/** What a rule is about; it decides who sees the details. */
export type RuleSubject =
  | 'BOOK'
  | 'FUND'
  | 'READER'
  | 'STORE';

/** What `limit` and `actual` count. */
export type RuleUnit =
  | 'COPIES'
  | 'FEN'
  | 'HOURS'
  | 'LOANS'
  /** A year of publication. */
  | 'YEAR';

/** What the rules say of a purchase. */
export type RuleVerdict =
  | 'PASS'
  | 'REFUSE'
  | 'REVIEW';

export type SilentOwner = {
  __typename?: 'SilentOwner';
  owner: Scalars['String']['output'];
  /** TIMEOUT, UNAVAILABLE or FAILED. */
  reason: Scalars['String']['output'];
};

/**
 * 结算单. What one library owes one store for one month in Asia/Shanghai. An order counts in the month in which the reader got
 * the book (LENT). While the month runs the statement is OPEN and shows what there is so far; what comes after a month was
 * issued stands in the next one.
 *
 * `OPEN → ISSUED → DISPUTED → ISSUED | AGREED → INVOICED → PAID`, and `ISSUED → AGREED`. After AGREED nothing in it changes:
 * corrections are red lines of a later statement. The lines add up to the totals, and all statements of a fund's orders to
 * what its ledger has as expended, to the fen.
 */
export type Statement = {
  __typename?: 'Statement';
  /** Who has agreed to this revision. */
  agreedBy: Array<StatementSide>;
  /** 册数. Physical copies: each volume of a set counts, one taken back counts less. */
  copies: Scalars['Int']['output'];
  /** 异议. The oldest first. */
  disputes: Array<StatementDispute>;
  /** All lines and the sums as a file. */
  export: StatementFile;
  /** Library, store and month: `NJ-JL:QINGCHUN:2026-11`. */
  id: Scalars['ID']['output'];
  /** 发票号码 */
  invoiceNumbers: Array<Scalars['String']['output']>;
  library: Library;
  /** By day. At most 100 a page. */
  lines: StatementLineConnection;
  /** 码洋. Sum of the list prices. */
  listTotal: Money;
  /** `2026-11` */
  month: Scalars['String']['output'];
  /** 实洋. What the library owes. Below zero when more is taken back than bought. */
  netTotal: Money;
  /** What the library paid it with: number of the transfer. */
  paymentReference?: Maybe<Scalars['String']['output']>;
  /** 0 while OPEN, 1 when issued, one more each time it is issued again. To be given with `agreeStatement`. */
  revision: Scalars['Int']['output'];
  status: StatementStatus;
  store?: Maybe<Store>;
  /** Every transition, the oldest first. */
  transitions: Array<StatementTransition>;
};


/**
 * 结算单. What one library owes one store for one month in Asia/Shanghai. An order counts in the month in which the reader got
 * the book (LENT). While the month runs the statement is OPEN and shows what there is so far; what comes after a month was
 * issued stands in the next one.
 *
 * `OPEN → ISSUED → DISPUTED → ISSUED | AGREED → INVOICED → PAID`, and `ISSUED → AGREED`. After AGREED nothing in it changes:
 * corrections are red lines of a later statement. The lines add up to the totals, and all statements of a fund's orders to
 * what its ledger has as expended, to the fen.
 */
export type StatementExportArgs = {
  format: StatementFormat;
};


/**
 * 结算单. What one library owes one store for one month in Asia/Shanghai. An order counts in the month in which the reader got
 * the book (LENT). While the month runs the statement is OPEN and shows what there is so far; what comes after a month was
 * issued stands in the next one.
 *
 * `OPEN → ISSUED → DISPUTED → ISSUED | AGREED → INVOICED → PAID`, and `ISSUED → AGREED`. After AGREED nothing in it changes:
 * corrections are red lines of a later statement. The lines add up to the totals, and all statements of a fund's orders to
 * what its ledger has as expended, to the fen.
 */
export type StatementLinesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};

/** A page of statements. */
export type StatementConnection = {
  __typename?: 'StatementConnection';
  edges: Array<StatementEdge>;
  nodes: Array<Statement>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

/** 更正. What is right for one order's line. */
export type StatementCorrection = {
  __typename?: 'StatementCorrection';
  at: Scalars['DateTime']['output'];
  id: Scalars['ID']['output'];
  /** 定价 as it should have been. Null when the line is taken off altogether. */
  listPrice?: Maybe<Money>;
  /** 实洋 as it should have been. */
  net?: Maybe<Money>;
  order?: Maybe<PurchaseLendOrder>;
  rateBasisPoints?: Maybe<Scalars['Int']['output']>;
  reason: Scalars['String']['output'];
  /** Why it was refused. */
  refusal?: Maybe<CorrectionRefusal>;
  state: CorrectionState;
};

/** 异议. One side does not accept a line. */
export type StatementDispute = {
  __typename?: 'StatementDispute';
  /** Null while it is open, or when it was withdrawn. */
  answer?: Maybe<Scalars['String']['output']>;
  answeredAt?: Maybe<Scalars['DateTime']['output']>;
  at: Scalars['DateTime']['output'];
  id: Scalars['ID']['output'];
  line: StatementLine;
  raisedBy: StatementSide;
  reason: Scalars['String']['output'];
  /** True when the side that raised it has agreed after all. */
  withdrawn: Scalars['Boolean']['output'];
};

export type StatementEdge = {
  __typename?: 'StatementEdge';
  cursor: Scalars['String']['output'];
  node: Statement;
};

/** A statement as a file. */
export type StatementFile = {
  __typename?: 'StatementFile';
  /** The file's bytes in base64. */
  base64: Scalars['String']['output'];
  /** `结算单-NJ-JL-QINGCHUN-2026-11.csv` */
  fileName: Scalars['String']['output'];
  mediaType: Scalars['String']['output'];
};

/** How a statement is written. */
export type StatementFormat =
  /** UTF-8 with a byte order mark and CRLF, which Excel opens with Chinese intact. Fields as RFC 4180; no field is a formula. */
  | 'CSV'
  /** A workbook of Excel. */
  | 'XLSX';

/** One line of a statement: an order, or a correction of one. net = listPrice × rate, rounded half up; both are taken back on a red line. */
export type StatementLine = {
  __typename?: 'StatementLine';
  book?: Maybe<Book>;
  /** 册数. Below zero on a red line. */
  copies: Scalars['Int']['output'];
  /** Day of LENT; of the correction on a red line. */
  date: Scalars['Date']['output'];
  id: Scalars['ID']['output'];
  isbn?: Maybe<Scalars['String']['output']>;
  kind: StatementLineKind;
  /** 定价. What the title costs: a set has one price. */
  listPrice: Money;
  /** 码洋. The list price; below zero on a red line. */
  listTotal: Money;
  /** 实洋. What the library pays; below zero on a red line. */
  net: Money;
  order?: Maybe<PurchaseLendOrder>;
  /** 折扣. Share of the list price that the library pays: 8500 is 85 %. */
  rateBasisPoints: Scalars['Int']['output'];
  /** Why it was corrected. Null on the line of an order. */
  reason?: Maybe<Scalars['String']['output']>;
  /** As ordered, kept when the statement is issued. */
  title?: Maybe<Scalars['String']['output']>;
};

/** A page of lines. */
export type StatementLineConnection = {
  __typename?: 'StatementLineConnection';
  edges: Array<StatementLineEdge>;
  nodes: Array<StatementLine>;
  pageInfo: PageInfo;
  /** Lines on all pages. */
  totalCount: Scalars['Int']['output'];
};

export type StatementLineEdge = {
  __typename?: 'StatementLineEdge';
  cursor: Scalars['String']['output'];
  node: StatementLine;
};

/** What a line is for. */
export type StatementLineKind =
  /** 更正. Says what is right instead of what a red line takes back. */
  | 'CORRECTED'
  /** 购借. An order that was lent in this month. */
  | 'LENT'
  /** 红字. Takes back an earlier line. */
  | 'RED';

/** The two who agree on a statement. */
export type StatementSide =
  /** 图书馆 */
  | 'LIBRARY'
  /** 书店 */
  | 'STORE';

/** Where a statement stands. */
export type StatementStatus =
  /** 确认. Both sides have agreed; nothing in it changes any more. */
  | 'AGREED'
  /** 异议. A side does not accept a line. */
  | 'DISPUTED'
  /** 开票. The store has sent its invoices. */
  | 'INVOICED'
  /** 出具. To be agreed by both sides. */
  | 'ISSUED'
  /** The month is not issued yet; the lines are those of this moment. */
  | 'OPEN'
  /** 付讫 */
  | 'PAID';

/** One step in the life of a statement. */
export type StatementTransition = {
  __typename?: 'StatementTransition';
  /** Role of the one who did it; SYSTEM for the network itself. */
  actor: Scalars['String']['output'];
  at: Scalars['DateTime']['output'];
  from: StatementStatus;
  /** What was disputed or answered. */
  reason?: Maybe<Scalars['String']['output']>;
  to: StatementStatus;
};

/** How long a step took. */
export type StepTime = {
  __typename?: 'StepTime';
  from: PurchaseStatus;
  /** Half of them took less. */
  medianSeconds: Scalars['Float']['output'];
  /** Orders that took it. */
  orders: Scalars['Int']['output'];
  to: PurchaseStatus;
};

/** A partner bookstore. */
export type Store = {
  __typename?: 'Store';
  /** Library barcodes that the store may stick on books, the newest first; for its clerks and librarians of the library that issued them. */
  barcodeRanges: Array<BarcodeRange>;
  /** Those that the person asking may see, the one that begins last first: all for the store's clerks and administrators, for librarians those that their library pays by. */
  contracts: Array<Contract>;
  /** `QINGCHUN`, `WENDU`, … */
  id: Scalars['ID']['output'];
  /**
   * Online orders that wait for this store, to be confirmed or shipped, the oldest first. At most 100 a page. For its clerks and
   * administrators; null for others.
   */
  inbox?: Maybe<PurchaseLendOrderConnection>;
  name: Scalars['String']['output'];
  /** Titles on sale, the last changed first. At most 100 a page. */
  offers: OfferConnection;
  /** All orders of this store, or those of one status, the newest first. At most 100 a page. For its clerks and administrators. */
  orders?: Maybe<PurchaseLendOrderConnection>;
  /** The company that runs it. */
  partner: Scalars['String']['output'];
  /** The library that pays for what is bought here, by the contract in force today. Null when there is none. */
  payer?: Maybe<Library>;
  /** Month in which the partnership began, `2020-10`. */
  since: Scalars['String']['output'];
  source: FactSource;
  /** Where the store's own system hears of its orders. For its clerks and administrators; null for everybody else. */
  webhooks?: Maybe<Array<Webhook>>;
};


/** A partner bookstore. */
export type StoreInboxArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};


/** A partner bookstore. */
export type StoreOffersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};


/** A partner bookstore. */
export type StoreOrdersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  status?: InputMaybe<PurchaseStatus>;
};

/** What one library has bought in one store. */
export type StoreSpend = {
  __typename?: 'StoreSpend';
  copies: Scalars['Int']['output'];
  library: Library;
  /** 码洋 */
  list: Money;
  /** 实洋 */
  net: Money;
  orders: Scalars['Int']['output'];
  store?: Maybe<Store>;
};

/** What the clerk scans and types. */
export type SubmitPurchaseLendOrderInput = {
  /** Give `bookId` or `isbn`. */
  bookId?: InputMaybe<Scalars['ID']['input']>;
  /** Number on the reader's card. */
  card: Scalars['String']['input'];
  /** Chosen by the POS, unique within the store's organisation; at most 100 characters. The same key is the same order. */
  idempotencyKey: Scalars['String']['input'];
  isbn?: InputMaybe<Scalars['String']['input']>;
  /** The library barcode that the clerk stuck on the book and scanned, of those issued to the store; without one a number is assigned. */
  itemBarcode?: InputMaybe<Scalars['String']['input']>;
  /** Of a set instead: one barcode for each volume, in their order. */
  itemBarcodes?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Volumes that are bought of a set that is sold under one ISBN; left out, the whole set. */
  items?: InputMaybe<Scalars['Int']['input']>;
  /** For an ISBN that the catalogue does not know: it makes a record that waits for cataloguing. */
  line?: InputMaybe<BibliographicLineInput>;
  /** 定价. What is printed on the book; of a set, the price of all its volumes together. */
  listPrice: MoneyInput;
  store: Scalars['ID']['input'];
};

/**
 * What became of an order at the counter. Everything but `PurchaseLendOrderLent` and `PurchaseLendOrderDecided` leaves the book with the
 * store; what was sold off line is with the reader anyway.
 */
export type SubmitPurchaseLendOrderResult = AmbiguousIsbn | PurchaseInReview | PurchaseLendOrderDecided | PurchaseLendOrderLent | PurchaseRefused | TryAgain;

export type Subscription = {
  __typename?: 'Subscription';
  /**
   * Each step of a purchase-lend order, when it is taken. Give one of `store`, `library` and `card`, or none for your own: a
   * reader's card, a clerk's store, the library of a librarian (the one that pays), everything for administrators.
   */
  purchaseLendOrderChanged: PurchaseLendOrderChange;
};


export type SubscriptionPurchaseLendOrderChangedArgs = {
  after?: InputMaybe<Scalars['ID']['input']>;
  card?: InputMaybe<Scalars['String']['input']>;
  library?: InputMaybe<Scalars['ID']['input']>;
  store?: InputMaybe<Scalars['ID']['input']>;
};

/** No decision in time. Nothing was taken, and nothing will be: submit again with a new key. */
export type TryAgain = {
  __typename?: 'TryAgain';
  message: Scalars['String']['output'];
};


/** No decision in time. Nothing was taken, and nothing will be: submit again with a new key. */
export type TryAgainMessageArgs = {
  lang?: Language;
};

/** Where a store's own system hears of its orders. */
export type Webhook = {
  __typename?: 'Webhook';
  createdAt: Scalars['DateTime']['output'];
  /** What was sent or waits to be, the newest event first. At most 100 a page. */
  deliveries: WebhookDeliveryConnection;
  disabledAt?: Maybe<Scalars['DateTime']['output']>;
  /** Since when every attempt has failed. Null while it answers. */
  failingSince?: Maybe<Scalars['DateTime']['output']>;
  id: Scalars['ID']['output'];
  status: WebhookStatus;
  url: Scalars['String']['output'];
};


/** Where a store's own system hears of its orders. */
export type WebhookDeliveriesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};

/** One event for one webhook. */
export type WebhookDelivery = {
  __typename?: 'WebhookDelivery';
  attempts: Scalars['Int']['output'];
  deliveredAt?: Maybe<Scalars['DateTime']['output']>;
  /** The header `webhook-id`. The same at each attempt. */
  eventId: Scalars['ID']['output'];
  from?: Maybe<PurchaseStatus>;
  lastAttemptAt?: Maybe<Scalars['DateTime']['output']>;
  /** Why the last attempt has failed. */
  lastError?: Maybe<Scalars['String']['output']>;
  /** HTTP status of the last attempt. Null when nothing was answered. */
  lastStatus?: Maybe<Scalars['Int']['output']>;
  /** Not before this moment, nor before an earlier event of the same order. */
  nextAttemptAt?: Maybe<Scalars['DateTime']['output']>;
  orderId: Scalars['ID']['output'];
  state: WebhookDeliveryState;
  to: PurchaseStatus;
};

/** A page of deliveries. */
export type WebhookDeliveryConnection = {
  __typename?: 'WebhookDeliveryConnection';
  edges: Array<WebhookDeliveryEdge>;
  nodes: Array<WebhookDelivery>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

export type WebhookDeliveryEdge = {
  __typename?: 'WebhookDeliveryEdge';
  cursor: Scalars['String']['output'];
  node: WebhookDelivery;
};

/** Where a delivery stands. */
export type WebhookDeliveryState =
  /** Answered with 2xx. */
  | 'DELIVERED'
  /** Given up after three days. */
  | 'FAILED'
  | 'PENDING';

/** What is sent once more. */
export type WebhookReplay = {
  __typename?: 'WebhookReplay';
  /** Events of the time. */
  events: Scalars['Int']['output'];
  /** Webhooks that they are sent to. */
  webhooks: Scalars['Int']['output'];
};

/** How a webhook does. */
export type WebhookStatus =
  | 'ACTIVE'
  /** It has failed for three days: nothing is sent any more. `enableWebhook` takes it up again. */
  | 'DISABLED'
  /** The last attempt has failed; it is tried again at growing gaps. */
  | 'FAILING';



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
  Offer: Offer;
  PurchaseLendOrder: PurchaseLendOrder;
  ReaderExport: ReaderExport;
  Store: Store;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Book:
    ( { __typename: 'Book' }
    & GraphQLRecursivePick<FederationTypes['Book'], {"id":true}> );
  Offer:
    ( { __typename: 'Offer' }
    & GraphQLRecursivePick<FederationTypes['Offer'], {"id":true}> );
  PurchaseLendOrder:
    ( { __typename: 'PurchaseLendOrder' }
    & GraphQLRecursivePick<FederationTypes['PurchaseLendOrder'], {"id":true}> );
  ReaderExport:
    ( { __typename: 'ReaderExport' }
    & GraphQLRecursivePick<FederationTypes['ReaderExport'], {"card":true}> );
  Store:
    ( { __typename: 'Store' }
    & GraphQLRecursivePick<FederationTypes['Store'], {"id":true}> );
};

/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  PurchaseEligibilityResult:
    | ( Omit<AmbiguousIsbn, 'candidates'> & { candidates: Array<Maybe<_RefType['Book']>> } )
    | ( Omit<PurchaseEligibility, 'failures' | 'payer'> & { failures: Array<_RefType['RuleFailure']>, payer?: Maybe<_RefType['Library']> } )
  ;
  RequestPurchaseResult:
    | ( Omit<AmbiguousIsbn, 'candidates'> & { candidates: Array<Maybe<_RefType['Book']>> } )
    | ( Omit<PurchaseApproved, 'order'> & { order: _RefType['PurchaseLendOrder'] } )
    | ( Omit<PurchaseInReview, 'order'> & { order: _RefType['PurchaseLendOrder'] } )
    | ( Refused )
    | ( Undecided )
  ;
  SubmitPurchaseLendOrderResult:
    | ( Omit<AmbiguousIsbn, 'candidates'> & { candidates: Array<Maybe<_RefType['Book']>> } )
    | ( Omit<PurchaseInReview, 'order'> & { order: _RefType['PurchaseLendOrder'] } )
    | ( Taken )
    | ( Omit<PurchaseLendOrderLent, 'order'> & { order: _RefType['PurchaseLendOrder'] } )
    | ( Refused )
    | ( Undecided )
  ;
};


/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  AddContractInput: AddContractInput;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  AddressLook: ResolverTypeWrapper<AddressLook>;
  AfterLoanStep: AfterLoanStep;
  AmbiguousIsbn: ResolverTypeWrapper<Omit<AmbiguousIsbn, 'candidates'> & { candidates: Array<Maybe<ResolversTypes['Book']>> }>;
  AnswerStatementDisputeInput: AnswerStatementDisputeInput;
  ApiKey: ResolverTypeWrapper<ApiKeyEntity>;
  ApiKeyConnection: ResolverTypeWrapper<Omit<ApiKeyConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['ApiKeyEdge']>, nodes: Array<ResolversTypes['ApiKey']> }>;
  ApiKeyEdge: ResolverTypeWrapper<Omit<ApiKeyEdge, 'node'> & { node: ResolversTypes['ApiKey'] }>;
  ApiKeyGrant: ResolverTypeWrapper<ApiKeyGrant>;
  ApiKeyStatus: ApiKeyStatus;
  BarcodeRange: ResolverTypeWrapper<BarcodeRangeEntity>;
  BibliographicLineInput: BibliographicLineInput;
  Book: ResolverTypeWrapper<Reference>;
  BookFormat: BookFormat;
  BookPurchaseOptions: ResolverTypeWrapper<BookPurchaseOptions>;
  BorrowerFactsInput: BorrowerFactsInput;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Contract: ResolverTypeWrapper<ContractEntity>;
  CorrectStatementLineInput: CorrectStatementLineInput;
  CorrectionRefusal: CorrectionRefusal;
  CorrectionState: CorrectionState;
  CreatedApiKey: ResolverTypeWrapper<Omit<CreatedApiKey, 'apiKey'> & { apiKey: ResolversTypes['ApiKey'] }>;
  CreditBand: CreditBand;
  Currency: Currency;
  Date: ResolverTypeWrapper<Scalars['Date']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DeliveryAddress: ResolverTypeWrapper<DeliveryAddress>;
  DeliveryAddressInput: DeliveryAddressInput;
  DeliveryEvent: DeliveryEvent;
  DisputeStatementLineInput: DisputeStatementLineInput;
  ExportedOrder: ResolverTypeWrapper<ExportedOrderValue>;
  ExportedOrderConnection: ResolverTypeWrapper<Omit<ExportedOrderConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['ExportedOrderEdge']>, nodes: Array<ResolversTypes['ExportedOrder']> }>;
  ExportedOrderEdge: ResolverTypeWrapper<Omit<ExportedOrderEdge, 'node'> & { node: ResolversTypes['ExportedOrder'] }>;
  ExportedOrderStep: ResolverTypeWrapper<OrderItemStep>;
  FactSource: FactSource;
  FundEmptied: ResolverTypeWrapper<EmptiedFund>;
  InvoiceStatementInput: InvoiceStatementInput;
  IssueBarcodesInput: IssueBarcodesInput;
  Language: Language;
  Liability: Liability;
  Library: ResolverTypeWrapper<Reference>;
  LoanStart: LoanStart;
  LoanTermsInput: LoanTermsInput;
  Money: ResolverTypeWrapper<Money>;
  MoneyInput: MoneyInput;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Offer: ResolverTypeWrapper<OfferEntity>;
  OfferConnection: ResolverTypeWrapper<Omit<OfferConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['OfferEdge']>, nodes: Array<ResolversTypes['Offer']> }>;
  OfferEdge: ResolverTypeWrapper<Omit<OfferEdge, 'node'> & { node: ResolversTypes['Offer'] }>;
  OfferInput: OfferInput;
  OfflineOrderError: ResolverTypeWrapper<OfflineOrderError>;
  OfflineOrderErrorCode: OfflineOrderErrorCode;
  OfflineOrderInput: OfflineOrderInput;
  OfflineOrderResult: ResolverTypeWrapper<OfflineOutcome>;
  OrderAccount: ResolverTypeWrapper<ReaderFacts>;
  OrderAction: OrderAction;
  OrderCount: ResolverTypeWrapper<OrderCount>;
  OrderStepInput: OrderStepInput;
  OrdersErased: ResolverTypeWrapper<OrdersErased>;
  OrdersKept: ResolverTypeWrapper<OrdersKept>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  PayStatementInput: PayStatementInput;
  ProgrammeReport: ResolverTypeWrapper<ReportScope>;
  ProgrammeSpend: ResolverTypeWrapper<Spend>;
  PurchaseApproved: ResolverTypeWrapper<Omit<PurchaseApproved, 'order'> & { order: ResolversTypes['PurchaseLendOrder'] }>;
  PurchaseBorrowerInput: PurchaseBorrowerInput;
  PurchaseChannel: PurchaseChannel;
  PurchaseEligibility: ResolverTypeWrapper<Omit<PurchaseEligibility, 'failures' | 'payer'> & { failures: Array<ResolversTypes['RuleFailure']>, payer?: Maybe<ResolversTypes['Library']> }>;
  PurchaseEligibilityInput: PurchaseEligibilityInput;
  PurchaseEligibilityResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['PurchaseEligibilityResult']>;
  PurchaseFailure: ResolverTypeWrapper<PurchaseFailure>;
  PurchaseInReview: ResolverTypeWrapper<Omit<PurchaseInReview, 'order'> & { order: ResolversTypes['PurchaseLendOrder'] }>;
  PurchaseLendOrder: ResolverTypeWrapper<PurchaseLendOrderEntity>;
  PurchaseLendOrderChange: ResolverTypeWrapper<OrderChange>;
  PurchaseLendOrderConnection: ResolverTypeWrapper<Omit<PurchaseLendOrderConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['PurchaseLendOrderEdge']>, nodes: Array<ResolversTypes['PurchaseLendOrder']> }>;
  PurchaseLendOrderDecided: ResolverTypeWrapper<Taken>;
  PurchaseLendOrderEdge: ResolverTypeWrapper<Omit<PurchaseLendOrderEdge, 'node'> & { node: ResolversTypes['PurchaseLendOrder'] }>;
  PurchaseLendOrderLent: ResolverTypeWrapper<Omit<PurchaseLendOrderLent, 'order'> & { order: ResolversTypes['PurchaseLendOrder'] }>;
  PurchaseLimits: ResolverTypeWrapper<PurchaseLimits>;
  PurchaseOption: ResolverTypeWrapper<PurchaseOption>;
  PurchaseOptions: ResolverTypeWrapper<PurchaseOptions>;
  PurchaseOutcome: PurchaseOutcome;
  PurchaseRefused: ResolverTypeWrapper<Refused>;
  PurchaseRule: PurchaseRule;
  PurchaseRuleInput: PurchaseRuleInput;
  PurchaseStatus: PurchaseStatus;
  PurchaseTransition: ResolverTypeWrapper<PurchaseTransitionEntity>;
  PutOfferOutcome: PutOfferOutcome;
  PutOfferResult: ResolverTypeWrapper<PutOffer>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Reader: ResolverTypeWrapper<Reference>;
  ReaderExport: ResolverTypeWrapper<ReaderExportValue>;
  ReaderType: ReaderType;
  ReconcileFinding: ResolverTypeWrapper<ReconcileFinding>;
  Reconciliation: ResolverTypeWrapper<Reconciliation>;
  RefusalCount: ResolverTypeWrapper<RefusalCount>;
  RegisteredWebhook: ResolverTypeWrapper<Omit<RegisteredWebhook, 'webhook'> & { webhook: ResolversTypes['Webhook'] }>;
  RequestPurchaseInput: RequestPurchaseInput;
  RequestPurchaseResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['RequestPurchaseResult']>;
  ReviewDecision: ReviewDecision;
  RuleCode: RuleCode;
  RuleConsequence: RuleConsequence;
  RuleFailure: ResolverTypeWrapper<Failure>;
  RuleReplay: ResolverTypeWrapper<RuleReplayValue>;
  RuleReplaySum: ResolverTypeWrapper<TurnedSum>;
  RuleReplayTurn: ResolverTypeWrapper<Turn>;
  RuleSetInput: RuleSetInput;
  RuleSubject: RuleSubject;
  RuleUnit: RuleUnit;
  RuleVerdict: RuleVerdict;
  SilentOwner: ResolverTypeWrapper<SilentOwner>;
  Statement: ResolverTypeWrapper<StatementValue>;
  StatementConnection: ResolverTypeWrapper<Omit<StatementConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['StatementEdge']>, nodes: Array<ResolversTypes['Statement']> }>;
  StatementCorrection: ResolverTypeWrapper<StatementCorrectionEntity>;
  StatementDispute: ResolverTypeWrapper<StatementDisputeEntity>;
  StatementEdge: ResolverTypeWrapper<Omit<StatementEdge, 'node'> & { node: ResolversTypes['Statement'] }>;
  StatementFile: ResolverTypeWrapper<StatementFile>;
  StatementFormat: StatementFormat;
  StatementLine: ResolverTypeWrapper<StatementLineRow>;
  StatementLineConnection: ResolverTypeWrapper<Omit<StatementLineConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['StatementLineEdge']>, nodes: Array<ResolversTypes['StatementLine']> }>;
  StatementLineEdge: ResolverTypeWrapper<Omit<StatementLineEdge, 'node'> & { node: ResolversTypes['StatementLine'] }>;
  StatementLineKind: StatementLineKind;
  StatementSide: StatementSide;
  StatementStatus: StatementStatus;
  StatementTransition: ResolverTypeWrapper<StatementTransitionEntity>;
  StepTime: ResolverTypeWrapper<StepTime>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  Store: ResolverTypeWrapper<StoreEntity>;
  StoreSpend: ResolverTypeWrapper<SpendRow>;
  SubmitPurchaseLendOrderInput: SubmitPurchaseLendOrderInput;
  SubmitPurchaseLendOrderResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['SubmitPurchaseLendOrderResult']>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  TryAgain: ResolverTypeWrapper<Undecided>;
  Webhook: ResolverTypeWrapper<WebhookEntity>;
  WebhookDelivery: ResolverTypeWrapper<WebhookDeliveryEntity>;
  WebhookDeliveryConnection: ResolverTypeWrapper<Omit<WebhookDeliveryConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['WebhookDeliveryEdge']>, nodes: Array<ResolversTypes['WebhookDelivery']> }>;
  WebhookDeliveryEdge: ResolverTypeWrapper<Omit<WebhookDeliveryEdge, 'node'> & { node: ResolversTypes['WebhookDelivery'] }>;
  WebhookDeliveryState: WebhookDeliveryState;
  WebhookReplay: ResolverTypeWrapper<WebhookReplay>;
  WebhookStatus: WebhookStatus;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  AddContractInput: AddContractInput;
  String: Scalars['String']['output'];
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  AddressLook: AddressLook;
  AmbiguousIsbn: Omit<AmbiguousIsbn, 'candidates'> & { candidates: Array<Maybe<ResolversParentTypes['Book']>> };
  AnswerStatementDisputeInput: AnswerStatementDisputeInput;
  ApiKey: ApiKeyEntity;
  ApiKeyConnection: Omit<ApiKeyConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['ApiKeyEdge']>, nodes: Array<ResolversParentTypes['ApiKey']> };
  ApiKeyEdge: Omit<ApiKeyEdge, 'node'> & { node: ResolversParentTypes['ApiKey'] };
  ApiKeyGrant: ApiKeyGrant;
  BarcodeRange: BarcodeRangeEntity;
  BibliographicLineInput: BibliographicLineInput;
  Book: Reference;
  BookPurchaseOptions: BookPurchaseOptions;
  BorrowerFactsInput: BorrowerFactsInput;
  Boolean: Scalars['Boolean']['output'];
  Contract: ContractEntity;
  CorrectStatementLineInput: CorrectStatementLineInput;
  CreatedApiKey: Omit<CreatedApiKey, 'apiKey'> & { apiKey: ResolversParentTypes['ApiKey'] };
  Date: Scalars['Date']['output'];
  DateTime: Scalars['DateTime']['output'];
  DeliveryAddress: DeliveryAddress;
  DeliveryAddressInput: DeliveryAddressInput;
  DisputeStatementLineInput: DisputeStatementLineInput;
  ExportedOrder: ExportedOrderValue;
  ExportedOrderConnection: Omit<ExportedOrderConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['ExportedOrderEdge']>, nodes: Array<ResolversParentTypes['ExportedOrder']> };
  ExportedOrderEdge: Omit<ExportedOrderEdge, 'node'> & { node: ResolversParentTypes['ExportedOrder'] };
  ExportedOrderStep: OrderItemStep;
  FundEmptied: EmptiedFund;
  InvoiceStatementInput: InvoiceStatementInput;
  IssueBarcodesInput: IssueBarcodesInput;
  Library: Reference;
  LoanTermsInput: LoanTermsInput;
  Money: Money;
  MoneyInput: MoneyInput;
  Mutation: Record<PropertyKey, never>;
  Offer: OfferEntity;
  OfferConnection: Omit<OfferConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['OfferEdge']>, nodes: Array<ResolversParentTypes['Offer']> };
  OfferEdge: Omit<OfferEdge, 'node'> & { node: ResolversParentTypes['Offer'] };
  OfferInput: OfferInput;
  OfflineOrderError: OfflineOrderError;
  OfflineOrderInput: OfflineOrderInput;
  OfflineOrderResult: OfflineOutcome;
  OrderAccount: ReaderFacts;
  OrderCount: OrderCount;
  OrderStepInput: OrderStepInput;
  OrdersErased: OrdersErased;
  OrdersKept: OrdersKept;
  PageInfo: PageInfo;
  PayStatementInput: PayStatementInput;
  ProgrammeReport: ReportScope;
  ProgrammeSpend: Spend;
  PurchaseApproved: Omit<PurchaseApproved, 'order'> & { order: ResolversParentTypes['PurchaseLendOrder'] };
  PurchaseBorrowerInput: PurchaseBorrowerInput;
  PurchaseEligibility: Omit<PurchaseEligibility, 'failures' | 'payer'> & { failures: Array<ResolversParentTypes['RuleFailure']>, payer?: Maybe<ResolversParentTypes['Library']> };
  PurchaseEligibilityInput: PurchaseEligibilityInput;
  PurchaseEligibilityResult: ResolversUnionTypes<ResolversParentTypes>['PurchaseEligibilityResult'];
  PurchaseFailure: PurchaseFailure;
  PurchaseInReview: Omit<PurchaseInReview, 'order'> & { order: ResolversParentTypes['PurchaseLendOrder'] };
  PurchaseLendOrder: PurchaseLendOrderEntity;
  PurchaseLendOrderChange: OrderChange;
  PurchaseLendOrderConnection: Omit<PurchaseLendOrderConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['PurchaseLendOrderEdge']>, nodes: Array<ResolversParentTypes['PurchaseLendOrder']> };
  PurchaseLendOrderDecided: Taken;
  PurchaseLendOrderEdge: Omit<PurchaseLendOrderEdge, 'node'> & { node: ResolversParentTypes['PurchaseLendOrder'] };
  PurchaseLendOrderLent: Omit<PurchaseLendOrderLent, 'order'> & { order: ResolversParentTypes['PurchaseLendOrder'] };
  PurchaseLimits: PurchaseLimits;
  PurchaseOption: PurchaseOption;
  PurchaseOptions: PurchaseOptions;
  PurchaseRefused: Refused;
  PurchaseRuleInput: PurchaseRuleInput;
  PurchaseTransition: PurchaseTransitionEntity;
  PutOfferResult: PutOffer;
  Query: Record<PropertyKey, never>;
  Reader: Reference;
  ReaderExport: ReaderExportValue;
  ReconcileFinding: ReconcileFinding;
  Reconciliation: Reconciliation;
  RefusalCount: RefusalCount;
  RegisteredWebhook: Omit<RegisteredWebhook, 'webhook'> & { webhook: ResolversParentTypes['Webhook'] };
  RequestPurchaseInput: RequestPurchaseInput;
  RequestPurchaseResult: ResolversUnionTypes<ResolversParentTypes>['RequestPurchaseResult'];
  RuleFailure: Failure;
  RuleReplay: RuleReplayValue;
  RuleReplaySum: TurnedSum;
  RuleReplayTurn: Turn;
  RuleSetInput: RuleSetInput;
  SilentOwner: SilentOwner;
  Statement: StatementValue;
  StatementConnection: Omit<StatementConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['StatementEdge']>, nodes: Array<ResolversParentTypes['Statement']> };
  StatementCorrection: StatementCorrectionEntity;
  StatementDispute: StatementDisputeEntity;
  StatementEdge: Omit<StatementEdge, 'node'> & { node: ResolversParentTypes['Statement'] };
  StatementFile: StatementFile;
  StatementLine: StatementLineRow;
  StatementLineConnection: Omit<StatementLineConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['StatementLineEdge']>, nodes: Array<ResolversParentTypes['StatementLine']> };
  StatementLineEdge: Omit<StatementLineEdge, 'node'> & { node: ResolversParentTypes['StatementLine'] };
  StatementTransition: StatementTransitionEntity;
  StepTime: StepTime;
  Float: Scalars['Float']['output'];
  Store: StoreEntity;
  StoreSpend: SpendRow;
  SubmitPurchaseLendOrderInput: SubmitPurchaseLendOrderInput;
  SubmitPurchaseLendOrderResult: ResolversUnionTypes<ResolversParentTypes>['SubmitPurchaseLendOrderResult'];
  Subscription: Record<PropertyKey, never>;
  TryAgain: Undecided;
  Webhook: WebhookEntity;
  WebhookDelivery: WebhookDeliveryEntity;
  WebhookDeliveryConnection: Omit<WebhookDeliveryConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['WebhookDeliveryEdge']>, nodes: Array<ResolversParentTypes['WebhookDelivery']> };
  WebhookDeliveryEdge: Omit<WebhookDeliveryEdge, 'node'> & { node: ResolversParentTypes['WebhookDelivery'] };
  WebhookReplay: WebhookReplay;
};

export type AddressLookResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AddressLook'] = ResolversParentTypes['AddressLook']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  by?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type AmbiguousIsbnResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AmbiguousIsbn'] = ResolversParentTypes['AmbiguousIsbn']> = {
  candidates?: Resolver<Array<Maybe<ResolversTypes['Book']>>, ParentType, ContextType>;
  isbn?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ApiKeyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ApiKey'] = ResolversParentTypes['ApiKey']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  createdBy?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lastUsedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  prefix?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  revokedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  revokedBy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  scopes?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ApiKeyStatus'], ParentType, ContextType>;
  store?: Resolver<ResolversTypes['Store'], ParentType, ContextType>;
};

export type ApiKeyConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ApiKeyConnection'] = ResolversParentTypes['ApiKeyConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ApiKeyEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['ApiKey']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ApiKeyEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ApiKeyEdge'] = ResolversParentTypes['ApiKeyEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ApiKey'], ParentType, ContextType>;
};

export type ApiKeyGrantResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ApiKeyGrant'] = ResolversParentTypes['ApiKeyGrant']> = {
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  prefix?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  scopes?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  store?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type BarcodeRangeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BarcodeRange'] = ResolversParentTypes['BarcodeRange']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  first?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  issuedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  last?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  library?: Resolver<ResolversTypes['Library'], ParentType, ContextType>;
};

export type BookResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Book'] = ResolversParentTypes['Book'], FederationReferenceType extends FederationReferenceTypes['Book'] = FederationReferenceTypes['Book']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Book']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  offers?: Resolver<Maybe<Array<ResolversTypes['Offer']>>, ParentType, ContextType>;
};

export type BookPurchaseOptionsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BookPurchaseOptions'] = ResolversParentTypes['BookPurchaseOptions']> = {
  bookId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  counter?: Resolver<Array<ResolversTypes['PurchaseOption']>, ParentType, ContextType>;
  online?: Resolver<ResolversTypes['PurchaseOption'], ParentType, ContextType>;
};

export type ContractResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Contract'] = ResolversParentTypes['Contract']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  offlineCopiesPerDay?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  offlinePriceCap?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  payer?: Resolver<ResolversTypes['Library'], ParentType, ContextType>;
  rateBasisPoints?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  store?: Resolver<ResolversTypes['Store'], ParentType, ContextType>;
  validFrom?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  validTo?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
};

export type CreatedApiKeyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreatedApiKey'] = ResolversParentTypes['CreatedApiKey']> = {
  apiKey?: Resolver<ResolversTypes['ApiKey'], ParentType, ContextType>;
  secret?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
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

export type ExportedOrderResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ExportedOrder'] = ResolversParentTypes['ExportedOrder']> = {
  account?: Resolver<Maybe<ResolversTypes['OrderAccount']>, ParentType, ContextType>;
  addressErasedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  card?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  idempotencyKey?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  order?: Resolver<ResolversTypes['PurchaseLendOrder'], ParentType, ContextType>;
  organisation?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  readerId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  readerName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  readerType?: Resolver<Maybe<ResolversTypes['ReaderType']>, ParentType, ContextType>;
  steps?: Resolver<Array<ResolversTypes['ExportedOrderStep']>, ParentType, ContextType>;
  submittedBy?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ExportedOrderConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ExportedOrderConnection'] = ResolversParentTypes['ExportedOrderConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ExportedOrderEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['ExportedOrder']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ExportedOrderEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ExportedOrderEdge'] = ResolversParentTypes['ExportedOrderEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ExportedOrder'], ParentType, ContextType>;
};

export type ExportedOrderStepResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ExportedOrderStep'] = ResolversParentTypes['ExportedOrderStep']> = {
  actor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  amount?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  itemId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  step?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type FundEmptiedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FundEmptied'] = ResolversParentTypes['FundEmptied']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  library?: Resolver<ResolversTypes['Library'], ParentType, ContextType>;
  orders?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  year?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type LibraryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Library'] = ResolversParentTypes['Library']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type MoneyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Money'] = ResolversParentTypes['Money']> = {
  currency?: Resolver<ResolversTypes['Currency'], ParentType, ContextType>;
  fen?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  addContract?: Resolver<ResolversTypes['Contract'], ParentType, ContextType, RequireFields<MutationAddContractArgs, 'input'>>;
  agreeStatement?: Resolver<ResolversTypes['Statement'], ParentType, ContextType, RequireFields<MutationAgreeStatementArgs, 'id' | 'revision'>>;
  answerStatementDispute?: Resolver<ResolversTypes['Statement'], ParentType, ContextType, RequireFields<MutationAnswerStatementDisputeArgs, 'input'>>;
  cancelOrder?: Resolver<ResolversTypes['PurchaseLendOrder'], ParentType, ContextType, RequireFields<MutationCancelOrderArgs, 'id'>>;
  confirmOrder?: Resolver<ResolversTypes['PurchaseLendOrder'], ParentType, ContextType, RequireFields<MutationConfirmOrderArgs, 'id'>>;
  correctStatementLine?: Resolver<ResolversTypes['StatementCorrection'], ParentType, ContextType, RequireFields<MutationCorrectStatementLineArgs, 'input'>>;
  createApiKey?: Resolver<ResolversTypes['CreatedApiKey'], ParentType, ContextType, RequireFields<MutationCreateApiKeyArgs, 'name' | 'scopes' | 'store'>>;
  disputeStatementLine?: Resolver<ResolversTypes['Statement'], ParentType, ContextType, RequireFields<MutationDisputeStatementLineArgs, 'input'>>;
  enableWebhook?: Resolver<ResolversTypes['Webhook'], ParentType, ContextType, RequireFields<MutationEnableWebhookArgs, 'id'>>;
  eraseOrders?: Resolver<ResolversTypes['OrdersErased'], ParentType, ContextType, RequireFields<MutationEraseOrdersArgs, 'before' | 'card' | 'id'>>;
  invoiceStatement?: Resolver<ResolversTypes['Statement'], ParentType, ContextType, RequireFields<MutationInvoiceStatementArgs, 'input'>>;
  issueBarcodes?: Resolver<ResolversTypes['BarcodeRange'], ParentType, ContextType, RequireFields<MutationIssueBarcodesArgs, 'input'>>;
  issueStatement?: Resolver<ResolversTypes['Statement'], ParentType, ContextType, RequireFields<MutationIssueStatementArgs, 'id'>>;
  payStatement?: Resolver<ResolversTypes['Statement'], ParentType, ContextType, RequireFields<MutationPayStatementArgs, 'input'>>;
  putOffers?: Resolver<Array<ResolversTypes['PutOfferResult']>, ParentType, ContextType, RequireFields<MutationPutOffersArgs, 'offers' | 'store'>>;
  putStoreOffers?: Resolver<Array<ResolversTypes['PutOfferResult']>, ParentType, ContextType, RequireFields<MutationPutStoreOffersArgs, 'offers' | 'store'>>;
  reconcileOrders?: Resolver<ResolversTypes['Reconciliation'], ParentType, ContextType, RequireFields<MutationReconcileOrdersArgs, 'first'>>;
  recordDelivery?: Resolver<ResolversTypes['PurchaseLendOrder'], ParentType, ContextType, RequireFields<MutationRecordDeliveryArgs, 'event' | 'id'>>;
  recordOrderStep?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationRecordOrderStepArgs, 'input'>>;
  registerWebhook?: Resolver<ResolversTypes['RegisteredWebhook'], ParentType, ContextType, RequireFields<MutationRegisterWebhookArgs, 'store' | 'url'>>;
  removeWebhook?: Resolver<ResolversTypes['Store'], ParentType, ContextType, RequireFields<MutationRemoveWebhookArgs, 'id'>>;
  replayWebhooks?: Resolver<ResolversTypes['WebhookReplay'], ParentType, ContextType, RequireFields<MutationReplayWebhooksArgs, 'from' | 'store' | 'to'>>;
  repointBook?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationRepointBookArgs, 'from' | 'to'>>;
  reportOutOfStock?: Resolver<ResolversTypes['PurchaseLendOrder'], ParentType, ContextType, RequireFields<MutationReportOutOfStockArgs, 'id'>>;
  requestPurchase?: Resolver<ResolversTypes['RequestPurchaseResult'], ParentType, ContextType, RequireFields<MutationRequestPurchaseArgs, 'input'>>;
  reviewOrder?: Resolver<ResolversTypes['PurchaseLendOrder'], ParentType, ContextType, RequireFields<MutationReviewOrderArgs, 'decision' | 'id'>>;
  revokeApiKey?: Resolver<ResolversTypes['ApiKey'], ParentType, ContextType, RequireFields<MutationRevokeApiKeyArgs, 'id'>>;
  shipOrder?: Resolver<ResolversTypes['PurchaseLendOrder'], ParentType, ContextType, RequireFields<MutationShipOrderArgs, 'courier' | 'id' | 'trackingNumber'>>;
  signForOrder?: Resolver<ResolversTypes['PurchaseLendOrder'], ParentType, ContextType, RequireFields<MutationSignForOrderArgs, 'id'>>;
  submitPurchaseLendOrder?: Resolver<ResolversTypes['SubmitPurchaseLendOrderResult'], ParentType, ContextType, RequireFields<MutationSubmitPurchaseLendOrderArgs, 'input'>>;
  submitPurchaseLendOrders?: Resolver<Array<ResolversTypes['OfflineOrderResult']>, ParentType, ContextType, RequireFields<MutationSubmitPurchaseLendOrdersArgs, 'orders'>>;
  voidOrder?: Resolver<ResolversTypes['PurchaseLendOrder'], ParentType, ContextType, RequireFields<MutationVoidOrderArgs, 'id' | 'reason'>>;
};

export type OfferResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Offer'] = ResolversParentTypes['Offer'], FederationReferenceType extends FederationReferenceTypes['Offer'] = FederationReferenceTypes['Offer']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Offer']> | FederationReferenceType, FederationReferenceType, ContextType>;
  asOf?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  book?: Resolver<Maybe<ResolversTypes['Book']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isbn?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  listPrice?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  sample?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  stock?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  store?: Resolver<ResolversTypes['Store'], ParentType, ContextType>;
};

export type OfferConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OfferConnection'] = ResolversParentTypes['OfferConnection']> = {
  edges?: Resolver<Array<ResolversTypes['OfferEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Offer']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type OfferEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OfferEdge'] = ResolversParentTypes['OfferEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Offer'], ParentType, ContextType>;
};

export type OfflineOrderErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OfflineOrderError'] = ResolversParentTypes['OfflineOrderError']> = {
  argument?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  code?: Resolver<ResolversTypes['OfflineOrderErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type OfflineOrderResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OfflineOrderResult'] = ResolversParentTypes['OfflineOrderResult']> = {
  error?: Resolver<Maybe<ResolversTypes['OfflineOrderError']>, ParentType, ContextType>;
  idempotencyKey?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  line?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  result?: Resolver<Maybe<ResolversTypes['SubmitPurchaseLendOrderResult']>, ParentType, ContextType>;
};

export type OrderAccountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OrderAccount'] = ResolversParentTypes['OrderAccount']> = {
  band?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  creditOnly?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  openLoans?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  outstanding?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  overdue?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  ownQuota?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  recent?: Resolver<Array<ResolversTypes['Date']>, ParentType, ContextType>;
  suspended?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  suspendedUntil?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  taken?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  yearSpent?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
};

export type OrderCountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OrderCount'] = ResolversParentTypes['OrderCount']> = {
  channel?: Resolver<ResolversTypes['PurchaseChannel'], ParentType, ContextType>;
  orders?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['PurchaseStatus'], ParentType, ContextType>;
};

export type OrdersErasedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OrdersErased'] = ResolversParentTypes['OrdersErased']> = {
  erased?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  kept?: Resolver<Array<ResolversTypes['OrdersKept']>, ParentType, ContextType>;
};

export type OrdersKeptResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OrdersKept'] = ResolversParentTypes['OrdersKept']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  until?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type ProgrammeReportResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProgrammeReport'] = ResolversParentTypes['ProgrammeReport']> = {
  circulation?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  costPerCirculation?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  from?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  fundsEmptied?: Resolver<Array<ResolversTypes['FundEmptied']>, ParentType, ContextType>;
  library?: Resolver<Maybe<ResolversTypes['Library']>, ParentType, ContextType>;
  ordersByStatus?: Resolver<Array<ResolversTypes['OrderCount']>, ParentType, ContextType>;
  refusals?: Resolver<Array<ResolversTypes['RefusalCount']>, ParentType, ContextType>;
  spend?: Resolver<ResolversTypes['ProgrammeSpend'], ParentType, ContextType>;
  steps?: Resolver<Array<ResolversTypes['StepTime']>, ParentType, ContextType>;
  to?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
};

export type ProgrammeSpendResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProgrammeSpend'] = ResolversParentTypes['ProgrammeSpend']> = {
  byStore?: Resolver<Array<ResolversTypes['StoreSpend']>, ParentType, ContextType>;
  copies?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  list?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  net?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  orders?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type PurchaseApprovedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PurchaseApproved'] = ResolversParentTypes['PurchaseApproved']> = {
  order?: Resolver<ResolversTypes['PurchaseLendOrder'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PurchaseEligibilityResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PurchaseEligibility'] = ResolversParentTypes['PurchaseEligibility']> = {
  eligible?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  failures?: Resolver<Array<ResolversTypes['RuleFailure']>, ParentType, ContextType>;
  flags?: Resolver<Array<ResolversTypes['RuleCode']>, ParentType, ContextType>;
  payer?: Resolver<Maybe<ResolversTypes['Library']>, ParentType, ContextType>;
  review?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PurchaseEligibilityResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PurchaseEligibilityResult'] = ResolversParentTypes['PurchaseEligibilityResult']> = {
  __resolveType: TypeResolveFn<'AmbiguousIsbn' | 'PurchaseEligibility', ParentType, ContextType>;
};

export type PurchaseFailureResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PurchaseFailure'] = ResolversParentTypes['PurchaseFailure']> = {
  actual?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  eligibleFrom?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  limit?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  review?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
};

export type PurchaseInReviewResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PurchaseInReview'] = ResolversParentTypes['PurchaseInReview']> = {
  order?: Resolver<ResolversTypes['PurchaseLendOrder'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PurchaseLendOrderResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PurchaseLendOrder'] = ResolversParentTypes['PurchaseLendOrder'], FederationReferenceType extends FederationReferenceTypes['PurchaseLendOrder'] = FederationReferenceTypes['PurchaseLendOrder']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['PurchaseLendOrder']> | FederationReferenceType, FederationReferenceType, ContextType>;
  addressLooks?: Resolver<Maybe<Array<ResolversTypes['AddressLook']>>, ParentType, ContextType>;
  availableActions?: Resolver<Array<ResolversTypes['OrderAction']>, ParentType, ContextType>;
  becoming?: Resolver<Maybe<ResolversTypes['PurchaseStatus']>, ParentType, ContextType>;
  book?: Resolver<Maybe<ResolversTypes['Book']>, ParentType, ContextType>;
  channel?: Resolver<ResolversTypes['PurchaseChannel'], ParentType, ContextType>;
  compensation?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  courier?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  deliveryAddress?: Resolver<Maybe<ResolversTypes['DeliveryAddress']>, ParentType, ContextType>;
  dueAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  dueDate?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  failures?: Resolver<Array<ResolversTypes['RuleFailure']>, ParentType, ContextType>;
  flags?: Resolver<Array<ResolversTypes['RuleCode']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isbn?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  itemBarcode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  itemBarcodes?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  items?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  liable?: Resolver<Maybe<ResolversTypes['Liability']>, ParentType, ContextType>;
  listPrice?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  netPrice?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  occurredAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  outcome?: Resolver<Maybe<ResolversTypes['PurchaseOutcome']>, ParentType, ContextType>;
  payer?: Resolver<Maybe<ResolversTypes['Library']>, ParentType, ContextType>;
  reader?: Resolver<Maybe<ResolversTypes['Reader']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['PurchaseStatus'], ParentType, ContextType>;
  store?: Resolver<Maybe<ResolversTypes['Store']>, ParentType, ContextType>;
  submittedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  trackingNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  transitions?: Resolver<Array<ResolversTypes['PurchaseTransition']>, ParentType, ContextType>;
};

export type PurchaseLendOrderChangeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PurchaseLendOrderChange'] = ResolversParentTypes['PurchaseLendOrderChange']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  eventId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  from?: Resolver<Maybe<ResolversTypes['PurchaseStatus']>, ParentType, ContextType>;
  order?: Resolver<Maybe<ResolversTypes['PurchaseLendOrder']>, ParentType, ContextType>;
  to?: Resolver<ResolversTypes['PurchaseStatus'], ParentType, ContextType>;
};

export type PurchaseLendOrderConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PurchaseLendOrderConnection'] = ResolversParentTypes['PurchaseLendOrderConnection']> = {
  edges?: Resolver<Array<ResolversTypes['PurchaseLendOrderEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['PurchaseLendOrder']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type PurchaseLendOrderDecidedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PurchaseLendOrderDecided'] = ResolversParentTypes['PurchaseLendOrderDecided']> = {
  dueDate?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  itemBarcode?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  itemBarcodes?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType, RequireFields<PurchaseLendOrderDecidedMessageArgs, 'lang'>>;
  order?: Resolver<ResolversTypes['PurchaseLendOrder'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PurchaseLendOrderEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PurchaseLendOrderEdge'] = ResolversParentTypes['PurchaseLendOrderEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['PurchaseLendOrder'], ParentType, ContextType>;
};

export type PurchaseLendOrderLentResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PurchaseLendOrderLent'] = ResolversParentTypes['PurchaseLendOrderLent']> = {
  dueDate?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  itemBarcode?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  itemBarcodes?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  order?: Resolver<ResolversTypes['PurchaseLendOrder'], ParentType, ContextType>;
  readerName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PurchaseLimitsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PurchaseLimits'] = ResolversParentTypes['PurchaseLimits']> = {
  loans?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  outstanding?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  yearlySpendFen?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type PurchaseOptionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PurchaseOption'] = ResolversParentTypes['PurchaseOption']> = {
  failures?: Resolver<Maybe<Array<ResolversTypes['PurchaseFailure']>>, ParentType, ContextType>;
  items?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  limits?: Resolver<ResolversTypes['PurchaseLimits'], ParentType, ContextType>;
  listPriceFen?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  loanDays?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  payer?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  stock?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  stockAsOf?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  storeId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
};

export type PurchaseOptionsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PurchaseOptions'] = ResolversParentTypes['PurchaseOptions']> = {
  asOf?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  books?: Resolver<Array<ResolversTypes['BookPurchaseOptions']>, ParentType, ContextType>;
  silent?: Resolver<Array<ResolversTypes['SilentOwner']>, ParentType, ContextType>;
};

export type PurchaseRefusedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PurchaseRefused'] = ResolversParentTypes['PurchaseRefused']> = {
  failures?: Resolver<Array<ResolversTypes['RuleFailure']>, ParentType, ContextType>;
  order?: Resolver<ResolversTypes['PurchaseLendOrder'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PurchaseTransitionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PurchaseTransition'] = ResolversParentTypes['PurchaseTransition']> = {
  actor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  from?: Resolver<Maybe<ResolversTypes['PurchaseStatus']>, ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  to?: Resolver<ResolversTypes['PurchaseStatus'], ParentType, ContextType>;
};

export type PutOfferResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PutOfferResult'] = ResolversParentTypes['PutOfferResult']> = {
  line?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  message?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  offer?: Resolver<Maybe<ResolversTypes['Offer']>, ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['PutOfferOutcome'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  apiKeyGrant?: Resolver<Maybe<ResolversTypes['ApiKeyGrant']>, ParentType, ContextType, RequireFields<QueryApiKeyGrantArgs, 'hash'>>;
  apiKeys?: Resolver<Maybe<ResolversTypes['ApiKeyConnection']>, ParentType, ContextType, RequireFields<QueryApiKeysArgs, 'first' | 'store'>>;
  contracts?: Resolver<Maybe<Array<ResolversTypes['Contract']>>, ParentType, ContextType, Partial<QueryContractsArgs>>;
  ordersInReview?: Resolver<Maybe<ResolversTypes['PurchaseLendOrderConnection']>, ParentType, ContextType, RequireFields<QueryOrdersInReviewArgs, 'first'>>;
  programmeReport?: Resolver<Maybe<ResolversTypes['ProgrammeReport']>, ParentType, ContextType, RequireFields<QueryProgrammeReportArgs, 'from' | 'to'>>;
  purchaseEligibility?: Resolver<Maybe<ResolversTypes['PurchaseEligibilityResult']>, ParentType, ContextType, RequireFields<QueryPurchaseEligibilityArgs, 'input'>>;
  purchaseLendOrder?: Resolver<Maybe<ResolversTypes['PurchaseLendOrder']>, ParentType, ContextType, RequireFields<QueryPurchaseLendOrderArgs, 'id'>>;
  purchaseOptions?: Resolver<ResolversTypes['PurchaseOptions'], ParentType, ContextType, RequireFields<QueryPurchaseOptionsArgs, 'bookIds'>>;
  ruleReplay?: Resolver<Maybe<ResolversTypes['RuleReplay']>, ParentType, ContextType, RequireFields<QueryRuleReplayArgs, 'from' | 'ruleSet' | 'to'>>;
  statement?: Resolver<Maybe<ResolversTypes['Statement']>, ParentType, ContextType, RequireFields<QueryStatementArgs, 'id'>>;
  statements?: Resolver<Maybe<ResolversTypes['StatementConnection']>, ParentType, ContextType, RequireFields<QueryStatementsArgs, 'first'>>;
  stores?: Resolver<Maybe<Array<ResolversTypes['Store']>>, ParentType, ContextType>;
};

export type ReaderResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Reader'] = ResolversParentTypes['Reader']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type ReaderExportResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReaderExport'] = ResolversParentTypes['ReaderExport'], FederationReferenceType extends FederationReferenceTypes['ReaderExport'] = FederationReferenceTypes['ReaderExport']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['ReaderExport']> | FederationReferenceType, FederationReferenceType, ContextType>;
  card?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  orders?: Resolver<Maybe<ResolversTypes['ExportedOrderConnection']>, ParentType, ContextType, RequireFields<ReaderExportOrdersArgs, 'first'>>;
};

export type ReconcileFindingResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReconcileFinding'] = ResolversParentTypes['ReconcileFinding']> = {
  orderId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  repaired?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  what?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ReconciliationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Reconciliation'] = ResolversParentTypes['Reconciliation']> = {
  checked?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  findings?: Resolver<Array<ResolversTypes['ReconcileFinding']>, ParentType, ContextType>;
  next?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
};

export type RefusalCountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RefusalCount'] = ResolversParentTypes['RefusalCount']> = {
  code?: Resolver<ResolversTypes['RuleCode'], ParentType, ContextType>;
  orders?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type RegisteredWebhookResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RegisteredWebhook'] = ResolversParentTypes['RegisteredWebhook']> = {
  secret?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  webhook?: Resolver<ResolversTypes['Webhook'], ParentType, ContextType>;
};

export type RequestPurchaseResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RequestPurchaseResult'] = ResolversParentTypes['RequestPurchaseResult']> = {
  __resolveType: TypeResolveFn<'AmbiguousIsbn' | 'PurchaseApproved' | 'PurchaseInReview' | 'PurchaseRefused' | 'TryAgain', ParentType, ContextType>;
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

export type RuleReplayResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RuleReplay'] = ResolversParentTypes['RuleReplay']> = {
  judged?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  newlyPassed?: Resolver<ResolversTypes['RuleReplaySum'], ParentType, ContextType>;
  newlyRefused?: Resolver<ResolversTypes['RuleReplaySum'], ParentType, ContextType>;
  newlyReviewed?: Resolver<ResolversTypes['RuleReplaySum'], ParentType, ContextType>;
  turns?: Resolver<Array<ResolversTypes['RuleReplayTurn']>, ParentType, ContextType>;
};

export type RuleReplaySumResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RuleReplaySum'] = ResolversParentTypes['RuleReplaySum']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  listTotal?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  netTotal?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
};

export type RuleReplayTurnResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RuleReplayTurn'] = ResolversParentTypes['RuleReplayTurn']> = {
  codes?: Resolver<Array<ResolversTypes['RuleCode']>, ParentType, ContextType>;
  order?: Resolver<ResolversTypes['PurchaseLendOrder'], ParentType, ContextType>;
  was?: Resolver<ResolversTypes['RuleVerdict'], ParentType, ContextType>;
  wouldBe?: Resolver<ResolversTypes['RuleVerdict'], ParentType, ContextType>;
};

export type SilentOwnerResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SilentOwner'] = ResolversParentTypes['SilentOwner']> = {
  owner?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type StatementResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Statement'] = ResolversParentTypes['Statement']> = {
  agreedBy?: Resolver<Array<ResolversTypes['StatementSide']>, ParentType, ContextType>;
  copies?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  disputes?: Resolver<Array<ResolversTypes['StatementDispute']>, ParentType, ContextType>;
  export?: Resolver<ResolversTypes['StatementFile'], ParentType, ContextType, RequireFields<StatementExportArgs, 'format'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  invoiceNumbers?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  library?: Resolver<ResolversTypes['Library'], ParentType, ContextType>;
  lines?: Resolver<ResolversTypes['StatementLineConnection'], ParentType, ContextType, RequireFields<StatementLinesArgs, 'first'>>;
  listTotal?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  month?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  netTotal?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  paymentReference?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  revision?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['StatementStatus'], ParentType, ContextType>;
  store?: Resolver<Maybe<ResolversTypes['Store']>, ParentType, ContextType>;
  transitions?: Resolver<Array<ResolversTypes['StatementTransition']>, ParentType, ContextType>;
};

export type StatementConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StatementConnection'] = ResolversParentTypes['StatementConnection']> = {
  edges?: Resolver<Array<ResolversTypes['StatementEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Statement']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type StatementCorrectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StatementCorrection'] = ResolversParentTypes['StatementCorrection']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  listPrice?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  net?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  order?: Resolver<Maybe<ResolversTypes['PurchaseLendOrder']>, ParentType, ContextType>;
  rateBasisPoints?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  refusal?: Resolver<Maybe<ResolversTypes['CorrectionRefusal']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['CorrectionState'], ParentType, ContextType>;
};

export type StatementDisputeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StatementDispute'] = ResolversParentTypes['StatementDispute']> = {
  answer?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  answeredAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  line?: Resolver<ResolversTypes['StatementLine'], ParentType, ContextType>;
  raisedBy?: Resolver<ResolversTypes['StatementSide'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  withdrawn?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type StatementEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StatementEdge'] = ResolversParentTypes['StatementEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Statement'], ParentType, ContextType>;
};

export type StatementFileResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StatementFile'] = ResolversParentTypes['StatementFile']> = {
  base64?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  fileName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  mediaType?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type StatementLineResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StatementLine'] = ResolversParentTypes['StatementLine']> = {
  book?: Resolver<Maybe<ResolversTypes['Book']>, ParentType, ContextType>;
  copies?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  date?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isbn?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['StatementLineKind'], ParentType, ContextType>;
  listPrice?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  listTotal?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  net?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  order?: Resolver<Maybe<ResolversTypes['PurchaseLendOrder']>, ParentType, ContextType>;
  rateBasisPoints?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  title?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type StatementLineConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StatementLineConnection'] = ResolversParentTypes['StatementLineConnection']> = {
  edges?: Resolver<Array<ResolversTypes['StatementLineEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['StatementLine']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type StatementLineEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StatementLineEdge'] = ResolversParentTypes['StatementLineEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['StatementLine'], ParentType, ContextType>;
};

export type StatementTransitionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StatementTransition'] = ResolversParentTypes['StatementTransition']> = {
  actor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  from?: Resolver<ResolversTypes['StatementStatus'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  to?: Resolver<ResolversTypes['StatementStatus'], ParentType, ContextType>;
};

export type StepTimeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StepTime'] = ResolversParentTypes['StepTime']> = {
  from?: Resolver<ResolversTypes['PurchaseStatus'], ParentType, ContextType>;
  medianSeconds?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  orders?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  to?: Resolver<ResolversTypes['PurchaseStatus'], ParentType, ContextType>;
};

export type StoreResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Store'] = ResolversParentTypes['Store'], FederationReferenceType extends FederationReferenceTypes['Store'] = FederationReferenceTypes['Store']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Store']> | FederationReferenceType, FederationReferenceType, ContextType>;
  barcodeRanges?: Resolver<Array<ResolversTypes['BarcodeRange']>, ParentType, ContextType>;
  contracts?: Resolver<Array<ResolversTypes['Contract']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  inbox?: Resolver<Maybe<ResolversTypes['PurchaseLendOrderConnection']>, ParentType, ContextType, RequireFields<StoreInboxArgs, 'first'>>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  offers?: Resolver<ResolversTypes['OfferConnection'], ParentType, ContextType, RequireFields<StoreOffersArgs, 'first'>>;
  orders?: Resolver<Maybe<ResolversTypes['PurchaseLendOrderConnection']>, ParentType, ContextType, RequireFields<StoreOrdersArgs, 'first'>>;
  partner?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  payer?: Resolver<Maybe<ResolversTypes['Library']>, ParentType, ContextType>;
  since?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  source?: Resolver<ResolversTypes['FactSource'], ParentType, ContextType>;
  webhooks?: Resolver<Maybe<Array<ResolversTypes['Webhook']>>, ParentType, ContextType>;
};

export type StoreSpendResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StoreSpend'] = ResolversParentTypes['StoreSpend']> = {
  copies?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  library?: Resolver<ResolversTypes['Library'], ParentType, ContextType>;
  list?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  net?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  orders?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  store?: Resolver<Maybe<ResolversTypes['Store']>, ParentType, ContextType>;
};

export type SubmitPurchaseLendOrderResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SubmitPurchaseLendOrderResult'] = ResolversParentTypes['SubmitPurchaseLendOrderResult']> = {
  __resolveType: TypeResolveFn<'AmbiguousIsbn' | 'PurchaseInReview' | 'PurchaseLendOrderDecided' | 'PurchaseLendOrderLent' | 'PurchaseRefused' | 'TryAgain', ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  purchaseLendOrderChanged?: SubscriptionResolver<ResolversTypes['PurchaseLendOrderChange'], "purchaseLendOrderChanged", ParentType, ContextType, Partial<SubscriptionPurchaseLendOrderChangedArgs>>;
};

export type TryAgainResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TryAgain'] = ResolversParentTypes['TryAgain']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType, RequireFields<TryAgainMessageArgs, 'lang'>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type WebhookResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Webhook'] = ResolversParentTypes['Webhook']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  deliveries?: Resolver<ResolversTypes['WebhookDeliveryConnection'], ParentType, ContextType, RequireFields<WebhookDeliveriesArgs, 'first'>>;
  disabledAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  failingSince?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['WebhookStatus'], ParentType, ContextType>;
  url?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type WebhookDeliveryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WebhookDelivery'] = ResolversParentTypes['WebhookDelivery']> = {
  attempts?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  deliveredAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  eventId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  from?: Resolver<Maybe<ResolversTypes['PurchaseStatus']>, ParentType, ContextType>;
  lastAttemptAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  lastError?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  lastStatus?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  nextAttemptAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  orderId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['WebhookDeliveryState'], ParentType, ContextType>;
  to?: Resolver<ResolversTypes['PurchaseStatus'], ParentType, ContextType>;
};

export type WebhookDeliveryConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WebhookDeliveryConnection'] = ResolversParentTypes['WebhookDeliveryConnection']> = {
  edges?: Resolver<Array<ResolversTypes['WebhookDeliveryEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['WebhookDelivery']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type WebhookDeliveryEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WebhookDeliveryEdge'] = ResolversParentTypes['WebhookDeliveryEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['WebhookDelivery'], ParentType, ContextType>;
};

export type WebhookReplayResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WebhookReplay'] = ResolversParentTypes['WebhookReplay']> = {
  events?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  webhooks?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  AddressLook?: AddressLookResolvers<ContextType>;
  AmbiguousIsbn?: AmbiguousIsbnResolvers<ContextType>;
  ApiKey?: ApiKeyResolvers<ContextType>;
  ApiKeyConnection?: ApiKeyConnectionResolvers<ContextType>;
  ApiKeyEdge?: ApiKeyEdgeResolvers<ContextType>;
  ApiKeyGrant?: ApiKeyGrantResolvers<ContextType>;
  BarcodeRange?: BarcodeRangeResolvers<ContextType>;
  Book?: BookResolvers<ContextType>;
  BookPurchaseOptions?: BookPurchaseOptionsResolvers<ContextType>;
  Contract?: ContractResolvers<ContextType>;
  CreatedApiKey?: CreatedApiKeyResolvers<ContextType>;
  Date?: GraphQLScalarType;
  DateTime?: GraphQLScalarType;
  DeliveryAddress?: DeliveryAddressResolvers<ContextType>;
  ExportedOrder?: ExportedOrderResolvers<ContextType>;
  ExportedOrderConnection?: ExportedOrderConnectionResolvers<ContextType>;
  ExportedOrderEdge?: ExportedOrderEdgeResolvers<ContextType>;
  ExportedOrderStep?: ExportedOrderStepResolvers<ContextType>;
  FundEmptied?: FundEmptiedResolvers<ContextType>;
  Library?: LibraryResolvers<ContextType>;
  Money?: MoneyResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Offer?: OfferResolvers<ContextType>;
  OfferConnection?: OfferConnectionResolvers<ContextType>;
  OfferEdge?: OfferEdgeResolvers<ContextType>;
  OfflineOrderError?: OfflineOrderErrorResolvers<ContextType>;
  OfflineOrderResult?: OfflineOrderResultResolvers<ContextType>;
  OrderAccount?: OrderAccountResolvers<ContextType>;
  OrderCount?: OrderCountResolvers<ContextType>;
  OrdersErased?: OrdersErasedResolvers<ContextType>;
  OrdersKept?: OrdersKeptResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  ProgrammeReport?: ProgrammeReportResolvers<ContextType>;
  ProgrammeSpend?: ProgrammeSpendResolvers<ContextType>;
  PurchaseApproved?: PurchaseApprovedResolvers<ContextType>;
  PurchaseEligibility?: PurchaseEligibilityResolvers<ContextType>;
  PurchaseEligibilityResult?: PurchaseEligibilityResultResolvers<ContextType>;
  PurchaseFailure?: PurchaseFailureResolvers<ContextType>;
  PurchaseInReview?: PurchaseInReviewResolvers<ContextType>;
  PurchaseLendOrder?: PurchaseLendOrderResolvers<ContextType>;
  PurchaseLendOrderChange?: PurchaseLendOrderChangeResolvers<ContextType>;
  PurchaseLendOrderConnection?: PurchaseLendOrderConnectionResolvers<ContextType>;
  PurchaseLendOrderDecided?: PurchaseLendOrderDecidedResolvers<ContextType>;
  PurchaseLendOrderEdge?: PurchaseLendOrderEdgeResolvers<ContextType>;
  PurchaseLendOrderLent?: PurchaseLendOrderLentResolvers<ContextType>;
  PurchaseLimits?: PurchaseLimitsResolvers<ContextType>;
  PurchaseOption?: PurchaseOptionResolvers<ContextType>;
  PurchaseOptions?: PurchaseOptionsResolvers<ContextType>;
  PurchaseRefused?: PurchaseRefusedResolvers<ContextType>;
  PurchaseTransition?: PurchaseTransitionResolvers<ContextType>;
  PutOfferResult?: PutOfferResultResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Reader?: ReaderResolvers<ContextType>;
  ReaderExport?: ReaderExportResolvers<ContextType>;
  ReconcileFinding?: ReconcileFindingResolvers<ContextType>;
  Reconciliation?: ReconciliationResolvers<ContextType>;
  RefusalCount?: RefusalCountResolvers<ContextType>;
  RegisteredWebhook?: RegisteredWebhookResolvers<ContextType>;
  RequestPurchaseResult?: RequestPurchaseResultResolvers<ContextType>;
  RuleFailure?: RuleFailureResolvers<ContextType>;
  RuleReplay?: RuleReplayResolvers<ContextType>;
  RuleReplaySum?: RuleReplaySumResolvers<ContextType>;
  RuleReplayTurn?: RuleReplayTurnResolvers<ContextType>;
  SilentOwner?: SilentOwnerResolvers<ContextType>;
  Statement?: StatementResolvers<ContextType>;
  StatementConnection?: StatementConnectionResolvers<ContextType>;
  StatementCorrection?: StatementCorrectionResolvers<ContextType>;
  StatementDispute?: StatementDisputeResolvers<ContextType>;
  StatementEdge?: StatementEdgeResolvers<ContextType>;
  StatementFile?: StatementFileResolvers<ContextType>;
  StatementLine?: StatementLineResolvers<ContextType>;
  StatementLineConnection?: StatementLineConnectionResolvers<ContextType>;
  StatementLineEdge?: StatementLineEdgeResolvers<ContextType>;
  StatementTransition?: StatementTransitionResolvers<ContextType>;
  StepTime?: StepTimeResolvers<ContextType>;
  Store?: StoreResolvers<ContextType>;
  StoreSpend?: StoreSpendResolvers<ContextType>;
  SubmitPurchaseLendOrderResult?: SubmitPurchaseLendOrderResultResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  TryAgain?: TryAgainResolvers<ContextType>;
  Webhook?: WebhookResolvers<ContextType>;
  WebhookDelivery?: WebhookDeliveryResolvers<ContextType>;
  WebhookDeliveryConnection?: WebhookDeliveryConnectionResolvers<ContextType>;
  WebhookDeliveryEdge?: WebhookDeliveryEdgeResolvers<ContextType>;
  WebhookReplay?: WebhookReplayResolvers<ContextType>;
};

