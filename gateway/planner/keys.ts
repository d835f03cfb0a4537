// Response keys as plans have them. The planner takes an alias for the field of that name, sends its value as another's key, or ends the
// process in a panic: `{ book(id: 1) { id: title offers { stock } } }` is enough. So an alias that is a field's name somewhere goes
// under a key of ours, and so does a key that every object inherits, such as `constructor` or `__proto__`.
import { type FieldNode, type GraphQLSchema, isInterfaceType, isObjectType } from 'graphql';

const prefix = '_as_';

/** The key under which a field is planned and answered. No two response keys have the same. */
export type PlannedKey = (field: FieldNode) => string;

export function createPlannedKey(schema: GraphQLSchema): PlannedKey {
  const names = new Set(
    Object.values(schema.getTypeMap()).flatMap((type) =>
      isObjectType(type) || isInterfaceType(type) ? Object.keys(type.getFields()) : [],
    ),
  );
  // A leading underscore is the planner's own, or ours.
  const aliasClashes = (key: string) => names.has(key) || key.startsWith('_') || key in Object.prototype;
  const nameClashes = (key: string) => key.startsWith(prefix) || key in Object.prototype;
  return ({ alias, name }) => {
    const key = alias?.value ?? name.value;
    const clashes = key === name.value ? nameClashes(key) : aliasClashes(key);
    return clashes ? `${prefix}${key}` : key;
  };
}

/** The client's key for a planned one. */
export function clientKeyOf(plannedKey: string): string {
  return plannedKey.startsWith(prefix) ? plannedKey.slice(prefix.length) : plannedKey;
}
