// What clerks, readers and librarians do all day, sent to the gateway by clients that ask again with the same key when no answer
// comes; and a journal of everything that was answered, which must be true for ever.
import { setTimeout as pause } from 'node:timers/promises';
import { address } from '../orders.ts';
import { type Answers, createClient, type RunningLoad, type Told, type Who } from './client.ts';
import type { World } from './world.ts';

/** A step that somebody was told an order has made. */
export interface Step {
  order: string;
  to: string;
}

export interface Journal extends Answers {
  steps: Step[];
  /** Orders whose copy came back over a desk. */
  returned: string[];
}

export interface Load extends RunningLoad {
  journal: Journal;
}

const order = 'order { id status becoming store { id } payer { id } listPrice { fen } }';
const submit = `mutation ($input: SubmitPurchaseLendOrderInput!) { submitPurchaseLendOrder(input: $input) { __typename
  ... on PurchaseLendOrderLent { ${order} itemBarcodes } ... on PurchaseLendOrderDecided { ${order} itemBarcodes }
  ... on PurchaseRefused { failures { code } } } }`;
const request = `mutation ($input: RequestPurchaseInput!) { requestPurchase(input: $input) { __typename
  ... on PurchaseApproved { ${order} } ... on PurchaseInReview { ${order} } ... on PurchaseRefused { failures { code } } } }`;
const borrow = 'mutation ($input: RequestLoanInput!) { requestLoan(input: $input) { __typename } }';
const giveBack = 'mutation ($input: ReturnItemInput!) { returnItem(input: $input) { loan { id } } }';
const reportLost = 'mutation ($input: ItemLossInput!) { reportItemLost(input: $input) { id } }';
const settle = 'mutation ($input: SettleItemInput!) { settleItem(input: $input) { id } }';

export interface LoadOptions {
  url: string;
  token: (who: Who) => Promise<string>;
  world: World;
  random: () => number;
  clients: number;
}

/** Begins; every client goes on through whatever is killed until `stop`. */
export function startLoad({ url, token, world, random, clients }: LoadOptions): Load {
  const journal: Journal = { keyed: [], steps: [], returned: [], answers: new Map() };
  const stopping = new AbortController();
  const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)] as Value;
  const admin: Who = { role: 'admin' };
  const { send, repeat, keyed } = createClient({ url, token, random, journal, stopping: stopping.signal });

  /** A step of an order; true when it was made and the order is there. */
  async function step(who: Who, call: string, id: string, to: string, further = ''): Promise<boolean> {
    await pause(random() * 60);
    if (stopping.signal.aborted) return false;
    const told = await send(who, `mutation ($id: ID!) { order: ${call}(id: $id ${further}) { id status becoming } }`, {
      id,
    });
    const isThere = told?.status === to && told.becoming === null;
    if (isThere) journal.steps.push({ order: id, to });
    return isThere;
  }

  /** Most copies come back, of a set every one; some are lost. */
  async function afterLoan({
    id,
    barcodes,
    payer: library,
    branch,
  }: {
    id: string;
    barcodes: string[];
    payer: string;
    branch: string;
  }) {
    if (random() < 0.7) {
      const told: Told[] = [];
      for (const barcode of barcodes) told.push(await keyed(admin, giveBack, { barcode, library, branch }));
      if (told.every((each) => each?.loan)) journal.returned.push(id);
      return;
    }
    const copy = { barcode: barcodes[0], library };
    await keyed(admin, reportLost, { ...copy, reason: '读者报失' });
    const paid = random() < 0.5 ? { outcome: 'COMPENSATED', amount: { fen: 20_00 } } : { outcome: 'WRITTEN_OFF' };
    await send(admin, settle, { input: { ...copy, ...paid, reason: '已处理' } });
  }

  async function atCounter(): Promise<void> {
    const { store, payer, branch } = pick(world.stores);
    const fen = random() < 0.08 ? 128_00 : 20_00 + Math.floor(random() * 30) * 100;
    const content = { store, card: pick(world.cards), bookId: pick(world.books), listPrice: { fen } };
    const told = await keyed(admin, submit, content);
    if (!told?.order) return;
    const { id } = told.order;
    const luck = random();
    if (luck < 0.3) await step(admin, 'voidOrder', id, 'VOIDED', ', reason: "退回"');
    else if (luck < 0.8) await afterLoan({ id, barcodes: told.itemBarcodes, payer, branch });
  }

  async function online(): Promise<void> {
    const reader: Who = { role: 'reader', card: pick(world.cards) };
    const told = await keyed(reader, request, { bookId: pick(world.books), deliveryAddress: address });
    if (!told?.order) return;
    const { id } = told.order;
    if (told.__typename === 'PurchaseInReview') {
      if (random() < 0.3) {
        await step(admin, 'reviewOrder', id, 'REFUSED', ', decision: REFUSE, reason: "不合适"');
        return;
      }
      if (!(await step(admin, 'reviewOrder', id, 'APPROVED', ', decision: APPROVE'))) return;
    }
    if (random() < 0.15) {
      await step(reader, 'cancelOrder', id, 'CANCELLED');
      return;
    }
    if (random() < 0.25 && !(await step(admin, 'reportOutOfStock', id, 'APPROVED'))) return;
    if (!(await step(admin, 'confirmOrder', id, 'CONFIRMED'))) return;
    const parcel = ', courier: "顺丰", trackingNumber: "SF1234567890"';
    if (!(await step(admin, 'shipOrder', id, 'SHIPPED', parcel))) return;
    const luck = random();
    if (luck < 0.12) await step(admin, 'recordDelivery', id, 'REFUSED_AT_DOOR', ', event: REFUSED_AT_DOOR');
    else if (luck < 0.2) await step(admin, 'recordDelivery', id, 'LOST', ', event: LOST, liable: CARRIER');
    else if (await step(admin, 'recordDelivery', id, 'DELIVERED', ', event: DELIVERED'))
      await step(reader, 'signForOrder', id, 'LENT');
  }

  async function fromTheShelf(): Promise<void> {
    const reader: Who = { role: 'reader', card: pick(world.cards) };
    await keyed(reader, borrow, { bookId: pick(world.shelved), deliveryAddress: address });
  }

  async function client(): Promise<void> {
    while (!stopping.signal.aborted) {
      const luck = random();
      await (luck < 0.5 ? atCounter() : luck < 0.92 ? online() : fromTheShelf());
      await pause(random() * 100);
    }
  }
  const working = Array.from({ length: clients }, client);
  return {
    journal,
    repeat,
    async stop() {
      stopping.abort();
      await Promise.all(working);
    },
  };
}
