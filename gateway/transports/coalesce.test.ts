import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import type { Identity } from '../../lib/identity.ts';
import type { CallContext, SubgraphRequest, Transport } from '../../lib/transport.ts';
import { coalescing } from './coalesce.ts';
import { openHttpTransport } from './http.ts';
import { guarded } from './outages.ts';
import { atEnd, call, closeAll, listen, until } from './test-subgraph.ts';

afterEach(closeAll);

const answer = '{"data":{"books":[]}}';
const query = { query: '{ books { id } }' };
const mutation = { query: 'mutation { write }' };
const mei: Identity = { role: 'clerk', subject: 'mei', store: 'QINGCHUN' };

/** One coalesced subgraph over HTTP, as in the gateway. */
async function open(handle: (request: IncomingMessage, response: ServerResponse) => unknown) {
  const { url } = await listen(handle);
  const http = openHttpTransport({ subgraph: 'central', url });
  atEnd(http.close);
  const { central } = coalescing({ central: guarded('central', http.send) });
  if (!central) throw new Error('central is not there');
  return central;
}

/** The same with a subgraph that holds requests until they are let go. */
async function holding() {
  const held: { request: IncomingMessage; response: ServerResponse }[] = [];
  const send = await open((request, response) => held.push({ request, response }));
  return { send, held, arrived: (count: number) => until(() => held.length === count) };
}

const asking = (more: Partial<CallContext> = {}): CallContext => ({ ...call, ...more });

test('a query asked after an event does not join one that was under way before it', async () => {
  const asked: (() => void)[] = [];
  const transport: Transport = () => new Promise((resolve) => asked.push(() => resolve({ data: { books: [] } })));
  transport.subscribe = async function* () {
    yield { data: { changed: true } };
  };
  const { central } = coalescing({ central: transport });
  const ask = () => central?.(query, asking());
  const before = [ask(), ask()];
  await central?.subscribe?.({ query: 'subscription { changed }' }, asking())[Symbol.asyncIterator]().next();
  before.push(ask());
  expect(asked).toHaveLength(2);
  for (const answerIt of asked) answerIt();
  await Promise.all(before);
});

describe('fetches are joined', () => {
  test('when they are equal and under way at the same time: one request, one answer that says that others hold it', async () => {
    const { send, held, arrived } = await holding();
    const sent = [
      send(query, asking({ identity: { ...mei } })),
      send(query, asking({ identity: { ...mei }, requestId: 'r-2' })),
    ];
    await arrived(1);
    expect(held[0]?.request.headers['x-request-id']).toBe('r-1');
    held[0]?.response.end(answer);
    const shared = { ...JSON.parse(answer), isShared: true };
    expect(await Promise.all(sent)).toEqual([shared, shared]);
    expect(held).toHaveLength(1);
  });

  test('not when one is over: each of two after each other has its own answer', async () => {
    let requests = 0;
    const send = await open((_, response) => {
      requests++;
      response.end(answer);
    });
    expect(await send(query, call)).toEqual(JSON.parse(answer));
    expect(await send(query, call)).toEqual(JSON.parse(answer));
    expect(requests).toBe(2);
  });

  test.each<[string, [SubgraphRequest, CallContext]]>([
    ['another identity', [query, asking({ identity: mei })]],
    ['another store of the same clerk', [query, asking({ identity: { ...mei, store: 'OTHER' } })]],
    ['another forwarded header', [query, asking({ headers: { 'accept-language': 'zh' } })]],
    ['another query', [{ query: '{ books { title } }' }, call]],
    ['other variables', [{ ...query, variables: { id: '1' } }, call]],
    ['another text', [{ ...query, text: '{"query":"{ books { id } }","variables":{}}' }, call]],
  ])('not with %s', async (_, other) => {
    const { send, held, arrived } = await holding();
    const sent = [send(query, call), send(...other)];
    await arrived(2);
    for (const { response } of held) response.end(answer);
    expect(await Promise.all(sent)).toEqual(Array(2).fill(JSON.parse(answer)));
  });

  test('never mutations', async () => {
    const { send, held, arrived } = await holding();
    const sent = [send(mutation, call), send(mutation, call)];
    await arrived(2);
    for (const { response } of held) response.end(answer);
    await Promise.all(sent);
    expect(held).toHaveLength(2);
  });

  test('a failure is everybody’s, and the next one asks anew', async () => {
    const { send, held, arrived } = await holding();
    const sent = [send(query, call), send(query, call)];
    await arrived(1);
    held[0]?.response.writeHead(500).end('<html>');
    const results = await Promise.allSettled(sent);
    expect(results.map((result) => result.status === 'rejected' && result.reason.code)).toEqual(
      Array(2).fill('SUBGRAPH_UNAVAILABLE'),
    );
    const next = send(query, call);
    await arrived(2);
    held[1]?.response.end(answer);
    expect(await next).toEqual(JSON.parse(answer));
  });
});

