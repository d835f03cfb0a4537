import { composeServices } from '@theguild/federation-composition';
import { type ConstDirectiveNode, type ExecutionResult, Kind, parse, print, validate, visit } from 'graphql';
import { describe, expect, test } from 'vitest';
import { anonymous, type Identity } from '../../lib/identity.ts';
import type { SubgraphAnswer, Transport } from '../../lib/transport.ts';
import { networkAccess } from '../access.ts';
import { readSupergraph } from '../planner/schema.ts';
import { type SubgraphName, supergraphSdl, testTransports } from '../test-graph.ts';
import type { AccessRules } from './authorisation.ts';
import { readDemands } from './authorisation-demands.ts';
import { createEngine } from './engine.ts';
import { createPlanner } from './plan.ts';

const reader: Identity = { role: 'reader', subject: 'r', card: '1' };
const librarian: Identity = { role: 'librarian', subject: 'l', library: 'City' };

/** The test graph with directives on these elements, `Type` or `Type.field`. */
function protectedGraph(directives: Record<string, string>): string {
  const added = (coordinate: string): ConstDirectiveNode[] => {
    const [node] = parse(`scalar Any ${directives[coordinate] ?? ''}`).definitions;
    return node?.kind === Kind.SCALAR_TYPE_DEFINITION ? [...(node.directives ?? [])] : [];
  };
  const withAdded = <Node extends { directives?: readonly ConstDirectiveNode[] | undefined }>(
    node: Node,
    coordinate: string,
  ) => ({ ...node, directives: [...(node.directives ?? []), ...added(coordinate)] });
  return print(
    visit(parse(supergraphSdl), {
      [Kind.OBJECT_TYPE_DEFINITION]: ({ fields, ...node }) => ({
        ...withAdded(node, node.name.value),
        fields: fields?.map((field) => withAdded(field, `${node.name.value}.${field.name.value}`)),
      }),
      [Kind.ENUM_TYPE_DEFINITION]: (node) => withAdded(node, node.name.value),
      [Kind.SCALAR_TYPE_DEFINITION]: (node) => withAdded(node, node.name.value),
    }),
  );
}

interface Asking {
  directives: Record<string, string>;
  identity?: Identity;
  variables?: Record<string, unknown>;
  replaced?: Partial<Record<SubgraphName, Transport>>;
  access?: AccessRules;
}

/** The answer over the protected test graph as a client sees it, and what subgraphs were sent for it. */
async function ask(query: string, { directives, identity = anonymous, variables, replaced, access }: Asking) {
  const { transports, sent } = testTransports(replaced);
  const engine = createEngine({
    supergraphSdl: protectedGraph(directives),
    transports,
    ...(access ? { access } : {}),
  });
  const document = parse(query);
  expect(validate(engine.publicSchema, document)).toEqual([]);
  const { data, errors } = await engine.execute({ document, variables }, { identity, requestId: 'r' });
  const answer = JSON.parse(JSON.stringify({ data, errors })) as ExecutionResult;
  if (!query.startsWith('mutation')) {
    const { data: text } = await engine.executeAsText({ document, variables }, { identity, requestId: 'r' });
    expect(JSON.parse(text ?? '')).toEqual(answer.data);
  }
  return { ...answer, sent, texts: sent.map(({ query: asked }) => asked).join('\n') };
}

const told = ({ errors }: ExecutionResult) =>
  errors?.map(({ path, extensions }) => [path?.join('.'), extensions?.['code']]);

