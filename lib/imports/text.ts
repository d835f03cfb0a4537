// A file's bytes as text, with the way back: which byte a character stands at. XML and lists are read as text, and what is wrong in them is
// told by the byte, as for every other format.
import { isUtf8 } from 'node:buffer';
import { wholeCharacters } from '../encodings.ts';

/** Text that is read in pieces, and remembers those that are not done. */
export interface DecodedText {
  chunks: AsyncIterable<string>;
  encoding: () => string;
  /** The byte at which a character stands; of what was forgotten, and of what is to come, the nearest that is known. */
  byteAt: (character: number) => number;
  /** The text from one character to another, as far as it is known. */
  slice: (from: number, to: number) => string;
  /** What is before this character is not asked for any more. */
  forget: (character: number) => void;
}

/** The bytes are not what they should be. */
export class TextError extends Error {
  override name = 'TextError';
}

interface Piece {
  text: string;
  character: number;
  byte: number;
}

/**
 * Decodes UTF-8, GB18030 (GBK, GB2312) or UTF-16, by the mark at the beginning, the XML declaration, or the bytes themselves. The chunks
 * throw TextError at bytes that are not of the encoding.
 */
export function decodedText(source: AsyncIterable<Uint8Array>): DecodedText {
  let encoding = 'utf-8';
  let declared: string | null = null;
  const pieces: Piece[] = [];
  let next = { character: 0, byte: 0 };
  const pieceAt = (character: number) => pieces.findLast((piece) => piece.character <= character) ?? pieces[0];

  async function* chunks(): AsyncGenerator<string> {
    let decoder: InstanceType<typeof TextDecoder> | null = null;
    for await (const chunk of source) {
      let bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      if (!decoder) {
        const found = encodingOfText(bytes);
        encoding = found.encoding;
        declared = declaredIn(bytes);
        next.byte = found.mark;
        bytes = bytes.subarray(found.mark);
        decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
      }
      yield add(decode(decoder, bytes, true));
    }
    if (decoder) yield add(decode(decoder, Buffer.alloc(0), false));
  }

  function add(text: string): string {
    if (text !== '') pieces.push({ text, ...next });
    next = { character: next.character + text.length, byte: next.byte + byteLength(text, encoding) };
    return text;
  }

  function decode(decoder: InstanceType<typeof TextDecoder>, bytes: Buffer, stream: boolean): string {
    try {
      return decoder.decode(bytes, { stream });
    } catch {
      const isOther = declared !== null && encoding === 'utf-8' && !/^utf-?8$/i.test(declared);
      throw new TextError(
        isOther
          ? `不支持编码 ${declared}，请导出为 UTF-8。The document declares the encoding ${declared}, which is not read: have it exported as UTF-8.`
          : `字节不是 ${encoding.toUpperCase()}。The bytes are not ${encoding.toUpperCase()}, at or after byte ${next.byte}: text was cut or mixed, or the declared encoding is wrong.`,
      );
    }
  }

  return {
    chunks: { [Symbol.asyncIterator]: chunks },
    encoding: () => encoding,
    byteAt(character) {
      const piece = pieceAt(character);
      if (!piece) return next.byte;
      return piece.byte + byteLength(piece.text.slice(0, Math.max(0, character - piece.character)), encoding);
    },
    slice(from, to) {
      return pieces
        .map(({ text, character }) => text.slice(Math.max(0, from - character), Math.max(0, to - character)))
        .join('');
    },
    forget(character) {
      while (pieces[1] && pieces[1].character <= character) pieces.shift();
    },
  };
}

/** The encoding that a text's first bytes show, and how many of them are a mark. */
function encodingOfText(head: Buffer): {
  encoding: 'utf-8' | 'gb18030' | 'utf-16le' | 'utf-16be';
  mark: number;
} {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', mark: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', mark: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', mark: 2 };
  const declared = declaredIn(head);
  if (declared && /^gb/i.test(declared)) return { encoding: 'gb18030', mark: 0 };
  // What is in another encoding may look like GB18030 by chance.
  if (declared) return { encoding: 'utf-8', mark: 0 };
  return { encoding: isUtf8(wholeCharacters(head)) ? 'utf-8' : isGb18030(head) ? 'gb18030' : 'utf-8', mark: 0 };
}

function declaredIn(head: Buffer): string | null {
  return /^<\?xml[^>]*encoding\s*=\s*["']([\w-]+)["']/.exec(head.toString('latin1', 0, 200))?.[1] ?? null;
}

function isGb18030(bytes: Buffer): boolean {
  try {
    new TextDecoder('gb18030', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function byteLength(text: string, encoding: string): number {
  if (encoding === 'utf-8') return Buffer.byteLength(text);
  if (encoding !== 'gb18030') return text.length * 2;
  let bytes = 0;
  for (const letter of text) bytes += letter < '\u0080' ? 1 : twoBytes().has(letter) ? 2 : 4;
  return bytes;
}

let pairs: Set<string> | null = null;
/** The characters that have two bytes in GB18030; all others but ASCII have four. */
function twoBytes(): Set<string> {
  if (pairs) return pairs;
  const decoder = new TextDecoder('gb18030');
  pairs = new Set();
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      if (trail !== 0x7f) pairs.add(decoder.decode(Uint8Array.of(lead, trail)));
    }
  }
  return pairs;
}
