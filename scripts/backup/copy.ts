// Copying files so that they are on the disk afterwards, and knowing what was copied.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, statfsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const pieceBytes = 256 * 1024;
/** Each file waits for the disk: several at once wait together. */
const atOnce = 16;

/** Does `work` for each, several at once. The first that fails is thrown when those that have begun are done; no other begins. */
export async function forEach<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const rest = items.values();
  const failures: unknown[] = [];
  const worker = async () => {
    for (const item of rest) {
      await work(item).catch((error: unknown) => failures.push(error));
      if (failures.length > 0) return;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  if (failures.length > 0) throw failures[0];
}

/** Copies a file as it is read now, whoever writes to it; its size and SHA-256. @throws where the target is there already */
export async function copyFile(from: string, to: string): Promise<{ bytes: number; sha256: string }> {
  const source = await open(from, 'r');
  try {
    mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
    const target = await open(to, 'wx', 0o600);
    try {
      const hash = createHash('sha256');
      const piece = Buffer.allocUnsafe(pieceBytes);
      let bytes = 0;
      for (;;) {
        const { bytesRead } = await source.read(piece, 0, pieceBytes, null);
        if (bytesRead === 0) break;
        const part = piece.subarray(0, bytesRead);
        hash.update(part);
        await target.writeFile(part);
        bytes += bytesRead;
      }
      await target.datasync();
      return { bytes, sha256: hash.digest('hex') };
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

/** Writes a small file, so that it is on the disk afterwards. */
export async function writeDown(path: string, content: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes the names in a folder last, and those in all folders below. */
export async function syncFolders(path: string): Promise<void> {
  const below = readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));
  await forEach([...below, path], syncFolder);
}

/** Makes the names in a folder last. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** @throws Error that says how much there is and how much is needed, where a folder's disk has less */
export function checkSpace(folder: string, bytes: number): void {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize > bytes) return;
  throw new Error(
    `${folder} has ${megabytes(bavail * bsize)} free; ${megabytes(bytes)} are needed. Nothing was written.`,
  );
}

/** The error of a disk that became full on the way, said as what it is; others as they are. */
export function explained(error: unknown, folder: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  return new Error(`The disk of ${folder} is full. What was begun there is removed, all else is as it was.`, {
    cause: error,
  });
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0)} MB`;
}
