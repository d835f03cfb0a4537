// The main jobs of the network, in the order of a day: librarians, clerks, readers, and librarians again.
import { showcaseId } from '../seed/city.ts';
import { sampleCard } from '../seed/readers.ts';
import { address, admin, clerk, librarian, reader } from './people.ts';
import type { Play } from './stage.ts';

/** Plays all jobs; rejects at the first answer that is not as expected. */
export async function playJobs(play: Play): Promise<void> {
  await askForHoldings(play);
  await askWhileDistrictsAreSilent(play);
  const itemBarcode = await lendOverTheCounter(play);
  await refuseWithAllReasons(play);
  await purchaseOnline(play);
  await borrowOnline(play);
  await returnElsewhere(play, itemBarcode);
  console.log('\nAll answers were as expected. 全部符合预期。');
}

interface HoldingsAnswer {
  book: {
    title: string;
    holdings: {
      library: { name: string };
      lastKnown: { total: number } | null;
      now: { state: string; total: number } | null;
    }[];
    offers: { store: { name: string } }[];
  };
}

/** A sample title that several libraries hold and every store sells. */
const widelyHeld = 'B000453';

const holdings = `query Holdings($id: ID!) {
  book(id: $id) {
    title
    holdings {
      library { name }
      lastKnown { total }
      now { state total available }
    }
    offers { store { name } stock listPrice { fen } }
  }
}`;

async function askForHoldings(play: Play): Promise<void> {
  await play<HoldingsAnswer>({
    title: 'What does the whole city hold of a book, and who sells it?',
    chinese: '馆员：全市馆藏与书店在售',
    as: librarian('NJ-JN'),
    query: holdings,
    variables: { id: widelyHeld },
    rows: 14,
    expect: ({ book }, errors) => ({
      'one row for each of the 14 libraries': [book.holdings.length, 14],
      'every row is live': [new Set(book.holdings.map(({ now }) => now?.state)), new Set(['LIVE'])],
      'three stores sell it': [book.offers.length, 3],
      'no error': [errors, []],
    }),
  });
}

async function askWhileDistrictsAreSilent(play: Play): Promise<void> {
  await play<HoldingsAnswer>({
    title: 'The same, while the district libraries do not answer',
    chinese: '区馆系统无响应时的同一查询',
    as: librarian('NJ-JN'),
    silent: 'districts',
    query: holdings,
    variables: { id: widelyHeld },
    rows: 14,
    expect: ({ book }, errors) => ({
      'still one row for each of the 14 libraries': [book.holdings.length, 14],
      'the central library is live': [book.holdings[0]?.now?.state, 'LIVE'],
      'the 13 others have no "now", and their last known count': [
        book.holdings.slice(1).filter(({ now, lastKnown }) => now === null && lastKnown !== null).length,
        13,
      ],
      'one error, which names the service': [
        errors.map(({ extensions }) => [extensions.code, extensions.subgraph?.toLowerCase()]),
        [['SUBGRAPH_UNAVAILABLE', 'districts']],
      ],
    }),
  });
}

interface OrderAnswer {
  submitPurchaseLendOrder: {
    __typename: string;
    order: { id: string; status: string };
    itemBarcode: string;
    dueDate: string;
    readerName: string;
    failures: Failure[];
  };
}

interface Failure {
  code: string;
  subject: string;
  limit: number | null;
  actual: number | null;
}

const submit = `mutation CounterOrder($input: SubmitPurchaseLendOrderInput!) {
  submitPurchaseLendOrder(input: $input) {
    __typename
    ... on PurchaseLendOrderLent { order { id status payer { name } netPrice { fen } } itemBarcode dueDate readerName }
    ... on PurchaseRefused { order { id } failures { code subject limit actual message } }
  }
}`;

async function lendOverTheCounter(play: Play): Promise<string> {
  const variables = {
    input: {
      idempotencyKey: 'POS-1-0001',
      store: 'QINGCHUN',
      card: sampleCard(1),
      bookId: showcaseId('threePermitted'),
      listPrice: { fen: 45_50 },
    },
  };
  const { submitPurchaseLendOrder: first } = await play<OrderAnswer>({
    title: 'A clerk scans a new book and a card: bought and lent in one step',
    chinese: '店员：购借合一',
    as: clerk('QINGCHUN'),
    query: submit,
    variables,
    expect: ({ submitPurchaseLendOrder: result }) => ({
      'the book is lent': [
        [result.__typename, result.order?.status],
        ['PurchaseLendOrderLent', 'LENT'],
      ],
      'the copy has a barcode': [/^P\d+$/.test(result.itemBarcode), true],
      "the reader's name is masked": [result.readerName.includes('*'), true],
    }),
  });
  await play<OrderAnswer>({
    title: 'The connection broke; the POS sends the same key again',
    chinese: '同一单号重复提交',
    as: clerk('QINGCHUN'),
    query: submit,
    variables,
    expect: ({ submitPurchaseLendOrder: again }) => ({
      'the same order, not a second one': [again.order?.id, first.order.id],
      'the same copy': [again.itemBarcode, first.itemBarcode],
    }),
  });
  return first.itemBarcode;
}

