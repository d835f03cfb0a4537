// What those who look after the gateway may ask. Neither asks the subgraphs: a gateway that lacks one still answers the rest.
import type { FastifyInstance } from 'fastify';
import type { RateSharing } from './limits/shared-rates.ts';
import type { Revisions } from './revisions.ts';

/** Serves `/health`, that the process lives, and `/ready`, which supergraph it serves and which one it refused last. */
export function serveHealth(app: FastifyInstance, revisions: Revisions, sharing: RateSharing | undefined): void {
  app.get('/health', async () => ({ status: 'ok' }));
  app.get('/ready', async () => {
    const { current, refused, retiring } = revisions;
    const { supergraph, loadedAt } = current;
    return {
      status: 'ready',
      supergraph: {
        sha256: supergraph.sha256,
        loadedAt: loadedAt.toISOString(),
        subgraphs: supergraph.subgraphs.map(({ name }) => name),
      },
      refused: refused && { at: refused.at.toISOString(), message: refused.message },
      retiring,
      // Whether what clients use of their rate is counted together with other gateways.
      rates: sharing ? { shared: !sharing.brokenSince, since: sharing.brokenSince?.toISOString() } : { shared: false },
    };
  });
}
