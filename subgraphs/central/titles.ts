// Whether two titles are one: with or without the other title, and with a slip of the keyboard. Pure.
import type { TitleForm } from './titleForms.ts';

/** What of a title is compared. */
export type Titled = Pick<TitleForm, 'title' | 'stem' | 'subtitle'>;

/**
 * 3 for the same title, 2 for one with its other title in it, 1 for a typo; 0 for another title. Where nothing else is sure (`strict`)
 * a title that only begins as the other does is another.
 */
export function titlesAlike(one: Titled, other: Titled, strict: boolean): number {
  if (one.title === other.title) {
    return subtitlesAlike(one.subtitle, other.subtitle) ? 3 : 0;
  }
  const [whole, otherWhole] = [wholeTitle(one), wholeTitle(other)];
  if (whole === otherWhole) return 3;
  if (isBeginningOf(one, other, strict) || isBeginningOf(other, one, strict)) return 2;
  const isTypo = isOneTypo(one.title, other.title) && subtitlesAlike(one.subtitle, other.subtitle);
  return isTypo || isOneTypo(whole, otherWhole) ? 1 : 0;
}

/** Title and other title, wherever the one ends and the other begins. */
export function wholeTitle({ title, subtitle }: Titled): string {
  return title + (subtitle ?? '');
}

/**
 * Whether one character is wrong, missing or too many where all else says that it is one book: also one that could tell a book of a row
 * from the next, unless another such stands for it (大 for 小), or it is a number, or begins or ends the title.
 */
export function isSlip(one: Titled, other: Titled): boolean {
  const [left, right] = [Array.from(one.title), Array.from(other.title)];
  if (!isOneCharacter(left, right) || !subtitlesAlike(one.subtitle, other.subtitle)) {
    return false;
  }
  const [[from], [to]] = difference(left, right);
  if (from !== undefined && to !== undefined) {
    return !(serialCharacter.test(from) && serialCharacter.test(to));
  }
  const [long, added] = left.length > right.length ? [left, from] : [right, to];
  return !number.test(added ?? '') && long[0] !== added && long.at(-1) !== added;
}

/** A serial word behind the title makes another book of it: 续, 二. */
const serial = /^[续后前外新二三四五六七八九十\d第之再]|^[ivx]+$/u;

/** Whether a title is the other's beginning, and the rest is what one library writes there and the other in $e, or not at all. */
function isBeginningOf(short: Titled, long: Titled, strict: boolean): boolean {
  if (short.title.length < 2 || !long.title.startsWith(short.title)) {
    return false;
  }
  const rest = long.title.slice(short.title.length);
  if (short.subtitle) {
    return subtitlesAlike(short.subtitle, rest + (long.subtitle ?? ''));
  }
  return !serial.test(rest) && (strict ? long.stem === short.title : true);
}

/** Other titles that do not contradict each other: one is missing, or in the other, or they have half of their pairs in common. */
function subtitlesAlike(one: string | null, other: string | null): boolean {
  if (!one || !other || one.includes(other) || other.includes(one)) {
    return true;
  }
  const [left, right] = [pairs(one), pairs(other)];
  const common = [...left].filter((pair) => right.has(pair)).length;
  return (2 * common) / (left.size + right.size || 1) >= 0.5 && !differsInSerial(one, other);
}

function pairs(text: string): Set<string> {
  const characters = Array.from(text);
  return new Set(characters.slice(1).map((character, index) => (characters[index] ?? '') + character));
}

/** Characters that tell one book of a row from the next: never a typo. */
const serialCharacter =
  /[\p{N}零一二三四五六七八九十百上中下前后续甲乙丙丁大小初高新旧古近现当东西南北左右男女春夏秋冬内外正副天地]/u;
const number = /[\p{N}零一二三四五六七八九十百上中下]/u;
const shortestWithTypo = 4;

/** Whether one character is wrong, missing or too many, and that character could be a slip. */
function isOneTypo(one: string, other: string): boolean {
  const [left, right] = [Array.from(one), Array.from(other)];
  return (
    isOneCharacter(left, right) &&
    !difference(left, right)
      .flat()
      .some((each) => serialCharacter.test(each))
  );
}

function isOneCharacter(left: readonly string[], right: readonly string[]): boolean {
  const isLong = Math.min(left.length, right.length) >= shortestWithTypo;
  return isLong && difference(left, right).every(({ length }) => length <= 1);
}

function differsInSerial(one: string, other: string): boolean {
  const [from, to] = difference(Array.from(one), Array.from(other));
  return [...from, ...to].some((character) => serialCharacter.test(character));
}

/** What stands between the beginning and the end that two texts have in common. */
function difference(left: readonly string[], right: readonly string[]): [string[], string[]] {
  let start = 0;
  while (start < left.length && start < right.length && left[start] === right[start]) start++;
  let end = 0;
  const most = Math.min(left.length, right.length) - start;
  while (end < most && left.at(-1 - end) === right.at(-1 - end)) end++;
  return [left.slice(start, left.length - end), right.slice(start, right.length - end)];
}
