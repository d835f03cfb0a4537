// One process of the gateway. It reaches all subgraphs by their SUBGRAPH_URL_…, and reads schema/supergraph.graphql
// again when it changes and at SIGHUP.
import { fileURLToPath } from 'node:url';
import { createLog } from '../lib/logging.ts';
import { keysUnread, loadOrCreateKeys } from './keys.ts';
import { openNetwork } from './network.ts';
import { openGatewayParts, readGatewaySettings } from './parts.ts';
import { createGateway } from './server.ts';
import { gatewayProcessReaders } from './setting-readers.ts';
import { runService } from './standalone.ts';
import { followSupergraphFile, openSupergraphFile } from './supergraph-file.ts';
import { followTls } from './tls.ts';

const supergraphFile = fileURLToPath(new URL('../schema/supergraph.graphql', import.meta.url));

await runService(
  'gateway',
  async (configuration) => {
    const { keysDir, issuers, subgraphUrls, gatewayDatabaseUrl, isOnlyGateway, tlsFiles } = configuration;
    const settings = await readGatewaySettings(configuration);
    const logger = createLog('gateway');
    const { envelopeKeys, privacyKey } = await loadOrCreateKeys(keysDir, keysUnread(logger));
    const network = await openNetwork({ databaseUrls: {}, subgraphUrls, envelopeKeys, privacyKey, log: logger });
    const { options, close } = await openGatewayParts(network, { issuers, databaseUrl: gatewayDatabaseUrl, logger });
    const app = await openSupergraphFile(supergraphFile, (supergraphSdl) =>
      createGateway({ supergraphSdl, isCoalescing: isOnlyGateway, logger, ...settings, ...options }),
    );
    followSupergraphFile(supergraphFile, { gateway: app, logger, tell: console.log });
    if (tlsFiles) followTls(tlsFiles, app, logger);
    return { app, close };
  },
  gatewayProcessReaders,
);
