// Whatever happens to orders and statements, in whatever order and month: every statement's lines add up to its total, all
// statements to what the ledger has as expended, and nothing of a statement changes once both sides have agreed to it.
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Identity } from '../../lib/identity.ts';
import { ask, codes, rows } from '../../test/ask.ts';
import { admin, clerk, librarian, openTestNetwork, type TestNetwork } from '../../test/network.ts';
import {
  allStatements,
  lend,
  type SettledOrder,
  type ShownStatement,
  takeBack,
  unsettled,
} from '../../test/settlement.ts';
import { issueDueStatements } from './issuing.ts';

const runs = process.env['LONG'] === '1' ? 150 : 12;
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

const sides: Identity[] = [clerk, librarian('NJ-JL')];
const index = fc.nat(999);
const price = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 99_99 }));
const rate = fc.constantFrom(8_500, 8_333, 5_000, 9_999, 10_000, 1);

type Step =
  | { do: 'lend'; price: number; rate: number; items: number }
  | { do: 'takeBack' | 'dispute' | 'answer' | 'agree' | 'issue'; index: number; side: number }
  | { do: 'correct'; index: number; change: Record<string, unknown>; silent: boolean }
  | { do: 'wait'; hours: number }
  | { do: 'job' | 'settleMonth' | 'settle' | 'invoice' | 'pay'; index: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('lend' as const), price, rate, items: fc.integer({ min: 1, max: 3 }) }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'takeBack' as const,
        'dispute' as const,
        'answer' as const,
        'agree' as const,
        'agree' as const,
        'issue' as const,
      ),
      index,
      side: fc.nat(1),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('correct' as const),
      index,
      change: fc.oneof(
        price.map((fen) => ({ listPrice: { fen } })),
        rate.map((rateBasisPoints) => ({ rateBasisPoints })),
        fc.constant({ cancel: true }),
      ),
      silent: fc.boolean(),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait' as const), hours: fc.constantFrom(1, 30, 100, 800) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'job' as const,
        'settleMonth' as const,
        'settle' as const,
        'invoice' as const,
        'pay' as const,
      ),
      index,
    }),
  },
);

const one = <Value>(list: readonly Value[], at: number): Value | undefined => list[at % Math.max(list.length, 1)];
const act = (person: Identity, call: string, type: string, input: unknown) =>
  ask(network.subgraphs.bookstores, person, `mutation ($input: ${type}!) { ${call}(input: $input) { id } }`, { input });

/** Does one step. What is not possible then is refused with one code and changes nothing. */
async function perform(step: Step): Promise<string[]> {
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
      await issueDueStatements(jobContext());
      for (const { id, status, revision } of await allStatements(network)) {
        for (const side of status === 'ISSUED' ? sides : []) await agree(side, id, revision);
      }
      return [];
    case 'job':
      await issueDueStatements(jobContext());
      return [];
    case 'settle':
      await settle();
      return [];
    case 'correct': {
      const order = one(orders, step.index);
      if (!order) return [];
      network.silence(step.silent ? 'central' : null);
      const answer = await act(admin, 'correctStatementLine', 'CorrectStatementLineInput', {
        idempotencyKey: `k-${++keys}`,
        order: order.id,
        reason: 'test',
        ...step.change,
      });
      network.silence(null);
      return codes(answer) as string[];
    }
    default:
      return onStatement(step);
  }
}

const begins: Record<string, string[]> = {
  issue: ['OPEN'],
  agree: ['ISSUED', 'DISPUTED'],
  dispute: ['ISSUED'],
  answer: ['DISPUTED'],
  invoice: ['AGREED'],
  pay: ['INVOICED'],
};

async function onStatement(step: Step & { index: number }): Promise<string[]> {
  const { bookstores } = network.subgraphs;
  const own = (await allStatements(network)).filter(({ id }) => id.startsWith('NJ-JL:QINGCHUN:'));
  // Mostly one that stands where the step begins, sometimes any.
  const fitting = own.filter(({ status }) => begins[step.do]?.includes(status));
  const statement = one(fitting.length > 0 && step.index % 5 > 0 ? fitting : own, step.index);
  const side = sides['side' in step ? step.side : 0] ?? clerk;
  if (!statement) return [];
  const { id, revision, lines } = statement;
  switch (step.do) {
    case 'issue':
      return codes(
        await ask(bookstores, sides[1] ?? admin, 'mutation ($id: ID!) { issueStatement(id: $id) { id } }', { id }),
      ) as string[];
    case 'agree':
      return codes(await agree(side, id, revision)) as string[];
    case 'dispute': {
      const line = one(lines, step.index)?.id ?? 'none';
      return codes(
        await act(side, 'disputeStatementLine', 'DisputeStatementLineInput', { statement: id, line, reason: 'test' }),
      ) as string[];
    }
    case 'answer': {
      const open = await rows<{ id: string; raised_by: string }>(
        bookstores,
        'select id, raised_by from statement_dispute where statement_id = ? and answered_at is null order by id limit 1',
        [id],
      );
      const other = open[0]?.raised_by === 'STORE' ? sides[1] : sides[0];
      const input = { dispute: open[0]?.id ?? 'none', answer: 'test' };
      return codes(
        await act(other ?? admin, 'answerStatementDispute', 'AnswerStatementDisputeInput', input),
      ) as string[];
    }
    case 'invoice': {
      const input = { statement: id, numbers: [id.replaceAll(':', '-')] };
      return codes(await act(clerk, 'invoiceStatement', 'InvoiceStatementInput', input)) as string[];
    }
    default:
      return codes(
        await act(sides[1] ?? admin, 'payStatement', 'PayStatementInput', { statement: id, reference: 'T' }),
      ) as string[];
  }
}

