// `npm run config`: what is in effect, where each value comes from, and whether a process would start with it.
import { readEnvironment } from '../lib/env.ts';
import { readSettings, shown } from '../lib/setting-sources.ts';
import { settings, settingsInMarkdown } from '../lib/settings.ts';
import { command } from './command.ts';

const width = Math.max(...settings.map(({ name }) => name.length));
const listed = settings
  .map(({ name, type, default: fallback, isSecret }) => {
    const without = fallback === null ? '' : ` (${fallback})`;
    return `  ${name.padEnd(width)}  ${type}${without}${isSecret ? ' *' : ''}`;
  })
  .join('\n');

const usage = `Usage: npm run config -- [--print | --check | --markdown]

Tells the configuration that this environment gives. A value in the environment wins over the file that SHELFGRAPH_CONFIG names
(NAME=value a line), and that over the default.

  --print      what is in effect and where it comes from; secrets are not shown (the default)
  --check      whether a process would start with it: exit code 1 and everything that is wrong
  --markdown   the table of docs/operators.md
  --help       this text

Settings, what may stand there, and (the default). Those with * are secrets: NAME_FILE may name a file that holds one.

${listed}`;

const options = { print: { type: 'boolean' }, check: { type: 'boolean' }, markdown: { type: 'boolean' } } as const;

await command(usage, options, async (values) => {
  if (values['markdown']) {
    console.log(settingsInMarkdown());
  } else if (values['check']) {
    const { gatewayProcessReaders } = await import('../gateway/setting-readers.ts');
    readEnvironment(process.env, gatewayProcessReaders);
    console.log('The configuration is good.');
  } else {
    print();
  }
});

/** Also what is wrong is shown, as far as it can be read: to see why. */
function print(): void {
  const { values, problems } = readSettings(process.env);
  for (const { name, default: fallback } of settings) {
    const set = values.get(name);
    const value = set ? shown(name, set.value) : (fallback ?? '—');
    console.log(`${name.padEnd(width)}  ${value}  (${set?.source ?? 'default'})`);
  }
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}
