// Librarians correct which records are one book: merged and split, kept over later imports, and followed by every other service.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Identity } from '../../lib/identity.ts';
import { ask, codes, rows, service, until } from '../../test/ask.ts';
import { deskOf } from '../../test/holds.ts';
import { admin, clerk, librarian, openTestNetwork, type TestNetwork } from '../../test/network.ts';
import { put, type RecordText } from '../../test/records.ts';

let network: TestNetwork;
let desk: ReturnType<typeof deskOf>;
beforeAll(async () => {
  network = await openTestNetwork();
  desk = deskOf(network);
});
afterAll(() => network[Symbol.asyncDispose]());

const jiangning = librarian('NJ-JN');
const central = <Row = Record<string, unknown>>(sql: string, values: unknown[] = []) =>
  rows<Row>(network.subgraphs.central, sql, values);
const inOwner = (name: 'districts' | 'lending' | 'bookstores', sql: string, values: unknown[] = []) =>
  rows(network.subgraphs[name], sql, values);

// What a test reads of an answer of any shape.
// oxlint-disable-next-line typescript/no-explicit-any
type Data = any;

const mutation = `mutation ($input: MergeBooksInput!) { mergeBooks(input: $input) { id formerIds isbns
  records { nodes { id describes matchedBy why pinned { by reason from } } } } }`;
const tryMerge = (keep: string, merge: string[], person: Identity = jiangning, reason = '同一版本，题名著录不同') =>
  ask(network.subgraphs.central, person, mutation, { input: { keep, merge, reason } });
const merged = async (keep: string, ...merge: string[]): Promise<Data> => {
  const answer = await tryMerge(keep, merge);
  expect(codes(answer), JSON.stringify(answer.errors)).toEqual([]);
  return answer.data.mergeBooks;
};
const trySplit = (book: string, records: string[], person: Identity = jiangning) =>
  ask(
    network.subgraphs.central,
    person,
    `mutation ($input: SplitBookInput!) { splitBook(input: $input) {
       book { id isbns records { nodes { id pinned { from } } } } taken { id title isbns records { nodes { id matchedBy pinned { by from } } } } } }`,
    { input: { book, records, reason: '两个不同的版本' } },
  );
const split = async (book: string, ...records: string[]): Promise<Data> => {
  const answer = await trySplit(book, records);
  expect(codes(answer), JSON.stringify(answer.errors)).toEqual([]);
  return answer.data.splitBook;
};

const message = async (answer: ReturnType<typeof tryMerge>) =>
  (await answer).errors?.map((error) => [error.extensions['code'], error.message]);

let numbers = 0;
const fresh = (text: Partial<RecordText> = {}): RecordText => ({
  control: `m${++numbers}`,
  title: `${'甲乙丙丁戊己庚辛壬癸'[numbers % 10]}镇风物${'子丑寅卯辰巳午未申酉'[Math.floor(numbers / 10) % 10]}考`,
  by: '陈从周著',
  publisher: '同济大学出版社',
  year: 1900 + numbers,
  ...text,
});
const isbn = () => {
  const body = `97875608${String(++numbers).padStart(4, '0')}`;
  const sum = Array.from(body, Number).reduce((total, digit, index) => total + digit * (index % 2 === 0 ? 1 : 3), 0);
  return body + String((10 - (sum % 10)) % 10);
};
const bookOf = async (library: string, record: RecordText) => (await put(network, library, record))[0]!.bookId;

