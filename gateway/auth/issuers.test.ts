// Issuers whose servers do what servers do: they rotate keys, die, come back, lie, are slow and talk without end.
import { generateKeyPairSync } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readIssuers } from '../../lib/issuers.ts';
import { type Answering, startIssuer, type TestIssuer } from '../../test/issuer.ts';
import { closeGateways, startGateway } from '../test-server.ts';
import { createIdentities, type Identities } from './identities.ts';

const begin = Date.now();
/** So many seconds after the beginning. */
const after = (seconds: number) => new Date(begin + seconds * 1_000);

let issuer: TestIssuer;
let identities: Identities;
let failures: string[];

function identitiesOf(entry: object): Identities {
  const onKeysFailure = (_issuer: string, { message }: Error) => failures.push(message);
  return createIdentities({ issuers: readIssuers(JSON.stringify([entry])), onKeysFailure });
}

beforeEach(async () => {
  failures = [];
  issuer = await startIssuer();
  identities = identitiesOf(issuer.entry());
});
afterEach(async () => {
  await identities.close();
  await issuer[Symbol.asyncDispose]();
});
afterAll(closeGateways);

/** What comes of a token: who it is, or the code of the refusal. */
async function outcome(token: string, now: Date): Promise<string> {
  try {
    const { identity } = await identities.read(`Bearer ${token}`, now);
    return identity.role;
  } catch (error) {
    const { code, extensions } = error as { code?: string; extensions?: { code: string } };
    return String(extensions?.code ?? code);
  }
}

/** Reads under way in the background have ended. */
const settled = (asked: number) => expect.poll(() => issuer.asked()).toBe(asked);

test('keys are read once for all tokens, also for those that come at once', async () => {
  const tokens = await Promise.all(Array.from({ length: 20 }, (_, index) => issuer.sign({ sub: `clerk-${index}` })));
  expect(issuer.asked()).toBe(0);
  const roles = await Promise.all(tokens.map((token) => outcome(token, after(0))));
  expect(new Set(roles)).toEqual(new Set(['clerk']));
  expect(issuer.asked()).toBe(1);
});

describe('when the issuer rotates its keys', () => {
  test('tokens of the new key are taken, and those of the old one are no more, though they were verified before', async () => {
    const old = await issuer.sign();
    expect(await outcome(old, after(0))).toBe('clerk');
    issuer.rotate();
    const fresh = await issuer.sign();
    expect(await outcome(fresh, after(31))).toBe('clerk');
    expect(issuer.asked()).toBe(2);
    expect(await outcome(old, after(31))).toBe('UNAUTHENTICATED');
  });

  test('an old key goes within minutes, also if no token asks for a new one', async () => {
    const old = await issuer.sign();
    expect(await outcome(old, after(0))).toBe('clerk');
    issuer.rotate();
    expect(await outcome(old, after(301))).toBe('clerk');
    await settled(2);
    await expect.poll(() => outcome(old, after(302))).toBe('UNAUTHENTICATED');
  });

  test('and keeps the id of a key, the new key is found all the same', async () => {
    expect(await outcome(await issuer.sign(), after(0))).toBe('clerk');
    issuer.rotate();
    issuer.answering((reply) => {
      const key = { ...issuer.publicKey('EdDSA').export({ format: 'jwk' }), kid: 'EdDSA-1' };
      reply.end(JSON.stringify({ keys: [key] }));
    });
    expect(await outcome(await issuer.sign({}, { header: { kid: 'EdDSA-1' } }), after(31))).toBe('clerk');
  });
});

test('unknown keys make nobody ask more than once in the cooldown, however many there are', async () => {
  const tokens = await Promise.all(
    Array.from({ length: 30 }, (_, kid) => issuer.sign({}, { header: { kid: `k${kid}` } })),
  );
  for (const [index, token] of tokens.entries()) expect(await outcome(token, after(index))).toBe('UNAUTHENTICATED');
  expect(issuer.asked()).toBe(1);
  const all = await Promise.all(tokens.map((token) => outcome(token, after(60))));
  expect(new Set(all)).toEqual(new Set(['UNAUTHENTICATED']));
  expect(issuer.asked()).toBe(2);
});