describe('a field that the caller may not have', () => {
  const directives = {
    'Book.price': '@authenticated',
    'Book.title': '@requiresScopes(scopes: [["fund.readAmounts"]])',
  };

  test('is null with an error at its path, is asked of nobody, and the rest is answered', async () => {
    const answer = await ask('{ a: book(id: 1) { id cost: price offers { stock } } books { price } }', { directives });
    expect(answer.data).toEqual({
      a: { id: '1', cost: null, offers: [{ stock: 2 }] },
      books: [{ price: null }, { price: null }],
    });
    expect(told(answer)).toEqual([
      ['a.cost', 'UNAUTHENTICATED'],
      ['books.0.price', 'UNAUTHENTICATED'],
      ['books.1.price', 'UNAUTHENTICATED'],
    ]);
    expect(answer.texts).toContain('stock');
    expect(answer.texts).not.toContain('price');
  });

  test('is answered to those who may', async () => {
    const answer = await ask('{ book(id: 1) { title price } }', { directives, identity: librarian });
    expect(answer).toMatchObject({ data: { book: { title: 'Cloud', price: 70 } } });
    expect(answer.errors).toBeUndefined();
  });

  test('is told with what it needs and who has that, in both languages', async () => {
    const query = '{ book(id: 1) { title } }';
    const { errors } = await ask(query, { directives, identity: reader });
    expect(errors).toEqual([
      {
        message:
          '您没有权限查询 Book.title。You may not ask for Book.title: it needs "fund.readAmounts", which is for a librarian, for the own library; an admin.',
        path: ['book'].concat('title'),
        extensions: { code: 'FORBIDDEN', coordinate: 'Book.title', action: 'fund.readAmounts' },
      },
    ]);
    expect((await ask(query, { directives })).errors?.[0]?.message).toBe(
      '请先登录，再查询 Book.title。Sign in to ask for Book.title: it needs "fund.readAmounts", which is for a librarian, for the own library; an admin.',
    );
  });

  test('is told as beyond the scopes of a token or key, where the role would have it', async () => {
    const restricted = { ...librarian, scopes: ['statement', 'order.read'] } as const;
    const { errors } = await ask('{ book(id: 1) { title } }', { directives, identity: restricted });
    expect(errors).toMatchObject([
      {
        message:
          '凭证的权限范围不含 Book.title。Your token or key does not reach as far as Book.title: it needs the scope "fund.readAmounts".',
        extensions: { code: 'FORBIDDEN', coordinate: 'Book.title', action: 'fund.readAmounts' },
      },
    ]);
    const other = { ...reader, scopes: ['loan'] } as const;
    expect((await ask('{ book(id: 1) { title } }', { directives, identity: other })).errors).toMatchObject([
      {
        message: expect.stringContaining('You may not ask for Book.title: it needs "fund.readAmounts", which is for a'),
      },
    ]);
  });

  test('takes its parent with it where it may not be null, up to the nearest that may', async () => {
    expect((await ask('{ maybeBooks { title } books { id } }', { directives })).data).toEqual({
      maybeBooks: null,
      books: [{ id: '1' }, { id: '2' }],
    });
    const whole = await ask('{ books { title } maybeBooks { id } }', { directives });
    expect([whole.data, told(whole)]).toEqual([null, [['books.0.title', 'UNAUTHENTICATED']]]);
  });

  test('is no error where it does not stand: left out by a condition, or in an object that is not there', async () => {
    const query = 'query ($no: Boolean!) { book(id: 1) { id price @include(if: $no) } none: book(id: 404) { price } }';
    const answer = await ask(query, { directives, variables: { no: false } });
    expect([answer.data, answer.errors]).toEqual([{ book: { id: '1' }, none: null }, undefined]);
    expect(told(await ask(query, { directives, variables: { no: true } }))).toEqual([
      ['book.price', 'UNAUTHENTICATED'],
    ]);
  });

  test('is found in fragments, in each place by itself', async () => {
    const answer = await ask('{ book(id: 1) { ...Cost ... { more: price } } } fragment Cost on Book { price }', {
      directives,
    });
    expect(answer.data).toEqual({ book: { price: null, more: null } });
    expect(answer.texts).not.toContain('price');
  });

  test('may be the whole operation; then nobody is asked', async () => {
    const answer = await ask('{ __typename visitor }', { directives: { 'Query.visitor': '@authenticated' } });
    expect([answer.data, told(answer), answer.sent]).toEqual([
      { __typename: 'Query', visitor: null },
      [['visitor', 'UNAUTHENTICATED']],
      [],
    ]);
  });

  test('may be needed by a subgraph all the same', async () => {
    const answer = await ask('{ book(id: 1) { postage weight } }', { directives: { 'Book.weight': '@authenticated' } });
    expect(answer.data).toEqual({ book: { postage: 3, weight: null } });
    expect(told(answer)).toEqual([['book.weight', 'UNAUTHENTICATED']]);
  });

  test('is told fifty times at most; then how often more', async () => {
    const rows = Array.from({ length: 60 }, (_, id) => ({ __typename: 'Book', id: String(id) }));
    const central: Transport = async () => ({ data: { books: rows } });
    const { errors = [] } = await ask('{ books { id price } }', { directives, replaced: { central } });
    expect(errors).toHaveLength(51);
    expect(errors[49]?.path).toEqual(['books', 49, 'price']);
    expect(errors[50]).toEqual({
      message: '另有 10 处您没有权限。You may not have 10 more values of this answer.',
      extensions: { code: 'UNAUTHENTICATED', count: 10 },
    });
  });

  test('does not hide that it exists', async () => {
    const answer = await ask('{ __type(name: "Book") { fields { name } } __schema { queryType { name } } }', {
      directives,
    });
    expect(answer.errors).toBeUndefined();
    expect(JSON.stringify(answer.data)).toContain('"price"');
  });
});

