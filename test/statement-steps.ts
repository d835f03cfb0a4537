// What the two sides of statements do, for tests that try it in any order; what is not possible is refused and changes nothing.
import fc from 'fast-check';
import { expect } from 'vitest';
import type { Identity } from '../lib/identity.ts';
import { settleCorrection } from '../subgraphs/bookstores/corrections.ts';
import { issueDueStatements } from '../subgraphs/bookstores/issuing.ts';
import { ask, codes, rows } from './ask.ts';
import { admin, librarian, type TestNetwork } from './network.ts';
import { allStatements, type ShownStatement } from './settlement.ts';

export interface StatementStep {
  do: 'issue' | 'agree' | 'dispute' | 'answer' | 'invoice' | 'pay';
  /** Which of the statements that it fits. */
  index: number;
  /** Who does it where either side may: 0 the store, 1 the library. */
  side: number;
}

const index = fc.nat(999);
const names = ['issue', 'agree', 'agree', 'dispute', 'answer', 'invoice', 'pay'] as const;
export const statementStep: fc.Arbitrary<StatementStep> = fc.record({
  do: fc.constantFrom(...names),
  index,
  side: fc.nat(1),
});

/** In fen; many so small that rounding shows. */
export const anyPrice = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 99_99 }));
export const anyRate = fc.constantFrom(8_500, 8_333, 5_000, 9_999, 10_000, 1);

export interface Correction {
  do: 'correct';
  /** Which order. */
  index: number;
  change: Record<string, unknown>;
  /** The ledger does not answer. */
  silent: boolean;
}

export const correction: fc.Arbitrary<Correction> = fc.record({
  do: fc.constant('correct' as const),
  index,
  change: fc.oneof(
    anyPrice.map((fen) => ({ listPrice: { fen } })),
    anyRate.map((rateBasisPoints) => ({ rateBasisPoints })),
    fc.constant({ cancel: true }),
  ),
  silent: fc.boolean(),
});

/** Corrects what the line of an order says. The codes of what was refused. */
export async function correct(
  network: TestNetwork,
  { change, silent }: Correction,
  order: string,
  idempotencyKey: string,
): Promise<unknown[]> {
  network.silence(silent ? 'central' : null);
  const input = { idempotencyKey, order, reason: 'test', ...change };
  const answer = await act(network, admin, 'correctStatementLine', 'CorrectStatementLineInput', input);
  network.silence(null);
  return codes(answer);
}

/** One of a list; undefined of an empty one. */
export const one = <Value>(list: readonly Value[], at: number): Value | undefined =>
  list[at % Math.max(list.length, 1)];

/** The clerk and the librarian of a statement, `NJ-JL:QINGCHUN:2027-10`. */
export function sidesOf(id: string): [Identity, Identity] {
  const [library = '', store = ''] = id.split(':');
  return [{ role: 'clerk', subject: `clerk@${store}`, store }, librarian(library)];
}

/** `mutation(input: …)` of bookstores. */
export function act({ subgraphs }: TestNetwork, person: Identity, call: string, type: string, input: unknown) {
  const mutation = `mutation ($input: ${type}!) { ${call}(input: $input) { id } }`;
  return ask(subgraphs.bookstores, person, mutation, { input });
}

export function agree({ subgraphs }: TestNetwork, side: Identity, id: string, revision: number) {
  const mutation = 'mutation ($id: ID!, $revision: Int!) { agreeStatement(id: $id, revision: $revision) { id } }';
  return ask(subgraphs.bookstores, side, mutation, { id, revision });
}

const begins: Record<StatementStep['do'], string[]> = {
  issue: ['OPEN'],
  agree: ['ISSUED', 'DISPUTED'],
  dispute: ['ISSUED'],
  answer: ['DISPUTED'],
  invoice: ['AGREED'],
  pay: ['INVOICED'],
};

