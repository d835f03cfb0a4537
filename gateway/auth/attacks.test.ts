// Tokens that somebody has made up or changed, sent to a gateway over HTTP and WebSocket. Each is refused before anything is fetched.
import { generateKeyPairSync } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { readIssuers } from '../../lib/issuers.ts';
import { algorithms, forged, goodClaims, hmacWith, startIssuer, type TestIssuer } from '../../test/issuer.ts';
import { type Answer, closeGateways, startGateway, testKeys } from '../test-server.ts';
import { developmentIssuer, issueToken } from './development.ts';
import { createIdentities, type Identities } from './identities.ts';

let issuer: TestIssuer;
/** Of another organisation, which this network trusts too. */
let other: TestIssuer;
let identities: Identities;
let gateway: Awaited<ReturnType<typeof startGateway>>;

beforeAll(async () => {
  issuer = await startIssuer();
  other = await startIssuer('https://shops.example.org');
  const entries = [issuer.entry(), other.entry({ roles: ['clerk'], stores: ['WENDU'], algorithms: ['ES256'] })];
  identities = createIdentities({ issuers: readIssuers(JSON.stringify(entries)) });
  gateway = await startGateway({}, { identities });
});
beforeEach(() => {
  gateway.sent.length = 0;
});
afterAll(async () => {
  await closeGateways();
  await identities.close();
  await issuer[Symbol.asyncDispose]();
  await other[Symbol.asyncDispose]();
});

const ask = (token: string) => gateway.post({ query: '{ visitor }' }, { authorization: `Bearer ${token}` });
const visitor = ({ data }: Answer) => JSON.parse(String(data?.['visitor']));
const seconds = () => Math.floor(Date.now() / 1_000);

test.each(algorithms)('a good token signed with %s is taken', async (algorithm) => {
  const { status, body } = await ask(await issuer.sign({}, { algorithm }));
  expect(status).toBe(200);
  expect(visitor(body)).toEqual({ role: 'clerk', subject: 'mei', store: 'QINGCHUN' });
});

test.each([
  'JWT',
  'jwt',
  'at+jwt',
  'application/at+jwt',
  undefined,
])('the type %s is that of a token to ask with', async (typ) => {
  expect((await ask(await issuer.sign({}, { header: { typ } }))).status).toBe(200);
});

test('the clocks may be half a minute apart', async () => {
  expect((await ask(await issuer.sign({ exp: seconds() - 25 }))).status).toBe(200);
  expect((await ask(await issuer.sign({ nbf: seconds() + 25, iat: seconds() + 25 }))).status).toBe(200);
});

test('scopes restrict the person', async () => {
  const { body } = await ask(await issuer.sign({ scope: 'openid order.submit webhook profile' }));
  expect(visitor(body)).toEqual({
    role: 'clerk',
    subject: 'mei',
    store: 'QINGCHUN',
    scopes: ['order.submit', 'webhook'],
  });
});

test('scopes that are nobody’s here leave nothing', async () => {
  expect(visitor((await ask(await issuer.sign({ scope: 'openid profile' }))).body)).toHaveProperty('scopes', []);
});

