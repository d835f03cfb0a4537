import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { callNumberSortKey } from '../../lib/callNumbers.ts';
import { toIsbn13 } from '../../lib/isbn.ts';
import { bibliographicOf } from '../../lib/marc/bibliographic.ts';
import { readIso2709 } from '../../lib/marc/iso2709.ts';
import { bytesOf } from './bytes.ts';
import { cityOf, type GeneratedEdition } from './city.ts';
import { dirtKinds } from './dirt.ts';
import { hyphened, isbnRegister, tenDigits } from './isbns.ts';
import { type CityOptions, defaults } from './plan.ts';
import { publishers } from './vocabulary/publishers.ts';

const options: CityOptions = { ...defaults, titles: 1_500, items: 7_500, seed: 7 };
const city = [...cityOf(options)];
const records = city.flatMap((each) => each.records);
const copies = records.flatMap(({ library, items }) => items.map((item) => ({ library, ...item })));

describe('a generated city', () => {
  test('is the same for the same seed, and another one for another seed', () => {
    expect(digestOf(cityOf(options))).toBe(digestOf(city));
    expect(digestOf(cityOf({ ...options, seed: 8 }))).not.toBe(digestOf(city));
  });

  test('is the same on every machine and in every version, so figures can be compared', () => {
    expect(digestOf(cityOf({ ...options, titles: 200, items: 1_000 }))).toBe('59fd01969c302a7a');
  });

  test('has as many titles and copies as were asked for, whatever the numbers', () => {
    for (const [titles, items] of [
      [1, 1],
      [7, 7],
      [333, 2_001],
      [1_000, 5_000],
    ] as const) {
      const made = [...cityOf({ ...options, titles, items })];
      expect(made.length).toBe(titles);
      expect(made.flatMap((each) => each.records).reduce((sum, record) => sum + record.items.length, 0)).toBe(items);
    }
  });

  test('has few titles that are everywhere with many copies, and most in one or two libraries', () => {
    const held = city.map((each) => each.records.length).toSorted((left, right) => left - right);
    const counts = city.map((each) => each.records.reduce((sum, { items }) => sum + items.length, 0));
    expect(held.filter((libraries) => libraries <= 2).length / held.length).toBeGreaterThan(0.65);
    expect(held.filter((libraries) => libraries >= 12).length / held.length).toBeLessThan(0.03);
    expect(held.at(-1)).toBeGreaterThanOrEqual(13);
    expect(Math.max(...counts)).toBeGreaterThan(200);
    // The most popular tenth has half of all copies.
    const top = counts.toSorted((left, right) => right - left).slice(0, city.length / 10);
    expect(top.reduce((sum, each) => sum + each, 0) / options.items).toBeGreaterThan(0.4);
  });

  test('has the classes of a public library: literature a third, history, technology, education, economy', () => {
    const share = (letters: RegExp) =>
      city.filter(({ edition }) => letters.test(edition.classNumber)).length / city.length;
    expect(share(/^I/)).toBeGreaterThan(0.3);
    expect(share(/^I/)).toBeLessThan(0.5);
    for (const letters of [/^K/, /^T/, /^G/, /^F/]) expect(share(letters)).toBeGreaterThan(0.03);
    expect(new Set(city.map(({ edition }) => edition.classNumber[0])).size).toBeGreaterThan(15);
    expect(city.filter(({ edition }) => edition.audience === 'CHILDREN').length / city.length).toBeGreaterThan(0.15);
  });

  test('has ISBNs with right check digits in the ranges of their publishers, each for one book but those that are reused', () => {
    const numbered = city.filter(({ edition }) => edition.isbn !== null);
    for (const { edition } of numbered) {
      const isbn = edition.isbn as string;
      expect(toIsbn13(isbn)).toBe(isbn);
      expect(toIsbn13(hyphened(isbn))).toBe(isbn);
      if (isbn.startsWith('978')) expect(toIsbn13(tenDigits(isbn))).toBe(isbn);
    }
    const own = numbered.filter(({ edition }) => !edition.isReused && edition.volume === null);
    expect(new Set(own.map(({ edition }) => edition.isbn)).size).toBe(own.length);
    expect(numbered.filter(({ edition }) => edition.isReused).length).toBeGreaterThan(3);
    expect(numbered.length / city.length).toBeGreaterThan(0.85);
    expect(numbered.length).toBeLessThan(city.length);
  });

  test('has barcodes, control numbers and call numbers of each library', () => {
    expect(new Set(copies.map(({ library, barcode }) => `${library} ${barcode}`)).size).toBe(copies.length);
    expect(new Set(records.map(({ id }) => id)).size).toBe(records.length);
    for (const { library, id, items } of records) {
      expect(id.startsWith(`${library}:YL`)).toBe(true);
      expect(new Set(items.map(({ callNumber }) => callNumber)).size).toBe(1);
    }
    const first = records.filter(({ library }) => library === 'NJ-JL').map(({ items }) => items[0]?.callNumber ?? '');
    expect(new Set(first.map(callNumberSortKey)).size).toBe(first.length);
    expect(copies.every(({ branchId, location }) => branchId !== '' && location !== '')).toBe(true);
  });

  test('lends a sixth of its copies, each with a day', () => {
    const lent = copies.filter(({ status }) => status === 'ON_LOAN');
    expect(lent.length / copies.length).toBeGreaterThan(0.13);
    expect(lent.length / copies.length).toBeLessThan(0.19);
    expect(copies.every(({ status, dueDate }) => (status === 'ON_LOAN') === (dueDate !== null))).toBe(true);
    const overdue = lent.filter(({ dueDate }) => (dueDate as string) < options.day);
    expect(overdue.length / lent.length).toBeGreaterThan(0.08);
  });

  test('has all kinds of errors at about the rate that was set, and none at rate 0', () => {
    const seen = new Map(dirtKinds.map((kind) => [kind, records.filter(({ dirt }) => dirt.includes(kind)).length]));
    for (const [kind, count] of seen) expect(count, kind).toBeGreaterThan(0);
    expect((seen.get('ROLE_WORD') ?? 0) / records.length).toBeGreaterThan(0.02);
    expect((seen.get('ROLE_WORD') ?? 0) / records.length).toBeLessThan(0.04);
    const clean = [...cityOf({ ...options, titles: 300, items: 1_500, dirty: 0 })];
    expect(clean.flatMap((each) => each.records).every(({ dirt }) => dirt.length === 0)).toBe(true);
    expect(clean.some(({ edition }) => edition.isReused)).toBe(false);
  });

  test('knows which edition each record is of: clean records of one edition say the same book', () => {
    for (const { edition, records: own } of city) {
      for (const record of own.filter(({ dirt }) => dirt.length === 0)) {
        const said = bibliographicOf(record.marc);
        expect(record.editionId).toBe(edition.id);
        expect([said.title, said.year, said.publisher, said.volume, said.isbns[0] ?? null]).toEqual([
          edition.title,
          edition.year,
          edition.publisher,
          edition.volume?.form ?? null,
          edition.isbn,
        ]);
        expect(said.items.map(({ barcode }) => barcode).toSorted()).toEqual(
          record.items.map(({ barcode }) => barcode).toSorted(),
        );
        expect(said.items.every(({ callNumber }) => callNumber === record.items[0]?.callNumber)).toBe(true);
      }
    }
  });

  test('is held by the libraries that were named alone', () => {
    const few = [...cityOf({ ...options, titles: 100, items: 500, libraries: ['NJ-JN', 'NJ-GC'] })];
    expect(new Set(few.flatMap((each) => each.records.map(({ library }) => library)))).toEqual(
      new Set(['NJ-JN', 'NJ-GC']),
    );
  });

  test('is read by the reader of files record by record, whatever is wrong with the bytes', async () => {
    const file = records.map(({ marc, dirt }) => bytesOf(marc, dirt));
    const read: string[] = [];
    let repaired = 0;
    for await (const record of readIso2709([Buffer.concat(file)] as unknown as AsyncIterable<Buffer>)) {
      if ('error' in record) throw record.error;
      repaired += Number(record.repaired);
      read.push(bibliographicOf(record.record).control ?? '');
    }
    expect(read).toEqual(records.map(({ control }) => control));
    expect(repaired).toBeGreaterThan(50);
  });
});

test('a publisher that has used up its numbers gets further ones, and no number comes twice', () => {
  const next = isbnRegister();
  const small = publishers.find(({ name }) => name === '岳麓书社');
  if (!small) throw new Error('no such publisher');
  const isbns = Array.from({ length: 25_000 }, () => next(small));
  expect(new Set(isbns).size).toBe(isbns.length);
  expect(isbns.filter((isbn) => hyphened(isbn).startsWith('978-7-80761-')).length).toBe(1_000);
});

function digestOf(editions: Iterable<GeneratedEdition>): string {
  const hash = createHash('sha256');
  for (const { edition, records: own } of editions) {
    hash.update(JSON.stringify(edition));
    for (const { marc, dirt, items } of own) hash.update(bytesOf(marc, dirt)).update(JSON.stringify(items));
  }
  return hash.digest('hex').slice(0, 16);
}
