// Writes the samples of docs/samples/ that are records: `node scripts/samples.ts`. The files are committed; they change when the records
// here do. Titles and people of the records are real, their numbers and copies are invented, and say so: 【样例】.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeIso2709 } from '../lib/marc/iso2709.ts';
import { marcXmlHead, marcXmlTail, writeMarcXml } from '../lib/marc/marcxml.ts';
import type { MarcField, MarcRecord } from '../lib/marc/record.ts';

interface Sample {
  control: string;
  isbn: string | null;
  price: string;
  title: string;
  more?: string;
  volume?: string;
  responsibility: string;
  person: [name: string, role: string];
  place: string;
  publisher: string;
  year: string;
  extent: string;
  subject: string;
  classNumber: string;
  /** Barcode, place, running number. */
  copies: [string, string, string][];
}

const books: readonly Sample[] = [
  {
    control: '012026000001',
    isbn: '978-7-02-000220-7',
    price: 'CNY59.70',
    title: '红楼梦',
    more: '【样例】',
    responsibility: '(清)曹雪芹著 ; (清)高鹗续',
    person: ['曹雪芹', '著'],
    place: '北京',
    publisher: '人民文学出版社',
    year: '1996',
    extent: '3册',
    subject: '章回小说',
    classNumber: 'I242.4',
    copies: [
      ['JN20260000011', '总馆文学借阅室', '1'],
      ['JN20260000012', '总馆文学借阅室', '1'],
    ],
  },
  {
    control: '012026000002',
    isbn: '978-7-5442-9117-0',
    price: 'CNY55.00',
    title: '百年孤独',
    more: '【样例】',
    responsibility: '(哥伦)加西亚·马尔克斯著 ; 范晔译',
    person: ['加西亚·马尔克斯', '著'],
    place: '海口',
    publisher: '南海出版公司',
    year: '2017',
    extent: '360页',
    subject: '长篇小说',
    classNumber: 'I775.45',
    copies: [['JN20260000021', '总馆文学借阅室', '7']],
  },
  {
    control: '012026000003',
    isbn: '978-7-5063-6543-7',
    price: 'CNY20.00',
    title: '活着',
    more: '【样例】',
    responsibility: '余华著',
    person: ['余华', '著'],
    place: '北京',
    publisher: '作家出版社',
    year: '2012',
    extent: '191页',
    subject: '长篇小说',
    classNumber: 'I247.57',
    copies: [['JN20260000031', '百家湖分馆', '12']],
  },
  {
    control: '012026000004',
    isbn: null,
    price: 'CNY1.20',
    title: '金陵古迹图考',
    more: '【样例】',
    responsibility: '朱偰著',
    person: ['朱偰', '著'],
    place: '上海',
    publisher: '商务印书馆',
    year: '1936',
    extent: '280页',
    subject: '名胜古迹',
    classNumber: 'K928.7',
    copies: [['JN20260000041', '地方文献室', '3']],
  },
  {
    control: '012026000005',
    isbn: '978-7-101-00304-8',
    price: 'CNY125.00',
    title: '史记',
    more: '【样例】',
    volume: '第一册',
    responsibility: '(汉)司马迁撰',
    person: ['司马迁', '撰'],
    place: '北京',
    publisher: '中华书局',
    year: '1982',
    extent: '322页',
    subject: '中国历史',
    classNumber: 'K204.2',
    copies: [],
  },
];

const field = (tag: string, indicators: string, ...subfields: [string, string | null | undefined][]): MarcField[] => {
  const said = subfields.flatMap(([code, value]) => (value ? [{ code, value }] : []));
  return said.length > 0 ? [{ tag, indicators, subfields: said }] : [];
};

function cnmarc(book: Sample): MarcRecord {
  return {
    leader: '00000nam0 2200000   450 ',
    fields: [
      { tag: '001', value: book.control },
      ...field('010', '  ', ['a', book.isbn], ['d', book.price]),
      ...field('100', '  ', ['a', `20260105d${book.year}    em y0chiy50      ea`]),
      ...field('101', '0 ', ['a', 'chi']),
      ...field('200', '1 ', ['a', book.title], ['e', book.more], ['h', book.volume], ['f', book.responsibility]),
      ...field('210', '  ', ['a', book.place], ['c', book.publisher], ['d', book.year]),
      ...field('215', '  ', ['a', book.extent], ['d', '21cm']),
      ...field('606', '0 ', ['a', book.subject], ['x', '中国']),
      ...field('690', '  ', ['a', book.classNumber], ['v', '5']),
      ...field('701', ' 0', ['a', book.person[0]], ['4', book.person[1]]),
      ...field('801', ' 0', ['a', 'CN'], ['b', 'JNL'], ['c', '20260105']),
      ...book.copies.flatMap(([barcode, place, number]) =>
        field('905', '  ', ['a', 'JNL'], ['b', barcode], ['c', place], ['d', book.classNumber], ['e', number]),
      ),
    ],
  };
}

