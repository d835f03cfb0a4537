import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { anonymous } from '../../lib/identity.ts';
import { networkAccess } from '../access.ts';
import { supergraphSdl, testTransports } from '../test-graph.ts';
import { createPlanner } from './plan.ts';

const { transports } = testTransports();

function plannerOf(options: { cacheSize?: number } = {}) {
  const planner = createPlanner(supergraphSdl, { transports, access: networkAccess, ...options });
  const prepare = async (query: string, variables: Record<string, unknown> = {}) =>
    planner.prepare(planner.select(parse(query)), variables, anonymous);
  return { planner, prepare };
}

test('documents that differ in form only share a plan', async () => {
  const { prepare } = plannerOf();
  const one = await prepare('{ book(id: 1) { title } }');
  const other = await prepare('# a comment\nquery { __typename, book(id:1) {title} } fragment Unused on Book { id }');
  expect(other.plan).toBe(one.plan);
});

test('an operation is planned once for each set of its conditions', async () => {
  const { planner } = plannerOf();
  const selected = planner.select(
    parse('query ($a: Boolean!, $b: ID) { book(id: $b) { title price @include(if: $a) } }'),
  );
  const prepare = async (a: boolean, b: string) => planner.prepare(selected, { a, b }, anonymous);
  const without = await prepare(false, '1');
  expect(await prepare(false, '2')).toBe(without);
  expect(without.plan.countFetches({})).toBe(1);
  const withPrice = await prepare(true, '1');
  expect(withPrice.plan.countFetches({})).toBe(2);
});

test('no more plans are kept than allowed, the least used go first', async () => {
  const { prepare } = plannerOf({ cacheSize: 2 });
  const planOf = async (id: number) => (await prepare(`{ book(id: ${id}) { title } }`)).plan;
  const [first, second] = [await planOf(1), await planOf(2)];
  expect(await planOf(1)).toBe(first);
  await planOf(3);
  expect(await planOf(1)).toBe(first);
  expect(await planOf(2)).not.toBe(second);
});

test('an operation that cannot be planned is not remembered as such', async () => {
  const { prepare } = plannerOf();
  await expect(prepare('{ nothing }')).rejects.toThrow('nothing');
  await expect(prepare('{ nothing }')).rejects.toThrow('nothing');
});

test('what the gateway answers itself needs no plan', async () => {
  const { prepare } = plannerOf();
  const { plan } = await prepare('{ __typename ... on Query { __schema { description } } }');
  expect(plan.countFetches({})).toBe(0);
});

test('the hottest operations are planned ahead by the next planner, those that it does not know excepted', async () => {
  const { planner, prepare } = plannerOf();
  await prepare('{ book(id: 1) { title } }');
  for (let times = 0; times < 3; times += 1) await prepare('{ books { title } }');
  const hottest = planner.hottest(2);
  expect(hottest.map((text) => text.replaceAll(/\s+/g, ' ').trim())).toEqual([
    '{ books { title } }',
    '{ book(id: 1) { title } }',
  ]);
  const next = plannerOf();
  await next.planner.warm([...hottest, '{ gone { title } }', '{']);
  expect(next.planner.hottest(9).toSorted()).toEqual(hottest.toSorted());
  // The variable was for a condition, which is resolved before planning.
  const conditional = 'query ($isShort: Boolean!) { books { id } }';
  await next.planner.warm([conditional]);
  expect(next.planner.hottest(9)).toContain(conditional);
});
