// A branch's day: its lists in the morning, what is picked, packed, received and kept for readers, loans over the desk and at a
// machine, returns with each of the four answers, a lost copy, the loans of a member system, and the lists in the evening.
import { addDays, dayOf } from '../../lib/shanghai.ts';
import { showcaseId } from '../seed/city.ts';
import { sampleCard } from '../seed/readers.ts';
import type { DemoClock } from './bookstore.ts';
import { type Copy, lentCopy, shelvedCopies } from './copies.ts';
import { type Desk, deskAt } from './desk.ts';
import { accept, hireCourier } from './parcels.ts';
import { address, clerk, librarian, reader } from './people.ts';
import type { Play, Stage } from './stage.ts';

const branch = 'JL-MAIN';
const staff = librarian('NJ-JL');
const [fetcher, traveller, athome, waiting, borrower, late, buyer, machine, member, asker] = Array.from(
  { length: 10 },
  (_, index) => sampleCard(20 + index),
) as [string, string, string, string, string, string, string, string, string, string];

/** Plays the day; rejects at the first answer that is not as expected. */
export async function playBranch(stage: Stage, clock: DemoClock): Promise<void> {
  const { play } = stage;
  const shelved = shelvedCopies(clock.now());
  const desk = deskAt(play, branch, staff);
  const copies = {
    forHere: shelved({ at: branch }),
    forThere: shelved({ at: branch, notAt: 'GC-MAIN' }),
    fromThere: shelved({ at: 'JL-XINJIEKOU', notAt: branch }),
    toSend: shelved({ at: branch }),
    lost: shelved({ at: branch }),
    late: shelved({ at: branch }),
    elsewhere: shelved({ at: 'JL-SUOJINCUN' }),
    machine: shelved({ at: branch }),
    member: shelved({ at: branch }),
    popular: lentCopy(clock.now(), showcaseId('enoughCopies')),
  };
  const courier = await hireCourier(stage, clock);

  const bought = await weeksBefore(play, desk, copies);
  clock.pass(31);
  const parcel = await theEveningBefore(play, copies);
  await look(
    play,
    'In the morning: what is to be done today',
    '早晨：工作清单',
    { toPick: 3, toReceive: 1, onHoldShelf: 0 },
    copies.late,
  );

  await pick(desk, copies);
  await pack(stage, courier, clock, parcel);
  await overTheDesk(desk, copies);
  await takeBack(play, desk, clock, { ...copies, bought });
  await lose(play, copies.lost);
  await report(play, clock, copies.member);

  await look(play, 'In the evening: nothing is left to pick; two copies wait for their readers', '傍晚：再看清单', {
    toPick: 0,
    toReceive: 0,
    onHoldShelf: 2,
  });
  console.log('\nAll answers were as expected. 全部符合预期。');
}

type Copies = Record<
  'forHere' | 'forThere' | 'fromThere' | 'toSend' | 'lost' | 'late' | 'elsewhere' | 'machine' | 'member' | 'popular',
  Copy
>;

async function weeksBefore(play: Play, desk: Desk, copies: Copies): Promise<Copy> {
  await desk.lend({ title: 'Weeks before: a reader borrows a book', chinese: '数周前：借出' }, copies.late, {
    card: late,
  });
  await desk.lend({ title: 'Another one will not be seen again', chinese: '另一册后来丢失' }, copies.lost, {
    card: late,
  });
  const bookId = showcaseId('notHeld');
  const { submitPurchaseLendOrder } = await play<{
    submitPurchaseLendOrder: { __typename: string; itemBarcode: string };
  }>({
    title: 'A bookstore lends a new book that the library buys',
    chinese: '书店：购借合一',
    as: clerk('QINGCHUN'),
    query: `mutation CounterOrder($input: SubmitPurchaseLendOrderInput!) {
  submitPurchaseLendOrder(input: $input) {
    __typename ... on PurchaseLendOrderLent { itemBarcode dueDate order { payer { id } } }
  }
}`,
    variables: {
      input: { idempotencyKey: 'POS-1', store: 'QINGCHUN', card: buyer, bookId, listPrice: { fen: 58_00 } },
    },
    expect: ({ submitPurchaseLendOrder: { __typename } }) => ({ lent: [__typename, 'PurchaseLendOrderLent'] }),
  });
  return { barcode: submitPurchaseLendOrder.itemBarcode, library: 'NJ-JL', bookId, title: '' };
}

