// What an operation costs at most, by the directives of weights.ts: one for each object, times the sizes of the lists that it is
// in. All that the document decides is computed once; a request only puts in its variables.
import {
  type FieldNode,
  type GraphQLArgument,
  type GraphQLCompositeType,
  GraphQLError,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  OperationTypeNode,
  print,
  type SelectionSetNode,
  valueFromAST,
} from 'graphql';
import { pageError } from '../../lib/pagination.ts';
import type { Operation } from '../planner/operation.ts';
import {
  and,
  any,
  type Condition,
  type Cost,
  type CostRequest,
  conditionOf,
  largest,
  sum,
  times,
  type Values,
  when,
} from './cost-terms.ts';
import type { FieldWeights, ListSize, Weights } from './weights.ts';

/** The cost of one operation. It throws a GraphQLError BAD_USER_INPUT for a size that is none. */
export type OperationCost = (request: CostRequest) => number;

/** Of a list that says nothing of its size. */
export const unsaidSize = 10;
/** Of every field of `Mutation` and `Subscription`, beside what it returns. */
export const changeWeight = 10;
/** Of the whole schema; what is asked of it is limited by its own. */
const introspectionWeights: Readonly<Record<string, number>> = { __schema: 50, __type: 5 };

interface CostContext {
  schema: GraphQLSchema;
  weights: Weights;
  fragments: Operation['fragments'];
}

/** Fields that are selected on a type, and when. */
interface Part {
  selectionSet: SelectionSetNode;
  type: GraphQLCompositeType;
  when: Condition | undefined;
  /** The size of the lists in a connection, by its fields. */
  sizes: ReadonlyMap<string, Cost>;
}

/** Fields that are one in the answer. */
interface Group {
  uses: { node: FieldNode; parent: GraphQLCompositeType; part: Part; when: Condition | undefined }[];
  /** Names of the objects that have it. */
  types: Set<string>;
}

/** Compiles the cost of a valid operation, fragments and all. It takes as long as the operation is with its fragments written out. */
export function compileCost(
  context: Omit<CostContext, 'fragments'>,
  { definition, fragments }: Operation,
): OperationCost {
  const type = context.schema.getRootType(definition.operation);
  if (!type) return () => 0;
  const part = { selectionSet: definition.selectionSet, type, when: undefined, sizes: new Map() };
  const isQuery = definition.operation === OperationTypeNode.QUERY;
  const cost = selectionCost([part], { ...context, fragments }, isQuery ? 0 : changeWeight);
  return typeof cost === 'number' ? () => cost : cost;
}

/** Of all that is selected on one object: where its type is not known, of the dearest one. */
function selectionCost(parts: readonly Part[], context: CostContext, base = 0): Cost {
  const groups = new Map<string, Group>();
  for (const part of parts) gather(part.selectionSet, part.type, part.when, { part, groups, context });
  const costs = Array.from(groups.values(), (group) => ({ types: group.types, cost: groupCost(group, context, base) }));
  const types = new Set(costs.flatMap((group) => [...group.types]));
  const alternatives = new Map<string, Cost>();
  for (const type of types) {
    const own = costs.flatMap((group, index) => (group.types.has(type) && group.cost !== 0 ? [index] : []));
    const key = own.join();
    if (!alternatives.has(key)) alternatives.set(key, sum(own.map((index) => costs[index]?.cost ?? 0)));
  }
  return largest([...alternatives.values()]);
}

function gather(
  { selections }: SelectionSetNode,
  type: GraphQLCompositeType,
  when: Condition | undefined,
  into: { part: Part; groups: Map<string, Group>; context: CostContext },
): void {
  const { context, groups, part } = into;
  for (const selection of selections) {
    const condition = conditionOf(selection);
    if (condition === 'never') continue;
    const both = and(when, condition);
    if (selection.kind === Kind.FIELD) {
      const group = groups.get(keyOf(selection)) ?? { uses: [], types: new Set() };
      groups.set(keyOf(selection), group);
      group.uses.push({ node: selection, parent: type, part, when: both });
      for (const name of objectsOf(type, context.schema)) group.types.add(name);
      continue;
    }
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : context.fragments.get(selection.name.value);
    const name = fragment?.typeCondition?.name.value;
    const on = name === undefined ? type : context.schema.getType(name);
    if (fragment && isCompositeType(on)) gather(fragment.selectionSet, narrower(type, on), both, into);
  }
}

