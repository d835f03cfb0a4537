// A small federated graph for the gateway's tests: three real subgraph schemas, composed, over plain data.
import { buildSubgraphSchema } from '@apollo/subgraph';
import { composeServices } from '@theguild/federation-composition';
import { type ExecutionResult, execute, parse, validate } from 'graphql';
import { anonymous } from '../lib/identity.ts';
import type { CallContext, SubgraphAnswer, SubgraphRequest, Transport } from '../lib/transport.ts';
import { createEngine } from './engine/engine.ts';

const link = `
  extend schema @link(
    url: "https://specs.apollo.dev/federation/v2.9"
    import: ["@key", "@requires", "@external", "@inaccessible", "@shareable", "@listSize"]
  )`;

const typeDefs = {
  central: `${link}
    scalar JSON
    enum Kind { PAPER SECRET @inaccessible }
    type Query {
      book(id: ID!): Book
      books: [Book!]!
      shelf(first: Int! = 20): [Book!]! @listSize(slicingArguments: ["first"])
      maybeBooks: [Book!]
      echo(value: JSON, times: Int = 2, filter: Filter): String
      visitor: String
    }
    input Filter { city: String = "Shanghai" limit: Int }
    type Mutation { write(text: String!): [String!]! }
    type Book @key(fields: "id") {
      id: ID!
      title: String!
      kind: Kind
      weight: Int
      shelfCode: String @inaccessible
      holdings: [Holdings!]!
    }
    interface Holdings { id: ID! library: String! }
    type CentralHoldings implements Holdings @key(fields: "id") { id: ID! library: String! now: Int }
    type DistrictHoldings implements Holdings @key(fields: "id") { id: ID! library: String! }`,
  districts: `${link}
    interface Holdings { id: ID! now: Int }
    type DistrictHoldings implements Holdings @key(fields: "id") { id: ID! now: Int }`,
  bookstores: `${link}
    type Mutation { sell(book: ID!): [String!]! }
    type Book @key(fields: "id") {
      id: ID!
      weight: Int @external
      postage: Int @requires(fields: "weight")
      price(currency: String! = "CNY"): Int
      offers: [Offer!]!
      bestOffer: Offer!
    }
    type Offer { store: String! stock: Int! }`,
};

export type SubgraphName = keyof typeof typeDefs;
export const subgraphNames = Object.keys(typeDefs) as SubgraphName[];

interface Entity {
  __typename: string;
  id: string;
  weight?: number;
}

const holdings = (book: string) => [
  { __typename: 'CentralHoldings', id: `c-${book}`, library: 'City', now: 7 },
  { __typename: 'DistrictHoldings', id: `d-${book}`, library: 'Jing’an' },
  { __typename: 'DistrictHoldings', id: `e-${book}`, library: 'Xuhui' },
];
const books = [
  { id: '1', title: 'Cloud', kind: 'PAPER', weight: 300, holdings: holdings('1') },
  { id: '2', title: 'River', kind: 'SECRET', weight: null, holdings: holdings('2') },
];
const noted: string[] = [];
const note = (text: string) => {
  noted.push(text);
  return [...noted];
};
const byId = (id: string) => books.find((book) => book.id === id) ?? null;

const resolvers = {
  central: {
    Query: {
      book: (_: unknown, { id }: { id: string }) => byId(id),
      books: () => books,
      shelf: (_: unknown, { first }: { first: number }) => books.slice(0, first),
      maybeBooks: () => books,
      echo: (_: unknown, values: unknown) => JSON.stringify(values),
      visitor: (_: unknown, _values: unknown, { identity }: CallContext) => JSON.stringify(identity),
    },
    Mutation: { write: (_: unknown, { text }: { text: string }) => note(text) },
  },
  districts: {
    DistrictHoldings: {
      __resolveReference: ({ id }: Entity) => ({ id }),
      now: ({ id }: Entity) => (id.startsWith('d') ? 3 : 0),
    },
  },
  bookstores: {
    Mutation: { sell: (_: unknown, { book }: { book: string }) => note(`sold ${book}`) },
    Book: {
      __resolveReference: (book: Entity) => (book.id === '404' ? null : book),
      postage: ({ weight }: Entity) => (weight ?? 0) / 100,
      price: (_: unknown, { currency }: { currency: string }) => (currency === 'CNY' ? 70 : 10),
      offers: () => [{ store: 'QINGCHUN', stock: 2 }],
      bestOffer: () => ({ store: 'QINGCHUN', stock: 2 }),
    },
  },
};

