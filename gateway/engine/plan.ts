// Planning costs milliseconds and happens off the main thread; a plan is kept per normalised operation, so two documents
// that differ in spacing, comments or unused fragments share one.
import { type PlanNode, QueryPlanner } from '@graphql-hive/router-query-planner';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { type Operation, plannedText, selectOperation } from './operation.ts';
import { readSupergraph } from './schema.ts';

export interface PreparedOperation {
  operation: Operation;
  /** Undefined when the gateway can answer without any subgraph. */
  plan: PlanNode | undefined;
  /** Names of variables in the plan by the client's names, where they differ. */
  renamedVariables: ReadonlyMap<string, string>;
}

interface Planner {
  publicSchema: GraphQLSchema;
  fullSchema: GraphQLSchema;
  subgraphs: readonly string[];
  /** Throws a GraphQLError when the document does not say which operation is meant. The document must be valid. */
  prepare(document: DocumentNode, operationName?: string | null): Promise<PreparedOperation>;
}

/** Makes plans over one supergraph. `cacheSize` bounds the number of plans kept (1,000). */
export function createPlanner(supergraphSdl: string, { cacheSize = 1_000 } = {}): Planner {
  const schemas = readSupergraph(supergraphSdl);
  const queryPlanner = new QueryPlanner(supergraphSdl);
  const plans = new Map<string, Promise<PlanNode | undefined>>();
  const prepared = new WeakMap<DocumentNode, Map<string, Promise<PreparedOperation>>>();

  function planFor(text: string): Promise<PlanNode | undefined> {
    const cached = plans.get(text);
    plans.delete(text);
    const plan = cached ?? queryPlanner.planAsync(text, undefined, new Set(), 0).then(({ node }) => node);
    plans.set(text, plan);
    if (cached) return cached;
    plan.catch(() => plans.delete(text));
    for (const oldest of plans.keys()) {
      if (plans.size <= cacheSize) break;
      plans.delete(oldest);
    }
    return plan;
  }

  async function prepareAnew(document: DocumentNode, operationName?: string | null): Promise<PreparedOperation> {
    const operation = selectOperation(document, operationName);
    const { text, renamed } = plannedText(operation);
    return { operation, plan: text === undefined ? undefined : await planFor(text), renamedVariables: renamed };
  }

  return {
    ...schemas,
    prepare(document, operationName) {
      const byName = prepared.get(document) ?? new Map<string, Promise<PreparedOperation>>();
      prepared.set(document, byName);
      const name = operationName ?? '';
      const known = byName.get(name);
      if (known) return known;
      const anew = prepareAnew(document, operationName);
      byName.set(name, anew);
      anew.catch(() => byName.delete(name));
      return anew;
    },
  };
}

/** How many requests to subgraphs a plan makes at most, with the branches that these variables choose. */
export function countFetches(node: PlanNode | null | undefined, variables: Readonly<Record<string, unknown>>): number {
  if (!node) return 0;
  switch (node.kind) {
    case 'Fetch':
    case 'BatchFetch':
      return 1;
    case 'Sequence':
    case 'Parallel':
      return node.nodes.reduce((count, child) => count + countFetches(child, variables), 0);
    case 'Flatten':
      return countFetches(node.node, variables);
    case 'Condition':
      return countFetches(chosenBranch(node, variables), variables);
    default:
      return 0;
  }
}

/** The side of a @skip/@include condition to run, if there is one. */
export function chosenBranch(
  node: Extract<PlanNode, { kind: 'Condition' }>,
  variables: Readonly<Record<string, unknown>>,
): PlanNode | undefined {
  return (variables[node.condition] === true ? node.ifClause : node.elseClause) ?? undefined;
}
