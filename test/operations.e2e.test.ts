// The example operations with which the playground opens: each answers without errors, run one after the other by those
// whom it names.
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Person } from '../gateway/auth/claims.ts';
import { readExamples } from '../gateway/pages/examples.ts';
import { admin, clerk, librarian, openTestNetwork, reader, type TestNetwork } from './network.ts';

const examples = await readExamples(fileURLToPath(new URL('../schema/operations', import.meta.url)));
const audiences: Record<string, Person> = {
  reader: reader('N2026000001'),
  clerk,
  librarian: librarian('NJ-JL'),
  admin,
};

let network: TestNetwork;
beforeAll(async () => {
  network = await openTestNetwork();
});
afterAll(() => network[Symbol.asyncDispose]());

test('each audience has some, and each says what it is for in two languages', () => {
  const counts = Object.groupBy(examples, ({ audience = 'everybody' }) => audience);
  expect(Object.keys(counts).toSorted()).toEqual(['admin', 'clerk', 'everybody', 'librarian', 'reader']);
  for (const group of Object.values(counts)) expect(group?.length).toBeGreaterThan(1);
  for (const { about, name } of examples) {
    expect(about.zh, name).toMatch(/^\p{Script=Han}/u);
    expect(about.en, name).toMatch(/^[A-Z]/);
  }
});

test.each(
  // A subscription is a stream: test/playground.e2e.test.ts watches it.
  examples.filter(({ kind }) => kind !== 'subscription'),
)('$name answers without errors', async ({ query, variables = '{}', audience }) => {
  const person = audience === undefined ? null : (audiences[audience] ?? null);
  expect(person === null).toBe(audience === undefined);
  const { errors, data } = await network.query(query, JSON.parse(variables), person);
  expect(errors).toBeUndefined();
  const outcomes = Object.values(data as Record<string, { __typename?: string } | null>);
  expect(outcomes).not.toContain(null);
  const favourable = ['PurchaseLendOrderLent', 'PurchaseApproved', 'LoanRequested', 'HoldPlaced', undefined];
  expect(favourable).toContain(outcomes[0]?.__typename);
});
