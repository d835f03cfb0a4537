// What a record's bytes mean. Files say it wrongly so often (a leader that was copied, a field 100 from before a conversion) that the
// bytes themselves are asked: UTF-8 is hardly ever right by chance, GB18030 is what Chinese systems wrote before. MARC-8 and its
// escape sequences are not read: half-read titles would be worse than none.
import { isUtf8 } from 'node:buffer';
import { decoders, type Encoding, firstNotUtf8 } from '../encodings.ts';
import { MarcError } from './record.ts';

const escape = 0x1b;
/** Of the characters of two bytes, as many as this share may end in a letter: in GB18030 only rare characters do, in MARC-8 all. */
const mostWithLetters = 0.3;

/**
 * The encoding of a record's bytes.
 * @throws MarcError for MARC-8, and for bytes that are neither UTF-8 nor GB18030, with the first of them that is not UTF-8
 */
export function encodingOf(bytes: Buffer): Encoding {
  const escaped = bytes.indexOf(escape);
  if (escaped >= 0) {
    throw marc8(escaped);
  }
  if (isUtf8(bytes)) {
    return 'utf-8';
  }
  const wrong = firstNotUtf8(bytes);
  try {
    decoders.gb18030.decode(bytes);
  } catch {
    throw new MarcError(
      `字节既不是 UTF-8 也不是 GB18030。The bytes are neither UTF-8 nor GB18030, the first that is not UTF-8 is 0x${bytes[wrong]?.toString(16) ?? ''}: text was cut or mixed`,
      wrong,
    );
  }
  if (looksLikeMarc8(bytes)) {
    throw marc8(wrong);
  }
  return 'gb18030';
}

/** @throws MarcError for bytes that are not in this encoding */
export function decode(bytes: Buffer, encoding: Encoding): string {
  try {
    return decoders[encoding].decode(bytes);
  } catch {
    const offset = encoding === 'utf-8' ? firstNotUtf8(bytes) : 0;
    throw new MarcError(`字节不是 ${encoding.toUpperCase()}。The bytes are not ${encoding.toUpperCase()}`, offset);
  }
}

function marc8(offset: number): MarcError {
  return new MarcError(
    '记录为 MARC-8 编码，不能读取，请导出为 UTF-8。The record is in MARC-8, which is not read: have it exported as UTF-8 (leader position 9 "a")',
    offset,
  );
}

/** ANSEL puts an accent, a byte from 0xE0, before its letter. */
function looksLikeMarc8(bytes: Buffer): boolean {
  let pairs = 0;
  let withLetter = 0;
  for (let at = 0; at < bytes.length - 1; at++) {
    const [lead = 0, trail = 0] = [bytes[at], bytes[at + 1]];
    if (lead < 0x81) {
      continue;
    }
    pairs += 1;
    withLetter += Number(trail < 0x80);
    at += 1;
  }
  return withLetter > pairs * mostWithLetters;
}
