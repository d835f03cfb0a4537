// What must be true once all is back: see the invariants of the domain; and what was answered is true for ever.
import { setTimeout as pause } from 'node:timers/promises';
import pLimit from 'p-limit';
import { expect } from 'vitest';
import { type SubgraphName, subgraphNames } from '../../schema/sdl.ts';
import { inDatabase } from '../in-database.ts';
import { ordersUnderWay, violations } from '../invariants.ts';
import { startProcess } from '../process.ts';
import type { Keyed, Repeats, Told } from './client.ts';
import type { Journal } from './load.ts';
import { type CrashFolder, type CrashNetwork, timeUntil } from './network.ts';

const restLimitMs = 30_000;
const repetitions = 5;
const betweenMs = 500;
const stepLimitMs = 20_000;

/** Waits until every order and request has ended, or stands where a person must act; how long that took, in ms. */
export function untilRest({ databaseUrl }: CrashFolder): Promise<number> {
  return timeUntil('every order has ended or waits for a person', restLimitMs, async () => {
    const requests = await inDatabase(databaseUrl('lending'), "select id from loan_request where phase <> 'DONE'");
    return requests.length + (await ordersUnderWay(urlsOf({ databaseUrl }))) === 0;
  });
}

/** Repeats what was sent, and holds all databases against the invariants and what was answered. At rest. */
export async function checkAll(
  folder: CrashFolder,
  { url }: Pick<CrashNetwork, 'url'>,
  load: Repeats,
  journals: readonly Journal[],
) {
  const keyed = journals.flatMap((journal) => journal.keyed);
  expect(await differing(keyed, load, contentOf)).toEqual([]);
  // What had no answer was perhaps never heard of, and is an order now.
  await untilRest(folder);
  expect(await violations(urlsOf(folder))).toEqual([]);
  expect(await copiesWithoutLoan(folder)).toEqual([]);
  expect(await lostAnswers(folder, keyed)).toEqual([]);
  const steps = journals.flatMap((journal) => journal.steps);
  expect(await lostSteps(folder, steps)).toEqual([]);
  await reconcile(folder, url);
}

/** What is told by one service to another may take longer than an order: the returns of bought copies. */
export async function checkReturns(folder: CrashFolder, journals: readonly Journal[]): Promise<void> {
  const returned = journals.flatMap((journal) => journal.returned.map((order) => ({ order, to: 'RETURNED' })));
  const open = async () => lostSteps(folder, returned);
  await timeUntil('returns are told to their orders', stepLimitMs, async () => (await open()).length === 0);
}

/**
 * Keys whose repetition says something else than the first answer, or nothing.
 * @param contentOf the parts of an answer that stay
 */
export async function differing(
  keyed: readonly Keyed[],
  load: Repeats,
  contentOf: (told: Told, field: string) => string,
): Promise<object[]> {
  const limit = pLimit(8);
  const found = await Promise.all(
    keyed
      .filter(({ told }) => told?.__typename !== 'TryAgain' && told?.code === undefined)
      .map((each) =>
        limit(async () => {
          const again = await untilAnswered(each, load);
          const isSame =
            again !== null && (each.told === null || contentOf(again, each.field) === contentOf(each.told, each.field));
          each.told ??= again;
          return isSame ? [] : [{ key: each.key, field: each.field, told: each.told, again }];
        }),
      ),
  );
  return found.flat();
}

/** A client asks again when no answer comes: on a machine that is busy with other things some come too late. */
async function untilAnswered(keyed: Keyed, load: Repeats): Promise<Told | null> {
  for (let turn = 1; turn < repetitions; turn++) {
    const told = await load.repeat(keyed);
    if (told !== null) return told;
    await pause(betweenMs);
  }
  return load.repeat(keyed);
}

/** The parts of a result that stay; a decision becomes what was decided. */
function contentOf({ __typename = '', id, order, itemBarcodes, failures, loan }: Told): string {
  const type = (
    { PurchaseLendOrderDecided: 'PurchaseLendOrderLent', LoanDecided: 'LoanRequested' } as Record<string, string>
  )[__typename];
  return JSON.stringify([type ?? __typename, id, order?.id, itemBarcodes, failures, loan?.id]);
}

/** Requests and orders whose row is not what was told: LENT is there; after `TryAgain` nothing has come of it. */
export async function lostAnswers({ databaseUrl }: CrashFolder, keyed: readonly Keyed[]): Promise<object[]> {
  const orders = await inDatabase<{ key: string; lent: boolean; again: boolean }>(
    databaseUrl('bookstores'),
    'select idempotency_key as key, lent_at is not null as lent, try_again as again from purchase_lend_order',
  );
  const requests = await inDatabase<{ key: string; lent: boolean; again: boolean }>(
    databaseUrl('lending'),
    `select idempotency_key as key, outcome = 'LENT' as lent, try_again as again from loan_request`,
  );
  const rows = new Map([...orders, ...requests].map((row) => [row.key, row]));
  return keyed.filter(({ key, told }) => {
    const row = rows.get(key);
    const type = String(told?.__typename);
    if (type === 'TryAgain') return row !== undefined && !row.again;
    return /^(PurchaseLendOrder|Loan)(Lent|Decided|Requested)$/.test(type) && !row?.lent;
  });
}

async function lostSteps({ databaseUrl }: CrashFolder, steps: readonly { order: string; to: string }[]) {
  const made = await inDatabase<{ step: string }>(
    databaseUrl('bookstores'),
    `select distinct order_id || ' ' || "to" as step from purchase_transition`,
  );
  const known = new Set(made.map(({ step }) => step));
  return steps.filter(({ order, to }) => !known.has(`${order} ${to}`));
}

/** Copies that are kept for a loan which lending does not have. */
async function copiesWithoutLoan({ databaseUrl }: CrashFolder): Promise<string[]> {
  const paged = await Promise.all(
    (['central', 'districts'] as const).map((owner) =>
      inDatabase<{ id: string }>(databaseUrl(owner), "select claim_id as id from item where status = 'PAGED'"),
    ),
  );
  const loans = await inDatabase<{ id: string }>(databaseUrl('lending'), "select id from loan where status = 'ACTIVE'");
  const active = new Set(loans.map(({ id }) => id));
  return paged.flat().flatMap(({ id }) => (active.has(id) ? [] : [id]));
}

/** `npm run reconcile` finds nothing, not even what it could repair. */
export async function reconcile({ dataDir }: CrashFolder, url: string): Promise<void> {
  const command = startProcess('scripts/reconcile.ts', ['--url', url, '--data', dataDir]);
  expect({ code: await command.ended, says: command.output() }).toEqual({
    code: 0,
    says: expect.stringMatching(/^\d+ orders compared, everything matches\.\n$/),
  });
}

/** The databases of all subgraphs, where they are now. */
export function urlsOf({ databaseUrl }: Pick<CrashFolder, 'databaseUrl'>): Record<SubgraphName, string> {
  return Object.fromEntries(subgraphNames.map((name) => [name, databaseUrl(name)])) as Record<SubgraphName, string>;
}
