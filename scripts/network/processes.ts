// The processes of a network on this machine: started, watched, started anew, ended in order.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** A process that is to run: a service, or one replica of it. */
export interface Part {
  /** `lending`, `lending 2`. */
  name: string;
  /** From the root of the project. */
  file: string;
  /** Whether it asks the others: it ends before them. */
  isGateway: boolean;
  env: Record<string, string>;
}

export interface Processes {
  /** Starts a process and resolves when it answers. */
  start: (part: Part) => Promise<void>;
  /** Ends the process of a part in order, and starts it anew. */
  restart: (part: Part) => Promise<void>;
  /** Ends the gateways, which answer what is under way, and then those that they ask. */
  stop: () => Promise<void>;
}

/** Between the end of a process and its next start: longer after each start that fails, up to the second. */
const waits = { shortestMs: 250, longestMs: 10_000 };
const root = new URL('../../', import.meta.url);

/** @param isKept whether a process that ends by itself is started anew; else it is named, and the others go on */
export function createProcesses({ isKept }: { isKept: boolean }): Processes {
  const running = new Map<Part, ChildProcess>();
  const leaving = new Set<ChildProcess>();
  const turns = new Map<Part, Promise<void>>();
  const stopping = new AbortController();

  /** What befalls a part, its death and its restart, is dealt with one after the other: neither starts it twice. */
  function inTurn(part: Part, work: () => Promise<void>): Promise<void> {
    const turn = (turns.get(part) ?? Promise.resolve()).then(work);
    turns.set(part, turn);
    return turn;
  }

  async function start(part: Part): Promise<void> {
    const inherited = Object.entries(process.env).filter(([variable]) => !/^(DATABASE|SUBGRAPH)_URL_/.test(variable));
    const child = fork(fileURLToPath(new URL(part.file, root)), {
      env: { ...Object.fromEntries(inherited), ...part.env },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      // Ctrl-C is this process's to hand on, in order. The IPC channel ends with this process, and the child with the channel.
      detached: true,
    });
    running.set(part, child);
    child.stdout?.on('data', (text: Buffer) =>
      process.stdout.write(`  ${part.name.padEnd(12)} pid ${child.pid}: ${String(text)}`),
    );
    const ended = once(child, 'exit').then(([code, signal]) => {
      throw new Error(`${part.name} has ended (${signal ?? `exit code ${code}`}).`);
    });
    await Promise.race([once(child, 'message'), ended]);
    ended.catch((error: Error) => {
      if (stopping.signal.aborted || leaving.has(child)) return;
      console.error(`${error.message} ${isKept ? 'It is started again.' : 'The others go on.'}`);
      if (isKept) void inTurn(part, () => (running.get(part) === child ? startAgain(part) : Promise.resolve()));
    });
  }

  async function startAgain(part: Part): Promise<void> {
    for (let wait = waits.shortestMs; !stopping.signal.aborted; wait = Math.min(wait * 2, waits.longestMs)) {
      await sleep(wait);
      if (stopping.signal.aborted) return;
      try {
        return await start(part);
      } catch (error) {
        console.error((error as Error).message);
      }
    }
  }

  async function end(child: ChildProcess | undefined): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    leaving.add(child);
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }

  return {
    start,
    restart: (part) =>
      inTurn(part, async () => {
        await end(running.get(part));
        if (!stopping.signal.aborted) await start(part).catch(() => startAgain(part));
      }),
    async stop() {
      stopping.abort();
      for (const isTurn of [true, false]) {
        const parts = Array.from(running).filter(([{ isGateway }]) => isGateway === isTurn);
        await Promise.all(parts.map(([, child]) => end(child)));
      }
    },
  };
}

/** Ports of this machine on which nothing listens now. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  return ports;
}
