// Random operations for fast-check: what fails is made smaller selection by selection, so that a difference is told by the few
// fields it is about.
import fc from 'fast-check';
import {
  type ASTNode,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  Kind,
  print,
  type SelectionNode,
  type SelectionSetNode,
  validate,
  visit,
} from 'graphql';
import type { Choose, RandomOperation } from './random-operations.ts';

/** Operations that `draw` draws, each with those that have something less and are valid too. */
export function operations(schema: GraphQLSchema, draw: (choose: Choose) => RandomOperation) {
  return new OperationArbitrary(schema, draw);
}

class OperationArbitrary extends fc.Arbitrary<RandomOperation> {
  readonly #schema: GraphQLSchema;
  readonly #draw: (choose: Choose) => RandomOperation;

  constructor(schema: GraphQLSchema, draw: (choose: Choose) => RandomOperation) {
    super();
    this.#schema = schema;
    this.#draw = draw;
  }

  generate(random: fc.Random): fc.Value<RandomOperation> {
    return this.#value(this.#draw((below) => random.nextInt(0, below - 1)));
  }

  canShrinkWithoutContext(_value: unknown): _value is RandomOperation {
    return true;
  }

  shrink({ document, variables }: RandomOperation): fc.Stream<fc.Value<RandomOperation>> {
    return fc
      .stream(smaller(document))
      .filter((candidate) => validate(this.#schema, candidate).length === 0)
      .map((candidate) => this.#value({ document: candidate, variables }));
  }

  /** Shown as the operation's text. */
  #value(operation: RandomOperation): fc.Value<RandomOperation> {
    const shown = { ...operation, [fc.toStringMethod]: () => print(operation.document) };
    return new fc.Value(shown, undefined);
  }
}

function* smaller(document: DocumentNode): Generator<DocumentNode> {
  const sets: SelectionSetNode[] = [];
  const nodes: SelectionNode[] = [];
  visit(document, {
    [Kind.SELECTION_SET]: (node) => {
      sets.push(node);
      nodes.push(...node.selections);
    },
  });
  const replaced = (old: ASTNode, anew: ASTNode) =>
    tidied(visit(document, { enter: (node) => (node === old ? anew : undefined) }));
  for (const set of sets) {
    for (const selection of set.selections) {
      const others = set.selections.filter((other) => other !== selection);
      if (others.length > 0) yield replaced(set, { ...set, selections: others });
      const opened = opening(document, selection);
      if (opened)
        yield replaced(set, {
          ...set,
          selections: set.selections.flatMap((one) => (one === selection ? opened : one)),
        });
    }
  }
  for (const node of nodes) {
    for (const directive of node.directives ?? []) {
      yield replaced(node, {
        ...node,
        directives: node.directives?.filter((other) => other !== directive),
      } as FieldNode);
    }
    if (node.kind === Kind.FIELD && node.alias) yield replaced(node, { ...node, alias: undefined });
  }
}

/** What a fragment's place can be taken by: a spread by the fragment, a fragment by what it selects. */
function opening(document: DocumentNode, selection: SelectionNode): readonly SelectionNode[] | undefined {
  if (selection.kind === Kind.INLINE_FRAGMENT) return selection.selectionSet.selections;
  if (selection.kind === Kind.FIELD) return undefined;
  const fragment = document.definitions.find(
    (node) => node.kind === Kind.FRAGMENT_DEFINITION && node.name.value === selection.name.value,
  );
  if (fragment?.kind !== Kind.FRAGMENT_DEFINITION) return undefined;
  const { typeCondition, selectionSet } = fragment;
  return [{ kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet, directives: selection.directives }];
}

/** The document without fragments and variables that nothing uses. */
function tidied(document: DocumentNode): DocumentNode {
  const used = new Set<string>();
  visit(document, {
    [Kind.FRAGMENT_SPREAD]: ({ name }) => void used.add(name.value),
    [Kind.VARIABLE_DEFINITION]: () => false,
    [Kind.VARIABLE]: ({ name }) => void used.add(`$${name.value}`),
  });
  return visit(document, {
    [Kind.FRAGMENT_DEFINITION]: ({ name }) => (used.has(name.value) ? undefined : null),
    [Kind.VARIABLE_DEFINITION]: ({ variable }) => (used.has(`$${variable.name.value}`) ? undefined : null),
  });
}
