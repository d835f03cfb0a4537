// 个人数据: what a reader exports is everything that the databases keep about the reader, column by column; nobody else gets it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SubgraphName, subgraphNames } from '../schema/sdl.ts';
import { sampleCard } from '../scripts/seed/readers.ts';
import { ask, codes, rows } from './ask.ts';
import { runJobs } from './jobs.ts';
import { admin, clerk, hidden, librarian, openTestNetwork, reader, type TestNetwork } from './network.ts';
import { makeNew } from './new-books.ts';
import { address } from './orders.ts';
import { parcelsOf } from './parcels.ts';
import { otherTables, personalData } from './personal-data.ts';
import { historiesOf } from './privacy.ts';

let network: TestNetwork;
let now = new Date('2026-11-23T02:00:00Z');
const card = sampleCard(1);
let id = '';

const addressParts = 'recipient phone province city district street';
const orderParts = `id channel status outcome isbn items itemBarcodes dueDate submittedAt occurredAt dueAt courier trackingNumber
  liable store { id } book { id } listPrice { fen } payer { id } flags failures { code limit actual eligibleFrom }
  transitions { at from to actor reason } deliveryAddress { ${addressParts} } addressLooks { by at }`;
const page = (fields: string) => `{ totalCount pageInfo { hasNextPage endCursor } nodes { ${fields} } }`;

const exportQuery = `query ($card: String!) { reader(card: $card) { export {
  card asOf
  profile { id card name type band bandAsOf bandSource bandStale suspended suspendedReason suspendedUntil birthDay guardian
    consentAt creditOnly loanQuota openLoans reminders }
  notices(first: 10) ${page('id kind day state attempts createdAt sentAt lastError book { id } loan { id } hold { id }')}
  addresses { id savedAt address { ${addressParts} } }
  loans(first: 10) ${page(`orderId volume again listPrice { fen } address { ${addressParts} }
    loan { id status channel requestedAt startedAt dueDate backOn returnedAt renewals claimedReturnedAt policy { policyId: id }
      book { id } item { id } }
    renewals { at by dueDate idempotencyKey failures { code limit actual } }
    returns { branch { id } returnedAt }
    losses { id kind reason reportedAt outcome settledReason settledAt amount { fen } }`)}
  loanRequests(first: 10) ${page(`id channel organisation idempotencyKey outcome policyId tariffId startedAt dueDate requestedAt
    failures { code limit actual } book { id } item { id } branch { id }`)}
  holds(first: 10) ${page(`idempotencyKey number served passedOver
    hold { id state placedAt suspendedUntil shelfUntil endedAt book { id } item { id } pickup { id } loan { id } }`)}
  parcels(first: 10) ${page(`requestKey dueAt closedAt addressErasedAt
    parcel { id direction status trackingNumber createdAt acceptedAt shippedAt endedAt liable from { id } to { id } courier { id }
      tariff { id } freight { fen } loans { id item { id } } history { event at receivedAt actor } address { ${addressParts} }
      addressLooks { by at } }`)}
  creditEvents(first: 10) ${page(`reference decidedBy
    event { id kind points at expiresOn state appeal appealedAt decision decidedAt }`)}
  purchaseSums { boughtOn copies listTotal { fen } }
  erasures(first: 10) ${page('id requestedAt state doneAt erased { kind count } kept { kind count reason until }')}
  orders(first: 10) ${page(`card readerId readerName readerType organisation idempotencyKey submittedBy addressErasedAt
    account { openLoans ownQuota overdue suspended suspendedUntil creditOnly band outstanding taken recent yearSpent { fen } }
    steps { itemId step at actor reason amount { fen } }
    order { ${orderParts} }`)}
} } }`;

