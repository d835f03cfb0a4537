// Any operation over any supergraph gets the answer that one graphql-js server with all the data would give: random operations over
// our own graph and over those of a public federation suite, with fields that fail and entities that a subgraph does not know.
// LONG=1 asks some twenty thousand, others each time.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { type GraphQLError, print } from 'graphql';
import { describe, expect, test } from 'vitest';
import { createEngine } from '../gateway/engine/engine.ts';
import { anonymous } from '../lib/identity.ts';
import { faultPlaces } from './fault-places.ts';
import { plannerLimits } from './planner-limits.ts';
import { everythingGranted } from './protections.ts';
import { type RandomOperation, randomOperation } from './random-operations.ts';
import { answerOfOne, simulatedSubgraphs, type World } from './simulated-subgraphs.ts';
import { operations } from './smaller-operations.ts';
import { readFederation } from './subgraph-schemas.ts';
import { createUniverse } from './universe.ts';

const isLong = process.env['LONG'] === '1';
const folder = new URL('../../shared/conformance/', import.meta.url);
/** What the planner said, by supergraph. */
const unplanned = new Map<string, string[]>();
let compared = 0;

compareOver('our own graph', readFileSync(new URL('../schema/supergraph.graphql', import.meta.url), 'utf8'), {
  runs: isLong ? 2_000 : 100,
});

if (existsSync(folder)) {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    const { id, supergraph } = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Record<string, string>;
    if (id && supergraph) compareOver(id, supergraph, { runs: isLong ? 400 : 18 });
  }
} else {
  console.warn(`SKIPPED: the schemas of the federation conformance cases are not at ${folder.pathname}.`);
  test.skip('the schemas of the federation conformance cases are not there to be asked', () => {});
}

test('hardly any operation has no plan', () => {
  let count = 0;
  for (const [name, refusals] of unplanned) {
    count += refusals.length;
    console.info(
      `${refusals.length} operations over ${name} have no plan, or one that subgraphs refuse: ${refusals[0]}`,
    );
  }
  console.info(`${compared} operations were compared, ${count} were not.`);
  expect(count).toBeLessThanOrEqual(0.05 * (compared + count));
});

function compareOver(name: string, supergraphSdl: string, { runs }: { runs: number }): void {
  const kinds: [string, boolean][] = [
    ['as by one server', false],
    ['as by one server with the same faults', true],
  ];
  describe(name, () => {
    const answers = answersOver(supergraphSdl);
    test.each(kinds)(
      'an operation is answered %s',
      async (title, hasFaults) => {
        const property = fc.asyncProperty(answers.operations, fc.noShrink(fc.nat()), async (operation, seed) => {
          const answer = await answers.of(operation, { seed, hasFaults });
          if (answer.refusal) {
            unplanned.set(name, [...(unplanned.get(name) ?? []), answer.refusal]);
            return;
          }
          compared += 1;
          expectSame(answer, [`${name}, ${title}, seed ${seed}`, print(operation.document), operation.variables]);
        });
        // Making a failing operation smaller shall not take longer than a test may.
        const limits = isLong ? {} : { seed: hasFaults ? 2026 : 2027, interruptAfterTimeLimit: 20_000 };
        await fc.assert(property, { numRuns: runs, ...limits });
      },
      isLong ? 600_000 : 30_000,
    );
  });
}

function expectSame({ one, gateway, complaints }: Answers, about: readonly unknown[]): void {
  const told = [...about, { one }, { gateway }].map((each) => (typeof each === 'string' ? each : JSON.stringify(each)));
  const message = told.join('\n');
  expect(complaints, message).toEqual([]);
  expect(gateway.data, message).toBe(JSON.stringify(one.data));
  expect(placesOf(gateway.errors, one.data), message).toEqual(placesOf(one.errors, one.data));
  for (const error of gateway.errors ?? []) {
    const { code, subgraph } = error.extensions;
    expect(code, message).toEqual(expect.any(String));
    expect(subgraph, message).toEqual(code === 'NON_NULL_VIOLATION' ? undefined : expect.any(String));
    // What the gateway finds missing by itself is told where nothing else is.
    const told = (gateway.errors ?? []).filter((other) => isWithin(other.path ?? [], error.path ?? []));
    if (code === 'NON_NULL_VIOLATION') expect(told, message).toEqual([error]);
  }
}

/** The gateway and one server over the same data. */
function answersOver(supergraphSdl: string) {
  const federation = readFederation(supergraphSdl);
  const limits = plannerLimits(federation);
  const places = faultPlaces(federation);
  const worlds = new Map<string, World>();
  const transports = simulatedSubgraphs(federation, worlds);
  const engine = createEngine({ supergraphSdl, transports, fetchLimit: 1_000, access: everythingGranted });

  /** The gateway has two ways to write an answer; every other operation takes the other one. */
  async function answer(operation: RandomOperation, requestId: string) {
    const call = { identity: anonymous, requestId };
    if (Number(requestId) % 2 === 0) return engine.executeAsText(operation, call);
    const { data, ...rest } = await engine.execute(operation, call);
    return { ...rest, data: JSON.stringify(data) };
  }

  return {
    operations: operations(engine.publicSchema, (choose) => randomOperation(engine.publicSchema, choose, limits)),
    async of({ document, variables }: RandomOperation, { seed, hasFaults }: { seed: number; hasFaults: boolean }) {
      const universe = createUniverse(federation, seed, hasFaults ? places : undefined);
      const world: World = { universe, complaints: [], refusals: [] };
      const requestId = String(seed);
      worlds.set(requestId, world);
      const one = answerOfOne(federation, universe, document, variables);
      const answered = await answer({ document, variables }, requestId).catch(plannersRefusal);
      worlds.delete(requestId);
      const refusal = typeof answered === 'string' ? answered : world.refusals[0];
      const { data, errors } = typeof answered === 'string' ? {} : answered;
      return { one, gateway: { data, errors }, complaints: world.complaints, refusal };
    },
  };
}

type Answers = Awaited<ReturnType<ReturnType<typeof answersOver>['of']>>;

/** The planner's word for an operation that it cannot plan; any other error is a defect of the engine. */
function plannersRefusal(error: unknown): string {
  if (error instanceof Error && error.message.startsWith('Failed to plan query')) return error.message;
  throw error;
}

/**
 * Where errors are felt: each path as far as there is data. Below a null that came up from there, the specification leaves open
 * which errors are told. An entity that fails is one error to the gateway, and one for each of its fields to one server.
 */
function placesOf(errors: readonly GraphQLError[] | undefined, data: unknown): string[] {
  const places = (errors ?? []).map(({ path = [], extensions }) => {
    const place = extensions['of'] === 'field' ? path.slice(0, -1) : path;
    let current = data;
    const end = place.findIndex((segment) => {
      if (current === null || current === undefined) return true;
      current = (current as Record<string | number, unknown>)[segment];
      return false;
    });
    return (end < 0 ? place : place.slice(0, end)).join('.');
  });
  return [...new Set(places)].toSorted();
}

function isWithin(path: readonly (string | number)[], outer: readonly (string | number)[]): boolean {
  return outer.every((segment, index) => path[index] === segment);
}
