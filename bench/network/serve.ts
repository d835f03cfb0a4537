// A process with the four subgraphs in memory, each on a port of its own: `node bench/network/serve.ts [HOW]`.
//   bodies    each body that comes is answered from a table of bodies after the first time: the cheapest that HTTP can be, so
//             that the subgraphs cost next to nothing beside the gateway (when nothing is said)
//   answers   bodies are parsed, entities looked up, answers printed
//   execute   graphql-js executes every request
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { subgraphNames } from '../../schema/sdl.ts';
import { rememberedSubgraphs } from './remembered.ts';
import { subgraphsInMemory } from './subgraphs.ts';

const how = process.argv[2] ?? 'bodies';
const tableSize = 20_000;
const subgraphs = how === 'answers' ? rememberedSubgraphs() : subgraphsInMemory();
const asked: Record<string, number> = {};
const urls: Record<string, string> = {};

for (const name of subgraphNames) {
  const answers = new Map<string, Buffer>();
  asked[name] = 0;
  const server = createServer((request, response) => {
    // A collector of traces takes what comes.
    if (request.url === '/v1/traces') {
      request.resume().on('end', () => response.end());
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      asked[name] = (asked[name] ?? 0) + 1;
      const body = chunks.length === 1 ? String(chunks[0]) : Buffer.concat(chunks).toString();
      let answer = answers.get(body);
      if (!answer) {
        answer = await answerTo(name, body);
        if (how === 'bodies' && answers.size < tableSize) answers.set(body, answer);
      }
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length });
      response.end(answer);
    });
  });
  server.keepAliveTimeout = 600_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  urls[name] = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
}

async function answerTo(name: (typeof subgraphNames)[number], body: string): Promise<Buffer> {
  try {
    const { isShared, ...answer } = await subgraphs[name](JSON.parse(body));
    return Buffer.from(JSON.stringify(answer));
  } catch (error) {
    return Buffer.from(JSON.stringify({ errors: [{ message: String(error) }] }));
  }
}

process.on('message', () => process.send?.({ asked: { ...asked } }));
process.on('disconnect', () => process.exit());
process.send?.({ urls });
