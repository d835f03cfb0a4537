// Composes the four subgraph schemas into schema/supergraph.graphql. `npm run compose` writes it, `-- --check` fails when
// the committed file is stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';
import { type SubgraphName, subgraphNames, subgraphSdl } from './sdl.ts';

export const supergraphFile = new URL('./supergraph.graphql', import.meta.url);

/**
 * Composes the subgraph schemas into one supergraph SDL.
 * @param urls where each subgraph answers, written into the join directives
 * @throws Error with every composition error, one a line
 */
export function compose(urls: Partial<Record<SubgraphName, string>> = {}): string {
  const result = composeServices(
    subgraphNames.map((name) => ({ name, typeDefs: parse(subgraphSdl(name)), url: urls[name] ?? `local://${name}` })),
  );
  if (!result.supergraphSdl) {
    throw new Error(
      `The schemas do not compose:\n${(result.errors ?? []).map((error) => `- ${error.message}`).join('\n')}`,
    );
  }
  return `# Composed from the four subgraph schemas by \`npm run compose\`. Do not edit.\n${result.supergraphSdl}\n`;
}

if (import.meta.main) {
  const sdl = compose();
  if (!process.argv.includes('--check')) {
    writeFileSync(supergraphFile, sdl);
  } else if (readFileSync(supergraphFile, 'utf8') !== sdl) {
    console.error('schema/supergraph.graphql is stale: run `npm run compose` and commit the result.');
    process.exit(1);
  }
}
