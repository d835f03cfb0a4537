// Everything that people do with orders and their copies, for tests that try it in any order. Each step answers in a word what came
// of it: a code where it was refused.
import fc from 'fast-check';
import { addDays, dayOf } from '../lib/shanghai.ts';
import type { SubgraphName } from '../schema/sdl.ts';
import { ask, rows } from './ask.ts';
import { admin, reader, type TestNetwork } from './network.ts';
import { address } from './orders.ts';
import { act, anyRate, one } from './statement-steps.ts';

export type OrderStep =
  | { do: 'submit'; card: number; book: number; store: string; fen: number }
  | { do: 'request'; card: number; book: number }
  | { do: 'move'; index: number; action: number }
  | {
      do: 'return' | 'catalogue' | 'shelve' | 'lose' | 'damage' | 'compensate' | 'writeOff';
      index: number;
      branch: string;
    }
  | { do: 'contract'; store: string; library: string; rate: number }
  | { do: 'allocate'; library: string; year: number; fen: number };

const stores = ['QINGCHUN', 'WENDU'] as const;
/** Those that pay in these stores, by the contracts of the seed. */
export const libraries = ['NJ-JL', 'NJ-QH'] as const;
const index = fc.nat(999);
const anyStore = fc.constantFrom(...stores);
const anyLibrary = fc.constantFrom(...libraries);
const order = <Name extends string>(name: Name) => fc.constant(name);

/** A step, for people numbered from 0 and books from 0. */
export const orderStep = ({
  cards,
  books,
  years,
}: {
  cards: number;
  books: number;
  years: number[];
}): fc.Arbitrary<OrderStep> =>
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        do: order('submit'),
        card: fc.nat(cards - 1),
        book: fc.nat(books - 1),
        store: anyStore,
        fen: fc.oneof(
          { weight: 9, arbitrary: fc.integer({ min: 1, max: 60_00 }) },
          { weight: 1, arbitrary: fc.constant(128_00) },
        ),
      }),
    },
    { weight: 5, arbitrary: fc.record({ do: order('request'), card: fc.nat(cards - 1), book: fc.nat(books - 1) }) },
    { weight: 18, arbitrary: fc.record({ do: order('move'), index, action: index }) },
    {
      weight: 9,
      arbitrary: fc.record({
        do: fc.constantFrom(
          'return',
          'return',
          'return',
          'catalogue',
          'shelve',
          'shelve',
          'lose',
          'damage',
          'compensate',
          'writeOff',
        ),
        index,
        branch: fc.constantFrom('JL-MAIN', 'JN-MAIN'),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: order('contract'), store: anyStore, library: anyLibrary, rate: anyRate }) },
    {
      weight: 1,
      arbitrary: fc.record({
        do: order('allocate'),
        library: anyLibrary,
        year: fc.constantFrom(...years),
        fen: fc.integer({ min: 0, max: 600_00 }),
      }),
    },
  );

export interface OrderWorld {
  network: TestNetwork;
  now: () => Date;
  cards: readonly string[];
  books: readonly string[];
  /** Of all orders that are known, the first one first. */
  orders: string[];
  /** How many keys were used. */
  keys: number;
}

interface Row {
  id: string;
  card: string;
  status: string;
  phase: string;
  payer: string;
  item_barcodes: string[];
}

/** Does one step; what came of it in a word. */
export async function onOrders(world: OrderWorld, step: OrderStep): Promise<string> {
  world.keys += 1;
  const idempotencyKey = `step-${world.keys}`;
  const { network, books, cards } = world;
  const { bookstores, central } = network.subgraphs;
  switch (step.do) {
    case 'submit': {
      const bookId = one(books, step.book);
      const input = {
        idempotencyKey,
        store: step.store,
        card: one(cards, step.card),
        bookId,
        listPrice: { fen: step.fen },
      };
      return placed(world, await ask(bookstores, admin, submit, { input }));
    }
    case 'request': {
      const input = { idempotencyKey, bookId: one(books, step.book), deliveryAddress: address };
      return placed(world, await ask(bookstores, reader(one(cards, step.card) ?? ''), request, { input }));
    }
    case 'move':
      return move(world, step);
    case 'contract': {
      const days = { validFrom: dayOf(world.now()), validTo: addDays(dayOf(world.now()), 3_650) };
      const { store, library, rate: rateBasisPoints } = step;
      const input = { idempotencyKey, store, library, rateBasisPoints, ...days };
      return word(await act(network, admin, 'addContract', 'AddContractInput', input));
    }
    case 'allocate': {
      const input = { idempotencyKey, library: step.library, year: step.year, amount: { fen: step.fen } };
      return word(await ask(central, admin, allocate, { input }));
    }
    default:
      return onCopy(world, step, idempotencyKey);
  }
}

