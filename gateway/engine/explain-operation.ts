// The operation of a fetch as a client may see it: what its view does not have is left out, which is also what no introspection tells.
import {
  type DefinitionNode,
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  print,
  type SelectionNode,
  type SelectionSetNode,
  specifiedScalarTypes,
  type TypeNode,
} from 'graphql';

export interface ShownOperation {
  operation: string;
  /** Coordinates of what it asks for. */
  fields: string[];
  /** How many fields were left out. */
  hidden: number;
}

/** Leaves out of a subgraph's operation what a view does not have. */
export function shownOperation(document: DocumentNode, view: GraphQLSchema): ShownOperation {
  const fields = new Set<string>();
  let hidden = 0;

  function shownSet(set: SelectionSetNode, typeName: string | undefined): SelectionSetNode {
    const selections = set.selections.flatMap((each) => shown(each, typeName));
    return { ...set, selections: selections.length > 0 ? selections : [typename] };
  }

  function shown(node: SelectionNode, typeName: string | undefined): SelectionNode[] {
    if (node.kind === Kind.FRAGMENT_SPREAD) return [node];
    if (node.kind === Kind.INLINE_FRAGMENT) {
      const name = node.typeCondition?.name.value ?? typeName;
      if (name !== undefined && !view.getType(name)) return leaveOut();
      const below = node.selectionSet.selections.flatMap((each) => shown(each, name));
      return below.length > 0 ? [{ ...node, selectionSet: { ...node.selectionSet, selections: below } }] : [];
    }
    return shownField(node, typeName);
  }

  function shownField(node: FieldNode, typeName: string | undefined): SelectionNode[] {
    const name = node.name.value;
    if (name === '__typename') return [node];
    // The members of it say of which types they are.
    if (name === '_entities' && node.selectionSet) {
      return [{ ...node, selectionSet: shownSet(node.selectionSet, undefined) }];
    }
    const field = fieldOf(view, typeName, name);
    if (!field) return leaveOut();
    fields.add(`${typeName}.${name}`);
    const known = new Set(field.args.map((argument) => argument.name));
    const given = node.arguments?.filter((argument) => known.has(argument.name.value)) ?? [];
    const below = node.selectionSet && shownSet(node.selectionSet, getNamedType(field.type).name);
    return [{ ...node, arguments: given, ...(below ? { selectionSet: below } : {}) }];
  }

  function leaveOut(): [] {
    hidden += 1;
    return [];
  }

  const definitions = document.definitions.flatMap((definition): DefinitionNode[] => {
    if (definition.kind === Kind.OPERATION_DEFINITION) {
      const root = view.getRootType(definition.operation)?.name;
      const selectionSet = shownSet(definition.selectionSet, root);
      const used = namesOfVariables(selectionSet);
      const variableDefinitions = definition.variableDefinitions?.filter(
        ({ variable, type }) => used.has(variable.name.value) && isShown(type, view),
      );
      return [{ ...definition, variableDefinitions: variableDefinitions ?? [], selectionSet }];
    }
    if (definition.kind !== Kind.FRAGMENT_DEFINITION) return [];
    const name = definition.typeCondition.name.value;
    return [{ ...definition, selectionSet: shownSet(definition.selectionSet, name) }];
  });
  return { operation: print({ ...document, definitions }), fields: [...fields], hidden };
}

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

function fieldOf(
  view: GraphQLSchema,
  typeName: string | undefined,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  const type = typeName === undefined ? undefined : view.getType(typeName);
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
}

function namesOfVariables(set: SelectionSetNode): ReadonlySet<string> {
  return new Set([...print(set).matchAll(/\$(\w+)/g)].map(([, name]) => name ?? ''));
}

const ownTypes: ReadonlySet<string> = new Set(['_Any', ...specifiedScalarTypes.map(({ name }) => name)]);

function isShown(type: TypeNode, view: GraphQLSchema): boolean {
  if (type.kind !== Kind.NAMED_TYPE) return isShown(type.type, view);
  return ownTypes.has(type.name.value) || view.getType(type.name.value) !== undefined;
}
