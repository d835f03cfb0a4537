// Pinyin as letters: what could be a syllable, and what could be the beginning of several. An initial before any final, whether Chinese has
// it or not: what is typed is looked for, not corrected.
const initials = ['', ...'bpmfdtnlgkhjqxrzcsyw', 'zh', 'ch', 'sh'];
const finals = [
  'a ai an ang ao e ei en eng er o ong ou',
  'i ia ian iang iao ie in ing iong iu',
  'u ua uai uan uang ue ui un uo v ve vn',
].flatMap((some) => some.split(' '));
const syllables = new Set(initials.flatMap((initial) => finals.map((final) => initial + final)));
const beginnings = new Set([...syllables].flatMap((each) => Array.from(each, (_, last) => each.slice(0, last + 1))));
const longest = Math.max(...[...syllables].map(({ length }) => length));

/** Whether letters could be one syllable of pinyin. */
export function isSyllable(letters: string): boolean {
  return syllables.has(letters);
}

/** Whether letters could be how something is said, or how that begins: `bainianguduj` is, `pyhton` is not. */
export function beginsPinyin(letters: string): boolean {
  /** Places up to which they are whole syllables. */
  const reached = [0];
  for (const begin of reached) {
    if (letters.length - begin <= longest && beginnings.has(letters.slice(begin))) return true;
    for (let end = begin + 1; end <= Math.min(begin + longest, letters.length); end++) {
      if (!reached.includes(end) && syllables.has(letters.slice(begin, end))) reached.push(end);
    }
  }
  return reached.includes(letters.length);
}
