// A set under one ISBN and price is bought and lent whole: a copy, a barcode and a loan for each volume, one slot, one price.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dayOf, yearOf } from '../../lib/shanghai.ts';
import { showcaseId } from '../../scripts/seed/city.ts';
import { sampleCard } from '../../scripts/seed/readers.ts';
import { ask, codes, rows, until } from '../../test/ask.ts';
import { violations } from '../../test/invariants.ts';
import { admin, clerk, librarian, openTestNetwork, type TestNetwork } from '../../test/network.ts';
import { ordersOf } from '../../test/orders.ts';

let network: TestNetwork;
let orders: ReturnType<typeof ordersOf>;
/** A set that stores offer. */
const offeredSet = showcaseId('notHeld');
const central = librarian('NJ-JL');
let keys = 0;
let cards = 0;
let sets = 0;
const nextCard = () => sampleCard(++cards);

beforeAll(async () => {
  network = await openTestNetwork();
  orders = ordersOf(network);
  await rows(network.subgraphs.central, 'update book set volumes = 3 where id = ?', [offeredSet]);
  const issue = `mutation { issueBarcodes(input: {
    idempotencyKey: "labels", store: "QINGCHUN", library: "NJ-JL", prefix: "S", count: 20
  }) { first } }`;
  expect((await ask(network.subgraphs.bookstores, central, issue)).data.issueBarcodes).toEqual({ first: 'S00001' });
});
afterAll(() => network[Symbol.asyncDispose]());

const submit = (changes: Record<string, unknown>, card = nextCard()) =>
  ask(
    network.subgraphs.bookstores,
    clerk,
    `mutation ($input: SubmitPurchaseLendOrderInput!) {
      submitPurchaseLendOrder(input: $input) {
        __typename
        ... on PurchaseLendOrderLent { itemBarcode itemBarcodes order { id items itemBarcode itemBarcodes listPrice { fen } netPrice { fen } } }
        ... on PurchaseRefused { failures { code limit actual } }
      }
    }`,
    {
      input: {
        idempotencyKey: `set-${++keys}`,
        store: 'QINGCHUN',
        card,
        ...newSet(),
        listPrice: { fen: 90_00 },
        ...changes,
      },
    },
  );
const lent = async (changes: Record<string, unknown> = {}, card = nextCard()) => {
  const { data } = await submit(changes, card);
  expect(data.submitPurchaseLendOrder.__typename).toBe('PurchaseLendOrderLent');
  return data.submitPurchaseLendOrder;
};
const copiesOf = (id: string) =>
  rows<{ barcode: string; volume: number; status: string; slot_released: boolean }>(
    network.subgraphs.central,
    'select barcode, volume, status, slot_released from item where purchase_order_id = ? order by volume',
    [id],
  );
const loansOf = (id: string) =>
  rows<{ id: string; item_id: string; status: string; list_price_fen: number | null }>(
    network.subgraphs.lending,
    'select id, item_id, status, list_price_fen from loan where order_id = ? order by volume',
    [id],
  );
const desk = (mutation: string, input: Record<string, unknown>) =>
  ask(network.subgraphs.lending, central, `mutation { ${mutation} }`, input);
const returnVolume = async (barcode: string) => {
  const answer = await desk(
    `returnItem(input: { idempotencyKey: "return-${++keys}", barcode: "${barcode}", library: "NJ-JL", branch: "JL-MAIN" }) { next }`,
    {},
  );
  expect(answer.data?.returnItem).toEqual({ next: 'TO_CATALOGUING' });
};
const lose = async (barcode: string) => {
  const answer = await desk(
    `reportItemLost(input: { idempotencyKey: "loss-${++keys}", barcode: "${barcode}", library: "NJ-JL", reason: "读者报失" }) { kind }`,
    {},
  );
  expect(answer.errors?.map(({ message }) => message)).toBeUndefined();
  expect(answer.data.reportItemLost).toEqual({ kind: 'LOST' });
};
const settle = async (barcode: string, outcome: string) => {
  const amount = outcome === 'COMPENSATED' ? ', amount: { fen: 3000 }' : '';
  const answer = await desk(
    `settleItem(input: { barcode: "${barcode}", library: "NJ-JL", outcome: ${outcome}, reason: "x"${amount} }) { outcome }`,
    {},
  );
  expect(answer.data?.settleItem).toEqual({ outcome });
};
const statusOf = async (id: string): Promise<string> => (await orders.seen(admin, id)).status;
const slotsOf = async (id: string) => {
  const [row] = await rows<{ slots: number }>(
    network.subgraphs.central,
    `select (copies - (select count(*) from slot_release where order_id = purchase.id))::int as slots from purchase where id = ?`,
    [id],
  );
  return row?.slots;
};

