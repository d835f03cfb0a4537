// More comes than the process can do: what it takes it answers soon, the rest is told at once, and when less comes all is as before.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createClient } from 'graphql-ws';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Transport } from '../../lib/transport.ts';
import type { Flood, Flooded, Outcome } from '../../reliability/flood.ts';
import { until } from '../../test/ask.ts';
import { issueToken } from '../auth/development.ts';
import { answerFrom } from '../test-graph.ts';
import { closeGateways, startGateway, testKeys } from '../test-server.ts';
import { openLimits } from './roles.ts';

afterEach(closeGateways);

const busyMs = 4;
/** A subgraph of this process that works as long for each request, as resolvers and drivers do. */
const busy: Transport = async (request, call) => {
  for (const begun = performance.now(); performance.now() - begun < busyMs; );
  return answerFrom('central', request, call);
};
const wait = 400;
const seconds = 4;

async function flood(what: Flood): Promise<Flooded> {
  const child = fork(fileURLToPath(new URL('../../reliability/flood.ts', import.meta.url)));
  child.send(what);
  const [flooded] = (await once(child, 'message')) as [Flooded];
  child.disconnect();
  return flooded;
}

const shareOf = ({ answered, refused }: Outcome) => answered / (answered + refused);

const body = { query: '{ books { id } }' };
const readinessOf = async (origin: string) =>
  (await (await fetch(`${origin}/ready`)).json()) as { reasons: string[]; load: { isRefusing: boolean } };

test('while what all wait for has no time left, who comes is refused with 503 and when to come again, by every way in', async () => {
  const gate = Promise.withResolvers<void>();
  const waiting: Transport = async (request, call) => {
    await gate.promise;
    return answerFrom('central', request, call);
  };
  let isCongested = true;
  const { post, origin } = await startGateway(
    { central: waiting },
    { isCongested: () => isCongested, origins: ['https://opac.example.org'] },
  );
  const held = Array.from({ length: 20 }, () => post(body));
  let refused: Awaited<ReturnType<typeof post>> | undefined;
  await until('one is refused', async () => {
    const answer = await Promise.race([post(body), new Promise<null>((none) => setTimeout(none, 100, null))]);
    if (answer?.status === 503) refused = answer;
    return refused !== undefined;
  });
  const busyError = {
    message: expect.stringMatching(/服务繁忙.*busy/),
    extensions: { code: 'OVERLOADED', retryAfter: 1 },
  };
  expect(refused?.body).toEqual({ errors: [busyError] });
  expect(Object.fromEntries(refused?.headers ?? [])).toMatchObject({
    'retry-after': '1',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  // A page may read it.
  const page = await post(body, { origin: 'https://opac.example.org' });
  expect([page.status, page.body]).toEqual([503, { errors: [busyError] }]);
  expect(page.headers.get('access-control-allow-origin')).toBe('https://opac.example.org');
  expect(page.headers.get('retry-after')).toBe('1');
  const client = createClient({
    url: origin.replace('http', 'ws').concat('/graphql'),
    webSocketImpl: WebSocket,
    retryAttempts: 0,
  });
  const told = await new Promise((resolve) =>
    client.subscribe(body, { next: resolve, error: resolve, complete: () => resolve('complete') }),
  );
  expect(JSON.parse(JSON.stringify(told))).toMatchObject([busyError]);
  await client.dispose();
  // What looks after the gateway, and what is no operation, is answered.
  expect(await readinessOf(origin)).toMatchObject({
    status: 'degraded',
    reasons: ['more comes than it can do, and some of it is refused'],
    load: { isRefusing: true },
  });

  gate.resolve();
  isCongested = false;
  const answered = (await Promise.all(held)).filter(({ status }) => status === 200);
  expect(answered.length).toBeGreaterThan(15);
  await until('all is as before', async () => (await post(body)).status === 200);
});

test('an overloaded gateway answers what it takes in time, those who show a token before the others, and refuses the rest', async () => {
  const limits = { ...openLimits, process: { ...openLimits.process, wait } };
  const { app, post, origin } = await startGateway({ central: busy }, { limits });
  const till = { role: 'clerk', subject: 'till', store: 'QINGCHUN' } as const;
  const token = await issueToken(testKeys.tokenPrivateKey, till, { ttl: 60 });
  const text = JSON.stringify(body);
  const requests = [
    ...Array.from({ length: 4 }, () => ({ who: 'nobody', body: text })),
    { who: 'till', body: text, token },
  ];
  const { port } = app.server.address() as { port: number };
  const { outcomes } = await flood({ port, requests, rate: 5_000 / busyMs, seconds, connections: 600 });
  console.info(`overload: ${JSON.stringify(outcomes)}`);
  const { nobody, till: tills } = outcomes as Record<'nobody' | 'till', Outcome>;
  expect([nobody, tills]).toMatchObject([
    { wrong: 0, lost: 0 },
    { wrong: 0, lost: 0 },
  ]);
  expect(nobody.refused).toBeGreaterThan(100);
  expect(nobody.answered + tills.answered).toBeGreaterThan(50);
  expect(shareOf(tills)).toBeGreaterThan(shareOf(nobody));
  const isAsBefore = async () => (await post(body)).status === 200 && !(await readinessOf(origin)).load.isRefusing;
  await until('all is as before', isAsBefore);
  expect((await readinessOf(origin)).reasons).toEqual([]);
});
