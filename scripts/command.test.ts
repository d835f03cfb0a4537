// Commands whose output is read no more, as by `head`.
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What comes out of `script … | head -n LINES`: its end stands in the last line of what it says on standard error. */
async function head(lines: number, script: string, args: readonly string[], env: Record<string, string> = {}) {
  const pipe = `{ "$@"; echo "ended with $?" >&2; } | head -n ${lines}`;
  const command = [process.execPath, 'scripts/run.mjs', `scripts/${script}.ts`, ...args];
  return promisify(execFile)('sh', ['-c', pipe, 'sh', ...command], { cwd: root, env: { ...process.env, ...env } });
}

test('a command ends without a word when its reader has gone', async () => {
  // More than a pipe holds.
  const documents = Array.from({ length: 2_000 }, () => 'schema/operations/01-holdings.graphql');
  const { stdout, stderr } = await head(2, 'trusted', ['list', ...documents]);
  expect(stdout).toMatch(/^(sha256:[0-9a-f]{64} {2}Holdings {2}schema\/operations\/01-holdings\.graphql\n){2}$/);
  expect(stderr).toBe('ended with 141\n');
});

test('it closes first what it has open', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'shelfgraph-head-'));
  try {
    const { stdout, stderr } = await head(1, 'demo', [], { TMPDIR: folder });
    expect(stdout).toMatch(/^Opening the network: .*\n$/);
    expect(stderr).toBe('ended with 141\n');
    // The demonstration removes its data when PostgreSQL has ended.
    expect(readdirSync(folder)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 90_000);
