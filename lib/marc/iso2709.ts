// ISO 2709, the exchange format of CNMARC and MARC 21: a leader of 24 characters, a directory, and fields, with separators that are in
// no text. Files come with wrong lengths (counted in characters, or before a conversion), without terminators, cut and glued. So a
// record ends where its terminator is, or where the next one plainly begins; a directory that does not fit is replaced by the fields as
// they stand; and what cannot be read costs itself, never the next record. No record is longer than its five digits can say, so no
// file makes the reader hold more than a few hundred kilobytes.
import type { Encoding } from '../encodings.ts';
import { decode, encodingOf } from './encoding.ts';
import { MarcError, type MarcField, type MarcRecord, type Subfield } from './record.ts';

const recordEnd = 0x1d;
const fieldEnd = 0x1e;
const subfieldMark = '\u001f';
const leaderLength = 24;
const entryLength = 12;
/** What five digits can count. */
export const longestRecord = 99_999;
/** What four digits can count. */
const longestField = 9_999;

/** One record of a file, or why there is none. */
export type ReadRecord = Place & ({ record: MarcRecord; encoding: Encoding; repaired: boolean } | { error: MarcError });

interface Place {
  /** From 1. */
  number: number;
  /** Where it begins in the file, in bytes. */
  offset: number;
  /** As it stands in the file. */
  bytes: Buffer;
}

/**
 * Reads a stream record by record, in the memory of a few records.
 * @param source chunks of any size
 */
export async function* readIso2709(source: AsyncIterable<Uint8Array>): AsyncGenerator<ReadRecord> {
  let number = 0;
  for await (const { bytes, offset } of pieces(source)) {
    number += 1;
    const place = { number, offset, bytes };
    try {
      yield { ...place, ...parsed(bytes) };
    } catch (error) {
      if (!(error instanceof MarcError)) throw error;
      yield { ...place, error };
    }
  }
}

/**
 * A record in UTF-8, with its lengths counted anew.
 * @throws MarcError when it, or one of its fields, is longer than the format can say
 */
export function writeIso2709(record: MarcRecord): Buffer {
  return writeEncoded(record, (text) => Buffer.from(text, 'utf8'));
}

/** The same in another encoding, as `encode` makes a text's bytes. @throws MarcError like `writeIso2709` */
export function writeEncoded({ leader, fields }: MarcRecord, encode: (text: string) => Buffer): Buffer {
  const parts = fields.map((field) => encode(`${textOf(field)}\u001e`));
  const base = leaderLength + fields.length * entryLength + 1;
  let start = 0;
  const entries = parts.map((part, index) => {
    if (part.length > longestField) {
      throw new MarcError(
        `字段 ${fields[index]?.tag} 过长。Its field ${fields[index]?.tag} has ${part.length} bytes, ISO 2709 can count ${longestField}`,
        start,
      );
    }
    const entry = `${fields[index]?.tag}${String(part.length).padStart(4, '0')}${String(start).padStart(5, '0')}`;
    start += part.length;
    return entry;
  });
  const length = base + start + 1;
  if (length > longestRecord) {
    throw new MarcError(`记录过长。The record has ${length} bytes, ISO 2709 can count ${longestRecord}`, 0);
  }
  const counted = `${digits(length)}${leader.slice(5, 12)}${digits(base)}${leader.slice(17, 24)}`.padEnd(leaderLength);
  return Buffer.concat([Buffer.from(`${counted}${entries.join('')}\u001e`, 'latin1'), ...parts, Buffer.of(recordEnd)]);
}

/**
 * One record from its bytes, with or without its terminator.
 * @returns `repaired` is true when its lengths were wrong and its fields were read all the same
 * @throws MarcError that says what is wrong, and where
 */