/** Readers ask; the id of the parcel that is to be packed. */
async function theEveningBefore(play: Play, copies: Copies): Promise<string> {
  const { forHere, forThere, fromThere, popular, toSend } = copies;
  const wish = async (
    title: string,
    chinese: string,
    card: string,
    { bookId }: Copy,
    pickup: string,
    state: string,
  ) => {
    await play<{ placeHold: { hold?: { state: string } } }>({
      title,
      chinese,
      as: reader(card),
      query: `mutation Hold($input: PlaceHoldInput!) {
  placeHold(input: $input) {
    __typename
    ... on HoldPlaced { hold { state position pickup { name } item { barcode status } } }
    ... on HoldRefused { failures { code message } }
  }
}`,
      variables: { input: { idempotencyKey: 'evening', bookId, pickup: { branch: pickup } } },
      expect: ({ placeHold: { hold } }, errors) => ({
        [`it is ${state}`]: [hold?.state, state],
        'no error': [errors, []],
      }),
    });
  };
  await wish(
    'Readers ask in the evening: a book from the shelf, to be fetched here',
    '读者预约：本馆取书',
    fetcher,
    forHere,
    branch,
    'PAGED',
  );
  await wish('One to be fetched in another district', '读者预约：高淳取书', traveller, forThere, 'GC-MAIN', 'PAGED');
  await wish(
    'One that stands in another branch, to be fetched here',
    '读者预约：别馆调书',
    waiting,
    fromThere,
    branch,
    'PAGED',
  );
  await wish('One of which all copies are out', '读者预约：全部借出', asker, popular, branch, 'WAITING');
  await deskAt(play, 'JL-XINJIEKOU', staff).scan(
    { title: 'The other branch takes its copy from the shelf and sends it', chinese: '新街口：取书寄出' },
    fromThere,
    { next: 'HOLD_FOR', destination: branch, hold: 'IN_TRANSIT' },
  );
  const { requestLoan } = await play<{ requestLoan: { parcel?: { id: string; from: { id: string } } } }>({
    title: 'A reader borrows from home',
    chinese: '读者：书服到家',
    as: reader(athome),
    query: `mutation Request($input: RequestLoanInput!) {
  requestLoan(input: $input) {
    __typename ... on LoanRequested { loan { item { barcode status } } parcel { id status from { id name } } }
  }
}`,
    variables: { input: { idempotencyKey: 'evening', bookId: toSend.bookId, deliveryAddress: address } },
    expect: ({ requestLoan: { parcel } }, errors) => ({
      'this branch is to pack it': [parcel?.from.id, branch],
      'no error': [errors, []],
    }),
  });
  return requestLoan.parcel?.id ?? '';
}

interface List {
  totalCount: number;
  nodes: { item: { barcode: string }; maskedReader: string | null }[];
}

type Lists = Record<'toPick' | 'toReceive' | 'onHoldShelf' | 'overdue', List>;

async function look(
  play: Play,
  title: string,
  chinese: string,
  counts: Record<'toPick' | 'toReceive' | 'onHoldShelf', number>,
  overdue?: Copy,
): Promise<void> {
  await play<{ worklist: Lists; parcels: { totalCount: number } }>({
    title,
    chinese,
    as: staff,
    query: `query Lists($branch: ID!) {
  worklist(branch: $branch) {
    toPick { totalCount nodes { item { barcode callNumber } maskedReader hold { pickup { name } } loan { channel } } }
    toReceive { totalCount nodes { item { barcode callNumber } maskedReader } }
    onHoldShelf { totalCount nodes { item { barcode callNumber } maskedReader takeDown hold { shelfUntil } } }
    overdue(first: 100) { totalCount nodes { item { barcode callNumber } maskedReader dueDate } }
  }
  parcels(branch: $branch, direction: OUT) { totalCount nodes { id status loans { item { barcode } } } }
}`,
    variables: { branch },
    expect: ({ worklist, parcels }, errors) => ({
      'as many to pick, to receive, and on the hold shelf': [
        Object.keys(counts).map((list) => worklist[list as keyof Lists].totalCount),
        Object.values(counts),
      ],
      'parcels to pack': [parcels.totalCount, overdue ? 1 : 0],
      ...(overdue
        ? {
            'the reader of weeks ago is late': [
              worklist.overdue.nodes.some(
                ({ item, maskedReader }) => item.barcode === overdue.barcode && maskedReader !== null,
              ),
              true,
            ],
          }
        : {}),
      'no error': [errors, []],
    }),
  });
}

