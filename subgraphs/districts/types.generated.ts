import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Reference } from '../../lib/reference.ts';
import type { HoldingsKey, ShownItem } from '../../lib/items/holdings.ts';
import type { DistrictHoldingsNow } from './holdings.ts';
import type { SourceState } from './sources/settings.ts';
import type { Failure as FailureValue } from './sources/health.ts';
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

/** How one district library's availability is asked, and how that goes in the process that answers. */
export type AvailabilitySource = {
  __typename?: 'AvailabilitySource';
  /** Whether it is asked. Null where this process has not asked it yet, like the figures below. */
  breaker?: Maybe<SourceBreakerState>;
  /** Questions that are with the system at a time; what is asked meanwhile goes together in the next one. */
  concurrency?: Maybe<Scalars['Int']['output']>;
  /** How long an answer counts as live, in seconds. */
  freshSeconds?: Maybe<Scalars['Int']['output']>;
  /** Whether a token goes with each question. What it is nobody is told. */
  hasToken: Scalars['Boolean']['output'];
  kind: AvailabilitySourceKind;
  /** When it answered last. */
  lastAnswerAt?: Maybe<Scalars['DateTime']['output']>;
  /** The last question that got no answer which can be used. */
  lastError?: Maybe<SourceFailure>;
  library: Library;
  /** Status texts that nobody understands: their copies do not count as available until "setAvailabilitySource" says what they mean. At most 50. */
  notUnderstood: Array<StatusTextNotUnderstood>;
  /** 95 of the last 100 questions took at most so many ms, failed ones included. */
  p95Ms?: Maybe<Scalars['Int']['output']>;
  /** What the library's own status texts mean, beside those that everybody uses. */
  statusTexts: Array<SourceStatusText>;
  /** How long an answer is waited for, in ms. */
  timeLimitMs?: Maybe<Scalars['Int']['output']>;
  /** Where questions are posted, `https://opac.example.org/availability`. Null for DATABASE, like all that follows. */
  url?: Maybe<Scalars['String']['output']>;
};

/** Who says what a library has. */
export type AvailabilitySourceKind =
  /** The rows that are kept here. */
  | 'DATABASE'
  /** The library's own system, asked over HTTP for each answer. */
  | 'HTTP';

export type AvailableItem = {
  __typename?: 'AvailableItem';
  barcode: Scalars['String']['output'];
  branch: Scalars['ID']['output'];
  callNumberSort: Scalars['String']['output'];
  itemId: Scalars['ID']['output'];
  library: Scalars['ID']['output'];
};

export type Book = {
  __typename?: 'Book';
  id: Scalars['ID']['output'];
};

export type BookHeldCount = {
  __typename?: 'BookHeldCount';
  available?: Maybe<Scalars['Int']['output']>;
  bookId: Scalars['ID']['output'];
  held?: Maybe<Scalars['Int']['output']>;
  library: Scalars['ID']['output'];
  reason?: Maybe<Scalars['String']['output']>;
};

export type Branch = {
  __typename?: 'Branch';
  id: Scalars['ID']['output'];
};

export type BranchCopies = {
  __typename?: 'BranchCopies';
  available: Scalars['Int']['output'];
  bookId: Scalars['ID']['output'];
  branch: Scalars['ID']['output'];
  circulating: Scalars['Int']['output'];
  dueDates: Array<Scalars['Date']['output']>;
  elsewhere?: Maybe<Scalars['Boolean']['output']>;
  library: Scalars['ID']['output'];
  reason?: Maybe<Scalars['String']['output']>;
};

export type CatalogueOwnItemInput = {
  actor: Scalars['String']['input'];
  branchId: Scalars['ID']['input'];
  callNumber: Scalars['String']['input'];
  itemId: Scalars['ID']['input'];
  location: Scalars['String']['input'];
};

export type DistrictHoldings = Holdings & {
  __typename?: 'DistrictHoldings';
  id: Scalars['ID']['output'];
  now?: Maybe<HoldingsNow>;
};

