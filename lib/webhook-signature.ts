// Signatures as the Standard Webhooks specification has them: HMAC-SHA256 over `id.timestamp.body`.
import { createHmac, randomBytes } from 'node:crypto';
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
  const signature = createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}

function keyOf(secret: string): Buffer {
  return Buffer.from(secret.slice(prefix.length), 'base64');
}
