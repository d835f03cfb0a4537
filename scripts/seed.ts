// `npm run seed`: fills empty databases, or restores the first state with --reset.

import { definitions } from '../gateway/network.ts';
import { openDatabase } from '../lib/database.ts';
import { subgraphNames } from '../schema/sdl.ts';
import { command, configured } from './command.ts';
import { openDatabases } from './databases.ts';
import { reseed, seedIfEmpty } from './seed/write.ts';

const usage = `Usage: npm run seed -- [options]

Migrates the four databases and fills those that are empty: the recorded network and a sample around it (【样例】).

  --reset      remove everything and fill again
  --data DIR   data of the embedded PostgreSQL (.data, or SHELFGRAPH_DATA); stop Shelfgraph on it first
  --help       this text`;

await command(usage, { reset: { type: 'boolean' }, data: { type: 'string' } }, async (values) => {
  const databases = await openDatabases(configured(values), { log: console.log });
  try {
    for (const name of subgraphNames) {
      const url = databases.urls[name];
      const orm = await openDatabase({ name, url, ...definitions[name].database });
      try {
        if (values['reset']) {
          await reseed(orm, name, new Date());
          console.log(`${name}: restored`);
        } else {
          console.log(
            `${name}: ${(await seedIfEmpty(orm, name, new Date())) ? 'filled' : 'has data, nothing changed'}`,
          );
        }
      } finally {
        await orm.close(true);
      }
    }
  } finally {
    await databases.stop();
  }
});
process.exit();
