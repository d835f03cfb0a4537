// What a caller may not have is null and an error, and the rest as it would be: random operations over random protections, compared
// with one graphql-js server whose resolvers refuse. LONG=1 asks more, others each time.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import {
  type DocumentNode,
  type GraphQLError,
  getOperationAST,
  isObjectType,
  Kind,
  OperationTypeNode,
  parse,
  print,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { createEngine } from '../gateway/engine/engine.ts';
import type { AdminIdentity } from '../lib/identity.ts';
import type { Transport } from '../lib/transport.ts';
import { plannerLimits } from './planner-limits.ts';
import { possibleTypesOf } from './possible-types.ts';
import { type Holder, protect } from './protections.ts';
import { type RandomOperation, randomOperation } from './random-operations.ts';
import { answerOfOne, simulatedSubgraphs, type World } from './simulated-subgraphs.ts';
import { operations } from './smaller-operations.ts';
import { readFederation, type Subgraph } from './subgraph-schemas.ts';
import { createUniverse } from './universe.ts';

const isLong = process.env['LONG'] === '1';
const folder = new URL('../../shared/conformance/', import.meta.url);
const errorLimit = 50;
/** Operations that were compared, and those of them of which something was refused. */
const counts = { compared: 0, refused: 0, mutations: 0, unplanned: 0 };

const holders: Record<string, Holder> = {
  nobody: { isSignedIn: false, scopes: new Set(), policies: new Set() },
  somebody: { isSignedIn: true, scopes: new Set(['b']), policies: new Set() },
  member: { isSignedIn: true, scopes: new Set(['a']), policies: new Set(['q']) },
  everybody: { isSignedIn: true, scopes: new Set(['a', 'b', 'c']), policies: new Set(['p']) },
};

compareOver('our own graph', readFileSync(new URL('../schema/supergraph.graphql', import.meta.url), 'utf8'), {
  runs: isLong ? 400 : 60,
});

if (existsSync(folder)) {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    const { id, supergraph } = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Record<string, string>;
    if (id && supergraph) compareOver(id, supergraph, { runs: isLong ? 200 : 6 });
  }
} else {
  console.warn(`SKIPPED: the schemas of the federation conformance cases are not at ${folder.pathname}.`);
  test.skip('the schemas of the federation conformance cases are not there to be asked', () => {});
}

test('enough was refused, and hardly anything has no plan', () => {
  console.info(JSON.stringify(counts));
  expect(counts.refused).toBeGreaterThan(counts.compared / 10);
  expect(counts.mutations).toBeGreaterThan(0);
  expect(counts.unplanned).toBeLessThanOrEqual(0.05 * (counts.compared + counts.unplanned));
});

function compareOver(name: string, sdl: string, { runs }: { runs: number }): void {
  describe(name, () => {
    test.each(isLong ? [1, 2, 3, 4] : [1])(
      'a caller gets what is granted, protected as drawn by seed %i',
      async (seed) => {
        const graph = protectedGraph(sdl, isLong ? Date.now() + seed : seed);
        const property = fc.asyncProperty(
          graph.operations,
          fc.constantFrom(...Object.keys(holders)),
          fc.noShrink(fc.nat()),
          (operation, holder, data) => graph.compare(operation, holder, data),
        );
        await fc.assert(property, {
          numRuns: runs,
          ...(isLong ? {} : { seed: 2028, interruptAfterTimeLimit: 20_000 }),
        });
      },
      isLong ? 600_000 : 30_000,
    );
  });
}

