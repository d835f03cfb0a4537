// The events of a log for everybody in this process: one reader and one listening connection, however many wait for events.
// It reads while somebody has joined.
import { setTimeout } from 'node:timers/promises';
import type { Logger } from 'pino';
import { createAlarm } from './alarm.ts';
import { type EventLog, type EventPlace, followEvents, presentPlace, type Query } from './events.ts';
import { describeError } from './masking.ts';

export interface EventFeed {
  /**
   * Hands every event after `place` to `onEvent`, in order, until `leave` is called. Events of a subgraph are its own: it
   * says of which kind they are.
   */
  join<Event extends EventPlace>(onEvent: (event: Event) => void): Promise<{ place: EventPlace; leave: () => void }>;
  /** Ends the reading for all. */
  close(): Promise<void>;
}

interface Reading {
  place: EventPlace;
  consumers: Set<(event: never) => void>;
  stop: () => Promise<void>;
}

/** Makes a feed, which connects to nothing before somebody joins. */
export function createEventFeed(options: { url: string; source: EventLog; query: Query; log: Logger }): EventFeed {
  let reading: Promise<Reading> | null = null;

  async function start(): Promise<Reading> {
    const stopping = new AbortController();
    const place = await presentPlace(options.query);
    const started: Reading = { place, consumers: new Set(), stop: async () => {} };
    const following = followEvents({
      ...options,
      from: place,
      signal: stopping.signal,
      onEvents(events) {
        for (const event of events) for (const consume of started.consumers) consume(event as never);
        started.place = events.at(-1) ?? started.place;
      },
    });
    started.stop = () => {
      stopping.abort();
      return following;
    };
    return started;
  }

  /** The reading that goes on; one that ends while it is waited for is left behind. */
  async function current(): Promise<{ joined: Promise<Reading>; started: Reading }> {
    for (;;) {
      const joined = (reading ??= start().catch((error: unknown) => {
        reading = null;
        throw error;
      }));
      const started = await joined;
      if (reading === joined) return { joined, started };
    }
  }

  return {
    async join(onEvent) {
      const { joined, started } = await current();
      const { consumers, stop, place } = started;
      consumers.add(onEvent);
      const leave = () => {
        if (!consumers.delete(onEvent) || consumers.size > 0 || reading !== joined) return;
        reading = null;
        void stop();
      };
      return { place, leave };
    },
    async close() {
      const last = await reading?.catch(() => null);
      reading = null;
      await last?.stop();
    },
  };
}

/** How often work is done though no event has come, in ms: another process may have left its part undone. */
const restMs = 60_000;
const retryMs = 1_000;
/** Between two runs, so that what comes meanwhile is done in one. */
const calmMs = 200;

/**
 * Does `work` at once and whenever there are events, one run at a time; a run that fails is repeated a second later.
 * @returns how to stop, which waits for the run that has begun
 */
export function workOnEvents(feed: EventFeed, work: () => Promise<void>, log: Logger): () => Promise<void> {
  const stopping = new AbortController();
  const alarm = createAlarm(stopping.signal);
  const working = (async () => {
    let membership: { leave: () => void } | null = null;
    while (!stopping.signal.aborted) {
      try {
        membership ??= await feed.join(alarm.ring);
        await work();
        await setTimeout(calmMs, undefined, { signal: stopping.signal }).catch(() => {});
        await alarm.wait(restMs);
      } catch (error) {
        log.warn({ error: describeError(error) }, 'work on events failed and is tried again');
        await alarm.wait(retryMs);
      }
    }
    membership?.leave();
  })();
  return () => {
    stopping.abort();
    return working;
  };
}
