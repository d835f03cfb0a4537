// The month is over: its statement is issued, disputed, corrected, exported, agreed, invoiced and paid.
import type { Person } from '../../gateway/auth/claims.ts';
import type { Play } from './stage.ts';

interface Line {
  id: string;
  kind: string;
  order: { id: string };
  net: { fen: number };
}

interface StatementAnswer {
  status: string;
  revision: number;
  netTotal: { fen: number };
  lines: { nodes: Line[]; totalCount: number };
}

const statementFields = `status revision copies listTotal { fen } netTotal { fen }
    lines(first: 100) { totalCount nodes { id kind order { id } date isbn title listPrice { fen } rateBasisPoints net { fen } } }`;

/** The statement's lines add up to its total. */
function sumOf({ lines }: StatementAnswer): number {
  return lines.nodes.reduce((sum, { net }) => sum + net.fen, 0);
}

/** Plays it for one statement, in which the store disputes the line of an order. */
export async function settle(
  play: Play,
  { id, disputedOrder, store, library }: { id: string; disputedOrder: string; store: Person; library: Person },
): Promise<void> {
  const { statement } = await play<{ statement: StatementAnswer }>({
    title: 'The month is over: the library issues the statement',
    chinese: '月末：图书馆出具结算单',
    as: library,
    query: `mutation Issue($id: ID!) { statement: issueStatement(id: $id) { ${statementFields} } }`,
    variables: { id },
    expect: ({ statement: issued }, errors) => ({
      issued: [issued.status, 'ISSUED'],
      'its lines add up to its total': [sumOf(issued), issued.netTotal.fen],
      'the order that was voided is not in it': [issued.lines.nodes.every(({ kind }) => kind === 'LENT'), true],
      'no error': [errors, []],
    }),
  });
  const line = statement.lines.nodes.find(({ order }) => order.id === disputedOrder);
  const { disputed } = await play<{ disputed: { status: string; disputes: { id: string }[] } }>({
    title: 'The store disputes a line: the price printed on the book is another',
    chinese: '书店提出异议：书上印的定价不同',
    as: store,
    query: `mutation Dispute($input: DisputeStatementLineInput!) {
  disputed: disputeStatementLine(input: $input) { status disputes { id raisedBy reason } }
}`,
    variables: { input: { statement: id, line: line?.id, reason: '书上印的定价为 46.00 元' } },
    expect: ({ disputed: result }) => ({ disputed: [result.status, 'DISPUTED'] }),
  });
  await play<{ correction: { state: string; net: { fen: number } } }>({
    title: 'The library corrects it: nothing is edited, a red line takes back and another says what is right',
    chinese: '图书馆更正：红字冲回，另行更正',
    as: library,
    query: `mutation Correct($input: CorrectStatementLineInput!) {
  correction: correctStatementLine(input: $input) { state net { fen } reason }
}`,
    variables: {
      input: { idempotencyKey: 'correct-1', order: disputedOrder, listPrice: { fen: 46_00 }, reason: '按书上定价更正' },
    },
    expect: ({ correction }) => ({ '85 % of 46.00': [correction.net.fen, 39_10] }),
  });
  const { statement: answered } = await play<{ statement: StatementAnswer }>({
    title: 'With the answer the statement is issued again',
    chinese: '答复后重新出具',
    as: library,
    query: `mutation Answer($input: AnswerStatementDisputeInput!) {
  statement: answerStatementDispute(input: $input) { ${statementFields} }
}`,
    variables: { input: { dispute: disputed.disputes[0]?.id, answer: '已更正' } },
    expect: ({ statement: again }) => ({
      'issued a second time': [
        [again.status, again.revision],
        ['ISSUED', 2],
      ],
      'with a red line and a correction': [
        again.lines.nodes
          .filter(({ kind }) => kind !== 'LENT')
          .map(({ kind }) => kind)
          .toSorted(),
        ['CORRECTED', 'RED'],
      ],
      'its lines add up to its total': [sumOf(again), again.netTotal.fen],
    }),
  });
  await play<{ statement: { export: { fileName: string; base64: string } } }>({
    title: 'The store exports it',
    chinese: '书店导出，用 Excel 打开',
    as: store,
    query: 'query Export($id: ID!) { statement(id: $id) { export(format: CSV) { fileName mediaType base64 } } }',
    variables: { id },
    expect: ({ statement: { export: file } }) => ({
      'Excel reads its Chinese: it begins with a byte order mark': [
        Buffer.from(file.base64, 'base64').subarray(0, 3).toString('hex'),
        'efbbbf',
      ],
    }),
  });
  const last = async (title: string, chinese: string, person: Person, field: string, status: string): Promise<void> => {
    await play<{ statement: StatementAnswer }>({
      title,
      chinese,
      as: person,
      query: `mutation Last($id: ID!) { statement: ${field} { status netTotal { fen } invoiceNumbers paymentReference } }`,
      variables: { id },
      expect: ({ statement: at }, errors) => ({
        [`it is ${status}`]: [at.status, status],
        'to the fen what was issued': [at.netTotal.fen, answered.netTotal.fen],
        'no error': [errors, []],
      }),
    });
  };
  await last('The store agrees', '书店确认', store, 'agreeStatement(id: $id, revision: 2)', 'AGREED');
  const invoice = 'invoiceStatement(input: { statement: $id, numbers: ["25322000000012345678"] })';
  await last('The store invoices it', '书店开票', store, invoice, 'INVOICED');
  const pay = 'payStatement(input: { statement: $id, reference: "转账 20261205-001" })';
  await last('The library pays', '图书馆付款', library, pay, 'PAID');
}
