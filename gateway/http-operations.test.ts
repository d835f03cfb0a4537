// What an operation leaves behind when Apollo Server itself throws.
import { Writable } from 'node:stream';
import Fastify, { type FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createCallerReader } from './callers.ts';
import { handleErrors } from './http-errors.ts';
import { serveOperations } from './http-operations.ts';
import { createLimiter } from './limits/limiter.ts';
import { standardLimits } from './limits/roles.ts';
import { createObserver } from './observing.ts';
import type { Operations } from './operations.ts';
import { createDocumentReader } from './trusted/reader.ts';
import { nothingTrusted } from './trusted/settings.ts';
import { byAudience } from './views/audiences.ts';
import { toldToAll } from './views/introspection.ts';

test('a defect outside of the execution is an operation that has failed, told once, and its place is free', async () => {
  const lines: Record<string, unknown>[] = [];
  const write = (line: Buffer, _: unknown, done: () => void) => {
    lines.push(JSON.parse(String(line)));
    done();
  };
  const logger = pino({ level: 'info' }, new Writable({ write }));
  const app: FastifyInstance = Fastify();
  handleErrors(app, logger);
  const limiter = createLimiter(standardLimits, undefined);
  const documents = createDocumentReader({ trusted: nothingTrusted, checkDocument: limiter.checkDocument, logger });
  const broken = { executeHTTPGraphQLRequest: () => Promise.reject(new Error('a defect')) };
  serveOperations(app, {
    apollo: { servers: byAudience(() => broken) as never, documents, stop: async () => {} },
    operations: {} as Operations,
    documents,
    observer: createObserver({
      logger,
      registered: nothingTrusted.registered,
      slowMs: 1_000,
      traceFrom: [],
      metrics: undefined,
    }),
    limiter,
    readCaller: createCallerReader({ identities: undefined, forwardedHeaders: [], introspection: toldToAll }),
    accept: () => {},
    closing: new AbortController().signal,
    keepAliveMs: 12_000,
    hasPages: false,
  });
  const answer = await app.inject({ method: 'POST', url: '/graphql', payload: { query: '{ a }' } });
  expect([answer.statusCode, answer.json()]).toEqual([
    500,
    { errors: [expect.objectContaining({ extensions: expect.objectContaining({ code: 'INTERNAL_SERVER_ERROR' }) })] },
  ]);
  expect(lines.filter(({ msg }) => msg === 'operation')).toEqual([
    expect.objectContaining({ outcome: 'failed', codes: ['INTERNAL_SERVER_ERROR'] }),
  ]);
  expect(limiter.places.state().underWay).toBe(0);
  await app.close();
});
