// The questions that are asked, each as the bodies of the requests that rotate.

export interface Workload {
  name: string;
  bodies: string[];
  /** The hand-written proxy knows this one. */
  suitsProxy: boolean;
}

const holdings = `query Holdings($query: String!, $first: Int!) {
  searchBooks(query: $query, first: $first) {
    nodes {
      title
      responsibility
      holdings { library { name } lastKnown { total } now { available } }
      offers { store { name } stock }
    }
  }
}`;

const desk = `query Desk($card: String!) {
  reader(card: $card) {
    name
    loans(first: 10) {
      nodes {
        dueDate
        book { title offers { store { name } stock } holdings { library { name } now { available } } }
        item { barcode callNumber branch { name library { name } } }
      }
    }
  }
}`;

const order = `mutation Order($input: SubmitPurchaseLendOrderInput!) {
  submitPurchaseLendOrder(input: $input) {
    __typename
    ... on PurchaseLendOrderLent {
      itemBarcode
      dueDate
      readerName
      order { id status payer { name } book { title responsibility } store { name } listPrice { fen } }
    }
    ... on PurchaseRefused { failures { code message } }
  }
}`;

export const workloads: readonly Workload[] = [
  ...[1, 20, 100].map((first) => holdingsOf(first, '0')),
  { name: 'five levels', bodies: [bodyOf(desk, { card: 'N2026000003' })], suitsProxy: false },
  { name: '200 operations', bodies: differentOperations(200), suitsProxy: false },
  {
    name: 'varied variables',
    bodies: times(100, (index) => bodyOf(holdings, { query: `样例 ${index * 3}`, first: 20 })),
    suitsProxy: true,
  },
  {
    name: 'mutation',
    bodies: times(100, (index) =>
      bodyOf(order, {
        input: {
          idempotencyKey: `POS-${index}`,
          store: 'QINGCHUN',
          card: 'N2026000001',
          bookId: `B${String(index).padStart(6, '0')}`,
          listPrice: { fen: 4550 },
        },
      }),
    ),
    suitsProxy: false,
  },
];

/** The workloads of these names, or with these texts in their names; all for none. */
export function chosenWorkloads(only: readonly string[]): readonly Workload[] {
  const chosen = only.flatMap((text) => {
    const named = workloads.filter(({ name }) => name === text);
    return named.length > 0 ? named : workloads.filter(({ name }) => name.includes(text));
  });
  if (only.length > 0 && chosen.length === 0) {
    throw new Error(`No such workload. There are ${workloads.map(({ name }) => name).join(', ')}.`);
  }
  return only.length > 0 ? workloads.filter((workload) => chosen.includes(workload)) : workloads;
}

/** The holdings question for a number of books. */
export function holdingsOf(first: number, query: string): Workload {
  return { name: `holdings ${first}`, bodies: [bodyOf(holdings, { query, first })], suitsProxy: true };
}

/** Operations that differ in what they ask, as those of many clients do; each needs a plan of its own. */
export function differentOperations(count: number): string[] {
  const ofBook = [
    'responsibility',
    'publisher year',
    'classNumber',
    'lastKnown { total available }',
    'offers { stock store { name } }',
  ];
  const ofHoldings = ['library { name }', 'now { available }', 'lastKnown { total asOf }'];
  const roots = [
    (book: string, index: number) => `searchBooks(query: "${index}", first: 3) { totalCount nodes { ${book} } }`,
    (book: string, index: number) => `book(id: "B${String(index).padStart(6, '0')}") { id ${book} }`,
    (book: string, index: number) =>
      `reader(card: "N${2026000000 + (index % 40)}") { name loans(first: 3) { nodes { status book { ${book} } } } }`,
  ];
  return times(count, (index) => {
    const isChosen = (_: string, bit: number) => ((index + 1) & (1 << bit)) !== 0;
    const inHoldings = ofHoldings.filter((field, bit) => isChosen(field, bit + ofBook.length));
    const holdings = inHoldings.length > 0 ? [`holdings { id ${inHoldings.join(' ')} }`] : [];
    const chosen = ['title', ...ofBook.filter(isChosen), ...holdings];
    const root = roots[index % roots.length] as (typeof roots)[number];
    return bodyOf(`query Operation${index} { ${root(chosen.join(' '), index)} }`, {});
  });
}

function bodyOf(query: string, variables: object): string {
  return JSON.stringify({ query, variables });
}

function times<Value>(count: number, make: (index: number) => Value): Value[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
