// A statement as a file: read again by a parser of RFC 4180 and by a reader of workbooks, it says what the statement says.
import readXlsx from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Identity } from '../../lib/identity.ts';
import { ask, rows } from '../../test/ask.ts';
import { admin, clerk, librarian, openTestNetwork, type TestNetwork } from '../../test/network.ts';
import { lend } from '../../test/settlement.ts';
import { csvOf } from './statementExport.ts';
import type { StatementLineRow } from './statementLines.ts';

const headings = ['序号', '日期', '购借单号', 'ISBN', '题名', '册数', '定价', '折扣', '码洋', '实洋', '类别'];

const line = (changes: Partial<StatementLineRow> = {}): StatementLineRow => ({
  id: 'a1',
  kind: 'LENT',
  orderId: 'a1',
  correctionId: null,
  date: '2026-11-03',
  bookId: 'B1',
  isbn: '9787229100605',
  title: '三体',
  copies: 1,
  listPriceFen: 45_50,
  rateBasisPoints: 8_500,
  netFen: 38_68,
  ...changes,
});

/** Records and fields by RFC 4180: quotes are doubled, records end with CRLF. */
function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  for (let at = 0; at < text.length; ) {
    const match = /"((?:[^"]|"")*)"(,|\r\n)|([^",\r\n]*)(,|\r\n)/y;
    match.lastIndex = at;
    const found = match.exec(text);
    if (!found) throw new Error(`not RFC 4180 at ${at}: ${text.slice(at, at + 40)}`);
    record.push(found[1]?.replaceAll('""', '"') ?? found[3] ?? '');
    if ((found[2] ?? found[4]) === '\r\n') {
      records.push(record);
      record = [];
    }
    at = match.lastIndex;
  }
  return records;
}
const csvRows = (lines: StatementLineRow[]) => parseCsv(csvOf(lines).toString('utf8').slice(1));

