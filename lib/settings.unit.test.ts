import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readEnvironment } from './env.ts';
import { readSettings, shown, takeSettings } from './setting-sources.ts';
import { settingByName, settings, settingsInMarkdown } from './settings.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shelfgraph-settings-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

test('the table has a line for every variable that the product reads, and no other', () => {
  const sources = ['lib', 'gateway', 'subgraphs', 'scripts'].flatMap((part) =>
    readdirSync(join(root, part), { recursive: true })
      .map((file) => join(root, part, String(file)))
      .filter((file) => /(?<!test|generated)\.ts$/.test(file) && !file.endsWith('lib/settings.ts')),
  );
  const text = sources.map((file) => readFileSync(file, 'utf8')).join('\n');
  const read = new Set(
    Array.from(
      text.matchAll(/env\[?\.?'?((?:SHELFGRAPH|DATABASE|SUBGRAPH)_\w+|PORT|HOST|LOG_LEVEL)\b/g),
      ([, name]) => name ?? '',
    ),
  );
  expect([...read].filter((name) => !settingByName.has(name))).toEqual([]);
  // The names of each subgraph's are put together, and those of OpenTelemetry.
  const composed = /^(DATABASE|SUBGRAPH)_URL_|^OTEL_/;
  const unread = settings.filter(
    ({ name }) => !text.includes(`'${name}'`) && !text.includes(`{ ${name}:`) && !composed.test(name),
  );
  expect(unread.map(({ name }) => name).filter((name) => !text.includes(`, ${name}:`))).toEqual([]);
});

test('docs/operators.md has the table, and the headings that it names', () => {
  const text = readFileSync(join(root, 'docs/operators.md'), 'utf8');
  expect(text).toContain(settingsInMarkdown());
  const anchors = new Set(
    Array.from(text.matchAll(/^#+ (.*)$/gm), ([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s-]/gu, '')
        .replaceAll(/\s/g, '-'),
    ),
  );
  expect(settings.flatMap(({ see }) => (see && !anchors.has(see) ? see : []))).toEqual([]);
});

describe('a value', () => {
  test('is that of the environment, then of the file, then the default; secrets may lie in files of their own', () => {
    const key = written('credit-key', 'of the lender\n');
    const file = written(
      'config.env',
      `# of the city\nPORT=4100\nexport LOG_LEVEL="info"\nSHELFGRAPH_CREDIT_KEY_FILE=${key}\n`,
    );
    const env = { SHELFGRAPH_CONFIG: file, PORT: '4200', HOST: '' };
    expect(Object.fromEntries(readSettings(env).values)).toEqual({
      SHELFGRAPH_CONFIG: { value: file, source: 'environment' },
      PORT: { value: '4200', source: 'environment' },
      LOG_LEVEL: { value: 'info', source: `file ${file}` },
      SHELFGRAPH_CREDIT_KEY: { value: 'of the lender', source: `file ${key}` },
    });
    // What is read once more, by a process that was started from here, is the same.
    for (const times of [1, 2]) expect(takeSettings(env), String(times)).toEqual([]);
    expect(env).toMatchObject({ PORT: '4200', LOG_LEVEL: 'info', SHELFGRAPH_CREDIT_KEY: 'of the lender' });
    expect(readEnvironment({ SHELFGRAPH_CONFIG: file })).toMatchObject({ port: 4100 });
  });

  test('of a database without a password has the common one', () => {
    const file = written('password', 'a b/c\n');
    const env = {
      DATABASE_URL_LENDING: 'postgresql://lending@db/lending',
      DATABASE_URL_CENTRAL: 'postgresql://central:own@db/central',
      SHELFGRAPH_DATABASE_PASSWORD_FILE: file,
    };
    const { databaseUrls } = readEnvironment(env);
    expect(databaseUrls).toEqual({
      lending: 'postgresql://lending:a%20b%2Fc@db/lending',
      central: 'postgresql://central:own@db/central',
    });
  });

  test('is shown without what is secret in it', () => {
    expect(shown('DATABASE_URL_LENDING', 'postgresql://lending:word@db/lending')).toBe(
      'postgresql://lending:***@db/lending',
    );
    expect(shown('SHELFGRAPH_NOTIFIER_KEY', 'whsec_word')).toBe('***');
    expect(shown('SHELFGRAPH_NOTIFIER', 'webhook')).toBe('webhook');
  });

  test.each([
    ['SHELFGRAPH_NOTIFIER_URL', 'https://shelf:w/o, r@d@messages.example/in', 'https://***@messages.example/in'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://word@collector:4318', 'http://***@collector:4318'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'shelf:word@collector', '***@collector'],
    [
      'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
      'https://collector/v1?tenant=1&api_key=word&x=y',
      'https://collector/v1?tenant=1&api_key=***&x=y',
    ],
    [
      'SHELFGRAPH_ISSUERS',
      '[{ "jwks": "https://shelf:word@login.example/jwks" }]',
      '[{ "jwks": "https://***@login.example/jwks" }]',
    ],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'authorization=Bearer word', '***'],
    [
      'DATABASE_URL_LENDING',
      'postgresql://lending@db/lending?password=word',
      'postgresql://lending@db/lending?password=***',
    ],
    ['DATABASE_URL_LENDING', 'lending:word', '***'],
    ['SUBGRAPH_URL_LENDING', 'http://lending:4104/graphql', 'http://lending:4104/graphql'],
    ['SHELFGRAPH_TRUST_PROXY', '10.0.0.7, fd00::/8', '10.0.0.7, fd00::/8'],
  ])('%s=%s is shown as %s', (name, value, told) => {
    expect(shown(name, value)).toBe(told);
  });
});

describe('all that is wrong is said at once:', () => {
  test.each([
    [
      'a name that is nearly one',
      { SHELFGRAPH_ORIGIN: 'x' },
      'no setting SHELFGRAPH_ORIGIN; did you mean SHELFGRAPH_ORIGINS?',
    ],
    [
      'a name that is like none',
      { SHELFGRAPH_FLAVOUR_OF_TEA: 'x' },
      'no setting SHELFGRAPH_FLAVOUR_OF_TEA. npm run config -- --help lists all.',
    ],
    [
      'a short name that is like none',
      { SHELFGRAPH_FOO: 'x' },
      'no setting SHELFGRAPH_FOO. npm run config -- --help lists all.',
    ],
    [
      'a database of no subgraph',
      { DATABASE_URL_CENTRE: 'x' },
      'DATABASE_URL_CENTRE; did you mean DATABASE_URL_CENTRAL?',
    ],
    [
      'a file for what is no secret',
      { SHELFGRAPH_LIMITS_FILE: 'x' },
      'no setting SHELFGRAPH_LIMITS_FILE; did you mean SHELFGRAPH_LIMITS?',
    ],
    ['a secret twice', { SHELFGRAPH_CREDIT_KEY: 'x', SHELFGRAPH_CREDIT_KEY_FILE: 'y' }, 'are both set (environment)'],
    [
      'a file that is not there',
      { SHELFGRAPH_CREDIT_KEY_FILE: '/none' },
      'SHELFGRAPH_CREDIT_KEY_FILE names a file that cannot be read: ENOENT',
    ],
    ['workers that are no number', { SHELFGRAPH_WORKERS: 'many' }, 'from 1 to 64, or auto, not "many"'],
  ] as const)('%s', (_, env, message) => {
    const read = () =>
      readEnvironment({ ...env, PORT: 'x' }, [
        () => {
          throw new Error('and this.');
        },
      ]);
    expect(read).toThrow(message);
    expect(read).toThrow(/PORT is a number[^]*and this\./);
  });

  test('a file with a name that is none, or a line that is none', () => {
    const file = written(
      'wrong.env',
      "SHELFGRAPH_LIMITS: /etc/limits.json\nPOTR=4000\nSHELFGRAPH_ISSUERS='[\n  {}\n]'\n",
    );
    const { problems } = readSettings({ SHELFGRAPH_CONFIG: file, POTR: 'somebody else’s' });
    expect(problems).toEqual([
      `${file}:1 is neither NAME=value nor a comment.`,
      `${file}: There is no setting POTR; did you mean PORT?`,
    ]);
  });
});
