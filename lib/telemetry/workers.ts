// The metrics of several processes that do the same work, as those of one: who has started them asks each over its IPC channel. What is
// counted never falls, or Prometheus would take it for a new start: a worker that is late counts with what it said last, one that has ended for ever.
import { AggregatorRegistry, type Counter, Gauge, Registry } from 'prom-client';
import { type MetricsServer, restartsOfWorkers, serveMetrics } from './metrics.ts';

/** What `ChildProcess` and `cluster.Worker` have in common. */
interface Worker {
  send(message: object, sent: (error: Error | null) => void): boolean;
  on(event: 'message', listener: (message: Told) => void): unknown;
  once(event: 'disconnect', listener: () => void): unknown;
}

type Metrics = Awaited<ReturnType<Registry['getMetricsAsJSON']>>;
type Told = { type?: unknown; id?: unknown; metrics?: Metrics } | undefined;

interface Asked {
  type: typeof question;
  id: number;
}

const question = 'shelfgraph:metrics?';
const answer = 'shelfgraph:metrics';

/**
 * In a worker: tells its metrics to the process that has started it, whenever that asks.
 * @returns tells them for the last time, before the worker ends
 */
export function tellMetrics(registry: Registry): () => Promise<void> {
  const tell = async (id?: number) => {
    const metrics = await registry.getMetricsAsJSON();
    if (!process.connected) return;
    await new Promise((sent) => process.send?.({ type: answer, id, metrics }, undefined, undefined, sent));
  };
  process.on('message', (message: Partial<Asked> | undefined) => {
    if (message?.type === question) void tell(message.id);
  });
  return tell;
}

/** In the process that has started workers. */
export interface WorkersMetrics {
  /** Counts a worker in; one that has begun to work. */
  follow(worker: Worker): void;
  /** Workers that ended by themselves, and were started again. */
  restarts: Counter;
  /** Those of all, and since when this process runs, as text. */
  collect(): Promise<string>;
}

/** @param patienceMs nobody waits longer for a worker */
export function gatherMetrics(patienceMs = 2_000): WorkersMetrics {
  const own = new Registry();
  const restarts = restartsOfWorkers(own);
  new Gauge({
    name: 'process_start_time_seconds',
    help: 'When the process that has started the workers began, in seconds since 1970.',
    aggregator: 'first',
    registers: [own],
  }).set(Math.floor(Date.now() / 1_000 - process.uptime()));
  /** What each worker has said last. */
  const last = new Map<Worker, Metrics>();
  let ended: Metrics = [];
  const waiting = new Map<number, () => void>();
  let lastId = 0;

  async function ask(worker: Worker): Promise<void> {
    lastId += 1;
    const id = lastId;
    const answered = Promise.withResolvers<void>();
    const timer = setTimeout(answered.resolve, patienceMs);
    waiting.set(id, answered.resolve);
    worker.send({ type: question, id } satisfies Asked, (error) => error && answered.resolve());
    await answered.promise;
    clearTimeout(timer);
    waiting.delete(id);
  }

  return {
    restarts,
    follow(worker) {
      last.set(worker, []);
      worker.on('message', (message) => {
        if (message?.type !== answer || !message.metrics) return;
        last.set(worker, message.metrics);
        waiting.get(Number(message.id))?.();
      });
      // After its last message, unlike `exit`.
      worker.once('disconnect', () => {
        ended = together([ended, countsOf(last.get(worker) ?? [])]);
        last.delete(worker);
      });
    },
    async collect() {
      await Promise.all(Array.from(last.keys(), ask));
      // The first one says how those of a name are put together.
      return AggregatorRegistry.aggregate([await own.getMetricsAsJSON(), ...last.values(), ended]).metrics();
    },
  };
}

/** Tells, on the one port, the metrics of the workers that it is told of. */
export async function serveMetricsOfWorkers(where: {
  host: string;
  port: number;
}): Promise<MetricsServer & WorkersMetrics> {
  const gathered = gatherMetrics();
  return { ...gathered, ...(await serveMetrics(where, gathered.collect)) };
}

/** What only grows: the rest of a worker ends with it. */
function countsOf(metrics: Metrics): Metrics {
  return metrics.filter(({ type }) => ['counter', 'histogram'].includes(String(type)));
}

function together(all: readonly Metrics[]): Metrics {
  // What is put together has its values at hand.
  return AggregatorRegistry.aggregate([...all]).getMetricsAsArray() as Metrics;
}
