// What a field may have: the types or enum values that every subgraph knows.
import {
  type GraphQLFieldMap,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
} from 'graphql';
import type { Federation, Subgraph } from './subgraph-schemas.ts';

/** Names of the object types whose objects a type's name may stand for. */
export function possibleTypesOf(schema: GraphQLSchema, typeName: string): string[] {
  const type = schema.getType(typeName);
  return isAbstractType(type) ? schema.getPossibleTypes(type).map(({ name }) => name) : [typeName];
}

/** The fields of an object or interface type; none for other types. */
export function fieldsOf(schema: GraphQLSchema, typeName: string): GraphQLFieldMap<unknown, unknown> {
  const type = schema.getType(typeName);
  return type && 'getFields' in type && !isInputObjectType(type) ? type.getFields() : {};
}

const known = new WeakMap<Federation, Map<string, string[]>>();

/** Names of the object types or enum values that a field (`Type.field`) may have by all subgraphs that have the field. */
export function possibleNames(federation: Federation, coordinate: string): string[] {
  const byField = known.get(federation) ?? new Map<string, string[]>();
  known.set(federation, byField);
  let names = byField.get(coordinate);
  if (!names) {
    const sets = [...federation.graphs.values()].flatMap((graph) => {
      const set = namesIn(federation, graph, coordinate);
      return set ? [set] : [];
    });
    names = (sets[0] ?? []).filter((name) => sets.every((set) => set.includes(name)));
    byField.set(coordinate, names);
  }
  return names;
}

/** The same for one subgraph; undefined when it does not have the field, by the type itself or by an interface object. */
export function namesIn({ fullSchema }: Federation, graph: Subgraph, coordinate: string): string[] | undefined {
  const [parent = '', field = ''] = coordinate.split('.');
  const interfaces = [...graph.interfaceObjects].filter((name) => possibleTypesOf(fullSchema, name).includes(parent));
  for (const name of [parent, ...interfaces]) {
    const definition = fieldsOf(graph.schema, name)[field];
    if (!definition) continue;
    const type = getNamedType(definition.type);
    if (isEnumType(type)) return type.getValues().map((value) => value.name);
    if (!isCompositeType(type)) return [];
    return graph.interfaceObjects.has(type.name)
      ? possibleTypesOf(fullSchema, type.name)
      : possibleTypesOf(graph.schema, type.name);
  }
  return undefined;
}
