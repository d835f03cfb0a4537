// Facets against a count by hand: whatever is filtered, a value counts what would be found if it alone were chosen.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, codes, rows } from '../../test/ask.ts';
import { openTestNetwork, type TestNetwork } from '../../test/network.ts';
import { countStatements } from '../../test/statement-count.ts';
import { indexBook } from './bookIndex.ts';

interface Sample {
  id: string;
  title: string;
  class: string | null;
  year: number | null;
  format: string;
  accessible: string[];
  /** Available copies by library that holds it. */
  held: Record<string, number>;
}

interface Filter {
  libraries?: string[];
  districts?: string[];
  classes?: string[];
  years?: { from?: number; to?: number }[];
  formats?: string[];
  accessible?: string[];
  availableNow?: boolean;
}

const runs = process.env['LONG'] ? 400 : 25;
const classes = ['I247.5', 'I247.57', 'I25', 'I2', 'I', 'TP312', 'K825.6', null];
const formats = ['BOOK', 'PERIODICAL', 'MAP'];
const accessible = ['BRAILLE', 'LARGE_PRINT', 'AUDIO'];
const years = [1949, 1985, 1989, 1990, 2008, 2020, 2026, null];

let network: TestNetwork;
let districtOf: Map<string, string | null>;
let books: Sample[];

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false });
  await sql(
    'truncate book, book_index, book_call_number, book_key, bib_record, known_holdings, ranking_entry, book_alias',
  );
  districtOf = new Map(
    (await sql('select id, district from library order by position')).map(({ id, district }) => [id, district]),
  );
  const sample = fc.record({
    class: fc.constantFrom(...classes),
    year: fc.constantFrom(...years),
    format: fc.constantFrom(...formats),
    accessible: fc.subarray(accessible),
    held: fc.dictionary(fc.constantFrom(...districtOf.keys()), fc.nat(2), { maxKeys: 4 }),
  });
  books = fc
    .sample(sample, { numRuns: 80, seed: 20_261 })
    .map((book, index) => ({ ...book, id: `F${index}`, title: `分面第${index}种` }));
  const { em } = network.subgraphs.central.contextOf({ identity: { role: 'anonymous' }, requestId: 'test' });
  for (const { id, title, held, ...book } of books) {
    await sql(
      `insert into book (id, title, year, class_number, format, accessible) values (?, ?, ?, ?, ?, array[?]::text[])`,
      [id, title, book.year, book.class, book.format, book.accessible],
    );
    await indexBook(em, id);
    for (const [library, available] of Object.entries(held)) {
      await sql(
        'insert into known_holdings (book_id, library_id, total, available, held, as_of) values (?, ?, 2, ?, 2, now())',
        [id, library, available],
      );
    }
  }
  await sql(`insert into known_holdings (book_id, library_id, total, available, held, as_of) values ('F0', 'NJ-QX', 0, 0, 0, now())
    on conflict do nothing`);
});
afterAll(() => network[Symbol.asyncDispose]());

const sql = (text: string, values: unknown[] = []) =>
  rows<Record<'id', string> & Record<'district', string | null>>(network.subgraphs.central, text, values);
const question = /* GraphQL */ `
  query ($query: String!, $filter: BookFilter, $under: String, $step: Int! = 10, $first: Int! = 100) {
    searchBooks(query: $query, filter: $filter, first: $first) {
      total { count isExact }
      nodes { id }
      facets {
        libraries { library { id } count isExact }
        districts { district count isExact }
        classes(under: $under) { class name count isExact }
        years(step: $step) { from to count isExact }
        formats { format count isExact }
        accessible { format count isExact }
        available { count isExact asOf }
      }
    }
  }
`;
async function asked(variables: Record<string, unknown>) {
  const answer = await ask(network.subgraphs.central, { role: 'anonymous' }, question, { query: '分面', ...variables });
  expect(answer.errors?.map(({ message }) => message) ?? []).toEqual([]);
  return answer.data.searchBooks;
}

const isIn = (values: string[] | undefined, value: string) => !values?.length || values.includes(value);

