// Valid operations over any schema, with everything that makes plans hard: aliases, arguments and variables, fragments on abstract
// types, conditions, the same field asked for twice.
import {
  type ASTNode,
  type DocumentNode,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  OperationTypeNode,
  parse,
  validate,
  visit,
} from 'graphql';
import type { PlannerLimits } from './planner-limits.ts';

/** Draws a number below a limit. */
export type Choose = (below: number) => number;

export interface RandomOperation {
  document: DocumentNode;
  variables: Record<string, unknown>;
}

interface Draft {
  schema: GraphQLSchema;
  choose: Choose;
  limits: PlannerLimits;
  /** Fields that may still be asked for. */
  budget: number;
  /** Variables that are used: what stands for them in the operation's head, and their values. */
  variables: Map<string, { definition: string; value: unknown }>;
  fragments: { name: string; type: string; text: string }[];
}

type Field = GraphQLField<unknown, unknown>;

const depthLimit = 5;
const fieldLimit = 60;

/** Draws an operation that is valid against `schema`: mostly a query, now and then a mutation. */
export function randomOperation(schema: GraphQLSchema, choose: Choose, limits: PlannerLimits): RandomOperation {
  const draft: Draft = { schema, choose, limits, budget: fieldLimit, variables: new Map(), fragments: [] };
  const mutations = schema.getRootType(OperationTypeNode.MUTATION);
  const isMutation = mutations && choose(8) === 0;
  const rootType = isMutation ? mutations : schema.getRootType(OperationTypeNode.QUERY);
  if (!rootType) throw new Error('The schema has no queries.');
  const body = selectionOf(draft, rootType, depthLimit);
  const definitions = Array.from(draft.variables.values(), ({ definition }) => definition);
  const head = `${isMutation ? 'mutation' : 'query'} Random${definitions.length > 0 ? `(${definitions.join(', ')})` : ''}`;
  const fragments = draft.fragments.map(({ name, type, text }) => `fragment ${name} on ${type} { ${text} }`);
  const document = withoutConflicts(schema, parse(`${head} { ${body} } ${fragments.join(' ')}`, { noLocation: true }));
  const variables = Object.fromEntries(
    Array.from(draft.variables).flatMap(([name, { value }]) => (value === undefined ? [] : [[name, value]])),
  );
  return { document, variables };
}

function selectionOf(draft: Draft, type: GraphQLCompositeType, depth: number): string {
  const { schema, choose } = draft;
  const selections: string[] = [];
  if (choose(4) === 0) selections.push(choose(3) === 0 ? 'kind: __typename' : '__typename');
  if (type === schema.getQueryType() && choose(12) === 0) selections.push('__type(name: "Query") { name kind }');
  const fields = 'getFields' in type ? Object.values(type.getFields()) : [];
  const askable = fields.filter(
    (field) =>
      ((depth > 0 && draft.budget > 0) || isLeafType(getNamedType(field.type))) &&
      !draft.limits.withheld.has(`${type.name}.${field.name}`),
  );
  const composite = askable.filter((field) => !isLeafType(getNamedType(field.type)));
  for (let count = askable.length === 0 ? 0 : 1 + choose(4); count > 0; count -= 1) {
    // Mostly what leads further, for most fields are leaves.
    const pool = composite.length > 0 && choose(5) < 2 ? composite : askable;
    const field = pool[choose(pool.length)];
    if (field) selections.push(fieldOf(draft, field, depth, fields));
  }
  for (const part of partsOf(schema, type)) {
    if (draft.limits.unnamed.has(part.name)) continue;
    if (depth > 0 && draft.budget > 0 && choose(isAbstractType(type) ? 2 : 12) === 0)
      selections.push(fragmentOf(draft, part, depth - 1));
  }
  return selections.length > 0 ? selections.join(' ') : '__typename';
}

/** What fragments may be about inside a selection on a type: its members, itself, and interfaces that share a member with it. */
function partsOf(schema: GraphQLSchema, type: GraphQLCompositeType): GraphQLCompositeType[] {
  const members = isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
  return [...new Set([...members, ...members.flatMap((member) => member.getInterfaces()), type])];
}

function fragmentOf(draft: Draft, type: GraphQLCompositeType, depth: number): string {
  const { choose, fragments } = draft;
  const known = fragments.find((fragment) => fragment.type === type.name);
  if (known && choose(2) === 0) return `...${known.name}${conditionOf(draft)}`;
  const text = selectionOf(draft, type, depth);
  if (choose(4) > 0) return `... on ${type.name}${conditionOf(draft)} { ${text} }`;
  const name = `Part${fragments.length}`;
  fragments.push({ name, type: type.name, text });
  return `...${name}${conditionOf(draft)}`;
}

