// A city for a month: readers, titles and copies in several libraries, lending terms, closed days and a courier.
import { randomSequence } from '../../scripts/seed/random.ts';
import { ask, codes, rows } from '../ask.ts';
import { admin, type TestNetwork } from '../network.ts';

export interface MonthCopy {
  id: string;
  barcode: string;
  library: string;
  branch: string;
  bookId: string;
}

export interface MonthWorld {
  cards: readonly string[];
  bookIds: readonly string[];
  copies: ReadonlyMap<string, MonthCopy>;
  /** Of every library that has copies. */
  branches: readonly string[];
  courier: { id: string; secret: string };
}

const libraries = [
  { library: 'NJ-JL', owner: 'central' },
  { library: 'NJ-JN', owner: 'districts' },
  { library: 'NJ-GC', owner: 'districts' },
  { library: 'NJ-QX', owner: 'districts' },
] as const;

export interface WorldSize {
  readers: number;
  titles: number;
  /** Of each title. */
  copies: number;
  seed: number;
  firstDay: string;
}

/** Writes the city's rows, and adds terms and closed days as their librarians do. */
export async function makeMonth(network: TestNetwork, size: WorldSize): Promise<MonthWorld> {
  const { central, lending } = network.subgraphs;
  const random = randomSequence(size.seed);
  const branchOf = new Map(
    (
      await rows<{ library: string; branch: string }>(
        central,
        'select library_id as library, min(id) as branch from branch group by 1',
      )
    ).map(({ library, branch }) => [library, branch]),
  );
  const places = libraries.map((place) => ({ ...place, branch: branchOf.get(place.library) ?? '' }));
  const bookIds = Array.from({ length: size.titles }, (_, index) => `M${String(index + 1).padStart(5, '0')}`);
  await rows(
    central,
    `insert into book (id, title, year, class_number, volumes, sample)
     select 'M' || lpad(n::text, 5, '0'), '【样例】' || n, 2020, 'I247.5', 1, true from generate_series(1, ?::int) as n`,
    [size.titles],
  );
  await rows(
    central,
    `insert into known_holdings (book_id, library_id, total, available, held, as_of)
     select book.id, library.id, 0, 0, 0, now() from book, library where book.id ~ '^M[0-9]{5}$'`,
  );
  const copies = new Map<string, MonthCopy>();
  for (const [index, bookId] of bookIds.entries()) {
    for (let number = 0; number < size.copies; number++) {
      const place = places[Math.floor(random() * places.length)]!;
      const barcode = `M${index + 1}-${number}`;
      const id = `${place.library}:${barcode}`;
      copies.set(id, { id, barcode, library: place.library, branch: place.branch, bookId });
    }
  }
  for (const { owner } of new Set(places)) {
    const own = [...copies.values()].filter(
      ({ library }) => places.find((place) => place.library === library)?.owner === owner,
    );
    await rows(
      network.subgraphs[owner],
      `insert into item (id, library_id, barcode, book_id, call_number, call_number_sort, branch_id, location, status,
         catalogued, slot_released, sample)
       select copy->>'id', copy->>'library', copy->>'barcode', copy->>'bookId', 'I247.5/' || (copy->>'barcode'),
         'I247.5/' || (copy->>'barcode'), copy->>'branch', '【样例】', 'AVAILABLE', true, false, true
       from jsonb_array_elements(?::jsonb) as copy on conflict do nothing`,
      [JSON.stringify(own)],
    );
  }
  await rows(
    lending,
    `insert into reader (id, card, name, type, band, band_as_of, band_source, suspended, loan_quota, open_loans, sample)
     select 'M' || n, 'M' || n, '【样例】读者', 'ADULT', 'GOOD', now(), '【样例】', false, 8, 0, true
     from generate_series(1, ?::int) as n`,
    [size.readers],
  );
  const done = async (query: string, input: Record<string, unknown> = {}) => {
    const answer = await ask(lending, admin, query, { input });
    if (codes(answer).length > 0) throw new Error(JSON.stringify(answer.errors));
    return Object.values(answer.data)[0] as { secret: string };
  };
  const policy = 'mutation ($input: AddLoanPolicyInput!) { addLoanPolicy(input: $input) { id } }';
  const terms = { validFrom: size.firstDay, loanDays: 10, renewals: 1, renewalDays: 5 };
  await done(policy, { idempotencyKey: 'month', ...terms });
  await done(policy, { idempotencyKey: 'month', library: 'NJ-JN', ...terms, loanDays: 14, start: 'ACCEPTANCE' });
  await done('mutation ($input: AddClosingInput!) { addClosing(input: $input) { id } }', {
    idempotencyKey: 'month',
    library: 'NJ-GC',
    weekday: 1,
    from: size.firstDay,
    reason: '周一闭馆',
  });
  const { secret } = await done('mutation { registerCourier(id: "MONTH", name: "【样例】快递") { secret } }');
  return {
    cards: Array.from({ length: size.readers }, (_, index) => `M${index + 1}`),
    bookIds,
    copies,
    branches: places.map(({ branch }) => branch),
    courier: { id: 'MONTH', secret },
  };
}
