// The example operations with which the playground opens.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Example } from './example.ts';

/**
 * Reads one example per `*.graphql` file, in the order of their names. A file begins with comments in English and in Chinese, one of them
 * may be `# audience: clerk`; it may have variables in a file beside it: `lend.graphql`, `lend.variables.json`.
 */
export async function readExamples(folder: string): Promise<Example[]> {
  const names = await readdir(folder).catch(ifAbsent([]));
  const operations = names.filter((name) => name.endsWith('.graphql')).toSorted();
  return Promise.all(operations.map((name) => readExample(folder, name)));
}

async function readExample(folder: string, file: string): Promise<Example> {
  const query = await readFile(join(folder, file), 'utf8');
  const variablesFile = join(folder, file.replace(/\.graphql$/, '.variables.json'));
  const variables = await readFile(variablesFile, 'utf8').catch(ifAbsent(undefined));
  const audience = /^#\s*audience:\s*(\w+)/m.exec(query)?.[1];
  const [, kind = 'query', name = file] = /^(query|mutation|subscription)\s+(\w+)/m.exec(query) ?? [];
  return {
    name,
    kind: kind as Example['kind'],
    query,
    about: aboutOf(query),
    ...(variables === undefined ? {} : { variables }),
    ...(audience === undefined ? {} : { audience }),
  };
}

/** The comments before the operation: a line that begins with a Chinese character is the Chinese one. */
function aboutOf(query: string): Example['about'] {
  const comments = (/^(?:#.*\n)*/.exec(query)?.[0] ?? '').split('\n').map((line) => line.replace(/^#\s*/, ''));
  const lines = comments.filter((line) => line !== '' && !line.startsWith('audience:'));
  const [en, zh] = [lines.filter((line) => !isChinese(line)).join(' '), lines.filter(isChinese).join('')];
  return { en: en || zh, zh: zh || en };
}

function isChinese(line: string): boolean {
  return /^\p{Script=Han}/u.test(line);
}

function ifAbsent<T>(value: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === 'ENOENT') return value;
    throw error;
  };
}
