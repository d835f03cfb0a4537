// A library's list of its copies: which copy, of which book, where, and how it is. The book is named by the library's own record number, by
// ISBN, or by its id in the union catalogue. What can be checked without the catalogue is checked here, row by row.
import { CallerError } from '../errors.ts';
import { checkText } from '../inputs.ts';
import { toIsbn13 } from '../isbn.ts';
import { type StatusReading, statusOfText } from '../items/statusTexts.ts';
import { type Fields, itemColumns, type ReadLine, readList } from './columns.ts';
import { RowError } from './rows.ts';
import type { TableFormat } from './table.ts';
import { dayOfCell } from './values.ts';

/** A copy as a list names it, checked; null is what the list does not say. */
export interface IncomingItem {
  barcode: string;
  bookId: string | null;
  /** The library's own, without the library. */
  recordNumber: string | null;
  /** 13 digits. */
  isbn: string | null;
  /** Tells books of one ISBN apart. */
  title: string | null;
  callNumber: string | null;
  classNumber: string | null;
  branchId: string | null;
  location: string | null;
  /** Null where the list has no such column; a cell without a text is not understood. */
  status: StatusReading | null;
  dueDate: string | null;
}

export type ItemField = keyof typeof itemColumns;

/**
 * Copies of a list, in the memory of a few rows.
 * @param onUnknown is told once of each column that is passed over
 * @throws TableError for what is no table, or has no column for the barcode or the book
 */
export function readItemList(
  source: AsyncIterable<Uint8Array>,
  format: TableFormat,
  onUnknown?: (column: string) => void,
): AsyncGenerator<ReadLine<IncomingItem>> {
  const needed = [['barcode'], ['recordNumber', 'isbn', 'bookId']] as const;
  return readList(source, itemColumns, { format, needed, onUnknown, valueOf: incomingItem });
}

/** @throws RowError for the first value that is wrong */
export function incomingItem({ values, names }: Fields<ItemField>): IncomingItem {
  const text = (field: ItemField, limit: number): string | null => {
    const value = values[field];
    return value === undefined || value === '' ? null : writable(names[field] ?? field, value, limit);
  };
  const status = values.status === undefined ? null : statusOfText(values.status);
  const recordNumber = text('recordNumber', 100);
  const item: IncomingItem = {
    barcode: barcodeOf(names.barcode ?? 'barcode', values.barcode ?? ''),
    bookId: text('bookId', 100),
    recordNumber,
    isbn: values.isbn ? isbnOf(names.isbn ?? 'isbn', values.isbn, recordNumber !== null) : null,
    title: text('title', 1_000),
    callNumber: text('callNumber', 100),
    classNumber: text('classNumber', 100),
    branchId: text('branchId', 100),
    location: text('location', 200),
    status: status && { ...status, text: status.text && writable(names.status ?? 'status', status.text, 100) },
    dueDate: status?.status === 'ON_LOAN' ? dueDayOf(names.dueDate ?? 'dueDate', values.dueDate ?? '', status) : null,
  };
  if (item.bookId === null && item.recordNumber === null && item.isbn === null) {
    throw new RowError(
      null,
      item.barcode,
      '没有书：须有控制号、ISBN 或书目编号之一',
      'it names no book: give the record number, the ISBN or the book id',
    );
  }
  return item;
}

/** Databases write no day as `0000-00-00`. What stands there for a copy that is not out does not count. */
function dueDayOf(column: string, text: string, status: StatusReading): string | null {
  return /^[-0/.:\s]*$/.test(text) ? status.dueDate : dayOfCell(column, text);
}

const longestBarcode = 50;

function barcodeOf(column: string, text: string): string {
  const barcode = text.normalize('NFKC').trim();
  if (/^\d(?:\.\d+)?e\+?\d+$/i.test(barcode)) {
    throw new RowError(
      column,
      text,
      '条码号被表格软件改成了科学记数，请将该列设为“文本”后重新导出',
      'a spreadsheet has rounded it: format the column as text and export it again',
    );
  }
  if (!/^[\p{L}\p{N}][\p{L}\p{N}._/+-]*$/u.test(barcode) || barcode.length > longestBarcode) {
    throw new RowError(
      column,
      text,
      `条码号应为 1 至 ${longestBarcode} 个字母、数字或 . _ / + -`,
      `a barcode has 1 to ${longestBarcode} letters, digits or . _ / + -`,
    );
  }
  return barcode;
}

/** Beside a record number an ISBN that is none is no reason to refuse the copy: the record tells the book. */
function isbnOf(column: string, text: string, isSpare: boolean): string | null {
  try {
    return toIsbn13(text);
  } catch (error) {
    if (isSpare) return null;
    throw refused(column, text, error);
  }
}

function writable(column: string, text: string, limit: number): string {
  try {
    return checkText(column, text.replace(/\s+/g, ' '), limit);
  } catch (error) {
    throw refused(column, text, error);
  }
}

/** The same refusal for a cell. */
export function refused(column: string, text: string, error: unknown): RowError {
  if (!(error instanceof CallerError)) throw error;
  const [chinese = '', english = ''] = error.message.split(/(?<=[。）])(?=["A-Z])/);
  return new RowError(column, text, chinese.replace(/。$/, ''), (english || error.message).replace(/\.$/, ''));
}
