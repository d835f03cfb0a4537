// Operations that come over WebSocket or SSE. They obey the rules of those over HTTP, and each is a stream of results: one for a
// query or mutation, one for each event of a subscription.
import {
  type DocumentNode,
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  getOperationAST,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import type { Logger } from 'pino';
import type { CallContext } from '../lib/transport.ts';
import { type Caller, callOf } from './callers.ts';
import { DocumentStore } from './documents.ts';
import type { EngineResult } from './engine/engine.ts';
import { internalError, maskErrors } from './masking.ts';
import { unreadable, variablesTooDeep } from './nesting.ts';
import type { Revision, Revisions } from './revisions.ts';
import { operationLimits, tokenLimit } from './validation.ts';

export interface OperationRequest {
  query: string;
  operationName?: string | null | undefined;
  variables?: Record<string, unknown> | null | undefined;
}

/** Results at the consumer's pace. `return` ends the operation at once, also while a result is awaited. */
export type Results = AsyncGenerator<FormattedExecutionResult, void>;

export interface OpenOperation {
  document: DocumentNode;
  schema: GraphQLSchema;
  isSubscription: boolean;
  results: Results;
  /** Resolves when there will be no more results. */
  ended: Promise<void>;
}

export interface Operations {
  /**
   * Begins an operation on the current supergraph; nothing is asked of a subgraph before the first result is.
   * It ends when `signal` aborts.
   * @returns the errors when it is not a valid operation
   */
  open(
    request: OperationRequest,
    caller: Caller,
    { requestId, signal }: { requestId: string; signal: AbortSignal },
  ): OpenOperation | { errors: readonly GraphQLError[] };
}

/** Makes the way to the engines for all that is not answered by Apollo Server. */
export function createOperations(revisions: Revisions, logger: Logger): Operations {
  const documentsOf = new WeakMap<Revision, DocumentStore>();

  function documentFor(query: string, revision: Revision): DocumentNode | { errors: readonly GraphQLError[] } {
    const known = documentsOf.get(revision) ?? new DocumentStore();
    documentsOf.set(revision, known);
    const document = known.get(query) ?? validDocument(query, revision);
    if (!('errors' in document)) known.set(query, document);
    return document;
  }

  return {
    open({ query, operationName, variables }, caller, { requestId, signal }) {
      const revision = revisions.current;
      const document = documentFor(query, revision);
      if ('errors' in document) return document;
      const operation = getOperationAST(document, operationName);
      if (!operation) return { errors: [unknownOperation(operationName)] };
      const tooDeep = variablesTooDeep(variables);
      if (tooDeep) return { errors: [tooDeep] };
      const isSubscription = operation.operation === OperationTypeNode.SUBSCRIPTION;

      const left = new AbortController();
      const call = callOf(caller, requestId, AbortSignal.any([signal, left.signal]));
      const request = { document, operationName, variables };
      const begin = () =>
        isSubscription ? revision.engine.subscribe(request, call) : revision.engine.execute(request, call);
      const unhold = revision.hold();
      const ended = Promise.withResolvers<void>();
      const release = () => {
        unhold();
        ended.resolve();
      };
      const results = resultsOf(begin, { call, release, logger, isTraced: caller.isTraced });
      return {
        document,
        schema: revision.engine.publicSchema,
        isSubscription,
        results: leavable(results, { left, release }),
        ended: ended.promise,
      };
    },
  };
}

async function* resultsOf(
  begin: () => Promise<AsyncIterable<EngineResult> | EngineResult>,
  { call, release, logger, isTraced }: { call: CallContext; release: () => void; logger: Logger; isTraced: boolean },
): Results {
  const { requestId, signal } = call;
  const formatted = ({ fetches, errors, data }: EngineResult): FormattedExecutionResult => ({
    ...(errors
      ? {
          errors: maskErrors(
            errors.map((error) => formattedError(error, data)),
            { logger, requestId },
          ),
        }
      : {}),
    ...(data === undefined ? {} : { data }),
    ...(isTraced ? { extensions: { fetches } } : {}),
  });
  try {
    const begun = await begin();
    if (!(Symbol.asyncIterator in begun)) yield formatted(begun);
    else for await (const result of begun) yield formatted(result);
  } catch (error) {
    if (signal?.aborted) return;
    logger.error({ err: error, requestId }, 'internal error');
    yield { errors: [internalError(requestId)] };
  } finally {
    release();
  }
}

/** A generator that waits, or has not begun, cannot be made to return; what it waits for can be ended. */
function leavable(results: Results, { left, release }: { left: AbortController; release: () => void }): Results {
  const leave = async () => {
    left.abort();
    await results.return();
    release();
    return { done: true as const, value: undefined };
  };
  return {
    next: () => results.next(),
    return: leave,
    throw: leave,
    [Symbol.asyncIterator]() {
      return this;
    },
    [Symbol.asyncDispose]: async () => void (await leave()),
  };
}

function validDocument(query: string, { engine }: Revision): DocumentNode | { errors: readonly GraphQLError[] } {
  const complaint = unreadable(query);
  if (complaint !== undefined) return { errors: [coded(new GraphQLError(complaint), 'GRAPHQL_PARSE_FAILED')] };
  let document: DocumentNode;
  try {
    document = parse(query, { maxTokens: tokenLimit });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return { errors: [coded(error, 'GRAPHQL_PARSE_FAILED')] };
  }
  const errors = validate(engine.publicSchema, document, [...specifiedRules, ...operationLimits]);
  return errors.length > 0 ? { errors: errors.map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED')) } : document;
}

function coded({ message, nodes, source, positions, extensions }: GraphQLError, code: string): GraphQLError {
  return new GraphQLError(message, { nodes, source, positions, extensions: { ...extensions, code } });
}

/** An error without a code before there is data is about the variables; with data it is nobody's but ours. */
function formattedError(error: GraphQLError, data: EngineResult['data']): GraphQLFormattedError {
  const code = data === undefined ? 'BAD_USER_INPUT' : 'INTERNAL_SERVER_ERROR';
  const { extensions, ...rest } = error.toJSON();
  return { ...rest, extensions: { code, ...extensions } };
}

function unknownOperation(name: string | null | undefined): GraphQLError {
  const message = name
    ? `Unknown operation named "${name}".`
    : 'The document has several operations: say with operationName which one is meant.';
  return new GraphQLError(message, { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } });
}
