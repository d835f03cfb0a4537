// Histories for tests: what readers borrow, buy and bring back, their erasure, and where they can still be found.
import { definitions } from '../gateway/definitions.ts';
import type { Identity } from '../lib/identity.ts';
import type { SubgraphName } from '../schema/sdl.ts';
import { ask, codes, rows } from './ask.ts';
import { runJobs } from './jobs.ts';
import { librarian, reader, type TestNetwork } from './network.ts';
import { ordersOf } from './orders.ts';

const jn = librarian('NJ-JN');

// What a test reads of an answer of any shape.
// oxlint-disable-next-line typescript/no-explicit-any
type Data = any;

const eraseMutation = /* GraphQL */ `
  mutation ($input: EraseHistoryInput!) {
    eraseHistory(input: $input) {
      __typename
      ... on HistoryErasure {
        id
        state
        doneAt
        erased { kind count }
        kept { kind count reason until message(lang: EN) }
      }
    }
  }
`;

/** What tests do with the histories of a network that runs no jobs by itself. */
export function historiesOf(network: TestNetwork) {
  const { lending, districts } = network.subgraphs;
  const orders = ordersOf(network);
  let keys = 0;
  let copies: { barcode: string; id: string }[] = [];
  const key = () => `history-${++keys}`;
  const send = async (person: Identity, operation: string, variables: Record<string, unknown>): Promise<Data> => {
    const answer = await ask(lending, person, operation, variables);
    if (codes(answer).length > 0) throw new Error(JSON.stringify(answer.errors));
    return Object.values(answer.data as object)[0];
  };
  const api = {
    orders,
    send,
    key,
    /** Borrows the next copy at a desk of 江宁. */
    async borrow(card: string): Promise<{ id: string; barcode: string; itemId: string }> {
      if (copies.length === 0) {
        copies = await rows(
          districts,
          "select id, barcode from item where library_id = 'NJ-JN' and status = 'AVAILABLE' order by id limit 200",
        );
      }
      const copy = copies.shift();
      const input = { idempotencyKey: key(), card, barcode: copy?.barcode, library: 'NJ-JN', branch: 'JN-MAIN' };
      const result = await send(
        jn,
        `mutation ($input: CheckOutInput!) { checkOut(input: $input) {
          __typename ... on CheckedOut { loan { id } } ... on LoanRefused { failures { code } } } }`,
        { input },
      );
      if (result.__typename !== 'CheckedOut') throw new Error(JSON.stringify(result));
      return { id: result.loan.id, barcode: copy?.barcode ?? '', itemId: copy?.id ?? '' };
    },
    bringBack: (barcode: string, library = 'NJ-JN') =>
      send(jn, 'mutation ($input: ReturnItemInput!) { returnItem(input: $input) { loan { id status } } }', {
        input: { idempotencyKey: key(), barcode, library, branch: 'JN-MAIN' },
      }),
    /** Borrows and brings back. */
    async had(card: string): Promise<string> {
      const { id, barcode } = await api.borrow(card);
      await api.bringBack(barcode);
      return id;
    },
    /** Buys a book at the counter, and brings it back to a library; all owners know. */
    async bought(card: string, bookId: string): Promise<string> {
      const { order, itemBarcode } = await orders.submitAtCounter(card, { bookId, listPrice: { fen: 20_00 } });
      await api.bringBack(itemBarcode, 'NJ-JL');
      await runJobs(network);
      return order.id;
    },
    erase: (card: string, idempotencyKey = key()): Promise<Data> =>
      send(reader(card), eraseMutation, { input: { idempotencyKey } }),
    /** Runs a task as its job would. */
    async run(name: SubgraphName, task: string): Promise<void> {
      const subgraph = network.subgraphs[name];
      const ctx = subgraph.contextOf({ identity: { role: 'service', subgraph: name }, requestId: task });
      await (definitions[name].tasks as Record<string, (ctx: unknown, payload: object) => Promise<void>>)[task]?.(
        ctx,
        {},
      );
    },
    /** Both jobs of the policy. */
    async cut(): Promise<void> {
      await api.run('lending', 'cutHistories');
      await api.run('bookstores', 'cutOrders');
    },
    /** Every row of all four databases in which one of these texts stands, `purchase_lend_order 2`. */
    async places(...texts: string[]): Promise<string[]> {
      const found: string[] = [];
      for (const subgraph of Object.values(network.subgraphs)) {
        const tables = await rows<{ name: string }>(
          subgraph,
          "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
        );
        for (const { name } of tables) {
          const [row] = await rows<{ count: number }>(
            subgraph,
            `select count(*)::int as count from "${name}" as it where exists (
               select from jsonb_array_elements_text(?::jsonb) as text where strpos(to_jsonb(it)::text, text) > 0)`,
            [JSON.stringify(texts)],
          );
          if (row?.count) found.push(`${name} ${row.count}`);
        }
      }
      return found.toSorted();
    },
  };
  return api;
}
