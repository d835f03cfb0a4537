// A subgraph over HTTP answers to an envelope that is made out to it and to nothing else, once; and its keys change while it runs.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { parse } from 'graphql';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openHttpTransport } from '../gateway/transports/http.ts';
import { guarded } from '../gateway/transports/outages.ts';
import { atEnd, closeAll, listen } from '../gateway/transports/test-subgraph.ts';
import { until } from '../test/ask.ts';
import { createTestDatabase, type TestDatabase } from '../test/database.ts';
import { envelopeHeader, sealEnvelope } from './envelope.ts';
import {
  changeKeys,
  type EnvelopeKeys,
  fixedKeys,
  keyIdOf,
  openEnvelopeKeys,
  parseKeys,
  writtenKeys,
} from './envelope-keys.ts';
import type { Identity } from './identity.ts';
import { itemEntities } from './items/entities.ts';
import { serveSubgraph } from './serve.ts';
import { type BaseContext, openSubgraph, type Subgraph } from './subgraph.ts';
import { timeLimitHeader } from './transport.ts';

const mei: Identity = { role: 'clerk', subject: 'mei', store: 'QINGCHUN' };
const typeDefs = parse(
  'type Query { asker: String! } type Mutation { write: String! } type Subscription { events: Int }',
);
/** Who has been answered. */
const answered: Identity[] = [];
const asker = (_: unknown, _values: unknown, { identity }: { identity: Identity }) => {
  answered.push(identity);
  return JSON.stringify(identity);
};
const resolvers = {
  Query: { asker },
  Mutation: { write: asker },
  Subscription: { events: { subscribe: () => (async function* () {})() } },
};

let database: TestDatabase;
let subgraph: Subgraph;
let keys: EnvelopeKeys;
let app: FastifyInstance;
let url: string;

async function serve(served: EnvelopeKeys): Promise<{ app: FastifyInstance; url: string }> {
  const server = await serveSubgraph(subgraph, served);
  await server.listen({ host: '127.0.0.1', port: 0 });
  return { app: server, url: `http://127.0.0.1:${(server.server.address() as AddressInfo).port}/graphql` };
}

beforeAll(async () => {
  database = await createTestDatabase();
  subgraph = await openSubgraph(
    {
      name: 'central',
      typeDefs,
      resolvers,
      createContext: (base: BaseContext) => base,
      tasks: {},
      database: { entities: itemEntities, migrations: [] },
    },
    { databaseUrl: database.url, transports: {}, privacyKey: new Uint8Array(32), log: pino({ level: 'silent' }) },
  );
  keys = fixedKeys(randomBytes(32));
  ({ app, url } = await serve(keys));
});
afterEach(async () => {
  await closeAll();
  answered.length = 0;
});
afterAll(async () => {
  await app.close();
  await subgraph.close();
  await database.drop();
});

const body = JSON.stringify({ query: '{ asker }' });
const write = JSON.stringify({ query: 'mutation { write }' });
const inMs = (ms: number) => new Date(Date.now() + ms);
const sealed = ({ text = body, target = 'central', at = inMs(0), by = keys } = {}) =>
  sealEnvelope({ identity: mei, target, body: text, requestId: 'r-1' }, by, at);

async function send(envelope: string | string[] | undefined, { text = body, method = 'POST', headers = {} } = {}) {
  const own: [string, string][] = [envelope ?? []].flat().map((each) => [envelopeHeader, each]);
  const response = await fetch(url, {
    method,
    headers: [['content-type', 'application/json'], ...Object.entries(headers), ...own] as [string, string][],
    ...(method === 'GET' ? {} : { body: text }),
  });
  return { status: response.status, text: await response.text() };
}

/** The same envelope with other claims in it. */
function changed(
  envelope: string,
  change: (claims: { identity: Identity; target: string; at: number }) => void,
): string {
  const [id, payload = '', signature] = envelope.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
  change(claims);
  return `${id}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}`;
}

test('the bearer of a good envelope is answered', async () => {
  const { status, text } = await send(sealed());
  expect(status).toBe(200);
  expect(JSON.parse(text)).toEqual({ data: { asker: JSON.stringify(mei) } });
});

