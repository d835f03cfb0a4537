// Which fields of an object the client asked for, in the client's order (CollectFields of the GraphQL specification). @skip and
// @include are resolved before (conditions.ts), so that a selection means the same whatever the variables are.
import { type FieldNode, type GraphQLNamedType, type GraphQLSchema, Kind, type SelectionSetNode } from 'graphql';
import type { Operation } from './operation.ts';
import { isTypeOrSubtype } from './schema.ts';

/** Field nodes by response key; nodes of one key are to be merged. */
export type FieldGroups = ReadonlyMap<string, readonly FieldNode[]>;

export interface SelectionContext {
  schema: GraphQLSchema;
  operation: Operation;
}

/** The fields that `selectionSets` select on an object of `type`, fragments written out. */
export function collectFields(
  { schema, operation }: SelectionContext,
  type: GraphQLNamedType,
  selectionSets: readonly SelectionSetNode[],
): FieldGroups {
  return collect(operation, selectionSets, (condition) => isTypeOrSubtype(schema, type.name, condition));
}

/** The fields that `selectionSets` select on an object of whatever type. For finding a path's place. */
export function collectFieldsOfAnyType(operation: Operation, selectionSets: readonly SelectionSetNode[]): FieldGroups {
  return collect(operation, selectionSets, () => true);
}

/** The selection sets below field nodes. */
export function subselections(nodes: readonly FieldNode[]): SelectionSetNode[] {
  return nodes.flatMap((node) => node.selectionSet ?? []);
}

/** The key under which a field is answered. */
export function responseKeyOf({ alias, name }: FieldNode): string {
  return alias?.value ?? name.value;
}

/** Puts a value into its group. */
export function addTo<Value>(groups: Map<string, Value[]>, key: string, value: Value): void {
  const group = groups.get(key);
  if (group) group.push(value);
  else groups.set(key, [value]);
}

function collect(
  { fragments }: Operation,
  selectionSets: readonly SelectionSetNode[],
  applies: (typeCondition: string) => boolean,
): FieldGroups {
  const groups = new Map<string, FieldNode[]>();
  // A fragment adds nothing the second time; without this, fragments that use each other twice take for ever.
  const visitedFragments = new Set<string>();
  const visit = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        addTo(groups, responseKeyOf(selection), selection);
        continue;
      }
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        if (visitedFragments.has(selection.name.value)) continue;
        visitedFragments.add(selection.name.value);
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      const condition = fragment?.typeCondition?.name.value;
      if (fragment && (condition === undefined || applies(condition))) visit(fragment.selectionSet);
    }
  };
  for (const selectionSet of selectionSets) visit(selectionSet);
  return groups;
}
