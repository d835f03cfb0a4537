// A clerk's day in a partner bookstore, and what follows from it: orders at the counter, a refusal, a void, an online order to the
// door, and the month's statement, disputed, corrected, exported, agreed, invoiced and paid.
import type { Person } from '../../gateway/auth/claims.ts';
import { addDays, dayOf, yearOf } from '../../lib/shanghai.ts';
import { showcaseId } from '../seed/city.ts';
import { sampleCard } from '../seed/readers.ts';
import { address, clerk, librarian, reader } from './people.ts';
import { settle } from './settlement.ts';
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
  await deliver(play, sampleCard(4));
  clock.pass(daysToNextMonth(clock.now()));
  const id = `${library}:${store}:${month}`;
  await settle(play, { id, disputedOrder: dear, store: ownClerk, library: ownLibrarian });
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

/** A reader orders a new book from home, and a store brings it: from the request to the reader's signature. */
export async function deliver(play: Play, card: string): Promise<void> {
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
