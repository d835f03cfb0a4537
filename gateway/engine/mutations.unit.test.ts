// Mutations of several subgraphs in one operation, over this network's own supergraph.
import { parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { SubgraphError, type Transport } from '../../lib/transport.ts';
import { supergraphSdl } from '../../schema/sdl.ts';
import { answering, failing } from '../test-graph.ts';
import { createEngine } from './engine.ts';

const counter = `
  mutation ($return: ReturnItemInput!, $order: SubmitPurchaseLendOrderInput!) {
    a: returnItem(input: $return) { item { barcode } }
    b: submitPurchaseLendOrder(input: $order) { __typename }
    c: returnItem(input: $return) { item { barcode } }
  }`;

const lending: Transport = async ({ query }) => {
  const [, key = ''] = /\b(\w+): returnItem/.exec(query) ?? [];
  return { data: { [key]: { item: { __typename: 'CentralItem', id: `item-${key}` } } } };
};
const central: Transport = async ({ variables }) => {
  const items = variables?.['representations'] as { id: string }[];
  return { data: { _entities: items.map(({ id }) => ({ __typename: 'CentralItem', barcode: `of ${id}` })) } };
};

async function mutate(bookstores: Transport) {
  const sent: string[] = [];
  const noting =
    (name: string, transport: Transport): Transport =>
    (request, call) => {
      const [, mutation] = /\b(\w+: \w+)\(input/.exec(request.query) ?? [];
      sent.push(mutation ?? `${name} entities`);
      return transport(request, call);
    };
  const transports = {
    lending: noting('lending', lending),
    central: noting('central', central),
    districts: noting('districts', answering({})),
    bookstores: noting('bookstores', bookstores),
  };
  const engine = createEngine({ supergraphSdl: supergraphSdl(), transports });
  const document = parse(counter);
  expect(validate(engine.publicSchema, document)).toEqual([]);
  const desk = { idempotencyKey: 'D-1', barcode: '01', library: 'NJ-JL', branch: 'JL-MAIN' };
  const order = {
    idempotencyKey: 'Q-1',
    store: 'QINGCHUN',
    card: '001',
    listPrice: { fen: 100 },
    isbn: '9787229100605',
  };
  const result = await engine.execute(
    { document, variables: { return: desk, order } },
    { identity: { role: 'admin', subject: 'admin' }, requestId: 'r' },
  );
  return { ...(JSON.parse(JSON.stringify(result)) as { data: unknown; errors?: { path: unknown }[] }), sent };
}

test('after one that lost the whole answer none is sent, though entities of the one before stand beside it', async () => {
  const { data, errors, sent } = await mutate(failing(new SubgraphError('SUBGRAPH_UNAVAILABLE', 'bookstores')));
  expect(data).toBeNull();
  expect(errors?.map(({ path }) => path)).toEqual([['b']]);
  expect(sent.filter((mutation) => mutation.includes(':'))).toEqual(['a: returnItem', 'b: submitPurchaseLendOrder']);
});

test('each is sent in its turn', async () => {
  const { data, errors, sent } = await mutate(answering({ data: { b: { __typename: 'TryAgain' } } }));
  expect(errors).toBeUndefined();
  expect(data).toEqual({
    a: { item: { barcode: 'of item-a' } },
    b: { __typename: 'TryAgain' },
    c: { item: { barcode: 'of item-c' } },
  });
  expect(sent).toEqual([
    'a: returnItem',
    'b: submitPurchaseLendOrder',
    'central entities',
    'c: returnItem',
    'central entities',
  ]);
});
