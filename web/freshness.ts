// Whether what was built is of the sources that are there. A build of all pages takes seconds, this a few milliseconds.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { distFolder, type Manifest, pageFolders, webFolder } from './pages.ts';

const root = resolve(webFolder, '..');

/** What every build depends on beside the modules of the pages: the versions of packages, and how pages are built. */
const commonInputs = ['package-lock.json', 'web/build.ts', 'web/pages.ts', 'web/tsconfig.json'];

/** The paths of inputs, from the project's folder: those of every build, and modules that the build has met. */
export function inputsOf(modules: readonly string[]): string[] {
  return [...new Set([...commonInputs, ...modules.map((file) => relative(root, file))])].toSorted();
}

/** SHA-256 of the names of the pages and the content of the inputs; undefined when one is gone. */
export function hashOf(inputs: readonly string[], source: string): string | undefined {
  const hash = createHash('sha256').update(JSON.stringify(pageFolders(source)));
  for (const file of inputs) {
    const path = join(root, file);
    if (!existsSync(path)) return undefined;
    hash.update(`\0${file}\0`).update(readFileSync(path));
  }
  return hash.digest('hex').slice(0, 16);
}

/** What was built last; undefined when nothing was. */
export function readManifest(dist = distFolder): Manifest | undefined {
  try {
    const manifest = JSON.parse(readFileSync(join(dist, 'manifest.json'), 'utf8')) as Manifest;
    return existsSync(join(dist, manifest.build)) ? manifest : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the pages are built of the sources that are there now. */
export function isFresh({ source = webFolder, dist = distFolder } = {}): boolean {
  const manifest = readManifest(dist);
  return manifest !== undefined && hashOf(manifest.inputs, source) === manifest.build;
}
