// May this reader have one more? The reader's row decides, locked; loans of all channels count together.
import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { releaseClaim } from '../../lib/claims.ts';
import type { Failure } from '../../lib/failures.ts';
import { addJob } from '../../lib/jobs.ts';
import { loanIdOf, tellOrder } from '../../lib/orderSteps.ts';
import { transact } from '../../lib/orm.ts';
import { judgeReader, type ReaderFacts } from '../../lib/rules/judge.ts';
import type { Rule } from '../../lib/rules/rules.ts';
import { addDays, dayOf } from '../../lib/shanghai.ts';
import { statement } from '../../lib/statements.ts';
import { namesSql } from './bookNames.ts';
import type { Context } from './context.ts';
import { ItemReturn, Loan, LoanClaim, type LoanRequest, Reader } from './entities.ts';
import { openHold } from './holdLoans.ts';
import { overdueLoans, overdueSql } from './overdue.ts';
import { maskName, noSuchCard } from './readers.ts';
import { creditFailures, lacksConsent, suspensionOn } from './standing.ts';

/**
 * What the rules look at of a reader who would buy a book on a day, without effect.
 * @throws CallerError NOT_FOUND when there is no such card
 */
export async function borrowingFacts(
  ctx: Context,
  { card, bookId, day }: { card: string; bookId: string; day: string },
) {
  const [reader] = await statement<ReaderRow>(
    ctx.em,
    `/* borrowingFacts */ select reader.id, reader.name, reader.type, ${readerColumns}, own.*
     from reader cross join lateral (${historySql('reader.id')}) as own where card = $1`,
    [card.trim(), ...historyValues(ctx, { card, bookId, day })],
  );
  if (!reader) {
    throw noSuchCard(card);
  }
  return {
    readerId: reader.id,
    maskedName: maskName(reader.name),
    readerType: reader.type,
    reader: factsOf({ ...reader, taken: await isTaken(ctx, reader, { card, day }) }, day),
  };
}

export interface ReserveLoan {
  orderId: string;
  card: string;
  bookId: string;
  /** The day by whose rules it is judged. */
  day: string;
  items?: number;
  listPriceFen?: number | null | undefined;
  /** When the reader got it, where that was before now. */
  requestedAt?: Date | null | undefined;
  /** The rules in force, as another subgraph has read them from the catalogue. */
  rules: { code: string; onFail: string; limit?: number | null; days?: number | null; values?: string[] | null }[];
}

/** Keeps a place in the quota for each volume of a purchase-lend order, or changes nothing and tells every reason. */
export function reserveLoan(
  ctx: Context,
  { orderId, card, bookId, day, items = 1, listPriceFen = null, requestedAt, rules }: ReserveLoan,
) {
  return transact(ctx, async (em) => {
    // The row decides, locked; its history is read by a statement that begins afterwards.
    const [reader] = await statement<Omit<ReaderRow, keyof History>>(
      em,
      `/* reserveLoan */ select id, name, type, ${readerColumns} from reader where card = $1 for update`,
      [card.trim()],
    );
    if (!reader) {
      throw noSuchCard(card);
    }
    const [history] = await statement<History & { earlier: LoanClaim['state'] | null }>(
      em,
      `/* reserveLoan */ select (select state from loan_claim where id = $8) as earlier, own.*
       from (${historySql('$1')}) as own`,
      [reader.id, ...historyValues(ctx, { card, bookId, day }), orderId],
    );
    if (!history) {
      throw new Error('a statement of aggregates gives one row');
    }
    if (history.earlier) {
      return history.earlier === 'RELEASED' ? refused([{ code: 'RELEASED' }]) : { reserved: true, failures: [] };
    }
    const taken = await isTaken({ em, pseudonym: ctx.pseudonym }, history, { card, day });
    const facts = factsOf({ ...reader, ...history, taken }, day);
    const failures = judgeReader(facts, { day, items, listPriceFen }, rules as Rule[]);
    if (failures.length > 0) {
      return refused(failures);
    }
    const ids = Array.from({ length: items }, (_, index) => loanIdOf(orderId, index + 1));
    const [kept] = await statement(
      em,
      `/* reserveLoan */
       with claimed as (
         insert into loan_claim (id, state) values ($1, 'HELD') on conflict (id) do nothing returning id
       ), counted as (
         update reader set open_loans = open_loans + $3::int where id = $2 and exists (select from claimed)
       )
       insert into loan (id, order_id, volume, reader_id, book_id, status, channel, list_price_fen, requested_at,
         again)
       select place.id, $1, place.volume, $2, $4, 'RESERVED', 'PURCHASE', case place.volume when 1 then $5::int end,
         $6::timestamptz, $8::boolean
       from claimed cross join unnest($7::text[]) with ordinality as place (id, volume) returning id`,
      [orderId, reader.id, items, bookId, listPriceFen, requestedAt ?? ctx.now, ids, facts.taken],
    );
    return kept ? { reserved: true, failures: [] } : refused([{ code: 'RELEASED' }]);
  });
}

