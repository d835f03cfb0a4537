// Composes the four subgraph schemas, and those of guests, into one supergraph.
import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';
import type { Guest } from './guests.ts';
import { subgraphNames, subgraphSdl } from './sdl.ts';

export const supergraphFile = new URL('./supergraph.graphql', import.meta.url);

/**
 * Composes the subgraph schemas into one supergraph SDL.
 * @param guests subgraphs of others, which have been judged (`guestProblems`)
 * @throws Error with every composition error, one a line
 */
export function compose(guests: readonly Guest[] = []): string {
  const own = subgraphNames.map((name) => ({ name, sdl: subgraphSdl(name), url: `local://${name}` }));
  const services = [...own, ...guests].map(({ name, sdl, url }) => ({ name, typeDefs: parse(sdl), url }));
  const result = composeServices(services);
  if (!result.supergraphSdl) {
    throw new Error(
      `The schemas do not compose:\n${(result.errors ?? []).map((error) => `- ${error.message}`).join('\n')}`,
    );
  }
  return `# Composed from the four subgraph schemas by \`npm run compose\`. Do not edit.\n${result.supergraphSdl}\n`;
}
