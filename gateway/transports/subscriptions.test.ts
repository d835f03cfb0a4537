// Subscriptions of a real subgraph, in this process and over HTTP.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { parse } from 'graphql';
import { createClient } from 'graphql-sse';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { envelopeHeader, sealEnvelope } from '../../lib/envelope.ts';
import { fixedKeys } from '../../lib/envelope-keys.ts';
import { CallerError } from '../../lib/errors.ts';
import type { Identity } from '../../lib/identity.ts';
import { itemEntities } from '../../lib/items/entities.ts';
import { serveSubgraph } from '../../lib/serve.ts';
import { type BaseContext, openSubgraph, type Subgraph } from '../../lib/subgraph.ts';
import type { CallContext, SubgraphAnswer, Transport } from '../../lib/transport.ts';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { openHttpTransport } from './http.ts';
import { localTransport } from './local.ts';
import { atEnd, call, closeAll, listen, take, until } from './test-subgraph.ts';

const typeDefs = parse(`
  type Query { open: Boolean! }
  type Subscription {
    copies(book: ID!, events: Int): Copies!
    endless: String!
    silent: Int
    slowToOpen: Int
    forbidden: Int
    defective: Int
    breaking: Int
  }
  type Copies { book: ID!, count: Int!, asker: String!, context: Int! }
`);

/** What the subgraph has seen. */
const seen = { contexts: 0, pulled: 0, returned: 0, aborted: 0 };

async function* count(ctx: BaseContext, event: (number: number) => unknown, last = Number.POSITIVE_INFINITY) {
  ctx.signal?.addEventListener('abort', () => seen.aborted++);
  try {
    for (let number = 1; number <= last; number++) {
      seen.pulled = number;
      yield event(number);
    }
  } finally {
    seen.returned++;
  }
}

type Context = BaseContext & { number: number };
/** Waits for ever, and does not notice by itself that nobody listens any more. */
const silence = {
  [Symbol.asyncIterator]: () => ({
    next: () => new Promise<never>(() => {}),
    return: async () => {
      seen.returned++;
      return { done: true, value: undefined };
    },
  }),
};
const resolvers = {
  Subscription: {
    copies: {
      subscribe: (_: unknown, { book, events }: { book: string; events: number | null }, ctx: Context) =>
        count(ctx, (count) => ({ copies: { book, count } }), events ?? undefined),
    },
    endless: {
      subscribe: (_: unknown, _values: unknown, ctx: Context) =>
        count(ctx, (number) => ({ endless: `${number} ${'x'.repeat(1_000)}` })),
    },
    silent: { subscribe: () => silence },
    slowToOpen: {
      subscribe: async (_: unknown, _values: unknown, ctx: Context) => {
        await once(ctx.signal as AbortSignal, 'abort');
        return silence;
      },
    },
    forbidden: {
      subscribe: () => {
        throw new CallerError('FORBIDDEN', 'Only librarians see this.');
      },
    },
    defective: {
      subscribe: (_: unknown, _values: unknown, ctx: Context) => count(ctx, (number) => ({ defective: number }), 2),
      resolve: ({ defective }: { defective: number }) => {
        if (defective === 1) throw new Error('password=hunter2');
        return defective;
      },
    },
    breaking: {
      subscribe: (_: unknown, _values: unknown, ctx: Context) =>
        count(ctx, (number) => {
          if (number === 2) throw new Error('the bus is gone');
          return { breaking: number };
        }),
    },
  },
  Copies: {
    asker: (_: unknown, _values: unknown, { identity }: Context) => JSON.stringify(identity),
    context: (_: unknown, _values: unknown, ctx: Context) => ctx.number,
  },
};

const mei: Identity = { role: 'librarian', subject: 'mei', library: 'JA' };
const envelopeKeys = fixedKeys(randomBytes(32));
let database: TestDatabase;
let subgraph: Subgraph;
let app: FastifyInstance;

