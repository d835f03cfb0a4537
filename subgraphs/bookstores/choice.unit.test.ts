import { expect, test } from 'vitest';
import { type Candidate, defaultWeights, inOrderOfChoice } from './choice.ts';

const store = (id: string, changes: Partial<Candidate> = {}): Candidate => ({
  id,
  stock: 10,
  listPriceFen: 50_00,
  load: 0,
  ...changes,
});
const order = (candidates: Candidate[], weights = defaultWeights) =>
  inOrderOfChoice(candidates, weights).map(({ id }) => id);

test('equal stores come in the order of their ids, however they were found', () => {
  expect(order([store('C'), store('A'), store('B')])).toEqual(['A', 'B', 'C']);
  expect(order([])).toEqual([]);
});

test.each([
  ['the largest stock', { stock: 20 }],
  ['the lowest price', { listPriceFen: 40_00 }],
])('of stores that differ in nothing else %s comes first', (_title, changes) => {
  expect(order([store('A'), store('B', changes)])).toEqual(['B', 'A']);
});

test('orders that a store has yet to ship count in tens', () => {
  expect(order([store('A', { load: 9 }), store('B')])).toEqual(['A', 'B']);
  expect(order([store('A', { load: 10 }), store('B')])).toEqual(['B', 'A']);
});

test('the weights say what counts more', () => {
  const candidates = [store('full', { stock: 20, load: 40 }), store('free', { stock: 15 })];
  expect(order(candidates, { stockWeight: 1, priceWeight: 0, loadWeight: 0 })).toEqual(['full', 'free']);
  expect(order(candidates, { stockWeight: 0, priceWeight: 0, loadWeight: 1 })).toEqual(['free', 'full']);
});
