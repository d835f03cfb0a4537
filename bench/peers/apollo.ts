// @apollo/gateway behind Apollo Server's own HTTP server. Usage: node bench/peers/apollo.ts PORT SUPERGRAPH_FILE
// The packages are the bench's own and are not there when the types are checked.
import { readFileSync } from 'node:fs';

const [port, file = ''] = process.argv.slice(2);
const { ApolloGateway } = await import('@apollo/gateway' as string);
const { ApolloServer } = await import('@apollo/server' as string);
const { startStandaloneServer } = await import('@apollo/server/standalone' as string);

const gateway = new ApolloGateway({ supergraphSdl: readFileSync(file, 'utf8') });
const server = new ApolloServer({ gateway, introspection: false });
await startStandaloneServer(server, { listen: { port: Number(port), host: '127.0.0.1' } });