/** By hand. */
function fits(book: Sample, filter: Filter): boolean {
  const places = Object.keys(book.held).filter(
    (library) => isIn(filter.libraries, library) && isIn(filter.districts, districtOf.get(library) ?? ''),
  );
  return (
    (!(filter.libraries?.length || filter.districts?.length) || places.length > 0) &&
    (!filter.availableNow || places.some((library) => book.held[library]! > 0)) &&
    (!filter.classes?.length || filter.classes.some((begin) => book.class?.startsWith(begin))) &&
    (!filter.years?.length ||
      (book.year !== null && filter.years.some(({ from = 0, to = 9999 }) => book.year! >= from && book.year! <= to))) &&
    isIn(filter.formats, book.format) &&
    (!filter.accessible?.length || filter.accessible.some((each) => book.accessible.includes(each)))
  );
}
const count = (filter: Filter) => books.filter((book) => fits(book, filter)).length;

const filters = () =>
  fc.record(
    {
      libraries: fc.subarray([...districtOf.keys()], { maxLength: 4 }),
      districts: fc.subarray(
        [...districtOf.values()].filter((each) => each !== null),
        { maxLength: 4 },
      ),
      classes: fc.subarray(['I', 'I2', 'I247', 'i247.5', 'TP', 'Z'], { maxLength: 2 }),
      years: fc.array(
        fc.record(
          { from: fc.constantFrom(1900, 1985, 1990), to: fc.constantFrom(1990, 2008, 2026) },
          { requiredKeys: [] },
        ),
        { maxLength: 2 },
      ),
      formats: fc.subarray(formats),
      accessible: fc.subarray(accessible),
      availableNow: fc.boolean(),
    },
    { requiredKeys: [] },
  );

test('each value counts what is found if it alone is chosen', async () => {
  await fc.assert(
    fc.asyncProperty(
      filters(),
      fc.constantFrom(null, 'I', 'I2', 'I24', 'I247', 'T'),
      fc.constantFrom(1, 10, 25),
      async (raw, under, step) => {
        const filter = {
          ...raw,
          ...(raw.classes ? { classes: raw.classes.map((each) => each.toUpperCase()) } : {}),
        } as Filter;
        const { total, nodes, facets } = await asked({ filter: raw, under, step });
        expect(nodes.map(({ id }: { id: string }) => id).toSorted()).toEqual(
          books
            .filter((book) => fits(book, filter))
            .map(({ id }) => id)
            .toSorted(),
        );
        expect(total).toEqual({ count: count(filter), isExact: true });
        // Each facet has values of its own shape.
        // oxlint-disable-next-line typescript/no-explicit-any
        const check = (values: { count: number; isExact: boolean }[], one: (value: any) => Filter, all: Filter[]) => {
          for (const value of values)
            expect([value, value.count]).toEqual([value, count({ ...filter, ...one(value) })]);
          expect(values.every(({ isExact }) => isExact)).toBe(true);
          expect(values).toHaveLength(all.filter((each) => count({ ...filter, ...each }) > 0).length);
        };
        check(
          facets.libraries,
          ({ library }) => ({ libraries: [library.id] }),
          [...districtOf.keys()].map((id) => ({ libraries: [id] })),
        );
        check(
          facets.districts,
          ({ district }) => ({ districts: [district] }),
          [...new Set(districtOf.values())].filter((each) => each !== null).map((each) => ({ districts: [each] })),
        );
        check(
          facets.formats,
          ({ format }) => ({ formats: [format] }),
          formats.map((format) => ({ formats: [format] })),
        );
        check(
          facets.accessible,
          ({ format }) => ({ accessible: [format] }),
          accessible.map((format) => ({ accessible: [format] })),
        );
        check(
          facets.years,
          ({ from, to }) => ({ years: [{ from, to }] }),
          [...new Set(years.flatMap((year) => (year === null ? [] : Math.floor(year / step) * step)))].map((from) => ({
            years: [{ from, to: from + step - 1 }],
          })),
        );
        for (const value of facets.classes)
          expect([value, value.count]).toEqual([value, count({ ...filter, classes: [value.class] })]);
        expect(facets.available).toEqual({
          count: count({ ...filter, availableNow: true }),
          isExact: true,
          asOf: null,
        });
      },
    ),
    { numRuns: runs },
  );
});

test('classes go down step by step, in their order, the main ones by name', async () => {
  const below = async (under: string | null) =>
    (await asked({ under })).facets.classes.map(({ class: each, name }: { class: string; name: string | null }) =>
      name ? `${each} ${name}` : each,
    );
  expect(await below(null)).toEqual(['I 文学', 'K 历史、地理', 'T 工业技术']);
  expect(await below('I')).toEqual(['I2']);
  expect(await below('i2')).toEqual(['I24', 'I25']);
  expect(await below('I247')).toEqual(['I247.5']);
  expect(await below('I247.5')).toEqual(['I247.57']);
  expect(await below('T')).toEqual(['TP']);
  expect(await below('Z')).toEqual([]);
});

