// Records read as others wrote them: both formats, both encodings, and every way in which files are wrong.
import { describe, expect, test } from 'vitest';
import { bibliographicOf, defaultItemMapping } from './bibliographic.ts';
import { encodingOf } from './encoding.ts';
import { type ReadRecord, readIso2709, writeIso2709 } from './iso2709.ts';
import { marcXmlHead, marcXmlTail, type ReadXmlRecord, readMarcXml, writeMarcXml } from './marcxml.ts';
import type { MarcRecord } from './record.ts';

const cnmarc: MarcRecord = {
  leader: '00000nam0 2200000   450 ',
  fields: [
    { tag: '001', value: '012001000001' },
    {
      tag: '010',
      indicators: '  ',
      subfields: [
        { code: 'a', value: '978-7-5366-9293-0' },
        { code: 'b', value: '平装' },
        { code: 'd', value: 'CNY23.00' },
      ],
    },
    { tag: '010', indicators: '  ', subfields: [{ code: 'a', value: '7-5366-9293-1' }] },
    { tag: '100', indicators: '  ', subfields: [{ code: 'a', value: '20080101d2008    em y0chiy50      ea' }] },
    {
      tag: '200',
      indicators: '1 ',
      subfields: [
        { code: 'a', value: '三体' },
        { code: 'e', value: '地球往事' },
        { code: 'h', value: '第一部' },
        { code: 'f', value: '刘慈欣著' },
      ],
    },
    {
      tag: '210',
      indicators: '  ',
      subfields: [
        { code: 'a', value: '重庆' },
        { code: 'c', value: '重庆出版社' },
        { code: 'd', value: '2008.1' },
      ],
    },
    {
      tag: '215',
      indicators: '  ',
      subfields: [
        { code: 'a', value: '302页' },
        { code: 'd', value: '23cm' },
      ],
    },
    { tag: '225', indicators: '2 ', subfields: [{ code: 'a', value: '中国科幻基石丛书' }] },
    {
      tag: '606',
      indicators: '0 ',
      subfields: [
        { code: 'a', value: '长篇小说' },
        { code: 'y', value: '中国' },
        { code: 'z', value: '当代' },
      ],
    },
    {
      tag: '690',
      indicators: '  ',
      subfields: [
        { code: 'a', value: 'I247.5' },
        { code: 'v', value: '4' },
      ],
    },
    {
      tag: '701',
      indicators: ' 0',
      subfields: [
        { code: 'a', value: '刘慈欣' },
        { code: '4', value: '著' },
      ],
    },
    {
      tag: '801',
      indicators: ' 0',
      subfields: [
        { code: 'a', value: 'CN' },
        { code: 'b', value: 'JL' },
      ],
    },
    {
      tag: '905',
      indicators: '  ',
      subfields: [
        { code: 'a', value: 'JN' },
        { code: 'b', value: '5069250004' },
        { code: 'b', value: '5069250005' },
        { code: 'c', value: '图书借阅室' },
        { code: 'd', value: 'I247.5' },
        { code: 'e', value: '32820' },
      ],
    },
  ],
};

const marc21: MarcRecord = {
  leader: '00000nam a2200000 a 4500',
  fields: [
    { tag: '001', value: '990001' },
    { tag: '008', value: '080101s2008    cc            000 1 chi d' },
    {
      tag: '020',
      indicators: '  ',
      subfields: [
        { code: 'a', value: '9787536692930 (pbk.) :' },
        { code: 'c', value: 'CNY23.00' },
      ],
    },
    { tag: '093', indicators: '  ', subfields: [{ code: 'a', value: 'I247.5' }] },
    {
      tag: '100',
      indicators: '1 ',
      subfields: [
        { code: 'a', value: '刘慈欣,' },
        { code: 'e', value: '著.' },
      ],
    },
    {
      tag: '245',
      indicators: '10',
      subfields: [
        { code: 'a', value: '三体 :' },
        { code: 'b', value: '地球往事 /' },
        { code: 'c', value: '刘慈欣著.' },
      ],
    },
    {
      tag: '264',
      indicators: ' 1',
      subfields: [
        { code: 'a', value: '重庆 :' },
        { code: 'b', value: '重庆出版社,' },
        { code: 'c', value: '2008.' },
      ],
    },
    {
      tag: '650',
      indicators: ' 7',
      subfields: [
        { code: 'a', value: '长篇小说' },
        { code: 'z', value: '中国.' },
      ],
    },
  ],
};

