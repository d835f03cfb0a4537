// What bookstores starts with: the partner stores, contracts, and sample offers.
import type { EntityManager } from '@mikro-orm/postgresql';
import { addDays, dayOf, yearOf } from '../../lib/shanghai.ts';
import { BarcodeRange } from '../../subgraphs/bookstores/barcodes.ts';
import { Contract, Offer, Store } from '../../subgraphs/bookstores/entities.ts';
import { type City, type CityBook, showcase, showcaseId } from './city.ts';
import { randomSequence } from './random.ts';
import { insert } from './rows.ts';
import { sources } from './sources.ts';

/** Who pays for what is bought in each store; the last one's fund is nearly empty, to see FUND_EMPTY. */
export const payers: Record<string, string> = { QINGCHUN: 'NJ-JL', WENDU: 'NJ-QH', XINCHENG: 'NJ-JY' };

export async function writeBookstores(em: EntityManager, city: City, now: Date): Promise<void> {
  const { bookstores } = sources.network;
  await insert(
    em,
    Store,
    bookstores.map(({ id, name, partner, since, source }) => ({
      id,
      name,
      partner,
      since,
      source: source.toUpperCase() as 'NEWSLETTER',
    })),
  );
  await insert(
    em,
    Contract,
    bookstores.map(({ id }) => ({
      id: `C-${id}`,
      storeId: id,
      payer: payers[id] ?? 'NJ-JL',
      rateBasisPoints: 8_500,
      validFrom: '2020-10-01',
      validTo: addDays(dayOf(now), 3_650),
      offlineCopiesPerDay: 20,
      offlinePriceCapFen: 60_00,
    })),
  );
  await insert(
    em,
    BarcodeRange,
    bookstores.map(({ id }) => ({
      id: `R-${id}`,
      storeId: id,
      library: payers[id] ?? 'NJ-JL',
      prefix: `${yearOf(now)}-`,
      digits: 5,
      firstNumber: 1,
      lastNumber: 500,
      idempotencyKey: 'first',
      contentHash: 'first',
      issuedAt: now,
    })),
  );
  await insert(
    em,
    Offer,
    offerRows(
      city.books,
      bookstores.map(({ id }) => id),
      now,
    ),
  );
}

/** The showcase in every store, and a random third of the recent sample titles in each. */
function offerRows(books: CityBook[], stores: string[], now: Date) {
  const random = randomSequence(20_201_001);
  const recent = books.filter((book) => book.sample && (book.year ?? 0) >= yearOf(now) - 5);
  const prices = new Map(showcase.map((title) => [showcaseId(title.key), title.listPriceFen as number]));
  return stores.flatMap((storeId) =>
    recent
      .filter(({ id }) => prices.has(id) || random() < 0.34)
      .map(({ id, isbn }) => {
        const stock = prices.has(id) ? 20 : Math.floor(random() * 7);
        const listPriceFen = prices.get(id) ?? 2_000 + Math.floor(random() * 100) * 100;
        return {
          id: `${storeId}:${id}`,
          storeId,
          bookId: id,
          isbn,
          listPriceFen,
          stock,
          received: stock,
          adjusted: 0,
          sold: 0,
          inFlight: 0,
          asOf: now,
          sample: true,
        };
      }),
  );
}
