// 审计: every change of what is decided stands in the chain, with who, what, when, before and after, why and by which request; whatever is
// done to the chain afterwards is found; and it forgets readers without a gap.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runAs } from '../lib/audit/caller.ts';
import { historyOf, type Shown } from '../lib/audit/history.ts';
import { auditTriggers } from '../lib/audit/sql.ts';
import { auditedTables, notAudited } from '../lib/audit/tables.ts';
import { transact } from '../lib/orm.ts';
import { type SubgraphName, subgraphNames } from '../schema/sdl.ts';
import { sampleCard } from '../scripts/seed/readers.ts';
import { rows } from './ask.ts';
import { sealAll, verified } from './audit.ts';
import { admin, clerk, librarian, openTestNetwork, reader, type TestNetwork } from './network.ts';
import { makeNew } from './new-books.ts';
import { personalData } from './personal-data.ts';
import { historiesOf } from './privacy.ts';
import { countStatements } from './statement-count.ts';

let network: TestNetwork;
let histories: ReturnType<typeof historiesOf>;

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false });
  histories = historiesOf(network);
  await makeNew(network.subgraphs, ['B000011', 'B000012']);
  await sealAll(network);
});
afterAll(() => network[Symbol.asyncDispose]());

const of = <Row = Record<string, unknown>>(name: SubgraphName, sql: string, values: unknown[] = []) =>
  rows<Row>(network.subgraphs[name], sql, values);

/** What is known of a row, sealed. */
async function historyIn(name: SubgraphName, table: string, key: string): Promise<Shown[]> {
  await sealAll(network);
  const client = {
    query: async (sql: string, values: string[]) => ({ rows: await of(name, sql.replace(/\$\d/g, '?'), values) }),
  };
  return historyOf(client as never, table, key);
}

const newCode = () => `C${randomUUID().slice(0, 8).toUpperCase()}`;
const registerCourier = async (id: string) => {
  const { errors } = await network.query(
    'mutation ($id: ID!) { registerCourier(id: $id, name: "快递") { courier { id } } }',
    { id },
    admin,
  );
  expect(errors).toBeUndefined();
};

