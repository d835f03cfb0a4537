// A table as it is read: rows of named cells, one after the other, each with its place in the file. What is wrong with a row costs that
// row; what is wrong with the file ends it, with one error that says what would be right.

/** A row by the names of its columns, as the file has them; cells are texts without blanks around them. */
export type Row = Readonly<Record<string, string>>;

interface Place {
  /** As a spreadsheet counts: the names of the columns stand in row 1. In JSON, the first object is 1. */
  number: number;
  /** Where it begins in the file, in bytes; in a workbook, in the sheet. */
  offset: number;
}

/** One row of a file, or why there is none. */
export type ReadRow = Place & ({ row: Row } | { error: RowError });

/** Why a row, or a cell of it, cannot be taken. `message` is in Chinese and English. */
export class RowError extends Error {
  /** Null where it is the row itself. */
  readonly column: string | null;

  /**
   * @param column as the file calls it
   * @param found what stands there; shortened in the message
   */
  constructor(column: string | null, found: string, chinese: string, english: string) {
    const shown = Array.from(found).slice(0, 40).join('');
    super(
      `${column === null ? '' : `“${column}”`}“${shown}”：${chinese}。${column === null ? '' : `"${column}": `}"${shown}": ${english}.`,
    );
    this.name = 'RowError';
    this.column = column;
  }
}

/** Why a file cannot be read as a table at all. `message` is in Chinese and English. */
export class TableError extends Error {
  override name = 'TableError';
}

/** A row with more than this, in bytes, is broken. */
export const longestRow = 65_536;
/** Columns of a table. */
export const mostColumns = 200;
