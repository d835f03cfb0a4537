// One service as a process of its own, configured by the environment: `node subgraphs/central/main.ts`, `node gateway/main.ts`.
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { type Configuration, readEnvironment } from '../lib/env.ts';
import { createLog } from '../lib/logging.ts';
import { serveSubgraph } from '../lib/serve.ts';
import type { SubgraphName } from '../schema/sdl.ts';
import { courierWebhooks } from './courier-webhooks.ts';
import { importRoutes } from './imports.ts';
import { loadOrCreateKeys } from './keys.ts';
import { openNetwork } from './network.ts';
import { servePlayground } from './playground/playground.ts';
import { createGateway } from './server.ts';
import { followSupergraphFile, openSupergraphFile } from './supergraph-file.ts';

const supergraphFile = fileURLToPath(new URL('../schema/supergraph.graphql', import.meta.url));

/** Runs one subgraph until SIGTERM or SIGINT. It reaches the others by their SUBGRAPH_URL_…. */
export async function runSubgraph(name: SubgraphName): Promise<void> {
  await run(name, async ({ keysDir, databaseUrls, subgraphUrls }) => {
    const databaseUrl = databaseUrls[name];
    if (!databaseUrl) {
      throw new Error(`Set DATABASE_URL_${name.toUpperCase()} to the PostgreSQL database of ${name}.`);
    }
    const { envelopeKey, privacyKey } = await loadOrCreateKeys(keysDir);
    const log = createLog(name);
    const network = await openNetwork({
      databaseUrls: { [name]: databaseUrl },
      subgraphUrls,
      envelopeKey,
      privacyKey,
      log,
    });
    const subgraph = network.local[name];
    if (!subgraph) {
      throw new Error(`${name} did not open`);
    }
    return { app: await serveSubgraph(subgraph, envelopeKey), close: network.close };
  });
}

/**
 * Runs the gateway until SIGTERM or SIGINT. It reaches all subgraphs by their SUBGRAPH_URL_…, and reads schema/supergraph.graphql
 * again when it changes and at SIGHUP.
 */
export async function runGateway(): Promise<void> {
  await run('gateway', async ({ keysDir, subgraphUrls, isOnlyGateway }) => {
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
}

async function run(
  name: string,
  open: (configuration: Configuration) => Promise<{ app: FastifyInstance; close: () => Promise<void> }>,
): Promise<void> {
  try {
    const configuration = readEnvironment();
    const { app, close } = await open(configuration);
    await app.listen({ host: configuration.host, port: configuration.port ?? 0 });
    console.log(`${name} answers at ${app.listeningOrigin}`);
    process.send?.('ready');
    let ending = false;
    const end = async () => {
      if (ending) {
        return;
      }
      ending = true;
      await app.close();
      await close();
      process.exit(0);
    };
    process.once('SIGTERM', end);
    process.once('SIGINT', end);
    // Started by another process over an IPC channel: end with it, however it ends.
    process.once('disconnect', end);
  } catch (error) {
    console.error(`${name} cannot start. ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  }
}
