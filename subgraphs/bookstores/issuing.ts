// A month is over: what was lent in it is written down as a statement, and both sides may look at it.
import { authorise } from '../../lib/actions.ts';
import { CallerError } from '../../lib/errors.ts';
import { actorOf } from '../../lib/identity.ts';
import { monthOf } from '../../lib/months.ts';
import { type EntityManager, transact } from '../../lib/orm.ts';
import type { Context } from './context.ts';
import { Statement, StatementTransition } from './statementEntities.ts';
import { openLines, pendingLines, type StatementLineRow, titlesOf } from './statementLines.ts';
import {
  parseStatementId,
  type Side,
  type StatementKey,
  type StatementValue,
  sideOf,
  statementId,
  valueOf,
} from './statements.ts';

/**
 * Issues the statement of a month that is over. The side that issues it has agreed to it.
 * @throws CallerError CONFLICT while the month runs, when an earlier month is still open, or nothing is to be settled
 */
export async function issueStatement(ctx: Context, id: string): Promise<StatementValue> {
  const key = parseStatementId(id);
  authorise(ctx.identity, 'statement.issue', { store: key.storeId, library: key.library });
  return valueOf(await issue(ctx, key, sideOf(ctx.identity)));
}

/** The recurring job: issues every statement of the months that are over. */
export async function issueDueStatements(ctx: Context): Promise<void> {
  const due = await ctx.em.execute<StatementKey[]>(
    `/* issueDueStatements */ select distinct library, store_id as "storeId", month from (${pendingLines}) as pending
     where month < ? order by month`,
    [monthOf(ctx.now)],
  );
  const failures: unknown[] = [];
  for (const key of due) {
    await issue(ctx, key, null).catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) {
    throw failures[0];
  }
}

async function issue(ctx: Context, key: StatementKey, side: Side | null): Promise<Statement> {
  const id = statementId(key);
  checkMonthIsOver(ctx, key.month);
  const titles = await titlesOf(ctx, await openLines(ctx.em, key));
  return transact(ctx, async (em) => {
    // Two who issue at once, for any month: one after the other.
    await em.execute('/* issue */ select pg_advisory_xact_lock(hashtext(?))', [`${key.library}:${key.storeId}`]);
    const earlier = await em.findOne(Statement, { id });
    if (earlier) {
      checkNotBeyond(earlier);
      return earlier;
    }
    await checkEarlierMonths(em, key);
    // What came after the titles were asked stands in the next statement. Read before the statement is there: from then on
    // all lines that are left belong to the month after it.
    const lines = (await openLines(em, key)).flatMap((line) => {
      const title = titles.get(line.bookId);
      return title === undefined ? [] : [{ ...line, title }];
    });
    if (lines.length === 0) {
      throw new CallerError(
        'CONFLICT',
        `${key.month} 没有需要结算的购借单。There is nothing to settle between ${key.library} and ${key.storeId} for ${key.month}.`,
        { status: 'OPEN' },
      );
    }
    const statement = em.create(Statement, {
      ...key,
      id,
      status: 'ISSUED',
      revision: 1,
      storeAgreed: side === 'STORE',
      libraryAgreed: side === 'LIBRARY',
    });
    await em.flush();
    await addLines(em, id, lines);
    em.create(StatementTransition, { statementId: id, at: ctx.now, from: 'OPEN', to: 'ISSUED', actor: actorOf(ctx) });
    return statement;
  });
}

/** Writes the lines of a statement, and marks their orders as settled. */
async function addLines(em: EntityManager, id: string, lines: readonly StatementLineRow[]): Promise<void> {
  await em.execute(
    `/* addLines */ insert into statement_line (id, statement_id, kind, order_id, correction_id, date, book_id, isbn, title, copies,
       list_price_fen, rate_basis_points, net_fen)
     select id, ?, kind, "orderId", "correctionId", date, "bookId", isbn, title, copies, "listPriceFen", "rateBasisPoints", "netFen"
     from jsonb_to_recordset(?::jsonb) as line (id text, kind text, "orderId" text, "correctionId" text, date date, "bookId" text,
       isbn text, title text, copies int, "listPriceFen" int, "rateBasisPoints" int, "netFen" int)`,
    [id, JSON.stringify(lines)],
  );
  await em.execute(
    `/* addLines */ update purchase_lend_order set settled = true
     where id in (select order_id from statement_line where statement_id = ? and kind = 'LENT')`,
    [id],
  );
}

/** A statement that is DISPUTED is issued again by the answer to its last dispute. */
function checkNotBeyond({ status }: Statement): void {
  if (status !== 'ISSUED') {
    throw new CallerError(
      'CONFLICT',
      `结算单已出具，现为 ${status}。The statement was issued before and is ${status} now; one that is disputed is issued again by the answers.`,
      { status },
    );
  }
}

function checkMonthIsOver(ctx: Context, month: string): void {
  if (month >= monthOf(ctx.now)) {
    throw new CallerError(
      'CONFLICT',
      `${month} 尚未结束，月末后才能出具结算单。${month} is not over: its statement is issued after the last day of the month in Asia/Shanghai.`,
      { status: 'OPEN' },
    );
  }
}

async function checkEarlierMonths(em: EntityManager, { library, storeId, month }: StatementKey): Promise<void> {
  const [earliest] = await em.execute<{ month: string }[]>(
    `/* checkEarlierMonths */ select month from (${pendingLines}) as pending
     where library = ? and store_id = ? and month < ? order by month limit 1`,
    [library, storeId, month],
  );
  if (earliest) {
    throw new CallerError(
      'CONFLICT',
      `请先出具 ${earliest.month} 的结算单。Issue the statement of ${earliest.month} first: statements follow each other by month.`,
      { status: 'OPEN', earlier: statementId({ library, storeId, month: earliest.month }) },
    );
  }
}