function parsed(bytes: Buffer): { record: MarcRecord; encoding: Encoding; repaired: boolean } {
  const encoding = encodingOf(bytes);
  if (bytes.length < leaderLength + 2) {
    throw new MarcError(
      `${bytes.length} 个字节不成一条记录，头标区就有 ${leaderLength} 个。${bytes.length} bytes are no record: a leader alone has ${leaderLength}`,
      0,
    );
  }
  if (!looksLikeLeader(bytes, 0)) {
    throw new MarcError(
      `没有头标区：开头应为五位数字，第 12 至 16 位为数据基地址。There is no leader: it begins with five digits and has the base address in 12 to 16, this is "${printable(bytes.subarray(0, leaderLength))}"`,
      0,
    );
  }
  const directoryEnd = bytes.indexOf(fieldEnd, leaderLength);
  if (directoryEnd < 0) {
    throw new MarcError(
      '目次区没有结束符 0x1E。The directory has no end: a field terminator (0x1E) is missing',
      leaderLength,
    );
  }
  const entries = directoryOf(bytes.subarray(leaderLength, directoryEnd));
  const data = bytes.subarray(directoryEnd + 1, bytes.at(-1) === recordEnd ? bytes.length - 1 : bytes.length);
  const exact = entries.every((entry) => fits(data, entry));
  const parts = exact ? entries.map((entry) => slice(data, entry)) : splitFields(data, entries, directoryEnd + 1);
  const fields = parts.map((part, index) => fieldOf(entries[index]?.tag ?? '', decode(part, encoding)));
  const isAsLong = Number(bytes.toString('latin1', 0, 5)) === bytes.length && bytes.at(-1) === recordEnd;
  return {
    record: { leader: bytes.toString('latin1', 0, leaderLength), fields },
    encoding,
    repaired: !exact || !isAsLong,
  };
}

/** Cuts a stream into records: at terminators, at the length that a leader says, and where nothing else helps, at what is too long. */
async function* pieces(source: AsyncIterable<Uint8Array>): AsyncGenerator<{ bytes: Buffer; offset: number }> {
  let held = Buffer.alloc(0);
  let offset = 0;
  let isLast = false;
  const take = (length: number) => {
    const bytes = held.subarray(0, length);
    held = held.subarray(length);
    offset += length;
    return { bytes: Buffer.from(bytes), offset: offset - length };
  };
  const skipBlanks = () => {
    const blanks = held.findIndex(
      (byte) => byte !== 0x0a && byte !== 0x0d && byte !== 0x20 && byte !== 0x1a && byte !== 0,
    );
    take(blanks < 0 ? held.length : blanks);
  };
  for await (const chunk of source) {
    held = held.length === 0 ? Buffer.from(chunk) : Buffer.concat([held, chunk]);
    yield* cut();
  }
  isLast = true;
  yield* cut();

  function* cut(): Generator<{ bytes: Buffer; offset: number }> {
    skipBom();
    for (;;) {
      skipBlanks();
      const length = nextLength(held, isLast);
      if (length === null) {
        return;
      }
      yield take(length);
    }
  }

  function skipBom(): void {
    if (offset === 0 && held.length >= 3 && held[0] === 0xef && held[1] === 0xbb && held[2] === 0xbf) {
      take(3);
    }
  }
}

/** How long the record at the beginning is; null while more has to be read, and at the end. */
function nextLength(held: Buffer, isLast: boolean): number | null {
  const end = held.indexOf(recordEnd) + 1;
  const said = looksLikeLeader(held, 0) ? Number(held.toString('latin1', 0, 5)) : 0;
  // Without its terminator, a record ends where its leader says, if another one begins there.
  const isGlued = said > leaderLength && (end === 0 || end > said) && beginsRecord(held, skipBlanksFrom(held, said));
  if (isGlued) {
    return said;
  }
  // So it does where another one plainly begins; a leader that is right about the terminator is believed.
  const isDoubtful = end > 0 ? said !== end : isLast;
  const begun = isDoubtful ? gluedAt(held, end > 0 ? end : held.length) : null;
  if (begun !== null || end > 0) {
    return begun ?? end;
  }
  if (held.length > longestRecord * 2) {
    return nextLeader(held) ?? held.length - leaderLength;
  }
  return isLast && held.length > 0 ? held.length : null;
}

function skipBlanksFrom(held: Buffer, at: number): number {
  let next = at;
  while (held[next] === 0x0a || held[next] === 0x0d || held[next] === 0x20) {
    next += 1;
  }
  return next;
}

/** Where in the first so many bytes another record begins: a leader, and the directory that it tells of. */
function gluedAt(held: Buffer, before: number): number | null {
  for (let at = leaderLength; at < before - leaderLength; at++) {
    if (beginsRecord(held, at) && held[at + Number(held.toString('latin1', at + 12, at + 17)) - 1] === fieldEnd) {
      return at;
    }
  }
  return null;
}

