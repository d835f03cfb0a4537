// Loads a generated city into the databases of a network, as an import would: records by `putRecords`, which finds the book of each, then
// their copies at the owner, then what the catalogue knows of them. A library's records come in the order of their numbers, each batch
// whole before the next one, so the newest number in the catalogue says where a load that was interrupted goes on.
import { on } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { EntityManager } from '@mikro-orm/postgresql';
import { callNumberSortKey } from '../../lib/callNumbers.ts';
import { countsAsHeld, notHeld } from '../../lib/items/holdings.ts';
import { centralLibrary } from '../../lib/owners.ts';
import { statement } from '../../lib/statements.ts';
import type { Subgraph } from '../../lib/subgraph.ts';
import type { Context } from '../../subgraphs/central/context.ts';
import { type PreparedRecord, recordIdOf } from '../../subgraphs/central/prepareRecord.ts';
import { type HoldingsReport, recordHoldings, recordStillTrue } from '../../subgraphs/central/projection.ts';
import { largestBatch, putRecords } from '../../subgraphs/central/records.ts';
import { planCity } from '../seed/city.ts';
import { controlPrefix } from './city.ts';
import type { GeneratedItem } from './copies.ts';
import type { CityOptions } from './plan.ts';
import type { WorkerBatch, WorkerTask } from './worker.ts';

/** What has been loaded so far. */
export interface Loaded {
  titles: number;
  /** Of this run; those of an earlier one are not counted. */
  records: number;
  items: number;
}

type Owners = Record<'central' | 'districts', Pick<Subgraph, 'contextOf'>>;

interface LoadOptions {
  owners: Owners;
  force?: boolean;
  signal?: AbortSignal;
  onProgress?: (loaded: Loaded) => void;
  /** Of one library at once. */
  batchRecords?: number;
}

/** A city that is not loaded, with the reason and the way out in its message. */
export class LoadRefused extends Error {
  override name = 'LoadRefused';
}

/**
 * Loads a city into migrated and seeded databases on which no job runs. Called again with the same options it goes on where it was, or
 * changes nothing.
 * @param signal ends it after the batch under way; what is loaded stays
 * @throws LoadRefused for a catalogue with other data than the seed's and generated ones (not with `force`), or with another generated city
 */
export async function loadCity(
  options: CityOptions,
  { owners, force = false, signal, onProgress = () => {}, batchRecords = largestBatch }: LoadOptions,
): Promise<Loaded> {
  const central = contextOf(owners.central);
  if (!force) await refuseRealData(central.em);
  const skip = await loadedRecords(central.em, options.libraries, batchRecords);
  const loaded: Loaded = { titles: 0, records: 0, items: 0 };
  const isChecked = new Set<string>();
  for await (const batch of batchesOf({ options, skip, batchRecords })) {
    const { library, prepared, items, titles } = batch;
    if (!isChecked.has(library)) await refuseOtherCity(central.em, batch);
    isChecked.add(library);
    const outcomes = await putRecords(central, library, prepared);
    const copies = items.flatMap((own, index) =>
      own.map((item) => ({ ...item, bookId: outcomes[index]?.bookId ?? '' })),
    );
    const owner = contextOf(library === centralLibrary ? owners.central : owners.districts);
    await putCopies(owner.em, library, copies);
    await recordHoldings(central, await countsOf(owner.em, library, [...new Set(copies.map(({ bookId }) => bookId))]));
    loaded.titles = titles;
    loaded.records += prepared.length;
    loaded.items += copies.length;
    onProgress(loaded);
    if (signal?.aborted) return loaded;
  }
  await recordStillTrue(central, options.libraries, new Date());
  return { ...loaded, titles: options.titles };
}

function contextOf(subgraph: Pick<Subgraph, 'contextOf'>): Context {
  const call = { identity: { role: 'service', subgraph: 'central' } as const, requestId: 'generate' };
  return subgraph.contextOf(call) as Context;
}

/** Batches from the thread that makes them, until it has no more. */
async function* batchesOf(task: WorkerTask): AsyncGenerator<WorkerBatch> {
  const worker = new Worker(new URL('worker.ts', import.meta.url), { workerData: task });
  try {
    // An error in the thread is thrown here.
    for await (const [batch] of on(worker, 'message') as AsyncIterable<[WorkerBatch | null]>) {
      if (batch === null) return;
      yield batch;
      worker.postMessage('taken', []);
    }
  } finally {
    await worker.terminate();
  }
}

