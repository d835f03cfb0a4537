// `npm run trusted` as somebody calls it.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sha256Of } from '../gateway/trusted/registered.ts';

const script = fileURLToPath(new URL('./trusted.ts', import.meta.url));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shelfgraph-trusted-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(...given: string[]) {
  const env = { ...process.env, SHELFGRAPH_TRUSTED_DOCUMENTS: folder };
  const ended = promisify(execFile)(process.execPath, [script, ...given], { env });
  return ended.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code: Number(code), stdout: String(stdout), stderr: String(stderr) }),
  );
}

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

test('list prints what is registered, with its hashes; check says what is not valid for whom', async () => {
  const text = '# audience: clerk\nquery Inbox { stores { inbox { totalCount } } }\n';
  const good = write('good.graphql', text);
  const bad = write('bad.graphql', '# audience: reader\nquery Money {\n  funds(year: 2026) { year }\n}\n');
  const all = write('all.graphql', 'query Mine { me { role reader { openLoans } } }\n');
  const [listed, checked, fine, wrong, none] = await Promise.all([
    run('list'),
    run('check'),
    run('check', good),
    run('check', bad, all),
    run('chek'),
  ]);

  expect(listed.code).toBe(0);
  expect(listed.stdout).toContain(`sha256:${sha256Of(text)}  Inbox  `);
  expect(listed.stdout.match(/^sha256:[0-9a-f]{64} {2}\S/gm)?.length).toBeGreaterThan(30);
  expect(fine).toMatchObject({ code: 0, stdout: expect.stringContaining('1 documents are valid') });
  const problems = [
    expect.stringMatching(/bad\.graphql:3:3 for public: Cannot query field "funds" on type "Query"\./),
    expect.stringMatching(/all\.graphql:1:33 for bookstore: Cannot query field "openLoans" on type "Reader"/),
  ];
  expect(wrong.code).toBe(1);
  expect(wrong.stderr.trim().split('\n')).toEqual(problems);
  expect(checked).toMatchObject({ code: 1, stderr: expect.stringContaining('for public') });
  expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('Usage: npm run trusted') });
});
