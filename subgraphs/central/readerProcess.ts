// The process that reads files, one after the other. It waits when two batches have not been taken, so its memory does not depend on the
// file.
import type { FileSource } from '../../lib/imports/source.ts';
import type { Bibliographic } from '../../lib/marc/bibliographic.ts';
import { bookCells } from './bookCells.ts';
import type { BatchTask, FromReader, ToReader } from './importReader.ts';
import { batchesOf, isOfFile } from './importReading.ts';

/** Batches that are ahead of what is written. */
const ahead = 2;

const post = (message: FromReader) => void process.send?.(message);

const waitingForBytes: ((bytes: Uint8Array | null) => void)[] = [];
const waitingForTurn: (() => void)[] = [];
/** Waits for the first question about a batch: nothing is read before, so that no batch waits for the one behind it. */
let isAsked: (() => void) | null = null;
let under = 0;
/** What the records say of the batches that are ahead, by their numbers: one for each batch. */
const descriptions: Map<number, Bibliographic>[] = [];

process.on('message', (message: ToReader) => {
  switch (message.kind) {
    case 'task':
      void work(message.task);
      break;
    case 'bytes':
      waitingForBytes.shift()?.(message.bytes);
      break;
    case 'describe':
      post({ kind: 'cells', cells: message.numbers.map(cellsOf) });
      isAsked?.();
      break;
    case 'taken':
      under -= 1;
      descriptions.shift();
      waitingForTurn.shift()?.();
      break;
  }
});
// It ends with the process that has started it, however that ends; a signal to both is for that one alone, which may end its batch first.
process.on('disconnect', () => process.exit());
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

function cellsOf(number: number): Uint8Array {
  const description = descriptions.find((ofBatch) => ofBatch.has(number))?.get(number);
  if (!description) throw new Error(`record ${number} is of no batch that is ahead`);
  return bookCells(description);
}

async function work(task: BatchTask): Promise<void> {
  under = 0;
  descriptions.length = 0;
  let bytesRead = 0;
  const file: FileSource = {
    limitBytes: task.limitBytes,
    async *read(from) {
      for (let start = from; ; ) {
        const bytes = await new Promise<Uint8Array | null>((resolve) => {
          waitingForBytes.push(resolve);
          post({ kind: 'read', start });
        });
        if (!bytes) return;
        start += bytes.length;
        yield bytes;
        bytesRead = Math.max(bytesRead, start);
      }
    },
  };
  try {
    for await (const batch of batchesOf(task, file)) {
      if (under >= ahead) await new Promise<void>((resolve) => waitingForTurn.push(resolve));
      under += 1;
      descriptions.push(new Map(batch.records.map(({ number }, index) => [number, batch.descriptions[index]!])));
      post({ kind: 'batch', batch: { ...batch, descriptions: [], bytesRead } });
      if (batch.records.length > 0) await new Promise<void>((resolve) => (isAsked = resolve));
    }
    post({ kind: 'end' });
  } catch (error) {
    if (isOfFile(error)) post({ kind: 'broken', message: error.message });
    else post({ kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}
