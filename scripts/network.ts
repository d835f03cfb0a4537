// `npm run network`: each subgraph and the gateway as a process of its own, or as several, over HTTP, on the same data as `npm start`.
import { developmentEntry } from '../gateway/auth/development.ts';
import { loadOrCreateKeys } from '../gateway/keys.ts';
import { canSignInAt } from '../gateway/pages/sign-in.ts';
import type { Configuration } from '../lib/env.ts';
import { issuerEntries } from '../lib/issuers.ts';
import { subgraphNames } from '../schema/sdl.ts';
import { ensurePages } from '../web/ensure.ts';
import { checkPort, command, configured, endRequested, tokenSource, UsageError } from './command.ts';
import { type Databases, openDatabases } from './databases.ts';
import { type Balancer, openBalancer } from './network/balancer.ts';
import { createProcesses, freePorts, type Part, type Processes } from './network/processes.ts';

const usage = `Usage: npm run network -- [options]

Runs the gateway and the four subgraphs as five processes that talk over HTTP. A process that ends is named, and the others
go on: ask the gateway to see what that costs.

  --port N       where the gateway answers (4000, or PORT); the subgraphs take free ports
  --data DIR     data of the embedded PostgreSQL, and keys (.data, or SHELFGRAPH_DATA)
  --replicas N   so many processes of the gateway and of each subgraph (1 to 8), with a balancer in front of each. Any of them,
                 and PostgreSQL, may end: it is started again, and the others answer. SIGHUP starts all anew, in turn
  --help         this text

With DATABASE_URL_CENTRAL, _DISTRICTS, _BOOKSTORES and _LENDING set, those databases are used instead of the embedded
PostgreSQL. LOG_LEVEL (warn) says how much is logged; SHELFGRAPH_METRICS_PORT where metrics are, OTEL_EXPORTER_OTLP_ENDPOINT where
traces go (docs/operating.md).`;

const options = { port: { type: 'string' }, data: { type: 'string' }, replicas: { type: 'string' } } as const;
const words = ['', 'five', 'ten', 'fifteen', 'twenty'];

await command(usage, options, async (values) => {
  const { gatewayReaders } = await import('../gateway/setting-readers.ts');
  const configuration = configured(values, gatewayReaders);
  const { host, port, dataDir, tlsFiles, issuers } = configuration;
  const replicas = replicasOf(values['replicas']);
  const asked = endRequested(replicas > 1 ? ['SIGINT', 'SIGTERM'] : undefined);
  await checkPort(host, port, 'npm run network');
  const built = ensurePages(console.log).catch((error: Error) => console.error(error.message));
  const databases = await openDatabases(configuration, { log: console.log, isKept: replicas > 1 });
  const processes = createProcesses({ isKept: replicas > 1 });
  const balancers: Balancer[] = [];
  try {
    await prepare(databases);
    const plan = await planned(configuration, databases, replicas);
    const isSecure = tlsFiles !== null;
    for (const { service, at, ports } of replicas > 1 ? plan : []) {
      const secure = isSecure && service === 'gateway';
      balancers.push(await openBalancer({ host, port: at, replicaPorts: ports, isSecure: secure }));
    }
    const [gateway, ...subgraphs] = plan.map(({ parts }) => parts);
    await Promise.all(subgraphs.flat().map(processes.start));
    await built;
    await Promise.all((gateway ?? []).map(processes.start));
    if (replicas > 1)
      exchangeAtSighup(
        processes,
        Array.from({ length: replicas }, (_, index) => plan.flatMap(({ parts }) => parts[index] ?? [])),
      );
    const origin = `${isSecure ? 'https' : 'http'}://${host === '127.0.0.1' ? 'localhost' : host}:${port}`;
    const count = words[replicas] ?? 5 * replicas;
    console.log(
      `\nShelfgraph is ready, in ${count} processes.\n\n  Playground   ${origin}/\n  Endpoint     ${origin}/graphql`,
    );
    console.log(`  A token      ${tokenSource({ dataDir: databases.isEmbedded ? dataDir : null, issuers })}\n`);
    if (replicas > 1) console.log(`Start all anew, in turn, with kill -HUP ${process.pid}.`);
    console.log('Stop with Ctrl-C.');
    const why = await Promise.race([asked.then(() => 'asked'), databases.ended.then(() => 'database')]);
    if (why === 'database') {
      throw new Error('The embedded PostgreSQL has ended. Start again; its log lies in the data folder.');
    }
    console.log('\nStopping …');
  } finally {
    await processes.stop();
    await Promise.all(balancers.map((balancer) => balancer.close()));
    await databases.stop();
  }
});
process.exit();

