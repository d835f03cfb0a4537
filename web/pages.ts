// The pages that are built: a folder of web/ with an index.html is one.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of the pages' sources. */
export const webFolder = import.meta.dirname;

/** Where pages are built to: `manifest.json`, and a folder for each build that is named by its inputs. */
export const distFolder = join(webFolder, 'dist');

/** What was built, and of what. Written last, in one step: whoever reads it finds all files of the build. */
export interface Manifest {
  /** SHA-256 of the inputs, shortened; the name of the build's folder. */
  build: string;
  /** Files that the build was made of, from the project's folder. */
  inputs: readonly string[];
  /** Folders of pages, by name. */
  pages: readonly string[];
  /** Scripts, styles and fonts, by the end of their URL: `/assets/FILE`. */
  assets: readonly string[];
  /** Builds before this one that are kept: a page that was loaded then may still ask for their files. */
  last: readonly string[];
}

/** The folders of `source` that are pages, by name. */
export function pageFolders(source: string): string[] {
  return readdirSync(source, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(source, entry.name, 'index.html')))
    .map(({ name }) => name)
    .toSorted();
}
