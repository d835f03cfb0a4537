// Clients that come, listen, leave in order or without a word, while events happen and the supergraph changes: afterwards nothing is
// left of them.
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createEvents, liveSupergraphSdl } from './test-events.ts';
import { testTransports } from './test-graph.ts';
import { closeGateways, startGateway } from './test-server.ts';

const clients = 150;
const query = 'subscription { bookChanged { id price } }';

afterAll(closeGateways);

test('nobody who has left is waited for, and every supergraph but the last is let go', async () => {
  const events = createEvents();
  const closed: string[] = [];
  const { transports } = testTransports({ central: events.central });
  const { app, origin, logged } = await startGateway(undefined, {
    supergraphSdl: liveSupergraphSdl,
    transports: ({ sha256 }) => ({ transports, close: async () => void closed.push(sha256) }),
  });
  const url = `${origin}/graphql`;
  let loads = 0;
  const happening = setInterval(() => events.change('1'), 3);
  const changing = setInterval(() => void app.reload(async () => `${liveSupergraphSdl}\n# ${(loads += 1)}`), 40);
  const outcomes = await Promise.all(
    Array.from({ length: clients }, async (_, at) => {
      await sleep((at * 7) % 400);
      return at % 3 === 0 ? listenToEvents(url, at) : listenOverWebSocket(url, at);
    }),
  );
  clearInterval(happening);
  clearInterval(changing);

  expect(outcomes.filter((received) => received > 0).length).toBeGreaterThan(clients / 4);
  await expect.poll(() => events.open, { timeout: 10_000 }).toBe(0);
  await expect.poll(() => closed.length, { timeout: 10_000 }).toBe(loads);
  expect(logged).toEqual([]);
}, 60_000);

/** Some end the operation, some the connection, some just vanish; some before anything has come. */
async function listenOverWebSocket(url: string, at: number): Promise<number> {
  const socket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws');
  let received = 0;
  socket.on('message', (data) => {
    if (String(data).includes('"price":70')) received += 1;
  });
  await once(socket, 'open');
  socket.send('{"type":"connection_init"}');
  await once(socket, 'message');
  socket.send(JSON.stringify({ id: 'a', type: 'subscribe', payload: { query } }));
  if (at % 5 === 0) socket.send('{"id":"a","type":"complete"}');
  else await sleep((at * 13) % 150);
  if (at % 2 === 0) socket.terminate();
  else socket.close();
  await once(socket, 'close');
  return received;
}

async function listenToEvents(url: string, at: number): Promise<number> {
  const leaving = new AbortController();
  setTimeout(() => leaving.abort(), (at * 13) % 150);
  let received = 0;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query }),
      signal: leaving.signal,
    });
    for await (const chunk of response.body ?? []) {
      if (Buffer.from(chunk).toString().includes('"price":70')) received += 1;
    }
  } catch (error) {
    if (!leaving.signal.aborted) throw error;
  }
  return received;
}
