// The subgraphs of the gateway's test graph, each on a port of its own, for gateways that run as a process.
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { liveSupergraphSdl } from '../gateway/test-events.ts';
import { answerFrom, type SubgraphName, subgraphNames } from '../gateway/test-graph.ts';
import { anonymous } from '../lib/identity.ts';
import type { SubgraphRequest } from '../lib/transport.ts';

/** What a subgraph was sent. */
export interface Received extends SubgraphRequest {
  subgraph: SubgraphName;
  headers: IncomingHttpHeaders;
}

export interface HttpSubgraphs extends AsyncDisposable {
  urls: Record<SubgraphName, string>;
  /** The test graph with its subscription, with these URLs. */
  supergraphSdl: string;
  received: Received[];
  /** Tells all subscribers that a book has changed. */
  change: (id: string) => void;
  /** Subscribers that are there. */
  readonly subscribers: number;
}

/** Starts the subgraphs. `delay` is what each answer waits for. */
export async function startSubgraphs({
  delay = async () => {},
}: {
  delay?: () => Promise<void>;
} = {}): Promise<HttpSubgraphs> {
  const received: Received[] = [];
  const subscribers = new Set<ServerResponse>();
  const servers = await Promise.all(
    subgraphNames.map(async (subgraph) => {
      const server = createServer(async (request, response) => {
        const sent = JSON.parse(await text(request)) as SubgraphRequest;
        received.push({ subgraph, headers: request.headers, ...sent });
        if (sent.query.startsWith('subscription')) return openStream(response, subscribers);
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
      liveSupergraphSdl,
    ),
    received,
    change(id) {
      const book = { __typename: 'Book', id, title: `Book ${id}` };
      const event = `event: next\ndata: ${JSON.stringify({ data: { bookChanged: book } })}\n\n`;
      for (const subscriber of subscribers) subscriber.write(event);
    },
    get subscribers() {
      return subscribers.size;
    },
    async [Symbol.asyncDispose]() {
      for (const { server } of servers) server.closeAllConnections();
      await Promise.all(servers.map(({ server }) => new Promise((closed) => server.close(closed))));
    },
  };
}

/** A subscription as graphql-sse has it. */
function openStream(response: ServerResponse, subscribers: Set<ServerResponse>): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(':\n\n');
  subscribers.add(response);
  response.once('close', () => subscribers.delete(response));
}
