// Whatever happens to orders and statements, in whatever order and month: every statement's lines add up to its total, all
// statements to what the ledger has as expended, and nothing of a statement changes once both sides have agreed to it.
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Identity } from '../../lib/identity.ts';
import { ask, rows } from '../../test/ask.ts';
import { admin, openTestNetwork, type TestNetwork } from '../../test/network.ts';
import { allStatements, lend, type SettledOrder, takeBack, unsettled } from '../../test/settlement.ts';
import {
  act,
  agree,
  answerDisputes,
  anyPrice,
  anyRate,
  type Correction,
  checkKept,
  correct,
  correction,
  jobContext,
  one,
  onStatement,
  type StatementStep,
  settleCorrections,
  settleMonths,
  sidesOf,
  statementStep,
} from '../../test/statement-steps.ts';
import { issueDueStatements } from './issuing.ts';

const runs = process.env['LONG'] === '1' ? 150 : 8;
const begin = new Date('2027-10-28T04:00:00Z');
let network: TestNetwork;
let now = begin;
let orders: SettledOrder[] = [];
let keys = 0;

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false, clock: () => now });
});
afterAll(() => network[Symbol.asyncDispose]());
beforeEach(reset);

async function reset() {
  now = begin;
  orders = [];
  await rows(network.subgraphs.bookstores, 'truncate purchase_lend_order, statement cascade');
  await rows(
    network.subgraphs.central,
    'truncate ledger_entry, purchase, purchase_correction, fund_allocation, fund cascade',
  );
  for (const year of [2027, 2028]) {
    const input = { idempotencyKey: `allocation-${year}`, library: 'NJ-JL', year, amount: { fen: 2_000_00 } };
    const { errors } = await ask(
      network.subgraphs.central,
      admin,
      'mutation ($input: AllocateFundInput!) { allocateFund(input: $input) { id } }',
      { input },
    );
    expect(errors).toBeUndefined();
  }
}

const index = fc.nat(999);

type Step =
  | { do: 'lend'; price: number; rate: number; items: number }
  | StatementStep
  | { do: 'takeBack'; index: number }
  | Correction
  | { do: 'wait'; hours: number }
  | { do: 'job' | 'settleMonth' | 'settle' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('lend' as const),
      price: anyPrice,
      rate: anyRate,
      items: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 8, arbitrary: statementStep },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('takeBack' as const), index }) },
  { weight: 3, arbitrary: correction },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait' as const), hours: fc.constantFrom(1, 30, 100, 800) }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom('job' as const, 'settleMonth' as const, 'settle' as const) }),
  },
);

/** Does one step. What is not possible then is refused with one code and changes nothing. */
async function perform(step: Step): Promise<unknown[]> {
  const { bookstores } = network.subgraphs;
  switch (step.do) {
    case 'wait':
      now = new Date(now.getTime() + step.hours * 3_600_000);
      return [];
    case 'lend': {
      const { price: listPriceFen, rate: rateBasisPoints, items } = step;
      orders.push(await lend(network, now, { listPriceFen, rateBasisPoints, items }));
      return [];
    }
    case 'takeBack': {
      const order = one(orders, step.index);
      const pending = await rows(
        bookstores,
        "select 1 from statement_correction where state = 'PENDING' and order_id = ?",
        [order?.id ?? ''],
      );
      if (order && pending.length === 0) {
        await takeBack(network, now, order);
        orders = orders.filter(({ id }) => id !== order.id);
      }
      return [];
    }
    case 'settleMonth':
      now = new Date(now.getTime() + 800 * 3_600_000);
      await settleMonths(network);
      return [];
    case 'job':
      await issueDueStatements(jobContext(network));
      return [];
    case 'settle':
      await settleCorrections(network);
      return [];
    case 'correct': {
      const order = one(orders, step.index);
      if (!order) return [];
      return correct(network, step, order.id, `k-${++keys}`);
    }
    default:
      return onStatement(network, step);
  }
}

test(`of any sequence of steps statements and ledger say the same, to the fen (${runs} runs)`, async () => {
  const reached = new Set<string>();
  await fc.assert(
    fc
      .asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const kept = new Map<string, string>();
        for (const each of steps) {
          const found = await perform(each);
          expect(found.filter((code) => code !== 'CONFLICT' && code !== 'NOT_FOUND')).toEqual([]);
          for (const statement of await allStatements(network)) {
            checkKept(kept, statement);
            reached.add(statement.status);
          }
        }
        await settleCorrections(network);
        await answerDisputes(network);
        const found = await unsettled(network);
        expect(found).toEqual([]);
        for (const statement of await allStatements(network)) {
          checkKept(kept, statement);
        }
      })
      .beforeEach(reset),
    { numRuns: runs, endOnFailure: false, seed: Number(process.env['SEED'] ?? 2) },
  );
  // The steps lead somewhere: otherwise nothing was tried. The seed is one with which a dozen runs do.
  expect([...reached]).toEqual(expect.arrayContaining(['OPEN', 'ISSUED', 'AGREED', 'INVOICED']));
}, 600_000);

test('corrections, voids, issuing and agreeing at the same time settle every order once', async () => {
  for (let count = 0; count < 12; count++) {
    orders.push(await lend(network, new Date(begin.getTime() - count), { listPriceFen: 10_00 + count }));
  }
  now = new Date('2027-11-02T00:00:00Z');
  const id = 'NJ-JL:QINGCHUN:2027-10';
  const issueIt = () =>
    ask(network.subgraphs.bookstores, admin, 'mutation ($id: ID!) { issueStatement(id: $id) { id } }', { id });
  const agreeTo = (side: Identity) => agree(network, side, id, 1);
  await Promise.all([
    ...orders.slice(0, 4).map((order) => takeBack(network, now, order)),
    ...orders.slice(4, 8).flatMap(({ id: order }) =>
      [1, 2, 3].map((fen) =>
        act(network, admin, 'correctStatementLine', 'CorrectStatementLineInput', {
          idempotencyKey: `race-${order}-${fen}`,
          order,
          listPrice: { fen: fen * 100 },
          reason: 'race',
        }),
      ),
    ),
    issueIt(),
    issueIt(),
    ...sidesOf(id).map(agreeTo),
  ]);
  await Promise.all(sidesOf(id).map(agreeTo));
  await settleCorrections(network);
  expect(await unsettled(network)).toEqual([]);
});
