// Records of a file, one after the other, whatever its format: each with its number and its place in bytes, so that what is wrong can be
// found, and reading can go on from any of them.
import { readIso2709 } from '../marc/iso2709.ts';
import { readMarcXml } from '../marc/marcxml.ts';
import type { MarcRecord } from '../marc/record.ts';
import { decodedText } from './text.ts';

/** What of a record that cannot be taken is kept, in bytes. */
export const keptBytes = 8 * 1024;

/** Where reading begins: what is before it is done. */
export interface Place {
  /** Records before it. */
  number: number;
  /** Of its first byte, in the file as it is unpacked. */
  offset: number;
}

export interface RecordPlace {
  /** From 1. */
  number: number;
  /** Where it begins, in bytes. */
  offset: number;
  /** Where the next one may begin. */
  end: number;
}

/** A record of a file, or why there is none. */
export type SourceRecord = RecordPlace &
  (
    | { record: MarcRecord; encoding: string; repaired: boolean }
    | { error: string /** As it stands in the file, as far as it is kept. */; bytes: Buffer; isLast: boolean }
  );

/**
 * Records of ISO 2709.
 * @param source the file's bytes from `from.offset` on
 */
export async function* iso2709Records(source: AsyncIterable<Uint8Array>, from: Place): AsyncGenerator<SourceRecord> {
  for await (const read of readIso2709(source)) {
    const offset = from.offset + read.offset;
    const place = { number: from.number + read.number, offset, end: offset + read.bytes.length };
    if ('record' in read) {
      yield { ...place, record: read.record, encoding: read.encoding, repaired: read.repaired };
    } else {
      const { message, offset: within } = read.error;
      const at = within > 0 ? ` (byte ${within} of the record)` : '';
      yield { ...place, error: `${message}${at}`, bytes: read.bytes.subarray(0, keptBytes), isLast: false };
    }
  }
}

/**
 * Records of MARCXML. A document has to be read from its beginning, so what is done is read again and left out.
 * @param source all bytes of the file
 */
export async function* marcXmlRecords(source: AsyncIterable<Uint8Array>, from: Place): AsyncGenerator<SourceRecord> {
  const text = decodedText(source);
  for await (const read of readMarcXml(text.chunks)) {
    const place = () => ({ number: read.number, offset: text.byteAt(read.offset), end: text.byteAt(read.end) });
    if (read.number > from.number) {
      if ('record' in read) {
        yield { ...place(), record: read.record, encoding: text.encoding(), repaired: false };
      } else {
        const bytes = Buffer.from(text.slice(read.offset, read.end)).subarray(0, keptBytes);
        yield { ...place(), error: read.error.message, bytes, isLast: read.isLast };
      }
    }
    text.forget(read.end);
  }
}
