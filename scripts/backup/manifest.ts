// What a backup says of itself, and whether it is still what it says.
import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/** The file that is written last: a folder without one is no backup. */
export const manifestName = 'manifest.json';
/** In a backup: the files of the server, and its password. */
export const clusterFolder = 'postgres';
export const passwordFile = 'postgres.password';

export interface BackedUpFile {
  /** In the folder of the backup, with slashes. */
  path: string;
  bytes: number;
  sha256: string;
}

export interface Manifest {
  format: 1;
  startedAt: string;
  /** The one moment of all databases: what was acknowledged before is in it. */
  consistentAt: string;
  /** The major version of PostgreSQL. */
  postgres: string;
  bytes: number;
  /** SHA-256 of keys/privacy.key, which is not in the backup and which its data needs; null where there was none. */
  privacyKey: string | null;
  files: BackedUpFile[];
}

type Warn = (sentence: string) => void;

/**
 * The backup in a folder, or the newest one in a folder of backups.
 * @throws Error when there is none, or its manifest is not one
 */
export function findBackup(folder: string, warn: Warn = console.error): { path: string; manifest: Manifest } {
  if (!statSync(folder, { throwIfNoEntry: false })) throw new Error(`There is no folder ${folder}.`);
  const own = readManifest(folder);
  if (own) return { path: folder, manifest: own };
  const newest = backupsIn(folder, warn).at(-1);
  if (!newest) {
    throw new Error(
      `There is no backup in ${folder}: neither ${manifestName} nor a folder with one. See npm run backup.`,
    );
  }
  return newest;
}

/** The whole backups in a folder, the oldest first. What a backup that was ended has left is not looked at, other folders are warned of if they have a manifest. */
export function backupsIn(folder: string, warn: Warn = console.error): { path: string; manifest: Manifest }[] {
  const found = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.endsWith('.partial'))
    .flatMap(({ name }) => {
      const path = join(folder, name);
      try {
        const manifest = readManifest(path);
        return manifest ? [{ path, manifest }] : [];
      } catch (error) {
        warn(`${error instanceof Error ? error.message : String(error)} It is passed over.`);
        return [];
      }
    });
  return found.toSorted((a, b) => a.manifest.startedAt.localeCompare(b.manifest.startedAt));
}

/** What is not as the backup says, a sentence each; nothing when it is whole. Reads every file. */
export async function problemsOf(
  path: string,
  manifest: Manifest,
  onBytes: (bytes: number) => void = () => {},
): Promise<string[]> {
  const problems: string[] = [];
  for (const file of manifest.files) {
    const sha256 = await hashOfFile(join(path, file.path)).catch((error: NodeJS.ErrnoException) => error);
    if (sha256 instanceof Error) problems.push(`${file.path} cannot be read: ${sha256.code ?? sha256.message}.`);
    else if (sha256 !== file.sha256) problems.push(`${file.path} has changed.`);
    onBytes(file.bytes);
  }
  const known = new Set([manifestName, ...manifest.files.map((file) => file.path)]);
  const more = filesUnder(path).filter((each) => !known.has(each));
  return [...problems, ...more.map((each) => `${each} is not of this backup.`)];
}

/** The files under a folder, with slashes. */
export function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

export async function hashOfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  return hash.digest('hex');
}

/**
 * Null where there is none.
 * @throws Error with a sentence that names the file, when it cannot be read or is no manifest of this format
 */
function readManifest(folder: string): Manifest | null {
  const file = join(folder, manifestName);
  if (!statSync(file, { throwIfNoEntry: false })) return null;
  let manifest: unknown;
  try {
    manifest = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`, {
      cause: error,
    });
  }
  if (isManifest(manifest)) return manifest;
  throw new Error(`${file} is not the manifest of a backup, or of one by another release.`);
}

function isManifest(value: unknown): value is Manifest {
  if (typeof value !== 'object' || value === null) return false;
  const { format, startedAt, consistentAt, postgres, bytes, files } = value as Partial<Record<keyof Manifest, unknown>>;
  return (
    format === 1 &&
    [startedAt, consistentAt, postgres].every((text) => typeof text === 'string') &&
    typeof bytes === 'number' &&
    Array.isArray(files) &&
    files.every(isFile)
  );
}

function isFile(value: unknown): value is BackedUpFile {
  const { path, bytes, sha256 } = (value ?? {}) as Partial<Record<keyof BackedUpFile, unknown>>;
  // It is written where it says: below the folder that is restored.
  const isBelow = typeof path === 'string' && !path.startsWith('/') && !path.split('/').includes('..');
  return isBelow && typeof bytes === 'number' && typeof sha256 === 'string';
}
