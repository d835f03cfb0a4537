// How often a client may come, by every way in, and through several gateways that share a database.
import { createClient } from 'graphql-ws';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { columnsIn } from '../../test/columns.ts';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import type { Person } from '../auth/claims.ts';
import { issueToken } from '../auth/development.ts';
import { database as definition, openGatewayDatabase } from '../database.ts';
import type { GatewayOptions } from '../server.ts';
import { type Answer, closeGateways, startGateway, testKeys } from '../test-server.ts';
import { type RoleLimits, standardLimits } from './roles.ts';

afterEach(closeGateways);

const query = '{ books { id } }';
const lan: Person = { role: 'reader', subject: 'lan', card: '001' };
const bearer = async (person: Person) =>
  ({ authorization: `Bearer ${await issueToken(testKeys.tokenPrivateKey, person, { ttl: 60 })}` }) as const;

/** Limits of this many requests a minute. */
function rates({ anonymous = 1_000, reader = 1_000, address = 1_000 } = {}): RoleLimits {
  return {
    ...standardLimits,
    anonymous: { ...standardLimits.anonymous, rate: anonymous },
    reader: { ...standardLimits.reader, rate: reader },
    address: { rate: address },
  };
}

const limitedTo = (values: Parameters<typeof rates>[0], options: Partial<GatewayOptions> = {}) =>
  startGateway({}, { limits: rates(values), ...options });

const codesOf = ({ errors }: Answer) => errors?.map(({ extensions }) => extensions['code']);

