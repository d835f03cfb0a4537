// The bytes of a file, unpacked where it is compressed, from any place on.
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { isGzip } from './format.ts';

/** A file that cannot be read past some place, however often it is tried. */
export class SourceError extends Error {
  override name = 'SourceError';
}

export interface FileSource {
  /** The bytes from an offset on, of the file as it was sent, in any pieces; ends with the file. */
  read: (from: number) => AsyncIterable<Uint8Array>;
  /** So many bytes may come of a compressed file. */
  limitBytes: number;
}

/**
 * The bytes of a file as it is unpacked, from an offset on. A compressed one is unpacked from its beginning.
 * @throws SourceError where it is damaged, or unpacks to more than the limit
 */
export async function* unpackedFrom({ read, limitBytes }: FileSource, from: number): AsyncGenerator<Uint8Array> {
  if (!(await isCompressed(read))) {
    yield* read(from);
    return;
  }
  let passed = 0;
  for await (const chunk of unpacked(read(0))) {
    const skipped = Math.max(0, Math.min(chunk.length, from - passed));
    passed += chunk.length;
    if (passed > limitBytes) {
      throw new SourceError(
        `解压后超过 ${limitBytes} 字节的上限。The file unpacks to more than ${limitBytes} bytes, which is the limit: cut it into several.`,
      );
    }
    if (skipped < chunk.length) yield chunk.subarray(skipped);
  }
}

/** The first bytes of a file as it was sent. */
export async function firstBytes(read: FileSource['read']): Promise<Buffer> {
  for await (const chunk of read(0)) return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  return Buffer.alloc(0);
}

async function isCompressed(read: FileSource['read']): Promise<boolean> {
  return isGzip(await firstBytes(read));
}

async function* unpacked(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const packed = Readable.from(source, { objectMode: false, highWaterMark: 64 * 1024 });
  const gunzip = createGunzip();
  packed.on('error', (error) => gunzip.destroy(error));
  try {
    yield* packed.pipe(gunzip) as AsyncIterable<Buffer>;
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (!code.startsWith('Z_')) throw error;
    throw new SourceError(
      `压缩文件已损坏，其后无法读取。The compressed file is damaged and cannot be read further: ${message}. Send it again.`,
    );
  } finally {
    packed.destroy();
    gunzip.destroy();
  }
}
