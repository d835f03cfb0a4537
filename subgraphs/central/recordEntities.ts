// What the libraries say: their bibliographic records, and the keys by which a book of them is found again.
import { defineEntity, p } from '@mikro-orm/core';
import type { Bibliographic } from '../../lib/marc/bibliographic.ts';
import type { MarcRecord } from '../../lib/marc/record.ts';
import type { Identity } from './bookIdentity.ts';
import { Book, Library } from './entities.ts';

/** What a record came as. */
const recordFlavours = ['CNMARC', 'MARC21'] as const;
/** Why a record is of its book; NEW for the one that the book was made for. */
export const matches = ['NEW', 'ISBN', 'DESCRIPTION', 'LIBRARIAN'] as const;

const BibRecordSchema = defineEntity({
  name: 'BibRecord',
  tableName: 'bib_record',
  indexes: [{ properties: ['libraryId', 'id'] }],
  properties: {
    /** `NJ-JN:012003001`; without a control number `NJ-JN:~` and a hash. Compared byte by byte. */
    id: p.string().primary().collation('C'),
    libraryId: () => p.manyToOne(Library).mapToPk().joinColumn('library_id').deleteRule('restrict'),
    control: p.text().nullable(),
    flavour: p.enum(recordFlavours),
    /** Every field as it was imported. */
    marc: p.json<MarcRecord>().lazy(),
    bibliographic: p.json<Bibliographic>(),
    /** Of all that was imported: the same record again changes nothing. */
    hash: p.text(),
    /** What is compared: `identityOf`. */
    identity: p.json<Identity>(),
    /** `keysOf(identity)` */
    keys: p.array(),
    /** Of the copies that it names. */
    callNumbers: p.array(),
    /** How much it says: the fullest record describes the book. */
    fullness: p.integer(),
    bookId: () => p.manyToOne(Book).mapToPk().joinColumn('book_id').deleteRule('restrict').index(),
    matchedBy: p.enum(matches),
    /** What agreed, as people read it. */
    matchedKey: p.text().nullable(),
    /** A librarian has decided where it belongs: an import leaves it there. */
    pinnedAt: p.datetime().nullable(),
    /** The library of who decided; ADMIN for an administrator. */
    pinnedBy: p.text().nullable(),
    pinnedReason: p.text().nullable(),
    /** The book that it was in. */
    pinnedFrom: p.text().nullable(),
    /** When it was imported, or changed by an import. */
    at: p.datetime(),
  },
});

/** One library's bibliographic record, whole. */
export class BibRecord extends BibRecordSchema.class {}
BibRecordSchema.setClass(BibRecord);

const BookKeySchema = defineEntity({
  name: 'BookKey',
  tableName: 'book_key',
  properties: {
    key: p.text().primary().collation('C'),
    bookId: () => p.manyToOne(Book).mapToPk().joinColumn('book_id').primary().index(),
    /** Known of the book itself, from before it had records or from one that was merged into it: stays whatever records say. */
    own: p.boolean().default(false),
  },
});

/** By what a record finds the book that it may belong to: `keysOf`. */
export class BookKey extends BookKeySchema.class {}
BookKeySchema.setClass(BookKey);

export const recordEntities = [BibRecord, BookKey];
