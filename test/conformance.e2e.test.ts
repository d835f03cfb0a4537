// Replays recorded traffic of a public federation suite (graphql-hive/federation-gateway-audit, MIT). The recordings lie beside
// the project, not in it; without them the suite is skipped, visibly.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { type DocumentNode, type FieldNode, Kind, parse, type SelectionSetNode, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { createEngine, type Engine } from '../gateway/engine/engine.ts';
import { isObject } from '../gateway/engine/merge.ts';
import type { EngineResult } from '../gateway/engine/results.ts';
import { clientKeyOf } from '../gateway/planner/keys.ts';
import { anonymous } from '../lib/identity.ts';
import type { SubgraphAnswer, SubgraphRequest, Transport } from '../lib/transport.ts';

interface RecordedFetch {
  subgraph: string;
  request: { query: string; variables?: Record<string, unknown> };
  response: SubgraphAnswer;
}

interface Case {
  query: string;
  expected: { data?: Record<string, unknown> | null; errors?: boolean };
  fetches: RecordedFetch[];
}

interface Suite {
  id: string;
  supergraph: string;
  cases: Case[];
}

const folder = new URL('../../shared/conformance/', import.meta.url);

if (existsSync(folder)) {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    const suite = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Suite;
    describe(suite.id, () => {
      test.each(suite.cases.map((recorded, index) => ({ index, recorded })))('case $index', async ({ recorded }) => {
        const { response, sent, unmatched } = await replay(suite.supergraph, recorded);
        expect(unmatched).toEqual([]);
        expect(response.errors !== undefined).toBe(recorded.expected.errors === true);
        if (recorded.expected.data !== undefined) {
          // As text: the order of fields is part of the answer. The recorded data is right in value, not always in order.
          const expected = inClientOrder(recorded.expected.data, parse(recorded.query));
          expect(JSON.stringify(response.data ?? null)).toBe(JSON.stringify(expected));
        }
        expect(sent).toBeLessThanOrEqual(recorded.fetches.length);
      });
    });
  }
} else {
  console.warn(`SKIPPED: the federation conformance cases are not at ${folder.pathname}.`);
  test.skip('the federation conformance cases are not there to be replayed', () => {});
}

async function replay(supergraphSdl: string, recorded: Case) {
  const unmatched: string[] = [];
  let sent = 0;
  const answerAs =
    (subgraph: string): Transport =>
    async (request) => {
      sent += 1;
      const answer = recordedAnswer(recorded, subgraph, request);
      if (answer) return answer;
      unmatched.push(`${subgraph}: ${request.query} ${JSON.stringify(request.variables ?? {})}`);
      return { errors: [{ message: 'not recorded' }] };
    };
  const engine = createEngine({ supergraphSdl, transports: transportsFor(supergraphSdl, answerAs) });
  const response = await respond(engine, recorded.query);
  return { response, sent, unmatched };
}

async function respond(engine: Engine, query: string): Promise<Pick<EngineResult, 'data' | 'errors'>> {
  const document: DocumentNode = parse(query);
  const errors = validate(engine.publicSchema, document);
  if (errors.length > 0) return { errors };
  return engine.execute({ document }, { identity: anonymous, requestId: 'replay' });
}

/** The same data with every object's keys in the order of the operation's selections. */
function inClientOrder(data: unknown, document: DocumentNode): unknown {
  const fieldsIn = (selectionSet: SelectionSetNode): FieldNode[] =>
    selectionSet.selections.flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [selection];
      if (selection.kind === Kind.INLINE_FRAGMENT) return fieldsIn(selection.selectionSet);
      const fragment = document.definitions.find(
        (node) => node.kind === Kind.FRAGMENT_DEFINITION && node.name.value === selection.name.value,
      );
      return fragment && 'selectionSet' in fragment ? fieldsIn(fragment.selectionSet) : [];
    });
  const ordered = (value: unknown, selectionSets: SelectionSetNode[]): unknown => {
    if (Array.isArray(value)) return value.map((item) => ordered(item, selectionSets));
    if (typeof value !== 'object' || value === null) return value;
    const fields = Map.groupBy(selectionSets.flatMap(fieldsIn), (field) => (field.alias ?? field.name).value);
    const keys = [...new Set([...fields.keys(), ...Object.keys(value)])].filter((key) => key in value);
    return Object.fromEntries(
      keys.map((key) => [
        key,
        ordered(
          (value as Record<string, unknown>)[key],
          (fields.get(key) ?? []).flatMap((field) => field.selectionSet ?? []),
        ),
      ]),
    );
  };
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  return operation ? ordered(data, [operation.selectionSet]) : data;
}

