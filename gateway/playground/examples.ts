// The example operations with which the playground opens.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Example {
  query: string;
  variables?: string;
  /** Who may run it; absent when everybody may. */
  audience?: string;
}

/**
 * Reads one example per `*.graphql` file, in the order of their names. A file may begin with comments, one of them
 * `# audience: clerk`, and may have variables in a file beside it: `lend.graphql`, `lend.variables.json`.
 */
export async function readExamples(folder: string): Promise<Example[]> {
  const names = await readdir(folder).catch(ifAbsent([]));
  const operations = names.filter((name) => name.endsWith('.graphql')).toSorted();
  return Promise.all(operations.map((name) => readExample(folder, name)));
}

async function readExample(folder: string, name: string): Promise<Example> {
  const query = await readFile(join(folder, name), 'utf8');
  const variablesFile = join(folder, name.replace(/\.graphql$/, '.variables.json'));
  const variables = await readFile(variablesFile, 'utf8').catch(ifAbsent(undefined));
  const audience = /^#\s*audience:\s*(\w+)/m.exec(query)?.[1];
  return { query, ...(variables === undefined ? {} : { variables }), ...(audience === undefined ? {} : { audience }) };
}

function ifAbsent<T>(value: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === 'ENOENT') return value;
    throw error;
  };
}
