import { afterEach, describe, expect, test } from 'vitest';
import type { Transport } from '../lib/transport.ts';
import { createGateway } from './server.ts';
import { supergraphSdl, testTransports } from './test-graph.ts';
import { type Answer, closeGateways, startGateway, testIdentities } from './test-server.ts';

afterEach(closeGateways);

const unreachable: Transport = async () => {
  throw new Error('ECONNREFUSED 10.0.0.7');
};

/** Makes the engine itself fail. */
const defective: Transport = async () => ({
  data: {
    get books() {
      throw new Error('secret detail');
    },
  },
});

/** A small operation that stands for millions of fields: fragments that each use the next one twice. */
function bomb(type: 'Query' | 'Book', levels: number): [string, unknown, number, string, RegExp] {
  const body = (at: number) =>
    at + 1 < levels ? `...F${at + 1} ...F${at + 1}` : type === 'Query' ? 'books { id }' : 'id';
  const fragments = Array.from({ length: levels }, (_, at) => `fragment F${at} on ${type} { ${body(at)} }`);
  const query = `${type === 'Query' ? '{ ...F0 }' : '{ books { ...F0 } }'} ${fragments.join(' ')}`;
  const name = `${levels} levels of fragments on ${type}`;
  return [name, { query }, 400, 'FIELD_LIMIT', /\d+ fields and fragments.*at most 500 are allowed/];
}

describe('what cannot be answered is refused with one clear error', () => {
  const spreads = ['a', 'b', 'c', 'd'].map((alias) => `${alias}: books { ...F }`).join(' ');
  const aliases = Array.from({ length: 2_000 }, (_, at) => `a${at}: id`).join(' ');
  const cases: [string, unknown, number, string, RegExp][] = [
    ['malformed JSON', '{"query":', 400, 'BAD_REQUEST', /cannot be read/],
    ['an empty body', '', 400, 'BAD_REQUEST', /cannot be read/],
    ['a subscription', { query: 'subscription { x }' }, 400, 'BAD_REQUEST', /subscription/i],
    [
      'a persisted query that is none',
      { query: '{ books { id } }', extensions: { persistedQuery: { version: 1, sha256Hash: 'abc' } } },
      400,
      'BAD_REQUEST',
      /64 hexadecimal digits/,
    ],
    [
      'a persisted query that nobody has sent',
      { extensions: { persistedQuery: { version: 1, sha256Hash: 'ab'.repeat(32) } } },
      200,
      'PERSISTED_QUERY_NOT_FOUND',
      /^PersistedQueryNotFound$/,
    ],
    ['a body without a query', { operation: 'x' }, 400, 'BAD_REQUEST', /non-empty `query`/],
    ['a malformed query', { query: '{ books {' }, 400, 'GRAPHQL_PARSE_FAILED', /Syntax Error/],
    ['an unknown field', { query: '{ nothing }' }, 400, 'GRAPHQL_VALIDATION_FAILED', /Cannot query field "nothing"/],
    ['an inaccessible field', { query: '{ books { shelfCode } }' }, 400, 'GRAPHQL_VALIDATION_FAILED', /shelfCode/],
    [
      'a variable that does not fit',
      { query: 'query ($id: ID!) { book(id: $id) { id } }', variables: { id: {} } },
      400,
      'BAD_USER_INPUT',
      /Variable "\$id" got invalid value/,
    ],
    [
      'an unknown operation',
      { query: '{ books { id } }', operationName: 'B' },
      400,
      'OPERATION_RESOLUTION_FAILURE',
      /"B"/,
    ],
    ['a body over 1 MB', { query: ' '.repeat(1024 * 1024) }, 413, 'PAYLOAD_TOO_LARGE', /larger than 1048576 bytes/],
    [
      'a query of too many tokens',
      { query: `{ ${'a '.repeat(10_001)} }` },
      400,
      'TOKEN_LIMIT',
      /has 10003 tokens; at most 2000 are allowed/,
    ],
    [
      'a query nested too deep',
      { query: `{ ${'a { '.repeat(21)} b ${'}'.repeat(22)}` },
      400,
      'DEPTH_LIMIT',
      /22 fields deep; at most 16 are allowed/,
    ],
    ...[16, 30, 60].flatMap((levels) => [bomb('Query', levels), bomb('Book', levels)]),
    [
      'a query nested deeper than can be read',
      { query: `{ echo(value: ${'['.repeat(4_900)}${']'.repeat(4_900)}) }` },
      400,
      'GRAPHQL_PARSE_FAILED',
      /nested too deep to be read/,
    ],
    [
      'a variable nested too deep',
      `{"query":"query($v: JSON) { echo(value: $v) }","variables":{"v":${'['.repeat(5_000)}${']'.repeat(5_000)}}}`,
      400,
      'BAD_USER_INPUT',
      /deeper than 500 levels/,
    ],
    [
      'a value nested too deep',
      { query: `{ echo(value: ${'['.repeat(45)}${']'.repeat(45)}) }` },
      400,
      'NESTING_LIMIT',
      /46 levels deep/,
    ],
    [
      'fragments nested too deep',
      { query: `{ books { ${'... { '.repeat(60)} id ${'}'.repeat(62)}` },
      400,
      'NESTING_LIMIT',
      /62 levels deep/,
    ],
    [
      'a bomb of aliases',
      { query: `{ ${spreads} } fragment F on Book { ${aliases} }` },
      400,
      'TOKEN_LIMIT',
      /has 6036 tokens; at most 2000 are allowed/,
    ],
  ];
  test.each(cases)('%s', async (_, sentBody, status, code, message) => {
    const { post, sent } = await startGateway();
    const { body, ...response } = await post(sentBody);
    expect(response.status).toBe(status);
    const error = body.errors?.find(({ extensions }) => extensions['code'] === code);
    expect(error?.message).toMatch(message);
    expect(body).not.toHaveProperty('data');
    expect(JSON.stringify(body)).not.toContain('node_modules');
    expect(response.headers.get('x-request-id')).toBeTruthy();
    expect(sent).toEqual([]);
  });

  test('another content type, another method, another path', async () => {
    const { origin, post } = await startGateway();
    expect((await post('<xml/>', { 'content-type': 'application/xml' })).status).toBe(415);
    expect((await fetch(`${origin}/graphql`, { method: 'DELETE' })).status).toBe(405);
    const nowhere = await fetch(`${origin}/graphiql`);
    expect(nowhere.status).toBe(404);
    expect(((await nowhere.json()) as Answer).errors?.[0]?.message).toContain('GraphQL is at /graphql');
  });

  test('more fetches than allowed', async () => {
    const { post, sent } = await startGateway({}, { fetchLimit: 1 });
    const { body } = await post({ query: '{ books { price } }' });
    expect(body.errors?.map(({ extensions }) => extensions['code'])).toEqual(['FETCH_LIMIT']);
    expect(body).not.toHaveProperty('data');
    expect(sent).toEqual([]);
  });
});

