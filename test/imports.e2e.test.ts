// Files through the gateway: what is taken, what is refused and how that is told, what comes out again.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import writeXlsx from 'write-excel-file/node';
import { writeIso2709 } from '../lib/marc/iso2709.ts';
import { codes, rows, until } from './ask.ts';
import { ended, importFile, readersOf, send } from './imports.ts';
import { admin, clerk, hidden, librarian, openTestNetwork, reader, type TestNetwork } from './network.ts';
import { madeFile, madeRecord, sample } from './samples.ts';

const jiangning = librarian('NJ-JN');
const of = (name: string, more: Record<string, string> = {}) => ({ library: 'NJ-JN', name, ...more });

let network: TestNetwork;
beforeAll(async () => {
  network = await openTestNetwork({ timeLimitMs: 20_000 });
});
afterAll(() => network[Symbol.asyncDispose]());

const rejectsOf = async (id: string) => {
  const { body } = await send(network, jiangning, `/imports/${id}/rejects`);
  return String(typeof body === 'string' ? body : JSON.stringify(body))
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
};

test('a file is imported, and the same again changes nothing, in another encoding too', async () => {
  const first = await importFile(network, jiangning, of('a.mrc'), sample('cnmarc-utf8.mrc'));
  expect(first).toMatchObject({
    state: 'DONE',
    format: 'ISO2709',
    flavour: 'CNMARC',
    encoding: 'utf-8',
    records: { read: 5, added: 5, changed: 0, unchanged: 0, rejected: 0 },
    items: { read: 5, added: 5, changed: 0, unchanged: 0, rejected: 0 },
    warnings: 0,
  });
  const before = await contents();
  for (const [name, encoding] of [
    ['cnmarc-utf8.mrc', 'utf-8'],
    ['cnmarc-gb18030.mrc', 'gb18030'],
  ] as const) {
    const again = await importFile(network, jiangning, of(name), sample(name));
    expect(again).toMatchObject({
      state: 'DONE',
      encoding,
      records: { read: 5, added: 0, changed: 0, unchanged: 5 },
      items: { read: 5, added: 0, changed: 0, unchanged: 5 },
    });
  }
  expect(await contents()).toEqual(before);
  const { data } = await network.query('{ searchBooks(query: "金陵古迹图考", first: 1) { nodes { title year } } }');
  expect(data.searchBooks.nodes).toEqual([{ title: '金陵古迹图考', year: 1936 }]);
});

/** Everything that an import writes, with the versions of its rows: a row that was written again has another one. */
async function contents(): Promise<unknown[]> {
  const central = network.subgraphs.central.orm.em.fork();
  const districts = network.subgraphs.districts.orm.em.fork();
  return [
    await central.execute('select id, hash, xmin::text from bib_record order by id'),
    await central.execute('select id, title, xmin::text from book order by id'),
    await districts.execute('select id, call_number, xmin::text from item order by id'),
  ];
}

describe.each(['iso2709', 'marcxml'])('exported as %s and imported again', (format) => {
  test.each([
    ['cnmarc-utf8.mrc', 'NJ-JY'],
    ['marc21.mrc', 'NJ-LH'],
  ])('%s is the same', async (name, library) => {
    const who = librarian(library);
    await importFile(network, who, { library, name }, sample(name));
    const exported = await fetch(new URL(`/exports?library=${library}&format=${format}`, network.url), {
      headers: { authorization: `Bearer ${await network.token(who)}` },
    });
    const bytes = Buffer.from(await exported.arrayBuffer());
    if (format === 'iso2709') expect(bytes).toEqual(sample(name));
    const again = await importFile(network, who, { library, name: 'again' }, bytes);
    expect(again.records).toMatchObject({ read: 5, added: 0, changed: 0, unchanged: 5, rejected: 0 });
    expect(again.format).toBe(format === 'iso2709' ? 'ISO2709' : 'MARCXML');
  });
});

