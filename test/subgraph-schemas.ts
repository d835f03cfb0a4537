// The subgraphs' own schemas, read back from a composed supergraph: what each may be asked, and what it must be told.
import {
  buildASTSchema,
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type EnumTypeDefinitionNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  getNamedType,
  type InterfaceTypeDefinitionNode,
  Kind,
  type NamedTypeNode,
  type ObjectTypeDefinitionNode,
  parse,
  parseType,
  type SelectionSetNode,
  type UnionTypeDefinitionNode,
  valueFromASTUntyped,
} from 'graphql';
import { readSupergraph } from '../gateway/planner/schema.ts';
import { fieldsOf, possibleTypesOf } from './possible-types.ts';

/** One subgraph of a supergraph. */
export interface Subgraph {
  name: string;
  /** What it may be asked; fields of others that it neither has as a key nor provides are not in it. */
  schema: GraphQLSchema;
  /** By type, the keys that it finds entities by. */
  keys: ReadonlyMap<string, readonly SelectionSetNode[]>;
  /** By `Type.field`, what it must be told before it can answer that field. */
  requires: ReadonlyMap<string, SelectionSetNode>;
  /** Interfaces that it knows as object types. */
  interfaceObjects: ReadonlySet<string>;
}

export interface Federation extends ReturnType<typeof readSupergraph> {
  /** By lower-cased name. */
  graphs: ReadonlyMap<string, Subgraph>;
  entityTypes: ReadonlySet<string>;
  /** `Type.field` of all that some key consists of. */
  keyFields: ReadonlySet<string>;
  /** `Type.field` of all that some field of another subgraph requires. */
  requiredFields: ReadonlySet<string>;
}

/** Reads a composed supergraph SDL as the subgraphs that it was composed of. */
export function readFederation(supergraphSdl: string): Federation {
  const schemas = readSupergraph(supergraphSdl);
  const { definitions } = parse(supergraphSdl, { noLocation: true });
  const graphs = new Map<string, Subgraph>();
  for (const [id, name] of graphNames(definitions)) {
    graphs.set(name.toLowerCase(), readSubgraph(schemas.fullSchema, definitions, id, name));
  }
  const keyFields = new Set<string>();
  const requiredFields = new Set<string>();
  const entityTypes = new Set<string>();
  for (const node of definitions.filter(hasFields)) {
    for (const { key } of joins(node, 'join__type')) {
      if (!key) continue;
      entityTypes.add(node.name.value);
      noteFields(schemas.fullSchema, node.name.value, fieldSet(key), keyFields);
    }
    for (const field of node.fields ?? []) {
      for (const { requires } of joins(field, 'join__field')) {
        if (requires) noteFields(schemas.fullSchema, node.name.value, fieldSet(requires), requiredFields);
      }
    }
  }
  return { ...schemas, graphs, entityTypes, keyFields, requiredFields };
}

type FieldsNode = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;
type JoinedNode = { readonly directives?: readonly ConstDirectiveNode[] | undefined };

/** Arguments of a join__ directive. */
interface Join {
  graph?: string;
  key?: string;
  resolvable?: boolean;
  isInterfaceObject?: boolean;
  interface?: string;
  member?: string;
  requires?: string;
  provides?: string;
  type?: string;
  external?: boolean;
}

function readSubgraph(
  fullSchema: GraphQLSchema,
  definitions: readonly DefinitionNode[],
  graph: string,
  name: string,
): Subgraph {
  const keys = new Map<string, SelectionSetNode[]>();
  const requires = new Map<string, SelectionSetNode>();
  const interfaceObjects = new Set<string>();
  // Of the fields of others, it can say those that it has in a key and those that it provides somewhere.
  const known = new Set<string>();
  for (const node of definitions.filter(hasFields)) {
    const type = node.name.value;
    for (const { key, resolvable, isInterfaceObject } of joinsOf(node, 'join__type', graph)) {
      if (isInterfaceObject) interfaceObjects.add(type);
      if (!key) continue;
      noteFields(fullSchema, type, fieldSet(key), known);
      if (resolvable !== false) keys.set(type, [...(keys.get(type) ?? []), fieldSet(key)]);
    }
    for (const field of node.fields ?? []) {
      for (const join of joinsOf(field, 'join__field', graph)) {
        if (join.requires) requires.set(`${type}.${field.name.value}`, fieldSet(join.requires));
        if (join.provides) noteFields(fullSchema, nameOfType(field.type), fieldSet(join.provides), known);
      }
    }
  }
  const types = definitions.flatMap((node) => typeIn(node, graph, known));
  const objects = new Set(
    types.flatMap((node) => (node.kind === Kind.OBJECT_TYPE_DEFINITION ? [node.name.value] : [])),
  );
  const entities = [...keys.keys()].filter((type) => objects.has(type));
  const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [...types, ...entityRoot(entities)] };
  return { name, schema: buildASTSchema(document, { assumeValid: true }), keys, requires, interfaceObjects };
}

