// The whole network for a test: four seeded databases of its own, the subgraphs, and the gateway over real HTTP.
// `http` puts HTTP between the gateway and the subgraphs, and between the subgraphs, too.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { type Logger, pino } from 'pino';
import type { Person } from '../gateway/auth/claims.ts';
import { developmentIssuer, issueToken } from '../gateway/auth/development.ts';
import { createIdentities } from '../gateway/auth/identities.ts';
import { courierWebhooks } from '../gateway/courier-webhooks.ts';
import { definitions } from '../gateway/definitions.ts';
import { importRoutes } from '../gateway/imports.ts';
import { type RoleLimits, readLimits } from '../gateway/limits/roles.ts';
import { networkPages } from '../gateway/pages/pages.ts';
import { createGateway } from '../gateway/server.ts';
import { openHttpTransport } from '../gateway/transports/http.ts';
import { localTransport } from '../gateway/transports/local.ts';
import { defaultTimeLimitMs } from '../gateway/transports/time-limit.ts';
import { readTrusted } from '../gateway/trusted/settings.ts';
import { openDatabase } from '../lib/database.ts';
import { type EnvelopeKeys, fixedKeys } from '../lib/envelope-keys.ts';
import { serveSubgraph } from '../lib/serve.ts';
import { openSubgraph, type Subgraph } from '../lib/subgraph.ts';
import type { Transport } from '../lib/transport.ts';
import { type SubgraphName, subgraphNames, supergraphSdl } from '../schema/sdl.ts';
import { seedIfEmpty } from '../scripts/seed/write.ts';
import { createTestDatabase, ensureTemplate, type TestDatabase } from './database.ts';
import { loadLimits } from './load-limits.ts';

export type TransportKind = 'local' | 'http';

export interface Answer {
  status: number;
  // Tests look into answers of any shape; what they expect is written beside it.
  // oxlint-disable-next-line typescript/no-explicit-any
  data?: any;
  errors?: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[];
  extensions?: Record<string, unknown>;
}

export interface TestNetwork extends AsyncDisposable {
  url: string;
  subgraphs: Record<SubgraphName, Subgraph>;
  databaseUrls: Record<SubgraphName, string>;
  envelopeKeys: EnvelopeKeys;
  /** Of the pseudonyms of readers. */
  privacyKey: Buffer;
  /** How the gateway, and the subgraphs among themselves, reach each subgraph. */
  transports: Record<SubgraphName, Transport>;
  /** Sends an operation to the gateway, as nobody or as a person. */
  query: (query: string, variables?: Record<string, unknown>, person?: Person | null) => Promise<Answer>;
  token: (person: Person, ttl?: number) => Promise<string>;
  /** From now on this subgraph does not answer. `null` brings it back. */
  silence: (name: SubgraphName | null, how?: Transport) => void;
}

export interface TestNetworkOptions {
  transport?: TransportKind;
  clock?: () => Date;
  /** Run jobs, as in production (true). */
  jobs?: boolean;
  /** How long a subgraph in this process may take, for tests that care for what happens and not for how fast. */
  timeLimitMs?: number;
  /** How long a sender of a file may be silent, in ms. */
  silentAtMostMs?: number;
  /** Whether one may sign in by a click, as where `npm start` embeds its databases (false). */
  canSignIn?: boolean;
  /** How much each role may ask for (more than tests do). */
  limits?: RoleLimits;
  /** Silent, when nobody looks at it. */
  log?: Logger;
}

/** The code of what is hidden from an audience, as if it were not there; what its subgraph says to it, test/access-matrix.ts knows. */
export const hidden = 'GRAPHQL_VALIDATION_FAILED';

const silentLog = pino({ level: 'silent' });

export const clerk: Person = { role: 'clerk', subject: 'clerk@QINGCHUN', store: 'QINGCHUN' };
export const admin: Person = { role: 'admin', subject: 'admin' };
export const librarian = (library: string): Person => ({ role: 'librarian', subject: `librarian@${library}`, library });
export const reader = (card: string): Person => ({ role: 'reader', subject: card, card });

/** Copies of the seeded databases, one per subgraph. */
export async function seededDatabases(): Promise<Record<SubgraphName, TestDatabase>> {
  const databases = await Promise.all(
    subgraphNames.map(async (name) => {
      await ensureTemplate(name, (url) => buildTemplate(name, url));
      return [name, await createTestDatabase(name)] as const;
    }),
  );
  return Object.fromEntries(databases) as Record<SubgraphName, TestDatabase>;
}

