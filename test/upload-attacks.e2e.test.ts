// Files that are meant to do harm, sent as a library's own: names that lead elsewhere, archives and documents that grow, and entities that
// open files. Each is refused, and ends with a message that says why; nothing is read from this machine, and nothing is held in memory.
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { marcXmlHead, marcXmlTail } from '../lib/marc/marcxml.ts';
import { importFile, send } from './imports.ts';
import { librarian, openTestNetwork, type TestNetwork } from './network.ts';
import { madeFile, sample } from './samples.ts';
import { archive, frame, sheetOf } from './workbooks.ts';

const who = librarian('NJ-JN');
let network: TestNetwork;
beforeAll(async () => {
  network = await openTestNetwork({ timeLimitMs: 20_000 });
});
afterEach(() => {
  delete process.env['SHELFGRAPH_IMPORT_LIMIT_MB'];
});
afterAll(() => network[Symbol.asyncDispose]());

describe('a name that leads elsewhere', () => {
  test.each([
    '../../etc/passwd',
    '/etc/passwd',
    'C:\\Windows\\win.ini',
    '..%2f..%2fpasswd',
    '~/.ssh/id_rsa',
  ])('%s is a name and no path: the file is imported, and rejects are told under that name', async (name) => {
    const run = await importFile(network, who, { library: 'NJ-JN', name }, sample('no-title.mrc'));
    expect(run).toMatchObject({ state: 'DONE', fileName: name });
    const { body } = await send(network, who, `/imports/${run.id}/rejects`);
    expect(body).toMatchObject({ file: name });
  });

  test.each(['a%00.mrc', 'a%1b[2J'])('%s has what no name has: 400', async (name) => {
    const { status, body } = await send(network, who, `/imports?library=NJ-JN&name=${name}`, {
      method: 'POST',
      body: madeFile(1) as never,
    });
    expect([status, body.errors[0].extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
  });

  test.each([
    '/imports/../../../../etc/passwd',
    '/imports/..%2f..%2f..%2fetc%2fpasswd',
    '/imports/%2e%2e/%2e%2e/package.json',
    '/imports/..%5c..%5cpackage.json/rejects',
    '/playground/../../package.json',
    '/assets/..%2f..%2fpackage.json',
    '//etc/passwd',
  ])('nothing is at %s', async (path) => {
    const { hostname, port } = new URL(network.url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    // As bytes: a client would straighten the path.
    const authorization = `authorization: Bearer ${await network.token(who)}`;
    socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\n${authorization}\r\nconnection: close\r\n\r\n`);
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 404 /);
    expect(answer).not.toMatch(/root:|"dependencies"/);
  });

  test('a part of a workbook is looked for in the workbook alone', async () => {
    const rels = '<Relationships><Relationship Id="r1" Target="/../../../../etc/passwd"/></Relationships>';
    const run = await failed('a.xlsx', archive({ ...frame(), 'xl/_rels/workbook.xml.rels': rels }));
    expect(run.message).toMatch(/has no "\.\.\/\.\.\/\.\.\/\.\.\/etc\/passwd"/);
  });
});

describe('a file that grows', () => {
  test('a compressed one is read up to the limit, and no further', async () => {
    process.env['SHELFGRAPH_IMPORT_LIMIT_MB'] = '1';
    const bomb = gzipSync(marcXmlHead + ' '.repeat(64 << 20) + marcXmlTail);
    expect(bomb.length).toBeLessThan(1 << 20);
    expect((await failed('a.xml.gz', bomb)).message).toMatch(/unpacks to more than|No record ends/);
  });

  test('a workbook whose parts unpack to more than they may', async () => {
    const bomb = archive({ ...frame(), 'xl/workbook.xml': `<workbook>${' '.repeat(64 << 20)}</workbook>` });
    expect(bomb.length).toBeLessThan(1 << 20);
    expect((await failed('a.xlsx', bomb)).message).toMatch(/no end|unpacks to more than 4 MiB/);
  });

  const entities = ['lol', ...Array.from({ length: 9 }, (_, at) => `&l${at};`.repeat(10))];
  const laughs = `<!DOCTYPE a [${entities.map((value, at) => `<!ENTITY l${at} "${value}">`).join('')}]>`;
  const external =
    '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY % y SYSTEM "http://127.0.0.1:1/"> %y;]>';
  test.each([
    ['MARCXML with entities of entities', 'a.xml', marc(laughs, '&l9;')],
    ['MARCXML with an entity that is a file', 'a.xml', marc(external, '&x;')],
    ['a workbook with entities of entities', 'a.xlsx', sheet(laughs, '&l9;')],
    ['a workbook with an entity that is a file', 'a.xlsx', sheet(external, '&x;')],
  ])('%s is read to its document type, which is not allowed', async (_, name, bytes) => {
    const run = await failed(name, bytes);
    const { body } = await send(network, who, `/imports/${run.id}/rejects`);
    const told = `${run.message} ${JSON.stringify(body)}`;
    expect(told).toMatch(/DOCTYPE/);
    expect(told).not.toMatch(/lollol|root:/);
    expect([run.records.added, run.items.added]).toEqual([0, 0]);
  });
});

/** A MARCXML document whose record names an entity. */
function marc(doctype: string, entity: string): Buffer {
  const [, root] = marcXmlHead.split('\n');
  return Buffer.from(`<?xml version="1.0"?>${doctype}${root}<record><leader>${entity}</leader></record>${marcXmlTail}`);
}

/** A workbook with a cell that names one. */
function sheet(doctype: string, entity: string): Buffer {
  const rows = sheetOf(`<row><c t="str"><v>${entity}</v></c></row>`);
  return archive({ ...frame(), 'xl/worksheets/sheet1.xml': rows.replace('?>', `?>${doctype}`) });
}

/** The import of a file that fails, with its message. */
async function failed(name: string, bytes: Buffer) {
  const run = await importFile(network, who, { library: 'NJ-JN', name }, bytes);
  expect(run.state).toBe('FAILED');
  return run;
}
