// What each subgraph has of the supergraph, as the join__ directives say it.
import {
  buildASTSchema,
  type ConstDirectiveNode,
  type FieldDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  Kind,
  type NamedTypeNode,
  parseType,
  type TypeDefinitionNode,
  valueFromASTUntyped,
} from 'graphql';

/** Arguments of join__ directives, of each directive some. */
interface Join {
  graph?: string;
  name?: string;
  member?: string;
  interface?: string;
  type?: string;
  external?: boolean;
  requires?: string;
  usedOverridden?: boolean;
  overrideLabel?: string;
}

/** What may have join__ directives. */
export type Joined = { readonly directives?: readonly ConstDirectiveNode[] | undefined } | null | undefined;

/**
 * The objects, interfaces and unions of each subgraph, by its lower-cased name. Fields that it knows and others resolve are among
 * them; scalars, enums and inputs are the supergraph's. What a subgraph has as an interface object is an interface without objects.
 */
export function subgraphSchemas(supergraph: GraphQLSchema): Map<string, GraphQLSchema> {
  const definitions = Object.values(supergraph.getTypeMap()).flatMap(({ astNode }) => astNode ?? []);
  const graphs = supergraph.getType('join__Graph');
  return new Map(
    (isEnumType(graphs) ? graphs.getValues() : []).map(({ name: graph, astNode }) => {
      const document = {
        kind: Kind.DOCUMENT as const,
        definitions: definitions.flatMap((node) => ownPart(node, graph)),
      };
      const [join] = joins(astNode, 'join__graph');
      return [(join?.name ?? graph).toLowerCase(), buildASTSchema(document, { assumeValid: true })];
    }),
  );
}

/** Whether a subgraph, whose schema `field` is of, resolves it whenever it is asked, whatever else it was told. */
export function isResolvedAlone({ astNode }: GraphQLField<unknown, unknown>): boolean {
  const [join] = joins(astNode, 'join__field');
  return !join?.external && !join?.requires && !join?.usedOverridden && !join?.overrideLabel;
}

/** Whether it is a union of which some subgraph knows other members than another. */
export function isPartialUnion({ astNode }: GraphQLNamedType): boolean {
  const members = joins(astNode, 'join__unionMember');
  const graphs = new Set(members.map(({ graph }) => graph));
  return members.length < graphs.size * new Set(members.map(({ member }) => member)).size;
}

function ownPart(node: TypeDefinitionNode, graph: string): TypeDefinitionNode[] {
  const own = (name: string) => joins(node, name).filter((join) => join.graph === graph);
  switch (node.kind) {
    case Kind.UNION_TYPE_DEFINITION:
      return [{ ...node, types: own('join__unionMember').map(({ member }) => namedType(member)) }];
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION: {
      if (own('join__type').length === 0) return [];
      const interfaces = own('join__implements').map((join) => namedType(join.interface));
      return [{ ...node, interfaces, fields: node.fields?.flatMap((field) => ownField(field, graph)) }];
    }
    default:
      return [node];
  }
}

function ownField(field: FieldDefinitionNode, graph: string): FieldDefinitionNode[] {
  const directives = field.directives?.filter((directive) => argumentsOf(directive).graph === graph) ?? [];
  const [join] = joins({ directives }, 'join__field');
  if (!join && joins(field, 'join__field').length > 0) return [];
  return [{ ...field, directives, type: join?.type ? parseType(join.type) : field.type }];
}

/** What the join__ directives of one name on it say. */
export function joins(node: Joined, name: string): Join[] {
  return (node?.directives ?? []).filter((directive) => directive.name.value === name).map(argumentsOf);
}

function argumentsOf({ arguments: given = [] }: ConstDirectiveNode): Join {
  return Object.fromEntries(given.map(({ name, value }) => [name.value, valueFromASTUntyped(value)]));
}

function namedType(name = ''): NamedTypeNode {
  return { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: name } };
}
