// Several processes that answer as one gateway, on one port. The first process holds the port, hands out connections, and starts anew
// what has ended; it serves nothing itself, so there is little in it that could end.
import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TelemetrySettings } from '../lib/telemetry/settings.ts';
import { retiring } from './standalone.ts';

/** A worker that ends so soon has something that does not pass by itself: the next one waits, longer each time. */
const soonMs = 10_000;
const shortestWaitMs = 500;
const longestWaitMs = 30_000;

/** Has one worker at a time. */
interface Place {
  /** Exchanges it, if it began before that moment of `performance.now`. */
  exchange(than: number): Promise<void>;
}

/**
 * Runs this program once more for each worker, until SIGTERM or SIGINT. At SIGHUP each worker is exchanged for a new one, which reads code,
 * settings and supergraph anew: the new one takes requests before the old one goes, so that none is lost. One that cannot start
 * ends the exchange, and the old ones go on.
 */
export async function runWorkers(count: number, metrics: TelemetrySettings['metrics']): Promise<void> {
  const told = await openMetrics(metrics);
  let isEnding = false;

  /** Resolves when the worker takes requests. */
  async function begin(): Promise<Worker> {
    const worker = cluster.fork();
    // A connection may be handed to one that has just died: its end is told below.
    worker.on('error', () => {});
    const ended = once(worker, 'exit').then(([code, signal]) => {
      throw new Error(`worker ${worker.process.pid} has ended (${signal ?? `exit code ${code}`}) before it was ready.`);
    });
    // In the end every worker ends.
    ended.catch(() => {});
    await Promise.race([once(worker, 'message'), ended]);
    told?.follow(worker);
    return worker;
  }

  /** What befalls its worker, death and exchange, is dealt with one after the other: neither begins a second one. */
  async function openPlace(): Promise<Place> {
    let beganAt = performance.now();
    let worker = await begin();
    let turn = Promise.resolve();
    void keep(worker, performance.now());

    async function keep(own: Worker, since: number): Promise<void> {
      const [code, signal] = await once(own, 'exit');
      if (worker !== own || isEnding) return;
      console.error(`worker ${own.process.pid} has ended (${signal ?? `exit code ${code}`}). Another one is started.`);
      told?.restarts.inc();
      turn = turn.then(() => beginAgain(own, performance.now() - since < soonMs ? shortestWaitMs : 0));
    }

    async function beginAgain(ended: Worker, waitMs: number): Promise<void> {
      for (let wait = waitMs; worker === ended; wait = Math.min(Math.max(wait * 2, shortestWaitMs), longestWaitMs)) {
        await sleep(wait);
        if (isEnding) return;
        await take().catch((error: Error) => console.error(`gateway: ${error.message}`));
      }
    }

    async function take(): Promise<void> {
      const at = performance.now();
      worker = await begin();
      beganAt = at;
      void keep(worker, performance.now());
    }

    async function exchangeOlder(than: number): Promise<void> {
      if (isEnding || beganAt > than) return;
      const old = worker;
      await take();
      if (old.isDead()) return;
      const ended = once(old, 'exit');
      // One that cannot be told any more is ending.
      old.send(retiring, (error) => error && old.process.kill('SIGTERM'));
      await ended;
    }

    return {
      exchange(than) {
        const exchanged = turn.then(() => exchangeOlder(than));
        turn = exchanged.catch(() => {});
        return exchanged;
      },
    };
  }

  const end = async () => {
    if (isEnding) return;
    isEnding = true;
    const all = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
    await Promise.all(all.map((worker) => (worker.process.kill('SIGTERM') ? once(worker, 'exit') : null)));
    process.exit(0);
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  process.once('disconnect', end);

  const places = Promise.all(Array.from({ length: count }, openPlace));
  let last = Promise.resolve();
  process.on('SIGHUP', () => {
    const askedAt = performance.now();
    last = last
      .then(() => exchangeAll(askedAt))
      .catch((error: Error) => {
        console.error(`gateway: ${error.message} The workers that run go on.`);
      });
  });
  try {
    await places;
  } catch {
    // It has said why.
    if (isEnding) return;
    for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill('SIGKILL');
    process.exit(1);
  }
  console.log(`gateway has ${count} workers (pid ${process.pid}); SIGHUP exchanges them one by one.`);
  if (told) console.log(`gateway has the metrics of its workers at ${told.url}`);
  process.send?.('ready');

  async function exchangeAll(than: number): Promise<void> {
    for (const { exchange } of await places) await exchange(than);
    if (!isEnding) console.log(`gateway: all ${count} workers were exchanged.`);
  }
}

/** Those of all workers together are told on one port: each has a part of them. */
async function openMetrics(metrics: TelemetrySettings['metrics']) {
  if (!metrics) return undefined;
  try {
    const { serveMetricsOfWorkers } = await import('../lib/telemetry/workers.ts');
    return await serveMetricsOfWorkers(metrics);
  } catch (error) {
    console.error(`gateway cannot start. ${(error as Error).message}`);
    process.exit(1);
  }
}
