// From the merged tree to the client's response: the client's fields in the client's order, each value held against the public
// schema. A null where the schema forbids one travels up to the nearest place that allows it. Compiled once per operation and
// set of @skip/@include conditions; one pass over the tree writes JSON text, or makes objects, by the form it was compiled for.
import {
  type FieldNode,
  type GraphQLAbstractType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLOutputType,
  getNullableType,
  isAbstractType,
  isEnumType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  isUnionType,
  type SelectionSetNode,
  TypeNameMetaFieldDef,
} from 'graphql';
import type { PlannedKey } from '../planner/keys.ts';
import { collectFields, type SelectionContext, subselections } from '../planner/selection.ts';
import type { Refusal, Refusals } from './authorisation.ts';
import { type ErrorLog, type ResponsePath, reportInvalidValue, reportRefusal } from './errors.ts';
import type { Complete, Form } from './forms.ts';
import { isIntrospectionField } from './introspect.ts';
import { answeredTypeName, isObject } from './merge.ts';
import { type BuiltInScalar, builtInScalar } from './scalars.ts';

/** What one projection needs to know beside the tree. */
export interface ProjectionRun {
  /** Results of `__schema` and `__type` by response key; they are complete already. */
  introspection: Readonly<Record<string, unknown>>;
  errors: ErrorLog;
}

/** Makes the `data` of a response from the tree; the form's null when a null travelled all the way up. */
export type Projection<Output> = (data: object | undefined, run: ProjectionRun) => Output;

export interface ProjectionState extends ProjectionRun {
  /** Where the projection is; of a value at `depth`, that many segments count. */
  path: (string | number)[];
}

interface ProjectionContext extends SelectionContext {
  plannedKey: PlannedKey;
  /** What the caller may not have and nobody was asked for: null, with an error. */
  refusals?: Refusals | undefined;
}

interface Compiler<Output> {
  form: Form<Output>;
  context: ProjectionContext;
}

/** One field of the client's selection on one type. Without a definition, introspection has answered it. */
interface SelectedField {
  key: string;
  /** The key in the tree. */
  from: string;
  parentType: GraphQLCompositeType;
  definition: GraphQLField<unknown, unknown> | undefined;
  selectionSets: readonly SelectionSetNode[];
}

type DefinedField = SelectedField & { definition: GraphQLField<unknown, unknown> };

/** Compiles what an operation asks for, under the values that `context.variables` give to its conditions. */
export function compileProjection<Output>(context: ProjectionContext, form: Form<Output>): Projection<Output> {
  const { definition } = context.operation;
  const rootType = context.schema.getRootType(definition.operation);
  if (!rootType) throw new Error(`The schema has no ${definition.operation} type.`);
  const complete = compileObject({ form, context }, rootType, [definition.selectionSet]);
  return (data, run) => complete(data ?? {}, { ...run, path: [] }, 0) ?? form.null;
}

function compileObject<Output>(
  compiler: Compiler<Output>,
  type: GraphQLCompositeType,
  selectionSets: readonly SelectionSetNode[],
): Complete<Output> {
  const fields = [...collectFields(compiler.context, type, selectionSets)].map(([key, nodes]) => ({
    key,
    from: compiler.context.plannedKey(nodes[0] as FieldNode),
    parentType: type,
    definition: fieldDefinition(type, nodes[0]?.name.value ?? key),
    selectionSets: subselections(nodes),
  }));
  return compiler.form.object(
    fields.map((field) => ({ key: field.key, from: field.from, complete: compileField(compiler, field) })),
  );
}

function compileField<Output>(compiler: Compiler<Output>, field: SelectedField): Complete<Output> {
  const { form } = compiler;
  if (!isDefined(field)) return (_value, { introspection }) => form.leaf(introspection[field.key]);
  if (field.definition === TypeNameMetaFieldDef) return compileTypeName(compiler, field);
  const refusal = compiler.context.refusals?.ofField(field.parentType, field.definition.name);
  if (refusal) return compileRefusal(form, refusal, isNonNullType(field.definition.type));
  return compileValue(compiler, field.definition.type, field);
}

function compileRefusal<Output>(form: Form<Output>, refusal: Refusal, isRequired: boolean): Complete<Output> {
  return (_value, state, depth) => {
    reportRefusal(state.errors, refusal, pathOf(state, depth));
    return isRequired ? undefined : form.null;
  };
}

/** The parent is abstract only when `__typename` was asked for under an alias alone; then the answer is under that alias. */
function compileTypeName<Output>({ form, context }: Compiler<Output>, field: DefinedField): Complete<Output> {
  if (isObjectType(field.parentType)) {
    const name = form.leaf(field.parentType.name);
    return () => name;
  }
  return (value, state, depth) =>
    typeof value === 'string' && isObjectType(context.schema.getType(value))
      ? form.leaf(value)
      : violation(field, state, depth);
}

