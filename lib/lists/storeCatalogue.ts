// A bookstore's catalogue: what it has on sale, one title a row. What can be checked without the catalogue is checked here, row by row.
import { toIsbn13 } from '../isbn.ts';
import { type Fields, type ReadLine, readList, storeColumns } from './columns.ts';
import { refused } from './itemList.ts';
import { RowError } from './rows.ts';
import type { TableFormat } from './table.ts';
import { countOf, fenOf, yearOfCell } from './values.ts';

/** A title on sale. */
export interface StoreLine {
  /** 13 digits. */
  isbn: string;
  listPriceFen: number;
  stock: number;
  title: string | null;
  responsibility: string | null;
  publisher: string | null;
  year: number | null;
  classNumber: string | null;
}

type StoreField = keyof typeof storeColumns;

const mostStock = 100_000;

/**
 * Titles of a store's catalogue, in the memory of a few rows.
 * @param onUnknown is told once of each column that is passed over
 * @throws TableError for what is no table, or has no column for ISBN, price or stock
 */
export function readStoreCatalogue(
  source: AsyncIterable<Uint8Array>,
  format: TableFormat,
  onUnknown?: (column: string) => void,
): AsyncGenerator<ReadLine<StoreLine>> {
  const needed = [['isbn'], ['price'], ['stock']] as const;
  return readList(source, storeColumns, { format, needed, onUnknown, valueOf: storeLine });
}

function storeLine({ values, names }: Fields<StoreField>): StoreLine {
  const named = (field: StoreField) => [names[field] ?? field, values[field] ?? ''] as const;
  const text = (field: StoreField) => values[field]?.replace(/[\s\p{Cc}]+/gu, ' ').slice(0, 1_000) || null;
  const [isbnColumn, isbn] = named('isbn');
  return {
    isbn: isbnOf(isbnColumn, isbn),
    listPriceFen: fenOf(...named('price')),
    stock: countOf(...named('stock'), mostStock),
    title: text('title'),
    responsibility: text('responsibility'),
    publisher: text('publisher'),
    year: yearOrNull(...named('year')),
    classNumber: text('classNumber'),
  };
}

/** It describes the book, and is no reason to refuse the offer. */
function yearOrNull(column: string, text: string): number | null {
  try {
    return yearOfCell(column, text);
  } catch (error) {
    if (!(error instanceof RowError)) throw error;
    return null;
  }
}

function isbnOf(column: string, text: string): string {
  try {
    return toIsbn13(text);
  } catch (error) {
    throw refused(column, text, error);
  }
}
