// What a gateway has beside its supergraph, the same whether the subgraphs are in its process or in others.
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Configuration } from '../lib/env.ts';
import type { IssuerSettings } from '../lib/issuers.ts';
import type { TelemetrySettings } from '../lib/telemetry/settings.ts';
import { openIdentities } from './auth/identities.ts';
import { courierWebhooks } from './courier-webhooks.ts';
import { openGatewayDatabase } from './database.ts';
import { withGuests } from './guests.ts';
import { importRoutes } from './imports.ts';
import { readLimits } from './limits/roles.ts';
import type { Network } from './network.ts';
import { networkPages, type PagesOptions } from './pages/pages.ts';
import type { GatewayOptions, GatewayTelemetry } from './server.ts';
import { readTls } from './tls.ts';
import { readTrusted } from './trusted/settings.ts';
import { readIntrospection } from './views/introspection.ts';

/**
 * Reads what operators have set, before anything is opened.
 * @throws Error for a setting, a file or a certificate that is wrong, with what would be right
 */
export async function readGatewaySettings({
  origins,
  trustedProxies,
  tlsFiles,
}: Pick<Configuration, 'origins' | 'trustedProxies' | 'tlsFiles'>) {
  const settings = { limits: readLimits(), introspection: readIntrospection(), trusted: readTrusted() };
  const tls = tlsFiles && (await readTls(tlsFiles));
  return { origins, trustedProxies, ...settings, ...(tls ? { tls } : {}) } satisfies Partial<GatewayOptions>;
}

/** What a gateway tells of its operations; what it counts goes into `registry`, if there is one. */
export async function gatewayTelemetry(
  { slowMs, traceFrom }: Pick<TelemetrySettings, 'slowMs' | 'traceFrom'>,
  registry: Registry | undefined,
): Promise<GatewayTelemetry> {
  if (!registry) return { slowMs, traceFrom };
  const { gatewayMetrics } = await import('./metrics.ts');
  return { slowMs, traceFrom, metrics: gatewayMetrics(registry) };
}

interface PartsOptions {
  issuers: readonly IssuerSettings[];
  /** Of the gateway's own database; without it rates are not shared. */
  databaseUrl: string | undefined;
  logger: Logger;
  pages?: PagesOptions;
}

/** Opens what stands between clients and the network; `close` ends that and the network. */
export async function openGatewayParts(network: Network, { issuers, databaseUrl, logger, pages }: PartsOptions) {
  const { transports } = network;
  const identities = openIdentities({ issuers, bookstores: transports.bookstores, logger });
  const database = databaseUrl === undefined ? undefined : await openGatewayDatabase(databaseUrl);
  const options = {
    transports: withGuests(transports, logger),
    identities,
    ...(database ? { database } : {}),
    pages: networkPages(pages),
    webhooks: courierWebhooks({ lending: transports.lending }),
    imports: importRoutes({ central: transports.central, identities }),
  } satisfies Partial<GatewayOptions>;
  const close = async () => {
    await identities.close();
    await network.close();
    await database?.close(true);
  };
  return { options, close };
}
