// `npm run config` as operators run it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startProcess } from '../test/process.ts';

async function config(args: string[], env: Record<string, string>) {
  const command = startProcess('scripts/config.ts', args, { SHELFGRAPH_LIMITS: '', ...env });
  return { code: await command.ended, output: command.output() };
}

test('it tells what is in effect, where each value comes from, and no secret', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'shelfgraph-config-'));
  const file = join(folder, 'shelfgraph.env');
  writeFileSync(join(folder, 'key'), 'very secret\n');
  writeFileSync(file, `PORT=4100\nSHELFGRAPH_CREDIT_KEY_FILE=${join(folder, 'key')}\n`);
  const env = {
    SHELFGRAPH_CONFIG: file,
    DATABASE_URL_LENDING: 'postgresql://lending:secret@db/lending',
    LOG_LEVEL: 'info',
  };
  const { code, output } = await config(['--print'], env);
  rmSync(folder, { recursive: true });
  expect(code).toBe(0);
  expect(output).toMatch(new RegExp(`^PORT +4100 {2}\\(file ${file}\\)$`, 'm'));
  expect(output).toMatch(/^LOG_LEVEL +info {2}\(environment\)$/m);
  expect(output).toMatch(/^HOST +127\.0\.0\.1 {2}\(default\)$/m);
  expect(output).toMatch(new RegExp(`^SHELFGRAPH_CREDIT_KEY +\\*\\*\\* {2}\\(file ${join(folder, 'key')}\\)$`, 'm'));
  expect(output).toMatch(/^DATABASE_URL_LENDING +postgresql:\/\/lending:\*\*\*@db\/lending {2}\(environment\)$/m);
  expect(output).not.toContain('secret');
});

test('it says whether a process would start', async () => {
  expect(await config(['--check'], {})).toEqual({ code: 0, output: 'The configuration is good.\n' });
  const wrong = {
    PORT: 'x',
    SHELFGRAPH_LIMITS: '/none',
    SHELFGRAPH_WORKERS: '2',
    SHELFGRAPH_ONLY_GATEWAY: 'yes',
    SHELFGRAPH_PORT: '1',
  };
  const { code, output } = await config(['--check'], wrong);
  expect(code).toBe(1);
  expect(output).toMatch(/no setting SHELFGRAPH_PORT/);
  expect(output).toMatch(/PORT is a number from 1 to 65535, not "x"/);
  expect(output).toMatch(/SHELFGRAPH_LIMITS names a JSON file/);
  expect(output).toMatch(/SHELFGRAPH_ONLY_GATEWAY=yes is for one worker/);
  expect(output).toMatch(/SHELFGRAPH_WORKERS needs DATABASE_URL_GATEWAY/);
});
