// The documents tell the truth: what they show is run here, in the order of each document, on a fresh network.
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { loadOrCreateKeys } from '../gateway/keys.ts';
import { supergraphSdl } from '../gateway/test-graph.ts';
import { readIssuers } from '../lib/issuers.ts';
import packageJson from '../package.json' with { type: 'json' };
import type { SubgraphName } from '../schema/sdl.ts';
import { movableClock, plays } from '../scripts/demo/plays.ts';
import { createStage } from '../scripts/demo/stage.ts';
import { commandsOf, difference, examplesOf, filled, linksOf } from './docs-blocks.ts';
import { clerk, openTestNetwork, type TestNetwork } from './network.ts';
import { freePort, startProcess } from './process.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const documents = [
  'README.md',
  'README.zh.md',
  'sdk/README.md',
  ...readdirSync(join(root, 'docs'), { recursive: true })
    .map((file) => join('docs', String(file)))
    .filter((file) => file.endsWith('.md'))
    .toSorted(),
];
const textOf = (file: string) => readFileSync(join(root, file), 'utf8');
const scripts: Record<string, string> = packageJson.scripts;
const run = promisify(execFile);

/** The Chinese one shows what the English one shows: see below. */
const shown = documents.filter((file) => file !== 'README.zh.md' && examplesOf(textOf(file)).length > 0);

test('README.zh.md has the questions and answers of README.md', () => {
  const ofText = (file: string) => examplesOf(textOf(file)).map(({ line: _, ...example }) => example);
  expect(ofText('README.zh.md')).toEqual(ofText('README.md'));
});

describe.each(shown)('%s', (file) => {
  let network: TestNetwork;
  const answers: unknown[] = [];
  beforeAll(async () => {
    network = await openTestNetwork();
  });
  afterAll(() => network[Symbol.asyncDispose]());

  test.each(examplesOf(textOf(file)))('line $line answers as shown', async (example) => {
    const variables = filled(example.variables, answers) as Record<string, unknown>;
    network.silence(example.silent as SubgraphName | null);
    const { status: _, ...answer } = await network.query(example.query, variables, example.person);
    network.silence(null);
    answers.push(answer);
    const codes = (answer.errors ?? []).map(({ message, extensions }) => extensions['code'] ?? message);
    expect(codes).toEqual(example.error === null ? [] : [example.error]);
    if (example.answer !== undefined) {
      const why = difference(example.answer, answer);
      expect(why, `${why}\n${JSON.stringify(answer, null, 2)}`).toBeNull();
    }
  });
});

describe('what is sent by hand', () => {
  const text = textOf('docs/developers.md');
  let network: TestNetwork;
  beforeAll(async () => {
    network = await openTestNetwork({ jobs: false });
  });
  afterAll(() => network[Symbol.asyncDispose]());

  test('curl gets the events that are shown', async () => {
    const [command = ''] = /^curl -N .*\n.*$/m.exec(text) ?? [];
    const headers = [...command.matchAll(/-H '([^:]+): ([^']+)'/g)].map(([, name = '', value = '']) => [name, value]);
    const [, body = ''] = /-d '([^']+)'/.exec(command) ?? [];
    const response = await fetch(network.url, { method: 'POST', headers: Object.fromEntries(headers), body });
    const [, shown = ''] = /^(event: next\ndata: .*\n\nevent: complete)/m.exec(text) ?? [];
    const events = await response.text();
    expect(difference(firstResult(shown), firstResult(events))).toBeNull();
    expect(events).toMatch(/event: complete\ndata:\n\n$/);
  });

  test('curl gets an answer to the id of a document that is shown', async () => {
    const [, body = ''] = /-d '(\{ "documentId"[^']+)'/.exec(text) ?? [];
    const response = await fetch(network.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(await response.json()).toMatchObject({ data: { searchBooks: { totalCount: 10 } } });
  });

  test('the client that is shown gets an answer over WebSocket', async () => {
    const [, query = ''] = /const query = '(.*)';/.exec(text) ?? [];
    const authorization = `Bearer ${await network.token(clerk)}`;
    const url = network.url.replace('http', 'ws');
    const client = createClient({ url, webSocketImpl: WebSocket, connectionParams: { authorization } });
    for await (const { data, errors } of client.iterate({ query })) {
      expect({ data, errors }).toEqual({ data: { stores: expect.any(Array) }, errors: undefined });
    }
    await client.dispose();
  });
});

