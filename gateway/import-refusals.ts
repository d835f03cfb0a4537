// What a sender of files is told when it does not go on: one status, one clear message.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CallerError } from '../lib/errors.ts';
import { FormatError } from '../lib/imports/format.ts';
import { UnconfirmedError } from './auth/refusals.ts';
import { internalError } from './masking.ts';

/** A transfer that does not go on; the message says what would be right. */
export class TransferError extends Error {
  readonly status: number;
  readonly code: string;
  /** What the sender needs to go on: `received`. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(status: number, code: string, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'TransferError';
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

const statuses: Readonly<Record<string, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  BAD_USER_INPUT: 400,
  CONFLICT: 409,
  RATE_LIMITED: 429,
};

/** Answers an error of a file's route, and lets the connection go whose body is not read to its end. */
export function refuseImport(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, code, message, details } = refusalOf(error, request);
  const retryAfter = details?.['retryAfter'];
  if (typeof retryAfter === 'number') reply.header('retry-after', String(retryAfter));
  if (status >= 500 && !(error instanceof UnconfirmedError))
    request.log.error({ err: error, requestId: request.id }, 'a file cannot be taken or given');
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  if (!request.raw.complete) reply.header('connection', 'close');
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .send({ errors: [{ message, extensions: { ...details, code } }] });
}

interface Refusal {
  status: number;
  code: string;
  message: string;
  details?: Readonly<Record<string, unknown>>;
}

function refusalOf(error: unknown, request: FastifyRequest): Refusal {
  if (error instanceof TransferError) return error;
  if (error instanceof UnconfirmedError) {
    const { code, message, service, retryAfter } = error;
    return { status: 503, code, message, details: { service, retryAfter } };
  }
  if (error instanceof FormatError) return { status: 415, code: 'BAD_USER_INPUT', message: error.message };
  if (error instanceof CallerError) {
    const { code, ...details } = error.extensions;
    const isTooLarge = details['reason'] === 'TOO_LARGE';
    const status = isTooLarge ? 413 : (statuses[String(code)] ?? 400);
    return { status, code: String(code), message: error.message, details };
  }
  const { statusCode, message } = error as { statusCode?: number; message: string };
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return { status: statusCode, code: 'BAD_REQUEST', message };
  }
  const internal = internalError(request.id);
  return { status: 500, code: 'INTERNAL_SERVER_ERROR', message: internal.message };
}
