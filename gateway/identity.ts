// A person's token is verified here and nowhere else. A token that is not good is never treated as no token: the caller meant to
// be somebody, and an answer for nobody would look like data that is gone.
import { createHash, type KeyObject } from 'node:crypto';
import { decodeJwt, errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { CallerError } from '../lib/errors.ts';
import { type Anonymous, anonymous, type Identity, type ServiceIdentity } from '../lib/identity.ts';

/** Who can hold a token. */
export type Person = Exclude<Identity, Anonymous | ServiceIdentity>;

/** Reads the identity from an Authorization header; no header is an anonymous caller. */
type IdentityReader = (authorization: string | undefined, now: Date) => Promise<Identity>;

const issuer = 'shelfgraph';
const tokenLimitBytes = 4096;

/** What each role must name, by its claim. */
const scopeOf = { reader: 'card', clerk: 'store', librarian: 'library', admin: undefined } as const;

/**
 * Reads identities from bearer tokens. Verified tokens are remembered by their hash until they expire, at most `cacheSize` of them.
 * The reader throws CallerError UNAUTHENTICATED with a message that says what is wrong and what to do.
 */
export function createIdentityReader(tokenPublicKey: KeyObject, { cacheSize = 10_000 } = {}): IdentityReader {
  const verified = new Map<string, { person: Person; expiresAt: number }>();

  return async (authorization, now) => {
    if (authorization === undefined) return anonymous;
    const token = tokenIn(authorization);
    const hash = createHash('sha256').update(token).digest('base64');
    const known = verified.get(hash);
    if (known && known.expiresAt > now.getTime()) return known.person;

    const claims = await verify(token, tokenPublicKey, now);
    const person = personOf(claims);
    verified.delete(hash);
    verified.set(hash, { person, expiresAt: (claims.exp ?? 0) * 1000 });
    for (const oldest of verified.keys()) {
      if (verified.size <= cacheSize) break;
      verified.delete(oldest);
    }
    return person;
  };
}

/** When the token of an Authorization header that was read expires. */
export function expiryOf(authorization: string): Date {
  return new Date((decodeJwt(tokenIn(authorization)).exp ?? 0) * 1000);
}

/**
 * Signs a token for a person.
 * @param options.ttl seconds until it expires
 */
export async function issueToken(
  privateKey: KeyObject,
  person: Person,
  { ttl, now = new Date() }: { ttl: number; now?: Date },
): Promise<string> {
  const { subject, ...claims } = person;
  const seconds = Math.floor(now.getTime() / 1000);
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT' })
    .setSubject(subject)
    .setIssuer(issuer)
    .setAudience(issuer)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + ttl)
    .sign(privateKey);
}

function tokenIn(authorization: string): string {
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

async function verify(token: string, publicKey: KeyObject, now: Date): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, publicKey, {
      algorithms: ['EdDSA'],
      issuer,
      audience: issuer,
      currentDate: now,
      requiredClaims: ['sub', 'exp'],
    });
    return payload;
  } catch (error) {
    throw explained(error, token);
  }
}

function personOf({ sub: subject = '', ...claims }: JWTPayload): Person {
  const role = claims['role'];
  switch (role) {
    case 'reader':
      return { role, subject, card: named(claims, role) };
    case 'clerk':
      return { role, subject, store: named(claims, role) };
    case 'librarian':
      return { role, subject, library: named(claims, role) };
    case 'admin':
      return { role, subject };
    default:
      throw refusal(
        `令牌的角色无效。The token's role is ${JSON.stringify(role)}; it must be reader, clerk, librarian or admin.`,
      );
  }
}

function named(claims: JWTPayload, role: 'reader' | 'clerk' | 'librarian'): string {
  const claim = scopeOf[role];
  const value = claims[claim];
  if (typeof value !== 'string' || value === '') {
    throw refusal(`令牌缺少“${claim}”。A token of the role ${role} must have the claim "${claim}".`);
  }
  return value;
}

function explained(error: unknown, token: string): CallerError {
  if (error instanceof errors.JWTExpired) {
    const at = new Date((error.payload.exp ?? 0) * 1000).toISOString();
    return refusal(`登录已过期，请重新登录。The token expired at ${at}.`, error.payload);
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    return refusal(
      `令牌不属于本网关。The token is not for this gateway: its claim "${error.claim}" is missing or wrong.`,
      error.payload,
    );
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    const problem = '令牌不是本网关签发的，或已被改动。The token was not signed by this gateway, or was changed since.';
    return refusal(
      problem,
      claimsIn(token),
      ' --data DIR, where DIR is the data folder that the gateway was started with',
    );
  }
  return refusal('令牌无法读取。The token cannot be read: it is not a JWT signed with EdDSA.');
}

/** What a token says that nobody vouches for. */
function claimsIn(token: string): JWTPayload {
  try {
    return decodeJwt(token);
  } catch {
    return {};
  }
}

function refusal(problem: string, claims: JWTPayload = {}, more = ''): CallerError {
  const command = `npm run token -- ${tokenArguments(claims)}${more}`;
  return new CallerError('UNAUTHENTICATED', `${problem} Get a new one: ${command}.`);
}

function tokenArguments(claims: JWTPayload): string {
  const role = claims['role'];
  if (typeof role !== 'string' || !Object.hasOwn(scopeOf, role)) return '--role reader --card CARD';
  const claim = scopeOf[role as keyof typeof scopeOf];
  if (!claim) return `--role ${role}`;
  // The text is for a shell, and whoever made the token may have written anything.
  const value = String(claims[claim] ?? '');
  return `--role ${role} --${claim} ${/^[\w-]+$/.test(value) ? value : claim.toUpperCase()}`;
}
