// Bytes of texts. UTF-8 is what most systems send, GB18030 (GBK and GB2312 are in it) what Chinese ones wrote before.

export type Encoding = 'utf-8' | 'gb18030';

/** They throw at bytes that are not of their encoding; a byte order mark is a character to them. */
export const decoders: Readonly<Record<Encoding, InstanceType<typeof TextDecoder>>> = {
  'utf-8': new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }),
  gb18030: new TextDecoder('gb18030', { fatal: true }),
};

const lenient = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * The place of the first byte that is not UTF-8, of bytes that are not. The decoder puts U+FFFD where they stop making sense; what is
 * before it has as many bytes as it was read from.
 */
export function firstNotUtf8(bytes: Buffer): number {
  const text = lenient.decode(bytes);
  return Buffer.byteLength(text.slice(0, text.indexOf('\ufffd')));
}

/** UTF-8 without a character that is cut at its end. */
export function wholeCharacters(bytes: Buffer): Buffer {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? bytes.subarray(0, bytes.length - back) : bytes;
    }
  }
  return bytes;
}
