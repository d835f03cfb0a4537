// District libraries whose own systems answer for their copies: what the rest of the network decides by what they say.
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { reportHoldings, sayStillTrue } from '../../lib/items/publication.ts';
import { showcaseId } from '../../scripts/seed/city.ts';
import { rows, service, until } from '../../test/ask.ts';
import { book, copy, openSources, type Sources } from '../../test/district-sources.ts';
import { type DistrictSystem, manners } from '../../test/district-system.ts';
import { admin, type TestNetwork } from '../../test/network.ts';

let network: TestNetwork;
let system: DistrictSystem;
let sources: Sources;
beforeAll(async () => {
  sources = await openSources();
  ({ network, system } = sources);
});
beforeEach(() => sources.reset());
afterAll(() => sources[Symbol.asyncDispose]());

describe('what others decide by', () => {
  const notHeld = showcaseId('notHeld');
  const counts = async () => {
    const { data } = await sources.ask(
      'query ($id: ID!) { heldCounts(bookId: $id) { library held available reason } heldCountsOf(bookIds: [$id]) { bookId library held available reason } }',
      { id: notHeld },
    );
    expect(data.heldCountsOf).toEqual(data.heldCounts.map((count: object) => ({ bookId: notHeld, ...count })));
    return data.heldCounts;
  };
  let isbn = '';
  beforeAll(async () => {
    const [row] = await rows<{ isbn: string }>(network.subgraphs.central, 'select isbn from book where id = ?', [
      notHeld,
    ]);
    isbn = row?.isbn ?? '';
  });
  beforeEach(async () => {
    await sources.connect();
    system.copies.set(isbn, [copy('71'), copy('72', { status: '借出' }), copy('73', { status: '丢失' })]);
  });
  const judged = async () => {
    const { data, errors } = await network.query(
      `query ($input: PurchaseEligibilityInput!) { purchaseEligibility(input: $input) {
        ... on PurchaseEligibility { eligible flags failures { code actual } } } }`,
      { input: { store: 'QINGCHUN', card: null, bookId: notHeld, listPrice: { fen: 58_00 } } },
      admin,
    );
    expect(errors).toBeUndefined();
    return data.purchaseEligibility;
  };

  test('counts its copies for the caps, and tells the catalogue', async () => {
    expect(await counts()).toEqual([{ library: 'NJ-JN', held: 2, available: 1, reason: null }]);
    const known = () =>
      rows(
        network.subgraphs.central,
        `select total, available, held from known_holdings where book_id = ? and library_id = 'NJ-JN'`,
        [notHeld],
      );
    await until('the catalogue knows', async () =>
      isDeepStrictEqual(await known(), [{ total: 2, available: 1, held: 2 }]),
    );
  });

  test('a silent library is not one that has none: its last count stands in for a day, and then nobody knows', async () => {
    await counts();
    await sources.connect({ timeLimitMs: 100 });
    system.manner = manners.silent;
    expect(await counts()).toEqual([{ library: 'NJ-JN', held: null, available: null, reason: 'TIMED_OUT' }]);
    expect((await judged()).flags ?? []).not.toContain('HOLDINGS_UNKNOWN');
    const age = (hours: number) =>
      rows(
        network.subgraphs.central,
        `with known as (update known_holdings set as_of = now() - make_interval(hours => ?), held = 40 where library_id = 'NJ-JN' and book_id = ?)
         update library_report set as_of = now() - make_interval(hours => ?) where library_id = 'NJ-JN'`,
        [hours, notHeld, hours],
      );
    await age(1);
    expect(await judged()).toMatchObject({ eligible: false, failures: [{ code: 'CITY_COPY_CAP', actual: 41 }] });
    await age(25);
    expect(JSON.stringify(await judged())).toContain('HOLDINGS_UNKNOWN');
    await rows(network.subgraphs.central, `delete from known_holdings where library_id = 'NJ-JN' and book_id = ?`, [
      notHeld,
    ]);
  });

  test('what its system said is not said again by the rows here, neither now nor when they answer again', async () => {
    const { districts: owner, central } = network.subgraphs;
    const known = () =>
      rows(central, `select total from known_holdings where book_id = ? and library_id = 'NJ-JN'`, [notHeld]);
    const spoken = async () =>
      (await rows<{ library_id: string }>(central, 'select library_id from library_report where as_of > now()')).map(
        ({ library_id }) => library_id,
      );
    const ctx = () => {
      const base = owner.contextOf({ identity: service, requestId: 'test' });
      return Object.assign(base, { now: new Date(Date.now() + 60_000) }) as never;
    };
    system.copies.set(isbn, [copy('71'), copy('74'), copy('75')]);
    const reportNow = async () => {
      await rows(owner, `insert into holdings_change (library_id, book_id) values ('NJ-JN', ?)`, [notHeld]);
      await reportHoldings(ctx());
    };
    await counts();
    await until('the catalogue knows', async () => isDeepStrictEqual(await known(), [{ total: 3 }]));
    await reportNow();
    expect(await known()).toEqual([{ total: 3 }]);
    await sayStillTrue(ctx());
    expect(await spoken()).toContain('NJ-GC');
    await sources.set({ kind: 'DATABASE' });
    await sayStillTrue(ctx());
    expect(await spoken()).not.toContain('NJ-JN');
    await reportNow();
    expect(await known()).toEqual([{ total: 0 }]);
  });

  test('a copy that this network bought is its own to lend, and counts once whoever tells of it', async () => {
    await sources.connect();
    const insert = `insert into item (id, library_id, barcode, book_id, call_number, call_number_sort, branch_id, location, status, purchase_order_id, volume)
      values ('NJ-JN:71', 'NJ-JN', '71', ?, 'I2/1', 'I2/1', 'JN-P11', '', 'AVAILABLE', 'order-71', 1)`;
    await rows(network.subgraphs.districts, insert, [notHeld]);
    expect(await counts()).toEqual([{ library: 'NJ-JN', held: 1, available: 1, reason: null }]);
    expect((await sources.nowOf([`NJ-JN|${notHeld}`]))[0]).toMatchObject({ state: 'LIVE', total: 2, available: 1 });
    const { data } = await sources.ask('query ($id: ID!) { availableItems(bookId: $id) { itemId } }', { id: notHeld });
    expect(data.availableItems).toEqual([{ itemId: 'NJ-JN:71' }]);
  });

  test('a copy whose library lends it itself is not paged here', async () => {
    await sources.keep('old');
    const page = async (itemId: string, loanId: string, forQueue = false) =>
      (
        await sources.ask(
          'mutation ($i: ID!, $l: ID!, $q: Boolean!) { pageItem(itemId: $i, loanId: $l, forQueue: $q) }',
          {
            i: itemId,
            l: loanId,
            q: forQueue,
          },
        )
      ).data.pageItem;
    expect(await page('NJ-JN:old', 'loan-1')).toBe(false);
    expect(await page('NJ-JN:old', 'loan-2', true)).toBe(false);
    expect(await page('NJ-JN:9', 'loan-3')).toBe(false);
    expect(await page('NJ-JN:71', 'loan-4')).toBe(true);
    await sources.set({ kind: 'DATABASE' });
    expect(await page('NJ-JN:old', 'loan-5')).toBe(true);
    await sources.ask('mutation { unpageItem(loanId: "loan-5") }');
  });

  test('the ways to a book name the branch where it stands, and do not send or keep what is not ours', async () => {
    system.copies.set(sources.isbn, [copy('81', { branch: 'JN-P11' }), copy('82')]);
    const { data } = await sources.ask(
      'query ($id: ID!) { branchCopiesOfBooks(bookIds: [$id]) { library branch available circulating dueDates elsewhere reason } }',
      { id: book },
    );
    const told = data.branchCopiesOfBooks.filter(({ library }: { library: string }) => library === 'NJ-JN');
    expect(told).toEqual([
      { library: 'NJ-JN', branch: 'JN-P11', available: 1, circulating: 1, dueDates: [], elsewhere: true, reason: null },
    ]);
    const ways = async () => {
      const answer = await network.query(
        `query ($id: ID!) { book(id: $id) { fulfilmentOptions { options { kind state branch { id } copies } sources { kind state reason } } } }`,
        { id: book },
      );
      expect(answer.errors).toBeUndefined();
      return answer.data.book.fulfilmentOptions;
    };
    const { options, sources: asked } = await ways();
    expect(options).toContainEqual({ kind: 'ON_SHELF', state: 'POSSIBLE', branch: { id: 'JN-P11' }, copies: 1 });
    expect(asked).toContainEqual({ kind: 'DISTRICTS', state: 'LIVE', reason: null });
    await sources.connect({ timeLimitMs: 100 });
    system.manner = manners.silent;
    expect((await ways()).sources).toContainEqual({ kind: 'DISTRICTS', state: 'UNKNOWN', reason: 'TIMEOUT' });
  });
});