function agree(side: Identity, id: string, revision: number) {
  const mutation = 'mutation ($id: ID!, $revision: Int!) { agreeStatement(id: $id, revision: $revision) { id } }';
  return ask(network.subgraphs.bookstores, side, mutation, { id, revision });
}

/** What waits for the ledger gets there, as by the jobs. */
async function settle(): Promise<void> {
  const { settleCorrection } = await import('./corrections.ts');
  const pending = await rows<{ id: string }>(
    network.subgraphs.bookstores,
    "select id from statement_correction where state = 'PENDING'",
  );
  for (const { id } of pending) await settleCorrection(jobContext(), { id });
}

function jobContext() {
  return network.subgraphs.bookstores.contextOf({
    identity: { role: 'service', subgraph: 'bookstores' },
    requestId: 'job',
  }) as never;
}

const settled = new Set(['AGREED', 'INVOICED', 'PAID']);
/** Corrections for a disputed statement stand in none until it is issued again; then they must. */
async function issueTheDisputed(): Promise<void> {
  const open = await rows<{ id: string }>(
    network.subgraphs.bookstores,
    'select id from statement_dispute where answered_at is null order by id',
  );
  for (const { id } of open) {
    expect(
      codes(await act(admin, 'answerStatementDispute', 'AnswerStatementDisputeInput', { dispute: id, answer: 'end' })),
    ).toEqual([]);
  }
}

test(`of any sequence of steps statements and ledger say the same, to the fen (${runs} runs)`, async () => {
  const reached = new Map<string, number>();
  await fc.assert(
    fc
      .asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const kept = new Map<string, string>();
        for (const each of steps) {
          const found = await perform(each);
          expect(found.filter((code) => !['CONFLICT', 'NOT_FOUND'].includes(code))).toEqual([]);
          for (const statement of await allStatements(network)) checkKept(kept, statement);
        }
        await settle();
        await issueTheDisputed();
        const found = await unsettled(network);
        expect(found).toEqual([]);
        for (const statement of await allStatements(network)) {
          checkKept(kept, statement);
          reached.set(statement.status, (reached.get(statement.status) ?? 0) + 1);
        }
      })
      .beforeEach(reset),
    { numRuns: runs, endOnFailure: false, seed: Number(process.env['SEED'] ?? 20_261_122) },
  );
  // The steps lead somewhere: otherwise nothing was tried.
  expect([...reached.keys()]).toEqual(expect.arrayContaining(['OPEN', 'ISSUED', 'AGREED']));
}, 600_000);

function checkKept(kept: Map<string, string>, { id, status, ...content }: ShownStatement): void {
  if (!settled.has(status)) {
    expect(kept.has(id)).toBe(false);
    return;
  }
  const before = kept.get(id);
  const text = JSON.stringify(content);
  kept.set(id, text);
  expect(before ?? text).toBe(text);
}

test('corrections, voids, issuing and agreeing at the same time settle every order once', async () => {
  for (let count = 0; count < 12; count++) {
    orders.push(await lend(network, new Date(begin.getTime() - count), { listPriceFen: 10_00 + count }));
  }
  now = new Date('2027-11-02T00:00:00Z');
  const id = 'NJ-JL:QINGCHUN:2027-10';
  const issueIt = () =>
    ask(network.subgraphs.bookstores, admin, 'mutation ($id: ID!) { issueStatement(id: $id) { id } }', { id });
  const agreeTo = (side: Identity) => agree(side, id, 1);
  await Promise.all([
    ...orders.slice(0, 4).map((order) => takeBack(network, now, order)),
    ...orders.slice(4, 8).flatMap(({ id: order }) =>
      [1, 2, 3].map((fen) =>
        act(admin, 'correctStatementLine', 'CorrectStatementLineInput', {
          idempotencyKey: `race-${order}-${fen}`,
          order,
          listPrice: { fen: fen * 100 },
          reason: 'race',
        }),
      ),
    ),
    issueIt(),
    issueIt(),
    ...sides.map(agreeTo),
  ]);
  await Promise.all(sides.map(agreeTo));
  await settle();
  expect(await unsettled(network)).toEqual([]);
});
