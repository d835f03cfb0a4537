// Whatever happens to orders, in whatever order, over whichever months: once everything has come to its end the ledger and the
// statements say the same to the fen, nothing is promised any more, and no invariant is broken.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SubgraphError } from '../lib/transport.ts';
import { showcaseId } from '../scripts/seed/city.ts';
import { sampleCard } from '../scripts/seed/readers.ts';
import { orderStatuses } from '../subgraphs/bookstores/entities.ts';
import { sweepOrders } from '../subgraphs/bookstores/timers.ts';
import { ask, codes, rows } from './ask.ts';
import { momentary, violations } from './invariants.ts';
import { runJobs } from './jobs.ts';
import { admin, openTestNetwork, type TestNetwork } from './network.ts';
import { makeNew } from './new-books.ts';
import { anySilent, doTo, libraries, type OrderStep, type OrderWorld, onOrders, orderStep } from './order-steps.ts';
import { keepDatabases } from './restore.ts';
import { allStatements, type ShownStatement, unsettled } from './settlement.ts';
import {
  answerDisputes,
  type Correction,
  checkKept,
  correct,
  correction,
  jobContext,
  one,
  onStatement,
  type StatementStep,
  settleCorrections,
  settledStatuses,
  settleMonths,
  statementStep,
} from './statement-steps.ts';

const isLong = Boolean(process.env['LONG']);
const runs = isLong ? 300 : 4;
const limitMs = isLong ? 3_600_000 : 120_000;
const years = [2027, 2028, 2029];
/** In Asia/Shanghai: an hour before the year ends, in the midst of a month, and the last day of a February. */
const begins = ['2027-12-31T15:00:00Z', '2027-10-14T04:00:00Z', '2028-02-29T10:00:00Z'];
const hour = 3_600_000;

let network: TestNetwork;
let restore: () => Promise<void>;
let now = new Date(begins[0] ?? '');
let books: string[];
const cards = Array.from({ length: 6 }, (_, index) => sampleCard(index + 1));

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false, clock: () => now, timeLimitMs: 60_000 });
  const { bookstores, central } = network.subgraphs;
  const offered = await rows<{ id: string }>(
    bookstores,
    'select book_id as id from offer group by 1 having count(*) > 1 and min(list_price_fen) < 6000 order by 1 limit 6',
  );
  books = [...offered.map(({ id }) => id), showcaseId('tooDear'), showcaseId('enoughCopies')];
  await makeNew(
    network.subgraphs,
    offered.map(({ id }) => id),
  );
  await rows(central, 'update book set volumes = 2 where id = ?', [books[0]]);
  // Few copies and little money, so that both come to an end.
  await rows(bookstores, 'update offer set stock = 2, received = 2');
  for (const library of libraries) {
    for (const year of years) {
      const input = { idempotencyKey: `${library}-${year}`, library, year, amount: { fen: 300_00 } };
      const mutation = 'mutation ($input: AllocateFundInput!) { allocateFund(input: $input) { id } }';
      expect(codes(await ask(central, admin, mutation, { input }))).toEqual([]);
    }
  }
  const review = {
    channel: 'ONLINE',
    validFrom: '2026-12-31',
    rules: [{ code: 'PRICE_CAP', limit: 40_00, onFail: 'REVIEW' }],
  };
  const addRuleSet = 'mutation ($input: RuleSetInput!) { addRuleSet(idempotencyKey: "review", input: $input) { id } }';
  now = new Date('2026-12-31T04:00:00Z');
  expect(codes(await ask(central, admin, addRuleSet, { input: review }))).toEqual([]);
  restore = await keepDatabases(network);
});
afterAll(() => network[Symbol.asyncDispose]());

type Step =
  | OrderStep
  | StatementStep
  | Correction
  | { do: 'wait'; hours: number }
  | { do: 'settleMonth' | 'settleCorrections' | 'runJobs' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 34, arbitrary: orderStep({ cards: cards.length, books: 8, years }) },
  { weight: 7, arbitrary: statementStep },
  { weight: 3, arbitrary: correction },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('wait' as const), hours: fc.constantFrom(1, 1, 10, 25, 100, 250, 760) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('settleMonth' as const, 'settleCorrections' as const, 'runJobs' as const),
    }),
  },
);

/** `silent` does not answer during the step; jobs that the step adds run right after it unless they are late. */
const anySteps = fc.array(fc.record({ step, silent: anySilent, late: fc.boolean() }), {
  minLength: 6,
  maxLength: 40,
  size: 'max',
});

