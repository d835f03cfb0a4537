// Keyed hashes that stand for what may not be kept: a reader and a book, the content of a request. The key lies in the folder of keys,
// never in a database, so nobody finds out from a row, or by trying all cards, whom it was about. See decision 0019.
import { createHmac, createSecretKey } from 'node:crypto';
import { CallerError } from './errors.ts';

/** What a hash is for; equal values of two purposes have nothing in common. */
export type Purpose = 'taken' | 'spender' | 'key' | 'content' | 'audit';

/** Gives the keyed hash of some values for a purpose, 43 characters. The same values give the same hash. */
export type Pseudonym = (purpose: Purpose, ...values: readonly string[]) => string;

/** The pseudonyms of a key of 32 bytes. */
export function pseudonymsWith(key: Uint8Array): Pseudonym {
  const secret = createSecretKey(key);
  return (purpose, ...values) =>
    createHmac('sha256', secret)
      .update(JSON.stringify([`shelfgraph-${purpose}-1`, ...values]))
      .digest('base64url');
}

/** In front of the hash of a content whose reader is not kept any more; no other hash begins with it. */
export const erasedMark = '~';

/** Whose the keys are that readers chose, once their reader is not kept any more. */
export const erasedReader = `reader:${erasedMark}`;

/** What a row keeps of an idempotency key and its content, so that the key is still known when it comes again. */
export interface KeptKey {
  organisation: string;
  idempotencyKey: string;
  contentHash: string;
}

/**
 * A key without its reader. One that a reader chose is known again by whoever says it with the card; those of stores and libraries stay,
 * for they name nobody. The content names a card, so of its hash a keyed one is kept.
 */
export function withoutReader(pseudonym: Pseudonym, given: KeptKey): KeptKey {
  const { organisation, idempotencyKey } = given;
  const contentHash = hashWithoutReader(pseudonym, given.contentHash);
  return organisation.startsWith('reader:')
    ? { organisation: erasedReader, idempotencyKey: pseudonym('key', organisation, idempotencyKey), contentHash }
    : { organisation, idempotencyKey, contentHash };
}

/** The hash of a content as it is kept without its reader. */
export function hashWithoutReader(pseudonym: Pseudonym, contentHash: string): string {
  return contentHash.startsWith(erasedMark) ? contentHash : erasedMark + pseudonym('content', contentHash);
}

/** A content's hash in the form in which a stored one is, to hold the two against each other. */
export function asStored(pseudonym: Pseudonym, stored: string, given: string): string {
  return stored.startsWith(erasedMark) ? hashWithoutReader(pseudonym, given) : given;
}

/** The refusal of a key whose first request is part of a history that was erased. */
export function erasedKey(key: string): CallerError {
  return new CallerError(
    'CONFLICT',
    `单号“${key}”已用过，其历史记录已清除，请换新单号。The idempotency key "${key}" was used before, and what it made is in a history that was erased: use a new key for a new request.`,
    { argument: 'idempotencyKey' },
  );
}
