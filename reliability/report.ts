// The tables of docs/reliability.md, as they were measured last.
import { readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { resolve } from 'node:path';
import type { Verdict } from '../bench/goals.ts';

const file = resolve(import.meta.dirname, '../docs/reliability.md');

/** Replaces what stands between `<!-- measured: NAME -->` and `<!-- end -->`. A row of one cell becomes a line below the table. */
export function writeReport(name: string, rows: readonly string[][], verdicts: readonly Verdict[]): void {
  const [head = [], ...rest] = rows;
  const table = rest.filter(({ length }) => length > 1);
  const lines = rest.filter(({ length }) => length === 1).map(([text]) => `${text}.`);
  const written = [
    `Measured on ${new Date().toISOString().slice(0, 10)}, load average ${(loadavg()[0] ?? 0).toFixed(1)} at the end.`,
    '',
    row(head),
    row(head.map(() => '---')),
    ...table.map(row),
    '',
    ...lines.flatMap((line) => [line, '']),
    row(['goal', 'figure', '']),
    row(['---', '---', '---']),
    ...verdicts.map(({ goal, figure, isMet }) => row([goal, figure, isMet ? 'met' : '**missed**'])),
  ];
  const text = readFileSync(file, 'utf8');
  const begin = `<!-- measured: ${name} -->\n`;
  const from = text.indexOf(begin);
  const to = text.indexOf('<!-- end -->', from);
  if (from < 0 || to < 0) throw new Error(`docs/reliability.md has no place for ${name}.`);
  writeFileSync(file, `${text.slice(0, from + begin.length)}\n${written.join('\n')}\n\n${text.slice(to)}`);
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
