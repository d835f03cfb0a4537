// The gateway and the four subgraphs in this process, seeded where they are empty.
import type { FastifyInstance } from 'fastify';
import { developmentIssuer } from '../gateway/auth/development.ts';
import { definitions } from '../gateway/definitions.ts';
import { loadOrCreateKeys } from '../gateway/keys.ts';
import { openNetwork } from '../gateway/network.ts';
import type { PagesOptions } from '../gateway/pages/pages.ts';
import { canSignInAt } from '../gateway/pages/sign-in.ts';
import { gatewayTelemetry, openGatewayParts, readGatewaySettings } from '../gateway/parts.ts';
import { createGateway } from '../gateway/server.ts';
import { openSupergraphFile } from '../gateway/supergraph-file.ts';
import { followTls } from '../gateway/tls.ts';
import type { Configuration } from '../lib/env.ts';
import { createLog } from '../lib/logging.ts';
import { startTelemetry } from '../lib/telemetry/start.ts';
import type { Databases } from './databases.ts';
import { seedIfEmpty } from './seed/write.ts';

/** Opens the whole network, which takes the tokens of its own key where its databases are embedded; `app` is the gateway, not yet listening, and `close` ends it and the subgraphs behind it. */
export async function openInProcess(
  { urls, gatewayUrl, isEmbedded }: Pick<Databases, 'urls' | 'gatewayUrl' | 'isEmbedded'>,
  configuration: Pick<
    Configuration,
    'host' | 'keysDir' | 'supergraphFile' | 'issuers' | 'origins' | 'tlsFiles' | 'trustedProxies' | 'telemetry'
  >,
  { built }: Pick<PagesOptions, 'built'> = {},
): Promise<{ app: FastifyInstance; metricsUrl: string | undefined; close: () => Promise<void> }> {
  const { keysDir, issuers, tlsFiles } = configuration;
  const settings = await readGatewaySettings(configuration);
  const log = createLog('shelfgraph');
  const telemetry = await startTelemetry('shelfgraph', configuration.telemetry, log);
  const { registry } = telemetry;
  const keys = await loadOrCreateKeys(keysDir);
  const network = await openNetwork({
    definitions,
    databaseUrls: urls,
    envelopeKeys: keys.envelopeKeys,
    privacyKey: keys.privacyKey,
    log,
    registry,
    async prepare(name, orm) {
      await seedIfEmpty(orm, name, new Date());
    },
  });
  const { options, close } = await openGatewayParts(network, {
    issuers: isEmbedded ? [...issuers, developmentIssuer(keys.tokenPublicKey)] : issuers,
    databaseUrl: gatewayUrl,
    logger: log,
    pages: { built, signInKey: isEmbedded && canSignInAt(configuration) ? keys.tokenPrivateKey : undefined },
  });
  const local = Object.values(network.local);
  const app = await createGateway({
    supergraphSdl: await openSupergraphFile(configuration.supergraphFile, async (sdl) => sdl),
    // Every mutation comes through this process.
    isCoalescing: true,
    logger: log.child({ service: 'gateway' }),
    databases: Object.fromEntries(local.map(({ name, checkDatabase }) => [name, checkDatabase])),
    isCongested: () => local.some(({ databaseLoad }) => databaseLoad.isFull),
    telemetry: await gatewayTelemetry(configuration.telemetry, registry),
    ...settings,
    ...options,
  });
  if (tlsFiles) followTls(tlsFiles, app, log);
  return {
    app,
    metricsUrl: telemetry.metricsUrl,
    async close() {
      await app.close();
      await close();
      await telemetry.close();
    },
  };
}
