// What the columns of lists are called, in Chinese and English. A name counts without blanks, dashes, brackets behind it and the difference
// of letters and width: `定价(元)` is 定价, `Call_Number` is call number. A column that is not in the table is passed over, and named.
import { type ReadRow, type Row, RowError, TableError } from './rows.ts';
import { readTable, type TableFormat } from './table.ts';

/** Names of one field; the first ones are those that messages and templates show. */
interface Names {
  chinese: readonly string[];
  english: readonly string[];
  /** What stands there, for the documents. */
  means: string;
}

export const itemColumns = {
  barcode: {
    chinese: ['条码号', '条码', '条形码', '馆藏条码', '图书条码', '登录号', '财产号'],
    english: ['barcode', 'bar code', 'item barcode', 'accession number'],
    means: 'the number on the label, unique within the library',
  },
  bookId: {
    chinese: ['书目编号', '联合书目号'],
    english: ['book id'],
    means: 'the id of the book in the union catalogue',
  },
  recordNumber: {
    chinese: ['控制号', '记录号', '记录控制号', '书目控制号', 'MARC记录号', '种号', '书目记录号'],
    english: ['record number', 'control number', 'bib id', 'bib record', 'record id', 'biblionumber', '001'],
    means: "the library's own number of the bibliographic record, field 001",
  },
  isbn: {
    chinese: ['ISBN号', '国际标准书号', '标准书号', '书号'],
    english: ['isbn', 'isbn13', 'isbn10'],
    means: 'in any form',
  },
  title: {
    chinese: ['题名', '书名', '正题名', '名称', '题名与责任者'],
    english: ['title'],
    means: 'tells books apart that carry the same ISBN',
  },
  callNumber: {
    chinese: ['索书号', '索取号', '排架号'],
    english: ['call number', 'callno', 'shelf mark'],
    means: 'of this copy',
  },
  classNumber: {
    chinese: ['分类号', '中图法分类号', '中图分类号', '分类'],
    english: ['class', 'class number', 'clc', 'classification'],
    means: 'stands for a call number that is missing',
  },
  branchId: {
    chinese: ['分馆编号', '馆代码'],
    english: ['branch id', 'branch code'],
    means: 'the id of the branch in the network, JN-MAIN',
  },
  location: {
    chinese: ['馆藏地', '馆藏地点', '馆藏地址', '所在馆', '分馆', '所在分馆', '典藏地', '馆藏部门', '位置'],
    english: ['location', 'branch', 'shelving location', 'current location', 'home branch'],
    means: "where it stands, in the library's words; a branch's name or one of its other names says which branch",
  },
  status: {
    chinese: ['状态', '馆藏状态', '流通状态', '图书状态', '书刊状态', '单册状态'],
    english: ['status', 'item status', 'circulation status', 'availability'],
    means: 'a text of the table of status texts',
  },
  dueDate: {
    chinese: ['应还日期', '应还时间', '还书日期', '到期日', '到期日期', '应归还日期'],
    english: ['due date', 'due', 'date due'],
    means: 'of a copy that is out',
  },
  other: {
    chinese: [
      '责任者',
      '作者',
      '著者',
      '出版社',
      '出版者',
      '出版年',
      '出版日期',
      '定价',
      '价格',
      '单价',
      '卷册',
      '卷册号',
      '备注',
      '序号',
      '入藏日期',
    ],
    english: ['author', 'responsibility', 'publisher', 'year', 'price', 'volume', 'note', 'no', 'no.', '#'],
    means: 'understood, and not used here: the record describes the book',
  },
} as const satisfies Record<string, Names>;

export const storeColumns = {
  isbn: itemColumns.isbn,
  title: itemColumns.title,
  responsibility: {
    chinese: ['责任者', '作者', '著者', '编著者'],
    english: ['responsibility', 'author', 'authors'],
    means: 'as printed',
  },
  publisher: { chinese: ['出版社', '出版者', '出版单位'], english: ['publisher', 'press'], means: 'as printed' },
  year: {
    chinese: ['出版年', '出版日期', '出版时间', '出版年月', '版次'],
    english: ['year', 'publication year', 'publication date', 'published'],
    means: 'of publication',
  },
  classNumber: itemColumns.classNumber,
  price: {
    chinese: ['定价', '码洋', '单价', '图书定价', '价格'],
    english: ['list price', 'price', 'retail price'],
    means: 'what is printed on the book, in yuan',
  },
  stock: {
    chinese: ['库存', '库存数', '库存数量', '可供数', '可供数量', '数量', '册数', '复本数'],
    english: ['stock', 'in stock', 'quantity', 'qty', 'copies'],
    means: 'copies that can be sold now',
  },
  other: {
    chinese: ['序号', '折扣', '实洋', '开本', '页数', '装帧', '备注', '货号', '货位', '丛书', '丛书名'],
    english: ['no', 'no.', '#', 'discount', 'net price', 'format', 'pages', 'binding', 'note', 'sku', 'series'],
    means: 'understood, and not used',
  },
} as const satisfies Record<string, Names>;