describe('at the counter', () => {
  test('a set is bought whole for one price: three copies, three loans, one copy slot', async () => {
    const card = nextCard();
    const scanned = ['S00001', 'S00002', 'S00003'];
    const result = await lent({ itemBarcodes: scanned }, card);
    const { id } = result.order;
    expect(result).toMatchObject({
      itemBarcode: 'S00001',
      itemBarcodes: scanned,
      order: {
        items: 3,
        itemBarcode: 'S00001',
        itemBarcodes: scanned,
        listPrice: { fen: 90_00 },
        netPrice: { fen: 76_50 },
      },
    });
    expect(await copiesOf(id)).toEqual(
      scanned.map((barcode, index) => ({ barcode, volume: index + 1, status: 'ON_LOAN', slot_released: false })),
    );
    expect(await loansOf(id)).toEqual([
      { id, item_id: 'NJ-JL:S00001', status: 'ACTIVE', list_price_fen: 90_00 },
      { id: `${id}-2`, item_id: 'NJ-JL:S00002', status: 'ACTIVE', list_price_fen: null },
      { id: `${id}-3`, item_id: 'NJ-JL:S00003', status: 'ACTIVE', list_price_fen: null },
    ]);
    expect(await orders.openLoans(card)).toBe(3);
    expect(await slotsOf(id)).toBe(1);
    expect(await violations(network.databaseUrls)).toEqual([]);
  });

  test('without barcodes each volume gets a number of its own', async () => {
    const { itemBarcodes } = await lent({ items: 3 });
    expect(new Set(itemBarcodes).size).toBe(3);
    for (const barcode of itemBarcodes) expect(barcode).toMatch(/^P\d{9}$/);
  });

  test.each([
    ['two barcodes for three volumes', { itemBarcodes: ['S00004', 'S00005'] }, /3 volumes.*2 are given/],
    ['one barcode for three volumes', { itemBarcode: 'S00004' }, /3 volumes.*1 is given/],
    ['a barcode twice', { itemBarcodes: ['S00004', 'S00005', 'S00004'] }, /S00004.*twice/],
    ['both kinds', { itemBarcode: 'S00004', itemBarcodes: ['S00004', 'S00005', 'S00006'] }, /one of them/],
    ['one of another range', { itemBarcodes: ['S00004', 'S00005', 'X00006'] }, /X00006/],
    ['no volume at all', { items: 0 }, /1 to 200/],
  ])('%s is BAD_USER_INPUT that says what would be right', async (_title, changes, message) => {
    const answer = await submit(changes);
    expect(codes(answer)).toEqual(['BAD_USER_INPUT']);
    expect(answer.errors?.[0]?.message).toMatch(message);
  });

  test('a part of it is refused, as is one that the quota cannot bear; nothing is taken then', async () => {
    const part = await submit({ items: 2 });
    expect(part.data.submitPurchaseLendOrder.failures).toEqual([{ code: 'SET_WHOLE', limit: 3, actual: 2 }]);
    const card = nextCard();
    await lent({}, card);
    const again = await submit({}, card);
    expect(again.data.submitPurchaseLendOrder.failures.map(({ code }: { code: string }) => code)).toEqual([
      'READER_NOT_ELIGIBLE',
    ]);
    expect(await orders.openLoans(card)).toBe(3);
    expect(await violations(network.databaseUrls)).toEqual([]);
  });

  test('one barcode that is in use refuses all three, and the other two stay free', async () => {
    const refused = await submit({ itemBarcodes: ['S00004', 'S00002', 'S00005'] });
    expect(refused.data.submitPurchaseLendOrder.failures).toMatchObject([{ code: 'BARCODE_IN_USE' }]);
    await lent({ itemBarcodes: ['S00004', 'S00005', 'S00006'] });
  });

  test('a new book that the store describes as a set becomes one', async () => {
    const line = { title: '新书', year: yearOf(new Date()), classNumber: 'I247.5', volumes: 2 };
    const { order } = await lent({ line });
    expect(order.items).toBe(2);
  });

  test('taken back on the same day, nothing of it is left; with a volume back at a library it stands', async () => {
    const card = nextCard();
    const first = await lent({}, card);
    await orders.done(clerk, 'voidOrder', first.order.id, ', reason: "扫错"');
    expect(await copiesOf(first.order.id)).toEqual([]);
    expect((await loansOf(first.order.id)).map(({ status }) => status)).toEqual(['RELEASED', 'RELEASED', 'RELEASED']);
    expect(await orders.openLoans(card)).toBe(0);
    const second = await lent({}, card);
    await returnVolume(second.itemBarcodes[1]);
    expect(codes(await orders.act(clerk, 'voidOrder', second.order.id, ', reason: "扫错"'))).toEqual(['CONFLICT']);
    expect(await statusOf(second.order.id)).toBe('LENT');
    expect((await loansOf(second.order.id)).map(({ status }) => status)).toEqual(['ACTIVE', 'RETURNED', 'ACTIVE']);
    expect(await violations(network.databaseUrls)).toEqual([]);
  });
});

test('online, a set is requested whole and a loan runs for each volume once it is there', async () => {
  const card = nextCard();
  const { order } = await orders.requestOnline(card, offeredSet);
  await orders.carryTo('DELIVERED', order.id);
  await orders.done({ role: 'reader', card, subject: card } as never, 'signForOrder', order.id);
  expect((await loansOf(order.id)).map(({ status }) => status)).toEqual(['ACTIVE', 'ACTIVE', 'ACTIVE']);
  expect(await violations(network.databaseUrls)).toEqual([]);
});

