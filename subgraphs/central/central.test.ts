// The union catalogue: looking books up, holdings of all libraries, rankings, periodicals, the programme, places.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, codes, rows, service } from '../../test/ask.ts';
import { openTestNetwork, type TestNetwork } from '../../test/network.ts';

let network: TestNetwork;

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false });
});
afterAll(() => network[Symbol.asyncDispose]());

const central = (query: string, variables?: Record<string, unknown>) =>
  ask(network.subgraphs.central, { role: 'anonymous' }, query, variables);
const dataOf = async (query: string, variables?: Record<string, unknown>) => {
  const answer = await central(query, variables);
  expect(codes(answer)).toEqual([]);
  return answer.data;
};

describe('a search', () => {
  const query = /* GraphQL */ `
    query ($query: String!, $first: Int! = 20, $after: String) {
      searchBooks(query: $query, first: $first, after: $after) {
        totalCount nodes { id title lastKnown { total } } edges { cursor } pageInfo { hasNextPage endCursor }
      }
    }
  `;
  const search = async (text: string) => (await dataOf(query, { query: text, first: 100 })).searchBooks;
  const titles = async (text: string) => (await search(text)).nodes.map(({ title }: { title: string }) => title);

  test('finds books in which every word occurs, in any field and order', async () => {
    expect(await titles('三体 重庆出版社')).toContain('三体 典藏版');
    expect(await titles('重庆出版社，三体')).toEqual(await titles('三体 重庆出版社'));
    expect(await titles('三体 张献忠')).toEqual([]);
    expect(await titles('三体x')).toEqual(await titles('三体X'));
  });

  test.each([
    '9787532345199',
    '978-7-5323-4519-9',
    '978‐7‐5323‐4519‐9',
    '7-5323-4519-x',
    '753234519X',
    'ISBN 978-7-5323-4519-9',
    'ISBN：9787532345199',
    '9787532345199 01200',
  ])('finds a book by its ISBN as %s', async (isbn) => {
    expect(await titles(isbn)).toEqual(['三体钢笔字技法']);
  });

  test('finds by a part of an ISBN, and by class', async () => {
    expect((await search('978722910')).nodes.map(({ id }: { id: string }) => id).toSorted()).toEqual([
      'B000001',
      'B000002',
      'B000010',
    ]);
    expect(await titles('i247.5 破冰')).toEqual(['破冰行动']);
  });

  test.each(['三%体', '三_体', '三\\体', "三'体", '%三& | !体%'])('takes the marks in %s for blanks', async (text) => {
    expect(await titles(text)).toEqual(await titles('三 体'));
  });

  test('goes through all books page by page, each once, the most widely held first', async () => {
    const found: { id: string; lastKnown: { total: number } }[] = [];
    let after: string | null = null;
    do {
      const { searchBooks } = await dataOf(query, { query: '样例', first: 90, after });
      found.push(...searchBooks.nodes);
      expect(searchBooks.totalCount).toBe(485);
      after = searchBooks.pageInfo.hasNextPage ? searchBooks.pageInfo.endCursor : null;
    } while (after);
    expect(new Set(found.map(({ id }) => id)).size).toBe(485);
    const held = found.map(({ lastKnown }) => lastKnown.total);
    expect(held).toEqual(held.toSorted((left, right) => right - left));
  });

  test('goes on at the same place when books before it are gone', async () => {
    const all = (await dataOf(query, { query: '样例', first: 10 })).searchBooks;
    const [first] = all.nodes;
    await rows(network.subgraphs.central, "update book_index set search = '' where book_id = ?", [first.id]);
    const next = (await dataOf(query, { query: '样例', first: 3, after: all.edges[4].cursor })).searchBooks;
    expect(next.nodes).toEqual(all.nodes.slice(5, 8));
  });

  test.each([
    ['an empty query', { query: '' }],
    ['a query of spaces', { query: '   ' }],
    ['a query of commas', { query: '，、;' }],
    ['a query of marks', { query: '%_\\' }],
    ['a query of 201 characters', { query: '书'.repeat(201) }],
    ['an ISBN with a wrong check digit', { query: '978-7-5323-4519-8' }],
    ['a query with a character that no text has', { query: '三体\u0000' }],
    ['a page of 0', { query: '三体', first: 0 }],
    ['a page of -1', { query: '三体', first: -1 }],
    ['a page of 100000', { query: '三体', first: 100_000 }],
    ['a text that is no cursor', { query: '三体', after: 'nonsense' }],
    ['a cursor with a number beyond all counts', { query: '三体', after: btoa('[1e300,"B"]') }],
  ])('refuses %s', async (_title, variables) => {
    expect(codes(await central(query, variables))).toEqual(['BAD_USER_INPUT']);
  });
});

