// What the owner of copies has to tell of the lists of branches: a trigger writes it, a job tells it (workChanges.ts).
import { defineEntity, p } from '@mikro-orm/core';

const WorkChangeSchema = defineEntity({
  name: 'WorkChange',
  tableName: 'work_change',
  properties: {
    /** In the order in which things happened to a copy: it is given out while the copy's row is locked. */
    id: p.bigint('number').primary().autoincrement(),
    /** Told under this, however often. */
    origin: p.string().defaultRaw('gen_random_uuid()'),
    at: p.datetime().defaultRaw('now()'),
    kind: p.enum(['ENTERED', 'LEFT', 'CHANGED'] as const),
    list: p.enum(['TO_PICK', 'TO_RECEIVE', 'ON_HOLD_SHELF', 'OVERDUE'] as const),
    branchId: p.string(),
    itemId: p.string(),
    claimId: p.string().nullable(),
  },
});

/** A copy that has entered a list of a branch or left it; deleted once it is told. */
export class WorkChange extends WorkChangeSchema.class {}
WorkChangeSchema.setClass(WorkChange);

const OverdueMarkSchema = defineEntity({
  name: 'OverdueMark',
  tableName: 'overdue_mark',
  properties: {
    /** 1: there is one. */
    id: p.integer().primary().autoincrement(false),
    /** Copies that were due on this day or before are in the list of overdue ones, as far as is told. */
    day: p.date(),
  },
});

/** How far the days have been told on which copies become overdue. */
export class OverdueMark extends OverdueMarkSchema.class {}
OverdueMarkSchema.setClass(OverdueMark);

export const workEntities = [WorkChange, OverdueMark];
