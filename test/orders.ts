// Online orders for tests: placed, and carried to where a test begins; asked of bookstores directly.
import { expect } from 'vitest';
import type { Identity } from '../lib/identity.ts';
import { showcaseId } from '../scripts/seed/city.ts';
import { sampleCard } from '../scripts/seed/readers.ts';
import { bookstores } from '../subgraphs/bookstores/subgraph.ts';
import { ask, codes, rows } from './ask.ts';
import type { Answer, TestNetwork } from './network.ts';
import { clerk, reader } from './network.ts';

export const address = {
  recipient: '王明',
  phone: '025-51872834',
  province: '江苏省',
  city: '南京市',
  district: '建邺区',
  street: '乐山路158号',
};

/** Fields of an order that tests look at. */
export const orderFields = `
  id status becoming outcome dueDate dueAt courier trackingNumber liable listPrice { fen }
  store { id } availableActions transitions { from to actor reason }
`;

const request = `mutation ($input: RequestPurchaseInput!) {
  requestPurchase(input: $input) {
    __typename
    ... on PurchaseApproved { order { ${orderFields} } }
    ... on PurchaseInReview { order { ${orderFields} } }
    ... on PurchaseRefused { failures { code } }
  }
}`;

const submit = `mutation ($input: SubmitPurchaseLendOrderInput!) {
  submitPurchaseLendOrder(input: $input) {
    __typename
    ... on PurchaseLendOrderLent { order { ${orderFields} } itemBarcode }
    ... on PurchaseRefused { failures { code } }
  }
}`;

// What a test reads of an answer of any shape.
// oxlint-disable-next-line typescript/no-explicit-any
type Data = any;

/** The orders of a network, asked of bookstores. */
export function ordersOf(network: TestNetwork) {
  const { bookstores: subgraph, central, lending } = network.subgraphs;
  let keys = 0;

  const requestOnline = async (card: string, bookId = showcaseId('notHeld')): Promise<Data> => {
    const input = { idempotencyKey: `request-${++keys}`, bookId, deliveryAddress: address };
    const answer = await ask(subgraph, reader(card), request, { input });
    expect(codes(answer)).toEqual([]);
    return answer.data.requestPurchase;
  };

  const submitAtCounter = async (card: string, changes: Record<string, unknown> = {}): Promise<Data> => {
    const input = {
      idempotencyKey: `submit-${++keys}`,
      store: 'QINGCHUN',
      card,
      bookId: showcaseId('notHeld'),
      listPrice: { fen: 58_00 },
      ...changes,
    };
    const answer = await ask(subgraph, clerk, submit, { input });
    expect(codes(answer)).toEqual([]);
    return answer.data.submitPurchaseLendOrder;
  };

  /** `confirmOrder(id: …)`, with further arguments as they are written in GraphQL. */
  const act = (
    person: Identity,
    mutation: string,
    id: string,
    further = '',
  ): Promise<Pick<Answer, 'data' | 'errors'>> =>
    ask(subgraph, person, `mutation ($id: ID!) { order: ${mutation}(id: $id ${further}) { ${orderFields} } }`, { id });

  const done = async (person: Identity, mutation: string, id: string, further = ''): Promise<Data> => {
    const answer = await act(person, mutation, id, further);
    expect(codes(answer)).toEqual([]);
    return answer.data.order;
  };

  return {
    requestOnline,
    submitAtCounter,
    act,
    done,
    /** Steps of the store, one after the other. */
    async carryTo(status: 'CONFIRMED' | 'SHIPPED' | 'DELIVERED', id: string, person: Identity = clerk): Promise<void> {
      await done(person, 'confirmOrder', id);
      if (status === 'CONFIRMED') return;
      await done(person, 'shipOrder', id, ', courier: "顺丰", trackingNumber: "SF1234567890"');
      if (status === 'SHIPPED') return;
      await done(person, 'recordDelivery', id, ', event: DELIVERED');
    },
    async seen(person: Identity, id: string, fields = orderFields): Promise<Data> {
      const answer = await ask(
        subgraph,
        person,
        `query ($id: ID!) { order: purchaseLendOrder(id: $id) { ${fields} } }`,
        {
          id,
        },
      );
      expect(codes(answer)).toEqual([]);
      return answer.data.order;
    },
    /** Runs one of the jobs of bookstores now. */
    async runJob(task: 'sweepOrders' | 'reconcileAll'): Promise<void> {
      const ctx = subgraph.contextOf({
        identity: { role: 'service', subgraph: 'bookstores' },
        requestId: 'test',
      }) as Parameters<(typeof bookstores.tasks)[string]>[0];
      await bookstores.tasks[task]?.(ctx, {});
    },
    async offer(store: string, bookId = showcaseId('notHeld')) {
      const [offer] = await rows<{
        stock: number;
        sold: number;
        adjusted: number;
        received: number;
        in_flight: number;
      }>(subgraph, 'select stock, sold, adjusted, received, in_flight from offer where store_id = ? and book_id = ?', [
        store,
        bookId,
      ]);
      return offer;
    },
    setStock: (store: string, stock: number, bookId = showcaseId('notHeld')) =>
      rows(
        subgraph,
        'update offer set stock = ?, received = ? + sold + in_flight - adjusted where book_id = ? and store_id = ?',
        [stock, stock, bookId, store],
      ),
    /** What the owners hold for an order. */
    async held(id: string) {
      const [purchase, loan, item] = await Promise.all([
        rows<{ state: string }>(central, 'select state from purchase where id = ?', [id]),
        rows<{ status: string }>(lending, 'select status from loan where id = ?', [id]),
        rows<{ status: string }>(central, 'select status from item where purchase_order_id = ?', [id]),
      ]);
      return [purchase[0]?.state ?? 'NONE', item[0]?.status ?? 'NONE', loan[0]?.status ?? 'NONE'];
    },
    /** What the programme's funds have promised and spent, in fen. */
    async money() {
      const [sum] = await rows<{ encumbered: number; expended: number }>(
        central,
        'select sum(encumbered_fen)::int as encumbered, sum(expended_fen)::int as expended from fund',
      );
      return sum;
    },
    async openLoans(card: string) {
      const [row] = await rows<{ open_loans: number }>(lending, 'select open_loans from reader where card = ?', [card]);
      return row?.open_loans;
    },
    card: sampleCard,
  };
}
