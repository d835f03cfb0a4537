// What a document is refused for by its text, before it is validated: rules of validation take long where planning would take for
// ever. Every transport asks here, once for each operation; a document is measured when it comes for the first time.
import { GraphQLError, Lexer, parse, Source, TokenKind } from 'graphql';
import type { Role } from '../../lib/identity.ts';
import { DocumentStore } from '../documents.ts';
import { unreadable } from '../nesting.ts';
import { type Extent, extentOf } from './extent.ts';
import { tooMuch } from './refusals.ts';
import { ceilings, type Limits, limitsOf, type RoleLimits } from './roles.ts';

/** Why a document is not looked into further; undefined for one that is, and for one that no parser reads. */
export type DocumentCheck = (query: string, role: Role) => GraphQLError | undefined;

interface Measured extends Extent {
  tokens: number;
  characters: number;
}

const measures: readonly (keyof Extent | 'tokens')[] = [
  'tokens',
  'fields',
  'depth',
  'nesting',
  'aliases',
  'rootAliases',
  'directives',
  'introspection',
  'schemas',
];

/** Makes the check of documents by these limits. */
export function createDocumentCheck(table: RoleLimits): DocumentCheck {
  const known = new DocumentStore<Measured>({}, ({ characters }) => characters);
  return (query, role) => {
    const limits = limitsOf(table, role);
    const before = known.get(query);
    if (before) return excess(before, limits);
    const measured = measure(query, limits);
    if (measured === undefined || measured instanceof GraphQLError) return measured;
    known.set(query, measured);
    return excess(measured, limits);
  };
}

function measure(query: string, limits: Limits): Measured | GraphQLError | undefined {
  const complaint = unreadable(query);
  if (complaint !== undefined) return new GraphQLError(complaint, { extensions: { code: 'GRAPHQL_PARSE_FAILED' } });
  try {
    const document = parse(query, { maxTokens: limits.tokens });
    return { ...extentOf(document), tokens: document.tokenCount ?? 0, characters: query.length };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const tokens = countTokens(query);
    return tokens > limits.tokens ? tooMuch('tokens', tokens, limits.tokens) : undefined;
  }
}

function excess(measured: Measured, limits: Limits): GraphQLError | undefined {
  for (const name of measures) {
    if (!(measured[name] <= limits[name])) return tooMuch(name, measured[name], limits[name]);
  }
  return undefined;
}

/** Tokens up to the end, or to what is none. */
function countTokens(query: string): number {
  const lexer = new Lexer(new Source(query));
  let count = 0;
  try {
    while (lexer.advance().kind !== TokenKind.EOF) count += 1;
  } catch {
    // The parser says what is wrong.
  }
  return count;
}

/** The largest number of tokens that any parser behind this has to read. */
export const tokenCeiling = ceilings.tokens;
