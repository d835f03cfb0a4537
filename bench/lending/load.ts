// A desk at the gateway: clients of the real thing over HTTP, with keep-alive connections. Each lends a copy and takes it back.
import { Pool } from 'undici';
import { type Extent, playWindows, timed } from '../clients.ts';
import { type Visit, visitOf } from './plan.ts';

const lending = /* GraphQL */ `mutation ($input: CheckOutInput!) {
  checkOut(input: $input) {
    __typename
    ... on CheckedOut { dueDate loan { id status } }
    ... on LoanRefused { failures { code limit actual } }
  }
}`;
const returning = /* GraphQL */ `mutation ($input: ReturnItemInput!) {
  returnItem(input: $input) { next message loan { id status } }
}`;

const pools = new Map<string, Pool>();

playWindows(({ origin, token }: { origin: string; token: string }) => {
  const pool = pools.get(origin) ?? new Pool(origin, { connections: 64 });
  pools.set(origin, pool);
  const headers = { 'content-type': 'application/json', accept: 'application/json', authorization: `Bearer ${token}` };
  const send = async (query: string, input: object): Promise<string> => {
    const body = JSON.stringify({ query, variables: { input } });
    return (await pool.request({ method: 'POST', path: '/graphql', headers, body })).body.text();
  };
  const lend = async (visit: Visit): Promise<void> => {
    const text = await send(lending, visit);
    if (text.includes('"CheckedOut"') || text.includes('"LoanDecided"')) return;
    // No time was left to decide it: nothing happened, and the desk tries again.
    if (text.includes('"TryAgain"')) return lend({ ...visit, idempotencyKey: `${visit.idempotencyKey}+` });
    throw new Error(`${visit.idempotencyKey}: ${text.slice(0, 1_000)}`);
  };
  const takeBack = async ({ card: _, ...copy }: Visit): Promise<void> => {
    const text = await send(returning, copy);
    if (!text.includes('"SHELVE"')) throw new Error(`${copy.idempotencyKey}: ${text.slice(0, 1_000)}`);
  };
  return async (_: Extent, number) => {
    const visit = visitOf(number);
    return [await timed(() => lend(visit)), await timed(() => takeBack(visit))];
  };
});