const attacks: [string, () => Promise<string> | string, RegExp][] = [
  ['without a signature, alg none', () => forged({ alg: 'none' }, goodClaims()), /cannot be read/],
  ['alg None, in other letters', () => forged({ alg: 'NonE' }, goodClaims()), /cannot be read/],
  ['alg none with a signature', () => forged({ alg: 'none' }, goodClaims(), hmacWith('x')), /cannot be read/],
  [
    'HS256 with the public key’s PEM as the secret',
    () => {
      const pem = issuer.publicKey('RS256').export({ type: 'spki', format: 'pem' });
      return forged({ alg: 'HS256', kid: 'RS256-1' }, goodClaims(), hmacWith(pem));
    },
    /cannot be read/,
  ],
  [
    'HS256 with the public key’s bytes as the secret',
    () => {
      const { x = '' } = issuer.publicKey('EdDSA').export({ format: 'jwk' });
      return forged({ alg: 'HS256', kid: 'EdDSA-1' }, goodClaims(), hmacWith(Buffer.from(x, 'base64url')));
    },
    /cannot be read/,
  ],
  ['HS256 with an empty secret', () => forged({ alg: 'HS256' }, goodClaims(), hmacWith('')), /cannot be read/],
  ['RS512, which is not allowed', () => forged({ alg: 'RS512', kid: 'RS256-1' }, goodClaims()), /cannot be read/],
  ['an alg that is a word of the language', () => forged({ alg: 'constructor' }, goodClaims()), /cannot be read/],
  ['an alg that is a list', () => forged({ alg: ['EdDSA'] }, goodClaims(), hmacWith('')), /cannot be read/],
  [
    'ES256 with the key of EdDSA',
    () => issuer.sign({}, { algorithm: 'ES256', header: { kid: 'EdDSA-1' } }),
    /a key that .* does not publish/,
  ],
  [
    'an algorithm that this issuer does not use',
    () => other.sign({ store: 'WENDU' }),
    /signs with ES256; this token says "EdDSA"/,
  ],
  [
    'its own key in the header',
    () => {
      const { privateKey, publicKey } = generateKeyPairSync('ed25519');
      return issuer.sign({}, { key: privateKey, header: { jwk: publicKey.export({ format: 'jwk' }) } });
    },
    /has "jwk"/,
  ],
  ['a jku', () => issuer.sign({}, { header: { jku: other.jwksUrl } }), /has "jku"/],
  ['an x5u', () => issuer.sign({}, { header: { x5u: other.jwksUrl } }), /has "x5u"/],
  ['an x5c', () => issuer.sign({}, { header: { x5c: ['MIIB'] } }), /has "x5c"/],
  ['a critical extension', () => forged({ alg: 'EdDSA', crit: ['exp'], exp: 1 }, goodClaims()), /has "crit"/],
  ['an empty list of critical extensions', () => forged({ alg: 'EdDSA', crit: [] }, goodClaims()), /has "crit"/],
  ['a payload that is not encoded', () => forged({ alg: 'EdDSA', b64: false }, goodClaims()), /has "b64"/],
  [
    'of the type of an ID for logging out',
    () => issuer.sign({}, { header: { typ: 'logout+jwt' } }),
    /its "typ" is "logout\+jwt"/,
  ],
  ['of the type of a proof', () => issuer.sign({}, { header: { typ: 'dpop+jwt' } }), /its "typ"/],
  ['of a type that is no text', () => issuer.sign({}, { header: { typ: { jwt: 1 } as never } }), /its "typ"/],
  ['an unknown kid', () => issuer.sign({}, { header: { kid: 'elsewhere' } }), /does not publish/],
  ['a kid that is a path', () => issuer.sign({}, { header: { kid: '../../keys/token.pem' } }), /does not publish/],
  [
    'a kid that is an object',
    () => issuer.sign({}, { header: { kid: { a: 1 } as never } }),
    /cannot be read|does not publish/,
  ],
  [
    'signed by somebody else with the issuer’s kid',
    () => issuer.sign({}, { key: generateKeyPairSync('ed25519').privateKey }),
    /was not signed by https:\/\/login\.example\.org/,
  ],
  [
    'of one issuer in the name of another',
    () => other.sign({ iss: issuer.issuer }, { algorithm: 'ES256' }),
    /was not signed by https:\/\/login\.example\.org/,
  ],
  [
    'changed after it was signed',
    async () => {
      const [header = '', , signature = ''] = (await issuer.sign()).split('.');
      const claims = Buffer.from(JSON.stringify({ ...goodClaims(), store: 'WENDU' })).toString('base64url');
      return `${header}.${claims}.${signature}`;
    },
    /was not signed by/,
  ],
  [
    'with its signature cut off',
    async () => (await issuer.sign()).replace(/[^.]+$/, ''),
    /was not signed by|cannot be read/,
  ],
  ['expired', () => issuer.sign({ exp: seconds() - 60 }), /expired at/],
  ['that never expires', () => issuer.sign({ exp: undefined }), /claim "exp"/],
  ['that expires in words', () => issuer.sign({ exp: 'tomorrow' }), /cannot be read|claim "exp"/],
  ['not good yet', () => issuer.sign({ nbf: seconds() + 120 }), /is good from/],
  ['issued in the future', () => issuer.sign({ iat: seconds() + 120 }), /in the future/],
  ['for another audience', () => issuer.sign({ aud: 'warehouse' }), /claim "aud"/],
  ['for nobody', () => issuer.sign({ aud: undefined }), /claim "aud"/],
  ['of an unknown issuer', () => issuer.sign({ iss: 'https://evil.example.org' }), /claim "iss"/],
  ['of no issuer', () => issuer.sign({ iss: undefined }), /claim "iss"/],
  ['of an issuer that is a word of the language', () => issuer.sign({ iss: '__proto__' }), /claim "iss"/],
  ['of the service role', () => issuer.sign({ role: 'service', subgraph: 'central' }), /role is "service"/],
  [
    'of a role that the issuer may not vouch for',
    () => issuer.sign({ role: 'admin' }),
    /may not vouch for the role admin/,
  ],
  ['of two roles', () => issuer.sign({ role: ['reader', 'clerk'], card: '1' }), /the roles reader and clerk/],
  [
    'of a store that the issuer may not vouch for',
    () => other.sign({ store: 'QINGCHUN' }, { algorithm: 'ES256' }),
    /may not vouch for the store "QINGCHUN"/,
  ],
  ['of a clerk of no store', () => issuer.sign({ store: undefined }), /must have the claim "store"/],
  ['of a store that is an object', () => issuer.sign({ store: { $ne: null } }), /must have the claim "store"/],
  ['of a subject with a line break', () => issuer.sign({ sub: 'mei\nadmin' }), /must have the claim "sub"/],
  ['of a subject without end', () => issuer.sign({ sub: 'x'.repeat(1_000) }), /must have the claim "sub"/],
  ['with scopes that are an object', () => issuer.sign({ scope: { all: true } }), /claim "scope"/],
  [
    'of an embedded network',
    () => issueToken(testKeys.tokenPrivateKey, { role: 'admin', subject: 'a' }, { ttl: 60 }),
    /embedded network only/,
  ],
  ['larger than 4 KB', () => issuer.sign({ more: 'x'.repeat(4_096) }), /bytes long; at most 4096/],
  ['in five parts, encrypted', () => 'a.b.c.d.e', /cannot be read/],
  ['of no JSON', () => 'bm8.bm8.bm8', /cannot be read/],
];

