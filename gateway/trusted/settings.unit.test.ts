import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readIntrospection } from '../views/introspection.ts';
import { ownOperations, sha256Of } from './registered.ts';
import { readTrusted } from './settings.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shelfgraph-trusted-'));
  mkdirSync(join(folder, 'app'));
  writeFileSync(join(folder, 'app', 'a.graphql'), 'query A { me { role } }\n');
  writeFileSync(join(folder, 'b.graphql'), '# 我是谁\nquery B { me { role } }');
  writeFileSync(join(folder, 'notes.txt'), 'no document');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (env: Record<string, string>, own: string | null = null) => readTrusted(env, own);

test('nothing is enforced and the network’s own operations are registered unless something is said', () => {
  const { modes, registered } = readTrusted({});
  expect(modes).toEqual({});
  const files = readdirSync(ownOperations, { recursive: true, encoding: 'utf8' });
  expect(registered.size).toBe(files.filter((file) => file.endsWith('.graphql')).length);
  expect(registered.size).toBeGreaterThan(30);
});

test('the files of a folder and of those in it are registered, by the hash of their text', () => {
  const { registered } = read({ SHELFGRAPH_TRUSTED_DOCUMENTS: folder });
  const texts = ['query A { me { role } }\n', '# 我是谁\nquery B { me { role } }'];
  expect(registered.size).toBe(2);
  expect(texts.map((text) => registered.textOf(sha256Of(text)))).toEqual(texts);
  expect(texts.map((text) => [registered.has(text), registered.has(`${text} `)])).toEqual([
    [true, false],
    [true, false],
  ]);
});

test('a mode for each role', () => {
  const env = {
    SHELFGRAPH_TRUSTED_DOCUMENTS: folder,
    SHELFGRAPH_TRUSTED_DOCUMENTS_MODE: ' reader:enforce, clerk:log,admin:off ',
  };
  expect(read(env).modes).toEqual({ reader: 'enforce', clerk: 'log', admin: 'off' });
});

test.each([
  [
    'reader',
    /"reader": each entry is a role \(anonymous, .*\), a colon and a mode \(off, log, enforce\), reader:enforce/,
  ],
  ['reader:on', /has "reader:on"/],
  ['service:log', /has "service:log"/],
  ['toString:log', /has "toString:log"/],
  ['reader:log:log', /has "reader:log:log"/],
  ['reader:log,reader:enforce', /names reader twice/],
  ['reader:enforce', /no document is registered: set SHELFGRAPH_TRUSTED_DOCUMENTS/],
])('the mode "%s" is refused at start', (mode, message) => {
  expect(() => read({ SHELFGRAPH_TRUSTED_DOCUMENTS_MODE: mode })).toThrow(message);
});

test('a folder that is not there, is empty or has something else in it is refused at start', () => {
  const withFile = (name: string, text: string) => {
    const made = mkdtempSync(join(folder, 'wrong-'));
    writeFileSync(join(made, name), text);
    return made;
  };
  const wrong: [string, RegExp][] = [
    [join(folder, 'none'), /^SHELFGRAPH_TRUSTED_DOCUMENTS: The folder .*none cannot be read: ENOENT/],
    [withFile('a.txt', ''), /There is no file \*\.graphql in/],
    [withFile('a.graphql', 'query A {'), /a\.graphql is no document: line 1, column 10: Syntax Error/],
    [withFile('a.graphql', 'fragment F on Query { a }'), /a\.graphql has no operation/],
  ];
  for (const [path, message] of wrong) {
    expect(() => read({ SHELFGRAPH_TRUSTED_DOCUMENTS: path })).toThrow(message);
    rmSync(path, { recursive: true, force: true });
  }
});

test('introspection is on for each audience that is not named', () => {
  expect(readIntrospection({})).toEqual({ public: true, branch: true, bookstore: true, internal: true });
  expect(readIntrospection({ SHELFGRAPH_INTROSPECTION: 'public:off, branch:on' })).toEqual({
    public: false,
    branch: true,
    bookstore: true,
    internal: true,
  });
  for (const text of ['public', 'reader:off', 'public:no', 'public:off:on', 'toString:off']) {
    expect(() => readIntrospection({ SHELFGRAPH_INTROSPECTION: text })).toThrow(
      /each entry is an audience \(public, branch, bookstore, internal\), a colon and on or off/,
    );
  }
  expect(() => readIntrospection({ SHELFGRAPH_INTROSPECTION: 'public:off,public:on' })).toThrow('names public twice');
});
