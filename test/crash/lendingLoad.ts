// What readers, desks, member systems and a courier do all day, sent to the gateway by clients that ask again with the same key when
// no answer comes; and a journal of everything that was answered.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { addDays, dayOf } from '../../lib/shanghai.ts';
import { address } from '../orders.ts';
import { type Answers, createClient, type Keyed, type RunningLoad, type Told, type Who } from './client.ts';
import { createCourier } from './courier.ts';
import type { Copy, LendingWorld } from './lendingWorld.ts';

/** Something that somebody was told, and that must stay so. */
export interface Fact {
  what: 'hold cancelled' | 'loan cancelled' | 'parcel accepted' | 'event told';
  /** Of the hold or the loan; the tracking number of a parcel; of an event the courier's own. */
  id: string;
}

export interface LendingJournal extends Answers {
  facts: Fact[];
}

export interface LendingLoad extends RunningLoad {
  journal: LendingJournal;
}

export interface LendingLoadOptions {
  url: string;
  token: (who: Who) => Promise<string>;
  world: LendingWorld;
  random: () => number;
  clients: number;
}

const checkOut = `mutation ($input: CheckOutInput!) { checkOut(input: $input) { __typename
  ... on CheckedOut { loan { id } } ... on LoanDecided { loan { id } } ... on LoanRefused { failures { code } } } }`;
const borrow = `mutation ($input: RequestLoanInput!) { requestLoan(input: $input) { __typename
  ... on LoanRequested { loan { id item { id } } parcel { id } } ... on LoanDecided { loan { id } }
  ... on LoanRefused { failures { code } } } }`;
const renew = `mutation ($input: RenewLoanInput!) { renewLoan(input: $input) { __typename
  ... on LoanRenewed { dueDate } ... on LoanRefused { failures { code } } } }`;
const giveBack = `mutation ($input: ReturnItemInput!) { returnItem(input: $input) { next destination { id } loan { id } } }`;
const hold = 'hold { id state pickup { id } item { id } }';
const wait = `mutation ($input: PlaceHoldInput!) { placeHold(input: $input) { __typename
  ... on HoldPlaced { ${hold} } ... on HoldRefused { failures { code } } } }`;
const report = `mutation ($library: ID!, $loans: [ReportedLoanInput!]!) { reportLoans(library: $library, loans: $loans) {
  loan { id } failures { code } error { code } } }`;
const pickUp = `mutation ($input: RequestReturnParcelInput!) { requestReturnParcel(input: $input) { id } }`;
const accept = `mutation ($id: ID!, $courier: ID!, $number: String!) {
  acceptParcel(id: $id, courier: $courier, trackingNumber: $number) { trackingNumber status } }`;

const admin: Who = { role: 'admin' };
const of = (card: string): Who => ({ role: 'reader', card });
const mostSteps = 12;

