// Rules beyond the specification's, so that an operation that would be costly or ambiguous is refused before anything is asked.
import {
  type ASTVisitor,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';

/** Refuses operations nested deeper than `limit` fields. The usual introspection query is 15 deep. */
export function depthLimit(limit: number): ValidationRule {
  return (context: ValidationContext): ASTVisitor => ({
    OperationDefinition(operation) {
      const depth = depthOf(operation.selectionSet, context, new Map());
      if (depth <= limit) return;
      const message = `The operation is nested ${depth} fields deep; at most ${limit} are allowed.`;
      context.reportError(new GraphQLError(message, { nodes: operation, extensions: { depth, limit } }));
    },
  });
}

/** Refuses `__typename` as the alias of another field: under that key the gateway reads what an object is. */
export function reservedAlias(context: ValidationContext): ASTVisitor {
  return {
    Field(field) {
      if (field.alias?.value !== '__typename' || field.name.value === '__typename') return;
      context.reportError(
        new GraphQLError('The alias "__typename" is reserved; choose another one.', { nodes: field }),
      );
    },
  };
}

function depthOf(
  selectionSet: SelectionSetNode,
  context: ValidationContext,
  known: Map<FragmentDefinitionNode, number>,
): number {
  const depths = selectionSet.selections.map((selection) => {
    if (selection.kind === Kind.FIELD) {
      return 1 + (selection.selectionSet ? depthOf(selection.selectionSet, context, known) : 0);
    }
    if (selection.kind === Kind.INLINE_FRAGMENT) return depthOf(selection.selectionSet, context, known);
    const fragment = context.getFragment(selection.name.value);
    if (!fragment) return 0;
    const depth = known.get(fragment);
    if (depth !== undefined) return depth;
    // A cycle, which another rule reports, ends at this 0.
    known.set(fragment, 0);
    const computed = depthOf(fragment.selectionSet, context, known);
    known.set(fragment, computed);
    return computed;
  });
  return Math.max(0, ...depths);
}