/** A copy that a district library owns. */
export type DistrictItem = Item & {
  __typename?: 'DistrictItem';
  barcode: Scalars['String']['output'];
  book?: Maybe<Book>;
  branch?: Maybe<Branch>;
  callNumber: Scalars['String']['output'];
  dueDate?: Maybe<Scalars['Date']['output']>;
  id: Scalars['ID']['output'];
  library?: Maybe<Library>;
  location: Scalars['String']['output'];
  sample: Scalars['Boolean']['output'];
  status: ItemStatus;
  /** What the library says of it where that is not understood (`UNKNOWN`), in its own words: `特藏转移`. */
  statusText?: Maybe<Scalars['String']['output']>;
};

export type HeldCount = {
  __typename?: 'HeldCount';
  /** Copies that can be borrowed now, those that this programme bought included. */
  available?: Maybe<Scalars['Int']['output']>;
  held?: Maybe<Scalars['Int']['output']>;
  library: Scalars['ID']['output'];
  reason?: Maybe<Scalars['String']['output']>;
};

export type Holdings = {
  id: Scalars['ID']['output'];
  /** What the owner says at this moment. Null when it cannot be asked: see `errors` for the reason. */
  now?: Maybe<HoldingsNow>;
};

export type HoldingsNow = {
  __typename?: 'HoldingsNow';
  asOf: Scalars['DateTime']['output'];
  available?: Maybe<Scalars['Int']['output']>;
  items: ItemConnection;
  message?: Maybe<Scalars['String']['output']>;
  reason?: Maybe<Scalars['String']['output']>;
  state: HoldingsState;
  total?: Maybe<Scalars['Int']['output']>;
};


export type HoldingsNowItemsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};

export type HoldingsState =
  | 'LIVE'
  | 'UNKNOWN';