async function refuseWithAllReasons(play: Play): Promise<void> {
  const { submitPurchaseLendOrder: refused } = await play<OrderAnswer>({
    title: 'Too dear, a full quota and an empty fund: refused with every reason',
    chinese: '店员：一次告知全部原因，读者隐私不外泄',
    as: clerk('XINCHENG'),
    query: submit,
    variables: {
      input: {
        idempotencyKey: 'POS-2-0001',
        store: 'XINCHENG',
        card: sampleCard(71),
        bookId: showcaseId('tooDear'),
        listPrice: { fen: 128_00 },
      },
    },
    rows: 5,
    expect: ({ submitPurchaseLendOrder: result }) => ({
      'all three reasons; the clerk sees nothing of the reader, and no amount of the fund': [
        bySubject(result.failures),
        [
          ['BOOK', 'PRICE_CAP', 'with its limit'],
          ['READER', 'READER_NOT_ELIGIBLE', 'no amount'],
          ['FUND', 'FUND_EMPTY', 'no amount'],
        ],
      ],
    }),
  });
  await play<{ purchaseLendOrder: { status: string; failures: Failure[] } }>({
    title: 'An administrator looks at the same order',
    chinese: '管理员：查看同一购借单',
    as: admin,
    query: `query ($id: ID!) {
  purchaseLendOrder(id: $id) { status failures { code subject limit actual message(lang: EN) } }
}`,
    variables: { id: refused.order.id },
    rows: 5,
    expect: ({ purchaseLendOrder: { status, failures } }) => ({
      'the order is refused': [status, 'REFUSED'],
      'the same three reasons, in full': [
        bySubject(failures),
        [
          ['BOOK', 'PRICE_CAP', 'with its limit'],
          ['READER', 'LOAN_QUOTA', 'with its limit'],
          ['FUND', 'FUND_EMPTY', 'with its limit'],
        ],
      ],
    }),
  });
}

async function purchaseOnline(play: Play): Promise<void> {
  await play<{ requestPurchase: { __typename: string; order: { status: string; transitions: { to: string }[] } } }>({
    title: 'A reader chooses a new book online, the library buys it',
    chinese: '读者：你选书，我买单',
    as: reader(sampleCard(2)),
    query: `mutation ($input: RequestPurchaseInput!) {
  requestPurchase(input: $input) {
    __typename
    ... on PurchaseApproved { order { status store { name } book { title } payer { name } transitions { to actor } } }
    ... on PurchaseRefused { failures { code message } }
  }
}`,
    variables: {
      input: { idempotencyKey: 'APP-1-0001', bookId: showcaseId('notHeld'), deliveryAddress: address },
    },
    expect: ({ requestPurchase: { __typename, order } }) => ({
      'the order is approved': [
        [__typename, order?.status],
        ['PurchaseApproved', 'APPROVED'],
      ],
      'every step is on record': [order?.transitions.map(({ to }) => to), ['SUBMITTED', 'APPROVED']],
    }),
  });
}

async function borrowOnline(play: Play): Promise<void> {
  await play<{
    requestLoan: { __typename: string; loan: { status: string; item: { status: string } }; parcel: { status: string } };
  }>({
    title: 'A reader borrows 三体 online: a copy is kept, a parcel is made',
    chinese: '读者：书服到家',
    as: reader(sampleCard(3)),
    query: `mutation ($input: RequestLoanInput!) {
  requestLoan(input: $input) {
    __typename
    ... on LoanRequested {
      loan { status dueDate book { title } item { barcode callNumber status library { name } } }
      parcel { status from { name } address { district street } }
    }
    ... on LoanRefused { failures { code message } }
  }
}`,
    variables: { input: { idempotencyKey: 'APP-1-0002', bookId: 'B000002', deliveryAddress: address } },
    expect: ({ requestLoan: { __typename, loan, parcel } }) => ({
      'the loan runs': [
        [__typename, loan?.status],
        ['LoanRequested', 'ACTIVE'],
      ],
      'a copy is taken from its shelf': [loan?.item.status, 'PAGED'],
      'a parcel is to be packed': [parcel?.status, 'CREATED'],
    }),
  });
}

interface ReturnAnswer {
  returnItem: { next: string; destination: { name: string } | null; loan: { status: string } | null };
}

const giveBack = `mutation ($input: ReturnItemInput!) {
  returnItem(input: $input) {
    next message destination { name } item { barcode status book { title } library { name } } loan { status channel }
  }
}`;

async function returnElsewhere(play: Play, itemBarcode: string): Promise<void> {
  await play<ReturnAnswer>({
    title: "The central library's copy comes back at another branch of it",
    chinese: '馆员：通还，送还所属分馆',
    as: librarian('NJ-JL'),
    query: giveBack,
    variables: {
      input: { idempotencyKey: 'DESK-1-0001', barcode: '01379460', library: 'NJ-JL', branch: 'JL-MAIN' },
    },
    expect: ({ returnItem: { next, destination } }) => ({
      'the desk sends it to where it stands': [
        [next, destination?.name],
        ['SEND_TO', '新街口地铁图书馆'],
      ],
    }),
  });
  await play<ReturnAnswer>({
    title: 'The book bought at the counter comes back in another district',
    chinese: '馆员：所购新书首次归还，送编目',
    as: librarian('NJ-JN'),
    query: giveBack,
    variables: {
      input: { idempotencyKey: 'DESK-2-0001', barcode: itemBarcode, library: 'NJ-JL', branch: 'JN-MAIN' },
    },
    expect: ({ returnItem: { next, loan } }) => ({
      'it goes to cataloguing before anybody else borrows it': [next, 'TO_CATALOGUING'],
      'the loan has ended': [loan?.status, 'RETURNED'],
    }),
  });
}

function bySubject(failures: Failure[] = []): string[][] {
  return failures.map(({ code, subject, limit }) => [subject, code, limit === null ? 'no amount' : 'with its limit']);
}
