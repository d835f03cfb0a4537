// Requests that one server on the way may read as one and the next as two, and headers that say what only the gateway may say: sent as
// bytes. Each is refused before it is read as an operation, and nothing a client says of itself reaches a subgraph.
import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { createClient } from 'graphql-ws';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createEnvelopeNonces, envelopeHeader, openEnvelope } from '../lib/envelope.ts';
import { fixedKeys } from '../lib/envelope-keys.ts';
import { anonymous } from '../lib/identity.ts';
import { closeGateways, startGateway } from './test-server.ts';
import { openHttpTransport } from './transports/http.ts';
import { atEnd, closeAll, listen } from './transports/test-subgraph.ts';

let gateway: Awaited<ReturnType<typeof startGateway>>;
beforeAll(async () => {
  gateway = await startGateway();
});
beforeEach(() => {
  gateway.sent.length = 0;
});
afterEach(closeAll);
afterAll(closeGateways);

const body = '{"query":"{ books { id } }"}';
const length = `content-length: ${body.length}`;
const chunks = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
/** What is to be taken for a request of its own. */
const smuggled = `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n${length}\r\n\r\n${body}`;

function post(headers: string[], content = body): string {
  const lines = ['POST /graphql HTTP/1.1', 'content-type: application/json', ...headers];
  return `${lines.join('\r\n')}\r\n\r\n${content}${smuggled}`;
}

/** All that comes back on a connection on which these bytes are sent. */
function answerTo(bytes: string): Promise<string> {
  const socket = connect(Number(new URL(gateway.origin).port), '127.0.0.1', () => socket.end(bytes, 'latin1'));
  return text(socket);
}

describe('a request whose end can be read in two ways is refused with 400, and its connection closed', () => {
  test.each([
    ['a length and chunks', ['host: x', length, 'transfer-encoding: chunked'], chunks],
    ['chunks and a length', ['host: x', 'transfer-encoding: chunked', length], chunks],
    ['two lengths', ['host: x', length, 'content-length: 0'], body],
    ['the same length twice', ['host: x', length, length], body],
    ['a list of lengths', ['host: x', `${length}, ${body.length}`], body],
    ['a length with a sign', ['host: x', `content-length: +${body.length}`], body],
    ['a length in hexadecimal', ['host: x', `content-length: 0x${body.length.toString(16)}`], body],
    ['an encoding that is nearly chunks', ['host: x', 'transfer-encoding: xchunked'], chunks],
    ['chunks that are not the last encoding', ['host: x', 'transfer-encoding: chunked, identity'], chunks],
    ['two encodings', ['host: x', 'transfer-encoding: chunked', 'transfer-encoding: identity'], chunks],
    ['a space before the colon', ['host: x', 'transfer-encoding : chunked'], chunks],
    ['a header that goes on in the next line', ['host: x', 'transfer-encoding:', ' chunked'], chunks],
    ['a carriage return in a header', ['host: x', `x-a: b\rtransfer-encoding: chunked`, length], body],
    ['lines that end with a line feed alone', ['host: x', `x-a: b\n${length}`], body],
    ['U+0000 in a header', ['host: x', 'x-a: b\u0000c', length], body],
    ['a chunk without a length', ['host: x', 'transfer-encoding: chunked'], `\r\n${body}\r\n0\r\n\r\n`],
    [
      'a chunk of a length beyond all numbers',
      ['host: x', 'transfer-encoding: chunked'],
      `${'f'.repeat(20)}\r\n${body}`,
    ],
  ])('%s', async (_, headers, content) => {
    const answer = await answerTo(post(headers, content));
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(answer).toContain('"code":"BAD_REQUEST"');
    expect(gateway.sent).toEqual([]);
  });
});

test.each([
  ['no host', []],
  ['two hosts', ['host: x', 'host: y']],
  ['the same host twice', ['host: x', 'Host: x']],
])('a request to %s is refused with 400', async (_, hosts) => {
  const lines = ['POST /graphql HTTP/1.1', ...hosts, 'content-type: application/json', length];
  const answer = await answerTo(`${lines.join('\r\n')}\r\n\r\n${body}`);
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(answer).toContain('"code":"BAD_REQUEST"');
  expect(gateway.sent).toEqual([]);
});

test('the body of a request is never another request', async () => {
  const head = `GET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: ${smuggled.length}\r\n\r\n`;
  const answer = await answerTo(head + smuggled);
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1);
  expect(gateway.sent).toEqual([]);
});

describe('what only the gateway may say', () => {
  const claims = {
    [envelopeHeader]: 'aaaaaaaa.eyJpZGVudGl0eSI6eyJyb2xlIjoiYWRtaW4ifX0.AAAA',
    'x-shelfgraph-time-limit': '999999',
    'x-forwarded-user': 'admin',
    'x-user': 'admin',
    'x-role': 'admin',
    identity: '{"role":"admin"}',
    cookie: 'authorization=admin',
    'x-tenant': 'own',
  };

  test('reaches no subgraph from a client: it is told by a sealed envelope who asks', async () => {
    const keys = fixedKeys(randomBytes(32));
    const received: { headers: IncomingHttpHeaders; body: string }[] = [];
    const subgraph = await listen(async (request, response) => {
      received.push({ headers: request.headers, body: await text(request) });
      response.setHeader('content-type', 'application/json').end('{"data":{"books":[]}}');
    });
    const transport = openHttpTransport({ subgraph: 'central', url: subgraph.url, envelopeKeys: keys });
    atEnd(transport.close);
    // The operators pass on one header, and by mistake two that are ours.
    const forwardedHeaders = ['x-tenant', envelopeHeader, 'x-shelfgraph-time-limit'];
    const { post: ask } = await startGateway({ central: transport.send }, { forwardedHeaders });
    await ask({ query: '{ books { id } }' }, claims);
    const [request] = received;
    expect(received).toHaveLength(1);
    expect(request?.headers).toMatchObject({ 'x-tenant': 'own' });
    for (const name of ['x-forwarded-user', 'x-user', 'x-role', 'identity', 'cookie']) {
      expect(request?.headers).not.toHaveProperty(name);
    }
    expect(Number(request?.headers['x-shelfgraph-time-limit'])).toBeLessThan(60_000);
    const opened = openEnvelope(String(request?.headers[envelopeHeader]), {
      target: 'central',
      body: request?.body ?? '',
      keys,
      nonces: createEnvelopeNonces(),
      now: new Date(),
    });
    expect(opened.identity).toEqual(anonymous);
  });

  test('is not believed by the gateway', async () => {
    const { body: answer } = await gateway.post({ query: '{ visitor }' }, claims);
    expect(JSON.parse(String(answer.data?.['visitor']))).toEqual(anonymous);
  });

  test('a line break in a header that comes over a WebSocket is refused', async () => {
    const { origin, sent } = await startGateway({}, { forwardedHeaders: ['x-tenant'] });
    const client = createClient({
      url: origin.replace('http', 'ws').concat('/graphql'),
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      connectionParams: { 'x-tenant': `a\r\n${envelopeHeader}: b` },
    });
    const ended = (async () => {
      for await (const result of client.iterate({ query: '{ books { id } }' })) return result;
      return null;
    })();
    await expect(ended).rejects.toMatchObject({ code: 4400, reason: expect.stringContaining('x-tenant') });
    expect(sent).toEqual([]);
  });
});
