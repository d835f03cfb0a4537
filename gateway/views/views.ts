// What each audience sees of a supergraph. A view is worked out from the supergraph alone, so that one which is loaded later, or comes
// from elsewhere, has its views too. What is hidden takes along what means nothing without it: a field whose type or needed argument is
// hidden, a type without fields, a type that nothing leads to.
import {
  buildASTSchema,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  type InputValueDefinitionNode,
  Kind,
  type NamedTypeNode,
  specifiedScalarTypes,
  type TypeDefinitionNode,
  type TypeNode,
} from 'graphql';
import { type Audience, type ByAudience, byAudience } from './audiences.ts';
import { argumentOf, memberOf, type Tags } from './tags.ts';

/**
 * The schemas that audiences see; the public schema itself for those who see all of it.
 * @param publicDocument the definitions of `publicSchema`
 */
export function viewsOf(
  { publicSchema, publicDocument }: { publicSchema: GraphQLSchema; publicDocument: DocumentNode },
  tags: Tags,
): ByAudience<GraphQLSchema> {
  return byAudience((audience) => {
    const isHidden = hiddenFrom(audience, tags);
    if (!isHidden) return publicSchema;
    return buildASTSchema(reachable(pruned(publicDocument, isHidden)), { assumeValidSDL: true });
  });
}

type IsHidden = (coordinate: string) => boolean;

function hiddenFrom(audience: Audience, tags: Tags): IsHidden | undefined {
  if (audience === 'internal') return undefined;
  const hidden = new Set<string>();
  for (const [coordinate, seers] of tags) if (!seers.has(audience)) hidden.add(coordinate);
  return hidden.size > 0 ? (coordinate) => hidden.has(coordinate) : undefined;
}

const scalars: readonly string[] = specifiedScalarTypes.map(({ name }) => name);

/** Without what is hidden and, until nothing more follows, without what refers to it. */
function pruned(document: DocumentNode, isHidden: IsHidden): DocumentNode {
  let definitions = document.definitions;
  for (;;) {
    const names = new Set([...scalars, ...definitions.flatMap((node) => (isType(node) ? [node.name.value] : []))]);
    const next = definitions.flatMap((node): readonly DefinitionNode[] =>
      isType(node) ? prunedType(node, { isHidden, names }) : [node],
    );
    if (next.every((node, at) => node === definitions[at]) && next.length === definitions.length) {
      return { ...document, definitions };
    }
    definitions = next;
  }
}

interface Pruning {
  isHidden: IsHidden;
  /** Of the types that there are. */
  names: ReadonlySet<string>;
}

/** The same node when there is nothing to take away. */
function prunedType(node: TypeDefinitionNode, pruning: Pruning): TypeDefinitionNode[] {
  const { isHidden, names } = pruning;
  const type = node.name.value;
  if (isHidden(type)) return [];
  switch (node.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION: {
      const fields = kept(node.fields, (field) => prunedField(type, field, pruning));
      const interfaces = kept(node.interfaces, (named) => (names.has(named.name.value) ? named : undefined));
      if (fields.length === 0) return [];
      return [
        fields === node.fields && interfaces === (node.interfaces ?? interfaces)
          ? node
          : { ...node, fields, interfaces },
      ];
    }
    case Kind.INPUT_OBJECT_TYPE_DEFINITION: {
      const isGone = (field: InputValueDefinitionNode) =>
        isHidden(memberOf(type, field.name.value)) || !names.has(nameOf(field.type));
      if (node.fields?.some((field) => isGone(field) && isNeeded(field))) return [];
      const fields = kept(node.fields, (field) => (isGone(field) ? undefined : field));
      return fields.length === 0 ? [] : [fields === node.fields ? node : { ...node, fields }];
    }
    case Kind.ENUM_TYPE_DEFINITION: {
      const values = kept(node.values, (value) => (isHidden(memberOf(type, value.name.value)) ? undefined : value));
      return values.length === 0 ? [] : [values === node.values ? node : { ...node, values }];
    }
    case Kind.UNION_TYPE_DEFINITION: {
      const types = kept(node.types, (named) => (names.has(named.name.value) ? named : undefined));
      return types.length === 0 ? [] : [types === node.types ? node : { ...node, types }];
    }
    default:
      return [node];
  }
}

