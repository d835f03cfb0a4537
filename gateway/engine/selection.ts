// Which fields of an object the client asked for, in the client's order (CollectFields of the GraphQL specification).
import {
  type DirectiveNode,
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { Operation } from './operation.ts';
import { isTypeOrSubtype } from './schema.ts';

/** Field nodes by response key; nodes of one key are to be merged. */
export type FieldGroups = ReadonlyMap<string, readonly FieldNode[]>;

export interface SelectionContext {
  schema: GraphQLSchema;
  operation: Operation;
  variables: Readonly<Record<string, unknown>>;
}

/** The fields that `selectionSets` select on an object of `type`, honouring fragments, @skip and @include. */
export function collectFields(
  context: SelectionContext,
  type: GraphQLNamedType,
  selectionSets: readonly SelectionSetNode[],
): FieldGroups {
  return collect(context, selectionSets, (condition) => isTypeOrSubtype(context.schema, type.name, condition));
}

/** The fields that `selectionSets` select on an object of whatever type. For finding a path's place. */
export function collectFieldsOfAnyType(
  context: Pick<SelectionContext, 'operation' | 'variables'>,
  selectionSets: readonly SelectionSetNode[],
): FieldGroups {
  return collect(context, selectionSets, () => true);
}

/** The selection sets below field nodes. */
export function subselections(nodes: readonly FieldNode[]): SelectionSetNode[] {
  return nodes.flatMap((node) => node.selectionSet ?? []);
}

function collect(
  { operation, variables }: Pick<SelectionContext, 'operation' | 'variables'>,
  selectionSets: readonly SelectionSetNode[],
  applies: (typeCondition: string) => boolean,
): FieldGroups {
  const groups = new Map<string, FieldNode[]>();
  // A fragment adds nothing the second time; without this, fragments that use each other twice take for ever.
  const visitedFragments = new Set<string>();
  const visit = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (!isIncluded(selection.directives, variables)) continue;
      if (selection.kind === Kind.FIELD) {
        const key = responseKeyOf(selection);
        const group = groups.get(key);
        if (group) group.push(selection);
        else groups.set(key, [selection]);
        continue;
      }
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        if (visitedFragments.has(selection.name.value)) continue;
        visitedFragments.add(selection.name.value);
      }
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : operation.fragments.get(selection.name.value);
      const condition = fragment?.typeCondition?.name.value;
      if (fragment && (condition === undefined || applies(condition))) visit(fragment.selectionSet);
    }
  };
  for (const selectionSet of selectionSets) visit(selectionSet);
  return groups;
}

function isIncluded(
  directives: readonly DirectiveNode[] | undefined,
  variables: SelectionContext['variables'],
): boolean {
  return (directives ?? []).every((directive) => {
    const name = directive.name.value;
    if (name !== 'skip' && name !== 'include') return true;
    const argument = directive.arguments?.find(({ name }) => name.value === 'if')?.value;
    const condition =
      argument?.kind === Kind.VARIABLE
        ? variables[argument.name.value] === true
        : argument?.kind === Kind.BOOLEAN && argument.value;
    return name === 'include' ? condition : !condition;
  });
}

function responseKeyOf(node: FieldNode): string {
  return node.alias?.value ?? node.name.value;
}
