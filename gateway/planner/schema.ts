// Two schemas come out of one supergraph: the public one that clients see, and the full one, with @inaccessible elements,
// that plans speak of. Taking the wrong one either leaks names or loses entities.
import { transformSupergraphToPublicSchema } from '@theguild/federation-composition';
import {
  buildASTSchema,
  type DocumentNode,
  type GraphQLSchema,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  visit,
} from 'graphql';
import type { ByAudience } from '../views/audiences.ts';
import { readTags } from '../views/tags.ts';
import { viewsOf } from '../views/views.ts';

interface SupergraphSchemas {
  /** What clients may ask: no join__ elements, nothing @inaccessible. */
  publicSchema: GraphQLSchema;
  /** What each audience sees of that. */
  views: ByAudience<GraphQLSchema>;
  /** Everything that subgraphs may answer. */
  fullSchema: GraphQLSchema;
  /** Names from `@join__graph(name:)`, lower-cased, in the supergraph's order. */
  subgraphs: string[];
}

/** Reads a composed supergraph SDL. Throws graphql-js's error when it is not valid SDL. */
export function readSupergraph(supergraphSdl: string): SupergraphSchemas {
  const document = parse(supergraphSdl, { noLocation: true });
  const publicDocument = publicDocumentOf(document);
  const publicSchema = buildASTSchema(publicDocument, { assumeValidSDL: true });
  return {
    publicSchema,
    views: viewsOf({ publicSchema, publicDocument }, readTags(document)),
    fullSchema: buildASTSchema(document, { assumeValidSDL: true }),
    subgraphs: subgraphNames(document),
  };
}

/** Whether an object answered as `typeName` satisfies `... on condition`. A name the schema does not know satisfies only itself. */
export function isTypeOrSubtype(schema: GraphQLSchema, typeName: string, condition: string): boolean {
  if (typeName === condition) return true;
  const type = schema.getType(typeName);
  const conditionType = schema.getType(condition);
  return (
    isAbstractType(conditionType) &&
    (isObjectType(type) || isInterfaceType(type)) &&
    schema.isSubType(conditionType, type)
  );
}

/** The names of all types whose objects satisfy `... on condition`. */
export function typesWithin(schema: GraphQLSchema, condition: string): ReadonlySet<string> {
  const type = schema.getType(condition);
  if (!isAbstractType(type)) return new Set([condition]);
  const { objects, interfaces } = isInterfaceType(type)
    ? schema.getImplementations(type)
    : { objects: schema.getPossibleTypes(type), interfaces: [] };
  return new Set([condition, ...[...objects, ...interfaces].map(({ name }) => name)]);
}

function publicDocumentOf(supergraph: DocumentNode): DocumentNode {
  const document = transformSupergraphToPublicSchema(supergraph);
  const defined = new Set(
    document.definitions.flatMap((node) => ('name' in node && node.name ? [node.name.value] : [])),
  );
  // The library leaves removed types in the unions that listed them.
  return visit(document, {
    [Kind.UNION_TYPE_DEFINITION]: (node) => ({
      ...node,
      types: node.types?.filter((member) => defined.has(member.name.value)),
    }),
  });
}

function subgraphNames(supergraph: DocumentNode): string[] {
  const graphs = supergraph.definitions.find(
    (node) => node.kind === Kind.ENUM_TYPE_DEFINITION && node.name.value === 'join__Graph',
  );
  if (graphs?.kind !== Kind.ENUM_TYPE_DEFINITION)
    throw new Error('The supergraph has no enum join__Graph: compose it first.');
  return (graphs.values ?? []).map((value) => {
    const name = value.directives
      ?.find((directive) => directive.name.value === 'join__graph')
      ?.arguments?.find((argument) => argument.name.value === 'name')?.value;
    return (name?.kind === Kind.STRING ? name.value : value.name.value).toLowerCase();
  });
}
