// What a book is found by: a `tsvector` that is made here, not by PostgreSQL's parser, which knows no Chinese. Chinese has no blanks, so
// of a run of characters every pair of neighbours is a lexeme, and every word of three and more by jieba.
//
// | lexeme | of |
// |---|---|
// | no mark | pairs, words, last characters; letters and digits; the year |
// | `~t` | the whole title: as it stands, in pinyin, its initials |
// | `~p` `~i` | pinyin and initials of titles and names from each character on, of subjects from the first: `gudu` and `gd` find 百年孤独 |
// | `~s` | each syllable of titles and names |
// | `~n` `~c` | ISBN, class; of call numbers what stands before the slash, `I247.5` of I247.5/328 |
//
// The weights are where it stands: A title and ISBN, B people, C subjects, series and classes, D publisher and year. Whole call numbers, of which
// each library has its own, are in the table `book_call_number`.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Jieba } from '@node-rs/jieba';
import { Converter, Locale } from 'opencc-js/t2cn';
import { pinyin } from 'pinyin-pro';

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
  year?: number | null;
  classNumber: string | null;
  /** 13 digits. */
  isbns: readonly string[];
  callNumbers?: readonly string[];
}

/** Title, people, subject, publisher: in this order a match counts. */
type Weight = 'A' | 'B' | 'C' | 'D';

/** From so many characters of a title on somebody may begin to type. */
const mostBeginnings = 12;

/** The text of a `tsvector` with everything that a book is found by. Pure: the same in any process. */
export function searchVectorOf(book: Searchable): string {
  const lexemes = new Map<string, Weight>();
  const add = (weight: Weight, ...added: string[]) => {
    for (const each of added) {
      const lexeme = short(each);
      const known = lexemes.get(lexeme);
      if (known === undefined || weight < known) lexemes.set(lexeme, weight);
    }
  };
  const addText = (text: string | null | undefined, weight: Weight, beginnings = 0) => {
    for (const run of text ? runsOf(fold(text)) : []) {
      add(weight, ...lexemesOf(run), ...(isHan(run) ? spokenOf(run, beginnings) : []));
    }
  };
  const { letters, sound, initials } = wholeOf(book.title);
  add('A', `~t${letters}`, `~t${sound}`, `~t${initials}`);
  for (const text of [book.title, ...(book.moreTitle ?? [])]) addText(text, 'A', mostBeginnings);
  // Where a record does not name its people, they are what its statement says.
  addText(book.responsibility, 'B', book.contributors?.length ? 0 : mostBeginnings);
  for (const { name } of book.contributors ?? []) addText(name, 'B', mostBeginnings);
  for (const text of book.subjects ?? []) addText(text, 'C', 1);
  for (const text of book.series ?? []) addText(text, 'C');
  addText(book.publisher, 'D');
  if (book.year) add('D', String(book.year));
  for (const isbn of book.isbns) add('A', `~n${isbn}`);
  if (book.classNumber) add('C', `~c${numberOf(book.classNumber)}`);
  for (const callNumber of book.callNumbers ?? []) add('C', classLexemeOf(callNumber));
  return [...lexemes].map(([lexeme, weight]) => `${quoted(lexeme)}:1${weight}`).join(' ');
}

/** The class that a call number begins with, as a lexeme; the whole number where it has no slash. */
export function classLexemeOf(callNumber: string): string {
  return `~c${numberOf(callNumber).replace(/\/.*/s, '')}`;
}

/** As it is said, from each of the first characters on; with several beginnings each syllable by itself too. */
function spokenOf(run: string, beginnings: number): string[] {
  if (beginnings === 0) return [];
  const sounds = soundsOf(run);
  const spoken = sounds.slice(0, beginnings).flatMap((_, begin) => {
    const rest = sounds.slice(begin);
    return [`~p${rest.join('')}`, `~i${initialsOf(rest)}`];
  });
  return beginnings === 1 ? spoken : [...spoken, ...sounds.map((sound) => `~s${sound}`)];
}

const simplified = Converter({ from: 't', to: 'cn' });
/** 1 for each character of the basic plane without which the conversion changes nothing. */
const traditional = traditionalCharacters();
const longestLexeme = 60;

let cutter: Jieba | null = null;
/** The dictionary has some 60 MB in memory and takes some tenths of a second: who never searches does without. */
function jieba(): Jieba {
  // Not its `dict.js`, which keeps the 11 MB of the files for ever.
  cutter ??= Jieba.withDict(readFileSync(createRequire(import.meta.url).resolve('@node-rs/jieba/dict.txt')));
  return cutter;
}

