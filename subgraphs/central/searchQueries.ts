// What a query asks for: `tsquery`s over the lexemes of searchTerms.ts. Every word must match; how well it does is a grade, by a few more
// queries. What matches nothing is asked for again by its sound (百年孤读), and then with one mistake (pyhton, 百年孤狗).
import { isMeantAsIsbn, toIsbn13 } from '../../lib/isbn.ts';
import {
  callNumberOf,
  classLexemeOf,
  fold,
  isHan,
  numberOf,
  pairsOf,
  quoted,
  runsOf,
  soundsOf,
  wholeOf,
  wordsOf,
} from './searchTerms.ts';
import { beginsPinyin, isSyllable } from './syllables.ts';

/** How books are found in one way, the texts of `tsquery`s. */
export interface Asked {
  match: string;
  /** What a call number of theirs begins with too, as `callNumberOf` has it; null where none is asked for. */
  callNumber: string | null;
  /** The best first, gradeCount of them; what fits none of them fits worst. Each of the first four is found by the fourth, that by the fifth … */
  grades: string[];
  /** Folded, for highlighting: characters, or letters that may be how they are said. */
  words: readonly string[];
}

export interface Query {
  exact: Asked;
  /** A character is wrong, but sounds right; null without Chinese characters. */
  bySound: () => Asked | null;
  /** Something is wrong, missing or too much; null where the query is too short to tell. */
  similar: () => Asked | null;
}

/** The whole title, its beginning, whole words in the title, title, people, subjects. */
export const gradeCount = 6;

/**
 * What a query asks for; null when there is nothing in it that could be looked for.
 * @throws CallerError for a number that is meant as an ISBN and is none
 */
export function queryOf(text: string): Query | null {
  if (isMeantAsIsbn(text)) {
    const isbn = toIsbn13(text);
    return { exact: asked([() => lexeme(`~n${isbn}`)], '', [isbn]), bySound: () => null, similar: () => null };
  }
  const parts = text.split(/[\s,，、;；]+/).filter((part) => /[\p{L}\p{N}]/u.test(part));
  if (parts.length === 0) {
    return null;
  }
  // A second one is looked for by its class.
  const numbered = parts.findIndex(isCallNumber);
  if (numbered < 0) return queryOfParts(parts);
  const callNumber = callNumberOf(parts[numbered] ?? '');
  const { exact, bySound, similar } = queryOfParts(parts.toSpliced(numbered, 1));
  const also = (asked: Asked | null) => asked && { ...asked, callNumber };
  return { exact: { ...exact, callNumber }, bySound: () => also(bySound()), similar: () => also(similar()) };
}

function queryOfParts(parts: readonly string[]): Query {
  const terms = parts.flatMap(termsOfPart);
  const runs = parts.flatMap((part) => runsOf(fold(part)));
  const { letters, sound } = wholeOf(parts.join(' '));
  return {
    exact: asked(
      terms.map(({ written }) => written),
      letters,
      terms.flatMap(({ words }) => words),
    ),
    bySound: () =>
      runs.some((run) => isHan(run) && Array.from(run).length > 1)
        ? asked(
            terms.map(({ said, written }) => said ?? written),
            sound,
            terms.flatMap(({ sounds }) => sounds),
          )
        : null,
    similar: () => similarOf(parts),
  };
}

/** A part of a query as a `tsquery`: of places with these weights, all of them if there are none; `whole` words only. */
type Render = (weights?: string, whole?: boolean) => string;

interface Term {
  written: Render;
  /** As it is said; absent for what is not Chinese. */
  said?: Render;
  /** What to highlight. */
  words: readonly string[];
  sounds: readonly string[];
}

/** No book has this. */
const nothing = lexeme('~');

