// What readers and branches are told while they watch: one row for each thing that has happened, kept for some days. Rows are written by
// triggers of the tables whose rows have changed, and by `noteWork`; see docs/decisions/0018.
import { defineEntity, p } from '@mikro-orm/core';
import { holdStates } from './holdEntities.ts';
import { parcelStatuses } from './parcelEvents.ts';

/** What happens to a loan. */
export const loanChanges = [
  'LOAN_REQUESTED',
  'LOAN_LENT',
  'LOAN_DUE',
  'LOAN_RENEWED',
  'LOAN_CLAIMED_RETURNED',
  'LOAN_RETURNED',
  'LOAN_LOST',
  'LOAN_RELEASED',
] as const;

const shelfChanges = [
  ...loanChanges,
  'HOLD_PLACED',
  ...holdStates.map((state) => `HOLD_${state}` as const),
  ...parcelStatuses.map((status) => `PARCEL_${status}` as const),
] as const;

export type ShelfChangeKind = (typeof shelfChanges)[number];

/** Lists of a branch, and what can happen to what stands in one. */
export const branchLists = [
  'TO_PICK',
  'TO_RECEIVE',
  'ON_HOLD_SHELF',
  'OVERDUE',
  'TO_PACK',
  'TO_BOOK',
  'WITH_COURIER',
] as const;
export type BranchList = (typeof branchLists)[number];
export const workChanges = ['ENTERED', 'LEFT', 'CHANGED'] as const;
export type WorkChangeKind = (typeof workChanges)[number];

const LendingEventSchema = defineEntity({
  name: 'LendingEvent',
  tableName: 'lending_event',
  indexes: [
    { properties: ['tx', 'id'] },
    {
      name: 'lending_event_of_reader',
      expression: `create index "lending_event_of_reader" on "lending_event" ("reader_id", "tx", "id") where reader_id is not null`,
    },
    {
      name: 'lending_event_of_branch',
      expression: `create index "lending_event_of_branch" on "lending_event" ("branch_id", "tx", "id") where branch_id is not null`,
    },
    {
      name: 'lending_event_told_once',
      expression: `create unique index "lending_event_told_once" on "lending_event" ("origin") where origin is not null`,
    },
  ],
  checks: [
    { name: 'lending_event_watched', expression: '(reader_id is null) <> (branch_id is null)' },
    { name: 'lending_event_listed', expression: '(branch_id is null) = (list is null)' },
  ],
  properties: {
    id: p.bigint('number').primary().autoincrement(),
    /** Where it stands among all events, with its id: a trigger says how, lib/events.ts why. */
    tx: p.string().columnType('xid8').defaultRaw('pg_current_xact_id()'),
    at: p.datetime().defaultRaw('now()'),
    kind: p.enum([...shelfChanges, ...workChanges]),
    /** Whose shelf it is, or else which branch's list. */
    readerId: p.string().nullable(),
    branchId: p.string().nullable(),
    list: p.enum(branchLists).nullable(),
    loanId: p.string().nullable(),
    holdId: p.string().nullable(),
    parcelId: p.string().nullable(),
    itemId: p.string().nullable(),
    /** Under which the owner of a copy has told it: told twice it is one event. */
    origin: p.string().nullable(),
  },
});

/** Something that has happened to what stands on a reader's shelf, or in a branch's list. It names ids, nothing else. */
export class LendingEvent extends LendingEventSchema.class {}
LendingEventSchema.setClass(LendingEvent);
