// 导入. How a file comes in: an import begins, its bytes come in parts, in order, and with the last one a job is added that works
// through them. A part that comes twice is one; after a lost connection the sender goes on from what was received.
import { randomUUID } from 'node:crypto';
import { LockMode } from '@mikro-orm/core';
import { authorise, may, ownOf } from '../../lib/actions.ts';
import { CallerError } from '../../lib/errors.ts';
import { principalOf } from '../../lib/identity.ts';
import { namedFormat } from '../../lib/imports/format.ts';
import { importLimitBytes } from '../../lib/imports/limits.ts';
import { checkText } from '../../lib/inputs.ts';
import { addJob } from '../../lib/jobs.ts';
import { type EntityManager, transact } from '../../lib/orm.ts';
import { entities, statement } from '../../lib/statements.ts';
import type { Context } from './context.ts';
import { ImportRun } from './importEntities.ts';
import type { BeginImportInput } from './types.generated.ts';

/** Imports of one library or store that have not ended. */
const unfinishedAtMost = 20;
/** Of one part; the gateway cuts files into smaller ones. */
const partLimitBytes = 4 * 1024 * 1024;
/** Files of as many owners are worked through at once: jobs of other kinds have the other workers. */
const lanes = 2;
const longestReason = 500;

/** Whose file it is. */
export interface Target {
  library: string | null;
  store: string | null;
}

/** What is asked of an import that is known by its file. */
type Begun = Target & { fileName: string; format: string; dryRun: boolean; hash: string | null; size: number | null };

/** Begins an import whose bytes are about to come. */
export async function beginImport(ctx: Context, input: BeginImportInput): Promise<ImportRun> {
  const begun = await checked(ctx, input);
  return transact(ctx, async (em) => {
    // One after the other, so that the count is right.
    await em.execute('/* beginImport */ select pg_advisory_xact_lock(hashtext(?))', [`import ${ownerOf(begun)}`]);
    const [{ unfinished = 0 } = {}] = await statement<{ unfinished: number }>(
      em,
      `/* beginImport */ select count(*)::int as unfinished from import_run
       where (library_id = $1 or store_id = $2) and state in ('RECEIVING', 'WAITING', 'RUNNING')`,
      [begun.library, begun.store],
    );
    if (unfinished >= unfinishedAtMost) {
      throw new CallerError(
        'RATE_LIMITED',
        `${ownerOf(begun)} 已有 ${unfinished} 个未完成的导入。${ownerOf(begun)} has ${unfinished} imports that have not ended, as many as can wait: send this one when they have, or cancel some.`,
      );
    }
    return em.create(ImportRun, {
      id: randomUUID(),
      libraryId: begun.library,
      storeId: begun.store,
      fileName: begun.fileName,
      askedFormat: namedFormat(begun.format),
      dryRun: begun.dryRun,
      state: 'RECEIVING',
      hash: begun.hash,
      size: begun.size,
      createdBy: principalOf(ctx),
      createdAt: ctx.now,
      receivedAt: ctx.now,
    });
  });
}

/** The newest import under way of the same file for the same owner in the same way; null when there is none, or no hash to tell by. */
export async function unfinishedImport(ctx: Context, input: BeginImportInput): Promise<ImportRun | null> {
  const begun = await checked(ctx, input);
  if (begun.hash === null) return null;
  const [run] = await entities(
    ctx.em,
    ImportRun,
    'unfinishedImport',
    `where hash = $1 and library_id is not distinct from $2 and store_id is not distinct from $3 and dry_run = $4
       and asked_format is not distinct from $5 and state in ('RECEIVING', 'WAITING', 'RUNNING')
     order by created_at desc, id desc limit 1`,
    [begun.hash, begun.library, begun.store, begun.dryRun, namedFormat(begun.format)],
  );
  return run ?? null;
}

