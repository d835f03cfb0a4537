// A reader's month: the ways to a book, a loan that a courier brings, a new book that the library buys, a hold, renewals, returns at
// another branch and by parcel, and what the credit says of it all.
import { addDays, dayOf } from '../../lib/shanghai.ts';
import { showcaseId } from '../seed/city.ts';
import { sampleCard } from '../seed/readers.ts';
import { type DemoClock, deliver } from './bookstore.ts';
import { type Copy, lentCopy, shelvedCopies } from './copies.ts';
import { type Desk, deskAt } from './desk.ts';
import { accept, hireCourier } from './parcels.ts';
import { address, librarian, reader } from './people.ts';
import type { Play, Stage } from './stage.ts';

const card = sampleCard(5);
const self = reader(card);
const home = 'JL-MAIN';
const staff = librarian('NJ-JL');

/** Plays the month; rejects at the first answer that is not as expected. */
export async function playReader(stage: Stage, clock: DemoClock): Promise<void> {
  const { play } = stage;
  const wanted = shelvedCopies(clock.now())({ at: home });
  const popular = lentCopy(clock.now(), showcaseId('enoughCopies'));
  const courier = await hireCourier(stage, clock);
  const desk = deskAt(play, home, staff);

  await search(play, wanted);
  await waysTo(play, wanted.bookId, 'PARCEL', { title: 'How can I have it?', chinese: '有哪些取书方式' });
  const parcel = await request(play, wanted);
  const title = 'A new book that the library buys for its reader: what would it take?';
  await waysTo(play, showcaseId('threePermitted'), 'BUY_AND_COURIER', { title, chinese: '你选书，我买单：需要什么' });
  await deliver(play, card);

  await bring(play, courier, clock, parcel);
  const loan = await follow(play, parcel, clock);

  const hold = await wait(play, popular);
  clock.pass(9);
  await fetchHold(play, clock, { desk, copy: popular, hold });
  clock.pass(10);
  await renew(play, loan, clock);
  await returnElsewhere(play, popular);
  clock.pass(5);
  await sendBack(play, courier, clock, { loan, copy: wanted, desk });
  await lookBack(play);
  console.log('\nAll answers were as expected. 全部符合预期。');
}

async function search(play: Play, { title, bookId }: Copy): Promise<void> {
  await play<{ searchBooks: { totalCount: number; nodes: { id: string }[] } }>({
    title: 'A reader searches the catalogue of the whole city',
    chinese: '读者：检索全市书目',
    as: self,
    query: `query Search($title: String!) {
  searchBooks(query: $title, first: 20) { totalCount nodes { id title year lastKnown { total available } } }
}`,
    variables: { title: title.replace('【样例】', '') },
    rows: 2,
    expect: ({ searchBooks: { nodes } }, errors) => ({
      'the book is found': [nodes.some(({ id }) => id === bookId), true],
      'no error': [errors, []],
    }),
  });
}

interface Way {
  kind: string;
  state: string;
}

async function waysTo(play: Play, id: string, kind: string, told: { title: string; chinese: string }): Promise<void> {
  await play<{ book: { fulfilmentOptions: { options: Way[] } } }>({
    ...told,
    as: self,
    query: `query Ways($id: ID!) {
  book(id: $id) {
    title
    fulfilmentOptions(near: { district: "建邺区" }) {
      options { rank kind state earliest freight { fen } effect { loans { before after limit } } failures { code } }
    }
  }
}`,
    variables: { id },
    rows: 6,
    expect: ({ book: { fulfilmentOptions: answer } }, errors) => ({
      [`${kind} is POSSIBLE`]: [answer.options.find((each) => each.kind === kind)?.state, 'POSSIBLE'],
      'what is refused comes last': [refusals(answer.options), refusals(answer.options).toSorted()],
      'no error': [errors, []],
    }),
  });
}

function refusals(options: Way[]): number[] {
  return options.map(({ state }) => Number(state === 'REFUSED'));
}

async function request(play: Play, { bookId, barcode }: Copy): Promise<string> {
  const { parcelQuote } = await play<{ parcelQuote: { freight: { fen: number } } }>({
    title: 'What does the parcel cost?',
    chinese: '运费多少',
    as: self,
    query: '{ parcelQuote(direction: OUT, items: 1) { parcels freight { fen } tariff { payer } } }',
    expect: ({ parcelQuote: quote }) => ({ 'the library pays': [quote.freight.fen, 0] }),
  });
  const { requestLoan } = await play<{
    requestLoan: { __typename: string; loan: { item: { barcode: string } }; parcel: { id: string; status: string } };
  }>({
    title: 'Borrow it from home: a copy is kept, a parcel is made',
    chinese: '书服到家：网上借阅',
    as: self,
    query: `mutation Request($input: RequestLoanInput!) {
  requestLoan(input: $input) {
    __typename
    ... on LoanRequested { loan { status dueDate item { barcode status } } parcel { id status from { name } freight { fen } } }
    ... on LoanRefused { failures { code message } }
  }
}`,
    variables: {
      input: {
        idempotencyKey: 'month-1',
        bookId,
        deliveryAddress: address,
        freight: { fen: parcelQuote.freight.fen },
      },
    },
    expect: ({ requestLoan: { __typename, loan, parcel } }, errors) => ({
      'it is on loan, and to be packed': [
        [__typename, parcel?.status],
        ['LoanRequested', 'CREATED'],
      ],
      'the first copy that stands on a shelf': [loan?.item.barcode, barcode],
      'no error': [errors, []],
    }),
  });
  return requestLoan.parcel.id;
}

