// What people type to find a book, made of books of the catalogue at equal distances: the same for the same catalogue.
import type { EntityManager } from '@mikro-orm/postgresql';
import { pinyin } from 'pinyin-pro';
import { statement } from '../../lib/statements.ts';
import { randomSequence } from '../../scripts/seed/random.ts';

export const queryKinds = [
  'character',
  'word',
  'author',
  'pinyin',
  'initials',
  'ISBN',
  'call number',
  'two words',
] as const;
export type QueryKind = (typeof queryKinds)[number];

export interface GeneratedQuery {
  kind: QueryKind;
  text: string;
}

interface Found {
  title: string;
  author: string | null;
  isbn: string | null;
  callNumber: string | null;
}

/** So many queries at most, the kinds in turn. */
export async function queriesOf(em: EntityManager, count: number): Promise<GeneratedQuery[]> {
  const books = await statement<Found>(
    em,
    `/* queriesOf */ select title, contributors->0->>'name' as author, isbn, call_numbers[1] as "callNumber"
     from (select *, row_number() over (order by id) as turn, count(*) over () as books from book where described_by is not null) as book
     join bib_record on bib_record.id = described_by
     where turn % greatest(1, books / $1) = 0 order by book.id limit $1`,
    [count],
  );
  const random = randomSequence(20_261_123);
  return books.flatMap((book, index) => {
    const kind = queryKinds[index % queryKinds.length] as QueryKind;
    const text = textOf(kind, book, random);
    return text ? [{ kind, text }] : [];
  });
}

function textOf(kind: QueryKind, { title, author, isbn, callNumber }: Found, random: () => number): string | null {
  const characters = Array.from(title).filter((character) => /\p{Script=Han}/u.test(character));
  const piece = (least: number, most: number): string | null => {
    const length = Math.min(characters.length, least + Math.floor(random() * (most - least + 1)));
    const begin = Math.floor(random() * (characters.length - length + 1));
    return length < least ? null : characters.slice(begin, begin + length).join('');
  };
  switch (kind) {
    case 'character':
      return piece(1, 1);
    case 'word':
      return piece(2, 4);
    case 'author':
      return author;
    case 'pinyin':
      return said(piece(2, 4), 'pinyin');
    case 'initials':
      return said(piece(4, 6), 'first');
    case 'ISBN':
      return isbn;
    case 'call number':
      return callNumber?.slice(0, callNumber.indexOf('/') + 3) ?? null;
    case 'two words': {
      const word = piece(2, 3);
      return word && author ? `${word} ${author}` : null;
    }
  }
}

function said(text: string | null, pattern: 'pinyin' | 'first'): string | null {
  return text && pinyin(text, { toneType: 'none', pattern, type: 'array', v: true }).join('');
}