describe('what cannot be taken is told with its place, and costs itself', () => {
  test.each([
    ['marc8.mrc', 3, 2, [['ERROR', 2, 458, /MARC-8/]]],
    ['no-title.mrc', 3, 2, [['ERROR', 2, 589, /neither field 200/]]],
    ['wrong-lengths.mrc', 3, 3, [['WARNING', 2, 589, /目录有误.*directory are wrong/]]],
    ['missing-terminator.mrc', 2, 2, [['WARNING', 1, 0, /directory are wrong/]]],
  ] as const)('%s', async (name, read, taken, told) => {
    const run = await importFile(network, jiangning, of(name), sample(name));
    const { added, changed, unchanged } = run.records;
    expect([run.state, run.records.read, added + changed + unchanged]).toEqual(['DONE', read, taken]);
    const rejects = await rejectsOf(run.id);
    expect(rejects).toEqual(
      told.map(([kind, record, offset, reason]) => ({
        file: name,
        record,
        offset,
        kind,
        reason: expect.stringMatching(reason),
        bytes: kind === 'ERROR' ? expect.any(String) : null,
      })),
    );
    const { data } = await network.query(
      'query ($id: ID!) { importRun(id: $id) { rejects { totalCount nodes { recordNumber kind } } } }',
      { id: run.id },
      jiangning,
    );
    expect(data.importRun.rejects).toEqual({
      totalCount: told.length,
      nodes: told.map(([kind, recordNumber]) => ({ recordNumber, kind })),
    });
  });

  test('an ISBN that is none is a warning, and its record is kept', async () => {
    const run = await importFile(network, librarian('NJ-GC'), { library: 'NJ-GC', name: 'b' }, sample('bad-isbn.mrc'));
    expect(run).toMatchObject({ warnings: 3, records: { read: 4, added: 4, rejected: 0 } });
  });

  test('a copy whose barcode is none is not taken, and its record is', async () => {
    const record = madeRecord(9_400);
    const fields = record.fields.map((field) =>
      field.tag === '905' && 'subfields' in field
        ? {
            ...field,
            subfields: [
              { code: 'b', value: '条码？12 34' },
              { code: 'b', value: 'JN9400' },
            ],
          }
        : field,
    );
    const run = await importFile(network, jiangning, of('c.mrc'), writeIso2709({ ...record, fields }));
    expect(run.records).toMatchObject({ read: 1, added: 1, rejected: 0 });
    expect(run.items).toMatchObject({ read: 2, added: 1, rejected: 1 });
    expect((await rejectsOf(run.id))[0].reason).toContain('905$b');
  });

  test('a broken document is imported up to its fault and ends as failed', async () => {
    const whole = sample('cnmarc.xml').toString();
    const cut = whole.slice(0, whole.lastIndexOf('</datafield>'));
    const run = await importFile(network, jiangning, of('cut.xml'), Buffer.from(cut));
    expect(run).toMatchObject({ state: 'FAILED', message: expect.stringContaining('Nothing after this can be read') });
    expect(run.records.read).toBe(5);
  });
});

test('a compressed file is unpacked', async () => {
  const run = await importFile(network, jiangning, of('a.mrc.gz'), gzipSync(sample('cnmarc-utf8.mrc')));
  expect(run).toMatchObject({ state: 'DONE', format: 'ISO2709', records: { read: 5 } });
});

test('a dry run counts, and writes nothing', async () => {
  const before = await contents();
  const run = await importFile(network, jiangning, of('dry.mrc', { dryRun: 'true' }), madeFile(7, 9_000));
  expect(run).toMatchObject({
    state: 'DONE',
    dryRun: true,
    records: { read: 7, added: 7 },
    items: { read: 7, added: 0 },
  });
  expect(await contents()).toEqual(before);
});

test('a library says where its records name copies', async () => {
  const who = librarian('NJ-QH');
  const set = await network.query(
    'mutation { setItemMapping(library: "NJ-QH", mapping: { tag: "905", barcode: "s", callNumber: "b" }) { tag barcode callNumber location } }',
    {},
    who,
  );
  expect(set.data.setItemMapping).toEqual({ tag: '905', barcode: 's', callNumber: 'b', location: 'c' });
  const run = await importFile(network, who, { library: 'NJ-QH', name: 'q' }, madeFile(1, 9_100));
  expect(run.items).toMatchObject({ read: 1, added: 1 });
  const itemById = 'select call_number from item where id = ?';
  expect(await rows(network.subgraphs.districts, itemById, ['NJ-QH:I247.5/9100'])).toEqual([
    { call_number: 'T000009100' },
  ]);
  const bad = await network.query(
    'mutation { setItemMapping(library: "NJ-QH", mapping: { barcode: "bb" }) { tag } }',
    {},
    who,
  );
  expect(bad.errors?.[0]).toMatchObject({
    message: expect.stringContaining('mapping.barcode'),
    extensions: { code: 'BAD_USER_INPUT' },
  });
});

