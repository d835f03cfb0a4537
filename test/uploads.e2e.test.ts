// Files on their way: over a slow line, over one that is silent, too many at once; and how long what came of them is kept.
import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request as openRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { forgetImports } from '../subgraphs/central/importRetention.ts';
import { runImports } from '../subgraphs/central/importWork.ts';
import { rows, until } from './ask.ts';
import { send } from './imports.ts';
import { librarian, openTestNetwork, type TestNetwork } from './network.ts';
import { centralContext } from './records.ts';
import { madeFile, sample } from './samples.ts';

const who = librarian('NJ-JN');
const silentAtMostMs = 2_500;
const hour = 3_600_000;
const day = 24 * hour;

let network: TestNetwork;
let shift = 0;
beforeAll(async () => {
  network = await openTestNetwork({
    jobs: false,
    timeLimitMs: 20_000,
    silentAtMostMs,
    clock: () => new Date(Date.now() + shift),
  });
});
beforeEach(() => {
  shift = 0;
});
afterAll(() => network[Symbol.asyncDispose]());

const central = <Row = Record<string, unknown>>(sql: string, values: unknown[] = []) =>
  rows<Row>(network.subgraphs.central, sql, values);
const begin = async (size: number, library = 'NJ-JN'): Promise<string> => {
  const { status, body } = await send(network, librarian(library), `/imports?library=${library}&size=${size}`, {
    method: 'POST',
  });
  if (status !== 201) throw new Error(`${status}: ${JSON.stringify(body)}`);
  return body.import.id;
};
const stateOf = async (id: string) => (await send(network, who, `/imports/${id}`)).body.import;

/** A request whose body comes as the test writes it. */
async function open(path: string, method: 'POST' | 'PUT'): Promise<ClientRequest> {
  const headers = { authorization: `Bearer ${await network.token(who)}` };
  const request = openRequest(new URL(path, network.url), { method, headers, agent: false });
  request.flushHeaders();
  return request;
}

async function answerOf(request: ClientRequest): Promise<{ status: number | undefined; body: unknown }> {
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return { status: response.statusCode, body: JSON.parse(await text(response)) };
}

describe('an upload over a slow line', () => {
  test.concurrent('may take longer than its sender may be silent', async () => {
    const file = madeFile(3, 70_000);
    const id = await begin(file.length);
    const request = await open(`/imports/${id}?offset=0`, 'PUT');
    const answer = answerOf(request);
    const pieces = 6;
    const begun = performance.now();
    for (let piece = 0; piece < pieces; piece++) {
      request.write(file.subarray((piece * file.length) / pieces, ((piece + 1) * file.length) / pieces));
      await pause((silentAtMostMs * 1.5) / pieces);
    }
    request.end();
    expect(await answer).toMatchObject({ status: 202, body: { import: { state: 'WAITING', received: file.length } } });
    expect(performance.now() - begun).toBeGreaterThan(silentAtMostMs);
  });

  test.concurrent('that falls silent is cut, and goes on from what was kept', async () => {
    const file = madeFile(6_000, 71_000);
    const id = await begin(file.length);
    const putFrom = (offset: number) => open(`/imports/${id}?offset=${offset}`, 'PUT');
    // A part and a bit; then, of what goes on from there, less than a part.
    let sent = 0;
    for (const piece of [1024 * 1024 + 1_000, 2_000]) {
      const request = await putFrom(sent);
      const cut = once(request, 'error');
      const begun = performance.now();
      request.write(file.subarray(sent, sent + piece));
      expect(await cut).toMatchObject([{ code: expect.stringMatching(/ECONNRESET|EPIPE/) }]);
      expect(performance.now() - begun).toBeGreaterThan(silentAtMostMs * 0.9);
      sent += piece;
      await until('what has come is kept', async () => (await stateOf(id)).received === sent);
      expect(await stateOf(id)).toMatchObject({ state: 'RECEIVING', received: sent });
    }
    const rest = await putFrom(sent);
    rest.end(file.subarray(sent));
    expect(await answerOf(rest)).toMatchObject({ status: 202, body: { import: { state: 'WAITING' } } });
    const parts = await central<{ bytes: Buffer }>('select bytes from import_part where run_id = ? order by start', [
      id,
    ]);
    expect(Buffer.concat(parts.map(({ bytes }) => bytes)).equals(file)).toBe(true);
  });

  test.concurrent('that falls silent before there is an import leaves none behind', async () => {
    const request = await open('/imports?library=NJ-JN&name=silent.mrc', 'POST');
    const cut = once(request, 'error');
    request.write(madeFile(1, 79_000));
    await cut;
    expect(await central("select id from import_run where file_name = 'silent.mrc'")).toEqual([]);
  });
});

