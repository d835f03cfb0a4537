// What clients have used of their rate, minute by minute, through all gateways: see shared-rates.ts.
import { defineEntity, p } from '@mikro-orm/core';

const RateCountSchema = defineEntity({
  name: 'RateCount',
  tableName: 'rate_count',
  properties: {
    /** A hash: neither cards nor addresses are kept. */
    client: p.string().primary(),
    /** Minutes since 1970. */
    minute: p.integer().primary().index(),
    points: p.integer(),
  },
});

/** The points that one client has used in one minute; deleted some minutes later. */
export class RateCount extends RateCountSchema.class {}
RateCountSchema.setClass(RateCount);
