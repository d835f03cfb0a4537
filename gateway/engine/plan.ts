// Planning costs milliseconds and happens off the main thread; a compiled plan is kept per normalised operation, so two documents
// that differ in spacing, comments or unused fragments share one.
import { QueryPlanner } from '@graphql-hive/router-query-planner';
import { type DocumentNode, type GraphQLSchema, NoUnusedVariablesRule, parse, specifiedRules, validate } from 'graphql';
import type { Transport } from '../../lib/transport.ts';
import { conditionVariables, resolveConditions } from '../planner/conditions.ts';
import { checkFieldSets } from '../planner/field-sets.ts';
import { createPlannedKey } from '../planner/keys.ts';
import { hoistLiterals } from '../planner/literals.ts';
import { type Operation, plannedText, selectOperation } from '../planner/operation.ts';
import { readSupergraph } from '../planner/schema.ts';
import { completeUnions } from '../planner/unions.ts';
import { type CompiledPlan, compilePlan } from './compile.ts';
import type { Form } from './forms.ts';
import { introspects } from './introspect.ts';
import { compileProjection, type Projection } from './project.ts';

type Variables = Readonly<Record<string, unknown>>;

/** An operation of a client's document. */
export interface SelectedOperation {
  operation: Operation;
  /** Variables that @skip and @include read. */
  conditions: readonly string[];
  /** By the values of the conditions and the drawn percentage. */
  prepared: Map<string, PreparedOperation | Promise<PreparedOperation>>;
}

/** An operation under one set of conditions, with everything that runs need and share. */
export interface PreparedOperation {
  /** Tells it from all others of its planner. */
  id: number;
  /** Without conditions and what they leave out. */
  operation: Operation;
  plan: CompiledPlan;
  /** The variables of the plan, of the client's, which are coerced. */
  plannedVariables(variables: Variables): Variables;
  /** Whether the gateway itself has to answer `__schema` or `__type`. */
  introspects: boolean;
  projection<Output>(form: Form<Output>): Projection<Output>;
  kept: KeptPlan | undefined;
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
  /** Throws a GraphQLError when the document, which must be valid, does not say which operation is meant. */
  select(document: DocumentNode, operationName?: string | null): SelectedOperation;
  /** The operation with its plan, at once when it is known. */
  prepare(selected: SelectedOperation, variables: Variables): PreparedOperation | Promise<PreparedOperation>;
  /** Texts of the operations that were run most, most first. */
  hottest(limit: number): string[];
  /** Plans operations ahead, those that this schema does not know excepted. */
  warm(texts: readonly string[]): Promise<void>;
}

/** Clients rarely use more than a few of the 2ⁿ sets of conditions. */
const variantsKept = 64;

interface KeptPlan {
  text: string;
  uses: number;
  plan: Promise<CompiledPlan>;
}

/** Makes plans over one supergraph. @throws Error that says what is wrong with it */
export function createPlanner(supergraphSdl: string, options: PlannerOptions): Planner {
  const { transports, cacheSize = 1_000, overrideLabels = [], draw = () => Math.random() * 100 } = options;
  const { publicSchema, fullSchema, subgraphs } = readSupergraph(supergraphSdl);
  checkTransports(subgraphs, transports);
  checkFieldSets(fullSchema);
  const queryPlanner = new QueryPlanner(supergraphSdl);
  const plannedKey = createPlannedKey(fullSchema);
  const labels = new Set(overrideLabels);
  const thresholds = queryPlanner.overridePercentages.toSorted((one, other) => one - other);
  const context = { schema: fullSchema, transports };
  const noPlan = compilePlan(undefined, context);
  let nextId = 0;
  const complete = completeUnions(fullSchema);
  const kept = new Map<string, KeptPlan>();
  const selected = new WeakMap<DocumentNode, Map<string, SelectedOperation>>();

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
      queryPlanner
        .planAsync(text, undefined, labels, percentage)
        .then(({ node }) => compilePlan(complete(node, text), context));
    const entry = known ?? { text, uses: 0, plan };
    entry.uses += 1;
    keep(kept, key, entry, cacheSize);
    if (!known) plan.catch(() => kept.delete(key));
    return entry;
  }

  async function prepareAnew(operation: Operation, percentage: number): Promise<PreparedOperation> {
    const hoisted = hoistLiterals(operation, publicSchema);
    const { text, renamed } = plannedText(hoisted.operation, plannedKey);
    const kept = text === undefined ? undefined : keptPlan(text, percentage);
    const plan = kept ? await kept.plan : noPlan;
    const projections = new Map<unknown, Projection<unknown>>();
    nextId += 1;
    return {
      id: nextId,
      operation,
      plan,
      plannedVariables: (variables) =>
        renamed.size === 0 && hoisted.operation === operation
          ? variables
          : { ...renameKeys(variables, renamed), ...hoisted.valuesOf(variables) },
      introspects: introspects({ schema: publicSchema, operation }),
      projection<Output>(form: Form<Output>) {
        const projection =
          projections.get(form) ?? compileProjection({ schema: publicSchema, operation, plannedKey }, form);
        projections.set(form, projection as Projection<unknown>);
        return projection as Projection<Output>;
      },
      kept,
    };
  }

  return {
    publicSchema,
    subgraphs,
    select(document, operationName) {
      const byName = selected.get(document) ?? new Map<string, SelectedOperation>();
      selected.set(document, byName);
      const known = byName.get(operationName ?? '');
      if (known) return known;
      const operation = selectOperation(document, operationName);
      const anew = { operation, conditions: conditionVariables(operation), prepared: new Map() };
      byName.set(operationName ?? '', anew);
      return anew;
    },
    prepare({ operation, conditions, prepared }, variables) {
      const percentage = drawnPercentage();
      const key = `${percentage} ${conditions.map((name) => (variables[name] === true ? 1 : 0)).join('')}`;
      const known = prepared.get(key);
      if (known) {
        if (!(known instanceof Promise) && known.kept) known.kept.uses += 1;
        return known;
      }
      const anew = prepareAnew(resolveConditions(operation, variables), percentage);
      keep(prepared, key, anew, variantsKept);
      anew.then(
        (ready) => prepared.set(key, ready),
        () => prepared.delete(key),
      );
      return anew;
    },
    hottest: (limit) =>
      [...new Map(Array.from(kept.values(), (entry) => [entry.text, entry])).values()]
        .toSorted((one, other) => other.uses - one.uses)
        .slice(0, limit)
        .map(({ text }) => text),
    async warm(texts) {
      const known = texts.filter((text) => isValid(text, publicSchema));
      await Promise.allSettled(known.map((text) => keptPlan(text, drawnPercentage()).plan));
    },
  };
}

/** In a planned text the conditions are resolved, and with them the use of their variables is gone. */
const plannedRules = specifiedRules.filter((rule) => rule !== NoUnusedVariablesRule);

/** The planner ends the process on an operation that its schema does not know. */
function isValid(text: string, schema: GraphQLSchema): boolean {
  try {
    return validate(schema, parse(text), plannedRules).length === 0;
  } catch {
    return false;
  }
}

function renameKeys(values: Variables, renamed: ReadonlyMap<string, string>): Variables {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [renamed.get(name) ?? name, value]));
}

/** Sets an entry and lets the oldest go. */
function keep<Value>(entries: Map<string, Value>, key: string, value: Value, limit: number): void {
  entries.set(key, value);
  for (const oldest of entries.keys()) {
    if (entries.size <= limit) break;
    entries.delete(oldest);
  }
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
