// Could books be bought for a reader, at a counter and online? For whoever compares the ways to many books: the facts and rules of the
// orders, with one question to each owner however many books there are.
import type { Failure } from '../../lib/failures.ts';
import { judge } from '../../lib/rules/judge.ts';
import type { RulesInForce } from '../../lib/rules/rules.ts';
import { dayOf, yearOf } from '../../lib/shanghai.ts';
import { statement } from '../../lib/statements.ts';
import { type Silence, told } from '../../lib/told.ts';
import type { Context } from './context.ts';
import {
  type Borrower,
  type CentralFacts,
  countPatience,
  factsFrom,
  type Heard,
  type Question,
  type SaidCount,
  type Terms,
} from './facts.ts';
import { type Sale, type Stocked, salesOf, stockedOffers } from './stock.ts';

/** How long the catalogue is waited for, in ms. Without it nothing can be judged. */
const cataloguePatience = 1_500;

/** The reader for whom it would be bought, as lending says; `taken` are those of the books that the reader had before. */
export interface PurchaseBorrower {
  readerType: Borrower['readerType'];
  reader: Omit<Borrower['reader'], 'taken'>;
  taken: string[];
}

/** One way to buy one book. `failures` is null when nobody can say: the catalogue is silent. */
export interface PurchaseOption {
  storeId: string | null;
  listPriceFen: number | null;
  stock: number;
  stockAsOf: Date | null;
  payer: string | null;
  items: number;
  loanDays: number | null;
  limits: { loans: number | null; outstanding: number | null; yearlySpendFen: number | null };
  failures: Failure[] | null;
}

type ManyFacts = {
  books: (Omit<CentralFacts, 'ruleSets' | 'payerSlots' | 'citySlots' | 'fundFreeFen'> & {
    bookId: string;
    slots: { payer: string; taken: number }[];
  })[];
  funds: { payer: string; freeFen: number }[];
  ruleSets: CentralFacts['ruleSets'];
};

type Counts = (SaidCount & { bookId: string })[];

/** For each book the online purchase, and one at the counter of each store that has it. */
export async function purchaseOptions(
  ctx: Context,
  { bookIds, borrower = null }: { bookIds: string[]; borrower?: PurchaseBorrower | null },
) {
  const districtsTold = told(ctx, 'districts', countPatience, askDistricts(ctx, bookIds));
  const stocked = await stockedOffers(ctx.em, bookIds, ctx.now);
  const lacking = [...stocked.loads.keys()].filter((store) => !stocked.contracts.has(store));
  const payers = [...new Set([...stocked.contracts.values()].map(({ payer }) => payer))].toSorted();
  const [central, districts, nextContracts] = await Promise.all([
    told(ctx, 'central', cataloguePatience, askCentral(ctx, bookIds, payers)),
    districtsTold,
    nextContractsOf(ctx, lacking),
  ]);
  const silent = [
    ...(central.reason ? [{ owner: 'central', reason: central.reason }] : []),
    ...(districts.reason ? [{ owner: 'districts', reason: districts.reason }] : []),
  ] satisfies { owner: string; reason: Silence }[];
  const judgeOne = judgeBy(ctx.now, { facts: central.value, counts: districts.value, borrower });
  const books = bookIds.map((bookId) => {
    const [sale] = salesOf(stocked, bookId);
    return {
      bookId,
      online: judgeOne(bookId, { channel: 'ONLINE', sale: sale ?? null, nextContract: null }),
      counter: counterSales(stocked, bookId).map((one) =>
        judgeOne(bookId, { channel: 'COUNTER', sale: one, nextContract: nextContracts.get(one.offer.storeId) ?? null }),
      ),
    };
  });
  return { asOf: ctx.now, silent, books };
}

interface Way {
  channel: Question['channel'];
  sale: (Omit<Sale, 'contract'> & { contract: Terms | null }) | null;
  nextContract: string | null;
}

/** Every store that has the book, under contract or not: the clerk would be refused, and the reader is told why. */
function counterSales({ offers, contracts }: Stocked, bookId: string) {
  return offers
    .filter((offer) => offer.bookId === bookId)
    .map((offer) => ({ offer, contract: contracts.get(offer.storeId) ?? null }));
}

