// A process of the product, for tests that start, ask and kill it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadLimits } from './load-limits.ts';

export interface TestProcess {
  pid: number;
  output: () => string;
  /** Resolves when the text has been printed; rejects when the process ends first or takes longer than a minute. */
  said: (text: string) => Promise<void>;
  signal: (signal: NodeJS.Signals) => void;
  /** Sends the signal and waits for the end. */
  kill: (signal: NodeJS.Signals) => Promise<void>;
  /** Resolves with the exit code; null when a signal ended it. */
  ended: Promise<number | null>;
}

const patience = 60_000;
const root = fileURLToPath(new URL('..', import.meta.url));

/** Starts a script of the project on the same Node; `env` is over this process's own. */
export function startProcess(script: string, args: string[], env: Record<string, string> = {}): TestProcess {
  const child: ChildProcess = spawn(process.execPath, [join(root, script), ...args], {
    env: { NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'node'), ...loadLimits, ...process.env, ...env },
    // Over the channel a service learns of this process's end, and ends too.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const chunks: string[] = [];
  const output = () => chunks.join('');
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(String(chunk)));
  child.stderr?.on('data', (chunk: Buffer) => chunks.push(String(chunk)));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return {
    pid: child.pid ?? 0,
    output,
    ended,
    async said(text) {
      const limit = AbortSignal.timeout(patience);
      while (!output().includes(text)) {
        const heard = new AbortController();
        const signal = AbortSignal.any([limit, heard.signal]);
        const printed = [child.stdout, child.stderr]
          .filter((stream) => stream !== null)
          .map((stream) => once(stream, 'data', { signal }));
        for (const each of printed) each.catch(() => {});
        const over = ended.then((code) => {
          throw new Error(`it ended with ${code} before it said "${text}":\n${output()}`);
        });
        await Promise.race([...printed, over]).finally(() => heard.abort());
      }
    },
    signal: (signal) => void child.kill(signal),
    async kill(signal) {
      child.kill(signal);
      await ended;
    },
  };
}

/** A server on a free port of this machine that accepts and says nothing. */
export async function silentServer(): Promise<Server & { port: number }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(server, { port: (server.address() as AddressInfo).port });
}

/** A port on which nothing listens. */
export async function freePort(): Promise<number> {
  const server = await silentServer();
  server.close();
  await once(server, 'close');
  return server.port;
}
