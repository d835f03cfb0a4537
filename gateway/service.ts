// One process of the gateway. It reaches the network's subgraphs by their SUBGRAPH_URL_…, and reads its supergraph again when that
// changes and at SIGHUP.
import { createLog } from '../lib/logging.ts';
import { isForDevelopment } from './auth/development.ts';
import { keysUnread, loadOrCreateKeys } from './keys.ts';
import { openNetwork } from './network.ts';
import { canSignInAt } from './pages/sign-in.ts';
import { gatewayTelemetry, openGatewayParts, readGatewaySettings } from './parts.ts';
import { createGateway } from './server.ts';
import { gatewayProcessReaders } from './setting-readers.ts';
import { runService } from './standalone.ts';
import { followSupergraphFile, openSupergraphFile } from './supergraph-file.ts';
import { followTls } from './tls.ts';

await runService(
  'gateway',
  async (configuration, { registry }) => {
    const { keysDir, issuers, isEmbedded, subgraphUrls, gatewayDatabaseUrl, isOnlyGateway, supergraphFile, tlsFiles } =
      configuration;
    const settings = await readGatewaySettings(configuration);
    const logger = createLog('gateway');
    const { envelopeKeys, privacyKey, tokenPrivateKey } = await loadOrCreateKeys(keysDir, keysUnread(logger));
    const network = await openNetwork({ databaseUrls: {}, subgraphUrls, envelopeKeys, privacyKey, log: logger });
    const { options, close } = await openGatewayParts(network, {
      issuers,
      databaseUrl: gatewayDatabaseUrl,
      logger,
      pages: {
        signInKey:
          isEmbedded && canSignInAt(configuration) && issuers.some(isForDevelopment) ? tokenPrivateKey : undefined,
      },
    });
    const telemetry = await gatewayTelemetry(configuration.telemetry, registry);
    const app = await openSupergraphFile(supergraphFile, (supergraphSdl) =>
      createGateway({ supergraphSdl, isCoalescing: isOnlyGateway, logger, telemetry, ...settings, ...options }),
    );
    followSupergraphFile(supergraphFile, { gateway: app, logger, tell: console.log });
    if (tlsFiles) followTls(tlsFiles, app, logger);
    return { app, close };
  },
  gatewayProcessReaders,
);
