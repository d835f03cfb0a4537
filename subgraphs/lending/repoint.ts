// The catalogue has found that two books are one: loans, holds and what is counted of them follow. Both queues become one, in the order
// in which their readers came.
import { type EntityManager, transact } from '../../lib/orm.ts';
import { statement } from '../../lib/statements.ts';
import { noteFormer } from './bookNames.ts';
import type { Context } from './context.ts';
import { Hold, type KeptCopy } from './holdEntities.ts';
import { endedSql, endHold, lockQueue, serveSoon } from './holdQueue.ts';
import { tellOwners } from './holdServing.ts';

/** What is here of one book is of another. Said again it does what has come in meanwhile. */
export async function repointBook(ctx: Context, { from, to }: { from: string; to: string }): Promise<boolean> {
  const passedOn = await transact(ctx, async (em) => {
    for (const bookId of [from, to].toSorted()) await lockQueue(em, bookId);
    await noteFormer(em, from, to);
    const copies = await endDoubleHolds(em, { from, to }, ctx.now);
    await joinQueues(em, from, to);
    await moveLoans(em, from, to);
    await serveSoon(em, to);
    return copies;
  });
  await tellOwners(ctx, passedOn);
  return true;
}

/** Of a reader's two holds the one that is further, or came first, stays. Both queues are locked. */
async function endDoubleHolds(
  em: EntityManager,
  { from, to }: { from: string; to: string },
  now: Date,
): Promise<(KeptCopy | null)[]> {
  const doubles = await statement<{ id: string }>(
    em,
    `/* endDoubleHolds */ select id from (
       select id, loan_id, row_number() over (
         partition by reader_id order by state in ('WAITING', 'SUSPENDED'), loan_id is null, placed_at, id) as place
       from hold where book_id in ($1, $2) and state not in ${endedSql}
     ) as open where place > 1 and loan_id is null order by id`,
    [from, to],
  );
  const passedOn: (KeptCopy | null)[] = [];
  for (const { id } of doubles) {
    const hold = await em.findOneOrFail(Hold, { id }, { refresh: true });
    passedOn.push(await endHold(em, await lockQueue(em, hold.bookId), { hold, state: 'CANCELLED', now }));
  }
  return passedOn;
}

/** A number is a place in the queue of one book: what comes over gets new ones, and who waits in either queue, by the moment of coming. */
async function joinQueues(em: EntityManager, from: string, to: string): Promise<void> {
  const [row] = await statement<{ moved: number }>(
    em,
    `/* joinQueues */ select count(*)::int as moved from hold where book_id = $1`,
    [from],
  );
  await statement(em, `/* joinQueues */ update kept_copy set book_id = $2::text where book_id = $1`, [from, to]);
  if (!row?.moved) {
    return;
  }
  await statement(
    em,
    `/* joinQueues */ with sums as (
       select max(last_number) as numbers, sum(last_served) filter (where book_id = $2) as served from hold_queue where book_id in ($1, $2)
     ), moving as (
       select id, numbers + row_number() over (order by state in ('WAITING', 'SUSPENDED'), placed_at, number, id) as number,
         case when book_id = $1 then hold.served + sums.served else hold.served end as served
       from hold cross join sums
       where book_id = $1 or (book_id = $2 and state in ('WAITING', 'SUSPENDED'))
     )
     update hold set book_id = $2::text, number = moving.number, served = moving.served from moving where hold.id = moving.id`,
    [from, to],
  );
  await statement(
    em,
    `/* joinQueues */ update hold_queue set last_number = (select max(number) from hold where book_id = $2),
       last_served = last_served + (select last_served from hold_queue where book_id = $1), looked_at = null
     where book_id = $2`,
    [from, to],
  );
  await statement(em, `/* joinQueues */ update hold_queue set last_served = 0 where book_id = $1`, [from]);
}

/** Loans, wishes to borrow, notices and counts. A reader who bought both books has bought one of them again. */
async function moveLoans(em: EntityManager, from: string, to: string): Promise<void> {
  await statement(
    em,
    `/* moveLoans */ update loan set book_id = $2::text, again = again or (channel = 'PURCHASE' and exists (
       select from loan as other where other.reader_id = loan.reader_id and other.book_id = $2 and other.channel = 'PURCHASE'
         and other.status <> 'RELEASED' and other.volume = 1 and not other.again))
     where book_id = $1`,
    [from, to],
  );
  await statement(em, `/* moveLoans */ update loan_request set book_id = $2::text where book_id = $1`, [from, to]);
  await statement(em, `/* moveLoans */ update notice set book_id = $2::text where book_id = $1`, [from, to]);
  await statement(
    em,
    `/* moveLoans */ with gone as (delete from loan_tally where book_id = $1 returning library, year, reader_type, loans)
     insert into loan_tally (library, year, reader_type, book_id, loans) select library, year, reader_type, $2::text, loans from gone
     on conflict (library, year, reader_type, book_id) do update set loans = loan_tally.loans + excluded.loans`,
    [from, to],
  );
}
