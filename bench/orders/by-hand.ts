// The same order by hand: the steps of the product, and its commits, in prepared SQL over the same four databases, at the same time where
// the product does things at the same time, and in no more statements than it. The rules are the product's own functions.
import { createHash, randomUUID } from 'node:crypto';
import type pg from 'pg';
import { itemOwner } from '../../lib/owners.ts';
import { type Facts, judge, judgeReader, netFenOf, type ReaderFacts } from '../../lib/rules/judge.ts';
import { type Rule, type RuleSet, type RulesInForce, rulesInForce } from '../../lib/rules/rules.ts';
import { addDays, dayOf } from '../../lib/shanghai.ts';
import { maskName } from '../../subgraphs/lending/readers.ts';
import { type Pools, type Row, rows, transaction } from '../pools.ts';
import { listPriceFen, type Order } from './plan.ts';

/** Submits an order and carries it to LENT. */
export async function submit(pools: Pools, input: Order): Promise<void> {
  const now = new Date();
  const day = dayOf(now);
  const { bookstores, central, lending } = pools;
  const [store] = await rows(bookstores, storeSql, [`store:${input.store}`, input.idempotencyKey, input.store, day]);
  if (!store || store['earlier']) throw new Error('no such store, or an order of before');
  const [[book], [card]] = await Promise.all([
    rows(central, 'select id, isbn, title, class_number from book where id = $1', [input.bookId]),
    rows(lending, 'select id from reader where card = $1', [input.card]),
  ]);
  if (!book || !card) throw new Error('no such book or card');
  const order = {
    id: randomUUID(),
    bookId: input.bookId,
    card: input.card,
    storeId: input.store,
    payer: store['payer'] as string,
    netFen: netFenOf(listPriceFen, store['rate_basis_points']),
    rateBasisPoints: store['rate_basis_points'] as number,
    classNumber: book['class_number'] as string,
    now,
    day,
  };
  await transaction(bookstores, async (client) => {
    await rows(client, insertOrderSql, [...orderValues(order, input), randomUUID()]);
    await rows(client, transitionSql, [order.id, now, null, 'SUBMITTED', 'ADMIN', input.store]);
    await rows(client, addResumeSql, [JSON.stringify({ id: order.id }), `resumeOrder:${order.id}`]);
  });

  const judged = await gather(pools, order);
  await rows(bookstores, `update purchase_lend_order set reserving = true where id = $1 and phase = 'GATHERING'`, [
    order.id,
  ]);
  const items = pools[itemOwner(order.payer)];
  const [, , item] = await Promise.all([
    reservePurchase(central, order, judged),
    reserveLoan(lending, order, judged),
    reserveItem(items, order),
  ]);
  const [decided] = await rows(bookstores, decideSql, decisionValues(order, judged, item));
  if (!decided) throw new Error('too late');
  const dueDate = judged.dueDate;
  await Promise.all([
    confirmPurchase(central, order.id, now),
    confirmItem(items, order.id, dueDate),
    confirmLoan(lending, { orderId: order.id, itemId: item.itemId, dueDate, now }),
  ]);
  await transaction(bookstores, async (client) => {
    await rows(client, 'select id, status, phase, round from purchase_lend_order where id = $1 for update', [order.id]);
    await rows(client, offerSql, [randomUUID(), order.storeId, order.bookId, null, listPriceFen, now]);
    await rows(client, transitionSql, [order.id, now, 'SUBMITTED', 'LENT', 'SYSTEM', input.store]);
    await rows(client, endSql, [order.id, now]);
    await rows(client, 'delete from graphile_worker._private_jobs where key = $1 and locked_at is null', [
      `resumeOrder:${order.id}`,
    ]);
  });
}

export interface OrderRow {
  id: string;
  bookId: string;
  card: string;
  storeId: string;
  payer: string;
  netFen: number;
  rateBasisPoints: number;
  classNumber: string;
  now: Date;
  day: string;
}

export interface Judged {
  facts: Facts;
  inForce: RulesInForce;
  readerId: string;
  readerName: string;
  readerType: string;
  dueDate: string;
}

