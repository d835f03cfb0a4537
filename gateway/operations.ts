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
import { type Caller, callOf, extensionsOf, toExplain } from './callers.ts';
import { DocumentStore } from './documents.ts';
import type { EngineResult } from './engine/results.ts';
import { tokenCeiling } from './limits/documents.ts';
import type { Limiter } from './limits/limiter.ts';
import { internalError, maskErrors } from './masking.ts';
import { variablesTooDeep } from './nesting.ts';
import type { Revision, Revisions } from './revisions.ts';
import type { DocumentRequest } from './trusted/named.ts';
import type { DocumentReader } from './trusted/reader.ts';
import { rulesFor, withoutSuggestions } from './validation.ts';
import { type Audience, audienceOf, type ByAudience, byAudience } from './views/audiences.ts';

export interface OperationRequest extends DocumentRequest {
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

interface OperationsOptions {
  logger: Logger;
  limiter: Limiter;
  documents: DocumentReader;
  /** Who may ask for the schema. */
  introspection: ByAudience<boolean>;
}

/** Makes the way to the engines for all that is not answered by Apollo Server. */
export function createOperations(
  revisions: Revisions,
  { logger, limiter, documents, introspection }: OperationsOptions,
): Operations {
  const documentsOf = new WeakMap<Revision, ByAudience<DocumentStore>>();

  function documentFor(
    query: string,
    revision: Revision,
    audience: Audience,
  ): DocumentNode | { errors: readonly GraphQLError[] } {
    const stores = documentsOf.get(revision) ?? byAudience(() => new DocumentStore());
    documentsOf.set(revision, stores);
    const known = stores[audience];
    const isSchemaTold = introspection[audience];
    const document = known.get(query) ?? validDocument(query, revision.engine.views[audience], isSchemaTold);
    if (!('errors' in document)) known.set(query, document);
    return document;
  }

  return {
    open(asked, caller, { requestId, signal }) {
      const { operationName, variables } = asked;
      const revision = revisions.current;
      const { role } = caller.identity;
      const audience = audienceOf(role);
      const schema = revision.engine.views[audience];
      const isSchemaTold = introspection[audience];
      const query = documents.read(asked, role);
      if (query instanceof GraphQLError) return { errors: [query] };
      const document = documentFor(query, revision, audience);
      if ('errors' in document) return document;
      const operation = getOperationAST(document, operationName);
      if (!operation) return { errors: [unknownOperation(operationName)] };
      const tooDeep = variablesTooDeep(variables);
      if (tooDeep) return { errors: [tooDeep] };
      const isSubscription = operation.operation === OperationTypeNode.SUBSCRIPTION;

      const place = limiter.places.take(caller.client, isSubscription ? 'subscriptions' : 'operations');
      if (place instanceof GraphQLError) return { errors: [place] };

      const left = new AbortController();
      const call = callOf(caller, requestId, AbortSignal.any([signal, left.signal]));
      const request = { document, view: schema, operationName, variables, ...toExplain(caller) };
      const begin = () =>
        isSubscription ? revision.engine.subscribe(request, call) : revision.engine.execute(request, call);
      const unhold = revision.hold();
      const ended = Promise.withResolvers<void>();
      const release = () => {
        unhold();
        place();
        ended.resolve();
      };
      const results = resultsOf(begin, {
        call,
        release,
        logger,
        caller,
        limiter,
        isSchemaTold,
        owners: () => revision.engine.owners(schema),
      });
      return {
        document,
        schema,
        isSubscription,
        results: leavable(results, { left, release }),
        ended: ended.promise,
      };
    },
  };
}

async function* resultsOf(
  begin: () => Promise<AsyncIterable<EngineResult> | EngineResult>,
  {
    call,
    release,
    logger,
    caller,
    limiter,
    isSchemaTold,
    owners,
  }: {
    call: CallContext;
    release: () => void;
    logger: Logger;
    caller: Caller;
    limiter: Limiter;
    isSchemaTold: boolean;
    owners: () => unknown;
  },
): Results {
  const { requestId, signal } = call;
  const formatted = (result: EngineResult): FormattedExecutionResult => {
    const { errors, data } = result;
    return {
      ...(errors
        ? {
            errors: maskErrors(
              errors.map((error) => formattedError(error, { data, isSchemaTold })),
              { logger, requestId },
            ),
          }
        : {}),
      ...(data === undefined ? {} : { data }),
      ...extensionsOf(caller, result, owners),
    };
  };
  try {
    const begun = await begin();
    let isCharged = false;
    const charged = (result: EngineResult): EngineResult => {
      // The events of a subscription come by themselves: opening it is what the client asks for.
      if (!isCharged && result.cost && caller.told?.plan !== 'alone')
        limiter.charge(caller.client, result.cost.requested);
      isCharged = true;
      return result;
    };
    if (!(Symbol.asyncIterator in begun)) yield formatted(charged(begun));
    else for await (const result of begun) yield formatted(charged(result));
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

function validDocument(
  query: string,
  schema: GraphQLSchema,
  isSchemaTold: boolean,
): DocumentNode | { errors: readonly GraphQLError[] } {
  let document: DocumentNode;
  try {
    document = parse(query, { maxTokens: tokenCeiling });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return { errors: [coded(error, 'GRAPHQL_PARSE_FAILED')] };
  }
  const errors = validate(schema, document, [...specifiedRules, ...rulesFor({ isSchemaTold })]);
  if (errors.length === 0) return document;
  const told = errors.map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED'));
  return { errors: isSchemaTold ? told : told.map(withoutSuggestion) };
}

function coded({ message, nodes, source, positions, extensions }: GraphQLError, code: string): GraphQLError {
  return new GraphQLError(message, { nodes, source, positions, extensions: { ...extensions, code } });
}

function withoutSuggestion(error: GraphQLError): GraphQLError {
  const { message, nodes, source, positions, extensions } = error;
  return new GraphQLError(withoutSuggestions(message), { nodes, source, positions, extensions });
}

/** An error without a code before there is data is about the variables; with data it is nobody's but ours. */
function formattedError(
  error: GraphQLError,
  { data, isSchemaTold }: { data: EngineResult['data']; isSchemaTold: boolean },
): GraphQLFormattedError {
  const code = data === undefined ? 'BAD_USER_INPUT' : 'INTERNAL_SERVER_ERROR';
  const { extensions, message, ...rest } = error.toJSON();
  return {
    ...rest,
    message: isSchemaTold ? message : withoutSuggestions(message),
    extensions: { code, ...extensions },
  };
}

function unknownOperation(name: string | null | undefined): GraphQLError {
  const message = name
    ? `Unknown operation named "${name}".`
    : 'The document has several operations: say with operationName which one is meant.';
  return new GraphQLError(message, { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } });
}