describe('after the loan', () => {
  test('the order is RETURNED with its last volume', async () => {
    const { order, itemBarcodes } = await lent();
    await returnVolume(itemBarcodes[2]);
    await returnVolume(itemBarcodes[0]);
    expect(await statusOf(order.id)).toBe('LENT');
    await returnVolume(itemBarcodes[1]);
    // At the main branch the cataloguers are.
    await until('the order is in process', async () => (await statusOf(order.id)) === 'IN_PROCESS');
    const { transitions } = await orders.seen(admin, order.id);
    expect(transitions.map(({ to }: { to: string }) => to)).toEqual(['SUBMITTED', 'LENT', 'RETURNED', 'IN_PROCESS']);
  });

  test('a set keeps its slot until its last volume is lost, and gives it back once', async () => {
    const { order, itemBarcodes } = await lent();
    await lose(itemBarcodes[0]);
    await until('the order is lost', async () => (await statusOf(order.id)) === 'LOST');
    await Promise.all([lose(itemBarcodes[1]), lose(itemBarcodes[2])]);
    await until('the slot is free', async () => (await slotsOf(order.id)) === 0);
    expect((await copiesOf(order.id)).map(({ status, slot_released }) => [status, slot_released])).toEqual([
      ['LOST', true],
      ['LOST', true],
      ['LOST', true],
    ]);
    await settle(itemBarcodes[0], 'COMPENSATED');
    await settle(itemBarcodes[1], 'WRITTEN_OFF');
    expect(await statusOf(order.id)).toBe('LOST');
    await settle(itemBarcodes[2], 'COMPENSATED');
    await until('the order is settled', async () => (await statusOf(order.id)) === 'COMPENSATED');
    expect((await orders.seen(admin, order.id, 'compensation { fen }')).compensation).toEqual({ fen: 60_00 });
    expect(await slotsOf(order.id)).toBe(0);
    const releases = await rows(network.subgraphs.central, 'select 1 from slot_release where order_id = ?', [order.id]);
    expect(releases).toHaveLength(1);
    expect(await violations(network.databaseUrls)).toEqual([]);
  });
});

test('two copies of one volume, where rules allow that, take two slots and give both back when both are lost', async () => {
  const { central: catalogue } = network.subgraphs;
  const allowed = await ask(
    catalogue,
    admin,
    'mutation ($input: RuleSetInput!) { addRuleSet(idempotencyKey: "parts", input: $input) { id } }',
    { input: { validFrom: dayOf(new Date()), rules: [{ code: 'SET_WHOLE', onFail: 'OFF' }] } },
  );
  expect(codes(allowed)).toEqual([]);
  const { isbn, line } = newSet();
  const { order, itemBarcodes } = await lent({ isbn, line: { ...line, volumes: 1 }, items: 2 });
  expect(await slotsOf(order.id)).toBe(2);
  for (const barcode of itemBarcodes) await lose(barcode);
  await until('both slots are free', async () => (await slotsOf(order.id)) === 0);
  await rows(catalogue, "delete from rule_set where idempotency_key = 'parts'");
  expect(await violations(network.databaseUrls)).toEqual([]);
});

test('16 sets at once on one reader with room for one: one is lent, and nothing of the others is left', async () => {
  const card = nextCard();
  const answers = await Promise.all(Array.from({ length: 16 }, () => submit({}, card)));
  const kinds = answers.map(({ data }) => data.submitPurchaseLendOrder.__typename);
  expect(kinds.filter((kind) => kind === 'PurchaseLendOrderLent')).toHaveLength(1);
  expect(await orders.openLoans(card)).toBe(3);
  expect(await violations(network.databaseUrls)).toEqual([]);
});

test('a set that lacks one of its loans is found', async () => {
  const { order } = await lent();
  const { lending, bookstores } = network.subgraphs;
  await rows(lending, "update loan set status = 'RELEASED' where id = ?", [`${order.id}-2`]);
  const reconcile = 'mutation { reconcileOrders(first: 100) { findings { orderId what repaired } } }';
  expect((await ask(bookstores, admin, reconcile)).data.reconcileOrders.findings).toEqual([
    {
      orderId: order.id,
      what: 'LENT, but the purchase is CONFIRMED, the copies are 3, the loans ACTIVE and ACTIVE',
      repaired: false,
    },
  ]);
});

/** A set of three volumes that the catalogue does not know. */
function newSet() {
  return {
    isbn: isbnOf(++sets),
    line: { title: `套书 ${sets}`, year: yearOf(new Date()), classNumber: 'I247.5', volumes: 3 },
  };
}

/** 978-7-5086 and a number, with its check digit. */
function isbnOf(index: number): string {
  const body = `97875086${String(1000 + index)}`;
  const sum = [...body].reduce((total, digit, place) => total + Number(digit) * (place % 2 === 0 ? 1 : 3), 0);
  return `${body}${(10 - (sum % 10)) % 10}`;
}
