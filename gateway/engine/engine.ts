// One operation in, one response out: prepare, coerce variables, check limits, run the plan, project.
import { type DocumentNode, GraphQLError, type GraphQLSchema, getVariableValues, OperationTypeNode } from 'graphql';
import type { CallContext, SubgraphError, Transport } from '../../lib/transport.ts';
import { callerKey } from '../transports/caller-key.ts';
import type { Epoch } from '../transports/shared-work.ts';
import { createErrorLog } from './errors.ts';
import type { FetchReport, Run } from './fetch.ts';
import { type Form, objectForm, textForm } from './forms.ts';
import { introspect } from './introspect.ts';
import { createJoining } from './joining.ts';
import { createPlanner, type PreparedOperation, type SelectedOperation } from './plan.ts';
import { eventsOf } from './subscribe.ts';

export interface EngineOptions {
  supergraphSdl: string;
  /** A transport for each subgraph, by its name in the supergraph, lower-cased. */
  transports: Readonly<Record<string, Transport>>;
  /** Requests to subgraphs that one operation, or one event of a subscription, may make (50). */
  fetchLimit?: number;
  /** Plans kept (1,000). */
  planCacheSize?: number;
  /** Equal queries of one caller, begun in the same epoch, run once while nothing is answered to the first (not without it). */
  joinWithin?: Epoch | undefined;
  /** Labels of progressive `@override`s that are switched on. */
  overrideLabels?: readonly string[];
  /** Told of each fetch that got no answer, with its cause; clients are not. */
  onSubgraphFailure?: (error: SubgraphError, call: CallContext) => void;
}

export interface EngineRequest {
  /** Parsed, valid against `Engine.publicSchema`, and of a size that can be planned: the planner writes out every fragment. */
  document: DocumentNode;
  operationName?: string | null | undefined;
  variables?: Record<string, unknown> | null | undefined;
}

interface Result<Data> {
  /** Absent when the operation was refused before it began. */
  data?: Data;
  errors?: readonly GraphQLError[];
  fetches: readonly FetchReport[];
}

export type EngineResult = Result<Record<string, unknown> | null>;

/** `data` is JSON text, `null` when there is none. */
export type TextResult = Result<string>;

export interface Engine {
  publicSchema: GraphQLSchema;
  subgraphs: readonly string[];
  /** Runs a query or mutation. Rejects only when `call.signal` aborts, or on a defect of the engine. */
  execute(request: EngineRequest, call: CallContext): Promise<EngineResult>;
  /** The same, with `data` as the text that goes to the client. */
  executeAsText(request: EngineRequest, call: CallContext): Promise<TextResult>;
  /**
   * Opens a subscription: one result for each event, or a single result with errors when it is refused. The stream ends when the
   * subgraph's ends, when it breaks (after a last result that says so), when `call.signal` aborts or the consumer returns.
   */
  subscribe(request: EngineRequest, call: CallContext): Promise<AsyncIterable<EngineResult> | EngineResult>;
  /** Texts of the operations that were run most, at most `limit` of them, for `warm` of the next engine. */
  hottest(limit: number): string[];
  /** Plans operations before they are asked for. Those that do not fit this supergraph are passed over. */
  warm(texts: readonly string[]): Promise<void>;
}

/** An operation that may run, with everything it needs. */
interface Admitted {
  prepared: PreparedOperation;
  rawVariables: Record<string, unknown>;
  newRun: (call: CallContext) => Run;
}

