// What a library's system said and still counts as live, in this process.
import type { ShownItem } from '../../../lib/items/holdings.ts';
import type { BookWord } from './protocol.ts';

export interface FreshWords {
  keep: (bookId: string, word: BookWord, milliseconds: number) => void;
  of: (bookId: string) => BookWord | undefined;
  copy: (id: string) => ShownItem | undefined;
}

/** Most copies that are kept; the words that came first go first. */
const mostCopies = 50_000;

export function createFreshWords(): FreshWords {
  const words = new Map<string, { word: BookWord; until: number }>();
  const bookOf = new Map<string, string>();
  let copies = 0;

  function drop(bookId: string): void {
    const kept = words.get(bookId);
    if (!kept) return;
    words.delete(bookId);
    copies -= sizeOf(kept.word);
    for (const { id } of kept.word.copies) if (bookOf.get(id) === bookId) bookOf.delete(id);
  }
  function fresh(bookId: string): BookWord | undefined {
    const kept = words.get(bookId);
    if (!kept || kept.until > performance.now()) return kept?.word;
    drop(bookId);
    return undefined;
  }
  return {
    keep(bookId, word, milliseconds) {
      drop(bookId);
      if (milliseconds <= 0) return;
      words.set(bookId, { word, until: performance.now() + milliseconds });
      copies += sizeOf(word);
      for (const { id } of word.copies) bookOf.set(id, bookId);
      for (const first of words.keys()) {
        if (copies <= mostCopies) break;
        drop(first);
      }
    },
    of: fresh,
    copy(id) {
      const bookId = bookOf.get(id);
      return bookId === undefined ? undefined : fresh(bookId)?.copies.find((copy) => copy.id === id);
    },
  };
}

/** A word without copies takes room too. */
const sizeOf = ({ copies }: BookWord): number => copies.length + 1;
