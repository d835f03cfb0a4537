// The job that works through what a library or a store has sent, one file after the other, from the last batch that is done. It can be
// killed at any moment: a batch whose end was not written is done again, which changes nothing, and is counted once.

import { CallerError } from '../../lib/errors.ts';
import { importLimitBytes } from '../../lib/imports/limits.ts';
import { defaultItemMapping } from '../../lib/marc/bibliographic.ts';
import { maskError } from '../../lib/masking.ts';
import { transact } from '../../lib/orm.ts';
import { entities, statement } from '../../lib/statements.ts';
import { SubgraphError } from '../../lib/transport.ts';
import type { Context } from './context.ts';
import { ImportRun } from './importEntities.ts';
import { BrokenFile, importBatches } from './importReader.ts';
import { addImportJob, endRun, hasEnded, lockedRun, type Target } from './imports.ts';
import { beginTurn, type TurnLength } from './importTurns.ts';
import { writeBatch } from './importWrites.ts';
import { itemMappingOf } from './itemMappings.ts';
import { describing } from './lookAhead.ts';

/** A batch that failed so often, and not because an owner is silent, is not tried any more. */
const mostFailures = 5;

/** Works through the oldest file of an owner that is not done, for one turn. */
export async function runImports(
  ctx: Context,
  payload: Record<string, unknown>,
  stopping?: AbortSignal,
  length: TurnLength = {},
): Promise<void> {
  const run = await oldestRun(ctx, payload as unknown as Target);
  if (!run) return;
  const begunAt = performance.now();
  const moment = ctx.now.getTime();
  const tick = () => {
    ctx.now = new Date(moment + performance.now() - begunAt);
  };
  try {
    const begun = await begin(ctx, run.id);
    const became = await writeBatches(ctx, begun, tick, beginTurn(ctx, begun, stopping, length));
    if (became === 'LEFT') await transact(ctx, (em) => addImportJob(em, run));
    tick();
    if (became === 'DONE') await end(ctx, run.id, 'DONE', wordOfEmpty(begun));
  } catch (error) {
    tick();
    if (error instanceof BrokenFile || isRefusal(error)) return await end(ctx, run.id, 'FAILED', error.message);
    await noteFailure(ctx, run.id, error);
    throw error;
  }
}

/** An owner that has nothing like this, no such store, will not have it the next time either. */
function isRefusal(error: unknown): error is CallerError {
  return error instanceof CallerError && error.extensions['code'] === 'NOT_FOUND';
}

/** The copies of a batch go to their owner while the records of the next are written. */
async function writeBatches(
  ctx: Context,
  run: ImportRun,
  tick: () => void,
  isOver: () => Promise<boolean>,
): Promise<'DONE' | 'LEFT' | 'ENDED'> {
  let finished: Promise<boolean> = Promise.resolve(true);
  try {
    for await (const batch of await batchesOf(ctx, run)) {
      tick();
      const finish = await writeBatch(ctx, run, batch);
      if (!(await finished)) return 'ENDED';
      finished = finish();
      // Whoever waits for it sees the failure; until then nobody does.
      finished.catch(() => {});
      if (await isOver()) return (await finished) ? 'LEFT' : 'ENDED';
    }
    return (await finished) ? 'DONE' : 'ENDED';
  } catch (error) {
    await finished;
    throw error;
  }
}

async function oldestRun(ctx: Context, { library, store }: Target): Promise<ImportRun | null> {
  const [run] = await entities(
    ctx.em,
    ImportRun,
    'oldestRun',
    `where state in ('WAITING', 'RUNNING') and library_id is not distinct from $1 and store_id is not distinct from $2
     order by created_at, id limit 1`,
    [library, store],
  );
  return run ?? null;
}

function begin(ctx: Context, id: string): Promise<ImportRun> {
  return transact(ctx, async (em) => {
    const run = await lockedRun(em, id);
    if (!hasEnded(run)) {
      run.state = 'RUNNING';
      run.startedAt ??= ctx.now;
    }
    return run;
  });
}

async function batchesOf(ctx: Context, run: ImportRun) {
  const { em } = ctx;
  const task = {
    of: run.libraryId ? ('LIBRARY' as const) : ('STORE' as const),
    askedFormat: run.askedFormat ?? null,
    mapping: run.libraryId ? await itemMappingOf(em.fork(), run.libraryId) : defaultItemMapping,
    from: { number: run.recordNumber, offset: run.position },
    limitBytes: importLimitBytes(),
  };
  return importBatches(task, {
    readPart: partsOf(em, run),
    describing: (records) => describing(em.fork(), run.libraryId ?? '', records),
  });
}

/** The bytes of a file from a place on, to the end of the part that it is in. A part is fetched once while it is read. */
function partsOf(em: Context['em'], run: ImportRun): (start: number) => Promise<Uint8Array | null> {
  let part: { start: number; bytes: Buffer } | null = null;
  return async (start) => {
    if (!part || start < part.start || start >= part.start + part.bytes.length) {
      const [found] = await statement<{ start: string; bytes: Buffer }>(
        em.fork(),
        `/* readPart */ select start, bytes from import_part where run_id = $1 and start <= $2 and start + octet_length(bytes) > $2
         order by start desc limit 1`,
        [run.id, start],
      );
      part = found ? { start: Number(found.start), bytes: found.bytes } : null;
    }
    const within = start - (part?.start ?? 0);
    return part && within < part.bytes.length ? part.bytes.subarray(within) : null;
  };
}

/** What is told of a file that has ended well with nothing in it; null for any other. */
function wordOfEmpty({ recordNumber, format }: ImportRun): string | null {
  if (recordNumber > 0) return null;
  return format === 'ISO2709' || format === 'MARCXML'
    ? '文件里没有记录，未导入任何内容。The file has no records, so nothing was imported.'
    : '文件里没有数据行，未导入任何内容。The file has no lines of data, at most the names of its columns, so nothing was imported.';
}

function end(ctx: Context, id: string, state: 'DONE' | 'FAILED', message: string | null): Promise<void> {
  return transact(ctx, async (em) => {
    const run = await lockedRun(em, id);
    if (hasEnded(run)) return;
    run.message = message;
    await endRun(em, run, state, ctx.now);
  });
}

/** Says for what a run waits; gives it up when the same batch fails again and again by itself. */
async function noteFailure(ctx: Context, id: string, error: unknown): Promise<void> {
  const { message } = maskError(error, { ...ctx, subgraph: 'central' });
  await transact(ctx, async (em) => {
    const run = await lockedRun(em, id);
    if (hasEnded(run)) return;
    run.message = message;
    if (error instanceof SubgraphError) return;
    run.failures += 1;
    if (run.failures >= mostFailures) await endRun(em, run, 'FAILED', ctx.now);
  });
}
