// The example operations with which the playground opens: each answers without errors, run one after the other by those
// whom it names.
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Person } from '../gateway/auth/claims.ts';
import { readExamples } from '../gateway/playground/examples.ts';
import { clerk, librarian, openTestNetwork, reader, type TestNetwork } from './network.ts';

const examples = await readExamples(fileURLToPath(new URL('../schema/operations', import.meta.url)));
const audiences: Record<string, Person> = { reader: reader('N2026000001'), clerk, librarian: librarian('NJ-JL') };

let network: TestNetwork;
beforeAll(async () => {
  network = await openTestNetwork();
});
afterAll(() => network[Symbol.asyncDispose]());

test('there are twelve', () => {
  expect(examples).toHaveLength(12);
});

test.each(
  examples.map((example) => ({ ...example, name: /(?:query|mutation) (\w+)/.exec(example.query)?.[1] })),
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
