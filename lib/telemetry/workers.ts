// The metrics of several processes that do the same work, as those of one: who has started them asks each over its IPC channel.
import { AggregatorRegistry, type Registry } from 'prom-client';
import { type MetricsServer, serveMetrics } from './metrics.ts';

/** What `ChildProcess` and `cluster.Worker` have in common. */
interface Worker {
  send(message: object, sent: (error: Error | null) => void): boolean;
  on(event: 'message', listener: (message: Told) => void): unknown;
  off(event: 'message', listener: (message: Told) => void): unknown;
  /** Of a `cluster.Worker`, … */
  isConnected?: () => boolean;
  /** … of a `ChildProcess`. */
  connected?: boolean;
}

type Told = { type?: unknown; id?: unknown; metrics?: object };

interface Asked {
  type: typeof question;
  id: number;
}

const question = 'shelfgraph:metrics?';
const answer = 'shelfgraph:metrics';
/** One that does not say it in this time, in ms, is left out. */
const patienceMs = 2_000;
let lastId = 0;

/** In a worker: tells its metrics to the process that has started it, whenever that asks. */
export function tellMetrics(registry: Registry): void {
  process.on('message', (message: Partial<Asked> | undefined) => {
    if (message?.type !== question) return;
    void registry
      .getMetricsAsJSON()
      .then((metrics) => process.send?.({ type: answer, id: message.id, metrics }, undefined, undefined, () => {}));
  });
}

/** In the process that has started workers: theirs and its own together, as text. */
export async function metricsOfAll(workers: readonly Worker[], own?: Registry): Promise<string> {
  const told = await Promise.all(workers.map(ask));
  const all = [...told.filter((metrics) => metrics !== undefined), ...(own ? [await own.getMetricsAsJSON()] : [])];
  return AggregatorRegistry.aggregate(all).metrics();
}

/** Tells, on the one port, the metrics of the workers that there are when somebody asks. */
export function serveMetricsOfWorkers(
  where: { host: string; port: number },
  workers: () => readonly Worker[],
): Promise<MetricsServer> {
  return serveMetrics(where, () => metricsOfAll(workers()));
}

function ask(worker: Worker): Promise<object | undefined> {
  if (!(worker.isConnected?.() ?? worker.connected)) return Promise.resolve(undefined);
  lastId += 1;
  const id = lastId;
  return new Promise((resolve) => {
    const settle = (metrics?: object) => {
      clearTimeout(timer);
      worker.off('message', listen);
      resolve(metrics);
    };
    const listen = (message: Told) => {
      if (message?.type === answer && message.id === id) settle(message.metrics);
    };
    const timer = setTimeout(settle, patienceMs);
    worker.on('message', listen);
    worker.send({ type: question, id } satisfies Asked, (error) => error && settle());
  });
}
