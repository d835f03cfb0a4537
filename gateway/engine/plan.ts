// Planning costs milliseconds and happens off the main thread; a compiled plan is kept per normalised operation, so two documents
// that differ in spacing, comments or unused fragments share one.
import { QueryPlanner } from '@graphql-hive/router-query-planner';
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  NoUnusedVariablesRule,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import type { Identity } from '../../lib/identity.ts';
import type { Transport } from '../../lib/transport.ts';
import { conditionVariables, resolveConditions } from '../planner/conditions.ts';
import { checkFieldSets } from '../planner/field-sets.ts';
import { createPlannedKey } from '../planner/keys.ts';
import { hoistLiterals } from '../planner/literals.ts';
import { type Operation, plannedText, selectOperation } from '../planner/operation.ts';
import { readSupergraph } from '../planner/schema.ts';
import { completeUnions } from '../planner/unions.ts';
import type { ByAudience } from '../views/audiences.ts';
import { type AccessRules, type Asked, createGuard, type Denial, nothingDenied } from './authorisation.ts';
import { demandsOf, type RefusedField, withoutRefused } from './authorisation-filter.ts';
import { type CompiledPlan, compilePlan } from './compile.ts';
import type { Form } from './forms.ts';
import { introspects } from './introspect.ts';
import { compileProjection, type Projection } from './project.ts';

type Variables = Readonly<Record<string, unknown>>;

/** An operation of a client's document. */
export interface SelectedOperation {
  operation: Operation;
  /** What the client sees: the public schema or a part of it. */
  schema: GraphQLSchema;
  /** Variables that @skip and @include read. */
  conditions: readonly string[];
  /** What it demands of its caller. */
  asked: Asked;
  /** By what callers lack, the values of the conditions and the drawn percentage. */
  prepared: Map<string, PreparedOperation | Promise<PreparedOperation>>;
}

/** An operation under one set of conditions and for one kind of callers, with everything that runs need and share. */
export interface PreparedOperation {
  /** Tells it from all others of its planner. */
  id: number;
  /** Without conditions and what they leave out; with what the caller may not have, which is not in the plan. */
  operation: Operation;
  /** Why nothing of it may run. */
  refused: readonly GraphQLError[] | undefined;
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
  access: AccessRules;
  /** The number of plans kept (1,000); the longest unused go first. */
  cacheSize?: number;
  /** Labels of progressive `@override`s that are switched on. */
  overrideLabels?: readonly string[];
  /** Draws a number from 0 to 100 for each operation, for overrides by percentage. */
  draw?: () => number;
}

/** What became of those who asked for a plan. */
export interface PlanCounts {
  /** Plans that are kept. */
  readonly kept: number;
  /** The plan was there. */
  readonly hits: number;
  /** It was made. */
  readonly misses: number;
}

interface Planner {
  publicSchema: GraphQLSchema;
  /** What each audience sees of it. */
  views: ByAudience<GraphQLSchema>;
  /** With what clients do not see, and with all directives. */
  fullSchema: GraphQLSchema;
  subgraphs: readonly string[];
  plans: PlanCounts;
  /**
   * Throws a GraphQLError when the document, which must be valid for `view` (the public schema), does not say which operation is meant.
   */
  select(document: DocumentNode, operationName?: string | null, view?: GraphQLSchema): SelectedOperation;
  /** The operation with its plan, at once when it is known. */
  prepare(
    selected: SelectedOperation,
    variables: Variables,
    identity: Identity,
  ): PreparedOperation | Promise<PreparedOperation>;
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

const schemasOf = keepingLast(readSupergraph);
const queryPlannerOf = keepingLast((supergraphSdl) => {
  checkFieldSets(schemasOf(supergraphSdl).fullSchema);
  return new QueryPlanner(supergraphSdl);
});

/** Makes plans over one supergraph. @throws Error that says what is wrong with it */
export function createPlanner(supergraphSdl: string, options: PlannerOptions): Planner {
  const { transports, access, cacheSize = 1_000, overrideLabels = [], draw = () => Math.random() * 100 } = options;
  const { publicSchema, views, fullSchema, subgraphs } = schemasOf(supergraphSdl);
  checkTransports(subgraphs, transports);
  const queryPlanner = queryPlannerOf(supergraphSdl);
  const guard = createGuard({ fullSchema, publicSchema }, access);
  const plannedKey = createPlannedKey(fullSchema);
  const labels = new Set(overrideLabels);
  const thresholds = queryPlanner.overridePercentages.toSorted((one, other) => one - other);
  const context = { schema: fullSchema, transports };
  const noPlan = compilePlan(undefined, context);
  let nextId = 0;
  const complete = completeUnions(fullSchema);
  const kept = new Map<string, KeptPlan>();
  let hits = 0;
  let misses = 0;
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
    if (known) hits += 1;
    else misses += 1;
    if (!known) plan.catch(() => kept.delete(key));
    return entry;
  }