async function pick(desk: Desk, { forHere, forThere, fromThere }: Copies): Promise<void> {
  await desk.scan(
    { title: 'Take it from its shelf and scan it: it waits here for its reader', chinese: '取书：放上预约架' },
    forHere,
    {
      next: 'HOLD_FOR',
      hold: 'READY',
    },
  );
  await desk.scan(
    { title: 'The next one is fetched elsewhere: it is sent there', chinese: '取书：送往取书馆' },
    forThere,
    {
      next: 'HOLD_FOR',
      destination: 'GC-MAIN',
      hold: 'IN_TRANSIT',
    },
  );
  await desk.scan({ title: 'One has arrived from another branch', chinese: '收书：到馆上预约架' }, fromThere, {
    next: 'HOLD_FOR',
    hold: 'READY',
  });
}

async function pack(
  { play }: Stage,
  courier: Awaited<ReturnType<typeof hireCourier>>,
  clock: DemoClock,
  id: string,
): Promise<void> {
  const trackingNumber = 'SF2000000001';
  await accept(
    play,
    { title: 'Pack the parcel; from now on what is in it is fixed', chinese: '打包，录入运单号' },
    { id, trackingNumber, as: staff },
  );
  await courier.tells({ title: 'The courier fetches it', chinese: '快递揽收' }, trackingNumber, 'PICKED_UP');
  await play<{ parcel: { status: string; shippedAt: string } }>({
    title: 'It is on its way',
    chinese: '包裹在途',
    as: staff,
    query: 'query Parcel($id: ID!) { parcel(id: $id) { status shippedAt trackingNumber history { event actor } } }',
    variables: { id },
    rows: 4,
    expect: ({ parcel }) => ({
      'picked up, today': [
        [parcel.status, dayOf(new Date(parcel.shippedAt))],
        ['PICKED_UP', dayOf(clock.now())],
      ],
    }),
  });
}

async function overTheDesk(desk: Desk, { forHere, fromThere, machine: copy }: Copies): Promise<void> {
  await desk.lend({ title: 'The reader comes for the copy that is kept', chinese: '预约读者借出' }, forHere, {
    card: fetcher,
  });
  await desk.lend(
    { title: 'Somebody takes a copy that is kept for another reader', chinese: '他人预约的书不能借' },
    fromThere,
    {
      card: borrower,
      refused: 'ITEM_NOT_AVAILABLE',
    },
  );
  await desk.lend({ title: 'A loan at the self-service machine', chinese: '自助借书机' }, copy, {
    card: machine,
    channel: 'SELF_SERVICE',
  });
}

async function takeBack(play: Play, desk: Desk, clock: DemoClock, copies: Copies & { bought: Copy }): Promise<void> {
  await desk.scan(
    { title: 'The copy that was late comes back: to its shelf', chinese: '逾期归还：上架' },
    copies.late,
    {
      next: 'SHELVE',
      loan: 'RETURNED',
    },
  );
  await desk.scan(
    { title: 'A copy of another branch: it is sent there', chinese: '别馆的书：送还' },
    copies.elsewhere,
    {
      next: 'SEND_TO',
      destination: 'JL-SUOJINCUN',
    },
  );
  await desk.scan(
    { title: 'A copy that a reader waits for: to the hold shelf', chinese: '有人预约：上预约架' },
    copies.popular,
    {
      next: 'HOLD_FOR',
      hold: 'READY',
    },
  );
  await desk.scan(
    { title: 'A bought book comes back for the first time: to the cataloguers', chinese: '所购新书首次归还：编目' },
    copies.bought,
    {
      next: 'TO_CATALOGUING',
      destination: branch,
      loan: 'RETURNED',
    },
  );
  await play<{ reader: { credit: { balance: number; events: { nodes: { kind: string; expiresOn: string }[] } } } }>({
    title: 'What the late return has cost its reader',
    chinese: '逾期计入信用',
    as: staff,
    query: `query Credit($card: String!) {
  reader(card: $card) { name credit { balance events(first: 3) { nodes { kind points expiresOn } } } }
}`,
    variables: { card: late },
    expect: ({ reader: { credit } }) => ({
      'one point, for a year': [
        [credit.balance, credit.events.nodes.map(({ kind, expiresOn }) => [kind, expiresOn])],
        [-1, [['OVERDUE', addDays(dayOf(clock.now()), 365)]]],
      ],
    }),
  });
}