type Courier = Awaited<ReturnType<typeof hireCourier>>;

async function bring(play: Play, courier: Courier, clock: DemoClock, id: string): Promise<void> {
  const trackingNumber = 'SF1000000001';
  await accept(
    play,
    { title: 'The branch packs it; the courier has a number for it', chinese: '分馆打包，录入运单号' },
    { id, trackingNumber, as: staff },
  );
  const took = await courier.tells(
    { title: 'The courier took it along', chinese: '快递揽收' },
    trackingNumber,
    'PICKED_UP',
  );
  clock.pass(1);
  await courier.tells({ title: 'It is at the door', chinese: '签收' }, trackingNumber, 'DELIVERED');
  await courier.sends(
    { title: 'The courier tells the first event again, late: nothing changes', chinese: '重复且迟到的消息' },
    took,
  );
  await courier.forged(
    { title: 'Somebody else says that it was lost, without the secret', chinese: '签名不符，拒收' },
    JSON.stringify({ id: 'X-1', trackingNumber, event: 'LOST', at: clock.now().toISOString() }),
  );
}

async function follow(play: Play, id: string, clock: DemoClock): Promise<string> {
  const due = addDays(dayOf(clock.now()), 30);
  const { parcel } = await play<{
    parcel: { status: string; history: { event: string }[]; loans: { id: string; dueDate: string | null }[] };
  }>({
    title: 'The reader looks where the parcel is: the loan has begun with the signature',
    chinese: '读者：查看包裹，签收起计借期',
    as: self,
    query: `query Follow($id: ID!) {
  parcel(id: $id) { status history { event actor } loans { id status startedAt dueDate policy { loanDays renewals } } }
}`,
    variables: { id },
    rows: 5,
    expect: ({ parcel: seen }, errors) => ({
      'it is DELIVERED': [seen.status, 'DELIVERED'],
      'each event stands in its history once': [
        seen.history.map(({ event }) => event),
        ['CREATED', 'ACCEPTED', 'PICKED_UP', 'DELIVERED'],
      ],
      'due 30 days from today': [seen.loans.map(({ dueDate }) => dueDate), [due]],
      'no error': [errors, []],
    }),
  });
  return parcel.loans[0]?.id ?? '';
}

async function wait(play: Play, { bookId }: Copy): Promise<string> {
  const { placeHold } = await play<{
    placeHold: { __typename: string; hold: { id: string; state: string; position: number } };
  }>({
    title: 'All copies of another book are out: the reader waits for the first one that comes back',
    chinese: '全部借出：预约',
    as: self,
    query: `mutation Hold($input: PlaceHoldInput!) {
  placeHold(input: $input) {
    __typename
    ... on HoldPlaced { hold { id state position estimatedFrom pickup { name } } }
    ... on HoldRefused { failures { code message } }
  }
}`,
    variables: { input: { idempotencyKey: 'month-2', bookId, pickup: { branch: home } } },
    expect: ({ placeHold: { __typename, hold } }, errors) => ({
      'first in the queue': [
        [__typename, hold?.state, hold?.position],
        ['HoldPlaced', 'WAITING', 1],
      ],
      'no error': [errors, []],
    }),
  });
  return placeHold.hold.id;
}

async function fetchHold(
  play: Play,
  clock: DemoClock,
  { desk, copy, hold: id }: { desk: Desk; copy: Copy; hold: string },
): Promise<void> {
  await desk.scan(
    { title: 'Days later a copy comes back over the desk: somebody waits for it', chinese: '馆员：还书，有人预约' },
    copy,
    {
      next: 'HOLD_FOR',
      hold: 'READY',
    },
  );
  await play<{ hold: { state: string; shelfUntil: string } }>({
    title: 'The reader sees until when it is kept',
    chinese: '读者：保留至何日',
    as: self,
    query: 'query Hold($id: ID!) { hold(id: $id) { state shelfUntil item { barcode callNumber } } }',
    variables: { id },
    expect: ({ hold }) => ({
      'it is READY, for seven days': [
        [hold.state, hold.shelfUntil],
        ['READY', addDays(dayOf(clock.now()), 7)],
      ],
    }),
  });
  await desk.lend({ title: 'The reader comes and takes it', chinese: '到馆借出' }, copy, { card });
  await play<{ hold: { state: string } }>({
    title: 'The hold is fulfilled',
    chinese: '预约已完成',
    as: self,
    query: 'query Hold($id: ID!) { hold(id: $id) { state loan { dueDate } } }',
    variables: { id },
    expect: ({ hold }) => ({ 'it is FULFILLED': [hold.state, 'FULFILLED'] }),
  });
}

