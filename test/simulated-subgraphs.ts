// Subgraphs that answer from a universe, by graphql-js over their own schemas, and complain about what they may not be asked.
import { setImmediate } from 'node:timers/promises';
import {
  type DocumentNode,
  execute,
  type FieldNode,
  type GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
  validate,
  valueFromASTUntyped,
} from 'graphql';
import type { SubgraphAnswer, Transport } from '../lib/transport.ts';
import { possibleTypesOf } from './possible-types.ts';
import type { Federation, Subgraph } from './subgraph-schemas.ts';
import type { Thing, Universe } from './universe.ts';

/** What one operation is answered from, and what was wrong with what subgraphs were sent for it. */
export interface World {
  universe: Universe;
  /** Requests that are refused for a fault of the planner's. */
  refusals: string[];
  /** Requests that are not valid, and representations that mean nothing, lack something or say something wrong. */
  complaints: string[];
}

type Values = Readonly<Record<string, unknown>>;
type Resolve = GraphQLFieldResolver<Thing | undefined, unknown, Record<string, unknown>>;

/**
 * A transport for each subgraph. A call is answered in the world of its request id, a number; in every third world the answers are
 * others' too, and cannot be written into.
 */
export function simulatedSubgraphs(
  federation: Federation,
  worlds: ReadonlyMap<string, World>,
): Record<string, Transport> {
  return Object.fromEntries(
    Array.from(federation.graphs, ([name, graph]): [string, Transport] => {
      const asked = new Map<string, { document: DocumentNode; problems: readonly GraphQLError[] }>();
      const transport: Transport = async ({ query, variables = {} }, { requestId }) => {
        const world = worlds.get(requestId);
        if (!world) throw new Error(`No world for ${requestId}.`);
        const document = asked.get(query)?.document ?? parse(query);
        const problems = asked.get(query)?.problems ?? validate(graph.schema, document);
        asked.set(query, { document, problems });
        for (const { message } of problems) {
          const isPlannersFault = message.includes('conflict because they return conflicting types');
          world[isPlannersFault ? 'refusals' : 'complaints'].push(`${name} is asked ${query}: ${message}`);
        }
        // What is asked at the same time is answered in any order.
        for (let turns = (query.length + Number(requestId)) % 4; turns > 0; turns -= 1) await setImmediate();
        const answered = await answer(federation, graph, world, { document, variables });
        return Number(requestId) % 3 === 0 ? { ...deepFreeze(answered), isShared: true } : answered;
      };
      return [name, transport];
    }),
  );
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}

/** What one caller may not have: the error that stands for it. */
export interface Denied {
  /** `type` is an object's. */
  field(type: string, field: string): Error | undefined;
  object(type: string): Error | undefined;
}

/** The answer of one server that has everything. What clients may not see is null to them, what they may not have an error. */
export function answerOfOne(
  { publicSchema }: Federation,
  universe: Universe,
  document: DocumentNode,
  variables: Values,
  denied?: Denied,
) {
  const fieldResolver: Resolve = (source, args, _context, { parentType, fieldName, returnType }) => {
    const error = denied?.field(parentType.name, fieldName);
    if (error) throw error;
    const value = universe.valueOf(source ?? universe.root(parentType.name), fieldName, args);
    const type = getNamedType(returnType);
    const isPublic = (item: unknown): boolean => {
      if (isEnumType(type)) return typeof item !== 'string' || type.getValue(item) !== undefined;
      return !isThing(item) || publicSchema.getType(item.type) !== undefined;
    };
    return grantedPart(publicPart(value, isPublic), denied);
  };
  return run(publicSchema, document, variables, fieldResolver, (thing) => thing.type);
}

function publicPart(value: unknown, isPublic: (item: unknown) => boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => publicPart(item, isPublic));
  return isPublic(value) ? value : null;
}

function grantedPart(value: unknown, denied: Denied | undefined): unknown {
  if (Array.isArray(value)) return value.map((item) => grantedPart(item, denied));
  return (isThing(value) ? denied?.object(value.type) : undefined) ?? value;
}

function answer(
  federation: Federation,
  graph: Subgraph,
  { universe, complaints }: World,
  { document, variables }: { document: DocumentNode; variables: Values },
): SubgraphAnswer {
  const complain = (complaint: string): Error => {
    complaints.push(`${graph.name}: ${complaint}`);
    return new Error(complaint);
  };
  const fieldResolver: Resolve = (source, args, _context, { parentType, fieldName }) => {
    if (fieldName === '_entities') {
      return (args['representations'] as Record<string, unknown>[]).map((representation) => {
        const thing = findEntity(federation, graph, universe, representation);
        if (typeof thing === 'string') return complain(`${thing} ${JSON.stringify(representation)}`);
        const absent = universe.absence(thing, graph.name.toLowerCase());
        return absent === undefined ? { ...thing, representation } : absent;
      });
    }
    const required = graph.requires.get(`${parentType.name}.${fieldName}`);
    if (required && !has(graph, source?.representation, required)) {
      const told = JSON.stringify(source?.representation);
      return complain(`${parentType.name}.${fieldName} is asked without what it requires: ${told}`);
    }
    return universe.valueOf(source ?? universe.root(parentType.name), fieldName, args);
  };
  const typeOf = ({ type, representation }: Thing): string => {
    const told = representation?.['__typename'];
    return typeof told === 'string' && graph.interfaceObjects.has(told) ? told : type;
  };
  const { data, errors } = run(graph.schema, document, variables, fieldResolver, typeOf);
  // As over HTTP: objects have the keys that every object has.
  return JSON.parse(JSON.stringify({ data, errors })) as SubgraphAnswer;
}