/** Does one step to a statement that mostly stands where it begins, sometimes anywhere. The codes of what was refused. */
export async function onStatement(network: TestNetwork, step: StatementStep): Promise<unknown[]> {
  const all = await allStatements(network);
  const fitting = all.filter(({ status }) => begins[step.do].includes(status));
  const statement = one(fitting.length > 0 && step.index % 5 > 0 ? fitting : all, step.index);
  return statement ? codes(await stepOf(network, step, statement)) : [];
}

async function stepOf(network: TestNetwork, step: StatementStep, { id, revision, lines }: ShownStatement) {
  const { bookstores } = network.subgraphs;
  const [store, library] = sidesOf(id);
  const side = step.side === 0 ? store : library;
  switch (step.do) {
    case 'issue':
      return ask(bookstores, library, 'mutation ($id: ID!) { issueStatement(id: $id) { id } }', { id });
    case 'agree':
      return agree(network, side, id, revision);
    case 'dispute': {
      const line = one(lines, step.index)?.id ?? 'none';
      return act(network, side, 'disputeStatementLine', 'DisputeStatementLineInput', {
        statement: id,
        line,
        reason: 'test',
      });
    }
    case 'answer': {
      const [open] = await rows<{ id: string; raised_by: string }>(
        bookstores,
        'select id, raised_by from statement_dispute where statement_id = ? and answered_at is null order by id limit 1',
        [id],
      );
      const input = { dispute: open?.id ?? 'none', answer: 'test' };
      const other = open?.raised_by === 'STORE' ? library : store;
      return act(network, other, 'answerStatementDispute', 'AnswerStatementDisputeInput', input);
    }
    case 'invoice':
      return act(network, store, 'invoiceStatement', 'InvoiceStatementInput', {
        statement: id,
        numbers: [id.replaceAll(':', '-')],
      });
    default:
      return act(network, library, 'payStatement', 'PayStatementInput', { statement: id, reference: 'T' });
  }
}

/** Statements of all months that are over are issued, and both sides agree to those that nobody disputes. */
export async function settleMonths(network: TestNetwork): Promise<void> {
  await issueDueStatements(jobContext(network));
  for (const { id, status, revision } of await allStatements(network)) {
    for (const side of status === 'ISSUED' ? sidesOf(id) : []) await agree(network, side, id, revision);
  }
}

/** Corrections that wait for the ledger get there, as by their jobs. */
export async function settleCorrections(network: TestNetwork): Promise<void> {
  const pending = await rows<{ id: string }>(
    network.subgraphs.bookstores,
    "select id from statement_correction where state = 'PENDING'",
  );
  for (const { id } of pending) await settleCorrection(jobContext(network), { id });
}

/** Corrections for a disputed statement stand in none until it is issued again; this does it. */
export async function answerDisputes(network: TestNetwork): Promise<void> {
  const open = await rows<{ id: string }>(
    network.subgraphs.bookstores,
    'select id from statement_dispute where answered_at is null order by id',
  );
  for (const { id } of open) {
    const input = { dispute: id, answer: 'end' };
    expect(codes(await act(network, admin, 'answerStatementDispute', 'AnswerStatementDisputeInput', input))).toEqual(
      [],
    );
  }
}

export const settledStatuses = new Set(['AGREED', 'INVOICED', 'PAID']);

/** Nothing of a statement changes once both sides have agreed to it. `kept` is what was seen before. */
export function checkKept(kept: Map<string, string>, { id, status, ...content }: ShownStatement): void {
  if (!settledStatuses.has(status)) {
    expect(kept.has(id)).toBe(false);
    return;
  }
  const before = kept.get(id);
  const text = JSON.stringify(content);
  kept.set(id, text);
  expect(before ?? text).toBe(text);
}

/** The context of a job of bookstores. */
export function jobContext({ subgraphs }: TestNetwork) {
  return subgraphs.bookstores.contextOf({
    identity: { role: 'service', subgraph: 'bookstores' },
    requestId: 'job',
  }) as Parameters<typeof issueDueStatements>[0];
}
