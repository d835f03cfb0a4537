// Subgraphs in other processes for tests of the transports: real HTTP servers that count what reaches them.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { anonymous } from '../../lib/identity.ts';
import type { CallContext } from '../../lib/transport.ts';

export const call: CallContext = { identity: anonymous, requestId: 'r-1' };

const closing: (() => Promise<unknown>)[] = [];

/** To be done at the end of the test; the last opened closes first. */
export function atEnd(close: () => Promise<unknown>): void {
  closing.unshift(close);
}

/** Closes what the test has opened. */
export async function closeAll(): Promise<void> {
  for (const close of closing.splice(0)) await close();
}

/** Starts an HTTP server; gives its URL. */
export async function listen(
  handle: (request: IncomingMessage, response: ServerResponse) => unknown,
): Promise<{ url: string; server: Server }> {
  const server = createServer(handle);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  atEnd(async () => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`, server };
}

/** The answers of a stream up to its end or so many. */
export async function take<Item>(stream: AsyncIterable<Item>, count = Number.POSITIVE_INFINITY): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of stream) {
    items.push(item);
    if (items.length >= count) break;
  }
  return items;
}

/** Resolves when the condition holds, asked at each turn of the event loop. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