function run(
  schema: GraphQLSchema,
  document: DocumentNode,
  variableValues: Values,
  fieldResolver: Resolve,
  typeOf: (thing: Thing) => string,
) {
  const result = execute({ schema, document, variableValues, fieldResolver, typeResolver: typeOf });
  if (result instanceof Promise) throw new Error('Nothing in a universe takes time.');
  return result;
}

/** The entity that a representation means, or what is wrong with the representation. */
function findEntity(
  { fullSchema }: Federation,
  graph: Subgraph,
  universe: Universe,
  representation: Values,
): Thing | string {
  const typeName = String(representation['__typename']);
  const keys = graph.keys.get(typeName) ?? [];
  const key = keys.find((one) => has(graph, representation, one, { mayBeNull: false }));
  if (!key) return `no key of ${typeName} is in`;
  const found = universe.entities(typeName).find((thing) => isSaidOf(thing, pick(representation, key), key));
  if (!found) return `no entity is meant by`;
  return isSaidOf(found, representation, ...requiredOf(typeName)) ? found : `values are wrong in`;

  /** Whether an object has the values of a representation, by the arguments that keys and required fields have. */
  function isSaidOf(thing: Thing, said: Values, ...sets: SelectionSetNode[]): boolean {
    return Object.entries(said).every(([name, value]) => {
      if (name === '__typename') return possibleTypesOf(fullSchema, String(value)).includes(thing.type);
      const type = fullSchema.getType(thing.type);
      if (!isObjectType(type) || !type.getFields()[name]) return false;
      const nodes = fieldsNamed(sets, name);
      const args = Object.fromEntries(
        (nodes[0]?.arguments ?? []).map((argument) => [argument.name.value, valueFromASTUntyped(argument.value)]),
      );
      const below = nodes.flatMap((node) => node.selectionSet ?? []);
      return isSame(universe.valueOf(thing, name, args), value, below);
    });
  }

  function isSame(value: unknown, said: unknown, below: SelectionSetNode[]): boolean {
    if (Array.isArray(value)) {
      if (!Array.isArray(said) || said.length !== value.length) return false;
      return value.every((item, index) => isSame(item, said[index], below));
    }
    return isThing(value)
      ? typeof said === 'object' && said !== null && isSaidOf(value, said as Values, ...below)
      : value === said;
  }

  function requiredOf(type: string): SelectionSetNode[] {
    return [...graph.requires].flatMap(([coordinate, set]) => (coordinate.startsWith(`${type}.`) ? [set] : []));
  }
}

/** Whether values have all that a set of fields names. Objects of a type that the set asks nothing of may be left out. */
function has(graph: Subgraph, values: unknown, set: SelectionSetNode, { mayBeNull = true } = {}): boolean {
  if (Array.isArray(values)) return values.every((value) => has(graph, value, set, { mayBeNull }));
  if (values === null) return mayBeNull;
  if (typeof values !== 'object') return false;
  return set.selections.every((selection) => {
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const typeName = (values as Values)['__typename'];
      const condition = selection.typeCondition?.name.value;
      if (condition && typeName !== undefined && !possibleTypesOf(graph.schema, condition).includes(String(typeName)))
        return true;
      return has(graph, values, selection.selectionSet, { mayBeNull });
    }
    if (selection.kind !== Kind.FIELD) return false;
    const value = (values as Values)[selection.name.value];
    if (value === undefined) return selection.selectionSet?.selections[0]?.kind === Kind.INLINE_FRAGMENT;
    if (value === null) return mayBeNull;
    return !selection.selectionSet || has(graph, value, selection.selectionSet, { mayBeNull });
  });
}

/** The values of a key's fields. */
function pick(values: Values, key: SelectionSetNode): Values {
  const names = key.selections.flatMap((selection) => (selection.kind === Kind.FIELD ? [selection.name.value] : []));
  return Object.fromEntries(names.map((name) => [name, values[name]]));
}

function fieldsNamed(sets: readonly SelectionSetNode[], name: string): FieldNode[] {
  return sets.flatMap(({ selections }) =>
    selections.flatMap((selection): FieldNode[] => {
      if (selection.kind === Kind.INLINE_FRAGMENT) return fieldsNamed([selection.selectionSet], name);
      return selection.kind === Kind.FIELD && selection.name.value === name ? [selection] : [];
    }),
  );
}

function isThing(value: unknown): value is Thing {
  return typeof value === 'object' && value !== null && 'type' in value && 'id' in value;
}
