import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { changeKeys, keyIdOf, openEnvelopeKeys, parseKeys, writtenKeys } from './envelope-keys.ts';

const folder = mkdtempSync(join(tmpdir(), 'shelfgraph-envelope-'));
const file = join(folder, 'envelope.key');
afterAll(() => rmSync(folder, { recursive: true }));

const [first, second, third] = [randomBytes(32), randomBytes(32), randomBytes(32)];
const write = (text: string) => {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
};
/** As if nobody had changed it for two minutes. */
const age = () => utimesSync(file, new Date(), new Date(Date.now() - 120_000));
const read = () => parseKeys(readFileSync(file, 'utf8'), file);

beforeEach(() => write(writtenKeys({ current: first })));

describe('a file of keys', () => {
  test('has the current key, and may have the one before and the one to come', () => {
    const keys = { current: first, next: second, previous: third };
    expect(parseKeys(writtenKeys(keys), file)).toEqual(keys);
    expect(parseKeys(`${first.toString('base64')}\n`, file)).toEqual({ current: first });
  });

  const key = first.toString('base64');
  test.each([
    ['nothing', '', /must hold a current key/],
    ['a key that is too short', randomBytes(16).toString('base64'), /line 1 holds 16 bytes/],
    ['no key', 'secret!', /line 1 holds 0 bytes/],
    ['another word', `newest ${key}`, /line 1 holds 0 bytes/],
    ['two current keys', `current ${key}\n${key}`, /two keys that are current, the second one in line 2/],
    ['a previous key only', `previous ${key}`, /must hold a current key/],
  ])('with %s is refused, and the error does not show the keys', (_name, text, message) => {
    expect(() => parseKeys(text, file)).toThrow(message);
    expect(() => parseKeys(text, file)).not.toThrow(key);
  });
});

describe('the keys of a file', () => {
  test('are followed: a key that is not known is looked for at once', () => {
    const keys = openEnvelopeKeys(file);
    expect(keys.byId(keyIdOf(second))).toBeUndefined();
    write(writtenKeys({ current: second, previous: first }));
    expect(keys.byId(keyIdOf(second))?.id).toBe(keyIdOf(second));
    expect(keys.byId(keyIdOf(first))?.id).toBe(keyIdOf(first));
    expect(keys.signing().id).toBe(keyIdOf(second));
  });

  test('sign with the new one within a second or so, and forget one that is gone', async () => {
    const keys = openEnvelopeKeys(file);
    write(writtenKeys({ current: second }));
    await expect.poll(() => keys.signing().id, { timeout: 5_000 }).toBe(keyIdOf(second));
    expect(keys.byId(keyIdOf(first))).toBeUndefined();
  });

  test('stay as they were while the file cannot be read, which is told once', () => {
    const told: string[] = [];
    const keys = openEnvelopeKeys(file, ({ message }) => told.push(message));
    write('nonsense!');
    for (let count = 0; count < 3; count += 1) expect(keys.byId(keyIdOf(second))).toBeUndefined();
    rmSync(file);
    for (let count = 0; count < 3; count += 1) expect(keys.byId(keyIdOf(second))).toBeUndefined();
    expect(keys.byId(keyIdOf(first))?.id).toBe(keyIdOf(first));
    expect(told).toEqual([expect.stringContaining('32 bytes'), expect.stringContaining('ENOENT')]);
    write(writtenKeys({ current: second, previous: first }));
    expect(keys.byId(keyIdOf(second))?.id).toBe(keyIdOf(second));
  });

  test('are refused at the beginning when there is no good file', () => {
    write('nonsense!');
    expect(() => openEnvelopeKeys(file)).toThrow('32 bytes');
  });
});

describe('changing the keys', () => {
  test('a new key signs, and the one before is known; the one before that is not', () => {
    age();
    changeKeys(file, 'rotate');
    const { current, previous, next } = read();
    expect([previous, next]).toEqual([first, undefined]);
    expect(current).toHaveLength(32);
    age();
    changeKeys(file, 'rotate');
    expect(read().previous).toEqual(current);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('where the file is copied, a key is known everywhere before it signs', () => {
    age();
    changeKeys(file, 'prepare');
    const { current, next } = read();
    expect(current).toEqual(first);
    age();
    expect(() => changeKeys(file, 'prepare')).toThrow('has a key to come');
    changeKeys(file, 'rotate');
    expect(read()).toEqual({ current: next, previous: first });
    age();
    changeKeys(file, 'retire');
    expect(read()).toEqual({ current: next });
    age();
    expect(() => changeKeys(file, 'retire')).toThrow('has no previous key');
  });

  test('waits until everybody has seen the last change, and for one that is under way', () => {
    age();
    changeKeys(file, 'rotate');
    expect(() => changeKeys(file, 'rotate')).toThrow(/changed \d+ s ago: wait a minute/);
    age();
    writeFileSync(`${file}.lock`, '');
    expect(() => changeKeys(file, 'rotate')).toThrow(/are being changed.*remove/);
    rmSync(`${file}.lock`);
    changeKeys(file, 'rotate');
  });
});