/** Keeps the bytes from an offset on; the last ones make the job. The same part again changes nothing. */
export async function putImportPart(
  ctx: Context,
  { id, offset, data, last }: { id: string; offset: number; data: string; last: boolean },
): Promise<ImportRun> {
  await checkChangeable(ctx, id);
  const bytes = Buffer.from(data, 'base64');
  if (bytes.length > partLimitBytes) {
    throw new CallerError('BAD_USER_INPUT', `A part has up to ${partLimitBytes} bytes; this one has ${bytes.length}.`);
  }
  return transact(ctx, async (em) => {
    const run = await lockedRun(em, id);
    const isAgain = run.received === offset + bytes.length && (run.state !== 'RECEIVING' || bytes.length > 0);
    if (isAgain && (!last || run.state !== 'RECEIVING')) return run;
    if (run.state !== 'RECEIVING' || (run.received !== offset && !isAgain)) throw outOfPlace(run, offset);
    if (!isAgain) await keepPart(em, run, bytes, ctx.now);
    if (last) await complete(em, run);
    return run;
  });
}

/** Ends an import that has not ended; what it has written stays. */
export async function cancelImport(
  ctx: Context,
  { id, reason }: { id: string; reason?: string | null },
): Promise<ImportRun> {
  const message = reason == null ? null : checkText('reason', reason, longestReason);
  await checkChangeable(ctx, id);
  return transact(ctx, async (em) => {
    const run = await lockedRun(em, id);
    if (hasEnded(run)) return run;
    run.message = message;
    await endRun(em, run, 'CANCELLED', ctx.now);
    return run;
  });
}

export function hasEnded({ state }: Pick<ImportRun, 'state'>): boolean {
  return state === 'DONE' || state === 'FAILED' || state === 'CANCELLED';
}

/** Ends a locked run: its file is kept no longer. */
export async function endRun(
  em: EntityManager,
  run: ImportRun,
  state: 'DONE' | 'FAILED' | 'CANCELLED',
  now: Date,
): Promise<void> {
  run.state = state;
  run.endedAt = now;
  await statement(em, '/* endRun */ delete from import_part where run_id = $1', [run.id]);
}

/**
 * The import, for somebody who may do this to it; null when there is none, or another's.
 * @throws CallerError UNAUTHENTICATED or FORBIDDEN for whoever may do it to none, whether there is one or not
 */
export async function importFor(
  { identity, em }: Context,
  id: string,
  action: 'import.run' | 'import.read',
): Promise<ImportRun | null> {
  authorise(identity, action, ownOf(identity));
  const run = await em.findOne(ImportRun, { id });
  return run && may(identity, action, { library: run.libraryId, store: run.storeId }) ? run : null;
}

/** Locks an import for a change. */
export async function lockedRun(em: EntityManager, id: string): Promise<ImportRun> {
  return em.findOneOrFail(ImportRun, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
}

/** Adds the job that works through what waits of an owner. */
export async function addImportJob(em: EntityManager, { libraryId, storeId }: ImportRun): Promise<void> {
  const target = { library: libraryId ?? null, store: storeId ?? null };
  const owner = ownerOf(target);
  await addJob(em, 'runImports', { id: owner, ...target }, { queue: laneOf(owner) });
}

/** The library or the store. */
function ownerOf({ library, store }: Target): string {
  return library ?? store ?? '';
}

/** In which order files are worked through: those of one owner one after the other. */
export function laneOf(owner: string): string {
  const sum = [...owner].reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0);
  return `imports ${sum % lanes}`;
}

async function checkChangeable(ctx: Context, id: string): Promise<void> {
  if (await importFor(ctx, id, 'import.run')) return;
  throw new CallerError('NOT_FOUND', `没有导入“${id.slice(0, 40)}”。There is no import "${id.slice(0, 40)}".`, {
    argument: 'id',
  });
}