/** A reader of whom there is something in every table. */
beforeAll(async () => {
  network = await openTestNetwork({ jobs: false, clock: () => now });
  const { lending, bookstores } = network.subgraphs;
  const parcels = await parcelsOf(network, () => now);
  await makeNew(network.subgraphs, ['B000011', 'B000012', 'B000013']);
  const histories = historiesOf(network);
  const own = reader(card);
  id = (await rows<{ id: string }>(lending, 'select id from reader where card = ?', [card]))[0]!.id;
  const jn = librarian('NJ-JN');

  // Sums and an erasure, from a history before.
  await histories.bought(card, 'B000011');
  await histories.erase(card);
  now = new Date(now.getTime() + 3_600_000);
  // A hold of a copy that is ready, and one that became a loan; a loan at the desk that was renewed, and one that is lost.
  await histories.send(own, 'mutation ($a: DeliveryAddressInput!) { saveAddress(address: $a) { id } }', { a: address });
  const held = await histories.borrow(sampleCard(2));
  const [copy] = await rows<{ book_id: string }>(network.subgraphs.districts, 'select book_id from item where id = ?', [
    held.itemId,
  ]);
  await histories.send(own, 'mutation ($i: PlaceHoldInput!) { placeHold(input: $i) { __typename } }', {
    i: { idempotencyKey: 'wish', bookId: copy!.book_id, pickup: { branch: 'JN-MAIN' } },
  });
  const renewed = await histories.borrow(card);
  await histories.send(own, 'mutation ($i: RenewLoanInput!) { renewLoan(input: $i) { __typename } }', {
    i: { idempotencyKey: 'renew', loan: renewed.id },
  });
  const lost = await histories.borrow(card);
  await histories.send(jn, 'mutation ($i: ItemLossInput!) { reportItemLost(input: $i) { id } }', {
    i: { idempotencyKey: 'lost', barcode: lost.barcode, library: 'NJ-JN', reason: '遗失' },
  });
  await histories.had(card);
  // A parcel that arrived.
  const sent = await parcels.accepted(card);
  await parcels.recorded(sent.parcel, 'PICKED_UP');
  await parcels.recorded(sent.parcel, 'DELIVERED');
  await parcels.parcel(sent.parcel, jn, 'address { street }');
  // Orders: one that was lent and came back, one online.
  await histories.bought(card, 'B000012');
  const { order } = await histories.orders.requestOnline(card);
  await histories.orders.done(clerk, 'confirmOrder', order.id);
  await histories.orders.done(clerk, 'shipOrder', order.id, ', courier: "顺丰", trackingNumber: "SF42"');
  await runJobs(network);
  // What takes long to come about in the product: every column of the reader's rows has a value.
  await rows(
    lending,
    `update reader set suspended_reason = '挂失', suspended_until = '2027-02-03', birth_day = '1990-02-28', guardian = '监护人甲',
       consent_at = '2026-01-02T03:04:05Z' where id = ?`,
    [id],
  );
  await rows(
    lending,
    `update loan set claimed_returned_at = '2026-11-22T01:01:01Z', back_on = '2026-11-21', list_price_fen = coalesce(list_price_fen, 4711)
     where reader_id = ?`,
    [id],
  );
  await rows(
    lending,
    `update item_loss set outcome = 'COMPENSATED', state = 'SETTLED', amount_fen = 3131, settled_reason = '赔', settled_at = now()
     where loan_id in (select id from loan where reader_id = ?)`,
    [id],
  );
  await rows(
    lending,
    `update credit_event set appeal = '我已归还', appealed_at = '2026-11-22T05:00:00Z', decision = '不同意', state = 'CONFIRMED',
       decided_at = '2026-11-22T06:00:00Z', decided_by = 'LIBRARIAN' where reader_id = ?`,
    [id],
  );
  await rows(
    lending,
    `insert into loan_address (loan_id, address) select id, '{"recipient":"收件","phone":"025-1111111","province":"p","city":"c","district":"d","street":"路1号"}'
     from loan where id = ?`,
    [renewed.id],
  );
  await rows(
    lending,
    `update hold set served = 7, suspended_until = null, shelf_until = '2026-12-12', item_id = 'NJ-JN:H' where reader_id = ?`,
    [id],
  );
  await rows(
    lending,
    `update parcel set request_key = 'pick-up', liable = 'CARRIER', closed_at = now() where reader_id = ?`,
    [id],
  );
  const [hold] = await rows<{ id: string }>(lending, 'select id from hold where reader_id = ? limit 1', [id]);
  await rows(
    lending,
    `insert into notice (id, reader_id, kind, loan_id, hold_id, subject_id, occasion, book_id, day, state, attempts, sent_at, last_error, created_at)
     values ('N1', :id, 'OVERDUE', :loan, null, :loan, '2026-11-01 1', 'B000001', '2026-11-01', 'SENT', 2, now(), 'HTTP 503', now()),
            ('N2', :id, 'HOLD_READY', null, :hold, :hold, '2026-11-02', 'B000002', '2026-11-02', 'DROPPED', 0, null, null, now())`
      .replaceAll(':id', `'${id}'`)
      .replaceAll(':loan', `'${renewed.id}'`)
      .replaceAll(':hold', `'${hold!.id}'`),
  );
  await rows(
    bookstores,
    `insert into order_item_step (order_id, item_id, step, at, actor, reason, amount_fen)
     select id, 'NJ-JL:9', 'COMPENSATED', now(), 'LIBRARIAN', '赔偿', 2929 from purchase_lend_order where id = ?`,
    [order.id],
  );
  await rows(bookstores, `update purchase_transition set reason = '读者要求' where order_id = ? and "to" = 'SHIPPED'`, [
    order.id,
  ]);
  await rows(bookstores, `update order_address set erase_at = '2026-12-31T00:00:00Z' where order_id = ?`, [order.id]);
  await rows(bookstores, `insert into address_look (order_id, by, at) values (?, 'clerk@QINGCHUN', now())`, [order.id]);
});
afterAll(() => network[Symbol.asyncDispose]());

