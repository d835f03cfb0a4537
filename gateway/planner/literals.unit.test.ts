import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { anonymous } from '../../lib/identity.ts';
import { networkAccess } from '../access.ts';
import { createPlanner } from '../engine/plan.ts';
import { runQuery, supergraphSdl, testTransports } from '../test-graph.ts';

/** What the subgraph got as the arguments of `echo`. */
async function echoed(query: string, variables: Record<string, unknown> = {}): Promise<unknown> {
  const { data, errors } = await runQuery(query, { variables });
  expect(errors).toBeUndefined();
  return JSON.parse(String(data?.['echo']));
}

const controls = String.fromCodePoint(...Array.from({ length: 0xa1 }, (_, at) => at));

describe('a literal reaches the subgraph as it was written', () => {
  test.each([
    ['every control character', JSON.stringify(controls), controls],
    ['a backspace in a list of objects', String.raw`[{ a: "\b" }, null, ENUM]`, [{ a: '\b' }, null, 'ENUM']],
    ['a block', '"""\n  a\n    b\\b\n"""', 'a\n  b\\b'],
    ['the largest integer of 64 bits', '[-9223372036854775808, 1]', [-(2 ** 63), 1]],
    ['a larger one', '99999999999999999999', 1e20],
    ['a fraction', '-1.5e-7', -1.5e-7],
  ])('%s, as an argument and as a default', async (_, literal, value) => {
    expect(await echoed(`{ echo(value: ${literal}) }`)).toEqual({ value, times: 2 });
    expect(await echoed(`query ($v: JSON = ${literal}) { echo(value: $v) }`)).toEqual({ value, times: 2 });
  });

  test('with variables in it, those that were given', async () => {
    const query = String.raw`query ($a: JSON, $b: JSON, $_literal_0: Int) {
      echo(value: { text: "\b", a: $a, list: [$b, 1], none: $b }, times: $_literal_0)
    }`;
    expect(await echoed(query, { a: [1], _literal_0: 5 })).toEqual({
      value: { text: '\b', a: [1], list: [null, 1] },
      times: 5,
    });
  });

  test('in an input object, with its defaults', async () => {
    expect(await echoed(String.raw`{ echo(filter: { city: "\b" }) }`)).toEqual({
      times: 2,
      filter: { city: '\b' },
    });
    const query = String.raw`query ($limit: Int) { echo(value: "\b", filter: { limit: $limit }) }`;
    expect(await echoed(query, { limit: null })).toEqual({
      value: '\b',
      times: 2,
      filter: { city: 'Shanghai', limit: null },
    });
  });

  test('an ID of any length', async () => {
    const { sent } = await runQuery('query ($b: ID! = 88888888888888888888) { book(id: $b) { id } }');
    expect(sent[0]?.variables).toEqual({ b: '88888888888888888888' });
    const literal = await runQuery('{ book(id: 99999999999999999999) { id } }');
    expect(literal.errors).toBeUndefined();
    expect(Object.values(literal.sent[0]?.variables ?? {})).toEqual(['99999999999999999999']);
  });

  test('a default where no null may be, and null in place of a default', async () => {
    const query = String.raw`query ($c: String = "\b", $v: JSON = "\b") { echo(value: $v) book(id: 1) { price(currency: $c) } }`;
    const { data, sent } = await runQuery(query, { variables: { v: null } });
    expect(data).toEqual({ echo: '{"value":null,"times":2}', book: { price: 10 } });
    expect(sent.find(({ subgraph }) => subgraph === 'bookstores')?.variables).toMatchObject({ c: '\b' });
  });

  test('where fragments ask for the same, and in what the gateway answers itself', async () => {
    const query = String.raw`query ($yes: Boolean! = true) {
      ...A
      ...B
      book(id: 1) { ... on Book { price(currency: "\b") } ...C }
      __type(name: "\b") { name }
    }
    fragment A on Query { echo(value: "\b") @include(if: $yes) }
    fragment B on Query { echo(value: "\b") other: echo(value: "\b\b") }
    fragment C on Book { price(currency: "\b") }`;
    const { data, errors } = await runQuery(query);
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      echo: String.raw`{"value":"\b","times":2}`,
      other: String.raw`{"value":"\b\b","times":2}`,
      book: { price: 10 },
      __type: null,
    });
  });
});

test('operations that differ in such literals share a plan', async () => {
  const planner = createPlanner(supergraphSdl, { ...testTransports(), access: networkAccess });
  const prepare = async (query: string) => planner.prepare(planner.select(parse(query)), {}, anonymous);
  const one = await prepare(String.raw`{ echo(value: "\b") }`);
  const other = await prepare('{ echo(value: 99999999999999999999) }');
  expect(other.plan).toBe(one.plan);
  expect([one.plannedVariables({}), other.plannedVariables({})]).toEqual([{ _literal_0: '\b' }, { _literal_0: 1e20 }]);
});
