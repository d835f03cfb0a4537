// Clients that do not wait for each other, in a process of its own: told by a message what to send where and how often, it answers what
// came of it. Requests come at their moments whether others were answered or not, as those of a city do; how long one takes is counted from
// its moment.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Connection, openConnection, postOf } from '../bench/load/connection.ts';
import { quantile } from '../bench/statistics.ts';

export interface FloodRequest {
  who: string;
  body: string;
  token?: string | undefined;
  /** What a good answer has in it, whatever errors it has (no error at all). */
  expects?: string;
}

export interface Flood {
  port: number;
  /** They rotate; what came of them is told by `who`. */
  requests: FloodRequest[];
  /** Requests a second; without it each connection sends one after the other. */
  rate?: number;
  seconds: number;
  /** At most so many are under way; as many connections are opened before the first. */
  connections: number;
}

/** What came of the requests of some; times in ms. */
export interface Outcome {
  /** With 200 and without an error. */
  answered: number;
  p50: number;
  p99: number;
  slowest: number;
  /** With 503 or 429. */
  refused: number;
  refusedP99: number;
  /** Answered otherwise: with an error in the answer or another status. */
  wrong: number;
  /** Of these, the first. */
  firstWrong?: string;
  /** Their connection broke before the answer. */
  lost: number;
  /** Never sent: no connection was free. */
  unsent: number;
  /** Of those that were not answered well, in ms: how long the slowest took, and when the last was due, since the beginning. */
  slowestFailure: number;
  lastFailure: number;
}

export interface Flooded {
  outcomes: Record<string, Outcome>;
}

interface Counted {
  times: number[];
  refusedTimes: number[];
  wrong: number;
  firstWrong?: string;
  lost: number;
  unsent: number;
  slowestFailure: number;
  lastFailure: number;
}

process.on('message', async (flood: Flood) => {
  process.send?.(await run(flood));
});
process.on('disconnect', () => process.exit());

async function run({ port, requests, rate, seconds, connections }: Flood): Promise<Flooded> {
  const posts = requests.map(({ body, token, ...rest }) => ({ ...rest, post: postOf('/graphql', body, token) }));
  const counted = new Map<string, Counted>();
  const nothing = { wrong: 0, lost: 0, unsent: 0, slowestFailure: 0, lastFailure: Number.NEGATIVE_INFINITY };
  for (const { who } of requests) counted.set(who, { times: [], refusedTimes: [], ...nothing });
  // Node takes up one new connection in each turn of its event loop; clients and proxies keep theirs.
  const idle: Connection[] = [];
  for (let count = 0; count < connections; count += 1) idle.push(await openConnection(port));
  let open = idle.length;
  let sent = 0;
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1_000;

  async function send(due: number): Promise<void> {
    const { who, post, expects } = posts[sent++ % posts.length] as (typeof posts)[number];
    const own = counted.get(who) as Counted;
    const fail = () => {
      own.lastFailure = Math.max(own.lastFailure, due - startedAt);
      own.slowestFailure = Math.max(own.slowestFailure, performance.now() - due);
    };
    if (idle.length === 0 && open >= connections) {
      own.unsent += 1;
      fail();
      return;
    }
    // The one that has been idle for longest: a gateway closes those that say nothing.
    let connection = idle.shift();
    while (connection && !connection.isOpen) {
      open -= 1;
      connection = idle.shift();
    }
    try {
      if (!connection) {
        open += 1;
        connection = await openConnection(port);
      }
      const { status, has } = await connection.send(post, expects ?? '"errors":[');
      const ms = performance.now() - due;
      if (status === 200 && has === (expects !== undefined)) {
        own.times.push(ms);
      } else if (status === 503 || status === 429) {
        own.refusedTimes.push(ms);
        fail();
      } else {
        fail();
        own.wrong += 1;
        own.firstWrong ??= `status ${status}${has ? ', with errors' : expects ? ', without what it should have' : ''}`;
      }
      idle.push(connection);
    } catch {
      connection?.close();
      open -= 1;
      own.lost += 1;
      fail();
    }
  }

  const underWay = new Set<Promise<void>>();
  const begin = (due: number) => {
    const one: Promise<void> = send(due).finally(() => underWay.delete(one));
    underWay.add(one);
  };
  if (rate === undefined) {
    const client = async () => {
      while (performance.now() < endsAt) await send(performance.now());
    };
    await Promise.all(Array.from({ length: connections }, client));
  } else {
    for (let due = startedAt; due < endsAt; due += 1_000 / rate) {
      while (due > performance.now()) await sleep(1);
      begin(due);
    }
    await Promise.all(underWay);
  }
  for (const connection of idle) connection.close();
  return { outcomes: Object.fromEntries([...counted].map(([who, own]) => [who, outcomeOf(own)])) };
}

function outcomeOf({ times, refusedTimes, ...rest }: Counted): Outcome {
  return {
    answered: times.length,
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
    slowest: times.reduce((most, ms) => Math.max(most, ms), 0),
    refused: refusedTimes.length,
    refusedP99: quantile(refusedTimes, 0.99),
    ...rest,
  };
}
