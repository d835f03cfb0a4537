// A subgraph over HTTP: Apollo Server on Fastify. It answers to an envelope made out to it and to nothing else.
import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { envelopeHeader, openEnvelope } from './envelope.ts';
import { CallerError } from './errors.ts';
import type { BaseContext, Subgraph } from './subgraph.ts';
import { type CallContext, timeLimitHeader } from './transport.ts';

const bodyLimit = 8 * 1024 * 1024;

/** The HTTP server of a subgraph, not yet listening: `/graphql` for the gateway, `/health` for whoever looks after it. */
export async function serveSubgraph(subgraph: Subgraph, envelopeKey: Uint8Array): Promise<FastifyInstance> {
  const apollo = new ApolloServer<BaseContext>({
    schema: subgraph.schema,
    introspection: false,
    csrfPrevention: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      {
        async requestDidStart({ contextValue }) {
          return {
            async willSendResponse({ response, errors }) {
              if (errors && response.body.kind === 'single') {
                response.body.singleResult.errors = errors.map((error) =>
                  subgraph.formatError(error, contextValue.requestId),
                );
              }
            },
          };
        },
      },
    ],
  });
  await apollo.start();

  const app: FastifyInstance = Fastify({ bodyLimit });
  const bodies = new WeakMap<FastifyRequest, string>();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    bodies.set(request, String(body));
    try {
      done(null, JSON.parse(String(body)));
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  });
  app.addHook('onClose', () => apollo.stop());
  app.get('/health', async () => ({ status: 'ok', subgraph: subgraph.name }));

  const calls = new WeakMap<FastifyRequest, CallContext>();
  app.route({
    method: 'POST',
    url: '/graphql',
    preHandler: async (request, reply) => {
      try {
        const header = request.headers[envelopeHeader];
        const body = bodies.get(request) ?? '';
        const opened = openEnvelope(typeof header === 'string' ? header : undefined, {
          target: subgraph.name,
          body,
          key: envelopeKey,
          now: new Date(),
        });
        const left = new AbortController();
        reply.raw.once('close', () => reply.raw.writableFinished || left.abort());
        const timeLimit = Number(request.headers[timeLimitHeader]);
        calls.set(request, {
          ...opened,
          signal: left.signal,
          ...(timeLimit > 0 ? { endsAt: Date.now() + timeLimit } : {}),
        });
      } catch (error) {
        const code = error instanceof CallerError ? error.extensions['code'] : 'UNAUTHENTICATED';
        const message = error instanceof Error ? error.message : String(error);
        await reply.code(401).send({ errors: [{ message, extensions: { code } }] });
      }
    },
    handler: fastifyApolloHandler(apollo, {
      context: async (request) => {
        const call = calls.get(request);
        if (!call) {
          throw new Error('the request was not let in');
        }
        return subgraph.contextOf(call);
      },
    }),
  });
  return app;
}