function fieldOf(draft: Draft, field: Field, depth: number, siblings: readonly Field[]): string {
  draft.budget -= 1;
  // The alias decides the arguments, so that equal keys can mostly be merged.
  const variant = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3][draft.choose(10)] ?? 0;
  const key = keyOf(draft, field, variant, siblings);
  const args = field.args.flatMap((arg) => argumentOf(draft, field.name, arg, variant));
  const argued = args.length > 0 ? `(${args.join(', ')})` : '';
  const condition = conditionOf(draft);
  const type = getNamedType(field.type);
  const isBelow = isObjectType(type) || isAbstractType(type);
  const isPlain = key === field.name && draft.choose(12) > 0;
  return `${isPlain ? '' : `${key}: `}${field.name}${argued}${condition}${isBelow ? ` { ${selectionOf(draft, type, depth - 1)} }` : ''}`;
}

/** Variant 3 takes a name that means something else: an inherited property's, or another field's, or one that many take. */
function keyOf({ choose }: Draft, { name }: Field, variant: number, siblings: readonly Field[]): string {
  if (variant < 3) return variant === 0 ? name : `${name}${variant}`;
  if (choose(2) === 0) return ['a', 'b'][choose(2)] ?? name;
  // Entities mostly have their key first.
  return choose(3) === 0 ? 'constructor' : (siblings[choose(2) * choose(siblings.length)]?.name ?? name);
}

/** Variant 0 gives what must be given, 1 and 3 give everything, 2 gives everything by variables, some of which are left out. */
function argumentOf(draft: Draft, field: string, arg: GraphQLArgument, variant: number): string[] {
  const isRequired = isNonNullType(arg.type) && arg.defaultValue === undefined;
  if (variant === 0 && !isRequired) return [];
  const value = variant === 3 && !isNonNullType(arg.type) ? null : valueOf(arg.type, variant);
  if (variant !== 2) return [`${arg.name}: ${literal(value, arg.type)}`];
  const name = `${field}_${arg.name}_${String(arg.type).replaceAll(/\W/g, '')}_${variant}`;
  const isLeftOut = !isRequired && arg.name.length % 2 === 0;
  // A variable that is left out must be allowed where it stands: its own type then has a default.
  const type = isNonNullType(arg.type) && isLeftOut ? `${arg.type} = ${literal(value, arg.type)}` : String(arg.type);
  draft.variables.set(name, { definition: `$${name}: ${type}`, value: isLeftOut ? undefined : value });
  return [`${arg.name}: $${name}`];
}

function valueOf(type: GraphQLInputType, variant: number): unknown {
  if (isNonNullType(type)) return valueOf(type.ofType, variant);
  if (isListType(type)) return [valueOf(type.ofType, variant), valueOf(type.ofType, variant + 1)];
  if (isEnumType(type)) return type.getValues()[variant % type.getValues().length]?.name;
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(
      (field, index) => isNonNullType(field.type) || index !== variant,
    );
    return Object.fromEntries(fields.map((field) => [field.name, valueOf(field.type, variant)]));
  }
  if (type.name === 'Int' || type.name === 'Float') return variant + 3;
  return type.name === 'Boolean' ? variant === 1 : `${type.name} "${variant}"`;
}

function literal(value: unknown, type: GraphQLInputType): string {
  if (isNonNullType(type)) return literal(value, type.ofType);
  if (value === null) return 'null';
  if (isListType(type) && Array.isArray(value))
    return `[${value.map((item) => literal(item, type.ofType)).join(', ')}]`;
  if (isInputObjectType(type)) {
    const fields = Object.entries(value as object).map(([name, item]) => {
      const field = type.getFields()[name];
      return field ? `${name}: ${literal(item, field.type)}` : '';
    });
    return `{ ${fields.join(', ')} }`;
  }
  return isEnumType(type) ? String(value) : JSON.stringify(value);
}

function conditionOf({ choose, variables }: Draft): string {
  const condition = [
    '@include(if: $yes)',
    '@include(if: $no)',
    '@skip(if: $yes)',
    '@skip(if: $no)',
    '@include(if: true) @skip(if: $yes)',
    '@skip(if: true)',
  ][choose(30)];
  if (!condition) return '';
  if (condition.includes('$yes')) variables.set('yes', { definition: '$yes: Boolean!', value: true });
  if (condition.includes('$no')) variables.set('no', { definition: '$no: Boolean! = false', value: undefined });
  return ` ${condition}`;
}

/** The document with new aliases for fields that have the key of another one they cannot be merged with. */
function withoutConflicts(schema: GraphQLSchema, document: DocumentNode): DocumentNode {
  let current = document;
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const [error] = validate(schema, current);
    if (!error) return current;
    const conflicting = error.nodes?.findLast((node) => node.kind === Kind.FIELD);
    if (!conflicting || !error.message.includes('conflict')) throw error;
    const value = `other${attempt}`;
    const renamed = (node: ASTNode) =>
      node === conflicting ? { ...conflicting, alias: { kind: Kind.NAME as const, value } } : undefined;
    current = visit(current, { [Kind.FIELD]: { leave: renamed } });
  }
  throw new Error('The conflicts of an operation do not end.');
}
