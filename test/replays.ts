// Sales of a store that was off line, for tests: told and reviewed, asked of bookstores directly.
import { expect } from 'vitest';
import type { Identity } from '../lib/identity.ts';
import { sampleCard } from '../scripts/seed/readers.ts';
import { ask, codes, rows } from './ask.ts';
import type { TestNetwork } from './network.ts';
import { clerk, librarian } from './network.ts';

/** Fields of an order that was sold off line. */
export const replayedFields = `
  id status becoming outcome dueDate occurredAt submittedAt payer { id } listPrice { fen } netPrice { fen } itemBarcode itemBarcodes dueAt
  failures { code subject limit actual unit onFail } availableActions transitions { from to actor reason }
`;

const replay = `mutation ($orders: [OfflineOrderInput!]!) {
  submitPurchaseLendOrders(orders: $orders) {
    line idempotencyKey error { code message argument }
    result {
      __typename
      ... on PurchaseLendOrderLent { order { ${replayedFields} } dueDate itemBarcode readerName }
      ... on PurchaseLendOrderDecided { order { ${replayedFields} } }
      ... on PurchaseInReview { order { ${replayedFields} } }
      ... on PurchaseRefused { order { ${replayedFields} } }
      ... on TryAgain { message }
      ... on AmbiguousIsbn { candidates { id } }
    }
  }
}`;

// What a test reads of an answer of any shape.
// oxlint-disable-next-line typescript/no-explicit-any
type Data = any;

/** An ISBN that no record has, a different one for each number up to 99,999. */
export function unknownIsbn(number: number): string {
  const body = `9787209${String(number).padStart(5, '0')}`;
  const sum = [...body].reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3), 0);
  return `${body}${(10 - (sum % 10)) % 10}`;
}

/** Sales off line of a network whose clock stands at `now()`. */
export function replaysOf(network: TestNetwork, now: () => Date) {
  const { bookstores: subgraph } = network.subgraphs;
  let sales = 0;

  /** A sale one hour ago of a book that is new to the city, to a reader who has taken little; all passes. */
  const sale = (changes: Record<string, unknown> = {}): Record<string, unknown> => {
    sales += 1;
    const named = 'bookId' in changes || 'isbn' in changes;
    const line = { title: `【样例】离线售出 ${sales}`, year: now().getUTCFullYear(), classNumber: 'I267' };
    return {
      idempotencyKey: `offline-${sales}`,
      occurredAt: new Date(now().getTime() - 3_600_000).toISOString(),
      store: 'QINGCHUN',
      card: sampleCard(1 + (sales % 60)),
      listPrice: { fen: 20_00 },
      ...(named ? {} : { isbn: unknownIsbn(sales), line }),
      ...changes,
    };
  };
  const submit = (orders: unknown[], person: Identity = clerk) => ask(subgraph, person, replay, { orders });
  const told = async (orders: unknown[], person: Identity = clerk): Promise<Data[]> => {
    const answer = await submit(orders, person);
    expect(codes(answer)).toEqual([]);
    return answer.data.submitPurchaseLendOrders;
  };

  return {
    sale,
    submit,
    /** The answer's entries. */
    told,
    /** The result of one sale. */
    async resultOf(changes: Record<string, unknown> = {}, person: Identity = clerk): Promise<Data> {
      const [only] = await told([sale(changes)], person);
      expect(only.error).toBeNull();
      return only.result;
    },
    /** Sets the contract so that a store may replay so many copies more for a day, at this price at most. */
    async allow(copies: number, { store = 'QINGCHUN', priceFen = 60_00, at = now() } = {}): Promise<number> {
      const [used] = await rows<{ copies: number }>(
        subgraph,
        `select coalesce(sum(items), 0)::int as copies from purchase_lend_order
         where store_id = ? and (occurred_at at time zone 'Asia/Shanghai')::date = (?::timestamptz at time zone 'Asia/Shanghai')::date
           and (reviewed or not try_again)`,
        [store, at],
      );
      const limit = (used?.copies ?? 0) + copies;
      await rows(
        subgraph,
        'update contract set offline_copies_per_day = ?, offline_price_cap_fen = ? where store_id = ?',
        [limit, priceFen, store],
      );
      return limit;
    },
    /** What a librarian answers. */
    review: (id: string, decision: string, person: Identity = librarian('NJ-JL')) =>
      ask(
        subgraph,
        person,
        `mutation ($id: ID!) { order: reviewOrder(id: $id, decision: ${decision}) { ${replayedFields} } }`,
        { id },
      ),
  };
}
