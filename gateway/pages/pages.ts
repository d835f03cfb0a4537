// The pages of this network. A page is a folder of web/ and a line here.
import type { KeyObject } from 'node:crypto';
import type { FastifyPluginAsync } from 'fastify';
import { type ServedPage, servePages } from '../../web/serve.ts';
import { ownOperations } from '../trusted/registered.ts';
import { readExamples } from './examples.ts';
import { signIn } from './sign-in.ts';

export interface PagesOptions {
  /** Resolves when the pages are built, by whoever has them built; visits wait for it (at once). */
  built?: Promise<unknown> | undefined;
  /** Signs tokens for those who sign in by a click: in the network with its own databases, and in no other (nobody can). */
  signInKey?: KeyObject | undefined;
  /** The folder of the playground's examples; see `readExamples` (schema/operations). */
  operations?: string;
}

/** A plugin that serves the pages. */
export function networkPages({ built, signInKey, operations = ownOperations }: PagesOptions = {}): FastifyPluginAsync {
  const common = { endpoint: '/graphql', canSignIn: signInKey !== undefined };
  const pages: readonly ServedPage[] = [
    {
      folder: 'playground',
      path: '/',
      config: async () => ({ ...common, examples: await readExamples(operations) }),
    },
    { folder: 'counter', path: '/counter', worker: 'worker.js', config: () => common },
    { folder: 'find', path: '/find', config: () => common },
  ];
  return async (app) => {
    await app.register(servePages({ pages, built }));
    if (signInKey) await app.register(signIn(signInKey));
  };
}