const shown = 'order { id status }';
const submit = `mutation ($input: SubmitPurchaseLendOrderInput!) { placed: submitPurchaseLendOrder(input: $input) { __typename
  ... on PurchaseLendOrderLent { ${shown} } ... on PurchaseLendOrderDecided { ${shown} } ... on PurchaseRefused { failures { code } } } }`;
const request = `mutation ($input: RequestPurchaseInput!) { placed: requestPurchase(input: $input) { __typename
  ... on PurchaseApproved { ${shown} } ... on PurchaseInReview { ${shown} } ... on PurchaseRefused { failures { code } } } }`;
const allocate = 'mutation ($input: AllocateFundInput!) { allocateFund(input: $input) { id } }';

type Answer = Awaited<ReturnType<typeof ask>>;

function word({ errors, data }: Answer): string {
  const [error] = errors ?? [];
  const value = Object.values(data ?? {})[0] as { status?: string } | undefined;
  return error ? String(error.extensions['code']) : (value?.status ?? 'done');
}

function placed(world: OrderWorld, answer: Answer): string {
  const result = answer.data?.placed;
  if (!result) return word(answer);
  if (result.order) world.orders.push(result.order.id);
  const refused = result.failures?.map(({ code }: { code: string }) => code);
  return refused ? `refused: ${refused.join(' ')}` : (result.order?.status ?? result.__typename);
}

/** How each action is called; the reader's by the reader, all others by an administrator. */
const calls: Record<string, string> = {
  APPROVE: 'reviewOrder(id: $id, decision: APPROVE)',
  REFUSE: 'reviewOrder(id: $id, decision: REFUSE, reason: "test")',
  CONFIRM: 'confirmOrder(id: $id)',
  REPORT_OUT_OF_STOCK: 'reportOutOfStock(id: $id)',
  SHIP: 'shipOrder(id: $id, courier: "顺丰", trackingNumber: "SF1")',
  RECORD_DELIVERED: 'recordDelivery(id: $id, event: DELIVERED)',
  RECORD_REFUSED_AT_DOOR: 'recordDelivery(id: $id, event: REFUSED_AT_DOOR)',
  RECORD_RETURNED: 'recordDelivery(id: $id, event: RETURNED_TO_SENDER)',
  RECORD_LOST: 'recordDelivery(id: $id, event: LOST, liable: CARRIER)',
  RECORD_DAMAGED: 'recordDelivery(id: $id, event: DAMAGED, liable: STORE)',
  SIGN_FOR: 'signForOrder(id: $id)',
  CANCEL: 'cancelOrder(id: $id)',
  VOID: 'voidOrder(id: $id, reason: "test")',
};

/** What leads on; what ends an order early is as likely as one of these. */
const onward = new Set(['APPROVE', 'CONFIRM', 'SHIP']);

/** Mostly something that is possible with an order with which something is, sometimes anything with any; seldom a void, which always is. */
async function move(world: OrderWorld, { index: at, action }: { index: number; action: number }): Promise<string> {
  const possible = await possibleMoves(world);
  const wanted = possible.filter(({ name }) => name !== 'VOID' || action % 4 === 0);
  const names = at % 8 === 0 ? [] : wanted.flatMap((each) => (onward.has(each.name) ? [each, each, each] : [each]));
  const any = { id: one(world.orders, at), name: one(Object.keys(calls), action) };
  const orders = [...new Set(names.map(({ id }) => id))];
  const chosen = one(orders, at);
  const { id, name } =
    one(
      names.filter((each) => each.id === chosen),
      action,
    ) ?? any;
  return id && name ? `${name} ${await doTo(world, id, name)}` : 'no order';
}

