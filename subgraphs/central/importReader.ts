// Files are read in a process of their own: reading, segmenting and pinyin take a core for themselves, this process goes on answering, and
// a file that takes all memory it can get ends its reader and nothing else. The reader knows no database and has no key: it asks for the
// bytes. One takes a second to begin, so one that is done with a file is kept for the next for a while.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ImportBatch, ReadingTask } from './importReading.ts';
import type { PreparedRecord } from './prepareRecord.ts';

/** What the reader is told at the beginning of a file. */
export interface BatchTask extends ReadingTask {
  /** So many bytes may come of a compressed file. */
  limitBytes: number;
}

export type FromReader =
  | { kind: 'read'; start: number }
  | { kind: 'batch'; batch: ImportBatch }
  /** As asked for by `describe`, in its order. */
  | { kind: 'cells'; cells: Uint8Array[] }
  | { kind: 'end' }
  /** Nothing more can be read of this file, however often it is tried. */
  | { kind: 'broken'; message: string }
  /** The reader itself is at fault. */
  | { kind: 'failed'; message: string };

export type ToReader =
  | { kind: 'task'; task: BatchTask }
  | { kind: 'bytes'; bytes: Uint8Array | null }
  /** Asks for the cells of records of a batch that has not been taken; with the first such question of a batch the next is read. */
  | { kind: 'describe'; numbers: number[] }
  | { kind: 'taken' };

/** A batch, with what makes the cells of its records that have none. */
export type ReadBatch = ImportBatch & { describe: (records: readonly PreparedRecord[]) => Promise<void> };

/** A file that cannot be read to its end; `message` is for its sender. */
export class BrokenFile extends Error {
  override name = 'BrokenFile';
}

/** Of a reader's heap, in MB: what needs more is no file but an attack. */
const heapMegabytes = 80;
/** What lives as long as a batch is old anyway: with little room for what is young a reader is a third smaller. */
const semiSpaceMegabytes = 2;
/** Of a file, in one message: its reader needs no more at once. */
const pieceBytes = 256 * 1024;
const idleMs = 30_000;

let idle: { reader: ChildProcess; timer: NodeJS.Timeout } | null = null;

/** What a reader asks of whoever has the file. */
interface Answers {
  /** The bytes from `start` on, as many as are at hand; null after the end. */
  readPart: (start: number) => Promise<Uint8Array | null>;
  /** Those of a batch that will probably describe a book: their cells are made while the batch before it is written. */
  describing: (records: readonly PreparedRecord[]) => Promise<readonly PreparedRecord[]>;
}

/**
 * The batches of a file, from a place on, no more than two ahead of what is taken.
 * @throws BrokenFile where it cannot be read further, after the batches before that; Error when the reader has ended, however it did
 */
export async function* importBatches(task: BatchTask, { readPart, describing }: Answers): AsyncGenerator<ReadBatch> {
  const reader = takeReader();
  /** What comes of the file, in its order. */
  const coming: Promise<ReadBatch | null>[] = [];
  const waitingForCells: PromiseWithResolvers<Uint8Array[]>[] = [];
  let failure: Error | null = null;
  let wake: (() => void) | null = null;
  let isDone = false;
  const tell = (what: Promise<ReadBatch | null>) => {
    // Whoever comes to it sees the failure; until then nobody does.
    what.catch(() => {});
    coming.push(what);
    wake?.();
  };
  const fail = (error: unknown) => {
    failure ??= error instanceof Error ? error : new Error(String(error));
    for (const waiting of waitingForCells.splice(0)) waiting.reject(failure);
    wake?.();
  };
  const post = (message: ToReader) => void reader.send(message, (error) => error && fail(error));
  const describe: ReadBatch['describe'] = async (records) => {
    if (failure) throw failure;
    const answer = Promise.withResolvers<Uint8Array[]>();
    waitingForCells.push(answer);
    post({ kind: 'describe', numbers: records.map(({ number }) => number) });
    for (const [index, cells] of (await answer.promise).entries()) records[index]!.book = cells;
  };
  const lookAhead = async (batch: ImportBatch): Promise<ReadBatch> => {
    if (batch.records.length > 0) await describe(await describing(batch.records));
    return { ...batch, describe };
  };
  reader.on('error', fail);
  reader.on('exit', (code, signal) => fail(new Error(`the process that reads the file has ended (${signal ?? code})`)));
  reader.on('message', (message: FromReader) => {
    switch (message.kind) {
      case 'read':
        readPart(message.start).then(
          (part) => post({ kind: 'bytes', bytes: part && part.subarray(0, pieceBytes) }),
          fail,
        );
        break;
      case 'batch':
        tell(lookAhead(message.batch));
        break;
      case 'cells':
        waitingForCells.shift()?.resolve(message.cells);
        break;
      case 'end':
        tell(Promise.resolve(null));
        break;
      case 'broken':
        tell(Promise.reject(new BrokenFile(message.message)));
        break;
      case 'failed':
        fail(new Error(message.message));
        break;
    }
  });
  post({ kind: 'task', task });
  try {
    for (;;) {
      const next = coming.shift();
      if (next) {
        const batch = await next;
        if (!batch) break;
        yield batch;
        post({ kind: 'taken' });
      } else if (failure) {
        throw failure;
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
    isDone = true;
  } catch (error) {
    isDone = error instanceof BrokenFile;
    throw error;
  } finally {
    leave(reader);
    if (isDone) keepReader(reader);
    else await endReader(reader);
  }
}

function takeReader(): ChildProcess {
  if (idle) {
    const { reader, timer } = idle;
    idle = null;
    clearTimeout(timer);
    leave(reader);
    reader.ref();
    reader.channel?.ref();
    return reader;
  }
  const { NODE_COMPILE_CACHE } = process.env;
  return fork(fileURLToPath(new URL('./readerProcess.ts', import.meta.url)), {
    serialization: 'advanced',
    // Nothing of what this process was started with: no address, no password. Its errors are told where this process tells its own.
    env: { MALLOC_ARENA_MAX: '1', ...(NODE_COMPILE_CACHE ? { NODE_COMPILE_CACHE } : {}) },
    execArgv: [`--max-old-space-size=${heapMegabytes}`, `--max-semi-space-size=${semiSpaceMegabytes}`],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

/** By their names: Node has listeners of its own there. */
function leave(reader: ChildProcess): void {
  for (const name of ['message', 'error', 'exit']) reader.removeAllListeners(name);
}

/** For the next file; this process does not wait for it. */
function keepReader(reader: ChildProcess): void {
  if (idle) {
    void endReader(reader);
    return;
  }
  reader.unref();
  reader.channel?.unref();
  const drop = () => {
    if (idle?.reader === reader) idle = null;
    void endReader(reader);
  };
  reader.once('error', drop).once('exit', drop);
  idle = { reader, timer: setTimeout(drop, idleMs).unref() };
}

/** It has nothing to lose. */
async function endReader(reader: ChildProcess): Promise<void> {
  if (reader.exitCode !== null || reader.signalCode !== null || reader.pid === undefined) return;
  const ended = once(reader, 'exit');
  reader.kill('SIGKILL');
  await ended;
}
