// Versions of rule sets: who adds them, that none is edited, and that they judge from their day on.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDays, dayOf } from '../../lib/shanghai.ts';
import { showcaseId } from '../../scripts/seed/city.ts';
import { sampleCard } from '../../scripts/seed/readers.ts';
import { ask, codes, rows } from '../../test/ask.ts';
import { admin, clerk, librarian, openTestNetwork, reader, type TestNetwork } from '../../test/network.ts';

type Person = Parameters<typeof ask>[1];

let network: TestNetwork;
let now = new Date('2026-11-22T08:00:00Z');
const today = () => dayOf(now);

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false, clock: () => now });
});
afterAll(() => network[Symbol.asyncDispose]());

let keys = 0;
const add = (input: Record<string, unknown>, person: Person = librarian('NJ-JL'), idempotencyKey = `set-${++keys}`) =>
  ask(
    network.subgraphs.central,
    person,
    `mutation ($key: String!, $input: RuleSetInput!) {
      addRuleSet(idempotencyKey: $key, input: $input) {
        id version validFrom channel createdBy library { id } rules { code onFail limit values }
      }
    }`,
    {
      key: idempotencyKey,
      input: { validFrom: today(), ...(person.role === 'librarian' ? { library: person.library } : {}), ...input },
    },
  );
const priceCap = (limit: number) => [{ code: 'PRICE_CAP', limit }];
const judged = async (changes: Record<string, unknown> = {}, person: Person = admin) => {
  const answer = await ask(
    network.subgraphs.bookstores,
    person,
    `query ($input: PurchaseEligibilityInput!) {
      purchaseEligibility(input: $input) {
        ... on PurchaseEligibility { eligible review failures { code limit actual onFail eligibleFrom } }
      }
    }`,
    { input: { store: 'QINGCHUN', bookId: showcaseId('notHeld'), listPrice: { fen: 58_00 }, ...changes } },
  );
  expect(codes(answer)).toEqual([]);
  return answer.data.purchaseEligibility;
};

describe('a version', () => {
  test('is added by a librarian for the own library, judges from its day on, and only there', async () => {
    const { data } = await add({ validFrom: addDays(today(), 1), rules: priceCap(50_00), note: '试行' });
    expect(data.addRuleSet).toMatchObject({
      library: { id: 'NJ-JL' },
      createdBy: 'NJ-JL',
      rules: [{ code: 'PRICE_CAP', onFail: 'REFUSE', limit: 50_00, values: null }],
    });
    expect((await judged()).failures).toEqual([]);
    // 15:59:59.999Z is still today in Shanghai, the next millisecond is not.
    now = new Date('2026-11-22T15:59:59.999Z');
    expect((await judged()).failures).toEqual([]);
    now = new Date('2026-11-22T16:00:00Z');
    const failure = { code: 'PRICE_CAP', limit: 50_00, actual: 58_00, onFail: 'REFUSE', eligibleFrom: null };
    expect((await judged()).failures).toEqual([failure]);
    expect((await judged({ store: 'WENDU' })).failures).toEqual([]);
  });

  test('judges orders by the same rules', async () => {
    const order = { idempotencyKey: 'ruled', store: 'QINGCHUN', card: sampleCard(1), bookId: showcaseId('notHeld') };
    const { data } = await ask(
      network.subgraphs.bookstores,
      clerk,
      `mutation ($input: SubmitPurchaseLendOrderInput!) {
        submitPurchaseLendOrder(input: $input) { __typename ... on PurchaseRefused { failures { code limit } } }
      }`,
      { input: { ...order, listPrice: { fen: 58_00 } } },
    );
    expect(data.submitPurchaseLendOrder).toEqual({
      __typename: 'PurchaseRefused',
      failures: [{ code: 'PRICE_CAP', limit: 50_00 }],
    });
  });

  test('can ask for a review online, and refuses at the counter', async () => {
    await add({ channel: 'ONLINE', rules: [{ code: 'PRICE_CAP', limit: 40_00, onFail: 'REVIEW' }] });
    const online = await judged({ channel: 'ONLINE', listPrice: undefined });
    expect(online).toMatchObject({
      eligible: false,
      review: true,
      failures: [{ code: 'PRICE_CAP', onFail: 'REVIEW' }],
    });
    expect(await judged()).toMatchObject({ eligible: false, review: false });
  });

  test('is the same one for the same key, and a CONFLICT with other content', async () => {
    const once = await add({ rules: priceCap(49_00) }, librarian('NJ-JL'), 'same');
    const twice = await add({ rules: priceCap(49_00) }, librarian('NJ-JL'), 'same');
    expect(twice.data).toEqual(once.data);
    expect(codes(await add({ rules: priceCap(48_00) }, librarian('NJ-JL'), 'same'))).toEqual(['CONFLICT']);
  });

  test('is the same one for the same key on the next day too, and still a CONFLICT with other content', async () => {
    const first = await add({ rules: priceCap(49_00) }, librarian('NJ-GC'), 'midnight');
    const validFrom = today();
    now = new Date(now.getTime() + 86_400_000);
    const again = await add({ validFrom, rules: priceCap(49_00) }, librarian('NJ-GC'), 'midnight');
    expect(again.data).toEqual(first.data);
    const other = await add({ validFrom, rules: priceCap(48_00) }, librarian('NJ-GC'), 'midnight');
    expect(codes(other)).toEqual(['CONFLICT']);
    now = new Date(now.getTime() - 86_400_000);
  });

  test('of many at once each has a number of its own', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => add({ rules: priceCap(100_00) }, librarian('NJ-QH'))),
    );
    const versions = answers.map(({ data }) => data.addRuleSet.version);
    expect(new Set(versions).size).toBe(8);
  });

  test.each<[string, Person, Record<string, unknown>, string]>([
    ['a librarian of another library', librarian('NJ-JN'), { library: 'NJ-JL' }, 'FORBIDDEN'],
    ['a librarian for all libraries', librarian('NJ-JL'), { library: null }, 'FORBIDDEN'],
    ['a clerk', clerk, {}, 'FORBIDDEN'],
    ['a reader', reader(sampleCard(1)), {}, 'FORBIDDEN'],
    ['nobody', { role: 'anonymous' }, {}, 'UNAUTHENTICATED'],
  ])('is not added by %s', async (_title, person, changes, code) => {
    const before = await rows(network.subgraphs.central, 'select id from rule_set');
    expect(codes(await add({ library: 'NJ-JL', rules: priceCap(1), ...changes }, person))).toEqual([code]);
    expect(await rows(network.subgraphs.central, 'select id from rule_set')).toEqual(before);
  });

  test.each<[string, Record<string, unknown>, RegExp]>([
    ['that begins yesterday', { validFrom: '2026-11-01', rules: priceCap(1) }, /不能早于今天/],
    ['that says nothing', { rules: [] }, /内容为空/],
    ['with a note that is too long', { rules: priceCap(1), note: '长'.repeat(256) }, /"note" has 1 to 255 characters/],
    ['of a library that there is not', { library: 'NJ-XX', rules: priceCap(1) }, /没有编号为“NJ-XX”/],
  ])('%s is told what is wrong', async (_title, changes, message) => {
    const { errors } = await add({ library: 'NJ-JL', ...changes }, admin);
    expect(errors?.[0]?.message).toMatch(message);
  });
});

