// A loan and a return by hand: the steps of the product, and its commits, in prepared SQL over the same databases, at the same time
// where the product does things at the same time, and in no more statements than it. The rules are the product's own functions.
import { createHash, randomUUID } from 'node:crypto';
import type pg from 'pg';
import { itemOwner } from '../../lib/owners.ts';
import { addDays, dayOf } from '../../lib/shanghai.ts';
import { openDayFrom } from '../../subgraphs/lending/calendars.ts';
import { decidingPolicy, defaultPolicy } from '../../subgraphs/lending/policies.ts';
import {
  creditRules,
  kindOfReturn,
  lacksConsent,
  suspendedUntil,
  suspensionFailures,
} from '../../subgraphs/lending/standing.ts';
import { type Pools, type Row, rows, transaction } from '../pools.ts';
import type { Visit } from './plan.ts';

/** Lends a copy over a desk. @throws Error for a loan that a rule refuses, or a copy that is not there */
export async function lend({ central, districts, lending }: Pools, visit: Visit): Promise<void> {
  const now = new Date();
  const day = dayOf(now);
  const items = itemOwner(visit.library) === 'central' ? central : districts;
  const organisation = await organisationOf(central, visit.branch);
  const [earlier] = await rows(
    lending,
    'select id, content_hash, phase from loan_request where organisation = $1 and idempotency_key = $2',
    [organisation, visit.idempotencyKey],
  );
  if (earlier) throw new Error('lent before');
  const [[card], [item]] = await Promise.all([
    rows(lending, 'select id from reader where card = $1', [visit.card]),
    rows(items, 'select id, book_id from item where library_id = $1 and barcode = $2', [visit.library, visit.barcode]),
  ]);
  if (!card || !item) throw new Error('no such card or copy');
  const id = randomUUID();
  const reader = await transaction(lending, async (client) => {
    const [locked] = await rows(client, 'select * from reader where id = $1 for update', [card['id']]);
    const [{ overdue = 0 } = {}] = await rows<{ overdue: number }>(client, overdueSql, [card['id'], day]);
    checkReader(locked, overdue, day);
    const values = [id, organisation, visit.idempotencyKey, hashOf(visit), randomUUID(), card['id'], item['book_id']];
    await rows(client, insertRequestSql, [...values, item['id'], visit.branch, now, `resumeLoanRequest:${id}`]);
    return locked as Row;
  });

  const [open] = await rows(lending, reservingSql, [id, item['id']]);
  if (!open || open['kept']) throw new Error('kept for somebody');
  const [paged] = await rows(items, pageSql, [item['id'], id]);
  if (!paged) throw new Error('not available');
  const [[book], [terms]] = await Promise.all([
    rows(central, 'select format from book where id = $1', [item['book_id']]),
    rows(lending, termsSql, [item['id'], visit.library, day]),
  ]);
  if (terms?.['out']) throw new Error('out by what is known here');
  const scope = { library: visit.library, readerType: reader['type'], format: book?.['format'] ?? null, day };
  const policy = decidingPolicy([defaultPolicy, ...((terms?.['policies'] ?? []) as (typeof defaultPolicy)[])], scope);
  const dueDate = openDayFrom(terms?.['closings'] ?? [], addDays(day, policy?.loanDays ?? 0));
  const [decided] = await rows(lending, decideSql, [id, item['id'], visit.branch, policy?.id, dueDate]);
  if (!decided) throw new Error('too late');

  await rows(items, lendSql, [item['id'], id, dueDate]);
  const [ended] = await rows(lending, endSql, [
    id,
    item['id'],
    policy?.id,
    now,
    dueDate,
    card['id'],
    item['book_id'],
    `resumeLoanRequest:${id}`,
  ]);
  if (!ended) throw new Error('not ended');
}