describe('documents by their hash', () => {
  test('the commands print what is shown', async () => {
    const text = textOf('docs/developers.md');
    const shown = commandsOf(text).filter((line) => line.startsWith('npm run trusted'));
    expect(shown).toHaveLength(2);
    const [listed, checked] = await Promise.all(
      shown.map((line) =>
        run(process.execPath, ['scripts/trusted.ts', ...(line.split(' -- ')[1]?.split(' ') ?? [])], { cwd: root }),
      ),
    );
    const [, lines] = /```text\n(sha256:[^`]*)```/.exec(text) ?? [];
    expect(listed?.stdout).toBe(lines);
    expect(checked?.stdout).toMatch(/^1 documents are valid/);
  });
});

/** The first result in a stream of events. */
function firstResult(events: string): unknown {
  return JSON.parse(/(?<=data: ).*/.exec(events)?.[0] ?? 'null');
}

test('an answer that is shown wrongly is told', () => {
  const answer = { list: [{ id: '1', at: '2026-11-22' }, { id: '2' }], none: null };
  expect(difference({ list: [{ id: '1', at: '20…' }, '…'], none: null }, answer)).toBeNull();
  expect(difference({ list: ['…', { id: '2' }] }, answer)).toBeNull();
  expect(difference({ list: [{ id: '1' }] }, answer)).toContain('more element(s)');
  expect(difference({ list: ['…', { id: '3' }, '…'] }, answer)).not.toBeNull();
  expect(difference({ list: [{ at: '19…' }, '…'] }, answer)).toContain('is shown as "19…"');
  expect(difference({ none: 0, missing: 1 }, answer)).toContain('the answer.none');
  expect(difference({ missing: 1 }, answer)).toContain('the answer.missing');
  expect(filled({ id: '…' }, [answer, { b: { id: '7' } }])).toEqual({ id: '7' });
});

test.each(documents)('%s links to files that exist', (file) => {
  expect(linksOf(textOf(file)).filter((link) => !existsSync(join(root, dirname(file), link)))).toEqual([]);
});

describe('commands', () => {
  const commands = [...new Set(documents.flatMap((file) => commandsOf(textOf(file))))];
  const named = commands.map((line) => {
    const [, name = '', options = ''] = /^npm (?:run )?([\w:]+)(?: -- (.*))?$/.exec(line) ?? [];
    return { line, name, options: options.split(/\s+/).filter(Boolean) };
  });
  const built = new Set(['ci', 'install']);
  /** What a command prints. npm hands the options of all on alike: some calls are enough to see that it does. */
  const command = async (name: string, options: string[], { byNpm }: { byNpm: boolean }): Promise<string> => {
    const [, script = '', choice] = /(\S+\.ts)(?: (\S+))?$/.exec(scripts[name] ?? '') ?? [];
    const { stdout } = byNpm
      ? await run('npm', ['run', '-s', name, '--', ...options], { cwd: root })
      : await run(process.execPath, [script, ...(choice ? [choice] : []), ...options], { cwd: root });
    return stdout;
  };

  test('are scripts of package.json', () => {
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter(({ name }) => !built.has(name) && !(name in scripts))).toEqual([]);
  });

  // These explain themselves; each option that a document uses is in the explanation.
  const explained = [
    'start',
    'network',
    'gateway',
    'seed',
    'build',
    'generate',
    'token',
    'trusted',
    'sdk',
    'schema:check',
    'compose',
    'schema:release',
    'keys',
    'config',
    'backup',
    'restore',
    'demo',
    'reconcile',
    'audit',
    'import',
    'export',
    'test',
  ].filter((name) => named.some((each) => each.name === name));
  test.each(explained)('npm run %s knows the options that are shown', async (name) => {
    const stdout = await command(name, ['--help'], { byNpm: name === 'start' });
    expect(stdout).toMatch(/^Usage: npm /);
    const options = named
      .filter((each) => each.name === name)
      .flatMap((each) => each.options)
      .filter((word) => /^--?[a-z]/.test(word));
    expect(options.filter((option) => !stdout.includes(option))).toEqual([]);
  });

  test('npm run token prints a token for everybody who is shown', async () => {
    const data = mkdtempSync(join(tmpdir(), 'shelfgraph-docs-'));
    await loadOrCreateKeys(data);
    const shown = named.filter(({ name }) => name === 'token');
    for (const [index, { options }] of shown.entries()) {
      const elsewhere = [...options.filter((word, at) => ![word, options[at - 1]].includes('--data')), '--data', data];
      const stdout = await command('token', elsewhere, { byNpm: index === 0 });
      if (options.includes('--issuer')) expect(readIssuers(stdout)).toHaveLength(1);
      else expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    }
  });

  test('npm run gateway serves a supergraph with the options that are shown', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'shelfgraph-docs-'));
    const file = join(folder, 'supergraph.graphql');
    writeFileSync(file, supergraphSdl);
    for (const { options } of named.filter(({ name }) => name === 'gateway')) {
      const shown = options.filter((word, index) => ![word, options[index - 1]].includes('--port'));
      const own = shown.map((word) => (word === 'supergraph.graphql' ? file : word));
      const gateway = startProcess('scripts/gateway.ts', [...own, '--port', String(await freePort())]);
      await gateway.said('The gateway answers at');
      await gateway.kill('SIGTERM');
      expect(await gateway.ended).toBe(0);
    }
  });

  test('npm run demo finds every answer as expected, and says so without colours where nobody looks', async () => {
    const stdout = await command('demo', [], { byNpm: true });
    expect(stdout).toContain('All answers were as expected.');
    expect(stdout).not.toContain('\u001b');
  }, 60_000);

  // The others differ from it in what is played.
  test.each(
    Object.keys(plays).filter((play) => play !== 'jobs'),
  )('the play %s finds every answer as expected', async (name) => {
    const clock = movableClock();
    await using played = await openTestNetwork({ clock: clock.now });
    const print = vi.spyOn(console, 'log').mockReturnValue();
    try {
      await plays[name]?.(createStage(played), clock);
      expect(print.mock.calls.length).toBeGreaterThan(100);
    } finally {
      print.mockRestore();
    }
  }, 60_000);
});