const refused: [string, () => Promise<{ status: number; text: string }>, RegExp][] = [
  ['without an envelope', () => send(undefined), /is missing/],
  ['with an empty one', () => send(''), /is missing/],
  [
    'with the token of a person instead',
    () => send(undefined, { headers: { authorization: 'Bearer x.y.z' } }),
    /is missing/,
  ],
  ['with one that is none', () => send('nonsense'), /not signed with the key/],
  ['with two', () => send([sealed(), sealed()]), /not signed with the key/],
  [
    'with another role in it',
    () => send(changed(sealed(), ({ identity }) => Object.assign(identity, { role: 'admin' }))),
    /was changed/,
  ],
  [
    'with another time in it',
    () => send(changed(sealed({ at: inMs(-60_000) }), (claims) => Object.assign(claims, { at: Date.now() }))),
    /was changed/,
  ],
  [
    'with another target in it',
    () => send(changed(sealed({ target: 'lending' }), (claims) => Object.assign(claims, { target: 'central' }))),
    /was changed/,
  ],
  ['with the envelope of another body', () => send(sealed(), { text: write }), /another request body/],
  ['with a body that has one more space', () => send(sealed(), { text: `${body} ` }), /another request body/],
  [
    'with an envelope for another subgraph',
    () => send(sealed({ target: 'lending' })),
    /is for lending; this is central/,
  ],
  ['half a minute late', () => send(sealed({ at: inMs(-31_000) })), /3\d s old/],
  ['too early', () => send(sealed({ at: inMs(20_000) })), /s ahead/],
  ['with a key that nobody here has', () => send(sealed({ by: fixedKeys(randomBytes(32)) })), /key is not known/],
];

test.each(refused)('a request %s is answered 401 and nothing else', async (_name, request, message) => {
  const { status, text } = await request();
  expect(status).toBe(401);
  expect(JSON.parse(text)).toEqual({
    errors: [{ message: expect.stringMatching(message), extensions: { code: 'UNAUTHENTICATED' } }],
  });
  expect(answered).toEqual([]);
});

test('an envelope that was opened is refused: for the same request, as a stream, and from many at once', async () => {
  const text = write;
  const envelope = sealed({ text });
  expect((await send(envelope, { text })).status).toBe(200);
  for (const headers of [{}, { accept: 'text/event-stream' }]) {
    const again = await send(envelope, { text, headers });
    expect([again.status, again.text]).toEqual([401, expect.stringContaining('was opened before')]);
  }
  const another = sealed({ text });
  const statuses = await Promise.all(
    Array.from({ length: 20 }, () => send(another, { text }).then(({ status }) => status)),
  );
  expect(statuses.toSorted()).toEqual([200, ...Array.from({ length: 19 }, () => 401)]);
  expect(answered).toHaveLength(2);
});

test('nothing is told to whoever has no envelope: neither schema, nor subscription, nor by another method or path', async () => {
  const { origin } = new URL(url);
  const tries: [string, RequestInit][] = [
    ['/graphql', { method: 'POST', body: JSON.stringify({ query: '{ __schema { types { name } } }' }) }],
    ['/graphql', { method: 'POST', body: JSON.stringify({ query: '{ _service { sdl } }' }) }],
    ['/graphql', { method: 'POST', body: JSON.stringify([{ query: '{ asker }' }]) }],
    [
      '/graphql',
      {
        method: 'POST',
        body: JSON.stringify({ query: 'subscription { events }' }),
        headers: { accept: 'text/event-stream' },
      },
    ],
    ['/graphql?query={asker}', { method: 'GET' }],
    ['/graphql/', { method: 'POST', body }],
    ['//graphql', { method: 'POST', body }],
    ['/', { method: 'GET' }],
    ['/graphql', { method: 'OPTIONS' }],
    ['/graphql', { method: 'PUT', body }],
  ];
  for (const [path, init] of tries) {
    const headers = { 'content-type': 'application/json', ...(init.headers as Record<string, string> | undefined) };
    const response = await fetch(`${origin}${path}`, { ...init, headers });
    expect([400, 401, 404], `${init.method} ${path}`).toContain(response.status);
    expect(await response.text()).not.toMatch(/"data"|"sdl"|"types"/);
  }
  expect(answered).toEqual([]);
  expect(await (await fetch(`${origin}/health`)).json()).toEqual({ status: 'ok', subgraph: 'central' });
});

