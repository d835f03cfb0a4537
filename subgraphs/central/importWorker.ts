// The thread that reads files, one after the other. It waits when two batches have not been taken, so its memory does not depend on the
// file.
import { parentPort } from 'node:worker_threads';
import type { FileSource } from '../../lib/imports/source.ts';
import { batchesOf, isOfFile } from './importReading.ts';
import type { BatchTask, FromWorker, ToWorker } from './importThread.ts';

/** Batches that are ahead of what is written. */
const ahead = 2;

const port = parentPort!;
const post = (message: FromWorker) => port.postMessage(message, []);

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
      post({ kind: 'batch', batch: { ...batch, bytesRead } });
    }
    post({ kind: 'end' });
  } catch (error) {
    if (!isOfFile(error)) throw error;
    post({ kind: 'broken', message: error.message });
  }
}
