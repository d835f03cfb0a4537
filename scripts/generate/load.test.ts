// A generated city in the databases of a network, and as files.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bibliographicOf } from '../../lib/marc/bibliographic.ts';
import { readIso2709 } from '../../lib/marc/iso2709.ts';
import { rows } from '../../test/ask.ts';
import { openTestNetwork, type TestNetwork } from '../../test/network.ts';
import { put } from '../../test/records.ts';
import { cityOf } from './city.ts';
import { writeCity } from './files.ts';
import { loadCity } from './load.ts';
import { type CityOptions, defaults } from './plan.ts';

const options: CityOptions = { ...defaults, titles: 150, items: 900, seed: 3 };
const city = [...cityOf(options)];
const records = city.flatMap((each) => each.records);

let network: TestNetwork;
beforeAll(async () => {
  network = await openTestNetwork({ jobs: false });
});
afterAll(() => network[Symbol.asyncDispose]());

const central = <Row>(sql: string) => rows<Row>(network.subgraphs.central, sql);
const districts = <Row>(sql: string) => rows<Row>(network.subgraphs.districts, sql);
const load = (more: Partial<CityOptions> = {}, signal?: AbortSignal) =>
  loadCity({ ...options, ...more }, { owners: network.subgraphs, batchRecords: 20, ...(signal ? { signal } : {}) });

const loadedCopies = `select id, book_id as "bookId", record_id as "recordId", status, due_date::text as "dueDate"
  from item where record_id is not null`;
const byId = (left: { id: string }, right: { id: string }) => (left.id < right.id ? -1 : 1);

/** Everything that a load writes, with the transaction that wrote it. */
const state = async () => {
  const items = 'select id, book_id, status, xmin::text from item where sample order by id';
  return [
    await central('select id, book_id, hash, xmin::text from bib_record order by id'),
    await central('select id, title, isbns, xmin::text from book order by id'),
    await central('select book_id, library_id, total, available, held from known_holdings order by 1, 2'),
    await central(items),
    await districts(items),
  ];
};

describe('a generated city', () => {
  test('is loaded as an import would, goes on after an interruption, and changes nothing when it is loaded again', async () => {
    await load({}, AbortSignal.abort());
    const [begun] = await central<{ count: number }>('select count(*)::int as count from bib_record');
    expect(begun?.count).toBe(20);
    await load();

    const known = await central<{ id: string; bookId: string }>('select id, book_id as "bookId" from bib_record');
    expect(known.map(({ id }) => id).toSorted()).toEqual(records.map(({ id }) => id).toSorted());
    const bookOf = new Map(known.map(({ id, bookId }) => [id, bookId]));

    const copies = [
      ...(await central<{ id: string }>(loadedCopies)),
      ...(await districts<{ id: string }>(loadedCopies)),
    ];
    const expected = records.flatMap(({ id, library, items }) =>
      items.map(({ barcode, status, dueDate }) => ({
        id: `${library}:${barcode}`,
        bookId: bookOf.get(id),
        recordId: id,
        status,
        dueDate,
      })),
    );
    expect(copies.toSorted(byId)).toEqual(expected.toSorted(byId));

    const [told] = await central<{ total: number; held: number }>(
      `select sum(total)::int as total, sum(held)::int as held from known_holdings where book_id in (select book_id from bib_record)`,
    );
    const count = (without: string[]) => expected.filter(({ status }) => !without.includes(status)).length;
    expect(told).toEqual({ total: count(['LOST', 'WITHDRAWN']), held: count(['LOST', 'WITHDRAWN']) });

    const before = await state();
    await load();
    expect(await state()).toEqual(before);
  });

  test('is found by its titles, and its holdings by all libraries', async () => {
    const { edition, records: own } = city.find((each) => each.records.length > 5)!;
    const { data } = await network.query(
      `query ($query: String!) { searchBooks(query: $query, first: 5) { nodes { title holdings { library { id } now { state total } } } } }`,
      { query: edition.title },
    );
    const book = data.searchBooks.nodes.find((each: { title: string }) => each.title === edition.title);
    const now = book.holdings.filter((row: { now: { total: number } }) => row.now.total > 0);
    expect(now.length).toBeGreaterThan(own.length / 2);
    expect(book.holdings.every((row: { now: { state: string } }) => row.now.state === 'LIVE')).toBe(true);
  });

  test('of other options is refused where one is, and so is any where a catalogue is real; nothing is changed', async () => {
    const before = await state();
    await expect(load({ seed: 4 })).rejects.toThrow('a generated city of other options: its NJ-');
    expect(await state()).toEqual(before);

    await put(network, 'NJ-JN', { control: '012003001', title: '真实的记录', by: '某人著' });
    await expect(load()).rejects.toThrow('data that is no sample: the record NJ-JN:012003001.');
    await loadCity(options, { owners: network.subgraphs, force: true, batchRecords: 20 });
  });

  test('is written as files that hold the same, with the truth beside them, into an empty folder alone', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'shelfgraph-generate-'));
    try {
      const written = await writeCity(options, join(folder, 'city'), () => {});
      expect(written).toEqual({ titles: options.titles, records: records.length, items: options.items });
      const controls: (string | null)[] = [];
      const file = readFileSync(join(folder, 'city', 'NJ-JN.mrc'));
      for await (const read of readIso2709([file] as unknown as AsyncIterable<Buffer>)) {
        if ('error' in read) throw read.error;
        controls.push(bibliographicOf(read.record).control);
      }
      const own = records.filter(({ library }) => library === 'NJ-JN');
      expect(controls).toEqual(own.map(({ control }) => control));
      const list = readFileSync(join(folder, 'city', 'NJ-JN.items.csv'), 'utf8')
        .trim()
        .split('\n');
      expect(list.length - 1).toBe(own.reduce((sum, { items }) => sum + items.length, 0));
      expect(list[1]?.split(',').slice(0, 3)).toEqual([
        own[0]?.items[0]?.barcode,
        own[0]?.control,
        own[0]?.items[0]?.callNumber,
      ]);
      const truth = readFileSync(join(folder, 'city', 'truth.csv'), 'utf8')
        .trim()
        .split('\n')
        .slice(1);
      expect(truth).toEqual(records.map(({ id, editionId, dirt }) => `${id},${editionId},${dirt.join(' ')}`));
      await expect(writeCity(options, join(folder, 'city'), () => {})).rejects.toThrow('is not empty');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
