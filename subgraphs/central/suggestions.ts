// What somebody may mean who has typed so much: titles, people and subjects by characters, pinyin or initials. Taken from the books: from the
// most popular first, where what is short finds enough, and from the index for what is rare. Both are bounded, so one letter costs no more.
import { checkFirst } from '../../lib/pagination.ts';
import { statement, unplanned } from '../../lib/statements.ts';
import type { Context } from './context.ts';
import { highlightsOf, type Range } from './highlights.ts';
import { checkQuery } from './search.ts';
import { fold, quoted, wholeOf } from './searchTerms.ts';

export interface Suggestion {
  kind: 'TITLE' | 'PERSON' | 'SUBJECT';
  text: string;
  /** The most popular book of a title. */
  bookId: string | null;
  ranges: Range[];
}

interface Candidate {
  id: string;
  title: string;
  people: string[];
  subjects: string[];
  popularity: number;
}

const mostPopular = 3_000;
const mostFound = 1_000;
/** Books from which suggestions are taken. */
const mostCandidates = 100;

/**
 * What begins with a text, or has it in it, each once: what begins with it first, then by its most popular book.
 * @throws CallerError BAD_USER_INPUT for a text without letters or a `first` that is none
 */
export async function suggest(
  ctx: Context,
  { prefix, first }: { prefix: string; first: number },
): Promise<Suggestion[]> {
  checkFirst(first);
  const { exact } = checkQuery(prefix, 'prefix');
  // Suggestions are texts, and a call number is in none.
  if (exact.callNumber !== null) return [];
  const { letters } = wholeOf(prefix);
  const typed = `${exact.match} | ${['~p', '~i'].map((mark) => `${quoted(mark + letters)}:*`).join(' | ')}`;
  const popular = suggestionsOf(await candidates(ctx, popularText, typed), prefix);
  const enough = popular.filter(({ begins }) => begins).length >= first;
  const found = enough ? [] : suggestionsOf(await candidates(ctx, foundText, exact.match), prefix);
  const all = new Map([...found, ...popular].map((each) => [keyOf(each), each]));
  return [...all.values()].toSorted(byUse).slice(0, first);
}

function candidates({ em }: Context, text: string, match: string): Promise<Candidate[]> {
  return statement(em, text, [match]);
}

const columns = `id, title, found.popularity, subjects,
  array(select person ->> 'name' from jsonb_array_elements(contributors) as person) as people`;

const popularText = `/* suggestPopular */ select ${columns} from (
    select book_id, popularity from (
      select book_id, popularity, search from book_index order by popularity desc, book_id limit ${mostPopular}
    ) as popular where search @@ ${unplanned(1, 'tsquery')} limit ${mostCandidates}
  ) as found join book on id = book_id order by found.popularity desc, id`;

const foundText = `/* suggestFound */ select ${columns} from (
    select book_id, popularity from (
      select book_id, popularity from book_index where search @@ ${unplanned(1, 'tsquery')} limit ${mostFound}
    ) as found order by popularity desc, book_id limit ${mostCandidates}
  ) as found join book on id = book_id order by found.popularity desc, id`;

interface Weighed extends Suggestion {
  popularity: number;
  begins: boolean;
}

function suggestionsOf(books: readonly Candidate[], prefix: string): Weighed[] {
  const words = fold(prefix)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
  const known = new Map<string, Weighed>();
  const add = (kind: Suggestion['kind'], text: string, book: Candidate) => {
    const key = keyOf({ kind, text });
    if (known.has(key)) return;
    const ranges = rangesOf(text, words);
    const begins = ranges[0]?.[0] === 0;
    known.set(key, {
      kind,
      text,
      bookId: kind === 'TITLE' ? book.id : null,
      ranges,
      popularity: book.popularity,
      begins,
    });
  };
  for (const book of books.toSorted((left, right) => right.popularity - left.popularity)) {
    add('TITLE', book.title, book);
    for (const name of book.people) add('PERSON', name, book);
    for (const subject of book.subjects) add('SUBJECT', subject, book);
  }
  return [...known.values()].filter(({ ranges }) => ranges.length > 0);
}

function keyOf({ kind, text }: Pick<Suggestion, 'kind' | 'text'>): string {
  return `${kind} ${fold(text)}`;
}

function byUse(left: Weighed, right: Weighed): number {
  return (
    Number(right.begins) - Number(left.begins) ||
    right.popularity - left.popularity ||
    (left.text < right.text ? -1 : 1)
  );
}

/** Where every word stands; nowhere when one does not. One letter may be the initial with which the text begins. */
function rangesOf(text: string, words: readonly string[]): Range[] {
  const [word = ''] = words;
  if (words.length === 1 && /^[a-z]$/.test(word)) {
    const [character = ''] = text;
    return wholeOf(character).initials.startsWith(word) ? [[0, character.length]] : [];
  }
  return words.every((each) => highlightsOf(text, [each]).length > 0) ? highlightsOf(text, words) : [];
}