export type Columns = Readonly<Record<string, Names>>;

/** The fields of a row, and what the file calls each. */
export interface Fields<Field extends string> {
  values: Partial<Record<Field, string>>;
  names: Partial<Record<Field, string>>;
}

interface Place {
  number: number;
  offset: number;
}

/** What a row of a list means, or why it cannot be taken. */
export type ReadLine<Value> = Place & ({ value: Value } | { error: RowError });

interface FieldOptions<Field extends string> {
  format: TableFormat;
  /** Of each group one column has to be there. */
  needed: readonly (readonly Field[])[];
  /** Told once of each column that is passed over. */
  onUnknown?: ((column: string) => void) | undefined;
}

export interface ListOptions<Field extends string, Value> extends FieldOptions<Field> {
  /** What the fields of a row mean. Throws RowError for the first value that is wrong. */
  valueOf: (fields: Fields<Field>) => Value;
}

/**
 * A list, in the memory of a few rows. A table whose names lack a needed one ends at once; a JSON object that does costs itself.
 * @throws TableError for what is no table, or has too few columns: it names those found and wanted
 */
export async function* readList<Field extends string, Value>(
  source: AsyncIterable<Uint8Array>,
  columns: Readonly<Record<Field, Names>>,
  { valueOf, ...options }: ListOptions<Field, Value>,
): AsyncGenerator<ReadLine<Value>> {
  for await (const row of fieldRows(readTable(source, options.format), columns, options)) {
    if ('error' in row) {
      yield row;
      continue;
    }
    const { number, offset, fields } = row;
    try {
      yield { number, offset, value: valueOf(fields) };
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      yield { number, offset, error };
    }
  }
}

/** Rows with their columns understood. */
async function* fieldRows<Field extends string>(
  rows: AsyncIterable<ReadRow>,
  columns: Readonly<Record<Field, Names>>,
  { format, needed, onUnknown }: FieldOptions<Field>,
): AsyncGenerator<Place & ({ fields: Fields<Field> } | { error: RowError })> {
  const fieldOf = fieldsByName(columns);
  const known = new Map<string, Field | null>();
  for await (const read of rows) {
    if ('error' in read) {
      yield read;
      continue;
    }
    const { number, offset, row } = read;
    const fields = fieldsOf(row, (name) => {
      let field = known.get(name);
      if (field === undefined) {
        field = fieldOf.get(normalisedName(name)) ?? null;
        if (known.size < mostNames) known.set(name, field);
        if (field === null) onUnknown?.(name);
      }
      return field;
    });
    const missing = needed.find((group) => group.every((field) => fields.names[field] === undefined));
    if (!missing) {
      yield { number, offset, fields };
      continue;
    }
    const { chinese, english } = missingText(Object.keys(row), missing, columns);
    if (format !== 'json') throw new TableError(`${chinese}。${english}.`);
    yield { number, offset, error: new RowError(null, JSON.stringify(row), chinese, english) };
  }
}

/** Names that are remembered, so that objects with ever new ones cost no memory. */
const mostNames = 1_000;

function fieldsOf<Field extends string>(row: Row, fieldOf: (name: string) => Field | null): Fields<Field> {
  const fields: Fields<Field> = { values: {}, names: {} };
  for (const [name, value] of Object.entries(row)) {
    const field = fieldOf(name);
    // Of two columns for one field the first that says something counts.
    if (field === null || (fields.names[field] !== undefined && (fields.values[field] !== '' || value === '')))
      continue;
    fields.names[field] = name;
    fields.values[field] = value;
  }
  return fields;
}

function fieldsByName<Field extends string>(columns: Readonly<Record<Field, Names>>): Map<string, Field> {
  return new Map(
    (Object.entries(columns) as [Field, Names][]).flatMap(([field, { chinese, english }]) =>
      [field, ...chinese, ...english].map((name) => [normalisedName(name), field] as const),
    ),
  );
}

function normalisedName(name: string): string {
  const plain = name.normalize('NFKC').toLowerCase();
  return plain.replace(/(?<=.)[([【].*$/u, '').replace(/[\s_\-*：:]+/g, '');
}

function missingText<Field extends string>(
  found: readonly string[],
  missing: readonly Field[],
  columns: Readonly<Record<Field, Names>>,
): { chinese: string; english: string } {
  const shown = found
    .slice(0, 20)
    .map((name) => `“${name.slice(0, 20)}”`)
    .join('、');
  const wanted = missing.map((field) => columns[field].chinese.slice(0, 3).join('/')).join(' 或 ');
  const wantedEnglish = missing.map((field) => columns[field].english.slice(0, 2).join('/')).join(' or ');
  return {
    chinese: `缺少列：${wanted}。现有列：${shown}`,
    english: `There is no column for ${wantedEnglish}; the columns are ${shown}`,
  };
}
