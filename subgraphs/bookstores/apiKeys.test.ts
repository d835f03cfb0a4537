// API keys of stores: who makes them, what they are good for, and how long after the end.
import { createHash } from 'node:crypto';
import { createClient } from 'graphql-ws';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createApiKeys } from '../../gateway/auth/api-keys.ts';
import type { Person } from '../../gateway/auth/claims.ts';
import { actionsOfRole } from '../../lib/actions.ts';
import { showcaseId } from '../../scripts/seed/city.ts';
import { sampleCard } from '../../scripts/seed/readers.ts';
import { ask, codes, rows } from '../../test/ask.ts';
import {
  type Answer,
  admin,
  clerk,
  hidden,
  librarian,
  openTestNetwork,
  reader,
  type TestNetwork,
} from '../../test/network.ts';

const wendu: Person = { role: 'clerk', subject: 'clerk@WENDU', store: 'WENDU' };
const day = 86_400_000;

let network: TestNetwork;
let now = new Date();
beforeAll(async () => {
  network = await openTestNetwork({ jobs: false, clock: () => now });
});
afterAll(() => network[Symbol.asyncDispose]());
afterEach(async () => {
  now = new Date();
  network.silence(null);
  await rows(network.subgraphs.bookstores, 'delete from api_key');
});

const creation = `mutation ($store: ID!, $name: String!, $scopes: [String!]!, $expiresAt: DateTime) {
  createApiKey(store: $store, name: $name, scopes: $scopes, expiresAt: $expiresAt) {
    secret apiKey { id name prefix scopes status createdBy expiresAt revokedAt lastUsedAt store { id } }
  }
}`;

interface Made {
  secret: string;
  apiKey: { id: string; prefix: string; scopes: string[]; expiresAt: string };
}

const good = { store: 'QINGCHUN', name: 'Till 2', scopes: ['order', 'store.readOrders'] };

async function make(changed: object = {}, person: Person = clerk): Promise<Made> {
  const { data, errors } = await network.query(creation, { ...good, ...changed }, person);
  expect(errors).toBeUndefined();
  return data.createApiKey;
}

/** Asks with a key, or with anything. */
async function askWith(
  secret: string,
  query = '{ me { role store { id } } }',
  variables: object = {},
): Promise<Answer> {
  const response = await fetch(network.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, ...((await response.json()) as object) };
}

const revoke = (id: string, person: Person | null = clerk) =>
  network.query('mutation ($id: ID!) { revokeApiKey(id: $id) { status revokedAt revokedBy } }', { id }, person);

/** The one error of somebody whose key has not the scope `store.putOffers`. */
const beyondScopes = (message: string) => [
  expect.objectContaining({
    message: expect.stringContaining(message),
    extensions: expect.objectContaining({ code: 'FORBIDDEN', action: 'store.putOffers' }),
  }),
];

