// A statement as a file for the accountants: CSV and XLSX with the same table, made to open in Excel with Chinese intact.
import { parse } from 'isbn3';
import writeXlsx, { type Cell, type SheetData } from 'write-excel-file/node';
import type { Context } from './context.ts';
import { allLines, type StatementLineRow } from './statementLines.ts';
import type { StatementValue } from './statements.ts';
import type { StatementFormat } from './types.generated.ts';

export interface StatementFile {
  fileName: string;
  mediaType: string;
  base64: string;
}

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
/** Text and its width in the sheet. */
const headings = [
  ['序号', 6],
  ['日期', 12],
  ['购借单号', 38],
  ['ISBN', 20],
  ['题名', 40],
  ['册数', 6],
  ['定价', 10],
  ['折扣', 8],
  ['码洋', 12],
  ['实洋', 12],
  ['类别', 8],
] as const;

const kinds = { LENT: '购借', RED: '红字', CORRECTED: '更正' };

/** The file of a statement: a heading, its lines, and a last row with the sums. */
export async function exportStatement(
  ctx: Context,
  statement: StatementValue,
  format: StatementFormat,
): Promise<StatementFile> {
  const lines = await allLines(ctx, statement);
  const name = `结算单-${statement.library}-${statement.storeId}-${statement.month}`;
  const file = format === 'CSV' ? csvOf(lines) : await xlsxOf(lines, `结算单 ${statement.month}`);
  return {
    fileName: `${name}.${format === 'CSV' ? 'csv' : 'xlsx'}`,
    mediaType: format === 'CSV' ? 'text/csv; charset=utf-8' : xlsx,
    base64: file.toString('base64'),
  };
}

/** RFC 4180 with CRLF, in UTF-8 with a byte order mark: without the mark Excel reads Chinese as something else. */
export function csvOf(lines: readonly StatementLineRow[]): Buffer {
  const rows = [
    headings.map(([text]) => text),
    ...lines.map((line, index) => [
      String(index + 1),
      line.date,
      asText(line.orderId),
      line.isbn === null ? '' : asText(writtenIsbn(line.isbn)),
      asText(line.title ?? ''),
      String(line.copies),
      yuan(line.listPriceFen),
      `${decimal(line.rateBasisPoints)}%`,
      yuan(listFenOf(line)),
      yuan(line.netFen),
      kinds[line.kind],
    ]),
    [
      '合计',
      '',
      '',
      '',
      '',
      String(sum(lines, copiesOf)),
      '',
      '',
      yuan(sum(lines, listFenOf)),
      yuan(sum(lines, netFenOf)),
      '',
    ],
  ];
  const text = rows.map((row) => `${row.map(quoted).join(',')}\r\n`).join('');
  return Buffer.from(`\uFEFF${text}`, 'utf8');
}

async function xlsxOf(lines: readonly StatementLineRow[], sheet: string): Promise<Buffer> {
  const data: SheetData = [
    headings.map(([heading]) => bold(text(heading))),
    ...lines.map((line, index) => [
      count(index + 1),
      text(line.date),
      text(line.orderId),
      line.isbn === null ? null : text(writtenIsbn(line.isbn)),
      line.title === null ? null : text(line.title),
      count(line.copies),
      money(line.listPriceFen),
      { type: Number, value: line.rateBasisPoints / 10_000, format: '0.00%' } as Cell,
      money(listFenOf(line)),
      money(line.netFen),
      text(kinds[line.kind]),
    ]),
    [
      text('合计'),
      null,
      null,
      null,
      null,
      count(sum(lines, copiesOf)),
      null,
      null,
      money(sum(lines, listFenOf)),
      money(sum(lines, netFenOf)),
      null,
    ].map((cell) => bold(cell)),
  ];
  return writeXlsx(data, { sheet, columns: headings.map(([, width]) => ({ width })), stickyRowsCount: 1 }).toBuffer();
}

const text = (value: string): Cell => ({ type: String, value });
const count = (value: number): Cell => ({ type: Number, value });
// An amount of fen is a multiple of 0.01 below 2^31: the nearest double shows it exactly.
const money = (fen: number): Cell => ({ type: Number, value: fen / 100, format: '#,##0.00' });
const bold = (cell: Cell): Cell => (cell === null ? null : ({ ...(cell as object), fontWeight: 'bold' } as Cell));

/** 码洋 of a line: the list price, taken back on a red one. */
export function listFenOf({ copies, listPriceFen }: Pick<StatementLineRow, 'copies' | 'listPriceFen'>): number {
  return copies < 0 ? -listPriceFen : listPriceFen;
}

const copiesOf = ({ copies }: StatementLineRow) => copies;
const netFenOf = ({ netFen }: StatementLineRow) => netFen;

function sum(lines: readonly StatementLineRow[], part: (line: StatementLineRow) => number): number {
  return lines.reduce((total, line) => total + part(line), 0);
}

/** Yuan with two decimals, by integers only: -3868 is `-38.68`. */
function yuan(fen: number): string {
  return `${fen < 0 ? '-' : ''}${decimal(Math.abs(fen))}`;
}

function decimal(hundredths: number): string {
  return `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')}`;
}

/** With hyphens, so that Excel takes no thirteen digits for a number and shows 9.787E+12. */
function writtenIsbn(isbn: string): string {
  return parse(isbn)?.isbn13h ?? `${isbn.slice(0, 3)}-${isbn.slice(3)}`;
}

/** A text that a spreadsheet would take for a formula gets an apostrophe in front, by which it is shown as it is. */
function asText(text: string): string {
  return /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
