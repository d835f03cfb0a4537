// `npm run seed`: fills empty databases, or restores the first state with --reset.
import { subgraphNames } from '../schema/sdl.ts';
import { command, configured } from './command.ts';
import { openDatabases } from './databases.ts';

const usage = `Usage: npm run seed -- [options]

Migrates the four databases and fills those that are empty: the recorded network and a sample around it (【样例】).

  --reset      remove everything and fill again
  --data DIR   data of the embedded PostgreSQL (.data, or SHELFGRAPH_DATA); stop Shelfgraph on it first
  --help       this text`;

const words = { restored: 'restored', filled: 'filled', unchanged: 'has data, nothing changed' };

await command(usage, { reset: { type: 'boolean' }, data: { type: 'string' } }, async (values) => {
  const databases = await openDatabases(configured(values), { log: console.log });
  try {
    // The code of the network is read when it is needed: not to explain the command.
    const { fillDatabase } = await import('./seed/fill.ts');
    for (const name of subgraphNames) {
      const filling = await fillDatabase(name, databases.urls[name], { reset: values['reset'] === true });
      console.log(`${name}: ${words[filling]}`);
    }
  } finally {
    await databases.stop();
  }
});
process.exit();