describe('two books that are one', () => {
  test('have one id, all records with who put them there and why, and both ids find it', async () => {
    const [one, two] = [fresh({ isbn: isbn() }), fresh({ isbn: isbn(), extent: '200页' })];
    const [keep, gone] = [await bookOf('NJ-JN', one), await bookOf('NJ-XW', two)];
    expect(await merged(keep, gone)).toEqual({
      id: keep,
      formerIds: [gone],
      isbns: [two.isbn, one.isbn],
      records: {
        nodes: [
          {
            id: `NJ-XW:${two.control}`,
            describes: true,
            matchedBy: 'LIBRARIAN',
            why: expect.stringContaining('同一版本'),
            pinned: { by: 'NJ-JN', reason: '同一版本，题名著录不同', from: gone },
          },
          {
            id: `NJ-JN:${one.control}`,
            describes: false,
            matchedBy: 'NEW',
            why: expect.stringContaining('made for this record'),
            pinned: { by: 'NJ-JN', reason: '同一版本，题名著录不同', from: null },
          },
        ],
      },
    });
    const { data } = await network.query(
      'query ($id: ID!, $isbn: String!) { book(id: $id) { id title } booksByIsbn(isbn: $isbn) { id } }',
      {
        id: gone,
        isbn: one.isbn,
      },
    );
    expect(data).toEqual({ book: { id: keep, title: two.title }, booksByIsbn: [{ id: keep }] });
    const { data: reference } = await network.subgraphs.central.execute(
      {
        query: `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Book { id } } }`,
        variables: { of: [{ __typename: 'Book', id: gone }] },
      },
      { identity: service, requestId: 'test' },
    );
    expect(reference).toMatchObject({ _entities: [{ id: keep }] });
  });

  test('stay one whatever is imported later, and what is like either of them joins', async () => {
    const [one, two] = [fresh({ isbn: isbn() }), fresh({ isbn: isbn() })];
    const [keep, gone] = [await bookOf('NJ-JN', one), await bookOf('NJ-XW', two)];
    await merged(keep, gone);
    expect(await put(network, 'NJ-XW', two)).toMatchObject([{ bookId: keep, change: 'UNCHANGED' }]);
    expect(await put(network, 'NJ-XW', { ...two, title: '全然改变' })).toMatchObject([
      { bookId: keep, change: 'CHANGED' },
    ]);
    expect(await put(network, 'NJ-JN', { ...one, title: '也已改变' })).toMatchObject([
      { bookId: keep, change: 'CHANGED' },
    ]);
    expect(await put(network, 'NJ-GL', { ...two, title: '全然改变' })).toMatchObject([
      { bookId: keep, matchedBy: 'ISBN' },
    ]);
  });

  test('said twice, or both ways round, are merged once; a chain ends at the last', async () => {
    const [a, b, c] = [
      await bookOf('NJ-JN', fresh()),
      await bookOf('NJ-JN', fresh()),
      await bookOf('NJ-JN', fresh()),
    ] as [string, string, string];
    await merged(a, b);
    expect((await merged(a, b)).id).toBe(a);
    expect((await merged(b, a)).id).toBe(a);
    expect(await merged(c, a)).toMatchObject({ id: c, formerIds: [a, b].toSorted() });
  });

  test('merged by several people at once, while they are imported, are one book with every record', async () => {
    const records = Array.from({ length: 6 }, () => fresh({ isbn: isbn() }));
    const ids = (await put(network, 'NJ-JN', ...records)).map(({ bookId }) => bookId);
    await Promise.all([
      ...ids.slice(1).map((id, index) => (index % 2 === 0 ? merged(ids[0]!, id) : merged(id, ids[0]!))),
      ...['NJ-XW', 'NJ-QH'].map((library) => put(network, library, ...records)),
    ]);
    const books = await central(
      `select distinct book_id from bib_record where id = any(array(select jsonb_array_elements_text(?::jsonb)))`,
      [
        JSON.stringify(
          ['NJ-JN', 'NJ-XW', 'NJ-QH'].flatMap((library) => records.map(({ control }) => `${library}:${control}`)),
        ),
      ],
    );
    expect(books).toHaveLength(1);
    const { data } = await network.query(
      `{ ${ids.map((id, index) => `b${index}: book(id: "${id}") { id }`).join(' ')} }`,
    );
    expect(new Set(Object.values(data as Record<string, { id: string }>).map(({ id }) => id))).toEqual(
      new Set(books.map((row) => row['book_id'])),
    );
    expect(await central('select id from book_alias where not exists (select from book where id = book_id)')).toEqual(
      [],
    );
  });

  test('are followed by copies and their counts, holds in the order of their readers, loans, offers and orders', async () => {
    const [keep, gone] = [
      await desk.newBook({ copies: 1, branch: 'JN-MAIN' }),
      await desk.newBook({ copies: 1, branch: 'JN-MAIN' }),
    ];
    // Both copies are away, so readers wait: one of them for both.
    for (const { items } of [keep, gone])
      await inOwner('districts', `update item set status = 'ON_LOAN', due_date = '2099-01-01' where id = ?`, [
        items[0]!.id,
      ]);
    const first = await desk.place('N2026000003', gone.bookId, 'JN-MAIN');
    const second = await desk.place('N2026000004', keep.bookId, 'JN-MAIN');
    const third = await desk.place('N2026000005', gone.bookId, 'JN-MAIN');
    const again = await desk.place('N2026000003', keep.bookId, 'JN-MAIN');
    const offer = `insert into offer (id, store_id, book_id, isbn, list_price_fen, stock, received, adjusted, sold, in_flight, as_of, sample)
       values (?, ?, ?, null, 3000, ?, ?, 0, 0, 0, now(), false)`;
    await inOwner('bookstores', offer, ['of1', 'QINGCHUN', gone.bookId, 2, 2]);
    await inOwner('bookstores', offer, ['of2', 'QINGCHUN', keep.bookId, 3, 3]);
    await inOwner('bookstores', offer, ['of3', 'WENDU', gone.bookId, 4, 4]);
    // Of a library that has no copies, and so tells no counts of its own meanwhile.
    await central(`insert into known_holdings values (?, 'NJ-LSH', 1, 0, 0, now()), (?, 'NJ-LSH', 1, 1, 1, now())`, [
      keep.bookId,
      gone.bookId,
    ]);
    await central(
      `insert into purchase (id, book_id, payer, fund_id, copies, state) select 'po-merge', ?, library_id, id, 1, 'CONFIRMED' from fund limit 1`,
      [gone.bookId],
    );

    await merged(keep.bookId, gone.bookId);
    expect(await central('select book_id from purchase where id = ?', ['po-merge'])).toEqual([
      { book_id: keep.bookId },
    ]);
    expect(
      await central(
        `select total::int, available::int from known_holdings where book_id = ? and library_id = 'NJ-LSH'`,
        [keep.bookId],
      ),
    ).toEqual([{ total: 2, available: 1 }]);
    await until('all owners know', async () => {
      const counts = await Promise.all([
        inOwner('districts', 'select from item where book_id = ?', [gone.bookId]),
        inOwner('lending', 'select from hold where book_id = ?', [gone.bookId]),
        inOwner('bookstores', 'select from offer where book_id = ? and stock > 0', [gone.bookId]),
      ]);
      return counts.every((found) => found.length === 0);
    });
    expect(
      await inOwner('districts', 'select count(*)::int as count from item where book_id = ?', [keep.bookId]),
    ).toEqual([{ count: 2 }]);
    const queue = await Promise.all([first, second, third, again].map(({ id }) => desk.hold(id)));
    expect(queue.map(({ state, position }) => [state, position])).toEqual([
      ['WAITING', 1],
      ['WAITING', 2],
      ['WAITING', 3],
      ['CANCELLED', null],
    ]);
    const offers = await inOwner(
      'bookstores',
      'select store_id, book_id, stock, received + adjusted = stock + sold + in_flight as whole from offer where id like ? order by id',
      ['of_'],
    );
    expect(offers).toEqual([
      { store_id: 'QINGCHUN', book_id: gone.bookId, stock: 0, whole: true },
      { store_id: 'QINGCHUN', book_id: keep.bookId, stock: 5, whole: true },
      { store_id: 'WENDU', book_id: keep.bookId, stock: 4, whole: true },
    ]);
    await until('the owner has counted', async () => {
      const [row] = await central(
        `select total, available from known_holdings where book_id = ? and library_id = 'NJ-JN'`,
        [keep.bookId],
      );
      return row?.['total'] === 2 && row['available'] === 0;
    });
  });

  test('cannot be bought past the cap of the one book: the slots of both count, also for an order that began before', async () => {
    const [keep, gone] = [await bookOf('NJ-JN', fresh()), await bookOf('NJ-JN', fresh())];
    const year = new Date().getFullYear();
    const reserve = async (orderId: string, bookId: string) =>
      (
        await ask(
          network.subgraphs.central,
          service,
          'mutation ($input: ReservePurchaseInput!) { reservePurchase(input: $input) { reserved failures { code } } }',
          {
            input: {
              orderId,
              bookId,
              payer: 'NJ-GL',
              year,
              copies: 1,
              netFen: 100,
              payerHeld: 0,
              cityHeld: 0,
              payerCap: 2,
              cityCap: 9,
            },
          },
        )
      ).data.reservePurchase;
    expect(await reserve('cap-1', keep)).toEqual({ reserved: true, failures: [] });
    expect(await reserve('cap-2', gone)).toEqual({ reserved: true, failures: [] });
    const [late] = await Promise.all([reserve('cap-3', gone), merged(keep, gone)]);
    const after = [late, await reserve('cap-4', gone), await reserve('cap-5', keep)];
    expect(after.filter(({ reserved }) => reserved).length).toBeLessThanOrEqual(1);
    expect(await reserve('cap-6', gone)).toEqual({ reserved: false, failures: [{ code: 'COPY_CAP' }] });
    expect(await central('select from purchase where book_id = ?', [gone])).toEqual([]);
  });

  test('are merged with a book that only a store knew: it is catalogued, and its ISBN still finds it', async () => {
    const number = isbn();
    const stub = (
      await ask(
        network.subgraphs.central,
        service,
        'mutation ($input: StubInput!) { createStub(input: $input) { id } }',
        {
          input: { isbn: number, title: '书店所见', year: 2026, classNumber: 'I267', format: 'BOOK', volumes: 1 },
        },
      )
    ).data.createStub.id;
    const keep = await bookOf('NJ-JN', fresh());
    expect((await merged(keep, stub)).isbns).toEqual([number]);
    const again = await ask(
      network.subgraphs.central,
      service,
      'mutation ($input: StubInput!) { createStub(input: $input) { id } }',
      {
        input: { isbn: number, title: '书店所见', year: 2026, classNumber: 'I267', format: 'BOOK', volumes: 1 },
      },
    );
    expect(again.data.createStub.id).toBe(keep);
    const { data } = await network.query(
      `mutation ($lines: [OfferInput!]!) { putOffers(store: "QINGCHUN", offers: $lines) { offer { book { id } } } }`,
      { lines: [{ bookId: stub, listPrice: { fen: 3000 }, stock: 1, asOf: new Date().toISOString() }] },
      clerk,
    );
    expect(data).toMatchObject({ putOffers: [{ offer: { book: { id: keep } } }] });
  });

  test('are refused with the reason', async () => {
    const book = await bookOf('NJ-JN', fresh());
    expect(await message(tryMerge(book, [book]))).toEqual([['BAD_USER_INPUT', expect.stringContaining('into itself')]]);
    expect(await message(tryMerge(book, []))).toEqual([['BAD_USER_INPUT', expect.stringContaining('1 to 20')]]);
    expect(await message(tryMerge(book, ['B0', 'B\0']))).toEqual([['NOT_FOUND', expect.stringContaining('B0')]]);
    expect(await message(tryMerge(book, ['B000002'], jiangning, ' '))).toEqual([
      ['BAD_USER_INPUT', expect.stringContaining('reason')],
    ]);
    expect(codes(await tryMerge(book, ['B000002'], { role: 'reader', subject: 'r', card: 'N2026000001' }))).toEqual([
      'FORBIDDEN',
    ]);
    expect(codes(await tryMerge(book, ['B000002'], { role: 'anonymous' }))).toEqual(['UNAUTHENTICATED']);
  });
});

