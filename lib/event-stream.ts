// A subgraph's side of subscriptions over HTTP: server-sent events as graphql-sse reads them, one connection for each. Its own handler
// holds every event that a slow client has not taken in memory; this one asks for the next when the connection has room.
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { SubgraphAnswer } from './transport.ts';

const heartbeatMs = 12_000;

/**
 * Writes answers as events, `next` each and `complete` at the end. `subscribe` is given what to call when the subscription is
 * accepted; the response begins then. Rejects when the stream breaks, and when `signal` aborts while the connection is full.
 */
export async function writeEvents(
  response: ServerResponse,
  signal: AbortSignal,
  subscribe: (onOpen: () => void) => AsyncIterable<SubgraphAnswer>,
): Promise<void> {
  const begin = () => {
    if (response.headersSent) return;
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
    response.write(':\n\n');
  };
  const heartbeat = setInterval(() => {
    if (response.headersSent && !response.writableNeedDrain) response.write(':\n\n');
  }, heartbeatMs);
  try {
    for await (const answer of subscribe(begin)) {
      begin();
      const hasRoom = response.write(`event: next\ndata: ${JSON.stringify(answer)}\n\n`);
      if (!hasRoom) await once(response, 'drain', { signal });
    }
    begin();
    response.end('event: complete\ndata:\n\n');
  } finally {
    clearInterval(heartbeat);
  }
}