describe('the tables', () => {
  test.each(subgraphNames)('of %s are audited, or it is said why not', async (name) => {
    const tables = await of<{ name: string }>(
      name,
      `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
    );
    const known = [...Object.keys(auditedTables[name]), ...Object.keys(notAudited[name])];
    expect(known.toSorted()).toEqual(tables.map((table) => table.name).toSorted());
  });

  test.each(subgraphNames)('of %s have the triggers that the list says, with all their columns', async (name) => {
    const em = network.subgraphs[name].orm.em.fork();
    const triggers = () =>
      em.execute<{ table: string }[]>(
        `select relname as table, pg_get_triggerdef(pg_trigger.oid) as trigger, prosrc as code
         from pg_trigger join pg_class on pg_class.oid = tgrelid join pg_proc on pg_proc.oid = tgfoid
         where proname like 'audit\\_capture%' order by relname, tgname`,
      );
    await em.begin();
    try {
      const found = await triggers();
      for (const [table, audited] of Object.entries(auditedTables[name])) {
        for (const sql of auditTriggers(table, audited)) await em.execute(sql);
      }
      expect(found).toEqual(await triggers());
      expect(new Set(found.map(({ table }) => table))).toEqual(new Set(Object.keys(auditedTables[name])));
    } finally {
      await em.rollback();
    }
  });

  test.each(subgraphNames)('of %s have the columns that the list names', async (name) => {
    const columns = await of<{ table: string; column: string }>(
      name,
      `select table_name as table, column_name as column from information_schema.columns where table_schema = 'public'`,
    );
    for (const [table, audited] of Object.entries(auditedTables[name])) {
      const { key, leftOut = [], reader: readers = [], personal = [], subject } = audited;
      const existing = columns.filter((column) => column.table === table).map(({ column }) => column);
      // Not every work has all columns of a workflow.
      const named = [...key, ...leftOut.filter((column) => column !== 'reserving'), ...readers, ...personal];
      expect(existing, table).toEqual(expect.arrayContaining(subject ? [...named, subject.column] : named));
    }
  });

  test('with what may be about a reader say whom', () => {
    for (const [name, tables] of Object.entries(personalData)) {
      for (const [table, { of: whose, left, shown }] of Object.entries(tables)) {
        const audited = auditedTables[name as SubgraphName][table];
        if (!audited) continue;
        const columns = [...Object.keys(left), ...Object.keys(shown)];
        const says = columns.filter((column) =>
          ['reader_id', 'card', 'reader_name', 'address', 'name'].includes(column),
        );
        const hidden = [...(audited.reader ?? []), ...(audited.personal ?? [])];
        expect(hidden, `${table}, ${whose}`).toEqual(expect.arrayContaining(says));
      }
    }
  });
});

describe('an entry', () => {
  test('says who did what, when, by which request, and what was before and after', async () => {
    const begun = Date.now();
    const id = newCode();
    await registerCourier(id);
    const [added, ...more] = await historyIn('lending', 'courier', id);
    expect(more).toEqual([]);
    expect(added).toMatchObject({ by: 'admin:admin', reason: null, before: null, after: { id, name: '快递' } });
    expect(added?.content).toMatchObject({
      op: 'INSERT',
      operation: 'registerCourier',
      request: expect.stringMatching(/.{10,}/),
    });
    expect(Date.parse(added?.content.at ?? '')).toBeGreaterThanOrEqual(begun - 1);
    expect(JSON.stringify(added)).not.toContain('secret"');
  });

  test('of a change has what was changed, and the reason', async () => {
    const card = sampleCard(20);
    const suspended = await network.query(
      'mutation ($card: String!) { suspendReader(card: $card, reason: "遗失，读者本人来电") { id } }',
      { card },
      librarian('NJ-JL'),
    );
    expect(suspended.errors).toBeUndefined();
    await sealAll(network);
    const [entry] = await of<{ content: string; value: string }>(
      'lending',
      `select content, value from audit_entry join audit_value on entry = seq where table_name = 'reader' and part = 'by' order by seq desc limit 1`,
    );
    const content = JSON.parse(entry?.content ?? '{}');
    expect(content).toMatchObject({
      by: 'librarian:NJ-JL:librarian@NJ-JL',
      operation: 'suspendReader',
      op: 'UPDATE',
      key: '§',
      reason: '§',
      before: { suspended: false, suspended_reason: null },
      after: { suspended: true, suspended_reason: '§' },
    });
    expect(JSON.parse(entry?.value ?? '{}')).toEqual({ reason: '遗失，读者本人来电' });
    expect(entry?.content).not.toContain(card);
  });

  test('of a reader names a pseudonym, in a part that can be erased', async () => {
    const card = sampleCard(21);
    const { id } = await histories.borrow(card);
    const renewed = await network.query(
      'mutation ($i: RenewLoanInput!) { renewLoan(input: $i) { __typename } }',
      { i: { idempotencyKey: randomUUID(), loan: id } },
      reader(card),
    );
    expect(renewed.data.renewLoan.__typename).toBe('LoanRenewed');
    const shown = await historyIn('lending', 'loan', id);
    const last = shown.at(-1);
    expect(last).toMatchObject({
      by: expect.stringMatching(/^reader:[\w-]{43}$/),
      before: { renewals: 0 },
      after: { renewals: 1 },
    });
    expect(last?.content).toMatchObject({ by: 'reader', operation: 'renewLoan' });
    expect(shown[0]?.after?.['reader_id']).toBe(last?.by.slice('reader:'.length));
    const whole = await of<{ text: string }>(
      'lending',
      `select string_agg(content, '') || (select string_agg(value, '') from audit_value) as text from audit_entry`,
    );
    expect(whole[0]?.text).not.toContain(card);
  });

  test('of a decision without a transaction of its own has its caller too', async () => {
    const order = await histories.orders.submitAtCounter(sampleCard(22), {
      bookId: 'B000011',
      listPrice: { fen: 20_00 },
    });
    expect(order.__typename).toBe('PurchaseLendOrderLent');
    const shown = await historyIn('bookstores', 'purchase_lend_order', order.order.id);
    expect(shown.map(({ by }) => by)).toEqual(
      shown.map(() => `clerk:${clerk.role === 'clerk' ? clerk.store : ''}:${clerk.subject}`),
    );
    expect(shown.map(({ after }) => after?.['status']).filter(Boolean)).toEqual(['SUBMITTED', 'LENT']);
    const held = await of<{ content: string }>(
      'central',
      `select content from audit_entry where table_name = 'purchase' order by seq`,
    );
    const central = held.map(({ content }) => JSON.parse(content));
    expect(central.map(({ by }) => by)).toEqual(central.map(() => 'service:bookstores'));
    expect(new Set([...central, ...shown.map(({ content }) => content)].map(({ request }) => request)).size).toBe(1);
  });

  test('of what was done by hand names the user of the database', async () => {
    const id = newCode();
    await registerCourier(id);
    await of('lending', 'update courier set name = ? where id = ?', ['别的', id]);
    expect((await historyIn('lending', 'courier', id)).at(-1)).toMatchObject({
      by: expect.stringMatching(/^database:./),
      before: { name: '快递' },
      after: { name: '别的' },
      content: { operation: null, request: null },
    });
  });

  test('is made of a table that is not known yet, with nothing of it in the chain; and whatever stands for the caller', async () => {
    for (const caller of ['nonsense', '7', '{"by":"x"}']) {
      await of(
        'lending',
        `insert into audit_change (transaction, at, caller, role, table_name, op, after)
         values (1, now(), ?, 'hand', 'tomorrow', 'INSERT', '{"id":"T1","name":"张三丰"}')`,
        [caller],
      );
    }
    const shown = await historyIn('lending', 'tomorrow', 'T1');
    expect(shown.map(({ by, content, after }) => [by, content.after?.['name'], after?.['name']])).toEqual(
      ['database:hand', 'database:hand', 'x'].map((by) => [by, '§', '张三丰']),
    );
  });

  test('is left by whoever changes a copy, and not by the lists that bring them', async () => {
    const [copy] = await of<{ id: string }>(
      'districts',
      `select id from item where status = 'AVAILABLE' order by id limit 1`,
    );
    const move = (operation: string, location: string) =>
      runAs(
        { identity: admin, requestId: 'r' },
        () => 'p',
        { operation },
        () => of('districts', 'update item set location = ? where id = ?', [location, copy!.id]),
      );
    await move('putOwnItems', '一楼');
    await move('shelveOwnItem', '二楼');
    expect(await historyIn('districts', 'item', copy!.id)).toMatchObject([
      {
        by: 'admin:admin',
        before: { location: '一楼' },
        after: { location: '二楼' },
        content: { operation: 'shelveOwnItem' },
      },
    ]);
  });

  test('is not left by what is rolled back, nor by what changes nothing', async () => {
    const id = newCode();
    const ctx = network.subgraphs.lending.contextOf({
      identity: { role: 'service', subgraph: 'lending' },
      requestId: 'r',
    });
    const insert = `insert into courier (id, name, secret, created_at, secret_at) values (?, 'x', 's', now(), now())`;
    await expect(
      transact(ctx, async (em) => {
        await em.execute(insert, [id]);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await historyIn('lending', 'courier', id)).toEqual([]);
    await of('lending', insert, [id]);
    await of('lending', 'update courier set name = name where id = ?', [id]);
    await of('lending', `update courier set secret = 'other' where id = ?`, [id]);
    expect(await historyIn('lending', 'courier', id)).toHaveLength(1);
  });

  test('is noted with what has changed, the key and whom it is about, and no more; row by row', async () => {
    const [{ id, other }] = (await of('lending', 'select min(id) as id, max(id) as other from loan')) as [
      { id: string; other: string },
    ];
    const em = network.subgraphs.lending.orm.em.fork();
    await em.begin();
    try {
      await em.execute('delete from audit_change');
      await em.execute(`update loan set renewals = case id when ? then 7 else renewals end where id in (?, ?)`, [
        id,
        id,
        other,
      ]);
      await em.execute(`update loan set tallied = not tallied where id = ?`, [id]);
      const noted = await em.execute('select op, before, after from audit_change order by id');
      const known = { id, reader_id: expect.any(String) };
      expect(noted).toEqual([
        { op: 'UPDATE', before: { ...known, renewals: expect.any(Number) }, after: { ...known, renewals: 7 } },
      ]);
    } finally {
      await em.rollback();
    }
  });

  test('has what somebody writes as it is, whatever it is', async () => {
    const reason = `it's \\ "quoted"; drop table loan; -- \n${'长'.repeat(50)}`;
    const card = sampleCard(23);
    const { errors } = await network.query(
      'mutation ($card: String!, $reason: String!) { suspendReader(card: $card, reason: $reason) { id } }',
      { card, reason },
      librarian('NJ-JL'),
    );
    expect(errors).toBeUndefined();
    await sealAll(network);
    const [kept] = await of<{ value: string }>(
      'lending',
      `select value from audit_value where part = 'by' order by entry desc limit 1`,
    );
    expect(JSON.parse(kept?.value ?? '{}')).toEqual({ reason });
  });
});

test('the chain has what many write at once, each once, the changes of a row in their order', async () => {
  const ids = Array.from({ length: 12 }, () => newCode());
  await Promise.all(ids.map(registerCourier));
  const change = async (id: string) => {
    for (let name = 1; name <= 5; name++)
      await of('lending', 'update courier set name = ? where id = ?', [String(name), id]);
  };
  // A transaction that lasts holds nothing up, and comes to its place in the end.
  const slow = network.subgraphs.lending.orm.em.fork();
  await slow.begin();
  await slow.execute(`update courier set name = 'slow' where id = ?`, [ids[0]!]);
  try {
    const writing = Promise.all(ids.slice(1).map(change));
    await Promise.all([writing, sealAll(network), sealAll(network), sealAll(network)]);
    const early = await historyIn('lending', 'courier', ids[1]!);
    expect(early).toHaveLength(6);
  } finally {
    await slow.commit();
  }
  await change(ids[0]!);
  for (const id of ids) {
    const names = (await historyIn('lending', 'courier', id)).map(({ after }) => after?.['name']);
    expect(names).toEqual(['快递', ...(id === ids[0] ? ['slow'] : []), '1', '2', '3', '4', '5']);
  }
  expect(await of('lending', 'select 1 from audit_change')).toEqual([]);
  expect(await verified(network, 'lending')).toMatchObject({ misfit: null, unsealed: { count: 0 } });
});

test('where nothing is noted, sealing is one question', async () => {
  await sealAll(network);
  const counted = countStatements();
  await sealAll(network).finally(counted.stop);
  expect(counted.sent.filter((text) => /audit_|advisory/.test(text))).toEqual(
    subgraphNames.map(() => expect.stringContaining('sealAudit')),
  );
});

describe('an erasure', () => {
  test('leaves nothing of the reader in the audit, also of what was not sealed yet; the chain is whole', async () => {
    const card = sampleCard(30);
    const [{ id }] = (await of<{ id: string }>('lending', 'select id from reader where card = ?', [card])) as [
      { id: string },
    ];
    const loan = await histories.had(card);
    await network.query(
      'mutation ($card: String!) { suspendReader(card: $card, reason: "张无忌来电") { id } }',
      { card },
      librarian('NJ-JL'),
    );
    await network.query(
      'mutation ($card: String!) { liftSuspension(card: $card) { id } }',
      { card },
      librarian('NJ-JL'),
    );
    await sealAll(network);
    const order = await histories.bought(card, 'B000012');
    const kept = await historyIn('lending', 'loan', loan);
    const pseudonym = String(kept[0]?.after?.['reader_id']);
    expect(pseudonym).toMatch(/^[\w-]{43}$/);
    await histories.had(card);
    expect((await histories.erase(card)).state).toBe('DONE');
    for (const text of [card, `"${id}"`, pseudonym, '张无忌']) {
      const places = await histories.places(text);
      expect(
        places.filter((place) => place.startsWith('audit')),
        text,
      ).toEqual([]);
    }
    for (const name of subgraphNames) expect((await verified(network, name)).misfit, name).toBeNull();
    const forgotten = await historyIn('lending', 'loan', loan);
    expect(forgotten.length).toBeGreaterThan(kept.length);
    expect(forgotten[0]?.after).toMatchObject({ id: loan, reader_id: '（已清除 erased）', status: expect.any(String) });
    const ordered = await historyIn('bookstores', 'purchase_lend_order', order);
    expect(ordered[0]?.after).toMatchObject({ card: '（已清除 erased）', idempotency_key: '（已清除 erased）' });

    // What was erased is accounted for: no more, no less.
    const [eraser] = await of<{ seq: number }>(
      'lending',
      `select seq::int as seq from audit_entry where op = 'FORGET' order by seq limit 1`,
    );
    await of(
      'lending',
      `update audit_value set salt = null, value = null, reader = null, erased_by = ? where (entry, part) =
      (select entry, part from audit_value where erased_by is null and entry < ? order by entry limit 1)`,
      [eraser!.seq, eraser!.seq],
    );
    expect((await verified(network, 'lending')).misfit).toMatchObject({ seq: eraser!.seq, what: 'ERASED' });
  });

  test('by the policy takes with a row what the audit knew of it, and old values altogether', async () => {
    const card = sampleCard(31);
    const loan = await histories.had(card);
    await of(
      'lending',
      `update loan set requested_at = now() - interval '999 days', returned_at = now() - interval '900 days' where id = ?`,
      [loan],
    );
    expect((await historyIn('lending', 'loan', loan))[0]?.after?.['reader_id']).toMatch(/^[\w-]{43}$/);
    await histories.cut();
    const shown = await historyIn('lending', 'loan', loan);
    expect(shown[0]?.after?.['reader_id']).toBe('（已清除 erased）');
    expect(shown.at(-1)).toMatchObject({ before: { reader_id: '（已清除 erased）' }, after: { reader_id: null } });
    expect((await verified(network, 'bookstores')).misfit).toBeNull();
  });
});
