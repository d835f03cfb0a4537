// Tables in files: CSV, JSON and XLSX, one row after the other. A broken row costs itself; a file that is no table ends with one error.
import { headLength } from './bytes.ts';
import { readCsv } from './csv.ts';
import { readJson } from './json.ts';
import type { ReadRow } from './rows.ts';
import { readXlsx } from './xlsx.ts';

export const tableFormats = ['csv', 'json', 'xlsx'] as const;

export type TableFormat = (typeof tableFormats)[number];

/** How many bytes `formatOfTable` looks at. */
export const formatHeadLength = headLength;

/**
 * Rows of a table, in the memory of a few of them; of a workbook, the packed file and its shared texts are held, within limits.
 * @param source chunks of any size
 * @throws TableError for what is no table in this format, or too large for it
 */
export function readTable(source: AsyncIterable<Uint8Array>, format: TableFormat): AsyncGenerator<ReadRow> {
  return { csv: readCsv, json: readJson, xlsx: readXlsx }[format](source);
}

/** The format of a table by its first bytes; null for what is plainly none of them. An old .xls counts as a workbook, whose reader says so. */
export function formatOfTable(head: Uint8Array): TableFormat | null {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  const magic = bytes.length >= 4 ? bytes.readUInt32BE(0) : 0;
  if (magic === 0x504b0304 || magic === 0xd0cf11e0) return 'xlsx';
  const text = bytes.toString('latin1', 0, 4_096).replace(/^\u00ef\u00bb\u00bf/, '');
  if (/^\s*(?:\[\s*[{\]]|\{)/.test(text)) return 'json';
  return /^[^\0]*[,;\t][^\0]*$/.test(text) || /^\u00ff\u00fe|^\u00fe\u00ff/.test(text) ? 'csv' : null;
}
