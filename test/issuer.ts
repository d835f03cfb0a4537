// An issuer as others run one: real keys, published by a real HTTP server, which may also fail in every way that servers do.
import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT } from 'jose';
import { developmentEntry } from '../gateway/auth/development.ts';
import { loadOrCreateKeys } from '../gateway/keys.ts';

export type Algorithm = 'EdDSA' | 'ES256' | 'RS256';

/** How the server answers: with its keys, or like this. */
export type Answering = 'keys' | ((reply: ServerResponse) => void);

export interface TestIssuer extends AsyncDisposable {
  issuer: string;
  jwksUrl: string;
  /** How often it was asked for its keys. */
  asked: () => number;
  answering: (how: Answering) => void;
  /** Publishes new keys, and only these. */
  rotate: () => void;
  /** Stops listening, and listens again. */
  die: () => Promise<void>;
  revive: () => Promise<void>;
  /** An entry of SHELFGRAPH_ISSUERS. */
  entry: (changed?: object) => object;
  /** A token of this issuer with any claims, good or not. */
  sign: (claims?: Record<string, unknown>, signing?: Signing) => Promise<string>;
  publicKey: (algorithm: Algorithm) => KeyObject;
}

export interface Signing {
  algorithm?: Algorithm;
  header?: Record<string, unknown>;
  key?: KeyObject;
}

interface Keys {
  number: number;
  pairs: Record<Algorithm, { privateKey: KeyObject; publicKey: KeyObject }>;
}

export const algorithms: Algorithm[] = ['EdDSA', 'ES256', 'RS256'];

// A pair of RSA takes a tenth of a second.
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** Starts an issuer on a port of its own. */
export async function startIssuer(issuer = 'https://login.example.org'): Promise<TestIssuer> {
  let keys = createKeys(1);
  let asked = 0;
  let how: Answering = 'keys';
  const server = createServer((_request, reply) => {
    asked += 1;
    if (how === 'keys') reply.writeHead(200, { 'content-type': 'application/json' }).end(published(keys));
    else how(reply);
  });
  const listen = (port: number) => new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  const die = () =>
    new Promise<void>((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const jwksUrl = `http://127.0.0.1:${port}/jwks`;
  return {
    issuer,
    jwksUrl,
    asked: () => asked,
    answering(next) {
      how = next;
    },
    rotate() {
      keys = createKeys(keys.number + 1);
    },
    die,
    revive: () => listen(port),
    entry: (changed = {}) => ({
      issuer,
      jwks: jwksUrl,
      audience: 'shelfgraph',
      roles: ['reader', 'clerk'],
      ...changed,
    }),
    sign(claims = {}, { algorithm = 'EdDSA', header = {}, key } = {}) {
      return new SignJWT({ ...goodClaims(issuer), ...claims })
        .setProtectedHeader({ alg: algorithm, kid: keyId(keys, algorithm), ...header })
        .sign(key ?? keys.pairs[algorithm].privateKey);
    },
    publicKey: (algorithm) => keys.pairs[algorithm].publicKey,
    async [Symbol.asyncDispose]() {
      if (server.listening) await die();
    },
  };
}

/** The environment of a network on databases of its own that takes the tokens of its data folder's key. */
export async function takingOwnTokens(dataDir: string): Promise<Record<string, string>> {
  const { tokenPublicKey } = await loadOrCreateKeys(dataDir);
  return { SHELFGRAPH_ISSUERS: JSON.stringify([developmentEntry(tokenPublicKey)]) };
}

/** A token put together by hand: its header, its claims, and a signature of any kind. */
export function forged(header: unknown, claims: unknown, sign: (text: string) => string = () => ''): string {
  const text = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${text}.${sign(text)}`;
}

/** Signs as HS256 with whatever is taken for the secret. */
export function hmacWith(secret: string | Buffer) {
  return (text: string): string => createHmac('sha256', secret).update(text).digest('base64url');
}

/** Of a clerk, for an hour. */
export function goodClaims(issuer = 'https://login.example.org') {
  const now = Math.floor(Date.now() / 1_000);
  const person = { sub: 'mei', role: 'clerk', store: 'QINGCHUN' };
  return { iss: issuer, aud: 'shelfgraph', iat: now, exp: now + 3_600, ...person };
}

function createKeys(number: number): Keys {
  const pairs = {
    EdDSA: generateKeyPairSync('ed25519'),
    ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    RS256: rsa,
  };
  return { number, pairs };
}

function keyId({ number }: Keys, algorithm: Algorithm): string {
  return `${algorithm}-${number}`;
}

function published(keys: Keys): string {
  const list = algorithms.map((algorithm) => ({
    ...keys.pairs[algorithm].publicKey.export({ format: 'jwk' }),
    kid: keyId(keys, algorithm),
    use: 'sig',
  }));
  return JSON.stringify({ keys: list });
}
