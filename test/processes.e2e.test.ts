// `npm run network`: five processes. One is killed, and the others go on; a subgraph answers to the gateway only.
import { mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { issueToken } from '../gateway/auth/development.ts';
import { loadOrCreateKeys } from '../gateway/keys.ts';
import { sealEnvelope } from '../lib/envelope.ts';
import { subgraphNames } from '../schema/sdl.ts';
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

test('tokens of the data folder’s key are for the network with the embedded database; a gateway that is not told so takes none', async () => {
  const { tokenPrivateKey } = await loadOrCreateKeys(dataDir);
  const token = await issueToken(tokenPrivateKey, { role: 'admin', subject: 'admin' }, { ttl: 60 });
  const headers = { authorization: `Bearer ${token}` };
  expect(await ask(gateway(), '{ me { role } }', headers)).toEqual({ status: 200, data: { me: { role: 'ADMIN' } } });
  const urls = Object.fromEntries(subgraphNames.map((name) => [`SUBGRAPH_URL_${name.toUpperCase()}`, urlOf(name)]));
  const alone = startProcess('gateway/main.ts', [], {
    ...urls,
    SHELFGRAPH_DATA: dataDir,
    PORT: String(await freePort()),
  });
  await alone.said('gateway answers at');
  const [, origin] = /gateway answers at (\S+)/.exec(alone.output()) ?? [];
  expect(await ask(`${origin}/graphql`, '{ me { role } }', headers)).toMatchObject({
    status: 401,
    errors: [{ message: expect.stringContaining('taken by the embedded network only; here no issuer is configured') }],
  });
  expect(await ask(`${origin}/graphql`, '{ me { role } }')).toEqual({
    status: 200,
    data: { me: { role: 'ANONYMOUS' } },
  });
  await alone.kill('SIGTERM');
  expect(await alone.ended).toBe(0);
});

test.each(subgraphNames)('%s alone answers nothing without an envelope, and to a good one once', async (name) => {
  const { envelopeKeys } = await loadOrCreateKeys(dataDir);
  const query = '{ __typename }';
  for (const text of [query, '{ _service { sdl } }', '{ __schema { types { name } } }', 'mutation { __typename }']) {
    const bare = await ask(urlOf(name), text);
    expect(bare).toEqual({
      status: 401,
      errors: [{ message: expect.any(String), extensions: { code: 'UNAUTHENTICATED' } }],
    });
  }
  const sealed = {
    identity: { role: 'service', subgraph: 'central' },
    requestId: 'test',
    body: JSON.stringify({ query }),
  } as const;
  const envelope = sealEnvelope({ ...sealed, target: name }, envelopeKeys, new Date());
  const headers = { 'x-shelfgraph-envelope': envelope };
  expect(await ask(urlOf(name), query, headers)).toEqual({ status: 200, data: { __typename: 'Query' } });
  expect(await ask(urlOf(name), query, headers)).toMatchObject({ status: 401 });
});

test('the keys of the calls are changed by a command, and the five processes go on', async () => {
  const file = join(dataDir, 'keys', 'envelope.key');
  utimesSync(file, new Date(), new Date(Date.now() - 120_000));
  const change = startProcess('scripts/keys.ts', ['rotate', '--data', dataDir]);
  expect(await change.ended).toBe(0);
  expect(change.output()).toMatch(/^current {3}[\w-]{8}\nprevious {2}[\w-]{8}\n$/);
  const until = Date.now() + 2_500;
  while (Date.now() < until) expect((await ask(gateway(), holdings)).errors).toBeUndefined();
  const again = startProcess('scripts/keys.ts', ['retire', '--data', dataDir]);
  expect(await again.ended).toBe(1);
  expect(again.output()).toMatch(/was changed \d+ s ago: wait a minute/);
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
