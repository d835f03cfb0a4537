// XLSX: the first sheet of a workbook that can be seen. Its rows are read as the sheet is unpacked and never held; only the texts that it shares
// between cells are, within a limit. A sheet that unpacks to more than it should, or a text without end, ends the file.
import { type SaxesAttributePlain, SaxesParser } from 'saxes';
import { cellText, noHeader, rowsByHeader } from './header.ts';
import { longestRow, mostColumns, type ReadRow, RowError } from './rows.ts';
import { broken, collect, type Part, partsOf, tooLarge, unpacked } from './zip.ts';

const mostSheet = 1024 * 1024 * 1024;
const mostShared = 256 * 1024 * 1024;
const mostSmall = 4 * 1024 * 1024;
/** Characters of all shared texts, and how many they may be: with the packed file, what a process of 200 MB can hold. */
const [mostCharacters, mostTexts] = [8 * 1024 * 1024, 500_000];
/** Bytes of a sheet without a tag. */
const longestPiece = 1024 * 1024;

/** Rows of a workbook's first sheet. @throws TableError for what is no workbook, or one that is too large */
export async function* readXlsx(source: AsyncIterable<Uint8Array>): AsyncGenerator<ReadRow> {
  const file = await collect(source);
  const parts = partsOf(file);
  const sheet = await firstSheet(file, parts);
  const shared = await sharedTexts(file, parts);
  const take = rowsByHeader();
  let hasHeader = false;
  for await (const { number, offset, cells } of sheetRows(unpackedPart(file, parts, sheet, mostSheet), shared)) {
    try {
      if (cells instanceof RowError) throw cells;
      if (cells.every((cell) => cell === '')) continue;
      const row = take(cells);
      hasHeader ||= row !== null || cells.filter((cell) => cell !== '').length >= 2;
      if (row) yield { number, offset, row };
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      yield { number, offset, error };
    }
  }
  if (!hasHeader) throw noHeader();
}

function unpackedPart(file: Buffer, parts: Map<string, Part>, name: string, limit: number): AsyncGenerator<Buffer> {
  const part = parts.get(name);
  if (!part) throw broken(`it has no "${name}"`);
  return unpacked(file, name, part, limit);
}

/** The name of the first sheet's part. */
async function firstSheet(file: Buffer, parts: Map<string, Part>): Promise<string> {
  const sheets: { id: string; isHidden: boolean }[] = [];
  const targets = new Map<string, string>();
  await parse(unpackedPart(file, parts, 'xl/workbook.xml', mostSmall), {
    open(name, attributes) {
      if (name === 'sheet')
        sheets.push({ id: attributes['id'] ?? '', isHidden: (attributes['state'] ?? 'visible') !== 'visible' });
    },
  });
  await parse(unpackedPart(file, parts, 'xl/_rels/workbook.xml.rels', mostSmall), {
    open(name, attributes) {
      if (name === 'Relationship') targets.set(attributes['Id'] ?? '', attributes['Target'] ?? '');
    },
  });
  const sheet = sheets.find(({ isHidden }) => !isHidden);
  const target = sheet && targets.get(sheet.id);
  if (!target) throw broken('it has no sheet');
  return target.startsWith('/') ? target.slice(1) : `xl/${target.replace(/^\.\//, '')}`;
}

/** The texts that cells name by their place; none where there is no such part. */
async function sharedTexts(file: Buffer, parts: Map<string, Part>): Promise<string[]> {
  const texts: string[] = [];
  if (!parts.has('xl/sharedStrings.xml')) return texts;
  let characters = 0;
  let text: string | null = null;
  let isTaken = false;
  let phonetic = 0;
  await parse(unpackedPart(file, parts, 'xl/sharedStrings.xml', mostShared), {
    open(name) {
      if (name === 'si') text = '';
      else if (name === 'rPh') phonetic += 1;
      else if (name === 't') isTaken = phonetic === 0;
    },
    text(piece) {
      if (!isTaken || text === null) return;
      characters += piece.length;
      if (characters > mostCharacters)
        throw tooLarge(`its texts have more than ${mostCharacters >> 20} million characters`);
      text += piece;
    },
    close(name) {
      if (name === 't') isTaken = false;
      else if (name === 'rPh') phonetic -= 1;
      else if (name === 'si') {
        if (texts.length >= mostTexts) throw tooLarge(`it has more than ${mostTexts} texts`);
        texts.push(text ?? '');
        text = null;
      }
    },
  });
  return texts;
}

interface SheetRow {
  number: number;
  offset: number;
  cells: string[] | RowError;
}

interface OpenRow {
  number: number;
  offset: number;
  cells: string[];
  /** Where a cell stands that does not say. */
  next: number;
  characters: number;
  error: RowError | null;
}

