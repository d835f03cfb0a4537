// CSV as libraries and stores send it: UTF-8 or GB18030, separated by commas, semicolons or tabs, with quotes by RFC 4180. A library that
// reads CSV takes a quote which is never closed for the rest of the file; here a broken row must cost itself alone. So lines come first:
// a value may go on over several lines, but only where they make exactly one row of the table; if they do not, the first line is broken
// and the next one is a row again.
import { byteOrderMark, checkIsText, type Line, linesOf, rowDecoder, withHead } from './bytes.ts';
import { cellText, noHeader, rowsByHeader } from './header.ts';
import { longestRow, type ReadRow, RowError } from './rows.ts';

/** Lines of one row. */
const mostLines = 20;
const separators = [',', ';', '\t'] as const;

interface TextLine {
  offset: number;
  text: string | RowError;
}

/** What is known of a table once its columns are named. */
interface Shape {
  separator: string;
  width: number;
}

/** Rows of a CSV file in the memory of a few rows. @throws TableError for what is no table */
export async function* readCsv(source: AsyncIterable<Uint8Array>): AsyncGenerator<ReadRow> {
  const { head, whole } = await withHead(source);
  checkIsText(head);
  const lines = lookAhead(textLines(linesOf(whole(), head), rowDecoder(head)));
  const take = rowsByHeader();
  const declared = await declaredSeparator(lines);
  let shape: Shape | null = null;
  for (let number = 1; await lines.fill(1); number++) {
    const { text, offset } = lines.held[0] as TextLine;
    try {
      const separator: string = shape?.separator ?? declared ?? separatorOf(text);
      const cells = await cellsOfNext(lines, separator, shape?.width ?? null);
      if (cells.every((cell) => cell === '')) continue;
      const row = take(cells);
      if (row) yield { number, offset, row };
      else if (cells.filter((cell) => cell !== '').length >= 2) shape = { separator, width: cells.length };
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      yield { number, offset, error };
    }
  }
  if (!shape) throw noHeader();
}

type Lines = ReturnType<typeof lookAhead>;

/** Lines that are looked at before they are taken. */
function lookAhead(lines: AsyncGenerator<TextLine>) {
  const held: TextLine[] = [];
  return {
    held,
    /** True when so many are there. */
    async fill(count: number): Promise<boolean> {
      while (held.length < count) {
        const { value, done } = await lines.next();
        if (done) return false;
        held.push(value);
      }
      return true;
    },
  };
}

/** Spreadsheets write `sep=;` in front of the table. */
async function declaredSeparator(lines: Lines): Promise<string | null> {
  const text = (await lines.fill(1)) ? lines.held[0]?.text : null;
  const separator = typeof text === 'string' ? /^sep=(.)$/.exec(text)?.[1] : null;
  if (separator) lines.held.shift();
  return separator ?? null;
}

/**
 * Takes the lines of the next row, one if they do not make a row together.
 * @throws RowError for a line that is none
 */
async function cellsOfNext(lines: Lines, separator: string, width: number | null): Promise<string[]> {
  const { text } = lines.held[0] as TextLine;
  if (typeof text !== 'string') {
    lines.held.shift();
    throw text;
  }
  let cells = cellsOf(text, separator);
  let count = 1;
  while (cells === 'open' && count < mostLines && (await lines.fill(count + 1))) {
    count += 1;
    const joined = joinedText(lines.held.slice(0, count));
    if (joined === null) break;
    cells = cellsOf(joined, separator);
    if (Array.isArray(cells) && width !== null && cells.length !== width) cells = 'stray';
  }
  lines.held.splice(0, Array.isArray(cells) ? count : 1);
  if (!Array.isArray(cells)) throw badQuotes(text);
  return cells;
}

async function* textLines(lines: AsyncIterable<Line>, decode: (bytes: Buffer) => string): AsyncGenerator<TextLine> {
  for await (const { offset, bytes, start } of lines) {
    try {
      if (!bytes) throw tooLong(start.toString('latin1').replace(/[^\x20-\x7e]/g, '?'));
      const isMarked = offset === 0 && bytes.subarray(0, 3).equals(byteOrderMark);
      yield { offset, text: decode(isMarked ? bytes.subarray(3) : bytes) };
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      yield { offset, text: error };
    }
  }
}

function joinedText(lines: readonly TextLine[]): string | null {
  const texts = lines.flatMap(({ text }) => (typeof text === 'string' ? [text] : []));
  const joined = texts.join('\n');
  return texts.length < lines.length || joined.length > longestRow ? null : joined;
}

/**
 * The cells of a row; 'open' where a quote is not closed, 'stray' where text stands behind a closed one.
 */
function cellsOf(text: string, separator: string): string[] | 'open' | 'stray' {
  const cells: string[] = [];
  for (let at = 0; ; ) {
    if (text[at] !== '"') {
      const end = text.indexOf(separator, at);
      cells.push(cellText(text.slice(at, end < 0 ? undefined : end)));
      if (end < 0) return cells;
      at = end + 1;
      continue;
    }
    const end = closingQuote(text, at + 1);
    if (end < 0) return 'open';
    cells.push(cellText(text.slice(at + 1, end).replaceAll('""', '"')));
    const behind = /^\s*/.exec(text.slice(end + 1, end + 20))?.[0] ?? '';
    const next = end + 1 + (separator === '\t' ? 0 : behind.length);
    if (next >= text.length) return cells;
    if (text[next] !== separator) return 'stray';
    at = next + 1;
  }
}

function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at;
  }
  return -1;
}

/** The one that stands most often in a row, outside quotes. */
function separatorOf(text: string | RowError): string {
  const bare = typeof text === 'string' ? text.replace(/"[^"]*"/g, '') : '';
  const [most] = separators
    .map((separator) => ({ separator, count: bare.split(separator).length }))
    .toSorted((one, other) => other.count - one.count);
  return most?.separator ?? ',';
}

function badQuotes(text: string): RowError {
  return new RowError(
    null,
    text,
    '引号不成对：含引号、逗号或换行的值须整体加引号，值内的引号写作两个',
    'its quotes do not pair: a value with a quote, a separator or a line break stands in quotes, a quote in it is written twice',
  );
}

function tooLong(start: string): RowError {
  return new RowError(null, start, `此行超过 ${longestRow} 字节`, `the row has more than ${longestRow} bytes`);
}
