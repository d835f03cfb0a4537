// __schema and __type are answered from the public schema by graphql-js; no subgraph sees them.
import { executeSync, type FieldNode, type GraphQLError, Kind, OperationTypeNode } from 'graphql';
import { collectFields, type SelectionContext } from '../planner/selection.ts';

interface Introspection {
  data: Readonly<Record<string, unknown>>;
  errors: readonly GraphQLError[];
}

export function isIntrospectionField(name: string): boolean {
  return name === '__schema' || name === '__type';
}

/** Whether the gateway itself has to answer fields of this operation. */
export function introspects(context: SelectionContext): boolean {
  return introspectionFields(context).length > 0;
}

/** The results of the operation's introspection fields by response key. `rawVariables` are the client's, not yet coerced. */
export function introspect(
  context: SelectionContext,
  rawVariables: Record<string, unknown> | undefined,
): Introspection {
  const fields = introspectionFields(context);
  const { definition, fragments } = context.operation;
  const operation = { ...definition, selectionSet: { kind: Kind.SELECTION_SET as const, selections: fields } };
  const result = executeSync({
    schema: context.schema,
    document: { kind: Kind.DOCUMENT, definitions: [operation, ...fragments.values()] },
    variableValues: rawVariables,
  });
  return { data: result.data ?? {}, errors: result.errors ?? [] };
}

function introspectionFields(context: SelectionContext): FieldNode[] {
  const { definition } = context.operation;
  const queryType = context.schema.getQueryType();
  if (!queryType || definition.operation !== OperationTypeNode.QUERY) return [];
  const groups = collectFields(context, queryType, [definition.selectionSet]);
  return [...groups.values()].flat().filter((field) => isIntrospectionField(field.name.value));
}
