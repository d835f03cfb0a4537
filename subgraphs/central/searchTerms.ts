// What a search of the catalogue looks at, and what a query asks for: lexemes of PostgreSQL's full-text search that are made here, not
// by its parser, which knows no Chinese.
//
// Text is folded first: compatibility forms, lower case, traditional characters as simplified ones. Of a run of Chinese characters every
// pair of neighbours is a lexeme, so whatever somebody types of a title is found, and every word of three and more, so whole words rank
// higher. What a word is, jieba says. Titles and names are lexemes in pinyin (`~p`) and its initials (`~i`) too, from each
// character on: `gudu` and `gd` find 百年孤独. Numbers are marked by their kind: `~n` ISBN, `~c` class, `~k` call number.
import { Jieba } from '@node-rs/jieba';
import { dict } from '@node-rs/jieba/dict.js';
import { Converter } from 'opencc-js/t2cn';
import { pinyin } from 'pinyin-pro';
import { isMeantAsIsbn, toIsbn13 } from '../../lib/isbn.ts';

/** What of a book can be looked for. */
export interface Searchable {
  title: string;
  /** Other title, volume and its title. */
  moreTitle?: readonly (string | null)[];
  responsibility: string | null;
  contributors?: readonly { name: string }[];
  subjects?: readonly string[];
  series?: readonly string[];
  publisher: string | null;
  classNumber: string | null;
  /** 13 digits. */
  isbns: readonly string[];
  callNumbers?: readonly string[];
}

/** Title, people, subject, publisher: in this order a match counts. */
type Weight = 'A' | 'B' | 'C' | 'D';

const simplified = Converter({ from: 't', to: 'cn' });
/** From so many characters of a title on somebody may begin to type. */
const mostBeginnings = 12;
const longestLexeme = 60;

let cutter: Jieba | null = null;
/** The dictionary has some 60 MB in memory and takes some tenths of a second: who never searches does without. */
function jieba(): Jieba {
  cutter ??= Jieba.withDict(dict);
  return cutter;
}

/** Text as it is compared: one form of each character. */
export function fold(text: string): string {
  return simplified(text.normalize('NFKC').toLowerCase());
}

/** The text of a `tsvector` with everything that a book is found by. */
export function searchVectorOf(book: Searchable): string {
  const lexemes = new Map<string, Weight>();
  const add = (lexeme: string, weight: Weight) => {
    const short = lexeme.slice(0, longestLexeme);
    const known = lexemes.get(short);
    if (known === undefined || weight < known) lexemes.set(short, weight);
  };
  const addText = (text: string | null | undefined, weight: Weight, spoken = false) => {
    for (const run of runsOf(fold(text ?? ''))) {
      for (const lexeme of lexemesOf(run)) add(lexeme, weight);
      if (spoken && isHan(run)) for (const lexeme of spokenOf(run)) add(lexeme, weight);
    }
  };
  addText(book.title, 'A', true);
  for (const text of book.moreTitle ?? []) addText(text, 'A', true);
  addText(book.responsibility, 'B');
  for (const { name } of book.contributors ?? []) addText(name, 'B', true);
  for (const text of [...(book.subjects ?? []), ...(book.series ?? [])]) addText(text, 'C');
  addText(book.publisher, 'D');
  for (const isbn of book.isbns) add(`~n${isbn}`, 'A');
  if (book.classNumber) add(`~c${numberOf(book.classNumber)}`, 'C');
  for (const callNumber of book.callNumbers ?? []) add(`~k${numberOf(callNumber)}`, 'B');
  return [...lexemes].map(([lexeme, weight]) => `${quoted(lexeme)}:1${weight}`).join(' ');
}

export interface SearchTerms {
  /** The text of a `tsquery`. */
  tsquery: string;
  /** Folded, for highlighting. */
  words: string[];
  /** The text of a `tsquery` by sound, for a query with a wrong character; null without Chinese characters. */
  bySound: string | null;
}

/**
 * What a query asks for; null when there is nothing in it that could be looked for.
 * @throws CallerError for a number that is meant as an ISBN and is none
 */
export function searchTermsOf(query: string): SearchTerms | null {
  if (isMeantAsIsbn(query)) {
    const isbn = toIsbn13(query);
    return { tsquery: quoted(`~n${isbn}`), words: [isbn], bySound: null };
  }
  const parts = query.split(/[\s,，、;；]+/).filter(Boolean);
  const terms = parts.flatMap((part) =>
    isShelfNumber(part) ? [shelfNumberTerm(part)] : runsOf(fold(part)).flatMap(termsOfRun),
  );
  if (terms.length === 0) {
    return null;
  }
  const sounds = runsOf(fold(query)).map((run) =>
    isHan(run) ? prefix(`~p${soundOf(run).join('')}`) : termsOfRun(run)[0]?.tsquery,
  );
  const hasHan = runsOf(fold(query)).some((run) => isHan(run) && run.length > 1);
  return {
    tsquery: terms.map(({ tsquery }) => tsquery).join(' & '),
    words: [...new Set(terms.flatMap(({ words }) => words))],
    bySound: hasHan ? sounds.filter((each) => each !== undefined).join(' & ') : null,
  };
}