describe('a book that is two', () => {
  test('gives up records, their ISBNs and their copies; later imports keep to it', async () => {
    const number = isbn();
    const { title } = fresh();
    const [one, two] = [
      fresh({ isbn: number, title, publisher: '甲出版社' }),
      fresh({ isbn: [number, isbn()], title, publisher: '乙出版社', copies: [['sp3', 'K928.9/37']] }),
    ];
    const book = await bookOf('NJ-JN', one);
    expect(await bookOf('NJ-XW', two)).toBe(book);
    const numbered = async () =>
      (await central(`select book_id from book_call_number where number = 'k928.9/37' order by book_id`)).map(
        (row) => row['book_id'],
      );
    expect(await numbered()).toEqual([book]);
    const record = `NJ-XW:${two.control}`;
    await inOwner(
      'districts',
      `insert into item (id, library_id, barcode, book_id, record_id, call_number, call_number_sort, branch_id, location, status, catalogued, slot_released, sample)
       values ('NJ-XW:sp1', 'NJ-XW', 'sp1', ?, ?, 'K1/1', 'K1', 'XW-MAIN', '', 'AVAILABLE', true, false, false),
              ('NJ-XW:sp2', 'NJ-XW', 'sp2', ?, null, 'K1/2', 'K2', 'XW-MAIN', '', 'AVAILABLE', true, false, false)`,
      [book, record, book],
    );
    const result = await split(book, record);
    const taken = result.taken.id;
    expect(await numbered()).toEqual([book, taken].toSorted());
    expect(result).toEqual({
      book: { id: book, isbns: [number], records: { nodes: [{ id: `NJ-JN:${one.control}`, pinned: { from: null } }] } },
      taken: {
        id: taken,
        title,
        isbns: two.isbn,
        records: { nodes: [{ id: record, matchedBy: 'LIBRARIAN', pinned: { by: 'NJ-JN', from: book } }] },
      },
    });
    await until('the copies have followed', async () => {
      const copies = await inOwner('districts', `select id, book_id from item where id like 'NJ-XW:sp_' order by id`);
      return copies[0]?.['book_id'] === taken && copies[1]?.['book_id'] === book;
    });
    // Said again it is the same book; the record comes again, changed, and so does the other one.
    expect((await split(book, record)).taken.id).toBe(taken);
    expect(await put(network, 'NJ-XW', { ...two, extent: '99页' })).toMatchObject([
      { bookId: taken, change: 'CHANGED' },
    ]);
    expect(await put(network, 'NJ-JN', { ...one, extent: '88页' })).toMatchObject([
      { bookId: book, change: 'CHANGED' },
    ]);
    // What comes new joins the one that it is more like.
    expect(await bookOf('NJ-GL', { ...two, control: 'g1' })).toBe(taken);
    expect(await bookOf('NJ-GL', { ...one, control: 'g2' })).toBe(book);
    // And together again.
    expect(await merged(book, taken)).toMatchObject({ id: book, formerIds: [taken] });
    expect(await numbered()).toEqual([book]);
  });

  test('or a record that an import moves to another book, takes its copies along', async () => {
    const [one, two] = [fresh({ isbn: isbn() }), fresh({ isbn: isbn() })];
    const [from, to] = (await put(network, 'NJ-XW', one, two)).map(({ bookId }) => bookId);
    await inOwner(
      'districts',
      `insert into item (id, library_id, barcode, book_id, record_id, call_number, call_number_sort, branch_id, location, status, catalogued, slot_released, sample)
       values ('NJ-XW:mv1', 'NJ-XW', 'mv1', ?, ?, 'K1/1', 'K1', 'XW-MAIN', '', 'AVAILABLE', true, false, false)`,
      [from, `NJ-XW:${one.control}`],
    );
    expect(await put(network, 'NJ-XW', { ...two, control: one.control! })).toMatchObject([{ bookId: to }]);
    const bookOfCopy = async () =>
      (await inOwner('districts', `select book_id from item where id = 'NJ-XW:mv1'`))[0]?.['book_id'];
    await until('the copy has followed', async () => (await bookOfCopy()) === to);
    // And back; what is told again late of the first move is of where the record is now.
    expect(await put(network, 'NJ-XW', one)).toMatchObject([{ bookId: from }]);
    await until('the copy is back', async () => (await bookOfCopy()) === from);
    const late = { owner: 'districts', record: `NJ-XW:${one.control}`, from, to, again: [] };
    await central(`select 1 from graphile_worker.add_job('repoint', payload := ?::json)`, [JSON.stringify(late)]);
    await until('it is told', async () => {
      const due = await central(
        `select from graphile_worker.jobs where task_identifier = 'repoint' and run_at <= now()`,
      );
      return due.length === 0;
    });
    expect(await bookOfCopy()).toBe(from);
  });

  test('is refused with the reason', async () => {
    const number = isbn();
    const { title } = fresh();
    const [one, two] = [fresh({ isbn: number, title }), fresh({ isbn: number, title })];
    const book = await bookOf('NJ-JN', one);
    await bookOf('NJ-XW', two);
    const other = fresh();
    await bookOf('NJ-JN', other);
    const [all, strange] = [[`NJ-JN:${one.control}`, `NJ-XW:${two.control}`], `NJ-JN:${other.control}`];
    expect(await message(trySplit(book, all))).toEqual([
      ['BAD_USER_INPUT', expect.stringContaining('At least one record stays')],
    ]);
    expect(await message(trySplit(book, [strange]))).toEqual([['BAD_USER_INPUT', expect.stringContaining(strange)]]);
    expect(await message(trySplit(book, ['NJ-JN:none']))).toEqual([
      ['NOT_FOUND', expect.stringContaining('NJ-JN:none')],
    ]);
    expect(await message(trySplit('B0', all))).toEqual([['NOT_FOUND', expect.stringContaining('B0')]]);
    expect(await message(trySplit(book, []))).toEqual([['BAD_USER_INPUT', expect.stringContaining('1 to 100')]]);
    expect(codes(await trySplit(book, all, clerk))).toEqual(['FORBIDDEN']);
    expect(codes(await trySplit(book, [all[0]!], admin))).toEqual([]);
  });
});