export type Item = {
  /** The number on the label, unique within one library: `5069250004`. */
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
  /** Where it stands, in the library's own words: `汤山街道宁西分馆`. */
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

export type ItemRecord = {
  __typename?: 'ItemRecord';
  bookId: Scalars['ID']['output'];
  branch: Scalars['ID']['output'];
  itemId: Scalars['ID']['output'];
  status: ItemStatus;
};

export type ItemStatus =
  | 'AVAILABLE'
  | 'DAMAGED'
  | 'IN_PROCESS'
  | 'IN_TRANSIT'
  | 'LOST'
  | 'MISSING'
  | 'ON_HOLD_SHELF'
  | 'ON_LOAN'
  | 'ON_ORDER'
  | 'PAGED'
  | 'REFERENCE_ONLY'
  | 'UNKNOWN'
  | 'WITHDRAWN';

export type ItemsAtWork = {
  __typename?: 'ItemsAtWork';
  items: Array<ItemAtWork>;
  totalCount: Scalars['Int']['output'];
};

export type Library = {
  __typename?: 'Library';
  id: Scalars['ID']['output'];
};

export type LossKind =
  | 'DAMAGED'
  | 'LOST';

export type MoveKeptItemInput = {
  branchId: Scalars['ID']['input'];
  claimId: Scalars['ID']['input'];
  itemId: Scalars['ID']['input'];
  moves: Scalars['Int']['input'];
  status: ItemStatus;
};

export type Mutation = {
  __typename?: 'Mutation';
  carryItem: Scalars['Boolean']['output'];
  catalogueOwnItem?: Maybe<ReturnStep>;
  confirmOrderItems: Scalars['Boolean']['output'];
  lendItem: Scalars['Boolean']['output'];
  loseItem?: Maybe<Scalars['Boolean']['output']>;
  moveKeptItem: Scalars['Boolean']['output'];
  pageItem: Scalars['Boolean']['output'];
  pageKeptItem: Scalars['Boolean']['output'];
  putOwnItems: Array<PutOwnItemResult>;
  receiveItem?: Maybe<ReceivedItem>;
  releaseKeptItem?: Maybe<ReceivedItem>;
  releaseOrderItems: Scalars['Boolean']['output'];
  /** For other subgraphs: what is here of one book is of another. Idempotent. */
  repointBook: Scalars['Boolean']['output'];
  /** For other subgraphs: copies that a record names are of another book. Idempotent. */
  repointRecord: Scalars['Boolean']['output'];
  reserveOrderItems: ReserveItemsResult;
  /**
   * How a district library's availability is asked from now on: from the rows kept here, or from its own system over HTTP, which answers
   * as docs/sources.md says. For administrators.
   */
  setAvailabilitySource: AvailabilitySource;
  shelveOwnItem?: Maybe<Scalars['Boolean']['output']>;
  unpageItem: Scalars['Boolean']['output'];
  voidOrderItems: Scalars['Boolean']['output'];
  withdrawItem: Scalars['Boolean']['output'];
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


export type MutationReleaseKeptItemArgs = {
  input: ReleaseKeptItemInput;
};


export type MutationReleaseOrderItemsArgs = {
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


export type MutationSetAvailabilitySourceArgs = {
  input: SetAvailabilitySourceInput;
};


export type MutationShelveOwnItemArgs = {
  input: ShelveOwnItemInput;
};


export type MutationUnpageItemArgs = {
  loanId: Scalars['ID']['input'];
};


export type MutationVoidOrderItemsArgs = {
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

export type PageInfo = {
  __typename?: 'PageInfo';
  endCursor?: Maybe<Scalars['String']['output']>;
  hasNextPage: Scalars['Boolean']['output'];
};

export type PlacedCopies = {
  __typename?: 'PlacedCopies';
  branch: Scalars['ID']['output'];
  copies: Scalars['Int']['output'];
};

export type PlacementFacts = {
  __typename?: 'PlacementFacts';
  placed: Array<PlacedCopies>;
  standing: Array<StandingCopy>;
};

export type PutItemOutcome =
  | 'ADDED'
  | 'CHANGED'
  | 'KEPT'
  | 'REFUSED'
  | 'UNCHANGED';

export type PutItemReason =
  | 'BAD_VALUE'
  | 'BOUGHT'
  | 'CLAIMED'
  | 'NO_BOOK'
  | 'NO_BRANCH'
  | 'NO_DUE_DATE'
  | 'RETURNED_SINCE'
  | 'SEVERAL_BOOKS'
  | 'STATUS_NOT_UNDERSTOOD'
  | 'TWICE';

export type PutOwnItemInput = {
  barcode: Scalars['String']['input'];
  bookId: Scalars['ID']['input'];
  branchId?: InputMaybe<Scalars['ID']['input']>;
  callNumber?: InputMaybe<Scalars['String']['input']>;
  classNumber?: InputMaybe<Scalars['String']['input']>;
  dueDate?: InputMaybe<Scalars['Date']['input']>;
  location?: InputMaybe<Scalars['String']['input']>;
  recordId?: InputMaybe<Scalars['ID']['input']>;
  status?: InputMaybe<ItemStatus>;
  statusText?: InputMaybe<Scalars['String']['input']>;
};

export type PutOwnItemResult = {
  __typename?: 'PutOwnItemResult';
  barcode: Scalars['String']['output'];
  bookId?: Maybe<Scalars['ID']['output']>;
  callNumber?: Maybe<Scalars['String']['output']>;
  itemId: Scalars['ID']['output'];
  outcome: PutItemOutcome;
  reason?: Maybe<PutItemReason>;
};

export type Query = {
  __typename?: 'Query';
  /** How each district library's availability is asked, and how that goes. For administrators. */
  availabilitySources?: Maybe<Array<AvailabilitySource>>;
  availableItems: Array<AvailableItem>;
  branchCopiesOfBooks: Array<BranchCopies>;
  heldCounts: Array<HeldCount>;
  heldCountsOf: Array<BookHeldCount>;
  itemRecord?: Maybe<ItemRecord>;
  itemsAtWork: ItemsAtWork;
  itemsToCatalogue: ItemIdPage;
  orderItemsBetween: Array<OrderItem>;
  placementFacts: PlacementFacts;
};


export type QueryAvailableItemsArgs = {
  bookId: Scalars['ID']['input'];
  first?: Scalars['Int']['input'];
};


export type QueryBranchCopiesOfBooksArgs = {
  bookIds: Array<Scalars['ID']['input']>;
};


export type QueryHeldCountsArgs = {
  bookId: Scalars['ID']['input'];
};


export type QueryHeldCountsOfArgs = {
  bookIds: Array<Scalars['ID']['input']>;
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

export type ReceivedItem = {
  __typename?: 'ReceivedItem';
  bookId: Scalars['ID']['output'];
  callNumberSort: Scalars['String']['output'];
  claimId?: Maybe<Scalars['ID']['output']>;
  destination?: Maybe<Scalars['ID']['output']>;
  itemId: Scalars['ID']['output'];
  next?: Maybe<ReturnStep>;
};

export type ReleaseKeptItemInput = {
  branchId: Scalars['ID']['input'];
  claimId: Scalars['ID']['input'];
  itemId: Scalars['ID']['input'];
  returnId: Scalars['ID']['input'];
};

export type ReserveItemsResult = {
  __typename?: 'ReserveItemsResult';
  items: Array<ReservedItem>;
  reason?: Maybe<Scalars['String']['output']>;
};

export type ReserveOrderItemsInput = {
  barcodes: Array<Scalars['String']['input']>;
  bookId: Scalars['ID']['input'];
  callNumber: Scalars['String']['input'];
  count: Scalars['Int']['input'];
  library: Scalars['ID']['input'];
  location: Scalars['String']['input'];
  orderId: Scalars['ID']['input'];
};

export type ReservedItem = {
  __typename?: 'ReservedItem';
  barcode: Scalars['String']['output'];
  itemId: Scalars['ID']['output'];
};

export type ReturnStep =
  | 'HOLD_FOR'
  | 'SEND_TO'
  | 'SHELVE'
  | 'TO_CATALOGUING';

/** How a district library is to be asked. For DATABASE only `library` and `kind` are given. */
export type SetAvailabilitySourceInput = {
  /** From 1 to 16; 4 unless given. */
  concurrency?: InputMaybe<Scalars['Int']['input']>;
  /** From 1 to 300; 30 unless given. */
  freshSeconds?: InputMaybe<Scalars['Int']['input']>;
  kind: AvailabilitySourceKind;
  /** `NJ-JN`. */
  library: Scalars['ID']['input'];
  /** At most 200. All are given each time. */
  statusTexts?: InputMaybe<Array<SourceStatusTextInput>>;
  /** From 50 to 2,000; 800 unless given. */
  timeLimitMs?: InputMaybe<Scalars['Int']['input']>;
  /** The bearer token. One that is left out stays, as long as the host stays; an empty one is taken away. */
  token?: InputMaybe<Scalars['String']['input']>;
  /** Where questions are posted. Public and https, unless the operators allow more (SHELFGRAPH_SOURCE_ALLOW). */
  url?: InputMaybe<Scalars['String']['input']>;
};

export type ShelveOwnItemInput = {
  actor: Scalars['String']['input'];
  branchId: Scalars['ID']['input'];
  itemId: Scalars['ID']['input'];
  location?: InputMaybe<Scalars['String']['input']>;
};

/** Whether a library's system is asked. */
export type SourceBreakerState =
  /** It is asked. */
  | 'CLOSED'
  /** One question is under way to see whether it is back. */
  | 'HALF_OPEN'
  /** It has failed repeatedly and is left alone for 1 to 30 s. */
  | 'OPEN';

/** A question to a library's system that failed. */
export type SourceFailure = {
  __typename?: 'SourceFailure';
  at: Scalars['DateTime']['output'];
  /** What exactly was wrong, `HTTP 503`. */
  detail: Scalars['String']['output'];
  /** The same for people, in Chinese and English. */
  message: Scalars['String']['output'];
  /** A code as of `HoldingsNow.reason`, `TIMED_OUT`. */
  reason: Scalars['String']['output'];
};

/** A status text of a library's system, and what it means. */
export type SourceStatusText = {
  __typename?: 'SourceStatusText';
  status: ItemStatus;
  text: Scalars['String']['output'];
};

/** A status text of a library's system, and what it means. */
export type SourceStatusTextInput = {
  status: ItemStatus;
  /** As the system writes it, `在架`. Width and case make no difference. */
  text: Scalars['String']['input'];
};

export type StandingCopy = {
  __typename?: 'StandingCopy';
  branch: Scalars['ID']['output'];
  library: Scalars['ID']['output'];
};

/** A status text that nobody understands. */
export type StatusTextNotUnderstood = {
  __typename?: 'StatusTextNotUnderstood';
  lastAt: Scalars['DateTime']['output'];
  text: Scalars['String']['output'];
  /** How often it was seen. */
  times: Scalars['Int']['output'];
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
  DistrictHoldings: DistrictHoldings;
  DistrictItem: DistrictItem;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  DistrictHoldings:
    ( { __typename: 'DistrictHoldings' }
    & GraphQLRecursivePick<FederationTypes['DistrictHoldings'], {"id":true}> );
  DistrictItem:
    ( { __typename: 'DistrictItem' }
    & GraphQLRecursivePick<FederationTypes['DistrictItem'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  AvailabilitySource: ResolverTypeWrapper<SourceState>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  AvailabilitySourceKind: AvailabilitySourceKind;
  AvailableItem: ResolverTypeWrapper<AvailableItem>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Book: ResolverTypeWrapper<Reference>;
  BookHeldCount: ResolverTypeWrapper<BookHeldCount>;
  Branch: ResolverTypeWrapper<Reference>;
  BranchCopies: ResolverTypeWrapper<BranchCopies>;
  CatalogueOwnItemInput: CatalogueOwnItemInput;
  Date: ResolverTypeWrapper<Scalars['Date']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DistrictHoldings: ResolverTypeWrapper<HoldingsKey>;
  DistrictItem: ResolverTypeWrapper<ShownItem>;
  HeldCount: ResolverTypeWrapper<HeldCount>;
  Holdings: ResolverTypeWrapper<HoldingsKey>;
  HoldingsNow: ResolverTypeWrapper<DistrictHoldingsNow>;
  HoldingsState: HoldingsState;
  Item: ResolverTypeWrapper<ShownItem>;
  ItemAtWork: ResolverTypeWrapper<ItemAtWork>;
  ItemConnection: ResolverTypeWrapper<Omit<ItemConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['ItemEdge']>, nodes: Array<ResolversTypes['Item']> }>;
  ItemEdge: ResolverTypeWrapper<Omit<ItemEdge, 'node'> & { node: ResolversTypes['Item'] }>;
  ItemId: ResolverTypeWrapper<ItemId>;
  ItemIdEdge: ResolverTypeWrapper<ItemIdEdge>;
  ItemIdPage: ResolverTypeWrapper<ItemIdPage>;
  ItemRecord: ResolverTypeWrapper<ItemRecord>;
  ItemStatus: ItemStatus;
  ItemsAtWork: ResolverTypeWrapper<ItemsAtWork>;
  Library: ResolverTypeWrapper<Reference>;
  LossKind: LossKind;
  MoveKeptItemInput: MoveKeptItemInput;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  OrderItem: ResolverTypeWrapper<OrderItem>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  PlacedCopies: ResolverTypeWrapper<PlacedCopies>;
  PlacementFacts: ResolverTypeWrapper<PlacementFacts>;
  PutItemOutcome: PutItemOutcome;
  PutItemReason: PutItemReason;
  PutOwnItemInput: PutOwnItemInput;
  PutOwnItemResult: ResolverTypeWrapper<PutOwnItemResult>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ReceivedItem: ResolverTypeWrapper<ReceivedItem>;
  ReleaseKeptItemInput: ReleaseKeptItemInput;
  ReserveItemsResult: ResolverTypeWrapper<ReserveItemsResult>;
  ReserveOrderItemsInput: ReserveOrderItemsInput;
  ReservedItem: ResolverTypeWrapper<ReservedItem>;
  ReturnStep: ReturnStep;
  SetAvailabilitySourceInput: SetAvailabilitySourceInput;
  ShelveOwnItemInput: ShelveOwnItemInput;
  SourceBreakerState: SourceBreakerState;
  SourceFailure: ResolverTypeWrapper<FailureValue>;
  SourceStatusText: ResolverTypeWrapper<SourceStatusText>;
  SourceStatusTextInput: SourceStatusTextInput;
  StandingCopy: ResolverTypeWrapper<StandingCopy>;
  StatusTextNotUnderstood: ResolverTypeWrapper<StatusTextNotUnderstood>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  AvailabilitySource: SourceState;
  Int: Scalars['Int']['output'];
  Boolean: Scalars['Boolean']['output'];
  String: Scalars['String']['output'];
  AvailableItem: AvailableItem;
  ID: Scalars['ID']['output'];
  Book: Reference;
  BookHeldCount: BookHeldCount;
  Branch: Reference;
  BranchCopies: BranchCopies;
  CatalogueOwnItemInput: CatalogueOwnItemInput;
  Date: Scalars['Date']['output'];
  DateTime: Scalars['DateTime']['output'];
  DistrictHoldings: HoldingsKey;
  DistrictItem: ShownItem;
  HeldCount: HeldCount;
  Holdings: HoldingsKey;
  HoldingsNow: DistrictHoldingsNow;
  Item: ShownItem;
  ItemAtWork: ItemAtWork;
  ItemConnection: Omit<ItemConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['ItemEdge']>, nodes: Array<ResolversParentTypes['Item']> };
  ItemEdge: Omit<ItemEdge, 'node'> & { node: ResolversParentTypes['Item'] };
  ItemId: ItemId;
  ItemIdEdge: ItemIdEdge;
  ItemIdPage: ItemIdPage;
  ItemRecord: ItemRecord;
  ItemsAtWork: ItemsAtWork;
  Library: Reference;
  MoveKeptItemInput: MoveKeptItemInput;
  Mutation: Record<PropertyKey, never>;
  OrderItem: OrderItem;
  PageInfo: PageInfo;
  PlacedCopies: PlacedCopies;
  PlacementFacts: PlacementFacts;
  PutOwnItemInput: PutOwnItemInput;
  PutOwnItemResult: PutOwnItemResult;
  Query: Record<PropertyKey, never>;
  ReceivedItem: ReceivedItem;
  ReleaseKeptItemInput: ReleaseKeptItemInput;
  ReserveItemsResult: ReserveItemsResult;
  ReserveOrderItemsInput: ReserveOrderItemsInput;
  ReservedItem: ReservedItem;
  SetAvailabilitySourceInput: SetAvailabilitySourceInput;
  ShelveOwnItemInput: ShelveOwnItemInput;
  SourceFailure: FailureValue;
  SourceStatusText: SourceStatusText;
  SourceStatusTextInput: SourceStatusTextInput;
  StandingCopy: StandingCopy;
  StatusTextNotUnderstood: StatusTextNotUnderstood;
};

export type AvailabilitySourceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AvailabilitySource'] = ResolversParentTypes['AvailabilitySource']> = {
  breaker?: Resolver<Maybe<ResolversTypes['SourceBreakerState']>, ParentType, ContextType>;
  concurrency?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  freshSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  hasToken?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['AvailabilitySourceKind'], ParentType, ContextType>;
  lastAnswerAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  lastError?: Resolver<Maybe<ResolversTypes['SourceFailure']>, ParentType, ContextType>;
  library?: Resolver<ResolversTypes['Library'], ParentType, ContextType>;
  notUnderstood?: Resolver<Array<ResolversTypes['StatusTextNotUnderstood']>, ParentType, ContextType>;
  p95Ms?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  statusTexts?: Resolver<Array<ResolversTypes['SourceStatusText']>, ParentType, ContextType>;
  timeLimitMs?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  url?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type AvailableItemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AvailableItem'] = ResolversParentTypes['AvailableItem']> = {
  barcode?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  branch?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  callNumberSort?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  itemId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  library?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type BookResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Book'] = ResolversParentTypes['Book']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type BookHeldCountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BookHeldCount'] = ResolversParentTypes['BookHeldCount']> = {
  available?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  bookId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  held?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  library?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type BranchResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Branch'] = ResolversParentTypes['Branch']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
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

export interface DateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Date'], any> {
  name: 'Date';
}

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DistrictHoldingsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DistrictHoldings'] = ResolversParentTypes['DistrictHoldings'], FederationReferenceType extends FederationReferenceTypes['DistrictHoldings'] = FederationReferenceTypes['DistrictHoldings']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['DistrictHoldings']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  now?: Resolver<Maybe<ResolversTypes['HoldingsNow']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DistrictItemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DistrictItem'] = ResolversParentTypes['DistrictItem'], FederationReferenceType extends FederationReferenceTypes['DistrictItem'] = FederationReferenceTypes['DistrictItem']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['DistrictItem']> | FederationReferenceType, FederationReferenceType, ContextType>;
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

export type HeldCountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['HeldCount'] = ResolversParentTypes['HeldCount']> = {
  available?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  held?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  library?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type HoldingsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Holdings'] = ResolversParentTypes['Holdings']> = {
  __resolveType: TypeResolveFn<'DistrictHoldings', ParentType, ContextType>;
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

export type ItemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Item'] = ResolversParentTypes['Item']> = {
  __resolveType: TypeResolveFn<'DistrictItem', ParentType, ContextType>;
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

export type LibraryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Library'] = ResolversParentTypes['Library']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  carryItem?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationCarryItemArgs, 'itemId' | 'loanId'>>;
  catalogueOwnItem?: Resolver<Maybe<ResolversTypes['ReturnStep']>, ParentType, ContextType, RequireFields<MutationCatalogueOwnItemArgs, 'input'>>;
  confirmOrderItems?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationConfirmOrderItemsArgs, 'dueDate' | 'orderId'>>;
  lendItem?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationLendItemArgs, 'dueDate' | 'itemId' | 'loanId'>>;
  loseItem?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType, RequireFields<MutationLoseItemArgs, 'itemId' | 'kind' | 'lossId'>>;
  moveKeptItem?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationMoveKeptItemArgs, 'input'>>;
  pageItem?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationPageItemArgs, 'forQueue' | 'itemId' | 'loanId'>>;
  pageKeptItem?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationPageKeptItemArgs, 'claimId' | 'itemId' | 'loanId'>>;
  putOwnItems?: Resolver<Array<ResolversTypes['PutOwnItemResult']>, ParentType, ContextType, RequireFields<MutationPutOwnItemsArgs, 'items' | 'library'>>;
  receiveItem?: Resolver<Maybe<ResolversTypes['ReceivedItem']>, ParentType, ContextType, RequireFields<MutationReceiveItemArgs, 'branchId' | 'forQueue' | 'itemId' | 'returnId'>>;
  releaseKeptItem?: Resolver<Maybe<ResolversTypes['ReceivedItem']>, ParentType, ContextType, RequireFields<MutationReleaseKeptItemArgs, 'input'>>;
  releaseOrderItems?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationReleaseOrderItemsArgs, 'orderId'>>;
  repointBook?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationRepointBookArgs, 'from' | 'to'>>;
  repointRecord?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationRepointRecordArgs, 'from' | 'record' | 'to'>>;
  reserveOrderItems?: Resolver<ResolversTypes['ReserveItemsResult'], ParentType, ContextType, RequireFields<MutationReserveOrderItemsArgs, 'input'>>;
  setAvailabilitySource?: Resolver<ResolversTypes['AvailabilitySource'], ParentType, ContextType, RequireFields<MutationSetAvailabilitySourceArgs, 'input'>>;
  shelveOwnItem?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType, RequireFields<MutationShelveOwnItemArgs, 'input'>>;
  unpageItem?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationUnpageItemArgs, 'loanId'>>;
  voidOrderItems?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationVoidOrderItemsArgs, 'orderId'>>;
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

export type PlacedCopiesResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PlacedCopies'] = ResolversParentTypes['PlacedCopies']> = {
  branch?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  copies?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type PlacementFactsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PlacementFacts'] = ResolversParentTypes['PlacementFacts']> = {
  placed?: Resolver<Array<ResolversTypes['PlacedCopies']>, ParentType, ContextType>;
  standing?: Resolver<Array<ResolversTypes['StandingCopy']>, ParentType, ContextType>;
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
  availabilitySources?: Resolver<Maybe<Array<ResolversTypes['AvailabilitySource']>>, ParentType, ContextType>;
  availableItems?: Resolver<Array<ResolversTypes['AvailableItem']>, ParentType, ContextType, RequireFields<QueryAvailableItemsArgs, 'bookId' | 'first'>>;
  branchCopiesOfBooks?: Resolver<Array<ResolversTypes['BranchCopies']>, ParentType, ContextType, RequireFields<QueryBranchCopiesOfBooksArgs, 'bookIds'>>;
  heldCounts?: Resolver<Array<ResolversTypes['HeldCount']>, ParentType, ContextType, RequireFields<QueryHeldCountsArgs, 'bookId'>>;
  heldCountsOf?: Resolver<Array<ResolversTypes['BookHeldCount']>, ParentType, ContextType, RequireFields<QueryHeldCountsOfArgs, 'bookIds'>>;
  itemRecord?: Resolver<Maybe<ResolversTypes['ItemRecord']>, ParentType, ContextType, RequireFields<QueryItemRecordArgs, 'barcode' | 'library'>>;
  itemsAtWork?: Resolver<ResolversTypes['ItemsAtWork'], ParentType, ContextType, RequireFields<QueryItemsAtWorkArgs, 'branch' | 'first' | 'status'>>;
  itemsToCatalogue?: Resolver<ResolversTypes['ItemIdPage'], ParentType, ContextType, RequireFields<QueryItemsToCatalogueArgs, 'first' | 'library'>>;
  orderItemsBetween?: Resolver<Array<ResolversTypes['OrderItem']>, ParentType, ContextType, RequireFields<QueryOrderItemsBetweenArgs, 'after'>>;
  placementFacts?: Resolver<ResolversTypes['PlacementFacts'], ParentType, ContextType, RequireFields<QueryPlacementFactsArgs, 'bookId' | 'itemId'>>;
};

export type ReceivedItemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReceivedItem'] = ResolversParentTypes['ReceivedItem']> = {
  bookId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  callNumberSort?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  claimId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  destination?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  itemId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  next?: Resolver<Maybe<ResolversTypes['ReturnStep']>, ParentType, ContextType>;
};

export type ReserveItemsResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReserveItemsResult'] = ResolversParentTypes['ReserveItemsResult']> = {
  items?: Resolver<Array<ResolversTypes['ReservedItem']>, ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ReservedItemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReservedItem'] = ResolversParentTypes['ReservedItem']> = {
  barcode?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  itemId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type SourceFailureResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SourceFailure'] = ResolversParentTypes['SourceFailure']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  detail?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type SourceStatusTextResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SourceStatusText'] = ResolversParentTypes['SourceStatusText']> = {
  status?: Resolver<ResolversTypes['ItemStatus'], ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type StandingCopyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StandingCopy'] = ResolversParentTypes['StandingCopy']> = {
  branch?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  library?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type StatusTextNotUnderstoodResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StatusTextNotUnderstood'] = ResolversParentTypes['StatusTextNotUnderstood']> = {
  lastAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  times?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  AvailabilitySource?: AvailabilitySourceResolvers<ContextType>;
  AvailableItem?: AvailableItemResolvers<ContextType>;
  Book?: BookResolvers<ContextType>;
  BookHeldCount?: BookHeldCountResolvers<ContextType>;
  Branch?: BranchResolvers<ContextType>;
  BranchCopies?: BranchCopiesResolvers<ContextType>;
  Date?: GraphQLScalarType;
  DateTime?: GraphQLScalarType;
  DistrictHoldings?: DistrictHoldingsResolvers<ContextType>;
  DistrictItem?: DistrictItemResolvers<ContextType>;
  HeldCount?: HeldCountResolvers<ContextType>;
  Holdings?: HoldingsResolvers<ContextType>;
  HoldingsNow?: HoldingsNowResolvers<ContextType>;
  Item?: ItemResolvers<ContextType>;
  ItemAtWork?: ItemAtWorkResolvers<ContextType>;
  ItemConnection?: ItemConnectionResolvers<ContextType>;
  ItemEdge?: ItemEdgeResolvers<ContextType>;
  ItemId?: ItemIdResolvers<ContextType>;
  ItemIdEdge?: ItemIdEdgeResolvers<ContextType>;
  ItemIdPage?: ItemIdPageResolvers<ContextType>;
  ItemRecord?: ItemRecordResolvers<ContextType>;
  ItemsAtWork?: ItemsAtWorkResolvers<ContextType>;
  Library?: LibraryResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  OrderItem?: OrderItemResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  PlacedCopies?: PlacedCopiesResolvers<ContextType>;
  PlacementFacts?: PlacementFactsResolvers<ContextType>;
  PutOwnItemResult?: PutOwnItemResultResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  ReceivedItem?: ReceivedItemResolvers<ContextType>;
  ReserveItemsResult?: ReserveItemsResultResolvers<ContextType>;
  ReservedItem?: ReservedItemResolvers<ContextType>;
  SourceFailure?: SourceFailureResolvers<ContextType>;
  SourceStatusText?: SourceStatusTextResolvers<ContextType>;
  StandingCopy?: StandingCopyResolvers<ContextType>;
  StatusTextNotUnderstood?: StatusTextNotUnderstoodResolvers<ContextType>;
};

