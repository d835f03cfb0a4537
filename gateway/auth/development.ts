// Tokens without an issuer of one's own: signed with the key in the data folder. The network that has its own embedded PostgreSQL takes
// them by itself; any other does where its operators name that key among the issuers.
import { createPublicKey, type KeyObject } from 'node:crypto';
import { type JWTPayload, SignJWT } from 'jose';
import { type IssuerSettings, readIssuers } from '../../lib/issuers.ts';
import type { Person } from './claims.ts';

/** The `iss` and `aud` of such tokens. */
export const developmentName = 'shelfgraph';

/** What each role must name, by its claim. */
const scopeOf = { reader: 'card', clerk: 'store', librarian: 'library', admin: undefined } as const;

/** People of the sample, one of each role. */
export const demoPeople: readonly Person[] = [
  { role: 'reader', subject: 'N2026000001', card: 'N2026000001' },
  { role: 'clerk', subject: 'clerk@QINGCHUN', store: 'QINGCHUN' },
  { role: 'librarian', subject: 'librarian@NJ-JL', library: 'NJ-JL' },
  { role: 'admin', subject: 'admin' },
];

/**
 * Signs a token for a person.
 * @param options.ttl seconds until it expires
 */
export async function issueToken(
  privateKey: KeyObject,
  person: Person,
  { ttl, now = new Date() }: { ttl: number; now?: Date },
): Promise<string> {
  const { subject, scopes, ...claims } = person;
  const seconds = Math.floor(now.getTime() / 1000);
  return new SignJWT(scopes ? { ...claims, scope: scopes.join(' ') } : claims)
    .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT' })
    .setSubject(subject)
    .setIssuer(developmentName)
    .setAudience(developmentName)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + ttl)
    .sign(privateKey);
}

/** The key of the data folder as an entry of SHELFGRAPH_ISSUERS. Its clock is ours. */
export function developmentEntry(key: KeyObject): object {
  const { kty, crv, x } = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' });
  return {
    issuer: developmentName,
    audience: developmentName,
    keys: [{ kty, crv, x }],
    algorithms: ['EdDSA'],
    clockSkewSeconds: 0,
    roles: Object.keys(scopeOf),
  };
}

/** The same, read. */
export function developmentIssuer(key: KeyObject): IssuerSettings {
  return readIssuers(JSON.stringify([developmentEntry(key)]))[0] as IssuerSettings;
}

export function isForDevelopment({ issuer }: IssuerSettings): boolean {
  return issuer === developmentName;
}

/** How to get such a token for the person whom claims name. */
export function tokenCommand(claims: JWTPayload): string {
  return `npm run token -- ${tokenArguments(claims)}`;
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
