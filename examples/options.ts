import { parseArgs } from 'node:util';

/** Where the network is and who asks, and what an example has besides; `--help` prints the usage and ends. */
export function readOptions<Name extends string>(usage: string, names: readonly Name[] = []) {
  const own = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  const { values } = parseArgs({
    options: { url: { type: 'string' }, token: { type: 'string' }, help: { type: 'boolean' }, ...own },
  });
  if (values['help']) {
    console.log(
      `${usage}\n\n  --url URL      the network (http://localhost:4000/graphql, or SHELFGRAPH_URL)\n  --token TOKEN  who asks (SHELFGRAPH_TOKEN)\n  --help         this text`,
    );
    process.exit();
  }
  return {
    ...(values as Partial<Record<Name, string>>),
    url: values['url'] ?? process.env['SHELFGRAPH_URL'] ?? 'http://localhost:4000/graphql',
    token: values['token'] ?? process.env['SHELFGRAPH_TOKEN'] ?? '',
  };
}
