// Periodicals and the programme of events.
import { CallerError } from '../../lib/errors.ts';
import { addDays } from '../../lib/shanghai.ts';
import type { Context } from './context.ts';
import { Periodical, ProgrammeEvent } from './entities.ts';

const maxDays = 366;

/** Periodicals by shelf number. */
export function periodicals(ctx: Context): Promise<Periodical[]> {
  return ctx.em.find(Periodical, {}, { orderBy: { shelfNumber: 'asc' } });
}

/** Events that take place between two days, both included; an event of several days counts on each of them. */
export function programme(ctx: Context, from: string, to: string): Promise<ProgrammeEvent[]> {
  if (to < from || to > addDays(from, maxDays - 1)) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `“to”应在“from”当日至其后 ${maxDays - 1} 天之间。"to" lies from 0 to ${maxDays - 1} days after "from"; asked were ${from} to ${to}.`,
      {
        argument: 'to',
      },
    );
  }
  return ctx.em.find(
    ProgrammeEvent,
    { $or: [{ date: { $gte: from, $lte: to } }, { date: { $lt: from }, endDate: { $gte: from } }] },
    { orderBy: { date: 'asc', startTime: 'asc', id: 'asc' } },
  );
}
