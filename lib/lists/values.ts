// What stands in the cells of lists: prices, days, counts, years, in the forms in which people and spreadsheets write them. A value that
// is none of these is refused with what would be right; nothing is guessed.
import { addDays, isDay } from '../shanghai.ts';
import { RowError } from './rows.ts';

const mostFen = 100_000_00;

/**
 * A price in yuan as fen, exactly: `¥45.50`, `45.5元`, `CNY45.50`, `1,280.00` are 4550, 4550, 4550, 128000.
 * @throws RowError for a currency that is not the yuan, parts of a fen, nothing and more than 100,000 yuan
 */
export function fenOf(column: string, text: string): number {
  const written = text.normalize('NFKC').replace(/\s+/g, '');
  const amount =
    /^(?:CNY|RMB|人民币|[¥￥])*(?<yuan>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?<part>\d+))?(?:元(?:\/?[册本套])?|CNY|RMB)?$/iu.exec(
      written,
    );
  const { yuan, part = '' } = amount?.groups ?? {};
  if (yuan === undefined || /[1-9]/.test(part.slice(2))) {
    throw new RowError(
      column,
      text,
      '应为人民币元，至多两位小数，如 45.50、¥45.50、45.5元',
      'it is a price in yuan with at most two decimals: 45.50, ¥45.50, CNY45.50',
    );
  }
  const fen = Number(yuan.replaceAll(',', '')) * 100 + Number(part.slice(0, 2).padEnd(2, '0'));
  if (fen < 1 || fen > mostFen) {
    throw new RowError(column, text, '应为 0.01 至 100000 元', 'a price is from 0.01 to 100,000 yuan');
  }
  return fen;
}

/** Excel counts days from here; its day 60, 29 February 1900, never was. */
const excelEpoch = '1899-12-30';
/** Days that spreadsheets mean by a number: 1954 to 2119. */
const serials = [20_000, 80_000] as const;

/**
 * A day as `2026-11-22`: from `2026-11-22`, `2026/11/22`, `2026.1.2`, `20261122`, `2026年11月22日`, with a time behind it or not, or
 * from the number that a spreadsheet keeps.
 * @throws RowError for a day that does not exist, or is written in an order that could mean two
 */
export function dayOfCell(column: string, text: string): string {
  const written = text.normalize('NFKC').trim();
  const parts =
    /^(?<year>\d{4})(?:[-/.年]\s*(?<month>\d{1,2})[-/.月]\s*(?<day>\d{1,2})日?)(?:[T\s]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/.exec(
      written,
    ) ?? /^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})$/.exec(written);
  const { year = '', month = '', day = '' } = parts?.groups ?? {};
  const days = /^\d{5}(?:\.\d+)?$/.test(written) ? Math.floor(Number(written)) : 0;
  const found =
    days >= serials[0] && days <= serials[1]
      ? addDays(excelEpoch, days)
      : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  if (!isDay(found)) {
    throw new RowError(
      column,
      text,
      '应为日期，如 2026-11-22、2026/11/22、20261122',
      'it is a day that exists, year first: 2026-11-22, 2026/11/22, 20261122',
    );
  }
  return found;
}

/**
 * A whole number, `12`, `12册`, `12.0`.
 * @throws RowError for anything else, and for more than `limit`
 */
export function countOf(column: string, text: string, limit: number): number {
  const match = /^(?<digits>\d{1,9})(?:\.0+)?(?:册|本|套|种)?$/u.exec(text.normalize('NFKC').replace(/[\s,]+/g, ''));
  const count = Number(match?.groups?.['digits'] ?? Number.NaN);
  if (!(count <= limit)) {
    throw new RowError(column, text, `应为 0 至 ${limit} 的整数`, `it is a whole number from 0 to ${limit}`);
  }
  return count;
}

/**
 * A year of publication, from `2008`, `2008年`, `2008.1`, `2008-01`, `[2008]`, `2008-01-05`.
 * @throws RowError for a text that names none
 */
export function yearOfCell(column: string, text: string): number {
  const match = /^[[(c©]*(?<year>(?:1[5-9]|20)\d{2})(?:$|\D|\d{2}$|\d{4}$)/u.exec(text.normalize('NFKC').trim());
  const year = match?.groups?.['year'];
  if (year === undefined) {
    throw new RowError(column, text, '应为出版年，如 2008', 'it is a year of publication, 2008');
  }
  return Number(year);
}
