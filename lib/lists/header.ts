// The row that names the columns: the first with two names or more, for lists often begin with a title of their own. Cells become a row.
import { mostColumns, type Row, RowError, TableError } from './rows.ts';

/** Rows before the names. */
const mostTitles = 20;

/** Takes the rows of a table one by one: null for those before the names and the names themselves. */
export function rowsByHeader(): (cells: readonly string[]) => Row | null {
  let header: string[] | null = null;
  let before = 0;
  return (cells) => {
    if (header) return rowOf(header, cells);
    if (cells.filter((cell) => cell !== '').length >= 2) {
      header = headerOf(cells);
    } else if (++before > mostTitles) {
      throw noHeader();
    }
    return null;
  };
}

/** What is said of a table that nowhere names its columns. */
export function noHeader(): TableError {
  return new TableError(
    `前 ${mostTitles} 行中没有列名行（至少两列，如“条码号,ISBN,索书号”）。No row among the first ${mostTitles} names columns: one with at least two names, "barcode,ISBN,call number", comes before the data.`,
  );
}

function headerOf(cells: readonly string[]): string[] {
  if (cells.length > mostColumns) {
    throw new TableError(
      `表有 ${cells.length} 列，至多 ${mostColumns} 列。The table has ${cells.length} columns; at most ${mostColumns} are read.`,
    );
  }
  const seen = new Map<string, number>();
  return cells.map((cell) => {
    const count = (seen.get(cell) ?? 0) + 1;
    seen.set(cell, count);
    return count === 1 || cell === '' ? cell : `${cell} (${count})`;
  });
}

function rowOf(header: readonly string[], cells: readonly string[]): Row {
  const beyond = cells.slice(header.length).find((cell) => cell !== '');
  if (beyond !== undefined) {
    throw new RowError(
      null,
      beyond,
      `此行有 ${cells.length} 格，列名只有 ${header.length} 个：值中的分隔符须加引号`,
      `the row has ${cells.length} cells and the table ${header.length} columns: a separator in a value needs quotes around the value`,
    );
  }
  return Object.fromEntries(header.flatMap((name, index) => (name === '' ? [] : [[name, cells[index] ?? '']]))) as Row;
}

/** A cell without what spreadsheets write around it: blanks, the `="00123"` and the `'00123` that keep zeros. */
export function cellText(text: string): string {
  const trimmed = text.trim();
  return /^="([^"]*)"$/.exec(trimmed)?.[1]?.trim() ?? (/^'\d/.test(trimmed) ? trimmed.slice(1) : trimmed);
}