describe('a client that leaves cancels what only it needed and nothing that another needs', () => {
  test('the first one, while others wait', async () => {
    const { send, held, arrived } = await holding();
    const client = new AbortController();
    const left = send(query, asking({ signal: client.signal }));
    const stayed = send(query, asking({ signal: new AbortController().signal }));
    await arrived(1);
    client.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    held[0]?.response.end(answer);
    expect(await stayed).toEqual(JSON.parse(answer));
  });

  test('the last one ends the request, and who comes then starts another', async () => {
    const { send, held, arrived } = await holding();
    const clients = [new AbortController(), new AbortController()];
    const sent = clients.map(({ signal }) => send(query, asking({ signal })));
    await arrived(1);
    const ended = once(held[0]?.request.socket as NodeJS.EventEmitter, 'close');
    for (const client of clients) client.abort(new Error('gone'));
    const next = send(query, call);
    expect((await Promise.allSettled(sent)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await ended;
    await arrived(2);
    held[1]?.response.end(answer);
    expect(await next).toEqual(JSON.parse(answer));
  });

  test('one that had left before it asked starts nothing', async () => {
    const { send, held } = await holding();
    await expect(send(query, asking({ signal: AbortSignal.abort(new Error('gone')) }))).rejects.toThrow('gone');
    expect(held).toHaveLength(0);
  });
});

describe('a read after an acknowledged write', () => {
  test.each([
    ['answered', (response: ServerResponse) => response.end(answer)],
    ['failed', (response: ServerResponse) => response.destroy()],
  ])('never joins a fetch begun before it: a mutation that %s', async (_, settle) => {
    const { send, held, arrived } = await holding();
    const early = send(query, call);
    await arrived(1);
    const written = send(mutation, call).catch(() => {});
    await arrived(2);
    const during = send(query, call);
    settle(held[1]?.response as ServerResponse);
    await written;
    const late = send(query, call);
    await arrived(3);
    held[0]?.response.end(answer);
    held[2]?.response.end('{"data":{"books":[{"id":"1"}]}}');
    expect(await early).toEqual({ ...JSON.parse(answer), isShared: true });
    expect(await during).toEqual(await early);
    expect(await late).toEqual({ data: { books: [{ id: '1' }] } });
  });

  test('sees it, under coalescing and load', async () => {
    let value = 0;
    let reads = 0;
    const send = await open(async (request, response) => {
      const { query } = JSON.parse(await text(request)) as SubgraphRequest;
      if (query.startsWith('mutation')) {
        response.end(JSON.stringify({ data: { value: ++value } }));
      } else {
        // The worst reader: what it has seen at the beginning it tells later.
        reads++;
        const seen = JSON.stringify({ data: { value } });
        setTimeout(() => response.end(seen), Math.random() * 8);
      }
    });
    const valueOf = async (query: string) => Number((await send({ query }, call)).data?.['value']);
    let acknowledged = 0;
    const client = async () => {
      for (let round = 0; round < 40; round++) {
        if (round % 4 === 0) acknowledged = Math.max(acknowledged, await valueOf('mutation { value }'));
        const written = acknowledged;
        const seen = await Promise.all([valueOf('{ value }'), valueOf('{ value }')]);
        expect(Math.min(...seen)).toBeGreaterThanOrEqual(written);
      }
    };
    await Promise.all(Array.from({ length: 20 }, client));
    expect(value).toBe(200);
    // It is joined all the same.
    expect(reads).toBeLessThan(20 * 40);
  });
});
