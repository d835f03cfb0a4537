// Tables in files: CSV, JSON and XLSX, one row after the other. A broken row costs itself; a file that is no table ends with one error.
import { readCsv } from './csv.ts';
import { readJson } from './json.ts';
import type { ReadRow } from './rows.ts';
import { readXlsx } from './xlsx.ts';

export type TableFormat = 'csv' | 'json' | 'xlsx';

/**
 * Rows of a table, in the memory of a few of them; of a workbook, the packed file and its shared texts are held, within limits.
 * @param source chunks of any size
 * @throws TableError for what is no table in this format, or too large for it
 */
export function readTable(source: AsyncIterable<Uint8Array>, format: TableFormat): AsyncGenerator<ReadRow> {
  return { csv: readCsv, json: readJson, xlsx: readXlsx }[format](source);
}