test(`of any sequence of steps everything closes to zero (${runs} runs)`, { timeout: limitMs + 60_000 }, async () => {
  const reached = new Map<string, number>();
  await fc.assert(
    fc
      .asyncProperty(fc.constantFrom(...begins), anySteps, async (begin, steps) => {
        now = new Date(begin);
        const world: OrderWorld = { network, now: () => now, cards, books, orders: [], keys: 0 };
        const told: string[] = [begin];
        try {
          const kept = new Map<string, string>();
          for (const { step: each, silent, late } of steps) {
            const said = `${JSON.stringify(each)}${silent ? `, ${silent} silent` : ''}${late ? ', jobs later' : ''}`;
            told.push(said);
            network.silence(silent);
            const came = await perform(world, each).catch(outageOf);
            network.silence(null);
            told.splice(-1, 1, `${said}: ${came}`);
            expect(came).not.toMatch(silent ? mistake : mistakeOrOutage);
            if (!late) expect(await runJobs(network)).toEqual([]);
            if (each.do === 'wait') expect(await momentary(network.databaseUrls)).toEqual([]);
          }
          for (const statement of await allStatements(network)) checkKept(kept, statement);
          await close(world);
          for (const statement of await allStatements(network)) checkKept(kept, statement);
        } catch (error) {
          network.silence(null);
          throw new Error(`${error instanceof Error ? error.message : String(error)}\n\n${told.join('\n')}`, {
            cause: error,
          });
        }
        const made = await rows<{ to: string }>(network.subgraphs.bookstores, 'select "to" from purchase_transition');
        for (const { to } of made) reached.set(to, (reached.get(to) ?? 0) + 1);
      })
      .beforeEach(restore),
    {
      numRuns: runs,
      seed: Number(process.env['SEED'] ?? 20_261_123),
      // Also ends the search for a shorter sequence, and what was found by then is told.
      interruptAfterTimeLimit: limitMs,
      markInterruptAsFailure: true,
    },
  );
  console.info(`steps of orders: ${JSON.stringify(Object.fromEntries(reached))}`);
  // The steps lead somewhere: otherwise nothing was tried.
  expect([...reached.keys()]).toEqual(
    expect.arrayContaining(isLong ? [...orderStatuses] : ['APPROVED', 'LENT', 'REFUSED']),
  );
});

/** What is never an answer to a step. */
const mistake = /BAD_USER_INPUT|FORBIDDEN|UNAUTHENTICATED|INTERNAL|GRAPHQL/;
const mistakeOrOutage = new RegExp(`${mistake.source}|SUBGRAPH|TryAgain`);

/** A job that is run by the test itself fails when it asks somebody who is silent. */
function outageOf(error: unknown): string {
  if (error instanceof SubgraphError) return error.code;
  throw error;
}

async function perform(world: OrderWorld, each: Step): Promise<string> {
  switch (each.do) {
    case 'wait':
      await pass(each.hours);
      return now.toISOString();
    case 'settleMonth':
      await pass(31 * 24);
      await settleMonths(network);
      return now.toISOString();
    case 'settleCorrections':
      await settleCorrections(network);
      return 'done';
    case 'runJobs':
      return (await runJobs(network)).join('; ') || 'done';
    case 'correct': {
      const order = one(world.orders, each.index);
      world.keys += 1;
      return order ? (await correct(network, each, order, `step-${world.keys}`)).join(' ') || 'done' : 'no order';
    }
    case 'issue':
    case 'agree':
    case 'dispute':
    case 'answer':
    case 'invoice':
    case 'pay':
      return (await onStatement(network, each)).join(' ') || 'done';
    default:
      return onOrders(world, each);
  }
}

/** Time passes, and what is due happens. */
async function pass(hours: number): Promise<void> {
  now = new Date(now.getTime() + hours * hour);
  await sweepOrders(jobContext(network));
}

/** The month that runs has a statement without lines. */
function isSettled({ status, lines }: ShownStatement): boolean {
  return settledStatuses.has(status) || lines.length === 0;
}

/** Everything comes to its end: orders, corrections, disputes, months. Then nothing may be left over anywhere. */
async function close(world: OrderWorld): Promise<void> {
  expect(await runJobs(network)).toEqual([]);
  await endOrders(world);
  await settleCorrections(network);
  await answerDisputes(network);
  expect(await violations(network.databaseUrls)).toEqual([]);
  expect(await unsettled(network)).toEqual([]);
  for (let month = 0; month < 3 && !(await allStatements(network)).every(isSettled); month++) {
    await pass(31 * 24);
    await settleMonths(network);
    await answerDisputes(network);
  }
  const statements = await allStatements(network);
  expect(statements.filter((statement) => !isSettled(statement))).toEqual([]);
  expect(await unsettled(network)).toEqual([]);
  const settledFen = statements.reduce((sum, { netTotal }) => sum + netTotal, 0);
  const funds = 'select sum(encumbered_fen)::int as promised, sum(expended_fen)::int as spent from fund';
  expect(await rows(network.subgraphs.central, funds)).toEqual([{ promised: 0, spent: settledFen }]);
  const reconcile = 'mutation { reconcileOrders(first: 100) { next findings { orderId what repaired } } }';
  const { data } = await ask(network.subgraphs.bookstores, admin, reconcile);
  expect(data).toEqual({ reconcileOrders: { next: null, findings: [] } });
}

const open = "select id, status from purchase_lend_order where outcome is null and status <> 'SUBMITTED' order by id";

/** Online orders end by themselves, but for those that a store has confirmed. */
async function endOrders(world: OrderWorld): Promise<void> {
  const { bookstores } = network.subgraphs;
  for (let turn = 0; turn < 8; turn++) {
    const left = await rows<{ id: string; status: string }>(bookstores, open);
    if (left.length === 0) return;
    for (const { id, status } of left) {
      if (status === 'CONFIRMED') expect(await doTo(world, id, 'CANCEL')).toBe('CANCELLED');
    }
    await pass(241);
    expect(await runJobs(network)).toEqual([]);
  }
  expect(await rows(bookstores, open)).toEqual([]);
}
