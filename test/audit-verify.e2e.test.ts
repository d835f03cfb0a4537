// 核验: whatever is done to the chain is found, with the entry where it begins; by the command too, while the network runs.
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyChain } from '../lib/audit/verify.ts';
import { type SubgraphName, subgraphNames } from '../schema/sdl.ts';
import { sampleCard } from '../scripts/seed/readers.ts';
import { rows } from './ask.ts';
import { sealAll, verified } from './audit.ts';
import { commandsOf } from './docs-blocks.ts';
import { openTestNetwork, type TestNetwork } from './network.ts';
import { historiesOf } from './privacy.ts';
import { startProcess } from './process.ts';

let network: TestNetwork;
let histories: ReturnType<typeof historiesOf>;
/** An entry without and one with something that can be erased. */
let middle = 0;
let hidden = 0;

const of = <Row = Record<string, unknown>>(name: SubgraphName, sql: string, values: unknown[] = []) =>
  rows<Row>(network.subgraphs[name], sql, values);

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false });
  histories = historiesOf(network);
  for (let courier = 0; courier < 3; courier++) {
    const code = `C${randomUUID().slice(0, 8).toUpperCase()}`;
    await of(
      'lending',
      `insert into courier (id, name, secret, created_at, secret_at) values (?, '快递', 's', now(), now())`,
      [code],
    );
    await of('lending', `update courier set name = '别的' where id = ?`, [code]);
    await histories.had(sampleCard(20 + courier));
  }
  await sealAll(network);
  const [first] = await of<{ seq: string }>(
    'lending',
    `select seq from audit_entry where table_name = 'courier' and op = 'UPDATE' order by audit_entry.seq limit 1`,
  );
  const [last] = await of<{ entry: string }>(
    'lending',
    `select entry from audit_value where part = 'row' and erased_by is null order by audit_value.entry desc limit 1`,
  );
  middle = Number(first?.seq);
  hidden = Number(last?.entry);
});
afterAll(() => network[Symbol.asyncDispose]());

/** The values for a statement that has `?` where it had `$1`. */
const repeated = (text: string, given: unknown[]) =>
  [...text.matchAll(/\$(\d)/g)].map(([, position]) => given[Number(position) - 1]);

