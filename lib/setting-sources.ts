// Where the value of a setting comes from: the environment wins over the file that SHELFGRAPH_CONFIG names, the file over the
// default. A secret may lie in a file of its own, as containers' platforms hand them out.
import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { settingByName, settings } from './settings.ts';

type Variables = Record<string, string | undefined>;

/** A setting that has a value, and where it is from: `environment`, `file /etc/shelfgraph.env`, or `file /run/secrets/key`. */
export interface SetValue {
  value: string;
  source: string;
}

export interface SettingValues {
  /** By the name of the setting; those that are empty or not there have none. */
  values: ReadonlyMap<string, SetValue>;
  /** Everything that is wrong, a sentence each: unknown names, files that cannot be read, a value given twice. */
  problems: string[];
}

/** Reads what is set, by the environment and the files that it names. Whether a value is good is for `readEnvironment` to say. */
export function readSettings(env: Variables): SettingValues {
  const problems: string[] = [];
  const file = env['SHELFGRAPH_CONFIG'];
  const layers = [
    ...(file ? [{ variables: readConfigFile(file, problems), source: `file ${file}`, isFile: true }] : []),
    { variables: env, source: 'environment', isFile: false },
  ];
  const values = new Map<string, SetValue>();
  for (const { variables, source, isFile } of layers) {
    problems.push(...unknownNames(variables, isFile).map((sentence) => `${isFile ? `${file}: ` : ''}${sentence}`));
    for (const { name, isSecret } of settings) {
      const secretFile = isSecret ? variables[`${name}_FILE`] : undefined;
      if (secretFile && variables[name]) {
        problems.push(`${name} and ${name}_FILE are both set (${source}): give one of them.`);
      } else if (secretFile) {
        const value = readSecret(name, secretFile, problems);
        if (value) values.set(name, { value, source: `file ${secretFile}` });
      } else if (variables[name]) {
        values.set(name, { value: variables[name], source });
      }
    }
  }
  return { values, problems };
}

/**
 * Puts into the environment of this process what the files say, so that whoever reads a variable, here or in a process that is started
 * from here, finds it. Secrets' files are then named no more: their values stand in the variables.
 * @returns everything that is wrong with the names and the files
 */
export function takeSettings(env: Variables = process.env): string[] {
  const { values, problems } = readSettings(env);
  for (const [name, { value, source }] of values) {
    if (source === 'environment') continue;
    env[name] = value;
    delete env[`${name}_FILE`];
  }
  return problems;
}

/** A value as it may be shown: of a secret nothing but the URL of a database, of URLs neither who signs in by them nor what is a key by its name. */
export function shown(name: string, value: string): string {
  const { isSecret = false, type = '' } = settingByName.get(name) ?? {};
  const isDatabase = /^postgres(ql)?:/.test(value) && URL.canParse(value);
  if (isSecret && !isDatabase) return '***';
  const urls = type.startsWith('URL') ? [value] : value.split(/([\s"',])/);
  const withoutUsers = isDatabase ? withoutPassword(value) : urls.map(withoutUser).join('');
  return withoutUsers.replaceAll(/(?<=[?&][^=&\s"]*(?:key|token|secret|pass|auth|sig)[^=&\s"]*=)[^&\s"]*/gi, '***');
}

function withoutUser(url: string): string {
  const at = url.lastIndexOf('@');
  const scheme = url.indexOf('://');
  const start = scheme >= 0 && scheme < at ? scheme + 3 : 0;
  return at < 0 ? url : `${url.slice(0, start)}***${url.slice(at)}`;
}

function withoutPassword(value: string): string {
  const url = new URL(value);
  if (url.password) url.password = '***';
  return url.href;
}

function readConfigFile(file: string, problems: string[]): Variables {
  try {
    const text = readFileSync(file, 'utf8');
    // Node passes over what it cannot read, and the setting would be missing without a word.
    const lines = text.replaceAll(/(?<==\s*)(["'`])[^]*?\1/g, '""').split('\n');
    for (const [index, line] of lines.entries()) {
      if (/^\s*(#.*|(export\s+)?\w+\s*=.*)?$/.test(line)) continue;
      problems.push(`${file}:${index + 1} is neither NAME=value nor a comment.`);
    }
    return parseEnv(text);
  } catch (error) {
    problems.push(`SHELFGRAPH_CONFIG names a file that cannot be read: ${(error as Error).message}.`);
    return {};
  }
}

function readSecret(name: string, file: string, problems: string[]): string | undefined {
  try {
    const value = readFileSync(file, 'utf8').trim();
    if (value === '') problems.push(`${name}_FILE names a file that is empty: ${file}.`);
    return value;
  } catch (error) {
    problems.push(`${name}_FILE names a file that cannot be read: ${(error as Error).message}.`);
    return undefined;
  }
}

/** In the environment others have their variables too: there only names that begin like ours can be wrong. */
const ours = /^(SHELFGRAPH_|DATABASE_URL_|SUBGRAPH_URL_)/;

function unknownNames(variables: Variables, isFile: boolean): string[] {
  const names = Object.keys(variables).filter((name) => (isFile || ours.test(name)) && !settingByName.has(name));
  return names.map((name) => {
    const near = nearest(name);
    return `There is no setting ${name}${near ? `; did you mean ${near}?` : '. npm run config -- --help lists all.'}`;
  });
}

/** The known name that differs least, by a third at most of the letters after a beginning that many share; of a secret's file that is none, the setting. */
function nearest(name: string): string | undefined {
  const withoutFile = name.replace(/_FILE$/, '');
  if (settingByName.has(withoutFile)) return withoutFile;
  const known = Array.from(settingByName.keys(), (each) => ({ each, distance: distanceOf(name, each) }));
  const [first] = known.toSorted((a, b) => a.distance - b.distance);
  return first && first.distance <= Math.ceil(name.replace(ours, '').length / 3) ? first.each : undefined;
}

/** Letters that are put in, left out or changed (Levenshtein). */
function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      next.push(Math.min((row[j] ?? 0) + (letter === other ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
