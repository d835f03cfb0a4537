// A file as batches of what can be written: finds out what it is, reads record after record or line after line, and prepares each. Pure
// but for the bytes that it asks for, in the memory of a batch.
import { CallerError } from '../../lib/errors.ts';
import { FormatError, type ImportFormat } from '../../lib/imports/format.ts';
import { detectFormat } from '../../lib/imports/head.ts';
import {
  iso2709Records,
  keptBytes,
  marcXmlRecords,
  type Place,
  type RecordPlace,
  type SourceRecord,
} from '../../lib/imports/records.ts';
import { type FileSource, firstBytes, SourceError, unpackedFrom } from '../../lib/imports/source.ts';
import { TextError } from '../../lib/imports/text.ts';
import type { ReadLine } from '../../lib/lists/columns.ts';
import { type IncomingItem, incomingItem, readItemList } from '../../lib/lists/itemList.ts';
import { RowError, TableError } from '../../lib/lists/rows.ts';
import { readStoreCatalogue, type StoreLine } from '../../lib/lists/storeCatalogue.ts';
import type { TableFormat } from '../../lib/lists/table.ts';
import type { Bibliographic, ItemMapping, RecordItem } from '../../lib/marc/bibliographic.ts';
import { writeIso2709 } from '../../lib/marc/iso2709.ts';
import { MarcError, type MarcFlavour, type MarcRecord } from '../../lib/marc/record.ts';
import { describedRecord, type PreparedRecord, prepareDescribed } from './prepareRecord.ts';

/** What is to be read. */
export interface ReadingTask {
  of: 'LIBRARY' | 'STORE';
  /** Null for what the file says itself. */
  askedFormat: ImportFormat | null;
  mapping: ItemMapping;
  from: Place;
}

/** Something to be told of a record: why it was not taken, or with what doubt it was. */
export interface Remark {
  number: number;
  offset: number;
  kind: 'ERROR' | 'WARNING';
  reason: string;
  bytes: Uint8Array | null;
}

interface Placed {
  number: number;
  offset: number;
}

/** Some records or lines, in the order of the file. */
export interface ImportBatch {
  records: PreparedRecord[];
  /** What each of them says, in their order. */
  descriptions: Bibliographic[];
  /** Copies that records name, with the record's place; whose they are is known when the records are written. */
  items: (Placed & { item: IncomingItem })[];
  /** Lines of a list of copies. */
  listed: (Placed & { item: IncomingItem })[];
  /** Lines of a store's catalogue. */
  offers: (Placed & { line: StoreLine })[];
  remarks: Remark[];
  /** How many records or lines were read, those with errors too. */
  read: number;
  /** Copies or offers that could not be read; each has its remark. */
  lostItems: number;
  /** Up to where everything is in this batch or one before. */
  done: Place;
  /** The same in the file as it was sent, about. */
  bytesRead: number;
  format: ImportFormat;
  flavour: MarcFlavour | null;
  encoding: string | null;
}

/** Of one batch: a transaction of some tens of milliseconds. */
const batchRecords = 250;
/** Nothing is written while the first one is read, so it is small, and each after it twice as large. */
const firstRecords = 50;
const batchBytes = 1_000_000;

const repaired =
  '记录长度或目录有误，已按字段分隔符读取。Lengths in the leader or the directory are wrong; the fields were read by their separators.';

/** True for what is wrong with the file itself, however often it is read; the message is for its sender. */
export function isOfFile(error: unknown): error is Error {
  const kinds = [SourceError, TextError, TableError, CallerError];
  return kinds.some((kind) => error instanceof kind);
}

/**
 * The batches of a file from a place on.
 * @throws what `isOfFile` knows, after the batches before that
 */
export async function* batchesOf(task: ReadingTask, file: FileSource): AsyncGenerator<ImportBatch> {
  const format = task.askedFormat ?? detectFormat(await firstBytes(file.read)).format;
  const reading = task.of === 'STORE' ? offersOf(format, file) : libraryReading(format, task, file);
  let batch = emptyBatch(format, task.from);
  let bytes = 0;
  let mostRecords = firstRecords;
  let failure: unknown = null;
  try {
    for await (const { number, end, add } of reading) {
      if (number <= task.from.number) continue;
      bytes += Math.max(0, end - batch.done.offset);
      batch.read += 1;
      batch.done = { number, offset: end };
      add(batch);
      if (batch.read >= mostRecords || bytes >= batchBytes) {
        yield batch;
        mostRecords = Math.min(batchRecords, 2 * mostRecords);
        batch = emptyBatch(format, batch.done);
        bytes = 0;
      }
    }
  } catch (error) {
    failure = error;
  }
  // Of a file with nothing in it, what it is.
  const isEmpty = failure === null && batch.done.number === 0;
  if (batch.read > 0 || batch.remarks.length > 0 || isEmpty) yield batch;
  if (failure !== null) throw failure;
}

/** One record or line: where it is, and what it puts into a batch. */
type Reading = RecordPlace & { add: (batch: ImportBatch) => void };

function libraryReading(format: ImportFormat, task: ReadingTask, file: FileSource): AsyncGenerator<Reading> {
  switch (format) {
    case 'ISO2709':
      return recordsOf(iso2709Records(unpackedFrom(file, task.from.offset), task.from), task.mapping);
    case 'MARCXML':
      return recordsOf(marcXmlRecords(unpackedFrom(file, 0), task.from), task.mapping);
    default:
      return linesOf(
        (onUnknown) => readItemList(unpackedFrom(file, 0), tableFormat(format), onUnknown),
        ({ listed }, { value, ...place }) => listed.push({ ...place, item: value }),
      );
  }
}