describe('verify finds', () => {
  /** What the walk says when something was done, which is undone again. */
  async function after(sql: string, values: unknown[] = []) {
    const em = network.subgraphs.lending.orm.em.fork();
    await em.begin();
    for (const one of sql.split(';')) await em.execute(one, one.includes('?') ? values : []);
    // The walk looks from within the transaction, which nobody else sees.
    const query = async (text: string, given: unknown[] = []) => ({
      rows: await em.execute(text.replace(/\$\d/g, '?'), repeated(text, given)),
    });
    try {
      return (await verifyChain({ query } as never, { subgraph: 'lending' })).misfit;
    } finally {
      await em.rollback();
    }
  }

  test('nothing where nothing was done', async () => {
    expect(await after('select 1')).toBeNull();
    expect(middle).toBeGreaterThan(1);
    expect(hidden).toBeGreaterThan(1);
  });

  test('an entry that was changed, with its table, key and time', async () => {
    expect(
      await after(`update audit_entry set content = replace(content, '"快递"', '"别家"') where seq = ?`, [middle]),
    ).toMatchObject({
      seq: middle,
      what: 'HASH',
      table: 'courier',
      key: expect.stringMatching(/^C[0-9A-F]/),
      at: expect.stringMatching(/^\d{4}-.*Z$/),
      expected: expect.stringMatching(/^[0-9a-f]{64}$/),
      found: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  test('a column beside the entry that was changed', async () => {
    expect(await after(`update audit_entry set key = 'C-none' where seq = ?`, [middle])).toMatchObject({
      seq: middle,
      what: 'COLUMNS',
    });
  });

  test('an entry that was deleted', async () => {
    expect(await after('delete from audit_entry where seq = ?', [middle])).toMatchObject({
      seq: middle,
      what: 'MISSING',
    });
    expect(await after('delete from audit_entry where seq = 1')).toMatchObject({ seq: 1, what: 'MISSING' });
  });

  test('entries that changed places', async () => {
    const swap = `update audit_entry set seq = -seq where seq in (?, ${middle + 1})`;
    expect(
      await after(`${swap};update audit_entry set seq = ${2 * middle + 1} + seq where seq < 0`, [middle]),
    ).toMatchObject({ seq: middle, what: 'HASH' });
  });

  test('an entry that was put in', async () => {
    expect(
      await after(
        `update audit_entry set seq = -seq where seq >= ?;update audit_entry set seq = 1 - seq where seq < 0;insert into audit_entry select seq - 1, at, table_name, key, op, content, hash from audit_entry where seq = ${middle + 1}`,
        [middle],
      ),
    ).toMatchObject({ seq: middle + 1, what: 'HASH' });
    expect(
      await after(
        'insert into audit_entry select max(seq) + 2, now(), $$x$$, $$x$$, $$INSERT$$, $$x$$, $$x$$ from audit_entry',
      ),
    ).toMatchObject({ what: 'MISSING' });
  });

  test('a value that was changed, deleted, emptied or put in', async () => {
    const at = { seq: hidden };
    expect(await after(`update audit_value set value = '{}' where entry = ?`, [hidden])).toMatchObject({
      ...at,
      what: 'VALUE',
    });
    expect(await after('delete from audit_value where entry = ?', [hidden])).toMatchObject({
      ...at,
      what: 'VALUE_MISSING',
    });
    expect(await after('update audit_value set value = null, salt = null where entry = ?', [hidden])).toMatchObject({
      ...at,
      what: 'VALUE_MISSING',
    });
    expect(
      await after('update audit_value set value = null, salt = null, erased_by = entry + 1 where entry = ?', [hidden]),
    ).toMatchObject({ ...at, what: 'VALUE' });
    expect(
      await after(`insert into audit_value (entry, part, at, salt, value) values (?, 'more', now(), '', '')`, [middle]),
    ).toMatchObject({ seq: middle, what: 'VALUE_EXTRA' });
    expect(
      await after(`insert into audit_value (entry, part, at, salt, value) values (999999, 'row', now(), '', '')`),
    ).toMatchObject({ seq: 999_999, what: 'VALUE_EXTRA' });
  });

  test('a chain that was cut off or written anew, by a head that was kept', async () => {
    const { head } = await verified(network, 'lending');
    expect((await verified(network, 'lending', { head })).misfit).toBeNull();
    expect((await verified(network, 'lending', { head: { ...head, hash: '0'.repeat(64) } })).misfit).toMatchObject({
      seq: head.seq,
      what: 'HEAD',
    });
    expect((await verified(network, 'lending', { head: { ...head, seq: head.seq + 3 } })).misfit).toMatchObject({
      seq: head.seq + 1,
      what: 'HEAD',
    });
  });

  test('the same from an entry on', async () => {
    expect(await verified(network, 'lending', { from: middle })).toMatchObject({ misfit: null });
    expect((await verified(network, 'lending', { from: 1 })).checked).toBeGreaterThan(middle);
  });
});

describe('npm run audit', () => {
  const keys = mkdtempSync(join(tmpdir(), 'shelfgraph-audit-'));
  beforeAll(() => {
    mkdirSync(join(keys, 'keys'));
    writeFileSync(join(keys, 'keys', 'privacy.key'), network.privacyKey.toString('base64'));
  });
  afterAll(() => rmSync(keys, { recursive: true, force: true }));
  const environment = () => ({
    SHELFGRAPH_KEYS: keys,
    ...Object.fromEntries(
      subgraphNames.map((name) => [`DATABASE_URL_${name.toUpperCase()}`, network.databaseUrls[name]]),
    ),
  });
  async function audit(...args: string[]) {
    const ran = startProcess('scripts/audit.ts', args, environment());
    return { code: await ran.ended, output: ran.output() };
  }

  test('verifies while the network runs, and tells the heads', async () => {
    await sealAll(network);
    const { head } = await verified(network, 'lending');
    const { code, output } = await audit('verify');
    expect(output.split('\n').map((line) => line.split(' ')[0])).toEqual([...subgraphNames, '']);
    expect(output).toContain(`head ${head.seq}:${head.hash}  ${head.at}`);
    expect(code).toBe(0);
    expect(await audit('verify', '--subgraph', 'lending', '--head', `${head.seq}:${'0'.repeat(64)}`)).toMatchObject({
      code: 1,
      output: expect.stringMatching(
        new RegExp(
          `^lending {2}✗ .*entry ${head.seq} does not fit.*\n.*table .*\n.*at .*\n.*expected 0{64}\n.*found .*${head.hash}`,
        ),
      ),
    });
  });

  test('warns of what is not sealed', async () => {
    await of(
      'central',
      `insert into audit_change (transaction, at, role, table_name, op, after) values (1, now() - interval '2 minutes', 'x', 'fund', 'INSERT', '{"id":"F"}')`,
    );
    expect(await audit('verify', '--subgraph', 'central')).toMatchObject({
      code: 0,
      output: expect.stringMatching(/1 changes are not sealed, the oldest of 12\d s ago/),
    });
    await sealAll(network);
  });

  test('tells what was done to a row', async () => {
    const card = sampleCard(24);
    const { id } = await histories.borrow(card);
    await sealAll(network);
    const { code, output } = await audit('list', '--table', 'loan', '--key', id);
    expect(code).toBe(0);
    expect(output).toMatch(
      new RegExp(`^lending \\d+ {2}\\d{4}-.*INSERT loan ${id}\n {4}librarian:NJ-JN:librarian@NJ-JN {2}checkOut {2}.+`),
    );
    expect(output).toContain('status: "RESERVED" → "ACTIVE"');
  });

  test('does with each line that operators are shown what it says', async () => {
    await sealAll(network);
    const { head } = await verified(network, 'lending');
    const [loan] = await of<{ id: string }>('lending', 'select id from loan where returned_at is not null limit 1');
    // What stands for what the operator has kept, and for the row in question.
    const own: Record<string, string> = {
      '"$HEAD"': `${head.seq}:${head.hash}`,
      '5121': String(head.seq),
      L0000001: loan!.id,
    };
    const text = readFileSync(new URL('../docs/operators.md', import.meta.url), 'utf8');
    const lines = commandsOf(text).filter((line) => line.startsWith('npm run audit -- ') && !line.includes('--data'));
    expect(lines.length).toBeGreaterThan(4);
    for (const line of lines) {
      const { code, output } = await audit(
        ...line
          .split(' ')
          .slice(4)
          .map((word) => own[word] ?? word),
      );
      expect({ line, code, output }).toMatchObject({
        code: 0,
        output: expect.stringMatching(line.includes('list') ? /^lending \d+ {2}/ : /完好 whole/),
      });
    }
  });

  test.each([
    [['verify', '--from', '3'], /--subgraph/],
    [['verify', '--subgraph', 'lendings'], /There is no subgraph "lendings"/],
    [['verify', '--subgraph', 'lending', '--head', '12'], /not "12"/],
    [['list', '--table', 'loan'], /--table loan --key ID/],
    [['list', '--table', 'loans', '--key', '1'], /No table "loans" is audited; there is .*loan,/],
  ])('%s is a mistake that is named', async (args, message) => {
    expect(await audit(...args)).toMatchObject({ code: 2, output: expect.stringMatching(message) });
  });
});
