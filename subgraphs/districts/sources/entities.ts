// How a district library's own system is asked.
import { defineEntity, p } from '@mikro-orm/core';
import type { ItemStatus } from '../../../lib/items/statuses.ts';

/** What a library's system writes of a copy, and what that means. */
export interface StatusText {
  text: string;
  status: ItemStatus;
}

const AvailabilitySourceSchema = defineEntity({
  name: 'AvailabilitySource',
  tableName: 'availability_source',
  properties: {
    libraryId: p.string().primary(),
    /** Where questions are posted. */
    url: p.text(),
    /** The bearer token; null for a system that wants none. */
    token: p.string().nullable(),
    /** How long an answer is waited for. */
    timeLimitMs: p.integer(),
    /** How long its word counts as live. */
    freshSeconds: p.integer(),
    /** Questions that are with it at a time. */
    concurrency: p.integer(),
    statusTexts: p.json<StatusText[]>(),
    /** By whose change a process sees that it has to open the source anew. */
    changedAt: p.datetime(),
  },
});

/** The system of a district library that answers for its copies itself. */
export class AvailabilitySource extends AvailabilitySourceSchema.class {}
AvailabilitySourceSchema.setClass(AvailabilitySource);

export const sourceEntities = [AvailabilitySource];
