// The source of the client's operations: their types by graphql-codegen, and a method for each.
import { readFileSync } from 'node:fs';
import { codegen } from '@graphql-codegen/core';
import * as operationTypes from '@graphql-codegen/typescript-operations';
import { Kind, OperationTypeNode, parse, printSchema } from 'graphql';
import { readSupergraph } from '../gateway/planner/schema.ts';
import { ownOperations, type RegisteredDocument, readFolder } from '../gateway/trusted/registered.ts';
import { supergraphFile } from '../schema/compose.ts';

/** The generated file's text; the same operations and schema give the same text. @throws Error that names an operation which does not fit the schema */
export async function generateClient(): Promise<string> {
  const { publicSchema } = readSupergraph(readFileSync(supergraphFile, 'utf8'));
  const documents = readFolder(ownOperations);
  const types = await codegen({
    filename: 'operations.generated.ts',
    schema: parse(printSchema(publicSchema)),
    documents: documents.map(({ file, document }) => ({ location: file, document })),
    config: { scalars: { Date: 'string', DateTime: 'string', LocalTime: 'string' }, useTypeImports: true },
    plugins: [{ types: {} }],
    pluginMap: { types: operationTypes as never },
  });
  const operations = documents.map(operationOf);
  return [
    '// Generated from schema/operations by `npm run sdk`. Do not edit.',
    "import { type Answer, type Asking, type Events, type Operation, Session, type SessionOptions } from './session.ts';",
    '',
    types.trim(),
    '',
    ...operations.map(constantOf),
    '/** A network, with a method for each operation. */',
    'export class Shelfgraph extends Session {',
    operations.map(methodOf).join('\n\n'),
    '}',
    '',
    '/** A client of one network, in the name of one person or system. It opens nothing by itself. */',
    'export function connect(options: SessionOptions): Shelfgraph {',
    '  return new Shelfgraph(options);',
    '}',
    '',
  ].join('\n');
}

interface NamedOperation {
  name: string;
  kind: OperationTypeNode;
  sha256: string;
  text: string;
  comment: string[];
  hasVariables: boolean;
  needsVariables: boolean;
}

function operationOf({ file, text, sha256, document }: RegisteredDocument): NamedOperation {
  const [operation, ...others] = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (!operation?.name || others.length > 0) throw new Error(`${file}: the client needs one operation, with a name.`);
  const variables = operation.variableDefinitions ?? [];
  return {
    name: operation.name.value,
    kind: operation.operation,
    sha256,
    text,
    comment: text
      .split('\n')
      .filter((line) => line.startsWith('#'))
      .map((line) => line.slice(1).trim()),
    hasVariables: variables.length > 0,
    needsVariables: variables.some(({ type, defaultValue }) => type.kind === Kind.NON_NULL_TYPE && !defaultValue),
  };
}

const suffixes = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' } as const;
const typeOf = ({ name, kind }: NamedOperation) => `${name}${suffixes[kind]}`;

function constantOf(operation: NamedOperation): string {
  const { name, kind, sha256, text } = operation;
  const type = typeOf(operation);
  return `export const ${constantName(name)}: Operation<${type}, ${type}Variables> = {
  name: ${JSON.stringify(name)},
  kind: ${JSON.stringify(kind)},
  sha256: ${JSON.stringify(sha256)},
  text: ${JSON.stringify(text)},
};
`;
}

function methodOf(operation: NamedOperation): string {
  const { name, kind, comment, hasVariables, needsVariables } = operation;
  const type = typeOf(operation);
  const method = name[0]?.toLowerCase() + name.slice(1);
  const variables = hasVariables ? `variables: ${type}Variables${needsVariables ? '' : ' = {}'}, ` : '';
  const given = hasVariables ? 'variables' : '{}';
  const doc = ['  /**', ...comment.map((line) => `   * ${line}`), '   */'].join('\n');
  return kind === OperationTypeNode.SUBSCRIPTION
    ? `${doc}\n  ${method}(${variables}asking?: Asking): Events<${type}> {\n    return this.watch(${constantName(name)}, ${given}, asking);\n  }`
    : `${doc}\n  ${method}(${variables}asking?: Asking): Promise<Answer<${type}>> {\n    return this.ask(${constantName(name)}, ${given}, asking);\n  }`;
}

const constantName = (name: string) => `${name}Operation`;
