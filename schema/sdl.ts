// The schemas as written by hand, one file per subgraph.
import { readFileSync } from 'node:fs';

export const subgraphNames = ['central', 'districts', 'bookstores', 'lending'] as const;
export type SubgraphName = (typeof subgraphNames)[number];

/** The schema of one subgraph. */
export function subgraphSdl(name: SubgraphName): string {
  return readFileSync(new URL(`./${name}.graphql`, import.meta.url), 'utf8');
}

/** The composed schema of the whole network. */
export function supergraphSdl(): string {
  return readFileSync(new URL('./supergraph.graphql', import.meta.url), 'utf8');
}
