// What is told of plans: enough to draw them, and nothing that the client's view does not have. Of the network's own supergraph, and
// of one whose plans need fields that no client sees.
import { composeServices } from '@theguild/federation-composition';
import { parse, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import { describe, expect, test } from 'vitest';
import type { CallContext, Transport } from '../../lib/transport.ts';
import { subgraphNames, supergraphSdl } from '../../schema/sdl.ts';
import { readExamples } from '../pages/examples.ts';
import { ownOperations } from '../trusted/registered.ts';
import { audienceOf, audiences } from '../views/audiences.ts';
import { createEngine } from './engine.ts';
import type { ToldFetch, ToldPlan } from './explain.ts';

const unasked: Transport = () => Promise.reject(new Error('A plan alone asks nothing of a subgraph.'));
const transports = Object.fromEntries(
  subgraphNames.map((name) => [name, Object.assign(unasked, { subscribe: undefined })]),
);
const engine = createEngine({ supergraphSdl: supergraphSdl(), transports });
const caller = (role: string) => ({ identity: { role, subject: 'x' }, requestId: '1' }) as unknown as CallContext;

const fetchesOf = (plan: ToldPlan | null | undefined): ToldFetch[] => {
  if (!plan) return [];
  if (plan.kind === 'fetch') return [plan];
  if (plan.kind === 'condition') return [...fetchesOf(plan.whenTrue), ...fetchesOf(plan.whenFalse)];
  return plan.nodes.flatMap(fetchesOf);
};

const explain = async (text: string, role: string, variables: Record<string, unknown> = { isbn: '9787229100605' }) => {
  const view = engine.views[audienceOf(role as never)];
  return engine.execute({ document: parse(text), view, variables, plan: 'alone' }, caller(role));
};

const holdings = `query ($isbn: String!) { booksByIsbn(isbn: $isbn) { title
  holdings { library { name } now { available } } offers { store { name } stock } } }`;

test('a plan alone asks nothing, and says what would be asked of whom', async () => {
  const { data, errors, fetches, plan } = await explain(holdings, 'anonymous');
  expect({ data, errors, fetches }).toEqual({ data: null, errors: undefined, fetches: [] });
  const told = fetchesOf(plan);
  expect(told.map(({ id }) => id)).toEqual(told.map((_, at) => at + 1));
  expect([...new Set(told.map(({ subgraph }) => subgraph))].toSorted()).toEqual(['bookstores', 'central', 'districts']);
  expect(told[0]).toMatchObject({
    subgraph: 'central',
    of: 'query',
    paths: [],
    fields: expect.arrayContaining(['Query.booksByIsbn', 'Book.title']),
  });
  expect(told.find(({ subgraph }) => subgraph === 'bookstores')).toMatchObject({
    of: 'entities',
    paths: ['booksByIsbn.@'],
    requires: ['Book { id }'],
    fields: expect.arrayContaining(['Book.offers']),
  });
});

test('the plan of a subscription begins with what is subscribed to', async () => {
  const text = 'subscription { availabilityChanged(bookIds: ["B000001"]) { at book { title offers { stock } } } }';
  const { plan, errors } = await explain(text, 'reader');
  expect(errors).toBeUndefined();
  expect(fetchesOf(plan).map(({ id, subgraph, of }) => [id, subgraph, of])).toEqual([
    [1, 'central', 'subscription'],
    [2, 'bookstores', 'entities'],
  ]);
});

const roles = { public: 'reader', branch: 'librarian', bookstore: 'clerk', internal: 'admin' };
const examples = await readExamples(ownOperations);

describe.each(audiences)('to the audience %s', (audience) => {
  const view = engine.views[audience];
  const role = roles[audience];
  const own = examples.filter((example) => example.audience === undefined || example.audience === role);

  test.each(own)('the plan of $name has no field that its view has not', async ({ query, variables = '{}' }) => {
    const { plan, errors } = await explain(query, role, JSON.parse(variables));
    expect(errors).toBeUndefined();
    expect(fetchesOf(plan).length).toBeGreaterThan(0);
    for (const { operation, fields } of fetchesOf(plan)) {
      for (const coordinate of [...fields, ...coordinatesIn(operation)]) {
        const [type = '', field = ''] = coordinate.split('.');
        const known = view.getType(type);
        expect(known && 'getFields' in known && Object.keys(known.getFields()), coordinate).toContain(field);
      }
    }
  });

  /** Fields whose type the full schema knows; `_entities` is of subgraphs alone. */
  function coordinatesIn(operation: string): string[] {
    const found: string[] = [];
    const types = new TypeInfo(engine.publicSchema);
    const enter = ({ name }: { name: { value: string } }) => {
      const parent = types.getParentType();
      if (parent && name.value !== '__typename' && name.value !== '_entities')
        found.push(`${parent.name}.${name.value}`);
    };
    visit(parse(operation), visitWithTypeInfo(types, { Field: { enter } }));
    return found;
  }
});

test('fields that no client sees are counted, and not named', async () => {
  const link =
    '@link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires", "@inaccessible"])';
  const { supergraphSdl: sdl = '' } = composeServices([
    {
      name: 'shop',
      url: 'http://10.0.0.7:4001',
      typeDefs: parse(`extend schema ${link}
        type Query { book(shelf: Int @inaccessible): Book }
        type Book @key(fields: "id") @key(fields: "sku") {
          id: ID! sku: ID! @inaccessible secretWeight: Int @inaccessible secretBox: SecretBox @inaccessible
        }
        interface SecretBox @inaccessible { code: ID! }
        type Crate implements SecretBox @key(fields: "code") @inaccessible { code: ID! }`),
    },
    {
      name: 'post',
      url: 'http://10.0.0.8:4002',
      typeDefs: parse(`extend schema ${link}
        type Book @key(fields: "sku") {
          sku: ID! @inaccessible secretWeight: Int @external postage: Int @requires(fields: "secretWeight")
          secretBox: SecretBox @external padding: Int @requires(fields: "secretBox { code ... on Crate { litres } }")
        }
        interface SecretBox @inaccessible { code: ID! @external }
        type Crate implements SecretBox @key(fields: "code") @inaccessible { code: ID! @external litres: Int @external }`),
    },
    {
      name: 'yard',
      url: 'http://10.0.0.9:4003',
      typeDefs: parse(`extend schema ${link}
        type Crate @key(fields: "code") @inaccessible { code: ID! litres: Int }`),
    },
  ]);
  const shops = createEngine({ supergraphSdl: sdl, transports: { shop: unasked, post: unasked, yard: unasked } });
  const { plan } = await shops.execute({ document: parse('{ book { postage } }'), plan: 'alone' }, caller('admin'));
  expect(fetchesOf(plan).map(({ subgraph, fields, hidden }) => ({ subgraph, fields, hidden }))).toEqual([
    { subgraph: 'shop', fields: ['Query.book'], hidden: 2 },
    { subgraph: 'post', fields: ['Book.postage'], hidden: 0 },
  ]);
  expect(fetchesOf(plan)[1]?.requires).toEqual(['Book { … }']);
  expect(JSON.stringify(plan)).not.toMatch(/sku|secretWeight|shelf|10\.0\.0/);

  const padded = await shops.execute({ document: parse('{ it: book { padding } }'), plan: 'alone' }, caller('admin'));
  expect(fetchesOf(padded.plan).map(({ subgraph, paths, requires }) => [subgraph, paths, requires])).toEqual([
    ['shop', [], []],
    ['yard', ['it.….|…'], []],
    ['post', ['it'], ['Book { … }']],
  ]);
  expect(JSON.stringify(padded.plan)).not.toMatch(/sku|secretBox|Crate|litres|code/);
  expect(shops.owners(shops.publicSchema)['Book']).toEqual({
    subgraphs: ['post', 'shop'],
    fields: { id: ['shop'], padding: ['post'], postage: ['post'] },
  });
});

test('who owns what is told of a view, and of nothing else', () => {
  const owners = engine.owners(engine.views.public);
  expect(owners['Book']?.subgraphs).toEqual(expect.arrayContaining(['central', 'bookstores']));
  expect(owners['Book']?.fields).toMatchObject({ title: ['central'], offers: ['bookstores'] });
  for (const audience of audiences) {
    const view = engine.views[audience];
    for (const [name, { fields = {}, subgraphs }] of Object.entries(engine.owners(view))) {
      const type = view.getType(name);
      expect(subgraphs.length, name).toBeGreaterThan(0);
      expect(type && 'getFields' in type ? Object.keys(type.getFields()) : [], name).toEqual(
        expect.arrayContaining(Object.keys(fields)),
      );
      for (const [field, own] of Object.entries(fields)) expect(own.length, `${name}.${field}`).toBeGreaterThan(0);
    }
  }
  expect(engine.owners(engine.views.public)).not.toHaveProperty('Fund');
  expect(engine.owners(engine.views.internal)).toHaveProperty('Fund');
});
