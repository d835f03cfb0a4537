// A line to a service that can fail as networks do: slow, silent, cut. What is sent over it is real, and nothing of it is looked at.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** How the line is: as it should be; each piece late by so many ms; nothing comes through, and nobody is told; cut, and refused. */
export type LineState = 'good' | { delayMs: number } | 'silent' | 'cut';

export interface Line extends AsyncDisposable {
  /** Where it begins, on 127.0.0.1. */
  port: number;
  set: (state: LineState) => Promise<void>;
  /** Connections that are open now. */
  readonly open: number;
}

/** Lays a line to a port of this machine. */
export async function openLine(to: number, at = 0): Promise<Line> {
  let state: LineState = 'good';
  const pairs = new Set<[Socket, Socket]>();
  /** What came while the line was silent, in its order. */
  let held: (() => void)[] = [];

  function carry(from: Socket, other: Socket): void {
    let last = Promise.resolve();
    const later = (work: () => void) => {
      if (state === 'silent') held.push(work);
      else if (typeof state === 'object') {
        const { delayMs } = state;
        const due = performance.now() + delayMs;
        last = last
          .then(() => new Promise((done) => setTimeout(done, Math.max(0, due - performance.now()))))
          .then(work);
      } else last = last.then(work);
    };
    from.on('data', (piece: Buffer) => later(() => other.writable && other.write(piece)));
    from.on('end', () => later(() => other.end()));
    from.on('error', () => other.destroy());
    from.on('close', () => later(() => other.destroy()));
  }

  const server = createServer({ noDelay: true, allowHalfOpen: true }, (near) => {
    const far = connect({ port: to, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    const pair: [Socket, Socket] = [near, far];
    pairs.add(pair);
    near.once('close', () => pairs.delete(pair));
    carry(near, far);
    carry(far, near);
  });
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  await listen(at);
  const { port } = server.address() as AddressInfo;

  const cut = async () => {
    const closed = server.listening ? once(server, 'close') : null;
    server.close();
    for (const pair of pairs) for (const socket of pair) socket.destroy();
    held = [];
    await closed;
  };
  return {
    port,
    async set(next) {
      state = next;
      if (next === 'cut') await cut();
      else if (!server.listening) await listen(port);
      if (next !== 'silent') for (const work of held.splice(0)) work();
    },
    get open() {
      return pairs.size;
    },
    [Symbol.asyncDispose]: cut,
  };
}
