// A store tells what it has on sale, up to 500 titles at once. Each line stands for itself; a count that is older than what is
// known, because a copy was sold or promised since, changes nothing.
import { randomUUID } from 'node:crypto';
import { authorise } from '../../lib/actions.ts';
import { CallerError } from '../../lib/errors.ts';
import { toIsbn13 } from '../../lib/isbn.ts';
import { transact } from '../../lib/orm.ts';
import type { Context } from './context.ts';
import { checkPrice, checkStore } from './counter.ts';
import { Offer } from './entities.ts';
import type { MutationPutOffersArgs, OfferInput, PutOfferOutcome } from './types.generated.ts';

const maxLines = 500;
const maxStock = 100_000;
/** How far a store's clock may run ahead, in ms. */
export const clockTolerance = 300_000;

/** What became of one line. */
export interface PutOffer {
  line: number;
  outcome: PutOfferOutcome;
  offer: Offer | null;
  message: string | null;
}

interface CatalogueRecord {
  id: string;
  isbn: string | null;
  isbns: string[];
  /** Of books that were merged into it. */
  formerIds: string[];
}

interface Stock {
  line: number;
  book: CatalogueRecord;
  input: OfferInput;
}

/** Keeps a store's stock; the answer has one entry for each line, in order. */
export function putOffers(ctx: Context, offers: MutationPutOffersArgs): Promise<PutOffer[]> {
  authorise(ctx.identity, 'store.putOffers', { store: offers.store });
  return keepOffers(ctx, offers);
}

/** The same for whoever may: what imports a store's catalogue has asked before. */
export async function keepOffers(ctx: Context, { store, offers: lines }: MutationPutOffersArgs): Promise<PutOffer[]> {
  if (lines.length < 1 || lines.length > maxLines) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `每次 1 至 ${maxLines} 条。"offers" has 1 to ${maxLines} lines at once; ${lines.length} were given.`,
      { argument: 'offers', limit: maxLines, actual: lines.length },
    );
  }
  await checkStore(ctx, store);
  const find = await catalogueOf(ctx, lines);
  const seen = new Map<string, number>();
  const checked = lines.map((input, index): Stock | PutOffer => {
    const line = index + 1;
    try {
      checkLine(input, ctx.now);
      const book = find(input);
      const earlier = seen.get(book.id);
      if (earlier !== undefined) {
        throw bad('bookId', `与第 ${earlier} 条是同一书目。It is the same title as line ${earlier}.`);
      }
      seen.set(book.id, line);
      return { line, book, input };
    } catch (error) {
      if (!(error instanceof CallerError)) {
        throw error;
      }
      return { line, outcome: 'REFUSED', offer: null, message: error.message };
    }
  });
  const valid = checked.filter((result) => 'book' in result);
  const stored = new Map((await storeStock(ctx, store, valid)).map((offer) => [offer.bookId, offer]));
  ctx.forget();
  const known = await ctx.em.find(Offer, { storeId: store, bookId: valid.map(({ book }) => book.id) });
  const current = new Map(known.map((offer) => [offer.bookId, offer]));
  return checked.map((result): PutOffer => {
    if (!('book' in result)) {
      return result;
    }
    const { line, book, input } = result;
    const offer = current.get(book.id) ?? null;
    return stored.has(book.id)
      ? { line, outcome: 'STORED', offer, message: null }
      : { line, outcome: 'OLDER', offer, message: olderMessage(input.asOf, offer?.asOf) };
  });
}

