// Signing in by a click: at this machine, by pages of this gateway, where the network is the embedded one; and nowhere else.

import { request } from 'node:http';
import { networkInterfaces } from 'node:os';
import { afterEach, expect, test } from 'vitest';
import { closeGateways, startGateway, testKeys } from '../test-server.ts';
import { networkPages } from './pages.ts';
import { canSignInAt } from './sign-in.ts';

afterEach(closeGateways);

const started = () => startGateway({}, { pages: networkPages({ signInKey: testKeys.tokenPrivateKey }) });

/** Node's fetch would not send another host. */
const signIn = (origin: string, headers: Record<string, string> = {}, body: unknown = { role: 'clerk' }) =>
  new Promise<{ status: number; body: string }>((done, failed) => {
    const sent = request(`${origin}/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
    });
    sent.once('error', failed).once('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.once('end', () => done({ status: response.statusCode ?? 0, body: text }));
    });
    sent.end(typeof body === 'string' ? body : JSON.stringify(body));
  });

test.each([
  ['reader', { card: 'N2026000001' }],
  ['clerk', { store: 'QINGCHUN' }],
  ['librarian', { library: 'NJ-JL' }],
  ['admin', {}],
])('a click makes the %s of the sample', async (role, claims) => {
  const { origin, post } = await started();
  const { status, body } = await signIn(origin, { origin, 'sec-fetch-site': 'same-origin' }, { role });
  expect(status).toBe(200);
  const { token } = JSON.parse(body) as { token: string };
  const { body: answer } = await post({ query: '{ visitor }' }, { authorization: `Bearer ${token}` });
  expect(JSON.parse(String(answer.data?.['visitor']))).toMatchObject({ role, ...claims });
});

test('only pages of this gateway, at this machine, may', async () => {
  const { origin } = await started();
  const { host, port } = new URL(origin);
  const foreign: Record<string, string>[] = [
    { origin: 'https://elsewhere.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    // A name that was made to lead here, and a proxy on this machine.
    { host: `rebound.example:${port}`, origin: `http://rebound.example:${port}` },
    { host, 'x-forwarded-for': '203.0.113.7' },
    { host, forwarded: 'for=203.0.113.7' },
    { host, via: '1.1 proxy' },
  ];
  for (const headers of foreign) {
    const { status, body } = await signIn(origin, headers);
    expect({ headers, status }).toEqual({ headers, status: 403 });
    expect(body).not.toContain('token"');
  }
  expect((await signIn(origin, { host: `localhost:${port}` })).status).toBe(200);
});

test('who comes from another machine may not', async () => {
  const address = Object.values(networkInterfaces())
    .flat()
    .find((each) => each?.family === 'IPv4' && !each.internal)?.address;
  const { app } = await started();
  // The address of a peer is what the socket says; without a network there is none but this machine's.
  const { statusCode } = await app.inject({
    method: 'POST',
    url: '/sign-in',
    payload: { role: 'admin' },
    headers: { host: 'localhost' },
    remoteAddress: address ?? '203.0.113.7',
  });
  expect(statusCode).toBe(403);
});

test('a role that there is not is named', async () => {
  const { origin } = await started();
  for (const body of [{ role: 'service' }, { role: 'anonymous' }, {}, 'null', '[]']) {
    const { status, body: text } = await signIn(origin, {}, body);
    expect(status).toBe(400);
    expect(text).toContain('reader, clerk, librarian, admin');
  }
});

test('any other network has no such route, and its page says so', async () => {
  const { origin } = await startGateway({}, { pages: networkPages() });
  expect((await signIn(origin)).status).toBe(404);
  expect(await (await fetch(origin)).text()).toContain('"canSignIn":false');
});

test.each([
  ['127.0.0.1', [], true],
  ['localhost', [], true],
  ['::1', [], true],
  ['0.0.0.0', [], false],
  ['192.168.1.7', [], false],
  ['127.0.0.1', ['10.0.0.7'], false],
])('a gateway at %s with the proxies %s lets in by a click: %s', (host, trustedProxies, can) => {
  expect(canSignInAt({ host, trustedProxies })).toBe(can);
});
