// Facts for the rules, asked from their owners at the same time.
import type { EntityManager } from '../../lib/orm.ts';
import { centralLibrary, itemOwner } from '../../lib/owners.ts';
import { type Facts, netFenOf, type ReaderFacts } from '../../lib/rules/judge.ts';
import {
  type BookFormat,
  type Channel,
  type ReaderType,
  type RuleSet,
  type RulesInForce,
  rulesInForce,
} from '../../lib/rules/rules.ts';
import { dayOf } from '../../lib/shanghai.ts';
import { entities } from '../../lib/statements.ts';
import { within } from '../../lib/time.ts';
import type { Context } from './context.ts';
import { Contract } from './entities.ts';

/** What a contract says about paying. */
export type Terms = Pick<Contract, 'payer' | 'rateBasisPoints'>;

/** Who pays where no contract says it: the default of the contracts, at the list price. */
export const defaultTerms: Terms = { payer: centralLibrary, rateBasisPoints: 10_000 };

/** What is asked: a book at a price, through a channel, with the store's contract and the reader where they are known. */
export interface Question {
  channel: Channel;
  /** The moment by whose rules it is judged. */
  at: Date;
  /** Null for a book that the catalogue does not know yet. */
  bookId: string | null;
  /** What the store's line says of it then. */
  described?: Facts['book'];
  items: number;
  contract: Terms | null;
  /** The first day of the store's next contract, where none covers the day. */
  nextContract: string | null;
  listPriceFen: number | null;
  card: string | null;
  inStock: boolean;
}

/** What lending says of the reader who asks. */
export interface Borrower {
  readerId: string;
  maskedName: string;
  readerType: ReaderType;
  reader: ReaderFacts;
}

export interface HeldCount {
  library: string;
  held: number;
  /** Copies that can be borrowed now. */
  available: number;
}

export interface CentralFacts {
  year: number | null;
  classNumber: string | null;
  format: BookFormat;
  volumes: number;
  ruleSets: (Omit<RuleSet, 'library'> & { library: { id: string } | null })[];
  payerSlots: number;
  citySlots: number;
  held: HeldCount[];
  lastKnown: { library: string; held: number; asOf: string }[];
  fundFreeFen: number | null;
}

/** What a district library says; null where it is silent. */
export interface SaidCount {
  library: string;
  held: number | null;
  available: number | null;
}

/** How long a silent owner of items is waited for, in ms; then its last known count is used. */
export const countPatience = 1_000;

/**
 * All facts for the rules, and the rules that judge them.
 * @throws SubgraphError when central or lending does not answer, CallerError NOT_FOUND for an unknown card
 */
export async function gatherFacts(
  ctx: Context,
  question: Question,
): Promise<{ facts: Facts; inForce: RulesInForce; borrower: Borrower | null }> {
  const { at, bookId, contract, card } = question;
  const payer = contract?.payer ?? null;
  const day = dayOf(at);
  const [central, districts, borrower] = await Promise.all([
    askCentral(ctx, { bookId: bookId ?? '', payer: payer ?? '', year: Number(day.slice(0, 4)), day, at }),
    bookId === null ? [] : askDistricts(ctx, bookId),
    card === null ? null : askBorrower(ctx, { card, bookId: bookId ?? '', day }),
  ]);
  return { ...factsFrom(question, { central, districts, borrower }, ctx.now), borrower };
}

/** What was heard from the owners: of the districts null when they are silent, of the reader when none was named. */
export interface Heard {
  central: CentralFacts;
  districts: SaidCount[] | null;
  borrower: Pick<Borrower, 'readerType' | 'reader'> | null;
}

/** The facts of one purchase, and the rules that judge it, from what the owners have said. */
export function factsFrom(
  question: Omit<Question, 'bookId' | 'card'>,
  { central, districts, borrower }: Heard,
  now: Date,
): { facts: Facts; inForce: RulesInForce } {
  const { channel, at, items, contract, nextContract, listPriceFen, inStock } = question;
  const payer = contract?.payer ?? null;
  const day = dayOf(at);
  const { year, classNumber, format, volumes, payerSlots, citySlots, fundFreeFen } = central;
  const book = question.described ?? { year, classNumber, format, volumes };
  const facts: Facts = {
    channel,
    day,
    listPriceFen,
    items,
    book,
    payer,
    nextContract,
    netFen: contract && listPriceFen !== null ? netFenOf(listPriceFen, contract.rateBasisPoints) : null,
    payerSlots,
    citySlots,
    ...countHeld(central, districts, { payer, volumes: book.volumes, now }),
    fundFreeFen,
    inStock,
    reader: borrower?.reader ?? null,
  };
  const sets = central.ruleSets.map((set) => ({ ...set, library: set.library?.id ?? null }));
  const inForce = rulesInForce(sets, { library: payer, channel, readerType: borrower?.readerType ?? null, day });
  return { facts, inForce };
}

