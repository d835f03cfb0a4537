// 结算单. Which statements there are, for whom, and which step may follow which.
import { authorise, may } from '../../lib/actions.ts';
import { CallerError } from '../../lib/errors.ts';
import type { Identity } from '../../lib/identity.ts';
import { addMonths, checkMonth, isMonth, monthOf } from '../../lib/months.ts';
import type { EntityManager } from '../../lib/orm.ts';
import { type Connection, checkFirst, decodeCursor, type PageArguments, toConnection } from '../../lib/pagination.ts';
import type { Context } from './context.ts';
import { type Statement, type StatementStatus, StatementTransition } from './statementEntities.ts';
import { pendingLines } from './statementLines.ts';

/** A statement as it is shown; while it is OPEN there is no row of it. */
export interface StatementValue {
  id: string;
  library: string;
  storeId: string;
  month: string;
  status: StatementStatus;
  revision: number;
  storeAgreed: boolean;
  libraryAgreed: boolean;
  paymentReference: string | null;
}

/** The two who agree on a statement. */
export type Side = 'STORE' | 'LIBRARY';

export interface StatementKey {
  library: string;
  storeId: string;
  month: string;
}

/** What may follow. */
export const statementSteps: Record<StatementStatus, readonly StatementStatus[]> = {
  OPEN: ['ISSUED'],
  ISSUED: ['DISPUTED', 'AGREED'],
  DISPUTED: ['ISSUED', 'AGREED'],
  AGREED: ['INVOICED'],
  INVOICED: ['PAID'],
  PAID: [],
};

/** How many months a list begins before now, when nothing is said. */
const defaultMonths = 12;

export const statementId = ({ library, storeId, month }: StatementKey) => `${library}:${storeId}:${month}`;

/**
 * The parts of a statement's id.
 * @throws CallerError NOT_FOUND for a text that is no such id
 */
export function parseStatementId(id: string): StatementKey {
  const [library, storeId, month, ...rest] = id.split(':');
  if (!library || !storeId || !month || !isMonth(month) || rest.length > 0) {
    throw noStatement(id);
  }
  return { library, storeId, month };
}

/** A statement, for those who may read it; null for others, and for a month in which there is none. */
export async function statementForViewer(ctx: Context, id: string): Promise<StatementValue | null> {
  const [library = '', storeId = '', month = ''] = id.split(':');
  if (!isMonth(month) || !may(ctx.identity, 'statement.read', { store: storeId, library })) {
    return null;
  }
  const statements = await findStatements(ctx.em, {
    library,
    store: storeId,
    from: month,
    to: month,
    thisMonth: monthOf(ctx.now),
    limit: 1,
  });
  return statements[0] ?? null;
}

/** Statements of a store and a library, the newest month first. A clerk's are those of the own store, a librarian's of the own library. */
export async function statements(
  ctx: Context,
  args: PageArguments & {
    store?: string | null | undefined;
    library?: string | null | undefined;
    from?: string | null | undefined;
    to?: string | null | undefined;
  },
): Promise<Connection<StatementValue>> {
  const { identity } = ctx;
  const store = args.store ?? (identity.role === 'clerk' ? identity.store : null);
  const library = args.library ?? (identity.role === 'librarian' ? identity.library : null);
  authorise(identity, 'statement.read', { store, library });
  checkFirst(args.first);
  const thisMonth = monthOf(ctx.now);
  const to = args.to == null ? thisMonth : checkMonth('to', args.to);
  const from = args.from == null ? addMonths(to, -defaultMonths) : checkMonth('from', args.from);
  const [month, id] = decodeCursor(args.after, ['string', 'string']) ?? [];
  const wanted = { library, store, from, to, thisMonth };
  const [page, count] = await Promise.all([
    findStatements(ctx.em, {
      ...wanted,
      after: month === undefined ? null : { month: String(month), id: String(id) },
      limit: args.first + 1,
    }),
    countStatements(ctx.em, wanted),
  ]);
  return toConnection(page, args.first, count, (statement) => [statement.month, statement.id]);
}

/**
 * Moves a statement, whose row the caller has locked, to its next status, and writes the transition.
 * @throws CallerError CONFLICT when the step does not begin where it stands; nothing is changed then
 */