const exported = (person = reader(card)) => network.query(exportQuery, { card }, person);

/** Every value of an answer, under the name of its field. */
function valuesOf(answer: unknown, name = '', found = new Map<string, Set<string>>()): Map<string, Set<string>> {
  if (Array.isArray(answer)) {
    for (const one of answer) valuesOf(one, name, found);
  } else if (answer && typeof answer === 'object') {
    for (const [field, value] of Object.entries(answer)) {
      valuesOf(value, field === 'id' || field === 'fen' ? `${name}.${field}` : field, found);
      // A loan's own id stands under `loan`, a price under its name.
      if (field === 'id' || field === 'fen') valuesOf(value, name, found);
      if (field === 'id') valuesOf(value, 'id', found);
    }
  } else if (answer !== null && answer !== undefined) {
    found.set(name, (found.get(name) ?? new Set()).add(String(answer)));
  }
  return found;
}

/** A value of a column as the graph writes it; objects as their parts. */
function asShown(value: unknown): string[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap(asShown);
  if (value instanceof Date) return [value.toISOString()];
  if (typeof value === 'object') return Object.values(value).flatMap(asShown);
  return [String(value)];
}

describe('the register of personal data', () => {
  test.each(subgraphNames)('has every table of %s, and every column of those with personal data', async (name) => {
    const columns = await rows<{ table: string; column: string }>(
      network.subgraphs[name],
      `select table_name as table, column_name as column from information_schema.columns
       where table_schema = 'public' and table_name <> 'migration'`,
    );
    const known = personalData[name] ?? {};
    const expected = Object.groupBy(columns, ({ table }) => table);
    const tables = [...Object.keys(known), ...Object.keys(otherTables[name])];
    expect(tables.toSorted()).toEqual(Object.keys(expected).toSorted());
    for (const [table, { shown, left }] of Object.entries(known)) {
      const listed = [...Object.keys(shown), ...Object.keys(left)];
      expect(listed.toSorted(), table).toEqual(expected[table]!.map(({ column }) => column).toSorted());
    }
  });
});

