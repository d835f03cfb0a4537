// GraphQL over HTTP, audited with the suite of graphql-http.
import { type AuditResult, auditServer } from 'graphql-http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeGateways, startGateway } from '../gateway/test-server.ts';

let results: AuditResult[];

beforeAll(async () => {
  const { origin } = await startGateway();
  results = await auditServer({ url: `${origin}/graphql` });
});
afterAll(closeGateways);

const told = (status: AuditResult['status']) =>
  results.filter((result) => result.status === status).map(({ id, name }) => `${id} ${name}`);

test('what must be and what should be is', () => {
  expect(results.length).toBeGreaterThan(60);
  expect(told('error')).toEqual([]);
  expect(told('warn')).toEqual([]);
});

test('of what may be, GET without a header that only scripts can send is not: any page could ask in a visitor’s name', () => {
  expect(told('notice').map((text) => text.slice(0, 4))).toEqual(['5A70', 'D6D5', '6A70']);
});