describe('when the issuer is dead', () => {
  test('tokens of known keys are taken for a day, new ones too; then nobody is', async () => {
    const known = await issuer.sign({ exp: begin / 1_000 + 200_000 });
    const fresh = await issuer.sign({ sub: 'lan', exp: begin / 1_000 + 200_000 });
    expect(await outcome(known, after(0))).toBe('clerk');
    await issuer.die();
    expect(await outcome(fresh, after(600))).toBe('clerk');
    expect(await outcome(known, after(86_400))).toBe('clerk');
    expect(await outcome(known, after(86_401))).toBe('SERVICE_UNAVAILABLE');
    expect(failures.length).toBeGreaterThan(0);
    await issuer.revive();
    expect(await outcome(known, after(86_420))).toBe('clerk');
  });

  test('a key that is not known may be good, and is not taken', async () => {
    expect(await outcome(await issuer.sign(), after(0))).toBe('clerk');
    issuer.rotate();
    const fresh = await issuer.sign();
    await issuer.die();
    expect(await outcome(fresh, after(31))).toBe('SERVICE_UNAVAILABLE');
    const forged = await issuer.sign({}, { header: { kid: 'EdDSA-1' } });
    expect(await outcome(forged, after(32))).toBe('UNAUTHENTICATED');
    await issuer.revive();
    expect(await outcome(fresh, after(40))).toBe('clerk');
  });

  test('from the beginning, callers get 503 and when to try again; a WebSocket is closed with 1013', async () => {
    await issuer.die();
    const { post, origin } = await startGateway({}, { identities });
    const authorization = `Bearer ${await issuer.sign()}`;
    const { status, headers, body } = await post({ query: '{ visitor }' }, { authorization });
    expect(status).toBe(503);
    expect(headers.get('retry-after')).toBe('5');
    expect(body.errors).toEqual([
      {
        message: expect.stringMatching(/暂时无法核验令牌.*cannot be read now/),
        extensions: { code: 'SERVICE_UNAVAILABLE', service: issuer.issuer, retryAfter: 5 },
      },
    ]);
    expect((await post({ query: '{ visitor }' })).status).toBe(200);
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    const { promise: code, resolve } = Promise.withResolvers<number>();
    socket.addEventListener('open', () =>
      socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization } })),
    );
    socket.addEventListener('close', (event) => resolve(event.code));
    expect(await code).toBe(1013);
  });
});

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' });
const json = (value: unknown) => (reply: ServerResponse) => reply.end(JSON.stringify(value));
const lies: [string, Answering][] = [
  ['an error page', (reply) => reply.writeHead(500).end('<html>Internal error</html>')],
  ['a page that says 200', (reply) => reply.end('<html>Sign in</html>')],
  ['a redirect', (reply) => reply.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()],
  ['null', json(null)],
  ['a list', json([])],
  ['no keys', json({ keys: [] })],
  ['keys that are none', json({ keys: [null, 'key', 7, {}] })],
  ['a secret', json({ keys: [{ kty: 'oct', k: 'c2VjcmV0', kid: 'EdDSA-1' }] })],
  ['private keys', json({ keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'EdDSA-1' }] })],
  ['a key for encryption', json({ keys: [{ ...publicKey.export({ format: 'jwk' }), use: 'enc' }] })],
  ['an RSA key of 1024 bits', json({ keys: [{ ...weak, kid: 'RS256-1' }] })],
  ['keys without number', json({ keys: Array.from({ length: 101 }, () => publicKey.export({ format: 'jwk' })) })],
  ['10 MB', (reply) => reply.end(`{"keys":[${' '.repeat(10_000_000)}]}`)],
  [
    '10 MB and more in its head',
    (reply) => reply.writeHead(200, { 'content-length': '10000000000' }).write(' '.repeat(300_000)),
  ],
  ['nothing, and hangs up', (reply) => reply.destroy()],
];

