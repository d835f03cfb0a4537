import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readEnvironment } from './env.ts';
import { readIssuers } from './issuers.ts';

const good = {
  issuer: 'https://a.example.org',
  jwks: 'https://a.example.org/jwks',
  audience: 'shelfgraph',
  roles: ['reader'],
};
const read = (...entries: unknown[]) => readIssuers(JSON.stringify(entries));
const jwk = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
const folder = mkdtempSync(join(tmpdir(), 'shelfgraph-issuers-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('without any there are none', () => {
  expect(readIssuers(undefined)).toEqual([]);
  expect(readIssuers(' ')).toEqual([]);
  expect(readEnvironment({ SHELFGRAPH_ISSUERS: '' }).issuers).toEqual([]);
});

test('an issuer has what is safe unless something else is said', () => {
  expect(read(good)).toEqual([
    {
      issuer: 'https://a.example.org',
      keys: { url: 'https://a.example.org/jwks' },
      audience: ['shelfgraph'],
      algorithms: ['EdDSA', 'ES256', 'RS256'],
      types: ['jwt', 'at+jwt'],
      clockSkew: 30,
      roles: ['reader'],
      stores: null,
      libraries: null,
      claims: {
        subject: ['sub'],
        role: null,
        roleValues: null,
        card: ['card'],
        store: ['store'],
        library: ['library'],
        scopes: ['scope'],
        scopeValues: {},
      },
      refresh: 300,
      cooldown: 30,
      stale: 86_400,
    },
  ]);
});

test('they may stand in a file', () => {
  const file = join(folder, 'issuers.json');
  writeFileSync(file, JSON.stringify([good]));
  expect(readEnvironment({ SHELFGRAPH_ISSUERS: file }).issuers).toEqual(read(good));
});

test('those that the guide for operators shows are good', () => {
  const guide = readFileSync(new URL('../docs/operators.md', import.meta.url), 'utf8');
  const [, shown] = /```json issuers\n([^]*?)```/.exec(guide) ?? [];
  expect(readIssuers(shown)).toMatchObject([
    { claims: { card: ['library_card'], role: ['realm_access', 'roles'], scopes: null } },
    { stores: ['QINGCHUN'], claims: { role: null, scopes: ['rights'], scopeValues: { stock: ['store.putOffers'] } } },
  ]);
});

test('keys may be given instead of their address', () => {
  const { jwks: _, ...withoutAddress } = good;
  expect(read({ ...withoutAddress, keys: [jwk] })[0]?.keys).toEqual({ list: [jwk] });
});

test.each([
  ['http on this machine', { jwks: 'http://127.0.0.1:8080/jwks' }],
  ['http elsewhere, where it is wanted', { jwks: 'http://keycloak:8080/jwks', plainHttp: true }],
])('keys may be published by %s', (_name, changed) => {
  expect(read({ ...good, ...changed })).toHaveLength(1);
});

const wrong: [string, unknown, RegExp][] = [
  ['no object', 7, /\[0\] is an object/],
  ['an unknown field', { ...good, audiences: 'x' }, /\[0\]\.audiences is not known; there is issuer, jwks/],
  ['no issuer', { ...good, issuer: '' }, /\[0\]\.issuer is what its tokens have as "iss"/],
  ['no keys', { ...good, jwks: undefined }, /\[0\]\.jwks is where its keys are published/],
  ['keys twice', { ...good, keys: [jwk] }, /One of both/],
  ['keys by http', { ...good, jwks: 'http://a.example.org/jwks' }, /\[0\]\.jwks is a URL with https/],
  ['keys in a file', { ...good, jwks: 'file:///etc/passwd' }, /\[0\]\.jwks is a URL with https/],
  ['keys behind a password', { ...good, jwks: 'https://a:b@a.example.org/jwks' }, /without a user name/],
  ['a private key', { ...good, jwks: undefined, keys: [{ ...jwk, d: 'x' }] }, /\[0\]\.keys is a list of public keys/],
  ['a secret', { ...good, jwks: undefined, keys: [{ kty: 'oct', k: 'x' }] }, /\[0\]\.keys is a list of public keys/],
  ['no key', { ...good, jwks: undefined, keys: [] }, /\[0\]\.keys is a list of public keys/],
  ['no audience', { ...good, audience: undefined }, /\[0\]\.audience is what its tokens/],
  ['another algorithm', { ...good, algorithms: ['HS256'] }, /\[0\]\.algorithms is a list of EdDSA, ES256, RS256/],
  ['none of the algorithms', { ...good, algorithms: ['none'] }, /\[0\]\.algorithms/],
  ['no role', { ...good, roles: undefined }, /\[0\]\.roles is a list of reader, clerk, librarian, admin/],
  ['the role of a service', { ...good, roles: ['service'] }, /\[0\]\.roles/],
  ['a skew of hours', { ...good, clockSkewSeconds: 7_200 }, /\[0\]\.clockSkewSeconds is a number from 0 to 300/],
  ['no cooldown', { ...good, cooldownSeconds: 0 }, /\[0\]\.cooldownSeconds is a number from 1 to 3600/],
  ['an unknown claim', { ...good, claims: { shop: 'x' } }, /\[0\]\.claims\.shop is not known/],
  ['a claim that is a number', { ...good, claims: { card: 7 } }, /\[0\]\.claims\.card is the name of a claim/],
  [
    'a role that is none',
    { ...good, claims: { role: { values: { king: 'king' } } } },
    /\.role\.values\["king"\] is one of/,
  ],
  [
    'a scope that is none',
    { ...good, claims: { scopes: { values: { pos: 'sell' } } } },
    /\.scopes\.values\["pos"\] is an action/,
  ],
];

test.each(wrong)('an entry with %s is refused with what would be right', (_name, entry, message) => {
  expect(() => read(entry)).toThrow(message);
});

test('everything that is wrong is said at once, with what else is wrong', () => {
  const text = JSON.stringify([
    { ...good, roles: [] },
    { ...good, audience: [] },
  ]);
  const problems = () => readEnvironment({ SHELFGRAPH_ISSUERS: text, PORT: 'x' });
  for (const part of [
    'SHELFGRAPH_ISSUERS[0].roles is a list',
    'SHELFGRAPH_ISSUERS[1].audience is what',
    'names the issuer "https://a.example.org" more than once',
    'PORT is a number',
  ]) {
    expect(problems).toThrow(part);
  }
});

test.each([
  ['{}', /is a list of issuers/],
  ['[', /is not JSON/],
  ['/no/such/file', /neither a JSON list nor a file that can be read \(ENOENT\)/],
  [folder, /\(EISDIR\)/],
])('%s is no list of issuers', (text, message) => {
  expect(() => readIssuers(text)).toThrow(message);
});