describe('failures', () => {
  test('of a subgraph are logged with their cause; the client reads the name', async () => {
    const { post, logged } = await startGateway({ bookstores: unreachable });
    const { status, body } = await post({ query: '{ books { title price } }' }, { 'x-request-id': 'r-9' });
    expect(status).toBe(200);
    expect(body.errors).toEqual([
      {
        message: 'bookstores cannot be reached.',
        path: ['books'],
        extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'bookstores' },
      },
    ]);
    expect(logged.join()).toMatch(/ECONNREFUSED 10\.0\.0\.7/);
    expect(logged.join()).toContain('r-9');
  });

  test('of the gateway itself are masked, and logged under the request id', async () => {
    const { post, logged } = await startGateway({ central: defective });
    const { status, body } = await post({ query: '{ books { id } }' }, { 'x-request-id': 'r-1' });
    expect(status).toBe(500);
    expect(body).toEqual({
      errors: [
        {
          message: 'Something went wrong in the gateway; request id r-1.',
          extensions: { code: 'INTERNAL_SERVER_ERROR' },
        },
      ],
    });
    expect(logged.join()).toContain('secret detail');
  });

  test('at creation: a subgraph without a transport is named', async () => {
    const { central: _, ...transports } = testTransports().transports;
    await expect(createGateway({ supergraphSdl, transports, identities: testIdentities })).rejects.toThrow(
      'No transport for central.',
    );
  });
});