describe('a client that comes too often', () => {
  test('gets 429, when to come again, and how it stands; others are served', async () => {
    const { post, sent } = await limitedTo({ anonymous: 2 });
    const [first, second, third] = [await post({ query }), await post({ query }), await post({ query })];
    expect([first.status, first.headers.get('ratelimit-policy')]).toEqual([200, '"minute";q=2;w=60']);
    expect(first.headers.get('ratelimit')).toMatch(/^"minute";r=1;t=\d+$/);
    expect(second.headers.get('ratelimit')).toMatch(/^"minute";r=0;t=\d+$/);
    expect(third.status).toBe(429);
    const retryAfter = Number(third.headers.get('retry-after'));
    expect(retryAfter).toBeGreaterThan(0);
    expect(third.headers.get('ratelimit')).toBe(`"minute";r=0;t=${retryAfter}`);
    expect(third.body.errors?.[0]?.extensions).toEqual({ code: 'RATE_LIMITED', limit: 2, requests: 2, retryAfter });
    expect(sent.length).toBe(2);
    expect((await post({ query }, await bearer(lan))).status).toBe(200);
  });

  test('is refused before its request is read', async () => {
    const { post } = await limitedTo({ anonymous: 1 });
    await post({ query });
    expect((await post('{"query":')).status).toBe(429);
  });

  test('is known wherever it comes from, and in every process', async () => {
    const { post } = await limitedTo({ reader: 2 });
    await post({ query }, await bearer(lan));
    await post({ query }, await bearer(lan));
    expect((await post({ query }, await bearer(lan))).status).toBe(429);
    expect((await post({ query }, await bearer({ ...lan, subject: 'wei' }))).status).toBe(200);
  });

  test('pays for dear operations as for several', async () => {
    const { post } = await limitedTo({ anonymous: 20 });
    const dear = '{ shelf(first: 90) { holdings { id } } }';
    expect((await post({ query: dear })).headers.get('ratelimit')).toContain('r=19;');
    const next = await post({ query });
    expect(next.headers.get('ratelimit')).toContain('r=9;');
  });

  test('is told over SSE and WebSocket too, there for each operation', async () => {
    const { origin, post } = await limitedTo({ anonymous: 2 });
    const client = createClient({ url: `${origin.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket });
    const results: unknown[] = [];
    for (let at = 0; at < 3; at += 1) {
      try {
        for await (const { data } of client.iterate({ query })) results.push(data);
      } catch (errors) {
        results.push((errors as Answer['errors'])?.[0]?.extensions);
      }
    }
    await client.dispose();
    expect(results[1]).toHaveProperty('books');
    expect(results[2]).toMatchObject({ code: 'RATE_LIMITED', limit: 2, requests: 2 });
    expect((await post({ query }, { accept: 'text/event-stream' })).status).toBe(429);
  });
});

describe('an address', () => {
  test('is limited whoever comes from it, and the state of the gateway is told all the same', async () => {
    const { post, origin } = await limitedTo({ address: 2 });
    await post({ query });
    await post({ query }, await bearer(lan));
    expect((await post({ query }, await bearer(lan))).status).toBe(429);
    expect((await fetch(`${origin}/elsewhere`)).status).toBe(429);
    expect((await fetch(`${origin}/ready`)).status).toBe(200);
  });

  test('gets 429 as any answer, and pages that may call can read it', async () => {
    const page = { origin: 'https://opac.example.org' };
    const { post } = await limitedTo({ address: 1 }, { origins: [page.origin] });
    await post({ query }, page);
    const { status, headers } = await post({ query }, page);
    expect([status, headers.get('x-content-type-options')]).toEqual([429, 'nosniff']);
    expect(headers.get('access-control-allow-origin')).toBe(page.origin);
    expect(headers.get('access-control-expose-headers')).toContain('retry-after');
  });

  test('from which one token after the other is tried is limited soon', async () => {
    const { post } = await limitedTo({ address: 100 });
    const statuses: number[] = [];
    for (let at = 0; at < 6; at += 1) statuses.push((await post({ query }, { authorization: `Bearer ${at}` })).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    expect((await post({ query }, await bearer(lan))).status).toBe(429);
  });

  test('is what the connection says, whatever a client writes into a header', async () => {
    const { post } = await limitedTo({ anonymous: 2 });
    const from = (address: string) => post({ query }, { 'x-forwarded-for': address });
    expect([(await from('10.0.0.1')).status, (await from('10.0.0.2')).status]).toEqual([200, 200]);
    expect((await from('10.0.0.3')).status).toBe(429);
  });

  test('is what a trusted proxy says, and no more than it says', async () => {
    const { post } = await limitedTo({ anonymous: 1 }, { trustedProxies: ['127.0.0.1', '10.1.0.0/16'] });
    const from = (addresses: string) => post({ query }, { 'x-forwarded-for': addresses });
    expect((await from('203.0.113.7')).status).toBe(200);
    expect((await from('203.0.113.8, 10.1.2.3')).status).toBe(200);
    // What stands before the last address that is not ours was written by the client.
    expect((await from('198.51.100.1, 203.0.113.7')).status).toBe(429);
  });
});

describe('gateways that share a database', () => {
  let shared: TestDatabase;
  beforeAll(async () => {
    shared = await createTestDatabase();
  });
  afterAll(() => shared.drop());

  test('have the table that the entity says', async () => {
    const orm = await openGatewayDatabase(shared.url);
    try {
      const { columns, indexes } = await columnsIn(orm);
      expect(columns).toEqual(['client', 'minute', 'points']);
      expect(indexes).toEqual(['rate_count_minute_index', 'rate_count_pkey']);
      expect(definition.entities).toHaveLength(1);
    } finally {
      await orm.close(true);
    }
  });

  test('count together: after a second what one has let in counts for the other', async () => {
    const [one, other] = await Promise.all([openGatewayDatabase(shared.url), openGatewayDatabase(shared.url)]);
    try {
      const a = await limitedTo({ reader: 20 }, { database: one });
      const b = await limitedTo({ reader: 20 }, { database: other });
      const who = await bearer({ ...lan, subject: 'shared' });
      for (let at = 0; at < 15; at += 1) expect((await a.post({ query }, who)).status).toBe(200);
      expect((await b.post({ query }, who)).status).toBe(200);
      // Each has let in what it could: at most what the limit is, once for each gateway.
      await expect
        .poll(async () => (await b.post({ query }, who)).status, { timeout: 10_000, interval: 300 })
        .toBe(429);
      const [{ points } = { points: 0 }] = await one.em.execute<{ points: number }[]>(
        'select max(points) as points from rate_count',
      );
      expect(points).toBeGreaterThanOrEqual(16);
      const ready = (await (await fetch(`${a.origin}/ready`)).json()) as { rates: unknown };
      expect(ready.rates).toEqual({ shared: true });
      await closeGateways();
    } finally {
      await Promise.all([one.close(true), other.close(true)]);
    }
  });

  test('whose database is gone count on by themselves, say so, and share again when it is back', async () => {
    const lost = await createTestDatabase();
    const orm = await openGatewayDatabase(lost.url);
    try {
      const { post, origin, logged } = await limitedTo({ anonymous: 3 }, { database: orm });
      await lost.drop();
      const ready = async () =>
        ((await (await fetch(`${origin}/ready`)).json()) as { rates: { shared: boolean } }).rates;
      for (let at = 0; at < 3; at += 1) expect((await post({ query })).status).toBe(200);
      await expect.poll(ready, { timeout: 10_000 }).toMatchObject({ shared: false, since: expect.any(String) });
      const refused = await post({ query });
      expect([refused.status, codesOf(refused.body)]).toEqual([429, ['RATE_LIMITED']]);
      expect(logged.filter((line) => line.includes('not shared'))).toHaveLength(1);
      await closeGateways();
    } finally {
      await orm.close(true);
    }
  });

  test('and one without a database say so', async () => {
    const { origin } = await limitedTo({});
    const ready = (await (await fetch(`${origin}/ready`)).json()) as { rates: unknown };
    expect(ready.rates).toEqual({ shared: false });
  });
});
