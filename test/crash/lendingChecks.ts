// What must be true of the lending service once all is back: nothing acknowledged is lost, nothing is half done, every invariant holds.
import { expect } from 'vitest';
import { inDatabase } from '../in-database.ts';
import { violations } from '../invariants.ts';
import { lendingViolations } from '../lending-invariants.ts';
import { differing, urlsOf } from './checks.ts';
import type { Keyed, Repeats } from './client.ts';
import { type Fact, isToTryAgain, type LendingJournal, lendingContentOf } from './lendingLoad.ts';
import { type CrashFolder, timeUntil } from './network.ts';

const restLimitMs = 40_000;

/**
 * Jobs that are not done and do not recur: what is left to do. The catalogue is told of copies behind that. A job that was added
 * again under its key while a dead process had it stays as a row that is never run.
 */
const leftToDo = `select task.identifier as task, job.payload, job.attempts, job.run_at - now() as due, job.locked_by as by
  from graphile_worker._private_jobs as job join graphile_worker._private_tasks as task on task.id = job.task_id
  where job.key is distinct from task.identifier and job.attempts < job.max_attempts`;

/** Waits until every request, return and capture has ended and no job is left; how long that took, in ms. */
export async function untilLendingRests({ databaseUrl }: CrashFolder): Promise<number> {
  let left: object[] = [];
  try {
    return await timeUntil('the lending service is at rest', restLimitMs, async () => {
      left = await inDatabase(databaseUrl('lending'), leftToDo);
      return left.length === 0;
    });
  } catch (error) {
    throw new Error(`what is left to do: ${JSON.stringify(left)}`, { cause: error });
  }
}

/** Repeats what was sent, and holds all databases against the invariants and what was answered. At rest. */
export async function checkLending(
  folder: CrashFolder,
  load: Repeats,
  journals: readonly LendingJournal[],
): Promise<void> {
  const keyed = journals.flatMap((journal) => journal.keyed);
  expect(
    await differing(
      keyed.filter((each) => !isToTryAgain(each)),
      load,
      lendingContentOf,
    ),
  ).toEqual([]);
  // What had no answer was perhaps never heard of, and is a request now.
  await untilLendingRests(folder);
  const urls = urlsOf(folder);
  expect(await violations(urls)).toEqual([]);
  expect(await lendingViolations(urls)).toEqual([]);
  expect(await lostKeys(folder, keyed)).toEqual([]);
  expect(
    await lostFacts(
      folder,
      journals.flatMap(({ facts }) => facts),
    ),
  ).toEqual([]);
}

interface Row {
  key: string;
  result: string | null;
}

/** What each kind of key has left behind: the loan, the new due day, the hold, the loan that was returned. */
const kept: Record<string, string> = {
  loans: `select idempotency_key as key, case when outcome = 'LENT' then request.id end as result from loan_request as request
          join loan on loan.id = request.id and loan.status <> 'RESERVED'`,
  renewals: 'select idempotency_key as key, due_date::text as result from loan_renewal',
  holds: 'select idempotency_key as key, id as result from hold',
  returns: "select idempotency_key as key, coalesce(loan_id, 'no loan') as result from item_return",
  pickUps: 'select request_key as key, min(id) as result from parcel where request_key is not null group by 1',
};

/** Keys that were answered with something that is not there. */
async function lostKeys({ databaseUrl }: CrashFolder, keyed: readonly Keyed[]): Promise<object[]> {
  const rows = new Map<string, string | null>();
  for (const sql of Object.values(kept)) {
    for (const { key, result } of await inDatabase<Row>(databaseUrl('lending'), sql)) rows.set(key, result);
  }
  return keyed.flatMap((each) => {
    const promised = promisedBy(each);
    const found = promised && (rows.get(promised.key) ?? null);
    return found === (promised?.result ?? null) ? [] : [{ field: each.field, ...promised, found }];
  });
}

/** What the answer to a key says is there from now on, nothing for one that is to be tried again; null when it promises nothing. */
function promisedBy(keyed: Keyed): Row | null {
  const { key, field, told, variables, unanswered } = keyed;
  switch (field) {
    case 'checkOut':
    case 'requestLoan':
      return told?.loan || isToTryAgain(keyed) ? { key, result: told.loan?.id ?? null } : null;
    case 'renewLoan':
      return told?.dueDate ? { key, result: told.dueDate } : null;
    case 'placeHold':
      return told?.hold ? { key, result: told.hold.id } : null;
    case 'returnItem':
      return told && !told.code ? { key, result: told.loan?.id ?? 'no loan' } : null;
    case 'requestReturnParcel':
      return told?.[0]?.id ? { key, result: told[0].id } : null;
    case 'reportLoans': {
      const [{ number, returnedAt }] = variables['loans'] as [{ number: string; returnedAt?: string }];
      if (told?.[0]?.loan) return { key: number, result: told[0].loan.id };
      // A refused line leaves no loan, unless it was sent before and nobody heard: that one may still be under way. A return that
      // is not taken says nothing of its loan, which was told before.
      return told?.[0] && unanswered === 0 && !returnedAt ? { key: number, result: null } : null;
    }
    default:
      throw new Error(`nothing is known of ${field}`);
  }
}

const truth: Record<Fact['what'], string> = {
  'hold cancelled': "select id from hold where state = 'CANCELLED'",
  'loan cancelled': "select id from loan where status = 'RELEASED'",
  'parcel accepted': 'select tracking_number as id from parcel where tracking_number is not null',
  'event told': "select event_id as id from parcel_event where origin like 'courier:%'",
};

async function lostFacts({ databaseUrl }: CrashFolder, facts: readonly Fact[]): Promise<Fact[]> {
  const lost: Fact[] = [];
  for (const [what, sql] of Object.entries(truth)) {
    const rows = await inDatabase<{ id: string }>(databaseUrl('lending'), sql);
    const there = new Set(rows.map(({ id }) => id));
    lost.push(...facts.filter((fact) => fact.what === what && !there.has(fact.id)));
  }
  return lost;
}
