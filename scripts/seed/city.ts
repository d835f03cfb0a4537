// The city that a fresh installation starts with: the real records, and around them a sample that is the same on every
// machine. Pure: it plans, the files beside it write. Whatever is invented is marked 【样例】 and `sample: true`.
import { callNumberSortKey } from '../../lib/callNumbers.ts';
import { toIsbn13 } from '../../lib/isbn.ts';
import type { ItemStatus } from '../../lib/items/statuses.ts';
import { addDays, dayOf, yearOf } from '../../lib/shanghai.ts';
import { branchesOfCity, type CityBranch, librariesOfCity } from './places.ts';
import { randomSequence } from './random.ts';
import { type SourceBook, type SourceRankingEntry, sources } from './sources.ts';

export interface CityBook {
  id: string;
  isbn: string | null;
  title: string;
  responsibility: string | null;
  publisher: string | null;
  year: number | null;
  classNumber: string | null;
  dimensions: string | null;
  sample: boolean;
}

export interface CityItem {
  id: string;
  libraryId: string;
  barcode: string;
  bookId: string;
  callNumber: string;
  callNumberSort: string;
  branchId: string;
  location: string;
  status: ItemStatus;
  dueDate: string | null;
  sample: boolean;
}

export interface City {
  libraries: ReturnType<typeof librariesOfCity>;
  branches: CityBranch[];
  books: CityBook[];
  items: CityItem[];
  /** Ids of the ranked books, by the call number as printed. */
  rankedBooks: Map<string, string>;
}

const sampleTitles = 480;
const publisher = '【样例】样例出版社';
const classes = ['I247.5', 'I267', 'K825.6', 'TP312', 'G40', 'B84', 'J22', 'Q1', 'F83', 'R247'];
const subjects = [
  '秦淮夜话',
  '梧桐小史',
  '江畔笔记',
  '城墙故事',
  '湖上四季',
  '雨花石谱',
  '街巷地图',
  '云锦图说',
  '明孝陵考',
  '夫子庙谈',
];
const kinds = ['导读', '选集', '新编', '图说', '札记', '入门'];

/** Sample titles with a story to try out; the demonstration, the examples and the tests name them. */
export const showcase = [
  { key: 'threePermitted', title: '【样例】新书：还可购三册', heldByPayer: 2, listPriceFen: 45_50 },
  { key: 'notHeld', title: '【样例】新书：全市尚无', heldByPayer: 0, listPriceFen: 58_00 },
  { key: 'tooDear', title: '【样例】新书：定价过高', heldByPayer: 0, listPriceFen: 128_00 },
  { key: 'enoughCopies', title: '【样例】新书：复本已足', heldByPayer: 5, listPriceFen: 39_80 },
  { key: 'tooDearAndEnough', title: '【样例】新书：定价过高且复本已足', heldByPayer: 5, listPriceFen: 168_00 },
] as const;

export type ShowcaseKey = (typeof showcase)[number]['key'];

/** The id of a showcase title. */
export function showcaseId(key: ShowcaseKey): string {
  return bookId(firstShowcase + showcase.findIndex((title) => title.key === key));
}

const firstShowcase = 101;
const firstSample = 201;

/** Plans the whole city for a moment: due dates and years of publication lie around it. */
export function planCity(now: Date): City {
  const random = randomSequence(20_201_210);
  const libraries = librariesOfCity();
  const branches = branchesOfCity();
  const year = yearOf(now);
  const real = sources.books.map((book, index) => realBook(book, index + 1));
  const ranked = [...sources.rankings.adult, ...sources.rankings.children];
  const rankedBooks = ranked.map((entry, index) => rankedBook(entry, real.length + index + 1));
  const samples = [
    ...showcase.map((title, index) => showcaseBook(title.title, index, year)),
    ...sampleBooks(year, random),
  ];
  const items = [
    ...realItems(branches),
    ...sampleItems([...rankedBooks, ...samples.slice(showcase.length)], libraries, branches, dayOf(now), random),
    ...showcaseItems(dayOf(now)),
  ];
  return {
    libraries,
    branches,
    books: [...real, ...rankedBooks, ...samples],
    items,
    rankedBooks: new Map(ranked.map((entry, index) => [entry.callNumber, rankedBooks[index]?.id ?? ''])),
  };
}

function bookId(number: number): string {
  return `B${String(number).padStart(6, '0')}`;
}

function realBook(book: SourceBook, number: number): CityBook {
  const callNumber = book.holdings?.[0]?.items[0]?.callNumber;
  return {
    id: bookId(number),
    isbn: book.isbn ? toIsbn13(book.isbn) : null,
    title: book.title,
    responsibility: book.responsibility ?? null,
    publisher: book.publisher ?? null,
    year: book.year ?? null,
    classNumber: callNumber ? classOf(callNumber) : null,
    dimensions: book.dimensions ?? null,
    sample: false,
  };
}

