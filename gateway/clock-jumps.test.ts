// The clock of a machine is set by an hour while the gateway runs: nothing hangs, nobody is locked out, what was taken back stays so, and
// no restart is needed.
import { afterEach, expect, test, vi } from 'vitest';
import { createApiKeySecret } from '../lib/api-key-secrets.ts';
import { readIssuers } from '../lib/issuers.ts';
import { createNonces } from '../lib/nonces.ts';
import { SubgraphError, type Transport } from '../lib/transport.ts';
import { startIssuer } from '../test/issuer.ts';
import { createApiKeys } from './auth/api-keys.ts';
import { createIdentities } from './auth/identities.ts';
import { createRates } from './limits/rates.ts';
import { localTransport } from './transports/local.ts';
import { guarded } from './transports/outages.ts';
import { call } from './transports/test-subgraph.ts';

const hour = 3_600_000;
const begin = Date.UTC(2026, 10, 1, 12);
const at = (ms: number) => new Date(begin + ms);

const jumps = [-hour, hour];
const silent: Transport = () => new Promise(() => {});
afterEach(() => vi.useRealTimers());

/** Sets the clock of the wall; timers and `performance.now()` go on as they do on a machine. */
function setClock(to: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: to });
}

test.each(jumps)('by %i ms: a request that is under way ends at its limit, neither sooner nor later', async (jump) => {
  const timeLimitMs = 300;
  const send = guarded('central', localTransport('central', silent, { timeLimitMs }), { timeLimitMs, concurrency: 1 });
  const begun = performance.now();
  const outcomes = Promise.allSettled([send({ query: '{ a }' }, call), send({ query: '{ b }' }, call)]);
  setClock(Date.now() + jump);
  const later = send({ query: '{ c }' }, { ...call, endsAt: performance.now() + 200 });
  await expect(later).rejects.toMatchObject({ code: 'SUBGRAPH_TIMEOUT' });
  expect(await outcomes).toMatchObject([
    { reason: { code: 'SUBGRAPH_TIMEOUT' } },
    { reason: { code: 'SUBGRAPH_TIMEOUT' } },
  ]);
  expect(performance.now() - begun).toBeGreaterThan(290);
});

test.each(jumps)('by %i ms: a subgraph that was left alone is asked again within the usual time', async (jump) => {
  let isDown = true;
  const subgraph: Transport = async () => {
    if (isDown) throw new SubgraphError('SUBGRAPH_UNAVAILABLE', 'central');
    return { data: { a: 1 } };
  };
  const breaker = { calls: 4, minimumCalls: 2, probeAfterMs: 100, probeAfterLimitMs: 100 };
  const send = guarded('central', subgraph, { breaker });
  const ask = () => send({ query: 'mutation { a }' }, call);
  for (let count = 0; count < 2; count++) await expect(ask()).rejects.toThrow('cannot be reached');
  isDown = false;
  setClock(Date.now() + jump);
  await expect(ask()).rejects.toThrow('is not asked for now');
  await expect.poll(ask, { timeout: 2_000 }).toEqual({ data: { a: 1 } });
});

test('back: who has used up a minute has another one', () => {
  const rates = createRates();
  const take = (now: number) => rates.take('a client', 1, 1, now);
  expect([take(begin), take(begin)]).toMatchObject([{ left: 0 }, { extensions: { code: 'RATE_LIMITED' } }]);
  // By clocks of two gateways that differ by a second at the turn of a minute nobody gains anything …
  expect(take(begin - 1_000)).toMatchObject({ extensions: { code: 'RATE_LIMITED' } });
  // … and nobody is refused for an hour.
  expect(take(begin - hour)).toMatchObject({ left: 0 });
});

test('ahead for a while and back: envelopes are taken, and those that were opened are not', () => {
  const nonces = createNonces({ lifeMs: 30_000 });
  const use = (nonce: string, ms: number) => nonces.use(nonce, begin + ms, begin + ms);
  expect(use('a', 0)).toBe('new');
  for (let second = 0; second <= 120; second += 10) expect(use(`b${second}`, hour + second * 1_000)).toBe('new');
  expect(use('c', 1_000)).toBe('new');
  expect([nonces.use('a', begin, begin + 2_000), nonces.use('c', begin + 1_000, begin + 2_000)]).toEqual([
    'used',
    'used',
  ]);
});

test('back: a key that is revoked meanwhile is refused, and one that nobody knows yet is looked up', async () => {
  const grant = { store: 'QINGCHUN', prefix: 'sgk_a', scopes: [], expiresAt: at(24 * hour).toISOString() };
  const answer: { apiKeyGrant: object | null } = { apiKeyGrant: grant };
  const keys = createApiKeys({ bookstores: async () => ({ data: answer }), guessesPerSecond: 1 });
  const read = (secret: string, ms: number) => keys.read(secret, at(ms));
  const [known, unknown] = [createApiKeySecret(), createApiKeySecret()];
  await read(known, 0);
  await expect(read(unknown, -hour)).rejects.toMatchObject({ extensions: { code: 'RATE_LIMITED' } });
  await read(unknown, -hour + 1_000);
  answer.apiKeyGrant = null;
  await expect(read(known, -hour)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
});

test('back: keys that an issuer withdraws or adds meanwhile are known of as soon as ever', async () => {
  await using issuer = await startIssuer();
  const identities = createIdentities({ issuers: readIssuers(JSON.stringify([issuer.entry()])), onKeysFailure() {} });
  const now = Date.now();
  const old = await issuer.sign({ exp: now / 1_000 + 3_600 });
  const read = (token: string, ms: number) => identities.read(`Bearer ${token}`, new Date(now + ms));
  await read(old, hour / 2);
  issuer.rotate();
  await read(await issuer.sign({ exp: now / 1_000 + 3_600 }), 0);
  await expect(read(old, 0)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
  await identities.close();
});
