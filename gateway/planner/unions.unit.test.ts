// Two subgraphs that know different members of a union behind fields that both resolve: central has journals and maps, districts
// have toys, both have books. Our own graph has no such union.

import { buildSubgraphSchema } from '@apollo/subgraph';
import { QueryPlanner } from '@graphql-hive/router-query-planner';
import { composeServices } from '@theguild/federation-composition';
import { execute, type GraphQLSchema, parse, subscribe, validate } from 'graphql';
import { expect, test } from 'vitest';
import { anonymous } from '../../lib/identity.ts';
import type { SubgraphAnswer, SubgraphRequest, Transport } from '../../lib/transport.ts';
import { createEngine } from '../engine/engine.ts';
import { readSupergraph } from './schema.ts';
import { completeUnions } from './unions.ts';

const link = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key", "@shareable", "@external", "@requires"])`;
const branch = `
  type Branch @key(fields: "id") { id: ID! desk: Desk @shareable desks: [Desk!]! @shareable }
  type Desk @shareable { holdings: [Holding!]! latest: Holding }`;
const central = `${link} ${branch}
  type Query { central: Branch }
  type Subscription { moved: Branch }
  union Holding = Book | Journal | Map
  type Book @shareable { title: String! }
  interface Numbered { number(prefix: String): String }
  type Journal implements Numbered { number(prefix: String): String issn: Int supplement: Holding }
  type Map implements Numbered @key(fields: "id") {
    id: ID! number(prefix: String): String scale: Int @external caption: String @requires(fields: "scale")
  }`;
const districts = `${link} ${branch}
  type Query { district(city: String): Branch }
  union Holding = Book | Toy
  type Book @shareable { title: String }
  type Toy { age: Int }
  type Map @key(fields: "id") { id: ID! scale: Int }`;
const staff = `${link}
  type Query { shift: Shift }
  type Shift { opens: Branch closes: Branch }
  type Branch @key(fields: "id") { id: ID! }`;

const book = { __typename: 'Book', title: 'Cloud' };
const map = { __typename: 'Map', id: 'm1' };
const journal = { __typename: 'Journal', issn: 7, supplement: map };
const toy = { __typename: 'Toy', age: 3 };
const number = (_: unknown, { prefix = '' }: { prefix?: string }) => `${prefix}12`;
const branchWith = (...holdings: object[]) => {
  const desk = { holdings, latest: holdings.at(-1) };
  return { id: 'suzhou', desk, desks: [desk] };
};

async function* moved() {
  yield { moved: branchWith(journal) };
}

const library = graphOf({
  central: [
    central,
    {
      Query: { central: () => branchWith(book, map, journal) },
      Subscription: { moved: { subscribe: moved } },
      Branch: { __resolveReference: () => branchWith(book, map, journal) },
      Journal: { number },
      Map: { number },
    },
  ],
  districts: [districts, { Query: { district: () => branchWith(book, toy) } }],
  staff: [staff, { Query: { shift: () => ({ opens: { id: 'suzhou' }, closes: { id: 'suzhou' } }) } }],
});

test.each([
  ['central', [book, map, { __typename: 'Journal', issn: 7 }]],
  ['district', [book, toy]],
])('a member that only the asked subgraph knows has its fields: %s', async (root, holdings) => {
  const fields = '__typename ... on Book { title } ... on Journal { issn } ... on Map { id } ... on Toy { age }';
  const { data, sent } = await library.ask(`{ ${root} { desk { holdings { ${fields} } } } }`);
  expect(data).toEqual({ [root]: { desk: { holdings } } });
  expect(sent).toHaveLength(1);
});

test('under aliases, in fragments on interfaces, in lists and on members of members', async () => {
  const { data } = await library.ask(`
    query { place: central { all: desks { held: holdings { ...Number ... on Journal { part: supplement { ...Number } } } } } }
    fragment Number on Holding { ... on Numbered { no: number } }`);
  const held = [{}, { no: '12' }, { no: '12', part: { no: '12' } }];
  expect(data).toEqual({ place: { all: [{ held }] } });
});

test('of entities, with what each place selects', async () => {
  const { data } = await library.ask(`{ shift {
    opens { desk { latest { ... on Journal { issn } ... on Toy { age } } } }
    closes { desks { latest { ... on Journal { number } ... on Toy { age } } } }
  } }`);
  expect(data).toEqual({
    shift: { opens: { desk: { latest: { issn: 7 } } }, closes: { desks: [{ latest: { number: '12' } }] } },
  });
});

test('of a subscription’s events', async () => {
  const { data } = await library.ask('subscription { moved { desk { latest { ... on Journal { issn } } } } }');
  expect(data).toEqual({ moved: { desk: { latest: { issn: 7 } } } });
});

