// A subgraph over HTTP: Apollo Server on Fastify. It answers to an envelope made out to it and to nothing else.
import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import { type Drain, drainable } from './drain.ts';
import { createEnvelopeNonces, envelopeHeader, openEnvelope } from './envelope.ts';
import type { EnvelopeKeys } from './envelope-keys.ts';
import { CallerError } from './errors.ts';
import { writeEvents } from './event-stream.ts';
import { createLoad } from './load.ts';
import type { BaseContext, Subgraph } from './subgraph.ts';
import { traceHeader } from './telemetry/tracing.ts';
import { type CallContext, overloaded, type SubgraphRequest, timeLimitHeader } from './transport.ts';

const bodyLimit = 8 * 1024 * 1024;
/** Of a caller that names none, in ms. */
const defaultTimeLimitMs = 5_000;

/** A subgraph's server, and how it goes. */
export interface SubgraphServer extends FastifyInstance {
  drain: Drain['drain'];
}

/** The HTTP server of a subgraph, not yet listening: `/graphql` for the gateway, `/health` and `/ready` for whoever looks after it. */
export async function serveSubgraph(subgraph: Subgraph, envelopeKeys: EnvelopeKeys): Promise<SubgraphServer> {
  const errorsOf = new WeakMap<BaseContext, readonly GraphQLFormattedError[]>();
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
                const told = errors.map((error) => subgraph.formatError(error, contextValue.requestId));
                response.body.singleResult.errors = told;
                errorsOf.set(contextValue, told);
              }
            },
          };
        },
      },
    ],
  });
  await apollo.start();

  const app: FastifyInstance = Fastify({ bodyLimit, return503OnClosing: false });
  const going = drainable(app);
  const bodies = new WeakMap<FastifyRequest, string>();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    bodies.set(request, String(body));
    try {
      done(null, JSON.parse(String(body)));
    } catch (error) {
      done(Object.assign(new Error(`the body is not JSON: ${String(error)}`), { statusCode: 400 }));
    }
  });
  app.addHook('onClose', () => apollo.stop());
  app.get('/health', async () => ({ status: 'ok', subgraph: subgraph.name }));
  app.get('/ready', async (_request, reply) => {
    const problem = await subgraph.checkDatabase();
    const reasons = [
      ...(going.isDraining ? ['it is going, and closes its connections'] : []),
      ...(problem === null ? [] : [`its database does not answer: ${problem}`]),
    ];
    reply.code(reasons.length > 0 ? 503 : 200);
    const status = going.isDraining ? 'draining' : problem === null ? 'ready' : 'failing';
    return { status, subgraph: subgraph.name, reasons };
  });

  const calls = new WeakMap<FastifyRequest, CallContext & { signal: AbortSignal }>();
  const nonces = createEnvelopeNonces();
  const load = createLoad();
  const streams = new Set<FastifyReply>();
  // Subscriptions have no end of their own: who is subscribed sees the stream break and subscribes elsewhere.
  app.addHook('preClose', async () => {
    for (const { raw } of streams) raw.destroy();
  });
  const contexts = new WeakMap<FastifyRequest, BaseContext>();
  const context = async (request: FastifyRequest) => {
    const made = subgraph.contextOf(callOf(request));
    contexts.set(request, made);
    return made;
  };
  const answer = fastifyApolloHandler(apollo, { context });
  const callOf = (request: FastifyRequest) => {
    const call = calls.get(request);
    if (!call) {
      throw new Error('the request was not let in');
    }
    return call;
  };
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
          keys: envelopeKeys,
          nonces,
          now: new Date(),
        });
        const timeLimit = Number(request.headers[timeLimitHeader]);
        // Half of the time is for the work itself.
        const isLate = load.waitMs() > (timeLimit > 0 ? timeLimit : defaultTimeLimitMs) / 2;
        const asked = isRequest(request.body) ? request.body : { query: '' };
        if (isLate || subgraph.isBusyFor(asked, opened.identity)) {
          const { code, message } = overloaded(subgraph.name);
          const errors = [{ message, extensions: { code, subgraph: subgraph.name } }];
          return reply.code(503).header('retry-after', '1').send({ errors });
        }
        const left = new AbortController();
        const end = load.begin();
        reply.raw.once('close', () => {
          end();
          if (!reply.raw.writableFinished) left.abort();
        });
        calls.set(request, {
          ...opened,
          signal: left.signal,
          ...(timeLimit > 0 ? { endsAt: performance.now() + timeLimit } : {}),
        });
      } catch (error) {
        const code = error instanceof CallerError ? error.extensions['code'] : 'UNAUTHENTICATED';
        const message = error instanceof Error ? error.message : String(error);
        await reply.code(401).send({ errors: [{ message, extensions: { code } }] });
      }
    },
    async handler(request, reply) {
      if (!request.headers.accept?.includes('text/event-stream')) {
        const call = callOf(request);
        const asked = isRequest(request.body) ? request.body : { query: '' };
        const trace = request.headers[traceHeader];
        return subgraph.requests.remote(
          asked,
          call,
          typeof trace === 'string' ? trace : undefined,
          async () => subgraph.runAs(call, () => answer.call(app, request, reply)),
          () => {
            const made = contexts.get(request);
            return { errors: made && errorsOf.get(made) };
          },
        );
      }
      streams.add(reply);
      reply.raw.once('close', () => streams.delete(reply));
      return streamAnswers(subgraph, request.body, callOf(request), reply);
    },
  });
  return app.decorate('drain', going.drain) as FastifyInstance as SubgraphServer;
}

async function streamAnswers(
  { name, execute, formatError }: Subgraph,
  body: unknown,
  call: CallContext & { signal: AbortSignal },
  reply: FastifyReply,
): Promise<unknown> {
  const { subscribe } = execute;
  if (!subscribe || !isRequest(body)) {
    const message = subscribe ? 'The body is a JSON object with a query.' : `${name} has no subscriptions.`;
    return reply.code(400).send({ errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] });
  }
  reply.hijack();
  try {
    await writeEvents(reply.raw, call.signal, (onOpen) => subscribe(body, call, onOpen));
  } catch (error) {
    const told = call.signal.aborted ? null : formatError(error, call.requestId);
    if (!reply.raw.headersSent) {
      reply.raw.destroy();
    } else if (told?.extensions?.['code'] === 'SUBSCRIPTION_TOO_SLOW') {
      reply.raw.end(`event: next\ndata: ${JSON.stringify({ errors: [told] })}\n\nevent: complete\ndata:\n\n`);
    } else {
      // Ended without `complete`: the gateway sees that the stream has broken. The log has why.
      reply.raw.end();
    }
  }
  return reply;
}

function isRequest(body: unknown): body is SubgraphRequest {
  return typeof body === 'object' && body !== null && typeof (body as SubgraphRequest).query === 'string';
}
