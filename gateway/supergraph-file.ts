// The file that a supergraph lies in. Whatever is wrong with it becomes one sentence that begins with its name.
import { readFile } from 'node:fs/promises';
import { SupergraphError } from './supergraph.ts';

/**
 * Reads a file and hands its text to `use`.
 * @throws Error that names the file, when it cannot be read or `use` throws SupergraphError
 */
export async function readSupergraphFile<Result>(
  path: string,
  use: (sdl: string) => Promise<Result> | Result,
): Promise<Result> {
  try {
    return await use(await textOf(path));
  } catch (error) {
    if (!(error instanceof SupergraphError)) throw error;
    throw new Error(`The supergraph ${path} cannot be served. ${error.message}`, { cause: error });
  }
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reasons: Record<string, string> = {
      ENOENT: 'There is no such file.',
      EACCES: 'It may not be read.',
      EISDIR: 'It is a folder.',
    };
    throw new SupergraphError(reasons[code ?? ''] ?? message, { cause: error });
  }
}