test('lists of copies and a catalogue of a store are imported by the same way', async () => {
  const list = await importFile(network, jiangning, of('items.csv'), sample('items.csv'));
  expect(list).toMatchObject({ state: 'DONE', format: 'CSV', records: { read: 0 } });
  expect(list.items.read).toBeGreaterThan(3);
  const store = await importFile(network, clerk, { store: 'QINGCHUN', name: 's' }, sample('store-catalogue.csv'));
  expect(store).toMatchObject({ state: 'DONE', format: 'CSV' });
  expect(store.items.read).toBeGreaterThan(3);
});

describe('a file with nothing in it ends well, and says so', () => {
  const names = '条码,ISBN,馆藏地';
  const workbook = writeXlsx([names.split(',').map((value) => ({ value }))]).toBuffer();
  const lines = /没有数据行.*no lines of data/;
  test.each([
    ['the names of columns', 'CSV', Buffer.from(names), lines],
    ['and blank lines', 'CSV', Buffer.from(`${names}\r\n,,\r\n\r\n`), lines],
    ['a workbook with the names of columns', 'XLSX', workbook, lines],
    ['no objects', 'JSON', Buffer.from('[]'), lines],
    ['no records', 'MARCXML', Buffer.from('<collection/>'), /没有记录.*no records/],
  ] as const)('%s', async (_, format, bytes, message) => {
    const nothing = { read: 0, added: 0, changed: 0, unchanged: 0, rejected: 0 };
    expect(await importFile(network, jiangning, of('nothing'), await bytes)).toMatchObject({
      state: 'DONE',
      format,
      message: expect.stringMatching(message),
      records: nothing,
      items: nothing,
      warnings: 0,
    });
  });

  test('a store’s catalogue too', async () => {
    const bytes = Buffer.from('ISBN,定价,库存\n');
    const run = await importFile(network, clerk, { store: 'QINGCHUN', name: 'nothing' }, bytes);
    expect(run).toMatchObject({ state: 'DONE', format: 'CSV', message: expect.stringMatching(lines) });
  });
});

test('a catalogue of a store that is none fails at once, and says which there are', async () => {
  const run = await importFile(network, admin, { store: 'NOWHERE', name: 's' }, sample('store-catalogue.csv'));
  expect(run).toMatchObject({ state: 'FAILED', message: expect.stringContaining('QINGCHUN') });
});

describe('refused at once', () => {
  const post = (query: string, body: Uint8Array | string, who: Parameters<typeof send>[1] = jiangning, headers = {}) =>
    send(network, who, `/imports?${query}`, { method: 'POST', body: body, headers });

  test.each([
    ['nobody', null, 401],
    ['a reader', reader('N2026000001'), 403],
    ['another library’s librarian', librarian('NJ-XW'), 403],
    ['a clerk', clerk, 403],
  ] as const)('%s', async (_, who, status) => {
    const { status: answered, body } = await post('library=NJ-JN', sample('marc21.mrc'), who);
    expect([answered, body.errors.length]).toEqual([status, 1]);
  });

  test.each([
    ['no library', '', 400],
    ['a library that is none', 'library=NJ-XX', 404],
    ['a format that is none', 'library=NJ-JN&format=pdf', 400],
    ['a hash that is none', 'library=NJ-JN&hash=1', 400],
    ['a size that is none', 'library=NJ-JN&size=many', 400],
    ['a size above the limit, before a byte of it has come', 'library=NJ-JN&size=99999999999999', 413],
    ['a trial that is neither', 'library=NJ-JN&dryRun=maybe', 400],
  ])('%s', async (_, query, status) => {
    expect((await post(query, sample('marc21.mrc'), admin)).status).toBe(status);
  });

  test.each([
    ['nothing', Buffer.alloc(0), /no bytes/],
    ['a web page', Buffer.from('<!DOCTYPE html><html>'), /web page/],
    ['a ZIP', Buffer.from('PK\u0003\u0004 a.txt'), /ZIP archive/],
    ['an old workbook', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1]), /\.xls/],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0]), /none of ISO2709/],
    ['broken gzip', Buffer.from([0x1f, 0x8b, 1, 2, 3]), /cannot be unpacked/],
    ['MARC as text', Buffer.from('=LDR  00000nam\n=245  10$aX'), /as text/],
  ])('%s', async (_, bytes, message) => {
    const { status, body } = await post('library=NJ-JN', bytes);
    expect([status, body.errors[0].message]).toEqual([415, expect.stringMatching(message)]);
  });

  test('a form', async () => {
    const { status, body } = await post('library=NJ-JN', 'x', jiangning, {
      'content-type': 'multipart/form-data; boundary=x',
    });
    expect([status, body.errors[0].message]).toEqual([415, expect.stringContaining('curl -T')]);
  });

  test('an export of another library, and in no format', async () => {
    expect((await send(network, clerk, '/exports?library=NJ-JN')).status).toBe(403);
    expect((await send(network, jiangning, '/exports?library=NJ-JN&format=pdf')).status).toBe(400);
    expect((await send(network, jiangning, '/exports')).status).toBe(400);
  });
});