function marc21(book: Sample): MarcRecord {
  return {
    leader: '00000nam a2200000 a 4500',
    fields: [
      { tag: '001', value: book.control },
      { tag: '008', value: `260105s${book.year}    cc            000 1 chi d` },
      ...field('020', '  ', ['a', book.isbn?.replaceAll('-', '')], ['c', book.price]),
      ...field('040', '  ', ['a', 'JNL'], ['c', 'JNL']),
      ...field('084', '  ', ['a', book.classNumber], ['2', 'clc']),
      ...field('100', '1 ', ['a', `${book.person[0]},`], ['e', book.person[1]]),
      ...field(
        '245',
        '10',
        ['a', `${book.title} :`],
        ['b', `${book.more} /`],
        ['n', book.volume],
        ['c', book.responsibility],
      ),
      ...field('260', '  ', ['a', `${book.place} :`], ['b', `${book.publisher},`], ['c', `${book.year}.`]),
      ...field('300', '  ', ['a', `${book.extent} ;`], ['c', '21 cm']),
      ...field('650', ' 7', ['a', book.subject], ['z', '中国']),
      ...book.copies.flatMap(([barcode, place, number]) =>
        field('905', '  ', ['b', barcode], ['c', place], ['d', book.classNumber], ['e', number]),
      ),
    ],
  };
}

/** In GB18030, as Chinese systems wrote before: what is counted in bytes is counted in its bytes. */
function inGb18030(bytes: Buffer): Buffer {
  const encode = gb18030Encoder();
  const base = Number(bytes.toString('latin1', 12, 17));
  const parts = bytes
    .subarray(base, bytes.length - 1)
    .toString()
    .split('\u001e')
    .slice(0, -1)
    .map((part) => Buffer.concat([encode(part), Buffer.of(0x1e)]));
  let start = 0;
  const entries = parts.map((part, index) => {
    const tag = bytes.toString('latin1', 24 + index * 12, 27 + index * 12);
    const entry = `${tag}${String(part.length).padStart(4, '0')}${String(start).padStart(5, '0')}`;
    start += part.length;
    return entry;
  });
  const leader = `${String(base + start + 1).padStart(5, '0')}${bytes.toString('latin1', 5, 24)}`;
  return Buffer.concat([Buffer.from(`${leader}${entries.join('')}\u001e`, 'latin1'), ...parts, Buffer.of(0x1d)]);
}

/** The way back of Node's decoder, for characters of two bytes. */
function gb18030Encoder(): (text: string) => Buffer {
  const decoder = new TextDecoder('gb18030');
  const bytes = new Map<string, Buffer>();
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      if (trail !== 0x7f) bytes.set(decoder.decode(Uint8Array.of(lead, trail)), Buffer.of(lead, trail));
    }
  }
  return (text) =>
    Buffer.concat(
      [...text].map((letter) => (letter < '\u0080' ? Buffer.from(letter) : (bytes.get(letter) ?? Buffer.from('?')))),
    );
}

/** A leader whose length is that of another record. */
function withLength(bytes: Buffer, length: number): Buffer {
  return Buffer.concat([Buffer.from(String(length).padStart(5, '0')), bytes.subarray(5)]);
}

function changed(book: Sample, by: Partial<Sample>): Buffer {
  return writeIso2709(cnmarc({ ...book, ...by }));
}

const [first, second, third, fourth, fifth] = books as [Sample, Sample, Sample, Sample, Sample];
const whole = writeIso2709(cnmarc(second));

const samples: Readonly<Record<string, Buffer | string>> = {
  'cnmarc-utf8.mrc': Buffer.concat(books.map((book) => writeIso2709(cnmarc(book)))),
  'cnmarc-gb18030.mrc': Buffer.concat(books.map((book) => inGb18030(writeIso2709(cnmarc(book))))),
  'marc21.mrc': Buffer.concat(books.map((book) => writeIso2709(marc21(book)))),
  'cnmarc.xml': marcXmlHead + books.map((book) => writeMarcXml(cnmarc(book))).join('') + marcXmlTail,
  'marc21.xml': marcXmlHead + books.map((book) => writeMarcXml(marc21(book))).join('') + marcXmlTail,
  // The second is read by its terminator, with a warning.
  'wrong-lengths.mrc': Buffer.concat([writeIso2709(cnmarc(first)), withLength(whole, 99), writeIso2709(cnmarc(third))]),
  // The first lacks its end, and ends where its leader says and the second begins.
  'missing-terminator.mrc': Buffer.concat(
    [whole.subarray(0, -1), writeIso2709(cnmarc(third))].map((each, index) =>
      index === 0 ? Buffer.concat([each, Buffer.from('\n')]) : each,
    ),
  ),
  // The second is in MARC-8: an escape begins its Chinese.
  'marc8.mrc': Buffer.concat([
    writeIso2709(marc21(third)),
    Buffer.from(
      writeIso2709(
        marc21({
          ...fourth,
          control: '012026000006',
          title: '~~~~~',
          more: 'sample',
          responsibility: 'A.',
          copies: [],
        }),
      )
        .toString('latin1')
        .replace('~~~~~', '\u001b$1!0'),
      'latin1',
    ),
    writeIso2709(marc21(fifth)),
  ]),
  // The first has a wrong check digit, the second too few digits, the third a price, the fourth is right.
  'bad-isbn.mrc': Buffer.concat([
    changed(first, { isbn: '978-7-02-000220-8' }),
    changed(second, { isbn: '7-5442-911' }),
    changed(third, { isbn: 'CNY20.00' }),
    changed(fifth, {}),
  ]),
  // Its second record has no field 200.
  'no-title.mrc': Buffer.concat([
    writeIso2709(cnmarc(first)),
    writeIso2709({ ...cnmarc(second), fields: cnmarc(second).fields.filter(({ tag }) => tag !== '200') }),
    writeIso2709(cnmarc(third)),
  ]),
};

const folder = fileURLToPath(new URL('../docs/samples/', import.meta.url));
mkdirSync(folder, { recursive: true });
for (const [name, content] of Object.entries(samples)) writeFileSync(join(folder, name), content);
console.log(`${Object.keys(samples).length} files in docs/samples`);
