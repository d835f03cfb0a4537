// Which records are one book: what of a description is compared, the keys by which likely books are found, and the judgement. Pure.
//
// With a shared ISBN the titles need only be alike. Without one everything that is said must agree, and enough must be said. Precision
// comes first: two books of one are mended by a librarian in a moment, one book of two is found by nobody.
import { createHash } from 'node:crypto';
import type { Bibliographic } from '../../lib/marc/bibliographic.ts';
import {
  authorsOf,
  pagesOf,
  peopleAlike,
  personForm,
  publishersAlike,
  publishersOf,
  type TitleForm,
  titleForm,
  volumesAlike,
} from './normalForms.ts';

/** What is compared. */
export interface Identity extends TitleForm {
  /** Who wrote it. */
  people: string[];
  publishers: string[];
  year: number | null;
  pages: number | null;
  /** 13 digits. */
  isbns: string[];
}

/** What of a description decides. */
export type Described = Pick<
  Bibliographic,
  | 'title'
  | 'otherTitle'
  | 'volume'
  | 'volumeTitle'
  | 'responsibility'
  | 'contributors'
  | 'publisher'
  | 'year'
  | 'edition'
  | 'extent'
> & { isbns: readonly string[] }; // prettier-ignore

/** What of a description is compared, in one form. */
export function identityOf(described: Described): Identity {
  const [first] = described.contributors;
  const people = [...authorsOf(described.responsibility), first ? personForm(first.name) : ''].filter(Boolean);
  return {
    ...titleForm(described),
    people: [...new Set(people)].slice(0, mostPeople),
    publishers: publishersOf(described.publisher),
    year: described.year,
    pages: pagesOf(described.extent),
    isbns: [...described.isbns],
  };
}

/** The keys of a book that is known by a line only, a store's or a printed list's. */
export function keysOfLine(
  line: Pick<Described, 'title' | 'responsibility' | 'publisher' | 'year' | 'isbns'>,
): string[] {
  const unsaid = { otherTitle: null, volume: null, volumeTitle: null, edition: null, extent: null, contributors: [] };
  return keysOf(identityOf({ ...unsaid, ...line }));
}

const mostPeople = 4;
const longestKey = 120;

/** Where a book of this identity is looked for, however sure that is. */
export function keysOf({ title, stem, people, publishers, year, isbns }: Identity): string[] {
  const titles = [title, ...(stem ? [stem] : [])];
  const byTitle = titles.map((each) => `title:${each}:${year}`);
  const byPerson = people
    .slice(0, 2)
    .flatMap((person) => publishers.slice(0, 1).map((each) => `by:${person}:${each}:${year}`));
  const keys = [...isbns.map(isbnKey), ...(year === null ? [] : [...byTitle, ...byPerson])];
  return [...new Set(keys.map(shortened))];
}

/** The key of an ISBN. */
export function isbnKey(isbn: string): string {
  return `isbn:${isbn}`;
}

/** A book that a record may belong to. */
export interface Candidate {
  bookId: string;
  /** Of the whole book. */
  isbns: ReadonlySet<string>;
  /** Of each of its records; of the book itself, where it has none. */
  identities: readonly Identity[];
}

export interface Match {
  bookId: string;
  by: 'ISBN' | 'DESCRIPTION';
  /** What agrees, as people read it. */
  key: string;
}

/** The book among these that a record of this identity is of; null for none of them, and where it cannot be told which. */
export function matchOf(identity: Identity, candidates: readonly Candidate[]): Match | null {
  const sharing = candidates.filter(({ isbns }) => identity.isbns.some((isbn) => isbns.has(isbn)));
  const byIsbn = best(sharing, (candidate) =>
    Math.max(...telling(identity, candidate).map((each) => isbnScore(identity, each))),
  );
  const [found] = byIsbn;
  if (found) {
    const isbn = identity.isbns.find((each) => found.isbns.has(each));
    return {
      bookId: found.bookId,
      by: 'ISBN',
      key: [isbn, identity.volume ? `v.${identity.volume}` : null].filter(Boolean).join(' '),
    };
  }
  // Its ISBN may be another book's by mistake; an ISBN that only it has says that it is another edition.
  const isMistaken = identity.isbns.every((isbn) => sharing.some(({ isbns }) => isbns.has(isbn)));
  const open = candidates.filter(
    (candidate) =>
      !sharing.includes(candidate) && (identity.isbns.length === 0 || candidate.isbns.size === 0 || isMistaken),
  );
  const byDescription = best(open, (candidate) =>
    Math.max(...telling(identity, candidate).map((each) => descriptionScore(identity, each))),
  );
  const withoutIsbn = byDescription.filter(({ isbns }) => isbns.size === 0);
  const only = byDescription.length === 1 ? byDescription[0] : withoutIsbn.length === 1 ? withoutIsbn[0] : undefined;
  return only ? { bookId: only.bookId, by: 'DESCRIPTION', key: descriptionKey(identity) } : null;
}

/**
 * Of a book's identities those that say as much: a record with a volume or an other title is not let in by one that says none. None at
 * all, where one has another volume and none has this: a 2 is not let into a book of 下 and 3.
 */
function telling(identity: Identity, { identities }: Candidate): readonly Identity[] {
  const volumes = new Set(identities.map(({ volume }) => volumesAlike(identity.volume, volume)));
  if (volumes.has('DIFFERENT') && !volumes.has('SAME')) {
    return [];
  }
  const withVolume = identity.volume === null ? [] : identities.filter(({ volume }) => volume !== null);
  const asMuch = withVolume.length > 0 ? withVolume : identities;
  const withSubtitle = identity.subtitle === null ? [] : asMuch.filter(({ subtitle }) => subtitle !== null);
  return withSubtitle.length > 0 ? withSubtitle : asMuch;
}

