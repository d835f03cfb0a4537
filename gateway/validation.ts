// Rules beyond the specification's, and what an error of validation may tell.
import {
  type ASTVisitor,
  type FloatValueNode,
  GraphQLError,
  GraphQLID,
  getNamedType,
  type IntValueNode,
  Kind,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';

/** The rules beyond the specification's for those who may ask for the schema, or may not. */
export function rulesFor({ isSchemaTold }: { isSchemaTold: boolean }): readonly ValidationRule[] {
  return isSchemaTold ? [finiteNumbers] : [finiteNumbers, noIntrospection];
}

/** A message without the names that it suggests: they are the schema's. */
export function withoutSuggestions(message: string): string {
  return message.replace(/ Did you mean [^?]*\?/g, '');
}

/** Refuses numbers such as 1e400, which no number of ours can be and JSON cannot say. An ID may have any number of digits. */
export function finiteNumbers(context: ValidationContext): ASTVisitor {
  const check = (node: IntValueNode | FloatValueNode) => {
    if (Number.isFinite(Number(node.value)) || getNamedType(context.getInputType()) === GraphQLID) return;
    const told = node.value.length > 40 ? `${node.value.slice(0, 40)}…` : node.value;
    context.reportError(new GraphQLError(`The number ${told} is too large.`, { nodes: node }));
  };
  return { [Kind.INT]: check, [Kind.FLOAT]: check };
}

/** For those to whom the schema is not told. */
function noIntrospection(context: ValidationContext): ASTVisitor {
  return {
    [Kind.FIELD](node) {
      const name = node.name.value;
      if (name !== '__schema' && name !== '__type') return;
      const message = `此处未开放内省。Introspection is switched off here: "${name}" is not answered.`;
      context.reportError(new GraphQLError(message, { nodes: node }));
    },
  };
}