/** Does an action to an order as whoever may; the status that it has then, or the code. */
export async function doTo({ network }: OrderWorld, id: string, name: string): Promise<string> {
  const { bookstores } = network.subgraphs;
  const [row] = await rows<Row>(bookstores, 'select card from purchase_lend_order where id = ?', [id]);
  const person = name === 'CANCEL' ? reader(row?.card ?? '') : admin;
  return word(await ask(bookstores, person, `mutation ($id: ID!) { order: ${calls[name]} { status } }`, { id }));
}

async function possibleMoves({ network, orders }: OrderWorld): Promise<{ id: string; name: string }[]> {
  const { bookstores } = network.subgraphs;
  const found = await Promise.all(
    orders.map(async (id) => {
      const query = 'query ($id: ID!) { purchaseLendOrder(id: $id) { status availableActions } }';
      const { data } = await ask(bookstores, admin, query, { id });
      const { status, availableActions } = data.purchaseLendOrder;
      const names =
        status === 'APPROVED' || status === 'CONFIRMED' ? [...availableActions, 'CANCEL'] : availableActions;
      return (names as string[]).map((name) => ({ id, name }));
    }),
  );
  return found.flat();
}

const copyCalls = {
  return: 'mutation ($input: ReturnItemInput!) { done: returnItem(input: $input) { next } }',
  catalogue: 'mutation ($input: CatalogueItemInput!) { done: catalogueItem(input: $input) { next } }',
  shelve: 'mutation ($input: ShelveItemInput!) { done: shelveItem(input: $input) { id } }',
  lose: 'mutation ($input: ItemLossInput!) { done: reportItemLost(input: $input) { id } }',
  damage: 'mutation ($input: ItemLossInput!) { done: reportItemDamaged(input: $input) { id } }',
  compensate: 'mutation ($input: SettleItemInput!) { done: settleItem(input: $input) { id } }',
  writeOff: 'mutation ($input: SettleItemInput!) { done: settleItem(input: $input) { id } }',
};

/** Where the order of the copy mostly stands to which something happens. */
const fitting: Record<keyof typeof copyCalls, readonly string[]> = {
  return: ['LENT'],
  catalogue: ['RETURNED', 'IN_PROCESS'],
  shelve: ['IN_PROCESS'],
  lose: ['LENT', 'SHELVED'],
  damage: ['LENT', 'SHELVED'],
  compensate: ['LOST', 'DAMAGED'],
  writeOff: ['LOST', 'DAMAGED'],
};

/** Something happens to the copy of an order that once had one. */
async function onCopy(
  { network, orders }: OrderWorld,
  { do: name, index: at, branch }: Extract<OrderStep, { branch: string }>,
  idempotencyKey: string,
): Promise<string> {
  const { bookstores, lending } = network.subgraphs;
  const known = await rows<Row>(
    bookstores,
    'select id, status, item_barcodes, payer from purchase_lend_order where lent_at is not null',
  );
  const copies = orders.flatMap((id) => {
    const row = known.find((each) => each.id === id);
    return (row?.item_barcodes ?? []).map((barcode) => ({ barcode, library: row?.payer, status: row?.status ?? '' }));
  });
  const fit = at % 5 === 0 ? [] : copies.filter(({ status }) => fitting[name].includes(status));
  const chosen = one(fit.length > 0 ? fit : copies, at);
  if (!chosen) return 'no copy';
  const { status: _, ...copy } = chosen;
  const inputs: Record<typeof name, object> = {
    return: { idempotencyKey, ...copy, branch },
    catalogue: { ...copy, callNumber: 'I267/32820' },
    shelve: { ...copy, branch },
    lose: { idempotencyKey, ...copy, reason: 'test' },
    damage: { idempotencyKey, ...copy, reason: 'test' },
    compensate: { ...copy, outcome: 'COMPENSATED', amount: { fen: 10_00 }, reason: 'test' },
    writeOff: { ...copy, outcome: 'WRITTEN_OFF', reason: 'test' },
  };
  return word(await ask(lending, admin, copyCalls[name], { input: inputs[name] }));
}

/** One of the subgraphs does not answer while a step is done, or none. */
export const anySilent: fc.Arbitrary<SubgraphName | null> = fc.oneof(
  { weight: 9, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.constantFrom('central', 'districts', 'lending') },
);
