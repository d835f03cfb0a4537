// Tables of every format, whole and mangled.
import { Buffer } from 'node:buffer';
import { describe, expect, test } from 'vitest';
import writeXlsx, { type SheetData } from 'write-excel-file/node';
import { randomSequence } from '../../scripts/seed/random.ts';
import { archive, frame, sheetOf } from '../../test/workbooks.ts';
import { formatOf } from '../imports/format.ts';
import { headLength } from './bytes.ts';
import { longestRow, type ReadRow, TableError } from './rows.ts';
import { readTable, type TableFormat } from './table.ts';
import { type Part, partsOf, unpacked } from './zip.ts';

async function* chunks(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(content: string | Buffer, format: TableFormat = 'csv', size = 1_000): Promise<ReadRow[]> {
  const rows: ReadRow[] = [];
  for await (const row of readTable(chunks(Buffer.from(content as never), size), format)) rows.push(row);
  return rows;
}
const values = (rows: ReadRow[]) => rows.map((read) => ('row' in read ? Object.values(read.row) : read.error.message));
const errors = (rows: ReadRow[]) =>
  rows.flatMap((read) => ('error' in read ? [`${read.number} ${read.error.message}`] : []));
const good = (rows: ReadRow[]) => rows.flatMap((read) => ('row' in read ? [read.row] : []));

const line = (text: string) => Buffer.from(`${text}\n`);
const cell = (value: unknown) => ({ value, type: typeof value === 'number' ? Number : String });
async function* large(): AsyncGenerator<Buffer> {
  for (let count = 0; count < 40; count++) yield Buffer.alloc(1 << 20);
}

/** 条码号,题名 / 001,三体 as older systems write it. */
const gb18030 = Buffer.from('ccf5c2ebbac52ccce2c3fb0d0a3030312cc8fdcce50d0a', 'hex');

describe('CSV', () => {
  test('is read in UTF-8 and GB18030, with CRLF, LF and CR, however it is cut', async () => {
    const text = '条码号,题名\r\n001,三体\r\n002,"红楼梦, 校注"\r\n';
    const expected = [
      { 条码号: '001', 题名: '三体' },
      { 条码号: '002', 题名: '红楼梦, 校注' },
    ];
    for (const size of [1, 2, 7, 1_000]) {
      for (const form of [
        text,
        `\ufeff${text}`,
        text.replaceAll('\r\n', '\n'),
        text.replaceAll('\r\n', '\r'),
        text.trimEnd(),
      ]) {
        expect(good(await read(form, 'csv', size)), `${size} ${JSON.stringify(form)}`).toEqual(expected);
      }
      expect(good(await read(gb18030, 'csv', size))).toEqual([{ 条码号: '001', 题名: '三体' }]);
    }
  });

  test.each([';', '\t', ','])('is separated by %j', async (separator) => {
    const text = ['条码号,题名,价', '001,三体,45', '', '002,活着,'].join('\n').replaceAll(',', separator);
    expect(values(await read(text))).toEqual([
      ['001', '三体', '45'],
      ['002', '活着', ''],
    ]);
  });

  test('says where a row stands: as a spreadsheet counts, and in bytes', async () => {
    const rows = await read('馆藏清单,,\n\n条码号,题名\n001,三体\n002,"上\n下"\n003,活着\n');
    expect(rows.map(({ number, offset }) => [number, offset])).toEqual([
      [4, Buffer.byteLength('馆藏清单,,\n\n条码号,题名\n')],
      [5, Buffer.byteLength('馆藏清单,,\n\n条码号,题名\n001,三体\n')],
      [6, Buffer.byteLength('馆藏清单,,\n\n条码号,题名\n001,三体\n002,"上\n下"\n')],
    ]);
    expect(values(rows)[1]).toEqual(['002', '上\n下']);
  });

  test('keeps the zeros of numbers as spreadsheets protect them, and obeys sep=', async () => {
    expect(values(await read(`sep=;\n条码号;题名\n="00830387";"a,b"\n'00830388;c\n"=""00830389""";d`))).toEqual([
      ['00830387', 'a,b'],
      ['00830388', 'c'],
      ['00830389', 'd'],
    ]);
  });

  test('a quote that is never closed costs its row alone', async () => {
    const rows = await read('条码号,题名\n001,"三体\n002,活着\n003,"红楼"梦\n004,平凡的世界\n005,"a\n006,"b"\n007,c');
    expect(good(rows).map((row) => row['条码号'])).toEqual(['002', '004', '006', '007']);
    expect(errors(rows)).toEqual([
      expect.stringMatching(/^2 .*quotes do not pair/),
      expect.stringMatching(/^4 .*quotes do not pair/),
      expect.stringMatching(/^6 .*quotes do not pair/),
    ]);
  });

  test('a row with more cells than columns, mangled characters, or no end is named, and the others are read', async () => {
    const file = Buffer.concat([
      Buffer.from('条码号,题名\n001,三体\n002,a,b\n003,'),
      Buffer.of(0xe4, 0xb8, 0x0a),
      Buffer.from(`004,活着\n005,"${'x'.repeat(longestRow)}"\n006,呐喊,\n`),
    ]);
    for (const size of [13, 100_000]) {
      const rows = await read(file, 'csv', size);
      expect(good(rows).map((row) => row['条码号'])).toEqual(['001', '004', '006']);
      expect(errors(rows)).toEqual([
        expect.stringMatching(/^3 .*3 cells and the table 2 columns/),
        expect.stringMatching(/^4 .*not UTF-8, as the file is, from its byte 5/),
        expect.stringMatching(/^6 .*more than 65536 bytes/),
      ]);
    }
  });

  test('has one encoding: a mangled row is never read as the other one', async () => {
    const file = Buffer.concat([
      line('条码号,题名'),
      ...Array.from({ length: 50 }, (_, n) => line(`${n},三体`)),
      gb18030.subarray(13),
    ]);
    const rows = await read(file);
    expect(good(rows)).toHaveLength(50);
    expect(errors(rows)).toEqual([expect.stringContaining('not UTF-8')]);
    const ascii = Buffer.concat([Buffer.from(`a,b\n${'1,2\n'.repeat(headLength)}`), gb18030.subarray(13)]);
    expect(good(await read(ascii, 'csv', 65_536)).at(-1)).toEqual({ a: '001', b: '三体' });
  });

  test.each([
    ['', /names columns/],
    ['one column\n1\n2\n', /names columns/],
    ['\ufffe条', /bytes that are in no text|UTF-16|names columns/],
    [Buffer.from('\ufeff条码号,题名\n001,三体', 'utf16le'), /UTF-16.*CSV UTF-8/],
    [Buffer.from('PNG\0\0\0'), /bytes that are in no text/],
    [`${Array.from({ length: 300 }, (_, n) => n).join(',')}\n1,2`, /300 columns; at most 200/],
  ])('%# is no table, and it is said why', async (content, message) => {
    await expect(read(content)).rejects.toThrow(message);
    await expect(read(content)).rejects.toBeInstanceOf(TableError);
  });

  test('columns of one name, of none, and of names that objects have, are all kept apart', async () => {
    expect(good(await read('__proto__,a,a,\n1,2,3,\n'))).toEqual([
      Object.fromEntries([
        ['__proto__', '1'],
        ['a', '2'],
        ['a (2)', '3'],
      ]),
    ]);
  });
});

describe('JSON', () => {
  const rows = [
    { 条码号: '001', 题名: '三体 {"上"}' },
    { 条码号: '002', 题名: '活着\n' },
  ];
  test.each([
    JSON.stringify(rows),
    JSON.stringify(rows, null, 2),
    `\ufeff${JSON.stringify(rows)}`,
    rows.map((row) => JSON.stringify(row)).join('\n'),
    JSON.stringify({ items: rows }),
    JSON.stringify({ items: rows }, null, 2),
  ])('%# is read, however it is cut', async (text) => {
    for (const size of [1, 3, 1_000]) {
      expect(good(await read(text, 'json', size))).toEqual([rows[0], { 条码号: '002', 题名: '活着' }]);
    }
  });

  test('numbers are as they were written', async () => {
    expect(
      good(await read('[{"a": 12345678901234567890, "b": 45.50, "c": null, "d": true, "e": [1]}]', 'json')),
    ).toEqual([{ a: '12345678901234567890', b: '45.50', c: '', d: 'true', e: '["1"]' }]);
  });

  test('an object that is broken costs itself', async () => {
    const text = '[\n{"a": "1"},\n{"a": "2},\n{"a": "3"},\n{"a": 4,, "b": {}},\n7,\n{"a": "5"},\n{"a": "6"';
    for (const size of [5, 1_000]) {
      const found = await read(text, 'json', size);
      expect(good(found).map((row) => row['a'])).toEqual(['1', '3', '5']);
      expect(errors(found).map((error) => Number(error.split(' ')[0]))).toEqual([2, 4, 5, 7]);
    }
    const long = `[{"a":"1"},{"a":"${'x'.repeat(3 * longestRow)}"},{"a":"3"}]`;
    expect(good(await read(long, 'json', 5_000)).map((row) => row['a'])).toEqual(['1', '3']);
  });

  test.each(['[1, 2]', '"a"', 'null', '条码号,题名'])('%j is no table', async (text) => {
    await expect(read(text, 'json')).rejects.toThrow(/array of objects/);
  });
});

describe('XLSX', () => {
  test('is read from its first sheet', async () => {
    const file = await writeXlsx([
      [cell('高淳区图书馆'), null, null],
      ['条码号', '题名', '定价'].map(cell),
      [cell('001'), cell('三体'), cell(45.5)],
      [cell(9787536692930), null, cell(0.1 + 0.2)],
    ] as SheetData).toBuffer();
    expect(formatOf(file)).toBe('XLSX');
    const rows = await read(file, 'xlsx', 100);
    expect(good(rows)).toEqual([
      { 条码号: '001', 题名: '三体', 定价: '45.5' },
      { 条码号: '9787536692930', 题名: '', 定价: '0.3' },
    ]);
    expect(rows.map(({ number }) => number)).toEqual([3, 4]);
  });

  test('cells may be shared, written in place, rich, annotated, and out of order of none', async () => {
    const file = archive({
      ...frame(),
      'xl/sharedStrings.xml':
        '<sst><si><t>条码号</t></si><si><r><t>三</t></r><r><t>体</t></r><rPh><t>さん</t></rPh></si></sst>',
      'xl/worksheets/sheet1.xml': sheetOf(
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>题名</t></is></c></row>' +
          '<row r="3"><c r="A3"><v>5.06925E9</v></c><c r="C3" t="s"><v>1</v></c></row>' +
          '<x:row r="4" xmlns:x="u"><x:c><x:v>7</x:v></x:c><x:c/><x:c t="str"><x:f>A1</x:f><x:v>活着</x:v></x:c></x:row>',
      ),
    });
    const rows = await read(file, 'xlsx');
    expect(good(rows)).toEqual([
      { 条码号: '5069250000', 题名: '三体' },
      { 条码号: '7', 题名: '活着' },
    ]);
    expect(rows.map(({ number }) => number)).toEqual([3, 4]);
  });

  test('what unpacks without end is refused before it is held', async () => {
    const endless = archive({ ...frame(), 'xl/sharedStrings.xml': `<sst>${' '.repeat(8 << 20)}</sst>` });
    await expect(read(endless, 'xlsx', 65_536)).rejects.toThrow(/no end/);
    const bomb = archive({ 'a.xml': '<a/>'.repeat(4 << 20) });
    expect(bomb.length).toBeLessThan(1 << 20);
    let length = 0;
    const unpack = async () => {
      for await (const piece of unpacked(bomb, 'a.xml', partsOf(bomb).get('a.xml') as Part, 1 << 20))
        length += piece.length;
    };
    await expect(unpack()).rejects.toThrow(/"a.xml" unpacks to more than 1 MiB.*CSV/);
    expect(length).toBeLessThanOrEqual(1 << 20);
    await expect(readTable(large(), 'xlsx').next()).rejects.toThrow(/more than 16 MiB/);
  });

  test.each([
    ['an old file', Buffer.from('d0cf11e0a1b11ae1', 'hex'), /old \.xls file, or has a password/],
    ['no archive', Buffer.from('条码号,题名'), /no ZIP archive/],
    ['nothing', Buffer.alloc(0), /no ZIP archive/],
    ['another archive', archive({ 'a.txt': 'a' }), /has no "xl\/workbook.xml"/],
    [
      'a sheet that is cut',
      archive({ ...frame(), 'xl/worksheets/sheet1.xml': '<worksheet><sheetData><row>' }),
      /not well-formed/,
    ],
    [
      'a document type',
      archive({ ...frame(), 'xl/worksheets/sheet1.xml': '<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>' }),
      /DOCTYPE/,
    ],
    ['a sheet without names', archive({ ...frame(), 'xl/worksheets/sheet1.xml': sheetOf('') }), /names columns/],
  ])('%s is no workbook, and it is said why', async (_, file, message) => {
    await expect(read(file, 'xlsx')).rejects.toThrow(message);
    await expect(read(file, 'xlsx')).rejects.toBeInstanceOf(TableError);
  });
});

const files = process.env['LONG'] ? 10_000 : 300;

describe(`${files} mutated files`, () => {
  const table = [
    ['条码号', 'ISBN', '题名', '定价'],
    ...Array.from({ length: 12 }, (_, n) => [`50690000${n}`, '978-7-5366-9293-0', `三体“${n}”, 上`, '45.50']),
  ];
  const csv = Buffer.from(table.map((row) => row.map((cell) => `"${cell}"`).join(',')).join('\r\n'));
  const json = Buffer.from(
    JSON.stringify(
      table.map(([a, b, c, d]) => ({ a, b, c, d })),
      null,
      1,
    ),
  );
  const sheet = Buffer.from(
    sheetOf(
      table
        .map((row) => `<row>${row.map((cell) => `<c t="inlineStr"><is><t>${cell}</t></is></c>`).join('')}</row>\n`)
        .join(''),
    ),
  );
  test.each([
    ['csv', csv, null],
    ['json', json, null],
    ['xlsx', sheet, workbook],
  ] as const)('of %s are read to their end, or refused as a whole', async (format, file, wrap) => {
    const random = randomSequence(4180);
    let [read, refused] = [0, 0];
    for (let round = 0; round < files; round++) {
      // In a workbook the sheet is wrong, and every other time its archive.
      const wrong = mutated(file, random);
      const bytes = wrap ? (round % 2 === 0 ? wrap(wrong) : mutated(wrap(file), random)) : wrong;
      let [offset, number] = [-1, 0];
      try {
        for await (const row of readTable(chunks(bytes, 1 + Math.floor(random() * 300)), format)) {
          expect(row.number).toBeGreaterThan(number);
          expect(row.offset).toBeGreaterThan(offset);
          if (format !== 'xlsx') expect(row.offset).toBeLessThan(bytes.length);
          if ('row' in row) expect(Object.keys(row.row).length).toBeLessThanOrEqual(200);
          ({ offset, number } = row);
          read += 1;
        }
      } catch (error) {
        if (!(error instanceof TableError)) throw error;
        refused += 1;
      }
    }
    expect(read).toBeGreaterThan(files);
    expect(refused).toBeLessThan(files);
  });
});

function workbook(content: Buffer): Buffer {
  return archive({ ...frame(), 'xl/worksheets/sheet1.xml': content });
}

function mutated(file: Buffer, random: () => number): Buffer {
  const below = (limit: number) => Math.floor(random() * limit);
  let bytes = Buffer.from(file);
  for (let fault = 1 + below(6); fault > 0; fault--) {
    const at = below(bytes.length);
    const special = [0x22, 0x2c, 0x0a, 0x0d, 0x7b, 0x7d, 0x5c, 0xff, 0x00, 0x3c][below(10)] ?? 0;
    const some = bytes.subarray(at, at + 1 + below(60));
    const changes = [
      () => Buffer.concat([bytes.subarray(0, at), Buffer.of(below(256)), bytes.subarray(at + 1)]),
      () => Buffer.concat([bytes.subarray(0, at), Buffer.of(special), bytes.subarray(at)]),
      () => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + some.length)]),
      () => Buffer.concat([bytes.subarray(0, at), some, some, bytes.subarray(at + some.length)]),
      () => bytes.subarray(0, Math.max(at, 1)),
    ];
    bytes = Buffer.from(changes[below(changes.length)]?.() ?? bytes);
  }
  return bytes;
}
