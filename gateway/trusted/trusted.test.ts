// Documents by hash, and roles that may run registered ones alone, by every way in. What is refused is refused before anything is
// fetched.
import { createClient } from 'graphql-ws';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Person } from '../auth/claims.ts';
import { issueToken } from '../auth/development.ts';
import { type Answer, closeGateways, startGateway, testKeys } from '../test-server.ts';
import { registered, sha256Of } from './registered.ts';
import type { TrustedSettings } from './settings.ts';

const known = 'query Known { books { id } }\n';
const unknown = 'query Unknown { books { title } }';
const trusted: TrustedSettings = {
  registered: registered([{ text: known, sha256: sha256Of(known) }]),
  modes: { reader: 'enforce', clerk: 'log' },
};
const reader: Person = { role: 'reader', subject: 'r', card: 'N1' };
const clerk: Person = { role: 'clerk', subject: 'c', store: 'QINGCHUN' };

const headersOf = async (person: Person) => ({
  authorization: `Bearer ${await issueToken(testKeys.tokenPrivateKey, person, { ttl: 600 })}`,
});

let gateway: Awaited<ReturnType<typeof startGateway>>;
let readers: Record<string, string>;
let clerks: Record<string, string>;
beforeAll(async () => {
  gateway = await startGateway({}, { trusted });
  readers = await headersOf(reader);
  clerks = await headersOf(clerk);
});
afterEach(() => {
  gateway.sent.length = 0;
  gateway.logged.length = 0;
});
afterAll(closeGateways);

interface Request {
  query?: string;
  documentId?: string;
  operationName?: string;
  extensions?: Record<string, unknown>;
}

type Way = (request: Request, headers: Record<string, string>) => Promise<Answer>;

const ways: Record<string, Way> = {
  POST: async (request, headers) => (await gateway.post(request, headers)).body,
  async GET({ extensions, ...request }, headers) {
    const search = new URLSearchParams({
      ...request,
      ...(extensions ? { extensions: JSON.stringify(extensions) } : {}),
    });
    const response = await fetch(`${gateway.origin}/graphql?${search}`, {
      headers: { 'apollo-require-preflight': '1', ...headers },
    });
    return response.json() as Promise<Answer>;
  },
  async SSE(request, headers) {
    const response = await fetch(`${gateway.origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
      body: JSON.stringify(request),
    });
    return JSON.parse(/event: next\ndata: (.*)\n/.exec(await response.text())?.[1] ?? '{}') as Answer;
  },
  async WebSocket(request, headers) {
    const url = gateway.origin.replace('http', 'ws').concat('/graphql');
    const client = createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0, connectionParams: headers });
    try {
      // The protocol wants a text.
      for await (const result of client.iterate({ query: '', ...request })) return result as Answer;
    } catch (errors) {
      return { errors: errors as never };
    } finally {
      await client.dispose();
    }
    return {};
  },
};

const idOf = (text: string) => `sha256:${sha256Of(text)}`;
const persisted = (text: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: sha256Of(text) } } });
const codesOf = ({ errors = [] }: Answer) => errors.map(({ extensions }) => extensions['code']);
const data = { books: [{ id: '1' }, { id: '2' }] };

describe.each(Object.entries(ways))('by %s', (_, ask) => {
  test('a registered document is run by its text, its id and its hash, whoever asks', async () => {
    for (const headers of [{}, readers, clerks]) {
      expect(await ask({ query: known }, headers)).toEqual({ data });
      expect(await ask({ documentId: idOf(known) }, headers)).toEqual({ data });
      expect(await ask(persisted(known), headers)).toEqual({ data });
      expect(await ask({ query: known, ...persisted(known), operationName: 'Known' }, headers)).toEqual({ data });
    }
    expect(gateway.logged).toEqual([]);
  });

  test.each<[string, Request]>([
    ['another document', { query: unknown }],
    ['other spacing', { query: known.replace('books {', 'books  {') }],
    ['a line less', { query: known.trimEnd() }],
    ['a comment more', { query: `# x\n${known}` }],
    ['no GraphQL at all', { query: '{'.repeat(20_000) }],
    ['an unknown id', { documentId: idOf(unknown) }],
    ['an unknown hash', persisted(unknown)],
    ['a document with its own hash, to be kept', { query: unknown, ...persisted(unknown) }],
  ])('%s is refused to those who may run registered ones alone', async (_name, request) => {
    // A URL has no room for so much.
    if (ask === ways['GET'] && (request.query?.length ?? 0) > 8_000) return;
    const answer = await ask(request, readers);
    expect(codesOf(answer)).toEqual(['DOCUMENT_NOT_TRUSTED']);
    expect(answer.errors?.[0]?.message).toMatch(/此文档未登记.*This document is not registered.*[0-9a-f]{64}/);
    expect(answer.data).toBeUndefined();
    expect(gateway.sent).toEqual([]);
  });

  test('a hash that others have sent with its text is not trusted for that', async () => {
    const text = `query Shared${ask.name} { books { title } }`;
    expect(await ask({ query: text, ...persisted(text) }, {})).toMatchObject({ data: {} });
    expect(await ask(persisted(text), {})).toMatchObject({ data: {} });
    gateway.sent.length = 0;
    expect(codesOf(await ask(persisted(text), readers))).toEqual(['DOCUMENT_NOT_TRUSTED']);
    expect(gateway.sent).toEqual([]);
  });

  test('a document whose hash is another one’s is refused, whoever sends it', async () => {
    for (const headers of [{}, readers, clerks]) {
      expect(codesOf(await ask({ query: unknown, ...persisted(known) }, headers))).toEqual(['BAD_REQUEST']);
    }
    expect(await ask(persisted(known), {})).toEqual({ data });
    expect(gateway.sent).toHaveLength(1);
  });

  test('where it is only watched, a document that is not registered is run, and the log has it once', async () => {
    const text = `query Watched${ask.name} { books { id } }`;
    for (const operationName of [`Watched${ask.name}`, undefined]) {
      expect(await ask({ query: text, ...(operationName ? { operationName } : {}) }, clerks)).toEqual({ data });
    }
    expect(gateway.logged.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ role: 'clerk', sha256: sha256Of(text), operationName: `Watched${ask.name}` }),
    ]);
    expect(await ask({ query: text }, {})).toEqual({ data });
    expect(gateway.logged).toHaveLength(1);
  });

  test('a text is kept under its hash, for the audience that has sent it', async () => {
    const text = `query Kept${ask.name} { books { id } }`;
    expect(codesOf(await ask(persisted(text), {}))).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
    expect(gateway.sent).toEqual([]);
    expect(await ask({ query: text, ...persisted(text) }, {})).toEqual({ data });
    expect(await ask(persisted(text), {})).toEqual({ data });
    expect(codesOf(await ask(persisted(text), clerks))).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
  });

  test.each<[string, Request, RegExp]>([
    ['an id of another form', { documentId: 'Known' }, /documentId.*sha256:/],
    ['an id in capitals', { documentId: idOf(known).toUpperCase() }, /documentId/],
    ['an id and a text', { documentId: idOf(known), query: known }, /not both/],
    ['a hash of another form', { extensions: { persistedQuery: { version: 1, sha256Hash: 'abc' } } }, /64 hexadecimal/],
    ['another version', { extensions: { persistedQuery: { version: 2, sha256Hash: sha256Of(known) } } }, /version 1/],
  ])('%s is refused with what would be right', async (_name, request, message) => {
    for (const headers of [{}, readers]) {
      const answer = await ask(request, headers);
      expect(codesOf(answer)).toEqual(['BAD_REQUEST']);
      expect(answer.errors?.[0]?.message).toMatch(message);
    }
    expect(gateway.sent).toEqual([]);
  });

  test('limits hold for a document that is named by its hash', async () => {
    const text = `{ books { ${Array.from({ length: 60 }, (_value, at) => `a${at}: title`).join(' ')} } }`;
    expect(codesOf(await ask({ query: text, ...persisted(text) }, {}))).toEqual(['ALIAS_LIMIT']);
    expect(codesOf(await ask(persisted(text), {}))).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
  });
});