  /** The plan is made by the whole schema, so that audiences share it; what comes of it is held against the client's. */
  async function prepareAnew(
    { operation, schema }: Pick<SelectedOperation, 'operation' | 'schema'>,
    percentage: number,
    denial: Denial,
  ): Promise<PreparedOperation> {
    const refusals = denial === nothingDenied ? undefined : guard.refusalsFor(denial);
    const granted = refusals ? withoutRefused(operation, publicSchema, refusals) : { operation, refused: [] };
    const refused = refusedAsAWhole(operation, granted.refused);
    const hoisted = hoistLiterals(granted.operation, publicSchema);
    const { text, renamed } = plannedText(hoisted.operation, plannedKey);
    const kept = text === undefined || refused ? undefined : keptPlan(text, percentage);
    const plan = kept ? await kept.plan : noPlan;
    const projections = new Map<unknown, Projection<unknown>>();
    nextId += 1;
    return {
      id: nextId,
      operation,
      refused,
      plan,
      plannedVariables: (variables) =>
        renamed.size === 0 && hoisted.operation === granted.operation
          ? variables
          : { ...renameKeys(variables, renamed), ...hoisted.valuesOf(variables) },
      introspects: introspects({ schema, operation }),
      projection<Output>(form: Form<Output>) {
        const projection =
          projections.get(form) ?? compileProjection({ schema, operation, plannedKey, refusals }, form);
        projections.set(form, projection as Projection<unknown>);
        return projection as Projection<Output>;
      },
      kept,
    };
  }

  return {
    publicSchema,
    views,
    fullSchema,
    subgraphs,
    plans: {
      get kept() {
        return kept.size;
      },
      get hits() {
        return hits;
      },
      get misses() {
        return misses;
      },
    },
    select(document, operationName, schema = publicSchema) {
      const byName = selected.get(document) ?? new Map<string, SelectedOperation>();
      selected.set(document, byName);
      const known = byName.get(operationName ?? '');
      if (known?.schema === schema) return known;
      const operation = selectOperation(document, operationName);
      const demands = demandsOf(operation, publicSchema, guard.demands);
      const asked = { demands, denials: new WeakMap() };
      const anew = { operation, schema, asked, conditions: conditionVariables(operation), prepared: new Map() };
      byName.set(operationName ?? '', anew);
      return anew;
    },
    prepare({ operation, schema, asked, conditions, prepared }, variables, identity) {
      const percentage = drawnPercentage();
      const denial = guard.denialOf(identity, asked);
      const key = `${denial.id} ${percentage} ${conditions.map((name) => (variables[name] === true ? 1 : 0)).join('')}`;
      const known = prepared.get(key);
      if (known) {
        hits += 1;
        if (!(known instanceof Promise) && known.kept) known.kept.uses += 1;
        return known;
      }
      const anew = prepareAnew({ operation: resolveConditions(operation, variables), schema }, percentage, denial);
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

/** What is made of a supergraph alone takes 150 ms: gateways of one process that serve the same one share it. */
function keepingLast<Made>(make: (supergraphSdl: string) => Made): (supergraphSdl: string) => Made {
  let last: { supergraphSdl: string; made: Made } | undefined;
  return (supergraphSdl) => {
    if (last?.supergraphSdl !== supergraphSdl) last = { supergraphSdl, made: make(supergraphSdl) };
    return last.made;
  };
}

/** Refusals that are told of one operation. */
const refusalLimit = 50;

/** A mutation runs whole or not at all, and a subscription is opened by its one field. */
function refusedAsAWhole(
  { definition }: Operation,
  refused: readonly RefusedField[],
): readonly GraphQLError[] | undefined {
  const kind = definition.operation;
  const isWhole =
    kind === OperationTypeNode.MUTATION
      ? refused.length > 0
      : kind === OperationTypeNode.SUBSCRIPTION && refused.some(({ path }) => path.length === 1);
  if (!isWhole) return undefined;
  return refused
    .slice(0, refusalLimit)
    .map(({ path, refusal: { message, extensions } }) => new GraphQLError(message, { path, extensions }));
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
