// How a server goes without losing a request: it says that it is going, answers what still comes, and then closes.
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

export interface Drain {
  readonly isDraining: boolean;
  /**
   * Has clients and balancers look for another server while this one still answers: `/ready` says 503, and every answer closes its
   * connection. Resolves after `ms`, when the server may be closed.
   */
  drain(ms: number): Promise<void>;
}

/** Adds the way to go to a server; one that is closed without it says so from that moment on. Its option `return503OnClosing` is false. */
export function drainable(app: FastifyInstance): Drain {
  let isDraining = false;
  app.addHook('onRequest', async (_request, reply) => {
    if (isDraining) reply.header('connection', 'close');
  });
  app.addHook('preClose', async () => {
    isDraining = true;
  });
  return {
    get isDraining() {
      return isDraining;
    },
    async drain(ms) {
      isDraining = true;
      await sleep(ms);
    },
  };
}