function rankedBook(entry: SourceRankingEntry, number: number): CityBook {
  return {
    id: bookId(number),
    isbn: null,
    title: entry.title,
    responsibility: entry.responsibility,
    publisher: entry.publisher,
    year: entry.year,
    classNumber: classOf(entry.callNumber),
    dimensions: null,
    sample: false,
  };
}

function showcaseBook(title: string, index: number, year: number): CityBook {
  return sampleBook(firstShowcase + index, title, 'I267', year);
}

function sampleBooks(year: number, random: () => number): CityBook[] {
  return Array.from({ length: sampleTitles }, (_, index) => {
    const subject = subjects[index % subjects.length];
    const kind = kinds[Math.floor(index / subjects.length) % kinds.length];
    const volume = Math.floor(index / (subjects.length * kinds.length)) + 1;
    const classNumber = classes[Math.floor(random() * classes.length)] ?? 'I267';
    return sampleBook(
      firstSample + index,
      `【样例】${subject}${kind}（${volume}）`,
      classNumber,
      year - Math.floor(random() * 15),
    );
  });
}

function sampleBook(number: number, title: string, classNumber: string, year: number): CityBook {
  const body = `978799${String(number).padStart(6, '0')}`;
  const sum = [...body].reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3), 0);
  return {
    id: bookId(number),
    isbn: body + String((10 - (sum % 10)) % 10),
    title,
    responsibility: '【样例】样例作者 著',
    publisher,
    year,
    classNumber,
    dimensions: '21cm',
    sample: true,
  };
}

function realItems(branches: CityBranch[]): CityItem[] {
  return sources.books.flatMap((book, index) =>
    (book.holdings ?? []).flatMap(({ library, items }) =>
      items.map((item) => ({
        ...identify(library, item.barcode, item.callNumber),
        bookId: bookId(index + 1),
        branchId: branchOf(branches, library, item.location).id,
        location: item.location,
        status: item.status as ItemStatus,
        dueDate: item.due ?? null,
        sample: false,
      })),
    ),
  );
}

/** One to three copies in one to eight libraries; a fifth of them lent. */
function sampleItems(
  books: CityBook[],
  libraries: { id: string }[],
  branches: CityBranch[],
  today: string,
  random: () => number,
): CityItem[] {
  let number = 0;
  return books.flatMap((book, index) => {
    const holders = libraries.filter(() => random() < 0.42);
    return holders.flatMap(({ id: library }) => {
      const own = branches.filter((branch) => branch.libraryId === library);
      return Array.from({ length: 1 + Math.floor(random() * 3) }, () => {
        number += 1;
        const branch = own[Math.floor(random() * own.length)] ?? own[0];
        const lent = random() < 0.2;
        return {
          ...identify(library, `S${String(number).padStart(7, '0')}`, `${book.classNumber ?? 'Z'}/${1000 + index}`),
          bookId: book.id,
          branchId: branch?.id ?? '',
          location: branch?.name ?? '',
          status: lent ? ('ON_LOAN' as const) : rareStatus(random()),
          dueDate: lent ? addDays(today, 1 + Math.floor(random() * 29)) : null,
          sample: true,
        };
      });
    });
  });
}

function rareStatus(chance: number): ItemStatus {
  return chance < 0.93 ? 'AVAILABLE' : chance < 0.97 ? 'REFERENCE_ONLY' : chance < 0.99 ? 'MISSING' : 'DAMAGED';
}

/** The copies that decide the showcase: all in the central library, all lent: one that could be borrowed would not be bought. */
function showcaseItems(today: string): CityItem[] {
  return showcase.flatMap((title, index) =>
    Array.from({ length: title.heldByPayer }, (_, copy) => ({
      ...identify('NJ-JL', `S9${String(index * 10 + copy).padStart(6, '0')}`, `I267/${9000 + index}`),
      bookId: showcaseId(title.key),
      branchId: 'JL-MAIN',
      location: '图书借阅室',
      status: 'ON_LOAN' as const,
      dueDate: addDays(today, 20),
      sample: true,
    })),
  );
}

function identify(libraryId: string, barcode: string, callNumber: string) {
  return {
    id: `${libraryId}:${barcode}`,
    libraryId,
    barcode,
    callNumber,
    callNumberSort: callNumberSortKey(callNumber),
  };
}

function branchOf(branches: CityBranch[], library: string, location: string): CityBranch {
  const branch = branches.find(
    (candidate) => candidate.libraryId === library && candidate.locations.includes(location),
  );
  if (!branch) {
    throw new Error(`no branch of ${library} has the location ${location}`);
  }
  return branch;
}

function classOf(callNumber: string): string {
  return callNumber.slice(0, callNumber.indexOf('/'));
}
