// The rules of 你选书，我买单 as data: dated, versioned sets per library, channel and reader type. Nothing is edited: a new version
// begins on a day. A set says only what is different; what it does not say is taken from the set that is less specific, and at
// last from the defaults of the network, which stand here.

export type Channel = 'COUNTER' | 'ONLINE';
export type ReaderType = 'ADULT' | 'CHILD';

/** FLAG lets pass and marks the order; OFF does not judge. At the counter, where a reader waits, REVIEW refuses. */
export type OnFail = 'REFUSE' | 'REVIEW' | 'FLAG' | 'OFF';

/** How an edition comes. */
export const bookFormats = [
  'BOOK',
  'PERIODICAL',
  'MAP',
  'AUDIO_VISUAL',
  'POP_UP',
  'LOOSE_LEAF',
  'IMPORTED',
  'GIFT',
] as const;
export type BookFormat = (typeof bookFormats)[number];

export const creditBands = ['EXCELLENT', 'GOOD', 'FAIR', 'NONE'] as const;
export type CreditBand = (typeof creditBands)[number];

/** What each rule takes: the unit of its limit, a window of days, a list of values. */
export const ruleParameters = {
  PRICE_CAP: { limit: 'FEN' },
  PUBLICATION_AGE: { limit: 'YEARS' },
  ORDER_ITEMS: { limit: 'COPIES' },
  COPY_CAP: { limit: 'COPIES' },
  CITY_COPY_CAP: { limit: 'COPIES' },
  HOLDINGS_UNKNOWN: { limit: 'HOURS' },
  HELD_AT_LIBRARY: {},
  EXCLUDED_CLASS: { values: 'CLASSES' },
  EXCLUDED_FORMAT: { values: 'FORMATS' },
  SET_WHOLE: {},
  NOT_IN_STOCK: {},
  STORE_INACTIVE: {},
  LOAN_QUOTA: { limit: 'LOANS' },
  READER_OUTSTANDING: { limit: 'LOANS' },
  READER_YEARLY_SPEND: { limit: 'FEN' },
  READER_RECENT: { limit: 'COPIES', days: true },
  ALREADY_TAKEN: {},
  CREDIT: { values: 'BANDS' },
  OVERDUE_BLOCK: {},
  FUND_EMPTY: {},
} as const satisfies Record<string, RuleParameters>;

export interface RuleParameters {
  limit?: 'FEN' | 'YEARS' | 'COPIES' | 'LOANS' | 'HOURS';
  days?: true;
  values?: 'CLASSES' | 'FORMATS' | 'BANDS';
}

export type PurchaseRuleCode = keyof typeof ruleParameters;

/** In the order in which failing rules are told. */
export const purchaseRuleCodes = Object.keys(ruleParameters) as PurchaseRuleCode[];

/** One rule of a set. */
export interface Rule {
  code: PurchaseRuleCode;
  onFail: OnFail;
  limit?: number | null | undefined;
  /** The window of a rule that counts back from today, today included. */
  days?: number | null | undefined;
  values?: string[] | null | undefined;
}

/** When a loan begins: with the order, when the parcel is signed for, or a number of days after it was shipped. */
export type LoanStart = 'ACCEPTANCE' | 'SIGN_OFF' | 'DAYS_AFTER_SHIPPING';

/** The terms of a loan that the programme makes. */
export interface Terms {
  /** The last day included. */
  loanDays: number;
  renewals: number;
  loanStart: LoanStart;
  /** For DAYS_AFTER_SHIPPING. */
  loanStartDays: number;
}

/** What a set is for; null is all of them. */
export interface RuleScope {
  library: string | null;
  channel: Channel | null;
  readerType: ReaderType | null;
}

export interface RuleSet extends RuleScope {
  id: string;
  /** First day on which it is in force. */
  validFrom: string;
  /** Of the same scope and day the higher one counts. */
  version: number;
  rules: readonly Rule[];
  terms: Partial<Terms> | null;
}

/** The rules that judge one purchase. */
export interface RulesInForce {
  rules: ReadonlyMap<PurchaseRuleCode, Rule>;
  terms: Terms;
  /** Ids of the sets that they come from, the least specific first. */
  sets: readonly string[];
}

const defaultTerms: Terms = { loanDays: 30, renewals: 1, loanStart: 'ACCEPTANCE', loanStartDays: 0 };
const programmeBegan = '2020-10-01';

/** CLC classes that are not bought: school books, dictionaries and manuals, exams and exercises; encyclopaedias (Z2) may be. */
const excludedClasses = ['G624', 'G634', 'Z3', '-61', '-62', '-44', '!Z2'];
const excludedFormats = bookFormats.filter((format) => format !== 'BOOK');

