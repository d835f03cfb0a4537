// Each rule as a pure function of facts: undefined when it is met, else what it found. The dry run, the orders, the owners that
// reserve, and the replay of past orders use the same functions. A fact that nobody asked for, or that is not known, fails no rule.
import type { Failure, RuleCode } from '../failures.ts';
import { addDays } from '../shanghai.ts';
import type { BookFormat, Channel, CreditBand, PurchaseRuleCode, Rule } from './rules.ts';

/** What lending knows of the reader who asks. */
export interface ReaderFacts {
  /** Loans reserved or running, of all channels. */
  openLoans: number;
  /** The most that this reader's record allows, whatever the rules say. */
  ownQuota: number;
  overdue: number;
  /** By a librarian, by the credit ledger, or for want of a guardian's consent. */
  suspended: boolean;
  /** The first day on which the ledger lets the reader borrow again, when it alone does not. Not known of orders of old. */
  suspendedUntil?: string | null;
  /** Without a card, on credit alone. */
  creditOnly: boolean;
  band: CreditBand;
  /** Bought copies that are not returned. */
  outstanding: number;
  /** List prices of what was bought for the reader in this calendar year, in fen. */
  yearSpentFen: number;
  /** The reader had this book before. */
  taken: boolean;
  /** The days of the reader's purchases in the last year, one for each copy. */
  recent: string[];
}

/** Everything that the rules look at. */
export interface Facts {
  channel: Channel;
  /** The day in Asia/Shanghai on which the purchase is judged. */
  day: string;
  /** 定价, of all volumes together. Null when no store offers the book and none was given. */
  listPriceFen: number | null;
  /** Volumes that are bought: 1, or those of a set. */
  items: number;
  book: { year: number | null; classNumber: string | null; format: BookFormat; volumes: number };
  /** The library that pays by the store's contract. Null when no contract covers the day. */
  payer: string | null;
  /** The first day of the store's next contract, when none covers today. */
  nextContract: string | null;
  netFen: number | null;
  /** Copies that this programme did not buy, and slots of those that it did. */
  payerHeld: number;
  payerSlots: number;
  cityHeld: number;
  citySlots: number;
  /** Copies of the payer that can be borrowed now; null when its owner is silent. */
  payerAvailable: number | null;
  /** How old the oldest count is that had to stand in for a silent owner, in hours; null when none had to. */
  countAgeHours: number | null;
  /** What is free in the payer's fund; null when there is no fund. */
  fundFreeFen: number | null;
  /** A store has it; at the counter it is in the clerk's hand. */
  inStock: boolean;
  /** Null when no reader was named. */
  reader: ReaderFacts | null;
}

interface Finding {
  limit?: number;
  actual?: number;
  eligibleFrom?: string | undefined;
}

type Judge = (facts: Facts, rule: Rule) => Finding | undefined;

/** What came of judging: the failures that refuse or ask for a review, and the codes that were only marked. */
export interface Judgement {
  failures: Failure[];
  flags: RuleCode[];
  verdict: 'PASS' | 'REVIEW' | 'REFUSE';
}

/**
 * Judges a purchase by all rules.
 * @param mayReview false where a reader waits: what would be reviewed is refused
 */
export function judge(facts: Facts, rules: Iterable<Rule>, mayReview = facts.channel === 'ONLINE'): Judgement {
  const failures: Failure[] = [];
  const flags: RuleCode[] = [];
  for (const rule of rules) {
    if (rule.onFail === 'OFF') continue;
    const finding = judges[rule.code](facts, rule);
    if (!finding) continue;
    if (rule.onFail === 'FLAG') flags.push(rule.code);
    else
      failures.push({
        code: rule.code,
        ...finding,
        ...(rule.onFail === 'REVIEW' && mayReview ? { review: true } : {}),
      });
  }
  const isRefused = failures.some(({ review }) => review !== true);
  return { failures, flags, verdict: isRefused ? 'REFUSE' : failures.length > 0 ? 'REVIEW' : 'PASS' };
}

/** Judges what is about the reader only, as lending does when it keeps a place. Nobody is asked then: what fails refuses. */
export function judgeReader(
  reader: ReaderFacts,
  purchase: Pick<Facts, 'day' | 'items' | 'listPriceFen'>,
  rules: Iterable<Rule>,
): Failure[] {
  const facts = { ...nothingKnown, ...purchase, reader };
  return judge(
    facts,
    [...rules].filter(({ code }) => readerRules.has(code)),
    false,
  ).failures;
}

/** Whether a list excludes a CLC class number. It has prefixes, forms with a hyphen (`-61`), and with ! what is never excluded. */
export function excludesClass(values: readonly string[], classNumber: string): boolean {
  const matches = (value: string) =>
    value.startsWith('-') ? classNumber.indexOf(value) > 0 : classNumber.startsWith(value);
  const exceptions = values.filter((value) => value.startsWith('!')).map((value) => value.slice(1));
  return !exceptions.some(matches) && values.some((value) => !value.startsWith('!') && matches(value));
}

