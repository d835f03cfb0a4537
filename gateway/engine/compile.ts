// From a plan to closures. Sequences wait, parallel branches do not; mutations come as sequences, so their order is the plan's.
import type { FetchNode, FlattenNodePathSegment, PlanNode, SubscriptionNode } from '@graphql-hive/router-query-planner';
import { isNonNullType } from 'graphql';
import { operationOf } from '../planner/operation.ts';
import { collectFields } from '../planner/selection.ts';
import { compileBatchFetch, compileEntityFetch } from './entities.ts';
import { compileRootFetch, compileSubscription, type PlanContext, type Run, type Step } from './fetch.ts';
import { numberFetches } from './fetch-numbers.ts';
import { entityPaths } from './ownership.ts';

type Variables = Readonly<Record<string, unknown>>;

/** A plan as closures. */
export interface CompiledPlan {
  /** Runs to its end. Rejects when the client has left; failures of subgraphs are recorded in `run.errors`. */
  run: Step;
  /** How many requests to subgraphs it makes at most, with the branches that these variables choose. */
  countFetches: (variables: Variables) => number;
  /** Where a subscription's events come from; `run` is then what is done for each of them. */
  source: ReturnType<typeof compileSubscription> | undefined;
  /** What it was compiled from. */
  node: PlanNode | undefined;
}

interface Part {
  run: Step;
  countFetches: (variables: Variables) => number;
  /** Whether a mutation in it gave a null that it may not give, so that no further one may happen. */
  hasLostMutation: (run: Run) => boolean;
}

const noPart: Part = { run: async () => {}, countFetches: () => 0, hasLostMutation: () => false };

/** Compiles a plan; undefined, for an operation that needs no subgraph, is a plan that does nothing. */
export function compilePlan(
  plan: PlanNode | undefined,
  { schema, transports }: Omit<PlanContext, 'written' | 'numbers'>,
): CompiledPlan {
  const context: PlanContext = { schema, transports, written: entityPaths(plan), numbers: numberFetches(plan) };
  const { subscription, rest } = splitSubscription(plan);
  const { run, countFetches } = rest ? compilePart(rest, [], context) : noPart;
  const source = subscription && compileSubscription(subscription.primary, context);
  return { run, countFetches, source, node: plan };
}

/** A subscription is the whole plan, or the first of a sequence whose rest is done for each event. */
function splitSubscription(plan: PlanNode | undefined): { subscription?: SubscriptionNode; rest?: PlanNode } {
  if (plan?.kind === 'Subscription') return { subscription: plan };
  if (plan?.kind !== 'Sequence') return plan ? { rest: plan } : {};
  const [first, ...nodes] = plan.nodes;
  return first?.kind === 'Subscription' ? { subscription: first, rest: { kind: 'Sequence', nodes } } : { rest: plan };
}

function compilePart(node: PlanNode, path: readonly FlattenNodePathSegment[], context: PlanContext): Part {
  switch (node.kind) {
    case 'Fetch':
      if (node.requires) return { ...noPart, run: compileEntityFetch(node, path, context), countFetches: () => 1 };
      return {
        run: compileRootFetch(node, context),
        countFetches: () => 1,
        hasLostMutation: node.operationKind === 'mutation' ? compileLoss(node, context) : () => false,
      };
    case 'BatchFetch':
      return { ...noPart, run: compileBatchFetch(node, context), countFetches: () => 1 };
    case 'Flatten':
      return compilePart(node.node, node.path, context);
    case 'Sequence':
      return compileSequence(node.nodes.map((child) => compilePart(child, path, context)));
    case 'Parallel':
      return compileParallel(node.nodes.map((child) => compilePart(child, path, context)));
    case 'Condition': {
      const [then, otherwise] = [node.ifClause, node.elseClause].map((clause) =>
        clause ? compilePart(clause, path, context) : noPart,
      ) as [Part, Part];
      const chosen = (variables: Variables) => (variables[node.condition] === true ? then : otherwise);
      return {
        run: (run) => chosen(run.variables).run(run),
        countFetches: (variables) => chosen(variables).countFetches(variables),
        hasLostMutation: (run) => chosen(run.variables).hasLostMutation(run),
      };
    }
    default:
      throw new Error(`The planner made a ${node.kind} node, which this engine cannot execute.`);
  }
}

function compileSequence(parts: readonly Part[]): Part {
  return {
    ...together(parts),
    async run(run) {
      for (const part of parts) {
        await part.run(run);
        if (part.hasLostMutation(run)) return;
      }
    },
  };
}

/**
 * Beside a mutation stand fetches of entities that the mutation before it named. They may see what this one changes; that the
 * specification would have them come first is the planner's choice, not ours to undo.
 */
function compileParallel(parts: readonly Part[]): Part {
  return {
    ...together(parts),
    run: async (run) => {
      await Promise.all(parts.map((part) => part.run(run)));
    },
  };
}

function together(parts: readonly Part[]): Omit<Part, 'run'> {
  return {
    countFetches: (variables) => parts.reduce((count, part) => count + part.countFetches(variables), 0),
    hasLostMutation: (run) => parts.some((part) => part.hasLostMutation(run)),
  };
}

/**
 * Whether a mutation gave a null that it may not give. The whole answer is null then, so the mutations after it must not happen. A
 * null that travels up from further below is not seen here: what is there may not be fetched yet.
 */
function compileLoss(mutation: FetchNode, { schema }: PlanContext): Part['hasLostMutation'] {
  const type = schema.getMutationType();
  if (!type) return () => false;
  const operation = operationOf(mutation.operation);
  const asked = collectFields({ schema, operation }, type, [operation.definition.selectionSet]);
  const required = [...asked].flatMap(([key, [field]]) =>
    isNonNullType(field && type.getFields()[field.name.value]?.type) ? [key] : [],
  );
  return ({ data }) => required.some((key) => (data?.[key] ?? null) === null);
}