function compileValue<Output>(
  compiler: Compiler<Output>,
  type: GraphQLOutputType,
  field: DefinedField,
): Complete<Output> {
  const { form } = compiler;
  const nothing = form.null;
  const nullable = getNullableType(type);
  const scalar = isScalarType(nullable) ? builtInScalar(nullable) : undefined;
  if (scalar) return compileScalar(compiler, scalar, { field, isRequired: isNonNullType(type) });
  const complete = compileNullable(compiler, nullable, field);
  if (!isNonNullType(type)) {
    if (complete === form.leaf) return complete;
    return (value, state, depth) =>
      value === null || value === undefined ? nothing : (complete(value, state, depth) ?? nothing);
  }
  return (value, state, depth) => {
    if (value === null || value === undefined) return violation(field, state, depth);
    const output = complete(value, state, depth);
    return output === nothing ? violation(field, state, depth) : output;
  };
}

/** Most values of an answer are these, so that one function does all: it is right, it is null, it is wrong. */
function compileScalar<Output>(
  { form }: Compiler<Output>,
  { kind, accepts, name }: BuiltInScalar,
  { field, isRequired }: { field: DefinedField; isRequired: boolean },
): Complete<Output> {
  const { leaf } = form;
  return (value, state, depth) => {
    if (typeof value === kind && (accepts === undefined || accepts(value as number))) return leaf(value);
    if (value !== null && value !== undefined) {
      // Subgraphs may count their ids; clients get strings.
      if (name === 'an ID' && Number.isSafeInteger(value)) return leaf(String(value));
      refuse(form, field, state, depth, `is not ${name}`);
    }
    return isRequired ? violation(field, state, depth) : form.null;
  };
}

/** A value or type that is not public is null to the client, without a word about it. */
function compileNullable<Output>(
  compiler: Compiler<Output>,
  type: GraphQLOutputType,
  field: DefinedField,
): Complete<Output> {
  const { form } = compiler;
  if (isListType(type)) {
    const complete = form.list(compileValue(compiler, type.ofType, field));
    return (value, state, depth) =>
      Array.isArray(value) ? complete(value, state, depth) : refuse(form, field, state, depth, 'is not a list');
  }
  if (isAbstractType(type)) return compileAbstract(compiler, type, field);
  if (isObjectType(type)) {
    const complete = compileObject(compiler, type, field.selectionSets);
    return (value, state, depth) =>
      isObject(value) ? complete(value, state, depth) : refuse(form, field, state, depth, 'is not an object');
  }
  if (isEnumType(type)) {
    const outputs = new Map<unknown, Output>(type.getValues().map(({ name }) => [name, form.leaf(name)]));
    return (value, state, depth) =>
      outputs.get(value) ??
      (typeof value === 'string' ? form.null : refuse(form, field, state, depth, `is not of ${type.name}`));
  }
  return form.leaf;
}

/**
 * Fields are read by the object's own type where it is known, else by the field's (an interface of whose object nothing was asked
 * that depends on the type).
 */
function compileAbstract<Output>(
  compiler: Compiler<Output>,
  declared: GraphQLAbstractType,
  field: DefinedField,
): Complete<Output> {
  const { form, context } = compiler;
  const byName = new Map<string, Complete<Output> | undefined>();
  const completeFor = (name: string): Complete<Output> | undefined => {
    if (byName.has(name)) return byName.get(name);
    const type = context.schema.getType(name);
    // Names that the schema does not know are not remembered: a subgraph may invent any number of them.
    if (!type) return undefined;
    const isPossible =
      type === declared || ((isObjectType(type) || isInterfaceType(type)) && context.schema.isSubType(declared, type));
    const refusal = isPossible && context.refusals?.ofObject(name);
    const compiled = () => compileObject(compiler, type as GraphQLCompositeType, field.selectionSets);
    const complete = refusal ? compileRefusal(form, refusal, true) : isPossible ? compiled() : undefined;
    byName.set(name, complete);
    return complete;
  };
  return (value, state, depth) => {
    if (!isObject(value)) return refuse(form, field, state, depth, 'is not an object');
    const complete = completeFor(answeredTypeName(value) ?? declared.name);
    return complete ? complete(value, state, depth) : form.null;
  };
}

function refuse<Output>(
  form: Form<Output>,
  field: DefinedField,
  state: ProjectionState,
  depth: number,
  complaint: string,
): Output {
  const message = `A subgraph's value for ${nameOf(field)} ${complaint}.`;
  reportInvalidValue(state.errors, 'INVALID_VALUE', message, pathOf(state, depth));
  return form.null;
}

function violation(field: DefinedField, state: ProjectionState, depth: number): undefined {
  const message = `Cannot return null for non-nullable field ${nameOf(field)}: no subgraph gave a value.`;
  reportInvalidValue(state.errors, 'NON_NULL_VIOLATION', message, pathOf(state, depth));
}

function pathOf({ path }: ProjectionState, depth: number): ResponsePath {
  return path.slice(0, depth);
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