/** In chunks of so many bytes. */
async function* chunks(bytes: Buffer, size = 7): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
async function all<Each>(source: AsyncIterable<Each>): Promise<Each[]> {
  const found: Each[] = [];
  for await (const each of source) found.push(each);
  return found;
}
const read = async (bytes: Buffer, size?: number): Promise<ReadRecord[]> => all(readIso2709(chunks(bytes, size)));
const titles = (records: ReadRecord[]) =>
  records.map((each) => ('record' in each ? bibliographicOf(each.record).title : each.error.message));
async function* characters(text: string, size = 11): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}
const readXml = async (text: string): Promise<ReadXmlRecord[]> => all(readMarcXml(characters(text)));

/** Text of the test as GB18030: what of it occurs here is GB 2312, of which the decoder knows every character. */
const gb18030 = (() => {
  const decoder = new TextDecoder('gb18030');
  const bytesOf = new Map<string, number[]>();
  for (let lead = 0xa1; lead <= 0xf7; lead++) {
    for (let trail = 0xa1; trail <= 0xfe; trail++)
      bytesOf.set(decoder.decode(Uint8Array.of(lead, trail)), [lead, trail]);
  }
  return (text: string) =>
    Buffer.from(Array.from(text).flatMap((character) => bytesOf.get(character) ?? [character.charCodeAt(0)]));
})();
/** A record of another encoding, with its lengths counted in bytes. */
function inGb18030(record: MarcRecord): Buffer {
  const narrow = writeIso2709({
    ...record,
    fields: record.fields.map((field) =>
      'value' in field
        ? field
        : {
            ...field,
            subfields: field.subfields.map(({ code, value }) => ({ code, value: gb18030(value).toString('latin1') })),
          },
    ),
  });
  // As latin1 text the bytes were written as UTF-8; here they are themselves again, and are counted again.
  const parts = narrow.toString('utf8').split('\u001e');
  const fields = parts.slice(1, -1).map((part) => Buffer.from(`${part}\u001e`, 'latin1'));
  const tags = record.fields.map(({ tag }) => tag);
  let start = 0;
  const directory = fields.map((field, index) => {
    const entry = `${tags[index]}${String(field.length).padStart(4, '0')}${String(start).padStart(5, '0')}`;
    start += field.length;
    return entry;
  });
  const base = 24 + directory.length * 12 + 1;
  const leader = digits(base + start + 1) + record.leader.slice(5, 12) + digits(base) + record.leader.slice(17, 24);
  return Buffer.concat([Buffer.from(`${leader}${directory.join('')}\u001e`, 'latin1'), ...fields, Buffer.of(0x1d)]);
}

const digits = (count: number) => String(count).padStart(5, '0');

const bare = (record: MarcRecord) => writeIso2709(record).subarray(0, -1);

const shortened = (bytes: Buffer) =>
  Buffer.concat([Buffer.from(String(bytes.length).padStart(5, '0')), bytes.subarray(5)]);

async function* endlessText(): AsyncGenerator<string> {
  yield '<collection><record><controlfield tag="001">';
  for (let chunk = 0; chunk < 1_000; chunk++) yield 'x'.repeat(1_000_000);
  throw new Error('it was read to its end');
}

/** A field and its counterpart in another script. */
const linked = (tag: string, link: string, ...subfields: [string, string][]) => ({
  tag,
  indicators: '10',
  subfields: [['6', link] as const, ...subfields].map(([code, value]) => ({ code, value })),
});

async function* endless(): AsyncGenerator<Buffer> {
  for (let chunk = 0; chunk < 200; chunk++) yield Buffer.alloc(64 * 1024, 'x');
}

const long = (length: number) => ({
  tag: '330',
  indicators: '  ',
  subfields: [{ code: 'a', value: 'x'.repeat(length) }],
});

