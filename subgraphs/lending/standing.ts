// Where a reader stands with the network, as pure functions: what the credit ledger comes to, and what keeps from borrowing on a day.
import type { Failure } from '../../lib/failures.ts';
import { dayOf } from '../../lib/shanghai.ts';
import type { LoanRequest, Reader } from './entities.ts';

/** What each kind of event counts, and for how many days. Points are taken off, or worked off. */
export const creditRules = {
  /** Below this balance nothing is lent: so at this one it still is. */
  lowest: -4,
  /** Bands with which a reader without a card borrows online. */
  onlineBands: ['EXCELLENT', 'GOOD'] as readonly Reader['band'][],
  kinds: {
    OVERDUE: { points: -1, days: 365 },
    REFUSED_PARCEL: { points: -2, days: 365 },
    DAMAGE: { points: -2, days: 365 },
    LOSS: { points: -3, days: 365 },
    RETURNED_IN_TIME: { points: 1, days: 365 },
  },
} as const;

export type CreditEventKind = keyof typeof creditRules.kinds;
/** What of an event counts. */
export interface Counted {
  points: number;
  at: Date;
  /** The first day on which it does not count any more. */
  expiresOn: string;
  state: 'COUNTED' | 'APPEALED' | 'CONFIRMED' | 'WITHDRAWN';
}

/**
 * The balance on a day, 0 or less: good deeds work points off and are never saved up, so the events are added in the order in which
 * they happened, and the sum never rises above 0.
 */
export function balanceOn(events: readonly Counted[], day: string): number {
  return events
    .filter(({ state, expiresOn }) => state !== 'WITHDRAWN' && day < expiresOn)
    .toSorted((a, b) => a.at.getTime() - b.at.getTime())
    .reduce((sum, { points }) => Math.min(0, sum + points), 0);
}

/** The first day from one on which the balance allows to borrow; null when it does on that day. */
export function suspendedUntil(events: readonly Counted[], day: string): string | null {
  if (balanceOn(events, day) >= creditRules.lowest) {
    return null;
  }
  const days = events.map(({ expiresOn }) => expiresOn).filter((expiry) => expiry > day);
  return days.toSorted().find((expiry) => balanceOn(events, expiry) >= creditRules.lowest) ?? null;
}

/** How a loan has ended for the reader's credit: in time, or after the due day. */
export function kindOfReturn(dueDate: string | null | undefined, returnedAt: Date): CreditEventKind {
  return dueDate != null && dayOf(returnedAt) > dueDate ? 'OVERDUE' : 'RETURNED_IN_TIME';
}

/** The age, in full years of the Shanghai calendar, below which a guardian's consent is needed. */
const ageOfConsent = 14;

/** Whether a reader may not borrow without a guardian's consent, and there is none. A child whose birthday is not known needs it. */
export function lacksConsent(
  { type, birthDay, consentAt }: Pick<Reader, 'type' | 'birthDay' | 'consentAt'>,
  day: string,
): boolean {
  if (consentAt) {
    return false;
  }
  const fourteenth = birthDay && `${Number(birthDay.slice(0, 4)) + ageOfConsent}${birthDay.slice(4)}`;
  return fourteenth ? day < fourteenth : type === 'CHILD';
}

/** Whether a reader is kept from borrowing on a day: by a librarian, or by the ledger, and then until when. */
export function suspensionOn(
  { suspended, suspendedUntil: until }: Pick<Reader, 'suspended' | 'suspendedUntil'>,
  day: string,
): { suspended: boolean; until: string | null } {
  const byLedger = until != null && day < until;
  return { suspended: suspended || byLedger, until: !suspended && byLedger ? until : null };
}

/** What of a reader's credit keeps from borrowing on a day. A card is as good as a band; without one a parcel takes a good band. */
export function creditFailures(
  reader: Pick<Reader, 'suspended' | 'suspendedUntil' | 'creditOnly' | 'band'>,
  day: string,
  channel: LoanRequest['channel'],
): Failure[] {
  const failures = suspensionFailures(reader, day);
  const isTooLow = channel === 'ONLINE' && reader.creditOnly && !creditRules.onlineBands.includes(reader.band);
  return failures.length === 0 && isTooLow ? [{ code: 'CREDIT' }] : failures;
}

/** What keeps a reader from borrowing, and from renewing, on a day. */
export function suspensionFailures(reader: Pick<Reader, 'suspended' | 'suspendedUntil'>, day: string): Failure[] {
  const { suspended, until } = suspensionOn(reader, day);
  return suspended ? [{ code: 'CREDIT', ...(until ? { eligibleFrom: until } : {}) }] : [];
}
