// One batch of an import: its records to the catalogue, its copies to their owner, and in one transaction with how far the file is done,
// what came of it. The records are counted with their own transaction, so a batch that is done twice is counted once.
import { mostItems } from '../../lib/items/putItems.ts';
import { type EntityManager, transact } from '../../lib/orm.ts';
import { statement } from '../../lib/statements.ts';
import type { Context } from './context.ts';
import type { ImportRun } from './importEntities.ts';
import type { ReadBatch } from './importReader.ts';
import type { ImportBatch, Remark } from './importReading.ts';
import { lockedRun } from './imports.ts';
import { numberKey, putItemsOf } from './itemLists.ts';
import { putRecords, type RecordOutcome } from './records.ts';
import { putStoreLines } from './storeCatalogues.ts';

/** More is counted, and not kept: a file of which so much is wrong has one fault. */
const keptRemarks = 100_000;

/**
 * Writes the records of a batch, while the copies of the one before may still be on their way; in a dry run nothing but the run itself.
 * @returns what writes its copies and notes how far the file is done; it gives false when the run has been ended meanwhile
 */
export async function writeBatch(ctx: Context, run: ImportRun, batch: ReadBatch): Promise<() => Promise<boolean>> {
  const outcomes = await putBatch(ctx, run, batch);
  return () => finishBatch(ctx, run, batch, outcomes);
}

/** @param run as of the batch before; it is brought up to date */
async function finishBatch(
  ctx: Context,
  run: ImportRun,
  batch: ImportBatch,
  outcomes: readonly RecordOutcome[],
): Promise<boolean> {
  const items = await putItems(ctx, run, batch, outcomes);
  return transact(ctx, async (em) => {
    const current = await lockedRun(em, run.id);
    const { state, message } = current;
    if (current.recordNumber !== run.recordNumber) {
      throw new Error(`the import ${run.id} is worked on by somebody else`);
    }
    const remarks = [...batch.remarks, ...items.remarks].toSorted((left, right) => left.number - right.number);
    if (run.dryRun) countRecords(current, outcomes);
    countItems(current, batch, items);
    count(current, batch, remarks);
    await keepRemarks(em, current, remarks, ctx.now);
    // What was written when it was ended is counted all the same; the word of who ended it stays.
    if (state !== 'RUNNING') current.message = message;
    Object.assign(run, current);
    return state === 'RUNNING';
  });
}

/** The records of a batch; those that were counted before the process was killed are not counted again. */
function putBatch(ctx: Context, run: ImportRun, batch: ReadBatch): Promise<RecordOutcome[]> {
  if (!run.libraryId || batch.records.length === 0) return Promise.resolve([]);
  const { records, describe } = batch;
  if (run.dryRun) return putRecords(ctx, run.libraryId, records, { describe, isTrial: true });
  return putRecords(ctx, run.libraryId, records, {
    describe,
    also: (em, outcomes) => countWritten(em, run.id, outcomes, batch.done.number),
  });
}

/** Adds to a run what has become of records. A batch may begin elsewhere than before a kill, and so have some that were counted. */
async function countWritten(
  em: EntityManager,
  runId: string,
  outcomes: readonly RecordOutcome[],
  writtenNumber: number,
): Promise<void> {
  const numbers = (change: RecordOutcome['change']) =>
    outcomes.filter((outcome) => outcome.change === change).map(({ number }) => number);
  await statement(
    em,
    `/* countWritten */ update import_run set written_number = greatest(written_number, $2), ${[
      'added',
      'changed',
      'unchanged',
    ]
      .map((change, index) => `records_${change} = records_${change} + ${uncountedSql(index + 3)}`)
      .join(', ')} where id = $1`,
    [runId, writtenNumber, numbers('ADDED'), numbers('CHANGED'), numbers('UNCHANGED')],
  );
}

/** SQL of how many of these records of a run are not counted yet. */
function uncountedSql(position: number): string {
  return `(select count(*) from unnest($${position}::int[]) as number where number > written_number)`;
}

interface ItemsPut {
  read: number;
  outcomes: ItemOutcome[];
  remarks: Remark[];
}

type ItemOutcome = 'ADDED' | 'CHANGED' | 'UNCHANGED' | 'REFUSED';

/** One copy or offer, and what became of it. */
interface Told {
  outcome: ItemOutcome;
  message: string | null;
}

/** The copies of a batch to their owner, or the offers to the stores; in a dry run they are read, and that is all. */
async function putItems(
  ctx: Context,
  run: ImportRun,
  batch: ImportBatch,
  records: readonly RecordOutcome[],
): Promise<ItemsPut> {
  const { libraryId: library, storeId: store } = run;
  if (library) {
    const lines = [...batch.listed, ...namedByRecords(batch, records)];
    const byNumber = new Map(records.map((record) => [record.number, record.bookId]));
    const known = new Set(
      batch.records.flatMap(({ number, callNumbers }) =>
        callNumbers.map((callNumber) => numberKey({ bookId: byNumber.get(number) ?? '', callNumber })),
      ),
    );
    return putEach(run, lines, async (some) => {
      const told = await putItemsOf(
        ctx,
        library,
        some.map(({ item }) => item),
        { asOf: run.createdAt, known },
      );
      return told.map(({ outcome, message }) => ({ outcome: outcome === 'KEPT' ? 'UNCHANGED' : outcome, message }));
    });
  }
  return putEach(run, batch.offers, async (some) => {
    const lines = some.map(({ line }) => line);
    const told = await putStoreLines(ctx, { store: store ?? '', lines, asOf: run.createdAt });
    return told.map(({ outcome, message }) => ({ outcome: storeOutcomes[outcome], message }));
  });
}

