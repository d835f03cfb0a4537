// `npm run demo`: the whole network on a data folder that is removed afterwards, and its main jobs played through the
// gateway over HTTP. Every answer is checked; the first one that is not as expected ends the demonstration.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadOrCreateKeys } from '../gateway/keys.ts';
import { openNetwork } from '../gateway/network.ts';
import { createGateway } from '../gateway/server.ts';
import { localTransport } from '../gateway/transports/local.ts';
import { createLog } from '../lib/logging.ts';
import type { Transport } from '../lib/transport.ts';
import { type SubgraphName, subgraphNames, supergraphSdl } from '../schema/sdl.ts';
import { command, endRequested } from './command.ts';
import { openDatabases } from './databases.ts';
import { playJobs } from './demo/jobs.ts';
import { createStage } from './demo/stage.ts';
import { seedIfEmpty } from './seed/write.ts';

const usage = `Usage: npm run demo

Opens the whole network on a temporary data folder and plays the main jobs through the gateway: a holdings question, the same
with a silent service, purchase-lend orders lent, refused and repeated, a purchase and a loan online, returns. Each answer is
checked; the exit code is 1 when one is not as expected. Nothing is left behind.

  --help       this text

LOG_LEVEL=warn shows the log as well; NO_COLOR leaves out the colours.`;

await command(usage, {}, async () => {
  let isAsked = false;
  const asked = endRequested().then(() => {
    isAsked = true;
  });
  const dataDir = mkdtempSync(join(tmpdir(), 'shelfgraph-demo-'));
  const remove = () => rmSync(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  process.once('exit', remove);
  const closing: (() => Promise<unknown>)[] = [];
  try {
    const { url, keys, silence } = await open(dataDir, closing);
    const stage = createStage({ url, tokenPrivateKey: keys.tokenPrivateKey, silence });
    if (!isAsked) {
      await Promise.race([asked, playJobs(stage)]);
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
});
process.exit();

async function open(dataDir: string, closing: (() => Promise<unknown>)[]) {
  console.log('Opening the network: one PostgreSQL, four subgraphs, the gateway …');
  const databases = await openDatabases({ databaseUrls: {}, dataDir }, { durable: false });
  closing.push(databases.stop);
  const keys = await loadOrCreateKeys(dataDir);
  const log = createLog('demo');
  log.level = process.env['LOG_LEVEL'] ?? 'silent';
  const network = await openNetwork({
    databaseUrls: databases.urls,
    envelopeKey: keys.envelopeKey,
    log,
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
  const app = await createGateway({ supergraphSdl: supergraphSdl(), transports, keys, logger: log });
  closing.push(() => app.close());
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  const silence = (name: SubgraphName | null) => {
    silent = name;
  };
  return { url: `${origin}/graphql`, keys, silence };
}
