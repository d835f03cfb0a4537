// Processes that a bench starts: each in a group of its own and bound to a core, ended with the bench however it ends.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadLimits } from '../test/load-limits.ts';

/** A process and all that it starts. */
export interface Running {
  name: string;
  pid: number;
  child: ChildProcess;
}

interface Start {
  name: string;
  /** A core, or a list as `taskset` takes it. */
  core: number | string;
  command: string;
  args: readonly string[];
  env?: Readonly<Record<string, string>>;
  cwd?: string;
}

export const gatewayCore = 0;
export const otherCore = 1;
export const everyCore = `0-${cpus().length - 1}`;

const running = new Set<Running>();
const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
process.on('exit', () => [...running].forEach((each) => signalGroup(each, 'SIGKILL')));
for (const signal of endings) process.once(signal, () => process.exit(130));

/** Starts a process on one core. With IPC, for Node programs; what it writes is shown only when it fails. */
export function start({ name, core, command, args, env = {}, cwd }: Start): Running {
  const bound = ['--pdeathsig', 'KILL', 'taskset', '-c', String(core), command];
  const child = spawn('setpriv', [...bound, ...args], {
    env: { ...process.env, NODE_ENV: 'production', LOG_LEVEL: 'warn', ...loadLimits, ...env },
    ...(cwd ? { cwd } : {}),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (text: Buffer) => {
      said.push(String(text));
      if (said.length > 50) said.shift();
    });
  }
  const started = { name, pid: child.pid as number, child };
  running.add(started);
  child.once('error', (error) => fail(`${name} cannot be started: ${error.message}`));
  child.once('exit', (code, signal) => {
    if (!running.delete(started)) return;
    fail(`${name} has ended (${signal ?? `exit code ${code}`}). It said:\n${said.join('')}`);
  });
  return started;
}

/** Ends a process and all that it started; after `limitMs` by force. */
export async function stop(started: Running, limitMs = 3_000): Promise<void> {
  if (!running.delete(started)) return;
  const ended = once(started.child, 'exit');
  signalGroup(started, 'SIGTERM');
  const late = setTimeout(() => signalGroup(started, 'SIGKILL'), limitMs);
  await ended;
  clearTimeout(late);
  signalGroup(started, 'SIGKILL');
}

/** Sends a message and resolves with the next one that comes back. */
export async function ask<Answer>({ child, name }: Running, message: object): Promise<Answer> {
  const answered = once(child, 'message');
  child.send(message, (error) => error && fail(`${name} does not listen: ${error.message}`));
  const [answer] = await answered;
  return answer as Answer;
}

export async function firstMessage<Message>({ child }: Running): Promise<Message> {
  const [message] = await once(child, 'message');
  return message as Message;
}

/** Resolves once the URL answers this GraphQL request with data. */
export async function answers(url: string, name: string, body: string, limitMs = 30_000): Promise<void> {
  const endsAt = Date.now() + limitMs;
  let last = '';
  while (Date.now() < endsAt) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body,
    }).catch((error: Error) => {
      last = `${error.message} ${String(error.cause ?? '')}`;
    });
    const text = (await response?.text()) ?? '';
    if (response?.ok && text.includes('"data"') && !text.includes('"errors"')) return;
    if (response) last = `${response.status} ${text.slice(0, 500)}`;
    await sleep(100);
  }
  fail(`${name} does not answer at ${url} after ${limitMs / 1_000} s: ${last}`);
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

/** CPU time that a process and all below it have used so far, in microseconds; that of PostgreSQL apart. */
export function cpuMicroseconds({ pid }: Pick<Running, 'pid'>): { own: number; postgres: number } {
  const used = { own: 0, postgres: 0 };
  for (const { pid: member, program } of treeOf(pid)) {
    for (const thread of list(`/proc/${member}/task`)) {
      const nanoseconds = Number(read(`/proc/${member}/task/${thread}/schedstat`).split(' ')[0]);
      used[program === 'postgres' ? 'postgres' : 'own'] += nanoseconds / 1_000;
    }
  }
  return used;
}

/** Memory that a process and all below it hold, in MB. */
export function residentMegabytes({ pid }: Running): number {
  const kilobytes = treeOf(pid).map(({ pid: member }) =>
    Number(/^VmRSS:\s+(\d+)/m.exec(read(`/proc/${member}/status`))?.[1] ?? 0),
  );
  return kilobytes.reduce((sum, each) => sum + each, 0) / 1_024;
}

/** The most memory that a process has had so far, and the largest of those below it that still live, in MB. */
export function peakMegabytes({ pid }: Running): { own: number; below: number } {
  const [own = 0, ...below] = treeOf(pid).map(({ pid: member }) => {
    const kilobytes = Number(/^VmHWM:\s+(\d+)/m.exec(read(`/proc/${member}/status`))?.[1] ?? 0);
    return (kilobytes * 1_024) / 1e6;
  });
  return { own, below: Math.max(0, ...below) };
}

function treeOf(root: number): { pid: number; program: string }[] {
  const all = list('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => {
      const stat = read(`/proc/${name}/stat`);
      const end = stat.lastIndexOf(')');
      return {
        pid: Number(name),
        program: stat.slice(stat.indexOf('(') + 1, end),
        parent: Number(stat.slice(end + 2).split(' ')[1]),
      };
    });
  const tree = all.filter(({ pid }) => pid === root);
  // The list grows while it is walked, by the children of each.
  for (const { pid } of tree) tree.push(...all.filter(({ parent }) => parent === pid));
  return tree;
}

function signalGroup({ pid }: Running, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // All of the group have gone.
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