async function keepPart(em: EntityManager, run: ImportRun, bytes: Buffer, now: Date): Promise<void> {
  const received = run.received + bytes.length;
  const limit = importLimitBytes();
  if (received > limit) throw tooLarge(limit);
  if (run.size !== null && run.size !== undefined && received > run.size) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `文件比所说的大。The file was said to have ${run.size} bytes, and more have come.`,
      { limit: run.size, reason: 'TOO_LARGE' },
    );
  }
  if (bytes.length > 0) {
    await statement(em, '/* keepPart */ insert into import_part (run_id, start, bytes) values ($1, $2, $3)', [
      run.id,
      run.received,
      bytes,
    ]);
  }
  run.received = received;
  run.receivedAt = now;
}

async function complete(em: EntityManager, run: ImportRun): Promise<void> {
  if (run.size !== null && run.size !== undefined && run.received !== run.size) {
    throw new CallerError(
      'CONFLICT',
      `文件不完整：应有 ${run.size} 字节，收到 ${run.received}。The file is not complete: ${run.size} bytes were announced, ${run.received} have come. Go on from there.`,
      { received: run.received },
    );
  }
  if (run.received === 0) {
    throw new CallerError('BAD_USER_INPUT', '文件是空的。The file is empty: it has no bytes at all.', {
      argument: 'file',
    });
  }
  run.size = run.received;
  run.state = 'WAITING';
  await addImportJob(em, run);
}

function tooLarge(limit: number): CallerError {
  return new CallerError(
    'BAD_USER_INPUT',
    `文件超过 ${limit} 字节的上限。The file is larger than ${limit} bytes, which is the limit: cut it into several, or have SHELFGRAPH_IMPORT_LIMIT_MB raised.`,
    { argument: 'file', limit, reason: 'TOO_LARGE' },
  );
}

function outOfPlace(run: ImportRun, offset: number): CallerError {
  const message =
    run.state === 'RECEIVING'
      ? `应从第 ${run.received} 字节继续，而不是 ${offset}。Go on from byte ${run.received}; these begin at ${offset}.`
      : `该导入已不再接收（${run.state}）。The import is ${run.state}: it takes no more bytes.`;
  return new CallerError('CONFLICT', message, { received: run.received, state: run.state });
}

async function checked(ctx: Context, input: BeginImportInput): Promise<Begun> {
  const library = input.library ?? null;
  const store = input.store ?? null;
  if ((library === null) === (store === null)) {
    throw new CallerError('BAD_USER_INPUT', '请给出 library 或 store 其中之一。Give either "library" or "store".', {
      argument: 'library',
    });
  }
  authorise(ctx.identity, 'import.run', { library, store });
  if (library !== null && !(await ctx.loaders.libraryById.load(library))) throw await unknownLibrary(ctx, library);
  const hash = input.hash?.toLowerCase() ?? null;
  if (hash !== null && !/^[0-9a-f]{64}$/.test(hash)) {
    throw new CallerError(
      'BAD_USER_INPUT',
      '“hash”是文件的 SHA-256，64 位十六进制数。"hash" is the SHA-256 of the file, 64 hexadecimal digits.',
      {
        argument: 'hash',
      },
    );
  }
  const size = input.size ?? null;
  if (size !== null && !(Number.isSafeInteger(size) && size >= 0)) {
    throw new CallerError('BAD_USER_INPUT', '“size”是文件的字节数。"size" is the number of bytes of the file.', {
      argument: 'size',
    });
  }
  if (size !== null && size > importLimitBytes()) throw tooLarge(importLimitBytes());
  const { format = 'auto', dryRun = false } = input;
  namedFormat(format);
  const fileName = checkText('fileName', input.fileName);
  return { library, store, fileName, format, dryRun, hash, size };
}

/** The mistake of a library that is none, with those that are. */
export async function unknownLibrary(ctx: Context, library: string): Promise<CallerError> {
  const members = await ctx.loaders.librariesFrom.load(0);
  return new CallerError(
    'NOT_FOUND',
    `没有编号为“${library}”的成员馆。There is no library "${library}". The libraries are: ${members.map(({ id }) => id).join(', ')}.`,
    { argument: 'library' },
  );
}
