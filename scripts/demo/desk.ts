// What a desk does all day: it lends the copy in hand, and scans every copy that comes back, is picked, or arrives.
import type { Person } from '../../gateway/auth/claims.ts';
import type { Copy } from './copies.ts';
import type { Play } from './stage.ts';

/** A step in words. */
export interface Told {
  title: string;
  chinese: string;
}

export interface Scanned {
  next: string;
  destination: { id: string } | null;
  loan: { status: string } | null;
  hold: { state: string; shelfUntil: string | null } | null;
}

const scanning = `mutation Scan($input: ReturnItemInput!) {
  returnItem(input: $input) {
    next message destination { id name } item { barcode status book { title } }
    hold { state maskedReader shelfUntil } loan { status }
  }
}`;

const lending = `mutation CheckOut($input: CheckOutInput!) {
  checkOut(input: $input) {
    __typename
    ... on CheckedOut { dueDate loan { id channel book { title } reader { name } } }
    ... on LoanRefused { failures { code message(lang: EN) } }
  }
}`;

export type Desk = ReturnType<typeof deskAt>;

/** The desk of a branch. Each scan has a number of its own. */
export function deskAt(play: Play, branch: string, person: Person) {
  let keys = 0;
  return {
    branch,
    person,
    /** Scans a copy; the desk is to be told `next`, with the branch where it goes, and `loan` is what became of its loan. */
    async scan(
      told: Told,
      { barcode, library }: Copy,
      expected: { next: string; destination?: string; hold?: string; loan?: string },
    ): Promise<Scanned> {
      const { returnItem } = await play<{ returnItem: Scanned }>({
        ...told,
        as: person,
        query: scanning,
        variables: { input: { idempotencyKey: `${branch}-scan-${++keys}`, barcode, library, branch } },
        expect: ({ returnItem: { next, destination, hold, loan } }, errors) => ({
          [`${expected.next}${expected.destination ? `, ${expected.destination}` : ''}`]: [
            [next, destination?.id ?? null],
            [expected.next, expected.destination ?? null],
          ],
          [expected.hold ? `the hold is ${expected.hold}` : 'nobody waits for it']: [
            hold?.state ?? null,
            expected.hold ?? null,
          ],
          [expected.loan ? `the loan is ${expected.loan}` : 'it was not on loan']: [
            loan?.status ?? null,
            expected.loan ?? null,
          ],
          'no error': [errors, []],
        }),
      });
      return returnItem;
    },
    /** Lends a copy; with `refused`, the code of the rule that is to keep it. The id of the loan. */
    async lend(
      told: Told,
      { barcode, library }: Copy,
      { card, channel = 'DESK', refused }: { card: string; channel?: 'DESK' | 'SELF_SERVICE'; refused?: string },
    ): Promise<string> {
      const { checkOut } = await play<{
        checkOut: { __typename: string; loan?: { id: string; channel: string }; failures?: { code: string }[] };
      }>({
        ...told,
        as: person,
        query: lending,
        variables: { input: { idempotencyKey: `${branch}-out-${++keys}`, card, barcode, library, branch, channel } },
        expect: ({ checkOut: { __typename, loan, failures } }, errors) => ({
          ...(refused
            ? { [`refused: ${refused}`]: [failures?.map(({ code }) => code), [refused]] }
            : {
                lent: [
                  [__typename, loan?.channel],
                  ['CheckedOut', channel],
                ],
              }),
          'no error': [errors, []],
        }),
      });
      return checkOut.loan?.id ?? '';
    },
  };
}
