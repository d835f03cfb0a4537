// The beginning of a stream, looked at before it is read; and what its bytes are.
import { isAscii, isUtf8 } from 'node:buffer';
import { decoders, type Encoding, firstNotUtf8, wholeCharacters } from '../encodings.ts';
import { longestRow, RowError, TableError } from './rows.ts';

/** Enough to tell the encoding, the separator and the format by. */
export const headLength = 65_536;

/** The first bytes of a source, `headLength` unless it is shorter, and the whole of it. */
export async function withHead(
  source: AsyncIterable<Uint8Array>,
): Promise<{ head: Buffer; isAll: boolean; whole: () => AsyncGenerator<Uint8Array> }> {
  const chunks = source[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let length = 0;
  let isAll = false;
  while (length < headLength && !isAll) {
    const { value, done } = await chunks.next();
    if (done) isAll = true;
    else {
      first.push(value);
      length += value.length;
    }
  }
  async function* whole(): AsyncGenerator<Uint8Array> {
    try {
      yield* first.splice(0);
      for (;;) {
        const { value, done } = await chunks.next();
        if (done) return;
        yield value;
      }
    } finally {
      await chunks.return?.();
    }
  }
  return { head: Buffer.concat(first).subarray(0, headLength), isAll: isAll && length <= headLength, whole };
}

const names = { 'utf-8': 'UTF-8', gb18030: 'GB18030' };

export const byteOrderMark = Buffer.of(0xef, 0xbb, 0xbf);

/** @throws TableError for what is no text at all, or text in two bytes a character */
export function checkIsText(head: Buffer): void {
  const isUtf16 = head.length > 1 && [0xfeff, 0xfffe].includes(head.readUInt16BE(0));
  if (isUtf16) {
    throw new TableError(
      '文件是 UTF-16（“Unicode 文本”），请另存为“CSV UTF-8”。The file is UTF-16 ("Unicode text"): save it as "CSV UTF-8".',
    );
  }
  if (head.includes(0)) {
    throw new TableError(
      '文件含二进制内容，不是文本表格；请另存为 CSV（UTF-8）或 XLSX。The file has bytes that are in no text: save it as CSV (UTF-8) or XLSX.',
    );
  }
}

/**
 * Tells rows' texts from their bytes. A file has one encoding, UTF-8 or GB18030: that of most rows of its head, or, where all of the
 * head is ASCII, that of the first row which is not. A row that is not in it is broken, never read as something else.
 */
export function rowDecoder(head: Buffer): (bytes: Buffer) => string {
  let encoding: Encoding | null = head.subarray(0, 3).equals(byteOrderMark) ? 'utf-8' : encodingOfMost(head);
  return (bytes) => {
    if (isAscii(bytes)) return bytes.toString('latin1');
    encoding ??= isUtf8(bytes) ? 'utf-8' : 'gb18030';
    try {
      return decoders[encoding].decode(bytes);
    } catch {
      const at = encoding === 'utf-8' ? firstNotUtf8(bytes) : 0;
      throw new RowError(
        null,
        bytes.toString('latin1').replace(/[^\x20-\x7e]/g, '?'),
        `此行不是 ${names[encoding]} 编码（第 ${at + 1} 字节起），文件其余部分是`,
        `the row is not ${names[encoding]}, as the file is, from its byte ${at + 1}: text was cut or mixed`,
      );
    }
  };
}

function encodingOfMost(head: Buffer): Encoding | null {
  let [others, unicode] = [0, 0];
  for (let at = 0; at < head.length; ) {
    const end = head.indexOf(0x0a, at);
    const line = head.subarray(at, end < 0 ? head.length : end);
    // The last one may be cut in a character.
    if (!isAscii(line) && (end >= 0 || at === 0)) {
      if (isUtf8(end < 0 ? wholeCharacters(line) : line)) unicode += 1;
      else others += 1;
    }
    if (end < 0) break;
    at = end + 1;
  }
  return others + unicode === 0 ? null : unicode >= others ? 'utf-8' : 'gb18030';
}

/** One line of a text, without its end; `bytes` is null for one that is longer than a row may be. */
export interface Line {
  offset: number;
  bytes: Buffer | null;
  /** As far as it was read. */
  start: Buffer;
}

/** Cuts a stream into lines: at LF or CRLF, or at CR where the head has no LF. Nothing longer than a row is held. */
export async function* linesOf(source: AsyncIterable<Uint8Array>, head: Buffer): AsyncGenerator<Line> {
  const end = !head.includes(0x0a) && head.includes(0x0d) ? 0x0d : 0x0a;
  let held = Buffer.alloc(0);
  let offset = 0;
  let tooLong: Line | null = null;
  for await (const chunk of source) {
    let rest = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    for (let at = rest.indexOf(end); at >= 0; at = rest.indexOf(end)) {
      const piece = rest.subarray(0, at);
      rest = rest.subarray(at + 1);
      if (tooLong) {
        yield tooLong;
        offset += held.length + piece.length + 1;
      } else {
        const bytes = held.length === 0 ? Buffer.from(piece) : Buffer.concat([held, piece]);
        yield lineOf(bytes, offset);
        offset += bytes.length + 1;
      }
      tooLong = null;
      held = Buffer.alloc(0);
    }
    if (tooLong) {
      offset += rest.length;
    } else if (held.length + rest.length > longestRow) {
      tooLong = { offset, bytes: null, start: Buffer.concat([held, rest]).subarray(0, 100) };
      offset += held.length + rest.length;
      held = Buffer.alloc(0);
    } else if (rest.length > 0) {
      held = Buffer.concat([held, rest]);
    }
  }
  if (tooLong) yield tooLong;
  else if (held.length > 0) yield lineOf(held, offset);
}

function lineOf(bytes: Buffer, offset: number): Line {
  const line = bytes.at(-1) === 0x0d ? bytes.subarray(0, -1) : bytes;
  return line.length > longestRow
    ? { offset, bytes: null, start: line.subarray(0, 100) }
    : { offset, bytes: line, start: line };
}