/** Begins; every client goes on through whatever is killed until `stop`. */
export function startLendingLoad({ url, token, world, random, clients }: LendingLoadOptions): LendingLoad {
  const journal: LendingJournal = { keyed: [], facts: [], answers: new Map() };
  const stopping = new AbortController();
  const { signal } = stopping;
  const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)] as Value;
  const { send, repeat, keyed } = createClient({ url, token, random, journal, stopping: signal });
  const courier = createCourier({ url, courier: world.courier }, (answer) =>
    journal.answers.set(answer, (journal.answers.get(answer) ?? 0) + 1),
  );
  const soon = () => pause(random() * 60);
  const waiting: { id: string; card: string }[] = [];

  const scan = (copy: Copy, branch: string) =>
    keyed(admin, giveBack, { barcode: copy.barcode, library: copy.library, branch });

  /** A copy comes back somewhere; what is to be sent arrives. */
  async function bringBack(copy: Copy): Promise<void> {
    const told = await scan(copy, pick(world.branches));
    await soon();
    if (told?.destination && !signal.aborted) await scan(copy, told.destination.id);
  }

  async function lend(copy: Copy, card: string): Promise<string | null> {
    const { barcode, library } = copy;
    const told = await keyed(admin, checkOut, {
      card,
      barcode,
      library,
      branch: library === 'NJ-JN' ? 'JN-MAIN' : 'GC-MAIN',
    });
    return told?.loan?.id ?? null;
  }

  async function overDesk(): Promise<void> {
    const [copy, card] = [pick(world.copies), pick(world.cards)];
    const loan = await lend(copy, card);
    if (!loan) return;
    await soon();
    if (random() < 0.35 && !signal.aborted) await keyed(of(card), renew, { loan });
    await soon();
    if (random() < 0.75 && !signal.aborted) await bringBack(copy);
  }

  /** Some of what is told comes twice, or in another order. */
  async function tellCourier(trackingNumber: string, names: readonly string[]): Promise<void> {
    const begin = Date.now() - names.length * 1_000;
    const events = names.map((event, index) => ({
      id: randomUUID(),
      trackingNumber,
      event,
      at: new Date(begin + index * 1_000).toISOString(),
    }));
    const sent = [...events, ...events.filter(() => random() < 0.3)].toSorted(() => (random() < 0.3 ? -1 : 1));
    for (const event of sent) {
      if (signal.aborted) return;
      if (await courier.tell(event, signal)) journal.facts.push({ what: 'event told', id: event.id });
    }
  }

  async function handOver(parcel: string): Promise<string | null> {
    const number = `C${randomUUID().slice(0, 12)}`;
    for (let tries = 0; tries < mostSteps && !signal.aborted; tries++) {
      const told = await send(admin, accept, { id: parcel, courier: world.courier.id, number });
      if (told?.trackingNumber === number) {
        journal.facts.push({ what: 'parcel accepted', id: number });
        return number;
      }
      if (told?.code) return null;
      await soon();
    }
    return null;
  }

  async function online(): Promise<void> {
    const card = pick(world.cards);
    const told = await keyed(of(card), borrow, { bookId: pick(world.books), deliveryAddress: address });
    if (!told?.parcel) return;
    const loan = told.loan.id as string;
    if (random() < 0.2) {
      const cancelled = await send(of(card), 'mutation ($id: ID!) { cancelLoan(loan: $id) { id status } }', {
        id: loan,
      });
      if (cancelled?.status === 'RELEASED') journal.facts.push({ what: 'loan cancelled', id: loan });
      return;
    }
    const number = await handOver(told.parcel.id);
    if (!number) return;
    const isRefused = random() < 0.25;
    await tellCourier(number, ['PICKED_UP', 'OUT_FOR_DELIVERY', isRefused ? 'REFUSED' : 'DELIVERED']);
    if (signal.aborted || random() < 0.3) return;
    if (!isRefused && random() < 0.6) await sendBack(card, loan);
    if (!signal.aborted) await bringBack(copyOf(told.loan.item.id));
  }

  async function sendBack(card: string, loan: string): Promise<void> {
    const [made] = (await keyed(of(card), pickUp, { loans: [loan], freight: { fen: 600 } })) ?? [];
    const number = made && (await handOver(made.id));
    if (number) await tellCourier(number, ['PICKED_UP', 'IN_TRANSIT']);
  }

  async function placeHold(): Promise<void> {
    const [card, bookId] = [pick(world.cards), pick(world.books.slice(0, 12))];
    if (world.wishes.has(`${card} ${bookId}`)) return;
    world.wishes.add(`${card} ${bookId}`);
    const told = await keyed(of(card), wait, { bookId, pickup: { branch: pick(world.branches) } });
    if (told?.hold) waiting.push({ id: told.hold.id, card });
  }

  /** A branch does what is next for a reader who waits. */
  async function serve(): Promise<void> {
    const next = pick(waiting);
    if (!next) return placeHold();
    const { id, card } = next;
    const seen = await send(admin, `query ($id: ID!) { hold(id: $id) { id state pickup { id } item { id } } }`, { id });
    if (!seen || signal.aborted) return;
    const forget = () => void waiting.splice(waiting.indexOf(next), 1);
    switch (seen.state as string) {
      case 'WAITING':
        if (random() < 0.15) {
          const cancelled = await send(of(card), 'mutation ($id: ID!) { cancelHold(id: $id) { id state } }', { id });
          if (cancelled?.state === 'CANCELLED') {
            journal.facts.push({ what: 'hold cancelled', id });
            forget();
          }
        }
        return;
      case 'PAGED':
      case 'IN_TRANSIT':
        await scan(copyOf(seen.item.id), seen.pickup.id);
        return;
      case 'READY':
        if (await lend(copyOf(seen.item.id), card)) {
          forget();
          await soon();
          if (random() < 0.8 && !signal.aborted) await bringBack(copyOf(seen.item.id));
        }
        return;
      default:
        forget();
    }
  }

  /** A member system reports a loan, and most of the time its return. */
  async function reportLoan(): Promise<void> {
    const [copy, card] = [pick(world.copies), pick(world.cards)];
    const branch = copy.library === 'NJ-JN' ? 'JN-MAIN' : 'GC-MAIN';
    const startedAt = new Date(Date.now() - 60_000).toISOString();
    const line = { card, barcode: copy.barcode, branch, startedAt, dueDate: addDays(dayOf(new Date()), 30) };
    const { library } = copy;
    let number = '';
    const lines = (key: string, content: Record<string, unknown>) => {
      number ||= key;
      return { library, loans: [{ number, ...content }] };
    };
    const [lent] = (await keyed(admin, report, line, lines)) ?? [];
    if (!lent?.loan) return;
    await soon();
    if (signal.aborted || random() < 0.3) return;
    const back = { ...line, returnedAt: new Date().toISOString(), returnedTo: branch };
    await keyed(admin, report, back, lines);
  }

  async function client(): Promise<void> {
    while (!signal.aborted) {
      const luck = random();
      if (luck < 0.33) await overDesk();
      else if (luck < 0.53) await online();
      else if (luck < 0.65) await placeHold();
      else if (luck < 0.88) await serve();
      else await reportLoan();
      await pause(random() * 100);
    }
  }

  const working = Array.from({ length: clients }, client);
  return {
    journal,
    repeat,
    async stop() {
      stopping.abort();
      await Promise.all(working);
    },
  };
}

/** The parts of an answer that stay, by field. */
export function lendingContentOf(told: Told, field: string): string {
  switch (field) {
    case 'reportLoans':
      return JSON.stringify(told.map?.(({ loan, failures, error }: Told) => [loan?.id, failures, error?.code]) ?? told);
    case 'requestReturnParcel':
      return JSON.stringify(told.map?.(({ id }: Told) => id) ?? told);
    case 'returnItem':
      return JSON.stringify([told.loan?.id]);
    case 'renewLoan':
      return JSON.stringify([told.dueDate, told.failures]);
    case 'placeHold':
      return JSON.stringify([told.hold?.id, told.failures]);
    default:
      return JSON.stringify([told.loan?.id, told.failures]);
  }
}

/** Whether an answer is not the last: nothing has come of it. A member system's line that was refused is judged anew when it comes again. */
export function isToTryAgain({ told }: Keyed): boolean {
  const [line] = Array.isArray(told) ? told : [];
  return told?.__typename === 'TryAgain' || line?.error?.code === 'CONFLICT' || line?.failures != null;
}

function copyOf(itemId: string): Copy {
  const [library = '', barcode = ''] = itemId.split(':');
  return { library, barcode, book: '' };
}
