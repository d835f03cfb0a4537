// Lists of copies at their owner: what they add and change, and what the network knows better.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ask, codes, rows, service } from '../../test/ask.ts';
import { openTestNetwork, type TestNetwork } from '../../test/network.ts';
import { countStatements } from '../../test/statement-count.ts';

let network: TestNetwork;

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false });
});
afterAll(() => network[Symbol.asyncDispose]());
beforeEach(async () => {
  await sql('delete from holdings_change');
  await sql('delete from work_change');
});

const library = 'NJ-GC';
const sql = <Row = Record<string, unknown>>(text: string, values: unknown[] = []) =>
  rows<Row>(network.subgraphs.districts, text, values);
const call = async (query: string, variables: Record<string, unknown>) => {
  const answer = await ask(network.subgraphs.districts, service, query, variables);
  expect(codes(answer)).toEqual([]);
  return answer.data;
};
type Line = Record<string, unknown> & { barcode: string };
const line = (barcode: string, changes: Record<string, unknown> = {}): Line => ({
  barcode,
  bookId: 'B000013',
  callNumber: 'I247.5/1',
  branchId: 'GC-MAIN',
  location: '一楼',
  ...changes,
});
const put = async (items: Line[], changes: Record<string, unknown> = {}) => {
  const { putOwnItems } = await call(
    /* GraphQL */ `
      mutation ($library: ID!, $items: [PutOwnItemInput!]!, $asOf: DateTime) {
        putOwnItems(library: $library, items: $items, asOf: $asOf) { barcode itemId outcome reason callNumber }
      }
    `,
    { library, items, ...changes },
  );
  return putOwnItems as { barcode: string; outcome: string; reason: string | null; callNumber: string | null }[];
};
const told = async (items: Line[], changes: Record<string, unknown> = {}) =>
  (await put(items, changes)).map(({ outcome, reason }) => (reason ? `${outcome} ${reason}` : outcome));
const itemOf = async (barcode: string) =>
  (
    await sql(
      `select book_id, call_number, branch_id, location, status, status_text, due_date::text, claim_id, catalogued
       from item where id = ?`,
      [`${library}:${barcode}`],
    )
  )[0];
/** What waits to be told of. */
const reports = async () =>
  (
    await sql<{ row: string }>(
      `select library_id || ' ' || book_id as row from holdings_change order by holdings_change.id`,
    )
  ).map(({ row }) => row);
const lend = (barcode: string, loanId: string) =>
  call(
    `mutation ($itemId: ID!, $loanId: ID!) {
      pageItem(itemId: $itemId, loanId: $loanId) lendItem(itemId: $itemId, loanId: $loanId, dueDate: "2026-12-22")
    }`,
    { itemId: `${library}:${barcode}`, loanId },
  );
const giveBack = (barcode: string, loanId: string) =>
  call(
    `mutation ($itemId: ID!, $loanId: ID!, $returnId: ID!) {
      receiveItem(itemId: $itemId, branchId: "GC-MAIN", returnId: $returnId, loanId: $loanId) { next }
    }`,
    { itemId: `${library}:${barcode}`, loanId, returnId: `return of ${loanId}` },
  );

