// The product as its users run it, on a data folder that outlives every process, so that any of them can be killed and started
// again: `npm start` with its embedded PostgreSQL, or the gateway, the four subgraphs and PostgreSQL as six processes.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { role } from '../../lib/postgres/cluster.ts';
import { type Postgres, startPostgres } from '../../lib/postgres.ts';
import { type Line, openLine } from '../../reliability/line.ts';
import { type SubgraphName, subgraphNames } from '../../schema/sdl.ts';
import { takingOwnTokens } from '../issuer.ts';
import { freePort, startProcess, type TestProcess } from '../process.ts';

/** What can be killed: the one process, or one of the six; PostgreSQL in both. */
export type Victim = 'process' | 'gateway' | SubgraphName | 'postgres';

export interface CrashNetwork extends AsyncDisposable {
  victims: readonly Victim[];
  /** Where the gateway answers. */
  url: string;
  /** Starts what does not run, and resolves when all is ready. */
  start: () => Promise<void>;
  /** SIGKILL. What cannot live without it has ended too when this resolves. */
  kill: (victim: Victim) => Promise<void>;
}

/** A data folder for one test file. */
export interface CrashFolder extends Disposable {
  dataDir: string;
  /** The database of a subgraph, on the server that runs there now. */
  databaseUrl: (name: SubgraphName) => string;
}

export function crashFolder(): CrashFolder {
  const dataDir = mkdtempSync(join(tmpdir(), 'shelfgraph-crash-'));
  return {
    dataDir,
    databaseUrl(name) {
      const password = readFileSync(join(dataDir, 'postgres.password'), 'utf8');
      return `postgresql://${role}:${password}@127.0.0.1:${postmaster(dataDir).port}/${name}`;
    },
    [Symbol.dispose]: () => rmSync(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 }),
  };
}

/** `npm start`. PostgreSQL is its child: neither lives without the other. */
export async function oneProcess({ dataDir }: CrashFolder): Promise<CrashNetwork> {
  const port = await freePort();
  let network: TestProcess | null = null;
  return {
    victims: ['process', 'postgres'],
    url: urlAt(port),
    async start() {
      network ??= startProcess('scripts/start.ts', ['--port', String(port), '--data', dataDir], quiet);
      await network.said('Shelfgraph is ready');
    },
    async kill(victim) {
      if (victim === 'postgres') killPostgres(dataDir);
      else network?.signal('SIGKILL');
      await network?.ended;
      network = null;
    },
    async [Symbol.asyncDispose]() {
      await network?.kill('SIGTERM');
    },
  };
}

/** Lines to subgraphs, and from these to their databases, that can fail as networks do. */
export type Lines = Record<'subgraphs' | 'databases', Record<SubgraphName, Line>>;

export interface LinedNetwork extends CrashNetwork {
  lines: Lines;
  signal: (service: 'gateway' | SubgraphName, signal: NodeJS.Signals) => void;
  /** SIGTERM, and waits for the end. */
  end: (service: 'gateway' | SubgraphName) => Promise<void>;
}

/** `sixProcesses` that reach each other, and their databases, over lines; PostgreSQL takes part as one of the six. */
export async function linedProcesses(folder: CrashFolder, env: Record<string, string> = {}): Promise<LinedNetwork> {
  const ports = await freePorts();
  const databasePort = await freePort();
  const lines = { subgraphs: await linesTo((name) => ports[name]), databases: await linesTo(() => databasePort) };
  const through = (name: SubgraphName) => {
    const url = new URL(folder.databaseUrl(name));
    url.port = String(lines.databases[name].port);
    return url.href;
  };
  const network = await processes(folder, {
    ports,
    databasePort,
    subgraphPort: (name) => lines.subgraphs[name].port,
    databaseUrl: through,
    env,
  });
  return Object.assign(network, {
    lines,
    async [Symbol.asyncDispose]() {
      await Promise.all(Object.values(lines).flatMap((each) => Object.values(each).map((line) => line.set('good'))));
      await network.dispose();
      await Promise.all(
        Object.values(lines).flatMap((each) => Object.values(each).map((line) => line[Symbol.asyncDispose]())),
      );
    },
  });
}

async function linesTo(portOf: (name: SubgraphName) => number): Promise<Record<SubgraphName, Line>> {
  const laid = await Promise.all(subgraphNames.map(async (name) => [name, await openLine(portOf(name))] as const));
  return Object.fromEntries(laid) as Record<SubgraphName, Line>;
}