async function lose(play: Play, { barcode, library }: Copy): Promise<void> {
  const loss = 'kind outcome amount { fen } item { barcode status } loan { status }';
  await play<{ reportItemLost: { kind: string; loan: { status: string } } }>({
    title: 'A reader says that the other book is lost',
    chinese: '读者报失',
    as: staff,
    query: `mutation Lost($input: ItemLossInput!) { reportItemLost(input: $input) { ${loss} } }`,
    variables: { input: { idempotencyKey: 'lost-1', barcode, library, reason: '读者报失' } },
    expect: ({ reportItemLost }, errors) => ({
      'the loan has ended with it': [
        [reportItemLost.kind, reportItemLost.loan.status],
        ['LOST', 'LOST'],
      ],
      'no error': [errors, []],
    }),
  });
  await play<{ settleItem: { outcome: string; amount: { fen: number } } }>({
    title: 'The reader pays for it',
    chinese: '赔偿',
    as: staff,
    query: `mutation Settle($input: SettleItemInput!) { settleItem(input: $input) { ${loss} } }`,
    variables: { input: { barcode, library, outcome: 'COMPENSATED', amount: { fen: 45_00 }, reason: '按定价赔偿' } },
    expect: ({ settleItem }, errors) => ({
      'settled with 45 yuan': [
        [settleItem.outcome, settleItem.amount.fen],
        ['COMPENSATED', 45_00],
      ],
      'no error': [errors, []],
    }),
  });
}

async function report(play: Play, clock: DemoClock, { barcode }: Copy): Promise<void> {
  const lines = (back: Record<string, string>) => [
    {
      number: 'ILS-7001',
      card: member,
      barcode,
      branch,
      startedAt: clock.now().toISOString().replace(/\.\d+/, ''),
      dueDate: addDays(dayOf(clock.now()), 30),
      ...back,
    },
  ];
  interface Line {
    loan: { status: string; channel: string } | null;
    error: { code: string } | null;
  }
  const query = `mutation Report($loans: [ReportedLoanInput!]!) {
  reportLoans(library: "NJ-JL", loans: $loans) { number loan { status channel dueDate } failures { code } error { code message } }
}`;
  const first = lines({});
  await play<{ reportLoans: Line[] }>({
    title: "The library's own system tells what it has lent while nobody looked; one line has a wrong card",
    chinese: '成员馆系统上报借还，一行证号有误',
    as: staff,
    query,
    variables: { loans: [...first, { ...first[0], number: 'ILS-7002', card: 'N2026999999' }] },
    expect: ({ reportLoans: [good, bad] }, errors) => ({
      'the loan runs': [
        [good?.loan?.status, good?.loan?.channel],
        ['ACTIVE', 'MEMBER'],
      ],
      'the other line says what is wrong': [
        [bad?.loan, bad?.error?.code],
        [null, 'NOT_FOUND'],
      ],
      'no error': [errors, []],
    }),
  });
  const back = { returnedAt: clock.now().toISOString(), returnedTo: branch };
  await play<{ reportLoans: Line[] }>({
    title: 'The same line again, with the return',
    chinese: '同一行再报，带归还',
    as: staff,
    query,
    variables: { loans: first.map((line) => ({ ...line, ...back })) },
    expect: ({ reportLoans: [line] }, errors) => ({
      'the loan has ended': [line?.loan?.status, 'RETURNED'],
      'no error': [errors, []],
    }),
  });
}