function protectedGraph(sdl: string, seed: number) {
  const federation = readFederation(sdl);
  const [draws] = fc.sample(fc.infiniteStream(fc.nat()), { numRuns: 1, seed });
  const protections = protect(sdl, federation, (below) => (draws?.next().value ?? 0) % below);
  const limits = plannerLimits(federation);
  const worlds = new Map<string, World>();
  const asked: string[] = [];
  const transports = Object.fromEntries(
    Object.entries(simulatedSubgraphs(federation, worlds)).map(([subgraph, send]): [string, Transport] => [
      subgraph,
      (request, call) => {
        asked.push(...coordinatesOf(request.query, federation.graphs.get(subgraph)));
        return send(request, call);
      },
    ]),
  );
  const accessOf = ({ subject }: AdminIdentity) => holders[subject] as Holder;
  const engine = createEngine({
    supergraphSdl: protections.supergraphSdl,
    transports,
    fetchLimit: 1_000,
    access: { accessOf: accessOf as never, holdersOf: () => undefined },
  });
  const { publicSchema } = engine;
  const isForOthers = (coordinate: string) =>
    federation.keyFields.has(coordinate) || federation.requiredFields.has(coordinate);

  async function compare({ document, variables }: RandomOperation, holder: string, data: number): Promise<void> {
    const universe = createUniverse(federation, data);
    const denied = protections.deniedTo(holders[holder] as Holder);
    const world: World = { universe, complaints: [], refusals: [] };
    const requestId = String(data);
    worlds.set(requestId, world);
    asked.length = 0;
    const call = { identity: { role: 'admin', subject: holder } as const, requestId };
    const one = answerOfOne(federation, universe, document, variables, denied);
    const gateway = await engine.executeAsText({ document, variables }, call).catch(plannersRefusal);
    worlds.delete(requestId);
    if (typeof gateway === 'string' || world.refusals.length > 0) {
      counts.unplanned += 1;
      return;
    }
    const about = [holder, data, print(document), variables, { one }, { gateway }];
    const message = about.map((each) => (typeof each === 'string' ? each : JSON.stringify(each))).join('\n');
    counts.compared += 1;
    if (gateway.errors) counts.refused += 1;
    expect(world.complaints, message).toEqual([]);
    expect(
      asked.filter((coordinate) => denied.has(coordinate) && !isForOthers(coordinate)),
      message,
    ).toEqual([]);
    for (const { path, extensions } of (gateway.errors ?? []).slice(0, errorLimit)) {
      expect(extensions['code'], message).toBe(holder === 'nobody' ? 'UNAUTHENTICATED' : 'FORBIDDEN');
      expect(path?.length, message).toBeGreaterThan(0);
    }
    const isMutation = getOperationAST(document)?.operation === OperationTypeNode.MUTATION;
    if (isMutation && (one.errors || (gateway.errors && gateway.data === 'null' && gateway.fetches.length === 0))) {
      counts.mutations += 1;
      expect([gateway.data, gateway.fetches], message).toEqual(['null', []]);
      expect(mayBeDenied(document), message).toBe(true);
      return;
    }
    expect(gateway.data, message).toBe(JSON.stringify(one.data));
    if ((gateway.errors?.length ?? 0) > errorLimit) {
      expect(gateway.errors?.at(-1)?.extensions['count'], message).toBeGreaterThan(0);
      return;
    }
    expect(placesOf(gateway.errors, one.data), message).toEqual(placesOf(one.errors, one.data));

    /** Whether some field of the document, on an object of some type, is refused. */
    function mayBeDenied(of: DocumentNode): boolean {
      return coordinatesIn(of, publicSchema).some(denied.has);
    }
  }

  return {
    operations: operations(publicSchema, (choose) => randomOperation(publicSchema, choose, limits)),
    compare,
  };
}

/** `Type.field` of what a request asks of objects, not of interfaces. */
function coordinatesOf(query: string, graph: Subgraph | undefined): string[] {
  if (!graph) return [];
  return coordinatesIn(parse(query), graph.schema, { isOfObjectsOnly: true });
}

function coordinatesIn(document: DocumentNode, schema: Subgraph['schema'], { isOfObjectsOnly = false } = {}): string[] {
  const types = new TypeInfo(schema);
  const found: string[] = [];
  const note = visitWithTypeInfo(types, {
    [Kind.FIELD]: ({ name }) => {
      const parent = types.getParentType();
      if (!parent || name.value === '__typename' || (isOfObjectsOnly && !isObjectType(parent))) return;
      for (const type of possibleTypesOf(schema, parent.name)) found.push(`${type}.${name.value}`);
    },
  });
  visit(document, note);
  return found;
}

/** The planner's word for an operation that it cannot plan; any other error is a defect of the engine. */
function plannersRefusal(error: unknown): string {
  if (error instanceof Error && error.message.startsWith('Failed to plan query')) return error.message;
  throw error;
}

/** Where errors are felt: each path as far as there is data. */
function placesOf(errors: readonly GraphQLError[] | undefined, data: unknown): string[] {
  const places = (errors ?? []).map(({ path = [] }) => {
    let current = data;
    const end = path.findIndex((segment) => {
      if (current === null || current === undefined) return true;
      current = (current as Record<string | number, unknown>)[segment];
      return false;
    });
    return (end < 0 ? path : path.slice(0, end)).join('.');
  });
  return [...new Set(places)].toSorted();
}
