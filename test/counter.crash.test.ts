// SIGKILL during orders, again and again: after each restart no acknowledged order is lost and none is half done.
// A handful of kills here; LONG=1 makes it 40.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { issueToken } from '../gateway/identity.ts';
import { loadOrCreateKeys } from '../gateway/keys.ts';
import { type SubgraphName, subgraphNames } from '../schema/sdl.ts';
import { randomSequence } from '../scripts/seed/random.ts';
import { sampleCard } from '../scripts/seed/readers.ts';
import type { TestDatabase } from './database.ts';
import { violations } from './invariants.ts';
import { clerk, reader, seededDatabases } from './network.ts';
import { freePort, startProcess, type TestProcess } from './process.ts';

const kills = process.env['LONG'] ? 40 : 3;
const clients = 8;

let databases: Record<SubgraphName, TestDatabase>;
let urls: Record<SubgraphName, string>;
let dataDir: string;
let port: number;

beforeAll(async () => {
  databases = await seededDatabases();
  urls = Object.fromEntries(subgraphNames.map((name) => [name, databases[name].url])) as Record<SubgraphName, string>;
  dataDir = mkdtempSync(join(tmpdir(), 'shelfgraph-crash-'));
  port = await freePort();
});
afterAll(async () => {
  await Promise.all(Object.values(databases).map((database) => database.drop()));
  rmSync(dataDir, { recursive: true, force: true });
});

interface Sent {
  key: string;
  /** What the client was told, if it was told anything. */
  result?: { __typename: string; order?: { id: string } };
}

test(`after ${kills} kills no acknowledged order is lost and none is half done`, {
  timeout: 40_000 + kills * 15_000,
}, async () => {
  const random = randomSequence(64);
  const keys = await loadOrCreateKeys(dataDir);
  const counter = await issueToken(keys.tokenPrivateKey, clerk, { ttl: 3_600 });
  const books = await booksOnSale();
  const sent: Sent[] = [];
  /** The round in which the network is up. */
  const up = new Set<number>();

  for (let round = 0; round < kills; round++) {
    const network = await start();
    up.add(round);
    const load = Array.from({ length: clients }, async (_, client) => {
      for (let turn = 0; up.has(round); turn++) {
        const order: Sent = { key: `crash-${round}-${client}-${turn}` };
        sent.push(order);
        const card = sampleCard(1 + Math.floor(random() * 70));
        const bookId = books[Math.floor(random() * books.length)] ?? '';
        order.result = await (turn % 3 === 2
          ? requestLoan(await issueToken(keys.tokenPrivateKey, reader(card), { ttl: 60 }), order.key, bookId)
          : submitOrder(counter, order.key, card, bookId)
        ).catch(() => undefined);
      }
    });
    // Not before the network is at work, and then at any step of any order.
    const warm = sent.length + Math.floor(random() * 40);
    await expect.poll(() => sent.length, { timeout: 10_000, interval: 5 }).toBeGreaterThan(warm);
    await pause(random() * 60);
    up.delete(round);
    await network.kill('SIGKILL');
    await Promise.all(load);
  }

  const network = await start();
  try {
    await expect.poll(openWork, { timeout: 20_000, interval: 200 }).toBe(0);
    expect(await violations(urls)).toEqual([]);
    const orders = new Map((await ordersByKey()).map(({ idempotency_key: key, status }) => [key, status]));
    const acknowledged = sent.filter(({ result }) => result?.__typename === 'PurchaseLendOrderLent');
    expect(acknowledged.length).toBeGreaterThan(0);
    expect(acknowledged.filter(({ key }) => orders.get(key) !== 'LENT')).toEqual([]);
    const requests = new Set((await rows<{ key: string }>('lending', lentRequests)).map(({ key }) => key));
    expect(sent.filter(({ key, result }) => result?.__typename === 'LoanRequested' && !requests.has(key))).toEqual([]);
    expect(await openPaged()).toEqual([]);
  } finally {
    await network.kill('SIGTERM');
  }
});

async function start(): Promise<TestProcess> {
  const environment = Object.fromEntries(
    subgraphNames.map((name) => [`DATABASE_URL_${name.toUpperCase()}`, urls[name]]),
  );
  const network = startProcess('scripts/start.ts', ['--port', String(port), '--data', dataDir], environment);
  await network.said('Shelfgraph is ready');
  return network;
}

async function send(
  token: string,
  query: string,
  input: Record<string, unknown>,
): Promise<Record<string, NonNullable<Sent['result']>>> {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables: { input } }),
  });
  return ((await response.json()) as { data: Record<string, NonNullable<Sent['result']>> }).data;
}

async function submitOrder(token: string, idempotencyKey: string, card: string, bookId: string) {
  const mutation = `mutation ($input: SubmitPurchaseLendOrderInput!) {
    submitPurchaseLendOrder(input: $input) { __typename ... on PurchaseLendOrderLent { order { id } } }
  }`;
  const input = { idempotencyKey, store: 'QINGCHUN', card, bookId, listPrice: { fen: 3200 } };
  return (await send(token, mutation, input))['submitPurchaseLendOrder'];
}

async function requestLoan(token: string, idempotencyKey: string, bookId: string) {
  const mutation = 'mutation ($input: RequestLoanInput!) { requestLoan(input: $input) { __typename } }';
  const address = {
    recipient: '样例',
    phone: '025-00000000',
    province: '江苏省',
    city: '南京市',
    district: '建邺区',
    street: '样例路',
  };
  return (await send(token, mutation, { idempotencyKey, bookId, deliveryAddress: address }))['requestLoan'];
}

async function rows<Row>(name: SubgraphName, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: urls[name] });
  await client.connect();
  try {
    return (await client.query(sql)).rows as Row[];
  } finally {
    await client.end();
  }
}

async function booksOnSale(): Promise<string[]> {
  const offers = await rows<{ book_id: string }>(
    'bookstores',
    "select distinct book_id from offer where store_id = 'QINGCHUN' order by 1",
  );
  return offers.map(({ book_id: id }) => id);
}

function ordersByKey() {
  return rows<{ idempotency_key: string; status: string }>(
    'bookstores',
    'select idempotency_key, status from purchase_lend_order',
  );
}

const lentRequests = "select idempotency_key as key from loan_request where outcome = 'LENT'";

/** Orders and requests that have not ended. */
async function openWork(): Promise<number> {
  const [orders] = await rows<{ count: number }>(
    'bookstores',
    "select count(*)::int from purchase_lend_order where phase <> 'DONE'",
  );
  const [requests] = await rows<{ count: number }>(
    'lending',
    "select count(*)::int from loan_request where phase <> 'DONE'",
  );
  return (orders?.count ?? 0) + (requests?.count ?? 0);
}

/** Copies that are kept for a loan which lending does not have. */
async function openPaged(): Promise<string[]> {
  const sql = "select claim_id from item where status = 'PAGED'";
  const paged = [
    ...(await rows<{ claim_id: string }>('central', sql)),
    ...(await rows<{ claim_id: string }>('districts', sql)),
  ];
  const active = new Set(
    (await rows<{ id: string }>('lending', "select id from loan where status = 'ACTIVE'")).map(({ id }) => id),
  );
  return paged.map(({ claim_id: id }) => id).filter((id) => !active.has(id));
}
