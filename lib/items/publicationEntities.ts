// What the owner of copies has to tell the catalogue: see publication.ts.
import { defineEntity, p } from '@mikro-orm/core';

const HoldingsChangeSchema = defineEntity({
  name: 'HoldingsChange',
  tableName: 'holdings_change',
  properties: {
    id: p.bigint('number').primary().autoincrement(),
    libraryId: p.string(),
    bookId: p.string(),
  },
});

/** A library's copies of a book have changed; deleted once the catalogue has a count that was made after that. */
export class HoldingsChange extends HoldingsChangeSchema.class {}
HoldingsChangeSchema.setClass(HoldingsChange);
