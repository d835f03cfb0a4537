// Takes out of an operation what its caller may not have, before it is planned: nothing of it is asked of any subgraph. What is written
// on an interface, and refused on some of its objects only, is asked of the others.
import {
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isUnionType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Operation } from '../planner/operation.ts';
import { responseKeyOf } from '../planner/selection.ts';
import type { Refusal, Refusals } from './authorisation.ts';
import type { Demand, Demands } from './authorisation-demands.ts';

/** A field that an operation asks for and its caller may not have, in each row of the lists on the way to it. */
export interface RefusedField {
  /** Response keys, without the indices of lists. */
  path: readonly string[];
  refusal: Refusal;
}

interface Filter {
  schema: GraphQLSchema;
  fragments: Operation['fragments'];
  refusals: Refusals;
  refused: RefusedField[];
}

/** Where a selection stands. */
interface Place {
  type: GraphQLCompositeType;
  /** The types that objects there may be of. */
  objects: readonly string[];
  path: readonly string[];
}

/** What is demanded for any field of an operation, on objects of whatever type, whatever its conditions are. */
export function demandsOf({ definition, fragments }: Operation, schema: GraphQLSchema, demands: Demands): Set<Demand> {
  const found = new Set<Demand>();
  if (demands.isNone) return found;
  const note = (demanded: readonly Demand[]) => {
    for (const demand of demanded) found.add(demand);
  };
  const look = ({ selections }: SelectionSetNode, type: GraphQLCompositeType): void => {
    for (const selection of selections) {
      if (selection.kind !== Kind.FIELD) {
        const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
        const narrowed = schema.getType(fragment?.typeCondition?.name.value ?? type.name);
        if (fragment && isCompositeType(narrowed)) look(fragment.selectionSet, narrowed);
        continue;
      }
      const output = outputOf(type, selection);
      if (!output) continue;
      for (const object of objectsOf(schema, type)) note(demands.ofField(object, selection.name.value));
      if (!isCompositeType(output)) continue;
      for (const object of objectsOf(schema, output)) note(demands.ofObject(object));
      if (selection.selectionSet) look(selection.selectionSet, output);
    }
  };
  const root = schema.getRootType(definition.operation);
  if (root) look(definition.selectionSet, root);
  return found;
}

/** The operation without what is refused, and what that is. It has no conditions (conditions.ts) and is valid in `schema`. */
export function withoutRefused(
  { definition, fragments }: Operation,
  schema: GraphQLSchema,
  refusals: Refusals,
): { operation: Operation; refused: readonly RefusedField[] } {
  const root = schema.getRootType(definition.operation);
  if (!root) return { operation: { definition, fragments }, refused: [] };
  const filter: Filter = { schema, fragments, refusals, refused: [] };
  const selectionSet = filtered(definition.selectionSet, { type: root, objects: [root.name], path: [] }, filter);
  return {
    operation: { definition: { ...definition, selectionSet }, fragments: new Map() },
    refused: distinct(filter.refused),
  };
}

function filtered({ selections }: SelectionSetNode, place: Place, filter: Filter): SelectionSetNode {
  return selectionSetOf(
    selections.flatMap((selection) =>
      selection.kind === Kind.FIELD
        ? filteredField(selection, place, filter)
        : filteredFragment(selection, place, filter),
    ),
  );
}

/** Fragments are written out: a field of one may be refused in one place and not in another. */
function filteredFragment(selection: Exclude<SelectionNode, FieldNode>, place: Place, filter: Filter): SelectionNode[] {
  const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : filter.fragments.get(selection.name.value);
  const type = filter.schema.getType(fragment?.typeCondition?.name.value ?? place.type.name);
  if (!fragment || !isCompositeType(type)) return [];
  const within = new Set(objectsOf(filter.schema, type));
  const objects = place.objects.filter((name) => within.has(name));
  if (objects.length === 0 && place.objects.length > 0) return [];
  const selectionSet = filtered(fragment.selectionSet, { ...place, type, objects }, filter);
  return selectionSet.selections.length > 0 ? [onType(type.name, selectionSet)] : [];
}

function filteredField(field: FieldNode, place: Place, filter: Filter): SelectionNode[] {
  const output = outputOf(place.type, field);
  if (!output) return [field];
  const { schema, refusals } = filter;
  const path = [...place.path, responseKeyOf(field)];
  const granted: string[] = [];
  let isRefused = false;
  for (const name of place.objects) {
    const object = schema.getType(name);
    const refusal = object && refusals.ofField(object, field.name.value);
    if (!refusal) granted.push(name);
    else {
      isRefused = true;
      filter.refused.push({ path, refusal });
    }
  }
  if (isRefused && granted.length === 0) return [];
  const kept = withFilteredBelow(field, output, path, filter);
  if (!isRefused) return [kept];
  return [typename, ...granted.map((name) => onType(name, selectionSetOf([kept])))];
}

/** An object of which some types are refused as a whole must say of what type it is. */
function withFilteredBelow(
  field: FieldNode,
  output: ReturnType<typeof getNamedType>,
  path: readonly string[],
  filter: Filter,
): FieldNode {
  if (!field.selectionSet || !isCompositeType(output)) return field;
  const objects = objectsOf(filter.schema, output);
  const { selections } = filtered(field.selectionSet, { type: output, objects, path }, filter);
  const isTold = isAbstractType(output) && objects.some((name) => filter.refusals.ofObject(name));
  return { ...field, selectionSet: selectionSetOf(isTold ? [typename, ...selections] : selections) };
}

/** What a field gives; undefined for those that the gateway answers itself. */
function outputOf(type: GraphQLCompositeType, { name }: FieldNode) {
  const definition = isUnionType(type) ? undefined : type.getFields()[name.value];
  return definition && getNamedType(definition.type);
}

function objectsOf(schema: GraphQLSchema, type: GraphQLCompositeType): string[] {
  return isAbstractType(type) ? schema.getPossibleTypes(type).map(({ name }) => name) : [type.name];
}

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

function onType(name: string, selectionSet: SelectionSetNode): SelectionNode {
  const typeCondition = { kind: Kind.NAMED_TYPE as const, name: { kind: Kind.NAME as const, value: name } };
  return { kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet };
}

function selectionSetOf(selections: readonly SelectionNode[]): SelectionSetNode {
  return { kind: Kind.SELECTION_SET, selections };
}

function distinct(refused: readonly RefusedField[]): RefusedField[] {
  return [...new Map(refused.map((one) => [one.path.join('.'), one])).values()];
}
