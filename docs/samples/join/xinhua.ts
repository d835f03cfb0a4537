// A bookstore chain's own subgraph, in the smallest form: any server that speaks Apollo Federation 2 will do, in any language.
//
//   node docs/samples/join/xinhua.ts          # http://127.0.0.1:4105, or PORT
import { readFileSync } from 'node:fs';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';

const shops = [
  { name: '【样例】新华书店新街口店', address: '【样例】中山东路 1 号' },
  { name: '【样例】新华书店凤凰国际书城', address: '【样例】湖南路 1 号' },
];
/** What the chain sells, by ISBN: its own data, in its own system. */
const stock = new Map([['9787229100605', [{ shop: shops[0], priceFen: 23_00, copies: 12 }]]]);

const resolvers = {
  Query: { xinhuaShops: () => shops },
  Book: {
    // The gateway sends what @requires names beside the key.
    xinhuaOffers: ({ isbn }: { isbn: string | null }) => stock.get(isbn ?? '') ?? [],
  },
};

const typeDefs = parse(readFileSync(new URL('xinhua.graphql', import.meta.url), 'utf8'));
const server = new ApolloServer({ schema: buildSubgraphSchema([{ typeDefs, resolvers }]) });
const { url } = await startStandaloneServer(server, {
  listen: { host: '127.0.0.1', port: Number(process.env['PORT'] ?? 4105) },
});
console.log(`xinhua answers at ${url}`);
