// What the libraries whose own systems answer say of books, for one request: all books of a library in one question, all libraries at
// the same time, and nobody waited for longer than its limit. What this network has in hand of a library's copies is added from the
// rows here, and what its system says of the same copies is left out: so no copy counts twice, and none not at all.
import type { EntityManager } from '@mikro-orm/postgresql';
import { Item } from '../../../lib/items/entities.ts';
import { type HoldingsKey, holdingsId, type ShownItem } from '../../../lib/items/holdings.ts';
import { entities } from '../../../lib/statements.ts';
import type { Context } from '../context.ts';
import { AvailabilitySource } from './entities.ts';
import { type NumbersTold, numbersOf } from './numbers.ts';
import type { Word } from './protocol.ts';
import type { Reason } from './reasons.ts';
import { inHand } from './rows.ts';
import type { Source } from './source.ts';
import type { HoldingsReport } from './sources.ts';

/** All that is known of one library's copies of one book. */
export interface OwnerWord {
  asOf: Date;
  /** Those that the library's system told of. */
  told: ShownItem[];
  /** Those that this network has in hand. */
  own: Item[];
}

export type SourceWord = OwnerWord | { reason: Reason };

/**
 * The words of libraries on books, in the order of the keys. Never rejects for a library's sake.
 * @param mostMs waits for no library longer, whatever its own limit says
 */
export async function wordsOfSources(
  ctx: Context,
  keys: readonly HoldingsKey[],
  mostMs = Number.POSITIVE_INFINITY,
): Promise<SourceWord[]> {
  const begun = performance.now();
  const books = [...new Set(keys.map(({ bookId }) => bookId))];
  const libraries = [...new Set(keys.map(({ libraryId }) => libraryId))];
  const [rows, own] = await Promise.all([settingsOf(ctx.em, libraries), itemsInHand(ctx.em, libraries, books)]);
  const open = new Map(rows.map((row) => [row.libraryId, { row, source: ctx.sources.of(row) }]));
  const words = new Map<string, Word>();
  for (const key of keys) {
    const known = open.get(key.libraryId)?.source.known(key.bookId);
    if (known) words.set(holdingsId(key), known);
  }
  const unknown = keys.filter((key) => !words.has(holdingsId(key)));
  const patience = Math.min(mostMs, Math.max(0, ...rows.map(({ timeLimitMs }) => timeLimitMs)));
  const numbers = await numbersOf(ctx, unknown, patience);
  await Promise.all(
    [...Map.groupBy(unknown, ({ libraryId }) => libraryId)].map(async ([library, asked]) => {
      const system = open.get(library);
      if (!system) return;
      const endsAt = begun + Math.min(mostMs, system.row.timeLimitMs);
      const heard = await ask(system.source, asked, numbers, endsAt);
      for (const key of asked) words.set(holdingsId(key), heard.get(key.bookId) ?? { reason: 'BAD_ANSWER' });
    }),
  );
  const ownOf = Map.groupBy(own, holdingsId);
  const found = keys.map((key) => {
    const id = holdingsId(key);
    return wordOf(words.get(id) ?? { reason: 'NOT_CONNECTED' }, ownOf.get(id) ?? []);
  });
  ctx.sources.tell(ctx.ask, reportsOf(keys, found));
  return found;
}

/** Everything that counts, in the order of call numbers. */
export function copiesOf({ told, own }: OwnerWord): ShownItem[] {
  return [...told, ...own].toSorted(compareCopies);
}

type Placed = Pick<ShownItem, 'callNumberSort' | 'id'>;

/** The order of call numbers, compared as the database does. */
export function compareCopies(one: Placed, other: Placed): number {
  return compare(one.callNumberSort, other.callNumberSort) || compare(one.id, other.id);
}

/** As the owner's SQL counts its rows: `total` and `available` for readers, `held` for the caps. */
export function countsOf({ told, own }: OwnerWord): { total: number; available: number; held: number } {
  const all = [...told, ...own];
  const counted = own.filter(({ purchaseOrderId, slotReleased }) => purchaseOrderId == null || slotReleased);
  return {
    total: all.filter(isHeld).length,
    available: all.filter(({ status }) => status === 'AVAILABLE').length,
    held: [...told, ...counted].filter(({ status }) => status !== 'LOST' && status !== 'WITHDRAWN').length,
  };
}

/** It is part of the collection as a reader sees it. */
export function isHeld({ status }: Pick<ShownItem, 'status'>): boolean {
  return status !== 'ON_ORDER' && status !== 'LOST' && status !== 'WITHDRAWN';
}

/** How libraries' systems are asked. */
export function settingsOf(em: EntityManager, libraries: readonly string[]): Promise<AvailabilitySource[]> {
  return entities(em, AvailabilitySource, 'settingsOf', 'where library_id = any($1)', [libraries]);
}

async function ask(
  source: Source,
  asked: readonly HoldingsKey[],
  { numbers, isCatalogueSilent }: NumbersTold,
  endsAt: number,
): Promise<Map<string, Word>> {
  const named = asked.map((key) => numbers.get(holdingsId(key)) ?? { bookId: key.bookId, isbns: [], records: [] });
  const words = await source.ask(named, endsAt);
  if (isCatalogueSilent) {
    for (const [bookId, word] of words) {
      if ('reason' in word && word.reason === 'NO_NUMBER') words.set(bookId, { reason: 'CATALOGUE_SILENT' });
    }
  }
  return words;
}

function wordOf(word: Word, own: Item[]): SourceWord {
  if ('reason' in word) return word;
  const ids = new Set(own.map(({ id }) => id));
  return { asOf: word.asOf, own, told: word.copies.filter(({ id }) => !ids.has(id)) };
}

function itemsInHand(em: EntityManager, libraries: readonly string[], books: readonly string[]): Promise<Item[]> {
  const rest = `where book_id = any($1) and library_id = any($2) and ${inHand}`;
  return entities(em, Item, 'itemsInHand', rest, [books, libraries]);
}

function reportsOf(keys: readonly HoldingsKey[], words: readonly SourceWord[]): HoldingsReport[] {
  return keys.flatMap((key, index) => {
    const word = words[index];
    return word && !('reason' in word) ? [{ ...key, ...countsOf(word), asOf: word.asOf }] : [];
  });
}

function compare(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
