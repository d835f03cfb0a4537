// Processes of a network: none is started twice, whatever befalls it at once, and gateways end first.
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test, vi } from 'vitest';
import { createProcesses, type Part } from './processes.ts';

const folder = mkdtempSync(join(tmpdir(), 'shelfgraph-parts-'));
const notes = join(folder, 'notes');
const file = join(folder, 'part.mjs');
appendFileSync(notes, '');
writeFileSync(
  file,
  `import { appendFileSync } from 'node:fs';
  const note = (word) => appendFileSync(${JSON.stringify(notes)}, [process.env.PART, word, process.pid].join(' ') + '\\n');
  note('began');
  process.on('SIGTERM', () => setTimeout(() => { note('ended'); process.exit(); }, Number(process.env.TAKES)));
  process.on('disconnect', () => process.exit());
  process.send('ready');`,
);
afterAll(() => rmSync(folder, { recursive: true }));

const part = (name: string, isGateway: boolean, takesMs = 0): Part => ({
  name,
  file: pathToFileURL(file).href,
  isGateway,
  env: { PART: name, TAKES: String(takesMs) },
});
const noted = (pattern: RegExp) => readFileSync(notes, 'utf8').match(pattern) ?? [];

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('a process that dies when all are started anew is not started twice; gateways end before those that they ask', async () => {
  const told = vi.spyOn(console, 'error').mockImplementation(() => {});
  const processes = createProcesses({ isKept: true });
  try {
    const [gateway, lending] = [part('gateway', true, 300), part('lending', false)];
    await Promise.all([lending, gateway].map(processes.start));
    const pids = () => noted(/(?<=lending began )\d+/g).map(Number);
    process.kill(pids()[0] ?? 0, 'SIGKILL');
    await expect.poll(() => told.mock.calls).toEqual([['lending has ended (SIGKILL). It is started again.']]);
    await processes.restart(lending);
    await expect.poll(pids).toHaveLength(3);
    expect(pids().map(isAlive)).toEqual([false, false, true]);
  } finally {
    await processes.stop();
    told.mockRestore();
  }
  expect(noted(/\w+ ended/g).slice(-2)).toEqual(['gateway ended', 'lending ended']);
});
