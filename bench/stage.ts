// What every bench needs: subgraphs in memory and a load on one core, gateways alone on the other, and a window in which one
// gateway is measured.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { SubgraphName } from '../schema/sdl.ts';
import type { Load, Seen } from './load/main.ts';
import { supergraphAt } from './network/supergraph.ts';
import type { Peer } from './peers.ts';
import {
  answers,
  ask,
  cpuMicroseconds,
  firstMessage,
  freePort,
  gatewayCore,
  otherCore,
  type Running,
  residentMegabytes,
  start,
} from './processes.ts';
import type { Workload } from './workloads.ts';

/** How subgraphs in memory find their answers: see network/serve.ts. */
export type Answering = 'bodies' | 'answers' | 'execute';

export interface Stage {
  subgraphs: Running;
  load: Running;
  urls: Record<SubgraphName, string>;
  folder: string;
  connections: number;
  isCoalescing: boolean;
}

/** A gateway that runs. */
export interface Gateway {
  key: string;
  title: string;
  port: number;
  path: string;
  running: Running;
  /** The processes whose CPU is counted as its. */
  counted: Running[];
  /** The body of a request as this gateway gets it. */
  bodyOf: (body: string) => string;
}

/** What one gateway did in one window. */
export interface Measured {
  requests: number;
  cpuMicroseconds: number;
  postgresMicroseconds: number;
  requestsPerSecond: number;
  p50: number;
  p99: number;
  megabytes: number;
  fetches: number;
}

/** Starts the subgraphs and the load. `subgraphs` says how they find their answers (network/serve.ts). */
export async function openStage({
  connections = 16,
  subgraphs: how = 'bodies' as Answering,
  isCoalescing = false,
  subgraphCore = otherCore,
} = {}): Promise<Stage> {
  spawnSync('taskset', ['-acp', String(otherCore), String(process.pid)]);
  const folder = mkdtempSync(join(tmpdir(), 'shelfgraph-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const subgraphs = start({
    name: 'the subgraphs',
    core: subgraphCore,
    command: process.execPath,
    args: [resolve(import.meta.dirname, 'network/serve.ts'), how],
  });
  const load = start({
    name: 'the load',
    core: otherCore,
    command: process.execPath,
    args: [resolve(import.meta.dirname, 'load/main.ts')],
  });
  const { urls } = await firstMessage<{ urls: Record<SubgraphName, string> }>(subgraphs);
  return { subgraphs, load, urls, folder, connections, isCoalescing };
}

/** Starts a gateway and waits until it answers `probe`. */
export async function startGateway(
  { urls, folder: parent, isCoalescing }: Stage,
  key: string,
  peer: Peer,
  { probe, nodeOptions, limitMs }: { probe: string; nodeOptions?: string; limitMs?: number },
): Promise<Gateway> {
  const folder = join(parent, key);
  const supergraphFile = join(folder, 'supergraph.graphql');
  mkdirSync(folder, { recursive: true });
  writeFileSync(supergraphFile, supergraphAt(urls));
  const port = await freePort();
  const {
    path = '/graphql',
    env = {},
    ...command
  } = peer.commandOf({ port, folder, supergraphFile, urls, isCoalescing });
  const running = start({
    name: peer.title,
    core: gatewayCore,
    env: { ...env, ...(nodeOptions ? { NODE_OPTIONS: nodeOptions } : {}) },
    ...command,
  });
  console.error(`Starting ${peer.title} …`);
  const { rewrite } = peer;
  const bodyOf = (body: string): string => {
    const { query, ...rest } = JSON.parse(body) as { query: string };
    return rewrite ? JSON.stringify({ query: rewrite(query), ...rest }) : body;
  };
  await answers(`http://127.0.0.1:${port}${path}`, peer.title, bodyOf(probe), limitMs);
  return { key, title: peer.title, port, path, running, counted: [running], bodyOf };
}

/** Sends load to a gateway and tells what it cost. */
export async function measure(
  stage: Stage,
  gateway: Gateway,
  workload: Workload,
  extent: { count: number } | { seconds: number },
): Promise<Measured> {
  const askedBefore = await askedOf(stage);
  const before = cpuOf(gateway);
  const seen = await send(stage, gateway, workload, extent);
  const after = cpuOf(gateway);
  const asked = (await askedOf(stage)) - askedBefore;
  return {
    requests: seen.requests,
    cpuMicroseconds: (after.own - before.own) / seen.requests,
    postgresMicroseconds: (after.postgres - before.postgres) / seen.requests,
    requestsPerSecond: (seen.requests * 1_000) / seen.milliseconds,
    p50: seen.p50,
    p99: seen.p99,
    megabytes: residentMegabytes(gateway.running),
    fetches: asked / seen.requests,
  };
}

/** Sends load to a gateway. */
export async function send(
  { load, connections }: Stage,
  { port, path, title, bodyOf }: Gateway,
  { bodies, name }: Workload,
  extent: { count: number } | { seconds: number },
): Promise<Seen> {
  const message: Load = {
    port,
    path,
    bodies: bodies.map(bodyOf),
    connections,
    count: Number.MAX_SAFE_INTEGER,
    ...extent,
  };
  const seen = await ask<Seen>(load, message);
  if (seen.failure) throw new Error(`${title}, ${name}: ${seen.failure}`);
  return seen;
}

function cpuOf({ counted }: Gateway): { own: number; postgres: number } {
  const used = counted.map((each) => cpuMicroseconds(each));
  return {
    own: used.reduce((sum, { own }) => sum + own, 0),
    postgres: used.reduce((sum, { postgres }) => sum + postgres, 0),
  };
}

async function askedOf({ subgraphs }: Stage): Promise<number> {
  const { asked } = await ask<{ asked: Record<string, number> }>(subgraphs, {});
  return Object.values(asked).reduce((sum, each) => sum + each, 0);
}
