import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keyIdOf } from '../../lib/envelope-keys.ts';
import { loadOrCreateKeys } from '../keys.ts';
import type { Person } from './claims.ts';
import { developmentIssuer, issueToken } from './development.ts';
import { createIdentities } from './identities.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const now = new Date('2026-03-01T10:00:00Z');
const clerk: Person = { role: 'clerk', subject: 'mei', store: 'QINGCHUN' };

/** Reads who asks, as a network that takes tokens of this key. */
function createIdentityReader(key: KeyObject, options: { cacheSize?: number } = {}) {
  const { read } = createIdentities({ issuers: [developmentIssuer(key)], ...options });
  return async (authorization: string | undefined, at: Date) => (await read(authorization, at)).identity;
}

const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token with any claims, good or not. */
function sign(
  claims: Record<string, unknown>,
  { key = privateKey, ...registered } = {} as Registered,
): Promise<string> {
  const { issuer = 'shelfgraph', audience = 'shelfgraph', expires = later(60) } = registered;
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'EdDSA' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setExpirationTime(expires)
    .sign(key);
}

interface Registered {
  key?: KeyObject;
  issuer?: string;
  audience?: string;
  expires?: Date;
}

describe('a bearer token', () => {
  const people: Person[] = [
    { role: 'reader', subject: 'lan', card: '0012345' },
    clerk,
    { role: 'librarian', subject: 'wu', library: 'JINGAN' },
    { role: 'admin', subject: 'root' },
  ];
  test.each(people)('of the role $role gives back its person', async (person) => {
    const read = createIdentityReader(publicKey);
    const token = await issueToken(privateKey, person, { ttl: 60, now });
    expect(await read(`Bearer ${token}`, now)).toEqual(person);
    expect(await read(`bearer ${token}`, now)).toEqual(person);
  });

  test('is refused from the second it expires, known or not, with the command for a new one', async () => {
    const read = createIdentityReader(publicKey);
    const token = await issueToken(privateKey, clerk, { ttl: 60, now });
    await read(`Bearer ${token}`, later(59));
    await expect(read(`Bearer ${token}`, later(60))).rejects.toThrow(
      '登录已过期，请重新登录。The token expired at 2026-03-01T10:01:00.000Z. Get a new one: npm run token -- --role clerk --store QINGCHUN.',
    );
  });

  test.each([
    [{ role: 'clerk', sub: 'mei', store: 'QINGCHUN' }, '--role clerk --store QINGCHUN'],
    [{ role: 'admin', sub: 'root' }, '--role admin'],
    [{ role: 'clerk', sub: 'mei', store: 'x; rm -rf ~' }, '--role clerk --store STORE'],
    [{ role: 'king', sub: 'x' }, '--role reader --card CARD'],
  ])('of another gateway is refused with the command for one of this, for the same person: %j', async (claims, shown) => {
    const token = await sign(claims, { key: generateKeyPairSync('ed25519').privateKey });
    await expect(createIdentityReader(publicKey)(`Bearer ${token}`, now)).rejects.toThrow(
      `令牌不是本网关签发的，或已被改动。The token was not signed by this gateway, or was changed since. Get a new one: npm run token -- ${shown} --data DIR, where DIR is the data folder that the gateway was started with.`,
    );
  });

  test('is remembered, but only so many of them', async () => {
    const read = createIdentityReader(publicKey, { cacheSize: 1 });
    const tokens = await Promise.all(
      ['a', 'b'].map((subject) => issueToken(privateKey, { role: 'admin', subject }, { ttl: 60, now })),
    );
    const first = await read(`Bearer ${tokens[0]}`, now);
    expect(await read(`Bearer ${tokens[0]}`, now)).toBe(first);
    await read(`Bearer ${tokens[1]}`, now);
    expect(await read(`Bearer ${tokens[0]}`, now)).not.toBe(first);
  });

  test('is not needed: without a header the caller is anonymous', async () => {
    expect(await createIdentityReader(publicKey)(undefined, now)).toEqual({ role: 'anonymous' });
  });

  const admin = { role: 'admin', sub: 'root' };
  const refused: [string, () => Promise<string> | string, RegExp][] = [
    ['that is no token', () => 'nonsense', /cannot be read/],
    ['that is empty', () => '', /must read "Bearer"/],
    ['of another scheme', () => 'x, Basic abc', /must read "Bearer"/],
    ['over 4 KB', () => 'a'.repeat(4097), /4097 bytes long/],
    ['signed by somebody else', () => sign(admin, { key: generateKeyPairSync('ed25519').privateKey }), /not signed by/],
    ['of another issuer', () => sign(admin, { issuer: 'elsewhere' }), /claim "iss"/],
    ['for another audience', () => sign(admin, { audience: 'elsewhere' }), /claim "aud"/],
    ['of nobody', () => sign({ role: 'admin' }), /claim "sub"/],
    ['of a service', () => sign({ role: 'service', sub: 'x', subgraph: 'central' }), /role is "service"/],
    ['of an anonymous person', () => sign({ role: 'anonymous', sub: 'x' }), /role is "anonymous"/],
    ['of a role that is a word of the language', () => sign({ role: 'toString', sub: 'x' }), /role is "toString"/],
    [
      'of a clerk of no store',
      () => sign({ role: 'clerk', sub: 'x', library: 'JINGAN' }),
      /must have the claim "store"/,
    ],
    [
      'with its signature cut off',
      async () => `${(await sign(admin)).split('.').slice(0, 2).join('.')}.`,
      /was changed|cannot be read/,
    ],
    ['that asks for no signature', () => `${base64url({ alg: 'none' })}.${base64url(admin)}.`, /cannot be read/],
  ];
  test.each(refused)('%s is refused', async (_, token, message) => {
    await expect(createIdentityReader(publicKey)(`Bearer ${await token()}`, now)).rejects.toThrow(
      expect.objectContaining({
        message: expect.stringMatching(message),
        extensions: { code: 'UNAUTHENTICATED' },
      }),
    );
  });
});

describe('the keys', () => {
  let dataDir: string;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'shelfgraph-keys-'));
  });
  afterAll(() => rm(dataDir, { recursive: true }));

  test('are the same for all that start at once, and readable by the owner alone', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => loadOrCreateKeys(dataDir)));
    expect(new Set(all.map(({ envelopeKeys }) => envelopeKeys.signing().id)).size).toBe(1);
    const [first, other] = all;
    if (!first || !other) throw new Error('no keys');
    expect(first.privacyKey).toHaveLength(32);
    expect(keyIdOf(first.privacyKey)).not.toBe(first.envelopeKeys.signing().id);
    expect(new Set(all.map(({ privacyKey }) => privacyKey.toString('hex'))).size).toBe(1);

    const token = await issueToken(first.tokenPrivateKey, clerk, { ttl: 60, now });
    expect(await createIdentityReader(other.tokenPublicKey)(`Bearer ${token}`, now)).toEqual(clerk);

    const files = await readdir(join(dataDir, 'keys'));
    expect(files.toSorted()).toEqual(['envelope.key', 'privacy.key', 'token.pem']);
    const modes = await Promise.all(files.map(async (file) => (await stat(join(dataDir, 'keys', file))).mode & 0o777));
    expect(modes).toEqual([0o600, 0o600, 0o600]);
  });
});
