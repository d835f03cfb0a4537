// One operation in, one response out: prepare, coerce variables, check limits, run the plan, project.
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  OperationTypeNode,
} from 'graphql';
import type { CallContext, SubgraphError, Transport } from '../../lib/transport.ts';
import { createErrorLog } from './errors.ts';
import { executePlan } from './execute.ts';
import type { FetchReport, Run } from './fetch.ts';
import { introspect } from './introspect.ts';
import { emptyObject } from './merge.ts';
import { countFetches, createPlanner, type PreparedOperation } from './plan.ts';
import { projectData } from './project.ts';

interface EngineOptions {
  supergraphSdl: string;
  /** A transport for each subgraph, by its name in the supergraph, lower-cased. */
  transports: Readonly<Record<string, Transport>>;
  /** Requests to subgraphs that one operation may make (50). */
  fetchLimit?: number;
  /** Plans kept (1,000). */
  planCacheSize?: number;
  /** Told of each fetch that got no answer, with its cause; clients are not. */
  onSubgraphFailure?: (error: SubgraphError, call: CallContext) => void;
}

interface EngineRequest {
  /** Parsed, valid against `Engine.publicSchema`, and of a size that can be planned: the planner writes out every fragment. */
  document: DocumentNode;
  operationName?: string | null | undefined;
  variables?: Record<string, unknown> | null | undefined;
}

export interface EngineResult {
  /** Absent when the operation was refused before it began. */
  data?: Record<string, unknown> | null;
  errors?: readonly GraphQLError[];
  fetches: readonly FetchReport[];
}

export interface Engine {
  publicSchema: GraphQLSchema;
  subgraphs: readonly string[];
  /** Runs a query or mutation. Rejects only when `call.signal` aborts, or on a defect of the engine. */
  execute(request: EngineRequest, call: CallContext): Promise<EngineResult>;
  /**
   * Opens a subscription: one result for each event, or a single result with errors when it is refused. The stream ends when the
   * subgraph's ends, when it breaks (after a last result that says so), when `call.signal` aborts or the consumer returns.
   */
  subscribe(request: EngineRequest, call: CallContext): Promise<AsyncIterable<EngineResult> | EngineResult>;
}

/** Makes an engine over one supergraph. Throws when a subgraph has no transport, or a transport no subgraph. */
export function createEngine(options: EngineOptions): Engine {
  const planner = createPlanner(options.supergraphSdl, { cacheSize: options.planCacheSize ?? 1_000 });
  checkTransports(planner.subgraphs, options.transports);

  return {
    publicSchema: planner.publicSchema,
    subgraphs: planner.subgraphs,
    async subscribe() {
      return refused([subscriptionsUnsupported()]);
    },
    async execute(request, call) {
      // Before planning: the planner does not know a schema without subscriptions.
      if (getOperationAST(request.document, request.operationName)?.operation === OperationTypeNode.SUBSCRIPTION)
        return refused([subscriptionsUnsupported()]);
      let prepared: PreparedOperation;
      try {
        prepared = await planner.prepare(request.document, request.operationName);
      } catch (error) {
        if (error instanceof GraphQLError) return refused([error]);
        throw error;
      }
      const { operation, plan } = prepared;
      const rawVariables = request.variables ?? {};
      const { coerced: variables, errors: variableErrors } = getVariableValues(
        planner.publicSchema,
        operation.definition.variableDefinitions ?? [],
        rawVariables,
      );
      if (!variables) return refused(variableErrors);
      const planVariables = renameKeys(variables, prepared.renamedVariables);
      const limit = options.fetchLimit ?? 50;
      const fetchCount = countFetches(plan, planVariables);
      if (fetchCount > limit) return refused([tooManyFetches(fetchCount, limit)]);

      const errors = createErrorLog({ operation, variables });
      const run: Run = {
        schema: planner.fullSchema,
        variables: planVariables,
        transports: options.transports,
        call,
        data: emptyObject(),
        errors,
        fetches: [],
        onSubgraphFailure: options.onSubgraphFailure,
      };
      if (plan) await executePlan(plan, run);

      const selection = { schema: planner.publicSchema, operation, variables };
      const introspection = introspect(selection, rawVariables);
      const data = projectData({ ...selection, data: run.data, introspection: introspection.data, errors });
      const reported = [...errors.reported, ...introspection.errors];
      return { data, ...(reported.length > 0 ? { errors: reported } : {}), fetches: run.fetches };
    },
  };
}

function checkTransports(subgraphs: readonly string[], transports: EngineOptions['transports']): void {
  const missing = subgraphs.filter((name) => !transports[name]);
  if (missing.length > 0) {
    throw new Error(
      `No transport for ${missing.join(', ')}. The supergraph has the subgraphs ${subgraphs.join(', ')}.`,
    );
  }
  const unknown = Object.keys(transports).filter((name) => !subgraphs.includes(name));
  if (unknown.length > 0) {
    throw new Error(
      `There is no subgraph ${unknown.join(', ')}. The supergraph has the subgraphs ${subgraphs.join(', ')}.`,
    );
  }
}

function refused(errors: readonly GraphQLError[]): EngineResult {
  return { errors, fetches: [] };
}

function tooManyFetches(count: number, limit: number): GraphQLError {
  return new GraphQLError(
    `This operation needs ${count} requests to the services behind the gateway; at most ${limit} are allowed. Ask for less in one operation.`,
    { extensions: { code: 'FETCH_LIMIT', count, limit } },
  );
}

function subscriptionsUnsupported(): GraphQLError {
  return new GraphQLError('This gateway does not serve subscriptions.', { extensions: { code: 'BAD_REQUEST' } });
}

function renameKeys(values: Record<string, unknown>, renamed: ReadonlyMap<string, string>): Record<string, unknown> {
  if (renamed.size === 0) return values;
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [renamed.get(name) ?? name, value]));
}
