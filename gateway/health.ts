// What those who look after the gateway may ask. None of it waits for a subgraph: a gateway that lacks one still answers the rest.
import type { FastifyInstance } from 'fastify';
import type { DatabaseCheck } from '../lib/database-check.ts';
import type { Drain } from '../lib/drain.ts';
import type { Places } from './limits/places.ts';
import type { RateSharing } from './limits/shared-rates.ts';
import type { Revisions } from './revisions.ts';

interface HealthOptions {
  revisions: Revisions;
  places: Places;
  drain: Drain;
  sharing: RateSharing | undefined;
  /** Of subgraphs in this process, by their names. */
  databases: Readonly<Record<string, DatabaseCheck>>;
}

/**
 * Serves `/health`, that the process lives, and `/ready`: whether requests may be sent here (200, or 503 while it drains), and what is not
 * as it should be. What others lack is no reason to send requests elsewhere: every other gateway lacks it too.
 */
export function serveHealth(app: FastifyInstance, options: HealthOptions): void {
  app.get('/health', async () => ({ status: 'ok' }));
  app.get('/ready', async (_request, reply) => {
    const { revisions, places, drain, sharing } = options;
    const { current, refused, retiring } = revisions;
    const { supergraph, loadedAt } = current;
    const load = places.state();
    const silent = new Map(current.outages().map(({ subgraph, ...outage }) => [subgraph, outage]));
    const reasons = [
      ...(drain.isDraining ? ['it is going, and closes its connections'] : []),
      ...[...silent].map(
        ([name, { since, message }]) => `${name} is not asked since ${since.toISOString()}: ${message}`,
      ),
      ...(await silentDatabases(options.databases)),
      ...(load.isRefusing ? ['more comes than it can do, and some of it is refused'] : []),
      ...(refused ? [`the last supergraph was refused: ${refused.message}`] : []),
      ...(sharing?.brokenSince ? [`rates are not shared since ${sharing.brokenSince.toISOString()}`] : []),
    ];
    reply.code(drain.isDraining ? 503 : 200);
    return {
      status: drain.isDraining ? 'draining' : reasons.length > 0 ? 'degraded' : 'ready',
      reasons,
      supergraph: {
        sha256: supergraph.sha256,
        loadedAt: loadedAt.toISOString(),
        subgraphs: supergraph.subgraphs.map(({ name }) => name),
      },
      silent: [...silent].map(([name, { since }]) => ({ name, since: since.toISOString() })),
      load: { ...load, utilization: Number(load.utilization.toFixed(2)) },
      refused: refused && { at: refused.at.toISOString(), message: refused.message },
      retiring,
      // Whether what clients use of their rate is counted together with other gateways.
      rates: sharing ? { shared: !sharing.brokenSince, since: sharing.brokenSince?.toISOString() } : { shared: false },
    };
  });
}

async function silentDatabases(databases: HealthOptions['databases']): Promise<string[]> {
  const found = await Promise.all(
    Object.entries(databases).map(async ([name, check]) => {
      const problem = await check();
      return problem === null ? [] : [`the database of ${name} does not answer: ${problem}`];
    }),
  );
  return found.flat();
}
