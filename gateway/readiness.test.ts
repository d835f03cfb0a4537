// What those who look after the gateway are told of it, and how it goes.
import { Agent, request } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { SubgraphError, type Transport } from '../lib/transport.ts';
import { answerFrom } from './test-graph.ts';
import { closeGateways, startGateway } from './test-server.ts';
import { guarded } from './transports/outages.ts';

afterEach(closeGateways);

const query = '{ books { id } }';

test('a subgraph that is left alone is named with since when and why, and requests may be sent here all the same', async () => {
  let isDown = true;
  const central: Transport = async (asked, call) => {
    if (isDown) throw new SubgraphError('SUBGRAPH_TIMEOUT', 'central');
    return answerFrom('central', asked, call);
  };
  const breaker = { minimumCalls: 2, probeAfterMs: 50, probeAfterLimitMs: 50 };
  const { post, origin } = await startGateway({ central: guarded('central', central, { breaker }) });
  const ready = async () => {
    const response = await fetch(`${origin}/ready`);
    return { code: response.status, ...((await response.json()) as { status: string; reasons: string[] }) };
  };
  expect(await ready()).toMatchObject({ code: 200, status: 'ready', reasons: [] });
  const before = Date.now();
  for (let count = 0; count < 3; count++) await post({ query });
  const told = await ready();
  expect(told).toMatchObject({
    code: 200,
    status: 'degraded',
    reasons: [expect.stringMatching(/^central is not asked since 2.*Z: central did not answer in time\.$/)],
    silent: [{ name: 'central', since: expect.any(String) }],
  });
  const [{ since }] = (told as unknown as { silent: [{ since: string }] }).silent;
  expect(Date.parse(since)).toBeGreaterThanOrEqual(before);
  isDown = false;
  await expect.poll(async () => (await post({ query })).body).toEqual({ data: { books: expect.any(Array) } });
  expect(await ready()).toMatchObject({ status: 'ready', reasons: [], silent: [] });
});

test('a database that does not answer is named', async () => {
  const databases = { central: async () => null, lending: async () => 'nothing came within 1000 ms' };
  const { origin } = await startGateway({}, { databases });
  expect(await (await fetch(`${origin}/ready`)).json()).toMatchObject({
    status: 'degraded',
    reasons: ['the database of lending does not answer: nothing came within 1000 ms'],
  });
});

test('one that is going says 503 to whoever asks whether it is ready, answers all the same, and closes its connections', async () => {
  const { app, origin } = await startGateway();
  const agent = new Agent({ keepAlive: true });
  const send = (path: string) =>
    new Promise<{ status: number | undefined; connection: string | undefined }>((resolve, reject) => {
      const body = path === '/graphql' ? JSON.stringify({ query }) : undefined;
      const sent = request(`${origin}${path}`, {
        agent,
        method: body ? 'POST' : 'GET',
        headers: { 'content-type': 'application/json' },
      });
      sent.once('error', reject).once('response', (response) => {
        response
          .resume()
          .once('end', () => resolve({ status: response.statusCode, connection: response.headers.connection }));
      });
      sent.end(body);
    });
  expect(await send('/graphql')).toEqual({ status: 200, connection: 'keep-alive' });
  const gone = app.drain(300);
  expect(await send('/graphql')).toEqual({ status: 200, connection: 'close' });
  expect(await send('/ready')).toEqual({ status: 503, connection: 'close' });
  expect(await send('/health')).toEqual({ status: 200, connection: 'close' });
  await gone;
  await app.close();
  await expect(send('/graphql')).rejects.toThrow(/ECONNREFUSED/);
  agent.destroy();
});