beforeAll(async () => {
  database = await createTestDatabase();
  subgraph = await openSubgraph<Context>(
    {
      name: 'central',
      typeDefs,
      resolvers,
      database: { entities: itemEntities, migrations: [] },
      createContext: (base) => Object.assign(base, { number: ++seen.contexts }),
      tasks: {},
    },
    { databaseUrl: database.url, transports: {}, privacyKey: new Uint8Array(32), log: pino({ level: 'silent' }) },
  );
});
beforeEach(async () => {
  Object.assign(seen, { contexts: 0, pulled: 0, returned: 0, aborted: 0 });
  app = await serveSubgraph(subgraph, envelopeKeys);
  await app.listen({ host: '127.0.0.1', port: 0 });
  atEnd(() => app.close());
});
afterEach(closeAll);
afterAll(async () => {
  await subgraph.close();
  await database.drop();
});

const urlOfApp = () => `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/graphql`;

function overHttp(options: { timeLimitMs?: number; answerLimitBytes?: number } = {}): Transport {
  const { send, close } = openHttpTransport({ subgraph: 'central', url: urlOfApp(), envelopeKeys, ...options });
  atEnd(close);
  return send;
}

function subscribe(send: Transport, query: string, more: Partial<CallContext> = {}, onOpen?: () => void) {
  const stream = send.subscribe?.({ query }, { ...call, identity: mei, ...more }, onOpen);
  if (!stream) throw new Error('no subscriptions');
  return stream[Symbol.asyncIterator]() as AsyncIterableIterator<SubgraphAnswer>;
}

describe.each<[string, (timeLimitMs?: number) => Transport]>([
  ['in this process', (timeLimitMs = 5_000) => localTransport('central', subgraph.execute, { timeLimitMs })],
  ['over HTTP', (timeLimitMs = 5_000) => overHttp({ timeLimitMs })],
])('a subscription %s', (_, open) => {
  test('gives an answer for each event, for its caller, in a context of its own, and ends with its source', async () => {
    const events = subscribe(open(), 'subscription { copies(book: 7, events: 2) { book count asker context } }');
    const asker = JSON.stringify(mei);
    expect(await take(events)).toEqual([
      { data: { copies: { book: '7', count: 1, asker, context: 2 } } },
      { data: { copies: { book: '7', count: 2, asker, context: 3 } } },
    ]);
    expect(seen.returned).toBe(1);
  });

  test.each([
    ['an invalid document', 'subscription { nothing }', /Cannot query field/],
    ['a refusal', 'subscription { forbidden }', /Only librarians/],
    ['a query', '{ open }', /open/],
  ])('that is refused has one answer, with the errors: %s', async (_, query, message) => {
    const answers = await take(subscribe(open(), query));
    expect(answers.map(({ errors }) => errors?.map(({ message }) => message))).toEqual([
      [expect.stringMatching(message)],
    ]);
  });

  test('masks defects at an event and goes on', async () => {
    const [first, second] = await take(subscribe(open(), 'subscription { defective }'));
    expect(first?.errors).toMatchObject([{ extensions: { code: 'INTERNAL_SERVER_ERROR' }, path: ['defective'] }]);
    expect(JSON.stringify(first)).not.toContain('hunter2');
    expect(second).toEqual({ data: { defective: 2 } });
  });

  test('whose source breaks throws a SubgraphError', async () => {
    const events = subscribe(open(), 'subscription { breaking }');
    expect(await events.next()).toEqual({ done: false, value: { data: { breaking: 1 } } });
    await expect(events.next()).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'central' });
    expect(await events.next()).toEqual({ done: true, value: undefined });
  });

  test('returns its source when the consumer returns', async () => {
    await take(subscribe(open(), 'subscription { copies(book: 7) { count } }'), 3);
    await until(() => seen.returned === 1 && seen.aborted === 1);
  });

  test('ends at once when the client leaves, also while no event comes', async () => {
    const client = new AbortController();
    const isOpen = Promise.withResolvers<void>();
    const answers = take(subscribe(open(), 'subscription { silent }', { signal: client.signal }, isOpen.resolve));
    await isOpen.promise;
    client.abort(new Error('gone'));
    expect(await answers).toEqual([]);
    await until(() => seen.returned === 1);
  });

  test('of a client that has left is not opened', async () => {
    const signal = AbortSignal.abort(new Error('gone'));
    expect(await take(subscribe(open(), 'subscription { copies(book: 7) { count } }', { signal }))).toEqual([]);
    expect(seen.contexts).toBe(0);
  });

  test('that is not accepted in time throws SUBGRAPH_TIMEOUT, and what was being opened is ended', async () => {
    const events = subscribe(open(50), 'subscription { slowToOpen }');
    await expect(events.next()).rejects.toMatchObject({ code: 'SUBGRAPH_TIMEOUT', subgraph: 'central' });
    await until(() => seen.returned === 1);
  });

  test('may be silent for longer than the time limit', async () => {
    const isOpen = Promise.withResolvers<void>();
    const events = subscribe(open(500), 'subscription { silent }', {}, isOpen.resolve);
    const next = events.next();
    await isOpen.promise;
    const silence = new Promise((resolve) => setTimeout(resolve, 700, 'silence'));
    expect(await Promise.race([next, silence])).toBe('silence');
    await events.return?.();
  });

  test('is not read ahead without bounds: events wait in their source when the consumer does not come', async () => {
    const events = subscribe(open(), 'subscription { endless }');
    await events.next();
    let before = -1;
    // Until nothing moves any more: the buffers between are full.
    while (before !== seen.pulled) {
      before = seen.pulled;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(seen.pulled).toBeLessThan(20_000);
    for (let number = 2; number < 100; number++) {
      expect((await events.next()).value?.data?.['endless']).toMatch(new RegExp(`^${number} `));
    }
    await events.return?.();
    await until(() => seen.returned === 1);
  });
});