test('all versions are listed, the defaults first, and what is in force is told with where it comes from', async () => {
  const { data } = await ask(
    network.subgraphs.central,
    { role: 'anonymous' },
    `{ ruleSets(library: "NJ-JL") { id version note createdBy }
       rulesInForce(library: "NJ-JL", channel: ONLINE) { rules { code onFail limit } terms { loanDays loanStart } sets { id } } }`,
  );
  expect(data.ruleSets.slice(0, 3).map(({ id }: { id: string }) => id)).toEqual([
    'default',
    'default-counter',
    'default-online',
  ]);
  expect(data.ruleSets[3]).toMatchObject({ note: '试行', createdBy: 'NJ-JL', version: 1 });
  const { rules, terms, sets } = data.rulesInForce;
  expect(rules).toContainEqual({ code: 'PRICE_CAP', onFail: 'REVIEW', limit: 40_00 });
  expect(terms).toEqual({ loanDays: 30, loanStart: 'SIGN_OFF' });
  expect(sets).toHaveLength(4);
});

test('the terms in force when a book is bought say how often its loan is renewed', async () => {
  const { bookstores, lending } = network.subgraphs;
  expect(codes(await add({ terms: { renewals: 0 } }))).toEqual([]);
  const bought = await ask(
    bookstores,
    admin,
    `mutation ($input: SubmitPurchaseLendOrderInput!) {
      submitPurchaseLendOrder(input: $input) { ... on PurchaseLendOrderLent { order { id } } ... on PurchaseRefused { failures { code } } }
    }`,
    {
      input: {
        idempotencyKey: 'terms',
        store: 'QINGCHUN',
        card: sampleCard(30),
        bookId: showcaseId('notHeld'),
        listPrice: { fen: 10_00 },
      },
    },
  );
  const { id } = bought.data.submitPurchaseLendOrder.order;
  const renewed = await ask(
    lending,
    reader(sampleCard(30)),
    `mutation { renewLoan(input: { idempotencyKey: "r", loan: "${id}" }) {
      ... on LoanRenewed { dueDate } ... on LoanRefused { failures { code limit actual } }
    } }`,
  );
  expect(renewed.data.renewLoan).toEqual({ failures: [{ code: 'RENEWAL_LIMIT', limit: 0, actual: 0 }] });
});