describe('an upload that was broken off', () => {
  const bytes = madeFile(20, 9_200);
  const hash = createHash('sha256').update(bytes).digest('hex');
  const query = `library=NJ-JN&name=r.mrc&hash=${hash}&size=${bytes.length}`;

  test('goes on where it was, and a wrong place is told', async () => {
    const begun = await send(network, jiangning, `/imports?${query}`, { method: 'POST' });
    expect([begun.status, begun.body.import.state]).toEqual([201, 'RECEIVING']);
    const { id } = begun.body.import;
    const put = (offset: number, end: number) =>
      send(network, jiangning, `/imports/${id}?offset=${offset}`, {
        method: 'PUT',
        body: bytes.subarray(offset, end),
      });
    expect((await put(0, 1_000)).body.import).toMatchObject({ state: 'RECEIVING', received: 1_000 });
    const wrong = await put(500, 2_000);
    expect([wrong.status, wrong.body.errors[0].extensions.received]).toEqual([409, 1_000]);
    const found = await send(network, jiangning, `/imports?${query}`, { method: 'POST' });
    expect(found).toMatchObject({ status: 200, body: { import: { id, received: 1_000 } } });
    expect((await put(1_000, bytes.length)).status).toBe(202);
    await until('it is imported', async () => {
      const { data } = await network.query(
        'query ($id: ID!) { importRun(id: $id) { state records { added } } }',
        { id },
        jiangning,
      );
      return data.importRun.state === 'DONE' && data.importRun.records.added === 20;
    });
    expect(await rows(network.subgraphs.central, 'select start from import_part')).toEqual([]);
  });

  test('a file that can never be imported is given up, and says why to whoever asks later', async () => {
    const begun = await send(network, jiangning, `/imports?library=NJ-JN&name=w&size=100`, { method: 'POST' });
    const { id } = begun.body.import;
    const put = await send(network, jiangning, `/imports/${id}?offset=0`, { method: 'PUT', body: '<html></html>' });
    expect(put.status).toBe(415);
    expect((await send(network, jiangning, `/imports/${id}`)).body.import).toMatchObject({
      state: 'CANCELLED',
      message: expect.stringContaining('web page'),
    });
  });

  test('is cancelled while a batch is noted: the one waits for the other', async () => {
    const { body } = await send(network, jiangning, '/imports?library=NJ-JN&name=w&size=10', { method: 'POST' });
    const { id } = body.import;
    const noted = Promise.withResolvers<void>();
    const locked = Promise.withResolvers<void>();
    const noting = network.subgraphs.central.orm.em.fork().transactional(async (em) => {
      await em.execute('select id from import_run where id = ? for update', [id]);
      locked.resolve();
      await noted.promise;
    });
    await locked.promise;
    const cancelled = network.query('mutation ($id: ID!) { cancelImport(id: $id) { state } }', { id }, jiangning);
    const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%import_run%'`;
    await until('it waits', async () => (await rows(network.subgraphs.central, waiting)).length > 0);
    noted.resolve();
    await noting;
    expect((await cancelled).data).toEqual({ cancelImport: { state: 'CANCELLED' } });
  });

  test('is cancelled, and then takes nothing more', async () => {
    const begun = await send(network, jiangning, `/imports?library=NJ-JN&name=c&size=10`, { method: 'POST' });
    const { id } = begun.body.import;
    const { data } = await network.query(
      'mutation ($id: ID!) { cancelImport(id: $id, reason: "换错了文件") { state message endedAt } }',
      { id },
      jiangning,
    );
    expect(data.cancelImport).toEqual({
      state: 'CANCELLED',
      message: '换错了文件',
      endedAt: expect.any(String),
    });
    const late = await send(network, jiangning, `/imports/${id}?offset=0`, { method: 'PUT', body: 'x' });
    expect([late.status, late.body.errors[0].extensions.state]).toEqual([409, 'CANCELLED']);
    const stranger = await network.query(
      'mutation ($id: ID!) { cancelImport(id: $id) { state } }',
      { id },
      librarian('NJ-XW'),
    );
    expect(codes(stranger)).toEqual(['NOT_FOUND']);
  });

  test('that never was is none for who may ask, and for nobody at all there is nothing to ask', async () => {
    const read = 'query { importRun(id: "none") { state } }';
    const cancel = 'mutation { cancelImport(id: "none") { state } }';
    expect((await network.query(read, {}, jiangning)).data).toEqual({ importRun: null });
    expect(codes(await network.query(cancel, {}, jiangning))).toEqual(['NOT_FOUND']);
    expect(codes(await network.query(read))).toEqual([hidden]);
    expect(codes(await network.query(cancel))).toEqual([hidden]);
  });
});