/** Opens the network. Dispose it at the end of the test file. */
export async function openTestNetwork({
  transport = 'local',
  clock,
  jobs = true,
  timeLimitMs = defaultTimeLimitMs,
  silentAtMostMs,
  canSignIn = false,
  limits = readLimits(loadLimits),
  log = silentLog,
}: TestNetworkOptions = {}): Promise<TestNetwork> {
  const databases = await seededDatabases();
  const envelopeKeys = fixedKeys(randomBytes(32));
  const privacyKey = randomBytes(32);
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const transports: Record<string, Transport> = {};
  const subgraphs = {} as Record<SubgraphName, Subgraph>;
  const closing: (() => Promise<unknown>)[] = [];
  let silent: { name: SubgraphName; how: Transport } | null = null;

  for (const name of subgraphNames) {
    const subgraph = await openSubgraph(definitions[name] as never, {
      databaseUrl: databases[name].url,
      transports,
      privacyKey,
      log,
      ...(clock ? { clock } : {}),
    });
    subgraphs[name] = subgraph;
    const opened =
      transport === 'http'
        ? await overHttp(subgraph, envelopeKeys)
        : { send: localTransport(name, subgraph.execute, { timeLimitMs }), close: async () => {} };
    closing.push(opened.close, subgraph.close);
    const send: Transport = (request, call) => (silent?.name === name ? silent.how : opened.send)(request, call);
    transports[name] = Object.assign(send, opened.send.subscribe && { subscribe: opened.send.subscribe });
  }
  if (jobs) {
    await Promise.all(Object.values(subgraphs).map((subgraph) => subgraph.startJobs()));
  }
  const identities = createIdentities({
    issuers: [developmentIssuer(publicKey)],
    bookstores: (transports as Record<SubgraphName, Transport>).bookstores,
  });
  const app = await createGateway({
    supergraphSdl: supergraphSdl(),
    transports,
    identities,
    limits,
    trusted: readTrusted({}),
    logger: log,
    pages: networkPages(canSignIn ? { signInKey: privateKey } : {}),
    webhooks: courierWebhooks({ lending: (transports as Record<SubgraphName, Transport>).lending }),
    imports: importRoutes({
      central: (transports as Record<SubgraphName, Transport>).central,
      identities,
      ...(silentAtMostMs ? { silentAtMostMs } : {}),
    }),
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/graphql`;
  const token = (person: Person, ttl = 3_600) => issueToken(privateKey, person, { ttl });

  return {
    url,
    subgraphs,
    databaseUrls: Object.fromEntries(subgraphNames.map((name) => [name, databases[name].url])) as Record<
      SubgraphName,
      string
    >,
    envelopeKeys,
    privacyKey,
    transports: transports as Record<SubgraphName, Transport>,
    token,
    async query(query, variables = {}, person = null) {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(person ? { authorization: `Bearer ${await token(person)}` } : {}),
        },
        body: JSON.stringify({ query, variables }),
      });
      return { status: response.status, ...((await response.json()) as object) };
    },
    silence(name, how = dead) {
      silent = name && { name, how: localTransport(name, how) };
    },
    async [Symbol.asyncDispose]() {
      await app.close();
      await identities.close();
      await Promise.all(Object.values(subgraphs).map((subgraph) => subgraph.stopJobs()));
      for (const close of closing) {
        await close();
      }
      await Promise.all(Object.values(databases).map((database) => database.drop()));
    },
  };
}

const dead: Transport = async () => {
  throw new Error('connection refused');
};

async function overHttp(subgraph: Subgraph, envelopeKeys: EnvelopeKeys) {
  const app = await serveSubgraph(subgraph, envelopeKeys);
  await app.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/graphql`;
  const transport = openHttpTransport({ subgraph: subgraph.name, url, envelopeKeys });
  return {
    send: transport.send,
    async close() {
      await transport.close();
      await app.close();
    },
  };
}

async function buildTemplate(name: SubgraphName, url: string): Promise<void> {
  const orm = await openDatabase({ name, url, ...definitions[name].database });
  await seedIfEmpty(orm, name, new Date());
  await orm.close(true);
}
