// Where the data of a universe may have faults, so that a graph and one server have to answer the same.
import { getNamedType, isNonNullType, isObjectType } from 'graphql';
import { fieldsOf, namesIn, possibleTypesOf } from './possible-types.ts';
import type { Federation } from './subgraph-schemas.ts';

export interface FaultPlaces {
  /** `Type.field` of what never fails. */
  faultless: ReadonlySet<string>;
  /** `Type subgraph` where the subgraph may be without some entity of the type. */
  graphs: ReadonlySet<string>;
  /** The subgraph that a field (`Type.field`) is missing with then. */
  owners: ReadonlyMap<string, string>;
}

/** Finds the places of a graph. */
export function faultPlaces(federation: Federation): FaultPlaces {
  const faultless = new Set([...federation.keyFields, ...federation.requiredFields, ...fragileFields(federation)]);
  return { faultless, ...lonelyEntities(federation, faultless) };
}

/**
 * Fields whose failure would cost more in a graph than in one server. A null travels up in the subgraph's answer already; when it
 * gets as far as what a key or @requires consists of, or as far as an entity that nobody else can tell the type of, then more is lost
 * than the place it came from.
 */
function fragileFields({ graphs, fullSchema, keyFields, requiredFields }: Federation): Set<string> {
  const fragile = new Set<string>();
  const visited = new Set<string>();
  const visit = (typeName: string): void => {
    if (visited.has(typeName)) return;
    visited.add(typeName);
    for (const member of possibleTypesOf(fullSchema, typeName)) {
      for (const [name, field] of Object.entries(fieldsOf(fullSchema, member))) {
        if (!isNonNullType(field.type)) continue;
        fragile.add(`${member}.${name}`);
        visit(getNamedType(field.type).name);
      }
    }
  };
  for (const coordinate of [...keyFields, ...requiredFields]) {
    const [type = '', field = ''] = coordinate.split('.');
    const definition = fieldsOf(fullSchema, type)[field];
    if (definition) visit(getNamedType(definition.type).name);
  }
  for (const { interfaceObjects } of graphs.values()) for (const name of interfaceObjects) visit(name);
  return fragile;
}

/**
 * Where a subgraph has fields of a type that nobody else has, that nobody requires, and that may be null, it is plain what is missing
 * when it does not know an entity.
 */
function lonelyEntities(federation: Federation, faultless: ReadonlySet<string>) {
  const graphs = new Set<string>();
  const owners = new Map<string, string>();
  const interfaceObjects = new Set([...federation.graphs.values()].flatMap((graph) => [...graph.interfaceObjects]));
  for (const type of federation.entityTypes) {
    for (const [name, { schema, keys }] of federation.graphs) {
      const definition = schema.getType(type);
      if (!isObjectType(definition) || keys.get(type)?.length !== 1) continue;
      if ([definition, ...definition.getInterfaces()].some((one) => interfaceObjects.has(one.name))) continue;
      const others = [...federation.graphs].filter(([other]) => other !== name);
      const fields = Object.keys(definition.getFields()).map((field) => `${type}.${field}`);
      const own = fields.filter((field) => !federation.keyFields.has(field));
      const isAlone = own.every(
        (field) => !faultless.has(field) && others.every(([, other]) => !namesIn(federation, other, field)),
      );
      if (own.length === 0 || !isAlone) continue;
      graphs.add(`${type} ${name}`);
      for (const field of own) owners.set(field, name);
    }
  }
  return { graphs, owners };
}
