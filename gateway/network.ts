// The four subgraphs of this network, each in this process or reached over HTTP, by configuration; nothing else differs.
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { EnvelopeKeys } from '../lib/envelope-keys.ts';
import type { Subgraph } from '../lib/subgraph.ts';
import type { Transport } from '../lib/transport.ts';
import { type SubgraphName, subgraphNames } from '../schema/sdl.ts';
import { logBreaker } from './breakers.ts';
import type { definitions as all } from './definitions.ts';
import { openHttpTransport } from './transports/http.ts';
import { localTransport } from './transports/local.ts';
import { type BreakerChange, guarded } from './transports/outages.ts';

/** The subgraphs as a gateway reaches them, those of this process and those of others. */
export interface Network {
  transports: Record<SubgraphName, Transport>;
  /** Those that run in this process. */
  local: Partial<Record<SubgraphName, Subgraph>>;
  close: () => Promise<void>;
}

interface NetworkOptions {
  /** Of the subgraphs that run in this process. A process that runs one of them does not read the code of the others. */
  definitions?: Partial<Record<SubgraphName, (typeof all)[SubgraphName]>>;
  /** Databases of the subgraphs that run in this process. */
  databaseUrls: Partial<Record<SubgraphName, string>>;
  /** Where the other subgraphs answer, `http://127.0.0.1:4101/graphql`. */
  subgraphUrls?: Partial<Record<SubgraphName, string>>;
  /** Sign who asks, for subgraphs in other processes. */
  envelopeKeys: EnvelopeKeys;
  /** Of the hashes that stand for readers who are not kept any more. */
  privacyKey: Uint8Array;
  log: Logger;
  /** Where the subgraphs of this process put what they count; nowhere without it. */
  registry?: Registry | undefined;
  /** The present moment; tests move it. */
  clock?: () => Date;
  /** Done with each database once it is migrated, before jobs run on it. */
  prepare?: (name: SubgraphName, orm: Subgraph['orm']) => Promise<void>;
}

/** Opens every subgraph that has a database here, with its jobs, and reaches the others by their URL. */
export async function openNetwork(options: NetworkOptions): Promise<Network> {
  const {
    definitions = {},
    databaseUrls,
    subgraphUrls = {},
    envelopeKeys,
    privacyKey,
    log,
    clock,
    prepare,
    registry,
  } = options;
  const transports: Record<string, Transport> = {};
  const local: Partial<Record<SubgraphName, Subgraph>> = {};
  const closing: (() => Promise<void>)[] = [];
  const onBreakerChange = (change: BreakerChange) => logBreaker(log, change);
  const metrics = registry && (await import('../lib/telemetry/subgraph-metrics.ts')).subgraphMetrics(registry);
  const close = async () => {
    await Promise.all(Object.values(local).map((subgraph) => subgraph.stopJobs()));
    await Promise.all(closing.map((end) => end()));
  };
  try {
    await Promise.all(
      subgraphNames.map(async (name) => {
        const databaseUrl = databaseUrls[name];
        const url = subgraphUrls[name];
        if (databaseUrl) {
          // Nor does a gateway read what subgraphs run on.
          const { openSubgraph } = await import('../lib/subgraph.ts');
          // Each definition has a context of its own type, which only its own resolvers see.
          const subgraph = await openSubgraph(definitions[name] as never, {
            databaseUrl,
            transports,
            privacyKey,
            log,
            observer: metrics?.observerOf(name),
            ...(clock ? { clock } : {}),
          });
          closing.push(subgraph.close);
          await prepare?.(name, subgraph.orm);
          await metrics?.watch(subgraph, definitions[name]?.figures ?? []);
          local[name] = subgraph;
          transports[name] = guarded(name, localTransport(name, subgraph.execute), { onBreakerChange });
        } else if (url) {
          const transport = openHttpTransport({ subgraph: name, url, envelopeKeys });
          closing.push(transport.close);
          transports[name] = guarded(name, transport.send, { onBreakerChange });
        } else {
          throw new Error(
            `${name} has neither a database here (DATABASE_URL_${name.toUpperCase()}) nor a URL (SUBGRAPH_URL_${name.toUpperCase()}).`,
          );
        }
      }),
    );
    await Promise.all(Object.values(local).map((subgraph) => subgraph.startJobs()));
  } catch (error) {
    await close();
    throw error;
  }
  return { transports, local, close };
}