function nextLeader(held: Buffer): number | null {
  for (let at = 1; at < held.length - leaderLength; at++) {
    if (beginsRecord(held, at)) {
      return at;
    }
  }
  return null;
}

/** Five digits of length, five of base address at 12: no text looks like that by chance. */
function looksLikeLeader(bytes: Buffer, at: number): boolean {
  if (bytes.length < at + leaderLength) {
    return false;
  }
  for (const index of [0, 1, 2, 3, 4, 12, 13, 14, 15, 16]) {
    const byte = bytes[at + index] ?? 0;
    if (byte < 0x30 || byte > 0x39) {
      return false;
    }
  }
  for (let index = 5; index < leaderLength; index++) {
    const byte = bytes[at + index] ?? 0;
    if (byte < 0x20 || byte > 0x7e) {
      return false;
    }
  }
  return true;
}

/** A leader whose numbers are of a record; the digits of a directory may look like one. */
function beginsRecord(bytes: Buffer, at: number): boolean {
  if (!looksLikeLeader(bytes, at)) {
    return false;
  }
  const length = Number(bytes.toString('latin1', at, at + 5));
  const base = Number(bytes.toString('latin1', at + 12, at + 17));
  return base > leaderLength && base < length && (base - leaderLength - 1) % entryLength === 0;
}

interface Entry {
  tag: string;
  length: number;
  start: number;
}

function directoryOf(bytes: Buffer): Entry[] {
  const text = bytes.toString('latin1');
  if (text.length === 0 || text.length % entryLength !== 0) {
    throw new MarcError(
      `目次区有 ${text.length} 个字符，每项应为 ${entryLength} 个。The directory has ${text.length} characters, each entry ${entryLength}`,
      leaderLength,
    );
  }
  return Array.from({ length: text.length / entryLength }, (_, index) => {
    const entry = text.slice(index * entryLength, (index + 1) * entryLength);
    if (!/^[0-9A-Za-z]{3}\d{9}$/.test(entry)) {
      throw new MarcError(
        `目次区第 ${index + 1} 项有误。Entry ${index + 1} of the directory is "${printable(Buffer.from(entry, 'latin1'))}", not a tag, a length and a start`,
        leaderLength + index * entryLength,
      );
    }
    return { tag: entry.slice(0, 3), length: Number(entry.slice(3, 7)), start: Number(entry.slice(7)) };
  });
}

function fits(data: Buffer, { length, start }: Entry): boolean {
  const end = start + length - 1;
  return (
    length > 0 &&
    data[end] === fieldEnd &&
    data.indexOf(fieldEnd, start) === end &&
    (start === 0 || data[start - 1] === fieldEnd)
  );
}

function slice(data: Buffer, { length, start }: Entry): Buffer {
  return data.subarray(start, start + length - 1);
}

/** The fields as they stand one after the other, for a directory whose lengths are wrong: as many as it names. */
function splitFields(data: Buffer, entries: readonly Entry[], offset: number): Buffer[] {
  const parts: Buffer[] = [];
  let from = 0;
  while (from < data.length) {
    const end = data.indexOf(fieldEnd, from);
    parts.push(data.subarray(from, end < 0 ? data.length : end));
    from = end < 0 ? data.length : end + 1;
  }
  if (parts.length !== entries.length) {
    throw new MarcError(
      `目次区有 ${entries.length} 个字段且长度有误，实有 ${parts.length} 个。The directory names ${entries.length} fields with wrong lengths, and ${parts.length} are there`,
      offset,
    );
  }
  return parts;
}

function fieldOf(tag: string, text: string): MarcField {
  if (tag.startsWith('00')) {
    return { tag, value: text };
  }
  const [indicators = '', ...parts] = text.split(subfieldMark);
  const subfields = parts.flatMap((part): Subfield[] =>
    part === '' ? [] : [{ code: part[0] ?? '', value: part.slice(1) }],
  );
  return { tag, indicators: indicators.slice(0, 2).padEnd(2), subfields };
}

function textOf(field: MarcField): string {
  return 'value' in field
    ? field.value
    : field.indicators + field.subfields.map(({ code, value }) => `${subfieldMark}${code}${value}`).join('');
}

function digits(count: number): string {
  return String(count).padStart(5, '0');
}

/** For a message: what a terminal can show. */
function printable(bytes: Buffer): string {
  return bytes.toString('latin1').replace(/[^\x20-\x7e]/g, '·');
}