async function renew(play: Play, loan: string, clock: DemoClock): Promise<void> {
  // Brought 19 days ago.
  const due = addDays(dayOf(clock.now()), 30 - 19 + 15);
  const query = `mutation Renew($input: RenewLoanInput!) {
  renewLoan(input: $input) {
    __typename ... on LoanRenewed { dueDate loan { renewals } } ... on LoanRefused { failures { code message(lang: EN) } }
  }
}`;
  type Renewed = { renewLoan: { __typename: string; dueDate?: string; failures?: { code: string }[] } };
  await play<Renewed>({
    title: 'The reader renews the first book',
    chinese: '续借',
    as: self,
    query,
    variables: { input: { idempotencyKey: 'once', loan } },
    expect: ({ renewLoan }, errors) => ({ '15 days more': [renewLoan.dueDate, due], 'no error': [errors, []] }),
  });
  await play<Renewed>({
    title: 'And once more: the policy allows one renewal',
    chinese: '再次续借：超出次数',
    as: self,
    query,
    variables: { input: { idempotencyKey: 'twice', loan } },
    expect: ({ renewLoan: { failures } }) => ({
      'refused: RENEWAL_LIMIT': [failures?.map(({ code }) => code), ['RENEWAL_LIMIT']],
    }),
  });
}

async function returnElsewhere(play: Play, copy: Copy): Promise<void> {
  const told = { title: 'The book from the hold shelf comes back in another district', chinese: '通还：在高淳区还书' };
  const expected = { next: 'SEND_TO', destination: home, loan: 'RETURNED' };
  await deskAt(play, 'GC-MAIN', librarian('NJ-GC')).scan(told, copy, expected);
}

async function sendBack(
  play: Play,
  courier: Courier,
  clock: DemoClock,
  { loan, copy, desk }: { loan: string; copy: Copy; desk: Desk },
): Promise<void> {
  const { parcelQuote } = await play<{ parcelQuote: { freight: { fen: number } } }>({
    title: 'What does it cost to have one book picked up?',
    chinese: '上门取书运费',
    as: self,
    query: '{ parcelQuote(direction: BACK, items: 1) { parcels freight { fen } tariff { payer freeFromItems } } }',
    expect: ({ parcelQuote: quote }) => ({ 'six yuan': [quote.freight.fen, 600] }),
  });
  const { requestReturnParcel } = await play<{ requestReturnParcel: { id: string; status: string }[] }>({
    title: 'The reader agrees, and sends it back from home',
    chinese: '读者：上门取书',
    as: self,
    query: `mutation SendBack($input: RequestReturnParcelInput!) {
  requestReturnParcel(input: $input) { id direction status to { name } freight { fen } }
}`,
    variables: {
      input: { idempotencyKey: 'month-3', loans: [loan], deliveryAddress: address, freight: parcelQuote.freight },
    },
    expect: ({ requestReturnParcel: made }, errors) => ({
      'one parcel, to be booked': [made.map(({ status }) => status), ['CREATED']],
      'no error': [errors, []],
    }),
  });
  const trackingNumber = 'SF1000000002';
  await accept(
    play,
    { title: 'The branch books the pick-up', chinese: '分馆预约取件' },
    { id: requestReturnParcel[0]?.id ?? '', trackingNumber, as: staff },
  );
  await courier.tells(
    { title: 'The courier took it along: from now on it does not get later', chinese: '快递取件' },
    trackingNumber,
    'PICKED_UP',
  );
  clock.pass(2);
  await courier.tells({ title: 'It is at the branch', chinese: '送达分馆' }, trackingNumber, 'DELIVERED');
  await desk.scan({ title: 'The desk unpacks and scans it: the loan has ended', chinese: '馆员：拆包还书' }, copy, {
    next: 'SHELVE',
    loan: 'RETURNED',
  });
}

async function lookBack(play: Play): Promise<void> {
  await play<{
    me: {
      reader: {
        openLoans: number;
        credit: { balance: number; suspended: boolean; events: { nodes: { kind: string }[] } };
        loans: { nodes: { channel: string; status: string }[] };
      };
    };
  }>({
    title: 'The month in one look: loans and credit',
    chinese: '我的借阅、我的信用',
    as: self,
    query: `{
  me { reader {
    openLoans
    credit { band balance suspended events(first: 5) { nodes { kind points state } } }
    loans(first: 5) { nodes { channel status dueDate book { title } } }
  } }
}`,
    expect: ({ me: { reader: account } }, errors) => ({
      'one from the desk and one from a parcel are back, the bought one is out': [
        account.loans.nodes.map(({ channel, status }) => `${channel} ${status}`).toSorted(),
        ['DESK RETURNED', 'ONLINE RETURNED', 'PURCHASE ACTIVE'],
      ],
      'one loan counts': [account.openLoans, 1],
      'both came in time, and nothing is taken off': [
        [account.credit.events.nodes.map(({ kind }) => kind), account.credit.balance, account.credit.suspended],
        [['RETURNED_IN_TIME', 'RETURNED_IN_TIME'], 0, false],
      ],
      'no error': [errors, []],
    }),
  });
}