/** The rules of the network where nobody has said otherwise. */
export const defaultSets: readonly RuleSet[] = [
  {
    ...defaultScope('default', null),
    terms: null,
    rules: [
      { code: 'PRICE_CAP', onFail: 'REFUSE', limit: 100_00 },
      { code: 'PUBLICATION_AGE', onFail: 'REFUSE', limit: 3 },
      { code: 'COPY_CAP', onFail: 'REFUSE', limit: 5 },
      { code: 'CITY_COPY_CAP', onFail: 'REFUSE', limit: 30 },
      { code: 'HELD_AT_LIBRARY', onFail: 'REFUSE' },
      { code: 'EXCLUDED_CLASS', onFail: 'REFUSE', values: excludedClasses },
      { code: 'EXCLUDED_FORMAT', onFail: 'REFUSE', values: excludedFormats },
      { code: 'SET_WHOLE', onFail: 'REFUSE' },
      { code: 'STORE_INACTIVE', onFail: 'REFUSE' },
      { code: 'LOAN_QUOTA', onFail: 'REFUSE', limit: 8 },
      { code: 'READER_OUTSTANDING', onFail: 'REFUSE', limit: 5 },
      { code: 'READER_YEARLY_SPEND', onFail: 'REFUSE', limit: 500_00 },
      { code: 'ALREADY_TAKEN', onFail: 'REFUSE' },
      { code: 'CREDIT', onFail: 'REFUSE', values: [...creditBands] },
      { code: 'OVERDUE_BLOCK', onFail: 'REFUSE' },
      { code: 'FUND_EMPTY', onFail: 'REFUSE' },
    ],
  },
  {
    ...defaultScope('default-counter', 'COUNTER'),
    terms: null,
    rules: [{ code: 'HOLDINGS_UNKNOWN', onFail: 'FLAG', limit: 24 }],
  },
  {
    ...defaultScope('default-online', 'ONLINE'),
    terms: { loanStart: 'SIGN_OFF' },
    rules: [
      { code: 'HOLDINGS_UNKNOWN', onFail: 'REVIEW', limit: 24 },
      { code: 'NOT_IN_STOCK', onFail: 'REFUSE' },
      { code: 'CREDIT', onFail: 'REFUSE', values: ['EXCELLENT', 'GOOD'] },
    ],
  },
];

function defaultScope(id: string, channel: Channel | null) {
  return { id, library: null, channel, readerType: null, validFrom: programmeBegan, version: 0 };
}

/**
 * The rules for a purchase: of each scope that fits, the version in force on the day; what a more specific scope says goes before.
 * A library's word goes before the network's, then a channel's before a reader type's.
 * @param sets those that may be in force beside the defaults, in any order
 */
export function rulesInForce(sets: readonly RuleSet[], scope: RuleScope & { day: string }): RulesInForce {
  const latest = new Map<number, RuleSet>();
  for (const set of sets) {
    if (!fits(set, scope) || set.validFrom > scope.day) continue;
    const known = latest.get(specificity(set));
    if (!known || isLater(set, known)) latest.set(specificity(set), set);
  }
  // The network's own new version of a scope says what changes: the default of that scope stays below it.
  const layered = [...defaultSets.filter((set) => fits(set, scope)), ...latest.values()].toSorted(
    (one, other) => specificity(one) - specificity(other),
  );
  const rules = new Map<PurchaseRuleCode, Rule>();
  for (const set of layered) for (const rule of set.rules) rules.set(rule.code, rule);
  const ordered = purchaseRuleCodes.flatMap((code) => rules.get(code) ?? []);
  return {
    rules: new Map(ordered.map((rule) => [rule.code, rule])),
    terms: Object.assign({}, defaultTerms, ...layered.map(({ terms }) => said(terms))),
    sets: layered.map(({ id }) => id),
  };
}

/** The terms that a set says something about: what travelled over GraphQL has a null for each that it does not. */
function said(terms: RuleSet['terms']): Partial<Terms> {
  return Object.fromEntries(Object.entries(terms ?? {}).filter(([, value]) => value !== null && value !== undefined));
}

function fits(set: RuleScope, scope: RuleScope): boolean {
  return (['library', 'channel', 'readerType'] as const).every(
    (part) => set[part] === null || set[part] === scope[part],
  );
}

function specificity({ library, channel, readerType }: RuleScope): number {
  return (library === null ? 0 : 4) + (channel === null ? 0 : 2) + (readerType === null ? 0 : 1);
}

function isLater(one: RuleSet, other: RuleSet): boolean {
  return one.validFrom === other.validFrom ? one.version > other.version : one.validFrom > other.validFrom;
}