function transportsFor(supergraphSdl: string, answerAs: (subgraph: string) => Transport): Record<string, Transport> {
  const names = [...supergraphSdl.matchAll(/@join__graph\(name: "([^"]+)"/g)].map((match) => match[1] ?? '');
  return Object.fromEntries(names.map((name) => [name.toLowerCase(), answerAs(name)]));
}

/**
 * A recorded answer to exactly this request, or one put together from what was recorded for each representation. The recorded
 * gateway passes @skip and @include on; ours resolves them first and asks for less: then the part of an answer that is asked for.
 * Ours also asks for members of unions that the recorded one leaves out; objects of such a type were not answered.
 */
function recordedAnswer(
  recorded: Case,
  subgraph: string,
  { query, variables = {} }: SubgraphRequest,
): SubgraphAnswer | undefined {
  const fetches = recorded.fetches.filter((fetch) => fetch.subgraph === subgraph);
  const same = fetches.filter((fetch) => fetch.request.query === query);
  const sameQuery = same.length === 0 ? fetches.flatMap((fetch) => partOf(fetch, query)) : same;
  const sent = JSON.parse(JSON.stringify(variables)) as Record<string, unknown>;
  const whole = sameQuery.find(({ request }) => isDeepStrictEqual(request.variables ?? {}, sent));
  if (whole) return whole.response;

  const data: Record<string, unknown> = {};
  for (const [answerKey, variable] of entityFields(query)) {
    const entities: unknown[] = [];
    for (const representation of asList(sent[variable])) {
      const entity = recordedEntity(sameQuery, answerKey, variable, representation);
      if (entity === undefined) return undefined;
      entities.push(entity);
    }
    data[answerKey] = entities;
  }
  return Object.keys(data).length > 0 ? { data } : undefined;
}

/** A recorded fetch as though it had been of `query`; none when something asked for was not answered. */
function partOf({ subgraph, request, response }: RecordedFetch, query: string): RecordedFetch[] {
  const document = parse(query);
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  let lacks = !operation;
  const part = (value: unknown, set: SelectionSetNode): unknown => {
    if (Array.isArray(value)) return value.map((item) => part(item, set));
    if (typeof value !== 'object' || value === null) return value;
    const object = value as Record<string, unknown>;
    const entries = set.selections.flatMap((selection): [string, unknown][] => {
      if (selection.kind === Kind.FIELD) {
        const key = (selection.alias ?? selection.name).value;
        // Aliases that are names of fields are asked for under keys of ours.
        const recordedKey = clientKeyOf(key);
        lacks ||= !(recordedKey in object);
        const answered = object[recordedKey];
        return [[key, selection.selectionSet ? part(answered, selection.selectionSet) : answered]];
      }
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT
          ? selection
          : document.definitions.find(
              (node) => node.kind === Kind.FRAGMENT_DEFINITION && node.name.value === selection.name.value,
            );
      if (!fragment || !('selectionSet' in fragment)) return [];
      const condition = 'typeCondition' in fragment ? fragment.typeCondition?.name.value : undefined;
      const asked = fragment.selectionSet.selections.every(
        (field) => field.kind !== Kind.FIELD || field.name.value in object,
      );
      return condition === object['__typename'] || asked
        ? Object.entries(part(object, fragment.selectionSet) as object)
        : [];
    });
    return entries.reduce<unknown>((all, [key, value]) => merged(all, { [key]: value }), {});
  };
  const data = operation && part(response.data, operation.selectionSet);
  const declared = new Set(operation?.variableDefinitions?.map(({ variable }) => variable.name.value));
  const variables = Object.fromEntries(Object.entries(request.variables ?? {}).filter(([name]) => declared.has(name)));
  return lacks
    ? []
    : [{ subgraph, request: { query, variables }, response: { data: data as Record<string, unknown> } }];
}

/** Two parts of one value, put together. */
function merged(one: unknown, other: unknown): unknown {
  if (Array.isArray(one) && Array.isArray(other)) return one.map((item, index) => merged(item, other[index]));
  if (!isObject(one) || !isObject(other)) return other;
  const both = Object.keys(other).map((key) => [key, key in one ? merged(one[key], other[key]) : other[key]]);
  return { ...one, ...Object.fromEntries(both) };
}

function recordedEntity(
  fetches: readonly RecordedFetch[],
  answerKey: string,
  variable: string,
  representation: unknown,
): unknown {
  for (const { request, response } of fetches) {
    const index = asList(request.variables?.[variable]).findIndex((one) => isDeepStrictEqual(one, representation));
    if (index >= 0) return asList(response.data?.[answerKey])[index];
  }
  return undefined;
}

/** Answer keys and representation variables of the `_entities` fields of a request. */
function entityFields(query: string): [string, string][] {
  return [...query.matchAll(/(?:(\w+):\s*)?_entities\(representations:\s*\$(\w+)\)/g)].map((match) => [
    match[1] ?? '_entities',
    match[2] ?? 'representations',
  ]);
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
