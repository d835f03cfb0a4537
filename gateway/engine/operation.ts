// Clients and the planner do not speak quite the same language: the planner sends fields of the root such as __typename and
// __schema to a subgraph or fails on them, and it uses variable names of its own that a client may have used too.
import {
  type DefinitionNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  print,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';

export interface Operation {
  definition: OperationDefinitionNode;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

interface PlannedText {
  /** One operation with the fragments it uses, normalised; undefined when no subgraph is needed. */
  text: string | undefined;
  /** Variable names in the text by the client's names, where they differ. */
  renamed: ReadonlyMap<string, string>;
}

const rootMetaFields = new Set(['__typename', '__schema', '__type']);
const plannersVariables = /^(representations|__batch_reps_\d+)$/;

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

/** The operation as the planner gets it: without the fields that the gateway answers itself, and with no clashing variables. */
export function plannedText({ definition, fragments }: Operation): PlannedText {
  const selectionSet = withoutRootMetaFields(definition.selectionSet, fragments);
  if (!selectionSet) return { text: undefined, renamed: new Map() };
  const operation = { ...definition, selectionSet };
  const renamed = clashingVariables(operation);
  const document: DocumentNode = {
    kind: Kind.DOCUMENT,
    definitions: [operation, ...usedFragments(operation, fragments)],
  };
  return { text: print(renamed.size > 0 ? renameVariables(document, renamed) : document), renamed };
}

function withoutRootMetaFields(
  selectionSet: SelectionSetNode,
  fragments: Operation['fragments'],
): SelectionSetNode | undefined {
  const selections = selectionSet.selections.flatMap((selection): SelectionNode[] => {
    if (selection.kind === Kind.FIELD) return rootMetaFields.has(selection.name.value) ? [] : [selection];
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
    const inner = fragment && withoutRootMetaFields(fragment.selectionSet, fragments);
    if (!fragment || !inner) return [];
    return [
      {
        kind: Kind.INLINE_FRAGMENT,
        typeCondition: fragment.typeCondition,
        directives: selection.directives,
        selectionSet: inner,
      },
    ];
  });
  return selections.length > 0 ? { kind: Kind.SELECTION_SET, selections } : undefined;
}

function usedFragments(
  operation: OperationDefinitionNode,
  fragments: Operation['fragments'],
): FragmentDefinitionNode[] {
  const used = new Set<FragmentDefinitionNode>();
  const visitSpreads = (node: DefinitionNode): void => {
    visit(node, {
      [Kind.FRAGMENT_SPREAD]: (spread) => {
        const fragment = fragments.get(spread.name.value);
        if (!fragment || used.has(fragment)) return;
        used.add(fragment);
        visitSpreads(fragment);
      },
    });
  };
  visitSpreads(operation);
  return [...used];
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

function renameVariables(document: DocumentNode, renamed: ReadonlyMap<string, string>): DocumentNode {
  return visit(document, {
    [Kind.VARIABLE]: (node) => {
      const value = renamed.get(node.name.value);
      return value === undefined ? undefined : { ...node, name: { ...node.name, value } };
    },
  });
}
