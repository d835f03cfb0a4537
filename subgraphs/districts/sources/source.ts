// A library's own system, as one process sees it: what it said last, what it is being asked, how it does. Questions about the same
// book join while one is under way; what is asked while all places are taken goes with the next question, all books of it together.
import type { Logger } from 'pino';
import { Agent } from 'undici';
import type { Allowance } from '../../../lib/allowance.ts';
import type { ShownItem } from '../../../lib/items/holdings.ts';
import { guardedConnections, mayBeCalled } from '../../../lib/outbound.ts';
import { openBreaker } from './breaker.ts';
import type { AvailabilitySource } from './entities.ts';
import { exchange } from './exchange.ts';
import { createFreshWords } from './freshWords.ts';
import { createHealth, type Health } from './health.ts';
import {
  ageOf,
  type BookWord,
  bookQuestion,
  clockTolerance,
  copyQuestion,
  mostBooks,
  type Numbers,
  type Reading,
  readBooks,
  readCopies,
  type Word,
} from './protocol.ts';
import { type Reason, SourceError } from './reasons.ts';
import { readingBy } from './statusTexts.ts';

export type SourceSettings = Pick<
  AvailabilitySource,
  'libraryId' | 'url' | 'token' | 'timeLimitMs' | 'freshSeconds' | 'concurrency' | 'statusTexts'
>;

export interface Source {
  /** What it has said of a book and still counts as live. */
  known: (bookId: string) => BookWord | undefined;
  /** A copy among what it has said and still counts as live. */
  knownCopy: (id: string) => ShownItem | undefined;
  /** What it says of books, by their ids; every book has a word or a reason by `endsAt`, in ms by `performance.now()`. Never rejects. */
  ask: (books: readonly Numbers[], endsAt: number) => Promise<Map<string, Word>>;
  /** Copies by barcode; those that it does not have are left out. @throws SourceError */
  askCopies: (barcodes: readonly string[]) => Promise<Map<string, ShownItem>>;
  health: () => Health;
  /** Waits for the questions that are under way. */
  close: () => Promise<void>;
}

export interface SourceOptions {
  settings: SourceSettings;
  allowance: Allowance;
  log: Logger;
}

/** Most books that wait for their question. */
const mostWaiting = 1_000;

interface Wanted {
  numbers: Numbers;
  /** Nobody waits any longer than that. */
  endsAt: number;
  word: Promise<Word>;
  settle: (word: Word) => void;
}

export function openSource({ settings, allowance, log }: SourceOptions): Source {
  const { libraryId: library, url, token, timeLimitMs, freshSeconds, concurrency, statusTexts } = settings;
  const agent = new Agent({
    connections: concurrency,
    pipelining: 1,
    keepAliveTimeout: 10_000,
    ...guardedConnections(url, { allowance, timeLimitMs }),
  });
  const health = createHealth(library, log);
  const breaker = openBreaker((state) => log.warn({ library, state }, 'the breaker of an availability source'));
  const fresh = createFreshWords();
  const waiting = new Map<string, Wanted>();
  const underWay = new Map<string, Wanted>();
  const readStatus = readingBy(statusTexts);
  let asking = 0;

  /** One question with all that goes with it. */
  function question<Result>(body: string, read: (text: string, reading: Reading) => Result): Promise<Result> {
    return breaker.run(async () => {
      const begun = performance.now();
      try {
        if (!mayBeCalled(url, allowance))
          throw new SourceError('UNREACHABLE', 'its address may not be called any more');
        const text = await exchange({ agent, url, token: token ?? null, body, timeLimitMs });
        const reading = { library, now: new Date(), readStatus, onUnknownText: health.notUnderstood };
        const result = read(text, reading);
        health.answered(performance.now() - begun);
        return result;
      } catch (error) {
        health.failed(error, performance.now() - begun);
        throw error;
      }
    });
  }

  async function askNow(batch: readonly Wanted[]): Promise<void> {
    const books = batch.map(({ numbers }) => numbers);
    let words: Word[];
    try {
      const body = bookQuestion(library, books);
      words = (await question(body, (text, reading) => readBooks(text, books, reading))).map(unlessStale);
    } catch (error) {
      if (!(error instanceof SourceError)) log.error({ library, error: String(error) }, 'an answer could not be read');
      words = books.map(() => ({ reason: error instanceof SourceError ? error.reason : ('BAD_ANSWER' as Reason) }));
    }
    for (const [index, { numbers, settle }] of batch.entries()) {
      const word = words[index] ?? { reason: 'BAD_ANSWER' as const };
      underWay.delete(numbers.bookId);
      if (!('reason' in word)) {
        fresh.keep(numbers.bookId, word, freshSeconds * 1_000 - ageNow(word));
      }
      settle(word);
    }
  }

  /** What was true too long ago is not how things are now. */
  function unlessStale(word: Word): Word {
    return 'reason' in word || ageNow(word) <= freshSeconds * 1_000 + clockTolerance ? word : { reason: 'STALE' };
  }

  function next(): void {
    while (asking < concurrency && waiting.size > 0) {
      const batch: Wanted[] = [];
      for (const [bookId, wanted] of waiting) {
        if (batch.length === mostBooks) break;
        waiting.delete(bookId);
        if (wanted.endsAt <= performance.now()) wanted.settle({ reason: 'TIMED_OUT' });
        else {
          batch.push(wanted);
          underWay.set(bookId, wanted);
        }
      }
      if (batch.length === 0) continue;
      asking += 1;
      void askNow(batch).finally(() => {
        asking -= 1;
        next();
      });
    }
  }

  function want(numbers: Numbers, endsAt: number): Promise<Word> {
    const { bookId } = numbers;
    const known = fresh.of(bookId);
    if (known) return Promise.resolve(known);
    if (numbers.isbns.length === 0 && numbers.records.length === 0) return Promise.resolve({ reason: 'NO_NUMBER' });
    const same = underWay.get(bookId) ?? waiting.get(bookId);
    if (same) {
      same.endsAt = Math.max(same.endsAt, endsAt);
      return same.word;
    }
    if (waiting.size >= mostWaiting) return Promise.resolve({ reason: 'BUSY' });
    const { promise: word, resolve: settle } = Promise.withResolvers<Word>();
    waiting.set(bookId, { numbers, endsAt, word, settle });
    return word;
  }

  return {
    known: fresh.of,
    knownCopy: fresh.copy,
    async ask(books, endsAt) {
      const wanted = books.map((numbers) => want(numbers, endsAt));
      next();
      const late = Promise.withResolvers<Word>();
      const timer = setTimeout(() => late.resolve({ reason: 'TIMED_OUT' }), Math.max(0, endsAt - performance.now()));
      const words = await Promise.all(wanted.map((word) => Promise.race([word, late.promise])));
      clearTimeout(timer);
      return new Map(books.map(({ bookId }, index) => [bookId, words[index] as Word]));
    },
    askCopies: (barcodes) =>
      question(copyQuestion(library, barcodes), (text, reading) => readCopies(text, barcodes, reading)),
    health: () => health.state(breaker.state()),
    close: () => agent.close(),
  };
}

function ageNow({ asOf }: BookWord): number {
  return ageOf(asOf.toISOString(), new Date()) ?? 0;
}
