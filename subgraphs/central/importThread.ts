// Files are read in a thread of their own: reading, segmenting and pinyin take a core for themselves, and the process goes on answering.
// A thread takes a second to begin, so one that is done with a file is kept for the next for a while.
import { Worker } from 'node:worker_threads';
import type { ImportBatch, ReadingTask } from './importReading.ts';

/** What the thread is told at the beginning of a file. */
export interface BatchTask extends ReadingTask {
  /** So many bytes may come of a compressed file. */
  limitBytes: number;
}

export type FromWorker =
  | { kind: 'read'; start: number }
  | { kind: 'batch'; batch: ImportBatch }
  | { kind: 'end' }
  /** Nothing more can be read of this file, however often it is tried. */
  | { kind: 'broken'; message: string };

export type ToWorker =
  | { kind: 'task'; task: BatchTask }
  | { kind: 'bytes'; bytes: Uint8Array | null }
  | { kind: 'taken' };

/** A file that cannot be read to its end; `message` is for its sender. */
export class BrokenFile extends Error {
  override name = 'BrokenFile';
}

/** The thread's own heap, in MB: what needs more is no file but an attack. */
const heapMegabytes = 256;
const idleMs = 30_000;

let idle: { worker: Worker; timer: NodeJS.Timeout } | null = null;

/**
 * The batches of a file, from a place on, no more than two ahead of what is taken.
 * @param readPart the bytes from `start` on, as many as are at hand; null after the end
 * @throws BrokenFile where it cannot be read further, after the batches before that
 */
export async function* importBatches(
  task: BatchTask,
  readPart: (start: number) => Promise<Uint8Array | null>,
): AsyncGenerator<ImportBatch> {
  const worker = takeWorker();
  const post = (message: ToWorker, moved: ArrayBuffer[] = []) => worker.postMessage(message, moved);
  const ready: FromWorker[] = [];
  let failure: Error | null = null;
  let wake: (() => void) | null = null;
  let isDone = false;
  const fail = (error: unknown) => {
    failure ??= error instanceof Error ? error : new Error(String(error));
    wake?.();
  };
  worker.on('error', fail);
  worker.on('exit', (code) => fail(new Error(`the thread that reads the file has ended (${code})`)));
  worker.on('message', (message: FromWorker) => {
    if (message.kind === 'read') {
      readPart(message.start).then((part) => {
        // Its own copy, which moves: a buffer may be a piece of a larger one, and all of that would be cloned.
        const bytes = part && new Uint8Array(part);
        post({ kind: 'bytes', bytes }, bytes ? [bytes.buffer] : []);
      }, fail);
    } else {
      ready.push(message);
      wake?.();
    }
  });
  post({ kind: 'task', task });
  try {
    for (;;) {
      const message = ready.shift();
      if (message?.kind === 'batch') {
        yield message.batch;
        post({ kind: 'taken' });
      } else if (message) {
        isDone = true;
        if (message.kind === 'broken') throw new BrokenFile(message.message);
        return;
      } else if (failure) {
        throw failure;
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    leave(worker);
    if (isDone) keepWorker(worker);
    else await worker.terminate();
  }
}

function takeWorker(): Worker {
  if (idle) {
    const { worker, timer } = idle;
    idle = null;
    clearTimeout(timer);
    leave(worker);
    worker.ref();
    return worker;
  }
  return new Worker(new URL('./importWorker.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: heapMegabytes, maxYoungGenerationSizeMb: 8 },
  });
}

/** By their names: Node has listeners of its own there. */
function leave(worker: Worker): void {
  for (const name of ['message', 'error', 'exit']) worker.removeAllListeners(name);
}

/** For the next file; the process does not wait for it. */
function keepWorker(worker: Worker): void {
  if (idle) {
    void worker.terminate();
    return;
  }
  worker.unref();
  const drop = () => {
    if (idle?.worker === worker) idle = null;
    void worker.terminate();
  };
  worker.once('error', drop).once('exit', drop);
  idle = { worker, timer: setTimeout(drop, idleMs).unref() };
}
