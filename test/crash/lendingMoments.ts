// Moments in the life of loans, holds, returns and parcels at which something is killed; see moments.ts.
import { setTimeout as pause } from 'node:timers/promises';
import type { Moment, MomentHold } from './moments.ts';

/** What has begun at an owner waits at its lock. */
const underWayMs = 60;

/** The owner of the world's copies is slow to change any of them. */
const slowOwner = ({ lock }: MomentHold) => lock('districts', 'lock table item in exclusive mode');
const claimed = 'select id from item where claim_id = $1';
const gathering = "select id from loan_request where phase = 'GATHERING' and reserving and channel <> 'ONLINE' limit 1";
const thisRequest = 'select id from loan_request where id = $1 for update';
const queueOfCapture =
  'select book_id as id from hold_queue where book_id = (select book_id from kept_copy where id = $1) for update';
const queueOfReturn =
  'select book_id as id from hold_queue where book_id = (select book_id from item_return where id = $1) for update';
const jobOf = (task: string) => `select job.id::text as id from graphile_worker._private_jobs as job
  join graphile_worker._private_tasks as task on task.id = job.task_id where task.identifier = '${task}' limit 1`;

/** A copy is paged for a loan over a desk; the request's row is held, so that nothing is decided. */
async function pagedUndecided(hold: MomentHold) {
  const slow = await slowOwner(hold);
  const { id } = await hold.seen('lending', gathering);
  const request = await hold.lock('lending', thisRequest, [id]);
  await slow.letGo();
  await hold.seen('districts', claimed, [id]);
  return { id, request };
}

/** The loan is decided; its copy's row is held, so that its owner does not know. */
async function decidedUntold(hold: MomentHold) {
  const { id, request } = await pagedUndecided(hold);
  const copy = await hold.lock('districts', `${claimed} for update`, [id]);
  await request.letGo();
  await hold.seen('lending', "select id from loan_request where id = $1 and phase = 'COMMITTING'", [id]);
  return { id, copy };
}

/** By what a reader of the figures is to see. */
export const lendingMoments: Record<string, Moment> = {
  async 'a copy is captured for the queue, not decided'(hold) {
    const slow = await slowOwner(hold);
    const { id } = await hold.seen('lending', "select id from kept_copy where status = 'CAPTURING' limit 1");
    await hold.lock('lending', queueOfCapture, [id]);
    await slow.letGo();
    await hold.seen('districts', claimed, [id]);
    await pause(underWayMs);
  },
  async 'a copy is paged for a loan, not decided'(hold) {
    await pagedUndecided(hold);
    await pause(underWayMs);
  },
  async 'a loan is decided, its owner does not know'(hold) {
    await decidedUntold(hold);
    await pause(underWayMs);
  },
  async 'a loan is out at its owner, its end is not written'(hold) {
    const { id, copy } = await decidedUntold(hold);
    await hold.lock('lending', thisRequest, [id]);
    await copy.letGo();
    await hold.seen('districts', `${claimed} and status = 'ON_LOAN'`, [id]);
    await pause(underWayMs);
  },
  async 'a copy came back, its owner does not know'(hold) {
    await slowOwner(hold);
    await hold.seen('lending', 'select id from item_return where next is null limit 1');
    await pause(underWayMs);
  },
  async 'a copy that came back is kept for the queue, not decided'(hold) {
    const slow = await slowOwner(hold);
    const { id } = await hold.seen(
      'lending',
      `select id from item_return where next is null and exists (
         select from hold where hold.book_id = item_return.book_id and state = 'WAITING') limit 1`,
    );
    await hold.lock('lending', queueOfReturn, [id]);
    await slow.letGo();
    await hold.seen('districts', claimed, [id]);
    await pause(underWayMs);
  },
  async "a courier's word is kept, the owner does not know"(hold) {
    await slowOwner(hold);
    await hold.seen('lending', jobOf('tellCopies'));
    await pause(underWayMs);
  },
  async 'a kept copy goes on, its owner does not know'(hold) {
    await slowOwner(hold);
    await hold.seen('lending', jobOf('tellKept'));
    await pause(underWayMs);
  },
};
