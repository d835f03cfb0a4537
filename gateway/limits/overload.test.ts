// More comes than the process can do: what it takes it answers soon, the rest is told at once, and when less comes all is as before.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
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

test('an overloaded gateway answers what it takes in time, and refuses the rest with 503 and when to come again', async () => {
  const limits = { ...openLimits, process: { ...openLimits.process, wait } };
  const { app, post, origin } = await startGateway({ central: busy }, { limits });
  const body = { query: '{ books { id } }' };
  const ready = async () =>
    (await (await fetch(`${origin}/ready`)).json()) as { reasons: string[]; load: { isRefusing: boolean } };
  const till = { role: 'clerk', subject: 'till', store: 'QINGCHUN' } as const;
  const token = await issueToken(testKeys.tokenPrivateKey, till, { ttl: 60 });
  const text = JSON.stringify(body);
  const requests = [
    ...Array.from({ length: 4 }, () => ({ who: 'nobody', body: text })),
    { who: 'till', body: text, token },
  ];
  const { port } = app.server.address() as { port: number };
  const flooding = flood({ port, requests, rate: 5_000 / busyMs, seconds, connections: 600 });

  let refusal: Awaited<ReturnType<typeof post>> | undefined;
  await until('one is refused', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(body)));
    refusal ??= answers.find(({ status }) => status === 503);
    return refusal !== undefined;
  });
  expect(refusal).toMatchObject({
    body: { errors: [{ message: expect.stringMatching(/服务繁忙.*busy/), extensions: { code: 'OVERLOADED' } }] },
  });
  expect(refusal?.headers.get('retry-after')).toBe('1');
  await until('it says so', async () => (await ready()).load.isRefusing);

  const { outcomes } = await flooding;
  console.info(`overload: ${JSON.stringify(outcomes)}`);
  const { nobody, till: tills } = outcomes as Record<'nobody' | 'till', Outcome>;
  expect([nobody, tills]).toMatchObject([
    { wrong: 0, lost: 0 },
    { wrong: 0, lost: 0 },
  ]);
  expect(nobody.refused).toBeGreaterThan(100);
  expect(nobody.answered + tills.answered).toBeGreaterThan(50);
  // Whoever shows a token is refused later than those who are nobody.
  expect(shareOf(tills)).toBeGreaterThan(shareOf(nobody));

  await until('all is as before', async () => (await post(body)).status === 200 && !(await ready()).load.isRefusing);
  expect((await ready()).reasons).toEqual([]);
});