describe('when the issuer answers', () => {
  test.each(
    lies,
  )('%s, that counts as no answer: known keys stay, and it is not asked again at once', async (_name, how) => {
    const [known, fresh] = [await issuer.sign(), await issuer.sign({ sub: 'lan' })];
    expect(await outcome(known, after(0))).toBe('clerk');
    issuer.answering(how);
    const unknown = await issuer.sign({}, { header: { kid: 'other' } });
    expect(await outcome(unknown, after(301))).toBe('SERVICE_UNAVAILABLE');
    expect(failures).toHaveLength(1);
    expect(await outcome(known, after(302))).toBe('clerk');
    expect(await outcome(fresh, after(302))).toBe('clerk');
    expect(issuer.asked()).toBe(2);
  });
});

// These take the five seconds that an issuer has.
describe.concurrent('when the issuer is slow', () => {
  const slow: [string, Answering][] = [
    ['to begin', () => {}],
    [
      'to come to an end',
      (reply) => {
        const drip = setInterval(() => reply.write(' '), 100);
        reply.once('close', () => clearInterval(drip));
      },
    ],
  ];
  test.each(slow)('%s, known keys are not waited for, and others for five seconds at most', async (_name, how) => {
    await using own = await startIssuer();
    const reader = identitiesOf(own.entry());
    const read = async (token: string, now: Date) => (await reader.read(`Bearer ${token}`, now)).identity.role;
    const [known, fresh] = [await own.sign(), await own.sign({ sub: 'lan' })];
    expect(await read(known, after(0))).toBe('clerk');
    own.answering(how);
    const before = performance.now();
    expect(await read(known, after(301))).toBe('clerk');
    expect(await read(fresh, after(301))).toBe('clerk');
    expect(performance.now() - before).toBeLessThan(2_000);
    const unknown = await own.sign({}, { header: { kid: 'other' } });
    await expect(read(unknown, after(302))).rejects.toThrow('cannot be read now');
    expect(performance.now() - before).toBeLessThan(8_000);
    await reader.close();
  });
});

describe('what an issuer calls things', () => {
  test('is mapped to roles, stores and scopes of this network', async () => {
    await identities.close();
    identities = identitiesOf(
      issuer.entry({
        roles: ['clerk', 'librarian'],
        claims: {
          subject: 'preferred_username',
          role: { claim: ['realm_access', 'roles'], values: { shop: 'clerk', library_staff: 'librarian' } },
          store: ['shop', 'code'],
          library: 'https://example.org/library',
          scopes: { claim: 'scp', values: { pos: ['order.submit', 'store'] } },
        },
      }),
    );
    const read = async (claims: object) => {
      const token = await issuer.sign({ role: 'admin', preferred_username: 'mei@shop', ...claims });
      return (await identities.read(`Bearer ${token}`, after(0))).identity;
    };
    expect(
      await read({
        realm_access: { roles: ['offline_access', 'shop'] },
        shop: { code: 'QINGCHUN' },
        scp: ['pos', 'email'],
      }),
    ).toEqual({ role: 'clerk', subject: 'mei@shop', store: 'QINGCHUN', scopes: ['order.submit', 'store'] });
    expect(await read({ realm_access: { roles: ['library_staff'] }, 'https://example.org/library': 'NJ-JN' })).toEqual({
      role: 'librarian',
      subject: 'mei@shop',
      library: 'NJ-JN',
    });
    await expect(read({ realm_access: { roles: ['toString'] } })).rejects.toThrow('must be shop or library_staff');
  });

  test('of one role needs no claim for it', async () => {
    await identities.close();
    identities = identitiesOf(issuer.entry({ roles: ['reader'], claims: { card: 'sub', scopes: null } }));
    const token = await issuer.sign({ role: 'admin', sub: 'N2026000001', scope: 'openid' });
    expect((await identities.read(`Bearer ${token}`, after(0))).identity).toEqual({
      role: 'reader',
      subject: 'N2026000001',
      card: 'N2026000001',
    });
  });
});
