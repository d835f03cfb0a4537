// All that can be made of a record before the database is asked. Pure, and slow enough (segmenting, pinyin) to be done in a worker
// thread: what goes in and what comes out can be cloned.
import { hash } from 'node:crypto';
import { type Bibliographic, bibliographicOf, type ItemMapping } from '../../lib/marc/bibliographic.ts';
import type { MarcRecord } from '../../lib/marc/record.ts';
import { type Identity, identityOf, keysOf } from './bookIdentity.ts';
import { searchColumnsOf } from './searchColumns.ts';

/** A record as `putRecords` takes it. */
export interface PreparedRecord {
  /** Its place in the file, by which the outcome names it. */
  number: number;
  bibliographic: Bibliographic;
  /** What is kept as it stands, as JSON; `marc` with all its fields. */
  texts: { marc: string; bibliographic: string; identity: string };
  /** Of all its content. */
  hash: string;
  identity: Identity;
  keys: string[];
  /** How much it says. */
  fullness: number;
  /** The text of a `tsvector`. */
  search: string;
}

/**
 * A record of a file, prepared.
 * @param input `number` is its place in the file, `mapping` says where this library's records name copies
 * @throws MarcError when it has no title
 */
export function prepareRecord({
  number,
  marc,
  mapping,
}: {
  number: number;
  marc: MarcRecord;
  mapping?: ItemMapping;
}): PreparedRecord {
  const kept = storable({ leader: marc.leader, fields: marc.fields });
  return prepared(number, kept, bibliographicOf(kept, mapping));
}

/** The record's id: by its control number, or by its content where it has none. */
export function recordIdOf(library: string, { bibliographic: { control }, hash }: PreparedRecord): string {
  return `${library}:${control && control.length <= longestControl ? control : `~${hash.slice(0, 12)}`}`;
}

const longestControl = 200;

function prepared(number: number, marc: MarcRecord, bibliographic: Bibliographic): PreparedRecord {
  const identity = identityOf(bibliographic);
  const [leader, fields, description] = [leaderOf(marc), marc.fields, bibliographic].map((each) =>
    JSON.stringify(each),
  );
  const content = `[{"leader":${leader},"fields":${fields}},${description}]`;
  return {
    number,
    bibliographic,
    texts: {
      marc: `{"leader":${JSON.stringify(marc.leader)},"fields":${fields}}`,
      bibliographic: description ?? '',
      identity: JSON.stringify(identity),
    },
    hash: hash('sha256', content).slice(0, 32),
    identity,
    keys: keysOf(identity),
    fullness: fullnessOf(bibliographic),
    search: searchColumnsOf(bibliographic).search,
  };
}

/** Of the copies that a record names, each once. */
export function callNumbersOf({ items }: Pick<Bibliographic, 'items'>): string[] {
  return [...new Set(items.flatMap(({ callNumber }) => callNumber ?? []))];
}

/** Lengths and offsets in a leader are the file's, not the record's. */
function leaderOf({ leader }: MarcRecord): string {
  return leader.slice(5, 12) + leader.slice(17);
}

/** What a reader misses most counts most; of what can be many, the first few count. */
function fullnessOf(record: Bibliographic): number {
  const said: [unknown, number][] = [
    [record.isbns[0], 4],
    [record.classNumber, 4],
    [record.responsibility, 3],
    [record.publisher, 3],
    [record.year, 3],
    [record.otherTitle, 2],
    [record.volume, 2],
    [record.volumeTitle, 1],
    [record.extent, 2],
    [record.place, 1],
    [record.edition, 1],
    [record.dimensions, 1],
    [record.price, 1],
  ];
  const lists = [record.contributors, record.subjects, record.series].map(({ length }) => Math.min(length, 4));
  return [...said.map(([value, weight]) => (value ? weight : 0)), ...lists].reduce((sum, each) => sum + each, 0);
}

/** Without what PostgreSQL cannot keep in a text: the character NUL, and halves of pairs. What has none stays as it is. */
function storable<Value>(value: Value): Value {
  if (typeof value === 'string') {
    const isStorable = value.isWellFormed() && !value.includes('\0');
    return isStorable ? value : (value.toWellFormed().replaceAll('\0', '') as Value);
  }
  if (Array.isArray(value)) {
    return value.every((each) => storable(each) === each) ? value : (value.map(storable) as Value);
  }
  if (!value || typeof value !== 'object') return value;
  const entries = Object.entries(value);
  return entries.every(([, each]) => storable(each) === each)
    ? value
    : (Object.fromEntries(entries.map(([name, each]) => [name, storable(each)])) as Value);
}
