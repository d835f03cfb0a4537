// What counts as an answer of a subgraph.
import type { GraphQLFormattedError } from 'graphql';
import type { SubgraphAnswer } from '../../lib/transport.ts';

/** Reads a GraphQL answer; undefined when the text is none. */
export function parseAnswer(text: string): SubgraphAnswer | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return readAnswer(value);
}

/** An answer from what a subgraph has sent; undefined when it is none. A path that is none is left out of its error. */
export function readAnswer(value: unknown): SubgraphAnswer | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { data, errors } = value as Record<string, unknown>;
  if (errors === undefined || errors === null) return typeof data === 'object' ? (value as SubgraphAnswer) : undefined;
  if (!Array.isArray(errors) || !errors.every(isError)) return undefined;
  if (data !== undefined && typeof data !== 'object') return undefined;
  return { ...(value as SubgraphAnswer), errors: errors.map(readError) };
}

function readError(error: Record<string, unknown>): GraphQLFormattedError {
  const { path, extensions, ...rest } = error;
  return {
    ...(rest as unknown as GraphQLFormattedError),
    ...(isPath(path) ? { path } : {}),
    ...(isError(extensions) ? { extensions } : {}),
  };
}

function isPath(path: unknown): path is (string | number)[] {
  return Array.isArray(path) && path.every((segment) => typeof segment === 'string' || Number.isInteger(segment));
}

function isError(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
