// Imports: a file that a library or a store has sent, in parts while it is worked through; what came of it; and what of it could not be
// taken. The rows are the whole state: any process can go on where another one was killed.
import { BlobType, defineEntity, p } from '@mikro-orm/core';
import { importFormats } from '../../lib/imports/format.ts';
import { Library } from './entities.ts';

const importStates = ['RECEIVING', 'WAITING', 'RUNNING', 'DONE', 'FAILED', 'CANCELLED'] as const;
export type ImportState = (typeof importStates)[number];

const ImportRunSchema = defineEntity({
  name: 'ImportRun',
  tableName: 'import_run',
  indexes: [{ properties: ['createdAt', 'id'] }, { properties: ['storeId'] }],
  checks: [{ name: 'import_run_of_one', expression: '(library_id is null) <> (store_id is null)' }],
  properties: {
    id: p.string().primary(),
    libraryId: () => p.manyToOne(Library).mapToPk().joinColumn('library_id').nullable().index(),
    storeId: p.string().nullable(),
    fileName: p.text(),
    /** What the sender says it is; null for what the file says itself. */
    askedFormat: p.enum(importFormats).nullable(),
    format: p.enum(importFormats).nullable(),
    /** Of the first record that was read. */
    flavour: p.enum(['CNMARC', 'MARC21'] as const).nullable(),
    encoding: p.string().nullable(),
    dryRun: p.boolean(),
    state: p.enum(importStates),
    /** SHA-256 of the file as the sender says, in hex: by it an upload that was broken off is found again. */
    hash: p.string().nullable(),
    /** As the sender says, in bytes. */
    size: p.bigint('number').nullable(),
    /** Bytes that have come. */
    received: p.bigint('number').default(0),
    receivedAt: p.datetime(),
    /** Up to here in the file, unpacked, everything is done, in bytes. */
    position: p.bigint('number').default(0),
    /** The same in the file as it was sent, to the part. */
    bytesRead: p.bigint('number').default(0),
    /** The last record, or line of a list, that is done. */
    recordNumber: p.integer().default(0),
    /** The last one whose record is written; its copies may be not. */
    writtenNumber: p.integer().default(0),
    recordsRead: p.integer().default(0),
    recordsAdded: p.integer().default(0),
    recordsChanged: p.integer().default(0),
    recordsUnchanged: p.integer().default(0),
    recordsRejected: p.integer().default(0),
    itemsRead: p.integer().default(0),
    itemsAdded: p.integer().default(0),
    itemsChanged: p.integer().default(0),
    itemsUnchanged: p.integer().default(0),
    itemsRejected: p.integer().default(0),
    warnings: p.integer().default(0),
    /** Why it has failed, for what it waits, or that nothing was in it. */
    message: p.text().nullable(),
    /** How often the batch after `position` has failed. */
    failures: p.integer().default(0),
    createdBy: p.string(),
    createdAt: p.datetime(),
    startedAt: p.datetime().nullable(),
    endedAt: p.datetime().nullable(),
  },
});

/** One file, from its first byte to its last reject. */
export class ImportRun extends ImportRunSchema.class {}
ImportRunSchema.setClass(ImportRun);

const ImportPartSchema = defineEntity({
  name: 'ImportPart',
  tableName: 'import_part',
  properties: {
    runId: () => p.manyToOne(ImportRun).mapToPk().joinColumn('run_id').deleteRule('cascade').primary(),
    /** Where it begins in the file, in bytes. */
    start: p.bigint('number').primary(),
    bytes: p.type(BlobType),
  },
});

/** Some bytes of a file, kept until its run has ended. */
export class ImportPart extends ImportPartSchema.class {}
ImportPartSchema.setClass(ImportPart);

const ImportRejectSchema = defineEntity({
  name: 'ImportReject',
  tableName: 'import_reject',
  indexes: [{ properties: ['runId', 'id'] }],
  properties: {
    id: p.bigint('number').primary().autoincrement(),
    runId: () => p.manyToOne(ImportRun).mapToPk().joinColumn('run_id').deleteRule('cascade'),
    /** From 1: a record, or a line of a list. */
    recordNumber: p.integer(),
    /** Where the record begins in the file, in bytes. */
    start: p.bigint('number'),
    kind: p.enum(['ERROR', 'WARNING'] as const),
    reason: p.text(),
    /** The record as it stands in the file, its beginning if it is long; null for a warning. */
    bytes: p.type(BlobType).nullable(),
    at: p.datetime(),
  },
});

/** What could not be taken, or was taken with a doubt. */
export class ImportReject extends ImportRejectSchema.class {}
ImportRejectSchema.setClass(ImportReject);

const ItemMappingSchema = defineEntity({
  name: 'LibraryItemMapping',
  tableName: 'item_mapping',
  properties: {
    libraryId: () => p.manyToOne(Library).mapToPk().joinColumn('library_id').primary(),
    tag: p.string(),
    barcode: p.string(),
    location: p.string(),
    callNumber: p.string(),
    classNumber: p.string(),
    runningNumber: p.string(),
  },
});

/** Where the records of one library name its copies; a library without a row writes them as most do. */
export class LibraryItemMapping extends ItemMappingSchema.class {}
ItemMappingSchema.setClass(LibraryItemMapping);

export const importEntities = [ImportRun, ImportPart, ImportReject, LibraryItemMapping];