/** Where the words of a query stand in a text: from and to, in UTF-16 units, in order, without overlaps. */
export function highlightsOf(text: string, words: readonly string[]): [number, number][] {
  // Folding may make one character several; so each is folded by itself and knows where it came from.
  const characters = Array.from(text, (character) => ({ character, folded: fold(character) }));
  const origins = characters.flatMap(({ folded }, index) => Array.from({ length: folded.length }, () => index));
  const whole = characters.map(({ folded }) => folded).join('');
  const marked = new Set<number>();
  for (const word of words.filter(Boolean)) {
    let at = whole.indexOf(word);
    while (at >= 0) {
      for (const index of origins.slice(at, at + word.length)) marked.add(index);
      at = whole.indexOf(word, at + 1);
    }
  }
  const ranges: [number, number][] = [];
  let begin = 0;
  for (const [index, { character }] of characters.entries()) {
    const end = begin + character.length;
    const last = ranges.at(-1);
    if (marked.has(index) && last?.[1] === begin) last[1] = end;
    else if (marked.has(index)) ranges.push([begin, end]);
    begin = end;
  }
  return ranges;
}

/** Runs of Chinese characters, and of letters and digits; what is between them is nothing. */
function runsOf(folded: string): string[] {
  return folded.match(/\p{Script=Han}+|[[\p{L}\p{N}]--\p{Script=Han}]+/gv) ?? [];
}

function isHan(run: string): boolean {
  return /^\p{Script=Han}/u.test(run);
}

function lexemesOf(run: string): string[] {
  if (!isHan(run)) {
    return [run];
  }
  const characters = Array.from(run);
  const words = jieba()
    .cutForSearch(run, true)
    .filter((word) => Array.from(word).length > 2);
  return characters.length === 1 ? [run] : [...pairsOf(characters), ...words];
}

function pairsOf(characters: readonly string[]): string[] {
  return characters.slice(1).map((character, index) => (characters[index] ?? '') + character);
}

/** As it is said, from each of the first characters on. */
function spokenOf(run: string): string[] {
  const sounds = soundOf(run);
  return sounds.slice(0, mostBeginnings).flatMap((_, begin) => {
    const rest = sounds.slice(begin);
    return [`~p${rest.join('')}`, `~i${rest.map((sound) => sound[0] ?? '').join('')}`];
  });
}

/** The pinyin of each character, without tones, ü as v; a reading that depends on the word is the word's. */
function soundOf(run: string): string[] {
  return pinyin(run, { toneType: 'none', type: 'array', v: true });
}

interface Term {
  tsquery: string;
  words: string[];
}

function termsOfRun(run: string): Term[] {
  if (!isHan(run)) {
    const beginnings = /^[a-z]+$/.test(run) ? [run, `~p${run}`, `~i${run}`] : [run];
    return [{ tsquery: `(${beginnings.map(prefix).join(' | ')})`, words: [run] }];
  }
  return jieba()
    .cut(run, true)
    .map((word): Term => {
      const characters = Array.from(word);
      const pairs = pairsOf(characters).map(quoted).join(' & ');
      const tsquery =
        characters.length === 1 ? prefix(word) : characters.length === 2 ? pairs : `(${quoted(word)} | (${pairs}))`;
      return { tsquery, words: [word] };
    });
}

/** A class or a call number, I247.5 or I247.5/328: a letter, then digits. */
function isShelfNumber(part: string): boolean {
  return /^[a-z]{1,2}\d[\d.\-:=/+a-z]*$/i.test(part);
}

function shelfNumberTerm(part: string): Term {
  const number = numberOf(part);
  const kinds = part.includes('/') ? ['~k'] : ['~c', '~k'];
  return {
    tsquery: `(${[...kinds.map((kind) => kind + number), number].map(prefix).join(' | ')})`,
    words: [fold(part)],
  };
}

function numberOf(text: string): string {
  return text.normalize('NFKC').replace(/\s+/g, '').toLowerCase();
}

function prefix(lexeme: string): string {
  return `${quoted(lexeme.slice(0, longestLexeme))}:*`;
}

/** As `tsvector` and `tsquery` have a lexeme. */
function quoted(lexeme: string): string {
  return `'${lexeme.replace(/[\\']/g, '$&$&')}'`;
}
