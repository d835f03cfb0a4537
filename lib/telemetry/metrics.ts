// What a process counts, for Prometheus. Loaded only where it is told; every label has a few values that are known beforehand, so that
// nobody makes new series by what they send.
import { createServer } from 'node:http';
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import packageJson from '../../package.json' with { type: 'json' };
import type { SpanCounts } from './sdk.ts';

/** Bounds of histograms, in seconds: below the first a request is quick, above the fifth second none goes on. */
export const seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5];

/** Makes what every process counts: itself, its event loop, its memory, what it runs. `service` is what it is called. */
export function createRegistry(service: string, spans: SpanCounts | undefined): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'shelfgraph_build_info',
    help: 'What runs: always 1.',
    labelNames: ['service', 'version', 'node'],
    registers: [registry],
    aggregator: 'first',
  }).set({ service, version: packageJson.version, node: process.version }, 1);
  total(registry, 'shelfgraph_spans_total', 'Spans by what became of them: sent, or lost because nobody took them.', {
    labelNames: ['result'],
    read: () => [
      [{ result: 'sent' }, spans?.sent ?? 0],
      [{ result: 'lost' }, spans?.lost ?? 0],
    ],
  });
  return registry;
}

interface Reading {
  labelNames?: readonly string[];
  /** Labels and values as they are now. */
  read: () => Iterable<readonly [labels: Record<string, string>, value: number]>;
}

interface LevelReading extends Reading {
  /** What that of several workers is: `sum` of what adds up, `average` of shares, `max` of what is bad where it is 1 or high, `min` of what is good where it is 1. */
  ofWorkers: 'sum' | 'average' | 'max' | 'min';
}

/** A number that goes up and down, read when it is asked for. */
export function level(
  registry: Registry,
  name: string,
  help: string,
  { labelNames = [], ofWorkers, read }: LevelReading,
): void {
  const gauge = new Gauge({
    name,
    help,
    labelNames: [...labelNames],
    registers: [],
    aggregator: ofWorkers,
    collect() {
      this.reset();
      for (const [labels, value] of read()) this.set(labels, value);
    },
  });
  registry.registerMetric(gauge);
}

/** A number that only grows and is counted elsewhere, read when it is asked for. Where that begins anew it goes on from where it was. */
export function total(registry: Registry, name: string, help: string, { labelNames = [], read }: Reading): void {
  const known = new Map<string, { before: number; now: number }>();
  const counter = new Counter({
    name,
    help,
    labelNames: [...labelNames],
    registers: [],
    collect() {
      this.reset();
      for (const [labels, now] of read()) {
        const key = JSON.stringify(labels);
        const last = known.get(key) ?? { before: 0, now: 0 };
        const before = now < last.now ? last.before + last.now : last.before;
        known.set(key, { before, now });
        this.inc(labels, before + now);
      }
    },
  });
  registry.registerMetric(counter);
}

/** How often a worker has ended and was started again; 0 in a process that has none. */
export function restartsOfWorkers(registry: Registry): Counter {
  return new Counter({
    name: 'shelfgraph_worker_restarts_total',
    help: 'Workers that ended by themselves and were started again.',
    registers: [registry],
  });
}

/** At most so many codes are told apart. */
const codesKept = 100;

/** Codes as values of a label: those of foreign subgraphs may be anything, and are `other` when they are odd or too many. */
export function boundedCodes(): (code: unknown) => string {
  const known = new Set<string>();
  return (code) => {
    if (typeof code !== 'string' || !/^[A-Z][A-Z0-9_]{0,59}$/.test(code)) return 'other';
    if (known.size < codesKept) known.add(code);
    return known.has(code) ? code : 'other';
  };
}

export interface MetricsServer {
  /** `http://127.0.0.1:9464/metrics` */
  url: string;
  close(): Promise<void>;
}

/**
 * Answers `GET /metrics` on a port of its own, for whoever collects: never on the port that clients use.
 * @param collect the metrics as text, of this process or of its workers together
 * @throws Error when the port is taken
 */
export async function serveMetrics(
  { host, port }: { host: string; port: number },
  collect: () => Promise<string>,
): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url?.split('?')[0] !== '/metrics') {
      response.writeHead(404).end('There is /metrics here, by GET.\n');
      return;
    }
    collect().then(
      (text) => response.writeHead(200, { 'content-type': Registry.PROMETHEUS_CONTENT_TYPE }).end(text),
      (error: unknown) => response.writeHead(500).end(`${String(error)}\n`),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`Port ${port}, SHELFGRAPH_METRICS_PORT, is taken. Choose another.`)
          : error,
      ),
    );
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const bound = typeof address === 'object' && address ? address.port : port;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}/metrics`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
