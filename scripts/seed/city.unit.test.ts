// The city of a fresh installation: all that is real in it, and nothing invented that does not say so.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { toIsbn13 } from '../../lib/isbn.ts';
import { planCity, showcase, showcaseId } from './city.ts';
import { readersOfCity, sampleCard } from './readers.ts';
import { sources } from './sources.ts';

const now = new Date('2026-11-22T08:00:00Z');
const city = planCity(now);
const real = city.items.filter(({ sample }) => !sample);

describe('what is real', () => {
  test('fourteen libraries, the central one first', () => {
    expect(city.libraries).toHaveLength(14);
    expect(city.libraries[0]).toMatchObject({
      id: 'NJ-JL',
      kind: 'CENTRAL',
      name: '金陵图书馆',
      address: '南京市建邺区乐山路158号',
    });
    expect(city.libraries.filter(({ source }) => source === 'INFERRED').map(({ name }) => name)).toEqual([
      '玄武区图书馆',
    ]);
  });

  test('both records of 三体 with one ISBN, and all 37 copies with their own call numbers', () => {
    expect(city.books.filter(({ isbn }) => isbn === '9787229100605').map(({ title }) => title)).toEqual([
      '三体 典藏版',
      '三体',
    ]);
    const recorded = sources.books.flatMap(({ holdings = [] }) => holdings.flatMap(({ items }) => items));
    expect(recorded).toHaveLength(37);
    expect(
      real.map(({ barcode, callNumber, location, status, dueDate }) => ({
        barcode,
        callNumber,
        location,
        status,
        dueDate,
      })),
    ).toEqual(recorded.map(({ due, ...item }) => ({ ...item, dueDate: due ?? null })));
  });

  test('every further ISBN, as thirteen digits', () => {
    const isbns = sources.books.flatMap(({ isbn }) => (isbn ? [toIsbn13(isbn)] : []));
    expect(isbns).toHaveLength(11);
    expect(city.books.slice(0, 12).flatMap(({ isbn }) => isbn ?? [])).toEqual(isbns);
  });

  test('the twenty ranked books, with the class of their printed call numbers and no ISBN', () => {
    const ranked = city.books.filter(({ id }) => [...city.rankedBooks.values()].includes(id));
    expect(ranked).toHaveLength(20);
    expect(ranked.every(({ isbn, sample }) => isbn === null && !sample)).toBe(true);
    expect(ranked.find(({ title }) => title === '破冰行动')).toMatchObject({
      classNumber: 'I247.5',
      responsibility: '千羽之城 著',
    });
  });

  const recorded = new URL('../../../shared/data/', import.meta.url);
  test.skipIf(!existsSync(recorded))('the files are as they were recorded', () => {
    for (const file of readdirSync(recorded)) {
      expect(readFileSync(new URL(`./data/${file}`, import.meta.url), 'utf8'), file).toBe(
        readFileSync(new URL(file, recorded), 'utf8'),
      );
    }
  });
  if (!existsSync(recorded)) {
    console.warn('SKIPPED: ../shared/data is absent, so the copied data is not compared with what was recorded.');
  }
});

describe('what is invented', () => {
  const samples = city.books.filter(({ sample }) => sample);

  test('says so in its text and in its mark', () => {
    expect(samples.length).toBeGreaterThan(400);
    expect(
      samples.filter(
        ({ title, responsibility, publisher }) =>
          ![title, responsibility, publisher].every((text) => text?.startsWith('【样例】')),
      ),
    ).toEqual([]);
    expect(city.books.filter(({ title, sample }) => title.includes('样例') !== sample)).toEqual([]);
    expect(readersOfCity(city, now).filter(({ name, sample }) => !sample || !name.startsWith('【样例】'))).toEqual([]);
  });

  test('is some thousand copies in all fourteen libraries', () => {
    const invented = city.items.filter(({ sample }) => sample);
    expect(invented.length).toBeGreaterThan(4_000);
    expect(new Set(invented.map(({ libraryId }) => libraryId)).size).toBe(14);
  });

  test('is the same every time', () => {
    expect(planCity(now)).toEqual(city);
  });

  test('has readers without loans, at their quota, overdue and suspended', () => {
    const readers = new Map(readersOfCity(city, now).map((reader) => [reader.card, reader]));
    expect(readers.get(sampleCard(1))?.loans).toEqual([]);
    expect(readers.get(sampleCard(71))?.loans).toHaveLength(8);
    expect(readers.get(sampleCard(77))?.loans[0]?.dueDate).toBe('2026-11-12');
    expect(readers.get(sampleCard(81))?.suspended).toBe(true);
  });

  test('has a title for each story of the programme', () => {
    const held = (id: string) =>
      city.items.filter(({ bookId, libraryId }) => bookId === id && libraryId === 'NJ-JL').length;
    expect(showcase.map(({ key }) => held(showcaseId(key)))).toEqual(showcase.map(({ heldByPayer }) => heldByPayer));
  });
});

test('ids, and barcodes within a library, are unique; a copy is due exactly when it is lent', () => {
  expect(new Set(city.books.map(({ id }) => id)).size).toBe(city.books.length);
  expect(new Set(city.items.map(({ id }) => id)).size).toBe(city.items.length);
  expect(city.items.filter(({ status, dueDate }) => (status === 'ON_LOAN') !== (dueDate !== null))).toEqual([]);
});
