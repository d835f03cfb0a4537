// What the owners say of many books at once: one question to each, with a time limit. A silent one costs what it alone knows.
import type { Failure } from '../../lib/failures.ts';
import type { BranchCopies } from '../../lib/items/manyBooks.ts';
import type { BookFormat } from '../../lib/rules/rules.ts';
import { type Silence, type Told, told } from '../../lib/told.ts';
import type { Context } from './context.ts';
import { ownerPatience } from './copies.ts';
import type { FulfilmentSourceKind } from './types.generated.ts';

/** How long the bookstores are waited for, in ms: they ask the catalogue and the districts themselves. */
const bookstoresPatience = 2_500;

/** Who has told something, and how fresh it is. */
export interface Source {
  kind: FulfilmentSourceKind;
  storeId: string | null;
  state: 'LIVE' | 'UNKNOWN';
  asOf: Date;
  reason: Silence | 'STALE' | null;
}

export interface BranchPlace {
  id: string;
  library: string;
  district: string | null;
}

export interface CentralWord {
  branchCopiesOfBooks: BranchCopies[];
  bookRecords: { id: string; format: BookFormat }[];
  branchPlaces: BranchPlace[];
}

/** One way to buy a book, as bookstores tell it. `failures` is null when nobody can judge it. */
export interface PurchaseWay {
  storeId: string | null;
  listPriceFen: number | null;
  stock: number;
  stockAsOf: string | null;
  payer: string | null;
  items: number;
  loanDays: number | null;
  limits: { loans: number | null; outstanding: number | null; yearlySpendFen: number | null };
  failures: Failure[] | null;
}

export interface StoresWord {
  asOf: string;
  silent: { owner: string; reason: Silence }[];
  books: { bookId: string; online: PurchaseWay; counter: PurchaseWay[] }[];
}

/** Reader facts as bookstores take them. */
export interface BorrowerInput {
  readerType: string;
  reader: Record<string, unknown>;
  taken: string[];
}

export interface Words {
  central: Told<CentralWord>;
  districts: Told<BranchCopies[]>;
  bookstores: Told<StoresWord>;
}

/** Asks all owners at the same time. */
export async function askOwners(ctx: Context, bookIds: string[], borrower: BorrowerInput | null): Promise<Words> {
  const copies =
    'branchCopiesOfBooks(bookIds: $bookIds) { bookId library branch available circulating dueDates elsewhere reason }';
  const [central, districts, bookstores] = await Promise.all([
    told(
      ctx,
      'central',
      ownerPatience,
      ctx.ask<CentralWord>(
        'central',
        `query ($bookIds: [ID!]!) {
          ${copies} bookRecords(ids: $bookIds, isbns: []) { id format } branchPlaces { id library district }
        }`,
        { bookIds },
      ),
    ),
    told(
      ctx,
      'districts',
      ownerPatience,
      ctx
        .ask<{ branchCopiesOfBooks: BranchCopies[] }>('districts', `query ($bookIds: [ID!]!) { ${copies} }`, {
          bookIds,
        })
        .then(({ branchCopiesOfBooks }) => branchCopiesOfBooks),
    ),
    told(ctx, 'bookstores', bookstoresPatience, askBookstores(ctx, bookIds, borrower)),
  ]);
  return { central, districts, bookstores };
}

async function askBookstores(ctx: Context, bookIds: string[], borrower: BorrowerInput | null): Promise<StoresWord> {
  const way = `storeId listPriceFen stock stockAsOf payer items loanDays limits { loans outstanding yearlySpendFen }
    failures { code limit actual eligibleFrom review }`;
  const { purchaseOptions } = await ctx.ask<{ purchaseOptions: StoresWord }>(
    'bookstores',
    `query ($bookIds: [ID!]!, $borrower: PurchaseBorrowerInput) {
      purchaseOptions(bookIds: $bookIds, borrower: $borrower) {
        asOf silent { owner reason } books { bookId online { ${way} } counter { ${way} } }
      }
    }`,
    { bookIds, borrower },
  );
  return purchaseOptions;
}
