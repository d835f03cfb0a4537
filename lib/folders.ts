// Folders of ours are made step by step: Node's own recursive way never ends where the system says ENOENT for a folder whose
// parent is there, as /proc and automounted file systems do.
import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder and its parents, for its owner alone; one that is there stays as it is.
 * @throws Error with a sentence that names the folder
 */
export function makeFolder(path: string): void {
  const known = statSync(path, { throwIfNoEntry: false });
  if (known?.isDirectory()) {
    return;
  }
  if (known) {
    throw new Error(`${path} is a file: choose a folder.`);
  }
  if (dirname(path) !== path) {
    makeFolder(dirname(path));
  }
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
      throw new Error(`The folder ${path} cannot be made: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  }
}
