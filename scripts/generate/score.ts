// How well records were clustered, when the truth is known: over pairs of records.
import type { DirtKind } from './dirt.ts';

/** A record, the edition that it is of in truth, and the book in which the catalogue has put it. */
export interface ScoredRecord {
  id: string;
  editionId: string;
  bookId: string;
  dirt: readonly DirtKind[];
}

export interface Score {
  records: number;
  editions: number;
  books: number;
  /** Of pairs of records in one book, the share that are of one edition. */
  precision: number;
  /** Of pairs of records of one edition, the share that are in one book. */
  recall: number;
  /** By what is wrong in either record of a pair: pairs that were torn apart, and pairs that were thrown together; CLEAN for neither. */
  torn: Map<DirtKind | 'CLEAN', number>;
  mixed: Map<DirtKind | 'CLEAN', number>;
}

export function scoreOf(records: readonly ScoredRecord[]): Score {
  const byEdition = Map.groupBy(records, ({ editionId }) => editionId);
  const byBook = Map.groupBy(records, ({ bookId }) => bookId);
  const both = Map.groupBy(records, ({ editionId, bookId }) => `${editionId} ${bookId}`);
  const together = pairsIn(both);
  return {
    records: records.length,
    editions: byEdition.size,
    books: byBook.size,
    precision: together / pairsIn(byBook),
    recall: together / pairsIn(byEdition),
    torn: blame(byEdition, ({ bookId }) => bookId),
    mixed: blame(byBook, ({ editionId }) => editionId),
  };
}

function pairsIn(groups: ReadonlyMap<string, readonly ScoredRecord[]>): number {
  return [...groups.values()].reduce((sum, { length }) => sum + (length * (length - 1)) / 2, 0);
}

/** Pairs of a group that are not in one part of it, by what is wrong in them. */
function blame(
  groups: ReadonlyMap<string, readonly ScoredRecord[]>,
  partOf: (record: ScoredRecord) => string,
): Map<DirtKind | 'CLEAN', number> {
  const counts = new Map<DirtKind | 'CLEAN', number>();
  for (const group of groups.values()) {
    for (const [index, one] of group.entries()) {
      for (const other of group.slice(index + 1)) {
        if (partOf(one) === partOf(other)) continue;
        const kinds = new Set([...one.dirt, ...other.dirt]);
        for (const kind of kinds.size > 0 ? kinds : ['CLEAN' as const]) counts.set(kind, (counts.get(kind) ?? 0) + 1);
      }
    }
  }
  return counts;
}
