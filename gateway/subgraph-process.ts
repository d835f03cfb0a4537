// One subgraph as a process of its own.
import { createLog } from '../lib/logging.ts';
import { serveSubgraph } from '../lib/serve.ts';
import type { SubgraphName } from '../schema/sdl.ts';
import type { definitions } from './definitions.ts';
import { keysUnread, loadOrCreateKeys } from './keys.ts';
import { openNetwork } from './network.ts';
import { runService } from './standalone.ts';

/** Runs one subgraph until SIGTERM or SIGINT. It reaches the others by their SUBGRAPH_URL_…. */
export async function runSubgraph(name: SubgraphName, definition: (typeof definitions)[SubgraphName]): Promise<void> {
  await runService(name, async ({ keysDir, databaseUrls, subgraphUrls }, { registry }) => {
    const databaseUrl = databaseUrls[name];
    if (!databaseUrl) {
      throw new Error(`Set DATABASE_URL_${name.toUpperCase()} to the PostgreSQL database of ${name}.`);
    }
    const log = createLog(name);
    const { envelopeKeys, privacyKey } = await loadOrCreateKeys(keysDir, keysUnread(log));
    const network = await openNetwork({
      definitions: { [name]: definition },
      databaseUrls: { [name]: databaseUrl },
      subgraphUrls,
      envelopeKeys,
      privacyKey,
      log,
      registry,
    });
    const subgraph = network.local[name];
    if (!subgraph) {
      throw new Error(`${name} did not open`);
    }
    return { app: await serveSubgraph(subgraph, envelopeKeys), close: network.close };
  });
}
