// Sample readers. They are nobody: 【样例】读者 and a name of the sixty-year cycle.
import { addDays } from '../../lib/shanghai.ts';
import type { City } from './city.ts';

export interface CityReader {
  id: string;
  card: string;
  name: string;
  type: 'ADULT' | 'CHILD';
  band: 'EXCELLENT' | 'GOOD' | 'FAIR' | 'NONE';
  bandAsOf: Date;
  bandSource: string;
  suspended: boolean;
  guardian: string | null;
  consentAt: Date | null;
  loanQuota: number;
  sample: boolean;
  loans: { itemId: string; bookId: string; dueDate: string; startedAt: Date }[];
}

const stems = [...'甲乙丙丁戊己庚辛壬癸'];
const branches = [...'子丑寅卯辰巳午未申酉戌亥'];
const bands = ['EXCELLENT', 'GOOD', 'GOOD', 'FAIR'] as const;
const loanDays = 30;

/** How many loans a reader has at the start: cards 1–70 none, 71–76 the whole quota, 77–80 an overdue one, 82–96 two. */
const loansOf = (number: number): number =>
  number <= 70 ? 0 : number <= 76 ? 8 : number <= 80 ? 1 : number === 81 ? 0 : 2;

/** The card of a sample reader, from 1 to 96: `N2026000001`. */
export function sampleCard(number: number): string {
  return `N2026${String(number).padStart(6, '0')}`;
}

/** 96 readers. Their loans are the sample copies that are on loan; those of 77–80 are overdue, 81 is suspended. */
export function readersOfCity(city: City, now: Date): CityReader[] {
  const lent = city.items.filter((item) => item.sample && item.status === 'ON_LOAN');
  let next = 0;
  return Array.from({ length: 96 }, (_, index) => {
    const number = index + 1;
    const loans = lent.slice(next, next + loansOf(number)).map(({ id, bookId, dueDate }) => {
      const due = number >= 77 && number <= 80 ? addDays(now.toISOString().slice(0, 10), -10) : (dueDate ?? '');
      return { itemId: id, bookId, dueDate: due, startedAt: new Date(`${addDays(due, -loanDays)}T02:00:00Z`) };
    });
    next += loans.length;
    const cycle = `${stems[index % 10]}${branches[index % 12]}${index >= 60 ? '二' : ''}`;
    return {
      id: `R${String(number).padStart(6, '0')}`,
      card: sampleCard(number),
      name: `【样例】读者${cycle}`,
      type: number % 9 === 0 ? ('CHILD' as const) : ('ADULT' as const),
      band: bands[index % bands.length] ?? 'GOOD',
      bandAsOf: now,
      bandSource: '【样例】',
      suspended: number === 81,
      guardian: number % 9 === 0 ? '【样例】监护人' : null,
      consentAt: number % 9 === 0 ? now : null,
      loanQuota: 8,
      sample: true,
      loans,
    };
  });
}