describe('over HTTP', () => {
  test('who has no envelope for exactly this subscription is refused', async () => {
    const { send, close } = openHttpTransport({
      subgraph: 'central',
      url: urlOfApp(),
      envelopeKeys: fixedKeys(randomBytes(32)),
    });
    atEnd(close);
    await expect(subscribe(send, 'subscription { silent }').next()).rejects.toMatchObject({
      code: 'SUBGRAPH_UNAVAILABLE',
      cause: { message: expect.stringContaining('401') },
    });
  });

  test('an event larger than the limit breaks the stream while it is read', async () => {
    const events = subscribe(overHttp({ answerLimitBytes: 500 }), 'subscription { endless }');
    await expect(events.next()).rejects.toMatchObject({
      code: 'SUBGRAPH_UNAVAILABLE',
      cause: { message: 'the event is larger than 500 bytes' },
    });
    await until(() => seen.returned === 1);
  });

  test('a subgraph that shuts down breaks its streams instead of waiting for them', async () => {
    const isOpen = Promise.withResolvers<void>();
    const next = subscribe(overHttp(), 'subscription { silent }', {}, isOpen.resolve).next();
    await isOpen.promise;
    await Promise.all([
      app.close(),
      expect(next).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'central' }),
    ]);
  });

  test('a stream that ends without `complete` has broken', async () => {
    const { url } = await listen((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end('event: next\r\ndata: {"data":{"silent":1}}\r\n\r\n');
    });
    const { send, close } = openHttpTransport({ subgraph: 'central', url });
    atEnd(close);
    const events = subscribe(send, 'subscription { silent }');
    expect(await events.next()).toEqual({ done: false, value: { data: { silent: 1 } } });
    await expect(events.next()).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'central' });
  });

  test('the subgraph’s side is what clients of graphql-sse expect', async () => {
    const query = 'subscription { copies(book: 7, events: 2) { count } }';
    const body = JSON.stringify({ query });
    const envelope = sealEnvelope({ identity: mei, requestId: 'r', target: 'central', body }, envelopeKeys, new Date());
    const client = createClient({ url: urlOfApp(), headers: { [envelopeHeader]: envelope }, retryAttempts: 0 });
    expect(await take(client.iterate({ query }))).toEqual([
      { data: { copies: { count: 1 } } },
      { data: { copies: { count: 2 } } },
    ]);
  });
});
