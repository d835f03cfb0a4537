// Reminders: what readers are reminded of, on which days, and every message that was to be sent.
import { defineEntity, p } from '@mikro-orm/core';
import type { EntityManager } from '../../lib/orm.ts';
import { entities } from '../../lib/statements.ts';

export const noticeKinds = ['DUE_SOON', 'OVERDUE', 'HOLD_READY'] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** Days for which a reminder is kept; longer than anybody could be reminded of the same twice. */
export const noticeDays = 180;

const NoticeSchema = defineEntity({
  name: 'Notice',
  tableName: 'notice',
  uniques: [{ properties: ['subjectId', 'kind', 'occasion'] }],
  indexes: [
    { properties: ['readerId', 'sentAt', 'id'] },
    {
      name: 'notice_to_send',
      expression: `create index "notice_to_send" on "notice" ("next_attempt_at", "id") where state = 'PENDING'`,
    },
    {
      name: 'notice_failed',
      expression: `create index "notice_failed" on "notice" ("created_at", "id") where state = 'FAILED'`,
    },
  ],
  checks: [
    { name: 'notice_of_one', expression: '(loan_id is null) <> (hold_id is null)' },
    { name: 'notice_to_send_at', expression: "(state = 'PENDING') = (next_attempt_at is not null)" },
    { name: 'notice_sent_at', expression: "(state = 'SENT') = (sent_at is not null)" },
  ],
  properties: {
    /** Under which it is sent, however often. */
    id: p.string().primary(),
    readerId: p.string(),
    kind: p.enum(noticeKinds),
    /** The loan or the hold that it is about. */
    loanId: p.string().nullable(),
    holdId: p.string().nullable(),
    subjectId: p.string(),
    /** What makes it another one of its kind: the due day, with the number of days since for OVERDUE, or the last day on the shelf. */
    occasion: p.string(),
    bookId: p.string().index(),
    /** The due day, or the last day on the hold shelf. */
    day: p.date(),
    state: p.enum(['PENDING', 'SENT', 'DROPPED', 'FAILED'] as const),
    attempts: p.integer().default(0),
    nextAttemptAt: p.datetime().nullable(),
    sentAt: p.datetime().nullable(),
    lastError: p.string().nullable(),
    createdAt: p.datetime().index(),
  },
});

/**
 * 提醒. One message to one reader about one loan or hold. DROPPED: when it was to be sent, it held no more. It names its reader, its loan
 * or its hold without a foreign key: that would lock them, a thousand readers at once, and everybody would wait for who is slow.
 */
export class Notice extends NoticeSchema.class {}
NoticeSchema.setClass(Notice);

const ReminderChoiceSchema = defineEntity({
  name: 'ReminderChoice',
  tableName: 'reminder_choice',
  checks: [
    { name: 'reminder_choice_due_soon', expression: 'due_soon_days between 0 and 30' },
    {
      name: 'reminder_choice_overdue',
      expression:
        '1 <= all (overdue_days) and 365 >= all (overdue_days) and array_position(overdue_days, null) is null and cardinality(overdue_days) <= 12',
    },
  ],
  properties: {
    /** The first day on which it decides. */
    validFrom: p.date().primary(),
    /** Days before the due day on which a reader is reminded; 0 for never. */
    dueSoonDays: p.integer(),
    /** Days after the due day on which a reader is reminded. */
    overdueDays: p.array((day) => Number(day)).columnType('int[]'),
  },
});

/** When readers are reminded, from a day on. Without a row `defaultReminders` holds. */
export class ReminderChoice extends ReminderChoiceSchema.class {}
ReminderChoiceSchema.setClass(ReminderChoice);

export type ReminderTerms = Omit<ReminderChoice, 'validFrom'>;

/** What holds while the table `reminder_choice` says nothing else. */
export const defaultReminders: ReminderTerms = { dueSoonDays: 3, overdueDays: [1, 7, 14] };

/** What is in force on a day. */
export async function remindersOn(em: EntityManager, day: string): Promise<ReminderTerms> {
  const [latest] = await entities(
    em,
    ReminderChoice,
    'remindersOn',
    'where valid_from <= $1 order by valid_from desc limit 1',
    [day],
  );
  return latest ?? defaultReminders;
}

const ReminderRunSchema = defineEntity({
  name: 'ReminderRun',
  tableName: 'reminder_run',
  properties: {
    day: p.date().primary(),
    doneAt: p.datetime(),
  },
});

/** A day on which all loans were gone through. */
export class ReminderRun extends ReminderRunSchema.class {}
ReminderRunSchema.setClass(ReminderRun);

export const noticeEntities = [Notice, ReminderChoice, ReminderRun];
