// What a branch has to do with copies today: lists to print, by call number. Copies stand with their owners, a copy of any owner
// in any branch; so both are asked, and what a copy is for is looked up here, in one go for a page.
import { authorise } from '../../lib/actions.ts';
import type { ItemAtWork } from '../../lib/items/worklists.ts';
import { type ItemReference, itemReference } from '../../lib/owners.ts';
import { type Connection, checkFirst, decodeCursor, type PageArguments, toConnection } from '../../lib/pagination.ts';
import { dayOf } from '../../lib/shanghai.ts';
import type { Context } from './context.ts';
import { Loan } from './entities.ts';
import { Hold, KeptCopy } from './holdEntities.ts';
import { endedStates } from './holdQueue.ts';
import { maskName } from './readers.ts';
import { branchRecord } from './records.ts';

/** A branch whose librarians ask. */
export interface Worklist {
  branch: { id: string };
}

/** One line of a list. */
export interface WorkEntry {
  item: ItemReference;
  hold: Hold | null;
  loan: Loan | null;
  maskedReader: string | null;
  dueDate: string | null;
  takeDown: boolean;
}

/** @throws CallerError NOT_FOUND for a branch that is none, FORBIDDEN for another library's */
export async function worklist(ctx: Context, branch: string): Promise<Worklist> {
  const { id, library } = await branchRecord(ctx, branch);
  authorise(ctx.identity, 'worklist.read', { library });
  return { branch: { id } };
}

/** Copies to take from the shelf, for holds and for parcels. */
export function toPick(ctx: Context, { branch }: Worklist, page: PageArguments) {
  return listed(ctx, { branch: branch.id, status: 'PAGED' }, page);
}

/** Copies that are on their way to the branch: for a hold, or to their shelf. */
export function toReceive(ctx: Context, { branch }: Worklist, page: PageArguments) {
  return listed(ctx, { branch: branch.id, status: 'IN_TRANSIT' }, page);
}

/** Copies of the branch that are out past their due day. */
export function overdue(ctx: Context, { branch }: Worklist, page: PageArguments) {
  return listed(ctx, { branch: branch.id, status: 'ON_LOAN', dueBefore: dayOf(ctx.now) }, page);
}

/** Copies on the hold shelf; those that nobody fetches any more before all others. */
export async function onHoldShelf(
  ctx: Context,
  { branch }: Worklist,
  { first, after }: PageArguments,
): Promise<Connection<WorkEntry>> {
  checkFirst(first);
  const today = dayOf(ctx.now);
  const [rank, sort, itemId] = decodeCursor(after, ['number', 'string', 'string']) ?? [-1, '', ''];
  const those = `from (
      select kept_copy.*, case when hold.id is null or hold.shelf_until < ? then 0 else 1 end as rank
      from kept_copy left join hold on hold.id = kept_copy.hold_id
      where kept_copy.branch_id = ? and kept_copy.status = 'ON_HOLD_SHELF'
    ) as shelf`;
  const [rows, [count]] = await Promise.all([
    ctx.em.execute<{ id: string; itemId: string; callNumberSort: string; rank: number }[]>(
      `/* onHoldShelf */ select id, item_id as "itemId", call_number_sort as "callNumberSort", rank ${those}
       where (rank, call_number_sort, item_id) > (?, ?::text collate "C", ?) order by rank, call_number_sort, item_id limit ?`,
      [today, branch.id, rank, sort, itemId, first + 1],
    ),
    ctx.em.execute<{ count: number }[]>(`/* onHoldShelf */ select count(*)::int as count ${those}`, [today, branch.id]),
  ]);
  const copies = rows.map((row) => ({ ...row, claimId: row.id, dueDate: null, takeDown: row.rank === 0 }));
  return withEntries(
    ctx,
    toConnection(copies, first, count?.count ?? 0, (row) => [row.rank, row.callNumberSort, row.itemId]),
  );
}

interface Question {
  branch: string;
  status: 'PAGED' | 'IN_TRANSIT' | 'ON_LOAN';
  dueBefore?: string;
}

async function listed(
  ctx: Context,
  question: Question,
  { first, after }: PageArguments,
): Promise<Connection<WorkEntry>> {
  const answers = await Promise.all(
    ['central', 'districts'].map((owner) =>
      ctx.ask<{ itemsAtWork: { items: ItemAtWork[]; totalCount: number } }>(
        owner,
        `query ($branch: ID!, $status: ItemStatus!, $dueBefore: Date, $first: Int!, $after: String) {
          itemsAtWork(branch: $branch, status: $status, dueBefore: $dueBefore, first: $first, after: $after) {
            items { itemId callNumberSort claimId dueDate } totalCount
          }
        }`,
        { ...question, first, after },
      ),
    ),
  );
  const items = answers
    .flatMap(({ itemsAtWork }) => itemsAtWork.items)
    .toSorted((a, b) => compare(a.callNumberSort, b.callNumberSort) || compare(a.itemId, b.itemId));
  const total = answers.reduce((sum, { itemsAtWork }) => sum + itemsAtWork.totalCount, 0);
  return withEntries(
    ctx,
    toConnection(items, first, total, ({ callNumberSort, itemId }) => [callNumberSort, itemId]),
  );
}

/** As the owners sort: letter by letter, byte by byte. */
function compare(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

type Listed = ItemAtWork & { takeDown?: boolean };

/** What each copy is for: three statements for a page. */
async function withEntries(ctx: Context, page: Connection<Listed>): Promise<Connection<WorkEntry>> {
  const claims = page.nodes.flatMap(({ claimId }) => claimId ?? []);
  const [kept, loans] = await Promise.all([
    ctx.em.find(KeptCopy, { id: claims }),
    ctx.em.find(Loan, { $or: [{ id: claims }, { itemId: page.nodes.map(({ itemId }) => itemId), status: 'ACTIVE' }] }),
  ]);
  const holds = await ctx.em.find(Hold, { id: kept.flatMap(({ holdId }) => holdId ?? []) });
  const holdById = new Map(holds.map((hold) => [hold.id, hold]));
  const holdByClaim = new Map(kept.map(({ id, holdId }) => [id, holdById.get(holdId ?? '')]));
  const loanByClaim = new Map(loans.flatMap((loan) => [[loan.id, loan] as const, [loan.itemId ?? '', loan] as const]));
  const entryOf = async ({ itemId, claimId, dueDate, takeDown }: Listed): Promise<WorkEntry> => {
    const hold = holdByClaim.get(claimId ?? '') ?? null;
    const loan = hold ? null : (loanByClaim.get(claimId ?? '') ?? loanByClaim.get(itemId) ?? null);
    const readerId = hold?.readerId ?? loan?.readerId;
    const reader = readerId ? await ctx.loaders.readerById.load(readerId) : null;
    const isOver = hold !== null && endedStates.some((state) => state === hold.state);
    return {
      item: itemReference(itemId),
      hold,
      loan,
      maskedReader: reader && maskName(reader.name),
      dueDate,
      takeDown: isOver || (takeDown ?? false),
    };
  };
  const edges = await Promise.all(page.edges.map(async ({ cursor, node }) => ({ cursor, node: await entryOf(node) })));
  return { ...page, edges, nodes: edges.map(({ node }) => node) };
}
