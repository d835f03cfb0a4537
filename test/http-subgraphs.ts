// The subgraphs of the gateway's test graph, each on a port of its own, for gateways that run as a process.
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { answerFrom, type SubgraphName, subgraphNames, supergraphSdl } from '../gateway/test-graph.ts';
import { anonymous } from '../lib/identity.ts';
import type { SubgraphRequest } from '../lib/transport.ts';

/** What a subgraph was sent. */
export interface Received extends SubgraphRequest {
  subgraph: SubgraphName;
  headers: IncomingHttpHeaders;
}

export interface HttpSubgraphs extends AsyncDisposable {
  urls: Record<SubgraphName, string>;
  /** The composed graph, with these URLs. */
  supergraphSdl: string;
  received: Received[];
}

/** Starts the subgraphs. `delay` is what each answer waits for. */
export async function startSubgraphs({
  delay = async () => {},
}: {
  delay?: () => Promise<void>;
} = {}): Promise<HttpSubgraphs> {
  const received: Received[] = [];
  const servers = await Promise.all(
    subgraphNames.map(async (subgraph) => {
      const server = createServer(async (request, response) => {
        const sent = JSON.parse(await text(request)) as SubgraphRequest;
        received.push({ subgraph, headers: request.headers, ...sent });
        await delay();
        const answer = await answerFrom(subgraph, sent, { identity: anonymous, requestId: 'test' });
        response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      return { subgraph, server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql` };
    }),
  );
  return {
    urls: Object.fromEntries(servers.map(({ subgraph, url }) => [subgraph, url])) as Record<SubgraphName, string>,
    supergraphSdl: servers.reduce(
      (sdl, { subgraph, url }) => sdl.replace(`url: "http://${subgraph}"`, `url: "${url}"`),
      supergraphSdl,
    ),
    received,
    async [Symbol.asyncDispose]() {
      for (const { server } of servers) server.closeAllConnections();
      await Promise.all(servers.map(({ server }) => new Promise((closed) => server.close(closed))));
    },
  };
}