export const orderValues = (order: OrderRow, input: Order): unknown[] => [
  order.id,
  `store:${order.storeId}`,
  input.idempotencyKey,
  createHash('sha256').update(JSON.stringify(input)).digest('base64url'),
  order.storeId,
  order.bookId,
  order.classNumber,
  listPriceFen,
  order.rateBasisPoints,
  order.netFen,
  order.payer,
  order.card,
  order.now,
];

const decisionValues = (order: OrderRow, judged: Judged, item: { itemId: string; barcode: string }): unknown[] => [
  order.id,
  judged.readerId,
  judged.readerName,
  JSON.stringify(judged.inForce.terms),
  judged.dueDate,
  JSON.stringify([]),
  JSON.stringify(judged.facts),
  judged.readerType,
  JSON.stringify(judged.inForce.sets),
  JSON.stringify([item.itemId]),
  JSON.stringify([item.barcode]),
];

async function gather(pools: Pools, { bookId, payer, card, day, now, netFen }: OrderRow): Promise<Judged> {
  const [[central], districts, [reader]] = await Promise.all([
    rows(pools.central, centralFactsSql, [bookId, payer, Number(day.slice(0, 4)), day, now]),
    rows<{ library: string; held: number; available: number }>(pools.districts, heldSql, [bookId]),
    rows(pools.lending, readerSql, [card, bookId, day, day.slice(0, 4), addDays(day, -366)]),
  ]);
  return judgeAll({ central, districts, reader, payer, day, netFen });
}

/** Judges by the product's rules. @throws Error for a purchase that does not pass */
export function judgeAll({
  central,
  districts,
  reader,
  payer,
  day,
  netFen,
}: {
  central: Row | undefined;
  districts: { library: string; held: number; available: number }[];
  reader: Row | undefined;
  payer: string;
  day: string;
  netFen: number;
}): Judged {
  if (!central || !reader) throw new Error('no such book or reader');
  const held = [...(central['held'] as { library: string; held: number; available: number }[]), ...districts];
  const ofPayer = held.find(({ library }) => library === payer);
  const facts: Facts = {
    channel: 'COUNTER',
    day,
    listPriceFen,
    items: 1,
    book: {
      year: central['year'],
      classNumber: central['class_number'],
      format: central['format'],
      volumes: central['volumes'],
    },
    payer,
    nextContract: null,
    netFen,
    payerHeld: ofPayer?.held ?? 0,
    payerSlots: central['payer_slots'],
    cityHeld: held.reduce((sum, count) => sum + count.held, 0),
    citySlots: central['city_slots'],
    payerAvailable: ofPayer?.available ?? 0,
    countAgeHours: null,
    fundFreeFen: Number(central['free_fen']),
    inStock: true,
    reader: readerFactsOf(reader),
  };
  const sets = (central['rule_sets'] as RuleSet[]).map((set) => ({
    ...set,
    library: (set.library as string) === 'network' ? null : set.library,
  }));
  const inForce = rulesInForce(sets, { library: payer, channel: 'COUNTER', readerType: reader['type'], day });
  const { failures, verdict } = judge(facts, inForce.rules.values());
  if (verdict !== 'PASS') throw new Error(`refused: ${JSON.stringify(failures)}`);
  return {
    facts,
    inForce,
    readerId: reader['id'],
    readerName: maskName(reader['name']),
    readerType: reader['type'],
    dueDate: addDays(day, inForce.terms.loanDays),
  };
}

async function reservePurchase(pool: pg.Pool, order: OrderRow, { facts, inForce }: Judged): Promise<void> {
  const { id, bookId, payer, netFen, now, day } = order;
  await transaction(pool, async (client) => {
    // Of a slot that another one has made this moment the next statement knows.
    while ((await rows(client, lockSlotSql, [bookId])).length === 0);
    const [taken] = await rows(
      client,
      `with its_fund as (select id, allocated_fen - encumbered_fen - expended_fen as free from fund
         where library_id = $2 and year = $3 for update)
       select earlier.state as earlier, slots.payer, slots.city, its_fund.id as fund_id, its_fund.free
       from (${slotsSql}) as slots left join purchase as earlier on earlier.id = $4 left join its_fund on true`,
      [bookId, payer, Number(day.slice(0, 4)), id],
    );
    const cap = (code: 'COPY_CAP' | 'CITY_COPY_CAP') => inForce.rules.get(code)?.limit ?? Number.MAX_SAFE_INTEGER;
    const isWithin =
      facts.payerHeld + Number(taken?.['payer']) + 1 <= cap('COPY_CAP') &&
      facts.cityHeld + Number(taken?.['city']) + 1 <= cap('CITY_COPY_CAP');
    if (!taken || taken['earlier'] || !isWithin || Number(taken['free']) < netFen) throw new Error('not reserved');
    await rows(client, takeSql, [id, bookId, payer, taken['fund_id'], netFen, now]);
  });
}

