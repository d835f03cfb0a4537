// The secrets of API keys: `sgk_` and 32 random bytes in base64url. Whoever keeps or passes on a key does so by its hash; with that much
// randomness a plain hash gives nothing away, and needs no salt.
import { hash, randomBytes } from 'node:crypto';

const begin = 'sgk_';
const shownLetters = 8;

/** A new secret, 47 characters. */
export function createApiKeySecret(): string {
  return `${begin}${randomBytes(32).toString('base64url')}`;
}

/** Whether a text is meant as an API key, good or not. */
export function looksLikeApiKey(text: string): boolean {
  return text.startsWith(begin);
}

/** Whether a text can be the secret of an API key. */
export function isApiKeySecret(text: string): boolean {
  return /^sgk_[\w-]{43}$/.test(text);
}

/** SHA-256, hexadecimal. */
export function hashOfSecret(secret: string): string {
  return hash('sha256', secret, 'hex');
}

/** What people see of a key. */
export function prefixOfSecret(secret: string): string {
  return secret.slice(0, begin.length + shownLetters);
}
