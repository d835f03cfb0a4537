// What an entry says and what it hides; its hash is as decision 0026 describes it, which others can compute.
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { type Change, describe, entryHash, erasedDigest, firstHash, textOf, valueHash } from './content.ts';
import { auditedTables } from './tables.ts';

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');
const change: Change = {
  transaction: '742',
  at: new Date('2026-11-23T02:00:00.123Z'),
  told: { by: 'reader:P1', request: 'r-1', operation: 'renewLoan', reason: '出差' },
  role: 'lending',
  table: 'loan',
  op: 'UPDATE',
  before: { id: 'L1', reader_id: 'R1', renewals: 0, status: 'ACTIVE' },
  after: { id: 'L1', reader_id: null, renewals: 1, status: 'ACTIVE' },
};
const loan = auditedTables.lending['loan']!;

test('an entry has its parts in their order, and of a change what was changed', () => {
  const { content, kept } = describe(change, loan, { reader: 'P1', isPublic: false });
  const [by, row] = kept;
  expect(textOf(content, 7)).toBe(
    `{"seq":7,"at":"2026-11-23T02:00:00.123Z","by":"reader","request":"r-1","operation":"renewLoan","reason":"§","transaction":"742","table":"loan","op":"UPDATE","key":"L1","before":{"reader_id":"§","renewals":0},"after":{"reader_id":null,"renewals":1},"hidden":{"by":"${sha256(`${by?.salt}\n${by?.value}`)}","row":"${sha256(`${row?.salt}\n${row?.value}`)}"}}`,
  );
  expect(kept.map(({ part, value, reader }) => ({ part, value: JSON.parse(value), reader }))).toEqual([
    { part: 'by', value: { by: 'reader:P1', reason: '出差' }, reader: 'P1' },
    { part: 'row', value: { before: { reader_id: 'P1' }, after: null }, reader: 'P1' },
  ]);
  expect(by?.salt).not.toBe(row?.salt);
});

test('who forgets a reader leaves nothing to erase', () => {
  const forgetting = { ...change, told: { ...change.told, forgets: true as const } };
  const { content, kept } = describe(forgetting, loan, { reader: 'P1', isPublic: false });
  expect(kept).toEqual([]);
  expect(content).toMatchObject({ hidden: {}, by: 'reader', reason: '§', before: { reader_id: '§' } });
});

test('codes and the reasons of where nobody writes of readers are told; so is who has no name', () => {
  const plain = { ...change, told: null };
  expect(describe(plain, loan, { reader: null, isPublic: false }).content.by).toBe('database:lending');
  for (const [reason, isPublic, shown] of [
    ['NO_STOCK', false, 'NO_STOCK'],
    ['同一书', true, '同一书'],
    ['同一书', false, '§'],
  ] as const) {
    const told = { by: 'admin:a', reason };
    expect(describe({ ...change, told }, loan, { reader: null, isPublic }).content.reason).toBe(shown);
  }
});

test('a reader’s own key and card are pseudonyms, a library’s key is its own', () => {
  const request = auditedTables.lending['loan_request']!;
  const image = { id: 'Q1', reader_id: 'R1', organisation: 'reader:N2026000001', idempotency_key: 'k' };
  const inserted = (organisation: string): Change => ({
    ...change,
    table: 'loan_request',
    op: 'INSERT',
    before: null,
    after: { ...image, organisation },
  });
  const own = describe(inserted('reader:N2026000001'), request, { reader: 'P1', isPublic: false });
  expect(JSON.stringify(own)).not.toContain('N2026000001');
  expect(JSON.parse(own.kept[1]?.value ?? '{}').after).toEqual({
    reader_id: 'P1',
    organisation: 'reader:P1',
    idempotency_key: 'k',
  });
  expect(describe(inserted('library:NJ-JL'), request, { reader: 'P1', isPublic: false }).content.after).toMatchObject({
    organisation: 'library:NJ-JL',
  });
});

test('hashes are those of the decision', () => {
  expect(firstHash('lending')).toBe(sha256('shelfgraph audit 1 lending'));
  expect(entryHash('ab', '{"seq":1}')).toBe(sha256('ab\n{"seq":1}'));
  expect(valueHash('salt', '值')).toBe(sha256('salt\n值'));
  const digest = erasedDigest();
  digest.add(3, 'by');
  digest.add(12, 'row');
  expect(digest.end()).toEqual({ count: 2, sha256: sha256('3 by\n12 row\n') });
});
