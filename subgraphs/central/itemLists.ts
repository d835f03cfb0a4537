// Libraries' copies by lists: which book a line means, which branch, what its status text says; then its owner takes it. A few lines by
// mutation and whole files by import go the same way. The number of statements and calls is constant for up to 500 copies.
import type { PutItemOutcome, PutOwnItem, PutOwnItemResult } from '../../lib/items/putDecisions.ts';
import { putOwnItems } from '../../lib/items/putItems.ts';
import { type IncomingItem } from '../../lib/lists/itemList.ts';
import { transact } from '../../lib/orm.ts';
import { itemOwner } from '../../lib/owners.ts';
import { statement } from '../../lib/statements.ts';
import { addCallNumbers } from './bookIndex.ts';
import type { Context } from './context.ts';
import { type FoundBook, itemBooks } from './itemBooks.ts';
import { messageOf } from './itemMessages.ts';
import type { PutItemReason } from './types.generated.ts';

/** What became of one copy. */
export interface PutItem {
  barcode: string;
  outcome: PutItemOutcome;
  reason: PutItemReason | null;
  /** In Chinese and English. */
  message: string | null;
  /** Ids of the books that fit, where there are several. */
  candidates: string[];
}

export interface ListOptions {
  /** When the list was made: a copy that came back later keeps its status. */
  asOf?: Date | null | undefined;
  /** Call numbers that books are found by already, as `numberKey`. */
  known?: ReadonlySet<string>;
}

/** A book with one of its call numbers. */
interface NumberedBook {
  bookId: string;
  callNumber: string;
}

/** Two of them are the same where this is. */
export function numberKey({ bookId, callNumber }: NumberedBook): string {
  return `${bookId} ${callNumber}`;
}

/**
 * Takes copies of one library as its list has them; the answer has one entry for each, in order. Idempotent.
 * @param items at most 500
 * @throws CallerError NOT_FOUND for a library that is none, SubgraphError when the owner of its copies does not answer
 */
export async function putItemsOf(
  ctx: Context,
  library: string,
  items: readonly IncomingItem[],
  { asOf = null, known = new Set() }: ListOptions = {},
): Promise<PutItem[]> {
  const [books, places] = await Promise.all([itemBooks(ctx, library, items), placesOf(ctx, library)]);
  const lines = items.map((item, index): PutOwnItem | PutItem => lineOf(item, books[index] as FoundBook, places));
  const own = lines.filter((line): line is PutOwnItem => !('outcome' in line));
  const told = await putToOwner(ctx, library, own, asOf);
  const numbered = told
    .flatMap(({ bookId, callNumber }) => (bookId && callNumber ? [{ bookId, callNumber }] : []))
    .filter((each) => !known.has(numberKey(each)));
  // An import locks the same rows in two steps: what is ended as a deadlock is tried again.
  if (numbered.length > 0) await transact(ctx, (em) => addCallNumbers(em, numbered));
  tellOperators(ctx, library, items);
  let next = 0;
  return lines.map((line, index) => {
    if ('outcome' in line) return line;
    const { barcode, outcome, reason } = told[next++] as PutOwnItemResult;
    const { status } = items[index] as IncomingItem;
    // A text that is understood, and means that nobody can borrow the copy, is no matter to report.
    const said = reason === 'STATUS_NOT_UNDERSTOOD' && status?.understood ? null : reason;
    return {
      barcode,
      outcome,
      reason: said,
      message: said && messageOf(said, { text: status?.text ?? '' }),
      candidates: [],
    };
  });
}

function lineOf(item: IncomingItem, found: FoundBook, { branches, branchOf }: Places): PutOwnItem | PutItem {
  const refuse = (reason: PutItemReason, values: Record<string, string> = {}, candidates: string[] = []): PutItem => ({
    barcode: item.barcode,
    outcome: 'REFUSED',
    reason,
    message: messageOf(reason, values),
    candidates,
  });
  if ('unknown' in found) return refuse('NO_BOOK', { wanted: found.unknown });
  if ('candidates' in found) {
    return refuse('SEVERAL_BOOKS', { isbn: item.isbn ?? '', ids: found.candidates.join(', ') }, found.candidates);
  }
  if (item.branchId !== null && !branches.has(item.branchId)) {
    return refuse('NO_BRANCH', { branch: item.branchId, branches: [...branches].join(', ') });
  }
  return {
    barcode: item.barcode,
    bookId: found.bookId,
    recordId: found.recordId,
    callNumber: item.callNumber,
    classNumber: item.classNumber ?? found.classNumber,
    branchId: item.branchId ?? (item.location === null ? null : (branchOf.get(placeName(item.location)) ?? null)),
    location: item.location,
    status: item.status?.status ?? null,
    statusText: item.status?.text ?? null,
    dueDate: item.dueDate,
  };
}

interface Places {
  branches: ReadonlySet<string>;
  branchOf: ReadonlyMap<string, string>;
}

/** Which branch of a library a location is: its name, another name of it, or a room in it; a name that two have names none. */
async function placesOf({ em }: Context, library: string): Promise<Places> {
  const rows = await statement<{ id: string; names: string[] }>(
    em,
    `/* placesOf */ select branch.id, array_agg(distinct branch.name) || branch.aliases || array_remove(array_agg(room.name), null) as names
     from branch left join room on room.branch_id = branch.id where branch.library_id = $1 group by branch.id`,
    [library],
  );
  const branchOf = new Map<string, string | null>();
  for (const { id, names } of rows) {
    for (const name of new Set(names.map(placeName))) branchOf.set(name, branchOf.has(name) ? null : id);
  }
  return {
    branches: new Set(rows.map(({ id }) => id)),
    branchOf: new Map([...branchOf].flatMap(([name, id]) => (id === null ? [] : [[name, id] as const]))),
  };
}

const placeName = (name: string): string => name.normalize('NFKC').toLowerCase().replace(/\s+/g, '');

async function putToOwner(
  ctx: Context,
  library: string,
  items: readonly PutOwnItem[],
  asOf: Date | null,
): Promise<PutOwnItemResult[]> {
  if (items.length === 0) return [];
  const owner = itemOwner(library);
  if (owner === 'central') return putOwnItems(ctx, { library, items, asOf });
  const { putOwnItems: results } = await ctx.ask<{ putOwnItems: PutOwnItemResult[] }>(
    owner,
    `mutation ($library: ID!, $items: [PutOwnItemInput!]!, $asOf: DateTime) {
      putOwnItems(library: $library, items: $items, asOf: $asOf) { barcode itemId outcome reason callNumber bookId }
    }`,
    { library, items, asOf: asOf?.toISOString() ?? null },
  );
  return results;
}

/** Texts that nobody has taught the catalogue yet: whoever runs it adds them to the table. */
function tellOperators(ctx: Context, library: string, items: readonly IncomingItem[]): void {
  const texts = new Set(items.flatMap(({ status }) => (status && !status.understood ? [status.text ?? ''] : [])));
  if (texts.size > 0) {
    ctx.log.warn({ library, statusTexts: [...texts].slice(0, 20) }, 'status texts of copies are not understood');
  }
}
