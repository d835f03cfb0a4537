// The lines of statements. Those of an issued statement are rows; those of a month that is still OPEN are read from the
// orders and corrections that stand on no statement yet, so no line is ever lost or settled twice.
import type { EntityManager } from '../../lib/orm.ts';
import { type Connection, checkFirst, decodeCursor, type PageArguments, toConnection } from '../../lib/pagination.ts';
import type { Context } from './context.ts';
import type { StatementLine } from './statementEntities.ts';
import type { StatementValue } from './statements.ts';

export interface StatementLineRow {
  id: string;
  kind: 'LENT' | 'RED' | 'CORRECTED';
  orderId: string;
  correctionId: string | null;
  /** Day in Asia/Shanghai. */
  date: string;
  bookId: string;
  isbn: string | null;
  /** Null while the statement is OPEN. */
  title: string | null;
  copies: number;
  listPriceFen: number;
  rateBasisPoints: number;
  netFen: number;
}

export interface StatementTotals {
  lines: number;
  copies: number;
  listFen: number;
  netFen: number;
}

/**
 * All lines that stand on no statement. `month` is the one of the line's day, or, when that month's statement is issued
 * already, the first month after the last one that is: what comes late is settled late.
 *
 * An order that was VOIDED has a line only if it was on a statement before: its red line. A correction takes back what the
 * order's line said (RED) and says what is right (CORRECTED), so on every line the net is the list price times the rate.
 */
export const pendingLines = `
  select line.*, to_char(line.at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as date,
    greatest(to_char(line.at at time zone 'Asia/Shanghai', 'YYYY-MM'), issued.next) as month
  from (
    select id, 'LENT' as kind, payer as library, store_id, id as order_id, null as correction_id, lent_at as at, book_id, isbn,
      items as copies, list_price_fen, coalesce(rate_basis_points, 10000) as rate_basis_points, net_fen
    from purchase_lend_order
    where lent_at is not null and not settled and payer is not null and store_id is not null and list_price_fen is not null
      and status <> 'VOIDED'
    union all
    select correction.id || side.suffix, side.kind, payer, store_id, order_id, correction.id, recorded_at, book_id, isbn,
      side.sign * items, side.list_price_fen, side.rate_basis_points, side.net_fen
    from statement_correction as correction
    join purchase_lend_order as corrected on corrected.id = order_id
    cross join lateral (values
      (':RED', 'RED', -1, old_list_price_fen, old_rate_basis_points, -old_net_fen),
      (':RIGHT', 'CORRECTED', 1, new_list_price_fen, new_rate_basis_points, new_net_fen)
    ) as side (suffix, kind, sign, list_price_fen, rate_basis_points, net_fen)
    where state = 'RECORDED' and statement_id is null and side.net_fen is not null
      and (status <> 'VOIDED' or settled)
      and not exists (select 1 from statement_line where id = correction.id || side.suffix)
    union all
    select voided.id || ':VOIDED', 'RED', payer, store_id, voided.id, null, voiding.at, book_id, isbn,
      -items, terms.list_price_fen, terms.rate_basis_points, -terms.net_fen
    from purchase_lend_order as voided
    cross join lateral (select max(at) as at from purchase_transition where order_id = voided.id and "to" = 'VOIDED') as voiding
    cross join lateral (
      select list_price_fen, rate_basis_points, net_fen from (
        select new_list_price_fen, new_rate_basis_points, new_net_fen, sequence from statement_correction
        where order_id = voided.id and state = 'RECORDED'
        union all select voided.list_price_fen, voided.rate_basis_points, voided.net_fen, 0
        order by sequence desc limit 1
      ) as latest (list_price_fen, rate_basis_points, net_fen, sequence)
      where net_fen is not null
    ) as terms
    where settled and status = 'VOIDED' and not exists (select 1 from statement_line where id = voided.id || ':VOIDED')
  ) as line
  left join (
    select library, store_id, to_char((max(month) || '-01')::date + interval '1 month', 'YYYY-MM') as next
    from statement group by library, store_id
  ) as issued on issued.library = line.library and issued.store_id = line.store_id`;

type PendingLine = Omit<StatementLineRow, 'title'>;

const columns = `id, kind, order_id as "orderId", correction_id as "correctionId", date::text as date, book_id as "bookId", isbn,
  copies, list_price_fen as "listPriceFen", rate_basis_points as "rateBasisPoints", net_fen as "netFen"`;

/** Lines of a statement that is OPEN, in the order of their days. */
export function openLines(
  em: EntityManager,
  { library, storeId, month }: Pick<StatementValue, 'library' | 'storeId' | 'month'>,
): Promise<PendingLine[]> {
  return em.execute(
    `/* openLines */ select ${columns} from (${pendingLines}) as pending
     where library = ? and store_id = ? and month = ? order by date, id collate "C"`,
    [library, storeId, month],
  );
}