interface ConfirmLoan {
  orderId: string;
  itemIds: readonly string[];
  dueDate: string;
  /** When the reader got it, where that was before now. */
  startedAt?: Date | null | undefined;
  /** How often each loan may be renewed; null for as often as any other. */
  renewals?: number | null | undefined;
}

/** The order is lent: a loan of each copy runs. One statement, so one transaction, unless a copy is back already. */
export async function confirmLoan(ctx: Context, input: ConfirmLoan): Promise<boolean> {
  const { orderId, itemIds, dueDate, startedAt, renewals = null } = input;
  const running = await statement(
    ctx.em,
    `/* confirmLoan */
     with running as (
       update loan set item_id = taken.item_id, due_date = $3, started_at = $4, status = 'ACTIVE', renewals_allowed = $5::int
       from unnest($2::text[]) with ordinality as taken (item_id, volume)
       where order_id = $1 and loan.volume = taken.volume and status = 'RESERVED'
         and not exists (
           select from item_return where item_return.item_id = any($2::text[]) and item_return.returned_at >= loan.requested_at)
         and cardinality($2::text[]) = (select count(*) from loan as own where own.order_id = $1)
       returning loan.id, loan.volume, loan.reader_id, loan.book_id
     ), waiting as (
       -- Whoever waited for it has it now.
       select graphile_worker.add_job('fulfilBought', payload := json_build_object('loanId', running.id), max_attempts := 100)
       from running where running.volume = 1 and exists (
         select from hold where hold.reader_id = running.reader_id and hold.book_id = running.book_id
           and hold.state not in ('FULFILLED', 'CANCELLED', 'EXPIRED'))
     ), confirmed as (
       update loan_claim set state = 'CONFIRMED' where id = $1 and state = 'HELD' and exists (select from running)
     )
     select (select count(*) from waiting) from running`,
    [orderId, [...itemIds], dueDate, startedAt ?? ctx.now, renewals],
  );
  return running.length > 0 || confirmReturned(ctx, input);
}

/** For a copy that is back, or loans that were confirmed before. */
function confirmReturned(
  ctx: Context,
  { orderId, itemIds, dueDate, startedAt, renewals = null }: ConfirmLoan,
): Promise<boolean> {
  return transact(ctx, async (em) => {
    const loans = await em.find(
      Loan,
      { orderId },
      { orderBy: { volume: 'asc' }, lockMode: LockMode.PESSIMISTIC_WRITE },
    );
    if (loans.length !== itemIds.length || loans.some(({ status }) => status === 'RELEASED')) {
      throw new Error(`order ${orderId} has reserved no loans of ${itemIds.length} copies that could be confirmed`);
    }
    if (loans[0]?.status !== 'RESERVED') {
      return true;
    }
    await em.nativeUpdate(LoanClaim, { id: orderId, state: 'HELD' }, { state: 'CONFIRMED' });
    // The copies are new: if one came back already, it came back from this loan.
    const returns = await em.find(
      ItemReturn,
      { itemId: { $in: [...itemIds] }, returnedAt: { $gte: loans[0]?.requestedAt ?? ctx.now } },
      { orderBy: { returnedAt: 'desc' } },
    );
    const returnOf = new Map(returns.map((returned) => [returned.itemId, returned]));
    for (const [index, loan] of loans.entries()) {
      const itemId = itemIds[index] ?? '';
      const returned = returnOf.get(itemId);
      Object.assign(loan, {
        itemId,
        dueDate,
        startedAt: startedAt ?? ctx.now,
        renewalsAllowed: renewals,
        status: returned ? 'RETURNED' : 'ACTIVE',
      });
      if (returned) {
        loan.returnedAt = returned.returnedAt;
        const step = { orderId, itemId, step: 'RETURNED' as const, at: returned.returnedAt, actor: 'SYSTEM' };
        await tellOrder(em, step);
      }
    }
    if (loans[0] && returnOf.size > 0) {
      (await lockReader(em, loans[0].readerId)).openLoans -= returnOf.size;
    }
    if (loans[0]) {
      const { id, readerId, bookId } = loans[0];
      if (await openHold(em, { readerId, bookId })) {
        await addJob(em, 'fulfilBought', { loanId: id });
      }
    }
    return true;
  });
}

