// Days in the calendar of Asia/Shanghai, as `2026-11-22`. China has had one offset and no summer time since 1992.

/** Made when it is needed: it takes 8 MB, and who reads files asks for no day of a moment. */
let shanghai: Intl.DateTimeFormat | null = null;

/** The day in Asia/Shanghai at a moment: `2026-11-22T17:00:00Z` is `2026-11-23`. */
export function dayOf(moment: Date): string {
  shanghai ??= new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai', dateStyle: 'short' });
  return shanghai.format(moment).padStart(10, '0');
}

/** The calendar year in Asia/Shanghai at a moment. */
export function yearOf(moment: Date): number {
  return Number(dayOf(moment).slice(0, 4));
}

const [firstDay, lastDay] = ['0001-01-01', '9999-12-31'].map((day) => Date.parse(`${day}T00:00:00Z`)) as [
  number,
  number,
];

/** The day a number of days after (or, negative, before) another; the first or the last that can be written, where it is beyond. */
export function addDays(day: string, days: number): string {
  const moment = Date.parse(`${day}T00:00:00Z`) + days * 86_400_000;
  return new Date(Number.isNaN(moment) ? moment : Math.min(Math.max(moment, firstDay), lastDay))
    .toISOString()
    .slice(0, 10);
}

/** True for a day that exists, written `YYYY-MM-DD`. There was no year 0. */
export function isDay(text: string): boolean {
  return (
    /^(?!0000)\d{4}-\d{2}-\d{2}$/.test(text) &&
    !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) &&
    addDays(text, 0) === text
  );
}
