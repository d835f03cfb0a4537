// Where couriers' systems tell what happened to parcels: `POST /webhooks/couriers/SF`. The gateway holds size and rate; who signed it,
// and what it says, is judged by the subgraph that has the secrets and the parcels. What cannot be judged is refused.
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { Transport } from '../lib/transport.ts';

/** Of one event: a courier's is some hundred bytes. */
const bodyLimitBytes = 16 * 1024;
/** Events of one courier, and under way at once from all. */
const perCourier = { most: 300, everyMs: 10_000 };
const underWayAtMost = 32;
/** Couriers that are counted at once: more names than there can be are somebody's guesses. */
const countedAtMost = 200;

export interface CourierWebhookOptions {
  /** Reaches the subgraph `lending`. */
  lending: Transport;
  /** The present moment in ms (`Date.now`). */
  clock?: () => number;
}

interface Message {
  courier: string;
  id: string;
  timestamp: string;
  signature: string;
  body: string;
}

/** What a courier is answered: a 2xx is the end of it, anything else is to be sent again, 400 and 409 after a look at it. */
interface Verdict {
  status: number;
  code?: string;
  message?: string;
}

const statuses: Readonly<Record<string, number>> = {
  UNAUTHENTICATED: 401,
  BAD_USER_INPUT: 400,
  NOT_FOUND: 404,
  CONFLICT: 409,
};

const receive = /* GraphQL */ `
  mutation ($courier: ID!, $id: String!, $timestamp: String!, $signature: String!, $body: String!) {
    receiveCourierEvent(courier: $courier, id: $id, timestamp: $timestamp, signature: $signature, body: $body)
  }
`;

/**
 * The route for couriers' events, as a plugin of the gateway.
 * @example createGateway({ …, plugins: [courierWebhooks({ lending: transports.lending })] })
 */
export function courierWebhooks({ lending, clock = Date.now }: CourierWebhookOptions): FastifyPluginAsync {
  const rate = createRate(clock);
  let underWay = 0;

  const judge = async (message: Message, requestId: string): Promise<Verdict> => {
    try {
      const { data, errors = [] } = await lending(
        { query: receive, variables: { ...message } },
        { identity: { role: 'service', subgraph: 'gateway' }, requestId },
      );
      const [error] = errors;
      if (!error && data?.['receiveCourierEvent'] === true) return { status: 200 };
      const code = String(error?.extensions?.['code']);
      const status = statuses[code];
      return status && error ? { status, code, message: error.message } : silent;
    } catch {
      return silent;
    }
  };

  return async (app: FastifyInstance) => {
    // The signature is over the bytes as they came.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: bodyLimitBytes }, (_request, body, done) =>
      done(null, body),
    );
    app.route<{ Params: { courier: string }; Body: string }>({
      method: 'POST',
      url: '/webhooks/couriers/:courier',
      bodyLimit: bodyLimitBytes,
      async onRequest(request, reply) {
        const wait = rate(request.params.courier);
        if (wait > 0 || underWay >= underWayAtMost) {
          return tell(reply.header('retry-after', String(Math.max(1, Math.ceil(wait / 1_000)))), tooMany);
        }
      },
      async handler(request, reply) {
        underWay += 1;
        try {
          const { courier } = request.params;
          return tell(reply, await judge({ courier, ...signedPart(request), body: request.body ?? '' }, request.id));
        } finally {
          underWay -= 1;
        }
      },
    });
  };
}

const silent: Verdict = {
  status: 503,
  code: 'SUBGRAPH_UNAVAILABLE',
  message: 'The event could not be kept now: send it again.',
};
const tooMany: Verdict = {
  status: 429,
  code: 'RATE_LIMITED',
  message: 'Too many events at once: send this one again later.',
};

function signedPart({ headers }: FastifyRequest): Pick<Message, 'id' | 'timestamp' | 'signature'> {
  const text = (name: string) => {
    const value = headers[name];
    return typeof value === 'string' && value.length <= 1_000 ? value : '';
  };
  return { id: text('webhook-id'), timestamp: text('webhook-timestamp'), signature: text('webhook-signature') };
}

function tell(reply: FastifyReply, { status, code, message }: Verdict): FastifyReply {
  const body = code ? { errors: [{ message, extensions: { code } }] } : { status: 'ok' };
  return reply.code(status).header('cache-control', 'no-store').send(body);
}

/** Counts events of each courier; the answer is how many ms it has to wait, 0 when it may go on. */
function createRate(clock: () => number): (courier: string) => number {
  let startedAt = Number.NEGATIVE_INFINITY;
  const counts = new Map<string, number>();
  return (courier) => {
    const now = clock();
    if (now - startedAt >= perCourier.everyMs) {
      startedAt = now;
      counts.clear();
    }
    const count = (counts.get(courier) ?? 0) + 1;
    if (count > perCourier.most || (count === 1 && counts.size >= countedAtMost)) {
      return startedAt + perCourier.everyMs - now;
    }
    counts.set(courier, count);
    return 0;
  };
}
