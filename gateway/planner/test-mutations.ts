// Run by itself: loads, one after the other, supergraphs each of which has something else wrong, and prints what becomes of them as
// JSON, by the number of the mutation. A process of its own, since the planner ends the one that it panics in.
import { createRevisions } from '../revisions.ts';
import { SupergraphError } from '../supergraph.ts';
import { supergraphSdl, testTransports } from '../test-graph.ts';

const lines = supergraphSdl.split('\n');
const values = ['""', '"nope"', '"id {"', '"id { x }"', '"...X"', '"id(a: 1)"', '"... on Nope { id }"', 'null', '3'];

/** Without each line, and with each argument of a join__ directive changed. */
const mutations = lines.flatMap((line, at) => {
  const replacedBy = (...replacement: string[]) =>
    [...lines.slice(0, at), ...replacement, ...lines.slice(at + 1)].join('\n');
  const changed = Array.from(
    line.matchAll(/\b(graph|key|requires|provides|type): ("[^"]*"|[A-Z]+)/g),
    ({ 0: argument, 1: name, index }) =>
      values.map((value) =>
        replacedBy(`${line.slice(0, index)}${name}: ${value}${line.slice(index + argument.length)}`),
      ),
  );
  return [replacedBy(), ...changed.flat()];
});

const { transports } = testTransports();
const revisions = createRevisions({
  supergraphSdl,
  transports,
  fetchLimit: 50,
  isCoalescing: false,
  onSubgraphFailure: () => {},
  onCloseFailure: () => {},
});
const outcomes = { served: 0, refused: 0, failed: [] as string[] };
for (const sdl of mutations) {
  try {
    await revisions.load(async () => sdl);
    outcomes.served += 1;
  } catch (error) {
    if (error instanceof SupergraphError) outcomes.refused += 1;
    else outcomes.failed.push(String(error));
  }
}
console.log(JSON.stringify(outcomes));