/** 实洋 of one copy: 定价 × the contract's rate, rounded half up to the fen. */
export function netFenOf(listPriceFen: number, rateBasisPoints: number): number {
  return Math.floor((listPriceFen * rateBasisPoints + 5_000) / 10_000);
}

const above = (actual: number | null, limit: number | null | undefined): Finding | undefined =>
  actual !== null && limit != null && actual > limit ? { limit, actual } : undefined;

const judges: Record<PurchaseRuleCode, Judge> = {
  PRICE_CAP: ({ listPriceFen }, { limit }) => above(listPriceFen, limit),
  PUBLICATION_AGE: ({ book, day }, { limit }) => {
    const oldest = Number(day.slice(0, 4)) - (limit ?? 0);
    return limit != null && book.year !== null && book.year < oldest ? { limit: oldest, actual: book.year } : undefined;
  },
  ORDER_ITEMS: ({ items }, { limit }) => above(items, limit),
  COPY_CAP: ({ payer, payerHeld, payerSlots, book, items }, { limit }) =>
    payer === null ? undefined : above(payerHeld + payerSlots + copiesOf(items, book), limit),
  CITY_COPY_CAP: ({ cityHeld, citySlots, book, items }, { limit }) =>
    above(cityHeld + citySlots + copiesOf(items, book), limit),
  HOLDINGS_UNKNOWN: ({ countAgeHours }, { limit }) => (above(countAgeHours, limit) ? {} : undefined),
  HELD_AT_LIBRARY: ({ payerAvailable }) =>
    payerAvailable !== null && payerAvailable > 0 ? { limit: 0, actual: payerAvailable } : undefined,
  EXCLUDED_CLASS: ({ book }, { values }) =>
    book.classNumber !== null && excludesClass(values ?? [], book.classNumber) ? {} : undefined,
  EXCLUDED_FORMAT: ({ book }, { values }) => (values?.includes(book.format) ? {} : undefined),
  SET_WHOLE: ({ book, items }) => (items !== book.volumes ? { limit: book.volumes, actual: items } : undefined),
  NOT_IN_STOCK: ({ inStock }) => (inStock ? undefined : {}),
  STORE_INACTIVE: ({ inStock, payer, nextContract }) =>
    inStock && payer === null ? { eligibleFrom: nextContract ?? undefined } : undefined,
  LOAN_QUOTA: ({ reader, items }, { limit }) =>
    reader ? above(reader.openLoans + items, Math.min(limit ?? reader.ownQuota, reader.ownQuota)) : undefined,
  READER_OUTSTANDING: ({ reader, items }, { limit }) => (reader ? above(reader.outstanding + items, limit) : undefined),
  READER_YEARLY_SPEND: ({ reader, listPriceFen, day }, { limit }) => {
    const finding = reader && above(reader.yearSpentFen + (listPriceFen ?? 0), limit);
    return finding ? { ...finding, eligibleFrom: `${Number(day.slice(0, 4)) + 1}-01-01` } : undefined;
  },
  READER_RECENT: ({ reader, items, day }, { limit, days }) => {
    const since = addDays(day, 1 - (days ?? 1));
    const counted = (reader?.recent ?? []).filter((bought) => bought >= since).toSorted();
    const finding = reader ? above(counted.length + items, limit) : undefined;
    // So many of the oldest have to fall out of the window.
    const lastOut = counted[counted.length + items - (limit ?? 0) - 1];
    return finding && { ...finding, eligibleFrom: lastOut && addDays(lastOut, days ?? 1) };
  },
  ALREADY_TAKEN: ({ reader }) => (reader?.taken ? {} : undefined),
  CREDIT: ({ reader }, { values }) =>
    reader && (reader.suspended || (reader.creditOnly && !values?.includes(reader.band)))
      ? { eligibleFrom: reader.suspendedUntil ?? undefined }
      : undefined,
  OVERDUE_BLOCK: ({ reader }) => (reader && reader.overdue > 0 ? { limit: 0, actual: reader.overdue } : undefined),
  FUND_EMPTY: ({ payer, netFen, fundFreeFen }) =>
    payer !== null && netFen !== null && netFen > (fundFreeFen ?? 0)
      ? { limit: fundFreeFen ?? 0, actual: netFen }
      : undefined,
};

const readerRules: ReadonlySet<PurchaseRuleCode> = new Set([
  'LOAN_QUOTA',
  'READER_OUTSTANDING',
  'READER_YEARLY_SPEND',
  'READER_RECENT',
  'ALREADY_TAKEN',
  'CREDIT',
  'OVERDUE_BLOCK',
]);

const nothingKnown: Facts = {
  channel: 'COUNTER',
  day: '',
  listPriceFen: null,
  items: 1,
  book: { year: null, classNumber: null, format: 'BOOK', volumes: 1 },
  payer: null,
  nextContract: null,
  netFen: null,
  payerHeld: 0,
  payerSlots: 0,
  cityHeld: 0,
  citySlots: 0,
  payerAvailable: null,
  countAgeHours: null,
  fundFreeFen: null,
  inStock: false,
  reader: null,
};

/** A set counts as one copy, whole sets and parts alike. */
function copiesOf(items: number, { volumes }: Facts['book']): number {
  return Math.ceil(items / volumes);
}
