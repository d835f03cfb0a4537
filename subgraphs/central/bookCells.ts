// What a row of `book`, and of `book_index`, takes from a description, as one JSON text: written where the description is made, the process that reads files for most, and
// handed to the database as it stands.
import type { Bibliographic } from '../../lib/marc/bibliographic.ts';
import { searchColumnsOf } from './searchColumns.ts';

/** What a book takes from its best record. */
export const described = [
  'title',
  'otherTitle',
  'volume',
  'volumeTitle',
  'responsibility',
  'contributors',
  'edition',
  'place',
  'publisher',
  'year',
  'extent',
  'dimensions',
  'series',
  'subjects',
  'classNumber',
  'format',
  'accessible',
] as const; // prettier-ignore

export type Description = Pick<Bibliographic, (typeof described)[number]>;

const columns = described.map((field) => [field, columnOf(field)] as const);
const types: Record<string, string> = {
  year: 'int',
  contributors: 'jsonb',
  series: 'text[]',
  subjects: 'text[]',
  accessible: 'text[]',
};

/** The columns of `book` that `bookCells` names; and the definitions of all that it names, as a record of a JSON text has them. */
export const cellColumns: readonly string[] = columns.map(([, column]) => column);
export const cellTypes = [...cellColumns, 'class_sort', 'search']
  .map((column) => `${column} ${types[column] ?? 'text'}`)
  .join(', ');

/** The cells of a description, with what it is found by, as JSON in UTF-8. */
export function bookCells(description: Description & { isbns: readonly string[] }): Uint8Array {
  const { search, classSort } = searchColumnsOf(description);
  const cells = Object.fromEntries(columns.map(([field, column]) => [column, description[field]]));
  return Buffer.from(JSON.stringify({ ...cells, class_sort: classSort, search }));
}

export function columnOf(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

const [begin, between, end] = ['\u0001[', ',', ']'].map((text) => Buffer.from(text));

/** Objects that are JSON already, as an array, in the binary form of a value of `jsonb`. */
export function jsonbArray(objects: readonly Uint8Array[]): Buffer {
  const parts = objects.flatMap((object, index) => (index === 0 ? [object] : [between!, object]));
  return Buffer.concat([begin!, ...parts, end!]);
}
