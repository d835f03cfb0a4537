// Some literals do not come out of the planner (0.0.38) as they went in: it writes a backspace as U+0010, and cannot read an integer
// of more than 64 bits, which an ID may be. Arguments with such a literal become variables, whose values it never sees.
import {
  type ArgumentNode,
  type ASTNode,
  BREAK,
  type GraphQLInputType,
  type GraphQLSchema,
  Kind,
  parseType,
  print,
  TypeInfo,
  type ValueNode,
  type VariableDefinitionNode,
  valueFromAST,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { Operation } from './operation.ts';

type Values = Readonly<Record<string, unknown>>;

interface Hoisted {
  /** The operation with variables in place of such arguments. Equal ones, which may have to stay equal, are one variable. */
  operation: Operation;
  /** The values of these variables; the client's, coerced, may stand in them. */
  valuesOf(variables: Values): Values;
}

/** Makes variables of the arguments that the planner would change or refuse. The operation is valid in the schema. */
export function hoistLiterals(operation: Operation, schema: GraphQLSchema): Hoisted {
  const { definition, fragments } = operation;
  if (![definition, ...fragments.values()].some(isChanged)) return { operation, valuesOf: () => ({}) };
  const taken = new Set(definition.variableDefinitions?.map(({ variable }) => variable.name.value));
  const hoisted = new Map<string, { name: string; type: GraphQLInputType; value: ValueNode }>();

  const hoist = (node: ArgumentNode, type: GraphQLInputType): ArgumentNode => {
    const text = `${type} ${print(node.value)}`;
    const { name } = hoisted.get(text) ?? { name: freeName(taken) };
    taken.add(name);
    hoisted.set(text, { name, type, value: node.value });
    return { ...node, value: variableOf(name) };
  };
  const rewritten = <Node extends ASTNode>(root: Node): Node => {
    const types = new TypeInfo(schema);
    const visitor = visitWithTypeInfo(types, {
      [Kind.VARIABLE_DEFINITION]: () => false,
      [Kind.DIRECTIVE]: () => false,
      [Kind.ARGUMENT]: (node) => {
        const type = types.getArgument()?.type;
        return type && isChanged(node.value) ? hoist(node, type) : undefined;
      },
    });
    return visit(root, visitor);
  };

  const { variableDefinitions = [], ...rewrittenDefinition } = rewritten(definition);
  const rewrittenFragments = new Map(Array.from(fragments, ([name, fragment]) => [name, rewritten(fragment)]));
  const own = [...hoisted.values()];
  return {
    operation: {
      definition: {
        ...rewrittenDefinition,
        variableDefinitions: [...variableDefinitions.map(withPlainDefault), ...own.map(definitionOf)],
      },
      fragments: rewrittenFragments,
    },
    valuesOf: (variables) =>
      Object.fromEntries(
        own.flatMap(({ name, type, value }) => {
          const coerced = valueFromAST(value, type, variables);
          return coerced === undefined ? [] : [[name, coerced]];
        }),
      ),
  };
}

function isChanged(node: ASTNode): boolean {
  let found = false;
  const look = (isPlain: boolean) => {
    found ||= !isPlain;
    return found ? BREAK : undefined;
  };
  visit(node, {
    [Kind.STRING]: ({ value }) => look(!value.includes('\b')),
    [Kind.INT]: ({ value }) => look(fits64Bits(value)),
  });
  return found;
}

function fits64Bits(integer: string): boolean {
  return integer.length <= 20 && BigInt.asIntN(64, BigInt(integer)) === BigInt(integer);
}

/** A default is resolved before the plan runs; in the plan it says no more than that there is one. */
function withPlainDefault(node: VariableDefinitionNode): VariableDefinitionNode {
  if (!node.defaultValue) return node;
  return {
    ...node,
    defaultValue: visit(node.defaultValue, {
      [Kind.STRING]: (value) => ({ ...value, value: value.value.replaceAll('\b', '') }),
      [Kind.INT]: (value) => (fits64Bits(value.value) ? undefined : { ...value, value: '0' }),
    }),
  };
}

function definitionOf({ name, type }: { name: string; type: GraphQLInputType }): VariableDefinitionNode {
  return { kind: Kind.VARIABLE_DEFINITION, variable: variableOf(name), type: parseType(String(type)) };
}

function variableOf(name: string) {
  return { kind: Kind.VARIABLE as const, name: { kind: Kind.NAME as const, value: name } };
}

function freeName(taken: ReadonlySet<string>): string {
  let count = 0;
  while (taken.has(`_literal_${count}`)) count += 1;
  return `_literal_${count}`;
}
