// Which store an online order goes to. Distance does not count: nobody has told where the stores stand.

/** A store that has the book, as far as the choice looks at it. */
export interface Candidate {
  id: string;
  stock: number;
  listPriceFen: number;
  /** Online orders that the store has yet to ship. They count in tens: a few are no burden. */
  load: number;
}

export interface Weights {
  stockWeight: number;
  priceWeight: number;
  loadWeight: number;
}

/** What holds while the table `store_choice` says nothing else. */
export const defaultWeights: Weights = { stockWeight: 60, priceWeight: 25, loadWeight: 15 };

/**
 * Candidates in the order in which they are asked. Each thing counts from 0 to 1 times its weight: the stock as a share of the
 * largest one, the price as the lowest one's share of it, the load likewise. Equal ones by their id.
 */
export function inOrderOfChoice<Store extends Candidate>(candidates: readonly Store[], weights: Weights): Store[] {
  const largest = Math.max(...candidates.map(({ stock }) => stock));
  const lowest = Math.min(...candidates.map(({ listPriceFen }) => listPriceFen));
  const least = Math.min(...candidates.map(burden));
  const merit = (candidate: Candidate): number =>
    (weights.stockWeight * candidate.stock) / largest +
    (weights.priceWeight * lowest) / candidate.listPriceFen +
    (weights.loadWeight * least) / burden(candidate);
  return candidates.toSorted(
    (left, right) => merit(right) - merit(left) || (left.id < right.id ? -1 : left.id > right.id ? 1 : 0),
  );
}

/** 1 for a store with less than ten orders to ship, 2 with less than twenty. */
function burden({ load }: Candidate): number {
  return Math.floor(load / 10) + 1;
}
