// How much of couriers' events the gateway lets through, and what it answers when they cannot be judged: never a yes.
import Fastify from 'fastify';
import { describe, expect, test } from 'vitest';
import type { Transport } from '../lib/transport.ts';
import { courierWebhooks } from './courier-webhooks.ts';

const kept: Transport = async () => ({ data: { receiveCourierEvent: true } });

async function route(lending: Transport) {
  const clock = { now: 1_000_000 };
  const app = Fastify();
  await app.register(courierWebhooks({ lending, clock: () => clock.now }));
  const post = async (courier = 'SF', payload = '{}') => {
    const answer = await app.inject({ method: 'POST', url: `/webhooks/couriers/${courier}`, payload });
    return { status: answer.statusCode, retryAfter: answer.headers['retry-after'] ?? null };
  };
  return { clock, post };
}

describe('the rate', () => {
  test('is 300 events of one courier in ten seconds; others are heard meanwhile', async () => {
    const { clock, post } = await route(kept);
    const passed = { status: 200, retryAfter: null };
    for (let count = 0; count < 300; count++) expect(await post()).toEqual(passed);
    clock.now += 4_000;
    expect(await post()).toEqual({ status: 429, retryAfter: '6' });
    expect(await post('YTO')).toEqual(passed);
    clock.now += 5_999;
    expect((await post()).status).toBe(429);
    clock.now += 1;
    expect(await post()).toEqual(passed);
  });

  test('counts 200 couriers at once; a guessed name more is not let through, a known one is', async () => {
    const { post } = await route(kept);
    for (let count = 0; count < 200; count++) expect((await post(`C${count}`)).status).toBe(200);
    expect((await post('C200')).status).toBe(429);
    expect((await post('C7')).status).toBe(200);
  });

  test('is 32 under way at once, and falls with the last of them', async () => {
    const gate = Promise.withResolvers<void>();
    const full = Promise.withResolvers<void>();
    let entered = 0;
    const { post } = await route(async (request, call) => {
      entered += 1;
      if (entered === 32) full.resolve();
      await gate.promise;
      return kept(request, call);
    });
    const waiting = Array.from({ length: 32 }, () => post());
    await full.promise;
    expect(await post('YTO')).toEqual({ status: 429, retryAfter: '1' });
    gate.resolve();
    const answers = await Promise.all(waiting);
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 32 }, () => 200));
    expect((await post()).status).toBe(200);
  });
});

test('a body of 16 KiB is let through, a larger one is not', async () => {
  const { post } = await route(kept);
  expect((await post('SF', 'x'.repeat(16 * 1024))).status).toBe(200);
  expect((await post('SF', 'x'.repeat(16 * 1024 + 1))).status).toBe(413);
});

test.each<[string, Transport]>([
  ['lending does not answer', () => Promise.reject(new Error('connection refused'))],
  [
    'lending answers with a defect',
    async () => ({ errors: [{ message: 'defect', extensions: { code: 'INTERNAL_SERVER_ERROR' } }] }),
  ],
  ['lending answers with no code', async () => ({ errors: [{ message: 'odd' }] })],
  ['lending answers with nothing', async () => ({ data: null })],
  ['lending says no', async () => ({ data: { receiveCourierEvent: false } })],
])('an event is to be sent again when %s', async (_title, lending) => {
  const { post } = await route(lending);
  expect((await post()).status).toBe(503);
});
