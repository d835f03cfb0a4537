// 无障碍. Forms of an edition for those who do not read print, as its record tells them.
import { controlOf, fieldsOf, flavourOf, type MarcRecord, valuesOf } from './record.ts';

/** They are told beside the format: a book in braille is a book. */
export const accessibleFormats = ['BRAILLE', 'LARGE_PRINT', 'AUDIO'] as const;
export type AccessibleFormat = (typeof accessibleFormats)[number];

/** The form of item: CNMARC 106 $a, MARC 21 008/23. */
const formsOfItem: Record<string, AccessibleFormat> = { f: 'BRAILLE', d: 'LARGE_PRINT' };
const spoken = 'i';

/** What the title and the edition say of many records whose codes do not: 大字版, 盲文, 有声书. */
const inWords: [RegExp, AccessibleFormat][] = [
  [/盲文|盲用|braille/i, 'BRAILLE'],
  [/大字(?:版|本|号)|large.?print/i, 'LARGE_PRINT'],
  [/有声(?:版|书|读物)|audio.?book/i, 'AUDIO'],
];

/**
 * The accessible forms of a record, by its codes (leader/06 `i` is spoken word) and by the words of its title and edition.
 * @param told title, other title and edition
 */
export function accessibleOf(record: MarcRecord, told: readonly (string | null)[]): AccessibleFormat[] {
  const forms =
    flavourOf(record) === 'CNMARC'
      ? fieldsOf(record, '106').flatMap((field) => valuesOf(field, 'a'))
      : [controlOf(record, '008')?.slice(23, 24) ?? ''];
  const found = new Set<AccessibleFormat>(forms.flatMap((form) => formsOfItem[form] ?? []));
  if (record.leader[6] === spoken) found.add('AUDIO');
  for (const [words, format] of inWords) {
    if (told.some((text) => text && words.test(text))) found.add(format);
  }
  return accessibleFormats.filter((format) => found.has(format));
}
