// Who asks is found out here and nowhere else. What a caller shows that is not good is never treated as nothing shown: the caller
// meant to be somebody, and an answer for nobody would look like data that is gone.
import { hash } from 'node:crypto';
import type { Logger } from 'pino';
import { looksLikeApiKey } from '../../lib/api-key-secrets.ts';
import { CallerError } from '../../lib/errors.ts';
import { anonymous, type Identity } from '../../lib/identity.ts';
import type { IssuerSettings } from '../../lib/issuers.ts';
import type { Transport } from '../../lib/transport.ts';
import { at } from '../deadline.ts';
import { createApiKeys } from './api-keys.ts';
import type { OnKeysFailure } from './key-sets.ts';
import { refusal } from './refusals.ts';
import { openIssuers, type Verified, verifyToken } from './tokens.ts';

/** Who asks, as long as what was shown is good. */
export interface Credential {
  identity: Identity;
  /** Tells when it is good no more, for what lasts longer than a request. The returned function ends the watch. */
  untilOver: (tell: (why: CallerError) => void) => () => void;
}

export interface Identities {
  /**
   * Reads who asks from an Authorization header, which has a token or an API key; no header is an anonymous caller.
   * @throws CallerError UNAUTHENTICATED with a message that says what is wrong and what to do, RATE_LIMITED for too many unknown keys;
   * UnconfirmedError when nobody can
   * say now whether it is good
   */
  read: (authorization: string | undefined, now: Date) => Promise<Credential>;
  close: () => Promise<void>;
}

/** The same for a process of its own: failures are logged. */
export function openIdentities({
  logger,
  ...options
}: Omit<IdentitiesOptions, 'onKeysFailure'> & { logger: Logger }): Identities {
  const onKeysFailure: OnKeysFailure = (issuer, error) =>
    logger.warn({ err: error, issuer }, 'the keys of an issuer cannot be read');
  return createIdentities({ ...options, onKeysFailure });
}

export interface IdentitiesOptions {
  /** Whose tokens are taken. */
  issuers: readonly IssuerSettings[];
  /** Reaches the subgraph `bookstores`, which knows the API keys of stores; without it no such key is taken. */
  bookstores?: Transport;
  /** Verified tokens that are remembered (10,000). */
  cacheSize?: number;
  /** Told when an issuer's keys cannot be read. */
  onKeysFailure?: OnKeysFailure;
}

const tokenLimitBytes = 4096;

const nobody: Credential = { identity: anonymous, untilOver: () => () => {} };

/** Reads identities from bearer tokens. Verified ones are remembered by their hash until they expire or their issuer's keys change. */
export function createIdentities({
  issuers,
  bookstores,
  cacheSize = 10_000,
  onKeysFailure = () => {},
}: IdentitiesOptions): Identities {
  const open = openIssuers(issuers, onKeysFailure);
  const apiKeys = bookstores && createApiKeys({ bookstores });
  const known = new Map<string, { verified: Verified; credential: Credential }>();

  async function person(token: string, now: Date): Promise<Credential> {
    const key = hash('sha256', token, 'base64');
    const kept = known.get(key);
    if (kept && isStillGood(kept.verified, now)) return kept.credential;
    known.delete(key);
    const verified = await verifyToken(token, open, now);
    const credential = credentialOf(verified);
    known.set(key, { verified, credential });
    for (const oldest of known.keys()) {
      if (known.size <= cacheSize) break;
      known.delete(oldest);
    }
    return credential;
  }

  return {
    async read(authorization, now) {
      if (authorization === undefined) return nobody;
      const shown = bearerIn(authorization);
      if (!looksLikeApiKey(shown)) return person(shown, now);
      if (!apiKeys) throw refusal('此处不接受密钥。API keys are not taken here.');
      return apiKeys.read(shown, now);
    },
    async close() {
      apiKeys?.close();
      await Promise.all(Array.from(open.values(), ({ keySet }) => keySet.close()));
    },
  };
}

function isStillGood({ expiresAt, issuer, generation }: Verified, now: Date): boolean {
  return expiresAt > now && generation !== null && generation === issuer.keySet.generation(now);
}

function credentialOf({ person: identity, expiresAt }: Verified): Credential {
  // It fits in the 123 bytes of a WebSocket's close frame.
  const message = `登录已过期，请重新登录后再打开。The token expired at ${expiresAt.toISOString()}. Open it with a new one.`;
  return {
    identity,
    untilOver: (tell) => at(expiresAt, () => tell(new CallerError('UNAUTHENTICATED', message))),
  };
}

function bearerIn(authorization: string): string {
  const token = /^Bearer +([\w.-]+)$/i.exec(authorization.trim())?.[1];
  if (!token) {
    throw refusal(
      '请求头 Authorization 应为“Bearer 令牌”。The Authorization header must read "Bearer", a space and a token.',
    );
  }
  if (token.length > tokenLimitBytes) {
    throw refusal(`令牌过长。The token is ${token.length} bytes long; at most ${tokenLimitBytes} are read.`);
  }
  return token;
}
