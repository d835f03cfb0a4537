// Figures of the programme: a fixed number of statements, however many orders there are.
import { authorise } from '../../lib/actions.ts';
import { CallerError } from '../../lib/errors.ts';
import type { RuleCode } from '../../lib/failures.ts';
import { addDays } from '../../lib/shanghai.ts';
import type { Context } from './context.ts';
import type { OrderStatus, PurchaseLendOrder } from './entities.ts';

const maxDays = 366;
/** Item ids that lending is asked for at once. */
const itemsPerQuestion = 10_000;

/** Days in Asia/Shanghai, both included, and a library or all. */
export interface ReportScope {
  from: string;
  to: string;
  library: string | null;
}

export interface SpendRow {
  library: string;
  storeId: string;
  orders: number;
  copies: number;
  listFen: number;
  netFen: number;
}

export type Spend = SpendRow[];

/** A fund that could not bear an order. */
export interface EmptiedFund {
  library: string;
  year: number;
  at: Date;
  orders: number;
}

/** Whose figures are asked. A librarian sees those of the own library. */
export function programmeReport(
  ctx: Context,
  { from, to, library }: { from: string; to: string; library?: string | null | undefined },
): ReportScope {
  const { identity } = ctx;
  const scope = { from, to, library: library ?? (identity.role === 'librarian' ? identity.library : null) };
  authorise(identity, 'report.read', { library: scope.library });
  if (to < from || to > addDays(from, maxDays - 1)) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `“to”不能早于“from”，最长 ${maxDays} 日。"to" is "from" or later, at most ${maxDays} days in all; ${from} to ${to} is not.`,
      { argument: 'to' },
    );
  }
  return scope;
}

/** Orders that were submitted in these days, by where they stand now. */
export function ordersByStatus(
  ctx: Context,
  scope: ReportScope,
): Promise<{ channel: PurchaseLendOrder['channel']; status: OrderStatus; orders: number }[]> {
  return ctx.em.execute(
    `/* ordersByStatus */ select channel, status, count(*)::int as orders from purchase_lend_order
     where ${submitted} group by channel, status order by channel, status`,
    values(scope),
  );
}

/** What was bought in these days and not taken back, as last corrected. */
export function spendOf(ctx: Context, scope: ReportScope): Promise<SpendRow[]> {
  return ctx.em.execute(
    `/* spendOf */ select payer as library, store_id as "storeId", count(*)::int as orders, sum(items)::int as copies,
       sum(coalesce(terms.list_fen, 0))::float8 as "listFen", sum(coalesce(terms.net_fen, 0))::float8 as "netFen"
     from purchase_lend_order as lent left join lateral (
       select new_list_price_fen, new_net_fen from statement_correction
       where order_id = lent.id and state = 'RECORDED' order by sequence desc limit 1
     ) as corrected (list_fen, net_fen) on true
     cross join lateral (
       select case when corrected is null then list_price_fen else corrected.list_fen end,
         case when corrected is null then lent.net_fen else corrected.net_fen end
     ) as terms (list_fen, net_fen)
     where ${lent} group by payer, store_id order by payer, store_id`,
    values(scope),
  );
}

/** How many orders of these days each rule has refused; an order may fail several. */
export function refusalsByRule(ctx: Context, scope: ReportScope): Promise<{ code: RuleCode; orders: number }[]> {
  return ctx.em.execute(
    `/* refusalsByRule */ select failure ->> 'code' as code, count(distinct id)::int as orders
     from purchase_lend_order cross join jsonb_array_elements(failures) as failure
     where status = 'REFUSED' and ${submitted} group by 1 order by 2 desc, 1`,
    values(scope),
  );
}

/** Median time from one status to the next, of orders that were submitted in these days. */
export function stepTimes(
  ctx: Context,
  scope: ReportScope,
): Promise<{ from: OrderStatus; to: OrderStatus; orders: number; medianSeconds: number }[]> {
  return ctx.em.execute(
    `/* stepTimes */ select "from", "to", count(*)::int as orders,
       percentile_cont(0.5) within group (order by seconds)::float8 as "medianSeconds"
     from (
       select "from", "to", extract(epoch from at - lag(at) over (partition by order_id order by purchase_transition.id)) as seconds
       from purchase_transition join purchase_lend_order on purchase_lend_order.id = order_id where ${submitted}
     ) as step
     where "from" is not null and seconds is not null group by "from", "to" order by "from", "to"`,
    values(scope),
  );
}

/** When each library's fund could not bear an order for the first time, by its year. */
export function fundsEmptied(ctx: Context, scope: ReportScope): Promise<EmptiedFund[]> {
  return ctx.em.execute(
    `/* fundsEmptied */ select payer as library, extract(year from coalesce(occurred_at, submitted_at) at time zone 'Asia/Shanghai')::int as year,
       min(submitted_at) as at, count(*)::int as orders
     from purchase_lend_order
     where payer is not null and status = 'REFUSED' and failures @> '[{"code": "FUND_EMPTY"}]' and ${submitted}
     group by 1, 2 order by 2, 1`,
    values(scope),
  );
}

/** Loans of the copies that were bought in these days, the first one included. */
export async function circulationOf(ctx: Context, scope: ReportScope): Promise<number> {
  const items = await ctx.em.execute<{ id: string }[]>(
    `/* circulationOf */ select jsonb_array_elements_text(item_ids) as id from purchase_lend_order where ${lent}`,
    values(scope),
  );
  const questions = Array.from({ length: Math.ceil(items.length / itemsPerQuestion) }, (_, index) =>
    ctx.ask<{ loanCount: number }>('lending', 'query ($items: [ID!]!) { loanCount(items: $items) }', {
      items: items.slice(index * itemsPerQuestion, (index + 1) * itemsPerQuestion).map(({ id }) => id),
    }),
  );
  return (await Promise.all(questions)).reduce((total, { loanCount }) => total + loanCount, 0);
}

/** What one loan of the bought copies has cost so far, rounded half up to the fen; null while there is none. */
export async function costPerCirculation(ctx: Context, scope: ReportScope): Promise<number | null> {
  const [spend, loans] = await Promise.all([spendOf(ctx, scope), circulationOf(ctx, scope)]);
  const netFen = spend.reduce((total, row) => total + row.netFen, 0);
  return loans === 0 ? null : Math.floor((2 * netFen + loans) / (2 * loans));
}

const within = (column: string) =>
  `${column} >= ?::date::timestamp at time zone 'Asia/Shanghai'
   and ${column} < (?::date + 1)::timestamp at time zone 'Asia/Shanghai' and (?::text is null or payer = ?)`;
const submitted = within('submitted_at');
const lent = `lent_at is not null and status <> 'VOIDED' and ${within('lent_at')}`;

const values = ({ from, to, library }: ReportScope) => [from, to, library, library];
