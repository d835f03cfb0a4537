// What is told of imports: how far they are, how fast, and what could not be taken.
import { authorise } from '../../lib/actions.ts';
import { type Connection, checkFirst, decodeCursor, type PageArguments, toConnection } from '../../lib/pagination.ts';
import { entities, statement } from '../../lib/statements.ts';
import type { Context } from './context.ts';
import { ImportReject, ImportRun } from './importEntities.ts';
import { unknownLibrary } from './imports.ts';

/** The imports of one owner, or for administrators of all, the newest first. */
export async function importRuns(
  ctx: Context,
  { library, store, ...page }: PageArguments & { library?: string | null; store?: string | null },
): Promise<Connection<ImportRun>> {
  authorise(ctx.identity, 'import.read', { library: library ?? null, store: store ?? null });
  const first = checkFirst(page.first);
  const [at = null, id = null] = decodeCursor(page.after, ['moment', 'string']) ?? [];
  const ofOwner = '($1::text is null or library_id = $1) and ($2::text is null or store_id = $2)';
  const runs = await entities(
    ctx.em,
    ImportRun,
    'importRuns',
    `where ${ofOwner} and ($3::timestamptz is null or (created_at, id) < ($3::timestamptz, $4))
     order by created_at desc, id desc limit $5`,
    [library ?? null, store ?? null, at, id, first + 1],
  );
  const [{ count = 0 } = {}] = await statement<{ count: number }>(
    ctx.em,
    `/* importRuns */ select count(*)::int as count from import_run where ${ofOwner}`,
    [library ?? null, store ?? null],
  );
  return toConnection(runs, first, count, (run) => [run.createdAt.toISOString(), run.id]);
}

/** What of a run could not be taken, in the order of its file. */
export async function rejectsOf(
  ctx: Context,
  { id }: ImportRun,
  page: PageArguments,
): Promise<Connection<ImportReject>> {
  const first = checkFirst(page.first);
  const [after = '0'] = decodeCursor(page.after, ['string']) ?? [];
  const rejects = await entities(
    ctx.em,
    ImportReject,
    'rejectsOf',
    'where run_id = $1 and id > $2::bigint order by id limit $3',
    [id, /^\d{1,18}$/.test(String(after)) ? after : '0', first + 1],
  );
  const [{ count = 0 } = {}] = await statement<{ count: number }>(
    ctx.em,
    '/* rejectsOf */ select count(*)::int as count from import_reject where run_id = $1',
    [id],
  );
  return toConnection(rejects, first, count, (reject) => [String(reject.id)]);
}

/** Of the bibliographic records. */
export function recordCounts(run: ImportRun) {
  return {
    read: run.recordsRead,
    added: run.recordsAdded,
    changed: run.recordsChanged,
    unchanged: run.recordsUnchanged,
    rejected: run.recordsRejected,
  };
}

/** Of the copies, or of a store's offers. */
export function itemCounts(run: ImportRun) {
  return {
    read: run.itemsRead,
    added: run.itemsAdded,
    changed: run.itemsChanged,
    unchanged: run.itemsUnchanged,
    rejected: run.itemsRejected,
  };
}

/** Records, or lines of a list, a second; null before the first. */
export function rateOf(run: ImportRun, now: Date): number | null {
  const seconds = secondsOf(run, now);
  return seconds > 0 && run.recordNumber > 0 ? Math.round((run.recordNumber / seconds) * 10) / 10 : null;
}

/** How long the rest of the file takes at the rate until now, in seconds. */
export function secondsLeftOf(run: ImportRun, now: Date): number | null {
  const seconds = secondsOf(run, now);
  if (run.state !== 'RUNNING' || !run.size || run.bytesRead === 0) return null;
  return Math.ceil((seconds / run.bytesRead) * Math.max(0, run.size - run.bytesRead));
}

function secondsOf({ startedAt, endedAt }: ImportRun, now: Date): number {
  return startedAt ? ((endedAt ?? now).getTime() - startedAt.getTime()) / 1_000 : 0;
}

/** As many records are handed out at once. */
const exportPage = 500;

/** Records of a library as they were imported, by id, those after one. */
export async function recordsToExport(
  ctx: Context,
  { library, after, first }: { library: string; after?: string | null; first: number },
): Promise<{ id: string; marc: string }[]> {
  authorise(ctx.identity, 'import.read', { library });
  if (!(await ctx.loaders.libraryById.load(library))) throw await unknownLibrary(ctx, library);
  return statement(
    ctx.em,
    `/* recordsToExport */ select id, marc::text as marc from bib_record
     where library_id = $1 and id > $2 order by id limit $3`,
    [library, after ?? '', Math.min(first, exportPage)],
  );
}