/** The order came to nothing: its places are free again, and a late reservation is refused. */
export function releaseLoan(ctx: Context, orderId: string) {
  return transact(ctx, async (em) => {
    await releaseClaim(em, 'loan_claim', orderId);
    await giveBack(em, { orderId });
    return true;
  });
}

/**
 * The sale was taken back: its loans are released, and the reader may take the book again. Idempotent.
 * @returns false when a copy came back to a library or was lost before, and nothing is changed
 */
export function voidLoan(ctx: Context, orderId: string): Promise<boolean> {
  return transact(ctx, async (em) => {
    const loan = await em.findOne(Loan, { id: orderId });
    if (!loan) {
      return true;
    }
    if (loan.readerId == null) {
      // It ended long ago.
      return (await em.count(Loan, { orderId, status: { $in: ['RETURNED', 'LOST'] } })) === 0;
    }
    // Whoever ends a loan locks its reader: after this no loan of the order ends.
    const reader = await lockReader(em, loan.readerId);
    if ((await em.count(Loan, { orderId, status: { $in: ['RETURNED', 'LOST'] } })) > 0) {
      return false;
    }
    const open = { orderId, status: { $in: ['RESERVED', 'ACTIVE'] as const } };
    const released = await em.nativeUpdate(Loan, open, { status: 'RELEASED' });
    reader.openLoans -= released;
    if (released > 0) {
      await em.nativeUpdate(LoanClaim, { id: orderId }, { state: 'RELEASED' });
    }
    return true;
  });
}

/** Loans of books that orders bought, not released, of orders with an id after one and up to another. */
export function loansOfOrdersBetween(ctx: Context, { after, upTo }: { after: string; upTo?: string | null }) {
  return ctx.em.execute<{ orderId: string; status: Loan['status'] }[]>(
    `/* loansOfOrdersBetween */ select order_id as "orderId", status from loan
     where status <> 'RELEASED' and order_id collate "C" > ? and (?::text is null or order_id collate "C" <= ?)`,
    [after, upTo ?? null, upTo ?? null],
  );
}

/** Ends the reserved loan with an id, or those of an order, and gives their places in the quota back. */
export async function giveBack(em: EntityManager, of: { id: string } | { orderId: string }): Promise<void> {
  const loan = await em.findOne(Loan, { ...of, status: 'RESERVED' });
  if (!loan) {
    return;
  }
  const reader = await lockReader(em, loan.readerId);
  const released = await em.nativeUpdate(Loan, { ...of, status: 'RESERVED' }, { status: 'RELEASED' });
  reader.openLoans -= released;
}

/**
 * The reader's row, locked: whoever holds it decides.
 * @throws Error for what keeps no reader any more: nothing that is open is without one
 */
