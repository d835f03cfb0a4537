// Reminders as they are shown: to the reader the sent ones, to administrators those that could not be sent.
import { authorise } from '../../lib/actions.ts';
import { type EntityManager, transact } from '../../lib/orm.ts';
import { type Connection, checkFirst, decodeCursor, type PageArguments, toConnection } from '../../lib/pagination.ts';
import { dayOf } from '../../lib/shanghai.ts';
import type { Context } from './context.ts';
import type { Reader } from './entities.ts';
import { Notice, type ReminderTerms, remindersOn } from './noticeEntities.ts';
import { lockReader } from './quota.ts';
import { existingReader, mayReadPrivate } from './readers.ts';

/** The reminders that a reader was sent, the newest first; none for a viewer who may not see a history. */
export async function noticesOfReader(ctx: Context, reader: Reader, page: PageArguments): Promise<Connection<Notice>> {
  return mayReadPrivate(ctx, reader)
    ? pageOf(ctx.em, { readerId: reader.id, state: 'SENT' }, 'sentAt', page)
    : toConnection([], checkFirst(page.first), 0, () => []);
}

/** The reminders that were given up, the newest first; for administrators. */
export function failedNotices(ctx: Context, page: PageArguments): Promise<Connection<Notice>> {
  authorise(ctx.identity, 'notice.readFailed');
  return pageOf(ctx.em, { state: 'FAILED' }, 'createdAt', page);
}

/** On which days readers are reminded now. */
export function reminderTerms(ctx: Context): Promise<ReminderTerms> {
  return remindersOn(ctx.em, dayOf(ctx.now));
}

/** The reader who asks is reminded from now on, or is not. What waits to be sent is dropped when its moment comes. */
export async function setReminders(ctx: Context, enabled: boolean): Promise<Reader> {
  const { identity } = ctx;
  const card = identity.role === 'reader' ? identity.card : null;
  authorise(identity, 'reader.setReminders', { card });
  const { id } = await existingReader(ctx, card ?? '');
  return transact(ctx, async (em) => Object.assign(await lockReader(em, id), { reminders: enabled }));
}

async function pageOf(
  em: EntityManager,
  where: { readerId?: string; state: Notice['state'] },
  column: 'sentAt' | 'createdAt',
  { first, after }: PageArguments,
): Promise<Connection<Notice>> {
  checkFirst(first);
  const [at, id] = decodeCursor(after, ['moment', 'string']) ?? [];
  const moment = new Date(at ?? 0);
  const beyond =
    at === undefined ? {} : { $or: [{ [column]: { $lt: moment } }, { [column]: moment, id: { $lt: String(id) } }] };
  const [notices, count] = await Promise.all([
    em.find(Notice, { ...where, ...beyond }, { orderBy: { [column]: 'desc', id: 'desc' }, limit: first + 1 }),
    em.count(Notice, where),
  ]);
  return toConnection(notices, first, count, (notice) => [(notice[column] ?? new Date(0)).toISOString(), notice.id]);
}