test('an id that nobody has registered is not found', async () => {
  const { status, body } = await gateway.post({ documentId: idOf(unknown) });
  expect([status, codesOf(body)]).toEqual([400, ['DOCUMENT_NOT_FOUND']]);
});

test('a document that no client has sent yet is asked for with 200, as clients of persisted queries have it', async () => {
  const { status, headers, body } = await gateway.post(persisted('{ books { id } }'));
  expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
  expect(body.errors).toEqual([
    { message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } },
  ]);
});

test('a batch brings nothing past the list', async () => {
  for (const batch of [[{ query: unknown }], [{ query: known }, { query: unknown }], [{ documentId: idOf(known) }]]) {
    const { status, body } = await gateway.post(batch, readers);
    expect(status).toBe(400);
    expect(body.data).toBeUndefined();
  }
  const both = await gateway.post({ query: unknown }, readers);
  expect(codesOf(both.body)).toEqual(['DOCUMENT_NOT_TRUSTED']);
  expect(gateway.sent).toEqual([]);
});

test('nor does a text in the URL beside the body, or the other way round', async () => {
  const url = `${gateway.origin}/graphql?query=${encodeURIComponent(known)}`;
  const headers = { 'content-type': 'application/json', ...readers };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query: unknown }) });
  expect(codesOf((await response.json()) as Answer)).toEqual(['DOCUMENT_NOT_TRUSTED']);
  const twice = await fetch(`${url}&query=${encodeURIComponent(unknown)}`, { headers });
  expect(((await twice.json()) as Answer).data).toBeUndefined();
  expect(gateway.sent).toEqual([]);
});

test('a subscription is a stream also where it is named by its id', async () => {
  const subscription = 'subscription Told { told }';
  const sdl = `schema @link(url: "https://specs.apollo.dev/link/v1.0") @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION) {
      query: Query subscription: Subscription }
    directive @join__graph(name: String!, url: String!) on ENUM_VALUE
    directive @join__type(graph: join__Graph!) repeatable on OBJECT
    directive @join__field(graph: join__Graph) repeatable on FIELD_DEFINITION
    directive @link(url: String, for: link__Purpose) repeatable on SCHEMA
    enum link__Purpose { SECURITY EXECUTION }
    enum join__Graph { A @join__graph(name: "a", url: "") }
    type Query @join__type(graph: A) { a: Int }
    type Subscription @join__type(graph: A) { told: Int }`;
  const streaming = await startGateway(
    {},
    {
      supergraphSdl: sdl,
      transports: {
        a: Object.assign(async () => ({ data: null }), {
          async *subscribe() {
            yield { data: { told: 1 } };
          },
        }),
      },
      trusted: { registered: registered([{ text: subscription, sha256: sha256Of(subscription) }]), modes: {} },
    },
  );
  const response = await fetch(`${streaming.origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: JSON.stringify({ documentId: idOf(subscription) }),
  });
  expect(await response.text()).toContain('data: {"data":{"told":1}}');
});
