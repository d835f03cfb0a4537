// Many clients at once who ask, write and leave as they like, over a subgraph that is slow, cuts connections and answers pages.
import { getEventListeners } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import { SubgraphError, type SubgraphRequest, type Transport } from '../../lib/transport.ts';
import { coalescing } from './coalesce.ts';
import { openHttpTransport } from './http.ts';
import { guarded } from './outages.ts';
import { atEnd, call, closeAll, listen, until } from './test-subgraph.ts';

afterEach(closeAll);

const concurrency = 8;

/** A number from 0 to below `limit`, the same in every run. */
function createRandom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state % limit;
  };
}

async function open() {
  const random = createRandom(20_261_122);
  const subgraph = { isCalm: false, running: 0, most: 0, mutations: [] as string[] };
  const { url } = await listen(async (request, response) => {
    const { query } = JSON.parse(await text(request)) as SubgraphRequest;
    if (query.startsWith('mutation')) subgraph.mutations.push(query);
    subgraph.running++;
    subgraph.most = Math.max(subgraph.most, subgraph.running);
    let isRunning = true;
    const leave = () => {
      if (isRunning) subgraph.running--;
      isRunning = false;
    };
    response.once('close', leave);
    const mood = subgraph.isCalm ? 99 : random(100);
    const delayMs = subgraph.isCalm ? 30 : random(12);
    setTimeout(() => {
      // Before its client can know: the event may come after the next request.
      leave();
      if (mood < 5) request.socket.destroy();
      else if (mood < 10) response.writeHead(503).end('<html>');
      else response.end(JSON.stringify({ data: { query } }));
    }, delayMs);
  });
  const http = openHttpTransport({ subgraph: 'central', url });
  atEnd(http.close);
  // A breaker that opens would hide the rest.
  const central = guarded('central', http.send, { concurrency, breaker: { minimumCalls: 20, failureRatio: 0.99 } });
  return { send: coalescing({ central })['central'] as Transport, subgraph, random };
}

test('everybody gets an answer to the own question or a reason, no mutation is sent twice, and nothing is left behind', async () => {
  const { send, subgraph, random } = await open();
  const signals: AbortSignal[] = [];
  const outcomes = { answered: 0, left: 0, failed: 0 };

  const client = async (number: number) => {
    for (let round = 0; round < 40; round++) {
      const leaving = new AbortController();
      signals.push(leaving.signal);
      const query = random(10) === 0 ? `mutation { write(by: "${number}/${round}") }` : `{ question${random(4)} }`;
      const timer = random(3) === 0 ? setTimeout(() => leaving.abort(new Error('gone')), random(12)) : undefined;
      try {
        const answer = await send({ query }, { ...call, signal: leaving.signal });
        expect(answer.data?.['query']).toBe(query);
        outcomes.answered++;
      } catch (error) {
        if (leaving.signal.aborted) {
          expect(error).toBe(leaving.signal.reason);
          outcomes.left++;
        } else {
          expect(error).toBeInstanceOf(SubgraphError);
          outcomes.failed++;
        }
      } finally {
        clearTimeout(timer);
      }
    }
  };
  await Promise.all(Array.from({ length: 30 }, (_, number) => client(number)));

  expect(Math.min(...Object.values(outcomes))).toBeGreaterThan(0);
  expect(new Set(subgraph.mutations).size).toBe(subgraph.mutations.length);
  // Requests of clients that have left are ended at the subgraph too.
  await until(() => subgraph.running === 0);
  expect(signals.flatMap((signal) => getEventListeners(signal, 'abort'))).toEqual([]);

  // All slots are free again.
  Object.assign(subgraph, { isCalm: true, most: 0 });
  const queries = Array.from({ length: 4 * concurrency }, (_, number) => ({ query: `{ last${number} }` }));
  const answers = await Promise.all(queries.map((request) => send(request, call)));
  expect(answers.map(({ data }) => data?.['query'])).toEqual(queries.map(({ query }) => query));
  expect(subgraph.most).toBe(concurrency);
});
