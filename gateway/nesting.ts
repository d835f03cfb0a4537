// Parser, rules and printers call themselves for each level of what they are given, and the stack ends after some thousands: a few kB
// of brackets. What is deeper than a few hundred is refused before any of them sees it.
import { GraphQLError, Lexer, Source, TokenKind } from 'graphql';

/** Characters of a document: what is read is kept, many times as large. */
const lengthLimit = 65_536;

/** Why a document is not read; undefined for one that is. To be asked before parsing. */
export function unreadable(query: string): string | undefined {
  if (query.length > lengthLimit) {
    return `The document has ${query.length} characters; at most ${lengthLimit} are read. Send values as variables.`;
  }
  return isTooDeepToRead(query) ? 'The document is nested too deep to be read.' : undefined;
}

/** Brackets within each other: the parser and the rules of validation call themselves for each. */
const bracketLimit = 500;

/**
 * Whether brackets are nested deeper in a document than the stack may bear: thousands, in a few kB, break parser or validation,
 * wherever the stack ends.
 */
function isTooDeepToRead(query: string): boolean {
  // Nearly all documents have fewer brackets in all; only a lexer knows those in strings and comments from others.
  if (query.length <= bracketLimit || countOpening(query) <= bracketLimit) return false;
  const lexer = new Lexer(new Source(query));
  let depth = 0;
  try {
    for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) {
      if (isOpening(token.kind)) depth += 1;
      else if (isClosing(token.kind)) depth -= 1;
      if (depth > bracketLimit) return true;
      // One closing bracket too many: no parser reads on.
      if (depth < 0) return false;
    }
  } catch {
    // The parser will say what is wrong here, and gets no further than this.
  }
  return false;
}

/**
 * What is wrong with variables in which lists and objects are nested too deep to be written to a subgraph. The parser of JSON reads
 * any depth; its printer does not, and the subgraph would look as if it had failed.
 */
export function variablesTooDeep(variables: Record<string, unknown> | null | undefined): GraphQLError | undefined {
  if (!isDeeper(variables, bracketLimit)) return undefined;
  const message = `The variables are nested deeper than ${bracketLimit} levels.`;
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}

function countOpening(text: string): number {
  let count = 0;
  for (const bracket of '([{') {
    for (let at = text.indexOf(bracket); at >= 0 && count <= bracketLimit; at = text.indexOf(bracket, at + 1))
      count += 1;
  }
  return count;
}

function isDeeper(value: unknown, limit: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (limit === 0) return true;
  for (const key in value) if (isDeeper((value as Record<string, unknown>)[key], limit - 1)) return true;
  return false;
}

function isOpening(kind: TokenKind): boolean {
  return kind === TokenKind.BRACE_L || kind === TokenKind.BRACKET_L || kind === TokenKind.PAREN_L;
}

function isClosing(kind: TokenKind): boolean {
  return kind === TokenKind.BRACE_R || kind === TokenKind.BRACKET_R || kind === TokenKind.PAREN_R;
}
