// One operation in, one response out: prepare, coerce variables, check limits, run the plan, project.
import { type DocumentNode, GraphQLError, type GraphQLSchema, getVariableValues, OperationTypeNode } from 'graphql';
import type { Role } from '../../lib/identity.ts';
import type { CallContext, SubgraphError, Transport } from '../../lib/transport.ts';
import { networkAccess } from '../access.ts';
import type { OperationCost } from '../limits/cost.ts';
import { compileCost } from '../limits/cost.ts';
import { tooMuch } from '../limits/refusals.ts';
import { readWeights } from '../limits/weights.ts';
import { callerKey } from '../transports/caller-key.ts';
import type { Epoch } from '../transports/shared-work.ts';
import type { ByAudience } from '../views/audiences.ts';
import type { AccessRules } from './authorisation.ts';
import { createErrorLog, reportUntold } from './errors.ts';
import { explainPlan, type ToldPlan } from './explain.ts';
import { type Run, type RunObserver, rounded } from './fetch.ts';
import { type Form, objectForm, textForm } from './forms.ts';
import { introspect } from './introspect.ts';
import { createJoining } from './joining.ts';
import { type Owners, ownersOf } from './owners.ts';
import { createPlanner, type PlanCounts, type PreparedOperation, type SelectedOperation } from './plan.ts';
import {
  notAStream,
  notASubscription,
  notInSchema,
  shortened,
  tooManyFetches,
  variableErrorLimit,
} from './refusals.ts';
import type { CostReport, EngineResult, Result, TextResult } from './results.ts';
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
  /** Who is signed in and has which scopes and policies (the network's own table of actions). */
  access?: AccessRules;
  /** What an operation of a role may cost, and the largest page it may ask for (no limits). */
  limitsOf?: (role: Role) => { cost: number; pageSize: number };
  /** Told of each fetch that got no answer, with its cause; clients are not. */
  onSubgraphFailure?: (error: SubgraphError, call: CallContext) => void;
}

export interface EngineRequest {
  /** Parsed, valid against `view`, and of a size that can be planned: the planner writes out every fragment. */
  document: DocumentNode;
  /** One of `Engine.views`, which is all that the client may know of (the public schema). */
  view?: GraphQLSchema;
  operationName?: string | null | undefined;
  variables?: Record<string, unknown> | null | undefined;
  /** Of an operation that joins an equal one, that one's sees the run. */
  observer?: RunObserver | undefined;
  /** Whether the plan is told beside the answer, or in place of it: then nothing is asked of a subgraph (neither). */
  plan?: 'beside' | 'alone' | undefined;
  /** Whether it is told how long it took (false). */
  isTimed?: boolean | undefined;
}

