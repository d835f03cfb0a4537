// `npm run gateway`: the gateway alone, in front of any composed supergraph.

import { isHttp, remoteTransports } from '../gateway/remote.ts';
import { followSupergraphFile, openSupergraphFile } from '../gateway/supergraph-file.ts';
import { createLog } from '../lib/logging.ts';
import { startTelemetry } from '../lib/telemetry/start.ts';
import { checkPort, command, configured, endRequested, listOf, type OptionValues, UsageError } from './command.ts';

const usage = `Usage: npm run gateway -- --supergraph FILE [options]

Serves any supergraph of Apollo Federation 2 over HTTP, without the rest of Shelfgraph. Who asks is not looked at: callers are
anonymous, and the requests to subgraphs say nothing about them but the headers that you name. When the file changes, and at
SIGHUP, it is read again; what is running ends on the supergraph that it began on.

  --supergraph FILE  a composed supergraph; it says where its subgraphs answer
  --url NAME=URL     where the subgraph NAME answers instead; may be given several times
  --port N           where the gateway answers (4000, or PORT)
  --host HOST        on which address (127.0.0.1, or HOST)
  --timeout MS       how long a subgraph may take to answer one request (5000)
  --forward HEADER   a header of clients that subgraphs get too, such as authorization; may be given several times
  --coalesce         equal queries and subscriptions of one caller, under way at the same time, are sent once
  --subscriptions P  how subgraphs serve subscriptions: sse (as graphql-sse, the default) or ws (as graphql-ws)
  --help             this text

LOG_LEVEL (warn) says how much is logged, SHELFGRAPH_METRICS_PORT where metrics are, OTEL_EXPORTER_OTLP_ENDPOINT where
traces go. SHELFGRAPH_LIMITS names a JSON file of what an operation may be at most, such as
{"anonymous": {"cost": 5000}}; without it only what the planner cannot bear is refused. What is tagged "branch", "bookstore" or "internal" and not "public" is
hidden. SHELFGRAPH_INTROSPECTION=public:off keeps the schema untold; SHELFGRAPH_TRUSTED_DOCUMENTS names a folder of
documents, to which SHELFGRAPH_TRUSTED_DOCUMENTS_MODE=anonymous:enforce restricts callers.`;

const options = {
  supergraph: { type: 'string' },
  url: { type: 'string', multiple: true },
  port: { type: 'string' },
  host: { type: 'string' },
  timeout: { type: 'string' },
  forward: { type: 'string', multiple: true },
  coalesce: { type: 'boolean' },
  subscriptions: { type: 'string' },
} as const;

/** What a request to a subgraph has of its own. */
const ownHeaders = new Set(
  'accept accept-encoding connection content-length content-type host transfer-encoding upgrade x-request-id'.split(
    ' ',
  ),
);

await command(usage, options, async (values) => {
  const { port, host: configuredHost, trustedProxies, telemetry: settings } = configured(values);
  const host = typeof values['host'] === 'string' ? values['host'] : configuredHost;
  const file = values['supergraph'];
  if (typeof file !== 'string') throw new UsageError(`Give the file of a supergraph: --supergraph FILE.\n\n${usage}`);
  const logger = createLog('gateway');
  const transports = remoteTransports({
    urls: urlsOf(values),
    timeLimitMs: timeLimitOf(values),
    subscriptions: protocolOf(values),
    logger,
  });
  const forwardedHeaders = forwardedOf(values);

  const asked = endRequested(['SIGINT', 'SIGTERM']);
  await checkPort(host, port, 'npm run gateway');
  const telemetry = await startTelemetry('gateway', settings, logger);
  // Read when it is needed: not to explain the command, or what is wrong with a call.
  const { createGateway } = await import('../gateway/server.ts');
  const { openLimits, readLimits } = await import('../gateway/limits/roles.ts');
  const { readTrusted } = await import('../gateway/trusted/settings.ts');
  const { readIntrospection } = await import('../gateway/views/introspection.ts');
  const { gatewayTelemetry } = await import('../gateway/parts.ts');
  const limits = readLimits(process.env, openLimits);
  const introspection = readIntrospection();
  const trusted = readTrusted(process.env, null);
  const observed = await gatewayTelemetry(settings, telemetry.registry);
  const app = await openSupergraphFile(file, (supergraphSdl) =>
    createGateway({
      supergraphSdl,
      transports,
      limits,
      introspection,
      trusted,
      trustedProxies,
      forwardedHeaders,
      isCoalescing: values['coalesce'] === true,
      logger,
      telemetry: observed,
    }),
  );
  followSupergraphFile(file, { gateway: app, logger, tell: console.log });
  await app.listen({ host, port });
  const origin = `http://${host === '127.0.0.1' ? 'localhost' : host}:${port}`;
  console.log(`The gateway answers at ${origin}/graphql (pid ${process.pid}).\nStop with Ctrl-C.`);
  await asked;
  console.log('\nStopping …');
  await app.close();
  await telemetry.close();
});
process.exit();

function urlsOf(values: OptionValues): Map<string, string> {
  return new Map(
    listOf(values['url']).map((text) => {
      const at = text.indexOf('=');
      const [name, url] = [text.slice(0, at), text.slice(at + 1)];
      if (at < 1 || !isHttp(url)) {
        throw new UsageError(`--url is NAME=URL, such as products=http://127.0.0.1:4101/graphql, not "${text}".`);
      }
      return [name.toLowerCase(), url];
    }),
  );
}

function timeLimitOf(values: OptionValues): number {
  const text = values['timeout'] ?? '5000';
  const milliseconds = Number(text);
  if (!Number.isInteger(milliseconds) || milliseconds < 1 || milliseconds > 3_600_000) {
    throw new UsageError(`--timeout is a number of milliseconds from 1 to 3600000, not "${String(text)}".`);
  }
  return milliseconds;
}

function protocolOf(values: OptionValues): 'sse' | 'ws' {
  const protocol = values['subscriptions'] ?? 'sse';
  if (protocol !== 'sse' && protocol !== 'ws') {
    throw new UsageError(`--subscriptions is sse or ws, not "${String(protocol)}".`);
  }
  return protocol;
}

function forwardedOf(values: OptionValues): string[] {
  const names = listOf(values['forward']).map((name) => name.toLowerCase());
  const wrong = names.find((name) => !/^[\w!#$%&'*+.^`|~-]+$/.test(name));
  if (wrong !== undefined) throw new UsageError(`--forward is the name of a header, not "${wrong}".`);
  const own = names.find((name) => ownHeaders.has(name));
  if (own !== undefined) throw new UsageError(`--forward cannot pass on "${own}": the gateway sends its own.`);
  return names;
}
