// What pages of other origins may do, and the headers that browsers are given, over real connections.
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { networkPages } from './pages/pages.ts';
import { closeGateways, startGateway } from './test-server.ts';

afterEach(closeGateways);

const opac = 'https://opac.example.org';
const operation = JSON.stringify({ query: '{ books { id } }' });
const json = { 'content-type': 'application/json' };

const preflight = (url: string, from: string) =>
  fetch(`${url}/graphql`, {
    method: 'OPTIONS',
    headers: {
      origin: from,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    },
  });

/** The status with which a WebSocket is answered; 101 when it opens. */
const opening = (url: string, from: string | undefined, headers = {}) =>
  new Promise<number>((told, failed) => {
    const socket = new WebSocket(
      `${url.replace('http', 'ws')}/graphql`,
      'graphql-transport-ws',
      from === undefined ? { headers } : { headers, origin: from },
    );
    socket.once('open', () => {
      socket.terminate();
      told(101);
    });
    socket.once('unexpected-response', (_request, response) => told(response.statusCode ?? 0));
    socket.once('error', failed);
  });

/** All that comes back on a connection that sends these bytes and then waits. */
const answerTo = (url: string, bytes: string) => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(bytes));
  return text(socket);
};

describe('the security headers', () => {
  const expected = {
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  };

  test.each([
    ['an answer', '/graphql', { method: 'POST', headers: json, body: operation }, 200],
    [
      'a stream of events',
      '/graphql',
      { method: 'POST', headers: { ...json, accept: 'text/event-stream' }, body: operation },
      200,
    ],
    ['an operation that is refused', '/graphql', { method: 'POST', headers: json, body: '{"query":"{"}' }, 400],
    ['a token that is not good', '/graphql', { headers: { authorization: 'Bearer x' } }, 401],
    ['a path where nothing is', '/nothing', {}, 404],
    ['the health', '/health', {}, 200],
  ] as const)('are on %s', async (_of, path, init, status) => {
    const { origin } = await startGateway();
    const response = await fetch(`${origin}${path}`, init as RequestInit);
    await response.text();
    expect(response.status).toBe(status);
    expect(Object.fromEntries(response.headers)).toMatchObject(expected);
    expect(response.headers.has('strict-transport-security')).toBe(false);
    expect(response.headers.has('access-control-allow-origin')).toBe(false);
    expect(response.headers.has('x-powered-by') || response.headers.has('server')).toBe(false);
  });

  test('leave the playground its own content policy', async () => {
    const { origin } = await startGateway({}, { pages: networkPages() });
    const { headers } = await fetch(`${origin}/`);
    expect(headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(headers.get('x-frame-options')).toBe('DENY');
  });
});

describe('a page of another origin', () => {
  test('may do nothing unless it is allowed', async () => {
    const { origin, sent } = await startGateway();
    const response = await preflight(origin, opac);
    expect(response.ok).toBe(false);
    expect(response.headers.has('access-control-allow-origin')).toBe(false);
    // What a form or an image of any page can send without being asked for permission is refused.
    const simple = await fetch(`${origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', origin: opac },
      body: operation,
    });
    expect(simple.status).toBe(400);
    expect(await simple.text()).toContain('CSRF');
    const image = await fetch(`${origin}/graphql?query=${encodeURIComponent('{ books { id } }')}`, {
      headers: { origin: opac },
    });
    expect(image.status).toBe(400);
    expect(await image.text()).toContain('CSRF');
    expect(sent).toEqual([]);
  });

  test('may ask and read when its origin is named, and no other may', async () => {
    const { origin } = await startGateway({}, { origins: [opac] });
    const allowed = await preflight(origin, opac);
    expect(allowed.status).toBe(204);
    expect(Object.fromEntries(allowed.headers)).toMatchObject({
      'access-control-allow-origin': opac,
      'access-control-allow-headers': expect.stringContaining('authorization'),
      'access-control-max-age': '3600',
    });
    expect(allowed.headers.has('access-control-allow-credentials')).toBe(false);
    const answer = await fetch(`${origin}/graphql`, {
      method: 'POST',
      headers: { ...json, origin: opac },
      body: operation,
    });
    expect(answer.headers.get('access-control-allow-origin')).toBe(opac);
    expect(answer.headers.get('access-control-expose-headers')).toContain('x-request-id');
    const other = await preflight(origin, 'https://elsewhere.example');
    expect(other.headers.get('access-control-allow-origin')).not.toBe('https://elsewhere.example');
    expect(other.headers.get('access-control-allow-origin')).not.toBe('*');
  });

  test('may open a WebSocket only where it may call', async () => {
    const { origin } = await startGateway({}, { origins: [opac] });
    expect(await opening(origin, opac)).toBe(101);
    expect(await opening(origin, origin)).toBe(101);
    expect(await opening(origin, 'https://elsewhere.example')).toBe(403);
    expect(await opening(origin, 'null')).toBe(403);
    expect(await opening(origin, `${origin}.elsewhere.example`)).toBe(403);
    // A browser's whose origin was lost on the way.
    expect(await opening(origin, undefined, { 'sec-fetch-site': 'cross-site' })).toBe(403);
    // No browser: it could say any origin it likes, and has no other rights than its token's.
    expect(await opening(origin, undefined)).toBe(101);
  });
});

describe('a client that is too slow', () => {
  test('does not hold a connection with half a head', async () => {
    const { origin } = await startGateway({}, { headTimeoutMs: 300 });
    expect(await answerTo(origin, 'GET /health HTTP/1.1\r\nhost: x\r\nx-slow: ')).toMatch(/^HTTP\/1\.1 408 /);
  });

  test('does not hold a connection with half a body', async () => {
    const { origin } = await startGateway({}, { requestTimeoutMs: 300 });
    const head =
      'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"query"';
    expect(await answerTo(origin, head)).toMatch(/^HTTP\/1\.1 408 /);
  });

  test('does not hold a connection on which nothing moves', async () => {
    const { origin } = await startGateway({}, { idleTimeoutMs: 300 });
    expect(await answerTo(origin, '')).toBe('');
  });
});