export interface Engine {
  publicSchema: GraphQLSchema;
  /** What each audience sees of the public schema. */
  views: ByAudience<GraphQLSchema>;
  subgraphs: readonly string[];
  readonly plans: PlanCounts;
  /** Which subgraphs have what of a view. */
  owners(view: GraphQLSchema): Owners;
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

type Variables = Readonly<Record<string, unknown>>;

/** An operation that may run, with everything it needs. */
interface Admitted {
  prepared: PreparedOperation;
  /** The client's. */
  schema: GraphQLSchema;
  rawVariables: Record<string, unknown>;
  cost: CostReport | undefined;
  planMs: number;
  newRun: (call: CallContext) => Run;
}

/** An operation that may not run. */
interface Refused {
  errors: readonly GraphQLError[];
  /** It is answered with null, not turned away as one that cannot be run. */
  isAnswer?: boolean;
}

/** Makes an engine over one supergraph. Throws when a subgraph has no transport, or a transport no subgraph. */
export function createEngine(options: EngineOptions): Engine {
  const planner = createPlanner(options.supergraphSdl, {
    transports: options.transports,
    access: options.access ?? networkAccess,
    ...(options.planCacheSize === undefined ? {} : { cacheSize: options.planCacheSize }),
    ...(options.overrideLabels ? { overrideLabels: options.overrideLabels } : {}),
  });
  const { publicSchema } = planner;
  const fetchLimit = options.fetchLimit ?? 50;
  const weights = readWeights(planner.fullSchema);
  const owners = new WeakMap<GraphQLSchema, Owners>();
  const costs = new WeakMap<SelectedOperation, OperationCost>();

  function costOf(selected: SelectedOperation): OperationCost {
    const known = costs.get(selected);
    if (known) return known;
    const cost = compileCost({ schema: publicSchema, weights }, selected.operation);
    costs.set(selected, cost);
    return cost;
  }

  /** @throws GraphQLError for more than the caller's role may ask for */
  function limited(selected: SelectedOperation, variables: Variables, role: Role): CostReport | undefined {
    const limits = options.limitsOf?.(role);
    if (!limits) return undefined;
    const requested = costOf(selected)({ variables, pageSize: limits.pageSize });
    if (!(requested <= limits.cost)) throw tooMuch('cost', requested, limits.cost);
    return { requested, limit: limits.cost };
  }

  const joining = options.joinWithin && createJoining<TextResult>(options.joinWithin);

  async function admit(
    request: EngineRequest,
    { identity }: CallContext,
    { isStream }: { isStream: boolean },
  ): Promise<Admitted | Refused> {
    const begunAt = request.isTimed ? performance.now() : 0;
    let selected: SelectedOperation;
    try {
      selected = planner.select(request.document, request.operationName, request.view);
    } catch (error) {
      if (error instanceof GraphQLError) return { errors: [error] };
      throw error;
    }
    const { schema } = selected;
    const { operation: kind, variableDefinitions = [] } = selected.operation.definition;
    if (!schema.getRootType(kind)) return { errors: [notInSchema(kind)] };
    if ((kind === OperationTypeNode.SUBSCRIPTION) !== isStream && request.plan !== 'alone')
      return { errors: [isStream ? notASubscription() : notAStream()] };
    const rawVariables = request.variables ?? {};
    const { coerced: variables, errors } =
      variableDefinitions.length === 0
        ? { coerced: {} }
        : getVariableValues(schema, variableDefinitions, rawVariables, { maxErrors: variableErrorLimit });
    if (!variables) return { errors: (errors ?? []).map(shortened) };
    let cost: CostReport | undefined;
    try {
      cost = limited(selected, variables, identity.role);
    } catch (error) {
      if (error instanceof GraphQLError) return { errors: [error] };
      throw error;
    }
    const known = planner.prepare(selected, variables, identity);
    const { observer } = request;
    const prepared = known instanceof Promise ? await (observer ? observer.phase('plan', () => known) : known) : known;
    const { operation, plan } = prepared;
    // Of a mutation there is an answer: that nothing was done.
    if (prepared.refused) return { errors: prepared.refused, isAnswer: kind === OperationTypeNode.MUTATION };
    const planVariables = prepared.plannedVariables(variables);
    const count = plan.countFetches(planVariables);
    if (count > fetchLimit) return { errors: [tooManyFetches(count, fetchLimit)] };
    const newRun = (call: CallContext): Run => ({
      variables: planVariables,
      call,
      data: undefined,
      errors: createErrorLog(operation),
      fetches: [],
      begunAt: performance.now(),
      onSubgraphFailure: options.onSubgraphFailure,
      observer,
    });
    return {
      prepared,
      schema,
      rawVariables,
      cost,
      planMs: request.isTimed ? rounded(performance.now() - begunAt) : 0,
      newRun,
    };
  }

  function respond<Output>(
    { prepared, schema, rawVariables, cost }: Admitted,
    run: Run,
    form: Form<Output>,
  ): Result<Output> {
    const { operation } = prepared;
    const introspection = prepared.introspects ? introspect({ schema, operation }, rawVariables) : nothingIntrospected;
    const project = prepared.projection(form);
    const data = project(run.data, { introspection: introspection.data, errors: run.errors });
    reportUntold(run.errors);
    const errors = [...run.errors.reported, ...introspection.errors];
    return {
      data,
      ...(errors.length > 0 ? { errors } : {}),
      fetches: run.fetches,
      ...(cost ? { cost } : {}),
    };
  }

  async function execute<Output>(
    request: EngineRequest,
    call: CallContext,
    form: Form<Output>,
  ): Promise<Result<Output>> {
    const admitted = await admit(request, call, { isStream: false });
    if ('errors' in admitted) return refused(admitted, form.null);
    return explained(request, admitted, form.null, () => runAdmitted(admitted, call, form));
  }

  /** Runs it, and adds what was asked for beside the answer; or tells the plan alone. */
  function explained<Output>(
    request: EngineRequest,
    admitted: Admitted,
    nothing: Output,
    run: () => Promise<Result<Output>>,
  ): Promise<Result<Output>> {
    return request.plan || request.isTimed ? explain(request.plan, admitted, nothing, run) : run();
  }

  async function explain<Output>(
    plan: EngineRequest['plan'],
    admitted: Admitted,
    nothing: Output,
    run: () => Promise<Result<Output>>,
  ): Promise<Result<Output>> {
    if (plan === 'alone') return planAlone(admitted, nothing);
    const begunAt = performance.now();
    const result = await run();
    const timing = { planMs: admitted.planMs, executeMs: rounded(performance.now() - begunAt) };
    return { ...result, ...(plan ? { plan: planOf(admitted) } : {}), timing };
  }

  async function runAdmitted<Output>(
    admitted: Admitted,
    call: CallContext,
    form: Form<Output>,
    onAnswer?: () => void,
  ): Promise<Result<Output>> {
    const run = { ...admitted.newRun(call), onAnswer };
    const work = async () => {
      await admitted.prepared.plan.run(run);
      return respond(admitted, run, form);
    };
    return run.observer ? run.observer.phase('execute', work) : work();
  }

  async function executeAsText(request: EngineRequest, call: CallContext): Promise<TextResult> {
    const admitted = await admit(request, call, { isStream: false });
    if ('errors' in admitted) return refused(admitted, textForm.null);
    const run = async (ownCall: CallContext, onAnswer?: () => void): Promise<TextResult> => {
      const { data, ...result } = await runAdmitted(admitted, ownCall, textForm, onAnswer);
      return data === undefined ? result : { data: flat(data), ...result };
    };
    const { operation, id } = admitted.prepared;
    const isJoinable = joining && operation.definition.operation === OperationTypeNode.QUERY;
    return explained(request, admitted, textForm.null, () =>
      isJoinable
        ? joining.join(`${id} ${callerKey(call)} ${JSON.stringify(admitted.rawVariables)}`, call, run)
        : run(call),
    );
  }

  return {
    publicSchema,
    views: planner.views,
    subgraphs: planner.subgraphs,
    plans: planner.plans,
    owners(view) {
      const known = owners.get(view) ?? ownersOf(view, planner.fullSchema);
      owners.set(view, known);
      return known;
    },
    hottest: planner.hottest,
    warm: planner.warm,
    execute: (request, call) => execute(request, call, objectForm) as Promise<EngineResult>,
    executeAsText,
    async subscribe(request, call) {
      const admitted = await admit(request, call, { isStream: true });
      if ('errors' in admitted) return refused(admitted, null);
      if (request.plan === 'alone') return planAlone<EngineResult['data']>(admitted, null);
      return eventsOf(
        admitted.prepared.plan,
        admitted.newRun,
        call,
        (run) => respond(admitted, run, objectForm) as EngineResult,
      );
    },
  };
}

function planOf({ prepared, schema }: Admitted): ToldPlan | null {
  return explainPlan(prepared.plan.node, { operation: prepared.operation, view: schema });
}

function planAlone<Output>(admitted: Admitted, nothing: Output) {
  const { cost } = admitted;
  return { data: nothing, fetches: [], ...(cost ? { cost } : {}), plan: planOf(admitted) };
}

const nothingIntrospected = { data: {}, errors: [] };

function refused<Data>({ errors, isAnswer }: Refused, nothing: Data): Result<Data> {
  return isAnswer ? { data: nothing, errors, fetches: [] } : { errors, fetches: [] };
}

/**
 * The same text in one piece. As it was put together, of thousands of pieces, each collection of garbage that it lives through would
 * follow it piece by piece: that was a fifth of the gateway's time in a profile. To read one character is to have it in one piece.
 */
function flat(text: string): string {
  return text.charCodeAt(0) === 0x7b ? text : 'null';
}