describe('what the catalogue keeps', () => {
  test.each([
    ['9787020002207 9787544291170', ['9787020002207', '9787544291170']],
    ['9787020002207（上）；978-7-5442-9117-0（下）', ['9787020002207', '9787544291170']],
    ['９７８７０２０００２２０７', ['9787020002207']],
    ['ISBN：978-7-02-000220-7（平装）, 39.00', ['9787020002207']],
    ['9787544291170 51999', ['9787544291170']],
  ])('numbers as they are typed into 010 $a: %s', (value, isbns) => {
    const fields = [
      { tag: '010', indicators: '  ', subfields: [{ code: 'a', value }] },
      { tag: '200', indicators: '1 ', subfields: [{ code: 'a', value: '三体' }] },
    ];
    expect(bibliographicOf({ leader: cnmarc.leader, fields })).toMatchObject({ isbns, badIsbns: [] });
  });

  test('of MARC 21 that is romanised, in the script of the book', () => {
    const fields = [
      linked('245', '880-01', ['a', 'Bai nian gu du /'], ['c', 'Maerkesi zhu.']),
      linked('260', '880-02', ['a', 'Haikou'], ['c', '2011']),
      linked('880', '245-01/$1', ['a', '百年孤独 /'], ['c', '马尔克斯著.']),
      linked('880', '260-02/$1', ['b', '南海出版公司,'], ['c', '2011']),
    ];
    expect(bibliographicOf({ leader: marc21.leader, fields })).toMatchObject({
      title: '百年孤独',
      responsibility: '马尔克斯著',
      publisher: '南海出版公司',
      year: 2011,
    });
  });

  test('of CNMARC', () => {
    expect(bibliographicOf(cnmarc)).toEqual({
      flavour: 'CNMARC',
      control: '012001000001',
      isbns: ['9787536692930'],
      badIsbns: [{ text: '7-5366-9293-1', why: expect.stringContaining('校验码') }],
      title: '三体',
      otherTitle: '地球往事',
      volume: '第一部',
      volumeTitle: null,
      responsibility: '刘慈欣著',
      contributors: [{ name: '刘慈欣', role: '著' }],
      edition: null,
      place: '重庆',
      publisher: '重庆出版社',
      year: 2008,
      extent: '302页',
      dimensions: '23cm',
      series: ['中国科幻基石丛书'],
      subjects: ['长篇小说－中国－当代'],
      classNumber: 'I247.5',
      price: 'CNY23.00',
      format: 'BOOK',
      accessible: [],
      origin: 'JL',
      items: [
        { barcode: '5069250004', callNumber: 'I247.5/32820', location: '图书借阅室' },
        { barcode: '5069250005', callNumber: 'I247.5/32820', location: '图书借阅室' },
      ],
    });
  });

  test('of MARC 21 is the same, without the punctuation that belongs to it', () => {
    expect(bibliographicOf(marc21)).toMatchObject({
      flavour: 'MARC21',
      isbns: ['9787536692930'],
      badIsbns: [],
      title: '三体',
      otherTitle: '地球往事',
      responsibility: '刘慈欣著',
      contributors: [{ name: '刘慈欣', role: '著' }],
      place: '重庆',
      publisher: '重庆出版社',
      year: 2008,
      subjects: ['长篇小说－中国'],
      classNumber: 'I247.5',
      price: 'CNY23.00',
    });
  });

  test('needs a title', () => {
    expect(() => bibliographicOf({ leader: '', fields: [{ tag: '001', value: '1' }] })).toThrow(/neither field 200/);
    expect(() => bibliographicOf({ leader: '', fields: [{ tag: '200', indicators: '  ', subfields: [] }] })).toThrow(
      /no title in \$a/,
    );
  });

  test('names copies where the library’s mapping says', () => {
    const mapping = { ...defaultItemMapping, tag: '905', barcode: 'e' };
    expect(bibliographicOf(cnmarc, mapping).items).toEqual([
      { barcode: '32820', callNumber: 'I247.5/32820', location: '图书借阅室' },
    ]);
  });

  test.each([
    ['am', 'BOOK'],
    ['as', 'PERIODICAL'],
    ['em', 'MAP'],
    ['gm', 'AUDIO_VISUAL'],
    ['jm', 'AUDIO_VISUAL'],
  ])('by the leader %s it is %s', (kind, format) => {
    expect(bibliographicOf({ ...cnmarc, leader: `00000n${kind}0 2200000   450 ` }).format).toBe(format);
  });
});