describe('a token', () => {
  test.each(attacks)('%s is refused with 401 before anything is fetched', async (_name, token, message) => {
    const { status, headers, body } = await ask(await token());
    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
    expect(body.errors).toEqual([{ message: expect.stringMatching(message), extensions: { code: 'UNAUTHENTICATED' } }]);
    expect(body).not.toHaveProperty('data');
    expect(gateway.sent).toEqual([]);
  });

  test('that comes twice is refused, whichever would be good', async () => {
    const good = await issuer.sign();
    for (const others of [good, forged({ alg: 'none' }, goodClaims()), '']) {
      for (const both of [
        [`Bearer ${good}`, `Bearer ${others}`],
        [`Bearer ${others}`, `Bearer ${good}`],
      ]) {
        expect(await sendTwice(both)).toBe(401);
      }
    }
    expect(gateway.sent).toEqual([]);
  });

  test('is not read from the URL or a cookie', async () => {
    const token = await issuer.sign();
    const url = `${gateway.origin}/graphql?query={visitor}&access_token=${token}&authorization=${token}`;
    const headers = { cookie: `authorization=${token}`, 'apollo-require-preflight': '1' };
    const answer = (await (await fetch(url, { headers })).json()) as Answer;
    expect(visitor(answer)).toEqual({ role: 'anonymous' });
  });

  test('that is refused closes a WebSocket with 4401', async () => {
    const closes = [];
    for (const [, token] of attacks.filter((_, index) => index % 6 === 0)) {
      closes.push(await closeCode({ authorization: `Bearer ${await token()}` }));
    }
    const good = `Bearer ${await issuer.sign()}`;
    closes.push(await closeCode({ authorization: good, Authorization: good }));
    expect(new Set(closes)).toEqual(new Set([4401]));
    expect(gateway.sent).toEqual([]);
  });
});

test('the tokens of the data folder’s key are taken where the network is embedded', async () => {
  const embedded = createIdentities({ issuers: [developmentIssuer(testKeys.tokenPublicKey)] });
  const token = await issueToken(testKeys.tokenPrivateKey, { role: 'admin', subject: 'a' }, { ttl: 60 });
  expect((await embedded.read(`Bearer ${token}`, new Date())).identity).toEqual({ role: 'admin', subject: 'a' });
});

/** The status of a request with the header `authorization` twice. */
function sendTwice(values: string[]): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const body = JSON.stringify({ query: '{ visitor }' });
  const { host } = new URL(gateway.origin);
  const headers = ['host', host, 'content-type', 'application/json', 'content-length', String(body.length)];
  for (const value of values) headers.push('authorization', value);
  const sent = request(`${gateway.origin}/graphql`, { method: 'POST', headers }, (response) => {
    response.resume();
    resolve(response.statusCode ?? 0);
  });
  sent.once('error', reject);
  sent.end(body);
  return promise;
}

function closeCode(payload: object): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const socket = new WebSocket(gateway.origin.replace('http', 'ws').concat('/graphql'), 'graphql-transport-ws');
  socket.once('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload })));
  socket.once('message', () => socket.close(4000));
  socket.once('close', resolve);
  return promise;
}
