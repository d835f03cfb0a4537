// Rules that mark, ask for a review, or refuse: what becomes of an order under the owners' locks, and what each viewer sees.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dayOf } from '../../lib/shanghai.ts';
import { showcaseId } from '../../scripts/seed/city.ts';
import { sampleCard } from '../../scripts/seed/readers.ts';
import { ask, codes, rows } from '../../test/ask.ts';
import { admin, clerk, librarian, openTestNetwork, reader, type TestNetwork } from '../../test/network.ts';
import { address } from '../../test/orders.ts';

type Person = Parameters<typeof ask>[1];

const bookId = showcaseId('notHeld');
let network: TestNetwork;
let keys = 0;
let cards = 0;
const nextCard = () => sampleCard(++cards);

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false });
});
afterAll(() => network[Symbol.asyncDispose]());
beforeEach(() => rows(network.subgraphs.central, 'delete from rule_set'));

const inForce = async (channel: 'COUNTER' | 'ONLINE', rules: object[]) => {
  const answer = await ask(
    network.subgraphs.central,
    admin,
    'mutation ($key: String!, $input: RuleSetInput!) { addRuleSet(idempotencyKey: $key, input: $input) { id } }',
    { key: `rules-${++keys}`, input: { validFrom: dayOf(new Date()), channel, rules } },
  );
  expect(codes(answer)).toEqual([]);
};
const submit = async (card = nextCard()) => {
  const answer = await ask(
    network.subgraphs.bookstores,
    clerk,
    `mutation ($input: SubmitPurchaseLendOrderInput!) { submitPurchaseLendOrder(input: $input) {
      __typename ... on PurchaseLendOrderLent { order { id flags } } ... on PurchaseRefused { failures { code } }
    } }`,
    { input: { idempotencyKey: `submit-${++keys}`, store: 'QINGCHUN', card, bookId, listPrice: { fen: 58_00 } } },
  );
  expect(codes(answer)).toEqual([]);
  return answer.data.submitPurchaseLendOrder;
};
const requestOnline = async (card = nextCard()) => {
  const answer = await ask(
    network.subgraphs.bookstores,
    reader(card),
    `mutation ($input: RequestPurchaseInput!) { requestPurchase(input: $input) {
      __typename
      ... on PurchaseInReview { order { status failures { code onFail } } }
      ... on PurchaseRefused { failures { code onFail } }
    } }`,
    { input: { idempotencyKey: `request-${++keys}`, bookId, deliveryAddress: address } },
  );
  expect(codes(answer)).toEqual([]);
  return answer.data.requestPurchase;
};

test('a rule about the reader that only marks an order is shown to the reader and the library, not to the clerk', async () => {
  await inForce('COUNTER', [{ code: 'READER_OUTSTANDING', onFail: 'FLAG', limit: 0 }]);
  const card = nextCard();
  const { order } = await submit(card);
  expect(order.flags).toEqual([]);
  const flagsFor = async (person: Person) => {
    const { data } = await ask(
      network.subgraphs.bookstores,
      person,
      `query ($id: ID!, $input: PurchaseEligibilityInput!) {
        purchaseLendOrder(id: $id) { flags } purchaseEligibility(input: $input) { ... on PurchaseEligibility { flags } }
      }`,
      { id: order.id, input: { store: 'QINGCHUN', card, bookId } },
    );
    return [data.purchaseLendOrder.flags, data.purchaseEligibility.flags];
  };
  expect(await flagsFor(clerk)).toEqual([[], []]);
  for (const person of [reader(card), librarian('NJ-JL'), admin]) {
    expect(await flagsFor(person)).toEqual([['READER_OUTSTANDING'], ['READER_OUTSTANDING']]);
  }
});

test('a rule about the reader that asks for a review brings an online order to a librarian', async () => {
  await inForce('ONLINE', [{ code: 'READER_YEARLY_SPEND', onFail: 'REVIEW', limit: 50_00 }]);
  expect(await requestOnline()).toEqual({
    __typename: 'PurchaseInReview',
    order: { status: 'NEEDS_REVIEW', failures: [{ code: 'READER_YEARLY_SPEND', onFail: 'REVIEW' }] },
  });
});

test('an order that would be reviewed and that an owner refuses tells both', async () => {
  const card = nextCard();
  await inForce('ONLINE', [{ code: 'PRICE_CAP', onFail: 'REVIEW', limit: 50_00 }]);
  // The card is suspended after the facts were gathered, before lending keeps a place.
  const { lending } = network.transports;
  network.transports.lending = async (request, call) => {
    if (request.query.includes('reserveLoan')) {
      await rows(network.subgraphs.lending, 'update reader set suspended = true where card = ?', [card]);
    }
    return lending(request, call);
  };
  const { failures: refused } = await requestOnline(card);
  network.transports.lending = lending;
  expect(refused).toEqual([
    { code: 'PRICE_CAP', onFail: 'REVIEW' },
    { code: 'CREDIT', onFail: 'REFUSE' },
  ]);
});

describe('a cap that asks for a review', () => {
  test('holds at the counter also for eight clerks at once', async () => {
    await inForce('COUNTER', [{ code: 'COPY_CAP', onFail: 'REVIEW', limit: 5 }]);
    const answers = await Promise.all(Array.from({ length: 8 }, () => submit()));
    const refused = answers.filter(({ __typename }) => __typename === 'PurchaseRefused');
    expect(refused.flatMap(({ failures }) => failures)).toEqual(refused.map(() => ({ code: 'COPY_CAP' })));
    const [{ slots } = { slots: 0 }] = await rows<{ slots: number }>(
      network.subgraphs.central,
      "select sum(copies)::int as slots from purchase where state <> 'RELEASED' and payer = 'NJ-JL' and book_id = ?",
      [bookId],
    );
    expect(slots).toBeLessThanOrEqual(5);
    expect(answers.length - refused.length).toBeGreaterThan(0);
  });
});
