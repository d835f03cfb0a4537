// Where the words of a query stand in a text, by characters or by how they are said: `gudu` and `gd` mark 孤独.
import type { Book } from './entities.ts';
import { fold, initialsOf, isHan, runsOf, soundsOf } from './searchTerms.ts';

/** From and to, in UTF-16 units; `to` is the first that is not marked. */
export type Range = [from: number, to: number];

/**
 * Where words stand in a text, in order, without overlaps.
 * @param words folded; of letters also where characters are said so
 */
export function highlightsOf(text: string, words: readonly string[]): Range[] {
  const folded = fold(text);
  if (folded.length === text.length) {
    return joined(placesIn(folded, words));
  }
  // Folding has made one character several; so each is folded by itself and knows where it came from.
  const origins: Range[] = [];
  let whole = '';
  let begin = 0;
  for (const character of text) {
    const end = begin + character.length;
    const part = fold(character);
    for (let unit = 0; unit < part.length; unit++) origins.push([begin, end]);
    whole += part;
    begin = end;
  }
  return joined(placesIn(whole, words).map(([from, to]) => [origins[from]?.[0] ?? 0, origins[to - 1]?.[1] ?? begin]));
}

/** A text of a book in which something is marked. */
export interface Highlight {
  field: 'TITLE' | 'OTHER_TITLE' | 'RESPONSIBILITY' | 'SUBJECT' | 'SERIES' | 'PUBLISHER';
  text: string;
  ranges: Range[];
}

/** The texts of a book in which words stand. */
export function bookHighlights(book: Book, words: readonly string[]): Highlight[] {
  const texts: [Highlight['field'], string | null | undefined][] = [
    ['TITLE', book.title],
    ...[book.otherTitle, book.volume, book.volumeTitle].map((text) => ['OTHER_TITLE', text] as ['OTHER_TITLE', string]),
    ['RESPONSIBILITY', book.responsibility],
    ...book.subjects.map((text) => ['SUBJECT', text] as ['SUBJECT', string]),
    ...book.series.map((text) => ['SERIES', text] as ['SERIES', string]),
    ['PUBLISHER', book.publisher],
  ];
  return texts.flatMap(([field, text]) => {
    const ranges = text ? highlightsOf(text, words) : [];
    return text && ranges.length > 0 ? [{ field, text, ranges }] : [];
  });
}

/** Where words stand in a folded text, in any order. */
function placesIn(text: string, words: readonly string[]): Range[] {
  const places: Range[] = [];
  for (const word of words.filter(Boolean)) {
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) places.push([at, at + word.length]);
  }
  const spoken = words.filter((word) => /^[a-z]{2,}$/.test(word));
  return spoken.length > 0 ? [...places, ...spokenPlaces(spoken, text)] : places;
}

/** In order, those that touch or overlap as one. */
function joined(places: readonly Range[]): Range[] {
  const ranges: Range[] = [];
  for (const [from, to] of places.toSorted(([left], [right]) => left - right)) {
    const last = ranges.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else ranges.push([from, to]);
  }
  return ranges;
}

/** Where characters are said as a word says, whole or by their initials. */
function spokenPlaces(words: readonly string[], text: string): Range[] {
  let end = 0;
  return runsOf(text).flatMap((run) => {
    const begin = text.indexOf(run, end);
    end = begin + run.length;
    if (!isHan(run)) return [];
    const sounds = soundsOf(run);
    const lengths = Array.from(run, (character) => character.length);
    const offset = (index: number) => begin + lengths.slice(0, index).reduce((sum, length) => sum + length, 0);
    return sounds.flatMap((_, index) =>
      words.flatMap((word): Range[] => {
        const count = saidIn(word, sounds.slice(index));
        return count > 0 ? [[offset(index), offset(index + count)]] : [];
      }),
    );
  });
}

/** How many of the first sounds a word covers; 0 when it says something else. */
function saidIn(word: string, sounds: readonly string[]): number {
  if (sounds.join('').startsWith(word)) {
    let letters = 0;
    return sounds.findIndex((sound) => (letters += sound.length) >= word.length) + 1;
  }
  return initialsOf(sounds).startsWith(word) ? word.length : 0;
}
