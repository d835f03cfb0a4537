// `gateway/main.ts --workers`: several processes on one port. They are exchanged and killed while they are asked.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { loadOrCreateKeys } from '../gateway/keys.ts';
import { type SubgraphServer, serveSubgraph } from '../lib/serve.ts';
import { subgraphNames } from '../schema/sdl.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { openTestNetwork, type TestNetwork } from './network.ts';
import { freePort, startProcess, type TestProcess } from './process.ts';
import { samplesOf, sumOf } from './promql.ts';

const count = 2;
const clients = 24;
const query = '{ book(id: "B000002") { id } }';
const answer = { data: { book: { id: 'B000002' } } };

let folder: string;
let network: TestNetwork;
let central: SubgraphServer;
let database: TestDatabase;
let config: string;
let origin: string;
let metricsPort: number;
let gateway: TestProcess;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shelfgraph-workers-'));
  network = await openTestNetwork({ jobs: false });
  const { envelopeKeys } = await loadOrCreateKeys(folder);
  central = await serveSubgraph(network.subgraphs.central, envelopeKeys);
  await central.listen({ host: '127.0.0.1', port: 0 });
  database = await createTestDatabase();
  config = join(folder, 'gateway.env');
  writeFileSync(config, 'SHELFGRAPH_DRAIN_SECONDS=0.5\n');
  const port = await freePort();
  metricsPort = await freePort();
  const url = `http://127.0.0.1:${(central.server.address() as AddressInfo).port}/graphql`;
  origin = `http://127.0.0.1:${port}`;
  gateway = startProcess('gateway/main.ts', ['--workers', String(count)], {
    ...Object.fromEntries(subgraphNames.map((name) => [`SUBGRAPH_URL_${name.toUpperCase()}`, url])),
    DATABASE_URL_GATEWAY: database.url,
    SHELFGRAPH_CONFIG: config,
    SHELFGRAPH_DATA: folder,
    PORT: String(port),
    SHELFGRAPH_METRICS_PORT: String(metricsPort),
  });
  await gateway.said(`gateway has ${count} workers`);
});
afterAll(async () => {
  await gateway.kill('SIGTERM');
  await central.close();
  await network[Symbol.asyncDispose]();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

/** What all workers and the process that holds the port tell together. */
async function told(metric: string): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${metricsPort}/metrics`);
  return sumOf(samplesOf(await response.text()), metric);
}
const counted = () => told('shelfgraph_operation_duration_seconds_count');

/** Children of the process that holds the port. */
function workersNow(): number[] {
  const pid = Number(/\(pid (\d+)\)/.exec(gateway.output())?.[1]);
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
}

/** Clients that keep their connections and ask again and again. */
function keepAsking() {
  // A connection that was on its way to a worker that is killed is silent for ever.
  const pool = new Pool(origin, { connections: clients, headersTimeout: 3_000 });
  let answers = 0;
  const failures: string[] = [];
  const over = new AbortController();
  const asking = Array.from({ length: clients }, async () => {
    while (!over.signal.aborted) {
      try {
        const { body } = await pool.request({
          method: 'POST',
          path: '/graphql',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query }),
        });
        const told = await body.json();
        if (JSON.stringify(told) === JSON.stringify(answer)) answers += 1;
        else failures.push(JSON.stringify(told));
        await sleep(Math.random() * 20);
      } catch (error) {
        failures.push(String(error));
      }
    }
  });
  return {
    answers: () => answers,
    failures,
    async stop() {
      over.abort();
      await Promise.all(asking);
      await pool.close();
    },
  };
}

test('their metrics are told as those of one', async () => {
  const before = await counted();
  const ask = () =>
    fetch(`${origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', connection: 'close' },
      body: JSON.stringify({ query }),
    }).then((response) => response.json());
  // Connections go to the workers in turn.
  for (let asked = 0; asked < 6; asked += 1) expect(await ask()).toEqual(answer);
  expect(await counted()).toBe(before + 6);
  expect(Date.now() / 1_000 - (await told('process_start_time_seconds'))).toBeLessThan(600);
  expect(await told('shelfgraph_rates_shared')).toBe(1);
});

test('workers are exchanged under load: no request is lost, subscribers are told to come again', async () => {
  const before = workersNow();
  expect(before).toHaveLength(count);
  const countedBefore = await counted();
  const load = keepAsking();
  const sockets = Array.from({ length: 4 }, () => new WebSocket(`${origin}/graphql`, 'graphql-transport-ws'));
  const closed = Promise.all(sockets.map((socket) => new Promise((done) => socket.once('close', done))));
  await expect.poll(() => sockets.every(({ readyState }) => readyState === WebSocket.OPEN)).toBe(true);
  for (const socket of sockets) socket.send('{"type":"connection_init"}');
  gateway.signal('SIGHUP');
  await gateway.said(`all ${count} workers were exchanged`);
  expect(await closed).toEqual([1001, 1001, 1001, 1001]);
  await load.stop();
  expect(load.failures).toEqual([]);
  expect(load.answers()).toBeGreaterThan(clients);
  // Those that have gone have told what they had counted.
  await expect.poll(counted).toBe(countedBefore + load.answers());
  const now = workersNow();
  expect(now).toHaveLength(count);
  expect(now.filter((pid) => before.includes(pid))).toEqual([]);
});

test('a worker that is killed costs the requests that it was at, and one other takes its place, though all are being exchanged', async () => {
  const load = keepAsking();
  await expect.poll(() => load.answers()).toBeGreaterThan(clients);
  const [, victim = 0] = workersNow();
  gateway.signal('SIGHUP');
  // The first one is being exchanged, this one would be next.
  await expect.poll(workersNow).toHaveLength(count + 1);
  process.kill(victim, 'SIGKILL');
  await gateway.said(`worker ${victim} has ended (SIGKILL). Another one is started.`);
  await expect.poll(() => gateway.output().match(/workers were exchanged/g), { timeout: 60_000 }).toHaveLength(2);
  expect(gateway.output().match(/gateway answers at/g)).toHaveLength(3 * count);
  expect(workersNow()).toHaveLength(count);
  expect(await told('shelfgraph_worker_restarts_total')).toBe(1);
  await load.stop();
  expect(load.failures.length).toBeLessThanOrEqual(clients);
});

test('where new workers cannot start the old ones go on', async () => {
  const before = workersNow();
  writeFileSync(config, 'SHELFGRAPH_DRAIN_SECONDS=for ever\n');
  gateway.signal('SIGHUP');
  await gateway.said('SHELFGRAPH_DRAIN_SECONDS is a number from 0 to 300, not "for ever"');
  await gateway.said('The workers that run go on.');
  expect(workersNow()).toEqual(before);
  expect(
    await (
      await fetch(`${origin}/graphql?query=${encodeURIComponent(query)}`, {
        headers: { 'apollo-require-preflight': '1' },
      })
    ).json(),
  ).toEqual(answer);
});

test('one that ends takes all with it', async () => {
  const workers = workersNow();
  await gateway.kill('SIGTERM');
  expect(await gateway.ended).toBe(0);
  expect(readdirSync('/proc').filter((name) => workers.includes(Number(name)))).toEqual([]);
});
