// The gateway and the four subgraphs in this process, seeded where they are empty.
import type { FastifyInstance } from 'fastify';
import { courierWebhooks } from '../gateway/courier-webhooks.ts';
import { definitions } from '../gateway/definitions.ts';
import { importRoutes } from '../gateway/imports.ts';
import { loadOrCreateKeys } from '../gateway/keys.ts';
import { openNetwork } from '../gateway/network.ts';
import { servePlayground } from '../gateway/playground/playground.ts';
import { createGateway } from '../gateway/server.ts';
import { createLog } from '../lib/logging.ts';
import { supergraphSdl } from '../schema/sdl.ts';
import type { Databases } from './databases.ts';
import { seedIfEmpty } from './seed/write.ts';

/** Opens the whole network; `app` is the gateway, not yet listening, and `close` ends it and the subgraphs behind it. */
export async function openInProcess(
  { urls }: Pick<Databases, 'urls'>,
  keysDir: string,
): Promise<{ app: FastifyInstance; close: () => Promise<void> }> {
  const log = createLog('shelfgraph');
  const keys = await loadOrCreateKeys(keysDir);
  const network = await openNetwork({
    definitions,
    databaseUrls: urls,
    envelopeKey: keys.envelopeKey,
    privacyKey: keys.privacyKey,
    log,
    async prepare(name, orm) {
      await seedIfEmpty(orm, name, new Date());
    },
  });
  const app = await createGateway({
    supergraphSdl: supergraphSdl(),
    transports: network.transports,
    // Every mutation comes through this process.
    isCoalescing: true,
    keys,
    logger: log.child({ service: 'gateway' }),
    playground: servePlayground,
    webhooks: courierWebhooks({ lending: network.transports.lending }),
    imports: importRoutes({ central: network.transports.central, keys }),
  });
  return {
    app,
    async close() {
      await app.close();
      await network.close();
    },
  };
}
