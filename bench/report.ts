// Tables for people, JSON for whoever wants to compute.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Verdict } from './goals.ts';
import type { Measured } from './stage.ts';
import { type Estimate, median } from './statistics.ts';

/** One peer beside our gateway. */
export interface Compared {
  peer: string;
  title: string;
  windows: Measured[];
  /** Ours divided by the peer's, pair by pair. */
  cpuRatio: Estimate;
  throughputRatio: Estimate;
}

export interface WorkloadResult {
  workload: string;
  /** The longest answer, in bytes. */
  answerBytes: number;
  title: string;
  windows: Measured[];
  compared: Compared[];
}

/** Prints one workload: our gateway, then each peer with the ratios of ours to it. */
export function printWorkload({ workload, answerBytes, title, windows, compared }: WorkloadResult): void {
  const rows = [
    line(title, windows, '', ''),
    ...compared.map((peer) => line(peer.title, peer.windows, interval(peer.cpuRatio), interval(peer.throughputRatio))),
  ];
  const head = [
    '',
    'CPU µs',
    'requests/s',
    'p50 ms',
    'p99 ms',
    'RSS MB',
    'fetches',
    'our CPU / its',
    'our requests/s / its',
  ];
  console.log(
    `\n${workload}, answers of up to ${(answerBytes / 1_000).toFixed(1)} kB, ${compared[0]?.windows.length ?? windows.length} pairs`,
  );
  printTable([head, ...rows]);
}

/** Prints the goals with what was measured. */
export function printVerdicts(verdicts: readonly Verdict[]): void {
  if (verdicts.length === 0) return;
  console.log('');
  printTable([
    ['goal', 'figure', 'verdict'],
    ...verdicts.map(({ goal, figure, isMet }) => [goal, figure, isMet ? 'met' : 'MISSED']),
  ]);
}

/** What is kept of a workload: medians, ratios, and the CPU of each window in order. */
export function summaryOf({ workload, answerBytes, title, windows, compared }: WorkloadResult): object {
  return {
    workload,
    answerBytes,
    gateways: [
      { title, ...mediansOf(windows) },
      ...compared.map((peer) => ({
        title: peer.title,
        ...mediansOf(peer.windows),
        ourCpuRatio: peer.cpuRatio,
        ourThroughputRatio: peer.throughputRatio,
      })),
    ],
  };
}

/** Prints rows in columns, the first to the left, the others to the right. */
export function printTable(rows: readonly string[][]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  for (const row of rows) {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    console.log(`  ${cells.join('  ')}`);
  }
}

/** `1.42 (1.38–1.47)`. */
export function interval({ median: middle, low, high }: Estimate): string {
  return `${middle.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`;
}

/** Writes bench/results/NAME.json, with the machine beside the figures. */
export function writeResults(name: string, results: object): void {
  const folder = join(import.meta.dirname, 'results');
  mkdirSync(folder, { recursive: true });
  const machine = {
    cores: cpus().length,
    processor: cpus()[0]?.model,
    gigabytes: Math.round(totalmem() / 1024 ** 3),
    node: process.version,
    measuredAt: new Date().toISOString(),
  };
  const text = JSON.stringify({ machine, ...results }, rounded, 2);
  writeFileSync(join(folder, `${name}.json`), `${text}\n`);
}

function rounded(_: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(6)) : value;
}

function mediansOf(windows: readonly Measured[]): object {
  const of = (read: (window: Measured) => number) => median(windows.map(read));
  return {
    windows: windows.length,
    requests: windows.reduce((sum, { requests }) => sum + requests, 0),
    cpuMicroseconds: of((window) => window.cpuMicroseconds),
    requestsPerSecond: of((window) => window.requestsPerSecond),
    p50: of((window) => window.p50),
    p99: of((window) => window.p99),
    megabytes: of((window) => window.megabytes),
    fetches: of((window) => window.fetches),
    cpuOfEachWindow: windows.map(({ cpuMicroseconds }) => cpuMicroseconds.toFixed(0)).join(' '),
  };
}

function line(title: string, windows: readonly Measured[], cpuRatio: string, throughputRatio: string): string[] {
  const of = (read: (window: Measured) => number, digits = 0) => median(windows.map(read)).toFixed(digits);
  return [
    title,
    of((window) => window.cpuMicroseconds),
    of((window) => window.requestsPerSecond),
    of((window) => window.p50, 1),
    of((window) => window.p99, 1),
    of((window) => window.megabytes),
    of((window) => window.fetches, 1),
    cpuRatio,
    throughputRatio,
  ];
}
