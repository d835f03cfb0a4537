// Texts as they are compared.
import { fold } from './searchTerms.ts';

/** Letters and digits of a text, folded: nothing that a cataloguer's punctuation could change. */
export function plain(text: string | null | undefined): string {
  // C++ and C# are no C.
  const spelled = fold(text ?? '')
    .replace(/(?<=[a-z])\+\+/g, 'pp')
    .replace(/(?<=[a-z])#/g, 'sharp');
  return spelled.replace(/[^\p{L}\p{N}]+/gu, '');
}
