// The load, in a process of its own: told by messages what to send where, answers what it saw. Requests rotate through the
// bodies; each body's answer must have the length of its first answer, so one that goes wrong under load is noticed.
import { quantile } from '../statistics.ts';
import { type Connection, openConnection, postOf } from './connection.ts';

/** What to send: `count` requests, or for `seconds` where that is given. */
export interface Load {
  port: number;
  path: string;
  bodies: string[];
  connections: number;
  count: number;
  seconds?: number;
}

/** What came of it; times in milliseconds. */
export interface Seen {
  requests: number;
  milliseconds: number;
  p50: number;
  p99: number;
  /** Why the run is worth nothing, where it is. */
  failure?: string;
}

const requests = new Map<string, { posts: Buffer[]; lengths: (number | undefined)[] }>();

process.on('message', async (load: Load) => {
  const seen = await run(load).catch((error: Error) => ({ failure: error.message }));
  process.send?.(seen);
});
process.on('disconnect', () => process.exit());

async function run({ port, path, bodies, connections: wanted, count, seconds }: Load): Promise<Seen> {
  // New ones for each run: gateways close those that are idle while another one is measured.
  const open = await Promise.all(Array.from({ length: wanted }, () => openConnection(port)));
  const { posts, lengths } = requestsOf(port, path, bodies);
  const times: number[] = [];
  const startedAt = performance.now();
  const endsAt = seconds === undefined ? Number.POSITIVE_INFINITY : startedAt + seconds * 1_000;
  let next = 0;
  let milliseconds = 0;
  const work = async (connection: Connection) => {
    while (next < count) {
      const index = next % posts.length;
      next += 1;
      const sentAt = performance.now();
      if (sentAt >= endsAt) return;
      const { status, length } = await connection.send(posts[index] as Buffer);
      times.push(performance.now() - sentAt);
      if (status !== 200) throw new Error(`Port ${port} answered ${status}.`);
      const expected = (lengths[index] ??= length);
      // Chunked answers differ by the sizes of their chunks.
      if (Math.abs(expected - length) > 256) {
        throw new Error(`Port ${port}: an answer has ${length} bytes instead of ${expected}.`);
      }
    }
  };
  try {
    await Promise.all(open.map(work));
    milliseconds = performance.now() - startedAt;
  } finally {
    for (const connection of open) connection.close();
  }
  return { requests: times.length, milliseconds, p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
}

function requestsOf(port: number, path: string, bodies: string[]) {
  const key = `${port} ${path} ${bodies.length} ${bodies[0]}`;
  const known = requests.get(key) ?? { posts: bodies.map((body) => postOf(path, body)), lengths: [] };
  requests.set(key, known);
  return known;
}