test('what can be borrowed is as old as the oldest word of the libraries that were asked for', async () => {
  await sql(
    `insert into library_report (library_id, as_of) select id, '2026-11-22T08:00:00Z'::timestamptz + position * interval '1 minute' from library`,
  );
  const asOf = async (filter?: Filter) => (await asked({ filter })).facets.available.asOf;
  const [, district] = [...districtOf.keys()];
  expect(await asOf()).toBe('2026-11-22T08:00:00.000Z');
  expect(await asOf({ libraries: [district!] })).toBe('2026-11-22T08:01:00.000Z');
  await sql('delete from library_report');
});

test.each([
  ['a step of 0 years', { step: 0 }],
  ['a step of 101 years', { step: 101 }],
  ['what is below no class', { under: '文学' }],
])('%s is refused', async (_title, variables) => {
  const answer = await ask(network.subgraphs.central, { role: 'anonymous' }, question, { query: '分面', ...variables });
  expect(codes(answer)).toEqual(['BAD_USER_INPUT']);
});

test('all facets of 80 books take as many statements as those of one', async () => {
  const counter = countStatements();
  try {
    const statementsOf = async (variables: Record<string, unknown>) => {
      counter.sent.length = 0;
      await asked(variables);
      return counter.sent.length;
    };
    const filter = { libraries: ['NJ-JL', 'NJ-JN'], formats: ['BOOK'], classes: ['I'], years: [{ from: 1950 }] };
    // Connections are opened, and say what they say, before anything is counted.
    for (const warm of [{}, {}, { filter }]) await statementsOf(warm);
    const one = await statementsOf({ first: 1 });
    expect(await statementsOf({ first: 80 })).toBe(one);
    expect(one).toBeLessThanOrEqual(7);
    const filtered = await statementsOf({ filter, first: 1 });
    expect(await statementsOf({ filter, first: 80 })).toBe(filtered);
    expect(filtered).toBeLessThanOrEqual(12);
    counter.sent.length = 0;
    await ask(
      network.subgraphs.central,
      { role: 'anonymous' },
      '{ searchBooks(query: "分面") { nodes { id } totalCount } }',
    );
    expect(counter.sent.map((text) => /\/\* (\w+)/.exec(text)?.[1])).toEqual(['searchBooks']);
  } finally {
    counter.stop();
  }
});

test('more than 10,000 are not counted to the end, the best and the most popular of them stand first', async () => {
  await sql(`insert into book (id, title) select 'many-' || n, '众书' || n from generate_series(1, 10050) as n`);
  await sql(`insert into book (id, title) values ('many-whole', '众书'), ('many-best', '众书')`);
  await sql(`update book_index set popularity = substr(book_id, 6)::int % 100, class_sort = 'I', year = 2000,
    search = ('''众书'':1A ''~t众书' || substr(book_id, 6) || ''':1A')::tsvector where book_id ~ '^many-[0-9]+$'`);
  await sql(`update book_index set popularity = told.popularity, class_sort = told.class, year = told.year, search = '''众书'':1A ''~t众书'':1A'
    from (values ('many-whole', 0, 'Z', 1900), ('many-best', 7000, 'A', 2026)) as told(id, popularity, class, year) where book_id = id`);
  const first = async (sort: string) => {
    const { data } = await ask(
      network.subgraphs.central,
      { role: 'anonymous' },
      `{ searchBooks(query: "众书", sort: ${sort}, first: 3) { totalCount nodes { id } } }`,
    );
    expect(data.searchBooks.totalCount).toBe(10_000);
    return data.searchBooks.nodes.map(({ id }: { id: string }) => id);
  };
  for (const sort of ['RELEVANCE', 'POPULAR', 'NEWEST', 'CALL_NUMBER'])
    expect((await first(sort))[0]).toBe('many-best');
  const { total, facets } = await asked({ query: '众书', first: 1 });
  expect(total).toEqual({ count: 10_000, isExact: false });
  expect(facets.formats).toEqual([{ format: 'BOOK', count: 10_000, isExact: false }]);
  const { total: filtered } = await asked({ query: '众书', first: 1, filter: { classes: ['A', 'Z'] } });
  expect(filtered).toEqual({ count: 2, isExact: true });
});
