// The balancer in front of servers that come and go, over TCP.
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import { Client, request } from 'undici';
import { afterEach, expect, test } from 'vitest';
import { type Drain, drainable } from '../../lib/drain.ts';
import { freePort } from '../../test/process.ts';
import { type Balancer, openBalancer } from './balancer.ts';

let balancer: Balancer;
const servers: FastifyInstance[] = [];
afterEach(async () => {
  await balancer.close();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** A server that says its name, and by `/ready` whether it is going. */
async function serve(name: string, port: number): Promise<{ app: FastifyInstance; going: Drain }> {
  const app: FastifyInstance = Fastify({ return503OnClosing: false, forceCloseConnections: 'idle' });
  const going = drainable(app);
  app.get('/', async () => name);
  app.get('/ready', async (_request, reply) => reply.code(going.isDraining ? 503 : 200).send({}));
  await app.listen({ host: '127.0.0.1', port });
  servers.push(app);
  return { app, going };
}

async function inFrontOf(replicaPorts: number[]): Promise<string> {
  const port = await freePort();
  balancer = await openBalancer({ host: '127.0.0.1', port, replicaPorts });
  return `http://127.0.0.1:${port}`;
}

/** Who answers on a new connection. */
async function ask(origin: string): Promise<string> {
  const { body } = await request(origin, { reset: true });
  return body.text();
}

test('connections go where there are fewest, and a server that goes is left without a lost request', async () => {
  const ports = [await freePort(), await freePort()];
  const [first] = await Promise.all([serve('first', ports[0] ?? 0), serve('second', ports[1] ?? 0)]);
  const origin = await inFrontOf(ports);
  const clients = Array.from({ length: 8 }, () => new Client(origin));
  const namesNow = async () =>
    (
      await Promise.all(
        clients.map((client) => client.request({ path: '/', method: 'GET' }).then(({ body }) => body.text())),
      )
    ).toSorted();
  await expect.poll(namesNow).toEqual([...Array(4).fill('first'), ...Array(4).fill('second')]);

  const gone = first.going.drain(1_000).then(() => first.app.close());
  let isGone = false;
  void gone.then(() => (isGone = true));
  // Any request that fails fails the test.
  await expect
    .poll(async () => [await namesNow(), isGone], { timeout: 10_000 })
    .toEqual([Array(8).fill('second'), true]);
  await Promise.all(clients.map((client) => client.close()));
});

test('a server that takes no connection is passed over, and one that comes back is used', async () => {
  const ports = [await freePort(), await freePort()];
  await serve('second', ports[1] ?? 0);
  const origin = await inFrontOf(ports);
  for (let turn = 0; turn < 4; turn++) expect(await ask(origin)).toBe('second');
  const held = new Client(origin);
  expect(await (await held.request({ path: '/', method: 'GET' })).body.text()).toBe('second');
  await serve('first', ports[0] ?? 0);
  await expect.poll(() => ask(origin)).toBe('first');
  await held.close();
});

test('a connection waits for the first server that comes', async () => {
  const port = await freePort();
  const origin = await inFrontOf([port]);
  const waiting = ask(origin);
  await serve('late', port);
  expect(await waiting).toBe('late');
});

test('where both sides say nothing more, nothing is left open', async () => {
  const echo: Server = createServer({ allowHalfOpen: true }, (socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
  await once(echo, 'listening');
  const origin = await inFrontOf([(echo.address() as AddressInfo).port]);
  const client = new Client(origin);
  await expect(client.request({ path: '/', method: 'GET' })).rejects.toThrow();
  await client.destroy();
  const open = () => new Promise<number>((done) => echo.getConnections((_error, count) => done(count)));
  await balancer.close();
  await expect.poll(open).toBe(0);
  echo.close();
  balancer = { close: async () => {} };
});
