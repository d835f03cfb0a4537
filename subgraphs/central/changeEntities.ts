// What has changed in the catalogue: one row for each thing, kept for some days. Rows are written by triggers of the tables whose rows have
// changed, in the transaction of the change; see docs/decisions/0021.
import { defineEntity, p } from '@mikro-orm/core';

const changeKinds = ['HOLDINGS_CHANGED', 'BOOK_ADDED', 'BOOK_CHANGED', 'BOOK_MERGED'] as const;
export type ChangeKind = (typeof changeKinds)[number];

const CatalogueEventSchema = defineEntity({
  name: 'CatalogueEvent',
  tableName: 'catalogue_event',
  indexes: [{ properties: ['tx', 'id'] }, { properties: ['bookId', 'tx', 'id'] }],
  checks: [
    { name: 'catalogue_event_of_library', expression: "(kind = 'HOLDINGS_CHANGED') = (library_id is not null)" },
  ],
  properties: {
    id: p.bigint('number').primary().autoincrement(),
    /** Where it stands among all events, with its id: lib/events.ts. */
    tx: p.string().columnType('xid8').defaultRaw('pg_current_xact_id()'),
    at: p.datetime().defaultRaw('now()'),
    kind: p.enum(changeKinds),
    /** Of a book that was merged, the id that it had. */
    bookId: p.string(),
    /** Whose copies, for HOLDINGS_CHANGED. */
    libraryId: p.string().nullable(),
  },
});

/** Something that has changed in the catalogue. It names ids, no values: what is told is read when it is told. */
export class CatalogueEvent extends CatalogueEventSchema.class {}
CatalogueEventSchema.setClass(CatalogueEvent);
