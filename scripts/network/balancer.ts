// What stands in front of the replicas of a service: connections go to one that is ready, as a Service of Kubernetes hands them out. It
// looks into nothing that is sent. For one machine: clients' addresses are lost on the way.
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';

const lookEveryMs = 250;
/** Of a replica that is asked whether it is ready. */
const patienceMs = 2_000;
/** How long a new connection waits for any replica that takes it. */
const waitMs = 5_000;

interface Replica {
  port: number;
  isReady: boolean;
  open: number;
}

/** A balancer that listens. `close` ends it and all its connections. */
export interface Balancer {
  close: () => Promise<void>;
}

/**
 * Listens, and hands each connection to the replica on this machine that has the fewest, of those whose `/ready` says 200; where none says so, to
 * any that takes it. A connection that a replica does not take goes to the next one.
 */
export async function openBalancer({
  host,
  port,
  replicaPorts,
  isSecure = false,
}: {
  host: string;
  port: number;
  replicaPorts: readonly number[];
  /** Whether replicas speak TLS. */
  isSecure?: boolean;
}): Promise<Balancer> {
  const replicas = replicaPorts.map((each): Replica => ({ port: each, isReady: false, open: 0 }));
  // The certificate is for the name by which clients call.
  const agent = new Agent({ connect: { rejectUnauthorized: false } });
  const sockets = new Set<Socket>();
  const closing = new AbortController();

  async function look(replica: Replica): Promise<void> {
    const url = `${isSecure ? 'https' : 'http'}://127.0.0.1:${replica.port}/ready`;
    const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(patienceMs)]);
    replica.isReady = await request(url, { dispatcher: agent, signal }).then(
      async ({ statusCode, body }) => {
        await body.dump();
        return statusCode === 200;
      },
      () => false,
    );
  }

  async function keepLooking(replica: Replica): Promise<void> {
    while (!closing.signal.aborted) {
      await sleep(lookEveryMs, undefined, { signal: closing.signal }).catch(() => {});
      await look(replica);
    }
  }

  async function carry(near: Socket): Promise<void> {
    sockets.add(near);
    near.once('close', () => sockets.delete(near));
    near.on('error', () => near.destroy());
    const until = performance.now() + waitMs;
    while (!near.destroyed && performance.now() < until) {
      for (const replica of inOrder(replicas)) {
        const far = await taken(replica);
        if (far) return join(near, far);
      }
      await sleep(lookEveryMs);
    }
    near.destroy();
  }

  const server = createServer({ noDelay: true, allowHalfOpen: true, pauseOnConnect: true }, (near) => void carry(near));
  await Promise.all(replicas.map(look));
  server.listen(port, host);
  await once(server, 'listening');
  const looking = replicas.map(keepLooking);
  return {
    async close() {
      closing.abort();
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await Promise.all([closed, ...looking]);
      await agent.close();
    },
  };
}

function inOrder(replicas: readonly Replica[]): Replica[] {
  return replicas.toSorted((a, b) => Number(b.isReady) - Number(a.isReady) || a.open - b.open);
}

/** A connection to the replica, which counts as its own until it is closed; null where it takes none. */
async function taken(replica: Replica): Promise<Socket | null> {
  const far = connect({ port: replica.port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
  replica.open += 1;
  far.once('close', () => {
    replica.open -= 1;
  });
  try {
    await once(far, 'connect');
    return far;
  } catch {
    replica.isReady = false;
    return null;
  }
}

function join(near: Socket, far: Socket): void {
  // What it has said to its end is still on its way to the client.
  far.once('close', () => (far.readableEnded ? near.end() : near.destroy()));
  far.on('error', () => far.destroy());
  near.once('close', () => far.destroy());
  near.pipe(far);
  far.pipe(near);
}
