// How far a document goes, by its text alone: measured before anything is validated or planned, each fragment once, so that it takes
// as long as the document is and not as what it stands for.
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type ListValueNode,
  type ObjectValueNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { isIntrospectionField } from '../engine/introspect.ts';

/** How far an operation goes when every fragment is written out where it is used. */
export interface Extent {
  /** Fields within fields. */
  depth: number;
  /** Fields, fragments and values within each other. */
  nesting: number;
  /** Fields and fragments in all. Infinity when they are more than can be counted. */
  fields: number;
  /** Fields with an alias. */
  aliases: number;
  /** Of these, the ones at the root. */
  rootAliases: number;
  /** Directives at the operation, its variables, fields and fragments. */
  directives: number;
  /** Fields and fragments within `__schema` and `__type`. */
  introspection: number;
  /** Fields `__schema`. */
  schemas: number;
}

const nothing: Extent = {
  depth: 0,
  nesting: 0,
  fields: 0,
  aliases: 0,
  rootAliases: 0,
  directives: 0,
  introspection: 0,
  schemas: 0,
};

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;
type Known = Map<FragmentDefinitionNode, Extent>;

/** Of each measure the largest one of the document's operations. */
export function extentOf(document: DocumentNode): Extent {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION && !fragments.has(node.name.value)) fragments.set(node.name.value, node);
  }
  const known: Known = new Map();
  const extents = document.definitions.map((node) => {
    if (node.kind === Kind.OPERATION_DEFINITION) return operationExtent(node, fragments, known);
    // One that no operation uses is validated all the same.
    return node.kind === Kind.FRAGMENT_DEFINITION ? fragmentExtent(node, fragments, known) : nothing;
  });
  const most = { ...nothing };
  for (const extent of extents) {
    for (const measure of Object.keys(most) as (keyof Extent)[])
      most[measure] = Math.max(most[measure], extent[measure]);
  }
  return most;
}

function operationExtent(operation: OperationDefinitionNode, fragments: Fragments, known: Known): Extent {
  const { selectionSet, variableDefinitions = [], directives = [] } = operation;
  const extent = selectionExtent(selectionSet, fragments, known);
  const defaults = nestingOf(variableDefinitions.map(({ defaultValue }) => defaultValue));
  const atVariables = variableDefinitions.reduce((count, node) => count + (node.directives?.length ?? 0), 0);
  return {
    ...extent,
    nesting: Math.max(extent.nesting, defaults),
    directives: extent.directives + directives.length + atVariables,
  };
}

function selectionExtent({ selections }: SelectionSetNode, fragments: Fragments, known: Known): Extent {
  const extent = { ...nothing };
  // A plain loop: hundreds of levels must fit on the stack.
  for (const selection of selections) {
    const below = extentBelow(selection, fragments, known);
    const isField = selection.kind === Kind.FIELD;
    const hasAlias = isField && selection.alias !== undefined;
    const depth = isField ? below.depth + 1 : below.depth;
    if (depth > extent.depth) extent.depth = depth;
    const values = isField ? nestingOf(selection.arguments?.map(({ value }) => value)) : 0;
    extent.nesting = Math.max(extent.nesting, below.nesting + 1, values + 1);
    extent.fields += below.fields + 1;
    extent.aliases += below.aliases + (hasAlias ? 1 : 0);
    extent.rootAliases += isField ? (hasAlias ? 1 : 0) : below.rootAliases;
    extent.directives += below.directives + (selection.directives?.length ?? 0);
    extent.introspection += isField && isIntrospectionField(selection.name.value) ? below.fields : below.introspection;
    extent.schemas += below.schemas + (isField && selection.name.value === '__schema' ? 1 : 0);
  }
  return extent;
}

function extentBelow(selection: SelectionNode, fragments: Fragments, known: Known): Extent {
  if (selection.kind !== Kind.FRAGMENT_SPREAD) {
    return selection.selectionSet ? selectionExtent(selection.selectionSet, fragments, known) : nothing;
  }
  const fragment = fragments.get(selection.name.value);
  return fragment ? fragmentExtent(fragment, fragments, known) : nothing;
}

function fragmentExtent(fragment: FragmentDefinitionNode, fragments: Fragments, known: Known): Extent {
  const measured = known.get(fragment);
  if (measured) return measured;
  // A cycle, which validation reports, ends here.
  known.set(fragment, nothing);
  const extent = selectionExtent(fragment.selectionSet, fragments, known);
  extent.directives += fragment.directives?.length ?? 0;
  known.set(fragment, extent);
  return extent;
}

/** Lists and objects within each other. Values may be nested deeper than functions can call themselves. */
function nestingOf(values: readonly (ValueNode | undefined)[] = []): number {
  let nesting = 0;
  for (let level = values.filter(isNesting); level.length > 0; nesting += 1) {
    level = level.flatMap(valuesIn).filter(isNesting);
  }
  return nesting;
}

function isNesting(value: ValueNode | undefined): value is ListValueNode | ObjectValueNode {
  return value?.kind === Kind.LIST || value?.kind === Kind.OBJECT;
}

function valuesIn(value: ListValueNode | ObjectValueNode): readonly ValueNode[] {
  return value.kind === Kind.LIST ? value.values : value.fields.map((field) => field.value);
}
