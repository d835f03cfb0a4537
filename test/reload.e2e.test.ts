// A gateway whose supergraph changes again and again while it is asked and listened to: nobody notices.
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWsClient } from 'graphql-ws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type HttpSubgraphs, startSubgraphs } from './http-subgraphs.ts';
import { freePort, startProcess, type TestProcess } from './process.ts';

const reloads = process.env['LONG'] === '1' ? 100 : 10;
const query = '{ books { title price holdings { now } } }';
const subscription = { query: 'subscription { bookChanged { id price } }' };

let folder: string;
let subgraphs: HttpSubgraphs;
let gateway: TestProcess;
let origin: string;
let file: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shelfgraph-reload-'));
  // Requests that take a while are under way when the supergraph changes.
  subgraphs = await startSubgraphs({ delay: () => sleep(5) });
  file = join(folder, 'supergraph.graphql');
  writeFileSync(file, subgraphs.supergraphSdl);
  const port = await freePort();
  origin = `http://127.0.0.1:${port}`;
  gateway = startProcess('scripts/gateway.ts', ['--supergraph', file, '--port', String(port)]);
  await gateway.said('The gateway answers at');
});
afterAll(async () => {
  await gateway.kill('SIGKILL');
  await subgraphs[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

test(
  `${reloads} reloads under load: no request fails, no event is lost`,
  async () => {
    const load = { isOver: false, answers: 0 };
    const asking = Array.from({ length: 4 }, () => keepAsking(load));
    const listeners = [listen('ws'), listen('sse')];
    await expect.poll(() => subgraphs.subscribers, { timeout: 10_000 }).toBe(listeners.length);
    // The test graph has no book 404.
    let events = 1_000;
    const telling = setInterval(() => subgraphs.change(String(++events)), 25);

    for (let at = 1; at <= reloads; at += 1) {
      if (at % 5 === 0) await refuse(at);
      await reload(at);
      if (at % 5 === 1) listeners.push(listen(at % 2 === 0 ? 'ws' : 'sse'));
    }
    await expect.poll(() => subgraphs.subscribers, { timeout: 10_000 }).toBe(listeners.length);
    // One more for those that have come last.
    const before = events;
    await expect.poll(() => events, { timeout: 10_000 }).toBeGreaterThan(before + 5);
    clearInterval(telling);
    load.isOver = true;
    await Promise.all(asking);

    expect(load.answers).toBeGreaterThan(reloads);
    for (const { received, broken } of listeners) {
      await expect.poll(() => received.at(-1), { timeout: 20_000 }).toBe(events);
      expect(broken).toEqual([]);
      expect(received).toEqual(Array.from(received, (_, index) => (received[0] ?? 0) + index));
    }
    expect(listeners[0]?.received[0]).toBe(1_001);
    for (const { leave } of listeners) leave();
    await expect.poll(readiness, { timeout: 10_000 }).toMatchObject({ retiring: 0, refused: null });
    await expect.poll(() => subgraphs.subscribers).toBe(0);
  },
  reloads * 6_000,
);

/** Puts another supergraph in the file's place, and waits until it is served. */
async function reload(at: number): Promise<void> {
  const { loadedAt } = (await readiness()).supergraph;
  const next = join(folder, `${at}.graphql`);
  writeFileSync(
    next,
    `${subgraphs.supergraphSdl}\n# ${at}`.replace('visitor: String', at % 2 === 0 ? '$&' : 'visitor2: String'),
  );
  renameSync(next, file);
  gateway.signal('SIGHUP');
  await expect.poll(async () => (await readiness()).supergraph.loadedAt, { timeout: 10_000 }).not.toBe(loadedAt);
}

/** Cuts the file, as an editor might for a moment. */
async function refuse(at: number): Promise<void> {
  const before = await readiness();
  writeFileSync(file, subgraphs.supergraphSdl.slice(0, 1_000 + at));
  gateway.signal('SIGHUP');
  await expect.poll(async () => (await readiness()).refused, { timeout: 10_000 }).not.toBe(null);
  expect((await readiness()).supergraph).toEqual(before.supergraph);
}

interface Readiness {
  supergraph: { loadedAt: string };
  refused: unknown;
}

async function readiness(): Promise<Readiness> {
  return (await (await fetch(`${origin}/ready`)).json()) as Readiness;
}

async function keepAsking(load: { isOver: boolean; answers: number }): Promise<void> {
  while (!load.isOver) {
    const response = await fetch(`${origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    const holdings = [{ now: 7 }, { now: 3 }, { now: 0 }];
    expect({ status: response.status, ...((await response.json()) as object) }).toEqual({
      status: 200,
      data: {
        books: [
          { title: 'Cloud', price: 70, holdings },
          { title: 'River', price: 70, holdings },
        ],
      },
    });
    load.answers += 1;
  }
}

interface Listener {
  /** Numbers of the events that came whole. */
  received: number[];
  /** Whatever else came. */
  broken: unknown[];
  leave: () => void;
}

/** Subscribes, and notes the number of each event that comes whole. */
function listen(protocol: 'ws' | 'sse'): Listener {
  const received: number[] = [];
  const broken: unknown[] = [];
  const sink = {
    next(result: unknown) {
      const { data, errors } = result as { data?: { bookChanged: { id: string; price: number } }; errors?: unknown };
      if (data?.bookChanged?.price === 70) received.push(Number(data.bookChanged.id));
      else broken.push(errors);
    },
    error: (error: unknown) => void broken.push(error),
    complete() {},
  };
  const url = `${origin}/graphql`;
  const client =
    protocol === 'ws'
      ? createWsClient({ url: url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 })
      : createSseClient({ url, retryAttempts: 0 });
  return { received, broken, leave: client.subscribe(subscription, sink) };
}
