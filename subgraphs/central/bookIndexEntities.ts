// What books are found, filtered and sorted by. In tables of their own: what a book says is read by its id and stays small, and a call number that
// another library brings does not have the whole book indexed anew.
import { defineEntity, p } from '@mikro-orm/core';
import type { AccessibleFormat } from '../../lib/marc/accessible.ts';
import { bookFormats } from '../../lib/rules/rules.ts';
import { Book, LexemesType } from './entities.ts';

// A search reads the first three columns of each match: PostgreSQL walks a row to the last that it is asked for.
const BookIndexSchema = defineEntity({
  name: 'BookIndex',
  tableName: 'book_index',
  indexes: [
    {
      name: 'book_index_search',
      // What is written and not yet sorted in, every search looks through: no more than some hundred books.
      expression:
        'create index "book_index_search" on "book_index" using gin ("search") with (gin_pending_list_limit = 512)',
    },
    {
      name: 'book_index_popularity',
      expression: 'create index "book_index_popularity" on "book_index" ("popularity" desc, "book_id")',
    },
    {
      name: 'book_index_year',
      expression: 'create index "book_index_year" on "book_index" ("year" desc nulls last, "book_id")',
    },
    { properties: ['classSort', 'bookId'] },
    { properties: ['version'] },
  ],
  properties: {
    /** Each book has a row; the database makes it with the book. */
    bookId: () =>
      p.manyToOne(Book).mapToPk().primary().joinColumn('book_id').updateRule('no action').deleteRule('cascade'),
    /** The copies that all libraries hold, and loans; counted by a job. Not by the minute: see popularity.ts. */
    popularity: p.integer().default(0),
    /** `searchColumnsOf`, with `classSort`. */
    search: p.type(LexemesType).default(''),
    /** Which version of `searchColumnsOf` has made them; 0 for none. */
    version: p.smallint().default(0),
    year: p.integer().nullable(),
    format: p.enum(bookFormats).default('BOOK'),
    accessible: p.array().$type<AccessibleFormat[]>().default([]),
    /** A text that sorts as the class does, byte by byte. */
    classSort: p.text().nullable().collation('C'),
  },
});

/** What a search reads of each book that it matches. */
export class BookIndex extends BookIndexSchema.class {}
BookIndexSchema.setClass(BookIndex);

const BookCallNumberSchema = defineEntity({
  name: 'BookCallNumber',
  tableName: 'book_call_number',
  indexes: [{ properties: ['number', 'bookId'] }],
  properties: {
    bookId: p.string().primary(),
    /** As it is compared: `callNumberOf`. */
    number: p.text().primary().collation('C'),
  },
});

/** 索书号. A call number that some record or copy of a book has, or has had. */
export class BookCallNumber extends BookCallNumberSchema.class {}
BookCallNumberSchema.setClass(BookCallNumber);

export const bookIndexEntities = [BookIndex, BookCallNumber];
