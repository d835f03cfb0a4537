import { expect, test } from 'vitest';
import { claimOf, lastClaimOf, laterClaimsOf, orderOfClaim } from './claims.ts';

const id = '20d3720c-0ab8-402c-b86e-5c61a02de91a';

test('the first claim of an order has the order\u2019s id, each later one an id of its own, and all lead back to the order', () => {
  expect([0, 1, 12].map((attempt) => claimOf({ id, attempt }))).toEqual([id, `${id}.1`, `${id}.12`]);
  for (const attempt of [0, 1, 12]) {
    expect(orderOfClaim(claimOf({ id, attempt }))).toBe(id);
  }
});

test('between the last claims of two orders lie the claims of the second one, and no others', () => {
  const orders = [id, `${id.slice(0, -1)}b`];
  const [first = '', second = ''] = orders.map(lastClaimOf);
  const claims = orders.flatMap((order) => [0, 1, 99].map((attempt) => claimOf({ id: order, attempt })));
  expect(claims.filter((claim) => claim > first && claim <= second)).toEqual(claims.slice(3));
});

test('a pattern for later claims takes nothing that is asked for as a wildcard', () => {
  expect(laterClaimsOf(id)).toBe(`${id}.%`);
  expect(laterClaimsOf('%_')).toBe('\\%\\_.%');
});
