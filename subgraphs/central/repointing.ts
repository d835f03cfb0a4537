// Rows of other owners that name a book follow it, by jobs that were added with the change. What is under way meanwhile may still come in
// under the old id (an order that is being decided, a batch of copies): so each owner is told again later. Until then, and for what
// stays as it was written, such as lines of statements, the catalogue answers for the old id.
import type { EntityManager } from '@mikro-orm/postgresql';
import { addJob } from '../../lib/jobs.ts';
import { itemOwner } from '../../lib/owners.ts';
import { statement } from '../../lib/statements.ts';
import { aliasesOf } from './aliases.ts';
import type { Context } from './context.ts';

/** How long after the first time, in seconds, each after the one before. */
const again = [60, 3_600];
const ownersOfBooks = ['central', 'districts', 'lending', 'bookstores'] as const;

interface Repointing {
  owner: (typeof ownersOfBooks)[number];
  from: string;
  to: string;
  /** Left out, everything of the book. */
  record?: string;
  again: number[];
}

/** Tells every owner that a book is another now. In the transaction of the change. */
export function repointOwners(em: EntityManager, from: string, to: string): Promise<void> {
  return addJobs(
    em,
    ownersOfBooks.map((owner) => ({ owner, from, to, again })),
  );
}

/** Tells the owners of copies that those which records name are another book's. One statement, however many. */
export function repointCopies(
  em: EntityManager,
  moves: readonly { record: string; from: string; to: string }[],
): Promise<void> {
  return addJobs(
    em,
    moves.map((move) => ({ ...move, owner: itemOwner(move.record.slice(0, move.record.indexOf(':'))), again })),
  );
}

async function addJobs(em: EntityManager, jobs: readonly Repointing[]): Promise<void> {
  await statement(
    em,
    `/* addJobs */ select 1 from jsonb_array_elements($1::jsonb) as job
     cross join lateral graphile_worker.add_job('repoint', payload := job::json, max_attempts := 100)`,
    [JSON.stringify(jobs)],
  );
}

/** The job. The book may have been merged on meanwhile. */
export async function repoint(ctx: Context, payload: Record<string, unknown>): Promise<void> {
  const job = payload as unknown as Repointing;
  const { owner, from, record } = job;
  const to = record === undefined ? await bookNow(ctx.em, job.to) : await bookOfRecord(ctx.em, record, job.to);
  if (from !== to) {
    await (record === undefined
      ? ctx.ask(owner, 'mutation ($from: ID!, $to: ID!) { repointBook(from: $from, to: $to) }', { from, to })
      : ctx.ask(
          owner,
          'mutation ($record: ID!, $from: ID!, $to: ID!) { repointRecord(record: $record, from: $from, to: $to) }',
          { record, from, to },
        ));
  }
  const [next, ...rest] = job.again;
  if (next !== undefined) {
    await addJob(ctx.em, 'repoint', { ...job, again: rest }, { afterSeconds: next });
  }
}

async function bookNow(em: EntityManager, id: string): Promise<string> {
  return (await aliasesOf(em, [id])).get(id) ?? id;
}

/** Where a record is now: it may have been moved on, or back. */
async function bookOfRecord(em: EntityManager, record: string, otherwise: string): Promise<string> {
  const [known] = await statement<{ bookId: string }>(
    em,
    '/* bookOfRecord */ select book_id as "bookId" from bib_record where id = $1',
    [record],
  );
  return known?.bookId ?? bookNow(em, otherwise);
}