function asked(terms: Render[], title: string, words: readonly string[]): Asked {
  const all = (weights?: string, whole?: boolean) =>
    terms.length > 0 ? terms.map((term) => term(weights, whole)).join(' & ') : `!${nothing}`;
  return {
    match: all(),
    callNumber: null,
    grades: [
      title ? lexeme(`~t${title}`) : nothing,
      title ? prefix(`~t${title}`) : nothing,
      all('A', true),
      all('A'),
      all('AB'),
      all('ABC'),
    ],
    words: [...new Set(words)],
  };
}

function termsOfPart(part: string): Term[] {
  const number = numberOf(part);
  if (isNumber(number)) {
    const forms = number.includes('/') ? [classLexemeOf(number)] : [`~c${number}`, number];
    return [plain((weights) => any(forms.map((form) => prefix(form, weights))), [fold(part)])];
  }
  const digits = number.replaceAll('-', '');
  if (/^\d{4,}$/.test(digits) && /^[\d-]+$/.test(number)) {
    const isbns = [`~n${digits}`, `~n978${digits}`];
    return [plain((weights) => any([digits, ...isbns].map((each) => prefix(each, weights))), [digits])];
  }
  return runsOf(fold(part)).flatMap((run) => (isHan(run) ? termsOfHan(run) : [termOfLetters(run)]));
}

/** Whether something could be a class or a call number. */
function isNumber(number: string): boolean {
  return /^[a-z]{1,2}\d[\d.\-:=/+a-z]*$/.test(number);
}

function isCallNumber(part: string): boolean {
  const number = numberOf(part);
  return number.includes('/') && isNumber(number);
}

function termOfLetters(run: string): Term {
  if (!/^[a-z]+$/.test(run)) {
    return plain((weights) => prefix(run, weights), [run]);
  }
  // So that no query looks through half of the index: one letter begins a title or is a word, two are no pinyin unless a syllable.
  const ways: Render[] =
    run.length === 1
      ? [(weights) => lexeme(run, weights), (weights) => prefix(`~t${run}`, weights)]
      : [(weights) => prefix(run, weights), (weights) => prefix(`~i${run}`, weights)];
  if (isSyllable(run)) ways.push((weights) => lexeme(`~s${run}`, weights));
  if (isSyllable(run) && run.length > 2)
    ways.push((weights) => any([prefix(`~t${run}`, weights), lexeme(`~p${run}`, weights)]));
  else if (run.length > 2) ways.push((weights) => prefix(`~p${run}`, weights));
  return plain((weights) => any(ways.map((way) => way(weights))), [run]);
}

/** The words of a run; a character that is no word by itself, with its neighbour. */
function termsOfHan(run: string): Term[] {
  const characters = Array.from(run);
  const sounds = soundsOf(run);
  if (characters.length === 1) {
    return [
      {
        written: (weights) => prefix(run, weights),
        said: (weights) => lexeme(`~s${sounds[0] ?? ''}`, weights),
        words: [run],
        sounds,
      },
    ];
  }
  let begin = 0;
  return wordsOf(run).map((word): Term => {
    const length = Array.from(word).length;
    const [from, to] = length > 1 ? [begin, begin + length] : [Math.max(0, begin - 1), Math.max(2, begin + 1)];
    begin += length;
    const wanted = characters.slice(from, to);
    const sound = sounds.slice(from, to).join('');
    return {
      written: (weights, whole) => ofWord(wanted, weights, whole),
      said: (weights) => prefix(`~p${sound}`, weights),
      words: [wanted.join('')],
      sounds: [sound],
    };
  });
}

function ofWord(characters: readonly string[], weights?: string, whole = false): string {
  const word = lexeme(characters.join(''), weights);
  if (characters.length === 2 || whole) return word;
  return any([word, every(pairsOf(characters).map((pair) => lexeme(pair, weights)))]);
}

/** So many characters and letters of a query may have mistakes: every place is a query of its own. Those after them are as they are. */
const mostMistakable = 32;

