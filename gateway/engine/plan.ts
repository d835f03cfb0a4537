// Planning costs milliseconds and happens off the main thread; a compiled plan is kept per normalised operation, so two documents
// that differ in spacing, comments or unused fragments share one.
import { QueryPlanner } from '@graphql-hive/router-query-planner';
import { type DocumentNode, type GraphQLSchema, parse, validate } from 'graphql';
import type { Transport } from '../../lib/transport.ts';
import { type CompiledPlan, compilePlan } from './compile.ts';
import { type Operation, plannedText, selectOperation } from './operation.ts';
import { createProjectionCache, type ProjectionCache } from './projections.ts';
import { readSupergraph } from './schema.ts';

export interface PreparedOperation {
  operation: Operation;
  plan: CompiledPlan;
  /** Names of variables in the plan by the client's names, where they differ. */
  renamedVariables: ReadonlyMap<string, string>;
  projections: ProjectionCache;
}

interface PlannerOptions {
  transports: Readonly<Record<string, Transport>>;
  /** The number of plans kept (1,000); the longest unused go first. */
  cacheSize?: number;
  /** Labels of progressive `@override`s that are switched on. */
  overrideLabels?: readonly string[];
  /** Draws a number from 0 to 100 for each operation, for overrides by percentage. */
  draw?: () => number;
}

interface Planner {
  publicSchema: GraphQLSchema;
  subgraphs: readonly string[];
  /**
   * The operation with its plan; at once when it is known. Throws, or rejects with, a GraphQLError when the document does not say
   * which operation is meant. The document must be valid.
   */
  prepare(document: DocumentNode, operationName?: string | null): PreparedOperation | Promise<PreparedOperation>;
  /** Texts of the operations that were run most, most first. */
  hottest(limit: number): string[];
  /** Plans operations ahead, those that this schema does not know excepted. */
  warm(texts: readonly string[]): Promise<void>;
}

interface KeptPlan {
  text: string;
  uses: number;
  plan: Promise<CompiledPlan>;
}

/** Makes plans over one supergraph. */
export function createPlanner(supergraphSdl: string, options: PlannerOptions): Planner {
  const { transports, cacheSize = 1_000, overrideLabels = [], draw = () => Math.random() * 100 } = options;
  const { publicSchema, fullSchema, subgraphs } = readSupergraph(supergraphSdl);
  checkTransports(subgraphs, transports);
  const queryPlanner = new QueryPlanner(supergraphSdl);
  const labels = new Set(overrideLabels);
  const thresholds = queryPlanner.overridePercentages.toSorted((one, other) => one - other);
  const context = { schema: fullSchema, transports };
  const noPlan = compilePlan(undefined, context);
  const kept = new Map<string, KeptPlan>();
  const prepared = new WeakMap<DocumentNode, Map<string, PreparedOperation & { kept?: KeptPlan }>>();

  /** Operations drawn between the same two percentages share a plan. */
  function drawnPercentage(): number {
    if (thresholds.length === 0) return 0;
    const drawn = draw();
    return thresholds.findLast((threshold) => threshold <= drawn) ?? 0;
  }

  function keptPlan(text: string, percentage: number): KeptPlan {
    const key = `${percentage} ${text}`;
    const known = kept.get(key);
    kept.delete(key);
    const plan =
      known?.plan ??
      queryPlanner.planAsync(text, undefined, labels, percentage).then(({ node }) => compilePlan(node, context));
    const entry = known ?? { text, uses: 0, plan };
    kept.set(key, entry);
    if (known) return known;
    plan.catch(() => kept.delete(key));
    for (const oldest of kept.keys()) {
      if (kept.size <= cacheSize) break;
      kept.delete(oldest);
    }
    return entry;
  }

  async function prepareAnew(document: DocumentNode, operationName: string | null | undefined, percentage: number) {
    const operation = selectOperation(document, operationName);
    const { text, renamed: renamedVariables } = plannedText(operation);
    const projections = createProjectionCache({ schema: publicSchema, operation });
    if (text === undefined) return { operation, plan: noPlan, renamedVariables, projections };
    const entry = keptPlan(text, percentage);
    entry.uses += 1;
    return { operation, plan: await entry.plan, renamedVariables, projections, kept: entry };
  }

  return {
    publicSchema,
    subgraphs,
    prepare(document, operationName) {
      const percentage = drawnPercentage();
      const key = `${percentage} ${operationName ?? ''}`;
      const known = prepared.get(document)?.get(key);
      if (known) {
        if (known.kept) known.kept.uses += 1;
        return known;
      }
      return prepareAnew(document, operationName, percentage).then((anew) => {
        const byKey = prepared.get(document) ?? new Map();
        prepared.set(document, byKey);
        byKey.set(key, anew);
        return anew;
      });
    },
    hottest: (limit) =>
      [...new Map(Array.from(kept.values(), (entry) => [entry.text, entry])).values()]
        .toSorted((one, other) => other.uses - one.uses)
        .slice(0, limit)
        .map(({ text }) => text),
    async warm(texts) {
      const known = texts.filter((text) => validate(publicSchema, parse(text)).length === 0);
      await Promise.allSettled(known.map((text) => keptPlan(text, drawnPercentage()).plan));
    },
  };
}

function checkTransports(subgraphs: readonly string[], transports: PlannerOptions['transports']): void {
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
