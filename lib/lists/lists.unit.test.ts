// Item lists and stores' catalogues: what their columns mean, and what is said of a row that is wrong.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { formatOf } from '../imports/format.ts';
import { itemColumns, storeColumns } from './columns.ts';
import { readItemList } from './itemList.ts';
import { readStoreCatalogue } from './storeCatalogue.ts';
import type { TableFormat } from './table.ts';

async function* once(content: string | Buffer): AsyncGenerator<Buffer> {
  yield Buffer.from(content as never);
}
async function items(content: string | Buffer, format: TableFormat = 'csv', onUnknown?: (column: string) => void) {
  const found = [];
  for await (const row of readItemList(once(content), format, onUnknown)) found.push(row);
  return found.map((row) => ('value' in row ? row.value : `${row.number}: ${row.error.message}`));
}
async function offers(content: string | Buffer, format: TableFormat = 'csv') {
  const found = [];
  for await (const row of readStoreCatalogue(once(content), format)) found.push(row);
  return found.map((row) => ('value' in row ? row.value : `${row.number}: ${row.error.message}`));
}
const formatNamed = (file: Buffer) => formatOf(file).toLowerCase() as TableFormat;
const nothing = {
  bookId: null,
  recordNumber: null,
  isbn: null,
  title: null,
  callNumber: null,
  classNumber: null,
  branchId: null,
  location: null,
  status: null,
  dueDate: null,
};

test('no name of a column stands for two fields', () => {
  for (const columns of [itemColumns, storeColumns]) {
    const names = Object.values(columns).flatMap(({ chinese, english }) => [...chinese, ...english]);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  }
});

describe('an item list', () => {
  test('is read by its Chinese columns', async () => {
    const unknown: string[] = [];
    const list = await items(
      '条形码,题 名,标准书号,索取号,馆藏地点,流通状态,应还日期,定价(元),架位\n5069,三体,7-5366-9293-5,I247.5/1,二楼,在架,0000-00-00,23,A\n5070,,9787536692930,,,借出,2026/12/1,,\n',
      'csv',
      (column) => unknown.push(column),
    );
    expect(list).toEqual([
      {
        ...nothing,
        barcode: '5069',
        title: '三体',
        isbn: expect.stringMatching(/^978\d{10}$/),
        callNumber: 'I247.5/1',
        location: '二楼',
        status: { status: 'AVAILABLE', text: '在架', understood: true, dueDate: null },
      },
      {
        ...nothing,
        barcode: '5070',
        isbn: '9787536692930',
        status: { status: 'ON_LOAN', text: '借出', understood: true, dueDate: null },
        dueDate: '2026-12-01',
      },
    ]);
    expect(unknown).toEqual(['架位']);
  });

  test('is read by its English names, and says nothing where it has no column', async () => {
    expect(await items('[{"Barcode": 12, "record_number": "0120", "CALL NUMBER": "I2/1"}]', 'json')).toEqual([
      { ...nothing, barcode: '12', recordNumber: '0120', callNumber: 'I2/1' },
    ]);
  });

  test('names for every row that is wrong the column, what stands there, and what would be right', async () => {
    expect(
      await items(
        '条码号,ISBN,状态,应还日期\n5.06925E+09,9787536692930,在馆,\n,9787536692930,在馆,\n1 2,9787536692930,在馆,\n13,9787536692931,在馆,\n14,,在馆,\n15,9787536692930,借出,12月1日\n16,9787536692930,,\n',
      ),
    ).toEqual([
      expect.stringMatching(/^2: “条码号”“5\.06925E\+09”：.*设为“文本”.*"条码号": .*as text and export/),
      expect.stringMatching(/^3: “条码号”“”：.*a barcode has 1 to 50/),
      expect.stringMatching(/^4: “条码号”“1 2”/),
      expect.stringMatching(/^5: “ISBN”“9787536692931”：.*校验码是 1.*应为 0.*Its last digit is 1/),
      expect.stringMatching(/^6: .*names no book/),
      expect.stringMatching(/^7: “应还日期”“12月1日”：.*year first: 2026-11-22/),
      {
        ...nothing,
        barcode: '16',
        isbn: '9787536692930',
        status: { status: 'UNKNOWN', text: null, understood: false, dueDate: null },
      },
    ]);
  });

  test('a wrong ISBN beside a record number does no harm', async () => {
    expect(await items('条码号,控制号,ISBN\n1,0120,123\n')).toEqual([
      { ...nothing, barcode: '1', recordNumber: '0120' },
    ]);
  });

  test('without a column that is needed is refused once, naming the columns found and wanted', async () => {
    await expect(items('编号,ISBN,状态\n1,2,3\n4,5,6\n')).rejects.toThrow(
      /缺少列：条码号\/条码\/条形码。现有列：“编号”、“ISBN”、“状态”。There is no column for barcode\/bar code; the columns are/,
    );
    await expect(items('条码号,题名\n1,2\n')).rejects.toThrow(
      /record number\/control number or isbn\/isbn13 or book id/,
    );
    expect(await items('{"条码号": "1"}\n{"条码号": "2", "ISBN": "9787536692930"}', 'json')).toEqual([
      expect.stringMatching(/^1: .*no column for/),
      { ...nothing, barcode: '2', isbn: '9787536692930' },
    ]);
  });
});

