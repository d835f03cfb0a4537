// The life of a statement that was issued: disputed line by line, agreed by both sides, invoiced, paid.
import { randomUUID } from 'node:crypto';
import { LockMode } from '@mikro-orm/core';
import { authorise } from '../../lib/actions.ts';
import { CallerError } from '../../lib/errors.ts';
import { actorOf } from '../../lib/identity.ts';
import { checkText } from '../../lib/inputs.ts';
import { type EntityManager, transact } from '../../lib/orm.ts';
import type { Context } from './context.ts';
import { Statement, StatementDispute, StatementInvoice, StatementLine } from './statementEntities.ts';
import {
  checkStep,
  moveStatement,
  noStatement,
  parseStatementId,
  type Side,
  type StatementValue,
  sideOf,
  statementForViewer,
  valueOf,
} from './statements.ts';
import type {
  AnswerStatementDisputeInput,
  DisputeStatementLineInput,
  InvoiceStatementInput,
  PayStatementInput,
} from './types.generated.ts';

const maxInvoices = 50;

/** One side does not accept a line. The same dispute again is the same. */
export async function disputeStatementLine(ctx: Context, input: DisputeStatementLineInput): Promise<StatementValue> {
  const reason = checkText('reason', input.reason, 500);
  const side = authorisedSide(ctx, 'statement.dispute', input.statement);
  return change(ctx, input.statement, async (em, statement) => {
    const line = await em.findOne(StatementLine, { id: input.line, statementId: statement.id });
    if (!line) {
      throw new CallerError(
        'NOT_FOUND',
        `结算单上没有“${input.line}”这一行。The statement has no line "${input.line}": give the id of one of its lines.`,
        { argument: 'line' },
      );
    }
    const open = await em.findOne(StatementDispute, { lineId: line.id, answeredAt: null });
    if (open) {
      if (open.raisedBy === side && open.reason === reason) return;
      throw new CallerError(
        'CONFLICT',
        `该行已有异议，尚未答复：${open.reason}。The line is disputed already, and not answered yet: ${open.reason}.`,
        { argument: 'line' },
      );
    }
    if (statement.status !== 'DISPUTED') {
      moveStatement(em, statement, 'DISPUTED', { at: ctx.now, actor: actorOf(ctx), reason });
    }
    setAgreed(statement, side, false);
    em.create(StatementDispute, {
      id: randomUUID(),
      statementId: statement.id,
      lineId: line.id,
      raisedBy: side,
      reason,
      at: ctx.now,
    });
  });
}

/**
 * The other side answers a dispute. With the last answer the statement is issued again, with the corrections that were
 * made meanwhile; who answers has agreed to it, who disputed has not.
 */
export async function answerStatementDispute(
  ctx: Context,
  input: AnswerStatementDisputeInput,
): Promise<StatementValue> {
  const answer = checkText('answer', input.answer, 500);
  const dispute = await ctx.em.findOne(StatementDispute, { id: input.dispute });
  const key = dispute && parseStatementId(dispute.statementId);
  if (!dispute || !key || !(await statementForViewer(ctx, dispute.statementId))) {
    throw new CallerError(
      'NOT_FOUND',
      `没有异议“${input.dispute}”。There is no dispute "${input.dispute}": see \`Statement.disputes\`.`,
      { argument: 'dispute' },
    );
  }
  authorise(ctx.identity, 'statement.answer', { store: key.storeId, library: key.library });
  const side = sideOf(ctx.identity);
  if (side === dispute.raisedBy) {
    throw new CallerError(
      'FORBIDDEN',
      '异议由对方答复；如要撤回，请确认结算单。A dispute is answered by the other side. To withdraw it, agree to the statement.',
      { action: 'statement.answer' },
    );
  }
  return change(ctx, dispute.statementId, async (em, statement) => {
    const row = await em.findOneOrFail(StatementDispute, { id: dispute.id });
    if (row.answeredAt) {
      if (row.answer === answer) return;
      throw new CallerError('CONFLICT', '该异议已答复或已撤回。The dispute was answered, or withdrawn, already.', {
        argument: 'dispute',
      });
    }
    row.answer = answer;
    row.answeredAt = ctx.now;
    await em.flush();
    if ((await em.count(StatementDispute, { statementId: statement.id, answeredAt: null })) > 0) {
      return;
    }
    await checkNoneOnItsWay(em, statement.id);
    await addCorrectedLines(em, statement.id);
    statement.revision += 1;
    statement.storeAgreed = side === 'STORE';
    statement.libraryAgreed = side === 'LIBRARY';
    moveStatement(em, statement, 'ISSUED', { at: ctx.now, actor: actorOf(ctx), reason: answer });
  });
}