/** What `npm run network` runs, each process a child of the test, so that each can be started again alone. */
export async function sixProcesses(folder: CrashFolder): Promise<CrashNetwork> {
  const ports = await freePorts();
  const { databaseUrl } = folder;
  const network = await processes(folder, {
    ports,
    databasePort: await freePort(),
    subgraphPort: (name) => ports[name],
    databaseUrl,
    env: {},
  });
  return Object.assign(network, { [Symbol.asyncDispose]: network.dispose });
}

type Ports = Record<'gateway' | SubgraphName, number>;

async function freePorts(): Promise<Ports> {
  const services = ['gateway', ...subgraphNames];
  return Object.fromEntries(await Promise.all(services.map(async (name) => [name, await freePort()]))) as Ports;
}

interface Wiring {
  ports: Ports;
  databasePort: number;
  /** Where others reach a subgraph. */
  subgraphPort: (name: SubgraphName) => number;
  /** How a subgraph reaches its database. */
  databaseUrl: (name: SubgraphName) => string;
  env: Record<string, string>;
}

async function processes(
  { dataDir }: CrashFolder,
  { ports, databasePort, subgraphPort, databaseUrl, env }: Wiring,
): Promise<Omit<LinedNetwork, 'lines' | typeof Symbol.asyncDispose> & { dispose: () => Promise<void> }> {
  const issuers = await takingOwnTokens(dataDir);
  const services = ['gateway', ...subgraphNames] as const;
  const running = new Map<string, TestProcess>();
  let postgres: Postgres | null = null;
  const subgraphUrls = Object.fromEntries(
    subgraphNames.map((name) => [`SUBGRAPH_URL_${name.toUpperCase()}`, urlAt(subgraphPort(name))]),
  );
  const startService = async (name: (typeof services)[number]): Promise<void> => {
    const file = name === 'gateway' ? 'gateway/main.ts' : `subgraphs/${name}/main.ts`;
    const own = name === 'gateway' ? {} : { [`DATABASE_URL_${name.toUpperCase()}`]: databaseUrl(name) };
    const service =
      running.get(name) ??
      startProcess(file, [], {
        ...quiet,
        ...subgraphUrls,
        ...own,
        ...issuers,
        SHELFGRAPH_DATA: dataDir,
        SHELFGRAPH_ONLY_GATEWAY: 'yes',
        PORT: String(ports[name]),
        ...env,
      });
    running.set(name, service);
    await service.said(`${name} answers at`);
  };
  return {
    victims: [...services, 'postgres'],
    url: urlAt(ports.gateway),
    async start() {
      postgres ??= await startPostgres({ dataDir, port: databasePort });
      await Promise.all(services.map(startService));
    },
    async kill(victim) {
      if (victim === 'postgres') {
        killPostgres(dataDir);
        await postgres?.ended;
        postgres = null;
      } else {
        await running.get(victim)?.kill('SIGKILL');
        running.delete(victim);
      }
    },
    signal: (service, signal) => running.get(service)?.signal(signal),
    async end(service) {
      await running.get(service)?.kill('SIGTERM');
      running.delete(service);
    },
    async dispose() {
      await Promise.all(Array.from(running.values(), (service) => service.kill('SIGTERM')));
      await postgres?.stop();
    },
  };
}

/** Asks until something is true; how long it took, in ms. */
export async function timeUntil(what: string, limit: number, probe: () => Promise<boolean>): Promise<number> {
  const begin = performance.now();
  while (!(await probe())) {
    if (performance.now() - begin > limit) throw new Error(`not within ${limit} ms: ${what}`);
    await pause(25);
  }
  return performance.now() - begin;
}

/** A process that is killed again and again would log what it finds each time. */
const quiet = { LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'silent' };

function urlAt(port: unknown): string {
  return `http://127.0.0.1:${String(port)}/graphql`;
}

function postmaster(dataDir: string): { pid: number; port: number } {
  const lines = readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n');
  return { pid: Number(lines[0]), port: Number(lines[3]) };
}

/** The server and every process that it has forked, as when the system runs out of memory. */
export function killPostgres(dataDir: string): void {
  const { pid } = postmaster(dataDir);
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(name) === pid);
  for (const each of [pid, ...children.map(Number)]) {
    try {
      process.kill(each, 'SIGKILL');
    } catch (error) {
      // A child that has ended by itself meanwhile.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

function parentOf(pid: string): number {
  try {
    return Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]);
  } catch {
    return 0;
  }
}