describe('a key', () => {
  test('is told once; only its hash is kept', async () => {
    const { secret, apiKey } = await make();
    expect(secret).toMatch(/^sgk_[\w-]{43}$/);
    expect(apiKey).toEqual({
      id: expect.any(String),
      name: 'Till 2',
      prefix: secret.slice(0, 12),
      scopes: ['order', 'store.readOrders'],
      status: 'ACTIVE',
      createdBy: 'clerk@QINGCHUN',
      expiresAt: new Date(now.getTime() + 365 * day).toISOString(),
      revokedAt: null,
      lastUsedAt: null,
      store: { id: 'QINGCHUN' },
    });
    const [row] = await rows(network.subgraphs.bookstores, 'select * from api_key');
    expect(row).toHaveProperty('hash', createHash('sha256').update(secret).digest('hex'));
    expect(JSON.stringify(row)).not.toContain(secret.slice(12));
    expect((await make()).secret).not.toBe(secret);
  });

  test('asks as a clerk of its store, as far as its scopes reach', async () => {
    const { secret } = await make();
    expect(await askWith(secret)).toEqual({ status: 200, data: { me: { role: 'CLERK', store: { id: 'QINGCHUN' } } } });
    const orders = '{ stores { id orders { nodes { id } } webhooks { id } inbox { nodes { id } } } }';
    const { data } = await askWith(secret, orders);
    expect(data.stores.find(({ id }: { id: string }) => id === 'QINGCHUN')).toMatchObject({
      orders: { nodes: [] },
      webhooks: null,
    });
    expect(data.stores.find(({ id }: { id: string }) => id === 'WENDU')).toMatchObject({
      orders: null,
      webhooks: null,
    });
    const input = {
      idempotencyKey: 'k-1',
      store: 'QINGCHUN',
      card: sampleCard(7),
      bookId: showcaseId('tooDear'),
      listPrice: { fen: 12_800 },
    };
    const submit = `mutation ($input: SubmitPurchaseLendOrderInput!) { submitPurchaseLendOrder(input: $input) { __typename } }`;
    expect(await askWith(secret, submit, { input })).toMatchObject({
      data: { submitPurchaseLendOrder: { __typename: 'PurchaseRefused' } },
    });
    expect(codes(await askWith(secret, submit, { input: { ...input, store: 'WENDU' } }))).toEqual(['FORBIDDEN']);
  });

  test('reaches nothing beyond its scopes, in the subgraph itself too', async () => {
    const { secret } = await make({ scopes: ['order.read'] });
    const put = 'mutation { putOffers(store: "QINGCHUN", offers: []) { __typename } }';
    expect((await askWith(secret, put)).errors).toEqual(
      beyondScopes('does not reach as far as Mutation.putOffers: it needs the scope "store.putOffers".'),
    );
    const identity = { role: 'clerk', subject: 'x', store: 'QINGCHUN', scopes: ['order.read'] } as const;
    expect((await ask(network.subgraphs.bookstores, identity, put)).errors).toEqual(
      beyondScopes('does not reach as far as "store.putOffers"; its scopes: order.read.'),
    );
  });

  test('shows when it was used, to the minute', async () => {
    const { secret, apiKey } = await make();
    await askWith(secret);
    const [row] = await rows<{ used: string }>(
      network.subgraphs.bookstores,
      'select last_used_at as used from api_key',
    );
    const minute = new Date(Math.floor(now.getTime() / 60_000) * 60_000);
    expect(new Date(String(row?.used))).toEqual(minute);
    const listed = await network.query('{ apiKeys(store: "QINGCHUN") { nodes { id lastUsedAt } } }', {}, clerk);
    expect(listed.data.apiKeys.nodes).toEqual([{ id: apiKey.id, lastUsedAt: minute.toISOString() }]);
  });

  test.each([
    ['is unknown', async () => `sgk_${'A'.repeat(43)}`],
    ['has lost its last letter', async () => (await make()).secret.slice(0, -1)],
    ['has one letter more', async () => `${(await make()).secret}A`],
    ['is its prefix only', async () => (await make()).apiKey.prefix],
    [
      'was revoked',
      async () => {
        const { secret, apiKey } = await make();
        await revoke(apiKey.id);
        return secret;
      },
    ],
    [
      'has expired',
      async () => {
        const { secret } = await make({ expiresAt: new Date(now.getTime() + 1_000).toISOString() });
        now = new Date(now.getTime() + 2_000);
        return secret;
      },
    ],
  ])('that %s is refused with 401, in the same words', async (_name, secret) => {
    expect(await askWith(await secret(), '{ stores { id } }')).toEqual({
      status: 401,
      errors: [
        {
          message:
            '密钥无效、已撤销或已过期。The API key is not known, was revoked or has expired. Make a new one: createApiKey.',
          extensions: { code: 'UNAUTHENTICATED' },
        },
      ],
    });
  });
});

describe('keys are made', () => {
  const tries: [string, Person | null, object, string][] = [
    ['not by nobody', null, {}, hidden],
    ['not by a reader', reader(sampleCard(7)), {}, hidden],
    ['not by a librarian', librarian('NJ-JL'), {}, hidden],
    ['not by another store’s clerk', wendu, {}, 'FORBIDDEN'],
    ['not for a store that there is not', admin, { store: 'NOWHERE' }, 'NOT_FOUND'],
    ['not without scopes', clerk, { scopes: [] }, 'BAD_USER_INPUT'],
    ['not with a scope that is none', clerk, { scopes: ['order', '*'] }, 'BAD_USER_INPUT'],
    ['not with what clerks may not do', admin, { scopes: ['fund.allocate'] }, 'BAD_USER_INPUT'],
    ['not to manage keys', clerk, { scopes: ['apiKey.manage'] }, 'BAD_USER_INPUT'],
    ['not to manage keys by their group', clerk, { scopes: ['apiKey'] }, 'BAD_USER_INPUT'],
    ['not without a name', clerk, { name: ' ' }, 'BAD_USER_INPUT'],
    ['not with an end in the past', clerk, { expiresAt: '2020-01-01T00:00:00Z' }, 'BAD_USER_INPUT'],
    ['not for three years', clerk, { expiresAt: new Date(Date.now() + 1_100 * day).toISOString() }, 'BAD_USER_INPUT'],
    [
      'not beyond one’s own scopes',
      { ...clerk, scopes: ['apiKey', 'order.read'] } as Person,
      { scopes: ['order'] },
      'FORBIDDEN',
    ],
  ];
  test.each(tries)('%s', async (_name, person, changed, code) => {
    expect(codes(await network.query(creation, { ...good, ...changed }, person))).toEqual([code]);
    expect(await rows(network.subgraphs.bookstores, 'select id from api_key')).toEqual([]);
  });

  test('by administrators, and within one’s own scopes', async () => {
    expect((await make({ store: 'WENDU' }, admin)).apiKey).toMatchObject({
      store: { id: 'WENDU' },
      createdBy: 'admin',
    });
    await make({ scopes: ['order.read'] }, { ...clerk, scopes: ['apiKey', 'order.read'] });
  });

  test('with every scope that a clerk has but that of keys', async () => {
    const scopes = actionsOfRole('clerk').filter((action) => action !== 'apiKey.manage');
    expect((await make({ scopes })).apiKey.scopes).toEqual(scopes);
  });

  test('never with a key', async () => {
    const { secret } = await make({ scopes: ['order', 'webhook', 'store'] });
    expect(codes(await askWith(secret, creation, good))).toEqual(['FORBIDDEN']);
    expect(codes(await askWith(secret, '{ apiKeys(store: "QINGCHUN") { nodes { id } } }'))).toEqual(['FORBIDDEN']);
  });

  test('at most twenty that are good, also when many are made at once', async () => {
    const answers = await Promise.all(Array.from({ length: 24 }, () => network.query(creation, good, clerk)));
    const first = answers.find(({ errors }) => !errors);
    expect(answers.flatMap(codes)).toEqual(['CONFLICT', 'CONFLICT', 'CONFLICT', 'CONFLICT']);
    await revoke(first?.data.createApiKey.apiKey.id);
    await make();
  });
});

