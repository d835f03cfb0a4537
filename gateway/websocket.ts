// Operations over WebSocket (the protocol graphql-transport-ws). A connection has one caller, whom the Authorization header tells
// or, since browsers cannot send one, `authorization` in the connection's parameters.
import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FastifyRequest } from 'fastify';
import { type ExecutionArgs, type ExecutionResult, type FormattedExecutionResult, GraphQLError } from 'graphql';
import { CloseCode, makeServer, type ServerOptions } from 'graphql-ws';
import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import { CallerError } from '../lib/errors.ts';
import { UnconfirmedError } from './auth/refusals.ts';
import { type Caller, type CallerReader, cameBy, type HeaderReader, headersOf } from './callers.ts';
import type { Limiter } from './limits/limiter.ts';
import type { OpenOperation, Operations } from './operations.ts';

export interface WebSocketOptions {
  operations: Operations;
  readCaller: CallerReader;
  limiter: Limiter;
  logger: Logger;
  /** Operations that one connection may have open (100). */
  operationLimit?: number;
  /** How often a client is asked whether it lives (12 s); after five questions without an answer it is given up. */
  keepAliveMs?: number;
}

export interface Connections {
  /** Serves GraphQL on a socket that was accepted. */
  accept(socket: WebSocket, request: FastifyRequest): void;
  /** Waits for queries and mutations that are running, then closes all connections with 1001, which ends subscriptions. */
  close(): Promise<void>;
}

/** What is known of one connection. */
interface Connection {
  socket: WebSocket;
  request: FastifyRequest;
  caller: Caller | undefined;
  /** Queries and mutations that are running. */
  running: Set<OpenOperation>;
  /** Operations begun so far. */
  count: number;
  isClosing: boolean;
  /** Aborts when the connection ends. */
  left: AbortController;
}

/** What a client has not taken yet, above which nothing more is read from it, in bytes. */
const backlogLimit = 1024 * 1024;
const goingAway = 1001;
/** Of RFC 6455's registry; clients of graphql-ws connect again. */
const tryAgainLater = 1013;
/** How long a client may take to agree that the connection closes. */
const farewellMs = 1_000;

export function createConnections(options: WebSocketOptions): Connections {
  const open = new Set<Connection>();
  return {
    accept(socket, request) {
      const left = new AbortController();
      const running = new Set<OpenOperation>();
      const connection = { socket, request, caller: undefined, running, count: 0, isClosing: false, left };
      open.add(connection);
      socket.once('close', () => open.delete(connection));
      serve(connection, options);
    },
    async close() {
      await Promise.all([...open].map(farewell));
    },
  };
}

function serve(connection: Connection, options: WebSocketOptions): void {
  const { socket, request, left } = connection;
  const { logger, keepAliveMs = 12_000 } = options;
  const closed = makeServer(protocolOf(connection, options)).opened(
    {
      protocol: socket.protocol,
      send: (text) => send(connection, text),
      close: (code, reason) => socket.close(code, reasonOf(reason)),
      onMessage: (handle) =>
        socket.on('message', async (data) => {
          if (socket.bufferedAmount > backlogLimit) socket.pause();
          try {
            await handle(String(data));
          } catch (error) {
            if (socket.readyState !== socket.OPEN) return;
            if (isUnexpectedMessage(error)) return socket.close(CloseCode.BadRequest, 'Invalid message received');
            logger.error({ err: error, requestId: request.id }, 'internal error');
            socket.close(CloseCode.InternalServerError, `Something went wrong; request id ${request.id}.`);
          }
        }),
    },
    undefined,
  );
  const stopAsking = askForLife(socket, keepAliveMs);
  socket.once('close', (code, reason) => {
    stopAsking();
    left.abort();
    void closed(code, String(reason));
  });
}

