// A demonstration: the whole network on a data folder of its own, and one play on it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Person } from '../../gateway/auth/claims.ts';
import { developmentIssuer, issueToken } from '../../gateway/auth/development.ts';
import { createIdentities } from '../../gateway/auth/identities.ts';
import { courierWebhooks } from '../../gateway/courier-webhooks.ts';
import { definitions } from '../../gateway/definitions.ts';
import { loadOrCreateKeys } from '../../gateway/keys.ts';
import { openNetwork } from '../../gateway/network.ts';
import { createGateway } from '../../gateway/server.ts';
import { localTransport } from '../../gateway/transports/local.ts';
import { createLog } from '../../lib/logging.ts';
import type { Transport } from '../../lib/transport.ts';
import { type SubgraphName, subgraphNames, supergraphSdl } from '../../schema/sdl.ts';
import { endRequested } from '../command.ts';
import { openDatabases } from '../databases.ts';
import { seedIfEmpty } from '../seed/write.ts';
import { movableClock, plays } from './plays.ts';
import { createStage } from './stage.ts';

/**
 * Opens the network, plays and leaves nothing behind; the exit code is 130 when the end was asked for.
 * @throws {Unexpected} at the first answer that is not as expected
 */
export async function demonstrate(name: string): Promise<void> {
  let isAsked = false;
  const asked = endRequested().then(() => {
    isAsked = true;
  });
  const dataDir = mkdtempSync(join(tmpdir(), 'shelfgraph-demo-'));
  const remove = () => rmSync(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  process.once('exit', remove);
  const closing: (() => Promise<unknown>)[] = [];
  try {
    const clock = movableClock();
    const { url, keys, silence } = await open(dataDir, closing, clock.now);
    const token = (person: Person) => issueToken(keys.tokenPrivateKey, person, { ttl: 600 });
    const stage = createStage({ url, token, silence });
    if (!isAsked) {
      await Promise.race([asked, plays[name]?.(stage, clock)]);
    }
    if (isAsked) {
      process.exitCode = 130;
    }
  } finally {
    for (const close of closing.toReversed()) {
      await close();
    }
    remove();
  }
}

async function open(dataDir: string, closing: (() => Promise<unknown>)[], clock: () => Date) {
  console.log('Opening the network: one PostgreSQL, four subgraphs, the gateway …');
  const databases = await openDatabases({ databaseUrls: {}, dataDir }, { durable: false });
  closing.push(databases.stop);
  const keys = await loadOrCreateKeys(dataDir);
  const log = createLog('demo');
  log.level = process.env['LOG_LEVEL'] ?? 'silent';
  const network = await openNetwork({
    definitions,
    databaseUrls: databases.urls,
    envelopeKeys: keys.envelopeKeys,
    privacyKey: keys.privacyKey,
    log,
    clock,
    async prepare(name, orm) {
      await seedIfEmpty(orm, name, new Date());
    },
  });
  closing.push(network.close);
  let silent: SubgraphName | null = null;
  const transports = Object.fromEntries(
    subgraphNames.map((name): [string, Transport] => {
      const dead = localTransport(name, () => Promise.reject(new Error('silenced by the demonstration')));
      return [name, (request, call) => (silent === name ? dead : network.transports[name])(request, call)];
    }),
  );
  const app = await createGateway({
    supergraphSdl: supergraphSdl(),
    transports,
    identities: createIdentities({
      issuers: [developmentIssuer(keys.tokenPublicKey)],
      bookstores: (transports as Record<SubgraphName, Transport>).bookstores,
    }),
    logger: log,
    webhooks: courierWebhooks({ lending: (transports as Record<SubgraphName, Transport>).lending }),
  });
  closing.push(() => app.close());
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  const silence = (name: SubgraphName | null) => {
    silent = name;
  };
  return { url: `${origin}/graphql`, keys, silence };
}
