// Copies of the seeded city that a play takes in hand. The plan of the city is the same on every machine, so a play may say where a
// copy stands instead of naming it.
import { planCity } from '../seed/city.ts';

/** The number on a copy's label, the library that owns it, and its book. */
export interface Copy {
  barcode: string;
  library: string;
  bookId: string;
  title: string;
}

/** Where a copy stands: at `at`, with none that is available at `notAt`. */
type Shelf = { at: string; notAt?: string };

/**
 * Gives copies of the central library that stand on a shelf, each of a book of its own. The network takes this one first when it
 * chooses a copy of the book: the central library's before all others, in the order of their barcodes.
 * @returns a function that takes the next one, and throws where the city has none any more
 */
export function shelvedCopies(now: Date): (shelf: Shelf) => Copy {
  const { books, items } = planCity(now);
  const available = Map.groupBy(
    items.filter(({ status, sample }) => sample && status === 'AVAILABLE'),
    ({ bookId }) => bookId,
  );
  const taken = new Set<string>();
  return ({ at, notAt }) => {
    for (const { id: bookId, title } of books) {
      const copies = available.get(bookId) ?? [];
      const [first] = copies
        .filter(({ libraryId }) => libraryId === 'NJ-JL')
        .toSorted((one, other) => (one.id < other.id ? -1 : 1));
      const isElsewhere = copies.every(({ branchId }) => branchId !== notAt);
      if (first?.branchId === at && isElsewhere && !taken.has(bookId)) {
        taken.add(bookId);
        return { barcode: first.barcode, library: first.libraryId, bookId, title };
      }
    }
    throw new Error(`The sample city has no further copy at ${at}.`);
  };
}

/** The first copy of a showcase title that nobody can borrow: all of them are out. */
export function lentCopy(now: Date, bookId: string): Copy {
  const { books, items } = planCity(now);
  const item = items.find((each) => each.bookId === bookId && each.status === 'ON_LOAN');
  const book = books.find(({ id }) => id === bookId);
  if (!item || !book) {
    throw new Error(`The sample city has no copy of ${bookId} that is out.`);
  }
  return { barcode: item.barcode, library: item.libraryId, bookId, title: book.title };
}
