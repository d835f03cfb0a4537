import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { anonymous, type Identity } from '../../lib/identity.ts';
import type { SubgraphAnswer, SubgraphRequest, Transport } from '../../lib/transport.ts';
import { answerFrom, type SubgraphName, subgraphNames, supergraphSdl } from '../test-graph.ts';
import { coalescing } from '../transports/coalesce.ts';
import { createEngine } from './engine.ts';

/** A gateway whose subgraphs answer when they are told to. */
function gateway() {
  const waiting: {
    subgraph: SubgraphName;
    request: SubgraphRequest;
    signal: AbortSignal | undefined;
    answer: () => Promise<void>;
  }[] = [];
  const transports = Object.fromEntries(
    subgraphNames.map((subgraph): [string, Transport] => [
      subgraph,
      (request, call) =>
        new Promise<SubgraphAnswer>((resolve, reject) => {
          call.signal?.addEventListener('abort', () => reject(call.signal?.reason));
          const answer = async () => resolve(await answerFrom(subgraph, request, call));
          waiting.push({ subgraph, request, signal: call.signal, answer });
        }),
    ]),
  );
  const epoch = { current: 0 };
  const engine = createEngine({ supergraphSdl, transports: coalescing(transports, epoch), joinWithin: epoch });
  const ask = (query: string, { signal, identity = anonymous }: { signal?: AbortSignal; identity?: Identity } = {}) =>
    engine.executeAsText({ document: parse(query) }, { identity, requestId: 'r', ...(signal ? { signal } : {}) });
  /** Answers the next request that waits, when it is there. */
  const answerNext = async () => {
    await expect.poll(() => waiting.length).toBeGreaterThan(0);
    const next = waiting.shift();
    await next?.answer();
    return next?.subgraph;
  };
  return { waiting, ask, answerNext };
}

const query = '{ book(id: 1) { title price } }';
const document = parse(query);

describe('equal queries of one caller', () => {
  test('run once, and have one text', async () => {
    const { engine, sent } = sharedDocumentGateway();
    const call = { identity: anonymous, requestId: 'r' };
    const texts = await Promise.all([1, 2, 3].map(() => engine.executeAsText({ document }, call)));
    expect(new Set(texts.map(({ data }) => data))).toEqual(new Set(['{"book":{"title":"Cloud","price":70}}']));
    expect(sent).toEqual(['central', 'bookstores']);
  });

  test('do not join one that has been answered to already, in part', async () => {
    const { waiting, ask, answerNext } = gateway();
    const first = ask(query);
    await answerNext();
    await expect.poll(() => waiting.map(({ subgraph }) => subgraph)).toEqual(['bookstores']);
    const second = ask(query);
    await expect.poll(() => waiting.map(({ subgraph }) => subgraph)).toEqual(['bookstores', 'central']);
    for (let times = 0; times < 2; times += 1) await answerNext();
    await first;
    await answerNext().catch(() => {});
    expect((await second).data).toBe('{"book":{"title":"Cloud","price":70}}');
  });

  test('do not join one that began before the end of a mutation', async () => {
    const { waiting, ask, answerNext } = gateway();
    const before = ask(query);
    await expect.poll(() => waiting.length).toBe(1);
    const mutation = ask('mutation { write(text: "one") }');
    await expect.poll(() => waiting.length).toBe(2);
    await waiting.pop()?.answer();
    await mutation;
    const after = ask(query);
    await expect.poll(() => waiting.map(({ subgraph }) => subgraph)).toEqual(['central', 'central']);
    for (let times = 0; times < 3; times += 1) await answerNext();
    await Promise.all([before, after]);
  });

  test('of another caller are another query', async () => {
    const { waiting, ask } = gateway();
    const admin = { role: 'admin', subject: 'A' } as const;
    void ask(query);
    void ask(query, { identity: admin });
    await expect.poll(() => waiting.length).toBe(2);
  });
});

describe('a client that leaves', () => {
  test('harms nobody who asked for the same', async () => {
    const { engine, sent, release } = sharedDocumentGateway({ isHeld: true });
    const client = new AbortController();
    const call = { identity: anonymous, requestId: 'r' };
    const leaving = engine.executeAsText({ document }, { ...call, signal: client.signal });
    const staying = engine.executeAsText({ document }, { ...call, signal: new AbortController().signal });
    await expect.poll(() => sent).toEqual(['central']);
    client.abort(new Error('gone'));
    await expect(leaving).rejects.toThrow('gone');
    release();
    expect((await staying).data).toBe('{"book":{"title":"Cloud","price":70}}');
    expect(sent).toEqual(['central', 'bookstores']);
  });

  test('ends what only it wanted', async () => {
    const { waiting, ask } = gateway();
    const client = new AbortController();
    const asked = ask(query, { signal: client.signal });
    await expect.poll(() => waiting.length).toBe(1);
    client.abort(new Error('gone'));
    await expect(asked).rejects.toThrow('gone');
    await expect.poll(() => waiting[0]?.signal?.aborted).toBe(true);
  });
});

/** A gateway as a server uses it: one document for equal operations. */
function sharedDocumentGateway({ isHeld = false } = {}) {
  const sent: string[] = [];
  const held = Promise.withResolvers<void>();
  if (!isHeld) held.resolve();
  const transports = Object.fromEntries(
    subgraphNames.map((subgraph): [string, Transport] => [
      subgraph,
      async (request, call) => {
        sent.push(subgraph);
        await held.promise;
        return answerFrom(subgraph, request, call);
      },
    ]),
  );
  const engine = createEngine({ supergraphSdl, transports, joinWithin: { current: 0 } });
  return { engine, sent, release: () => held.resolve() };
}
