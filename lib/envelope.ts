// How a subgraph in another process knows who asks: a signed note on each request, good for one target, one body and 30 s.
// Within that time the same request may be repeated; what must not happen twice needs an idempotency key of its own.
import { createHmac, createSecretKey, hash, type KeyObject, timingSafeEqual } from 'node:crypto';
import { CallerError } from './errors.ts';
import type { Identity } from './identity.ts';

/** The HTTP header that carries an envelope. */
export const envelopeHeader = 'x-shelfgraph-envelope';

const maximumAgeMs = 30_000;
const maximumAheadMs = 5_000;

interface Sealed {
  identity: Identity;
  requestId: string;
  target: string;
  /** SHA-256 of the body, base64url. */
  body: string;
  /** When it was sealed, in milliseconds. */
  at: number;
}

/**
 * Signs who asks, for one request to one subgraph. `body` is the exact text that is sent.
 * @returns the header's value: base64url JSON, a dot, base64url HMAC-SHA256
 */
export function sealEnvelope(
  { identity, target, body, requestId }: { identity: Identity; target: string; body: string; requestId: string },
  key: Uint8Array,
  now: Date,
): string {
  const sealed: Sealed = { identity, requestId, target, body: hashOf(body), at: now.getTime() };
  const payload = Buffer.from(JSON.stringify(sealed)).toString('base64url');
  return `${payload}.${signatureOf(payload, key).toString('base64url')}`;
}

/**
 * Reads who asks from the header of a request to `target` with this body.
 * @throws CallerError UNAUTHENTICATED when the envelope is missing, forged, meant for another target or body, or not of now
 */
export function openEnvelope(
  header: string | undefined,
  { target, body, key, now }: { target: string; body: string; key: Uint8Array; now: Date },
): { identity: Identity; requestId: string } {
  if (!header) {
    throw refusal(`This service answers only the gateway: the header ${envelopeHeader} is missing.`);
  }
  const [payload = '', signature = '', ...more] = header.split('.');
  const given = Buffer.from(signature, 'base64url');
  const expected = signatureOf(payload, key);
  if (more.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw refusal('The envelope is not signed with the key of this gateway. Do both use the same key file?');
  }
  const sealed = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Sealed;
  if (sealed.target !== target) {
    throw refusal(`The envelope is for ${sealed.target}; this is ${target}.`);
  }
  if (sealed.body !== hashOf(body)) {
    throw refusal('The envelope belongs to another request body.');
  }
  const age = now.getTime() - sealed.at;
  if (age > maximumAgeMs) {
    throw refusal(`The envelope is ${Math.round(age / 1000)} s old; at most 30 s are allowed. Compare the clocks.`);
  }
  if (age < -maximumAheadMs) {
    throw refusal(`The envelope is ${Math.round(-age / 1000)} s ahead; at most 5 s are allowed. Compare the clocks.`);
  }
  return { identity: sealed.identity, requestId: sealed.requestId };
}

function signatureOf(payload: string, key: Uint8Array): Buffer {
  let secret = secrets.get(key);
  if (!secret) {
    secret = createSecretKey(key);
    secrets.set(key, secret);
  }
  return createHmac('sha256', secret).update('shelfgraph-envelope-1.').update(payload).digest();
}

/** A signature with a key that is already an object costs 4 µs, with its bytes 28. */
const secrets = new WeakMap<Uint8Array, KeyObject>();

function hashOf(body: string): string {
  return hash('sha256', body, 'base64url');
}

function refusal(message: string): CallerError {
  return new CallerError('UNAUTHENTICATED', message);
}
