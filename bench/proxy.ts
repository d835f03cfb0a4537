// The limit: a proxy that knows the plan of the holdings question by heart. No GraphQL machinery, nothing checked, no identity.
// Shape to keep when the operation changes: keep-alive pools, one JSON.parse per answer, one pass to merge, one JSON.stringify.
// Usage: node bench/proxy.ts PORT CENTRAL_URL DISTRICTS_URL BOOKSTORES_URL
import { createServer } from 'node:http';
import { Pool } from 'undici';

interface Row {
  __typename: string;
  id: string;
  library: unknown;
  lastKnown: unknown;
  now?: unknown;
}
interface Book {
  id: string;
  title: string;
  responsibility: string | null;
  holdings: Row[];
}
interface Answer<Data> {
  data: Data;
}
type Found = Answer<{ searchBooks: { nodes: Book[] } }>;
type Held = Answer<{ rows: { now: unknown }[] }>;
type Offered = Answer<{ books: { offers: unknown }[] }>;

const [port, ...urls] = process.argv.slice(2);
const [central, districts, bookstores] = urls.map((url) => new Pool(new URL(url).origin, { connections: 64 })) as [
  Pool,
  Pool,
  Pool,
];

const root =
  'query($query:String!,$first:Int!){searchBooks(query:$query,first:$first){nodes{id title responsibility holdings{__typename id library{name} lastKnown{total} ...on CentralHoldings{now{available}}}}}}';
const holdings = 'query($r:[_Any!]!){rows:_entities(representations:$r){...on DistrictHoldings{now{available}}}}';
const offers = 'query($r:[_Any!]!){books:_entities(representations:$r){...on Book{offers{store{name} stock}}}}';

async function post<Found>(pool: Pool, body: object): Promise<Found> {
  const answer = await pool.request({
    path: '/graphql',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await answer.body.json()) as Found;
}

async function answer(body: string): Promise<string> {
  const { variables } = JSON.parse(body);
  const found = await post<Found>(central, { query: root, variables });
  const books = found.data.searchBooks.nodes;
  const rows: object[] = [];
  for (const book of books) {
    for (const { __typename, id } of book.holdings) {
      if (__typename === 'DistrictHoldings') rows.push({ __typename, id });
    }
  }
  const [held, offered] = await Promise.all([
    post<Held>(districts, { query: holdings, variables: { r: rows } }),
    post<Offered>(bookstores, {
      query: offers,
      variables: { r: books.map(({ id }) => ({ __typename: 'Book', id })) },
    }),
  ]);
  let next = 0;
  const nodes = books.map(({ title, responsibility, holdings }, index) => ({
    title,
    responsibility,
    holdings: holdings.map(({ __typename, library, lastKnown, now }) => ({
      library,
      lastKnown,
      now: __typename === 'DistrictHoldings' ? held.data.rows[next++]?.now : now,
    })),
    offers: offered.data.books[index]?.offers,
  }));
  return JSON.stringify({ data: { searchBooks: { nodes } } });
}

createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', async () => {
    const text = await answer(Buffer.concat(chunks).toString());
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
    response.end(text);
  });
}).listen(Number(port), '127.0.0.1');
