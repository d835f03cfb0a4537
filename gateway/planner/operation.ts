// Clients and the planner do not speak quite the same language: the planner sends fields of the root such as __typename and
// __schema to a subgraph or fails on them, and it uses variable names of its own that a client may have used too.
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import type { PlannedKey } from './keys.ts';
import { addTo, subselections } from './selection.ts';

export interface Operation {
  definition: OperationDefinitionNode;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

interface PlannedText {
  /** One operation with fragments written out, normalised; undefined when no subgraph is needed. */
  text: string | undefined;
  /** Variable names in the text by the client's names, where they differ. */
  renamed: ReadonlyMap<string, string>;
}

const rootMetaFields = new Set(['__typename', '__schema', '__type']);
const plannersVariables = /^(representations|__batch_reps_\d+)$/;
/** Asked of an object of which the client wants nothing but to know that it is there. */
const nothing: SelectionSetNode = {
  kind: Kind.SELECTION_SET,
  selections: [
    {
      kind: Kind.FIELD,
      alias: { kind: Kind.NAME, value: '_nothing' },
      name: { kind: Kind.NAME, value: '__typename' },
    },
  ],
};

/** Picks the operation to run. Throws a GraphQLError when the document does not decide which. */
export function selectOperation(document: DocumentNode, operationName: string | null | undefined): Operation {
  const definition = getOperationAST(document, operationName);
  if (!definition) {
    throw new GraphQLError(
      operationName
        ? `Unknown operation named "${operationName}".`
        : 'Must provide operation name if query contains multiple operations.',
    );
  }
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  }
  return { definition, fragments };
}

/** The one operation of a text that is ours or the planner's. */
export function operationOf(text: string): Operation {
  return selectOperation(parse(text, { noLocation: true }), undefined);
}

/**
 * The operation as the planner gets it: without the fields that the gateway answers itself, each field once, under its planned key,
 * and with no clashing variables.
 */
export function plannedText({ definition, fragments }: Operation, plannedKey: PlannedKey): PlannedText {
  const selections = writtenOut([definition.selectionSet], { fragments, plannedKey }, rootMetaFields);
  if (selections.length === 0) return { text: undefined, renamed: new Map() };
  const selectionSet = { kind: Kind.SELECTION_SET as const, selections };
  const variableDefinitions = definition.variableDefinitions?.map((node) => ({ ...node, directives: [] }));
  const operation = { ...definition, directives: [], variableDefinitions, selectionSet };
  const renamed = clashingVariables(operation);
  return { text: print(renamed.size > 0 ? renameVariables(operation, renamed) : operation), renamed };
}

/** Fragments are small enough to be written out: the planner does it too, and an operation's size counts them so. */
function writtenOut(
  selectionSets: readonly SelectionSetNode[],
  context: { fragments: Operation['fragments']; plannedKey: PlannedKey },
  leftOut: ReadonlySet<string> = new Set(),
): SelectionNode[] {
  const fields = new Map<string, FieldNode[]>();
  const fragmentsByType = new Map<string, SelectionSetNode[]>();
  const gather = (selection: SelectionNode): void => {
    if (selection.kind === Kind.FIELD) {
      if (!leftOut.has(selection.name.value)) addTo(fields, context.plannedKey(selection), selection);
      return;
    }
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : context.fragments.get(selection.name.value);
    if (fragment?.typeCondition) addTo(fragmentsByType, fragment.typeCondition.name.value, fragment.selectionSet);
    else fragment?.selectionSet.selections.forEach(gather);
  };
  for (const { selections } of selectionSets) selections.forEach(gather);

  const writtenFields = Array.from(fields, ([key, nodes]): SelectionNode => {
    const { name, arguments: values = [], selectionSet } = nodes[0] as FieldNode;
    const alias = key === name.value ? undefined : { kind: Kind.NAME as const, value: key };
    const field = { kind: Kind.FIELD as const, alias, name, arguments: values };
    if (!selectionSet) return field;
    const below = writtenOut(subselections(nodes), context);
    return { ...field, selectionSet: below.length > 0 ? { kind: Kind.SELECTION_SET, selections: below } : nothing };
  });
  const writtenFragments = Array.from(fragmentsByType, ([type, sets]): SelectionNode[] => {
    const selections = writtenOut(sets, context, leftOut);
    if (selections.length === 0) return [];
    const typeCondition = { kind: Kind.NAMED_TYPE as const, name: { kind: Kind.NAME as const, value: type } };
    return [{ kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet: { kind: Kind.SELECTION_SET, selections } }];
  });
  return [...writtenFields, ...writtenFragments.flat()];
}

function clashingVariables(operation: OperationDefinitionNode): Map<string, string> {
  const names = new Set(operation.variableDefinitions?.map((definition) => definition.variable.name.value));
  const renamed = new Map<string, string>();
  for (const name of names) {
    if (!plannersVariables.test(name)) continue;
    let free = `client_${name}`;
    while (names.has(free)) free = `client_${free}`;
    renamed.set(name, free);
  }
  return renamed;
}

function renameVariables(operation: OperationDefinitionNode, renamed: ReadonlyMap<string, string>) {
  return visit(operation, {
    [Kind.VARIABLE]: (node) => {
      const value = renamed.get(node.name.value);
      return value === undefined ? undefined : { ...node, name: { ...node.name, value } };
    },
  });
}