/** Takes a copy back over a desk, to its shelf. */
export async function takeBack({ central, districts, lending }: Pools, visit: Omit<Visit, 'card'>): Promise<void> {
  const now = new Date();
  const day = dayOf(now);
  const { branch, library, barcode, idempotencyKey } = visit;
  const itemId = `${library}:${barcode}`;
  const items = itemOwner(library) === 'central' ? central : districts;
  const organisation = await organisationOf(central, branch);
  const [earlier] = await rows(
    lending,
    'select id, content_hash, next from item_return where organisation = $1 and idempotency_key = $2',
    [organisation, idempotencyKey],
  );
  if (earlier) throw new Error('taken back before');
  const [known] = await rows(lending, `select book_id from loan where item_id = $1 and status = 'ACTIVE'`, [itemId]);
  if (!known) throw new Error('not on loan');
  const id = randomUUID();
  await transaction(lending, async (client) => {
    const [loan] = await rows(
      client,
      `select loan.id, reader_id, due_date, back_on, claimed_returned_at, suspended_until
       from loan join reader on reader.id = reader_id where item_id = $1 and status = 'ACTIVE' for update of reader`,
      [itemId],
    );
    if (!loan) throw new Error('not on loan any more');
    const kind = kindOfReturn(loan['due_date'], loan['claimed_returned_at'] ?? now);
    const { points, days } = creditRules.kinds[kind];
    const [after] = await rows<{ others: number; events: never[] }>(client, endLoanSql, [
      loan['id'],
      now,
      randomUUID(),
      kind,
      points,
      addDays(day, days),
      loan['reader_id'],
      day,
    ]);
    const until = suspendedUntil(after?.events ?? [], day);
    if (!after || after.others > 0 || until !== (loan['suspended_until'] ?? null))
      throw new Error('more is to be done');
    const values = [id, organisation, idempotencyKey, hashOf(visit), itemId, known['book_id'], branch, loan['id'], now];
    await rows(client, insertReturnSql, [...values, `completeReturn:${id}`]);
  });

  const [waiting] = await rows(lending, waitingSql, [known['book_id']]);
  if (waiting) throw new Error('somebody waits');
  await receive(items, { id, itemId, branch, library, now });
  await rows(lending, completeSql, [id, `completeReturn:${id}`]);
  // Somebody who has come meanwhile has not seen it on its shelf.
  if ((await rows(lending, waitingSql, [known['book_id']])).length > 0) throw new Error('somebody waits');
}

async function receive(
  items: pg.Pool,
  { id, itemId, branch, library, now }: { id: string; itemId: string; branch: string; library: string; now: Date },
): Promise<void> {
  const [place] = await rows(items, acquisitionSqls[itemOwner(library)], [library]);
  const [shelved] = await rows(items, receiveSql, [itemId, branch, id, now]);
  if (!place || !shelved) throw new Error('not for this shelf');
}

async function organisationOf(central: pg.Pool, branch: string): Promise<string> {
  const [record] = await rows(central, 'select id, library_id, name from branch where id = $1', [branch]);
  return `library:${record?.['library_id']}`;
}

function checkReader(reader: Row | undefined, overdue: number, day: string): void {
  if (!reader) throw new Error('no reader');
  const standing = { suspended: reader['suspended'], suspendedUntil: reader['suspended_until'] };
  const known = { type: reader['type'], birthDay: reader['birth_day'], consentAt: reader['consent_at'] };
  const isRefused =
    reader['open_loans'] + 1 > reader['loan_quota'] ||
    overdue > 0 ||
    suspensionFailures(standing, day).length > 0 ||
    lacksConsent(known, day);
  if (isRefused) throw new Error('refused');
}

function hashOf({ idempotencyKey: _, ...content }: object & { idempotencyKey: string }): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

const publishSql = (of: string) =>
  `insert into holdings_change (library_id, book_id) select library_id, book_id from ${of} returning 1`;

const addJobSql = (task: string, key: string, seconds: number) => `insert into graphile_worker._private_jobs
  (task_id, payload, run_at, max_attempts, key)
  select id, json_build_object('id', $1::text), now() + interval '${seconds} seconds', 100, ${key}
  from graphile_worker._private_tasks where identifier = '${task}' on conflict (key) do nothing`;

const overdueSql = `select count(*)::int as overdue from loan
  where reader_id = $1 and status = 'ACTIVE' and due_date < least($2::date, back_on) and claimed_returned_at is null`;

const insertRequestSql = `with request as (
    insert into loan_request (id, organisation, idempotency_key, content_hash, lease_holder, lease_until, channel, phase, deadline,
      reserving, try_again, reader_id, book_id, wanted_item_id, branch_id, failures, requested_at)
    values ($1, $2, $3, $4, $5, now() + interval '3 seconds', 'DESK', 'GATHERING', clock_timestamp() + interval '3 seconds', false,
      false, $6, $7, $8, $9, '[]', $10)
  ), place as (
    insert into loan (id, reader_id, book_id, status, channel, requested_at) values ($1, $6, $7, 'RESERVED', 'DESK', $10)
  ), counted as (update reader set open_loans = open_loans + 1 where id = $6)
  ${addJobSql('resumeLoanRequest', '$11', 3)}`;

const reservingSql = `update loan_request set reserving = true where id = $1 and phase = 'GATHERING'
  returning exists (select from kept_copy where item_id = $2 and hold_id is not null) as kept`;

