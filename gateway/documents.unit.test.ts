import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { DocumentStore } from './documents.ts';

const document = (name: string, length = 10) => parse(`{ ${name} } #${'x'.repeat(length)}`);

test('keeps so many documents, and lets the longest unused go', () => {
  const store = new DocumentStore({ count: 2 });
  for (const key of ['a', 'b']) store.set(key, document(key));
  expect(store.get('a')).toBeDefined();
  store.set('c', document('c'));
  expect(['a', 'b', 'c'].map((key) => store.get(key) !== undefined)).toEqual([true, false, true]);
});

test('keeps so many characters, those of comments too', () => {
  const store = new DocumentStore({ characters: 1_000 });
  store.set('a', document('a', 600));
  store.set('a', document('a', 600));
  expect(store.get('a')).toBeDefined();
  store.set('b', document('b', 600));
  expect([store.get('a') !== undefined, store.get('b') !== undefined]).toEqual([false, true]);
  expect([store.delete('b'), store.delete('b')]).toEqual([true, false]);
  store.set('c', document('c', 900));
  expect(store.get('c')).toBeDefined();
});