describe('a book', () => {
  test('is one of two under the ISBN of 三体, in any form', async () => {
    const query = 'query ($isbn: String!) { booksByIsbn(isbn: $isbn) { id title isbn classNumber sample } }';
    const both = [
      { id: 'B000001', title: '三体 典藏版', isbn: '9787229100605', classNumber: 'I247.5', sample: false },
      { id: 'B000002', title: '三体', isbn: '9787229100605', classNumber: 'I2', sample: false },
    ];
    for (const isbn of ['9787229100605', '978-7-229-10060-5', '7229100607', '9787229100605 05500']) {
      expect((await dataOf(query, { isbn })).booksByIsbn).toEqual(both);
    }
    expect((await dataOf(query, { isbn: '9780306406157' })).booksByIsbn).toEqual([]);
    expect(codes(await central(query, { isbn: '9787229100604' }))).toEqual(['BAD_USER_INPUT']);
  });

  test('is null where there is none of that id', async () => {
    expect(await dataOf('{ book(id: "B999999") { title } }')).toEqual({ book: null });
  });

  test('has one row of holdings per member library, the central one first, with what was last heard', async () => {
    const query = /* GraphQL */ `
      query ($id: ID!) {
        book(id: $id) {
          lastKnown { total available }
          holdings {
            __typename id library { id } lastKnown { total available }
            ... on CentralHoldings { now { state reason total available items(first: 2) { totalCount nodes { barcode status dueDate callNumber } } } }
          }
        }
      }
    `;
    const { book } = await dataOf(query, { id: 'B000001' });
    const libraries = (await dataOf('{ libraries { id } }')).libraries.map(({ id }: { id: string }) => id);
    expect(book.holdings.map(({ library }: { library: { id: string } }) => library.id)).toEqual(libraries);
    expect(libraries).toHaveLength(14);
    expect(book.lastKnown).toEqual({ total: 13, available: 2 });
    expect(book.holdings[0]).toEqual({
      __typename: 'CentralHoldings',
      id: 'NJ-JL|B000001',
      library: { id: 'NJ-JL' },
      lastKnown: { total: 13, available: 2 },
      now: {
        state: 'LIVE',
        reason: null,
        total: 13,
        available: 2,
        items: {
          totalCount: 13,
          nodes: [
            { barcode: '00798223', status: 'ON_LOAN', dueDate: '2026-10-16', callNumber: 'I247.5/30762' },
            { barcode: '00798514', status: 'ON_LOAN', dueDate: '2025-01-30', callNumber: 'I247.5/30762' },
          ],
        },
      },
    });
    expect(book.holdings[1]).toEqual({
      __typename: 'DistrictHoldings',
      id: 'NJ-XWC|B000001',
      library: { id: 'NJ-XWC' },
      lastKnown: { total: 0, available: 0 },
    });
  });

  test('keeps its last known counts, dated, when nobody ever reported it', async () => {
    await rows(network.subgraphs.central, "delete from known_holdings where book_id = 'B000032'");
    const { book } = await dataOf('{ book(id: "B000032") { lastKnown { total } holdings { lastKnown { total } } } }');
    expect(book.lastKnown).toBeNull();
    expect(book.holdings).toEqual(Array.from({ length: 14 }, () => ({ lastKnown: null })));
  });

  test('has the newest report of an owner; an older one that comes late changes nothing', async () => {
    const mutation = 'mutation ($reports: [HoldingsReport!]!) { recordHoldings(reports: $reports) }';
    const query = '{ book(id: "B000031") { holdings { library { id } lastKnown { total available asOf } } } }';
    const report = (total: number, asOf: string, bookId = 'B000031') =>
      ask(network.subgraphs.central, service, mutation, {
        reports: [{ library: 'NJ-JN', bookId, total, available: 1, held: total, asOf }],
      });
    const known = async () =>
      (await dataOf(query)).book.holdings.find(({ library }: { library: { id: string } }) => library.id === 'NJ-JN')
        .lastKnown;
    await report(7, '2030-01-01T00:00:02.000Z');
    await report(6, '2030-01-01T00:00:01.000Z');
    expect(await known()).toEqual({ total: 7, available: 1, asOf: '2030-01-01T00:00:02.000Z' });
    await report(8, '2030-01-01T00:00:03.000Z');
    expect(await known()).toMatchObject({ total: 8 });
    const within = (total: number, microseconds: number) =>
      ask(network.subgraphs.central, service, mutation, {
        reports: [
          {
            library: 'NJ-JN',
            bookId: 'B000031',
            total,
            available: 1,
            held: 1,
            asOf: '2030-01-01T00:00:03.000Z',
            microseconds,
          },
        ],
      });
    await within(10, 2);
    await within(9, 1);
    expect(await known()).toMatchObject({ total: 10 });
    expect(await report(1, '2030-01-01T00:00:03.000Z', 'B999999')).toEqual({ data: { recordHoldings: true } });
  });
});