describe('ISO 2709', () => {
  test('is read as it is written, however it is cut', async () => {
    const file = Buffer.concat([writeIso2709(cnmarc), writeIso2709(marc21)]);
    for (const size of [1, 7, 100, 10_000]) {
      const records = await read(file, size);
      expect(records.map((each) => 'record' in each && each.record.fields)).toEqual([cnmarc.fields, marc21.fields]);
      expect(records).toMatchObject([
        { number: 1, offset: 0, encoding: 'utf-8', repaired: false },
        { number: 2, offset: writeIso2709(cnmarc).length, repaired: false },
      ]);
    }
  });

  test('in GB18030 is read by its bytes', async () => {
    const [record] = await read(inGb18030(cnmarc));
    expect(record).toMatchObject({ encoding: 'gb18030', repaired: false });
    expect('record' in record! && record.record.fields).toEqual(cnmarc.fields);
  });

  test('lines between records, a byte order mark and padding at the end are no records', async () => {
    const file = Buffer.concat([
      Buffer.from('\ufeff'),
      writeIso2709(cnmarc),
      Buffer.from('\r\n'),
      writeIso2709(marc21),
      Buffer.from('\n\u001a\0\0'),
    ]);
    expect(titles(await read(file))).toEqual(['三体', '三体']);
  });

  test('lengths that were counted in characters are repaired', async () => {
    const wrong = Buffer.from(
      writeIso2709(cnmarc)
        .toString('utf8')
        .replace(/^\d{5}/, '00412')
        .replace(/20000\d{2}/, '2000041'),
    );
    const [record] = await read(wrong);
    expect(record).toMatchObject({ repaired: true });
    expect('record' in record! && bibliographicOf(record.record).title).toBe('三体');
  });

  test('a missing terminator is found by the next leader, and at the end', async () => {
    const records = await read(Buffer.concat([shortened(bare(cnmarc)), writeIso2709(marc21), bare(cnmarc)]));
    expect(titles(records)).toEqual(['三体', '三体', '三体']);
    expect(records.map((each) => 'repaired' in each && each.repaired)).toEqual([true, false, true]);
  });

  test('records without terminators are not lost in the one before, whether or not their lengths count them', async () => {
    const glued = [bare(cnmarc), bare(marc21), bare(cnmarc)];
    for (const some of [glued, glued.map(shortened), [...glued, writeIso2709(marc21)]]) {
      expect(titles(await read(Buffer.concat(some)))).toEqual(some.map(() => '三体'));
    }
  });

  test.each([
    ['no leader', Buffer.from('<html>not found</html> a page of an error, saved as a file\u001d'), /no leader/],
    ['a leader alone', Buffer.from('00026nam0 2200025   450 \u001d'), /no record|no end/],
    [
      'a directory that is cut',
      Buffer.from('00060nam0 2200049   450 20000\u001e00三体\u001e\u001d'),
      /entries|characters, each entry/,
    ],
    [
      'letters where a directory has digits',
      Buffer.from('00060nam0 2200037   450 200xxxx00000\u001e  \u001fa三体\u001e\u001d'),
      /Entry 1/,
    ],
    [
      'MARC-8, by its escapes',
      Buffer.from('00060nam  2200037   4500245002000000\u001e10\u001fa\u001b$1!0!\u001b(B\u001e\u001d', 'latin1'),
      /MARC-8/,
    ],
    [
      'MARC-8, by its accents',
      Buffer.from(
        '00060nam  2200037   4500245002400000\u001e10\u001faLes mis\xe2erables na\xe8ive\u001e\u001d',
        'latin1',
      ),
      /MARC-8/,
    ],
  ])('%s costs that record, and says why and where', async (_title, broken, reason) => {
    const before = writeIso2709(cnmarc);
    const records = await read(Buffer.concat([before, broken, writeIso2709(marc21)]));
    expect(titles(records)).toEqual(['三体', expect.stringMatching(reason), '三体']);
    expect(records[1]).toMatchObject({ number: 2, offset: before.length });
  });

  test('text that was cut in the middle of a character is named by its byte', async () => {
    const whole = writeIso2709(cnmarc);
    const at = whole.indexOf(Buffer.from('三体'));
    const cut = Buffer.concat([whole.subarray(0, at + 1), whole.subarray(at + 2)]);
    const [record] = await read(cut);
    expect(record).toMatchObject({
      error: { message: expect.stringContaining('neither UTF-8 nor GB18030'), offset: at },
    });
  });

  test('a file without any terminator is not held in memory', async () => {
    let longest = 0;
    for await (const each of readIso2709(endless())) longest = Math.max(longest, each.bytes.length);
    expect(longest).toBeLessThan(400_000);
  });

  test('what the format cannot count is not written', () => {
    expect(() => writeIso2709({ ...cnmarc, fields: [long(10_000)] })).toThrow(/field 330/);
    expect(() => writeIso2709({ ...cnmarc, fields: Array.from({ length: 11 }, () => long(9_500)) })).toThrow(
      /The record has/,
    );
  });
});

