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
import type { Came, Observed, Observer } from './observing.ts';
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
    options: { requestId: string; signal: AbortSignal; came: Came },
  ): OpenOperation | { errors: readonly GraphQLError[] };
}

interface OperationsOptions {
  logger: Logger;
  limiter: Limiter;
  documents: DocumentReader;
  /** Who may ask for the schema. */
  introspection: ByAudience<boolean>;
  observer: Observer;
}

/** Makes the way to the engines for all that is not answered by Apollo Server. */
export function createOperations(
  revisions: Revisions,
  { logger, limiter, documents, introspection, observer }: OperationsOptions,
): Operations {
  const documentsOf = new WeakMap<Revision, ByAudience<DocumentStore>>();

  function documentFor(
    query: string,
    revision: Revision,
    audience: Audience,
    observed: Observed,
  ): DocumentNode | { errors: readonly GraphQLError[] } {
    const stores = documentsOf.get(revision) ?? byAudience(() => new DocumentStore());
    documentsOf.set(revision, stores);
    const known = stores[audience];
    const isSchemaTold = introspection[audience];
    const document =
      known.get(query) ?? validDocument(query, revision.engine.views[audience], { isSchemaTold, observed });
    if (!('errors' in document)) known.set(query, document);
    return document;
  }

  function open(
    asked: OperationRequest,
    caller: Caller,
    { requestId, signal, observed }: { requestId: string; signal: AbortSignal; observed: Observed },
  ): OpenOperation | { errors: readonly GraphQLError[] } {
    const { operationName, variables } = asked;
    const revision = revisions.current;
    const { role } = caller.identity;
    const audience = audienceOf(role);
    const schema = revision.engine.views[audience];
    const isSchemaTold = introspection[audience];
    const query = documents.read(asked, role);
    if (query instanceof GraphQLError) return { errors: [query] };
    observed.reads(query);
    const document = documentFor(query, revision, audience, observed);
    if ('errors' in document) return document;
    const operation = getOperationAST(document, operationName);
    if (!operation) return { errors: [unknownOperation(operationName)] };
    observed.isOf(operation.operation, operation.name?.value);
    const tooDeep = variablesTooDeep(variables);
    if (tooDeep) return { errors: [tooDeep] };
    const isSubscription = operation.operation === OperationTypeNode.SUBSCRIPTION;

    const place = limiter.places.take(caller.client, isSubscription ? 'subscriptions' : 'operations');
    if (place instanceof GraphQLError) return { errors: [place] };

    const left = new AbortController();
    const call = callOf(caller, requestId, AbortSignal.any([signal, left.signal]));
    const request = {
      document,
      view: schema,
      operationName,
      variables,
      observer: observed,
      ...toExplain(caller),
    };
    const begin = () =>
      isSubscription ? revision.engine.subscribe(request, call) : revision.engine.execute(request, call);
    const unhold = revision.hold();
    const ended = Promise.withResolvers<void>();
    const release = () => {
      unhold();
      place();
      observed.end();
      ended.resolve();
    };
    const owners = () => revision.engine.owners(schema);
    const results = resultsOf(begin, { call, release, logger, caller, limiter, isSchemaTold, observed, owners });
    return {
      document,
      schema,
      isSubscription,
      results: leavable(results, { left, release }),
      ended: ended.promise,
    };
  }

  return {
    open(asked, caller, { came, ...options }) {
      const { role } = caller.identity;
      const observed = observer.operation({ requestId: options.requestId, role, over: 'stream', ...came });
      const opened = open(asked, caller, { ...options, observed });
      if (!('errors' in opened)) return opened;
      observed.answers(opened.errors.map((error) => error.toJSON()));
      observed.end();
      return opened;
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
    observed,
    owners,
  }: {
    call: CallContext;
    release: () => void;
    logger: Logger;
    caller: Caller;
    limiter: Limiter;
    isSchemaTold: boolean;
    observed: Observed;
    owners: () => unknown;
  },
): Results {
  const { requestId, signal } = call;
  const formatted = (result: EngineResult): FormattedExecutionResult => {
    const { errors, data } = result;
    const masked =
      errors &&
      maskErrors(
        errors.map((error) => formattedError(error, { data, isSchemaTold })),
        { logger, requestId },
      );
    observed.ran(result);
    observed.answers(masked ?? []);
    return {
      ...(masked ? { errors: masked } : {}),
      ...(data === undefined ? {} : { data }),
      ...extensionsOf(caller, result, owners),
    };
  };
  try {
    let isCharged = false;
    const charged = (result: EngineResult): EngineResult => {
      // The events of a subscription come by themselves: opening it is what the client asks for.
      if (!isCharged && result.cost && caller.told?.plan !== 'alone')
        limiter.charge(caller.client, result.cost.requested);
      isCharged = true;
      return result;
    };
    const begun = await observed.run(async () => {
      const opened = await begin();
      // What came of it is told in its trace.
      return Symbol.asyncIterator in opened ? opened : formatted(charged(opened));
    });
    if (!(Symbol.asyncIterator in begun)) yield begun;
    else for await (const result of begun) yield formatted(charged(result));
  } catch (error) {
    if (signal?.aborted) {
      observed.left();
      return;
    }
    logger.error({ err: error, requestId }, 'internal error');
    observed.answers([internalError(requestId)]);
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
  { isSchemaTold, observed }: { isSchemaTold: boolean; observed: Observed },
): DocumentNode | { errors: readonly GraphQLError[] } {
  let document: DocumentNode;
  try {
    document = observed.phase('parse', () => parse(query, { maxTokens: tokenCeiling }));
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return { errors: [coded(error, 'GRAPHQL_PARSE_FAILED')] };
  }
  const errors = observed.phase('validate', () =>
    validate(schema, document, [...specifiedRules, ...rulesFor({ isSchemaTold })]),
  );
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