/** All lines of a statement with their titles, for exports. */
export async function allLines(ctx: Context, statement: StatementValue): Promise<StatementLineRow[]> {
  if (statement.status === 'OPEN') {
    const lines = await openLines(ctx.em, statement);
    const titles = await titlesOf(ctx, lines);
    return lines.map((line) => ({ ...line, title: titles.get(line.bookId) ?? null }));
  }
  return ctx.em.execute(
    `/* allLines */ select ${columns}, title from statement_line where statement_id = ? order by date, id collate "C"`,
    [statement.id],
  );
}

/** A page of the lines of a statement, by day. */
export async function linesOfStatement(
  ctx: Context,
  statement: StatementValue,
  { first, after }: PageArguments,
): Promise<Connection<StatementLineRow>> {
  checkFirst(first);
  const [date = '', id = ''] = decodeCursor(after, ['string', 'string']) ?? [];
  const isOpen = statement.status === 'OPEN';
  const source = isOpen
    ? `select ${columns}, null as title from (${pendingLines}) as pending where library = ? and store_id = ? and month = ?`
    : `select ${columns}, title from statement_line where statement_id = ?`;
  const key = isOpen ? [statement.library, statement.storeId, statement.month] : [statement.id];
  const [lines, totals] = await Promise.all([
    ctx.em.execute<StatementLineRow[]>(
      `/* linesOfStatement */ select * from (${source}) as line where (date, id collate "C") > (?, ?)
       order by date, id collate "C" limit ?`,
      [...key, date, id, first + 1],
    ),
    ctx.loaders.totalsByStatement.load(statement),
  ]);
  return toConnection(lines, first, totals.lines, (line) => [line.date, line.id]);
}

/** A line's row as it is shown. */
export function lineOf({ correctionId, isbn, ...line }: StatementLine): StatementLineRow {
  const { id, kind, orderId, date, bookId, title, copies, listPriceFen, rateBasisPoints, netFen } = line;
  return {
    id,
    kind,
    orderId,
    correctionId: correctionId ?? null,
    date,
    bookId,
    isbn: isbn ?? null,
    title,
    copies,
    listPriceFen,
    rateBasisPoints,
    netFen,
  };
}

/** What stands for the title of a book that the catalogue does not have any more. */
const noTitle = '（书目未载）';

/** Titles of all these lines' books, asked from the catalogue in one question. */
export async function titlesOf(
  { ask }: Pick<Context, 'ask'>,
  lines: readonly { bookId: string }[],
): Promise<Map<string, string>> {
  const ids = [...new Set(lines.map((line) => line.bookId))];
  if (ids.length === 0) {
    return new Map();
  }
  const { bookTitles } = await ask<{ bookTitles: { id: string; title: string }[] }>(
    'central',
    'query ($ids: [ID!]!) { bookTitles(ids: $ids) { id title } }',
    { ids },
  );
  const known = new Map(bookTitles.map(({ id, title }) => [id, title]));
  return new Map(ids.map((id) => [id, known.get(id) ?? noTitle]));
}

/** Sums of statements, by id; in two statements, however many are asked. */
export async function totalsOf(
  em: EntityManager,
  statements: readonly StatementValue[],
): Promise<Map<string, StatementTotals>> {
  const sums = `count(*)::int as lines, sum(copies)::int as copies, sum(net_fen)::float8 as "netFen",
    sum(case when copies < 0 then -list_price_fen else list_price_fen end)::float8 as "listFen"`;
  const open = statements.filter(({ status }) => status === 'OPEN');
  const issued = statements.filter(({ status }) => status !== 'OPEN');
  type Row = StatementTotals & { id: string };
  const [ofOpen, ofIssued] = await Promise.all([
    open.length === 0
      ? []
      : em.execute<Row[]>(
          `/* totalsOf */ select wanted.id, ${sums}
           from jsonb_to_recordset(?::jsonb) as wanted (id text, library text, "storeId" text, month text)
           join (${pendingLines}) as pending on pending.library = wanted.library and pending.store_id = wanted."storeId"
             and pending.month = wanted.month
           group by wanted.id`,
          [JSON.stringify(open.map(({ id, library, storeId, month }) => ({ id, library, storeId, month })))],
        ),
    issued.length === 0
      ? []
      : em.execute<Row[]>(
          `/* totalsOf */ select statement_id as id, ${sums} from statement_line
           where statement_id in (select jsonb_array_elements_text(?::jsonb)) group by 1`,
          [JSON.stringify(issued.map(({ id }) => id))],
        ),
  ]);
  return new Map([...ofOpen, ...ofIssued].map(({ id, ...totals }) => [id, totals]));
}