describe('MARCXML', () => {
  const file = marcXmlHead + writeMarcXml(cnmarc) + writeMarcXml(marc21) + marcXmlTail;

  test('is read as it is written', async () => {
    const records = await readXml(file);
    expect(records.map((each) => 'record' in each && each.record.fields)).toEqual([cnmarc.fields, marc21.fields]);
  });

  test('a text without an end is not held in memory', async () => {
    const records: ReadXmlRecord[] = [];
    for await (const each of readMarcXml(endlessText())) records.push(each);
    expect(records).toMatchObject([{ error: { message: expect.stringContaining('No record ends') }, isLast: true }]);
  });

  test('has any prefix, line breaks, and characters that XML writes otherwise', async () => {
    const text = `<?xml version="1.0"?><marc:collection xmlns:marc="http://www.loc.gov/MARC21/slim">
      <marc:record>
        <marc:leader>00000nam a2200000 a 4500</marc:leader>
        <marc:datafield tag="245" ind1="1" ind2="0">
          <marc:subfield code="a">R&amp;D &#20013;<![CDATA[<国>]]></marc:subfield>
        </marc:datafield>
      </marc:record></marc:collection>`;
    const [record] = await readXml(text);
    expect('record' in record! && bibliographicOf(record.record).title).toBe('R&D 中<国>');
    const odd = {
      leader: cnmarc.leader,
      fields: [{ tag: '200', indicators: '"&', subfields: [{ code: 'a', value: '<甲>&"乙"\r\n' }] }],
    };
    const [again] = await readXml(marcXmlHead + writeMarcXml(odd) + marcXmlTail);
    expect('record' in again! && again.record.fields).toEqual(odd.fields);
  });

  test('a record that is none costs itself', async () => {
    const records = await readXml(
      `${marcXmlHead}<record><leader/></record><record><datafield tag="2" ind1=" " ind2=" "/></record>${writeMarcXml(cnmarc)}${marcXmlTail}`,
    );
    expect(records.map((each) => ('error' in each ? each.error.message : each.number))).toEqual([
      '记录没有字段。The record has no fields',
      expect.stringContaining('the tag "2"'),
      3,
    ]);
  });

  test.each([
    ['cut', file.slice(0, -40)],
    [
      'with a DOCTYPE that grows',
      `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]>${marcXmlHead.split('\n')[1]}<record><leader>&b;</leader></record></collection>`,
    ],
    ['with an entity that nobody knows', file.replace('三体', '&ext;')],
    ['with a tag that is not closed', file.replace('</record>', '')],
  ])('a file that is %s is read up to there, and that is said', async (_title, text) => {
    const records = await readXml(text);
    expect(records.at(-1)).toMatchObject({
      error: { message: expect.stringContaining('not well-formed') },
      isLast: true,
    });
    expect(records.slice(0, -1).every((each) => 'record' in each || !each.isLast)).toBe(true);
  });
});

test('an encoding is what the bytes are', async () => {
  expect(encodingOf(Buffer.from('三体'))).toBe('utf-8');
  expect(encodingOf(gb18030('三体'))).toBe('gb18030');
  expect(encodingOf(Buffer.from('plain'))).toBe('utf-8');
  expect(await read(inGb18030(cnmarc))).toMatchObject([{ encoding: 'gb18030' }]);
});
