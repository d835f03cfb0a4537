import type { SubgraphRequest } from '../../lib/transport.ts';

const known = new Map<string, boolean>();
const knownLimit = 1_000;

/**
 * Whether a request evidently changes nothing, so that it may be sent again or its answer shared. Its text begins with `query` or
 * `{`, and the word `mutation` is nowhere in it: a document may hold several operations. Everything else counts as a mutation.
 */
export function isQuery({ query }: SubgraphRequest): boolean {
  let verdict = known.get(query);
  if (verdict === undefined) {
    verdict = /^\s*(query\b|\{)/.test(query) && !/\bmutation\b/.test(query);
    if (known.size >= knownLimit) known.clear();
    known.set(query, verdict);
  }
  return verdict;
}
