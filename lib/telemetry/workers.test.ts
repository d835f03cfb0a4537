// Metrics over IPC, and on a port: of real processes.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Counter, Registry } from 'prom-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { samplesOf, sumOf } from '../../test/promql.ts';
import { boundedCodes, createRegistry, level, serveMetrics } from './metrics.ts';
import { metricsOfAll, serveMetricsOfWorkers } from './workers.ts';

const module = (name: string) => JSON.stringify(new URL(name, import.meta.url).href);
const workers: ChildProcess[] = [];
beforeAll(async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'shelfgraph-workers-')), 'worker.mjs');
  writeFileSync(
    file,
    `const { Counter } = await import(${JSON.stringify(import.meta.resolve('prom-client'))});
    const { createRegistry } = await import(${module('metrics.ts')});
    const { tellMetrics } = await import(${module('workers.ts')});
    const registry = createRegistry('central', undefined);
    new Counter({ name: 'answered_total', help: 'x', registers: [registry] }).inc(Number(process.argv[2]));
    tellMetrics(registry);
    process.send('ready');`,
  );
  for (const count of ['3', '4']) workers.push(fork(file, [count]));
  await Promise.all(workers.map((worker) => once(worker, 'message')));
});
afterAll(() => {
  for (const worker of workers) worker.kill();
});

test('the metrics of workers are those of one service, with those of the process that asks', async () => {
  const own = new Registry();
  new Counter({ name: 'answered_total', help: 'x', registers: [own] }).inc(10);
  const samples = samplesOf(await metricsOfAll(workers, own));
  expect(sumOf(samples, 'answered_total')).toBe(17);
  expect(sumOf(samples, 'shelfgraph_build_info', { service: 'central' })).toBe(1);
  expect(sumOf(samples, 'process_resident_memory_bytes')).toBeGreaterThan(50e6);
});

test('are told on one port by the process that has started them', async () => {
  const server = await serveMetricsOfWorkers({ host: '127.0.0.1', port: 0 }, () => workers);
  const samples = samplesOf(await (await fetch(server.url)).text());
  await server.close();
  expect(sumOf(samples, 'answered_total')).toBe(7);
});

test('a worker that has ended is left out', async () => {
  const [first] = workers;
  first?.kill();
  if (first) await once(first, 'exit');
  expect(sumOf(samplesOf(await metricsOfAll(workers)), 'answered_total')).toBe(4);
});

test('metrics are at /metrics and nothing else is; a port that is taken is told', async () => {
  const registry = createRegistry('gateway', { sent: 2, lost: 1 });
  level(registry, 'open', 'x', { labelNames: ['kind'], read: () => [[{ kind: 'a' }, 1]] });
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
