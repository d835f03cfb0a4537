// 工作清单. What a branch has to do with copies: complete, in the order of the shelves, for its own librarians, and in as many statements
// for a hundred copies as for one.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, codes, rows } from '../../test/ask.ts';
import { type Copy, type Desk, deskOf } from '../../test/holds.ts';
import { admin, clerk, librarian, openTestNetwork, reader, type TestNetwork } from '../../test/network.ts';

let network: TestNetwork;
let desk: Desk;
let now = new Date('2026-11-23T02:00:00Z');
let cards = 0;
const nextCard = () => `H${++cards}`;
const jn = librarian('NJ-JN');

// What a test reads of an answer of any shape.
// oxlint-disable-next-line typescript/no-explicit-any
type Data = any;

const fields = `totalCount pageInfo { hasNextPage endCursor }
  nodes { takeDown maskedReader dueDate item { id } hold { id state } loan { id channel } }`;
const list = async (name: string, page = '', branch = 'JN-SAMPLE'): Promise<Data> => {
  const answer = await ask(
    network.subgraphs.lending,
    branch === 'GC-MAIN' ? librarian('NJ-GC') : jn,
    `query ($branch: ID!) { worklist(branch: $branch) { list: ${name} ${page} { ${fields} } } }`,
    { branch },
  );
  expect(codes(answer), JSON.stringify(answer.errors)).toEqual([]);
  return answer.data.worklist.list;
};
const idsOf = (page: Data): string[] => page.nodes.map(({ item }: Data) => item.id);
const held: { copy: Copy; hold: Data; card: string }[] = [];

beforeAll(async () => {
  network = await openTestNetwork({ clock: () => now });
  desk = deskOf(network);
  await desk.addReaders(60);
  // Only what the tests make is at work in this branch.
  for (const owner of [network.subgraphs.central, network.subgraphs.districts]) {
    await rows(
      owner,
      "update item set status = 'AVAILABLE', due_date = null where branch_id = 'JN-SAMPLE' and status <> 'AVAILABLE'",
    );
  }
  for (let book = 0; book < 7; book++) {
    const { bookId, items } = await desk.newBook({ copies: 1, branch: 'JN-SAMPLE' });
    const card = nextCard();
    held.push({ copy: items[0]!, card, hold: await desk.place(card, bookId, book < 4 ? 'JN-SAMPLE' : 'GC-MAIN') });
  }
  // A copy of the central library stands here as well, before all others on the shelf.
  const [own] = await rows<{ id: string; book_id: string }>(
    network.subgraphs.central,
    `update item set branch_id = 'JN-SAMPLE', call_number_sort = 'A1 1', status = 'AVAILABLE', due_date = null
     where id = (select id from item where claim_id is null order by id limit 1) returning id, book_id`,
  );
  held.unshift({
    copy: { id: own!.id, barcode: own!.id.slice(own!.id.indexOf(':') + 1) },
    card: nextCard(),
    hold: await desk.place(`H${cards}`, own!.book_id, 'JN-SAMPLE'),
  });
}, 60_000);
afterAll(() => network[Symbol.asyncDispose]());

test('what is to be picked, of every owner, in the order of the call numbers and page by page', async () => {
  expect(held[0]!.hold.item.id).toBe(held[0]!.copy.id);
  const whole = await list('toPick');
  expect(idsOf(whole)).toEqual(held.map(({ copy }) => copy.id));
  expect(whole.nodes[1]).toEqual({
    takeDown: false,
    maskedReader: '【样例】读*甲',
    dueDate: null,
    item: { id: held[1]!.copy.id },
    hold: { id: held[1]!.hold.id, state: 'PAGED' },
    loan: null,
  });
  const read = [];
  for (let after = ''; ; ) {
    const page = await list('toPick', `(first: 3 ${after})`);
    expect(page.totalCount).toBe(8);
    read.push(...idsOf(page));
    if (!page.pageInfo.hasNextPage) {
      break;
    }
    after = `after: "${page.pageInfo.endCursor}"`;
  }
  expect(read).toEqual(idsOf(whole));
});

test('a copy that is to be packed for a parcel is to be picked too', async () => {
  const { bookId, items } = await desk.newBook({ copies: 1, branch: 'JN-SAMPLE' });
  const { loan } = await desk.requestOnline(nextCard(), bookId);
  const { nodes } = await list('toPick', '(first: 100)');
  expect(nodes.find(({ item }: Data) => item.id === items[0]!.id)).toMatchObject({
    hold: null,
    loan: { id: loan.id, channel: 'ONLINE' },
    maskedReader: '【样例】读*甲',
  });
});

test('what is on its way, what waits for readers, and what is taken down before it', async () => {
  for (const { copy } of held) {
    await desk.scan(copy, 'JN-SAMPLE');
  }
  expect(idsOf(await list('toReceive', '', 'GC-MAIN'))).toEqual(
    expect.arrayContaining(held.slice(5).map(({ copy }) => copy.id)),
  );
  const here = held.slice(0, 5).map(({ copy }) => copy.id);
  expect(idsOf(await list('onHoldShelf'))).toEqual(here);
  await desk.change('cancelHold', held[2]!.hold.id);
  now = new Date('2026-12-01T02:00:00Z');
  const { bookId, items } = await desk.newBook({ copies: 1, branch: 'JN-SAMPLE' });
  await desk.place(nextCard(), bookId, 'JN-SAMPLE');
  await desk.scan(items[0]!, 'JN-SAMPLE');
  const shelf = await list('onHoldShelf', '(first: 100)');
  expect(shelf.nodes.map(({ takeDown }: Data) => takeDown)).toEqual([true, true, true, true, true, false]);
  expect(idsOf(shelf)).toEqual([...here, items[0]!.id]);
  const second = await list(
    'onHoldShelf',
    `(first: 5, after: "${(await list('onHoldShelf', '(first: 2)')).pageInfo.endCursor}")`,
  );
  expect(idsOf(second)).toEqual([...here.slice(2), items[0]!.id]);
});

test('copies of the branch that are out past their due day, wherever they were lent', async () => {
  const { items } = await desk.newBook({ copies: 2, branch: 'JN-SAMPLE' });
  const card = nextCard();
  await desk.checkOut(items[0]!, card, 'GC-MAIN');
  expect(idsOf(await list('overdue'))).toEqual([]);
  now = new Date('2027-01-02T02:00:00Z');
  await desk.checkOut(items[1]!, nextCard());
  const late = await list('overdue');
  expect(late.nodes).toMatchObject([
    { item: { id: items[0]!.id }, dueDate: '2026-12-31', maskedReader: '【样例】读*甲', loan: { channel: 'DESK' } },
  ]);
});

test('is for the librarians of the branch', async () => {
  const asked = '{ worklist(branch: "JN-SAMPLE") { toPick { totalCount } } }';
  const codesFor = async (person: Parameters<typeof ask>[1], query = asked) =>
    codes(await ask(network.subgraphs.lending, person, query));
  expect(await codesFor(admin)).toEqual([]);
  for (const person of [librarian('NJ-GC'), clerk, reader('H1')]) {
    expect(await codesFor(person)).toEqual(['FORBIDDEN']);
  }
  expect(await codesFor(jn, '{ worklist(branch: "XX-1") { toPick { totalCount } } }')).toEqual(['NOT_FOUND']);
  expect(await codesFor(jn, '{ worklist(branch: "JN-MAIN") { toPick(first: 101) { totalCount } } }')).toEqual([
    'BAD_USER_INPUT',
  ]);
});
