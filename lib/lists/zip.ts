// The parts of a workbook, which is a ZIP archive. Its directory is at its end, and the parts that are needed first often come last, so
// the packed file is held, within a limit; a part is unpacked as a stream and never held. Node unpacks; only the directory is read here.
// What a file says of its sizes is not believed: what comes out is counted.
import { createInflateRaw } from 'node:zlib';
import { TableError } from './rows.ts';

/** Of a packed file. */
const mostPacked = 16 * 1024 * 1024;

const directoryEnd = 0x06054b50;
const directoryEntry = 0x02014b50;
const localEntry = 0x04034b50;
const directoryEndLength = 22;
const longestComment = 65_535;
const mostParts = 10_000;
const pieceLength = 65_536;

export interface Part {
  method: number;
  isEncrypted: boolean;
  packed: number;
  at: number;
}

/** @throws TableError when it has more bytes than a workbook may */
export async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source) {
    length += chunk.length;
    if (length > mostPacked) throw tooLarge(`packed, it has more than ${mostPacked >> 20} MiB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The parts of an archive by name. @throws TableError for what is no archive, or one that is cut */
export function partsOf(file: Buffer): Map<string, Part> {
  const end = directoryEndOf(file);
  const count = file.readUInt16LE(end + 10);
  let at = file.readUInt32LE(end + 16);
  if (count > mostParts) throw broken(`it has ${count} parts`);
  const parts = new Map<string, Part>();
  for (let index = 0; index < count; index++) {
    if (at + 46 > file.length || file.readUInt32LE(at) !== directoryEntry) throw broken('its directory is damaged');
    const nameLength = file.readUInt16LE(at + 28);
    const name = file.toString('utf8', at + 46, at + 46 + nameLength);
    parts.set(name, {
      method: file.readUInt16LE(at + 10),
      isEncrypted: (file.readUInt16LE(at + 8) & 1) === 1,
      packed: file.readUInt32LE(at + 20),
      at: file.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32);
  }
  return parts;
}

/** A part's content in small pieces. @throws TableError when it is damaged, or more comes out than the limit, in bytes */
export async function* unpacked(file: Buffer, name: string, part: Part, limit: number): AsyncGenerator<Buffer> {
  const bytes = bytesOf(file, name, part);
  if (part.method === 0) {
    if (bytes.length > limit) throw tooLarge(`"${name}" has more than ${limit >> 20} MiB`);
    for (let at = 0; at < bytes.length; at += pieceLength) yield bytes.subarray(at, at + pieceLength);
    return;
  }
  const inflate = createInflateRaw();
  inflate.end(bytes);
  let length = 0;
  try {
    for await (const piece of inflate as AsyncIterable<Buffer>) {
      length += piece.length;
      if (length > limit) throw tooLarge(`"${name}" unpacks to more than ${limit >> 20} MiB`);
      yield piece;
    }
  } catch (error) {
    throw error instanceof TableError ? error : broken(`"${name}" cannot be unpacked`);
  } finally {
    inflate.destroy();
  }
}

function bytesOf(file: Buffer, name: string, { at, method, isEncrypted, packed }: Part): Buffer {
  if (isEncrypted || (method !== 0 && method !== 8)) {
    throw broken(`"${name}" is encrypted, or packed in a way that workbooks are not`);
  }
  if (at + 30 > file.length || file.readUInt32LE(at) !== localEntry)
    throw broken(`"${name}" is not where it should be`);
  const start = at + 30 + file.readUInt16LE(at + 26) + file.readUInt16LE(at + 28);
  if (start + packed > file.length) throw broken(`"${name}" is cut`);
  return file.subarray(start, start + packed);
}

function directoryEndOf(file: Buffer): number {
  if (file.length >= 8 && file.readUInt32BE(0) === 0xd0cf11e0) {
    throw broken('it is an old .xls file, or has a password');
  }
  const first = Math.max(0, file.length - directoryEndLength - longestComment);
  for (let at = file.length - directoryEndLength; at >= first; at--) {
    if (file.readUInt32LE(at) === directoryEnd) return at;
  }
  throw broken('it is no ZIP archive, or its end is missing');
}

/** Why a file is no workbook. */
export function broken(why: string): TableError {
  return new TableError(
    `文件不是可读的 XLSX（${why}）。请在表格软件中打开并另存为 .xlsx 或 CSV（UTF-8）。The file is no XLSX that can be read: ${why}. Open it in a spreadsheet and save it as .xlsx or as CSV (UTF-8).`,
  );
}

/** Why a workbook is not read. */
export function tooLarge(why: string): TableError {
  return new TableError(
    `XLSX 过大（${why}），请另存为 CSV（UTF-8），CSV 不限大小。The workbook is too large: ${why}. Save it as CSV (UTF-8), which has no limit.`,
  );
}