/** The same data for one server without subgraphs. */
export const allData = {
  book: ({ id }: { id: string }) => wholeBook(byId(id)),
  books: () => books.map(wholeBook),
  shelf: ({ first }: { first: number }) => books.slice(0, first).map(wholeBook),
  maybeBooks: () => books.map(wholeBook),
  echo: (values: unknown) => JSON.stringify(values),
};

function wholeBook(book: (typeof books)[number] | null) {
  const { Book, ...districts } = { ...resolvers.bookstores, ...resolvers.districts };
  return (
    book && {
      ...book,
      postage: Book.postage(book as never),
      price: (values: { currency: string }) => Book.price(undefined, values),
      offers: Book.offers(),
      bestOffer: Book.bestOffer(),
      holdings: book.holdings.map((row) => ('now' in row ? row : { ...row, now: districts.DistrictHoldings.now(row) })),
    }
  );
}

const schemas = Object.fromEntries(
  subgraphNames.map((name) => [
    name,
    buildSubgraphSchema([{ typeDefs: parse(typeDefs[name]), resolvers: resolvers[name] as never }]),
  ]),
) as Record<SubgraphName, ReturnType<typeof buildSubgraphSchema>>;

const composition = composeServices(
  subgraphNames.map((name) => ({ name, url: `http://${name}`, typeDefs: parse(typeDefs[name]) })),
);

/** The composed graph. */
export const supergraphSdl = composition.supergraphSdl ?? fail(composition.errors);

/** What a subgraph was sent. */
export interface Sent extends SubgraphRequest {
  subgraph: string;
  call: CallContext;
}

/** Runs a request on a subgraph's own schema. */
export async function answerFrom(subgraph: SubgraphName, request: SubgraphRequest, call: CallContext) {
  const { data, errors } = await execute({
    schema: schemas[subgraph],
    document: parse(request.query),
    variableValues: request.variables ?? {},
    contextValue: call,
  });
  return { data, ...(errors ? { errors: errors.map((error) => error.toJSON()) } : {}) } as Awaited<
    ReturnType<Transport>
  >;
}

/** Transports to all subgraphs that note what is sent; `replaced` stands in for some of them. */
export function testTransports(replaced: Partial<Record<SubgraphName, Transport>> = {}) {
  const sent: Sent[] = [];
  noted.length = 0;
  const transports: Record<string, Transport> = Object.fromEntries(
    subgraphNames.map((name) => [
      name,
      Object.assign(
        (request: SubgraphRequest, call: CallContext) => {
          const { query, variables } = request;
          sent.push({ subgraph: name, query, ...(variables ? { variables } : {}), call });
          return replaced[name]?.(request, call) ?? answerFrom(name, request, call);
        },
        { subscribe: replaced[name]?.subscribe, outage: replaced[name]?.outage },
      ),
    ]),
  );
  return { transports, sent };
}

/** How `runQuery` differs from a plain request. */
interface QueryOptions {
  variables?: Record<string, unknown>;
  operationName?: string;
  replaced?: Partial<Record<SubgraphName, Transport>>;
  fetchLimit?: number;
  signal?: AbortSignal;
}

/** Runs a query on an engine over the test graph; `data` and `errors` are as a client sees them. */
export async function runQuery(
  query: string,
  { variables, operationName, replaced = {}, fetchLimit = 50, signal }: QueryOptions = {},
) {
  const { transports, sent } = testTransports(replaced);
  const engine = createEngine({ supergraphSdl, transports, fetchLimit });
  const document = parse(query);
  const [problem] = validate(engine.publicSchema, document);
  if (problem) throw problem;
  const call = { identity: anonymous, requestId: 'r', ...(signal ? { signal } : {}) };
  const { fetches, ...response } = await engine.execute({ document, operationName, variables }, call);
  const { data, errors } = JSON.parse(JSON.stringify(response)) as ExecutionResult;
  return { data, errors, sent, fetches, text: JSON.stringify(response.data) };
}

/** A subgraph that always answers this. */
export function answering(answer: SubgraphAnswer): Transport {
  return async () => answer;
}

/** A subgraph that is not there. */
export function failing(error: Error): Transport {
  return async () => {
    throw error;
  };
}

function fail(errors: unknown): never {
  throw new Error(`The test graph does not compose: ${JSON.stringify(errors)}`);
}