export function moveStatement(
  em: EntityManager,
  statement: Statement,
  to: Exclude<StatementStatus, 'OPEN'>,
  { at, actor, reason = null }: { at: Date; actor: string; reason?: string | null },
): void {
  const from = statement.status;
  checkStep(from, to);
  statement.status = to;
  em.create(StatementTransition, { statementId: statement.id, at, from, to, actor, reason });
}

/** @throws CallerError CONFLICT when a statement cannot go from one status to the other */
export function checkStep(from: StatementStatus, to: StatementStatus): void {
  if (!statementSteps[from].includes(to)) {
    const possible = statementSteps[from];
    throw new CallerError(
      'CONFLICT',
      `结算单现为 ${from}，不能变为 ${to}。The statement is ${from} and cannot become ${to}${possible.length > 0 ? `; it can become ${possible.join(' or ')}` : ': it is paid'}.`,
      { status: from },
    );
  }
}

/** For whom somebody speaks. Administrators are no side. */
export function sideOf({ role }: Identity): Side | null {
  return role === 'clerk' ? 'STORE' : role === 'librarian' ? 'LIBRARY' : null;
}

export function noStatement(id: string): CallerError {
  return new CallerError(
    'NOT_FOUND',
    `没有结算单“${id.slice(0, 80)}”。There is no statement "${id.slice(0, 80)}". An id is library, store and month, "NJ-JL:QINGCHUN:2026-11".`,
    { argument: 'statement' },
  );
}

interface Wanted {
  library: string | null;
  store: string | null;
  from: string;
  to: string;
  thisMonth: string;
}

/** Issued ones; months with lines that stand on no statement; and this month, where a contract covers a day of it. */
const allStatements = `
  select id, library, store_id, month, status, revision, store_agreed, library_agreed, payment_reference from statement
  union all
  select library || ':' || store_id || ':' || month, library, store_id, month, 'OPEN', 0, false, false, null
  from (
    select library, store_id, month from (${pendingLines}) as pending
    union
    select payer, store_id, to_char(this_month.first, 'YYYY-MM') from contract
    cross join (select (?::text || '-01')::date as first) as this_month
    where valid_from < this_month.first + interval '1 month' and valid_to >= this_month.first and not exists (
      select 1 from statement where statement.library = payer and statement.store_id = contract.store_id
        and month >= to_char(this_month.first, 'YYYY-MM')
    )
  ) as open`;

const isWanted = `(?::text is null or library = ?) and (?::text is null or store_id = ?) and month between ? and ?`;

const wantedValues = ({ library, store, from, to, thisMonth }: Wanted) => [
  thisMonth,
  library,
  library,
  store,
  store,
  from,
  to,
];

function findStatements(
  em: EntityManager,
  { after = null, limit, ...wanted }: Wanted & { after?: { month: string; id: string } | null; limit: number },
): Promise<StatementValue[]> {
  return em.execute(
    `/* findStatements */ select id, library, store_id as "storeId", month, status, revision, store_agreed as "storeAgreed",
       library_agreed as "libraryAgreed", payment_reference as "paymentReference"
     from (${allStatements}) as statement where ${isWanted}
       and (?::text is null or month < ? or (month = ? and id collate "C" > ?))
     order by month desc, id collate "C" limit ?`,
    [
      ...wantedValues(wanted),
      after?.month ?? null,
      after?.month ?? null,
      after?.month ?? null,
      after?.id ?? null,
      limit,
    ],
  );
}

async function countStatements(em: EntityManager, wanted: Wanted): Promise<number> {
  const [row] = await em.execute<{ count: number }[]>(
    `/* countStatements */ select count(*)::int as count from (${allStatements}) as statement where ${isWanted}`,
    wantedValues(wanted),
  );
  return row?.count ?? 0;
}

/** The row of a statement as it is shown. */
export function valueOf(row: Statement): StatementValue {
  const { id, library, storeId, month, status, revision, storeAgreed, libraryAgreed, paymentReference } = row;
  return {
    id,
    library,
    storeId,
    month,
    status,
    revision,
    storeAgreed,
    libraryAgreed,
    paymentReference: paymentReference ?? null,
  };
}
