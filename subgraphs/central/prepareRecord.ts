// All that can be made of a record before the database is asked. Pure, and slow enough (segmenting, pinyin) to be done in a process of
// its own: what goes in and what comes out can be cloned.
import { hash } from 'node:crypto';
import { type Bibliographic, bibliographicOf, type ItemMapping } from '../../lib/marc/bibliographic.ts';
import type { MarcRecord } from '../../lib/marc/record.ts';
import { bookCells } from './bookCells.ts';
import { type Identity, identityOf, keysOf } from './bookIdentity.ts';

/** A record as `putRecords` takes it. */
export interface PreparedRecord {
  /** Its place in the file, by which the outcome names it. */
  number: number;
  /** The library's own number of it. */
  control: string | null;
  /** Of all its content. */
  hash: string;
  identity: Identity;
  keys: string[];
  callNumbers: string[];
  /** How much it says. */
  fullness: number;
  /** Its row, but for its library and its place, as JSON in UTF-8: see `rowTypes`. */
  row: Uint8Array;
  /** The cells of a book that it describes: `bookCells`; null until somebody needs them. */
  book: Uint8Array | null;
}

/** The columns of a record that `row` has. */
export const rowTypes = {
  control: 'text',
  flavour: 'text',
  marc: 'jsonb',
  bibliographic: 'jsonb',
  hash: 'text',
  identity: 'jsonb',
  keys: 'text[]',
  call_numbers: 'text[]',
  fullness: 'int',
};

/** A record as it is kept, and what it says. */
export interface DescribedRecord {
  marc: MarcRecord;
  /** `marc` as JSON. */
  fields: string;
  bibliographic: Bibliographic;
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
  const record = describedRecord(marc, mapping);
  return { ...prepareDescribed(number, record), book: bookCells(record.bibliographic) };
}

/** @throws MarcError when it has no title */
export function describedRecord({ leader, fields }: MarcRecord, mapping?: ItemMapping): DescribedRecord {
  const read = { leader, fields };
  const text = JSON.stringify(fields);
  const marc = unstorable.test(text) || unstorable.test(JSON.stringify(leader)) ? storable(read) : read;
  return {
    marc,
    fields: marc === read ? text : JSON.stringify(marc.fields),
    bibliographic: bibliographicOf(marc, mapping),
  };
}

/** The same, further, but for the cells: of most records another one describes the book. */
export function prepareDescribed(number: number, { marc, fields, bibliographic }: DescribedRecord): PreparedRecord {
  const { control, flavour } = bibliographic;
  const identity = identityOf(bibliographic);
  const keys = keysOf(identity);
  const fullness = fullnessOf(bibliographic);
  const callNumbers = callNumbersOf(bibliographic);
  const description = JSON.stringify(bibliographic);
  const content = `[{"leader":${JSON.stringify(leaderOf(marc))},"fields":${fields}},${description}]`;
  const hashed = hash('sha256', content).slice(0, 32);
  const short = JSON.stringify({ control, flavour, hash: hashed, identity, keys, call_numbers: callNumbers, fullness });
  const whole = `"marc":{"leader":${JSON.stringify(marc.leader)},"fields":${fields}},"bibliographic":${description}`;
  return {
    number,
    control,
    hash: hashed,
    identity,
    keys,
    callNumbers,
    fullness,
    row: Buffer.from(`${short.slice(0, -1)},${whole}}`),
    book: null,
  };
}

/** The record's id: by its control number, or by its content where it has none. */
export function recordIdOf(library: string, { control, hash }: Pick<PreparedRecord, 'control' | 'hash'>): string {
  return `${library}:${control && control.length <= longestControl ? control : `~${hash.slice(0, 12)}`}`;
}

const longestControl = 200;

/** Of the copies that a record names, each once. */
function callNumbersOf({ items }: Bibliographic): string[] {
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

/** What PostgreSQL cannot keep in a text, as JSON has it: the character NUL, and halves of pairs. */
const unstorable = /\\u(?:0000|d[89a-f])/;

/** Without all that. */
function storable<Value>(value: Value): Value {
  if (typeof value === 'string') return value.toWellFormed().replaceAll('\0', '') as Value;
  if (Array.isArray(value)) return value.map(storable) as Value;
  if (!value || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, storable(each)])) as Value;
}