describe('a list', () => {
  test('adds copies and changes them; the same list again writes nothing and tells nobody', async () => {
    const list = [
      line('A1'),
      line('A2', { status: 'ON_LOAN', dueDate: '2026-12-01' }),
      line('A3', { status: 'IN_PROCESS', callNumber: null, classNumber: 'I247.5', branchId: null, location: null }),
    ];
    expect(await told(list)).toEqual(['ADDED', 'ADDED', 'ADDED']);
    expect(await reports()).toEqual(['NJ-GC B000013']);
    expect(await itemOf('A2')).toMatchObject({ status: 'ON_LOAN', due_date: '2026-12-01', claim_id: null });
    expect(await itemOf('A3')).toMatchObject({
      call_number: 'I247.5',
      branch_id: 'GC-MAIN',
      location: '馆藏地未注明',
      catalogued: false,
    });

    await sql('delete from holdings_change');
    const before = await sql('select xmin::text, id from item where library_id = ? order by id', [library]);
    expect(await told(list)).toEqual(['UNCHANGED', 'UNCHANGED', 'UNCHANGED']);
    expect(await sql('select xmin::text, id from item where library_id = ? order by id', [library])).toEqual(before);
    expect(await reports()).toEqual([]);

    expect(await told([line('A1', { location: '二楼' })])).toEqual(['CHANGED']);
    expect(await reports(), 'no number has changed').toEqual([]);
    expect(await told([line('A3', { status: 'AVAILABLE' })])).toEqual(['CHANGED']);
    expect(await itemOf('A3')).toMatchObject({ status: 'AVAILABLE', catalogued: true, call_number: 'I247.5/1' });
    expect(await reports()).toEqual(['NJ-GC B000013']);
  });

  test('moves a copy to another book, and both rows are told', async () => {
    await put([line('B1')]);
    await sql('delete from holdings_change');
    expect(await told([line('B1', { bookId: 'B000002' })])).toEqual(['CHANGED']);
    expect((await reports()).toSorted()).toEqual(['NJ-GC B000002', 'NJ-GC B000013']);
  });

  test('leaves what it does not say as it is', async () => {
    await put([line('C1', { status: 'DAMAGED', recordId: 'NJ-GC:1' })]);
    expect(await told([{ barcode: 'C1', bookId: 'B000013' }])).toEqual(['UNCHANGED']);
    expect(await itemOf('C1')).toMatchObject({ status: 'DAMAGED', call_number: 'I247.5/1' });
  });

  test('names a barcode twice: the first line counts', async () => {
    expect(await told([line('D1', { location: '甲' }), line('D1', { location: '乙' })])).toEqual([
      'ADDED',
      'REFUSED TWICE',
    ]);
    expect(await itemOf('D1')).toMatchObject({ location: '甲' });
  });

  test('says that a copy is out and not until when: it is held, and nobody can borrow it', async () => {
    const lent = line('E1', { status: 'ON_LOAN', statusText: '已借出' });
    expect(await told([lent])).toEqual(['ADDED NO_DUE_DATE']);
    expect(await itemOf('E1')).toMatchObject({ status: 'UNKNOWN', status_text: '已借出', due_date: null });
    expect(await told([lent])).toEqual(['UNCHANGED NO_DUE_DATE']);
    await put([line('E2', { status: 'ON_LOAN', dueDate: '2026-12-01' })]);
    expect(await told([line('E2', { status: 'ON_LOAN' })]), 'out already').toEqual(['UNCHANGED']);
    expect(await told([line('E3', { status: 'UNKNOWN', statusText: '特藏转移' })])).toEqual([
      'ADDED STATUS_NOT_UNDERSTOOD',
    ]);
    const query = `{ _entities(representations: [{ __typename: "DistrictHoldings", id: "NJ-GC|B000099" }]) {
      ... on DistrictHoldings { now { total available items { nodes { status statusText } } } } } }`;
    await put([line('E3', { status: 'UNKNOWN', statusText: '特藏转移', bookId: 'B000099' })]);
    expect((await call(query, {}))['_entities'][0].now).toEqual({
      total: 1,
      available: 0,
      items: { nodes: [{ status: 'UNKNOWN', statusText: '特藏转移' }] },
    });
    await giveBack('E3', 'no loan');
    expect(await itemOf('E3'), 'who scans it hands it to the cataloguers').toMatchObject({ status: 'IN_PROCESS' });
  });

  test('is of a library whose copies are kept here, and of 500 copies at most', async () => {
    const wrong = async (items: Line[], of: string) =>
      codes(
        await ask(
          network.subgraphs.districts,
          service,
          'mutation ($library: ID!, $items: [PutOwnItemInput!]!) { putOwnItems(library: $library, items: $items) { outcome } }',
          { library: of, items },
        ),
      );
    expect(await wrong([line('F1')], 'NJ-JL')).toEqual(['NOT_FOUND']);
    expect(await wrong([line('F1')], 'NJ-XX')).toEqual(['NOT_FOUND']);
    const many = Array.from({ length: 501 }, (_, index) => line(`F${index}`));
    expect(await wrong(many, library)).toEqual(['BAD_USER_INPUT']);
  });

  test('takes as many statements for 500 copies as for one', async () => {
    const count = async (items: Line[]) => {
      const counted = countStatements();
      try {
        await put(items, { asOf: '2026-11-22T00:00:00Z' });
        return counted.sent.length;
      } finally {
        counted.stop();
      }
    };
    const half = Array.from({ length: 500 }, (_, index) => line(`G${index}`, { bookId: `B00${index}` }));
    await put(half.slice(0, 250));
    const one = await count([{ ...half[0], status: 'DAMAGED' } as Line, line('H0')]);
    await sql('delete from holdings_change');
    const all = await count(half.map((item) => ({ ...item, status: 'MISSING' })));
    expect(all).toBe(one);
    expect(all).toBeLessThanOrEqual(9);
    expect(await reports()).toHaveLength(500);
  });
});

