// A clerk's day in a partner bookstore, and what follows from it: orders at the counter, a refusal, a void, an online order to the
// door, and the month's statement, disputed, corrected, exported, agreed, invoiced and paid.
import type { Person } from '../../gateway/identity.ts';
import { addDays, dayOf, yearOf } from '../../lib/shanghai.ts';
import { showcaseId } from '../seed/city.ts';
import { sampleCard } from '../seed/readers.ts';
import { address, clerk, librarian, reader } from './people.ts';
import type { Play } from './stage.ts';

const store = 'QINGCHUN';
const library = 'NJ-JL';
const ownClerk = clerk(store);
const ownLibrarian = librarian(library);

/** The clock of the network that is played on. */
export interface DemoClock {
  now: () => Date;
  /** Goes on by so many days. */
  pass: (days: number) => void;
}

/** Plays the day; rejects at the first answer that is not as expected. */
export async function playBookstore(play: Play, clock: DemoClock): Promise<void> {
  const month = dayOf(clock.now()).slice(0, 7);
  await look(play);
  await lend(play, clock);
  const dear = await lend(play, clock, { card: 2, book: 'threePermitted', fen: 45_50 });
  await refuse(play);
  await takeBack(play, clock);
  await deliver(play);
  clock.pass(daysToNextMonth(clock.now()));
  await settle(play, `${library}:${store}:${month}`, dear);
  console.log('\nAll answers were as expected. 全部符合预期。');
}

function daysToNextMonth(now: Date): number {
  const day = dayOf(now);
  let days = 0;
  while (addDays(day, days).slice(0, 7) === day.slice(0, 7)) days += 1;
  return days;
}

async function look(play: Play): Promise<void> {
  await play<{ stores: { id: string; payer: { name: string } | null; barcodeRanges: unknown[] }[] }>({
    title: 'Before the doors open: who pays here, and which barcodes are in the drawer',
    chinese: '开门前：由哪家馆出资，抽屉里有哪些馆藏条码',
    as: ownClerk,
    query:
      '{ stores { id name payer { name } barcodeRanges { first last count } contracts { rateBasisPoints validTo } } }',
    expect: ({ stores }, errors) => ({
      'the own store has its barcodes': [stores.find(({ id }) => id === store)?.barcodeRanges.length, 1],
      'the others keep theirs to themselves': [
        stores.filter(({ barcodeRanges }) => barcodeRanges.length > 0).length,
        1,
      ],
      'no error': [errors, []],
    }),
  });
}

const submit = `mutation CounterOrder($input: SubmitPurchaseLendOrderInput!) {
  submitPurchaseLendOrder(input: $input) {
    __typename
    ... on PurchaseLendOrderLent { itemBarcode dueDate readerName order { id status netPrice { fen } availableActions } }
    ... on PurchaseRefused { failures { code subject message(lang: EN) } order { id status } }
  }
}`;

interface Submitted {
  submitPurchaseLendOrder: {
    __typename: string;
    itemBarcode: string;
    order: { id: string; status: string };
    failures: { code: string }[];
  };
}

let scanned = 0;

async function lend(
  play: Play,
  clock: DemoClock,
  {
    card = 1,
    book = 'notHeld',
    fen = 58_00,
  }: { card?: number; book?: 'notHeld' | 'threePermitted'; fen?: number } = {},
): Promise<string> {
  const itemBarcode = `${yearOf(clock.now())}-${String(++scanned).padStart(5, '0')}`;
  const { submitPurchaseLendOrder } = await play<Submitted>({
    title: 'A reader holds a new book in hand: scan the card, the book, a barcode',
    chinese: '所见即可借：扫证、扫书、贴条码',
    as: ownClerk,
    query: submit,
    variables: {
      input: {
        idempotencyKey: `POS-${scanned}`,
        store,
        card: sampleCard(card),
        bookId: showcaseId(book),
        listPrice: { fen },
        itemBarcode,
      },
    },
    expect: ({ submitPurchaseLendOrder: result }, errors) => ({
      'bought and lent': [result.__typename, 'PurchaseLendOrderLent'],
      'with the barcode that was scanned': [result.itemBarcode, itemBarcode],
      'no error': [errors, []],
    }),
  });
  return submitPurchaseLendOrder.order.id;
}

async function refuse(play: Play): Promise<void> {
  await play<Submitted>({
    title: 'A book that is too dear and held often enough, for a reader with all loans taken: three reasons at once',
    chinese: '一次说明全部三个原因；读者的原因对店员不展开',
    as: ownClerk,
    query: submit,
    variables: {
      input: {
        idempotencyKey: 'POS-refused',
        store,
        card: sampleCard(72),
        bookId: showcaseId('tooDearAndEnough'),
        listPrice: { fen: 168_00 },
      },
    },
    expect: ({ submitPurchaseLendOrder: { __typename, failures = [] } }) => ({
      refused: [__typename, 'PurchaseRefused'],
      'for three reasons': [failures.map(({ code }) => code), ['PRICE_CAP', 'COPY_CAP', 'READER_NOT_ELIGIBLE']],
    }),
  });
}