function groupCost({ uses }: Group, context: CostContext, base: number): Cost {
  const conditions = uses.map(({ when }) => when);
  const first = uses[0]?.node;
  if (!first || first.name.value === '__typename') return 0;
  const introspection = introspectionWeights[first.name.value];
  const cost = introspection ?? fieldCost(uses, context, base);
  return when(any(conditions), cost);
}

function fieldCost(uses: Group['uses'], context: CostContext, base: number): Cost {
  const below: Part[] = [];
  const own: Cost[] = [];
  const sizes: Cost[] = [];
  const given: Cost[] = [];
  for (const { node, parent, part, when } of uses) {
    const name = node.name.value;
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
    if (!field) continue;
    const said = saidOf(parent, name, context);
    own.push(largest(said.map(({ weight }) => weight ?? typeWeight(field.type, context))));
    given.push(argumentsCost(node, field, said, context));
    const saidSizes = said.flatMap((one) => (one.size ? [sizeOf({ node, field, of: parent.name }, one.size)] : []));
    const size = saidSizes.length > 0 ? largest(saidSizes) : unsaidSize;
    const isConnection = said.some((one) => (one.size?.sized.size ?? 0) > 0);
    sizes.push(listSize(field.type, part.sizes.get(name) ?? (isConnection ? unsaidSize : size)));
    if (isConnection) given.push(checked(size));
    const type = getNamedType(field.type);
    if (!node.selectionSet || !isCompositeType(type)) continue;
    const sized = new Map(said.flatMap((one) => [...(one.size?.sized ?? [])].map((key) => [key, size] as const)));
    below.push({ selectionSet: node.selectionSet, type, when, sizes: sized });
  }
  const each = sum([largest(own), below.length > 0 ? selectionCost(below, context) : 0]);
  return sum([base, times(largest(sizes), each), largest(given)]);
}

/** A size that is none is refused, whether or not the lists that have it are asked for. */
function checked(size: Cost): Cost {
  if (typeof size === 'number') return 0;
  return (request) => {
    size(request);
    return 0;
  };
}

/** What is said of a field: where it belongs to an interface, also by the objects that have it. */
function saidOf(parent: GraphQLCompositeType, field: string, { schema, weights }: CostContext): FieldWeights[] {
  const types = isInterfaceType(parent) ? [parent, ...schema.getPossibleTypes(parent)] : [parent];
  return types.map(({ name }) => weights.ofField(name, field));
}

function typeWeight(type: GraphQLOutputType, { schema, weights }: CostContext): number {
  const named = getNamedType(type);
  const objects = isAbstractType(named) ? schema.getPossibleTypes(named) : [];
  const said = [named, ...objects].flatMap(({ name }) => weights.ofType(name) ?? []);
  return said.length > 0 ? Math.max(...said) : isCompositeType(named) ? 1 : 0;
}

/** How many there are of what a list of lists has in it; one of what is no list. */
function listSize(type: GraphQLOutputType, size: Cost): Cost {
  const inner = isNonNullType(type) ? type.ofType : type;
  if (!isListType(inner)) return 1;
  return times(size, listSize(inner.ofType, unsaidSize));
}

/** A field of an operation, as a type has it. */
interface AskedField {
  node: FieldNode;
  field: GraphQLField<unknown, unknown>;
  /** The type's name. */
  of: string;
}