function prunedField(
  type: string,
  field: FieldDefinitionNode,
  { isHidden, names }: Pruning,
): FieldDefinitionNode | undefined {
  const name = field.name.value;
  if (isHidden(memberOf(type, name)) || !names.has(nameOf(field.type))) return undefined;
  const isGone = (argument: InputValueDefinitionNode) =>
    isHidden(argumentOf(type, name, argument.name.value)) || !names.has(nameOf(argument.type));
  if (field.arguments?.some((argument) => isGone(argument) && isNeeded(argument))) return undefined;
  const given = kept(field.arguments, (argument) => (isGone(argument) ? undefined : argument));
  return given === (field.arguments ?? given) ? field : { ...field, arguments: given };
}

/** The list itself when all of it stays as it is. */
function kept<Node>(nodes: readonly Node[] | undefined, of: (node: Node) => Node | undefined): readonly Node[] {
  const left = (nodes ?? []).flatMap((node) => of(node) ?? []);
  return nodes && left.length === nodes.length && left.every((node, at) => node === nodes[at]) ? nodes : left;
}

/** Without types to which nothing leads from an operation. */
function reachable(document: DocumentNode): DocumentNode {
  const byName = new Map(document.definitions.flatMap((node) => (isType(node) ? [[node.name.value, node]] : [])));
  const implementations = new Map<string, string[]>();
  for (const { name, ...node } of byName.values()) {
    for (const { name: of } of 'interfaces' in node ? (node.interfaces ?? []) : []) {
      implementations.set(of.value, [...(implementations.get(of.value) ?? []), name.value]);
    }
  }
  const reached = new Set<string>();
  const awaited = [...rootsOf(document)];
  for (let name = awaited.pop(); name !== undefined; name = awaited.pop()) {
    const node = byName.get(name);
    if (!node || reached.has(name)) continue;
    reached.add(name);
    awaited.push(...namesIn(node), ...(implementations.get(name) ?? []));
  }
  const definitions = document.definitions.filter((node) => !isType(node) || reached.has(node.name.value));
  return { ...document, definitions };
}

function rootsOf({ definitions }: DocumentNode): string[] {
  return definitions
    .flatMap((node) => {
      if (node.kind === Kind.DIRECTIVE_DEFINITION) return (node.arguments ?? []).map(({ type }) => nameOf(type));
      if (node.kind !== Kind.SCHEMA_DEFINITION) return [];
      return node.operationTypes.map(({ type }) => type.name.value);
    })
    .concat('Query', 'Mutation', 'Subscription');
}

function namesIn(node: TypeDefinitionNode): string[] {
  switch (node.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION:
      return [
        ...named(node.interfaces),
        ...(node.fields ?? []).flatMap(({ type, arguments: given = [] }) =>
          [type, ...given.map((each) => each.type)].map(nameOf),
        ),
      ];
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      return (node.fields ?? []).map(({ type }) => nameOf(type));
    case Kind.UNION_TYPE_DEFINITION:
      return named(node.types);
    default:
      return [];
  }
}

function named(nodes: readonly NamedTypeNode[] = []): string[] {
  return nodes.map(({ name }) => name.value);
}

function nameOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type);
}

function isNeeded({ type, defaultValue }: InputValueDefinitionNode): boolean {
  return type.kind === Kind.NON_NULL_TYPE && defaultValue === undefined;
}

function isType(node: DefinitionNode): node is TypeDefinitionNode {
  return typeKinds.has(node.kind);
}

const typeKinds: ReadonlySet<Kind> = new Set([
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.INPUT_OBJECT_TYPE_DEFINITION,
  Kind.ENUM_TYPE_DEFINITION,
  Kind.UNION_TYPE_DEFINITION,
  Kind.SCALAR_TYPE_DEFINITION,
]);