async function reserveLoan(pool: pg.Pool, order: OrderRow, { facts, inForce }: Judged): Promise<void> {
  const { id, card, bookId, day, now } = order;
  await transaction(pool, async (client) => {
    const [reader] = await rows(client, 'select * from reader where card = $1 for update', [card]);
    if (!reader) throw new Error('no reader');
    const [history] = await rows(
      client,
      `select (select state from loan_claim where id = $6) as earlier, own.* from (${historySql('$1')}) as own`,
      [reader['id'], bookId, day, day.slice(0, 4), addDays(day, -366), id],
    );
    if (!history || history['earlier']) throw new Error('reserved before');
    const purchase = { day, items: 1, listPriceFen: facts.listPriceFen };
    const own = readerFactsOf({ ...reader, ...history });
    const failures = judgeReader(own, purchase, inForce.rules.values() as Iterable<Rule>);
    if (failures.length > 0) throw new Error(JSON.stringify(failures));
    await rows(client, reserveLoanSql, [id, reader['id'], bookId, listPriceFen, now]);
  });
}

async function reserveItem(pool: pg.Pool, order: OrderRow): Promise<{ itemId: string; barcode: string }> {
  const [branch] = await rows(pool, branchSqls[itemOwner(order.payer)], [order.payer]);
  const values = [order.payer, order.bookId, `${order.classNumber}/待编`, branch?.['id'], order.id];
  const [item] = await rows(
    pool,
    `with claimed as (insert into item_claim (id, state) values ($5, 'HELD')) ${itemSql}`,
    values,
  );
  return { itemId: item?.['id'] ?? '', barcode: item?.['barcode'] ?? '' };
}

async function confirmPurchase(pool: pg.Pool, orderId: string, now: Date): Promise<void> {
  const [confirmed] = await rows(
    pool,
    `with confirmed as (
       update purchase set state = 'CONFIRMED' where id = $1 and state = 'RESERVED' returning fund_id, net_fen
     ), spent as (
       update fund set encumbered_fen = encumbered_fen - net_fen, expended_fen = expended_fen + net_fen
       from confirmed where fund.id = fund_id
     ), entries as (
       insert into ledger_entry (fund_id, order_id, step, account, fen, at)
       select fund_id, $1, 'EXPENDED', account, fen, $2::timestamptz from confirmed
       cross join lateral (values ('ENCUMBERED', -net_fen), ('EXPENDED', net_fen)) as side (account, fen)
     )
     select 1 from confirmed`,
    [orderId, now],
  );
  if (!confirmed) throw new Error('nothing to confirm');
}

async function confirmItem(pool: pg.Pool, orderId: string, dueDate: string): Promise<void> {
  await rows(
    pool,
    `with confirmed as (update item_claim set state = 'CONFIRMED' where id = $1 and state = 'HELD'), lent as (
       update item set status = 'ON_LOAN', due_date = $2 where purchase_order_id = $1 and status = 'ON_ORDER'
       returning library_id, book_id
     )
     insert into holdings_change (library_id, book_id) select library_id, book_id from lent`,
    [orderId, dueDate],
  );
}

