import { type ParseArgsConfig, parseArgs } from 'node:util';
import { connect, type Shelfgraph } from '../sdk/index.ts';

/** Who asks, where, and what an example has besides. */
export type Options<Name extends string> = Partial<Record<Name, string>> & { url: string; client: Shelfgraph };

/**
 * Where the network is and who asks, and what an example has besides; `--help` prints all of the usage and ends. What was called wrongly is told
 * in one line with the usage's first, and ends the program with the exit code 2.
 */
export function readOptions<Name extends string>(usage: string, names: readonly Name[] = []): Options<Name> {
  const [first = ''] = usage.split('\n');
  try {
    const own = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
    const values = parse({ url: { type: 'string' }, token: { type: 'string' }, help: { type: 'boolean' }, ...own });
    if (values['help']) {
      console.log(
        `${usage}\n\n  --url URL      the network (http://localhost:4000/graphql, or SHELFGRAPH_URL)\n  --token TOKEN  who asks (SHELFGRAPH_TOKEN)\n  --help         this text`,
      );
      process.exit();
    }
    const given = values as Partial<Record<Name | 'url' | 'token', string>>;
    const url = given.url ?? process.env['SHELFGRAPH_URL'] ?? 'http://localhost:4000/graphql';
    const token = given.token ?? process.env['SHELFGRAPH_TOKEN'] ?? '';
    // Somebody waits at the desk: once more, and then it is off line.
    return { ...given, url, client: connect({ url, token, attempts: 2 }) };
  } catch (error) {
    console.error(`${(error as Error).message}\n${first}`);
    process.exit(2);
  }
}

function parse(options: NonNullable<ParseArgsConfig['options']>): Record<string, unknown> {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (positionals.length > 0) {
    throw new Error(
      `“${positionals.join(' ')}”请在程序启动后键入。Start the program first, then type "${positionals.join(' ')}" as a line.`,
    );
  }
  return values;
}