describe('keys are listed and revoked', () => {
  test('page by page, the newest first', async () => {
    for (let number = 0; number < 5; number += 1) {
      now = new Date(now.getTime() + 1);
      await make({ name: `Till ${number}` });
    }
    await make({ store: 'WENDU' }, admin);
    const names: string[] = [];
    for (let after: string | null = null, pages = 0; pages < 3; pages += 1) {
      const { data }: Answer = await network.query(
        `query ($after: String) { apiKeys(store: "QINGCHUN", first: 2, after: $after) {
           totalCount pageInfo { hasNextPage endCursor } nodes { name } } }`,
        { after },
        clerk,
      );
      expect(data.apiKeys).toMatchObject({ totalCount: 5, pageInfo: { hasNextPage: pages < 2 } });
      names.push(...data.apiKeys.nodes.map(({ name }: { name: string }) => name));
      after = data.apiKeys.pageInfo.endCursor;
    }
    expect(names).toEqual(['Till 4', 'Till 3', 'Till 2', 'Till 1', 'Till 0']);
  });

  test.each([
    ['nobody', null, hidden],
    ['a librarian', librarian('NJ-JL'), hidden],
    ['another store’s clerk', wendu, 'FORBIDDEN'],
  ] as const)('not for %s', async (_name, person, code) => {
    expect(codes(await network.query('{ apiKeys(store: "QINGCHUN") { nodes { id } } }', {}, person))).toEqual([code]);
  });

  test('once and for all, and another store’s key is no key', async () => {
    const { apiKey } = await make();
    expect(codes(await revoke(apiKey.id, wendu))).toEqual(['NOT_FOUND']);
    expect(codes(await revoke(apiKey.id, librarian('NJ-JL')))).toEqual([hidden]);
    expect(codes(await revoke(apiKey.id, null))).toEqual([hidden]);
    expect(codes(await revoke('no-such-key'))).toEqual(['NOT_FOUND']);
    const { data } = await revoke(apiKey.id);
    expect(data.revokeApiKey).toEqual({ status: 'REVOKED', revokedAt: now.toISOString(), revokedBy: 'clerk@QINGCHUN' });
    now = new Date(now.getTime() + 60_000);
    expect((await revoke(apiKey.id, admin)).data).toEqual(data);
  });
});

test('what a key is good for is told to services only, and the field is not in the public schema', async () => {
  const query = `{ apiKeyGrant(hash: "x") { id } }`;
  expect(codes(await ask(network.subgraphs.bookstores, { role: 'admin', subject: 'admin' }, query))).toEqual([
    'FORBIDDEN',
  ]);
  expect(codes(await network.query(query, {}, admin))).toEqual(['GRAPHQL_VALIDATION_FAILED']);
});

const guess = (number: number) => `sgk_${String(number).padStart(43, '0')}`;

