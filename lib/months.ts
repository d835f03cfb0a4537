// Months in the calendar of Asia/Shanghai, as `2026-11`.
import { CallerError } from './errors.ts';
import { dayOf } from './shanghai.ts';

/** The month in Asia/Shanghai at a moment: `2026-11-30T16:00:00Z` is `2026-12`. */
export function monthOf(moment: Date): string {
  return dayOf(moment).slice(0, 7);
}

/** The month a number of months after (or, negative, before) another. */
export function addMonths(month: string, months: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const index = year * 12 + number - 1 + months;
  return `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}`;
}

/** True for a month that exists, written `YYYY-MM`. */
export function isMonth(text: string): boolean {
  return /^(?!0000)\d{4}-(0[1-9]|1[0-2])$/.test(text);
}

/** @throws CallerError BAD_USER_INPUT for a text that is not a month */
export function checkMonth(argument: string, text: string): string {
  if (!isMonth(text)) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `“${argument}”应为月份，如“2026-11”。"${argument}" is a month, written "2026-11"; "${text.slice(0, 20)}" is none.`,
      { argument },
    );
  }
  return text;
}
