// JSON as an array of objects or as one object after the other (JSON Lines), UTF-8. The text is cut into objects by braces, outside strings,
// and each is parsed by itself; one that is broken ends where the next plainly begins. No object is longer than a row may be.
import { isUtf8 } from 'node:buffer';
import { byteOrderMark, checkIsText, withHead } from './bytes.ts';
import { longestRow, mostColumns, type ReadRow, type Row, RowError, TableError } from './rows.ts';

const [quote, backslash, open, close] = [0x22, 0x5c, 0x7b, 0x7d];
/** What stands between objects: blanks, commas, the brackets of the array. */
const between = new Set([0x20, 0x09, 0x0a, 0x0d, 0x2c, 0x5b, 0x5d]);

/** Rows of a JSON file in the memory of a few rows. @throws TableError for what is neither array nor lines of objects */
export async function* readJson(source: AsyncIterable<Uint8Array>): AsyncGenerator<ReadRow> {
  const { head, whole } = await withHead(source);
  checkIsText(head);
  const { start, isWrapped } = startOf(head);
  const skipped = isWrapped ? new Set([...between, close]) : between;
  let held = Buffer.alloc(0);
  let offset = 0;
  let number = 0;
  const drop = (length: number) => {
    held = held.subarray(length);
    offset += length;
  };
  /** The next rows of what is held; those that may not be whole wait for more, unless there is none. */
  function* rows(isAll: boolean): Generator<ReadRow> {
    for (;;) {
      drop(blanksOf(held, skipped));
      if (held.length === 0 || (held.length <= longestRow && !isAll && endOf(held) < 0)) return;
      const { length, error, row } = nextOf(held);
      number += 1;
      const place = { number, offset };
      drop(length);
      yield row ? { ...place, row } : { ...place, error: error as RowError };
    }
  }
  for await (const chunk of whole()) {
    held = held.length === 0 ? Buffer.from(chunk) : Buffer.concat([held, chunk]);
    if (offset < start) {
      const skip = Math.min(start - offset, held.length);
      drop(skip);
    }
    yield* rows(false);
    // Views of large chunks are not kept.
    held = Buffer.from(held);
  }
  yield* rows(true);
}

/** Where the objects begin: behind the mark, and in `{"items": [`, behind that bracket. */
function startOf(head: Buffer): { start: number; isWrapped: boolean } {
  const mark = head.subarray(0, 3).equals(byteOrderMark) ? 3 : 0;
  const text = head.toString('latin1', mark);
  const wrapper = /^\s*\{\s*"[^"\\]*"\s*:\s*\[\s*(?=\{)/.exec(text)?.[0];
  if (wrapper !== undefined) {
    return { start: mark + wrapper.length, isWrapped: true };
  }
  if (!/^\s*(?:\[\s*[{\]]|\{|$)/.test(text)) {
    throw new TableError(
      'JSON 应为对象数组 [{"barcode": …}, …]，或每行一个对象。JSON is an array of objects, [{"barcode": …}, …], or one object a line.',
    );
  }
  return { start: mark, isWrapped: false };
}

function blanksOf(bytes: Buffer, skipped: ReadonlySet<number>): number {
  const at = bytes.findIndex((byte) => !skipped.has(byte));
  return at < 0 ? bytes.length : at;
}

interface Next {
  length: number;
  row?: Row;
  error?: RowError;
}

/** The object with which the bytes begin, or what is there instead, up to the next object. */
function nextOf(bytes: Buffer): Next {
  const end = bytes[0] === open ? endOf(bytes.subarray(0, longestRow)) : -1;
  if (end >= 0) {
    try {
      return { length: end, row: rowOf(bytes.subarray(0, end)) };
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      if (error.column !== null) return { length: end, error };
      // Its own quotes or braces are wrong: it ends where the next one begins.
      return { length: Math.min(end, boundaryOf(bytes)), error };
    }
  }
  const length = boundaryOf(bytes);
  const shown = shownOf(bytes);
  return {
    length,
    error:
      bytes[0] === open
        ? new RowError(
            null,
            shown,
            `对象没有结束，或超过 ${longestRow} 字节`,
            `the object has no end, or more than ${longestRow} bytes`,
          )
        : new RowError(null, shown, '不是对象 {…}', 'it is no object, {…}'),
  };
}

/** Behind the brace that closes the object; -1 where it is not there. */
function endOf(bytes: Buffer): number {
  let depth = 0;
  let isText = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (isText) {
      if (byte === backslash) at += 1;
      else if (byte === quote) isText = false;
    } else if (byte === quote) isText = true;
    else if (byte === open) depth += 1;
    else if (byte === close && --depth <= 0) return at + 1;
  }
  return -1;
}

/** Up to where the next object plainly begins: `}`, perhaps a comma, `{`; or a line that begins with `{`. */
function boundaryOf(bytes: Buffer): number {
  const text = bytes.toString('latin1', 0, longestRow + 1);
  const match = /\}\s*(?:,\s*)?\{|[\r\n](?![\r\n])[^\S\r\n]*\{/.exec(text.slice(1));
  return match ? 1 + match.index + match[0].length - 1 : Math.min(bytes.length, longestRow + 1);
}

/** @throws RowError; without a column where it is the text that is no JSON */
function rowOf(bytes: Buffer): Row {
  if (!isUtf8(bytes)) {
    throw new RowError(null, shownOf(bytes), '此对象不是 UTF-8 编码', 'the object is not UTF-8');
  }
  const text = bytes.toString('utf8');
  let value: object;
  try {
    value = JSON.parse(text, asWritten as never) as object;
  } catch (error) {
    const why = error instanceof Error ? error.message : '';
    throw new RowError(null, text, '不是有效的 JSON', `it is not valid JSON: ${why.slice(0, 80)}`);
  }
  const entries = Object.entries(value);
  if (entries.length > mostColumns) {
    throw new RowError(
      '{}',
      text,
      `对象有 ${entries.length} 项，至多 ${mostColumns} 项`,
      `it has more than ${mostColumns} members`,
    );
  }
  return Object.fromEntries(entries.map(([name, member]) => [name.trim(), textOf(member)])) as Row;
}

/** Numbers as they were written: a barcode of twenty digits, a price of 45.50. */
function asWritten(_name: string, value: unknown, { source }: { source: string }): unknown {
  return typeof value === 'number' ? source : value;
}

/** A list or an object stays JSON: where a column means something it is refused there, elsewhere it does no harm. */
function textOf(value: unknown): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value).trim();
}

function shownOf(bytes: Buffer): string {
  return bytes.toString('utf8', 0, 60).replace(/\s+/g, ' ');
}