describe('the gateway', () => {
  /** Its reader of keys, in front of the real subgraph, and how often that was asked. */
  function readerOfKeys(options: { guessesPerSecond?: number } = {}) {
    const counted = { asked: 0 };
    const keys = createApiKeys({
      ...options,
      bookstores: (request, call) => {
        counted.asked += 1;
        return network.transports.bookstores(request, call);
      },
    });
    const read = async (secret: string, atMs: number): Promise<string> => {
      try {
        return (await keys.read(secret, new Date(atMs))).identity.role;
      } catch (error) {
        const { code, extensions } = error as { code?: string; extensions?: { code: string } };
        return String(extensions?.code ?? code);
      }
    };
    return { counted, read };
  }

  test('asks once in ten seconds for a key, however often it comes; a revoked one is refused after them', async () => {
    const { secret, apiKey } = await make();
    const { counted, read } = readerOfKeys();
    const begin = Date.now();
    expect(new Set(await Promise.all(Array.from({ length: 50 }, () => read(secret, begin))))).toEqual(
      new Set(['clerk']),
    );
    expect(counted.asked).toBe(1);
    await revoke(apiKey.id);
    expect(await read(secret, begin + 9_999)).toBe('clerk');
    expect(counted.asked).toBe(1);
    expect(await read(secret, begin + 10_000)).toBe('UNAUTHENTICATED');
    expect(counted.asked).toBe(2);
  });

  test('refuses at the very end of a key, also within these ten seconds', async () => {
    const { secret, apiKey } = await make({ expiresAt: new Date(now.getTime() + 5_000).toISOString() });
    const { read } = readerOfKeys();
    const end = Date.parse(apiKey.expiresAt);
    expect(await read(secret, end - 1)).toBe('clerk');
    expect(await read(secret, end)).toBe('UNAUTHENTICATED');
  });

  test('lets guesses reach bookstores a few times a second, and a key that was good at any time', async () => {
    const { secret } = await make();
    const { counted, read } = readerOfKeys({ guessesPerSecond: 5 });
    const begin = Date.now();
    expect(await read(secret, begin)).toBe('clerk');
    const outcomes = [];
    for (let number = 0; number < 1_000; number += 1) outcomes.push(await read(guess(number), begin));
    expect(outcomes.filter((outcome) => outcome === 'UNAUTHENTICATED')).toHaveLength(4);
    expect(outcomes.filter((outcome) => outcome === 'RATE_LIMITED')).toHaveLength(996);
    expect(counted.asked).toBe(5);
    expect(await read(guess(0), begin + 100)).toBe('UNAUTHENTICATED');
    expect(counted.asked).toBe(5);
    expect(await read(secret, begin + 15_000)).toBe('clerk');
    expect(counted.asked).toBe(6);
  });

  test('takes no key while bookstores is silent, but those that it has just asked for', async () => {
    const [known, other] = [await make(), await make()];
    const { read } = readerOfKeys();
    const begin = Date.now();
    expect(await read(known.secret, begin)).toBe('clerk');
    network.silence('bookstores');
    expect(await read(known.secret, begin + 9_999)).toBe('clerk');
    expect(await read(known.secret, begin + 10_000)).toBe('SERVICE_UNAVAILABLE');
    expect(await read(other.secret, begin)).toBe('SERVICE_UNAVAILABLE');
    const { status, errors } = await askWith(other.secret, '{ libraries { id } }');
    expect([status, errors]).toEqual([
      503,
      [
        {
          message: expect.stringMatching(/暂时无法核验密钥.*bookstores does not answer/),
          extensions: { code: 'SERVICE_UNAVAILABLE', service: 'bookstores', retryAfter: 5 },
        },
      ],
    ]);
    network.silence(null);
    expect(await read(known.secret, begin + 10_001)).toBe('clerk');
  });

  test('answers too many guesses with 429', async () => {
    const guesses = Array.from({ length: 60 }, (_, number) => askWith(`sgk_${String(number).padStart(43, 'x')}`));
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([401, 429]));
  });

  test('ends what is open when its key is revoked', async () => {
    const { secret, apiKey } = await make();
    const keys = createApiKeys({ bookstores: network.transports.bookstores, believedMs: 100 });
    const { untilOver } = await keys.read(secret, new Date());
    const over = Promise.withResolvers<string>();
    const unwatch = untilOver(({ message }) => over.resolve(message));
    await revoke(apiKey.id);
    expect(await over.promise).toContain('was revoked');
    unwatch();
    keys.close();
  });

  test('takes a key over WebSocket', async () => {
    const { secret } = await make();
    const connectionParams = { authorization: `Bearer ${secret}` };
    const client = createClient({ url: network.url.replace('http', 'ws'), webSocketImpl: WebSocket, connectionParams });
    for await (const { data } of client.iterate({ query: '{ me { role } }' })) {
      expect(data).toEqual({ me: { role: 'CLERK' } });
    }
    await client.dispose();
  });
});
