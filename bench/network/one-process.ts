// The gateway and the four subgraphs in memory in one process: `node bench/network/one-process.ts PORT answers|execute`.

import { readLimits } from '../../gateway/limits/roles.ts';
import { createGateway } from '../../gateway/server.ts';
import { localTransport } from '../../gateway/transports/local.ts';
import { createLog } from '../../lib/logging.ts';
import { subgraphNames, supergraphSdl } from '../../schema/sdl.ts';
import { rememberedSubgraphs } from './remembered.ts';
import { subgraphsInMemory } from './subgraphs.ts';

const [port, how] = process.argv.slice(2);
const subgraphs = how === 'answers' ? rememberedSubgraphs() : subgraphsInMemory();
const app = await createGateway({
  supergraphSdl: supergraphSdl(),
  transports: Object.fromEntries(subgraphNames.map((name) => [name, localTransport(name, subgraphs[name])])),
  limits: readLimits(),
  logger: createLog('gateway'),
});
await app.listen({ host: '127.0.0.1', port: Number(port) });
process.once('SIGTERM', () => process.exit());
process.on('disconnect', () => process.exit());
