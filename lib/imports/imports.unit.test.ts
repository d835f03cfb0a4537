import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { madeFile, sample } from '../../test/samples.ts';
import { FormatError, formatOf } from './format.ts';
import { iso2709Records, marcXmlRecords, type SourceRecord } from './records.ts';
import { SourceError, unpackedFrom } from './source.ts';
import { decodedText } from './text.ts';

/** Bytes in pieces of a size, from an offset on. */
async function* cut(bytes: Uint8Array, size: number, from = 0): AsyncGenerator<Uint8Array> {
  for (let at = from; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function all<Each>(source: AsyncIterable<Each>): Promise<Each[]> {
  const each: Each[] = [];
  for await (const one of source) each.push(one);
  return each;
}

const places = (records: SourceRecord[]) => records.map(({ number, offset }) => [number, offset]);
const start = { number: 0, offset: 0 };

describe.each([1, 7, 1_000_000])('in pieces of %s', (size) => {
  test('records of XML stand at the byte at which their tag begins', async () => {
    const bytes = sample('cnmarc.xml');
    const records = await all(marcXmlRecords(cut(bytes, size), start));
    expect(records).toHaveLength(5);
    for (const { offset, end } of records) {
      expect(bytes.subarray(offset, end).toString()).toMatch(/^<record>.*<\/record>$/s);
    }
  });

  test('reading goes on from any record', async () => {
    const xml = sample('marc21.xml');
    const marc = sample('cnmarc-gb18030.mrc');
    const whole = await all(iso2709Records(cut(marc, size), start));
    const [, , third] = whole;
    const from = { number: 3, offset: third?.end ?? 0 };
    expect(places(await all(iso2709Records(cut(marc, size, from.offset), from)))).toEqual(places(whole.slice(3)));
    const inXml = await all(marcXmlRecords(cut(xml, size), start));
    expect(places(await all(marcXmlRecords(cut(xml, size), from)))).toEqual(places(inXml.slice(3)));
  });

  test('characters of GB18030 know their bytes', async () => {
    // 图 has two bytes, 㐀 four, ASCII one.
    const bytes = Buffer.from([0xcd, 0xbc, 0x41, 0x81, 0x39, 0xee, 0x39, 0xcd, 0xbc]);
    const text = decodedText(cut(bytes, size));
    if (size === 1) return;
    expect((await all(text.chunks)).join('')).toBe('图A㐀图');
    expect([0, 1, 2, 3, 4].map((character) => text.byteAt(character))).toEqual([0, 2, 3, 7, 9]);
  });
});

describe('a compressed file', () => {
  const file = madeFile(200);
  const read = (bytes: Uint8Array) => (from: number) => cut(bytes, 500, from);
  const unpacked = async (bytes: Uint8Array, from: number, limitBytes: number) =>
    Buffer.concat(await all(unpackedFrom({ read: read(bytes), limitBytes }, from)));

  test('is read from any place of what is in it', async () => {
    expect(await unpacked(gzipSync(file), 0, 1e9)).toEqual(file);
    expect(await unpacked(gzipSync(file), 12_345, 1e9)).toEqual(file.subarray(12_345));
  });

  test('may not become larger than the limit', async () => {
    await expect(unpacked(gzipSync(file), 0, 20_000)).rejects.toThrow(/unpacks to more than 20000 bytes/);
  });

  test('that is cut is told', async () => {
    const cutOff = unpacked(gzipSync(file).subarray(0, 700), 0, 1e9);
    await expect(cutOff).rejects.toThrow(SourceError);
    await expect(cutOff).rejects.toThrow(/damaged/);
  });
});

test('a document in another encoding is refused by its name, and not taken for GB18030', async () => {
  const xml = '<?xml version="1.0" encoding="ISO-8859-1"?><collection>Étude</collection>';
  const text = decodedText(cut(Buffer.from(xml, 'latin1'), 1_000));
  await expect(all(text.chunks)).rejects.toThrow(/ISO-8859-1.*UTF-8/);
});

describe('a file by its first bytes', () => {
  test.each([
    ['条码号,题名\n', 'CSV'],
    [' [ {"a": 1}]', 'JSON'],
    ['\ufeff{"a": 1}', 'JSON'],
    ['\ufeff条码号\t题名\n', 'CSV'],
    ['PK\u0003\u0004\u0014\0\u0006\0[Content_Types].xml', 'XLSX'],
    ['00123nam0 2200061   450 ', 'ISO2709'],
    ['<collection xmlns="http://www.loc.gov/MARC21/slim">', 'MARCXML'],
  ])('%j is %s', (text, format) => {
    expect(formatOf(Buffer.from(text))).toBe(format);
  });

  test('that is a list in UTF-16 is one', () => {
    expect(formatOf(Buffer.from('\ufeff条码号,题名\r\n', 'utf16le'))).toBe('CSV');
  });

  test.each([
    ['', /empty/],
    ['00123nam', /none of ISO2709, .*begins "00123nam"/],
    ['PK\u0003\u0004', /ZIP/],
    ['\ufeff \r\n', /nothing but blanks/],
  ])('%j is no import, and it is said why', (text, message) => {
    expect(() => formatOf(Buffer.from(text))).toThrow(message);
    expect(() => formatOf(Buffer.from(text))).toThrow(FormatError);
  });

  test('that is an old workbook is told to be saved as a new one', () => {
    expect(() => formatOf(Buffer.from('d0cf11e0a1b11ae1', 'hex'))).toThrow(/\.xls\): save it as \.xlsx/);
  });
});
