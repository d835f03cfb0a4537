// The ways to one book, from what the owners have said of it. Pure: nothing is asked here.
import type { Failure } from '../../lib/failures.ts';
import { type BranchCopies, lentHere } from '../../lib/items/manyBooks.ts';
import { centralLibrary, itemOwner, libraryOfItem } from '../../lib/owners.ts';
import { addDays } from '../../lib/shanghai.ts';
import type { Silence } from '../../lib/told.ts';
import type { Choice } from './fulfilmentChoice.ts';
import type { OwnHold } from './fulfilmentHolds.ts';
import type { Way } from './fulfilmentRanking.ts';
import type { PurchaseWay, Source, StoresWord, Words } from './fulfilmentSources.ts';
import { holdOutlook } from './holdOutlook.ts';
import type { FulfilmentKind, FulfilmentState, Proximity, QuotaEffect } from './types.generated.ts';

/** The account of the reader who asks, as far as quotas go. */
export interface Account {
  openLoans: number;
  ownQuota: number;
  outstanding: number;
  yearSpentFen: number;
}

/** Everything that decides about the ways to one book. */
export interface Question {
  bookId: string;
  now: Date;
  today: string;
  words: Words;
  choice: Choice;
  /** Null when no reader was named. */
  account: Account | null;
  /** The reader's rules that fail for a loan over a desk. */
  loanFailures: Failure[];
  /** The same for one that a courier brings. */
  parcelFailures: Failure[];
  /** The reader has the book, or a loan of it is being made. */
  isBorrowed: boolean;
  /** What a parcel of one copy costs the reader, in fen. */
  parcelFen: number;
  /** How many readers wait for the book. */
  waiting: number;
  /** The reader's own hold of it. */
  ownHold: OwnHold | null;
  proximityOf: (branch: string) => Proximity | null;
  /** The first day from one on which the library is open in whose branch a copy stands, whoever owns the copy. */
  openFrom: (copies: Pick<BranchCopies, 'branch' | 'library'>, day: string) => string;
  /** Days of a loan of a library's copy of the book. */
  loanDaysOf: (library: string) => number;
}

/** Every way there is, in no order; at the end NONE, when none of them is open or may be. */
export function waysTo(question: Question): Way[] {
  const copies = copiesOf(question);
  const ways = [
    ...shelfWays(question, copies),
    parcelWay(question, copies),
    holdWay(question, copies),
    ...purchaseWays(question),
  ];
  return ways.every(({ state }) => state === 'REFUSED')
    ? [...ways, { ...blank, kind: 'NONE', state: 'REFUSED' }]
    : ways;
}

/** Who answered the question, stores of this book among them. */
export function sourcesOf(question: Question): Source[] {
  const inner = question.words.bookstores.value?.silent ?? [];
  const owners = copiesOf(question).sources.map((source): Source => {
    const silent = inner.find(({ owner }) => owner === source.kind.toLowerCase());
    return silent && source.reason === null ? { ...source, state: 'UNKNOWN', reason: silent.reason } : source;
  });
  return [
    ...owners,
    bookstoresSource(question),
    ...(bookOf(question)?.counter ?? []).map((way) => storeSource(question, way)),
  ];
}

const blank = {
  branchId: null,
  storeId: null,
  proximity: null,
  copies: null,
  earliest: null,
  freightFen: null,
  listPriceFen: null,
  payer: null,
  loanDays: null,
  effect: null,
  failures: [],
  sources: [],
} satisfies Omit<Way, 'kind' | 'state'>;

interface Copies {
  rows: BranchCopies[];
  /** Owners of copies, those that are silent too. */
  sources: Source[];
  isComplete: boolean;
}

function copiesOf({ bookId, words, now }: Question): Copies {
  const ofBook = (rows: BranchCopies[] | null | undefined) => (rows ?? []).filter((row) => row.bookId === bookId);
  const told = [
    { kind: 'CENTRAL' as const, reason: words.central.reason, rows: ofBook(words.central.value?.branchCopiesOfBooks) },
    {
      kind: 'DISTRICTS' as const,
      reason: words.districts.reason ?? silenceOf(ofBook(words.districts.value)),
      rows: ofBook(words.districts.value),
    },
  ];
  const sources = told.map(({ kind, reason }): Source => {
    return { kind, storeId: null, state: reason ? 'UNKNOWN' : 'LIVE', asOf: now, reason };
  });
  const rows = told.flatMap(({ rows: own }) => own.filter(({ reason }) => reason == null));
  return { rows, sources, isComplete: sources.every(({ state }) => state === 'LIVE') };
}

/** Why one of the district libraries says nothing of its copies; null when all of them do. */
function silenceOf(rows: readonly BranchCopies[]): Silence | null {
  const reason = rows.find((row) => row.reason != null)?.reason ?? null;
  return reason === null ? null : reason === 'TIMED_OUT' ? 'TIMEOUT' : 'UNAVAILABLE';
}

/** Rules that fail refuse, whoever is silent; what a librarian may let pass is reviewed. */
function stateOf(failures: readonly Failure[], isUnknown: boolean): FulfilmentState {
  if (failures.some(({ review }) => review !== true)) return 'REFUSED';
  if (isUnknown) return 'UNKNOWN';
  return failures.length > 0 ? 'NEEDS_REVIEW' : 'POSSIBLE';
}