async function takeBack(play: Play, clock: DemoClock): Promise<void> {
  const id = await lend(play, clock, { card: 3 });
  await play<{ voidOrder: { status: string; outcome: string; transitions: { to: string }[] } }>({
    title: 'The reader has changed his mind before leaving: void it, the book goes back on the table',
    chinese: '当日作废：读者当场改变主意',
    as: ownClerk,
    query: `mutation Void($id: ID!, $reason: String!) {
  voidOrder(id: $id, reason: $reason) { status outcome transitions { to actor reason } }
}`,
    variables: { id, reason: '读者当场改变主意' },
    expect: ({ voidOrder }, errors) => ({
      voided: [voidOrder.status, 'VOIDED'],
      'with its whole history': [voidOrder.transitions.map(({ to }) => to), ['SUBMITTED', 'LENT', 'VOIDED']],
      'no error': [errors, []],
    }),
  });
}

async function deliver(play: Play): Promise<void> {
  const card = sampleCard(4);
  const { requestPurchase } = await play<{ requestPurchase: { __typename: string; order: { id: string } } }>({
    title: 'A reader orders a new book from home',
    chinese: '读者在家下单',
    as: reader(card),
    query: `mutation Order($input: RequestPurchaseInput!) {
  requestPurchase(input: $input) { __typename ... on PurchaseApproved { order { id status store { name } } } }
}`,
    variables: {
      input: { idempotencyKey: 'APP-1', bookId: showcaseId('threePermitted'), deliveryAddress: address },
    },
    expect: ({ requestPurchase: result }) => ({ 'approved at once': [result.__typename, 'PurchaseApproved'] }),
  });
  const { id } = requestPurchase.order;
  const { purchaseLendOrder } = await play<{ purchaseLendOrder: { store: { id: string } } }>({
    title: 'Which store delivers it?',
    chinese: '由哪家书店发货',
    as: reader(card),
    query: 'query Store($id: ID!) { purchaseLendOrder(id: $id) { store { id name } dueAt } }',
    variables: { id },
    expect: ({ purchaseLendOrder: order }) => ({ 'a store has it': [typeof order.store.id, 'string'] }),
  });
  const clerkThere = clerk(purchaseLendOrder.store.id);
  await play<{
    stores: { id: string; inbox: { nodes: { id: string; deliveryAddress: { street: string } }[] } | null }[];
  }>({
    title: 'The inbox of that store, with the address for the parcel',
    chinese: '书店的待办，含收件地址',
    as: clerkThere,
    query: `{ stores { id inbox { nodes { id status book { title } availableActions deliveryAddress { recipient street } } } } }`,
    expect: ({ stores }) => ({
      'the order is there, with its address': [
        stores.flatMap(({ inbox }) => inbox?.nodes ?? []).find((order) => order.id === id)?.deliveryAddress.street,
        address.street,
      ],
    }),
  });
  const step = async (title: string, chinese: string, field: string, status: string, person: Person): Promise<void> => {
    await play<Record<string, { status: string }>>({
      title,
      chinese,
      as: person,
      query: `mutation Step($id: ID!) { step: ${field} { status courier trackingNumber dueDate } }`,
      variables: { id },
      expect: (data, errors) => ({ [`it is ${status}`]: [data['step']?.status, status], 'no error': [errors, []] }),
    });
  };
  await step('The book is in hand', '店内有货，确认', 'confirmOrder(id: $id)', 'CONFIRMED', clerkThere);
  const ship = 'shipOrder(id: $id, courier: "顺丰", trackingNumber: "SF1234567890")';
  await step('The courier has it', '交快递', ship, 'SHIPPED', clerkThere);
  await step('It is at the door', '送达', 'recordDelivery(id: $id, event: DELIVERED)', 'DELIVERED', clerkThere);
  await step(
    'The reader has it: the loan begins',
    '读者签收，开始计借期',
    'signForOrder(id: $id)',
    'LENT',
    reader(card),
  );
}

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

async function settle(play: Play, id: string, disputedOrder: string): Promise<void> {
  const { statement } = await play<{ statement: StatementAnswer }>({
    title: 'The month is over: the library issues the statement',
    chinese: '月末：图书馆出具结算单',
    as: ownLibrarian,
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
    as: ownClerk,
    query: `mutation Dispute($input: DisputeStatementLineInput!) {
  disputed: disputeStatementLine(input: $input) { status disputes { id raisedBy reason } }
}`,
    variables: { input: { statement: id, line: line?.id, reason: '书上印的定价为 46.00 元' } },
    expect: ({ disputed: result }) => ({ disputed: [result.status, 'DISPUTED'] }),
  });
  await play<{ correction: { state: string; net: { fen: number } } }>({
    title: 'The library corrects it: nothing is edited, a red line takes back and another says what is right',
    chinese: '图书馆更正：红字冲回，另行更正',
    as: ownLibrarian,
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
    as: ownLibrarian,
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
    as: ownClerk,
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
  await last('The store agrees', '书店确认', ownClerk, 'agreeStatement(id: $id, revision: 2)', 'AGREED');
  const invoice = 'invoiceStatement(input: { statement: $id, numbers: ["25322000000012345678"] })';
  await last('The store invoices it', '书店开票', ownClerk, invoice, 'INVOICED');
  const pay = 'payStatement(input: { statement: $id, reference: "转账 20261205-001" })';
  await last('The library pays', '图书馆付款', ownLibrarian, pay, 'PAID');
}