/**
 * One side agrees to what it has seen; who has disputes of its own open withdraws them. With both sides' word it is AGREED.
 * @throws CallerError CONFLICT when the statement was issued again since, or the other side's dispute is open
 */
export async function agreeStatement(
  ctx: Context,
  { id, revision }: { id: string; revision: number },
): Promise<StatementValue> {
  const side = authorisedSide(ctx, 'statement.agree', id);
  return change(ctx, id, async (em, statement) => {
    checkRevision(statement, revision);
    if (hasAgreed(statement, side) && ['ISSUED', 'AGREED'].includes(statement.status)) return;
    if (statement.status !== 'ISSUED' && statement.status !== 'DISPUTED') {
      checkStep(statement.status, 'AGREED');
    }
    await withdrawDisputes(ctx, em, statement, side);
    setAgreed(statement, side, true);
    if (statement.storeAgreed && statement.libraryAgreed) {
      moveStatement(em, statement, 'AGREED', { at: ctx.now, actor: actorOf(ctx) });
    } else if (statement.status === 'DISPUTED') {
      moveStatement(em, statement, 'ISSUED', { at: ctx.now, actor: actorOf(ctx), reason: 'WITHDRAWN' });
    }
  });
}

/** The store's invoices for an agreed statement. */
export async function invoiceStatement(ctx: Context, input: InvoiceStatementInput): Promise<StatementValue> {
  authorisedSide(ctx, 'statement.invoice', input.statement);
  const numbers = checkInvoiceNumbers(input.numbers);
  return change(ctx, input.statement, async (em, statement) => {
    const earlier = await em.find(StatementInvoice, { statementId: statement.id });
    if (statement.status === 'INVOICED' && sameNumbers(earlier, numbers)) return;
    checkStep(statement.status, 'INVOICED');
    // Two statements of a store that are invoiced at once: one after the other.
    await em.execute('/* invoiceStatement */ select pg_advisory_xact_lock(hashtext(?))', [
      `invoices ${statement.storeId}`,
    ]);
    const used = await em.find(StatementInvoice, { storeId: statement.storeId, number: numbers });
    if (used.length > 0) {
      const list = used.map(({ number, statementId: of }) => `${number} (${of})`).join(', ');
      throw new CallerError(
        'CONFLICT',
        `发票号码已用于其他结算单：${list}。These invoices are for other statements: ${list}.`,
        {
          argument: 'numbers',
        },
      );
    }
    for (const number of numbers) {
      em.create(StatementInvoice, { storeId: statement.storeId, number, statementId: statement.id });
    }
    moveStatement(em, statement, 'INVOICED', { at: ctx.now, actor: actorOf(ctx) });
  });
}

/** The library has paid. */
export async function payStatement(ctx: Context, input: PayStatementInput): Promise<StatementValue> {
  authorisedSide(ctx, 'statement.pay', input.statement);
  const reference = checkText('reference', input.reference);
  return change(ctx, input.statement, async (em, statement) => {
    if (statement.status === 'PAID' && statement.paymentReference === reference) return;
    checkStep(statement.status, 'PAID');
    statement.paymentReference = reference;
    moveStatement(em, statement, 'PAID', { at: ctx.now, actor: actorOf(ctx) });
  });
}

