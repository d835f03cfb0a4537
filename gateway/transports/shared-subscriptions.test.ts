import { GraphQLInt, GraphQLObjectType, GraphQLSchema, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import type { Identity } from '../../lib/identity.ts';
import { subscribeOn } from '../../lib/subscriptions.ts';
import { type CallContext, SubgraphError, type Transport } from '../../lib/transport.ts';
import { localTransport } from './local.ts';
import { guarded, type OutageOptions } from './outages.ts';
import { type SharedSubscriptionOptions, sharingSubscriptions } from './shared-subscriptions.ts';
import { call, take, until } from './test-subgraph.ts';

const query = 'subscription { number }';
const clerk: Identity = { role: 'clerk', subject: 'mei', store: 'QINGCHUN' };

/** A subgraph whose events are made by the test, or counted up as fast as they are asked for. */
function createSubgraph() {
  const subgraph = {
    opened: 0,
    pulled: 0,
    left: 0,
    /** What opening waits for. */
    gate: Promise.resolve(),
    /** Makes an event in every stream; resolves when they have asked for it. */
    async emit(number: number) {
      await until(() => waiting.length > 0 && waiting.length === subgraph.opened - subgraph.left);
      for (const deliver of waiting.splice(0)) deliver({ done: false, value: number });
    },
    async end() {
      await until(() => waiting.length > 0);
      for (const deliver of waiting.splice(0)) deliver({ done: true, value: undefined });
    },
    transport: undefined as unknown as Transport,
  };
  const waiting: ((step: IteratorResult<number, undefined>) => void)[] = [];
  const stream = (next: () => Promise<IteratorResult<number, undefined>>, ctx: CallContext) => {
    subgraph.opened++;
    ctx.signal?.addEventListener('abort', () => subgraph.left++);
    return { [Symbol.asyncIterator]: () => ({ next }) };
  };
  const field = (next: () => Promise<IteratorResult<number, undefined>>) => ({
    type: GraphQLInt,
    subscribe: async (_: unknown, _values: unknown, ctx: CallContext) => {
      await subgraph.gate;
      return stream(next, ctx);
    },
    resolve: (event: number) => event,
  });
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: { number: { type: GraphQLInt } } }),
    subscription: new GraphQLObjectType({
      name: 'Subscription',
      fields: {
        number: field(() => new Promise((resolve) => waiting.push(resolve))),
        counted: field(async () => ({ done: false, value: ++subgraph.pulled })),
        breaking: field(async () => {
          if (++subgraph.pulled === 3) throw new Error('the bus is gone');
          return { done: false, value: subgraph.pulled };
        }),
      },
    }),
  });
  const subscribe = subscribeOn({
    subgraph: 'central',
    schema,
    documentOf: (query) => parse(query),
    contextOf: (call) => call,
    answerOf: ({ data = null, errors }) => ({
      data,
      ...(errors ? { errors: errors.map((error) => error.toJSON()) } : {}),
    }),
  });
  subgraph.transport = localTransport(
    'central',
    Object.assign(async () => ({ data: null }), { subscribe }),
  );
  return subgraph;
}

function share(options: SharedSubscriptionOptions & { outages?: OutageOptions } = {}) {
  const subgraph = createSubgraph();
  const { central } = sharingSubscriptions(
    { central: guarded('central', subgraph.transport, options.outages) },
    options,
  );
  const open = (query: string, more: Partial<CallContext> = {}) => {
    const stream = central?.subscribe?.({ query }, { ...call, ...more })[Symbol.asyncIterator]();
    if (!stream) throw new Error('no subscriptions');
    return stream as AsyncIterableIterator<unknown>;
  };
  return { subgraph, open };
}

const step = (number: number, isShared?: boolean) => ({
  done: false,
  value: { data: { number }, ...(isShared ? { isShared } : {}) },
});

