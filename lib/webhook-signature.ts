// Signatures as the Standard Webhooks specification has them: HMAC-SHA256 over `id.timestamp.body`.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { CallerError } from './errors.ts';

const prefix = 'whsec_';

/** A new secret, `whsec_` and 32 random bytes. */
export function createSecret(): string {
  return `${prefix}${randomBytes(32).toString('base64')}`;
}

/** @throws CallerError BAD_USER_INPUT when a secret is not `whsec_` and 24 to 64 bytes in base64 */
export function checkSecret(argument: string, secret: string): string {
  const bytes = keyOf(secret).length;
  if (!/^whsec_[A-Za-z0-9+/]+={0,2}$/.test(secret) || bytes < 24 || bytes > 64) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `密钥应为“whsec_”加 24 至 64 字节的 base64。"${argument}" is "whsec_" and 24 to 64 random bytes in base64; leave it out to have one made.`,
      { argument },
    );
  }
  return secret;
}

/** The headers of one message. `at` is when it is sent: receivers refuse what is minutes old. */
export function signedHeaders(secret: string, { id, at, body }: { id: string; at: Date; body: string }) {
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const signature = signatureOf(secret, { id, timestamp, body }).toString('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}

/** What a message that comes in says of itself: its headers `webhook-id`, `webhook-timestamp`, `webhook-signature`, and the exact body. */
export interface SignedMessage {
  id: string;
  timestamp: string;
  /** One signature or several, `v1,…` each, with spaces between them: senders sign with two secrets while they change them. */
  signature: string;
  body: string;
}

/** How far the clocks of sender and receiver may be apart, in seconds; what is older may be somebody's copy. */
const toleranceSeconds = 300;

/** Whether a message is signed with a secret, and of now. */
export function isSigned(secret: string, { signature, ...message }: SignedMessage, now: Date): boolean {
  const seconds = /^\d{1,12}$/.test(message.timestamp) ? Number(message.timestamp) : Number.NaN;
  const isOfNow = Math.abs(seconds - now.getTime() / 1_000) <= toleranceSeconds;
  const expected = signatureOf(secret, message);
  const matches = signature
    .split(' ')
    .slice(0, 5)
    .map((each) => Buffer.from(each.startsWith('v1,') ? each.slice(3) : '', 'base64'))
    .filter((given) => given.length === expected.length && timingSafeEqual(given, expected));
  return isOfNow && message.id !== '' && matches.length > 0;
}

function signatureOf(secret: string, { id, timestamp, body }: { id: string; timestamp: string; body: string }): Buffer {
  return createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest();
}

function keyOf(secret: string): Buffer {
  return Buffer.from(secret.slice(prefix.length), 'base64');
}
