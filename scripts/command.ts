// What the commands share: options, one clear message for what goes wrong, an orderly end.
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { type Configuration, portOf, readEnvironment } from '../lib/env.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

/** Options as they were given; those that may be given several times as lists. */
export type OptionValues = Record<string, string | boolean | (string | boolean)[] | undefined>;

/** A mistake in how a command was called; its message is for the user, the exit code is 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/**
 * Runs a command: what it throws becomes one message and the exit code 1, or 2 for a mistake in calling it.
 * @param choices words of which one may be given; it comes to `run` as `choice`
 */
export async function command(
  usage: string,
  options: Options,
  run: (values: OptionValues) => Promise<void>,
  choices: readonly string[] = [],
) {
  try {
    const { values: given, positionals } = parse(options, usage, choices.length > 0);
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
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(error instanceof UsageError ? 2 : 1);
  }
}

/** The configuration of the environment, with `--data` and `--port` over it. */
export function configured(values: OptionValues): Configuration & { port: number } {
  const environment = readEnvironment();
  const dataDir = typeof values['data'] === 'string' ? resolve(values['data']) : environment.dataDir;
  const keysDir = process.env['SHELFGRAPH_KEYS'] ? environment.keysDir : dataDir;
  const port = typeof values['port'] === 'string' ? portOf(values['port']) : (environment.port ?? 4000);
  if (port === null) {
    throw new UsageError(`--port is a number from 1 to 65535, not "${String(values['port'])}".`);
  }
  return { ...environment, dataDir, keysDir, port };
}

/** @throws Error that names the port and the flag to change it, when something listens there */
export async function checkPort(host: string, port: number, run: string): Promise<void> {
  const server = createServer();
  await new Promise<void>((free, taken) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const other = port < 65_000 ? port + 1 : port - 1;
      taken(
        new Error(
          error.code === 'EADDRINUSE'
            ? `Port ${port} is in use by another program. Choose another one: ${run} -- --port ${other}`
            : `Cannot listen on ${host}:${port}: ${error.message}. Choose another port: ${run} -- --port ${other}`,
        ),
      );
    });
    server.listen(port, host, free);
  });
  await new Promise((closed) => server.close(closed));
}

/** Resolves at the first of these signals. A further one, a second later or more, ends the process at once. */
export function endRequested(signals: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP']): Promise<void> {
  return new Promise((end) => {
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

function parse(options: Options, usage: string, allowPositionals: boolean) {
  try {
    return parseArgs({ options: { ...options, help: { type: 'boolean', short: 'h' } }, allowPositionals });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
}
