// Facts for the rules, asked from their owners at the same time.
import type { Failure } from '../../lib/failures.ts';
import type { EntityManager } from '../../lib/orm.ts';
import { itemOwner } from '../../lib/owners.ts';
import { dayOf, yearOf } from '../../lib/shanghai.ts';
import { within } from '../../lib/time.ts';
import type { Context } from './context.ts';
import { Contract } from './entities.ts';
import { type Channel, type Facts, netFenOf } from './rules.ts';

/** What a contract says about paying. */
export type Terms = Pick<Contract, 'payer' | 'rateBasisPoints'>;

/** What is asked: a book at a price, through a channel, with the store's contract and the reader where they are known. */
export interface Question {
  channel: Channel;
  bookId: string;
  contract: Terms | null;
  listPriceFen: number | null;
  card: string | null;
  inStock: boolean;
}

/** What lending says of the reader who asks. */
export interface Borrower {
  readerId: string;
  maskedName: string;
  dueDate: string;
  failures: Failure[];
}

interface HeldCount {
  library: string;
  held: number;
}

interface CentralFacts {
  payerSlots: number;
  citySlots: number;
  held: HeldCount[];
  lastKnown: (HeldCount & { asOf: string })[];
  fundFreeFen: number | null;
}

/** How long a silent owner of items is waited for, in ms; then its last known count is used. */
const countPatience = 1_000;
/** How old a last known count may be, in ms. */
const countValidity = 24 * 3_600_000;

/**
 * All facts for the rules.
 * @throws SubgraphError when central or lending does not answer, CallerError NOT_FOUND for an unknown card
 */
export async function gatherFacts(
  ctx: Context,
  question: Question,
): Promise<{ facts: Facts; borrower: Borrower | null }> {
  const { channel, bookId, contract, listPriceFen, card, inStock } = question;
  const payer = contract?.payer ?? null;
  const [central, districts, borrower] = await Promise.all([
    askCentral(ctx, bookId, payer),
    askDistricts(ctx, bookId),
    card === null ? null : askBorrower(ctx, card, bookId),
  ]);
  const counts = countHeld(central, districts, payer, ctx.now);
  const facts: Facts = {
    channel,
    listPriceFen,
    copies: 1,
    payer,
    netFen: contract && listPriceFen !== null ? netFenOf(listPriceFen, contract.rateBasisPoints) : null,
    payerSlots: central.payerSlots,
    citySlots: central.citySlots,
    ...counts,
    fundFreeFen: central.fundFreeFen,
    inStock,
    reader: borrower?.failures ?? [],
  };
  return { facts, borrower };
}

/** The contract of a store that covers a day; the one that began last, when there are several. */
export function contractOn(em: EntityManager, storeId: string, now: Date): Promise<Contract | null> {
  const day = dayOf(now);
  return em.findOne(
    Contract,
    { storeId, validFrom: { $lte: day }, validTo: { $gte: day } },
    { orderBy: { validFrom: 'desc', id: 'asc' } },
  );
}

async function askCentral(ctx: Context, bookId: string, payer: string | null): Promise<CentralFacts> {
  const { purchaseFacts } = await ctx.ask<{ purchaseFacts: CentralFacts }>(
    'central',
    `query ($bookId: ID!, $payer: ID!, $year: Int!) {
      purchaseFacts(bookId: $bookId, payer: $payer, year: $year) {
        payerSlots citySlots held { library held } lastKnown { library held asOf } fundFreeFen
      }
    }`,
    { bookId, payer: payer ?? '', year: yearOf(ctx.now) },
  );
  return purchaseFacts;
}

/** Null when the districts are silent: unknown is not none. */
async function askDistricts(ctx: Context, bookId: string): Promise<HeldCount[] | null> {
  try {
    const question = ctx.ask<{ heldCounts: HeldCount[] }>(
      'districts',
      'query ($bookId: ID!) { heldCounts(bookId: $bookId) { library held } }',
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

async function askBorrower(ctx: Context, card: string, bookId: string): Promise<Borrower> {
  const { borrowingFacts } = await ctx.ask<{ borrowingFacts: Borrower }>(
    'lending',
    `query ($card: String!, $bookId: ID!) {
      borrowingFacts(card: $card, bookId: $bookId) { readerId maskedName dueDate failures { code limit actual } }
    }`,
    { card, bookId },
  );
  return borrowingFacts;
}

function countHeld(central: CentralFacts, districts: HeldCount[] | null, payer: string | null, now: Date) {
  const stale = districts === null ? central.lastKnown.filter(({ library }) => itemOwner(library) === 'districts') : [];
  const held = [...central.held, ...(districts ?? stale)];
  return {
    payerHeld: held.filter(({ library }) => library === payer).reduce((sum, count) => sum + count.held, 0),
    cityHeld: held.reduce((sum, count) => sum + count.held, 0),
    holdingsUnknown:
      districts === null &&
      (stale.length === 0 || stale.some(({ asOf }) => now.getTime() - Date.parse(asOf) > countValidity)),
  };
}
