// The test graph with a subscription, whose events a test makes one by one.
import type { SubgraphAnswer, Transport } from '../lib/transport.ts';
import { answerFrom, supergraphSdl } from './test-graph.ts';

/** `bookChanged` gives books of central; their prices come from bookstores. */
export const liveSupergraphSdl = `${supergraphSdl.replace('mutation: Mutation', '$&\n  subscription: Subscription')}
  type Subscription @join__type(graph: CENTRAL) {
    bookChanged(padding: Int = 0): Book @join__field(graph: CENTRAL)
  }`;

export interface Events {
  /** Central, with the subscription. */
  central: Transport;
  /** Tells all subscribers that a book has changed. */
  change: (id: string) => void;
  /** Ends the streams of all subscribers. */
  end: () => void;
  /** Subscribers that are there. */
  readonly open: number;
  /** Events that were taken, by all subscribers. */
  readonly taken: number;
  /** Who subscribed, in order. */
  readonly identities: unknown[];
}

/** Makes a source of events. With `endless` it has the next event whenever one is asked for, of this many bytes. */
export function createEvents({ endless }: { endless?: number } = {}): Events {
  const subscribers = new Set<{ waiting: string[]; wake: () => void; isOver: boolean }>();
  const identities: unknown[] = [];
  let taken = 0;

  const subscribe: NonNullable<Transport['subscribe']> = async function* (_request, { signal, identity }) {
    const subscriber = { waiting: [] as string[], wake: () => {}, isOver: false };
    subscribers.add(subscriber);
    identities.push(identity);
    signal?.addEventListener('abort', () => subscriber.wake());
    try {
      for (;;) {
        if (signal?.aborted) return;
        const id = endless === undefined ? subscriber.waiting.shift() : '1';
        if (id !== undefined) {
          taken += 1;
          yield changed(id, endless);
        } else if (subscriber.isOver) return;
        else await new Promise<void>((wake) => Object.assign(subscriber, { wake }));
      }
    } finally {
      subscribers.delete(subscriber);
    }
  };

  return {
    central: Object.assign(((request, call) => answerFrom('central', request, call)) as Transport, { subscribe }),
    change(id) {
      for (const subscriber of subscribers) {
        subscriber.waiting.push(id);
        subscriber.wake();
      }
    },
    end() {
      for (const subscriber of subscribers) {
        subscriber.isOver = true;
        subscriber.wake();
      }
    },
    get open() {
      return subscribers.size;
    },
    get taken() {
      return taken;
    },
    identities,
  };
}

function changed(id: string, bytes = 0): SubgraphAnswer {
  return { data: { bookChanged: { __typename: 'Book', id, title: bytes > 0 ? 'x'.repeat(bytes) : `Book ${id}` } } };
}