async function confirmLoan(
  pool: pg.Pool,
  { orderId, itemId, dueDate, now }: { orderId: string; itemId: string; dueDate: string; now: Date },
): Promise<void> {
  const [running] = await rows(
    pool,
    `with running as (
       update loan set item_id = $2, due_date = $3, started_at = $4, status = 'ACTIVE'
       where order_id = $1 and status = 'RESERVED' and not exists (select from item_return where item_id = $2) returning id
     ), confirmed as (update loan_claim set state = 'CONFIRMED' where id = $1 and state = 'HELD')
     select 1 from running`,
    [orderId, itemId, dueDate, now],
  );
  if (!running) throw new Error('no loan to confirm');
}

/** What the rules look at of a reader, from a row of `readerSql`. */
export function readerFactsOf(row: Row): ReaderFacts {
  return {
    openLoans: row['open_loans'],
    ownQuota: row['loan_quota'],
    overdue: row['overdue'],
    suspended: row['suspended'],
    creditOnly: row['credit_only'],
    band: row['band'],
    outstanding: row['outstanding'],
    yearSpentFen: row['year_spent'],
    taken: row['taken'],
    recent: row['recent'] ?? [],
  };
}

export const storeSql = `select payer, rate_basis_points, (
    select phase from purchase_lend_order where organisation = $1 and idempotency_key = $2) as earlier
  from store join contract on contract.store_id = store.id and $4 between valid_from and valid_to
  where store.id = $3 order by valid_from desc, contract.id limit 1`;

export const insertOrderSql = `insert into purchase_lend_order (id, organisation, idempotency_key, content_hash, channel, status, phase,
    deadline, lease_until, store_id, book_id, class_number, list_price_fen, rate_basis_points, net_fen, payer, card, items, round,
    submitted_by, submitted_at, lease_holder)
  values ($1, $2, $3, $4, 'COUNTER', 'SUBMITTED', 'GATHERING', clock_timestamp() + interval '3 seconds',
    clock_timestamp() + interval '4 seconds', $5, $6, $7, $8, $9, $10, $11, $12, 1, 0, 'admin', $13, $14)`;

export const transitionSql = `insert into purchase_transition (order_id, at, "from", "to", actor, store_id)
  values ($1, $2, $3, $4, $5, $6)`;

const addResumeSql = `insert into graphile_worker._private_jobs (task_id, payload, run_at, max_attempts, key)
  select id, $1::json, now() + interval '5 seconds', 100, $2 from graphile_worker._private_tasks
  where identifier = 'resumeOrder' on conflict (key) do nothing`;

export const addReportSql = 'insert into holdings_change (library_id, book_id) values ($1, $2)';

const decideSql = `update purchase_lend_order set phase = 'COMMITTING', reader_id = $2, reader_name = $3, terms = $4, due_date = $5,
    flags = $6, facts = $7, reader_type = $8, rule_sets = $9, item_ids = $10, item_barcodes = $11
  where id = $1 and phase = 'GATHERING' and clock_timestamp() < deadline returning id`;

const endSql = `update purchase_lend_order set status = 'LENT', outcome = 'SUPPLIED', phase = 'DONE', lent_at = $2 where id = $1`;

export const offerSql = `insert into offer (id, store_id, book_id, isbn, list_price_fen, stock, received, adjusted, sold, in_flight,
    as_of, sample)
  values ($1, $2, $3, $4, $5, 0, 0, 1, 1, 0, $6, false)
  on conflict (store_id, book_id) do update set stock = greatest(offer.stock - 1, 0), sold = offer.sold + 1,
    as_of = greatest(offer.as_of, excluded.as_of), list_price_fen = excluded.list_price_fen,
    adjusted = offer.adjusted + case when offer.stock > 0 then 0 else 1 end`;

export const slotsSql = `select coalesce(sum(taken) filter (where payer = $2), 0)::int as payer, coalesce(sum(taken), 0)::int as city
  from (select payer, greatest(copies - (select count(*) from slot_release where order_id = purchase.id), 0) as taken
    from purchase where book_id = $1 and state <> 'RELEASED') as slot`;

export const heldSql = `select * from (select library_id as library,
    (count(*) filter (where status not in ('LOST', 'WITHDRAWN') and (purchase_order_id is null or slot_released)))::int as held,
    (count(*) filter (where status = 'AVAILABLE'))::int as available
  from item where book_id = $1 group by 1) as counts where held > 0 or available > 0`;

