// Data without end for any schema: every value follows from a seed and from where it stands, so all subgraphs of a graph, and one
// server with everything, have the same. Entities are few, so that the same one is met in many places.
import {
  GraphQLError,
  type GraphQLOutputType,
  type GraphQLScalarType,
  getNamedType,
  isCompositeType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
} from 'graphql';
import type { FaultPlaces } from './fault-places.ts';
import { fieldsOf, possibleNames, possibleTypesOf } from './possible-types.ts';
import type { Federation } from './subgraph-schemas.ts';

/** An object. Entities have an index among those of their type; others are who they are by their place. */
export interface Thing {
  type: string;
  id: string;
  index?: number;
  /** What a subgraph was told about it. */
  representation?: Record<string, unknown>;
}

export interface Universe {
  root(type: string): Thing;
  /** A field's value: null, a leaf, a Thing, a list of these, or an Error that is to be thrown. */
  valueOf(thing: Thing, field: string, args: Record<string, unknown>): unknown;
  /** All entities of a type, or of those that an interface stands for. */
  entities(type: string): Thing[];
  /** What a subgraph answers instead of an entity that it does not know: null or an error. */
  absence(thing: Thing, graph: string): GraphQLError | null | undefined;
}

const entitiesPerType = 4;

/** Makes the data of a seed. With places for faults, fields fail or are null there, and subgraphs do not know some entities. */
export function createUniverse(federation: Federation, seed: number, places?: FaultPlaces): Universe {
  const { fullSchema, entityTypes, keyFields, requiredFields } = federation;

  /** A number below `limit` that belongs to a place. */
  const roll = (limit: number, ...place: unknown[]): number => hash(`${seed} ${place.join(' ')}`) % limit;

  // With few faults more is left to compare, with many they meet.
  const rarity = [25, 100, 400][roll(3, 'rarity')] ?? 25;

  function absence(thing: Thing, graph: string): GraphQLError | null | undefined {
    if (!places?.graphs.has(`${thing.type} ${graph}`)) return undefined;
    const drawn = roll(10, 'absent', thing.id, graph);
    if (drawn === 0) return null;
    return drawn === 1
      ? new GraphQLError(`${graph} fails on ${thing.id}`, { extensions: { of: 'entity' } })
      : undefined;
  }

  function fault(place: string, coordinate: string): unknown {
    if (!places || places.faultless.has(coordinate)) return undefined;
    const drawn = roll(rarity, 'fault', place);
    if (drawn === 0) return null;
    return drawn === 1 ? new GraphQLError(`no ${place}`, { extensions: { code: 'OUT_OF_ORDER' } }) : undefined;
  }

  function value(type: GraphQLOutputType, at: Place): unknown {
    if (isNonNullType(type)) return nonNullValue(type.ofType, at);
    // A field that something requires may be null, but for what a key consists of or leads through.
    const isFirm = keyFields.has(at.coordinate) || (requiredFields.has(at.coordinate) && !isLeafType(type));
    return !isFirm && roll(10, 'null', at.place) === 0 ? null : nonNullValue(type, at);
  }

  function nonNullValue(type: GraphQLOutputType, at: Place): unknown {
    if (isNonNullType(type)) return nonNullValue(type.ofType, at);
    if (isListType(type)) {
      const length = keyFields.has(at.coordinate) ? 2 : [1, 2, 2, 3, 0][roll(5, 'length', at.place)];
      return Array.from({ length: length ?? 0 }, (_, item) => {
        const place = `${at.place}.${item}`;
        const broken = fault(place, at.coordinate);
        return broken === undefined ? value(type.ofType, { ...at, place, item: at.item + item }) : broken;
      });
    }
    const named = getNamedType(type);
    const choices = possibleNames(federation, at.coordinate);
    const chosen = choices[roll(choices.length, 'choice', at.place)];
    if (isEnumType(named)) return chosen ?? null;
    if (!isCompositeType(named)) return scalar(named, at);
    if (chosen === undefined) return null;
    if (!entityTypes.has(chosen)) return { type: chosen, id: at.place };
    // Different owners have different things in their keys.
    const isInKey = keyFields.has(at.coordinate) && at.owner.index !== undefined;
    const index = isInKey ? (at.owner.index ?? 0) + at.item : roll(entitiesPerType, 'index', at.place);
    return entity(chosen, index % entitiesPerType);
  }

  function scalar(type: GraphQLScalarType, { place, coordinate, owner }: Place): unknown {
    const number = keyFields.has(coordinate) && owner.index !== undefined ? owner.index : roll(1_000, 'number', place);
    if (type.name === 'Int') return number;
    if (type.name === 'Float') return number / 8;
    if (type.name === 'Boolean') return number % 2 === 0;
    return place.length <= 60 ? place : `${place.slice(0, 50)}…${hash(place)}`;
  }

  return {
    absence,
    root: (type) => ({ type, id: type }),
    entities: (type) =>
      possibleTypesOf(fullSchema, type).flatMap((name) =>
        Array.from({ length: entitiesPerType }, (_, index) => entity(name, index)),
      ),
    valueOf(thing, field, args) {
      const definition = fieldsOf(fullSchema, thing.type)[field];
      if (!definition) throw new Error(`The universe has no ${thing.type}.${field}.`);
      const given = definition.args.filter(
        // What stands for itself when it is left out may be unknown to clients.
        ({ name, defaultValue }) => args[name] !== undefined && text(args[name]) !== text(defaultValue),
      );
      const argued = given.map(({ name }) => `${name}: ${text(args[name])}`).toSorted();
      const place = `${thing.id}.${field}${argued.length > 0 ? `(${argued.join(', ')})` : ''}`;
      const coordinate = `${thing.type}.${field}`;
      const graph = places?.owners.get(coordinate);
      const absent = graph === undefined || thing.index === undefined ? undefined : absence(thing, graph);
      if (absent) return new GraphQLError(absent.message, { extensions: { of: 'field' } });
      if (absent === null) return null;
      const broken = fault(place, coordinate);
      return broken === undefined ? value(definition.type, { place, coordinate, owner: thing, item: 0 }) : broken;
    },
  };
}

interface Place {
  /** Tells it from all other places. */
  place: string;
  /** `Type.field` */
  coordinate: string;
  owner: Thing;
  /** Where in a list it stands. */
  item: number;
}

function entity(type: string, index: number): Thing {
  return { type, index, id: `${type}${index}` };
}

function text(value: unknown): string {
  return JSON.stringify(value) ?? '';
}

/** FNV-1a, with its bits mixed at the end: neighbouring places shall not have neighbouring values. */
function hash(textToHash: string): number {
  let bits = 0x811c9dc5;
  for (let at = 0; at < textToHash.length; at += 1) bits = Math.imul(bits ^ textToHash.charCodeAt(at), 0x01000193);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
