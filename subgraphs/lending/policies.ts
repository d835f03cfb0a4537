// Under which terms a copy is lent, as data: dated versions for the library that owns it, the type of reader and the format, each
// of them or any. The most specific that is in force decides, and the loan says which one it was. A version is never changed.
import { randomUUID } from 'node:crypto';
import { defineEntity, p } from '@mikro-orm/core';
import { authorise } from '../../lib/actions.ts';
import { checkLibrary, checkText, contentHash } from '../../lib/inputs.ts';
import type { EntityManager } from '../../lib/orm.ts';
import type { BookFormat, ReaderType } from '../../lib/rules/rules.ts';
import { dayOf } from '../../lib/shanghai.ts';
import { entities } from '../../lib/statements.ts';
import type { Context } from './context.ts';
import type { AddLoanPolicyInput } from './types.generated.ts';
import { addVersion, checkFromToday, checkLimits } from './versions.ts';

const formats = ['BOOK', 'PERIODICAL', 'MAP', 'AUDIO_VISUAL', 'POP_UP', 'LOOSE_LEAF', 'IMPORTED', 'GIFT'] as const;

const LoanPolicySchema = defineEntity({
  name: 'LoanPolicy',
  tableName: 'loan_policy',
  uniques: [{ properties: ['scope', 'idempotencyKey'] }, { properties: ['scope', 'version'] }],
  properties: {
    id: p.string().primary(),
    /** Whose versions are numbered together: a library, or `network` for all. */
    scope: p.string(),
    /** The library that owns the copy; null for any. */
    library: p.string().nullable(),
    readerType: p.enum(['ADULT', 'CHILD'] as const).nullable(),
    format: p.enum(formats).nullable(),
    validFrom: p.date(),
    version: p.integer(),
    /** Days of a loan, the last one included. */
    loanDays: p.integer(),
    renewals: p.integer(),
    /** Days that a renewal adds. */
    renewalDays: p.integer(),
    /** When the days of a loan that travels begin. */
    start: p.enum(['ACCEPTANCE', 'SIGN_OFF', 'DAYS_AFTER_SHIPPING'] as const),
    startDays: p.integer().default(0),
    /** Null for the one that the network begins with. */
    idempotencyKey: p.string().nullable(),
    contentHash: p.string().nullable(),
    createdBy: p.string().nullable(),
    createdAt: p.datetime().nullable(),
  },
});

/** 借阅政策. One version of the terms of a scope. */
export class LoanPolicy extends LoanPolicySchema.class {}
LoanPolicySchema.setClass(LoanPolicy);

export type LoanTerms = Pick<LoanPolicy, 'id' | 'loanDays' | 'renewals' | 'renewalDays' | 'start' | 'startDays'>;

/** A copy, who borrows it, and when. What is not known matches no policy that asks for it. */
export interface LoanScope {
  library: string;
  readerType: ReaderType | null;
  format: BookFormat | null;
  day: string;
}

/** What holds where nobody has said anything: 30 days, renewed once for 15, from the sign-off. */
export const defaultPolicy = {
  id: 'DEFAULT',
  scope: 'network',
  library: null,
  readerType: null,
  format: null,
  validFrom: '2020-01-01',
  version: 0,
  loanDays: 30,
  renewals: 1,
  renewalDays: 15,
  start: 'SIGN_OFF',
  startDays: 0,
  idempotencyKey: null,
  contentHash: null,
  createdBy: null,
  createdAt: null,
} as const;

type Candidate = Pick<LoanPolicy, 'library' | 'readerType' | 'format' | 'validFrom' | 'version'>;

/**
 * The policy that decides: of those that match and are in force, the most specific; the library weighs more than the type of
 * reader, and that more than the format. Of one scope the one that began last, then the one that was made last.
 */
