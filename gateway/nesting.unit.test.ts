import { expect, test } from 'vitest';
import { unreadable, variablesTooDeep } from './nesting.ts';

const isTooDeepToRead = (query: string) => unreadable(query)?.includes('too deep') ?? false;

const padded = (length: number) => `{ a } #${'x'.repeat(length - 7)}`;

/** Brackets within each other, this deep in all. */
function deep(depth: number): string {
  return `{ echo(value: ${'['.repeat(depth - 2)}${']'.repeat(depth - 2)}) }`;
}

/** Lists within each other. */
function list(depth: number): unknown {
  return JSON.parse('['.repeat(depth) + ']'.repeat(depth));
}

test('a document is too deep to be read by its brackets, and not by those in strings and comments', () => {
  expect([isTooDeepToRead(deep(500)), isTooDeepToRead(deep(501)), isTooDeepToRead(deep(30_000))]).toEqual([
    false,
    true,
    true,
  ]);
  expect(isTooDeepToRead(`{ a ${'}'.repeat(600)} #"${'}'.repeat(600)}\n${deep(501)}`)).toBe(false);
  expect(isTooDeepToRead(`# ${']'.repeat(600)}"\n${deep(501)}`)).toBe(true);
  expect(isTooDeepToRead(`{ echo(value: "${'['.repeat(600)}") } # ${'{'.repeat(600)}`)).toBe(false);
  expect(isTooDeepToRead(`{ ${'a: book(id: 1) { id } '.repeat(600)} }`)).toBe(false);
});

test('a document is read up to 65,536 characters, comments included', () => {
  expect(unreadable(padded(65_536))).toBeUndefined();
  expect(unreadable(padded(65_537))).toMatch(/has 65537 characters; at most 65536 are read. Send values as variables/);
});

test('variables are too deep by their lists and objects', () => {
  expect([undefined, null, {}, { a: 1, b: null }, { a: list(499) }].map(variablesTooDeep)).toEqual(
    Array(5).fill(undefined),
  );
  expect(variablesTooDeep({ a: [1, { b: list(499) }] })?.message).toBe(
    'The variables are nested deeper than 500 levels.',
  );
  expect(variablesTooDeep({ a: list(100_000) })?.extensions).toEqual({ code: 'BAD_USER_INPUT' });
});
