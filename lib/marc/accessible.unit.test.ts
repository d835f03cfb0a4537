// Braille, large print and audio: by the codes of a record, and by its words.
import { expect, test } from 'vitest';
import { accessibleOf } from './accessible.ts';
import type { MarcRecord } from './record.ts';

const leader = (kind = 'a') => `00000n${kind}m0 2200000   450 `;
const cnmarc = (form: string, kind?: string): MarcRecord => ({
  leader: leader(kind),
  fields: [
    { tag: '106', indicators: '  ', subfields: [{ code: 'a', value: form }] },
    { tag: '200', indicators: '1 ', subfields: [{ code: 'a', value: '三体' }] },
  ],
});
const marc21 = (form: string, kind?: string): MarcRecord => ({
  leader: leader(kind),
  fields: [
    { tag: '008', value: `080101s2008    cc            ${form}`.padEnd(23).slice(0, 23) + form },
    { tag: '245', indicators: '10', subfields: [{ code: 'a', value: '三体' }] },
  ],
});

test.each([
  ['print', cnmarc('r'), '三体', []],
  ['braille', cnmarc('f'), '三体', ['BRAILLE']],
  ['large print', cnmarc('d'), '三体', ['LARGE_PRINT']],
  ['spoken word', cnmarc('r', 'i'), '三体', ['AUDIO']],
  ['music', cnmarc('r', 'j'), '三体', []],
  ['braille in MARC 21', marc21('f'), '三体', ['BRAILLE']],
  ['large print in MARC 21', marc21('d'), '三体', ['LARGE_PRINT']],
  ['print in MARC 21', marc21(' '), '三体', []],
  ['large print by its title', cnmarc('r'), '三体：大字版', ['LARGE_PRINT']],
  ['braille by its title', cnmarc('r'), '三体（盲文）', ['BRAILLE']],
  ['audio by its title', cnmarc('r'), '三体有声书', ['AUDIO']],
  ['all of them', cnmarc('f', 'i'), 'Large print', ['BRAILLE', 'LARGE_PRINT', 'AUDIO']],
] as const)('%s', (_title, record, title, expected) => {
  expect(accessibleOf(record, [title, null])).toEqual(expected);
});