const storeOutcomes = { STORED: 'CHANGED', OLDER: 'UNCHANGED', REFUSED: 'REFUSED' } as const;

async function putEach<Line extends { number: number; offset: number }>(
  run: ImportRun,
  lines: readonly Line[],
  put: (some: readonly Line[]) => Promise<Told[]>,
): Promise<ItemsPut> {
  const outcomes: ItemOutcome[] = [];
  const remarks: Remark[] = [];
  for (let at = 0; at < lines.length && !run.dryRun; at += mostItems) {
    const some = lines.slice(at, at + mostItems);
    for (const [index, { outcome, message }] of (await put(some)).entries()) {
      outcomes.push(outcome);
      const { number, offset } = some[index]!;
      const kind = outcome === 'REFUSED' ? 'ERROR' : 'WARNING';
      if (message !== null) remarks.push({ number, offset, kind, reason: message, bytes: null });
    }
  }
  return { read: lines.length, outcomes, remarks };
}

/** What records say of their copies: no more than that they are there, and where. */
function namedByRecords(batch: ImportBatch, records: readonly RecordOutcome[]) {
  const byNumber = new Map(records.map((record) => [record.number, record]));
  return batch.items.flatMap(({ number, offset, item }) => {
    const record = byNumber.get(number);
    if (!record) return [];
    const recordNumber = record.recordId.slice(record.recordId.indexOf(':') + 1);
    return [{ number, offset, item: { ...item, bookId: record.bookId, recordNumber } }];
  });
}

function countRecords(run: ImportRun, outcomes: readonly RecordOutcome[]): void {
  const having = (change: RecordOutcome['change']) => outcomes.filter((outcome) => outcome.change === change).length;
  run.recordsAdded += having('ADDED');
  run.recordsChanged += having('CHANGED');
  run.recordsUnchanged += having('UNCHANGED');
}

function countItems(run: ImportRun, batch: ImportBatch, { read, outcomes }: ItemsPut): void {
  const having = (name: ItemOutcome) => outcomes.filter((outcome) => outcome === name).length;
  run.itemsRead += read + batch.lostItems;
  run.itemsAdded += having('ADDED');
  run.itemsChanged += having('CHANGED');
  run.itemsUnchanged += having('UNCHANGED');
  run.itemsRejected += having('REFUSED') + batch.lostItems;
}

function isList({ format }: ImportBatch): boolean {
  return format !== 'ISO2709' && format !== 'MARCXML';
}

function errorsOf(remarks: readonly Remark[]): number {
  return remarks.filter(({ kind }) => kind === 'ERROR').length;
}

/** What the batch has of everything else. */
function count(run: ImportRun, batch: ImportBatch, remarks: readonly Remark[]): void {
  run.position = batch.done.offset;
  run.recordNumber = batch.done.number;
  run.bytesRead = Math.max(run.bytesRead, batch.bytesRead);
  if (!isList(batch)) {
    run.recordsRead += batch.read;
    run.recordsRejected += errorsOf(batch.remarks) - batch.lostItems;
  }
  run.warnings += remarks.filter(({ kind }) => kind === 'WARNING').length;
  run.format ??= batch.format;
  run.flavour ??= batch.flavour;
  run.encoding ??= batch.encoding;
  run.message = null;
  run.failures = 0;
}

async function keepRemarks(em: EntityManager, run: ImportRun, remarks: readonly Remark[], now: Date): Promise<void> {
  const before = run.recordsRejected + run.itemsRejected + run.warnings - remarks.length;
  const kept = remarks.slice(0, Math.max(0, keptRemarks - before));
  if (kept.length === 0) return;
  await statement(
    em,
    `/* keepRemarks */ insert into import_reject (run_id, record_number, start, kind, reason, bytes, at)
     select $1, record_number, start, kind, reason, decode(bytes, 'base64'), $2
     from rows from (
       jsonb_to_recordset($3::jsonb) as (record_number int, start bigint, kind text, reason text, bytes text)
     ) with ordinality as remark(record_number, start, kind, reason, bytes, place) order by place`,
    [run.id, now, JSON.stringify(kept.map(rowOf))],
  );
}

function rowOf({ number, offset, kind, reason, bytes }: Remark) {
  const kept = bytes ? Buffer.from(bytes).toString('base64') : null;
  return { record_number: number, start: offset, kind, reason: reason.replaceAll('\0', '�'), bytes: kept };
}