test('of more than it can answer in the time that they have, the rest is refused at once', async () => {
  const many = (timeLimitMs: number) =>
    Promise.all(
      Array.from({ length: 100 }, () => send(sealed(), { headers: { [timeLimitHeader]: String(timeLimitMs) } })),
    );
  expect((await many(60_000)).filter(({ status }) => status !== 200)).toEqual([]);
  let refused: Awaited<ReturnType<typeof send>> | undefined;
  await until('one is refused', async () => {
    answered.length = 0;
    refused = (await many(8)).find(({ status }) => status === 503);
    return refused !== undefined;
  });
  expect(JSON.parse(refused?.text ?? '')).toEqual({
    errors: [
      {
        message: 'central has too many requests. Try again in a few seconds.',
        extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'central' },
      },
    ],
  });
});

test('whether it may be asked, it says with what is wrong, and nothing of where', async () => {
  const ready = async () => {
    const response = await fetch(`${new URL(url).origin}/ready`);
    return { code: response.status, body: await response.json() };
  };
  expect(await ready()).toEqual({ code: 200, body: { status: 'ready', subgraph: 'central', reasons: [] } });
  const { app: going, url: goingUrl } = await serve(keys);
  const drained = (going as Awaited<ReturnType<typeof serveSubgraph>>).drain(200);
  const response = await fetch(`${new URL(goingUrl).origin}/ready`);
  expect([response.status, await response.json()]).toMatchObject([503, { status: 'draining' }]);
  await drained;
  await going.close();
});

test('a query that is sent again, after its connection broke, is sealed again', async () => {
  const envelopes: string[] = [];
  // A way on which the first answer is lost after the subgraph has given it.
  const lossy = await listen(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const envelope = String(request.headers[envelopeHeader]);
    envelopes.push(envelope);
    const headers = { 'content-type': 'application/json', [envelopeHeader]: envelope };
    const answer = await fetch(url, { method: 'POST', headers, body: Buffer.concat(chunks) });
    if (envelopes.length === 1) response.destroy();
    else response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
  });
  const transport = openHttpTransport({ subgraph: 'central', url: lossy.url, envelopeKeys: keys });
  atEnd(transport.close);
  const answer = await guarded('central', transport.send)({ query: '{ asker }' }, { identity: mei, requestId: 'r-1' });
  expect(answer).toEqual({ data: { asker: JSON.stringify(mei) } });
  expect(new Set(envelopes).size).toBe(2);
  expect(answered).toHaveLength(2);
});

test('the keys change while requests come, and none is refused; a retired key is known no more', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'shelfgraph-rotation-'));
  atEnd(async () => rmSync(folder, { recursive: true }));
  const file = join(folder, 'envelope.key');
  const first = randomBytes(32);
  writeFileSync(file, writtenKeys({ current: first }));
  const age = () => utimesSync(file, new Date(), new Date(Date.now() - 120_000));
  // Each process reads the file for itself.
  const served = await serve(openEnvelopeKeys(file));
  atEnd(() => served.app.close());
  const transport = openHttpTransport({ subgraph: 'central', url: served.url, envelopeKeys: openEnvelopeKeys(file) });
  atEnd(transport.close);
  const ask = () => transport.send({ query: '{ asker }' }, { identity: mei, requestId: 'r-1' });
  const over = new AbortController();
  let count = 0;
  const asking = (async () => {
    for (; !over.signal.aborted; count += 1) expect(await ask()).toHaveProperty('data');
  })();
  const current = () => keyIdOf(parseKeys(readFileSync(file, 'utf8'), file).current);
  const seen = openEnvelopeKeys(file);
  for (const change of ['rotate', 'rotate', 'retire'] as const) {
    age();
    changeKeys(file, change);
    const before = count;
    await expect.poll(() => seen.signing().id, { timeout: 5_000 }).toBe(current());
    await expect.poll(() => count - before, { timeout: 10_000 }).toBeGreaterThan(20);
  }
  over.abort();
  await asking;
  const old = sealEnvelope({ identity: mei, target: 'central', body, requestId: 'r' }, fixedKeys(first), new Date());
  const response = await fetch(served.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [envelopeHeader]: old },
    body,
  });
  expect(response.status).toBe(401);
});