const pageSql = `with free as (select id from item where id = $1 and status = 'AVAILABLE' for update), claimed as (
    insert into item_claim (id, state) select $2, 'HELD' from free on conflict (id) do nothing returning id
  ), paged as (
    update item set status = 'PAGED', claim_id = $2 where id = $1 and exists (select from claimed) returning library_id, book_id
  )
  ${publishSql('paged')}`;

const termsSql = `select exists (select from loan where item_id = $1 and status = 'ACTIVE') as out,
    (select json_agg(json_build_object('id', id, 'library', library, 'readerType', reader_type, 'format', format,
        'validFrom', valid_from, 'version', version, 'loanDays', loan_days))
      from loan_policy where valid_from <= $3 and (library is null or library = $2)) as policies,
    (select json_agg(json_build_object('weekday', weekday, 'fromDay', from_day, 'toDay', to_day))
      from closing where scope in ('network', $2) and (to_day is null or to_day >= $3)) as closings`;

const decideSql = `update loan_request set phase = 'COMMITTING', item_id = $2, branch_id = $3, policy_id = $4, due_date = $5
  where id = $1 and phase = 'GATHERING' and clock_timestamp() < deadline returning id`;

const lendSql = `with confirmed as (update item_claim set state = 'CONFIRMED' where id = $2 and state = 'HELD')
  update item set status = 'ON_LOAN', due_date = $3, kept_at = null
  where id = $1 and claim_id = $2 and status in ('PAGED', 'ON_LOAN', 'IN_TRANSIT')`;

const endSql = `with ended as (
    update loan_request set phase = 'DONE', outcome = 'LENT' where id = $1 and phase <> 'DONE'
      and not exists (select from hold where reader_id = $6 and book_id = $7 and state not in ('FULFILLED', 'CANCELLED', 'EXPIRED'))
      and not exists (select from item_return where item_id = $2 and loan_id is null and returned_at >= requested_at)
      and not exists (select from item_loss where item_id = $2 and loan_id is null and reported_at >= requested_at)
    returning id
  ), unneeded as (delete from graphile_worker._private_jobs where key = $8 and locked_at is null)
  update loan set item_id = $2, policy_id = $3, started_at = $4, due_date = $5, status = 'ACTIVE' from ended
  where loan.id = $1 and status = 'RESERVED' returning loan.id`;

const endLoanSql = `with ended as (
    update loan set status = 'RETURNED', returned_at = $2 where id = $1 and status = 'ACTIVE' returning id
  ), counted as (update reader set open_loans = open_loans - 1 where id = $7 and exists (select from ended)), noted as (
    insert into credit_event (id, reader_id, kind, reference, points, at, expires_on, state)
    select $3, $7, $4, id, $5::int, $2, $6, 'COUNTED' from ended returning points, at, expires_on, state
  )
  select (select count(*) from parcel_line where loan_id = $1 and received_at is null)
      + (select count(*) from hold where reader_id = $7 and state = 'WAITING') as others,
    (select json_agg(json_build_object('points', points, 'at', at, 'expiresOn', expires_on, 'state', state)) from (
      select points, at, expires_on, state from credit_event where reader_id = $7 and expires_on > $8
      union all select points, at, expires_on, state from noted) as event) as events`;

const insertReturnSql = `with returned as (
    insert into item_return (id, organisation, idempotency_key, content_hash, item_id, book_id, branch_id, loan_id, freed, returned_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, false, $9)
  )
  ${addJobSql('completeReturn', '$10', 5)}`;

const waitingSql = `select id from hold where book_id = $1 and state = 'WAITING' limit 1`;

const acquisitionSqls = {
  central: `select id from branch where library_id = $1 and kind = 'MAIN'`,
  districts: 'select acquisition_branch_id as id from member where library_id = $1',
};

const receiveSql = `with back as (
    select id from item where id = $1 and branch_id = $2 and status = 'ON_LOAN' and catalogued
      and (claim_id is null or claim_id is distinct from purchase_order_id)
      and not exists (select from item_claim where item_claim.id = item.claim_id and moves is not null)
    for update
  ), receipt as (
    insert into return_receipt (id, item_id, book_id, next, at)
    select $3, item.id, book_id, 'SHELVE', $4 from item where id in (select id from back) on conflict (id) do nothing returning id
  ), shelved as (
    update item set status = 'AVAILABLE', due_date = null, kept_at = null, claim_id = null
    where id = $1 and exists (select from receipt) returning library_id, book_id
  )
  ${publishSql('shelved')}`;

const completeSql = `with unneeded as (delete from graphile_worker._private_jobs where key = $2 and locked_at is null)
  update item_return set next = 'SHELVE', destination = null where id = $1`;
