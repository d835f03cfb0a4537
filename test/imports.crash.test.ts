// SIGKILL while a file is imported: after the restart it goes on from its last batch, and what is there in the end is what an import
// without a kill has left. A small file here; LONG=1 makes it a large one, killed often. A network that is stopped ends the batch first.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { issueToken } from '../gateway/auth/development.ts';
import { loadOrCreateKeys } from '../gateway/keys.ts';
import { writeIso2709 } from '../lib/marc/iso2709.ts';
import { type SubgraphName, subgraphNames } from '../schema/sdl.ts';
import { randomSequence } from '../scripts/seed/random.ts';
import { until } from './ask.ts';
import type { TestDatabase } from './database.ts';
import { ended, readersOf, send } from './imports.ts';
import { inDatabase } from './in-database.ts';
import { takingOwnTokens } from './issuer.ts';
import { librarian, seededDatabases } from './network.ts';
import { freePort, startProcess, type TestProcess } from './process.ts';
import { madeFile, madeRecord } from './samples.ts';

const isLong = Boolean(process.env['LONG']);
const count = isLong ? 20_000 : 1_000;
const kills = isLong ? 20 : 1;
const who = librarian('NJ-JN');
const random = randomSequence(Number(process.env['SEED'] ?? 7));

let databases: Record<SubgraphName, TestDatabase>;
let dataDir: string;
let port: number;

beforeAll(async () => {
  databases = await seededDatabases();
  dataDir = mkdtempSync(join(tmpdir(), 'shelfgraph-imports-'));
  port = await freePort();
});
afterAll(async () => {
  await Promise.all(Object.values(databases).map((database) => database.drop()));
  rmSync(dataDir, { recursive: true, force: true });
});

test('an import that is killed again and again ends as if it had not been', {
  timeout: isLong ? 1_800_000 : 150_000,
}, async () => {
  const keys = await loadOrCreateKeys(dataDir);
  const endpoint = {
    url: `http://127.0.0.1:${port}`,
    token: () => issueToken(keys.tokenPrivateKey, who, { ttl: 3_600 }),
  };
  // Every hundredth record is broken.
  const broken = Buffer.concat([writeIso2709(madeRecord(0)).subarray(0, 120), Buffer.of(0x1d)]);
  const file = Buffer.concat(
    Array.from({ length: count / 100 }, (_, index) => [madeFile(99, 1 + index * 99), broken]).flat(),
  );
  let network = await start();
  const { body } = await send(endpoint, who, '/imports?library=NJ-JN&name=k.mrc', { method: 'POST', body: file });
  const { id } = body.import;
  const killedAt: number[] = [];
  for (let kill = 0; kill < kills; kill++) {
    const before = killedAt.at(-1) ?? 0;
    await expect
      .poll(async () => (await stateOf(endpoint, id)).records.read, { timeout: 60_000, interval: 10 })
      .toBeGreaterThan(before);
    await pause(random() * 60);
    const readers = readersOf(network.pid);
    expect(readers).toHaveLength(1);
    await network.kill('SIGKILL');
    // Nothing is left of it.
    await until('its reader has ended', async () => !readers.some((reader) => existsSync(`/proc/${reader}`)));
    network = await start();
    killedAt.push((await stateOf(endpoint, id)).records.read);
  }
  expect(killedAt[0]).toBeLessThan(count);
  try {
    const state = await ended(endpoint, who, id, isLong ? 600_000 : 60_000);
    const good = (count / 100) * 99;
    expect(state).toMatchObject({
      state: 'DONE',
      records: { read: count, added: good, changed: 0, unchanged: 0, rejected: count / 100 },
      items: { read: good, rejected: 0 },
    });
    expect(await rows('central', `select count(*)::int as count from bib_record where library_id = 'NJ-JN'`)).toEqual([
      { count: good },
    ]);
    expect(
      await rows(
        'central',
        'select count(*)::int as count, count(distinct record_number)::int as numbers from import_reject',
      ),
    ).toEqual([{ count: count / 100, numbers: count / 100 }]);
    expect(
      await rows(
        'districts',
        `select count(*)::int as count, count(distinct record_id)::int as records from item where id like 'NJ-JN:T%'`,
      ),
    ).toEqual([{ count: good, records: good }]);
    // What a second import finds to do says what the first has left undone.
    const again = await send(endpoint, who, '/imports?library=NJ-JN&name=k.mrc', { method: 'POST', body: file });
    expect(await ended(endpoint, who, again.body.import.id, isLong ? 600_000 : 60_000)).toMatchObject({
      records: { added: 0, changed: 0, unchanged: good },
      items: { added: 0, changed: 0, unchanged: good },
    });
  } finally {
    await network.kill('SIGTERM');
  }
});

test('an import in a network that is stopped goes on after the next start, and counts everything once', {
  timeout: 150_000,
}, async () => {
  const keys = await loadOrCreateKeys(dataDir);
  const endpoint = {
    url: `http://127.0.0.1:${port}`,
    token: () => issueToken(keys.tokenPrivateKey, who, { ttl: 3_600 }),
  };
  const lines = 1_500;
  let network = await start();
  const { body } = await send(endpoint, who, '/imports?library=NJ-JN&name=t.mrc', {
    method: 'POST',
    body: madeFile(lines, 500_000),
  });
  const { id } = body.import;
  await expect
    .poll(async () => (await stateOf(endpoint, id)).records.read, { timeout: 60_000, interval: 10 })
    .toBeGreaterThan(0);
  network.signal('SIGTERM');
  expect(await network.ended).toBe(0);
  const [stopped] = (await rows(
    'central',
    `select state, record_number as done, written_number as written from import_run where id = '${id}'`,
  )) as [{ state: string; done: number; written: number }];
  expect(stopped.state).toBe('RUNNING');
  expect(stopped.done).toBeLessThan(lines);
  // No batch is half done.
  expect(stopped.written).toBe(stopped.done);
  network = await start();
  try {
    expect(await ended(endpoint, who, id, 60_000)).toMatchObject({
      state: 'DONE',
      records: { read: lines, added: lines, changed: 0, unchanged: 0, rejected: 0 },
      items: { read: lines, added: lines, changed: 0, unchanged: 0, rejected: 0 },
    });
  } finally {
    await network.kill('SIGTERM');
  }
});

async function stateOf(endpoint: { url: string; token: () => Promise<string> }, id: string) {
  return (await send(endpoint, who, `/imports/${id}`)).body.import;
}

async function start(): Promise<TestProcess> {
  const environment = Object.fromEntries(
    subgraphNames.map((name) => [`DATABASE_URL_${name.toUpperCase()}`, databases[name].url]),
  );
  const network = startProcess('scripts/start.ts', ['--port', String(port), '--data', dataDir], {
    ...environment,
    ...(await takingOwnTokens(dataDir)),
  });
  await network.said('Shelfgraph is ready');
  return network;
}

function rows(name: SubgraphName, sql: string): Promise<unknown[]> {
  return inDatabase(databases[name].url, sql);
}
