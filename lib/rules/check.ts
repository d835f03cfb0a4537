// A rule set that somebody hands in: every mistake is told at once, with what would be right.
import { CallerError } from '../errors.ts';
import {
  bookFormats,
  type Channel,
  creditBands,
  type LoanStart,
  type OnFail,
  type PurchaseRuleCode,
  purchaseRuleCodes,
  type ReaderType,
  type Rule,
  type RuleParameters,
  type RuleSet,
  ruleParameters,
  type Terms,
} from './rules.ts';

type Maybe<Value> = Value | null | undefined;

/** A rule set as it is handed in. */
export interface RuleSetInput {
  library?: Maybe<string>;
  channel?: Maybe<Channel>;
  readerType?: Maybe<ReaderType>;
  validFrom: string;
  rules?: readonly {
    code: string;
    onFail?: OnFail;
    limit?: Maybe<number>;
    days?: Maybe<number>;
    values?: Maybe<string[]>;
  }[];
  terms?: Maybe<{
    loanDays?: Maybe<number>;
    renewals?: Maybe<number>;
    loanStart?: Maybe<LoanStart>;
    loanStartDays?: Maybe<number>;
  }>;
  note?: Maybe<string>;
}

/** What may be a part of a list of values. */
const allowed: Record<NonNullable<RuleParameters['values']>, { test: (value: string) => boolean; right: string }> = {
  CLASSES: {
    test: (value) => /^!?(?:[A-Z][A-Z]?[0-9]*(?:\.[0-9]+)?|-[0-9]{1,3})$/.test(value),
    right: 'CLC classes such as "G624", forms such as "-61", or "!Z2" for what is never excluded',
  },
  FORMATS: { test: (value) => (bookFormats as readonly string[]).includes(value), right: bookFormats.join(', ') },
  BANDS: { test: (value) => (creditBands as readonly string[]).includes(value), right: creditBands.join(', ') },
};

/** How many values a rule can list, and how long each can be. */
const maxValues = 200;
const maxLength = 20;

/** The rules that must not be switched off: money that is not there, contracts that do not hold. */
const always: ReadonlySet<PurchaseRuleCode> = new Set(['FUND_EMPTY', 'STORE_INACTIVE', 'LOAN_QUOTA', 'ALREADY_TAKEN']);

/**
 * Reads a rule set.
 * @param today a version begins today or later
 * @throws CallerError BAD_USER_INPUT that lists everything that is wrong
 */
export function checkRuleSet(input: RuleSetInput, today: string): RuleSet {
  const problems: string[] = [];
  if (input.validFrom < today) {
    problems.push(`"validFrom" is ${input.validFrom}: a version begins today, ${today}, or later (不能早于今天)`);
  }
  const seen = new Set<string>();
  const rules = (input.rules ?? []).flatMap((rule, index): Rule[] => {
    const at = `rules[${index}] ${rule.code}`;
    if (seen.has(rule.code)) problems.push(`${at} stands twice (重复)`);
    seen.add(rule.code);
    if (!isCode(rule.code)) {
      problems.push(`${at} cannot be set; rules of a set are ${purchaseRuleCodes.join(', ')}`);
      return [];
    }
    const onFail = rule.onFail ?? 'REFUSE';
    problems.push(...problemsOf(rule.code, { ...rule, onFail }).map((problem) => `${at}: ${problem}`));
    return [{ code: rule.code, onFail, ...given({ limit: rule.limit, days: rule.days, values: rule.values }) }];
  });
  const terms = given(input.terms ?? {}) as Partial<Terms>;
  problems.push(...problemsOfTerms(terms));
  if (rules.length === 0 && Object.keys(terms).length === 0) {
    problems.push('the set says nothing: give "rules" or "terms" (内容为空)');
  }
  if (problems.length > 0) {
    throw new CallerError('BAD_USER_INPUT', `规则集有误。The rule set is wrong: ${problems.join('; ')}.`, { problems });
  }
  return {
    id: 'new',
    library: input.library ?? null,
    channel: input.channel ?? null,
    readerType: input.readerType ?? null,
    validFrom: input.validFrom,
    version: Number.MAX_SAFE_INTEGER,
    rules,
    terms: Object.keys(terms).length > 0 ? terms : null,
  };
}

function problemsOf(code: PurchaseRuleCode, { onFail, limit, days, values }: Omit<Rule, 'code'>): string[] {
  if (onFail === 'OFF') return always.has(code) ? ['it cannot be switched off (不可停用)'] : [];
  const takes: RuleParameters = ruleParameters[code];
  const problems: string[] = [];
  if (always.has(code) && onFail !== 'REFUSE') problems.push('it can only refuse (只能为 REFUSE)');
  if (takes.limit && (limit == null || limit < 0)) problems.push(`"limit" is a number of ${takes.limit}, 0 or more`);
  if (!takes.limit && limit != null) problems.push('it takes no "limit"');
  if (takes.days && (days == null || days < 1 || days > 366)) problems.push('"days" is from 1 to 366');
  if (!takes.days && days != null) problems.push('it takes no "days"');
  if (takes.values) {
    const { test, right } = allowed[takes.values];
    const wrong = (values ?? []).filter((value) => value.length > maxLength || !test(value));
    if (values == null) problems.push(`"values" are ${right}`);
    else if (values.length > maxValues) problems.push(`"values" are ${maxValues} at most; ${values.length} are given`);
    else if (wrong.length > 0)
      problems.push(
        `${wrong.map((value) => JSON.stringify(value.slice(0, maxLength))).join(', ')}: values are ${right}`,
      );
  } else if (values != null) {
    problems.push('it takes no "values"');
  }
  return problems;
}

function problemsOfTerms({ loanDays, renewals, loanStart, loanStartDays }: Partial<Terms>): string[] {
  return [
    ...outside('loanDays', loanDays, 1, 366),
    ...outside('renewals', renewals, 0, 9),
    ...outside('loanStartDays', loanStartDays, 0, 60),
    ...(loanStart === 'DAYS_AFTER_SHIPPING' && loanStartDays === undefined
      ? ['terms.loanStartDays is needed for DAYS_AFTER_SHIPPING']
      : []),
  ];
}

function outside(name: string, value: number | undefined, from: number, to: number): string[] {
  return value !== undefined && (value < from || value > to) ? [`terms.${name} is from ${from} to ${to}`] : [];
}

function isCode(code: string): code is PurchaseRuleCode {
  return Object.hasOwn(ruleParameters, code);
}

function given<Values extends object>(values: Values): Partial<Values> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value != null)) as Partial<Values>;
}
