// A record as it stands in a library's file: in the encoding of its system, with its lengths, or with wrong ones.
import { writeEncoded, writeIso2709 } from '../../lib/marc/iso2709.ts';
import type { MarcRecord } from '../../lib/marc/record.ts';
import type { DirtKind } from './dirt.ts';

const recordEnd = 0x1d;
const lengthDigits = 5;

/** The bytes of a record with the errors that are of its bytes. */
export function bytesOf(record: MarcRecord, dirt: readonly DirtKind[]): Buffer {
  const bytes = dirt.includes('GB18030') ? writeEncoded(record, toGb18030) : writeIso2709(record);
  // As written by whoever counted characters, or before the record was corrected.
  if (dirt.includes('WRONG_LENGTHS')) bytes.write(String(bytes.length - 7).padStart(lengthDigits, '0'), 0, 'latin1');
  const isOpen = dirt.includes('NO_TERMINATOR') && !dirt.includes('WRONG_LENGTHS') && bytes.at(-1) === recordEnd;
  return isOpen ? withLength(bytes.subarray(0, -1)) : bytes;
}

/** A reader that finds no terminator has the length in the leader alone. */
function withLength(bytes: Buffer): Buffer {
  bytes.write(String(bytes.length).padStart(lengthDigits, '0'), 0, 'latin1');
  return bytes;
}

let table: Map<string, number> | null = null;

/** Text in GB18030. @throws Error for a character outside its two-byte part */
export function toGb18030(text: string): Buffer {
  table ??= twoByteTable();
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.charCodeAt(0);
    if (code < 0x80) {
      bytes.push(code);
      continue;
    }
    const pair = table.get(character);
    if (pair === undefined) throw new Error(`"${character}" has no two bytes in GB18030`);
    bytes.push(pair >> 8, pair & 0xff);
  }
  return Buffer.from(bytes);
}

/** Every pair of bytes asked what it means. */
function twoByteTable(): Map<string, number> {
  const decoder = new TextDecoder('gb18030');
  const known = new Map<string, number>();
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      if (trail === 0x7f) continue;
      const text = decoder.decode(Uint8Array.of(lead, trail));
      if (text.length === 1 && text !== '\ufffd' && !known.has(text)) known.set(text, (lead << 8) | trail);
    }
  }
  return known;
}