async function* recordsOf(records: AsyncIterable<SourceRecord>, mapping: ItemMapping): AsyncGenerator<Reading> {
  for await (const read of records) {
    yield { ...placeOf(read), add: (batch) => addRecord(batch, read, mapping) };
    if ('error' in read && read.isLast) {
      throw new SourceError(`文件在此之后无法读取。Nothing after this can be read: ${read.error}.`);
    }
  }
}

function addRecord(batch: ImportBatch, read: SourceRecord, mapping: ItemMapping): void {
  const { number, offset } = read;
  const remark = (kind: Remark['kind'], reason: string, bytes: Uint8Array | null = null) =>
    batch.remarks.push({ number, offset, kind, reason, bytes });
  if ('error' in read) {
    remark('ERROR', read.error, read.bytes);
    return;
  }
  batch.encoding ??= read.encoding;
  try {
    const described = describedRecord(read.record, mapping);
    const { bibliographic } = described;
    batch.flavour ??= bibliographic.flavour;
    batch.records.push(prepareDescribed(number, described));
    batch.descriptions.push(bibliographic);
    for (const item of bibliographic.items) addItem(batch, { number, offset }, item, mapping);
    for (const { text, why } of bibliographic.badIsbns) {
      remark('WARNING', `ISBN“${text}”有误，未采用。"${text}" is no ISBN and is left out: ${why}`);
    }
    if (read.repaired) remark('WARNING', repaired);
  } catch (error) {
    if (!(error instanceof MarcError)) throw error;
    remark('ERROR', error.message, bytesOf(read.record));
  }
}

/** A copy that a record names has the same limits as one of a list; that it is not taken is no fault of the record. */
function addItem(batch: ImportBatch, place: Placed, item: RecordItem, { tag, ...codes }: ItemMapping): void {
  const { barcode, callNumber, location } = item;
  const values = { barcode, bookId: notYetKnown, callNumber: callNumber ?? '', location: location ?? '' };
  const names = {
    barcode: `${tag}$${codes.barcode}`,
    callNumber: `${tag}$${codes.callNumber}`,
    location: `${tag}$${codes.location}`,
  };
  try {
    batch.items.push({ ...place, item: incomingItem({ values, names }) });
  } catch (error) {
    if (!(error instanceof RowError)) throw error;
    loseItem(batch, place, error);
  }
}

const notYetKnown = '-';

function loseItem(batch: ImportBatch, place: Placed, { message }: RowError): void {
  batch.lostItems += 1;
  batch.remarks.push({ ...place, kind: 'ERROR', reason: message, bytes: null });
}

function offersOf(format: ImportFormat, file: FileSource): AsyncGenerator<Reading> {
  return linesOf(
    (onUnknown) => readStoreCatalogue(unpackedFrom(file, 0), tableFormat(format), onUnknown),
    ({ offers }, { value, ...place }) => offers.push({ ...place, line: value }),
  );
}

/** Lines of a list; `keep` puts what one means into a batch. */
async function* linesOf<Value>(
  read: (onUnknown: (column: string) => void) => AsyncIterable<ReadLine<Value>>,
  keep: (batch: ImportBatch, line: Placed & { value: Value }) => void,
): AsyncGenerator<Reading> {
  const passedOver: string[] = [];
  for await (const line of read((column) => passedOver.push(column))) {
    const { number, offset } = line;
    yield {
      number,
      offset,
      end: offset,
      add(batch) {
        tellColumns(batch, passedOver.splice(0));
        if ('error' in line) loseItem(batch, { number, offset }, line.error);
        else keep(batch, line);
      },
    };
  }
}

function tellColumns(batch: ImportBatch, columns: readonly string[]): void {
  for (const column of columns) {
    const reason = `未使用列“${column.slice(0, 100)}”。The column "${column.slice(0, 100)}" is not known and is passed over.`;
    batch.remarks.push({ number: 1, offset: 0, kind: 'WARNING', reason, bytes: null });
  }
}

function tableFormat(format: ImportFormat): TableFormat {
  if (format === 'ISO2709' || format === 'MARCXML') {
    throw new FormatError(
      `书店目录应为表格（CSV、JSON、XLSX），而不是 ${format}。A store's catalogue is a table, CSV, JSON or XLSX; this file is ${format}.`,
    );
  }
  return format.toLowerCase() as TableFormat;
}

function placeOf({ number, offset, end }: RecordPlace): RecordPlace {
  return { number, offset, end };
}

function bytesOf(record: MarcRecord): Uint8Array {
  try {
    return writeIso2709(record).subarray(0, keptBytes);
  } catch {
    return Buffer.from(JSON.stringify(record)).subarray(0, keptBytes);
  }
}

function emptyBatch(format: ImportFormat, done: Place): ImportBatch {
  const nothing = {
    records: [],
    descriptions: [],
    items: [],
    listed: [],
    offers: [],
    remarks: [],
    read: 0,
    lostItems: 0,
    flavour: null,
    encoding: null,
  };
  return { ...nothing, format, done, bytesRead: 0 };
}
