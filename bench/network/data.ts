// What the subgraphs in memory know: 600 books, 14 libraries, three stores, 40 readers. Made by arithmetic, the same every time.
const asOf = '2026-11-22T08:30:00.000Z';
const district = (id: string, name: string) => ({ id: `NJ-${id}`, name });

export const libraries = [
  { id: 'NJ-JL', name: '金陵图书馆' },
  district('NT', '南京图书馆分馆'),
  district('XW', '玄武区图书馆'),
  district('QH', '秦淮区图书馆'),
  district('JY', '建邺区图书馆'),
  district('GL', '鼓楼区图书馆'),
  district('PK', '浦口区图书馆'),
  district('QX', '栖霞区图书馆'),
  district('YH', '雨花台区图书馆'),
  district('JN', '江宁区图书馆'),
  district('LH', '六合区图书馆'),
  district('LS', '溧水区图书馆'),
  district('GC', '高淳区图书馆'),
  district('JB', '江北新区图书馆'),
];

export const branches = libraries.map(({ id, name }) => ({
  id: `${id}-MAIN`,
  name: `${name}总馆`,
  kind: 'MAIN',
  aliases: [],
  source: 'SAMPLE',
  library: { id },
}));

export const stores = ['QINGCHUN', 'WENDU', 'XINCHENG'].map((id, index) => ({
  id,
  name: `${['青春', '文都', '新城'][index]}书店`,
  partner: '【样例】书业公司',
  since: '2020-10',
  source: 'SAMPLE',
  payer: { id: libraries[index]?.id },
}));

export const bookCount = 600;
const numbers = Array.from({ length: bookCount }, (_, index) => index);
const bookId = (number: number) => `B${String(number).padStart(6, '0')}`;

export const books = numbers.map((number) => ({
  id: bookId(number),
  isbn: `9787${String(number * 7919).padStart(9, '0')}`,
  title: `【样例】城市的书：第 ${number} 种`,
  responsibility: `【样例】作者${number % 97} 著`,
  publisher: '【样例】出版社',
  year: 1990 + (number % 36),
  classNumber: `I247.${number % 10}`,
  dimensions: '21cm',
  sample: true,
  lastKnown: counts(number),
  holdings: libraries.map((library, index) => ({
    __typename: index === 0 ? 'CentralHoldings' : 'DistrictHoldings',
    id: `${bookId(number)}:${library.id}`,
    library: { id: library.id },
    lastKnown: counts(number + index),
    ...(index === 0 ? { now: now(number, 0) } : {}),
  })),
}));

export const offers = new Map(
  numbers.map((number) => [
    bookId(number),
    stores.slice(number % 3).map((store, index) => ({
      id: `${store.id}:${bookId(number)}`,
      store,
      book: { id: bookId(number) },
      isbn: `9787${String(number * 7919).padStart(9, '0')}`,
      listPrice: { fen: 2_000 + ((number * 37) % 5_000), currency: 'CNY' },
      stock: 9 - index,
      asOf,
      sample: true,
    })),
  ]),
);

/** What the owner says of one row of holdings, by its id. */
export const holdingsNow: ReadonlyMap<string, object> = new Map(
  numbers.flatMap((number) =>
    libraries.map((library, index) => [`${bookId(number)}:${library.id}`, now(number, index)] as const),
  ),
);

/** Copies by id. The central library's and the districts' are told apart by the library in the id. */
export const items: ReadonlyMap<string, object> = new Map(
  numbers.flatMap((number) => libraries.map((_, index) => entry(item(number, index)))),
);

export const readers = Array.from({ length: 40 }, (_, index) => ({
  id: `R${index}`,
  card: `N${2026000000 + index}`,
  name: `【样例】读者${index}`,
  type: 'ADULT',
  openLoans: 10,
  loanQuota: 12,
  sample: true,
  loans: Array.from({ length: 10 }, (_, loan) => {
    const number = (index * 10 + loan) % bookCount;
    const { id, __typename } = item(number, loan);
    return {
      id: `L${index}-${loan}`,
      status: 'ACTIVE',
      channel: 'DESK',
      book: { id: bookId(number) },
      item: { __typename, id },
      requestedAt: asOf,
      dueDate: '2026-12-22',
      overdue: false,
    };
  }),
}));

function item(number: number, library: number) {
  const owner = libraries[library]?.id ?? 'NJ-JL';
  return {
    __typename: library === 0 ? 'CentralItem' : 'DistrictItem',
    id: `${owner}:${bookId(number)}:1`,
    barcode: String(10_000_000 + number * 14 + library),
    callNumber: `I247.${number % 10}/${number}`,
    status: 'AVAILABLE',
    location: '【样例】文学借阅室',
    branch: { id: `${owner}-MAIN` },
    library: { id: owner },
    book: { id: bookId(number) },
    sample: true,
  };
}

function now(number: number, library: number) {
  const copy = item(number, library);
  return {
    state: 'LIVE',
    ...counts(number + library),
    items: { nodes: [copy], edges: [], totalCount: 1, pageInfo: { hasNextPage: false, endCursor: null } },
  };
}

function counts(seed: number) {
  return { total: 3 + ((seed * 13) % 29), available: (seed * 13) % 7, asOf };
}

function entry<Value extends { id: string }>(value: Value): [string, Value] {
  return [value.id, value];
}