describe('what is demanded', () => {
  const ofTitle = async (directive: string, held: { scopes?: string[]; policies?: string[] }) => {
    const { scopes = [], policies = [] } = held;
    const access: AccessRules = {
      accessOf: () => ({ isSignedIn: true, scopes: new Set(scopes), policies: new Set(policies) }),
      holdersOf: () => undefined,
    };
    const directives = { 'Book.kind': directive };
    const { errors } = await ask('{ book(id: 1) { kind } }', { directives, identity: reader, access });
    return errors?.[0]?.message ?? 'granted';
  };

  test.each([
    [{ scopes: ['a', 'b'] }, 'granted'],
    [{ scopes: ['c'] }, 'granted'],
    [{ scopes: ['a'] }, 'it needs "a", and "b"; or "c".'],
    [{ policies: ['a', 'b', 'c'] }, 'it needs "a", and "b"; or "c".'],
  ])('is one of the groups, all of it: %j', async (held, expected) => {
    expect(await ofTitle('@requiresScopes(scopes: [["a", "b"], ["c"]])', held)).toContain(expected);
  });

  test('is every directive: scopes do not stand for policies', async () => {
    const both = '@requiresScopes(scopes: [["a"]]) @policy(policies: [["p"]])';
    expect(await ofTitle(both, { scopes: ['a'] })).toContain('it needs "p".');
    expect(await ofTitle(both, { policies: ['p'] })).toContain('it needs "a".');
    expect(await ofTitle(both, { scopes: ['a'], policies: ['p'] })).toBe('granted');
  });

  test('by a scope that nobody has, or by no group at all, is denied to all', async () => {
    expect(await ofTitle('@requiresScopes(scopes: [["no.such"]])', { scopes: ['a'] })).toContain('it needs "no.such".');
    expect(await ofTitle('@requiresScopes(scopes: [])', { scopes: ['a'] })).toContain('it needs what nobody has.');
  });

  test('by a type is demanded of every field that gives it: an enum, a scalar, an object', async () => {
    const query = '{ book(id: 1) { id kind bestOffer { store } } }';
    expect(told(await ask(query, { directives: { Kind: '@authenticated' } }))).toEqual([
      ['book.kind', 'UNAUTHENTICATED'],
    ]);
    const answer = await ask(query, { directives: { Offer: '@authenticated' } });
    expect([answer.data, told(answer)]).toEqual([{ book: null }, [['book.bestOffer', 'UNAUTHENTICATED']]]);
  });
});

