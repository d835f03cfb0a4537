// What counts as an answer of a subgraph.
import type { SubgraphAnswer } from '../../lib/transport.ts';

/** Reads a GraphQL answer; undefined when the text is none. */
export function parseAnswer(text: string): SubgraphAnswer | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isAnswer(value) ? value : undefined;
}

function isAnswer(value: unknown): value is SubgraphAnswer {
  if (typeof value !== 'object' || value === null) return false;
  const { data, errors } = value as Record<string, unknown>;
  if (errors !== undefined && !(Array.isArray(errors) && errors.every(isError))) return false;
  return typeof data === 'object' || (data === undefined && errors !== undefined);
}

function isError(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
