// A process of the product for tests that kill it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface TestProcess {
  output: () => string;
  kill: (signal: NodeJS.Signals) => Promise<void>;
  /** Resolves with the exit code; null when a signal ended it. */
  ended: Promise<number | null>;
}

/** Starts a script of the project on the same Node; `env` is over this process's own. */
export function startProcess(script: string, args: string[], env: Record<string, string> = {}): TestProcess {
  const file = fileURLToPath(new URL(`../${script}`, import.meta.url));
  const child: ChildProcess = spawn(process.execPath, [file, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const chunks: string[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(String(chunk)));
  child.stderr?.on('data', (chunk: Buffer) => chunks.push(String(chunk)));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return {
    output: () => chunks.join(''),
    ended,
    async kill(signal) {
      child.kill(signal);
      await ended;
    },
  };
}