/** One way for each branch that has a copy on the shelf, and one for a silent owner, whose shelves nobody knows. */
function shelfWays(question: Question, { rows, sources }: Copies): Way[] {
  const { today, loanFailures, proximityOf, openFrom, loanDaysOf } = question;
  const way = {
    ...blank,
    kind: 'ON_SHELF',
    freightFen: 0,
    failures: loanFailures,
    effect: loanEffect(question),
  } as const;
  const shelves = Map.groupBy(
    rows.filter(({ available }) => available > 0),
    ({ branch }) => branch,
  );
  const known = [...shelves].map(([branch, standing]): Way => {
    const library = standing[0]?.library ?? centralLibrary;
    const state = stateOf(loanFailures, false);
    const owners = new Set(standing.map((row) => (itemOwner(row.library) === 'central' ? 'CENTRAL' : 'DISTRICTS')));
    return {
      ...way,
      state,
      branchId: branch,
      proximity: proximityOf(branch),
      copies: standing.reduce((sum, { available }) => sum + available, 0),
      earliest: state === 'REFUSED' ? null : openFrom({ branch, library }, today),
      loanDays: loanDaysOf(library),
      sources: sources.filter(({ kind }) => owners.has(kind as 'CENTRAL')),
    };
  });
  const silent = sources.filter(({ state }) => state === 'UNKNOWN');
  const unknown: Way = { ...way, state: stateOf(loanFailures, true), sources: silent };
  return silent.length > 0 ? [...known, unknown] : known;
}

/** The copy that is kept for the reader, else one of the central library first, as `requestLoan` chooses. */
function parcelWay(question: Question, { rows, sources, isComplete }: Copies): Way {
  const { today, choice, parcelFailures, parcelFen, openFrom, loanDaysOf, ownHold } = question;
  const kept = ownHold?.status === 'IN_TRANSIT' ? null : keptFor(ownHold);
  const available = kept ? [{ ...kept, available: 1 }] : lentHere(rows).filter((row) => row.available > 0);
  const chosen = available.find((row) => row.library === centralLibrary) ?? available[0];
  const isNone = isComplete && chosen === undefined;
  const failures: Failure[] = isNone ? [...parcelFailures, { code: 'NO_COPY_AVAILABLE' }] : parcelFailures;
  const state = stateOf(failures, chosen === undefined);
  return {
    ...blank,
    kind: 'PARCEL',
    state,
    copies: isComplete || chosen !== undefined ? sum(available.map((row) => row.available)) : null,
    earliest: chosen === undefined || state === 'REFUSED' ? null : addDays(openFrom(chosen, today), choice.parcelDays),
    freightFen: parcelFen,
    loanDays: chosen === undefined ? null : loanDaysOf(chosen.library),
    effect: loanEffect(question),
    failures,
    sources,
  };
}

/** The copy that is kept for a reader, whose it is and where it stands; null for a reader who waits, or does not. */
function keptFor(hold: OwnHold | null): { library: string; branch: string } | null {
  return hold?.itemId ? { library: libraryOfItem(hold.itemId), branch: hold.branchId ?? '' } : null;
}

/** When a reader who waits already has the copy: one that is kept is ready, or comes; else as `Hold.estimatedFrom` says. */
function earliestOf(
  { today, choice, openFrom }: Question,
  hold: OwnHold | null,
  estimate: string | null,
): string | null {
  const kept = keptFor(hold);
  if (kept) {
    return openFrom(kept, hold?.status === 'ON_HOLD_SHELF' ? today : addDays(today, choice.transferDays));
  }
  return estimate && hold?.suspendedUntil && hold.suspendedUntil > estimate ? hold.suspendedUntil : estimate;
}

/** A reader who is over the quota waits all the same: a hold is no loan yet. */
function holdWay(question: Question, { rows, sources, isComplete }: Copies): Way {
  const { today, choice, ownHold, isBorrowed, loanDaysOf } = question;
  const waiting = ownHold?.ahead ?? question.waiting;
  const outlook = holdOutlook({ rows: lentHere(rows), waiting, today, transferDays: choice.transferDays });
  const kept = keptFor(ownHold);
  const library = kept?.library ?? outlook.library;
  const failures: Failure[] = [
    ...(isBorrowed ? [{ code: 'ALREADY_ON_LOAN' as const }] : []),
    ...(isComplete && outlook.copies === 0 ? [{ code: 'NOT_HELD' as const }] : []),
  ];
  return {
    ...blank,
    kind: 'HOLD',
    state: stateOf(failures, outlook.copies === 0 && !kept),
    copies: isComplete || outlook.copies > 0 ? outlook.copies : null,
    earliest: isBorrowed ? null : earliestOf(question, ownHold, outlook.earliest),
    freightFen: 0,
    loanDays: library === null ? null : loanDaysOf(library),
    effect: loanEffect(question),
    failures,
    sources,
  };
}

