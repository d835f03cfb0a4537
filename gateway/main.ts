// The gateway as a process of its own. It reaches all subgraphs by their SUBGRAPH_URL_…, and reads schema/supergraph.graphql
// again when it changes and at SIGHUP.
import { fileURLToPath } from 'node:url';
import { createLog } from '../lib/logging.ts';
import { courierWebhooks } from './courier-webhooks.ts';
import { importRoutes } from './imports.ts';
import { loadOrCreateKeys } from './keys.ts';
import { openNetwork } from './network.ts';
import { servePlayground } from './playground/playground.ts';
import { createGateway } from './server.ts';
import { runService } from './standalone.ts';
import { followSupergraphFile, openSupergraphFile } from './supergraph-file.ts';

const supergraphFile = fileURLToPath(new URL('../schema/supergraph.graphql', import.meta.url));

await runService('gateway', async ({ keysDir, subgraphUrls, isOnlyGateway }) => {
  const keys = await loadOrCreateKeys(keysDir);
  const logger = createLog('gateway');
  const { envelopeKey, privacyKey } = keys;
  const network = await openNetwork({ databaseUrls: {}, subgraphUrls, envelopeKey, privacyKey, log: logger });
  const app = await openSupergraphFile(supergraphFile, (supergraphSdl) =>
    createGateway({
      supergraphSdl,
      transports: network.transports,
      isCoalescing: isOnlyGateway,
      keys,
      logger,
      playground: servePlayground,
      webhooks: courierWebhooks({ lending: network.transports.lending }),
      imports: importRoutes({ central: network.transports.central, keys }),
    }),
  );
  followSupergraphFile(supergraphFile, { gateway: app, logger, tell: console.log });
  return { app, close: network.close };
});