function sizeOf({ node, field, of }: AskedField, { assumed, slicing, needsOne }: ListSize): Cost {
  const assumedSize = assumed ?? unsaidSize;
  const coordinate = `${of}.${field.name}`;
  if (slicing.length === 0) return assumedSize;
  const readers = slicing.flatMap((name) => {
    const argument = field.args.find((candidate) => candidate.name === name);
    return argument ? [{ name, read: readerOf(node, argument) }] : [];
  });
  return ({ variables, pageSize }) => {
    let count = 0;
    let size = 0;
    for (const { name, read } of readers) {
      const value = read(variables);
      if (value === undefined || value === null) continue;
      if (typeof value !== 'number' || value < 0 || value > pageSize) {
        throw badSize(pageError(name, Number(value), pageSize), coordinate);
      }
      count += 1;
      size = Math.max(size, value);
    }
    if (needsOne && count !== 1) throw oneNeeded(coordinate, slicing);
    return count === 0 ? assumedSize : size;
  };
}

/** The value of an argument as the field gets it. */
function readerOf(node: FieldNode, argument: GraphQLArgument): (variables: Values) => unknown {
  const given = node.arguments?.find(({ name }) => name.value === argument.name)?.value;
  if (!given) return () => argument.defaultValue;
  if (given.kind !== Kind.VARIABLE) {
    if (given.kind === Kind.INT) return () => Number(given.value);
    return (variables) => valueFromAST(given, argument.type, variables);
  }
  const name = given.name.value;
  return (variables) => (Object.hasOwn(variables, name) ? variables[name] : argument.defaultValue);
}

/** Of what a client sends: one for each input object, and what `@cost` says of arguments and input fields. */
function argumentsCost(
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  said: readonly FieldWeights[],
  { weights }: CostContext,
): Cost {
  const costs = (node.arguments ?? []).map((given): Cost => {
    const argument = field.args.find(({ name }) => name === given.name.value);
    if (!argument) return 0;
    const weight = Math.max(0, ...said.map((one) => one.arguments.get(argument.name) ?? 0));
    if (weight === 0 && !isInputObjectType(getNamedType(argument.type))) return 0;
    const read = readerOf(node, argument);
    return ({ variables }) => {
      const value = read(variables);
      return value === undefined || value === null ? 0 : weight + inputCost(value, argument.type, weights);
    };
  });
  return sum(costs);
}

function inputCost(value: unknown, type: GraphQLInputType, weights: Weights): number {
  const inner = isNonNullType(type) ? type.ofType : type;
  if (value === undefined || value === null) return 0;
  if (isListType(inner)) {
    if (!isInputObjectType(getNamedType(inner)) || !Array.isArray(value)) return 0;
    let total = 0;
    for (const item of value) total += inputCost(item, inner.ofType, weights);
    return total;
  }
  if (!isInputObjectType(inner)) return 0;
  let total = weights.ofType(inner.name) ?? 1;
  for (const field of Object.values(inner.getFields())) {
    const item = (value as Values)[field.name];
    if (item === undefined || item === null) continue;
    total += (weights.ofField(inner.name, field.name).weight ?? 0) + inputCost(item, field.type, weights);
  }
  return total;
}

function objectsOf(type: GraphQLCompositeType, schema: GraphQLSchema): readonly string[] {
  return isAbstractType(type) ? schema.getPossibleTypes(type).map(({ name }) => name) : [type.name];
}

/** Of a fragment within another type: an object says more than an interface that it has. */
function narrower(outer: GraphQLCompositeType, inner: GraphQLCompositeType): GraphQLCompositeType {
  return isObjectType(outer) && isInterfaceType(inner) ? outer : inner;
}

/** Fields of one key in objects of different types need not be the same one. */
function keyOf(node: FieldNode): string {
  const { alias, name, arguments: given = [] } = node;
  const key = alias?.value ?? name.value;
  return given.length === 0 ? `${key}:${name.value}` : `${key}:${name.value}(${given.map(print).toSorted().join()})`;
}

/** Says where it is: the error has no path, for nothing is answered. */
function badSize({ message, extensions }: GraphQLError, coordinate: string): GraphQLError {
  return new GraphQLError(message, { extensions: { ...extensions, coordinate } });
}

function oneNeeded(coordinate: string, slicing: readonly string[]): GraphQLError {
  const message = `参数 ${slicing.join('、')} 须给出且只给出一个。Exactly one of the arguments ${slicing.join(', ')} must say how much of "${coordinate}" is wanted.`;
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', coordinate } });
}