describe('too many at once', () => {
  test('of files on their way are told to wait, until one is done', async () => {
    // One that is refused because the question below came before it, or cut because the machine stood still, comes again.
    const uploads = new Set<ClientRequest>();
    let isOpen = true;
    const comeIn = async () => {
      const upload = await open('/imports?library=NJ-JN', 'POST');
      uploads.add(upload);
      upload.on('error', () => {});
      upload.on('response', (response: IncomingMessage) => response.resume());
      upload.on('close', () => {
        uploads.delete(upload);
        if (isOpen) void comeIn();
      });
      if (!isOpen) upload.destroy();
    };
    await Promise.all(Array.from({ length: 32 }, comeIn));
    // None of them is silent.
    const writing = setInterval(() => {
      for (const upload of uploads) if (!upload.writableEnded) upload.write(' ');
    }, 200);
    const oneMore = () =>
      send(network, librarian('NJ-XW'), '/imports?library=NJ-XW', { method: 'POST', body: '<html></html>' });
    try {
      await until('all have come', async () => (await oneMore()).status === 429);
      expect((await oneMore()).body.errors).toEqual([
        { message: expect.stringMatching(/太多.*Too many files at once/), extensions: { code: 'RATE_LIMITED' } },
      ]);
      // What is small is told all the same.
      expect((await send(network, who, '/imports/none')).status).toBe(404);
      isOpen = false;
      for (const upload of [...uploads].slice(0, 1)) upload.destroy();
      await until('there is room again', async () => (await oneMore()).status === 415);
    } finally {
      isOpen = false;
      clearInterval(writing);
      for (const upload of uploads) upload.destroy();
      await until('all have gone', async () => uploads.size === 0);
    }
  });

  test('of one library’s imports that have not ended are refused, and those of another are not', async () => {
    const ids: string[] = [];
    for (let number = 0; number < 20; number++) ids.push(await begin(10, 'NJ-PK'));
    const pukou = librarian('NJ-PK');
    const another = () => send(network, pukou, '/imports?library=NJ-PK&size=10', { method: 'POST' });
    expect(await another()).toMatchObject({
      status: 429,
      body: {
        errors: [
          {
            message: expect.stringMatching(/20 个未完成的导入。.*has 20 imports/),
            extensions: { code: 'RATE_LIMITED' },
          },
        ],
      },
    });
    await begin(10, 'NJ-XW');
    await network.query('mutation ($id: ID!) { cancelImport(id: $id) { state } }', { id: ids[0] }, pukou);
    expect((await another()).status).toBe(201);
  });
});

describe('files of two libraries that share a lane', () => {
  const sendFile = async (library: string, count: number, from: number): Promise<string> => {
    const { body } = await send(network, librarian(library), `/imports?library=${library}`, {
      method: 'POST',
      body: madeFile(count, from) as RequestInit['body'],
    });
    return body.import.id;
  };
  const runOf = async (id: string) =>
    (await central('select state, record_number as done, items_added as items from import_run where id = ?', [id]))[0];
  const jobs = async () =>
    (await central(`select from graphile_worker.jobs where task_identifier = 'runImports'`)).length;
  const turn = (library: string) =>
    runImports(centralContext(network), { library, store: null }, undefined, { turnMs: 0, timesPreparation: 0 });

  test('take turns: a long one is left where another waits, and goes on after it', async () => {
    const alone = await sendFile('NJ-QH', 600, 73_000);
    await turn('NJ-QH');
    expect(await runOf(alone)).toEqual({ state: 'DONE', done: 600, items: 600 });
    const long = await sendFile('NJ-QH', 600, 74_000);
    const short = await sendFile('NJ-GL', 10, 75_000);
    const before = await jobs();
    await turn('NJ-QH');
    // Its first batch.
    expect(await runOf(long)).toEqual({ state: 'RUNNING', done: 50, items: 50 });
    // The rest is a job's, behind the other's.
    expect((await jobs()) - before).toBe(1);
    await turn('NJ-GL');
    expect(await runOf(short)).toEqual({ state: 'RUNNING', done: 10, items: 10 });
    await turn('NJ-QH');
    await turn('NJ-GL');
    await turn('NJ-QH');
    expect([await runOf(short), await runOf(long)]).toEqual([
      { state: 'DONE', done: 10, items: 10 },
      { state: 'DONE', done: 600, items: 600 },
    ]);
  });
});

describe('imports are kept', () => {
  const forget = () => forgetImports(centralContext(network));
  const kept = async (id: string) => ({
    runs: (await central('select id from import_run where id = ?', [id])).length,
    rejects: (await central('select id from import_reject where run_id = ?', [id])).length,
  });

  test('for a day while nothing of an upload comes, and from then on as one that was given up', async () => {
    const file = madeFile(2, 72_000);
    const [silent, slow] = [await begin(file.length), await begin(file.length)];
    const put = (id: string, from: number, to: number) =>
      send(network, who, `/imports/${id}?offset=${from}`, { method: 'PUT', body: file.subarray(from, to) });
    await put(silent, 0, 100);
    shift = 23.9 * hour;
    await forget();
    expect((await put(slow, 0, 100)).status).toBe(202);
    expect(await stateOf(silent)).toMatchObject({ state: 'RECEIVING', received: 100 });
    shift = 24.1 * hour;
    await forget();
    expect(await stateOf(silent)).toMatchObject({
      state: 'CANCELLED',
      message: expect.stringMatching(/上传中断超过 24 小时。Nothing of the file has come/),
      endedAt: expect.any(String),
    });
    expect(await central('select start from import_part where run_id = ?', [silent])).toEqual([]);
    expect((await stateOf(slow)).state).toBe('RECEIVING');
    expect((await put(silent, 100, file.length)).status).toBe(409);
  });

  test('for 400 days after their end, what they rejected for 30, however much it is', async () => {
    const sent = await send(network, librarian('NJ-GC'), '/imports?library=NJ-GC', {
      method: 'POST',
      body: sample('no-title.mrc') as RequestInit['body'],
    });
    const { id } = sent.body.import;
    await runImports(centralContext(network), { library: 'NJ-GC', store: null });
    // More than one transaction takes.
    await central(
      `insert into import_reject (run_id, record_number, start, kind, reason, at)
       select run_id, n, 0, 'WARNING', reason, at from import_reject, generate_series(1, 2100) as n where run_id = ?`,
      [id],
    );
    for (const [days, left] of [
      [29.9, { runs: 1, rejects: 2101 }],
      [30.1, { runs: 1, rejects: 0 }],
      [399.9, { runs: 1, rejects: 0 }],
      [400.1, { runs: 0, rejects: 0 }],
    ] as const) {
      shift = days * day;
      await forget();
      expect(await kept(id), `after ${days} days`).toEqual(left);
    }
  });
});
