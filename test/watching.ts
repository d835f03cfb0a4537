// Subscriptions of a test, over WebSocket or server-sent events, each with a person's token.
import { createClient as createEventClient } from 'graphql-sse';
import { createClient as createSocketClient } from 'graphql-ws';
import { expect } from 'vitest';
import { WebSocket } from 'ws';
import type { Person } from '../gateway/auth/claims.ts';
import type { TestNetwork } from './network.ts';

export type StreamKind = 'WebSocket' | 'SSE';

export interface Told {
  data?: Record<string, unknown> | null;
  errors?: readonly { message: string; extensions?: Record<string, unknown> }[];
}

export type Events = AsyncIterableIterator<Told, unknown, unknown>;

/** Opens subscriptions at the gateway of a network; `close` ends those that are open. */
export function watcherOf(network: Pick<TestNetwork, 'url' | 'token'>) {
  const closing: (() => unknown)[] = [];
  return {
    async watch(kind: StreamKind, person: Person | null, query: string): Promise<Events> {
      const authorization = person ? `Bearer ${await network.token(person)}` : undefined;
      const client =
        kind === 'WebSocket'
          ? createSocketClient({
              url: network.url.replace('http', 'ws'),
              webSocketImpl: WebSocket,
              retryAttempts: 0,
              ...(authorization ? { connectionParams: { authorization } } : {}),
            })
          : createEventClient({
              url: network.url,
              retryAttempts: 0,
              headers: authorization ? { authorization } : {},
            });
      closing.push(() => client.dispose());
      return client.iterate({ query }) as unknown as Events;
    },
    async close(): Promise<void> {
      await Promise.all(closing.splice(0).map((end) => end()));
    },
  };
}

/** The next answer, whatever it is. */
export async function nextTold(events: Events): Promise<Told> {
  return (await events.next()).value as Told;
}

/** The one field of the next answer, which has no errors. */
export async function nextChange<Change>(events: Events): Promise<Change> {
  const { data, errors } = await nextTold(events);
  expect(errors).toBeUndefined();
  return Object.values(data ?? {})[0] as Change;
}
