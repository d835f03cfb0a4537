// Clerks at the gateway: clients of the real thing over HTTP, with keep-alive connections.
import { Pool } from 'undici';
import { playWindows, timed } from '../clients.ts';
import { listPriceFen, type Order, orderOf, type Run } from './plan.ts';

const query = /* GraphQL */ `mutation ($input: SubmitPurchaseLendOrderInput!) {
  submitPurchaseLendOrder(input: $input) {
    __typename
    ... on PurchaseLendOrderLent { order { id status } itemBarcode dueDate readerName }
    ... on PurchaseRefused { failures { code limit actual } }
  }
}`;

const pools = new Map<string, Pool>();

playWindows(({ origin, token }: { origin: string; token: string }) => {
  const pool = pools.get(origin) ?? new Pool(origin, { connections: 64 });
  pools.set(origin, pool);
  const headers = { 'content-type': 'application/json', accept: 'application/json', authorization: `Bearer ${token}` };
  const submit = async (order: Order): Promise<void> => {
    const variables = { input: { ...order, listPrice: { fen: listPriceFen } } };
    const { body } = await pool.request({
      method: 'POST',
      path: '/graphql',
      headers,
      body: JSON.stringify({ query, variables }),
    });
    const text = await body.text();
    if (text.includes('"PurchaseLendOrderLent"')) return;
    // No time was left to decide it: nothing happened, and the clerk tries again.
    if (text.includes('"TryAgain"')) return submit({ ...order, idempotencyKey: `${order.idempotencyKey}+` });
    if (text.includes('"PurchaseLendOrderDecided"')) return;
    throw new Error(`${order.idempotencyKey}: ${text.slice(0, 1_000)}`);
  };
  return async (run: Run, number) => [await timed(() => submit(orderOf(run, number)))];
});
