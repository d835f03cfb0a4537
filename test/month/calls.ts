// What readers, desks, member systems and a courier ask of the lending service in a month, each call answered with what became of it.
import { setTimeout as pause } from 'node:timers/promises';
import { signedHeaders } from '../../lib/webhook-signature.ts';
import { ask, codes } from '../ask.ts';
import { admin, reader, type TestNetwork } from '../network.ts';
import { address } from '../orders.ts';
import type { MonthCopy, MonthWorld } from './world.ts';

// What a test reads of an answer of any shape.
// oxlint-disable-next-line typescript/no-explicit-any
type Data = any;

const mostTries = 40;
const tryAgainMs = 100;

export type Calls = ReturnType<typeof callsOf>;

/** @param count notes what became of each call */
export function callsOf(network: TestNetwork, world: MonthWorld, now: () => Date, count: (outcome: string) => void) {
  const { lending } = network.subgraphs;
  let keys = 0;
  const key = () => `month-${++keys}`;

  /** Asks; again with a new key where the answer is to try again. */
  async function done(
    what: string,
    who: Parameters<typeof ask>[1],
    query: string,
    variables: () => Record<string, unknown>,
  ): Promise<Data> {
    for (let tries = 0; tries < mostTries; tries++) {
      const answer = await ask(lending, who, query, variables());
      const [code] = codes(answer);
      const data: Data = code === undefined ? Object.values(answer.data)[0] : null;
      if (data?.__typename === 'TryAgain') {
        await pause(tryAgainMs);
        continue;
      }
      if (code !== undefined && code !== 'CONFLICT') throw new Error(`${what}: ${JSON.stringify(answer.errors)}`);
      const failures = data?.failures?.map((failure: { code: string }) => failure.code).join(' ');
      // Decided is lent, where an owner is slow to enter it.
      const kind = String(code ?? data?.__typename ?? data?.next ?? 'done').replace('LoanDecided', 'CheckedOut');
      count(`${what} ${kind} ${failures ?? ''}`.trim());
      return data;
    }
    throw new Error(`${what}: not decided in ${mostTries} tries`);
  }

  const input = (content: () => Record<string, unknown>) => () => ({ input: { idempotencyKey: key(), ...content() } });

  return {
    checkOut: (card: string, { barcode, library, branch }: MonthCopy): Promise<Data> =>
      done(
        'check-out',
        admin,
        `mutation ($input: CheckOutInput!) { checkOut(input: $input) { __typename
          ... on CheckedOut { loan { id } } ... on LoanDecided { loan { id } } ... on LoanRefused { failures { code } } } }`,
        input(() => ({ card, barcode, library, branch })),
      ),
    borrow: (card: string, bookId: string): Promise<Data> =>
      done(
        'online',
        reader(card),
        `mutation ($input: RequestLoanInput!) { requestLoan(input: $input) { __typename
          ... on LoanRequested { loan { id item { id } } parcel { id } } ... on LoanRefused { failures { code } } } }`,
        input(() => ({ bookId, deliveryAddress: address })),
      ),
    cancel: (card: string, loan: string): Promise<Data> =>
      done('cancellation', reader(card), 'mutation ($loan: ID!) { cancelLoan(loan: $loan) { id } }', () => ({ loan })),
    renew: (card: string, loan: string): Promise<Data> =>
      done(
        'renewal',
        reader(card),
        `mutation ($input: RenewLoanInput!) { renewLoan(input: $input) { __typename ... on LoanRefused { failures { code } } } }`,
        input(() => ({ loan })),
      ),
    scan: ({ barcode, library }: MonthCopy, branch: string): Promise<Data> =>
      done(
        'return',
        admin,
        'mutation ($input: ReturnItemInput!) { returnItem(input: $input) { next destination { id } loan { id } } }',
        input(() => ({ barcode, library, branch })),
      ),
    hold: (card: string, bookId: string, branch: string): Promise<Data> =>
      done(
        'hold',
        reader(card),
        `mutation ($input: PlaceHoldInput!) { placeHold(input: $input) { __typename
          ... on HoldPlaced { hold { id } } ... on HoldRefused { failures { code } } } }`,
        input(() => ({ bookId, pickup: { branch } })),
      ),
    cancelHold: (card: string, id: string): Promise<Data> =>
      done('hold given up', reader(card), 'mutation ($id: ID!) { cancelHold(id: $id) { id } }', () => ({ id })),
    accept: (id: string, number: string): Promise<Data> =>
      done(
        'parcel',
        admin,
        'mutation ($id: ID!, $number: String!) { acceptParcel(id: $id, courier: "MONTH", trackingNumber: $number) { id } }',
        () => ({ id, number }),
      ),
    pickUp: (card: string, loan: string): Promise<Data> =>
      done(
        'pick-up',
        reader(card),
        'mutation ($input: RequestReturnParcelInput!) { requestReturnParcel(input: $input) { id } }',
        input(() => ({ loans: [loan], freight: { fen: 600 }, deliveryAddress: address })),
      ),
    report: async (library: string, line: Record<string, unknown>): Promise<Data> => {
      for (let tries = 0; tries < mostTries; tries++) {
        const { data } = await ask(
          lending,
          admin,
          `mutation ($library: ID!, $loans: [ReportedLoanInput!]!) { reportLoans(library: $library, loans: $loans) {
            loan { id status } failures { code } error { code } } }`,
          { library, loans: [line] },
        );
        const [told] = data.reportLoans as Data[];
        if (told.error?.code === 'CONFLICT') {
          line['number'] = key();
          await pause(tryAgainMs);
          continue;
        }
        const failures = told.failures?.map((failure: { code: string }) => failure.code).join(' ');
        count(`report ${told.error?.code ?? failures ?? 'taken'}`);
        return told;
      }
      throw new Error('a report was not decided');
    },
    key,
    /** Over HTTP, as a courier's system does. */
    tell: async (event: Record<string, unknown>): Promise<void> => {
      const body = JSON.stringify(event);
      for (let tries = 0; tries < mostTries * 4; tries++) {
        const response = await fetch(new URL(`/webhooks/couriers/${world.courier.id}`, network.url), {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            ...signedHeaders(world.courier.secret, { id: String(event['id']), at: now(), body }),
          },
          body,
        });
        await response.text();
        if (response.status === 200) return count(`courier ${String(event['event'])}`);
        if (response.status !== 429 && response.status !== 503) throw new Error(`courier: ${response.status}`);
        await pause(tryAgainMs);
      }
      throw new Error('an event was not taken');
    },
  };
}
