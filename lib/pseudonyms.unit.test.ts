// Keyed hashes: the same values and purpose give the same one, with this key alone; a key that a reader chose is known again.
import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { asStored, erasedReader, pseudonymsWith, withoutReader } from './pseudonyms.ts';

const pseudonym = pseudonymsWith(randomBytes(32));

describe('a pseudonym', () => {
  test('is the same for the same values and no other', () => {
    const one = pseudonym('taken', 'N2026000001', 'B000001');
    expect(one).toMatch(/^[\w-]{43}$/);
    expect(pseudonym('taken', 'N2026000001', 'B000001')).toBe(one);
    const others = [
      pseudonym('taken', 'N2026000002', 'B000001'),
      pseudonym('taken', 'N2026000001', 'B000002'),
      pseudonym('taken', 'N2026000001B000001'),
      pseudonym('taken', 'N2026000001B', '000001'),
      pseudonym('spender', 'N2026000001', 'B000001'),
      pseudonymsWith(randomBytes(32))('taken', 'N2026000001', 'B000001'),
    ];
    expect(new Set([one, ...others]).size).toBe(others.length + 1);
  });
});

describe('a key without its reader', () => {
  const contentHash = 'a hash that everybody can make who knows the content';

  test('that the reader chose is known again with the card, and tells nothing without', () => {
    const given = { organisation: 'reader:N2026000001', idempotencyKey: 'app-1', contentHash };
    const kept = withoutReader(pseudonym, given);
    expect(kept).toEqual(withoutReader(pseudonym, given));
    expect(kept.organisation).toBe(erasedReader);
    expect(JSON.stringify(kept)).not.toMatch(/N2026000001|app-1|everybody/);
    expect(withoutReader(pseudonym, { ...given, organisation: 'reader:N2026000002' }).idempotencyKey).not.toBe(
      kept.idempotencyKey,
    );
  });

  test("of a store stays, with its content's hash under the key", () => {
    const given = { organisation: 'store:QINGCHUN', idempotencyKey: 'pos-1', contentHash };
    const kept = withoutReader(pseudonym, given);
    expect(kept).toMatchObject({ organisation: 'store:QINGCHUN', idempotencyKey: 'pos-1' });
    expect(asStored(pseudonym, kept.contentHash, contentHash)).toBe(kept.contentHash);
    expect(asStored(pseudonym, kept.contentHash, 'another')).not.toBe(kept.contentHash);
    expect(asStored(pseudonym, contentHash, contentHash)).toBe(contentHash);
    expect(withoutReader(pseudonym, kept)).toEqual(kept);
  });
});
