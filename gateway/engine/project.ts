// From the merged tree to the client's response: the client's fields in the client's order, each value held against the public
// schema. A null where the schema forbids one travels up to the nearest place that allows it.
import {
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  type SelectionSetNode,
  TypeNameMetaFieldDef,
} from 'graphql';
import { type ErrorLog, type ResponsePath, reportInvalidValue } from './errors.ts';
import { isIntrospectionField } from './introspect.ts';
import { answeredTypeName, isObject, type MergedObject } from './merge.ts';
import { collectFields, type SelectionContext, subselections } from './selection.ts';

interface ProjectionInput extends SelectionContext {
  data: MergedObject;
  /** Results of `__schema` and `__type` by response key; they are complete already. */
  introspection: Readonly<Record<string, unknown>>;
  errors: ErrorLog;
}

interface Projection extends ProjectionInput {
  fieldsOf(type: GraphQLCompositeType, selectionSets: readonly SelectionSetNode[]): readonly SelectedField[];
}

/** One field of the client's selection on one type. Without a definition, introspection has answered it. */
interface SelectedField {
  key: string;
  parentType: GraphQLCompositeType;
  definition: GraphQLField<unknown, unknown> | undefined;
  selectionSets: readonly SelectionSetNode[];
}

type DefinedField = SelectedField & { definition: GraphQLField<unknown, unknown> };

/** A place in the response, linked to its parent: a path costs nothing until an error needs it. */
interface Place {
  parent: Place | undefined;
  key: string | number;
}

/** A null that may not stay where it is: the parent becomes null. Already reported. */
const invalid = Symbol('invalid');

/** The `data` of the response; null when a null travelled all the way up. */
export function projectData(input: ProjectionInput): Record<string, unknown> | null {
  const { definition } = input.operation;
  const rootType = input.schema.getRootType(definition.operation);
  if (!rootType) throw new Error(`The schema has no ${definition.operation} type.`);
  const projection: Projection = { ...input, fieldsOf: rememberFields(input) };
  const data = projectObject(projection, rootType, input.data, [definition.selectionSet], undefined);
  return data === invalid ? null : data;
}

function projectObject(
  projection: Projection,
  type: GraphQLCompositeType,
  source: Readonly<Record<string, unknown>>,
  selectionSets: readonly SelectionSetNode[],
  parent: Place | undefined,
): Record<string, unknown> | typeof invalid {
  const result = Object.create(null) as Record<string, unknown>;
  for (const field of projection.fieldsOf(type, selectionSets)) {
    const { key } = field;
    if (!isDefined(field)) {
      result[key] = projection.introspection[key] ?? null;
      continue;
    }
    const value = field.definition === TypeNameMetaFieldDef ? typeNameOf(projection, type, source[key]) : source[key];
    const projected = projectValue(projection, field.definition.type, value, field, { parent, key });
    if (projected === invalid) return invalid;
    result[key] = projected;
  }
  return result;
}

function projectValue(
  projection: Projection,
  type: GraphQLOutputType,
  value: unknown,
  field: DefinedField,
  place: Place,
): unknown {
  const projected = projectNullable(projection, getNullableType(type), value, field, place);
  if (!isNonNullType(type)) return projected === invalid ? null : projected;
  if (projected !== null) return projected;
  const message = `Cannot return null for non-nullable field ${nameOf(field)}: no subgraph gave a value.`;
  reportInvalidValue(projection.errors, 'NON_NULL_VIOLATION', message, pathOf(place));
  return invalid;
}

/** A value or type that is not public is null to the client, without a word about it. */
function projectNullable(
  projection: Projection,
  type: GraphQLOutputType,
  value: unknown,
  field: DefinedField,
  place: Place,
): unknown {
  if (value === null || value === undefined) return null;
  if (isListType(type)) {
    if (!Array.isArray(value)) return refuse(projection, field, place, 'is not a list');
    const items: unknown[] = [];
    for (const [index, item] of value.entries()) {
      const projected = projectValue(projection, type.ofType, item, field, { parent: place, key: index });
      if (projected === invalid) return invalid;
      items.push(projected);
    }
    return items;
  }
  if (isCompositeType(type)) {
    if (!isObject(value)) return refuse(projection, field, place, 'is not an object');
    const objectType = typeOfObject(projection.schema, type, value);
    if (!objectType) return null;
    return projectObject(projection, objectType, value, field.selectionSets, place);
  }
  if (isEnumType(type)) return typeof value === 'string' && type.getValue(value) ? value : null;
  return value;
}

function refuse(projection: Projection, field: DefinedField, place: Place, complaint: string): null {
  const message = `A subgraph's value for ${nameOf(field)} ${complaint}.`;
  reportInvalidValue(projection.errors, 'INVALID_VALUE', message, pathOf(place));
  return null;
}

/**
 * The type to read fields by: the object's own type where it is known, else the field's (an interface of whose object nothing
 * was asked that depends on the type). Undefined when the object's type is not part of the public schema.
 */
function typeOfObject(
  schema: GraphQLSchema,
  declared: GraphQLCompositeType,
  value: Readonly<Record<string, unknown>>,
): GraphQLCompositeType | undefined {
  if (!isAbstractType(declared)) return declared;
  const name = answeredTypeName(value);
  if (name === undefined || name === declared.name) return declared;
  const type = schema.getType(name);
  return (isObjectType(type) || isInterfaceType(type)) && schema.isSubType(declared, type) ? type : undefined;
}

/** The type is abstract here only when `__typename` was asked for under an alias alone; then the answer is under that alias. */
function typeNameOf({ schema }: Projection, type: GraphQLCompositeType, answered: unknown): string | null {
  if (isObjectType(type)) return type.name;
  return typeof answered === 'string' && isObjectType(schema.getType(answered)) ? answered : null;
}

/** Selections are worked out once per type and place in the operation, not once per object. */
function rememberFields(context: SelectionContext): Projection['fieldsOf'] {
  const known = new WeakMap<readonly SelectionSetNode[], Map<string, SelectedField[]>>();
  return (type, selectionSets) => {
    const byType = known.get(selectionSets) ?? new Map<string, SelectedField[]>();
    known.set(selectionSets, byType);
    const fields = byType.get(type.name) ?? selectFields(context, type, selectionSets);
    byType.set(type.name, fields);
    return fields;
  };
}

function selectFields(
  context: SelectionContext,
  parentType: GraphQLCompositeType,
  selectionSets: readonly SelectionSetNode[],
): SelectedField[] {
  return [...collectFields(context, parentType, selectionSets)].map(([key, nodes]) => ({
    key,
    parentType,
    definition: fieldDefinition(parentType, nodes[0]?.name.value ?? key),
    selectionSets: subselections(nodes),
  }));
}

function fieldDefinition(type: GraphQLCompositeType, name: string): SelectedField['definition'] {
  if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
  if (isIntrospectionField(name) || isUnionType(type)) return undefined;
  return type.getFields()[name];
}

function isDefined(field: SelectedField): field is DefinedField {
  return field.definition !== undefined;
}

function nameOf(field: DefinedField): string {
  return `${field.parentType.name}.${field.definition.name}`;
}

function pathOf(place: Place): ResponsePath {
  const path: (string | number)[] = [];
  for (let current: Place | undefined = place; current; current = current.parent) path.push(current.key);
  return path.toReversed();
}