function protocolOf(
  connection: Connection,
  { operations, readCaller, limiter, operationLimit = 100 }: WebSocketOptions,
): ServerOptions {
  const { socket, request, left } = connection;
  return {
    async onConnect({ connectionParams }) {
      try {
        connection.caller = await readCaller(headersOr(request, connectionParams), request.ip);
      } catch (error) {
        limiter.blame(request.ip, error);
        if (isForLater(error)) socket.close(tryAgainLater, reasonOf(error.message));
        else if (error instanceof CallerError) socket.close(closeCodeOf(error), reasonOf(error.message));
        else throw error;
        return false;
      }
      if (left.signal.aborted) return false;
      const forbid = ({ message }: CallerError) => socket.close(CloseCode.Forbidden, reasonOf(message));
      left.signal.addEventListener('abort', connection.caller.untilOver(forbid));
      return { requestId: request.id };
    },
    onSubscribe({ subscriptions }, _id, payload) {
      const { caller } = connection;
      if (!caller || connection.isClosing) return [refusal('UNAVAILABLE', 'The gateway is closing.')];
      if (Object.keys(subscriptions).length > operationLimit) {
        const message = `这个连接已有 ${operationLimit} 个进行中的操作。This connection has ${operationLimit} operations open; no more are allowed.`;
        return [refusal('OPERATION_LIMIT', message, { limit: operationLimit, operations: operationLimit + 1 })];
      }
      const rate = limiter.come(caller.client);
      if (rate instanceof GraphQLError) return [rate];
      connection.count += 1;
      const requestId = `${request.id}.${connection.count}`;
      const { operationName } = payload;
      const came = cameBy(request, performance.now());
      const opened = operations.open(payload, caller, { requestId, signal: left.signal, came });
      if ('errors' in opened) return opened.errors;
      if (!opened.isSubscription) {
        connection.running.add(opened);
        void opened.ended.then(() => connection.running.delete(opened));
      }
      const { document, schema } = opened;
      return { document, schema, operationName, contextValue: opened };
    },
    execute: resultsOf,
    subscribe: resultsOf,
    onNext: (_context, _id, _payload, _execution, result) => result as FormattedExecutionResult,
  };
}

/** Of an operation that `onSubscribe` has opened. */
function resultsOf({ contextValue }: ExecutionArgs): AsyncGenerator<ExecutionResult> {
  return (contextValue as OpenOperation).results as AsyncGenerator<ExecutionResult>;
}

/**
 * Resolves when the client's connection has taken the text, so that no more is fetched than the client takes. Where there is no
 * client any more, all that is open ends.
 */
function send({ socket, left }: Connection, text: string): Promise<void> {
  return new Promise((taken) => {
    const leave = () => {
      left.abort();
      taken();
    };
    if (socket.readyState !== socket.OPEN) return leave();
    socket.send(text, (error) => {
      if (error) return leave();
      if (socket.isPaused && socket.bufferedAmount <= backlogLimit) socket.resume();
      taken();
    });
  });
}

function askForLife(socket: WebSocket, everyMs: number): () => void {
  let unanswered = 0;
  socket.on('pong', () => {
    unanswered = 0;
  });
  const timer = setInterval(() => {
    unanswered += 1;
    if (unanswered > 5) socket.terminate();
    else if (socket.readyState === socket.OPEN) socket.ping();
  }, everyMs);
  return () => clearInterval(timer);
}

async function farewell(connection: Connection): Promise<void> {
  const { socket, running } = connection;
  connection.isClosing = true;
  await Promise.all([...running].map(({ ended }) => ended));
  // Their `complete` is sent in this turn.
  await nextTurn();
  if (socket.readyState === socket.CLOSED) return;
  const gone = once(socket, 'close');
  const impatience = setTimeout(() => socket.terminate(), farewellMs);
  socket.close(goingAway, 'The gateway is closing.');
  await gone;
  clearTimeout(impatience);
}

/** The connection's parameters stand for headers. A browser sends cookies along from any page, so those count for nothing. */
function headersOr(request: FastifyRequest, parameters: Record<string, unknown> = {}): HeaderReader {
  const header = headersOf(request);
  const named = new Map<string, string[]>();
  for (const [name, value] of Object.entries(parameters)) {
    if (typeof value === 'string') named.set(name.toLowerCase(), [...(named.get(name.toLowerCase()) ?? []), value]);
  }
  return (name) => named.get(name) ?? (name === 'cookie' ? undefined : header(name));
}

/** Nobody can say now whether the caller is let in. */
function isForLater(error: unknown): error is Error {
  return (
    error instanceof UnconfirmedError || (error instanceof CallerError && error.extensions['code'] === 'RATE_LIMITED')
  );
}

function closeCodeOf({ extensions }: CallerError): CloseCode {
  return extensions['code'] === 'BAD_USER_INPUT' ? CloseCode.BadRequest : CloseCode.Unauthorized;
}

function isUnexpectedMessage(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Unexpected message of type');
}

/** A close frame has room for 123 bytes. */
function reasonOf(text = ''): string {
  let reason = text;
  while (Buffer.byteLength(reason) > 123) reason = reason.slice(0, -1);
  return reason;
}

function refusal(code: string, message: string, told: Record<string, unknown> = {}): GraphQLError {
  return new GraphQLError(message, { extensions: { ...told, code } });
}
