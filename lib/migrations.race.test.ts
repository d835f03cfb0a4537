// A migration is applied while the release before serves: nobody is refused, and however many begin it, it is done once.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Migration } from '@mikro-orm/migrations';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { database as gateway } from '../gateway/database.ts';
import { definitions } from '../gateway/definitions.ts';
import { openTestNetwork, reader, type TestNetwork } from '../test/network.ts';
import { address } from '../test/orders.ts';
import { rollForwardProblems } from './migration-rules.ts';
import { migrate, openOrm } from './orm.ts';

class Expand extends Migration {
  override name = 'expand';
  override up(): void {
    this.addSql('alter table loan add column season text, add column rounds int not null default 0;');
    this.addSql('alter table loan add constraint loan_rounds check (rounds >= 0) not valid;');
    this.addSql('create index loan_season on loan (season) where season is not null;');
    this.addSql('create table season (id text primary key);');
  }
}

let network: TestNetwork;
beforeAll(async () => {
  network = await openTestNetwork({ timeLimitMs: 60_000 });
});
afterAll(() => network[Symbol.asyncDispose]());

test('a migration under load waits for nobody longer than a moment, and fails no request', {
  timeout: 60_000,
}, async () => {
  const { lending } = network.databaseUrls;
  const over = new AbortController();
  const failures: string[] = [];
  const answered = { before: 0, after: 0 };
  let isMigrated = false;
  const cards = ['N2026000001', 'N2026000002', 'N2026000003', 'N2026000004'];
  const asking = cards.map(async (card, client) => {
    for (let turn = 0; !over.signal.aborted; turn++) {
      const loans = await network.query(
        '{ me { reader { loans(first: 5) { nodes { id status } } } } }',
        {},
        reader(card),
      );
      const asked = await network.query(
        'mutation ($input: RequestLoanInput!) { requestLoan(input: $input) { __typename } }',
        { input: { idempotencyKey: `migration-${client}-${turn}`, bookId: 'B000002', deliveryAddress: address } },
        reader(card),
      );
      for (const { errors } of [loans, asked]) if (errors) failures.push(JSON.stringify(errors));
      answered[isMigrated ? 'after' : 'before'] += 1;
    }
  });
  await expect.poll(() => answered.before).toBeGreaterThan(cards.length);

  // A report that reads for some seconds: the change of the table has to wait for it, and others must not wait for the change.
  const report = new pg.Client({ connectionString: lending });
  await report.connect();
  await report.query('begin');
  await report.query('select count(*) from loan');
  const { entities, migrations } = definitions.lending.database;
  const all = [...migrations, { name: '29990101000000_expand', class: Expand }];
  const processes = await Promise.all(
    [1, 2].map(() => openOrm({ name: 'lending', url: lending, entities, migrations: all })),
  );
  const migrated = Promise.all(processes.map(migrate));
  const meanwhile = answered.before;
  // Longer than the change waits for a lock: it has been given up at least once, and others were answered.
  await expect.poll(() => answered.before).toBeGreaterThan(meanwhile + 3 * cards.length);
  await new Promise((done) => setTimeout(done, 1_200));
  await report.query('rollback');
  await report.end();
  await migrated;
  isMigrated = true;
  await expect.poll(() => answered.after).toBeGreaterThan(3 * cards.length);
  over.abort();
  await Promise.all(asking);

  expect(failures).toEqual([]);
  const client = new pg.Client({ connectionString: lending });
  await client.connect();
  const { rows } = await client.query("select name from migration where name like '%expand'");
  expect(rows).toHaveLength(1);
  expect((await client.query('select rounds from loan limit 1')).rows).toEqual([{ rounds: 0 }]);
  await client.end();
  await Promise.all(processes.map((orm) => orm.close(true)));
});

/** Before it nobody ran a release. */
const firstRelease = '20261124000000';

test('every migration since the first release can be applied while the release before runs', () => {
  const folders = [
    ...Object.keys(definitions).map((name) => `../subgraphs/${name}/migrations/`),
    '../gateway/migrations/',
  ];
  expect(folders).toHaveLength(Object.keys(definitions).length + 1);
  expect(gateway.migrations.length).toBeGreaterThan(0);
  const problems = folders.flatMap((each) => {
    const folder = fileURLToPath(new URL(each, import.meta.url));
    const files = readdirSync(folder).filter((file) => /^\d/.test(file) && file > firstRelease);
    return files.flatMap((file) =>
      rollForwardProblems(readFileSync(join(folder, file), 'utf8')).map((problem) => `${file}: ${problem}`),
    );
  });
  expect(problems).toEqual([]);
});
