import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { supergraphSdl, testTransports } from '../test-graph.ts';
import { createPlanner } from './plan.ts';

const { transports } = testTransports();

test('documents that differ in form only share a plan', async () => {
  const planner = createPlanner(supergraphSdl, { transports });
  const one = await planner.prepare(parse('{ book(id: 1) { title } }'));
  const other = await planner.prepare(
    parse('# a comment\nquery { __typename, book(id:1) {title} } fragment Unused on Book { id }'),
  );
  expect(other.plan).toBeDefined();
  expect(other.plan).toBe(one.plan);
});

test('no more plans are kept than allowed, the least used go first', async () => {
  const planner = createPlanner(supergraphSdl, { transports, cacheSize: 2 });
  const planOf = async (id: number) => (await planner.prepare(parse(`{ book(id: ${id}) { title } }`))).plan;
  const [first, second] = [await planOf(1), await planOf(2)];
  expect(await planOf(1)).toBe(first);
  await planOf(3);
  expect(await planOf(1)).toBe(first);
  expect(await planOf(2)).not.toBe(second);
});

test('an operation that cannot be planned is not remembered as such', async () => {
  const planner = createPlanner(supergraphSdl, { transports });
  const document = parse('{ nothing }');
  await expect(planner.prepare(document)).rejects.toThrow('nothing');
  await expect(planner.prepare(document)).rejects.toThrow('nothing');
});

test('what the gateway answers itself needs no plan', async () => {
  const { plan } = await createPlanner(supergraphSdl, { transports }).prepare(
    parse('{ __typename ... on Query { __schema { description } } }'),
  );
  expect(plan.countFetches({})).toBe(0);
});