/** Judges one way to buy one book by what was heard from the owners. */
function judgeBy(
  now: Date,
  { facts, counts, borrower }: { facts: ManyFacts | null; counts: Counts | null; borrower: PurchaseBorrower | null },
) {
  const books = new Map(facts?.books.map((book) => [book.bookId, book]));
  const countsOf = counts && Map.groupBy(counts, ({ bookId }) => bookId);
  return (bookId: string, { channel, sale, nextContract }: Way): PurchaseOption => {
    const book = books.get(bookId);
    const items = book?.volumes ?? 1;
    const listPriceFen = sale?.offer.listPriceFen ?? null;
    const known = {
      storeId: sale?.offer.storeId ?? null,
      listPriceFen,
      stock: sale?.offer.stock ?? 0,
      stockAsOf: sale?.offer.asOf ?? null,
      payer: sale?.contract?.payer ?? null,
      items,
    };
    if (!facts || !book) {
      const limits = { loans: null, outstanding: null, yearlySpendFen: null };
      return { ...known, loanDays: null, limits, failures: null };
    }
    const heard: Heard = {
      central: centralFactsOf(facts, book, known.payer),
      districts: countsOf && (countsOf.get(bookId) ?? []),
      borrower: borrower && {
        readerType: borrower.readerType,
        reader: { ...borrower.reader, taken: borrower.taken.includes(bookId) },
      },
    };
    const contract = sale?.contract ?? null;
    const question = { channel, at: now, items, contract, nextContract, listPriceFen, inStock: sale !== null };
    const { facts: judged, inForce } = factsFrom(question, heard, now);
    return {
      ...known,
      loanDays: inForce.terms.loanDays,
      limits: limitsOf(inForce),
      failures: judge(judged, inForce.rules.values()).failures,
    };
  };
}

/** What `purchaseFacts` would say of one book and one payer. */
function centralFactsOf(
  { funds, ruleSets }: ManyFacts,
  { slots, ...book }: ManyFacts['books'][number],
  payer: string | null,
): CentralFacts {
  return {
    ...book,
    ruleSets,
    payerSlots: slots.find((slot) => slot.payer === payer)?.taken ?? 0,
    citySlots: slots.reduce((sum, { taken }) => sum + taken, 0),
    fundFreeFen: funds.find((fund) => fund.payer === payer)?.freeFen ?? null,
  };
}

function limitsOf({ rules }: RulesInForce): PurchaseOption['limits'] {
  const limitOf = (code: 'LOAN_QUOTA' | 'READER_OUTSTANDING' | 'READER_YEARLY_SPEND') => {
    const rule = rules.get(code);
    return rule && rule.onFail !== 'OFF' ? (rule.limit ?? null) : null;
  };
  return {
    loans: limitOf('LOAN_QUOTA'),
    outstanding: limitOf('READER_OUTSTANDING'),
    yearlySpendFen: limitOf('READER_YEARLY_SPEND'),
  };
}

/** The first day of the contract that each store has next. */
async function nextContractsOf({ em, now }: Context, stores: readonly string[]): Promise<Map<string, string>> {
  if (stores.length === 0) return new Map();
  const rows = await statement<{ store_id: string; begins: string }>(
    em,
    `/* nextContractsOf */ select store_id, min(valid_from)::text as begins from contract
     where store_id = any($1) and valid_from > $2 group by 1`,
    [stores, dayOf(now)],
  );
  return new Map(rows.map(({ store_id: store, begins }) => [store, begins]));
}

async function askCentral(ctx: Context, bookIds: string[], payers: string[]): Promise<ManyFacts> {
  const { purchaseFactsOf } = await ctx.ask<{ purchaseFactsOf: ManyFacts }>(
    'central',
    `query ($bookIds: [ID!]!, $payers: [ID!]!, $year: Int!, $day: Date!, $at: DateTime!) {
      purchaseFactsOf(bookIds: $bookIds, payers: $payers, year: $year, day: $day, at: $at) {
        books {
          bookId year classNumber format volumes
          slots { payer taken } held { library held available } lastKnown { library held asOf }
        }
        funds { payer freeFen }
        ruleSets {
          id library { id } channel readerType validFrom version
          rules { code onFail limit days values } terms { loanDays renewals loanStart loanStartDays }
        }
      }
    }`,
    { bookIds, payers, year: yearOf(ctx.now), day: dayOf(ctx.now), at: ctx.now.toISOString() },
  );
  return purchaseFactsOf;
}

async function askDistricts(ctx: Context, bookIds: string[]): Promise<Counts> {
  const { heldCountsOf } = await ctx.ask<{ heldCountsOf: Counts }>(
    'districts',
    'query ($bookIds: [ID!]!) { heldCountsOf(bookIds: $bookIds) { bookId library held available } }',
    { bookIds },
  );
  return heldCountsOf;
}