describe('of an interface', () => {
  const query = '{ book(id: 1) { holdings { id now } } }';

  test('a field is refused on the objects whose types protect it', async () => {
    const answer = await ask(query, { directives: { 'DistrictHoldings.now': '@authenticated' } });
    expect(answer.data).toEqual({
      book: {
        holdings: [
          { id: 'c-1', now: 7 },
          { id: 'd-1', now: null },
          { id: 'e-1', now: null },
        ],
      },
    });
    expect(told(answer)).toEqual([
      ['book.holdings.1.now', 'UNAUTHENTICATED'],
      ['book.holdings.2.now', 'UNAUTHENTICATED'],
    ]);
    expect(answer.sent.map(({ subgraph }) => subgraph)).not.toContain('districts');
  });

  test('an object of a protected type is null as a whole', async () => {
    const answer = await ask(query, { directives: { CentralHoldings: '@authenticated' } });
    // No null may stand in the list.
    expect([answer.data, told(answer)]).toEqual([{ book: null }, [['book.holdings.0', 'UNAUTHENTICATED']]]);
  });

  test('what composition adds up for it does not count; what is written on it does', () => {
    expect(demandsOfRows('', '')).toEqual([[], [[['b'], ['c']]]]);
    expect(demandsOfRows('@requiresScopes(scopes: [["a"]])', '')).toEqual([[[['a']]], [[['b'], ['c']]]]);
    expect(demandsOfRows('', '@authenticated')).toEqual([[[]], [[['b'], ['c']], []]]);
  });
});

test('subgraphs that protect one field differently are both obeyed', () => {
  const { supergraphSdl: sdl = '' } = composeServices([
    { name: 'a', url: 'http://a', typeDefs: shareable('@requiresScopes(scopes: [["a"]])') },
    { name: 'b', url: 'http://b', typeDefs: shareable('@requiresScopes(scopes: [["b"], ["a", "c"]]) @authenticated') },
  ]);
  const demands = readDemands(readSupergraph(sdl).fullSchema).ofField('Query', 'code');
  expect(demands.map(({ kind, anyOf }) => [kind, anyOf])).toEqual([
    ['authenticated', []],
    [
      'scopes',
      [
        ['a', 'b'],
        ['a', 'c'],
      ],
    ],
  ]);
});

describe('a mutation with a field that is refused', () => {
  const directives = { 'Mutation.sell': '@requiresScopes(scopes: [["order.submit"]])' };

  test('does nothing at all, and says what was refused', async () => {
    const answer = await ask('mutation { write(text: "a") sold: sell(book: 1) }', { directives, identity: reader });
    expect([answer.data, told(answer), answer.sent]).toEqual([null, [['sold', 'FORBIDDEN']], []]);
  });

  test('is done when it is left out', async () => {
    const query = 'mutation ($sells: Boolean!) { write(text: "a") sell(book: 1) @include(if: $sells) }';
    const answer = await ask(query, { directives, identity: reader, variables: { sells: false } });
    expect(answer).toMatchObject({ data: { write: expect.arrayContaining(['a']) } });
    expect(answer.errors).toBeUndefined();
  });
});