describe('CSV', () => {
  test('begins with the byte order mark of UTF-8, and every record ends with CRLF', () => {
    const file = csvOf([line()]);
    expect([...file.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(file.toString('utf8').replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(file.subarray(-2).toString()).toBe('\r\n');
  });

  test('has a heading, the lines and the sums', () => {
    const red = line({ id: 'c:RED', kind: 'RED', date: '2026-11-20', copies: -1, netFen: -38_68 });
    const right = line({ id: 'c:RIGHT', kind: 'CORRECTED', listPriceFen: 5, rateBasisPoints: 8_333, netFen: 4 });
    expect(csvRows([line({ copies: 3 }), red, right])).toEqual([
      headings,
      ['1', '2026-11-03', 'a1', '978-7-229-10060-5', '三体', '3', '45.50', '85.00%', '45.50', '38.68', '购借'],
      ['2', '2026-11-20', 'a1', '978-7-229-10060-5', '三体', '-1', '45.50', '85.00%', '-45.50', '-38.68', '红字'],
      ['3', '2026-11-03', 'a1', '978-7-229-10060-5', '三体', '1', '0.05', '83.33%', '0.05', '0.04', '更正'],
      ['合计', '', '', '', '', '3', '', '', '0.05', '0.04', ''],
    ]);
  });

  test('keeps quotes, commas, line breaks and rare characters of a title', () => {
    const title = '《“三体”》, 第"二"部\r\n𠮷野家';
    expect(csvRows([line({ title })])[1]?.[4]).toBe(title);
  });

  test.each([
    '=1+1',
    '+86',
    '-2',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '＝1+1',
    "=cmd|'/c calc'!A0",
  ])('shows %j as text', (title) => {
    expect(csvRows([line({ title })])[1]?.[4]).toBe(`'${title}`);
  });

  test('shows no ISBN as a number, and none where there is none', () => {
    const isbns = ['9787229100605', '9787990000012', null].map((isbn) => csvRows([line({ isbn })])[1]?.[3]);
    expect(isbns).toEqual(['978-7-229-10060-5', expect.stringMatching(/^978-/), '']);
  });
});

describe('through the graph', () => {
  let network: TestNetwork;
  const now = new Date('2027-11-20T04:00:00Z');
  const id = 'NJ-JL:QINGCHUN:2027-11';
  const query = `query ($id: ID!, $format: StatementFormat!) {
    statement(id: $id) { copies listTotal { fen } netTotal { fen } export(format: $format) { fileName mediaType base64 } }
  }`;
  const exported = async (format: 'CSV' | 'XLSX', person: Identity = clerk) =>
    (await ask(network.subgraphs.bookstores, person, query, { id, format })).data.statement;

  beforeAll(async () => {
    network = await openTestNetwork({ jobs: false, clock: () => now });
    await rows(
      network.subgraphs.central,
      "insert into fund (id, library_id, year, allocated_fen) values ('F-NJ-JL-2027', 'NJ-JL', 2027, 0) on conflict do nothing",
    );
    await rows(network.subgraphs.central, "update fund set allocated_fen = 100000000 where id = 'F-NJ-JL-2027'");
    await rows(network.subgraphs.central, `update book set title = '=HYPERLINK("http://x")' where id = 'B000102'`);
    await lend(network, new Date('2027-11-03T04:00:00Z'), { listPriceFen: 45_50 });
    await lend(network, new Date('2027-11-04T04:00:00Z'), {
      bookId: 'B000102',
      listPriceFen: 99_99,
      items: 2,
      isbn: null,
    });
  });
  afterAll(() => network[Symbol.asyncDispose]());

  test('the workbook has the same table, Chinese intact, text as text and amounts as numbers', async () => {
    const { copies, listTotal, netTotal, export: file } = await exported('XLSX');
    expect(file).toMatchObject({
      fileName: '结算单-NJ-JL-QINGCHUN-2027-11.xlsx',
      mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    });
    const [sheet] = await readXlsx(Buffer.from(file.base64, 'base64'));
    expect(sheet?.sheet).toBe('结算单 2027-11');
    const [heading, first, second, total] = sheet?.data ?? [];
    expect(heading).toEqual(headings);
    expect(first).toEqual([
      1,
      '2027-11-03',
      expect.any(String),
      '978-7-229-10060-5',
      expect.stringContaining('【样例】'),
      1,
      45.5,
      0.85,
      45.5,
      38.68,
      '购借',
    ]);
    expect(second?.slice(3, 6)).toEqual([null, '=HYPERLINK("http://x")', 2]);
    expect(total).toEqual([
      '合计',
      null,
      null,
      null,
      null,
      copies,
      null,
      null,
      listTotal.fen / 100,
      netTotal.fen / 100,
      null,
    ]);
    expect(sheet?.data).toHaveLength(4);
  });

  test('the CSV has the sums of the statement, and no formula', async () => {
    const { copies, listTotal, netTotal, export: file } = await exported('CSV', librarian('NJ-JL'));
    expect(file).toMatchObject({ fileName: '结算单-NJ-JL-QINGCHUN-2027-11.csv', mediaType: 'text/csv; charset=utf-8' });
    const table = parseCsv(Buffer.from(file.base64, 'base64').toString('utf8').slice(1));
    expect(table.at(-1)?.slice(5, 10)).toEqual([
      String(copies),
      '',
      '',
      (listTotal.fen / 100).toFixed(2),
      (netTotal.fen / 100).toFixed(2),
    ]);
    expect(table[2]?.[4]).toBe(`'=HYPERLINK("http://x")`);
    expect(table.flat().filter((cell) => /^[=+@]/.test(cell))).toEqual([]);
  });

  test('through the gateway, and for nobody whom the statement does not concern', async () => {
    const { data } = await network.query(query, { id, format: 'CSV' }, admin);
    expect(data.statement.export.base64).toBe((await exported('CSV')).export.base64);
    expect(await exported('CSV', { ...clerk, store: 'WENDU' } as Identity)).toBeNull();
  });
});