/** A definition as one subgraph has it; none when it does not know the type. */
function typeIn(node: DefinitionNode, graph: string, known: ReadonlySet<string>): DefinitionNode[] {
  if (!('name' in node) || !node.name || node.name.value.startsWith('join__')) return [];
  const [join] = joinsOf(node, 'join__type', graph);
  if (!join) return [];
  switch (node.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION: {
      const fields = (node.fields ?? []).flatMap((field) => fieldIn(field, node.name.value, graph, known));
      const interfaces = joinsOf(node, 'join__implements', graph).map((one) => namedType(one.interface ?? ''));
      if (fields.length === 0 && node.name.value !== 'Query') return [];
      const kind = join.isInterfaceObject ? Kind.OBJECT_TYPE_DEFINITION : node.kind;
      return [{ ...node, kind, directives: [], interfaces, fields } as FieldsNode];
    }
    case Kind.UNION_TYPE_DEFINITION:
      return [{ ...node, directives: [], types: membersIn(node, graph) }];
    case Kind.ENUM_TYPE_DEFINITION:
      return [{ ...node, directives: [], values: valuesIn(node, graph) }];
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      return [{ ...node, directives: [], fields: (node.fields ?? []).filter((field) => isIn(field, graph)) }];
    default:
      return [node];
  }
}

function fieldIn(
  field: FieldDefinitionNode,
  parent: string,
  graph: string,
  known: ReadonlySet<string>,
): FieldDefinitionNode[] {
  if (!isIn(field, graph)) return [];
  const [join] = joinsOf(field, 'join__field', graph);
  if (join?.external && !known.has(`${parent}.${field.name.value}`)) return [];
  return [{ ...field, directives: [], type: join?.type ? parseType(join.type, { noLocation: true }) : field.type }];
}

function membersIn(node: UnionTypeDefinitionNode, graph: string): NamedTypeNode[] {
  return joinsOf(node, 'join__unionMember', graph).map(({ member = '' }) => namedType(member));
}

function valuesIn(node: EnumTypeDefinitionNode, graph: string) {
  return (node.values ?? []).filter((value) => joinsOf(value, 'join__enumValue', graph).length > 0);
}

/** A field without a word about it is in all subgraphs that have its type. */
function isIn(field: JoinedNode, graph: string): boolean {
  return joins(field, 'join__field').length === 0 || joinsOf(field, 'join__field', graph).length > 0;
}

function entityRoot(entities: readonly string[]): readonly DefinitionNode[] {
  if (entities.length === 0) return [];
  return parse(
    `scalar _Any union _Entity = ${entities.join(' | ')}
     extend type Query { _entities(representations: [_Any!]!): [_Entity]! }`,
    { noLocation: true },
  ).definitions.map((node) => node);
}

/** Adds `Type.field` for each field of a field set, with those of the types that an interface stands for. */
function noteFields(schema: GraphQLSchema, typeName: string, set: SelectionSetNode, noted: Set<string>): void {
  for (const selection of set.selections) {
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      noteFields(schema, selection.typeCondition?.name.value ?? typeName, selection.selectionSet, noted);
    } else if (selection.kind === Kind.FIELD) {
      const { value: name } = selection.name;
      noted.add(`${typeName}.${name}`);
      for (const member of possibleTypesOf(schema, typeName)) noted.add(`${member}.${name}`);
      const below = getNamedType(fieldsOf(schema, typeName)[name]?.type);
      if (below && selection.selectionSet) noteFields(schema, below.name, selection.selectionSet, noted);
    }
  }
}

function graphNames(definitions: readonly DefinitionNode[]): [string, string][] {
  const graphs = definitions.find(
    (node) => node.kind === Kind.ENUM_TYPE_DEFINITION && node.name.value === 'join__Graph',
  );
  if (graphs?.kind !== Kind.ENUM_TYPE_DEFINITION) return [];
  return (graphs.values ?? []).map((value) => {
    const named = value.directives?.[0]?.arguments?.find((argument) => argument.name.value === 'name')?.value;
    return [value.name.value, named?.kind === Kind.STRING ? named.value : value.name.value];
  });
}

function joins(node: JoinedNode, directive: string): Join[] {
  return (node.directives ?? [])
    .filter((one) => one.name.value === directive)
    .map(({ arguments: values = [] }) =>
      Object.fromEntries(values.map(({ name, value }) => [name.value, valueFromASTUntyped(value)])),
    );
}

function joinsOf(node: object, directive: string, graph: string): Join[] {
  return joins(node as JoinedNode, directive).filter((join) => join.graph === graph);
}

function hasFields(node: DefinitionNode): node is FieldsNode {
  return node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION;
}

function fieldSet(text: string): SelectionSetNode {
  const [operation] = parse(`{ ${text} }`, { noLocation: true }).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`Not a set of fields: ${text}`);
  return operation.selectionSet;
}

function nameOfType(type: FieldDefinitionNode['type']): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : nameOfType(type.type);
}

function namedType(name: string): NamedTypeNode {
  return { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: name } };
}