describe('a subscription', () => {
  const open = async (directives: string, identity: Identity) => {
    const asked: string[] = [];
    const clock: Transport = Object.assign(async () => ({ data: {} }), {
      async *subscribe({ query }: { query: string }): AsyncGenerator<SubgraphAnswer> {
        asked.push(query);
        yield { data: { tick: { at: 1, by: 'me' } } };
      },
    });
    const engine = createEngine({ supergraphSdl: clockSdl(directives), transports: { clock } });
    const document = parse('subscription { tick { at by } }');
    const opened = await engine.subscribe({ document }, { identity, requestId: 'r' });
    const results: unknown[] = [];
    if (Symbol.asyncIterator in opened) for await (const result of opened) results.push(result);
    return { results: JSON.parse(JSON.stringify(Symbol.asyncIterator in opened ? results : opened)), asked };
  };

  test('is refused as a whole when its one field is', async () => {
    const { results, asked } = await open('@authenticated', anonymous);
    expect(results).toMatchObject({ errors: [{ path: ['tick'], extensions: { code: 'UNAUTHENTICATED' } }] });
    expect(results).not.toHaveProperty('data');
    expect(asked).toEqual([]);
  });

  test('is without what is refused below it, in each of its results', async () => {
    const { results, asked } = await open('', anonymous);
    expect(results).toMatchObject([
      {
        data: { tick: { at: 1, by: null } },
        errors: [{ path: ['tick', 'by'], extensions: { code: 'UNAUTHENTICATED' } }],
      },
    ]);
    expect(asked.join()).not.toContain('by');
    expect((await open('', reader)).results).toMatchObject([{ data: { tick: { at: 1, by: 'me' } } }]);
  });
});

describe('an operation is worked out once', () => {
  const { transports } = testTransports();
  const directives = {
    'Book.price': '@authenticated',
    'Book.title': '@requiresScopes(scopes: [["fund.readAmounts"]])',
    'Book.kind': '@requiresScopes(scopes: [["order.request"]])',
  };
  const planner = createPlanner(protectedGraph(directives), { transports, access: networkAccess });
  const clerk: Identity = { role: 'clerk', subject: 'c', store: 'QINGCHUN' };

  test('for all who lack the same of what it asks for', async () => {
    const selected = planner.select(parse('{ book(id: 1) { id title price } }'));
    const prepared = (identity: Identity) => Promise.resolve(planner.prepare(selected, {}, identity));
    const ofReader = await prepared(reader);
    expect(await prepared({ ...reader, card: '2' })).toBe(ofReader);
    // A clerk lacks another scope too, which this operation does not need.
    expect(await prepared(clerk)).toBe(ofReader);
    expect(await prepared(librarian)).not.toBe(ofReader);
    expect(await prepared({ ...librarian, library: 'Other' })).toBe(await prepared(librarian));
    expect(await prepared(anonymous)).not.toBe(ofReader);
  });

  test('for all callers when it asks for nothing that is protected', async () => {
    const selected = planner.select(parse('{ book(id: 1) { id } }'));
    const forNobody = await planner.prepare(selected, {}, anonymous);
    expect(await planner.prepare(selected, {}, librarian)).toBe(forNobody);
  });
});

/** What the ids of two types demand, one protected like this, whose interface says more than composition has it say. */
function demandsOfRows(onImplementation: string, onInterface: string) {
  const typeDefs = parse(`
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.6", import: ["@authenticated", "@requiresScopes"])
    type Query { rows: [Row!]! }
    interface Row { id: ID }
    type One implements Row { id: ID ${onImplementation} }
    type Other implements Row { id: ID @requiresScopes(scopes: [["b"], ["c"]]) }`);
  const { supergraphSdl: sdl = '' } = composeServices([{ name: 'rows', url: 'http://rows', typeDefs }]);
  expect(sdl).toMatch(/interface Row[^}]*requiresScopes/);
  const { fullSchema } = readSupergraph(sdl.replace(/(interface Row[^}]*id: ID)/, `$1 ${onInterface}`));
  const demands = readDemands(fullSchema);
  return (['One', 'Other'] as const).map((type) => demands.ofField(type, 'id').map(({ anyOf }) => anyOf));
}

function shareable(directive: string) {
  return parse(`
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.6", import: ["@shareable", "@authenticated", "@requiresScopes"])
      type Query { code: Int @shareable ${directive} }`);
}

function clockSdl(directives: string): string {
  const typeDefs = parse(`
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.6", import: ["@authenticated"])
    type Query { a: Int }
    type Subscription { tick: Tick ${directives} }
    type Tick { at: Int by: String @authenticated }`);
  return composeServices([{ name: 'clock', url: 'http://clock', typeDefs }]).supergraphSdl ?? '';
}