test('a field that the asked subgraph does not resolve is left', async () => {
  const { data, errors, sent } = await library.ask(
    '{ central { desk { holdings { ... on Map { id scale caption } } } } }',
  );
  expect(data).toEqual({ central: { desk: { holdings: [{}, { id: 'm1', scale: null, caption: null }, {}] } } });
  expect(errors).toBeUndefined();
  expect(sent.map(({ query }) => query).join()).not.toMatch(/scale|caption/);
});

test('variables of what is put back are declared and sent', async () => {
  const { data, sent } = await library.ask(
    `query ($prefix: String = "No. ", $city: String) {
      central { desk { latest { ... on Journal { number(prefix: $prefix) } } } }
      district(city: $city) { id }
    }`,
    { city: 'Suzhou' },
  );
  expect(data).toEqual({ central: { desk: { latest: { number: 'No. 12' } } }, district: { id: 'suzhou' } });
  expect(sent.find(({ query }) => query.includes('central'))?.variables).toEqual({ prefix: 'No. ' });
});

test('what would clash in the subgraph, whose types are not quite the supergraph’s, is left', async () => {
  const { data, errors } = await library.ask(
    '{ central { desk { holdings { ... on Book { line: title } ... on Journal { line: number } } } } }',
  );
  expect(data).toEqual({ central: { desk: { holdings: [{ line: 'Cloud' }, {}, { line: null }] } } });
  expect(errors).toBeUndefined();
});

test.each([
  [
    'a fetch of what all members have',
    library.supergraphSdl,
    '{ central { desk { latest { ... on Book { title } } } } }',
  ],
  [
    'a plan where unions agree',
    compose({
      central,
      districts: districts
        .replace('Book | Toy', 'Book | Journal | Map')
        .replace('type Toy { age: Int }', 'type Journal { copies: Int }'),
      staff,
    }),
    '{ shift { opens { desk { latest { ... on Book { title } ... on Journal { issn copies } ... on Map { scale } } } } } }',
  ],
])('%s is not changed', (_, supergraphSdl, query) => {
  const plan = new QueryPlanner(supergraphSdl).plan(query, undefined, new Set(), 0).node;
  const complete = completeUnions(readSupergraph(supergraphSdl).fullSchema);
  expect(plan).toBeDefined();
  expect(complete(plan, query)).toBe(plan);
});

function compose(typeDefs: Record<string, string>): string {
  const result = composeServices(
    Object.entries(typeDefs).map(([name, sdl]) => ({ name, url: `http://${name}`, typeDefs: parse(sdl) })),
  );
  if (!result.supergraphSdl) throw new Error(result.errors?.map(({ message }) => message).join('\n'));
  return result.supergraphSdl;
}

function graphOf(subgraphs: Record<string, [typeDefs: string, resolvers: object]>) {
  const entries = Object.entries(subgraphs);
  const supergraphSdl = compose(Object.fromEntries(entries.map(([name, [typeDefs]]) => [name, typeDefs])));
  const sent: SubgraphRequest[] = [];
  const transports = Object.fromEntries(
    entries.map(([name, [typeDefs, resolvers]]) => {
      const schema = buildSubgraphSchema([{ typeDefs: parse(typeDefs), resolvers: resolvers as never }]);
      return [name, transportTo(schema, sent)];
    }),
  );
  const engine = createEngine({ supergraphSdl, transports });

  /** The answer, or the first event's, as JSON has it. */
  async function ask(query: string, variables: Record<string, unknown> = {}) {
    const document = parse(query);
    expect(validate(engine.publicSchema, document)).toEqual([]);
    sent.length = 0;
    const call = { identity: anonymous, requestId: 'r' };
    const isStream = query.startsWith('subscription');
    const result = await engine[isStream ? 'subscribe' : 'execute']({ document, variables }, call);
    const answer = Symbol.asyncIterator in result ? (await result[Symbol.asyncIterator]().next()).value : result;
    const { data, errors } = plain(answer);
    return { data, errors, sent: [...sent] };
  }
  return { supergraphSdl, ask };
}

/** Refuses, as every server does, what is not valid in its schema. */
function transportTo(schema: GraphQLSchema, sent: SubgraphRequest[]): Transport {
  const argumentsOf = (request: SubgraphRequest) => {
    const document = parse(request.query);
    sent.push(request);
    expect(validate(schema, document)).toEqual([]);
    return { schema, document, variableValues: request.variables ?? {} };
  };
  const transport: Transport = async (request) => plain(await execute(argumentsOf(request)));
  transport.subscribe = async function* (request) {
    const events = await subscribe(argumentsOf(request));
    if (!(Symbol.asyncIterator in events)) throw new Error('It was not opened.');
    for await (const event of events) yield plain(event);
  };
  return transport;
}

function plain(answer: unknown): SubgraphAnswer {
  return JSON.parse(JSON.stringify(answer)) as SubgraphAnswer;
}