/** Text as it is compared: one form of each character. */
export function fold(text: string): string {
  const lower = text.normalize('NFKC').toLowerCase();
  return isSimplified(lower) ? lower : simplified(lower);
}

/** Most texts are: to look is a hundredth of the cost of converting. */
function isSimplified(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    if (traditional[text.charCodeAt(at)] === 1) return false;
  }
  return true;
}

/** Every entry of the dictionaries that changes something has one of these, and so has every character beyond the basic plane. */
function traditionalCharacters(): Uint8Array {
  const marks = new Uint8Array(0x10000).fill(1, 0xd800, 0xe000);
  const { normalizationChain, conversionChain } = Locale.configs.t2s;
  const dictionaries = [normalizationChain, conversionChain].flat(2) as string[];
  for (const entry of dictionaries.flatMap((dictionary) => dictionary.split('|'))) {
    const [from = '', to = ''] = entry.split(' ');
    for (let at = 0; at < from.length; at++) {
      if (from[at] !== to[at] || from.length !== to.length) marks[from.charCodeAt(at)] = 1;
    }
  }
  return marks;
}

/** Runs of Chinese characters, and of letters and digits; what is between them is nothing. */
export function runsOf(folded: string): string[] {
  return folded.match(/\p{Script=Han}+|[[\p{L}\p{N}]--\p{Script=Han}]+/gv) ?? [];
}

/** Whether a run is of Chinese characters. */
export function isHan(run: string): boolean {
  return /^\p{Script=Han}/u.test(run);
}

/** The words of a run, in order, each character in one of them. */
export function wordsOf(run: string): string[] {
  return isHan(run) ? jieba().cut(run, true) : [run];
}

/** What a run is found by. The last character stands alone too: it begins no pair. */
function lexemesOf(run: string): readonly string[] {
  return isHan(run) ? hanLexemesOf(run) : [run];
}

const hanLexemesOf = remembered((run): readonly string[] => {
  const characters = Array.from(run);
  const words = characters.length > 2 ? jieba().cutForSearch(run, true) : [];
  return [
    ...pairsOf(characters),
    ...words.filter((word) => word.length > 2 && Array.from(word).length > 2),
    characters.at(-1) ?? '',
  ];
});

const mostRemembered = 4_000;
const longestRemembered = 30;

/** Publishers, subjects and names come again and again in a file: the last few thousand short runs are not cut twice. */
function remembered<Value>(make: (run: string) => Value): (run: string) => Value {
  const known = new Map<string, Value>();
  return (run) => {
    const before = known.get(run);
    if (before !== undefined || run.length > longestRemembered) return before ?? make(run);
    const value = make(run);
    if (known.size >= mostRemembered) known.delete(known.keys().next().value ?? '');
    known.set(run, value);
    return value;
  };
}

/** Every two characters that stand side by side. */
export function pairsOf(characters: readonly string[]): string[] {
  return characters.slice(1).map((character, index) => (characters[index] ?? '') + character);
}

/** The pinyin of each character, without tones, ü as v; a reading that depends on the word is the word's. */
export const soundsOf = remembered((run): readonly string[] =>
  pinyin(run, { toneType: 'none', type: 'array', v: true }),
);

/** A text without blanks and marks: as it stands, as it is said, and the initials of that. */
export function wholeOf(text: string): { letters: string; sound: string; initials: string } {
  const runs = runsOf(fold(text));
  const sounds = runs.map((run) => (isHan(run) ? soundsOf(run) : [run]));
  return {
    letters: runs.join(''),
    sound: sounds.flat().join(''),
    initials: runs.map((run, index) => (isHan(run) ? initialsOf(sounds[index] ?? []) : run)).join(''),
  };
}

/** The first letter of each sound. */
export function initialsOf(sounds: readonly string[]): string {
  return sounds.map((sound) => sound[0] ?? '').join('');
}

/** Classes and call numbers as they are compared: without blanks, `I247.5/328` as `i247.5/328`. */
export function numberOf(text: string): string {
  return text.normalize('NFKC').replace(/\s+/g, '').toLowerCase();
}

/** A whole call number as it is kept and looked for: as much of it as an index takes. */
export function callNumberOf(text: string): string {
  return short(numberOf(text));
}

/** As `tsvector` and `tsquery` have a lexeme. */
export function quoted(lexeme: string): string {
  const kept = short(lexeme);
  return kept.includes("'") || kept.includes('\\') ? `'${kept.replace(/[\\']/g, '$&$&')}'` : `'${kept}'`;
}

/** As much of a lexeme as the index keeps. */
export function short(lexeme: string): string {
  return lexeme.length > longestLexeme ? Array.from(lexeme).slice(0, longestLexeme).join('') : lexeme;
}