/** With one mistake in each part that is long enough for one to be told from another word; null when none is. */
function similarOf(parts: readonly string[]): Asked | null {
  const runs = parts.flatMap((part) => runsOf(fold(part)));
  let length = 0;
  const ways = runs.map((run) => {
    length += Array.from(run).length;
    if (length > mostMistakable) return null;
    return isHan(run) ? withoutPairs(run) : edited(run);
  });
  if (ways.every((way) => way === null)) {
    return null;
  }
  const query = (most: number, weights?: string) =>
    every(
      ways.map(
        (way, index) =>
          way?.(most, weights) ?? every(termsOfPart(runs[index] ?? '').map(({ written }) => written(weights))),
      ),
    );
  const most = 3;
  const words = runs.flatMap((run) => (isHan(run) ? pairsOf(Array.from(run)) : [run]));
  return {
    match: query(most),
    callNumber: null,
    // Only of characters can more or fewer be spoilt: of letters the best three would be the fourth, some hundred lexemes, again.
    grades: [
      ...(ways.some((way, index) => way && isHan(runs[index] ?? ''))
        ? [query(1, 'A'), query(2, 'A'), query(most, 'A')]
        : [nothing, nothing, nothing]),
      query(most, 'A'),
      query(most, 'AB'),
      query(most, 'ABC'),
    ],
    words,
  };
}

/** A run with a mistake that spoils so many of its pairs at most. */
type Mistaken = (most: number, weights?: string) => string;

/** All pairs of a run but some that stand together: a wrong character spoils two pairs, or one at the end, two that changed places three. */
function withoutPairs(run: string): Mistaken | null {
  const pairs = pairsOf(Array.from(run));
  if (pairs.length < 2) return null;
  return (most, weights) => {
    const spoilt = Math.min(most, pairs.length - 1);
    const begins = Array.from({ length: pairs.length - spoilt + 1 }, (_, begin) => begin);
    return any(begins.map((begin) => every(pairs.toSpliced(begin, spoilt).map((pair) => lexeme(pair, weights)))));
  };
}

const letters = 'abcdefghijklmnopqrstuvwxyz';
const longestEdited = 24;

/** A word, or pinyin, with one letter wrong, missing or too much, or two that changed places. */
function edited(run: string): Mistaken | null {
  if (!/^[a-z]+$/.test(run) || run.length < 4 || run.length > longestEdited) return null;
  const forms = new Set([run]);
  for (let at = 0; at <= run.length; at++) {
    const [before, rest] = [run.slice(0, at), run.slice(at)];
    forms.add(before + rest.slice(1));
    forms.add(before + (rest[1] ?? '') + (rest[0] ?? '') + rest.slice(2));
    for (const letter of letters) forms.add(before + letter + rest).add(before + letter + rest.slice(1));
  }
  const least = 3;
  // What begins as a shorter one does is found with that.
  const isFoundBy = (form: string) =>
    Array.from({ length: Math.max(0, form.length - least) }, (_, more) => form.slice(0, least + more)).some((each) =>
      forms.has(each),
    );
  const known = [...forms].filter((form) => form.length >= least && !isFoundBy(form));
  const lexemes = known.flatMap((form) => (beginsPinyin(form) ? [form, `~p${form}`] : [form]));
  return (_, weights) => any(lexemes.map((each) => prefix(each, weights)));
}

function plain(written: Render, words: readonly string[]): Term {
  return { written, words, sounds: words };
}

function lexeme(text: string, weights = ''): string {
  return weights ? `${quoted(text)}:${weights}` : quoted(text);
}

function prefix(text: string, weights = ''): string {
  return `${quoted(text)}:*${weights}`;
}

function any(queries: readonly string[]): string {
  return queries.length === 1 ? (queries[0] ?? '') : `(${queries.join(' | ')})`;
}

function every(queries: readonly string[]): string {
  return queries.length === 1 ? (queries[0] ?? '') : `(${queries.join(' & ')})`;
}