export function decidingPolicy<Policy extends Candidate>(
  policies: readonly Policy[],
  { library, readerType, format, day }: LoanScope,
): Policy | undefined {
  return policies
    .filter(
      (policy) =>
        policy.validFrom <= day &&
        matches(policy.library, library) &&
        matches(policy.readerType, readerType) &&
        matches(policy.format, format),
    )
    .toSorted((a, b) => weight(b) - weight(a) || b.validFrom.localeCompare(a.validFrom) || b.version - a.version)[0];
}

function matches(wanted: string | null | undefined, actual: string | null): boolean {
  return wanted == null || wanted === actual;
}

function weight({ library, readerType, format }: Candidate): number {
  return (library == null ? 0 : 4) + (readerType == null ? 0 : 2) + (format == null ? 0 : 1);
}

/** The terms of a loan that begins on a day. */
export async function termsOf(em: EntityManager, scope: LoanScope): Promise<LoanTerms> {
  const inForce = 'where valid_from <= $1 and (library is null or library = $2)';
  const policies = await entities(em, LoanPolicy, 'termsOf', inForce, [scope.day, scope.library]);
  return decidingPolicy([defaultPolicy as LoanPolicy, ...policies], scope) ?? (defaultPolicy as LoanPolicy);
}

/** All policies that may decide a loan on a day, of every library, the default among them. */
export async function policiesUpTo(em: EntityManager, day: string): Promise<LoanPolicy[]> {
  return [defaultPolicy as LoanPolicy, ...(await em.find(LoanPolicy, { validFrom: { $lte: day } }))];
}

/** One policy by its id, for the loan that it decided. */
export async function policyById(ctx: Context, id: string): Promise<LoanPolicy | null> {
  return id === defaultPolicy.id ? (defaultPolicy as LoanPolicy) : ctx.loaders.policyById.load(id);
}

/** All versions that concern a library, or all there are, the default first. */
export async function loanPolicies(ctx: Context, library: string | null): Promise<LoanPolicy[]> {
  const policies = await ctx.em.find(LoanPolicy, library === null ? {} : { library: { $in: [null, library] } }, {
    orderBy: { validFrom: 'asc', scope: 'asc', version: 'asc' },
  });
  return [defaultPolicy as LoanPolicy, ...policies];
}

/** Adds a version from a day on; the same key and content answers with the version that it made before. */
export async function addLoanPolicy(ctx: Context, input: AddLoanPolicyInput): Promise<LoanPolicy> {
  const { idempotencyKey: key, ...content } = input;
  const library = input.library ?? null;
  authorise(ctx.identity, library === null ? 'policy.addForNetwork' : 'policy.add', { library });
  const idempotencyKey = checkText('idempotencyKey', key);
  const terms = checkTerms(content, dayOf(ctx.now));
  if (library !== null) {
    await checkLibrary(ctx.ask, library);
  }
  const scope = library ?? 'network';
  return addVersion<LoanPolicy>(
    ctx,
    { idempotencyKey, contentHash: contentHash(content) },
    {
      of: `loan policies ${scope}`,
      find: (em) => em.findOne(LoanPolicy, { scope, idempotencyKey }),
      create: async (em, added) =>
        em.create(LoanPolicy, {
          ...terms,
          ...added,
          id: randomUUID(),
          scope,
          library,
          readerType: input.readerType ?? null,
          format: input.format ?? null,
          version: 1 + (await em.count(LoanPolicy, { scope })),
        }),
    },
  );
}

const limits = {
  loanDays: { least: 1, most: 365, zh: '借期' },
  renewals: { least: 0, most: 9, zh: '续借次数' },
  renewalDays: { least: 1, most: 365, zh: '续借天数' },
  startDays: { least: 0, most: 60, zh: '起算天数' },
} as const;

function checkTerms(input: Omit<AddLoanPolicyInput, 'idempotencyKey'>, today: string) {
  checkLimits(limits, input);
  // Loans keep the terms that they were made under.
  checkFromToday(input.validFrom, today);
  const { loanDays, renewals, renewalDays, validFrom, start = 'SIGN_OFF', startDays = 0 } = input;
  return { loanDays, renewals, renewalDays, validFrom, start, startDays };
}