export async function lockReader(em: EntityManager, id: string | null | undefined): Promise<Reader> {
  if (id == null) {
    throw new Error('its time is over: it does not keep its reader any more');
  }
  return em.findOneOrFail(Reader, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
}

/** The rules about a reader for one more loan; online, who is known by credit alone needs a good band as well. */
export async function loanFailures(
  em: EntityManager,
  reader: Reader,
  now: Date,
  channel: LoanRequest['channel'],
): Promise<Failure[]> {
  const day = dayOf(now);
  const overdue = await overdueLoans(em, reader.id, day);
  return [
    ...(reader.openLoans + 1 > reader.loanQuota
      ? [{ code: 'LOAN_QUOTA', limit: reader.loanQuota, actual: reader.openLoans + 1 } as const]
      : []),
    ...(overdue > 0 ? [{ code: 'OVERDUE_BLOCK', limit: 0, actual: overdue } as const] : []),
    ...creditFailures(reader, day, channel),
    ...(lacksConsent(reader, day) ? [{ code: 'GUARDIAN_CONSENT' } as const] : []),
  ];
}

const readerColumns =
  'open_loans, loan_quota, suspended, suspended_until, birth_day, consent_at, credit_only, band, band_as_of';

interface ReaderRow extends History {
  id: string;
  name: string;
  type: Reader['type'];
  open_loans: number;
  loan_quota: number;
  suspended: boolean;
  suspended_until: string | null;
  birth_day: string | null;
  consent_at: Date | null;
  credit_only: boolean;
  band: Reader['band'];
}

interface History {
  overdue: number;
  outstanding: number;
  year_spent: number;
  /** By what names the reader, or by the hash of the id that was asked for. */
  taken: boolean;
  /** All ids of the book that was asked for. */
  names: string[];
  recent: string[];
}

/**
 * SQL of what the rules look at of a reader's loans; one row, whatever the history. A purchase counts from its reservation until it is
 * released; a copy that was lost is outstanding until its loss is settled. Loans that do not name the reader any more have left hashes
 * and sums behind. Its values are `historyValues`, from `$2` on.
 */
const historySql = (readerId: string): string =>
  `select (count(*) filter (where ${overdueSql('$2::date')}))::int as overdue,
     (count(*) filter (where bought and status <> 'RETURNED' and not settled))::int as outstanding,
     (coalesce(sum(list_price_fen) filter (where bought and left(bought_on, 4) = $3), 0)
       + (select coalesce(sum(list_fen), 0) from purchase_sum where spender = $7 and extract(year from bought_on) = $3::text::int))::int
       as year_spent,
     coalesce(bool_or(bought and book_id = any(array(${namesSql('$4')}))), false)
       or exists (select from taken_hash where hash = $6 and expires_on > $2::date) as taken,
     array(${namesSql('$4')}) as names,
     coalesce(array_agg(bought_on order by bought_on) filter (where bought and bought_on > $5), '{}')
       || array(select to_char(bought_on, 'YYYY-MM-DD') from purchase_sum cross join generate_series(1, copies)
         where spender = $7 and bought_on > $5::text::date) as recent
   from (
     select status, due_date, back_on, claimed_returned_at, list_price_fen, book_id, channel = 'PURCHASE' and status <> 'RELEASED' as bought,
       to_char(requested_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as bought_on,
       status = 'LOST' and exists (select 1 from item_loss where loan_id = loan.id and state = 'SETTLED') as settled
     from loan where reader_id = ${readerId}
   ) as loans`;

function historyValues(
  { pseudonym }: Pick<Context, 'pseudonym'>,
  { card, bookId, day }: { card: string; bookId: string; day: string },
): string[] {
  const own = card.trim();
  const since = addDays(day, -366);
  return [day, day.slice(0, 4), bookId, since, pseudonym('taken', own, bookId), pseudonym('spender', own)];
}

/** Whether the reader had the book, under whatever id. A statement more only for a book that was merged. */
async function isTaken(
  { em, pseudonym }: Pick<Context, 'em' | 'pseudonym'>,
  { taken, names }: Pick<History, 'taken' | 'names'>,
  { card, day }: { card: string; day: string },
): Promise<boolean> {
  if (taken || names.length === 1) {
    return taken;
  }
  const hashes = names.map((name) => pseudonym('taken', card.trim(), name));
  const found = await statement(
    em,
    '/* isTaken */ select from taken_hash where hash = any($1) and expires_on > $2::date limit 1',
    [hashes, day],
  );
  return found.length > 0;
}

function factsOf(row: Omit<ReaderRow, 'id' | 'name' | 'names'>, day: string): ReaderFacts {
  const { suspended, until } = suspensionOn({ suspended: row.suspended, suspendedUntil: row.suspended_until }, day);
  const { type, birth_day: birthDay, consent_at: consentAt } = row;
  const isWithoutConsent = lacksConsent({ type, birthDay, consentAt }, day);
  return {
    openLoans: row.open_loans,
    ownQuota: row.loan_quota,
    overdue: row.overdue,
    suspended: suspended || isWithoutConsent,
    suspendedUntil: isWithoutConsent ? null : until,
    creditOnly: row.credit_only,
    band: row.band,
    outstanding: row.outstanding,
    yearSpentFen: row.year_spent,
    taken: row.taken,
    recent: row.recent,
  };
}

function refused(failures: (Failure | { code: string })[]) {
  return { reserved: false, failures };
}
