// Files that are wrong in every way that a random generator finds: the reader ends, holds little, and never throws.

import { describe, expect, test } from 'vitest';
import { randomSequence } from '../../scripts/seed/random.ts';
import { bibliographicOf } from './bibliographic.ts';
import { longestRecord, readIso2709, writeIso2709 } from './iso2709.ts';
import { marcXmlHead, marcXmlTail, readMarcXml, writeMarcXml } from './marcxml.ts';
import { MarcError, type MarcRecord } from './record.ts';

const files = process.env['LONG'] ? 10_000 : 1_000;

const field = (tag: string, value: string) => ({ tag, indicators: '  ', subfields: [{ code: 'a', value }] });
const records: MarcRecord[] = ['三体', 'Les misérables', '资治通鉴', '红楼梦'].map((title, index) => ({
  leader: '00000nam0 2200000   450 ',
  fields: [
    { tag: '001', value: String(index) },
    field('010', '978-7-5366-9293-0'),
    field('200', title),
    field('690', 'I247.5'),
  ],
}));

/** A whole file with one to eight faults: bytes changed, taken out, put in, doubled, cut. */
function mutated(file: Buffer, random: () => number): Buffer {
  const below = (limit: number) => Math.floor(random() * limit);
  let bytes = Buffer.from(file);
  for (let fault = 1 + below(8); fault > 0; fault--) {
    const at = below(bytes.length);
    const length = 1 + below(40);
    const special = [0x1d, 0x1e, 0x1f, 0x1b, 0x00, 0xff, 0x3c, 0x26, 0x30][below(9)] ?? 0;
    const some = bytes.subarray(at, at + length);
    const changes = [
      () => Buffer.concat([bytes.subarray(0, at), Buffer.of(below(256)), bytes.subarray(at + 1)]),
      () => Buffer.concat([bytes.subarray(0, at), Buffer.of(special), bytes.subarray(at)]),
      () => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]),
      () => Buffer.concat([bytes.subarray(0, at), some, some, bytes.subarray(at + length)]),
      () => bytes.subarray(0, Math.max(at, 1)),
      () => Buffer.concat([bytes, bytes.subarray(at)]),
    ];
    bytes = Buffer.from(changes[below(changes.length)]?.() ?? bytes);
  }
  return bytes;
}

async function* chunks<Whole extends Buffer | string>(whole: Whole, size: number): AsyncGenerator<Whole> {
  for (let at = 0; at < whole.length; at += size) yield whole.slice(at, at + size) as Whole;
}

describe(`${files} mutated files`, () => {
  test('of ISO 2709 are read to their end; every byte belongs to a record, an error, or the space between', async () => {
    const random = randomSequence(2709);
    const file = Buffer.concat(records.map(writeIso2709));
    let [read, refused] = [0, 0];
    for (let round = 0; round < files; round++) {
      const bytes = mutated(file, random);
      let end = 0;
      for await (const each of readIso2709(chunks(bytes, 1 + Math.floor(random() * 200)))) {
        expect(each.offset).toBeGreaterThanOrEqual(end);
        expect(bytes.subarray(end, each.offset).every((byte) => byte <= 0x20 || each.offset === 3)).toBe(true);
        expect(each.bytes).toEqual(bytes.subarray(each.offset, each.offset + each.bytes.length));
        end = each.offset + each.bytes.length;
        if ('record' in each) read += Number(hasTitle(each.record));
        else refused += 1;
        if ('error' in each) expect(each.error.message.length).toBeLessThan(400);
      }
      expect(bytes.subarray(end).every((byte) => byte <= 0x20)).toBe(true);
    }
    // Most faults cost one of the four records, not the file.
    expect(read).toBeGreaterThan(files * 1.5);
    expect(refused).toBeGreaterThan(files / 2);
  });

  test('of MARCXML are read to their first fault', async () => {
    const random = randomSequence(25_577);
    const file = Buffer.from(marcXmlHead + records.map(writeMarcXml).join('') + marcXmlTail);
    let broken = 0;
    for (let round = 0; round < files; round++) {
      const text = mutated(file, random).toString('utf8');
      let isOver = false;
      for await (const each of readMarcXml(chunks(text, 1 + Math.floor(random() * 200)))) {
        expect(isOver).toBe(false);
        isOver = 'error' in each && each.isLast;
      }
      broken += Number(isOver);
    }
    expect(broken).toBeGreaterThan(files / 2);
  });
});

test('a hundred thousand records of noise take the memory of one', async () => {
  const random = randomSequence(1);
  async function* noise(): AsyncGenerator<Buffer> {
    for (let chunk = 0; chunk < 400; chunk++) {
      yield Buffer.from(Array.from({ length: 4_096 }, () => Math.floor(random() * 256)));
    }
  }
  let longest = 0;
  for await (const each of readIso2709(noise())) longest = Math.max(longest, each.bytes.length);
  expect(longest).toBeLessThanOrEqual(longestRecord * 3);
});

function hasTitle(record: MarcRecord): boolean {
  try {
    return bibliographicOf(record).title !== '';
  } catch (error) {
    expect(error).toBeInstanceOf(MarcError);
    return false;
  }
}
