// A composed supergraph names its subgraphs and says where they answer; everything that is wrong with it is said in words.
import { createHash } from 'node:crypto';
import {
  type DirectiveNode,
  type DocumentNode,
  type EnumValueDefinitionNode,
  GraphQLError,
  Kind,
  parse,
} from 'graphql';

/** A supergraph that parses and names its subgraphs. Whether it can be planned, the engine finds out. */
export interface Supergraph {
  sdl: string;
  /** SHA-256 of the text, hexadecimal. */
  sha256: string;
  subgraphs: readonly SubgraphAddress[];
}

export interface SubgraphAddress {
  /** As `@join__graph(name:)` has it, lower-cased. */
  name: string;
  /** As `@join__graph(url:)` has it; empty where it says nothing. */
  url: string;
}

/** A supergraph that cannot be served. Its message is whole sentences about `it`, the supergraph. */
export class SupergraphError extends Error {
  override name = 'SupergraphError';
}

/** Reads a composed supergraph. @throws SupergraphError when it is not GraphQL, or not composed */
export function readSupergraph(sdl: string): Supergraph {
  if (sdl.trim() === '') throw new SupergraphError('It is empty.');
  const graphs = parsed(sdl).definitions.find(
    (node) => node.kind === Kind.ENUM_TYPE_DEFINITION && node.name.value === 'join__Graph',
  );
  if (graphs?.kind !== Kind.ENUM_TYPE_DEFINITION) {
    throw new SupergraphError(
      'It is not a composed supergraph: the enum join__Graph is missing. Compose the schemas of the subgraphs first.',
    );
  }
  const subgraphs = (graphs.values ?? []).map(addressOf);
  if (subgraphs.length === 0) throw new SupergraphError('Its enum join__Graph names no subgraph.');
  return { sdl, sha256: createHash('sha256').update(sdl).digest('hex'), subgraphs };
}

function parsed(sdl: string): DocumentNode {
  try {
    return parse(sdl);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const { line, column } = error.locations?.[0] ?? { line: 1, column: 1 };
    throw new SupergraphError(`It is not GraphQL, line ${line}, column ${column}: ${error.message}`);
  }
}

function addressOf(value: EnumValueDefinitionNode): SubgraphAddress {
  const directive = value.directives?.find(({ name }) => name.value === 'join__graph');
  const name = directive && textArgument(directive, 'name');
  if (!directive || !name) {
    throw new SupergraphError(
      `The value ${value.name.value} of its enum join__Graph has no @join__graph(name:, url:).`,
    );
  }
  return { name: name.toLowerCase(), url: textArgument(directive, 'url') ?? '' };
}

function textArgument({ arguments: given }: DirectiveNode, name: string): string | undefined {
  const value = given?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING ? value.value : undefined;
}
