// What the commands share: options, one clear message for what goes wrong, an orderly end.
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { type Configuration, portOf, readEnvironment } from '../lib/env.ts';
import type { IssuerSettings } from '../lib/issuers.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

/** Options as they were given; those that may be given several times as lists. */
export type OptionValues = Record<string, string | boolean | (string | boolean)[] | undefined>;

/** A mistake in how a command was called; its message is for the user, the exit code is 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** As a shell tells of a program that SIGPIPE has ended. */
const readerGoneCode = 141;
let isGone = false;
/** How the command ends in order, where it has to; see `endRequested`. */
let endInOrder: (() => void) | null = null;

/** Whether those who read what is printed have gone, as `head` does: there is nobody to tell more. */
export const isReaderGone = (): boolean => isGone;

/**
 * Runs a command: what it throws becomes one message and the exit code 1, or 2 for a mistake in calling it. It ends without a word, with
 * the exit code 141, when what it prints is read no more.
 * @param choices words of which one may be given; it comes to `run` as `choice`. With 'files' any words may be: `files`
 */
export async function command(
  usage: string,
  options: Options,
  run: (values: OptionValues) => Promise<void>,
  choices: readonly string[] | 'files' = [],
) {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', endWithReader);
  try {
    const { values: given, positionals } = parse(options, usage, choices.length > 0);
    if (choices === 'files') {
      if (given['help']) console.log(usage);
      else await run({ ...given, files: positionals });
      return;
    }
    const [choice] = positionals;
    if (positionals.length > 1 || (choice !== undefined && !choices.includes(choice))) {
      throw new UsageError(`There is no "${positionals.join(' ')}"; there is ${choices.join(', ')}.\n\n${usage}`);
    }
    const values = choice === undefined ? given : { ...given, choice };
    if (values['help']) {
      console.log(usage);
      return;
    }
    await run(values);
  } catch (error) {
    if (isGone) process.exit();
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(error instanceof UsageError ? 2 : 1);
  }
}

/** What was given for an option that may be given several times. */
export function listOf(value: OptionValues[string]): string[] {
  return [value ?? []].flat().map(String);
}

/** The configuration of the environment, with `--data` and `--port` over it. @throws as `readEnvironment` */
export function configured(
  values: OptionValues,
  furtherReaders: Parameters<typeof readEnvironment>[1] = [],
): Configuration & { port: number } {
  const environment = readEnvironment(process.env, furtherReaders);
  const dataDir = typeof values['data'] === 'string' ? resolve(values['data']) : environment.dataDir;
  const keysDir = process.env['SHELFGRAPH_KEYS'] ? environment.keysDir : dataDir;
  const port = typeof values['port'] === 'string' ? portOf(values['port']) : (environment.port ?? 4000);
  if (port === null) {
    throw new UsageError(`--port is a number from 1 to 65535, not "${String(values['port'])}".`);
  }
  return { ...environment, dataDir, keysDir, port };
}

/** How other commands are told of the data folder; nothing where it is the usual one. */
export function dataOption(dataDir: string): string {
  return dataDir === resolve('.data') ? '' : ` --data ${quoted(dataDir)}`;
}

/** Where a token comes from, for those who have started a network. `dataDir` is null where the databases are not embedded. */
export function tokenSource({
  dataDir,
  issuers,
}: {
  dataDir: string | null;
  issuers: readonly IssuerSettings[];
}): string {
  if (dataDir !== null) return `npm run token -- --role clerk --store QINGCHUN${dataOption(dataDir)}`;
  if (issuers.length > 0) return `from ${issuers.map(({ issuer }) => issuer).join(' or ')}`;
  return 'nobody can sign in with one: SHELFGRAPH_ISSUERS is not set (docs/operators.md)';
}

/** @throws Error that says what is wrong with the host or the port, and how to change it, when the command `run` cannot listen there */
export async function checkPort(host: string, port: number, run: string): Promise<void> {
  const server = createServer();
  await new Promise<void>((free, taken) => {
    server.once('error', (error: NodeJS.ErrnoException) => taken(new Error(explained(error, { host, port, run }))));
    server.listen(port, host, free);
  });
  await new Promise((closed) => server.close(closed));
}

function explained(
  { code, message }: NodeJS.ErrnoException,
  { host, port, run }: { host: string; port: number; run: string },
): string {
  const withPort = (other: number) =>
    `${run} -- ${[...optionsBut('--port'), '--port', String(other)].map(quoted).join(' ')}`;
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is in use by another program. Choose another one: ${withPort(port < 65_000 ? port + 1 : port - 1)}`;
    case 'EACCES':
      return `Port ${port} may not be used by you. Choose another one: ${withPort(4000)}`;
    case 'EADDRNOTAVAIL':
    case 'EAI_AGAIN':
    case 'EINVAL':
    case 'ENOTFOUND': {
      const option = run.endsWith('gateway') ? '--host or HOST' : 'HOST';
      return `${host} is not an address of this machine. Choose another one by ${option}; 127.0.0.1 is this machine alone, 0.0.0.0 all its addresses.`;
    }
    default:
      return `Cannot listen on ${host}:${port}: ${message}.`;
  }
}

/** What this command was given, without one option and its value. */
function optionsBut(option: string): string[] {
  const given = process.argv.slice(2);
  return given.filter(
    (word, index) => word !== option && given[index - 1] !== option && !word.startsWith(`${option}=`),
  );
}

/** As a shell reads it as one word. */
function quoted(word: string): string {
  return /^[\w./:=@,+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/**
 * Resolves at the first of these signals, or when what is printed is read no more. A further signal, a second later or more, ends the
 * process at once.
 */
export function endRequested(signals: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP']): Promise<void> {
  return new Promise((end) => {
    endInOrder = end;
    let askedAt: number | null = null;
    for (const signal of signals) {
      process.on(signal, () => {
        // The same wish may arrive twice, from the terminal and from npm.
        if (askedAt !== null && performance.now() - askedAt > 1_000) {
          process.exit(130);
        }
        askedAt ??= performance.now();
        end();
      });
    }
  });
}

/** Node ignores SIGPIPE, so a command learns of it from what it writes. */
function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  if (!isGone) process.on('exit', () => (process.exitCode = readerGoneCode));
  isGone = true;
  if (endInOrder) endInOrder();
  else process.exit();
}

function parse(options: Options, usage: string, allowPositionals: boolean) {
  try {
    return parseArgs({
      args: withNegativeNumbers(process.argv.slice(2), options),
      options: { ...options, help: { type: 'boolean', short: 'h' } },
      allowPositionals,
    });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const option = /--[\w-]+/.exec(message)?.[0];
    if (code !== 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE' || !option) throw new UsageError(`${message}\n\n${usage}`);
    const takesNone = options[option.slice(2)]?.type !== 'string';
    throw new UsageError(takesNone ? `${option} takes no value.` : `${option} needs a value. See --help.`);
  }
}

/** `--timeout -1` as `--timeout=-1`: that the number is wrong is for the command to say; Node takes it for an option. */
function withNegativeNumbers(args: readonly string[], options: Options): string[] {
  const joined: string[] = [];
  for (const word of args) {
    const before = joined.at(-1) ?? '';
    const isValue = /^-[\d.]/.test(word) && before.startsWith('--') && options[before.slice(2)]?.type === 'string';
    if (isValue) joined.splice(-1, 1, `${before}=${word}`);
    else joined.push(word);
  }
  return joined;
}
