// Requests that never become a GraphQL operation are refused in GraphQL's shape all the same: one error, one clear message.
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { CallerError } from '../lib/errors.ts';
import { UnconfirmedError } from './auth/refusals.ts';
import { internalError } from './masking.ts';

/** A request that is not looked into; the message says what would be. */
export class RequestError extends Error {
  readonly statusCode: 200 | 400 | 403 | 415 | 429 | 503;
  readonly code: string;

  /** More that the client is told, beside the code. */
  readonly extensions: Readonly<Record<string, unknown>>;

  constructor(statusCode: RequestError['statusCode'], message: string, code = 'BAD_REQUEST', extensions = {}) {
    super(message);
    this.extensions = extensions;
    this.statusCode = statusCode;
    this.code = code;
  }
}

interface Refusal {
  status: number;
  error: GraphQLFormattedError;
}

/** Installs the answers for errors outside GraphQL: bad tokens, bad or too large bodies, unknown paths, defects. `onRefusal` is told the code of each. */
export function handleErrors(
  app: FastifyInstance,
  logger: Logger,
  onRefusal: (code: unknown) => void = () => {},
): void {
  app.setErrorHandler((error, request, reply) => {
    const refusal = refusalFor(error, request);
    const code = refusal.error.extensions?.['code'];
    onRefusal(code);
    logger.info({ requestId: request.id, code, status: refusal.status, ms: Math.round(reply.elapsedTime) }, 'refused');
    const retryAfter = refusal.error.extensions?.['retryAfter'];
    if (typeof retryAfter === 'number') reply.header('retry-after', String(retryAfter));
    if (error instanceof UnconfirmedError) {
      logger.warn({ err: error, requestId: request.id }, 'a caller cannot be confirmed');
    } else if (refusal.status === 500) logger.error({ err: error, requestId: request.id }, 'internal error');
    if (refusal.status === 401) reply.header('www-authenticate', 'Bearer error="invalid_token"');
    return send(reply, request, refusal);
  });
  app.setNotFoundHandler((request, reply) => {
    const { method, url } = request;
    const isKnownPath = url.split('?')[0] === '/graphql';
    const message = isKnownPath
      ? `${method} is not supported here: send GraphQL by POST or GET.`
      : `There is nothing at ${url}. GraphQL is at /graphql.`;
    if (isKnownPath) reply.header('allow', 'GET, POST');
    return send(reply, request, refused(isKnownPath ? 405 : 404, 'BAD_REQUEST', message));
  });
}

/** Answers a request whose URL cannot be read: it never comes to the handlers. */
export function refuseUrl(request: FastifyRequest, reply: FastifyReply): void {
  send(reply, request, refused(400, 'BAD_REQUEST', 'The URL of the request cannot be read.'));
}

/** Answers what is no HTTP request, or one with too large a head, and closes its connection. */
export function refuseConnection(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const { status, error: told } = refusedConnections[error.code ?? ''] ?? notHttp;
  const body = JSON.stringify({ errors: [told] });
  if (socket.writable) {
    const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-type: application/json; charset=utf-8`;
    socket.write(`${head}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }
  socket.destroy(error);
}

const notHttp = refused(400, 'BAD_REQUEST', 'This is not an HTTP request.');
const refusedConnections: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: refused(
    431,
    'BAD_REQUEST',
    'URL and headers are larger than 16 KiB. Send the operation by POST.',
  ),
  ERR_HTTP_REQUEST_TIMEOUT: refused(408, 'BAD_REQUEST', 'The request did not come to its end in time.'),
};

const statuses: Readonly<Record<string, number>> = { UNAUTHENTICATED: 401, RATE_LIMITED: 429 };

function refusalFor(error: unknown, request: FastifyRequest): Refusal {
  if (error instanceof CallerError) {
    const status = statuses[String(error.extensions['code'])] ?? 400;
    return { status, error: { message: error.message, extensions: error.extensions } };
  }
  if (error instanceof UnconfirmedError) return unconfirmed(error);
  if (error instanceof RequestError) {
    const { statusCode, code, message, extensions } = error;
    return { status: statusCode, error: { message, extensions: { ...extensions, code } } };
  }
  const { statusCode: status, message } = error as { statusCode?: number; message: string };
  if (status === 413) {
    const limit = request.routeOptions.bodyLimit;
    const length = Number(request.headers['content-length']);
    const extensions = { code: 'PAYLOAD_TOO_LARGE', limit, ...(length > limit ? { bytes: length } : {}) };
    return { status: 413, error: { message: `The request body is larger than ${limit} bytes.`, extensions } };
  }
  if (status === 415) {
    return refused(415, 'BAD_REQUEST', 'Send the operation as JSON, with content-type application/json.');
  }
  if (status !== undefined && status >= 400 && status < 500) {
    return refused(status, 'BAD_REQUEST', `The request body cannot be read: ${message}`);
  }
  return { status: 500, error: internalError(request.id) };
}

function unconfirmed({ code, message, service, retryAfter }: UnconfirmedError): Refusal {
  return { status: 503, error: { message, extensions: { code, service, retryAfter } } };
}

function refused(status: number, code: string, message: string): Refusal {
  return { status, error: { message, extensions: { code } } };
}

function send(reply: FastifyReply, request: FastifyRequest, { status, error }: Refusal): FastifyReply {
  const type = request.headers.accept?.includes('application/graphql-response+json')
    ? 'application/graphql-response+json; charset=utf-8'
    : 'application/json; charset=utf-8';
  return reply
    .code(status)
    .type(type)
    .send(JSON.stringify({ errors: [error] }));
}
