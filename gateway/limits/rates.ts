// How much a client may ask for in a minute. Counted in this process, so that a request is decided at once; what others have counted
// is added when the counts are brought together (shared-rates.ts), and never waited for.
import { GraphQLError } from 'graphql';

const windowMs = 60_000;

/** Points that came together in one minute of one client. */
export interface CountedPoints {
  client: string;
  /** Minutes since 1970. */
  minute: number;
  points: number;
}

/** What all processes together have counted. */
export interface SharedPoints extends CountedPoints {
  /** Of the minute before. */
  before: number;
}

/** How a client stands after a request. */
export interface RateState {
  limit: number;
  /** Points left of this minute's. */
  left: number;
  /** Seconds until a minute is over in which nothing more was used. */
  seconds: number;
}

export interface Rates {
  /** Uses points, or says why there are none; the refused uses none. */
  take(client: string, points: number, limit: number, now?: number): RateState | GraphQLError;
  /** Uses points for something that was let in already. */
  charge(client: string, points: number, now?: number): void;
  /** Takes what was counted since the last time. */
  drain(): CountedPoints[];
  /** Puts in what all have counted of that, or gives it back when it could not be shared. */
  merge(shared: readonly SharedPoints[]): void;
  restore(counted: readonly CountedPoints[]): void;
  /** Forgets clients that were quiet for two minutes. */
  sweep(now?: number): void;
  readonly size: number;
}

interface Entry {
  minute: number;
  /** Of this minute, by all that is known. */
  current: number;
  before: number;
}

/** Makes the counters of one process, of at most `most` clients: the longest known go first. */
export function createRates({ most = 200_000 }: { most?: number } = {}): Rates {
  const entries = new Map<string, Entry>();
  /** By client and minute. */
  let pending = new Map<string, CountedPoints>();

  function entryOf(client: string, minute: number): Entry {
    const known = entries.get(client);
    // One of the next minute comes of clocks that differ a little; one farther ahead of a clock that was set back.
    if (known?.minute === minute || known?.minute === minute + 1) return known;
    const before = known?.minute === minute - 1 ? known.current : 0;
    const entry = { minute, current: 0, before };
    entries.delete(client);
    entries.set(client, entry);
    for (const oldest of entries.keys()) {
      if (entries.size <= most) break;
      entries.delete(oldest);
    }
    return entry;
  }

  function add(client: string, entry: Entry, points: number): void {
    entry.current += points;
    const key = `${entry.minute} ${client}`;
    const waiting = pending.get(key);
    if (waiting) waiting.points += points;
    else pending.set(key, { client, minute: entry.minute, points });
  }

  return {
    take(client, points, limit, now = Date.now()) {
      const entry = entryOf(client, Math.floor(now / windowMs));
      const passed = (now % windowMs) / windowMs;
      const used = entry.current + entry.before * (1 - passed);
      if (used + points > limit)
        return rateRefusal(Math.ceil(used), limit, secondsUntil(entry, { points, limit, passed }));
      add(client, entry, points);
      return { limit, left: Math.floor(limit - used - points), seconds: Math.ceil((1 - passed) * 60) };
    },
    charge(client, points, now = Date.now()) {
      if (points > 0) add(client, entryOf(client, Math.floor(now / windowMs)), points);
    },
    drain() {
      const drained = [...pending.values()];
      pending = new Map();
      return drained;
    },
    merge(shared) {
      for (const { client, minute, points, before } of shared) {
        const entry = entries.get(client);
        // What was used here since the counts were sent is not among them.
        const since = pending.get(`${minute} ${client}`)?.points ?? 0;
        if (entry?.minute === minute) {
          entry.current = points + since;
          entry.before = Math.max(entry.before, before);
        } else if (entry?.minute === minute + 1) entry.before = points + since;
      }
    },
    restore(counted) {
      for (const one of counted) {
        const key = `${one.minute} ${one.client}`;
        const waiting = pending.get(key);
        if (waiting) waiting.points += one.points;
        else pending.set(key, { ...one });
      }
    },
    sweep(now = Date.now()) {
      const last = Math.floor(now / windowMs) - 1;
      for (const [client, { minute }] of entries) if (minute < last) entries.delete(client);
      for (const [key, { minute }] of pending) if (minute < last) pending.delete(key);
    },
    get size() {
      return entries.size;
    },
  };
}

/** When so many points are free again, if nothing else is used: what a minute has used fades while the next one passes. */
function secondsUntil(
  { current, before }: Entry,
  { points, limit, passed }: { points: number; limit: number; passed: number },
): number {
  const free = limit - points;
  if (current <= free && before > 0) return Math.max(1, Math.ceil((1 - (free - current) / before - passed) * 60));
  const inNext = current > 0 ? Math.max(0, 1 - Math.max(0, free) / current) : 0;
  return Math.max(1, Math.ceil((1 - passed + inNext) * 60));
}

function rateRefusal(requests: number, limit: number, retryAfter: number): GraphQLError {
  return new GraphQLError(
    `请求过于频繁，请在 ${retryAfter} 秒后再试。Too many requests: ${limit} a minute are allowed. Try again in ${retryAfter} s.`,
    { extensions: { code: 'RATE_LIMITED', limit, requests, retryAfter } },
  );
}