describe('equal subscriptions of one caller', () => {
  test('share a stream; who comes later gets what happens from then on', async () => {
    const { subgraph, open } = share();
    const first = open(query, { identity: { ...clerk } });
    const one = first.next();
    await subgraph.emit(1);
    expect(await one).toEqual(step(1));
    const second = open(query, { identity: { ...clerk } });
    const both = [first.next(), second.next()];
    await subgraph.emit(2);
    expect(await Promise.all(both)).toEqual([step(2, true), step(2, true)]);
    expect(subgraph.opened).toBe(1);
  });

  test.each<[string, string, Partial<CallContext>]>([
    ['another identity', query, { identity: clerk }],
    ['another forwarded header', query, { headers: { 'accept-language': 'zh' } }],
    ['another text', 'subscription { number number }', {}],
  ])('share nothing with %s', async (_, text, more) => {
    const { subgraph, open } = share();
    const answers = [open(query).next(), open(text, more).next()];
    await until(() => subgraph.opened === 2);
    await subgraph.emit(1);
    expect(await Promise.all(answers)).toEqual([step(1), step(1)]);
  });

  test('one that leaves takes nothing from another; the last one ends the stream, and who comes then opens a new one', async () => {
    const { subgraph, open } = share();
    const client = new AbortController();
    const [returning, leaving, staying] = [open(query), open(query, { signal: client.signal }), open(query)];
    const answers = [returning, leaving, staying].map((stream) => stream.next());
    await subgraph.emit(1);
    await Promise.all(answers);
    const left = leaving.next();
    const stayed = staying.next();
    await returning.return?.();
    client.abort(new Error('gone'));
    expect(await left).toEqual({ done: true, value: undefined });
    await subgraph.emit(2);
    expect(await stayed).toEqual(step(2));
    expect(subgraph.left).toBe(0);
    await staying.return?.();
    await until(() => subgraph.left === 1);
    const next = open(query).next();
    await until(() => subgraph.opened === 2);
    await subgraph.emit(3);
    expect(await next).toEqual(step(3));
  });

  test('all end with the stream', async () => {
    const { subgraph, open } = share();
    const answers = [take(open(query)), take(open(query))];
    await until(() => subgraph.opened === 1);
    await subgraph.end();
    expect(await Promise.all(answers)).toEqual([[], []]);
  });

  test('all get what came before the stream broke, and then the error', async () => {
    const { open } = share();
    const streams = [open('subscription { breaking }'), open('subscription { breaking }')];
    for (const stream of streams) {
      const numbers: unknown[] = [];
      const reading = async () => {
        for await (const answer of stream) numbers.push((answer as { data: { breaking: number } }).data.breaking);
      };
      await expect(reading()).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'central' });
      expect(numbers).toEqual([1, 2]);
    }
  });
});

describe('a consumer that is slow', () => {
  const counted = 'subscription { counted }';

  test('holds the stream back: no more is pulled than its queue takes', async () => {
    const { subgraph, open } = share({ queueLimit: 4 });
    const [fast, slow] = [open(counted), open(counted)];
    await Promise.all([fast.next(), slow.next()]);
    await take(fast, 4);
    expect(subgraph.pulled).toBe(5);
    await slow.return?.();
  });

  test('is put out with SUBSCRIPTION_TOO_SLOW when it has had no room for too long, and starves nobody', async () => {
    const { open } = share({ queueLimit: 4, patienceMs: 30 });
    const [fast, slow] = [open(counted), open(counted)];
    await slow.next();
    expect(await take(fast, 100)).toHaveLength(100);
    const error = await slow.next().catch((error: unknown) => error);
    expect(error).toBeInstanceOf(SubgraphError);
    expect(error).toMatchObject({ code: 'SUBSCRIPTION_TOO_SLOW', subgraph: 'central' });
    expect(await slow.next()).toEqual({ done: true, value: undefined });
  });

  test('stays as long as it takes something now and then', async () => {
    const { open } = share({ queueLimit: 1, patienceMs: 200 });
    const [fast, slow] = [open(counted), open(counted)];
    const fastCount = take(fast, 12);
    for (let round = 0; round < 12; round++) {
      await new Promise((resolve) => setTimeout(resolve, 25));
      expect((await slow.next()).done).toBe(false);
    }
    expect(await fastCount).toHaveLength(12);
    await slow.return?.();
  });
});

describe('behind the breaker', () => {
  test('a subscription that cannot be opened counts as a failure; an open breaker refuses others at once', async () => {
    const { open } = share({ outages: { breaker: { calls: 2, minimumCalls: 2, probeAfterMs: 60_000 } } });
    const failing = 'subscription { breaking';
    for (let round = 0; round < 2; round++) {
      await expect(open(failing).next()).rejects.toMatchObject({ message: 'central cannot be reached.' });
    }
    await expect(open(query).next()).rejects.toMatchObject({
      code: 'SUBGRAPH_UNAVAILABLE',
      message: expect.stringContaining('is not asked for now'),
    });
  });

  test('an opened subscription holds no place among the requests at a time', async () => {
    const { subgraph, open } = share({ outages: { concurrency: 1, queueLimit: 0 } });
    const answers = [open(query).next()];
    await until(() => subgraph.opened === 1);
    answers.push(open(query, { identity: clerk }).next());
    await until(() => subgraph.opened === 2);
    await subgraph.emit(1);
    expect(await Promise.all(answers)).toEqual([step(1), step(1)]);
  });

  test('a probe that opens a subscription closes the breaker, also when its consumer has left meanwhile', async () => {
    const states: string[] = [];
    const { subgraph, open } = share({
      outages: {
        breaker: { calls: 2, minimumCalls: 2, probeAfterMs: 1 },
        onBreakerChange: ({ state }) => states.push(state),
      },
    });
    for (let round = 0; round < 2; round++)
      await open('subscription { breaking')
        .next()
        .catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 5));
    const gate = Promise.withResolvers<void>();
    subgraph.gate = gate.promise;
    const probe = open(query);
    const next = probe.next();
    await until(() => states.includes('half-open'));
    await probe.return?.();
    gate.resolve();
    expect(await next).toEqual({ done: true, value: undefined });
    await until(() => states.length === 3);
    expect(states).toEqual(['open', 'half-open', 'closed']);
    await until(() => subgraph.left === 1);
  });
});