function replicasOf(text: unknown): number {
  const replicas = Number(text ?? 1);
  if (!Number.isInteger(replicas) || replicas < 1 || replicas > 8) {
    throw new UsageError(`--replicas is a number from 1 to 8, not "${String(text)}".`);
  }
  return replicas;
}

async function prepare({ urls }: Databases): Promise<void> {
  // Read when it is needed: not to explain the command.
  const { fillDatabase } = await import('./seed/fill.ts');
  await Promise.all(subgraphNames.map((name) => fillDatabase(name, urls[name])));
}

/** Where a service is called, where its replicas listen, and these; without replicas both are one. */
interface Service {
  service: string;
  at: number;
  ports: number[];
  parts: Part[];
}

/** The gateway, then the subgraphs. */
async function planned(
  configuration: Configuration & { port: number },
  databases: Databases,
  replicas: number,
): Promise<Service[]> {
  const { host, port, dataDir, keysDir, drainMs, workers, telemetry } = configuration;
  const own = await freePorts((subgraphNames.length + 1) * (replicas + 1));
  const places = (['gateway', ...subgraphNames] as const).map((service) => {
    const at = service === 'gateway' ? port : (own.pop() ?? 0);
    return { service, at, ports: replicas === 1 ? [at] : own.splice(-replicas) };
  });
  const [, ...ofSubgraphs] = places;
  const environment = {
    ...Object.fromEntries(
      ofSubgraphs.map(({ service, at }) => [`SUBGRAPH_URL_${service.toUpperCase()}`, `http://${host}:${at}/graphql`]),
    ),
    HOST: replicas === 1 ? host : '127.0.0.1',
    SHELFGRAPH_DATA: dataDir,
    SHELFGRAPH_KEYS: keysDir,
    SHELFGRAPH_ONLY_GATEWAY: replicas * workers === 1 ? 'yes' : 'no',
    // The balancer needs to see who goes, and clients need to hear it on connections that they use seldom.
    ...(replicas > 1 && drainMs === 0 ? { SHELFGRAPH_DRAIN_SECONDS: '5' } : {}),
  };
  const ofGateway: Record<string, string> = {
    ...(databases.gatewayUrl ? { DATABASE_URL_GATEWAY: databases.gatewayUrl } : {}),
    ...(await gatewayIssuers(databases, configuration)),
  };
  return places.map(({ service, at, ports }, place) => {
    const ofService =
      service === 'gateway' ? ofGateway : { [`DATABASE_URL_${service.toUpperCase()}`]: databases.urls[service] };
    const parts = ports.map((each, index) => ({
      name: replicas === 1 ? service : `${service} ${index + 1}`,
      isGateway: service === 'gateway',
      file: service === 'gateway' ? 'gateway/main.ts' : `subgraphs/${service}/main.ts`,
      env: {
        ...environment,
        ...ofService,
        ...metricsPort(telemetry, place * replicas + index),
        PORT: String(each),
      },
    }));
    return { service, at, ports, parts };
  });
}

/** Each process has its metrics on a port of its own, in a row that begins with the gateway's. */
function metricsPort({ metrics }: Configuration['telemetry'], place: number): Record<string, string> {
  return metrics ? { SHELFGRAPH_METRICS_PORT: String(metrics.port + place) } : {};
}

/** The network that has its own PostgreSQL takes the tokens of its own key, beside those of the issuers that are named. */
async function gatewayIssuers(
  { isEmbedded }: Databases,
  { host, keysDir, trustedProxies }: Configuration,
): Promise<Record<string, string>> {
  if (!isEmbedded) return {};
  const { tokenPublicKey } = await loadOrCreateKeys(keysDir);
  const entries = [...issuerEntries(process.env['SHELFGRAPH_ISSUERS']), developmentEntry(tokenPublicKey)];
  return {
    SHELFGRAPH_ISSUERS: JSON.stringify(entries),
    ...(canSignInAt({ host, trustedProxies }) ? { SHELFGRAPH_EMBEDDED: 'yes' } : {}),
  };
}

/** The first replica of every service, then the second: the others answer meanwhile. */
function exchangeAtSighup({ restart }: Processes, turns: readonly (readonly Part[])[]): void {
  let last = Promise.resolve();
  process.on('SIGHUP', () => {
    last = last.then(async () => {
      for (const turn of turns) await Promise.all(turn.map(restart));
      console.log('All processes were started anew.');
    });
  });
}
