// Metrics over IPC, and on a port: of real processes.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { samplesOf, sumOf } from '../../test/promql.ts';
import { boundedCodes, createRegistry, level, serveMetrics, total } from './metrics.ts';
import { gatherMetrics, serveMetricsOfWorkers } from './workers.ts';

const module = (name: string) => JSON.stringify(new URL(name, import.meta.url).href);
const folder = mkdtempSync(join(tmpdir(), 'shelfgraph-workers-'));
const workers: ChildProcess[] = [];
const gathered = gatherMetrics(500);

/** Starts one that has counted so many; asked to end it counts one more, and says so. */
async function begin(count: number): Promise<ChildProcess> {
  const file = join(folder, 'worker.mjs');
  writeFileSync(
    file,
    `const { Counter } = await import(${JSON.stringify(import.meta.resolve('prom-client'))});
    const { createRegistry, level } = await import(${module('metrics.ts')});
    const { tellMetrics } = await import(${module('workers.ts')});
    const count = Number(process.argv[2]);
    const registry = createRegistry('central', undefined);
    const answered = new Counter({ name: 'answered_total', help: 'x', registers: [registry] });
    answered.inc(count);
    for (const ofWorkers of ['sum', 'average', 'max', 'min'])
      level(registry, 'now_' + ofWorkers, 'x', { ofWorkers, read: () => [[{}, count]] });
    const tell = tellMetrics(registry);
    process.on('message', async (message) => {
      if (message !== 'end') return;
      answered.inc();
      await tell();
      process.exit();
    });
    process.send('ready');`,
  );
  const worker = fork(file, [String(count)]);
  workers.push(worker);
  await once(worker, 'message');
  gathered.follow(worker);
  return worker;
}

/** What is told now, of all together. */
async function told(metric: string): Promise<number> {
  return sumOf(samplesOf(await gathered.collect()), metric);
}

beforeAll(async () => {
  for (const count of [3, 4]) await begin(count);
});
afterAll(() => {
  for (const worker of workers) worker.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

test('the metrics of workers are those of one service: counts are added, states are what they mean', async () => {
  expect(await told('answered_total')).toBe(7);
  expect(await told('now_sum')).toBe(7);
  expect(await told('now_average')).toBe(3.5);
  expect(await told('now_max')).toBe(4);
  expect(await told('now_min')).toBe(3);
  expect(await told('shelfgraph_build_info')).toBe(1);
  expect(await told('process_resident_memory_bytes')).toBeGreaterThan(50e6);
});

test('the process that has started them tells since when it runs, and how often one was started again', async () => {
  const began = Date.now() / 1_000 - process.uptime();
  expect(Math.abs((await told('process_start_time_seconds')) - began)).toBeLessThan(5);
  expect(await told('shelfgraph_worker_restarts_total')).toBe(0);
  gathered.restarts.inc();
  expect(await told('shelfgraph_worker_restarts_total')).toBe(1);
});

test('counts do not fall: of a worker that is late, that has ended in order, that was killed', {
  timeout: 20_000,
}, async () => {
  const [late, ordered] = workers as [ChildProcess, ChildProcess];
  late.kill('SIGSTOP');
  expect(await told('answered_total')).toBe(7);
  late.kill('SIGCONT');
  ordered.send('end');
  await once(ordered, 'exit');
  // It has told the last one, though nobody asked.
  await expect.poll(() => told('answered_total')).toBe(8);
  expect(await told('now_max')).toBe(3);
  await begin(10);
  expect(await told('answered_total')).toBe(18);
  late.kill('SIGKILL');
  await once(late, 'exit');
  expect(await told('answered_total')).toBe(18);
  expect(await told('now_sum')).toBe(10);
});

test('are told on one port by the process that has started them', async () => {
  const server = await serveMetricsOfWorkers({ host: '127.0.0.1', port: 0 });
  for (const worker of workers.filter(({ connected }) => connected)) server.follow(worker);
  const samples = samplesOf(await (await fetch(server.url)).text());
  await server.close();
  expect(sumOf(samples, 'answered_total')).toBe(10);
});

test('what is counted elsewhere goes on where it was when that begins anew', async () => {
  const registry = createRegistry('gateway', undefined);
  let hits = 5;
  total(registry, 'hits_total', 'x', { read: () => [[{}, hits]] });
  const now = async () => sumOf(samplesOf(await registry.metrics()), 'hits_total');
  expect(await now()).toBe(5);
  hits = 2;
  expect([await now(), await now()]).toEqual([7, 7]);
  hits = 3;
  expect(await now()).toBe(8);
});

test('metrics are at /metrics and nothing else is; a port that is taken is told', async () => {
  const registry = createRegistry('gateway', { sent: 2, lost: 1 });
  level(registry, 'open', 'x', { labelNames: ['kind'], ofWorkers: 'sum', read: () => [[{ kind: 'a' }, 1]] });
  const server = await serveMetrics({ host: '127.0.0.1', port: 0 }, () => registry.metrics());
  try {
    const response = await fetch(server.url);
    expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    const samples = samplesOf(await response.text());
    expect(sumOf(samples, 'open', { kind: 'a' })).toBe(1);
    expect(sumOf(samples, 'shelfgraph_spans_total', { result: 'lost' })).toBe(1);
    expect((await fetch(new URL('/', server.url))).status).toBe(404);
    expect((await fetch(server.url, { method: 'POST' })).status).toBe(404);
    const port = Number(new URL(server.url).port);
    await expect(serveMetrics({ host: '127.0.0.1', port }, async () => '')).rejects.toThrow(
      `Port ${port}, SHELFGRAPH_METRICS_PORT, is taken.`,
    );
  } finally {
    await server.close();
  }
});

test('codes that anybody could make up are no series of their own', () => {
  const code = boundedCodes();
  expect(code('SUBGRAPH_TIMEOUT')).toBe('SUBGRAPH_TIMEOUT');
  for (const odd of ['no code', '', 'x'.repeat(99), undefined, 7, 'A'.repeat(61)]) expect(code(odd)).toBe('other');
  const told = new Set(Array.from({ length: 1_000 }, (_, number) => code(`CODE_${number}`)));
  expect(told.size).toBe(100);
});