test('a list tells those who wait of the books of which a copy can be lent that could not before, and of no others, in one job', async () => {
  const offered = async () => {
    const jobs = await sql<{ payload: { bookIds: string[] } }>(
      `delete from graphile_worker._private_jobs as job using graphile_worker._private_tasks as task
       where task.id = job.task_id and task.identifier = 'offerCopies' returning payload`,
    );
    return jobs.map(({ payload }) => payload.bookIds.toSorted());
  };
  const list = [
    line('O1', { bookId: 'B000031' }),
    line('O2', { bookId: 'B000031' }),
    line('O3', { bookId: 'B000032', status: 'MISSING' }),
    line('O4', { bookId: 'B000033', status: 'AVAILABLE' }),
  ];
  await offered();
  await put(list);
  expect(await offered()).toEqual([['B000031', 'B000033']]);
  await put(list);
  await put([
    { ...list[0]!, location: '三楼' },
    { ...list[1]!, status: 'DAMAGED' },
  ]);
  expect(await offered()).toEqual([]);
  await put([
    { ...list[2]!, status: 'AVAILABLE' },
    { ...list[3]!, bookId: 'B000034' },
  ]);
  expect(await offered()).toEqual([['B000032', 'B000034']]);
});

describe('what the network does with a copy', () => {
  test('it knows better than a list: a copy that a loan has keeps status and book, call number and place are taken', async () => {
    await put([line('K1')]);
    await lend('K1', 'loan K1');
    await sql('delete from holdings_change');
    const stale = line('K1', { status: 'AVAILABLE', bookId: 'B000002', callNumber: 'I247.5/9', location: '三楼' });
    expect(await told([stale])).toEqual(['KEPT CLAIMED']);
    expect(await itemOf('K1')).toEqual({
      book_id: 'B000013',
      call_number: 'I247.5/9',
      branch_id: 'GC-MAIN',
      location: '三楼',
      status: 'ON_LOAN',
      status_text: null,
      due_date: '2026-12-22',
      claim_id: 'loan K1',
      catalogued: true,
    });
    expect(await reports()).toEqual([]);
    expect(await told([line('K1', { status: 'ON_LOAN', dueDate: '2026-12-22' })]), 'nothing to keep').toEqual([
      'CHANGED',
    ]);
    expect(await told([line('K1', { status: 'ON_LOAN', dueDate: '2026-11-30' })])).toEqual(['KEPT CLAIMED']);
  });

  test('a copy that the programme bought is where the network says, on its shelf too', async () => {
    await put([line('L1')]);
    await sql("update item set purchase_order_id = 'order L1', volume = 1 where id = 'NJ-GC:L1'");
    expect(await told([line('L1', { status: 'LOST' })])).toEqual(['KEPT BOUGHT']);
    expect(await itemOf('L1')).toMatchObject({ status: 'AVAILABLE' });
  });

  test('a copy that came back after the list was made is not out again', async () => {
    await put([line('M1')]);
    await lend('M1', 'loan M1');
    const asOf = new Date().toISOString();
    await new Promise((resolve) => setTimeout(resolve, 2));
    await giveBack('M1', 'loan M1');
    const stale = line('M1', { status: 'ON_LOAN', dueDate: '2026-12-22' });
    expect(await told([stale], { asOf })).toEqual(['KEPT RETURNED_SINCE']);
    expect(await itemOf('M1')).toMatchObject({ status: 'AVAILABLE', due_date: null });
    expect(await told([stale], { asOf: new Date(Date.now() + 1_000).toISOString() })).toEqual(['CHANGED']);
  });

  test('a list that brings a copy which stands in a list of its branch tells who watches', async () => {
    await put([line('N1', { status: 'IN_TRANSIT' }), line('N2')]);
    await put([line('N2', { status: 'IN_TRANSIT' }), line('N1')]);
    await put([line('N1', { status: 'AVAILABLE' })]);
    expect(await sql('select kind, list, item_id from work_change order by id')).toEqual([
      { kind: 'ENTERED', list: 'TO_RECEIVE', item_id: 'NJ-GC:N1' },
      { kind: 'ENTERED', list: 'TO_RECEIVE', item_id: 'NJ-GC:N2' },
      { kind: 'LEFT', list: 'TO_RECEIVE', item_id: 'NJ-GC:N1' },
    ]);
  });

  test('is lost to no list, whatever comes first: check-outs, returns and lists at once', async () => {
    const barcodes = Array.from({ length: process.env['LONG'] ? 60 : 12 }, (_, index) => `R${index}`);
    await put(barcodes.map((barcode) => line(barcode)));
    const rounds = process.env['LONG'] ? 20 : 3;
    for (let round = 0; round < rounds; round++) {
      const asOf = new Date(Date.now() - 1).toISOString();
      // What the library's system said before any of this: all on the shelf, in either order.
      const lists = [barcodes, barcodes.toReversed()].map((order, index) =>
        put(
          order.map((barcode) => line(barcode, { status: 'AVAILABLE', callNumber: `I247.5/${round}${index}` })),
          { asOf },
        ),
      );
      const circulation = barcodes.map(async (barcode, index) => {
        await lend(barcode, `loan ${barcode} ${round}`);
        if (index % 2 === 0) await giveBack(barcode, `loan ${barcode} ${round}`);
      });
      await Promise.all([...lists, ...circulation]);
      const found = await sql<{ barcode: string; status: string; claim_id: string | null }>(
        `select barcode, status, claim_id from item where library_id = ? and barcode like 'R%'`,
        [library],
      );
      for (const { barcode, status, claim_id: claim } of found) {
        const isOut = Number(barcode.slice(1)) % 2 === 1;
        expect([barcode, status, claim]).toEqual(
          isOut ? [barcode, 'ON_LOAN', `loan ${barcode} ${round}`] : [barcode, 'AVAILABLE', null],
        );
      }
      for (const [index, barcode] of barcodes.entries()) {
        if (index % 2 === 1) await giveBack(barcode, `loan ${barcode} ${round}`);
      }
    }
  });

  test('two lists that bring the same new copies bring each once', async () => {
    for (let round = 0; round < 15; round += 1) {
      const items = Array.from({ length: 40 }, (_, index) => line(`T${round}-${index}`));
      const answers = await Promise.all([put(items), put(items.toReversed()), put(items)]);
      const added = answers.flat().filter(({ outcome }) => outcome === 'ADDED');
      expect(added).toHaveLength(40);
      expect(new Set(answers.flat().map(({ outcome }) => outcome))).toEqual(new Set(['ADDED', 'UNCHANGED']));
    }
  });
});
