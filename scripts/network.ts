// `npm run network`: each subgraph and the gateway as a process of its own, over HTTP, on the same data as `npm start`.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { developmentEntry } from '../gateway/auth/development.ts';
import { loadOrCreateKeys } from '../gateway/keys.ts';
import type { Configuration } from '../lib/env.ts';
import { issuerEntries } from '../lib/issuers.ts';
import { subgraphNames } from '../schema/sdl.ts';
import { ensurePages } from '../web/ensure.ts';
import { checkPort, command, configured, endRequested, tokenSource } from './command.ts';
import { type Databases, openDatabases } from './databases.ts';

const usage = `Usage: npm run network -- [options]

Runs the gateway and the four subgraphs as five processes that talk over HTTP. A process that ends is named, and the others
go on: ask the gateway to see what that costs.

  --port N     where the gateway answers (4000, or PORT); the subgraphs take free ports
  --data DIR   data of the embedded PostgreSQL, and keys (.data, or SHELFGRAPH_DATA)
  --help       this text

With DATABASE_URL_CENTRAL, _DISTRICTS, _BOOKSTORES and _LENDING set, those databases are used instead of the embedded
PostgreSQL. LOG_LEVEL (warn) says how much is logged; SHELFGRAPH_METRICS_PORT where metrics are, OTEL_EXPORTER_OTLP_ENDPOINT where
traces go (docs/operating.md).`;

await command(usage, { port: { type: 'string' }, data: { type: 'string' } }, async (values) => {
  const configuration = configured(values);
  const { host, port, keysDir, dataDir, tlsFiles } = configuration;
  const asked = endRequested();
  await checkPort(host, port, 'npm run network');
  const built = ensurePages(console.log).catch((error: Error) => console.error(error.message));
  const databases = await openDatabases(configuration, { log: console.log });
  const children: ChildProcess[] = [];
  try {
    await prepare(databases);
    const ports = await freePorts(subgraphNames.length);
    const urls = subgraphNames.map((name, index) => [name, `http://${host}:${ports[index]}/graphql`] as const);
    const environment = {
      ...Object.fromEntries(urls.map(([name, url]) => [`SUBGRAPH_URL_${name.toUpperCase()}`, url])),
      HOST: host,
      SHELFGRAPH_DATA: dataDir,
      SHELFGRAPH_KEYS: keysDir,
      SHELFGRAPH_ONLY_GATEWAY: 'yes',
    };
    await Promise.all(
      subgraphNames.map((name, index) => {
        const own = {
          [`DATABASE_URL_${name.toUpperCase()}`]: databases.urls[name],
          PORT: String(ports[index]),
          ...metricsPort(configuration, index + 1),
        };
        return start(children, name, `../subgraphs/${name}/main.ts`, { ...environment, ...own });
      }),
    );
    await built;
    const gatewayDatabase: Record<string, string> = databases.gatewayUrl
      ? { DATABASE_URL_GATEWAY: databases.gatewayUrl }
      : {};
    const ownIssuers = await gatewayIssuers(databases, keysDir);
    await start(children, 'gateway', '../gateway/main.ts', {
      ...environment,
      ...gatewayDatabase,
      ...ownIssuers,
      PORT: String(port),
    });
    const origin = `${tlsFiles ? 'https' : 'http'}://${host === '127.0.0.1' ? 'localhost' : host}:${port}`;
    console.log(
      `\nShelfgraph is ready, in five processes.\n\n  Playground   ${origin}/\n  Endpoint     ${origin}/graphql`,
    );
    console.log(
      `  A token      ${tokenSource({ dataDir: databases.isEmbedded ? dataDir : null, issuers: configuration.issuers })}\n\nStop with Ctrl-C.`,
    );
    const why = await Promise.race([asked.then(() => 'asked'), databases.ended.then(() => 'database')]);
    if (why === 'database') {
      throw new Error('The embedded PostgreSQL has ended. Start again; its log lies in the data folder.');
    }
    console.log('\nStopping …');
  } finally {
    await Promise.all(children.toReversed().map(stop));
    await databases.stop();
  }
});
process.exit();

async function prepare({ urls }: Databases): Promise<void> {
  // Read when it is needed: not to explain the command.
  const { fillDatabase } = await import('./seed/fill.ts');
  await Promise.all(subgraphNames.map((name) => fillDatabase(name, urls[name])));
}

/** The network that has its own PostgreSQL takes the tokens of its own key, beside those of the issuers that are named. */
async function gatewayIssuers({ isEmbedded }: Databases, keysDir: string): Promise<Record<string, string>> {
  if (!isEmbedded) return {};
  const { tokenPublicKey } = await loadOrCreateKeys(keysDir);
  const entries = [...issuerEntries(process.env['SHELFGRAPH_ISSUERS']), developmentEntry(tokenPublicKey)];
  return { SHELFGRAPH_ISSUERS: JSON.stringify(entries) };
}

/** Each process has its metrics on a port of its own, in a row that begins with the gateway's. */
function metricsPort({ telemetry: { metrics } }: Configuration, place: number): Record<string, string> {
  return metrics ? { SHELFGRAPH_METRICS_PORT: String(metrics.port + place) } : {};
}

/** Starts a process and resolves when it answers. Its IPC channel ends with this process, and the child with the channel. */
async function start(children: ChildProcess[], name: string, file: string, env: Record<string, string>): Promise<void> {
  const inherited = Object.entries(process.env).filter(([variable]) => !/^(DATABASE|SUBGRAPH)_URL_/.test(variable));
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), {
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    // Ctrl-C is this process's to hand on, in order.
    detached: true,
  });
  children.push(child);
  child.stdout?.on('data', (text: Buffer) =>
    process.stdout.write(`  ${name.padEnd(10)} pid ${child.pid}: ${String(text)}`),
  );
  const failed = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`${name} has ended (${signal ?? `exit code ${code}`}).`);
  });
  await Promise.race([once(child, 'message'), failed]);
  failed.catch((error: Error) => console.error(`${error.message} The others go on.`));
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    child.removeAllListeners('exit');
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  return ports;
}
