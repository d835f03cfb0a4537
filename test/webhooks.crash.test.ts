// SIGKILL while orders come in and are told to a store: after the last restart the store has been told every step, each order's
// in its order. A handful of kills here; LONG=1 makes it 40.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { issueToken } from '../gateway/auth/development.ts';
import { loadOrCreateKeys } from '../gateway/keys.ts';
import { type SubgraphName, subgraphNames } from '../schema/sdl.ts';
import { showcaseId } from '../scripts/seed/city.ts';
import { randomSequence } from '../scripts/seed/random.ts';
import { sampleCard } from '../scripts/seed/readers.ts';
import type { TestDatabase } from './database.ts';
import { inDatabase } from './in-database.ts';
import { takingOwnTokens } from './issuer.ts';
import { clerk, seededDatabases } from './network.ts';
import { freePort, startProcess, type TestProcess } from './process.ts';
import { type Receiver, startReceiver } from './receiver.ts';

const kills = process.env['LONG'] ? 40 : 2;

let databases: Record<SubgraphName, TestDatabase>;
let dataDir: string;
let port: number;
let receiver: Receiver;

beforeAll(async () => {
  databases = await seededDatabases();
  dataDir = mkdtempSync(join(tmpdir(), 'shelfgraph-crash-'));
  port = await freePort();
  receiver = await startReceiver();
});
afterAll(async () => {
  await receiver[Symbol.asyncDispose]();
  await Promise.all(Object.values(databases).map((database) => database.drop()));
  rmSync(dataDir, { recursive: true, force: true });
});

test(`after ${kills} kills a store has been told every step of its orders, in order`, {
  timeout: 60_000 + kills * 15_000,
}, async () => {
  const random = randomSequence(64);
  const keys = await loadOrCreateKeys(dataDir);
  const token = await issueToken(keys.tokenPrivateKey, clerk, { ttl: 3_600 });
  receiver.answer = async () => {
    await pause(5);
    return 204;
  };
  let isRegistered = false;
  const up = new Set<number>();
  for (let round = 0; round < kills; round++) {
    const network = await start();
    up.add(round);
    if (!isRegistered) {
      const answer = await send(token, registration, { url: receiver.url });
      expect(answer).toMatchObject({ data: { registerWebhook: { webhook: { status: 'ACTIVE' } } } });
      isRegistered = true;
    }
    const told = receiver.messages.length;
    const load = Array.from({ length: 4 }, async () => {
      while (up.has(round)) await send(token, submission, { input: tooDear() }).catch(() => undefined);
    });
    // Not before some are told, and then at any moment.
    await expect.poll(() => receiver.messages.length, { timeout: 20_000, interval: 5 }).toBeGreaterThan(told + 10);
    await pause(random() * 300);
    up.delete(round);
    await network.kill('SIGKILL');
    await Promise.all(load);
  }

  const network = await start();
  try {
    const toldIds = () => new Set(receiver.messages.map(({ id }) => id));
    await expect.poll(async () => (await openOrders()).length, { timeout: 30_000, interval: 200 }).toBe(0);
    const events = await eventsOfStore();
    await expect
      .poll(() => events.filter(({ id }) => !toldIds().has(`evt_${id}`)), { timeout: 30_000, interval: 200 })
      .toEqual([]);
    expect(toldIds().size).toBe(events.length);
    const firstTold = [...toldIds()];
    const byOrder = Map.groupBy(events, ({ order_id: order }) => order);
    for (const steps of byOrder.values()) {
      const places = steps.map(({ id }) => firstTold.indexOf(`evt_${id}`));
      expect(places).toEqual(places.toSorted((left, right) => left - right));
    }
    expect(byOrder.size).toBeGreaterThan(kills * 5);
  } finally {
    await network.kill('SIGTERM');
  }
});

async function start(): Promise<TestProcess> {
  const environment = Object.fromEntries(
    subgraphNames.map((name) => [`DATABASE_URL_${name.toUpperCase()}`, databases[name].url]),
  );
  const network = startProcess('scripts/start.ts', ['--port', String(port), '--data', dataDir], {
    ...environment,
    ...(await takingOwnTokens(dataDir)),
    SHELFGRAPH_WEBHOOK_ALLOW: '127.0.0.1',
  });
  await network.said('Shelfgraph is ready');
  return network;
}

const registration = `mutation ($url: String!) { registerWebhook(store: "QINGCHUN", url: $url) { webhook { status } } }`;
const submission = `mutation ($input: SubmitPurchaseLendOrderInput!) { submitPurchaseLendOrder(input: $input) { __typename } }`;

/** An order that is refused at once: it has two steps. */
function tooDear() {
  const bookId = showcaseId('tooDear');
  return { idempotencyKey: randomUUID(), store: 'QINGCHUN', card: sampleCard(7), bookId, listPrice: { fen: 128_00 } };
}

async function send(token: string, query: string, variables: Record<string, unknown>): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
}

function openOrders() {
  return inDatabase(databases.bookstores.url, "select id from purchase_lend_order where phase <> 'DONE'");
}

function eventsOfStore() {
  return inDatabase<{ id: string; order_id: string }>(
    databases.bookstores.url,
    'select id, order_id from purchase_transition order by id',
  );
}