test('imports are listed, the newest first, page by page', async () => {
  const page = async (after: string | null) =>
    (
      await network.query(
        'query ($after: String) { importRuns(library: "NJ-JN", first: 2, after: $after) { totalCount nodes { id createdAt } pageInfo { endCursor hasNextPage } } }',
        { after },
        jiangning,
      )
    ).data.importRuns;
  const first = await page(null);
  const second = await page(first.pageInfo.endCursor);
  const times = [...first.nodes, ...second.nodes].map(({ createdAt }) => createdAt);
  expect(times).toEqual(times.toSorted().toReversed());
  expect(new Set([...first.nodes, ...second.nodes].map(({ id }) => id)).size).toBe(4);
  const other = await network.query('{ importRuns(library: "NJ-JN") { totalCount } }', {}, librarian('NJ-XW'));
  expect(other.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
});

test('what waits for an owner goes on when it is back: nothing is lost, and nothing is counted twice', async () => {
  // It takes the first batch, and no other: records that are written already are in other batches afterwards.
  let asked = 0;
  network.silence('districts', async (request, call) => {
    asked += 1;
    if (asked > 1) throw new Error('connection refused');
    return network.subgraphs.districts.execute(request, call);
  });
  const posted = await send(network, jiangning, '/imports?library=NJ-JN&name=w', {
    method: 'POST',
    body: madeFile(700, 20_000),
  });
  const { id } = posted.body.import;
  await until('it says for what it waits', async () =>
    String((await send(network, jiangning, `/imports/${id}`)).body.import.message).includes('districts'),
  );
  network.silence(null);
  await until(
    'it is done',
    async () => (await send(network, jiangning, `/imports/${id}`)).body.import.state === 'DONE',
  );
  const { body } = await send(network, jiangning, `/imports/${id}`);
  expect(body.import).toMatchObject({
    records: { read: 700, added: 700, unchanged: 0 },
    items: { read: 700, added: 700, unchanged: 0 },
    message: null,
  });
});

test('a file whose reader is killed is read again, by another one that was told nothing of this process', async () => {
  await importFile(network, jiangning, of('before'), madeFile(1, 9_600));
  const [reader] = readersOf(process.pid);
  expect(reader).toBeGreaterThan(0);
  const environment = readFileSync(`/proc/${reader}/environ`, 'utf8').split('\0').filter(Boolean);
  expect(environment.filter((line) => !/^(MALLOC_ARENA_MAX|NODE_COMPILE_CACHE|NODE_CHANNEL_\w+)=/.test(line))).toEqual(
    [],
  );
  // It stands still, so that it is in the midst of the next file when it is killed.
  process.kill(reader!, 'SIGSTOP');
  const { body } = await send(network, jiangning, '/imports?library=NJ-JN&name=k', {
    method: 'POST',
    body: madeFile(300, 9_601),
  });
  const { id } = body.import;
  const stateOf = async () => (await send(network, jiangning, `/imports/${id}`)).body.import;
  await until('it is read', async () => (await stateOf()).state === 'RUNNING');
  process.kill(reader!, 'SIGKILL');
  await until('it says that something went wrong', async () => (await stateOf()).message !== null);
  expect(await ended(network, jiangning, id)).toMatchObject({
    state: 'DONE',
    records: { read: 300, added: 300, rejected: 0 },
    items: { read: 300, added: 300, rejected: 0 },
  });
  expect(readersOf(process.pid)).not.toContain(reader);
});