/** Applies the counts that are not older than what is known. What came is received, what went without a sale is adjusted. */
async function storeStock(ctx: Context, store: string, lines: Stock[]): Promise<Offer[]> {
  const rows = lines.map(({ book, input }) => ({
    id: randomUUID(),
    book_id: book.id,
    isbn: book.isbn,
    list_price_fen: input.listPrice.fen,
    stock: input.stock,
    as_of: input.asOf.toISOString(),
  }));
  return transact(ctx, async (em) => {
    const stored = await em.execute<Record<string, unknown>[]>(
      `/* storeStock */ insert into offer
         (id, store_id, book_id, isbn, list_price_fen, stock, received, adjusted, sold, in_flight, as_of, sample)
       select id, ?, book_id, isbn, list_price_fen, stock, stock, 0, 0, 0, as_of, false
       from jsonb_to_recordset(?::jsonb)
         as line (id text, book_id text, isbn text, list_price_fen int, stock int, as_of timestamptz)
       order by book_id
       on conflict (store_id, book_id) do update set
         received = offer.received + greatest(excluded.stock - offer.stock, 0),
         adjusted = offer.adjusted + least(excluded.stock - offer.stock, 0),
         stock = excluded.stock, list_price_fen = excluded.list_price_fen, isbn = excluded.isbn,
         as_of = excluded.as_of, sample = false
       where offer.as_of <= excluded.as_of
       returning *`,
      [store, JSON.stringify(rows)],
    );
    return stored.map((row) => em.map(Offer, row));
  });
}

/** One question to the catalogue for all lines; the answer finds the record of a line, or says why there is none. */
async function catalogueOf(ctx: Context, lines: readonly OfferInput[]) {
  // No record has an id with U+0000, and a database that is asked for one refuses the other lines too.
  const ids = lines.flatMap(({ bookId }) => (bookId == null || bookId.includes('\0') ? [] : [bookId]));
  const isbns = lines.flatMap(({ isbn }) => (isbn == null ? [] : (isbnOrNull(isbn) ?? [])));
  const { bookRecords } = await ctx.ask<{ bookRecords: CatalogueRecord[] }>(
    'central',
    'query ($ids: [ID!]!, $isbns: [String!]!) { bookRecords(ids: $ids, isbns: $isbns) { id isbn isbns formerIds } }',
    { ids, isbns },
  );
  const byId = new Map(bookRecords.flatMap((book) => [book.id, ...book.formerIds].map((id) => [id, book])));
  const byIsbn = Map.groupBy(
    bookRecords.flatMap((book) => book.isbns.map((each) => ({ each, book }))),
    ({ each }) => each,
  );
  return ({ bookId, isbn }: OfferInput): CatalogueRecord => {
    if ((bookId == null) === (isbn == null)) {
      throw bad('bookId', '请给出 bookId 或 isbn 其中之一。Give either "bookId" or "isbn", one of them.');
    }
    const isbn13 = isbn == null ? null : toIsbn13(isbn);
    const found =
      isbn13 === null
        ? [byId.get(bookId ?? '')].filter((book) => !!book)
        : (byIsbn.get(isbn13)?.map(({ book }) => book) ?? []);
    const [book, ...others] = found;
    if (!book) {
      const wanted = isbn13 ?? bookId?.slice(0, 40);
      throw bad(
        'isbn',
        `书目中没有 ${wanted}，须先编目。The catalogue has no ${wanted}: check it; a title that is new to the city is catalogued first.`,
      );
    }
    if (others.length > 0) {
      const candidates = found.map(({ id }) => id).join(', ');
      throw bad(
        'isbn',
        `ISBN ${isbn13} 有多条书目，请改用 bookId：${candidates}。Several records carry the ISBN ${isbn13}; give "bookId", one of ${candidates}.`,
      );
    }
    return book;
  };
}

function isbnOrNull(isbn: string): string | null {
  try {
    return toIsbn13(isbn);
  } catch {
    return null;
  }
}

function checkLine({ listPrice, stock, asOf }: OfferInput, now: Date): void {
  checkPrice(listPrice);
  if (stock < 0 || stock > maxStock) {
    throw bad('stock', `库存应为 0 至 ${maxStock}。"stock" is from 0 to ${maxStock}; ${stock} was given.`);
  }
  if (asOf.getTime() > now.getTime() + clockTolerance) {
    throw bad('asOf', `盘点时间在未来。"asOf" lies in the future, ${asOf.toISOString()}: set the clock right.`);
  }
}

function bad(argument: string, message: string): CallerError {
  return new CallerError('BAD_USER_INPUT', message, { argument });
}

function olderMessage(given: Date, known: Date | undefined): string {
  return `已有更新的记录（${known?.toISOString()}），${given.toISOString()} 的盘点未采用。What is known is newer, of ${known?.toISOString()}: the count of ${given.toISOString()} was not taken.`;
}
