// `npm run network`: five processes. One is killed, and the others go on; a subgraph answers to the gateway only.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Answer } from './network.ts';
import { freePort, startProcess, type TestProcess } from './process.ts';

let dataDir: string;
let port: number;
let network: TestProcess;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'shelfgraph-processes-'));
  port = await freePort();
  network = startProcess('scripts/network.ts', ['--port', String(port), '--data', dataDir]);
  await network.said('Shelfgraph is ready');
});
afterAll(async () => {
  await network.kill('SIGTERM');
  rmSync(dataDir, { recursive: true, force: true });
});

const holdings = '{ book(id: "B000002") { holdings { library { id } lastKnown { total } now { total } } } }';

async function ask(url: string, query: string, headers: Record<string, string> = {}) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  return { status: response.status, ...((await response.json()) as Omit<Answer, 'status'>) };
}

const gateway = () => `http://127.0.0.1:${port}/graphql`;
const urlOf = (name: string) => `${new RegExp(`${name} answers at (\\S+)`).exec(network.output())?.[1]}/graphql`;
const pidOf = (name: string) => Number(new RegExp(`${name} +pid (\\d+)`).exec(network.output())?.[1]);

test('the gateway answers from all four', async () => {
  const { data, errors } = await ask(gateway(), holdings);
  expect(errors).toBeUndefined();
  expect(data.book.holdings.map(({ now }: { now: { total: number } }) => now.total).toSorted()).toEqual([
    ...Array.from({ length: 13 }, () => 0),
    24,
  ]);
});

test('a subgraph refuses whoever is not the gateway, and a forged envelope', async () => {
  const bare = await ask(urlOf('central'), '{ heldCounts(bookId: "B000001") { held } }');
  expect(bare).toMatchObject({ status: 401, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  expect(bare.data).toBeUndefined();
  const envelope = `${Buffer.from('{"identity":{"role":"service"}}').toString('base64url')}.AAAA`;
  const forged = await ask(urlOf('central'), '{ heldCounts(bookId: "B000001") { held } }', {
    'x-shelfgraph-envelope': envelope,
  });
  expect(forged).toMatchObject({ status: 401, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
});

test('the gateway reads its supergraph again at SIGHUP', async () => {
  process.kill(pidOf('gateway'), 'SIGHUP');
  await network.said('supergraph.graphql has not changed.');
});

test('districts is killed: fourteen rows, one error that names it', async () => {
  process.kill(pidOf('districts'), 'SIGKILL');
  await network.said('districts has ended (SIGKILL). The others go on.');
  const { data, errors } = await ask(gateway(), holdings);
  expect(data.book.holdings).toHaveLength(14);
  expect(data.book.holdings.filter(({ now }: { now: unknown }) => now === null)).toHaveLength(13);
  expect(errors).toHaveLength(1);
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'districts' });
});