/** Makes an engine over one supergraph. Throws when a subgraph has no transport, or a transport no subgraph. */
export function createEngine(options: EngineOptions): Engine {
  const planner = createPlanner(options.supergraphSdl, {
    transports: options.transports,
    ...(options.planCacheSize === undefined ? {} : { cacheSize: options.planCacheSize }),
    ...(options.overrideLabels ? { overrideLabels: options.overrideLabels } : {}),
  });
  const { publicSchema } = planner;
  const fetchLimit = options.fetchLimit ?? 50;
  const joining = options.joinWithin && createJoining<TextResult>(options.joinWithin);

  async function admit(
    request: EngineRequest,
    { isStream }: { isStream: boolean },
  ): Promise<Admitted | { errors: readonly GraphQLError[] }> {
    let selected: SelectedOperation;
    try {
      selected = planner.select(request.document, request.operationName);
    } catch (error) {
      if (error instanceof GraphQLError) return { errors: [error] };
      throw error;
    }
    const { operation: kind, variableDefinitions = [] } = selected.operation.definition;
    if (!publicSchema.getRootType(kind)) return { errors: [notInSchema(kind)] };
    if ((kind === OperationTypeNode.SUBSCRIPTION) !== isStream)
      return { errors: [isStream ? notASubscription() : notAStream()] };
    const rawVariables = request.variables ?? {};
    const { coerced: variables, errors } =
      variableDefinitions.length === 0
        ? { coerced: {} }
        : getVariableValues(publicSchema, variableDefinitions, rawVariables, { maxErrors: variableErrorLimit });
    if (!variables) return { errors: (errors ?? []).map(shortened) };
    const known = planner.prepare(selected, variables);
    const prepared = known instanceof Promise ? await known : known;
    const { operation, plan } = prepared;
    const planVariables = prepared.plannedVariables(variables);
    const count = plan.countFetches(planVariables);
    if (count > fetchLimit) return { errors: [tooManyFetches(count, fetchLimit)] };
    const newRun = (call: CallContext): Run => ({
      variables: planVariables,
      call,
      data: undefined,
      errors: createErrorLog(operation),
      fetches: [],
      onSubgraphFailure: options.onSubgraphFailure,
    });
    return { prepared, rawVariables, newRun };
  }

  function respond<Output>({ prepared, rawVariables }: Admitted, run: Run, form: Form<Output>): Result<Output> {
    const { operation } = prepared;
    const introspection = prepared.introspects
      ? introspect({ schema: publicSchema, operation }, rawVariables)
      : nothingIntrospected;
    const project = prepared.projection(form);
    const data = project(run.data, { introspection: introspection.data, errors: run.errors });
    const errors = [...run.errors.reported, ...introspection.errors];
    return errors.length > 0 ? { data, errors, fetches: run.fetches } : { data, fetches: run.fetches };
  }

  async function execute<Output>(
    request: EngineRequest,
    call: CallContext,
    form: Form<Output>,
  ): Promise<Result<Output>> {
    const admitted = await admit(request, { isStream: false });
    if ('errors' in admitted) return refused(admitted.errors);
    return runAdmitted(admitted, call, form);
  }

  async function runAdmitted<Output>(
    admitted: Admitted,
    call: CallContext,
    form: Form<Output>,
    onAnswer?: () => void,
  ): Promise<Result<Output>> {
    const run = { ...admitted.newRun(call), onAnswer };
    await admitted.prepared.plan.run(run);
    return respond(admitted, run, form);
  }

  async function executeAsText(request: EngineRequest, call: CallContext): Promise<TextResult> {
    const admitted = await admit(request, { isStream: false });
    if ('errors' in admitted) return refused(admitted.errors);
    const run = async (ownCall: CallContext, onAnswer?: () => void): Promise<TextResult> => {
      const { data, ...result } = await runAdmitted(admitted, ownCall, textForm, onAnswer);
      return data === undefined ? result : { data: flat(data), ...result };
    };
    const { operation, id } = admitted.prepared;
    if (!joining || operation.definition.operation !== OperationTypeNode.QUERY) return run(call);
    return joining.join(`${id} ${callerKey(call)} ${JSON.stringify(admitted.rawVariables)}`, call, run);
  }

  return {
    publicSchema,
    subgraphs: planner.subgraphs,
    hottest: planner.hottest,
    warm: planner.warm,
    execute: (request, call) => execute(request, call, objectForm) as Promise<EngineResult>,
    executeAsText,
    async subscribe(request, call) {
      const admitted = await admit(request, { isStream: true });
      if ('errors' in admitted) return refused(admitted.errors);
      return eventsOf(
        admitted.prepared.plan,
        admitted.newRun,
        call,
        (run) => respond(admitted, run, objectForm) as EngineResult,
      );
    },
  };
}

/** Each repeats the value that it is about, which may be as long as the request. */
const variableErrorLimit = 5;
const messageLimit = 500;

function shortened(error: GraphQLError): GraphQLError {
  const { message, nodes } = error;
  return message.length <= messageLimit ? error : new GraphQLError(`${message.slice(0, messageLimit)} …`, { nodes });
}

const nothingIntrospected = { data: {}, errors: [] };

function refused(errors: readonly GraphQLError[]): { errors: readonly GraphQLError[]; fetches: [] } {
  return { errors, fetches: [] };
}

function tooManyFetches(count: number, limit: number): GraphQLError {
  return new GraphQLError(
    `This operation needs ${count} requests to the services behind the gateway; at most ${limit} are allowed. Ask for less in one operation.`,
    { extensions: { code: 'FETCH_LIMIT', count, limit } },
  );
}

function notInSchema(kind: OperationTypeNode): GraphQLError {
  return new GraphQLError(`This schema has no ${kind}s.`, { extensions: { code: 'BAD_REQUEST' } });
}

function notAStream(): GraphQLError {
  return new GraphQLError(
    'A subscription is a stream: open it over WebSocket (graphql-ws), or with accept: text/event-stream.',
    { extensions: { code: 'BAD_REQUEST' } },
  );
}

function notASubscription(): GraphQLError {
  return new GraphQLError('This operation is not a subscription.', { extensions: { code: 'BAD_REQUEST' } });
}

/**
 * The same text in one piece. As it was put together, of thousands of pieces, each collection of garbage that it lives through would
 * follow it piece by piece: that was a fifth of the gateway's time in a profile. To read one character is to have it in one piece.
 */
function flat(text: string): string {
  return text.charCodeAt(0) === 0x7b ? text : 'null';
}