/** Book, slots, held copies, what libraries last said, fund and rule sets: one row. */
export const centralFactsSql = `select year, class_number, format, volumes, slots.payer as payer_slots, slots.city as city_slots,
    (select coalesce(json_agg(counts), '[]') from (${heldSql}) as counts) as held,
    (select coalesce(json_agg(known), '[]') from (
      select library.id as library, coalesce(held, 0) as held, coalesce(available, 0) as available,
        greatest(known.as_of, report.as_of) as "asOf"
      from library left join known_holdings as known on known.library_id = library.id and known.book_id = $1
      left join library_report as report on report.library_id = library.id
      where known.as_of is not null or report.as_of is not null order by position) as known) as last_known,
    (select allocated_fen - encumbered_fen - expended_fen from fund where library_id = $2 and year = $3) as free_fen,
    (select coalesce(json_agg(json_build_object('id', id, 'library', library, 'channel', channel, 'readerType', reader_type,
        'validFrom', valid_from, 'version', version, 'rules', rules, 'terms', terms)), '[]')
      from rule_set where library in ('network', $2) and valid_from <= $4 and created_at <= $5) as rule_sets
  from book, (${slotsSql}) as slots where id = $1`;

const historySql = (
  readerId: string,
): string => `select (count(*) filter (where status = 'ACTIVE' and due_date < $3))::int as overdue,
      (count(*) filter (where bought and status <> 'RETURNED'))::int as outstanding,
      coalesce(sum(list_price_fen) filter (where bought and left(bought_on, 4) = $4), 0)::int as year_spent,
      coalesce(bool_or(bought and book_id = $2), false) as taken,
      array_agg(bought_on order by bought_on) filter (where bought and bought_on > $5) as recent
    from (select *, channel = 'PURCHASE' and status <> 'RELEASED' as bought,
        to_char(requested_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as bought_on
      from loan where reader_id = ${readerId}) as loans`;

export const readerSql = `select reader.*, own.* from reader cross join lateral (${historySql('reader.id')}) as own where card = $1`;

const reserveLoanSql = `with claimed as (insert into loan_claim (id, state) values ($1, 'HELD')), counted as (
    update reader set open_loans = open_loans + 1 where id = $2)
  insert into loan (id, order_id, volume, reader_id, book_id, status, channel, list_price_fen, requested_at)
  values ($1, $1, 1, $2, $3, 'RESERVED', 'PURCHASE', $4, $5)`;

const lockSlotSql = `with made as (insert into copy_slot (book_id) values ($1) on conflict do nothing returning 1),
  locked as (select 1 from copy_slot where book_id = $1 for update)
  select 1 from made union all select 1 from locked`;

const takeSql = `with taken as (
    insert into purchase (id, book_id, payer, fund_id, copies, net_fen, state) values ($1, $2, $3, $4, 1, $5, 'RESERVED')
    returning fund_id, net_fen
  ), promised as (update fund set encumbered_fen = encumbered_fen + net_fen from taken where fund.id = fund_id)
  insert into ledger_entry (fund_id, order_id, step, account, fen, at)
  select fund_id, $1, 'ENCUMBERED', account, fen, $6::timestamptz from taken
  cross join lateral (values ('FREE', -net_fen), ('ENCUMBERED', net_fen)) as side (account, fen)`;

export const ledgerSql = `insert into ledger_entry (fund_id, order_id, step, account, fen, at)
  values ($1, $2, $3, $4, $5, $8), ($1, $2, $3, $6, $7, $8)`;

const branchSqls = {
  central: `select id from branch where library_id = $1 and kind = 'MAIN'`,
  districts: 'select acquisition_branch_id as id from member where library_id = $1',
};

export const itemSql = `insert into item (id, library_id, barcode, book_id, call_number, call_number_sort, branch_id, location, status,
    claim_id, purchase_order_id, volume, catalogued, sample)
  select $1 || ':' || number, $1, number, $2, $3::text, $3::text, $4, '采编部', 'ON_ORDER', $5, $5, 1, false, false
  from (select 'P' || lpad(nextval('item_barcode')::text, 9, '0') as number) as next returning id, barcode`;
