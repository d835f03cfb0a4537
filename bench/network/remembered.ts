// Subgraphs that know their answers: each entity and each root answer is worked out once and looked up after that. What is left
// of their cost is what a database in memory would cost, so the way there and back is what is measured.
import type { SubgraphRequest } from '../../lib/transport.ts';
import type { SubgraphName } from '../../schema/sdl.ts';
import { type InMemorySubgraph, subgraphsInMemory } from './subgraphs.ts';

interface Representation {
  __typename: string;
  id: string;
}

/** The four subgraphs in memory with a table of answers each. Answers are shared: nobody may write into them. */
export function rememberedSubgraphs(): Record<SubgraphName, InMemorySubgraph> {
  const executing = Object.entries(subgraphsInMemory());
  return Object.fromEntries(executing.map(([name, execute]) => [name, remembered(execute)])) as Record<
    SubgraphName,
    InMemorySubgraph
  >;
}

function remembered(execute: InMemorySubgraph): InMemorySubgraph {
  const roots = new Map<string, ReturnType<InMemorySubgraph>>();
  const entities = new Map<string, Map<string, unknown>>();
  return async (request) => {
    const { query, variables = {} } = request;
    const [name, representations] = Object.entries(variables)[0] ?? [];
    if (!Array.isArray(representations) || Object.keys(variables).length > 1) {
      const key = `${query} ${JSON.stringify(variables)}`;
      let answer = roots.get(key);
      if (!answer) roots.set(key, (answer = execute(request).then(asRead)));
      return { ...(await answer), isShared: true };
    }
    let known = entities.get(query);
    if (!known) entities.set(query, (known = new Map()));
    const all = representations as Representation[];
    const missing = all.filter(({ id }) => !known.has(id));
    if (missing.length > 0)
      await learn(known, missing, { ...plain(request), variables: { [name ?? '']: missing } }, execute);
    return { data: { _entities: all.map(({ id }) => known.get(id)) }, isShared: true };
  };
}

async function learn(
  known: Map<string, unknown>,
  missing: Representation[],
  request: SubgraphRequest,
  execute: InMemorySubgraph,
): Promise<void> {
  const { data, errors } = asRead(await execute(request));
  if (errors) throw new Error(JSON.stringify(errors));
  const found = data?.['_entities'];
  if (!Array.isArray(found)) throw new Error(`No entities in the answer to ${request.query}`);
  missing.forEach(({ id }, index) => known.set(id, found[index]));
}

/** What graphql-js makes are hash tables; a database's driver, or JSON, makes objects of a known shape. */
function asRead<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value));
}

/** A request whose fields are its own: those of the engine's are read from where it keeps them. */
function plain({ query, operationName }: SubgraphRequest): SubgraphRequest {
  return { query, ...(operationName ? { operationName } : {}) };
}