describe('the library', () => {
  test('ranks its most borrowed books of 2020, with call numbers as printed and no counts', async () => {
    const query = /* GraphQL */ `
      query ($audience: Audience!, $year: Int! = 2020) {
        rankings(year: $year, audience: $audience) { rank title callNumber loans source library { id } book { title isbn } }
      }
    `;
    const { rankings: adult } = await dataOf(query, { audience: 'ADULT' });
    const { rankings: children } = await dataOf(query, { audience: 'CHILDREN' });
    for (const list of [adult, children]) {
      expect(list.map(({ rank }: { rank: number }) => rank)).toEqual(
        Array.from({ length: 10 }, (_, index) => index + 1),
      );
      expect(new Set(list.map(({ loans }: { loans: null }) => loans))).toEqual(new Set([null]));
    }
    expect(adult[0]).toMatchObject({
      title: '破冰行动',
      callNumber: expect.stringMatching(/^I247\.5\//),
      source: 'PRINTED',
    });
    expect(adult[0].book).toEqual({ title: '破冰行动', isbn: null });
    expect(children[0]).toMatchObject({ title: '植物大战僵尸2：唐诗漫画', library: { id: 'NJ-JL' } });
    expect(await dataOf(query, { audience: 'ADULT', year: 1999 })).toEqual({ rankings: [] });
  });

  test('has one branch with an accessible collection, the room for visually impaired readers', async () => {
    const accessible = '{ branches(accessible: true) { id rooms { name brailleTitles devices } } }';
    const { branches } = await dataOf(accessible);
    expect(branches.map(({ id }: { id: string }) => id)).toEqual(['JL-MAIN']);
    expect(branches[0].rooms).toContainEqual({
      name: '视障阅览室',
      brailleTitles: 1500,
      devices: ['听书机', '助视器'],
    });
    expect(await dataOf('{ branches(library: "NJ-JN", accessible: true) { id } }')).toEqual({ branches: [] });
  });

  test('has its periodicals by shelf number, 读者 at 5000', async () => {
    const { periodicals } = await dataOf('{ periodicals { title shelfNumber room library { id } } }');
    expect(periodicals).toHaveLength(8);
    expect(periodicals).toContainEqual({
      title: '读者',
      shelfNumber: '5000',
      room: '期刊借阅室',
      library: { id: 'NJ-JL' },
    });
    const shelves = periodicals.map(({ shelfNumber }: { shelfNumber: string }) => shelfNumber);
    expect(shelves).toEqual(shelves.toSorted());
  });

  test.each([
    ['the day before an exhibition has not begun', '2020-12-29', '2020-12-29', 0],
    ['the first day of an exhibition', '2020-12-30', '2020-12-30', 1],
    ['a day in the middle of it', '2021-01-05', '2021-01-05', 1],
    ['its last day', '2021-01-10', '2021-01-10', 1],
    ['the day after', '2021-01-11', '2021-01-11', 0],
    ['the last day of one that ends in the next month', '2021-02-02', '2021-02-02', 1],
    ['January, with the two exhibitions that reach over its borders', '2021-01-01', '2021-01-31', 11],
    ['a whole leap year', '2020-01-01', '2020-12-31', 1],
  ])('tells its programme: %s', async (_title, from, to, count) => {
    const { programme } = await dataOf(`{ programme(from: "${from}", to: "${to}") { date title } }`);
    expect(programme).toHaveLength(count);
    const days = programme.map(({ date }: { date: string }) => date);
    expect(days).toEqual(days.toSorted());
  });

  test.each([
    ['a last day before the first', '2021-01-02', '2021-01-01'],
    ['more than 366 days', '2021-01-01', '2022-01-02'],
    ['a day that does not exist', '2021-02-29', '2021-03-01'],
    ['a day of no calendar', '0000-01-01', '0000-01-02'],
  ])('refuses a programme of %s', async (_title, from, to) => {
    const answer = await central(`{ programme(from: "${from}", to: "${to}") { title } }`);
    expect(new Set(codes(answer))).toEqual(new Set(['BAD_USER_INPUT']));
  });

  test('is one of fourteen members; branches belong to one, rooms to a branch', async () => {
    const { libraries } = await dataOf('{ libraries { id kind district name branches { id } } }');
    expect(libraries[0]).toMatchObject({ id: 'NJ-JL', kind: 'CENTRAL', district: null, name: '金陵图书馆' });
    const { branches } = await dataOf('{ branches { id library { id } } }');
    const ofJiangning = await dataOf('{ branches(library: "NJ-JN") { id library { id } } }');
    expect(libraries.flatMap((library: { branches: object[] }) => library.branches)).toHaveLength(branches.length);
    expect(new Set(ofJiangning.branches.map((branch: { library: { id: string } }) => branch.library.id))).toEqual(
      new Set(['NJ-JN']),
    );
    expect(await dataOf('{ branches(library: "NJ-XX") { id } }')).toEqual({ branches: [] });
  });

  test('has rooms by floor, the one for visually impaired readers with its braille', async () => {
    const { branches } = await dataOf(
      '{ branches(library: "NJ-JL") { id kind rooms { name floor seats brailleTitles barrierFreeFilmDiscs devices } } }',
    );
    const { rooms, kind } = branches.find(({ id }: { id: string }) => id === 'JL-MAIN');
    expect(kind).toBe('MAIN');
    expect(rooms).toHaveLength(8);
    expect(rooms).toContainEqual({
      name: '视障阅览室',
      floor: 1,
      seats: 30,
      brailleTitles: 1500,
      barrierFreeFilmDiscs: '数十种',
      devices: ['听书机', '助视器'],
    });
  });
});
