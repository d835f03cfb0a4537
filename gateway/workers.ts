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

/**
 * Runs this program once more for each worker, until SIGTERM or SIGINT. At SIGHUP each worker is exchanged for a new one, which reads code,
 * settings and supergraph anew: the new one takes requests before the old one goes, so that none is lost. One that cannot start
 * ends the exchange, and the old ones go on.
 */
export async function runWorkers(count: number, metrics: TelemetrySettings['metrics']): Promise<void> {
  const workers = new Set<Worker>();
  let isEnding = false;
  let exchange = Promise.resolve();

  /** Resolves when the worker takes requests. */
  async function begin(): Promise<Worker> {
    const worker = cluster.fork();
    const ended = once(worker, 'exit').then(([code, signal]) => {
      throw new Error(`worker ${worker.process.pid} has ended (${signal ?? `exit code ${code}`}) before it was ready.`);
    });
    // In the end every worker ends.
    ended.catch(() => {});
    await Promise.race([once(worker, 'message'), ended]);
    workers.add(worker);
    void keep(worker, performance.now());
    return worker;
  }

  async function keep(worker: Worker, since: number): Promise<void> {
    const [code, signal] = await once(worker, 'exit');
    // One that was exchanged is none of them any more.
    if (!workers.delete(worker) || isEnding) return;
    console.error(`worker ${worker.process.pid} has ended (${signal ?? `exit code ${code}`}). Another one is started.`);
    for (let wait = performance.now() - since < soonMs ? shortestWaitMs : 0; ; ) {
      await sleep(wait);
      if (isEnding || (await begin().catch((error: Error) => console.error(`gateway: ${error.message}`)))) return;
      wait = Math.min(Math.max(wait * 2, shortestWaitMs), longestWaitMs);
    }
  }

  async function exchangeAll(): Promise<void> {
    for (const old of Array.from(workers)) {
      if (isEnding) return;
      await begin();
      if (!workers.delete(old)) continue;
      const ended = once(old, 'exit');
      old.send(retiring);
      await ended;
    }
    console.log(`gateway: all ${count} workers were exchanged.`);
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
  process.on('SIGHUP', () => {
    exchange = exchange.then(exchangeAll).catch((error: Error) => {
      console.error(`gateway: ${error.message} The workers that run go on.`);
    });
  });

  try {
    await Promise.all(Array.from({ length: count }, begin));
    if (metrics) await tellMetrics(metrics, () => Array.from(workers));
  } catch (error) {
    if (workers.size === count) console.error(`gateway cannot start. ${(error as Error).message}`);
    // It has said why.
    if (isEnding) return;
    for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill('SIGKILL');
    process.exit(1);
  }
  console.log(`gateway has ${count} workers (pid ${process.pid}); SIGHUP exchanges them one by one.`);
  process.send?.('ready');
}

/** Those of all workers together, on one port: each has a part of them. */
async function tellMetrics(
  metrics: NonNullable<TelemetrySettings['metrics']>,
  workers: () => readonly Worker[],
): Promise<void> {
  const { serveMetricsOfWorkers } = await import('../lib/telemetry/workers.ts');
  const { url } = await serveMetricsOfWorkers(metrics, workers);
  console.log(`gateway has the metrics of its workers at ${url}`);
}
