// The samples of docs/samples/, and records like them for tests.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { writeIso2709 } from '../lib/marc/iso2709.ts';
import type { MarcRecord } from '../lib/marc/record.ts';

/** Where a sample lies. */
export function samplePath(name: string): string {
  return fileURLToPath(new URL(`../docs/samples/${name}`, import.meta.url));
}

export function sample(name: string): Buffer {
  return readFileSync(samplePath(name));
}

/** A record that no other is like, by its number, with one copy. */
export function madeRecord(number: number): MarcRecord {
  const control = `T${String(number).padStart(9, '0')}`;
  return {
    leader: '00000nam0 2200000   450 ',
    fields: [
      { tag: '001', value: control },
      {
        tag: '200',
        indicators: '1 ',
        subfields: [
          { code: 'a', value: `导入样例${number}` },
          { code: 'f', value: `作者${number}著` },
        ],
      },
      {
        tag: '210',
        indicators: '  ',
        subfields: [
          { code: 'c', value: '样例出版社' },
          { code: 'd', value: '2020' },
        ],
      },
      { tag: '690', indicators: '  ', subfields: [{ code: 'a', value: 'I247.5' }] },
      {
        tag: '905',
        indicators: '  ',
        subfields: [
          { code: 'b', value: control },
          { code: 'c', value: '总馆' },
          { code: 's', value: `I247.5/${number}` },
        ],
      },
    ],
  };
}

/** A file of so many records. */
export function madeFile(count: number, from = 1): Buffer {
  return Buffer.concat(Array.from({ length: count }, (_, index) => writeIso2709(madeRecord(from + index))));
}