/** How many records of each library are loaded for certain with all their copies; the last batch may not be. */
async function loadedRecords(
  em: EntityManager,
  libraries: readonly string[],
  batchRecords: number,
): Promise<Record<string, number>> {
  const rows = await statement<{ library: string; control: string }>(
    em,
    `/* loadedRecords */ select library, substr(newest.id, length(library) + 2) as control
     from unnest($1::text[]) as library cross join lateral (
       select id from bib_record where library_id = library and id ^@ (library || ':${controlPrefix}') order by id desc limit 1
     ) as newest`,
    [libraries],
  );
  return Object.fromEntries(
    rows.map(({ library, control }) => [
      library,
      Math.max(0, Number(control.slice(controlPrefix.length)) - batchRecords),
    ]),
  );
}

/** @throws LoadRefused where a record, a book or a purchase is somebody's */
async function refuseRealData(em: EntityManager): Promise<void> {
  const seeded = planCity(new Date()).books.map(({ id }) => id);
  const [found] = await statement<{ record: string | null; book: string | null; purchase: string | null }>(
    em,
    `/* refuseRealData */ select
       (select id from bib_record where control is null or not control ^@ '${controlPrefix}' limit 1) as record,
       (select id from book where described_by is null and id <> all($1) limit 1) as book,
       (select id from purchase limit 1) as purchase`,
    [seeded],
  );
  const [chinese, english, id] = found?.record
    ? ['记录', 'the record', found.record]
    : found?.book
      ? ['书目', 'the book', found.book]
      : ['购借单', 'the order', found?.purchase];
  if (id) {
    throw new LoadRefused(
      `目录中已有非样例数据：${chinese} ${id}。请用 --data 另指数据文件夹，或用 --force 并存。The catalogue holds data that is no sample: ${english} ${id}. Give another data folder with --data, or --force to load the sample beside it.`,
    );
  }
}

/** @throws LoadRefused where records of these numbers say something else: they are of a city with other options */
async function refuseOtherCity(em: EntityManager, { library, prepared }: WorkerBatch): Promise<void> {
  const hashes = new Map(prepared.map((record: PreparedRecord) => [recordIdOf(library, record), record.hash]));
  const known = await statement<{ id: string; hash: string }>(
    em,
    '/* refuseOtherCity */ select id, hash from bib_record where id = any($1)',
    [[...hashes.keys()]],
  );
  const other = known.find(({ id, hash }) => hashes.get(id) !== hash);
  if (other) {
    throw new LoadRefused(
      `目录中已有另一座样例城市（${other.id} 不同）。The catalogue holds a generated city of other options: its ${other.id} says something else. Give the same --titles, --items, --seed, --dirty, --libraries and --day to go on with it, or another data folder with --data.`,
    );
  }
}

type Copy = GeneratedItem & { bookId: string };

/** Copies of one library, in one statement; those that are there already stay as they are. */
async function putCopies(em: EntityManager, library: string, copies: readonly Copy[]): Promise<void> {
  const rows = copies.map(({ barcode, bookId, recordId, callNumber, branchId, location, status, dueDate }) => ({
    barcode,
    book_id: bookId,
    record_id: recordId,
    call_number: callNumber,
    call_number_sort: callNumberSortKey(callNumber),
    branch_id: branchId,
    location,
    status,
    due_date: dueDate,
  }));
  await statement(
    em,
    `/* putCopies */ insert into item (id, library_id, barcode, book_id, record_id, call_number, call_number_sort, branch_id, location,
       status, due_date, catalogued, sample)
     select $1::text || ':' || barcode, $1::text, barcode, book_id, record_id, call_number, call_number_sort, branch_id, location,
       status, due_date, status <> 'IN_PROCESS', true
     from jsonb_to_recordset($2::jsonb) as fresh (barcode text, book_id text, record_id text, call_number text, call_number_sort text,
       branch_id text, location text, status text, due_date date)
     on conflict do nothing`,
    [library, JSON.stringify(rows)],
  );
}

/** What the owner has of these books now. */
function countsOf(em: EntityManager, library: string, bookIds: readonly string[]): Promise<HoldingsReport[]> {
  return statement(
    em,
    `/* countsOf */ select library_id as library, book_id as "bookId", now() as "asOf",
       (count(*) filter (where status not in ${notHeld}))::int as total,
       (count(*) filter (where status = 'AVAILABLE'))::int as available,
       (count(*) filter (where ${countsAsHeld}))::int as held
     from item where book_id = any($2) and library_id = $1 group by library_id, book_id`,
    [library, bookIds],
  );
}
