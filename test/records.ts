// Bibliographic records for tests: written as a library would, put as an import does.
import type { Identity } from '../lib/identity.ts';
import type { MarcField, MarcRecord } from '../lib/marc/record.ts';
import type { Context } from '../subgraphs/central/context.ts';
import { type PreparedRecord, prepareRecord } from '../subgraphs/central/prepareRecord.ts';
import { putRecords, type RecordOutcome } from '../subgraphs/central/records.ts';
import type { TestNetwork } from './network.ts';

/** What a test says of a record; what it leaves out is not in the record. */
export interface RecordText {
  control?: string;
  isbn?: string | string[];
  title: string;
  other?: string;
  volume?: string;
  part?: string;
  by?: string;
  publisher?: string;
  year?: number | string;
  edition?: string;
  extent?: string;
  subject?: string;
  class?: string;
  /** Barcode and call number of copies. */
  copies?: [barcode: string, callNumber: string][];
}

const field = (tag: string, indicators: string, subfields: Record<string, string | undefined>): MarcField[] => {
  const said = Object.entries(subfields).flatMap(([code, value]) => (value === undefined ? [] : [{ code, value }]));
  return said.length > 0 ? [{ tag, indicators, subfields: said }] : [];
};

/** A CNMARC record. */
export function cnmarc(text: RecordText): MarcRecord {
  const { control, title, other, volume, part, by, publisher, year, edition, extent, subject } = text;
  return {
    leader: '00000nam0 2200000   450 ',
    fields: [
      ...(control ? [{ tag: '001', value: control }] : []),
      ...[text.isbn ?? []].flat().flatMap((isbn) => field('010', '  ', { a: isbn })),
      ...field('200', '1 ', { a: title, e: other, h: volume, i: part, f: by }),
      ...field('205', '  ', { a: edition }),
      ...field('210', '  ', { c: publisher, d: year === undefined ? undefined : String(year) }),
      ...field('215', '  ', { a: extent }),
      ...field('606', '0 ', { a: subject }),
      ...field('690', '  ', { a: text.class }),
      ...(text.copies ?? []).flatMap(([barcode, callNumber]) => field('905', '  ', { b: barcode, s: callNumber })),
    ],
  };
}

/** A record of a library in MARC 21. */
export function marc21({ control, title, other, volume, by, publisher, year, ...text }: RecordText): MarcRecord {
  return {
    leader: '00000nam a2200000 a 4500',
    fields: [
      ...(control ? [{ tag: '001', value: control }] : []),
      ...[text.isbn ?? []].flat().flatMap((isbn) => field('020', '  ', { a: isbn })),
      ...field('245', '10', { a: other ? `${title} :` : `${title} /`, b: other, n: volume, c: by }),
      ...field('264', ' 1', { b: publisher && `${publisher},`, c: year === undefined ? undefined : `${year}.` }),
      ...field('300', '  ', { a: text.extent }),
    ],
  };
}

/** Records, prepared, numbered from 1. */
export function prepared(records: readonly (RecordText | MarcRecord)[]): PreparedRecord[] {
  return records.map((record, index) =>
    prepareRecord({ number: index + 1, marc: 'leader' in record ? record : cnmarc(record) }),
  );
}

/** The catalogue's context: its own, as a job has it, unless somebody is named. */
export function centralContext(
  { subgraphs }: Pick<TestNetwork, 'subgraphs'>,
  identity: Identity = { role: 'service', subgraph: 'central' },
): Context {
  return subgraphs.central.contextOf({ identity, requestId: 'test' }) as Context;
}

/** Puts records of one library. */
export function put(
  network: Pick<TestNetwork, 'subgraphs'>,
  library: string,
  ...records: (RecordText | MarcRecord)[]
): Promise<RecordOutcome[]> {
  return putRecords(centralContext(network), library, prepared(records));
}
