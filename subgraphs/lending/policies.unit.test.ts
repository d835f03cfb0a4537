// Which policy decides, and on which day a loan is due.
import { describe, expect, test } from 'vitest';
import { isClosed, openDayFrom } from './calendars.ts';
import { decidingPolicy, type LoanPolicy } from './policies.ts';

type Candidate = Pick<LoanPolicy, 'library' | 'readerType' | 'format' | 'validFrom' | 'version'>;

const any: Candidate = { library: null, readerType: null, format: null, validFrom: '2026-01-01', version: 1 };
const scope = { library: 'NJ-JN', readerType: 'CHILD', format: 'PERIODICAL', day: '2026-06-01' } as const;

describe('the policy that decides', () => {
  const ofLibrary: Candidate = { ...any, library: 'NJ-JN' };
  const ofReader: Candidate = { ...any, readerType: 'CHILD' };
  const ofFormat: Candidate = { ...any, format: 'PERIODICAL' };
  test.each<[string, Candidate[], Candidate]>([
    ['nobody but the network', [any], any],
    ['the format before none', [any, ofFormat], ofFormat],
    ['the reader before the format', [ofFormat, ofReader, any], ofReader],
    ['the library before reader and format together', [{ ...ofReader, format: 'PERIODICAL' }, ofLibrary], ofLibrary],
    [
      'two before one of them',
      [ofLibrary, { ...ofLibrary, format: 'PERIODICAL' }],
      { ...ofLibrary, format: 'PERIODICAL' },
    ],
    ['not one of another library', [any, { ...any, library: 'NJ-GC' }], any],
    ['not one for adults', [any, { ...any, readerType: 'ADULT' }], any],
    ['the one that began last', [any, { ...any, validFrom: '2026-05-31' }], { ...any, validFrom: '2026-05-31' }],
    ['the one of this very day', [any, { ...any, validFrom: '2026-06-01' }], { ...any, validFrom: '2026-06-01' }],
    ['not one of tomorrow', [any, { ...any, validFrom: '2026-06-02' }], any],
    [
      'of one day the one that was made last',
      [
        { ...any, version: 3 },
        { ...any, version: 2 },
      ],
      { ...any, version: 3 },
    ],
  ])('%s', (_title, policies, expected) => {
    expect(decidingPolicy(policies, scope)).toEqual(expected);
    expect(decidingPolicy(policies.toReversed(), scope)).toEqual(expected);
  });

  test('with a format that is not known, none that asks for one', () => {
    expect(decidingPolicy([any, ofFormat], { ...scope, format: null })).toEqual(any);
  });

  test('is none where none is in force', () => {
    expect(decidingPolicy([any], { ...scope, day: '2025-12-31' })).toBeUndefined();
  });
});

describe('a closed day', () => {
  const mondays = { weekday: 1, fromDay: '2026-06-01', toDay: null };
  const holiday = { weekday: null, fromDay: '2026-10-01', toDay: '2026-10-07' };
  test.each([
    ['2026-05-25', [mondays], false],
    ['2026-06-01', [mondays], true],
    ['2026-06-02', [mondays], false],
    ['2026-06-07', [{ ...mondays, weekday: 7 }], true],
    ['2026-09-30', [holiday], false],
    ['2026-10-01', [holiday], true],
    ['2026-10-07', [holiday], true],
    ['2026-10-08', [holiday], false],
    ['2027-01-04', [{ ...mondays, toDay: '2027-01-03' }], false],
  ])('%s with %j: %s', (day, closings, closed) => {
    expect(isClosed(closings, day)).toBe(closed);
  });

  test('moves what is due on it to the next open day, over the year too', () => {
    expect(openDayFrom([mondays, holiday], '2026-10-03')).toBe('2026-10-08');
    // The 5th is a Monday after the holiday.
    expect(openDayFrom([{ ...holiday, toDay: '2026-10-04' }, mondays], '2026-10-02')).toBe('2026-10-06');
    expect(openDayFrom([{ weekday: null, fromDay: '2026-12-31', toDay: '2027-01-01' }], '2026-12-31')).toBe(
      '2027-01-02',
    );
    expect(openDayFrom([], '2026-12-31')).toBe('2026-12-31');
  });

  test('that never ends moves nothing', () => {
    const always = { weekday: null, fromDay: '2026-01-01', toDay: '2030-01-01' };
    expect(openDayFrom([always], '2026-06-01')).toBe('2026-06-01');
  });
});
