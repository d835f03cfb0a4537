// The four subgraphs of this network over data in memory: our schemas, graphql-js, no database, nobody is refused.
import { buildSubgraphSchema } from '@apollo/subgraph';
import { type DocumentNode, execute, type GraphQLSchema, parse } from 'graphql';
import type { SubgraphAnswer, SubgraphRequest } from '../../lib/transport.ts';
import { type SubgraphName, subgraphNames, subgraphSdl } from '../../schema/sdl.ts';
import { bookCount, books, branches, holdingsNow, items, libraries, offers, readers, stores } from './data.ts';

interface Key {
  __typename: string;
  id: string;
}
interface Page {
  first: number;
}
interface Order {
  input: { idempotencyKey: string; store: string; bookId: string };
}

const byId = <Value extends { id: string }>(values: readonly Value[]) => {
  const found = new Map(values.map((value) => [value.id, value]));
  return ({ id }: { id: string }) => found.get(id) ?? null;
};
const book = byId(books);
const library = byId(libraries.map((each) => ({ kind: 'DISTRICT', source: 'SAMPLE', ...each })));
const branch = byId(branches);
const store = byId(stores);
const page = <Value>(all: readonly Value[], { first }: Page) => ({
  nodes: all.slice(0, first),
  edges: [],
  totalCount: all.length,
  pageInfo: { hasNextPage: all.length > first, endCursor: null },
});
const typeName = { __resolveType: (value: Key) => value.__typename };
const copy = { __resolveReference: (key: Key) => items.get(key.id) ?? null };

const resolvers: Record<SubgraphName, Record<string, unknown>> = {
  central: {
    Query: {
      book: (_: unknown, key: Key) => book(key),
      booksByIsbn: (_: unknown, { isbn }: { isbn: string }) => books.filter((each) => each.isbn === isbn),
      // The number in the query says where the list begins, so each query has an answer of its own.
      searchBooks: (_: unknown, { query, first }: Page & { query: string }) => {
        const start = Number(/\d+/.exec(query)?.[0] ?? 0) % bookCount;
        return page([...books.slice(start), ...books.slice(0, start)], { first });
      },
      libraries: () => libraries.map((each) => library(each)),
      branches: () => branches,
    },
    Book: { __resolveReference: book },
    Holdings: typeName,
    CentralHoldings: { library: (row: { library: Key }) => library(row.library) },
    DistrictHoldings: { library: (row: { library: Key }) => library(row.library) },
    Library: { __resolveReference: library },
    Branch: { __resolveReference: branch, library: (row: { library: Key }) => library(row.library) },
    Item: typeName,
    CentralItem: { ...copy, branch: (row: { branch: Key }) => branch(row.branch) },
  },
  districts: {
    Holdings: typeName,
    DistrictHoldings: { now: ({ id }: Key) => holdingsNow.get(id) ?? null },
    Item: typeName,
    DistrictItem: copy,
  },
  bookstores: {
    Query: { stores: () => stores },
    Mutation: {
      submitPurchaseLendOrder: (_: unknown, { input }: Order) => ({
        __typename: 'PurchaseLendOrderLent',
        dueDate: '2026-12-22',
        itemBarcode: `P${input.idempotencyKey}`,
        readerName: '【样例】读**子',
        order: {
          id: `O-${input.idempotencyKey}`,
          channel: 'COUNTER',
          status: 'LENT',
          store: store({ id: input.store }),
          book: { id: input.bookId },
          payer: store({ id: input.store })?.payer,
          listPrice: { fen: 4550, currency: 'CNY' },
          submittedAt: '2026-11-22T08:30:00.000Z',
          failures: [],
          flags: [],
          transitions: [],
        },
      }),
    },
    SubmitPurchaseLendOrderResult: typeName,
    Book: { offers: ({ id }: Key) => offers.get(id) ?? [] },
    Store: { __resolveReference: store },
  },
  lending: {
    Query: { reader: (_: unknown, { card }: { card: string }) => readers.find((each) => each.card === card) ?? null },
    Item: typeName,
    Reader: { loans: (reader: { loans: unknown[] }, limits: Page) => page(reader.loans, limits) },
  },
};

/** A subgraph in memory: one request in, one answer out. */
export type InMemorySubgraph = (request: SubgraphRequest) => Promise<SubgraphAnswer>;

/** Makes the four subgraphs. Documents are parsed once; every request is executed. */
export function subgraphsInMemory(): Record<SubgraphName, InMemorySubgraph> {
  return Object.fromEntries(subgraphNames.map((name) => [name, subgraph(name)])) as Record<
    SubgraphName,
    InMemorySubgraph
  >;
}

function subgraph(name: SubgraphName): InMemorySubgraph {
  const schema: GraphQLSchema = buildSubgraphSchema([
    // The federation library declares the resolvers loosely.
    { typeDefs: parse(subgraphSdl(name)), resolvers: resolvers[name] as never },
  ]);
  const documents = new Map<string, DocumentNode>();
  return async ({ query, variables, operationName }) => {
    let document = documents.get(query);
    if (!document) documents.set(query, (document = parse(query)));
    const { data, errors } = await execute({
      schema,
      document,
      variableValues: variables ?? null,
      operationName: operationName ?? null,
    });
    return { data: data ?? null, ...(errors ? { errors: errors.map((error) => error.toJSON()) } : {}) };
  };
}