describe('an export', () => {
  test.each(
    Object.entries(personalData).flatMap(([name, tables]) =>
      Object.keys(tables)
        .filter((table) => Object.keys(tables[table]!.shown).length > 0)
        .map((table) => [name as SubgraphName, table] as const),
    ),
  )('of %s shows every value of %s', async (name, table) => {
    const { of, shown } = personalData[name]![table]!;
    const subgraph = network.subgraphs[name];
    const spender = subgraph
      .contextOf({ identity: { role: 'service', subgraph: name }, requestId: 'test' })
      .pseudonym('spender', card);
    const values: Record<string, string> = { id, card, spender };
    const sql = of.replace(/:(\w+)/g, (_, key: string) => `'${values[key]}'`);
    const kept = await rows(subgraph, `select to_jsonb(it) as row from "${table}" as it where ${sql}`);
    expect(kept.length, `a row of ${table}`).toBeGreaterThan(0);
    const answer = await exported();
    expect(answer.errors).toBeUndefined();
    const found = valuesOf(answer.data.reader.export);
    const all = new Set([...found.values()].flatMap((each) => [...each]));
    const isShown = (field: string, value: string) =>
      found.get(field)?.has(value) ||
      (/[{:]|\d{4}-/.test(value) && all.has(value)) ||
      isSameMoment(found.get(field), value);
    for (const { row } of kept as { row: Record<string, unknown> }[]) {
      for (const [column, field] of Object.entries(shown)) {
        const parts = column === 'facts' ? asShown((row[column] as { reader: unknown })?.reader) : asShown(row[column]);
        for (const value of parts) {
          const isPart = typeof row[column] === 'object';
          expect(isPart ? all.has(value) : isShown(field, value), `${table}.${column} = ${value} as ${field}`).toBe(
            true,
          );
        }
      }
    }
  });

  test('has a value in nearly every column that it shows', async () => {
    const empty: string[] = [];
    for (const [name, tables] of Object.entries(personalData)) {
      for (const [table, { of, shown }] of Object.entries(tables)) {
        if (of.includes(':spender')) continue;
        const sql = of.replaceAll(':id', `'${id}'`).replaceAll(':card', `'${card}'`);
        for (const column of Object.keys(shown)) {
          const [row] = await rows(
            network.subgraphs[name as SubgraphName],
            `select 1 from "${table}" where ${sql} and "${column}" is not null limit 1`,
          );
          if (!row) empty.push(`${table}.${column}`);
        }
      }
    }
    // Each of these excludes another that is there, or belongs to a member system, or to a store that was off line.
    expect(empty.toSorted()).toEqual([
      'hold.suspended_until',
      'loan_request.started_at',
      'purchase_lend_order.liable',
      'purchase_lend_order.occurred_at',
    ]);
  });

  test('is for the reader and administrators; for others it does not exist', async () => {
    expect((await exported(admin as never)).data.reader.export.card).toBe(card);
    for (const person of [librarian('NJ-JL'), clerk]) {
      const query = 'query ($card: String!) { reader(card: $card) { export { card } } }';
      expect(codes(await network.query(query, { card }, person))).toEqual([hidden]);
      const { data } = await ask(network.subgraphs.lending, person, query, { card });
      expect(data.reader).toEqual({ export: null });
    }
    const other = await network.query(
      'query ($card: String!) { reader(card: $card) { export { card } } }',
      { card },
      reader(sampleCard(2)),
    );
    expect(codes(other)).toEqual(['FORBIDDEN']);
  });

  test('goes in pages without a gap, and without the orders when bookstores are silent', async () => {
    const seen: string[] = [];
    for (let after: string | null = null; ; ) {
      const { data } = await network.query(
        `query ($after: String) { me { reader { export { loans(first: 2, after: $after) {
          totalCount pageInfo { hasNextPage endCursor } nodes { loan { id } } } } } } }`,
        { after },
        reader(card),
      );
      const { nodes, pageInfo, totalCount } = data.me.reader.export.loans;
      seen.push(...nodes.map(({ loan }: { loan: { id: string } }) => loan.id));
      if (!pageInfo.hasNextPage) {
        expect(new Set(seen).size).toBe(totalCount);
        break;
      }
      after = pageInfo.endCursor;
    }
    expect(seen.length).toBeGreaterThan(3);
    network.silence('bookstores');
    const answer = await network.query(
      '{ me { reader { export { profile { card } orders(first: 1) { totalCount } } } } }',
      {},
      reader(card),
    );
    network.silence(null);
    expect(answer.data.me.reader.export).toEqual({ profile: { card }, orders: null });
    expect(codes(answer)).toEqual(['SUBGRAPH_UNAVAILABLE']);
  });
});

/** The database writes a moment with its offset. */
function isSameMoment(found: Set<string> | undefined, value: string): boolean {
  const time = Date.parse(value);
  return (
    !Number.isNaN(time) && /T/.test(value) && [...(found ?? [])].some((one) => Math.floor(time) === Date.parse(one))
  );
}
