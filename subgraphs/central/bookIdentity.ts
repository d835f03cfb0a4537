// Which records are one book: what of a description is compared, the keys by which likely books are found, and the judgement. Pure.
//
// With a shared ISBN the titles need only be alike. Without one everything that is said must agree, and enough must be said. Precision
// comes first: two books of one are mended by a librarian in a moment, one book of two is found by nobody.
import { createHash } from 'node:crypto';
import type { Bibliographic } from '../../lib/marc/bibliographic.ts';
import { authorsOf, peopleAlike, personForm, publishersAlike, publishersOf } from './nameForms.ts';
import { pagesOf, type TitleForm, titleForm, volumesAlike } from './titleForms.ts';
import { isSlip, titlesAlike, wholeTitle } from './titles.ts';

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
const mostYearsToReprint = 10;
const longestKey = 120;

/** Where a book of this identity is looked for, however sure that is. */
export function keysOf({ title, stem, people, publishers, year, pages, isbns }: Identity): string[] {
  const titles = [title, ...(stem ? [stem] : [])];
  const byTitle = titles.map((each) => `title:${each}:${year}`);
  const byPerson = people
    .slice(0, 2)
    .flatMap((person) => publishers.slice(0, 1).map((each) => `by:${person}:${each}:${year}`));
  // A reprint has another year and the same pages.
  const byPages = pages === null ? [] : titles.map((each) => `pages:${each}:${pages}`);
  const keys = [...isbns.map(isbnKey), ...(year === null ? [] : [...byTitle, ...byPerson, ...byPages])];
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
  return only ? { bookId: only.bookId, by: 'DESCRIPTION', key: descriptionKey(identity, only) } : null;
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
  const title = titlesAlike(one, other, false) || (isSlip(one, other) && isSameButTitle(one, other) ? 1 : 0);
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

/** How well an identity fits one by description alone; 0 for not at all. A reprint's year is a worse fit than any with the same year. */
function descriptionScore(one: Identity, other: Identity): number {
  if (one.year !== other.year) {
    return isReprint(one, other) ? 1 : 0;
  }
  const volume = volumeScore(one, other);
  const title = titlesAlike(one, other, true);
  const people = peopleAlike(one.people, other.people);
  const publishers = publishersAlike(one.publishers, other.publishers);
  const isSame =
    one.year !== null &&
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

/** A reprint keeps all but its year; a new edition has other pages, if it says nothing else. */
function isReprint(one: Identity, other: Identity): boolean {
  return (
    one.year !== null &&
    other.year !== null &&
    Math.abs(one.year - other.year) <= mostYearsToReprint &&
    wholeTitle(one) === wholeTitle(other) &&
    (one.edition ?? 1) === (other.edition ?? 1) &&
    isSameIn(one, other)
  );
}

/** Whether all is said and the same, but for title and edition. */
function isSameButTitle(one: Identity, other: Identity): boolean {
  return one.year !== null && one.year === other.year && isSameIn(one, other);
}

/** Whether volume, people, publisher and pages are the same, and said. */
function isSameIn(one: Identity, other: Identity): boolean {
  return (
    one.pages !== null &&
    one.pages === other.pages &&
    volumesAlike(one.volume, other.volume) === 'SAME' &&
    peopleAlike(one.people, other.people) === 'SAME' &&
    publishersAlike(one.publishers, other.publishers) === 'SAME'
  );
}

/** 2 for the same volume; 1 where it is likely, or said by one alone and the pages agree; 0 for another. */
function volumeScore(one: Identity, other: Identity): number {
  const alike = volumesAlike(one.volume, other.volume);
  const samePages = one.pages !== null && one.pages === other.pages;
  const pagesUnknown = one.pages === null || other.pages === null;
  if (alike === 'SAME') return 2;
  return (alike === 'LIKELY' && (samePages || pagesUnknown)) || (alike === 'UNKNOWN' && samePages) ? 1 : 0;
}

/** Of a reprint the pages agree, and the year does not. */
function descriptionKey(
  { title, volume, people, publishers, year, pages }: Identity,
  { identities }: Candidate,
): string {
  const printed = identities.some((each) => each.year === year) ? year : `${pages}p`;
  const parts = [title, volume ? `v.${volume}` : null, people[0], publishers[0], printed];
  return parts.filter(Boolean).join(' / ').slice(0, 300);
}

/** An index entry has its limit. */
function shortened(key: string): string {
  return key.length <= longestKey
    ? key
    : `${key.slice(0, longestKey)}~${createHash('sha256').update(key).digest('hex').slice(0, 12)}`;
}