/** Changes an issued statement under its lock. @throws CallerError CONFLICT for one that is OPEN, NOT_FOUND for none */
async function change(
  ctx: Context,
  id: string,
  work: (em: EntityManager, statement: Statement) => Promise<void>,
): Promise<StatementValue> {
  const row = await transact(ctx, async (em) => {
    const statement = await em.findOne(Statement, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (statement) {
      await work(em, statement);
    }
    return statement;
  });
  if (row) {
    return valueOf(row);
  }
  if (await statementForViewer(ctx, id)) {
    throw new CallerError(
      'CONFLICT',
      '结算单尚未出具（OPEN）。The statement is OPEN: it is issued when its month is over, and only then disputed or agreed.',
      { status: 'OPEN' },
    );
  }
  throw noStatement(id);
}

/** The corrections that were made for a disputed statement get their lines. */
async function addCorrectedLines(em: EntityManager, id: string): Promise<void> {
  await em.execute(
    `/* addCorrectedLines */ insert into statement_line (id, statement_id, kind, order_id, correction_id, date, book_id, isbn, title,
       copies, list_price_fen, rate_basis_points, net_fen)
     select correction.id || side.suffix, correction.statement_id, side.kind, correction.order_id, correction.id,
       (recorded_at at time zone 'Asia/Shanghai')::date, lent.book_id, lent.isbn, lent.title,
       side.sign * abs(lent.copies), side.list_price_fen, side.rate_basis_points, side.net_fen
     from statement_correction as correction
     join lateral (
       select * from statement_line where order_id = correction.order_id order by (id = order_id) desc limit 1
     ) as lent on true
     cross join lateral (values
       (':RED', 'RED', -1, old_list_price_fen, old_rate_basis_points, -old_net_fen),
       (':RIGHT', 'CORRECTED', 1, new_list_price_fen, new_rate_basis_points, new_net_fen)
     ) as side (suffix, kind, sign, list_price_fen, rate_basis_points, net_fen)
     where correction.statement_id = ? and state = 'RECORDED' and side.net_fen is not null
       and not exists (select 1 from statement_line where id = correction.id || side.suffix)`,
    [id],
  );
}

async function checkNoneOnItsWay(em: EntityManager, id: string): Promise<void> {
  const [pending] = await em.execute<{ id: string }[]>(
    `/* checkNoneOnItsWay */ select id from statement_correction where statement_id = ? and state = 'PENDING' limit 1`,
    [id],
  );
  if (pending) {
    throw new CallerError(
      'CONFLICT',
      '更正尚未入账，请稍后再答复。A correction is not in the ledger yet: answer again in a moment.',
      { status: 'DISPUTED' },
    );
  }
}

/** Who agrees has no objection any more. */
async function withdrawDisputes(ctx: Context, em: EntityManager, statement: Statement, side: Side): Promise<void> {
  const open = await em.find(StatementDispute, { statementId: statement.id, answeredAt: null });
  if (open.some(({ raisedBy }) => raisedBy !== side)) {
    throw new CallerError(
      'CONFLICT',
      '对方的异议尚未答复，请先答复。A dispute of the other side is open: answer it first.',
      { status: statement.status },
    );
  }
  if (open.length === 0) return;
  const [corrected] = await em.execute<{ id: string }[]>(
    `/* withdrawDisputes */ select id from statement_correction where statement_id = ? and state <> 'REFUSED'
       and not exists (select 1 from statement_line where correction_id = statement_correction.id) limit 1`,
    [statement.id],
  );
  if (corrected) {
    throw new CallerError(
      'CONFLICT',
      '结算单已有更正，请等待对方答复后再确认。The statement was corrected meanwhile: agree when the other side has answered.',
      { status: statement.status },
    );
  }
  for (const dispute of open) {
    dispute.answeredAt = ctx.now;
  }
}

/** The side of the caller. @throws CallerError when it may not do this to that statement */
function authorisedSide(
  ctx: Context,
  action: 'statement.dispute' | 'statement.agree' | 'statement.invoice' | 'statement.pay',
  id: string,
): Side {
  const { storeId, library } = parseStatementId(id);
  authorise(ctx.identity, action, { store: storeId, library });
  const side = sideOf(ctx.identity);
  if (!side) {
    throw new CallerError('FORBIDDEN', `此操作限书店与图书馆双方。"${action}" is for the store and the library.`, {
      action,
    });
  }
  return side;
}

function checkRevision(statement: Statement, revision: number): void {
  if (statement.revision !== revision) {
    throw new CallerError(
      'CONFLICT',
      `结算单已重新出具：现为第 ${statement.revision} 版，您看到的是第 ${revision} 版。The statement was issued again: this is revision ${statement.revision}, you agree to ${revision}. Look at it again.`,
      { argument: 'revision', actual: revision, limit: statement.revision },
    );
  }
}

function checkInvoiceNumbers(given: readonly string[]): string[] {
  const numbers = given.map((number) => number.trim());
  const wrong = numbers.find((number) => !/^[0-9A-Za-z-]{4,40}$/.test(number));
  const isTwice = new Set(numbers).size < numbers.length;
  if (numbers.length === 0 || numbers.length > maxInvoices || wrong !== undefined || isTwice) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `发票号码应为 1 至 ${maxInvoices} 个，各不相同，每个 4 至 40 位数字、字母或连字符。"numbers" has 1 to ${maxInvoices} different numbers of 4 to 40 digits, letters or hyphens${wrong === undefined ? '' : `; "${wrong.slice(0, 40)}" is none`}.`,
      { argument: 'numbers' },
    );
  }
  return numbers;
}

function sameNumbers(invoices: readonly StatementInvoice[], numbers: readonly string[]): boolean {
  return invoices.length === numbers.length && invoices.every(({ number }) => numbers.includes(number));
}

function hasAgreed(statement: Statement, side: Side): boolean {
  return side === 'STORE' ? statement.storeAgreed : statement.libraryAgreed;
}

function setAgreed(statement: Statement, side: Side, agreed: boolean): void {
  if (side === 'STORE') {
    statement.storeAgreed = agreed;
  } else {
    statement.libraryAgreed = agreed;
  }
}
