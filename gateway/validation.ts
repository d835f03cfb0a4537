// Rules beyond the specification's, so that an operation that would be costly or ambiguous is refused before anything is asked.
import {
  type ASTVisitor,
  type FloatValueNode,
  type FragmentDefinitionNode,
  GraphQLError,
  GraphQLID,
  getNamedType,
  type IntValueNode,
  Kind,
  type ListValueNode,
  type ObjectValueNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
  type ValueNode,
} from 'graphql';
import { isIntrospectionField } from './engine/introspect.ts';

/** Tokens of a document. */
export const tokenLimit = 10_000;

/** What every operation must obey beside the specification. */
export const operationLimits: ValidationRule[] = [
  sizeLimit(1_000),
  depthLimit(20),
  nestingLimit(40),
  introspectionLimit(500),
  schemaLimit(2),
  finiteNumbers,
];

/** How far an operation goes when every fragment is written out where it is used. */
interface Extent {
  /** Fields within fields. */
  depth: number;
  /** Fields, fragments and values within each other. */
  nesting: number;
  /** Fields and fragments in all. Infinity when they are more than can be counted. */
  size: number;
  /** Of these, the ones within `__schema` and `__type`. */
  introspection: number;
  /** Fields `__schema`. */
  schemas: number;
}

const nothing: Extent = { depth: 0, nesting: 0, size: 0, introspection: 0, schemas: 0 };

/** Refuses operations nested deeper than `limit` fields. The usual introspection query is 15 deep. */
export function depthLimit(limit: number): ValidationRule {
  return limitOf(
    'depth',
    limit,
    (depth) => `The operation is nested ${depth} fields deep; at most ${limit} are allowed.`,
  );
}

/** Refuses operations in which fields, fragments and values are nested deeper than `limit`: the planner reads no more than 48. */
export function nestingLimit(limit: number): ValidationRule {
  return limitOf(
    'nesting',
    limit,
    (nesting) =>
      `The operation is nested ${nesting} levels deep, fields, fragments and values together; at most ${limit} are allowed.`,
  );
}

/**
 * Refuses operations of more than `limit` fields and fragments, each fragment counted wherever it is used. Thirty fragments that
 * use each other twice are 1 kB and a billion fields, which the planner would write out one by one. Planning takes longer than
 * in proportion: a thousand fields across subgraphs up to a second, five thousand a minute.
 */
export function sizeLimit(limit: number): ValidationRule {
  return limitOf(
    'size',
    limit,
    (size) =>
      `The operation has ${size} fields and fragments, counting fragments wherever they are used; at most ${limit} are allowed.`,
  );
}

/**
 * Refuses operations with more than `limit` fields and fragments within `__schema` and `__type`. The usual introspection query
 * has 240. The answer is made in one go, for every type and field there is: a thousand aliases make it 17 MB.
 */
export function introspectionLimit(limit: number): ValidationRule {
  return limitOf(
    'introspection',
    limit,
    (count) => `The operation introspects with ${count} fields and fragments; at most ${limit} are allowed.`,
  );
}

/** Refuses operations that ask for `__schema` more than `limit` times: each is an answer as large as the schema. */
export function schemaLimit(limit: number): ValidationRule {
  return limitOf(
    'schemas',
    limit,
    (count) => `The operation asks ${count} times for __schema; at most ${limit} are allowed.`,
  );
}

/** Refuses numbers such as 1e400, which no number of ours can be and JSON cannot say. An ID may have any number of digits. */
export function finiteNumbers(context: ValidationContext): ASTVisitor {
  const check = (node: IntValueNode | FloatValueNode) => {
    if (Number.isFinite(Number(node.value)) || getNamedType(context.getInputType()) === GraphQLID) return;
    const told = node.value.length > 40 ? `${node.value.slice(0, 40)}…` : node.value;
    context.reportError(new GraphQLError(`The number ${told} is too large.`, { nodes: node }));
  };
  return { [Kind.INT]: check, [Kind.FLOAT]: check };
}

function limitOf(measure: keyof Extent, limit: number, messageOf: (value: string) => string): ValidationRule {
  return (context) => {
    const known = new Map<FragmentDefinitionNode, Extent>();
    return {
      OperationDefinition(operation) {
        const extent = extentOf(operation.selectionSet, context, known);
        const defaults = nestingOf(operation.variableDefinitions?.map(({ defaultValue }) => defaultValue));
        const value = measure === 'nesting' ? Math.max(extent.nesting, defaults) : extent[measure];
        if (value <= limit) return;
        const isExact = value <= Number.MAX_SAFE_INTEGER;
        const told = Math.min(value, Number.MAX_SAFE_INTEGER);
        const message = messageOf(isExact ? String(told) : `more than ${told}`);
        context.reportError(new GraphQLError(message, { nodes: operation, extensions: { [measure]: told, limit } }));
      },
    };
  };
}

/** Each fragment is measured once, so this takes as long as the document is, not as what it stands for. */
function extentOf(
  { selections }: SelectionSetNode,
  context: ValidationContext,
  known: Map<FragmentDefinitionNode, Extent>,
): Extent {
  const extent: Extent = { ...nothing };
  // A plain loop: hundreds of levels must fit on the stack.
  for (const selection of selections) {
    const below = extentBelow(selection, context, known);
    const depth = selection.kind === Kind.FIELD ? below.depth + 1 : below.depth;
    if (depth > extent.depth) extent.depth = depth;
    const values = selection.kind === Kind.FIELD ? nestingOf(selection.arguments?.map(({ value }) => value)) : 0;
    extent.nesting = Math.max(extent.nesting, below.nesting + 1, values + 1);
    extent.size += below.size + 1;
    extent.introspection +=
      selection.kind === Kind.FIELD && isIntrospectionField(selection.name.value) ? below.size : below.introspection;
    extent.schemas += below.schemas + (selection.kind === Kind.FIELD && selection.name.value === '__schema' ? 1 : 0);
  }
  return extent;
}

function extentBelow(
  selection: SelectionNode,
  context: ValidationContext,
  known: Map<FragmentDefinitionNode, Extent>,
): Extent {
  if (selection.kind !== Kind.FRAGMENT_SPREAD) {
    return selection.selectionSet ? extentOf(selection.selectionSet, context, known) : nothing;
  }
  const fragment = context.getFragment(selection.name.value);
  if (!fragment) return nothing;
  const measured = known.get(fragment);
  if (measured) return measured;
  // A cycle, which another rule reports, ends here.
  known.set(fragment, nothing);
  const extent = extentOf(fragment.selectionSet, context, known);
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
