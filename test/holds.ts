// Holds for tests: a book with copies of its own, and what readers and desks do, asked of lending directly.
import { expect } from 'vitest';
import { callNumberSortKey } from '../lib/callNumbers.ts';
import type { Identity } from '../lib/identity.ts';
import { itemTasks } from '../lib/items/resolvers.ts';
import { ask, codes, rows } from './ask.ts';
import { admin, reader, type TestNetwork } from './network.ts';
import { address } from './orders.ts';

export interface Copy {
  id: string;
  barcode: string;
}

export interface Shelved {
  bookId: string;
  items: Copy[];
}

export type Desk = ReturnType<typeof deskOf>;

const holdFields = `id state position estimatedFrom suspendedUntil shelfUntil maskedReader pickup { id } item { id } loan { id }`;

// What a test reads of an answer of any shape.
// oxlint-disable-next-line typescript/no-explicit-any
type Data = any;

/** A desk that belongs to every library, and readers who ask for holds. */
export function deskOf({ subgraphs }: Pick<TestNetwork, 'subgraphs'>) {
  const { lending, central, districts } = subgraphs;
  let keys = 0;
  const dataOf = async (person: Identity, query: string, variables: Record<string, unknown> = {}): Promise<Data> => {
    const answer = await ask(lending, person, query, variables);
    expect(codes(answer), JSON.stringify(answer.errors)).toEqual([]);
    return answer.data;
  };

  /** A book that only this test knows, with copies of 江宁 at a branch; the last one at another, if that is said. */
  const newBook = async ({
    copies,
    branch,
    last,
  }: {
    copies: number;
    branch: string;
    last?: string;
  }): Promise<Shelved> => {
    const number = ++keys;
    const bookId = `BH${String(number).padStart(6, '0')}`;
    await rows(
      central,
      `insert into book select (jsonb_populate_record(book, jsonb_build_object('id', ?::text, 'isbn', null))).*
       from book where id = 'B000002'`,
      [bookId],
    );
    const items = Array.from({ length: copies }, (_, index) => ({
      id: `NJ-JN:H${number}-${index}`,
      barcode: `H${number}-${index}`,
      branch: last && index === copies - 1 ? last : branch,
    }));
    for (const [index, { id, barcode, branch: stands }] of items.entries()) {
      const callNumber = `I247.5/${number}:${index + 1}`;
      await rows(
        districts,
        `insert into item (id, library_id, barcode, book_id, call_number, call_number_sort, branch_id, location, status,
           catalogued, slot_released, sample)
         values (?, 'NJ-JN', ?, ?, ?, ?, ?, '【样例】', 'AVAILABLE', true, false, true)`,
        [id, barcode, bookId, callNumber, callNumberSortKey(callNumber), stands],
      );
    }
    return { bookId, items };
  };

  const placeAs = (person: Identity, input: Record<string, unknown>) =>
    ask(
      lending,
      person,
      `mutation ($input: PlaceHoldInput!) { placeHold(input: $input) {
         __typename ... on HoldPlaced { hold { ${holdFields} } } ... on HoldRefused { failures { code } }
       } }`,
      { input: { idempotencyKey: `hold-${++keys}`, ...input } },
    );
  const place = async (card: string, bookId: string, branch: string): Promise<Data> => {
    const answer = await placeAs(reader(card), { bookId, pickup: { branch } });
    expect(codes(answer), JSON.stringify(answer.errors)).toEqual([]);
    expect(answer.data.placeHold.__typename, JSON.stringify(answer.data)).toBe('HoldPlaced');
    return answer.data.placeHold.hold;
  };
  const hold = async (id: string): Promise<Data> =>
    (await dataOf(admin, `query ($id: ID!) { hold(id: $id) { ${holdFields} } }`, { id })).hold;

  type Change = 'cancelHold' | 'suspendHold' | 'resumeHold';
  const tryTo = (mutation: Change, id: string, until?: string, person: Identity = admin) =>
    ask(
      lending,
      person,
      `mutation ($id: ID!) { hold: ${mutation}(id: $id ${until ? `until: "${until}"` : ''}) { ${holdFields} } }`,
      { id },
    );
  const change = async (mutation: Change, id: string, until?: string): Promise<Data> => {
    const answer = await tryTo(mutation, id, until);
    expect(codes(answer), JSON.stringify(answer.errors)).toEqual([]);
    return answer.data.hold;
  };

  const tryPickUpAt = (id: string, branch: string, person: Identity = admin) =>
    ask(
      lending,
      person,
      `mutation ($id: ID!, $branch: ID!) { hold: changeHoldPickup(id: $id, pickup: { branch: $branch }) { ${holdFields} } }`,
      { id, branch },
    );
  const pickUpAt = async (id: string, branch: string): Promise<Data> => {
    const answer = await tryPickUpAt(id, branch);
    expect(codes(answer), JSON.stringify(answer.errors)).toEqual([]);
    return answer.data.hold;
  };

  const tryCheckOut = (copy: Copy, card: string, branch = 'JN-MAIN') =>
    ask(
      lending,
      admin,
      `mutation ($input: CheckOutInput!) { checkOut(input: $input) {
         __typename ... on CheckedOut { loan { id status } } ... on LoanRefused { failures { code } }
       } }`,
      { input: { idempotencyKey: `out-${++keys}`, card, barcode: copy.barcode, library: libraryOf(copy), branch } },
    );
  const checkOut = async (copy: Copy, card: string, branch?: string): Promise<Data> => {
    const answer = await tryCheckOut(copy, card, branch);
    expect(answer.data?.checkOut?.__typename, JSON.stringify(answer)).toBe('CheckedOut');
    return answer.data.checkOut;
  };
  const tryRenew = (loan: string, card: string) =>
    ask(
      lending,
      reader(card),
      `mutation ($input: RenewLoanInput!) { renewLoan(input: $input) {
         __typename ... on LoanRenewed { dueDate } ... on LoanRefused { failures { code } }
       } }`,
      { input: { idempotencyKey: `renew-${++keys}`, loan } },
    );
  const scan = async (copy: Copy, branch: string): Promise<Data> =>
    (
      await dataOf(
        admin,
        `mutation ($input: ReturnItemInput!) { returnItem(input: $input) {
           next message destination { id } loan { id status } hold { ${holdFields} }
         } }`,
        { input: { idempotencyKey: `scan-${++keys}`, barcode: copy.barcode, library: libraryOf(copy), branch } },
      )
    ).returnItem;

  /** A book whose one copy has come back to where the first of its waiting readers fetches it. */
  const readyFor = async (nextCard: () => string, pickups: string[]) => {
    const { bookId, items } = await newBook({ copies: 1, branch: 'JN-MAIN' });
    const copy = items[0]!;
    await checkOut(copy, nextCard());
    const holds: Data[] = [];
    for (const pickup of pickups) {
      holds.push(await place(nextCard(), bookId, pickup));
    }
    await scan(copy, pickups[0]!);
    return { bookId, copy, holds };
  };
  /** Who has placed a hold. */
  const cardOf = async (id: string): Promise<string> => {
    const [row] = await rows<{ card: string }>(
      lending,
      'select card from reader join hold on hold.reader_id = reader.id where hold.id = ?',
      [id],
    );
    return row!.card;
  };

  return {
    readyFor,
    cardOf,
    /** Readers with the cards `H1` and so on, without loans. */
    addReaders: (count: number) =>
      rows(
        lending,
        `insert into reader (id, card, name, type, band, band_as_of, band_source, suspended, loan_quota, open_loans, sample)
         select 'H' || n, 'H' || n, '【样例】读者甲', 'ADULT', 'GOOD', now(), '【样例】', false, 8, 0, true
         from generate_series(1, ?::int) as n`,
        [count],
      ),
    newBook,
    placeAs,
    place,
    hold,
    tryTo,
    change,
    tryPickUpAt,
    pickUpAt,
    cancelLoan: (loan: string, card: string) =>
      dataOf(reader(card), 'mutation ($loan: ID!) { cancelLoan(loan: $loan) { status } }', { loan }),
    /** What a branch is to pack. */
    parcelsAt: async (person: Identity, branch: string): Promise<Data[]> =>
      (
        await dataOf(
          person,
          'query ($branch: ID!) { parcels(branch: $branch, first: 100) { nodes { id loans { id } } } }',
          { branch },
        )
      ).parcels.nodes,
    tryCheckOut,
    checkOut,
    scan,
    /** The loan of the copy that is kept for a hold. */
    checkOutHold: async (id: string, copy: Copy): Promise<Data> => (await checkOut(copy, await cardOf(id))).loan,
    refusalOf: async (copy: Copy, card: string, branch?: string): Promise<string[]> =>
      (await tryCheckOut(copy, card, branch)).data.checkOut.failures.map(({ code }: { code: string }) => code),
    holdsOf: async (card: string, state: string): Promise<Data[]> =>
      rows(
        lending,
        'select hold.id from hold join reader on reader.id = hold.reader_id where card = ? and state = ? order by number',
        [card, state],
      ),
    waiting: async (bookId: string): Promise<number> =>
      (
        await rows<{ count: number }>(
          lending,
          "select count(*)::int as count from hold where book_id = ? and state in ('WAITING', 'SUSPENDED')",
          [bookId],
        )
      )[0]!.count,
    statusOf: async (id: string) =>
      (
        await rows(
          id.startsWith('NJ-JL') ? central : districts,
          'select status, claim_id, kept_at from item where id = ?',
          [id],
        )
      )[0],
    setStatus: ({ id }: Copy, status: string) =>
      rows(districts, 'update item set status = ?, due_date = null, claim_id = null where id = ?', [status, id]),
    tryRenew,
    renew: async (loan: string, card: string): Promise<Data> => {
      const answer = await tryRenew(loan, card);
      expect(codes(answer), JSON.stringify(answer.errors)).toEqual([]);
      return answer.data.renewLoan;
    },
    requestOnline: async (card: string, bookId: string): Promise<Data> =>
      (
        await dataOf(
          reader(card),
          `mutation ($input: RequestLoanInput!) { requestLoan(input: $input) {
             __typename ... on LoanRequested { loan { id } } ... on LoanRefused { failures { code } }
           } }`,
          { input: { idempotencyKey: `online-${++keys}`, bookId, deliveryAddress: address } },
        )
      ).requestLoan,
    reportLost: (copy: Copy) =>
      dataOf(admin, 'mutation ($input: ItemLossInput!) { reportItemLost(input: $input) { kind } }', {
        input: {
          idempotencyKey: `lost-${++keys}`,
          barcode: copy.barcode,
          library: libraryOf(copy),
          reason: '盘点时未找到',
        },
      }),
    catalogue: (copy: Copy, branch: string) =>
      dataOf(admin, 'mutation ($input: CatalogueItemInput!) { catalogueItem(input: $input) { next } }', {
        input: { barcode: copy.barcode, library: libraryOf(copy), callNumber: 'I247.5/9', branch },
      }),
    shelve: (copy: Copy, branch: string) =>
      ask(lending, admin, 'mutation ($input: ShelveItemInput!) { shelveItem(input: $input) { id } }', {
        input: { barcode: copy.barcode, library: libraryOf(copy), branch },
      }),
    close: (from: string, to: string) =>
      dataOf(admin, 'mutation ($input: AddClosingInput!) { addClosing(input: $input) { id } }', {
        input: { idempotencyKey: `closing-${++keys}`, library: 'NJ-JN', from, to, reason: '闭馆' },
      }),
    giveBackOverdueOf: async (card: string): Promise<void> => {
      const lent = await rows<{ item_id: string }>(
        lending,
        "select item_id from loan join reader on reader.id = loan.reader_id where card = ? and loan.status = 'ACTIVE'",
        [card],
      );
      for (const { item_id: id } of lent) {
        await scan({ id, barcode: id.slice(id.indexOf(':') + 1) }, 'JN-MAIN');
      }
    },
    /** A job of the owners of copies, as it would run by itself. */
    runOwnerJob: async (task: string): Promise<void> => {
      for (const owner of [central, districts]) {
        const call = { identity: { role: 'service', subgraph: owner.name }, requestId: 'test' } as const;
        await itemTasks[task as keyof typeof itemTasks](owner.contextOf(call) as never, {});
      }
    },
    worklist: async (person: Identity, branch: string, list: string): Promise<Data[]> =>
      (
        await dataOf(
          person,
          `query ($branch: ID!) { worklist(branch: $branch) { list: ${list}(first: 100) {
             nodes { takeDown maskedReader dueDate item { id } hold { id state } loan { id } }
           } } }`,
          { branch },
        )
      ).worklist.list.nodes,
  };
}

function libraryOf({ id }: Copy): string {
  return id.slice(0, id.indexOf(':'));
}
