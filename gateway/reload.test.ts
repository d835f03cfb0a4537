// A supergraph takes the place of another one while requests are running.
import { createHash } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import type { Transport } from '../lib/transport.ts';
import type { OpenTransports } from './revisions.ts';
import { answerFrom, supergraphSdl, testTransports } from './test-graph.ts';
import { closeGateways, startGateway } from './test-server.ts';

afterEach(closeGateways);

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
/** The test graph with one more field. */
const widerSdl = supergraphSdl.replace(/visitor: String .*/, '$&\n  greeting: String @join__field(graph: CENTRAL)');

/** A gateway whose revisions have transports of their own; `closed` says which supergraphs lost theirs, in order. */
async function startReloadable(central: Transport = (request, call) => answerFrom('central', request, call)) {
  const closed: string[] = [];
  const transports: OpenTransports = ({ sha256 }) => ({
    transports: {
      ...testTransports().transports,
      central: async (request, call) =>
        request.query.includes('greeting') ? { data: { greeting: 'hello' } } : central(request, call),
    },
    close: async () => void closed.push(sha256),
  });
  const gateway = await startGateway({}, { transports });
  const ready = async () => (await fetch(`${gateway.origin}/ready`)).json();
  const reload = (sdl: string) => gateway.app.reload(async () => sdl);
  return { ...gateway, closed, ready, reload };
}

test('new requests are answered from the new supergraph, also ones that were refused before', async () => {
  const { post, reload, ready } = await startReloadable();
  expect((await post({ query: '{ greeting }' })).status).toBe(400);
  expect(await reload(widerSdl)).toBe(true);
  expect((await post({ query: '{ greeting }' })).body).toEqual({ data: { greeting: 'hello' } });
  await reload(supergraphSdl);
  expect((await post({ query: '{ greeting }' })).status).toBe(400);
  expect(await ready()).toEqual({
    status: 'ready',
    reasons: [],
    silent: [],
    load: { underWay: 0, subscriptions: 0, utilization: expect.any(Number), isRefusing: false },
    rates: { shared: false },
    supergraph: {
      sha256: sha256(supergraphSdl),
      loadedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      subgraphs: expect.arrayContaining(['central', 'districts', 'bookstores']),
    },
    refused: null,
    retiring: 0,
  });
});

test('a request that is running ends on the old one, whose connections are closed after it', async () => {
  const asked = Promise.withResolvers<void>();
  const mayAnswer = Promise.withResolvers<void>();
  const { post, reload, ready, closed } = await startReloadable(async (request, call) => {
    asked.resolve();
    await mayAnswer.promise;
    return answerFrom('central', request, call);
  });
  const running = post({ query: '{ books { title price } }' });
  await asked.promise;
  await reload(widerSdl);
  expect(closed).toEqual([]);
  expect(await ready()).toMatchObject({ supergraph: { sha256: sha256(widerSdl) }, retiring: 1 });
  mayAnswer.resolve();
  expect((await running).body).toEqual({
    data: {
      books: [
        { title: 'Cloud', price: 70 },
        { title: 'River', price: 70 },
      ],
    },
  });
  await expect.poll(ready).toMatchObject({ retiring: 0 });
  expect(closed).toEqual([sha256(supergraphSdl)]);
});

test('one that is refused changes nothing, and /ready tells why', async () => {
  const { app, post, reload, ready, closed } = await startReloadable();
  const half = widerSdl.slice(0, widerSdl.indexOf('type Query'));
  await expect(reload(half)).rejects.toThrow('Unknown type: "Kind".');
  expect(await ready()).toMatchObject({
    status: 'degraded',
    reasons: ['the last supergraph was refused: Unknown type: "Kind".'],
    supergraph: { sha256: sha256(supergraphSdl) },
    refused: { at: expect.any(String), message: 'Unknown type: "Kind".' },
  });
  await expect(app.reload(() => Promise.reject(new Error('There is no such file.')))).rejects.toThrow();
  expect(await ready()).toMatchObject({ refused: { message: 'There is no such file.' } });
  expect((await post({ query: '{ books { id } }' })).status).toBe(200);
  expect(await reload(widerSdl)).toBe(true);
  expect(await ready()).toMatchObject({ refused: null });
  expect(closed).toEqual([sha256(half), sha256(supergraphSdl)]);
});

test('one with a field set that does not fit is refused with one message, and the one before is served on', async () => {
  const { post, reload, ready } = await startReloadable();
  const message =
    'Book has @join__type(graph: BOOKSTORES, key: "isbn"), whose key is not a field set. Cannot query field "isbn" on type "Book".';
  await expect(
    reload(supergraphSdl.replace('graph: BOOKSTORES, key: "id"', 'graph: BOOKSTORES, key: "isbn"')),
  ).rejects.toThrow(message);
  expect(await ready()).toMatchObject({ supergraph: { sha256: sha256(supergraphSdl) }, refused: { message } });
  expect((await post({ query: '{ books { price } }' })).status).toBe(200);
});

test('one with a subgraph that has no transport is refused', async () => {
  const { app } = await startGateway();
  const renamed = supergraphSdl.replace('name: "districts"', 'name: "suburbs"');
  await expect(app.reload(async () => renamed)).rejects.toThrow('No transport for suburbs.');
});

test('the same one again is no news', async () => {
  const { reload, ready, closed } = await startReloadable();
  const before = await ready();
  expect(await reload(supergraphSdl)).toBe(false);
  expect(await ready()).toEqual(before);
  expect(closed).toEqual([]);
});

test('the last one’s connections are closed with the gateway', async () => {
  const { app, reload, closed } = await startReloadable();
  await reload(widerSdl);
  await app.close();
  expect(closed).toEqual([sha256(supergraphSdl), sha256(widerSdl)]);
});