/** Whether a record that was changed still describes the same book, for one that is alone. */
export function isStillOf(changed: Identity, before: Identity): boolean {
  return changed.isbns.some((isbn) => before.isbns.includes(isbn)) || titlesAlike(changed, before, false) > 0;
}

/** Those of the highest score, the lowest id first; none where nothing is above 0. */
function best(candidates: readonly Candidate[], score: (candidate: Candidate) => number): Candidate[] {
  const scored = candidates.map((candidate) => ({ candidate, score: score(candidate) }));
  const highest = Math.max(0, ...scored.map((each) => each.score));
  return scored
    .filter((each) => each.score === highest && highest > 0)
    .map(({ candidate }) => candidate)
    .toSorted((left, right) => (left.bookId < right.bookId ? -1 : 1));
}

/** How well an identity fits one that shares an ISBN; 0 for not at all. */
function isbnScore(one: Identity, other: Identity): number {
  const volume = volumeScore(one, other);
  const title = titlesAlike(one, other, false);
  const isOtherEdition = one.edition !== null && other.edition !== null && one.edition !== other.edition;
  if (volume === 0 || title === 0 || isOtherEdition) {
    return 0;
  }
  return (
    title * 100 +
    volume * 50 +
    (one.year === other.year ? 10 : 0) +
    (peopleAlike(one.people, other.people) === 'SAME' ? 10 : 0) +
    (publishersAlike(one.publishers, other.publishers) === 'SAME' ? 5 : 0) +
    (one.subtitle === other.subtitle ? 5 : 0) +
    (one.title === other.title ? 2 : 0)
  );
}

/** How well an identity fits one by description alone; 0 for not at all. */
function descriptionScore(one: Identity, other: Identity): number {
  const volume = volumeScore(one, other);
  const title = titlesAlike(one, other, true);
  const people = peopleAlike(one.people, other.people);
  const publishers = publishersAlike(one.publishers, other.publishers);
  const isSame =
    one.year !== null &&
    one.year === other.year &&
    volume > 0 &&
    title > 0 &&
    (one.edition ?? 1) === (other.edition ?? 1) &&
    people !== 'DIFFERENT' &&
    publishers !== 'DIFFERENT' &&
    (people === 'SAME' || publishers === 'SAME');
  // What is not said cannot agree: then the title must, to the letter, and be long enough to mean one book.
  const isSure = people === 'SAME' && publishers === 'SAME' ? true : title === 3 && one.title.length >= 4;
  return isSame && isSure
    ? title * 100 + volume * 50 + (people === 'SAME' ? 10 : 0) + (one.subtitle === other.subtitle ? 5 : 0)
    : 0;
}

/** 2 for the same volume; 1 where it is likely, or said by one alone and the pages agree; 0 for another. */
function volumeScore(one: Identity, other: Identity): number {
  const alike = volumesAlike(one.volume, other.volume);
  const samePages = one.pages !== null && one.pages === other.pages;
  const pagesUnknown = one.pages === null || other.pages === null;
  if (alike === 'SAME') return 2;
  return (alike === 'LIKELY' && (samePages || pagesUnknown)) || (alike === 'UNKNOWN' && samePages) ? 1 : 0;
}

/**
 * 3 for the same title, 2 for one with its other title in it, 1 for a typo; 0 for another title. Where nothing else is sure (`strict`)
 * a title that only begins as the other does is another.
 */
function titlesAlike(one: Identity, other: Identity, strict: boolean): number {
  if (one.title === other.title) {
    return subtitlesAlike(one.subtitle, other.subtitle) ? 3 : 0;
  }
  const [whole, otherWhole] = [one, other].map(({ title, subtitle }) => title + (subtitle ?? '')) as [string, string];
  if (whole === otherWhole) return 3;
  if (isBeginningOf(one, other, strict) || isBeginningOf(other, one, strict)) return 2;
  const isTypo = isOneTypo(one.title, other.title) && subtitlesAlike(one.subtitle, other.subtitle);
  return isTypo || isOneTypo(whole, otherWhole) ? 1 : 0;
}

/** A serial word behind the title makes another book of it: 续, 二. */
const serial = /^[续后前外新二三四五六七八九十\d第之再]|^[ivx]+$/u;

/** Whether a title is the other's beginning, and the rest is what one library writes there and the other in $e, or not at all. */
function isBeginningOf(short: Identity, long: Identity, strict: boolean): boolean {
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
const shortestWithTypo = 4;

/** Whether one character is wrong, missing or too many, and that character could be a slip. */
function isOneTypo(one: string, other: string): boolean {
  const [left, right] = [Array.from(one), Array.from(other)];
  if (Math.min(left.length, right.length) < shortestWithTypo || Math.abs(left.length - right.length) > 1) {
    return false;
  }
  const [from, to] = difference(left, right);
  const isOne = from.length <= 1 && to.length <= 1;
  return isOne && ![...from, ...to].some((character) => serialCharacter.test(character));
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

function descriptionKey({ title, volume, people, publishers, year }: Identity): string {
  const parts = [title, volume ? `v.${volume}` : null, people[0], publishers[0], year === null ? null : String(year)];
  return parts.filter(Boolean).join(' / ').slice(0, 300);
}

/** An index entry has its limit. */
function shortened(key: string): string {
  return key.length <= longestKey
    ? key
    : `${key.slice(0, longestKey)}~${createHash('sha256').update(key).digest('hex').slice(0, 12)}`;
}