function purchaseWays(question: Question): Way[] {
  const book = bookOf(question);
  if (!book) {
    const sources = [bookstoresSource(question)];
    return (['BUY_IN_STORE', 'BUY_AND_COURIER'] as const).map((kind) => ({
      ...blank,
      kind,
      state: 'UNKNOWN',
      sources,
    }));
  }
  return [
    ...(book.counter.length > 0
      ? book.counter.map((way) => purchaseWay(question, 'BUY_IN_STORE', way, isStale(question, way)))
      : [nowhereInStock(question)]),
    onlineWay(question, book),
  ];
}

/** Nobody has to be asked whether rules allow what no store has. */
function nowhereInStock(question: Question): Way {
  const failures: Failure[] = [{ code: 'NOT_IN_STOCK' }];
  return {
    ...blank,
    kind: 'BUY_IN_STORE',
    state: 'REFUSED',
    copies: 0,
    freightFen: 0,
    failures,
    sources: [bookstoresSource(question)],
  };
}

/** An order that a store does not answer within a day goes to the next one that has the book. */
function onlineWay(question: Question, { online, counter }: StoresWord['books'][number]): Way {
  const { today, choice } = question;
  const possible = counter.filter(({ payer }) => payer !== null && payer === online.payer);
  const isFirstStale = isStale(question, online);
  const isUncertain = isFirstStale && possible.every((way) => isStale(question, way));
  const way = purchaseWay(question, 'BUY_AND_COURIER', online, isUncertain);
  const days = choice.purchaseDays + (isFirstStale ? 1 : 0);
  return { ...way, earliest: way.earliest === null ? null : addDays(today, days) };
}

function purchaseWay(
  question: Question,
  kind: Extract<FulfilmentKind, 'BUY_IN_STORE' | 'BUY_AND_COURIER'>,
  way: PurchaseWay,
  isUncertain: boolean,
): Way {
  const { today } = question;
  const { storeId, listPriceFen, payer, loanDays } = way;
  const failures = way.failures ?? [];
  const state = stateOf(failures, isUncertain || way.failures === null);
  return {
    ...blank,
    kind,
    state,
    storeId,
    copies: isStale(question, way) ? null : way.stock,
    earliest: state === 'POSSIBLE' || state === 'NEEDS_REVIEW' ? today : null,
    freightFen: 0,
    listPriceFen,
    payer,
    loanDays,
    effect: way.failures === null ? null : purchaseEffect(question, way),
    failures,
    sources: [
      bookstoresSource(question),
      ...(storeId === null ? [] : [storeSource(question, way)]),
      ...judgesOf(question),
    ],
  };
}

/** A loan of one copy. */
function loanEffect({ account }: Question): QuotaEffect | null {
  return (
    account && {
      loans: { before: account.openLoans, after: account.openLoans + 1, limit: account.ownQuota },
      outstanding: null,
      yearlySpendFen: null,
    }
  );
}

function purchaseEffect({ account }: Question, { items, listPriceFen, limits }: PurchaseWay): QuotaEffect | null {
  if (!account) return null;
  const { openLoans, ownQuota, outstanding, yearSpentFen } = account;
  return {
    loans: { before: openLoans, after: openLoans + items, limit: Math.min(limits.loans ?? ownQuota, ownQuota) },
    outstanding: { before: outstanding, after: outstanding + items, limit: limits.outstanding },
    yearlySpendFen: { before: yearSpentFen, after: yearSpentFen + (listPriceFen ?? 0), limit: limits.yearlySpendFen },
  };
}

function bookOf({ words, bookId }: Question): StoresWord['books'][number] | undefined {
  return words.bookstores.value?.books.find((book) => book.bookId === bookId);
}

function bookstoresSource({ words, now }: Question): Source {
  const { value, reason } = words.bookstores;
  return {
    kind: 'BOOKSTORES',
    storeId: null,
    state: reason ? 'UNKNOWN' : 'LIVE',
    asOf: value ? new Date(value.asOf) : now,
    reason,
  };
}

/** Whoever the bookstores have asked to judge a purchase. */
function judgesOf({ words, now }: Question): Source[] {
  const silent = words.bookstores.value?.silent ?? [];
  return (['central', 'districts'] as const).map((name) => {
    const reason = silent.find(({ owner }) => owner === name)?.reason ?? null;
    const kind = name === 'central' ? 'CENTRAL' : 'DISTRICTS';
    return { kind, storeId: null, state: reason ? 'UNKNOWN' : 'LIVE', asOf: now, reason };
  });
}

function storeSource(question: Question, way: PurchaseWay): Source {
  const stale = isStale(question, way);
  return {
    kind: 'STORE',
    storeId: way.storeId,
    state: stale ? 'UNKNOWN' : 'LIVE',
    asOf: way.stockAsOf ? new Date(way.stockAsOf) : question.now,
    reason: stale ? 'STALE' : null,
  };
}

/** A store that has said nothing of its stock for too long may have none. */
function isStale({ now, choice }: Question, { stockAsOf }: PurchaseWay): boolean {
  return stockAsOf !== null && now.getTime() - Date.parse(stockAsOf) > choice.staleStockHours * 3_600_000;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
