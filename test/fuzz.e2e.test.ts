// Whatever is sent, the gateway answers in words or closes the connection, and stays as it was. `SEED=7 npm test -- fuzz` sends
// other requests; what fails is told with its seed.
import { once } from 'node:events';
import { Agent, request as httpRequestTo, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { liveSupergraphSdl } from '../gateway/test-events.ts';
import { answerFrom } from '../gateway/test-graph.ts';
import { closeGateways, startGateway } from '../gateway/test-server.ts';
import type { Transport } from '../lib/transport.ts';
import { conversation, type HttpRequest, httpRequest, noise } from './fuzz/requests.ts';

const isLong = process.env['LONG'] === '1';
const seed = Number(process.env['SEED'] ?? 20_261_122);
const patience = isLong ? 600_000 : 60_000;
const runs = (count: number) => ({ seed, numRuns: isLong ? count * 20 : count });
const agent = new Agent({ keepAlive: true, maxSockets: 8 });

let gateway: Awaited<ReturnType<typeof startGateway>>;

beforeAll(async () => {
  const central: Transport = Object.assign(answerFrom.bind(null, 'central'), {
    async *subscribe() {
      yield { data: { bookChanged: { __typename: 'Book', id: '1', title: 'Cloud' } } };
    },
  });
  gateway = await startGateway({ central }, { supergraphSdl: liveSupergraphSdl });
});
afterAll(async () => {
  agent.destroy();
  await closeGateways();
});

test(
  'requests over HTTP are answered, and never with a 5xx',
  async () => {
    const before = await send(sane);
    await fc.assert(
      fc.asyncProperty(httpRequest, async (request) => {
        const { status, body } = await send(request);
        expect(status).toBeLessThan(500);
        if (request.method === 'HEAD' || body.startsWith(':')) return;
        const answer = JSON.parse(body) as Record<string, unknown>;
        expect(Object.keys(answer).length).toBeGreaterThan(0);
        if (status >= 400) expect(answer).toEqual({ errors: expect.any(Array) });
        expect(body).not.toMatch(/node_modules|file:\/\//);
      }),
      runs(430),
    );
    expect(await send(sane)).toEqual(before);
    expect(gateway.logged).toEqual([]);
  },
  patience,
);

test(
  'conversations over WebSocket end or go on, and nothing breaks',
  async () => {
    await fc.assert(
      fc.asyncProperty(conversation, async (messages) => {
        const socket = new WebSocket(gateway.origin.replace('http', 'ws').concat('/graphql'), 'graphql-transport-ws');
        const ended = once(socket, 'close');
        await once(socket, 'open');
        for (const message of messages) socket.send(message);
        const end = await Promise.race([ended, sleep(5)]);
        socket.terminate();
        // 4500 and 1011 say that the mistake is the server's.
        if (end) expect([4500, 1011]).not.toContain((end as [number])[0]);
      }),
      runs(50),
    );
    expect((await send(sane)).status).toBe(200);
    expect(gateway.logged).toEqual([]);
  },
  patience,
);

test(
  'noise ends its own connection and no other',
  async () => {
    await fc.assert(
      fc.asyncProperty(noise, async (bytes) => {
        const { port } = new URL(gateway.origin);
        const socket = connect(Number(port), '127.0.0.1').on('error', () => {});
        await once(socket, 'connect');
        socket.end(bytes);
        socket.resume();
        await Promise.race([new Promise((closed) => socket.once('close', closed)), sleep(20)]);
        socket.destroy();
      }),
      runs(20),
    );
    expect((await send(sane)).status).toBe(200);
    expect(gateway.logged).toEqual([]);
  },
  patience,
);

test(
  'memory does not grow with the requests',
  async () => {
    const round = async () => {
      for (const request of fc.sample(httpRequest, runs(100))) await send(request);
    };
    await round();
    const before = heapBytes();
    await round();
    await round();
    // The same requests again: what is kept of them is kept already.
    expect(heapBytes() - before).toBeLessThan(10 * 1024 * 1024);
  },
  patience,
);

const sane: HttpRequest = {
  method: 'POST',
  path: '/graphql',
  headers: { 'content-type': 'application/json' },
  body: Buffer.from('{"query":"{ book(id: 1) { title price } }"}'),
};

async function send({ method, path, headers, body }: HttpRequest): Promise<{ status: number; body: string }> {
  const length = body ? { 'content-length': String(body.length) } : {};
  const request = httpRequestTo(gateway.origin + path, { agent, method, headers: { ...headers, ...length } });
  // A body that is too large is refused while it is still being sent.
  request.on('error', () => {});
  request.end(body);
  try {
    const [response] = (await once(request, 'response', { signal: AbortSignal.timeout(10_000) })) as [IncomingMessage];
    return { status: response.statusCode ?? 0, body: await text(response) };
  } catch (error) {
    // The gateway had closed a kept connection, as it may: the request goes over another one.
    if (request.reusedSocket) return send({ method, path, headers, body });
    throw error;
  }
}

function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}
