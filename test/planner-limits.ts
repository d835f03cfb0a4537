// What the query planner (0.0.38) gets wrong, so that random operations keep away from it. Each rule names an operation over a
// schema of the federation suite; once the planner has learnt it, the rule goes. Not kept away from, because they are rare and told
// by an error, are operations that it does not plan, `{ media { animals { name } } media { id animals { id } } }`, and requests
// in which a field has two types under one key, `{ accounts { ... on User { similarAccounts { ... on User { id } } } ... on Admin {
// similarAccounts { ... on Admin { id } } } } }`.
import { type GraphQLSchema, getNamedType, Kind, type SelectionSetNode } from 'graphql';
import { fieldsOf, possibleTypesOf } from './possible-types.ts';
import type { Federation } from './subgraph-schemas.ts';

export interface PlannerLimits {
  /** `Type.field` that operations do not ask for. */
  withheld: ReadonlySet<string>;
  /** Types that operations have no fragments on. */
  unnamed: ReadonlySet<string>;
}

/** The limits that matter to a supergraph. */
export function plannerLimits(federation: Federation): PlannerLimits {
  return {
    withheld: requiredWithArguments(federation),
    unnamed: secondTypesOfInterfaceObjects(federation),
  };
}

/**
 * A required field that has arguments is fetched under an alias where the client asks for it with other arguments, but what is sent
 * is not always what is under the alias. Below another required field it never is: `{ products { category { averagePrice(currency:
 * "CNY") } isExpensiveCategory } }` with `@requires(fields: "category { averagePrice(currency: \"USD\") }")`. Where two places are
 * asked for together, the alias of the one is looked for in the other: `{ products { price(currency: "CNY") shippingEstimate } more:
 * products { shippingEstimate } }`.
 */
function requiredWithArguments({ graphs, fullSchema }: Federation): Set<string> {
  const found = new Set<string>();
  for (const { requires } of graphs.values()) {
    for (const [coordinate, set] of requires) noteWithArguments(fullSchema, coordinate.split('.')[0] ?? '', set, found);
  }
  return found;
}

/**
 * Where a subgraph knows an interface as an object, fetches for two types of that interface are joined into one that asks for the
 * objects of one type only: `{ accounts { ... on Admin { id1: id } ... on Regular { name } } }`.
 */
function secondTypesOfInterfaceObjects({ graphs, fullSchema }: Federation): Set<string> {
  const interfaces = [...graphs.values()].flatMap(({ interfaceObjects }) => [...interfaceObjects]);
  return new Set(interfaces.flatMap((name) => possibleTypesOf(fullSchema, name).slice(1)));
}

function noteWithArguments(
  schema: GraphQLSchema,
  type: string,
  { selections }: SelectionSetNode,
  found: Set<string>,
): void {
  for (const selection of selections) {
    if (selection.kind === Kind.FRAGMENT_SPREAD) continue;
    const isField = selection.kind === Kind.FIELD;
    if (isField && selection.arguments && selection.arguments.length > 0) found.add(`${type}.${selection.name.value}`);
    if (!selection.selectionSet) continue;
    const below = isField ? namedTypeOf(schema, type, selection.name.value) : selection.typeCondition?.name.value;
    noteWithArguments(schema, below ?? type, selection.selectionSet, found);
  }
}

function namedTypeOf(schema: GraphQLSchema, typeName: string, field: string): string {
  const definition = fieldsOf(schema, typeName)[field];
  return definition ? getNamedType(definition.type).name : '';
}
