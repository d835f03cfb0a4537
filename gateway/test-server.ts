// A gateway over the test graph, listening: for tests of what callers see over HTTP.
import { generateKeyPairSync } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import type { Transport } from '../lib/transport.ts';
import { developmentIssuer } from './auth/development.ts';
import { createIdentities } from './auth/identities.ts';
import { createGateway, type GatewayOptions } from './server.ts';
import { type SubgraphName, supergraphSdl, testTransports } from './test-graph.ts';

const open = new Set<FastifyInstance>();

export const testKeys = keyPair();

/** Of the gateways here, which take tokens that are signed with `testKeys`. */
export const testIdentities = createIdentities({ issuers: [developmentIssuer(testKeys.tokenPublicKey)] });

/** A response body. */
export interface Answer {
  data?: Record<string, unknown> | null;
  errors?: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[];
  extensions?: Record<string, unknown>;
}

/** Closes all gateways that a test has started. */
export async function closeGateways(): Promise<void> {
  await Promise.all([...open].map((app) => app.close()));
  open.clear();
}

/** A gateway on a port of its own, with everything that its log says. */
export async function startGateway(
  replaced: Partial<Record<SubgraphName, Transport>> = {},
  options: Partial<GatewayOptions> = {},
) {
  const logged: string[] = [];
  const logger = pino(
    { level: 'warn' },
    new Writable({
      write(line, _encoding, done) {
        logged.push(String(line));
        done();
      },
    }),
  );
  const { transports, sent } = testTransports(replaced);
  const app = await createGateway({ supergraphSdl, transports, identities: testIdentities, logger, ...options });
  open.add(app);
  await app.listen({ port: 0, host: '127.0.0.1' });
  const origin = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const post = async (body: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`${origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Answer };
  };
  return { app, origin, post, sent, logged };
}

function keyPair() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return { tokenPrivateKey: privateKey, tokenPublicKey: publicKey };
}
