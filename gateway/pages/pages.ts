// The pages of this network. A page is a folder of web/ and a line here.
import type { FastifyPluginAsync } from 'fastify';
import { type ServedPage, servePages } from '../../web/serve.ts';
import { servePlayground } from '../playground/playground.ts';

const pages: readonly ServedPage[] = [
  {
    folder: 'counter',
    path: '/counter',
    worker: 'worker.js',
    config: () => ({ endpoint: '/graphql', canSignIn: false }),
  },
  { folder: 'find', path: '/find', config: () => ({ endpoint: '/graphql', canSignIn: false }) },
];

export interface PagesOptions {
  /** Resolves when the pages are built, by whoever has them built; visits wait for it (at once). */
  built?: Promise<unknown> | undefined;
}

/** A plugin that serves the pages. */
export function networkPages({ built }: PagesOptions = {}): FastifyPluginAsync {
  return async (app) => {
    await app.register(servePlayground);
    await app.register(servePages({ pages, built }));
  };
}
