// What a file is, seen from its first bytes, through gzip where it is compressed.
import { constants, gunzipSync } from 'node:zlib';
import { type DetectedFormat, FormatError, formatOf, headBytes, isGzip } from './format.ts';

/**
 * The format of a file.
 * @param bytes its first ones, up to a part
 * @throws FormatError for what is no import, in Chinese and English
 */
export function detectFormat(bytes: Buffer): DetectedFormat {
  if (!isGzip(bytes)) return { format: formatOf(bytes.subarray(0, headBytes)), isGzip: false };
  const inside = unpackedHead(bytes);
  if (isGzip(inside)) {
    throw new FormatError('文件被压缩了两次。The file is compressed twice: unpack it once.');
  }
  return { format: formatOf(inside), isGzip: true };
}

function unpackedHead(bytes: Buffer): Buffer {
  // So few bytes unpack to what fits here a thousand times over.
  const few = bytes.subarray(0, headBytes);
  try {
    const whole = gunzipSync(few, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: headBytes * 1_100 });
    return whole.subarray(0, headBytes);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new FormatError(`压缩文件已损坏。The file begins as gzip and cannot be unpacked: ${why}. Send it again.`);
  }
}
