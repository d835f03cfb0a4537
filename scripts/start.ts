// `npm start`: the whole network in one process, on an embedded PostgreSQL unless DATABASE_URL_… say otherwise.
import type { IssuerSettings } from '../lib/issuers.ts';
import { ensurePages } from '../web/ensure.ts';
import { checkPort, command, configured, endRequested, tokenSource } from './command.ts';
import { openDatabases } from './databases.ts';

const usage = `Usage: npm start -- [options]

Runs the gateway and the four subgraphs in one process.

  --port N     where the gateway answers (4000, or PORT)
  --data DIR   data of the embedded PostgreSQL, and keys (.data, or SHELFGRAPH_DATA)
  --help       this text

With DATABASE_URL_CENTRAL, _DISTRICTS, _BOOKSTORES and _LENDING set, those databases are used instead of the embedded
PostgreSQL. LOG_LEVEL (warn) says how much is logged; SHELFGRAPH_METRICS_PORT where metrics are, OTEL_EXPORTER_OTLP_ENDPOINT where
traces go (docs/operating.md).`;

await command(usage, { port: { type: 'string' }, data: { type: 'string' } }, async (values) => {
  const { gatewayReaders } = await import('../gateway/setting-readers.ts');
  const configuration = configured(values, gatewayReaders);
  const { host, port, dataDir, tlsFiles } = configuration;
  // Everything in this process has its data there.
  process.env['SHELFGRAPH_DATA'] = dataDir;
  const asked = endRequested();
  await checkPort(host, port, 'npm start');
  // The network does not wait for its pages: visitors do.
  const built = ensurePages(console.log).catch((error: Error) => console.error(error.message));
  // The code of the network is read while PostgreSQL starts.
  const code = import('./in-process.ts');
  const databases = await openDatabases(configuration, { log: console.log });
  const closing = [databases.stop];
  try {
    const { app, metricsUrl, close } = await (await code).openInProcess(databases, configuration, { built });
    closing.unshift(close);
    await app.listen({ host, port });
    console.log(
      welcome(`${tlsFiles ? 'https' : 'http'}://${host === '127.0.0.1' ? 'localhost' : host}:${port}`, {
        dataDir: databases.isEmbedded ? dataDir : null,
        issuers: configuration.issuers,
        metricsUrl,
      }),
    );
    const why = await Promise.race([asked.then(() => 'asked'), databases.ended.then(() => 'database')]);
    if (why === 'database') {
      throw new Error('The embedded PostgreSQL has ended. Start again; its log lies in the data folder.');
    }
    console.log('\nStopping …');
  } finally {
    for (const end of closing) {
      await end();
    }
  }
});
process.exit();

function welcome(
  origin: string,
  {
    dataDir,
    issuers,
    metricsUrl,
  }: { dataDir: string | null; issuers: readonly IssuerSettings[]; metricsUrl: string | undefined },
): string {
  return `
Shelfgraph is ready.

  Playground   ${origin}/
  Endpoint     ${origin}/graphql
  A token      ${tokenSource({ dataDir, issuers })}
  Data         ${dataDir ?? 'your databases (DATABASE_URL_…)'}${metricsUrl ? `\n  Metrics      ${metricsUrl}` : ''}

Stop with Ctrl-C.`;
}