/** The contract of a store that covers a day; the one that began last, when there are several. */
export async function contractOn(em: EntityManager, storeId: string, now: Date): Promise<Contract | null> {
  const [contract] = await entities(
    em,
    Contract,
    'contractOn',
    'where store_id = $1 and $2 between valid_from and valid_to order by valid_from desc, id limit 1',
    [storeId, dayOf(now)],
  );
  return contract ?? null;
}

/** The contract of each store that covers a day, as `contractOn` says; none for a store without one. */
export async function contractsOn(
  em: EntityManager,
  storeIds: readonly string[],
  now: Date,
): Promise<Map<string, Contract>> {
  const contracts = await entities(
    em,
    Contract,
    'contractsOn',
    'where store_id = any($1) and $2 between valid_from and valid_to order by store_id, valid_from desc, id',
    [storeIds, dayOf(now)],
  );
  return new Map(contracts.toReversed().map((contract) => [contract.storeId, contract]));
}

/** The first day of the contract that comes next. */
export async function nextContractOf(em: EntityManager, storeId: string, now: Date): Promise<string | null> {
  const next = await em.findOne(
    Contract,
    { storeId, validFrom: { $gt: dayOf(now) } },
    { orderBy: { validFrom: 'asc' } },
  );
  return next?.validFrom ?? null;
}

async function askCentral(
  ctx: Context,
  variables: { bookId: string; payer: string; year: number; day: string; at: Date },
): Promise<CentralFacts> {
  const { purchaseFacts } = await ctx.ask<{ purchaseFacts: CentralFacts }>(
    'central',
    `query ($bookId: ID!, $payer: ID!, $year: Int!, $day: Date!, $at: DateTime!) {
      purchaseFacts(bookId: $bookId, payer: $payer, year: $year, day: $day, at: $at) {
        year classNumber format volumes payerSlots citySlots fundFreeFen
        held { library held available } lastKnown { library held asOf }
        ruleSets {
          id library { id } channel readerType validFrom version
          rules { code onFail limit days values } terms { loanDays renewals loanStart loanStartDays }
        }
      }
    }`,
    { ...variables, at: variables.at.toISOString() },
  );
  return purchaseFacts;
}

/** Null when the districts are silent: unknown is not none. */
async function askDistricts(ctx: Context, bookId: string): Promise<SaidCount[] | null> {
  try {
    const question = ctx.ask<{ heldCounts: SaidCount[] }>(
      'districts',
      'query ($bookId: ID!) { heldCounts(bookId: $bookId) { library held available } }',
      { bookId },
    );
    return (await within(countPatience, question)).heldCounts;
  } catch (error) {
    ctx.log.warn(
      { requestId: ctx.requestId, error: String(error) },
      'the districts are silent, last known counts are used',
    );
    return null;
  }
}

async function askBorrower(ctx: Context, variables: { card: string; bookId: string; day: string }): Promise<Borrower> {
  const { borrowingFacts } = await ctx.ask<{ borrowingFacts: Borrower }>(
    'lending',
    `query ($card: String!, $bookId: ID!, $day: Date!) {
      borrowingFacts(card: $card, bookId: $bookId, day: $day) {
        readerId maskedName readerType
        reader { openLoans ownQuota overdue suspended suspendedUntil creditOnly band outstanding yearSpentFen taken recent }
      }
    }`,
    variables,
  );
  return borrowingFacts;
}

/** Held items as copies: a set of three volumes under one record is one. */
function countHeld(
  { held, lastKnown }: CentralFacts,
  districts: SaidCount[] | null,
  { payer, volumes, now }: { payer: string | null; volumes: number; now: Date },
): Pick<Facts, 'payerHeld' | 'cityHeld' | 'payerAvailable' | 'countAgeHours'> {
  const said = districts?.filter((count): count is HeldCount => count.held !== null) ?? [];
  const silent = districts?.flatMap(({ library, held: count }) => (count === null ? [library] : [])) ?? null;
  const isSilent = (library: string) => (silent ? silent.includes(library) : itemOwner(library) === 'districts');
  const stale = lastKnown.filter(({ library }) => isSilent(library));
  const live = [...held, ...said];
  const counts = [...live, ...stale];
  const copies = (items: number) => Math.ceil(items / volumes);
  const ages = stale.map(({ asOf }) => (now.getTime() - Date.parse(asOf)) / 3_600_000);
  // Nobody has ever heard of one of them.
  const isUnheard = silent
    ? silent.some((library) => !stale.some((last) => last.library === library))
    : stale.length === 0;
  const isPayerSilent = payer !== null && isSilent(payer);
  return {
    payerHeld: copies(counts.filter(({ library }) => library === payer).reduce((sum, count) => sum + count.held, 0)),
    cityHeld: counts.reduce((sum, count) => sum + copies(count.held), 0),
    payerAvailable: isPayerSilent ? null : (live.find(({ library }) => library === payer)?.available ?? 0),
    countAgeHours: isUnheard ? Number.MAX_SAFE_INTEGER : ages.length > 0 ? Math.max(...ages) : null,
  };
}