/** Rows as they are unpacked; `offset` is in characters of the sheet. */
async function* sheetRows(source: AsyncIterable<Buffer>, shared: readonly string[]): AsyncGenerator<SheetRow> {
  let ready: SheetRow[] = [];
  let row: OpenRow | null = null;
  let cell: { column: number; type: string; text: string } | null = null;
  let isTaken = false;
  let phonetic = 0;
  let last = 0;
  const handlers: Handlers = {
    open(name, attributes, position) {
      if (name === 'row') {
        last = Math.max(last + 1, Number(attributes['r'] ?? 0) || 0);
        row = { number: last, offset: position, cells: [], next: 0, characters: 0, error: null };
      } else if (name === 'c' && row) {
        cell = { column: columnOf(attributes['r']) ?? row.next, type: attributes['t'] ?? 'n', text: '' };
        row.next = cell.column + 1;
      } else if (name === 'rPh') phonetic += 1;
      else if (name === 'v' || name === 't') isTaken = cell !== null && phonetic === 0;
    },
    text(piece) {
      if (!isTaken || !cell || !row || row.error) return;
      row.characters += piece.length;
      if (row.characters > longestRow) {
        row.error = new RowError(
          null,
          cell.text,
          `此行超过 ${longestRow} 个字符`,
          `the row has more than ${longestRow} characters`,
        );
      } else cell.text += piece;
    },
    close(name) {
      if (name === 'v' || name === 't') isTaken = false;
      else if (name === 'rPh') phonetic -= 1;
      else if (name === 'c' && row && cell) {
        putCell(row, cell, shared);
        cell = null;
      } else if (name === 'row' && row) {
        ready.push({ number: row.number, offset: row.offset, cells: row.error ?? row.cells });
        row = null;
      }
    },
  };
  const steps = parsing(source, handlers);
  try {
    while (!(await steps.next()).done) {
      yield* ready;
      ready = [];
    }
  } finally {
    await steps.return(undefined);
  }
}

function putCell(
  row: OpenRow,
  { column, type, text }: { column: number; type: string; text: string },
  shared: readonly string[],
): void {
  const value = cellText(type === 's' ? (shared[Number(text)] ?? '') : type === 'n' ? shownNumber(text) : text);
  if (value === '') return;
  row.characters += value.length;
  if (column >= mostColumns || row.characters > longestRow) {
    row.error ??= new RowError(
      null,
      value,
      `此行超过 ${mostColumns} 列或 ${longestRow} 个字符`,
      `the row has more than ${mostColumns} columns or ${longestRow} characters`,
    );
    return;
  }
  while (row.cells.length < column) row.cells.push('');
  row.cells[column] = value;
}

/** A number as a spreadsheet shows it: fifteen digits that count, no exponent: 45.499999999999996 is 45.5, 9.787E12 has thirteen digits. */
function shownNumber(text: string): string {
  const number = Number(text);
  if (text === '' || !Number.isFinite(number) || /^-?\d{1,15}$/.test(text)) return text;
  const shown = Number(number.toPrecision(15));
  return Math.abs(shown) < 1e15 && Number.isInteger(shown) ? shown.toFixed(0) : String(shown);
}

/** `BC12` is column 54, counted from 0. */
function columnOf(reference: string | undefined): number | null {
  const letters = /^[A-Z]{1,3}(?=\d)/.exec(reference ?? '')?.[0];
  return letters ? Array.from(letters).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1 : null;
}

interface Handlers {
  open: (name: string, attributes: Record<string, string>, position: number) => void;
  text?: (piece: string) => void;
  close?: (name: string) => void;
}

async function parse(source: AsyncIterable<Buffer>, handlers: Handlers): Promise<void> {
  const steps = parsing(source, handlers);
  while (!(await steps.next()).done);
}

/** Hands out tags without their prefixes, and a step after each piece. @throws TableError for what is not well-formed */
async function* parsing(source: AsyncIterable<Buffer>, { open, text, close }: Handlers): AsyncGenerator<void> {
  const parser = new SaxesParser();
  let failure: Error | null = null;
  let since = 0;
  parser.on('error', (error) => {
    failure ??= broken(`its XML is not well-formed at ${error.message}`);
  });
  parser.on('doctype', () => parser.fail('a DOCTYPE is not allowed here'));
  parser.on('opentag', ({ name, attributes }) => {
    since = 0;
    if (!failure) open(localName(name), localAttributes(attributes), parser.position);
  });
  parser.on('text', (piece) => {
    if (!failure) text?.(piece);
  });
  parser.on('cdata', (piece) => {
    if (!failure) text?.(piece);
  });
  parser.on('closetag', ({ name }) => {
    since = 0;
    if (!failure) close?.(localName(name));
  });
  const decoder = new TextDecoder('utf-8');
  for await (const piece of source) {
    since += piece.length;
    parser.write(decoder.decode(piece, { stream: true }));
    if (since > longestPiece) failure ??= broken('a text in it has no end');
    // What came before the fault is handed out.
    yield;
    if (failure) throw failure as Error;
  }
  parser.close();
  yield;
  if (failure) throw failure as Error;
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

function localAttributes(attributes: Record<string, SaxesAttributePlain | string>): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [localName(name), String(value)]));
}
