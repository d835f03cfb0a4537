// Operations on the gateway's test graph: right ones, and ones that are wrong in many ways.
import fc, { type Arbitrary } from 'fast-check';

const text = fc.string({ unit: 'binary', maxLength: 20 });
const alias = fc.constantFrom('', 'a: ', 'b: ', '__proto__: ', 'constructor: ', '__typename: ', 'data: ');
const leaf = fc.constantFrom(
  'id',
  'title',
  'kind',
  'price',
  'postage',
  'weight',
  '__typename',
  'price(currency: "EUR")',
);
const directive = fc.constantFrom(
  '',
  '',
  '',
  ' @skip(if: true)',
  ' @include(if: $yes)',
  ' @nothing',
  ' @skip(if: false) @skip(if: true)',
);
const field = fc.tuple(alias, leaf, directive).map((parts) => parts.join(''));
const selection = fc
  .array(
    fc.oneof(
      field,
      fc.constantFrom(
        'offers { store stock }',
        'bestOffer { stock }',
        'holdings { id library now }',
        'holdings { ... on CentralHoldings { now } ... on DistrictHoldings { id } __typename }',
        '...F',
        '... { title }',
        'shelfCode',
      ),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => `{ ${parts.join(' ')} }`);
const literal = fc.oneof(
  fc.integer().map(String),
  fc.double().map(String),
  text.map((value) => JSON.stringify(value)),
  fc.constantFrom('null', 'true', '$id', '[1, [2]]', '{ a: { b: 1 } }', '"""block"""', 'ENUM', '1e999'),
);
const root = fc.oneof(
  selection.map((fields) => `books ${fields}`),
  fc.tuple(literal, selection).map(([id, fields]) => `book(id: ${id}) ${fields}`),
  literal.map((value) => `echo(value: ${value}, times: 3)`),
  fc.constantFrom(
    'visitor',
    '__schema { types { name } }',
    '__type(name: "Book") { fields { name } }',
    'nothing',
    'books',
  ),
);
const kind = fc.constantFrom(
  '',
  'query',
  'query Q',
  'query Q($id: ID!)',
  'query Q($yes: Boolean = true, $id: ID)',
  'mutation',
);
const fragments = fc.constantFrom(
  '',
  '',
  ' fragment F on Book { id title }',
  ' fragment F on Book { ...F }',
  ' fragment F on Nobody { id }',
  ' query Q { visitor }',
);

const wellFormed = fc
  .tuple(kind, fc.array(root, { minLength: 1, maxLength: 4 }), fragments)
  .map(([begin, roots, end]) => `${begin} { ${roots.join(' ')} }${end}`);

const others = fc.oneof(
  fc.constantFrom(
    'mutation { write(text: "x") sell(book: 1) }',
    'subscription { bookChanged { id title price } }',
    'subscription A { bookChanged(padding: 3) { id } } subscription B { bookChanged { id } }',
    'subscription { bookChanged { id } a: bookChanged { id } }',
    '{ __schema { queryType { fields { type { ofType { ofType { name } } } } } } }',
    '#',
    '',
    '{}',
    'type Query { a: Int }',
    'query ($a: Int = 99999999999) { echo(times: $a) }',
  ),
  fc.integer({ min: 1, max: 3_000 }).map((depth) => '{ books '.repeat(depth) + '}'.repeat(depth)),
  fc
    .integer({ min: 1, max: 3_000 })
    .map((count) => `{ ${Array.from({ length: count }, (_, at) => `a${at}: visitor`).join(' ')} }`),
  fc.integer({ min: 1, max: 3_000 }).map((count) => `{ echo(value: ${'['.repeat(count)}1${']'.repeat(count)}) }`),
  fc.integer({ min: 1, max: 60 }).map((levels) => {
    const fragmentsOf = Array.from(
      { length: levels },
      (_, at) => `fragment F${at} on Query { ...F${at + 1} ...F${at + 1} }`,
    );
    return `{ ...F0 } ${fragmentsOf.join(' ')} fragment F${levels} on Query { visitor }`;
  }),
  text,
);

/** A text with letters lost, doubled or put in. */
function damaged(texts: Arbitrary<string>): Arbitrary<string> {
  return fc.tuple(texts, fc.nat(), fc.nat({ max: 8 }), text).map(([whole, at, length, put]) => {
    const place = whole.length === 0 ? 0 : at % whole.length;
    return whole.slice(0, place) + put + whole.slice(place + length);
  });
}

export const operation: Arbitrary<string> = fc.oneof(
  { arbitrary: wellFormed, weight: 5 },
  { arbitrary: damaged(wellFormed), weight: 3 },
  { arbitrary: others, weight: 2 },
);

/** A request as it should be, but for its values. */
export const request: Arbitrary<Record<string, unknown>> = fc.record(
  {
    query: fc.oneof({ arbitrary: operation, weight: 9 }, { arbitrary: fc.jsonValue(), weight: 1 }),
    variables: fc.oneof(
      fc.constantFrom({}, { id: '1', yes: true }, { id: null }, { id: { a: 1 } }, null, [], 'text', {
        yes: 'no',
        id: 1.5,
      }),
      fc.jsonValue(),
    ),
    operationName: fc.constantFrom(null, 'Q', 'A', '', 7, {}),
    extensions: fc.oneof(
      fc.constantFrom(null, {}, { persistedQuery: { version: 1, sha256Hash: 'a' } }, { persistedQuery: 3 }),
      fc.jsonValue(),
    ),
  },
  { requiredKeys: ['query'] },
);
