// The thread that reads files, one after the other. It waits when two batches have not been taken, so its memory does not depend on the
// file.
import { parentPort } from 'node:worker_threads';
import type { FileSource } from '../../lib/imports/source.ts';
import { batchesOf, isOfFile } from './importReading.ts';
import type { BatchTask, FromWorker, ToWorker } from './importThread.ts';
import type { PreparedRecord } from './prepareRecord.ts';

/** Batches that are ahead of what is written. */
const ahead = 2;

const port = parentPort!;
const post = (message: FromWorker, moved: ArrayBuffer[] = []) => port.postMessage(message, moved);

const waitingForBytes: ((bytes: Uint8Array | null) => void)[] = [];
const waitingForTurn: (() => void)[] = [];
let under = 0;

port.on('message', (message: ToWorker) => {
  switch (message.kind) {
    case 'task':
      void work(message.task);
      break;
    case 'bytes':
      waitingForBytes.shift()?.(message.bytes);
      break;
    case 'taken':
      under -= 1;
      waitingForTurn.shift()?.();
      break;
  }
});

/** What it throws that is not of the file ends the thread. */
async function work(task: BatchTask): Promise<void> {
  under = 0;
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
      const { records, moved } = together(batch.records);
      post({ kind: 'batch', batch: { ...batch, records, bytesRead } }, [moved]);
    }
    post({ kind: 'end' });
  } catch (error) {
    if (!isOfFile(error)) throw error;
    post({ kind: 'broken', message: error.message });
  }
}

/** The texts of records in one piece of memory, which moves to the other thread and is not copied. */
function together(records: readonly PreparedRecord[]): { records: PreparedRecord[]; moved: ArrayBuffer } {
  const moved = new ArrayBuffer(records.reduce((sum, { row, book }) => sum + row.length + book.length, 0));
  let used = 0;
  const put = (bytes: Uint8Array) => {
    const place = new Uint8Array(moved, used, bytes.length);
    place.set(bytes);
    used += bytes.length;
    return place;
  };
  return { records: records.map((record) => ({ ...record, row: put(record.row), book: put(record.book) })), moved };
}
