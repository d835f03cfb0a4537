// What the loans of a bench are about: readers without loans, and copies on their shelves.
import { callNumberSortKey } from '../../lib/callNumbers.ts';
import type { CityUrls } from '../contest.ts';
import { execute } from '../orders/city.ts';
import { barcodeOf, bookOf, cardOf, copies, placeOf, readers } from './plan.ts';

const callNumber = 'I267/1';

/** Adds all of it to a seeded city, or less of it. */
export async function prepareLending(urls: CityUrls, most = { copies, readers }): Promise<void> {
  const numbers = Array.from({ length: most.copies }, (_, number) => number);
  await execute(
    urls.central,
    `insert into book (id, title, year, class_number, sample)
     select id, '【样例】' || id, 2020, 'I267', true from unnest($1::text[]) as id`,
    [[...new Set(numbers.map(bookOf))]],
  );
  for (const [url, library] of [
    [urls.central, 'NJ-JL'],
    [urls.districts, 'NJ-JN'],
  ] as const) {
    const own = numbers.filter((number) => placeOf(number).library === library);
    await execute(
      url,
      `insert into item (id, library_id, barcode, book_id, call_number, call_number_sort, branch_id, location, status,
         catalogued, slot_released, sample)
       select $1 || ':' || barcode, $1, barcode, book_id, $4, $5, $6, '【样例】', 'AVAILABLE', true, false, true
       from unnest($2::text[], $3::text[]) as own (barcode, book_id)`,
      [
        library,
        own.map(barcodeOf),
        own.map(bookOf),
        callNumber,
        callNumberSortKey(callNumber),
        placeOf(own[0] ?? 0).branch,
      ],
    );
  }
  await execute(
    urls.lending,
    `insert into reader (id, card, name, type, band, band_as_of, band_source, loan_quota, sample)
     select 'R-' || card, card, '【样例】读者甲', 'ADULT', 'GOOD', now(), '【样例】', 8, true from unnest($1::text[]) as card`,
    [Array.from({ length: most.readers }, (_, number) => cardOf(number))],
  );
  for (const url of new Set(Object.values(urls))) await execute(url, 'vacuum analyze', []);
}
