// The thread that makes a city's records and prepares them, in batches of one library each. It waits when two batches have not been taken,
// so its memory does not depend on how large the city is.
import { parentPort, workerData } from 'node:worker_threads';
import { type PreparedRecord, prepareRecord } from '../../subgraphs/central/prepareRecord.ts';
import { cityOf, type GeneratedRecord } from './city.ts';
import type { GeneratedItem } from './copies.ts';
import type { CityOptions } from './plan.ts';

/** What the thread is told. */
export interface WorkerTask {
  options: CityOptions;
  /** Records of a library that are passed over: they are loaded already. */
  skip: Readonly<Record<string, number>>;
  batchRecords: number;
}

/** Records of one library, in their order. */
export interface WorkerBatch {
  library: string;
  prepared: PreparedRecord[];
  items: GeneratedItem[][];
  /** Titles of the city that have been made so far. */
  titles: number;
}

const ahead = 2;
const port = parentPort!;
const { options, skip, batchRecords } = workerData as WorkerTask;

let under = 0;
let titles = 0;
const left = new Map(Object.entries(skip));
const batches = new Map<string, GeneratedRecord[]>();
let goOn: (() => void) | null = null;
port.on('message', () => {
  under -= 1;
  goOn?.();
});

for (const { records } of cityOf(options)) {
  titles += 1;
  for (const record of records) {
    const toSkip = left.get(record.library) ?? 0;
    if (toSkip > 0) {
      left.set(record.library, toSkip - 1);
      continue;
    }
    const batch = batches.get(record.library) ?? [];
    batch.push(record);
    batches.set(record.library, batch);
    if (batch.length === batchRecords) await hand(record.library);
  }
}
for (const library of batches.keys()) await hand(library);
port.postMessage(null, []);
port.close();

async function hand(library: string): Promise<void> {
  const records = batches.get(library) ?? [];
  batches.delete(library);
  const prepared = records.map(({ marc }, number) => prepareRecord({ number, marc }));
  if (under >= ahead) {
    await new Promise<void>((resolve) => {
      goOn = resolve;
    });
  }
  under += 1;
  const batch: WorkerBatch = { library, prepared, items: records.map(({ items }) => [...items]), titles };
  port.postMessage(batch, []);
}