describe("a store's catalogue", () => {
  test('is read row by row', async () => {
    expect(
      await offers(
        '序号\tISBN\t书名\t作者\t出版社\t出版日期\t定价\t库存\t分类\n1\t978-7-5366-9293-0\t三体\t刘慈欣\t重庆出版社\t2008年1月\tCNY23.00\t12册\tI247.5\n2\t9787536692930\t三体\t\t\t不详\t免费\t1\t\n3\t9787536692930\t\t\t\t?\t23\t0\t\n4\t9787536692930\t\t\t\t\t23\t-1\t\n',
      ),
    ).toEqual([
      {
        isbn: '9787536692930',
        listPriceFen: 2300,
        stock: 12,
        title: '三体',
        responsibility: '刘慈欣',
        publisher: '重庆出版社',
        year: 2008,
        classNumber: 'I247.5',
      },
      expect.stringMatching(/^3: “定价”“免费”/),
      expect.objectContaining({ stock: 0, year: null, title: null }),
      expect.stringMatching(/^5: “库存”“-1”：应为 0 至 100000 的整数/),
    ]);
  });

  test('without a price or a stock is refused', async () => {
    await expect(offers('ISBN,书名\n1,2\n')).rejects.toThrow(/缺少列：定价/);
  });
});

describe('the samples', () => {
  test.each([
    'items.csv',
    'items-gb18030.csv',
    'items.json',
    'items.xlsx',
  ])('of item lists: %s has good rows alone', async (name) => {
    const file = readFileSync(new URL(`../../docs/samples/${name}`, import.meta.url));
    const format = formatNamed(file);
    expect(format).toBe(name.split('.')[1]);
    const list = await items(file, format);
    expect(list.filter((row) => typeof row === 'string')).toEqual([]);
    expect(list.length).toBeGreaterThan(5);
    expect(list).toEqual(await items(readFileSync(new URL('../../docs/samples/items.csv', import.meta.url))));
  });

  test.each(['store-catalogue.csv', 'store-catalogue.xlsx'])('of a store: %s has good rows alone', async (name) => {
    const file = readFileSync(new URL(`../../docs/samples/${name}`, import.meta.url));
    const list = await offers(file, formatNamed(file));
    expect(list.filter((row) => typeof row === 'string')).toEqual([]);
    expect(list.length).toBeGreaterThan(3);
    expect(list).toEqual(
      await offers(readFileSync(new URL('../../docs/samples/store-catalogue.csv', import.meta.url))),
    );
  });
});
