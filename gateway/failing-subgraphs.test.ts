// A subgraph's errors are its own: they name it, and decide neither the status of the gateway's answer nor its headers.
import { afterEach, expect, test } from 'vitest';
import { SubgraphError, type Transport } from '../lib/transport.ts';
import { createEvents, liveSupergraphSdl } from './test-events.ts';
import { closeGateways, startGateway } from './test-server.ts';

afterEach(closeGateways);

const answering = (extensions: Record<string, unknown>): Transport => {
  return async () => ({ data: { maybeBooks: null }, errors: [{ message: 'No.', path: ['maybeBooks'], extensions }] });
};
const failing = (code: SubgraphError['code']): Transport => {
  return async () => {
    throw new SubgraphError(code, 'central');
  };
};

test.each([
  ['wants another status', answering({ http: { status: 401 } }), 'SUBGRAPH_ERROR'],
  ['wants headers', answering({ http: { headers: new Map([['set-cookie', 'a=b']]) } }), 'SUBGRAPH_ERROR'],
  ['wants what is no status', answering({ http: { status: 'x', headers: 7 } }), 'SUBGRAPH_ERROR'],
  ['knows nobody', answering({ code: 'UNAUTHENTICATED' }), 'UNAUTHENTICATED'],
  ['has a defect', answering({ code: 'INTERNAL_SERVER_ERROR', stacktrace: ['at secret'] }), 'INTERNAL_SERVER_ERROR'],
  ['has a code of Apollo Server', answering({ code: 'PERSISTED_QUERY_NOT_FOUND' }), 'PERSISTED_QUERY_NOT_FOUND'],
  ['cannot be reached', failing('SUBGRAPH_UNAVAILABLE'), 'SUBGRAPH_UNAVAILABLE'],
  ['is too slow', failing('SUBGRAPH_TIMEOUT'), 'SUBGRAPH_TIMEOUT'],
] as const)('one that %s is named, and the rest is answered with 200', async (_, central, code) => {
  const { post } = await startGateway({ central });
  const { status, headers, body } = await post({ query: '{ maybeBooks { id } __typename }' });
  expect(status).toBe(200);
  expect(headers.get('set-cookie')).toBeNull();
  expect(body).toEqual({
    data: { maybeBooks: null, __typename: 'Query' },
    errors: [
      {
        message: expect.stringMatching(/^No\.$|^central /),
        path: ['maybeBooks'],
        extensions: { code, subgraph: 'central' },
      },
    ],
  });
});

test('an answer has its fields in the order in which they were asked, wherever they come from', async () => {
  const { origin } = await startGateway();
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ b: book(id: 1) { price holdings { now id } title p: postage id } a: visitor }' }),
  });
  const holdings = ['{"now":7,"id":"c-1"}', '{"now":3,"id":"d-1"}', '{"now":0,"id":"e-1"}'].join();
  const book = `{"price":70,"holdings":[${holdings}],"title":"Cloud","p":3,"id":"1"}`;
  expect(await response.text()).toBe(`{"data":{"b":${book},"a":"{\\"role\\":\\"anonymous\\"}"}}`);
});

test('a subscription whose subgraph breaks ends with an error that names it', async () => {
  const central = Object.assign(createEvents().central, {
    async *subscribe() {
      yield { data: { bookChanged: { __typename: 'Book', id: '1' } } };
      throw new SubgraphError('SUBGRAPH_UNAVAILABLE', 'central');
    },
  });
  const { origin } = await startGateway({ central }, { supergraphSdl: liveSupergraphSdl });
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query: 'subscription { bookChanged { id } }' }),
  });
  const results = (await response.text()).match(/(?<=data: ).*/g)?.map((text) => JSON.parse(text) as unknown);
  expect(results).toEqual([
    { data: { bookChanged: { id: '1' } } },
    {
      data: { bookChanged: null },
      errors: [
        {
          message: 'central cannot be reached.',
          path: ['bookChanged'],
          extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'central' },
        },
      ],
    },
  ]);
});
