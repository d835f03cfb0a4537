// A composed supergraph names its subgraphs and says where they answer; everything that is wrong with it is said in words.
import { createHash } from 'node:crypto';
import {
  type DefinitionNode,
  type DirectiveNode,
  type DocumentNode,
  type EnumValueDefinitionNode,
  GraphQLError,
  Kind,
  parse,
  print,
  visit,
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

/**
 * Reads a composed supergraph.
 * @throws SupergraphError when it is not GraphQL, not composed, or asks for what this gateway does not do
 */
export function readSupergraph(sdl: string): Supergraph {
  if (sdl.trim() === '') throw new SupergraphError('It is empty.');
  const { definitions } = parsed(sdl);
  const graphs = definitions.find(
    (node) => node.kind === Kind.ENUM_TYPE_DEFINITION && node.name.value === 'join__Graph',
  );
  if (graphs?.kind !== Kind.ENUM_TYPE_DEFINITION) {
    throw new SupergraphError(
      'It is not a composed supergraph: the enum join__Graph is missing. Compose the schemas of the subgraphs first.',
    );
  }
  refuseUnknownNeeds(definitions);
  refuseNegativeWeights(definitions);
  const subgraphs = (graphs.values ?? []).map(addressOf);
  if (subgraphs.length === 0) throw new SupergraphError('Its enum join__Graph names no subgraph.');
  const names = new Set(subgraphs.map(({ name }) => name));
  if (names.size < subgraphs.length) throw new SupergraphError('Two of its subgraphs have the same name.');
  return { sdl, sha256: createHash('sha256').update(sdl).digest('hex'), subgraphs };
}

/** The planner, which is native, ends the process at one. */
function refuseNegativeWeights(definitions: readonly DefinitionNode[]): void {
  for (const node of definitions) {
    visit(node, {
      Directive(directive) {
        if (!/^(?:federation__)?(?:cost|listSize)$/.test(directive.name.value)) return;
        const negative = directive.arguments?.find(
          ({ value }) => 'value' in value && String(value.value).startsWith('-'),
        );
        if (negative) throw new SupergraphError(`It says ${print(directive)}: a weight or a size is not negative.`);
      },
    });
  }
}

const known =
  /^https:\/\/specs\.apollo\.dev\/(core|link|join|inaccessible|tag|authenticated|requiresScopes|policy)\/v\d/;

/**
 * A supergraph links the specifications that it makes use of, some of them as needed for security or execution. To serve it
 * without one of these would show what is to be hidden, or answer wrongly.
 */
function refuseUnknownNeeds(definitions: readonly DefinitionNode[]): void {
  const links = definitions
    .filter((node) => node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION)
    .flatMap(({ directives = [] }) => directives)
    .filter(({ name }) => name.value === 'link' || name.value === 'core');
  for (const link of links) {
    const url = textArgument(link, 'url') ?? textArgument(link, 'feature') ?? '';
    const purpose = link.arguments?.find(({ name }) => name.value === 'for')?.value;
    if (purpose?.kind === Kind.ENUM && !known.test(url)) {
      throw new SupergraphError(`It needs ${url} for ${purpose.value}, which this gateway does not know.`);
    }
  }
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
