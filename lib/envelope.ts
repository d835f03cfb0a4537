// How a subgraph in another process knows who asks: a signed note on each request, good for one target, one body, 30 s, and once. A
// request that is sent again is sealed again.
import { createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { EnvelopeKey, EnvelopeKeys } from './envelope-keys.ts';
import { CallerError } from './errors.ts';
import type { Identity } from './identity.ts';
import { createNonces, type Nonces } from './nonces.ts';

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
  /** No other envelope has it. */
  nonce: string;
}

/** The nonces of a process: what no other process begins with, and a number. */
const ownNonces = randomBytes(9).toString('base64url');
let sealedSoFar = 0;

/** What a subgraph remembers of the envelopes that it has opened. */
export function createEnvelopeNonces(options: { limit?: number } = {}): Nonces {
  return createNonces({ lifeMs: maximumAgeMs, ...options });
}

/**
 * Signs who asks, for one request to one subgraph. `body` is the exact text that is sent.
 * @returns the header's value: the key's id, base64url JSON, base64url HMAC-SHA256, with dots between
 */
export function sealEnvelope(
  { identity, target, body, requestId }: { identity: Identity; target: string; body: string; requestId: string },
  keys: EnvelopeKeys,
  now: Date,
): string {
  sealedSoFar += 1;
  const nonce = `${ownNonces}${sealedSoFar.toString(36)}`;
  const sealed: Sealed = { identity, requestId, target, body: hashOf(body), at: now.getTime(), nonce };
  const key = keys.signing();
  const text = `${key.id}.${Buffer.from(JSON.stringify(sealed)).toString('base64url')}`;
  return `${text}.${signatureOf(text, key).toString('base64url')}`;
}

/**
 * Reads who asks from the header of a request to `target` with this body.
 * @throws CallerError UNAUTHENTICATED when the envelope is missing, forged, meant for another target or body, not of now, or was opened
 * before; and when so many were opened of late that another one cannot be remembered
 */
export function openEnvelope(
  header: string | undefined,
  { target, body, keys, nonces, now }: { target: string; body: string; keys: EnvelopeKeys; nonces: Nonces; now: Date },
): { identity: Identity; requestId: string } {
  if (!header) {
    throw refusal(`This service answers only the gateway: the header ${envelopeHeader} is missing.`);
  }
  const [id = '', payload = '', signature = '', ...more] = header.split('.');
  const key = more.length === 0 && /^[\w-]{8}$/.test(id) ? keys.byId(id) : undefined;
  if (!key) throw refusal(`${notSigned}: its key is not known here. Do both use the same key file?`);
  const given = Buffer.from(signature, 'base64url');
  const expected = signatureOf(`${id}.${payload}`, key);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw refusal(`${notSigned}, or was changed since. Do both use the same key file?`);
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
  const verdict = nonces.use(sealed.nonce, sealed.at, now.getTime());
  if (verdict === 'used')
    throw refusal('The envelope was opened before: a request that is sent again is sealed again.');
  if (verdict === 'full')
    throw refusal(
      'So many envelopes were opened of late that no other one can be remembered. Try again in a few seconds.',
    );
  return { identity: sealed.identity, requestId: sealed.requestId };
}

const notSigned = 'The envelope is not signed with the key of this gateway';

function signatureOf(text: string, { secret }: EnvelopeKey): Buffer {
  return createHmac('sha256', secret).update('shelfgraph-envelope-2.').update(text).digest();
}

function hashOf(body: string): string {
  return hash('sha256', body, 'base64url');
}

function refusal(message: string): CallerError {
  return new CallerError('UNAUTHENTICATED', message);
}
