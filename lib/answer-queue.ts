// Answers on their way from one producer to one consumer, who takes them at its own pace. Leaving takes effect at once, also while
// the producer waits for an event: an async generator could be left only after its next one.
import type { SubgraphAnswer } from './transport.ts';

export interface AnswerQueue<Answer = SubgraphAnswer> extends AsyncIterableIterator<Answer, undefined> {
  /** Answers that wait to be taken. */
  readonly length: number;
  put(answer: Answer): void;
  /** There will be no more: the consumer gets what waits, then the error if there is one. */
  end(error?: unknown): void;
  /** Ends at once and drops what waits. */
  cut(error?: unknown): void;
  return(): Promise<IteratorResult<Answer, undefined>>;
}

interface Taker<Answer> {
  resolve: (result: IteratorResult<Answer, undefined>) => void;
  reject: (error: unknown) => void;
}

const done = { done: true, value: undefined } as const;

/**
 * Makes a queue. `onTake` is called after each answer taken, `onWait` when the consumer waits and nothing is there, `onLeave` once,
 * when the consumer returns before the end.
 */
export function createAnswerQueue<Answer extends object = SubgraphAnswer>({
  onTake,
  onWait,
  onLeave,
}: {
  onTake?: () => void;
  onWait?: () => void;
  onLeave?: () => void;
}): AnswerQueue<Answer> {
  const answers: Answer[] = [];
  const takers: Taker<Answer>[] = [];
  let end: { error: unknown } | null = null;

  /** The error is thrown once. */
  const settle = ({ resolve, reject }: Taker<Answer>) => {
    const error = end?.error;
    end = { error: undefined };
    if (error === undefined) resolve(done);
    else reject(error);
  };
  const finish = (error: unknown) => {
    end ??= { error };
    for (const taker of takers.splice(0)) settle(taker);
  };

  return {
    get length() {
      return answers.length;
    },
    put(answer) {
      if (end) return;
      const taker = takers.shift();
      if (taker) taker.resolve({ done: false, value: answer });
      else answers.push(answer);
    },
    end: finish,
    cut(error) {
      answers.length = 0;
      finish(error);
    },
    next() {
      return new Promise((resolve, reject) => {
        const answer = answers.shift();
        if (answer) {
          resolve({ done: false, value: answer });
          onTake?.();
        } else if (end) {
          settle({ resolve, reject });
        } else {
          takers.push({ resolve, reject });
          onWait?.();
        }
      });
    },
    async return() {
      const leaves = end === null;
      answers.length = 0;
      end = { error: undefined };
      finish(undefined);
      if (leaves) onLeave?.();
      return done;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/**
 * Answers that are made one by one, each when the consumer waits for it. `pull` resolves with undefined at the end. Once the consumer
 * has returned or `signal` has aborted, the stream is over and `onLeave` is called, whatever `pull` is waiting for.
 */
export function pulledAnswers(
  pull: () => Promise<SubgraphAnswer | undefined>,
  { signal, onLeave }: { signal?: AbortSignal | undefined; onLeave: () => void },
): AnswerQueue {
  let isOver = false;
  let turn = Promise.resolve();
  const finish = () => {
    isOver = true;
    signal?.removeEventListener('abort', leave);
  };
  const step = async () => {
    if (isOver) return;
    try {
      const answer = await pull();
      if (answer) {
        queue.put(answer);
      } else {
        finish();
        queue.end();
      }
    } catch (error) {
      finish();
      queue.end(error);
    }
  };
  const queue = createAnswerQueue({
    onWait: () => {
      turn = turn.then(step);
    },
    onLeave: () => {
      finish();
      onLeave();
    },
  });
  const leave = () => void queue.return();
  if (signal?.aborted) leave();
  else signal?.addEventListener('abort', leave);
  return queue;
}
