// A month in a city, hour by hour. What is done is drawn from one sequence of numbers and from what is known at the beginning of an
// hour; the clock stands within it; actions on different readers and books go on at the same time. So a seed has one end.
import { dayOf } from '../../lib/shanghai.ts';
import { randomSequence } from '../../scripts/seed/random.ts';
import { rows } from '../ask.ts';
import { runJobs } from '../jobs.ts';
import type { TestNetwork } from '../network.ts';
import { type Calls, callsOf } from './calls.ts';
import { type Action, playAll } from './waves.ts';
import type { MonthCopy, MonthWorld } from './world.ts';

export interface MonthPlan {
  seed: number;
  loans: number;
  days: number;
}

/** The clock that the network was opened with. */
export interface Clock {
  now: Date;
}

const hourMs = 3_600_000;
const opens = 9;
const closes = 20;
const openHours = closes - opens;
const jobsAtOnce = 8;
const mostSweeps = 100;
/** Counted when the catalogue is told, not each hour: it follows every change of a copy. */
const reports = 'reportHoldings';

/** Plays a month, which begins at midnight in Shanghai, and calls `midnight` at the end of each day, at rest. Gives how often each call ended how. */
export async function playMonth(
  network: TestNetwork,
  world: MonthWorld,
  clock: Clock,
  plan: MonthPlan,
  midnight: (day: number) => Promise<void>,
): Promise<Map<string, number>> {
  const outcomes = new Map<string, number>();
  const count = (outcome: string) => void outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  const begin = clock.now.getTime();
  const city = new City(
    network,
    world,
    { ...plan, begin },
    callsOf(network, world, () => clock.now, count),
  );
  for (let day = 0; day < plan.days; day++) {
    for (let hour = opens; hour < closes; hour++) {
      clock.now = new Date(begin + (day * 24 + hour) * hourMs);
      if (hour === opens) await city.openDay(day);
      const actions = city.hour(day, hour, clock.now);
      await playAll(actions);
      if (actions.length > 0) await finishJobs(network, [reports]);
    }
    // The first moment of the next day.
    clock.now = new Date(begin + (day + 1) * 24 * hourMs);
    await sweep(network, clock.now);
    await finishJobs(network, day % 7 === 6 || day === plan.days - 1 ? [] : [reports]);
    await midnight(day);
  }
  return outcomes;
}

async function finishJobs(network: TestNetwork, leaving: readonly string[]): Promise<void> {
  if (leaving.length === 0) await joinReports(network);
  const failed = await runJobs(network, { leaving, atOnce: jobsAtOnce });
  if (failed.length > 0) throw new Error(failed.join('\n'));
}

/** Of equal reports that wait, one is enough: each would join the others, one by one. */
async function joinReports({ subgraphs }: TestNetwork): Promise<void> {
  for (const owner of [subgraphs.central, subgraphs.districts]) {
    await rows(
      owner,
      `delete from graphile_worker._private_jobs as job using graphile_worker._private_tasks as task
       where task.id = job.task_id and task.identifier = ? and exists (
         select from graphile_worker._private_jobs as earlier
         where earlier.task_id = job.task_id and earlier.payload::jsonb = job.payload::jsonb and earlier.id < job.id)`,
      [reports],
    );
  }
}

/** The jobs that recur, until there is nothing more for them. */
async function sweep(network: TestNetwork, now: Date): Promise<void> {
  const { lending } = network.subgraphs;
  const due = `select count(*)::int as due from (
    select id from parcel where due_at <= ? union all
    select id from hold where (state = 'READY' and shelf_until < ?::date) or (state = 'SUSPENDED' and suspended_until <= ?::date)
  ) as waiting`;
  for (let turn = 0; turn < mostSweeps; turn++) {
    for (const task of ['sweepHolds', 'sweepParcels', 'tallyLoans']) {
      await rows(lending, "select 1 from graphile_worker.add_job(?, payload := '{}')", [task]);
    }
    await finishJobs(network, [reports]);
    const [row] = await rows<{ due: number }>(lending, due, [now, dayOf(now), dayOf(now)]);
    if (row?.due === 0) return;
  }
  throw new Error('what was due at midnight did not come to its end');
}

type Factory = () => Action;

class City {
  readonly #network: TestNetwork;
  readonly #world: MonthWorld;
  readonly #plan: MonthPlan & { begin: number };
  readonly #calls: Calls;
  readonly #random: () => number;
  /** What was agreed on for an hour to come. */
  readonly #agenda = new Map<number, Factory[]>();
  /** Copies that stood on a shelf in the morning and were not asked for since. */
  #shelf: string[] = [];
  /** Who waits for a book: a copy of it may become theirs by what others do. */
  readonly #waiting = new Map<string, Set<string>>();
  readonly #accepted = new Set<string>();
  readonly #fetching = new Set<string>();
  #lent = 0;
  #hour = 0;

  constructor(network: TestNetwork, world: MonthWorld, plan: MonthPlan & { begin: number }, calls: Calls) {
    this.#network = network;
    this.#world = world;
    this.#plan = plan;
    this.#calls = calls;
    this.#random = randomSequence(plan.seed);
  }

  /** What a branch sees in the morning: its shelves, its lists of what to pick and to take down, and who can fetch a copy. */
  async openDay(day: number): Promise<void> {
    const { central, districts, lending } = this.#network.subgraphs;
    const free = "select id from item where status = 'AVAILABLE' and id ~ ':M[0-9]+-' order by id collate \"C\"";
    const standing = [...(await rows<{ id: string }>(central, free)), ...(await rows<{ id: string }>(districts, free))];
    this.#shelf = standing.map(({ id }) => id);
    const kept = await rows<{
      itemId: string;
      branch: string;
      status: string;
      hold: string | null;
      card: string | null;
    }>(
      lending,
      `select kept_copy.item_id as "itemId", kept_copy.branch_id as branch, kept_copy.status, kept_copy.hold_id as hold, card
       from kept_copy left join hold on hold.id = hold_id left join reader on reader.id = reader_id
       order by kept_copy.item_id collate "C"`,
    );
    const waiting = await rows<{ book: string; card: string }>(
      lending,
      `select book_id as book, card from hold join reader on reader.id = reader_id
       where state not in ('FULFILLED', 'CANCELLED', 'EXPIRED')`,
    );
    this.#waiting.clear();
    for (const { book, card } of waiting) this.#waits(book, card);
    for (const { itemId, branch, status, hold, card } of kept) {
      const copy = this.#copy(itemId);
      if (status === 'PAGED' || hold === null) this.#at(day, opens + 1, () => this.#scan(copy, branch));
      else if (status === 'ON_HOLD_SHELF' && card && !this.#fetching.has(hold))
        this.#fetch(day, hold, card, { ...copy, branch });
    }
  }

  /** What is done in an hour. */
  hour(day: number, hour: number, now: Date): Action[] {
    this.#hour = day * 24 + hour;
    const agreed = (this.#agenda.get(this.#hour) ?? []).map((make) => make());
    this.#agenda.delete(this.#hour);
    const hoursLeft = (this.#plan.days - day) * openHours - (hour - opens);
    const wanted = Math.ceil((this.#plan.loans - this.#lent) / hoursLeft);
    const busy = new Set<string>();
    const fresh = Array.from({ length: Math.max(0, wanted) }, () => this.#wish(now)).filter((action) => {
      // One reader does one new thing in an hour.
      const [card = ''] = action.touches;
      const isFree = !busy.has(card);
      busy.add(card);
      return isFree;
    });
    return [...agreed, ...fresh];
  }

  #wish(now: Date): Action {
    const [luck, card] = [this.#random(), this.#pick(this.#world.cards)];
    if (luck < 0.1) return this.#borrowOnline(card);
    if (luck < 0.2) return this.#waitFor(card);
    const copy = this.#takeFromShelf();
    if (luck < 0.28 && copy.library !== 'NJ-JL') return this.#report(card, copy, now);
    return this.#checkOut(card, copy);
  }

  #checkOut(card: string, copy: MonthCopy, after: () => void = () => {}): Action {
    return this.#action([card, copy.bookId], async () => {
      const told = await this.#calls.checkOut(card, copy);
      return () => {
        if (!told?.loan) return;
        this.#lent += 1;
        after();
        this.#goOn(card, copy, told.loan.id);
      };
    });
  }

  /** Some renew; most bring the copy back, some too late for this month; few send it. */
  #goOn(card: string, copy: MonthCopy, loan: string): void {
    const stays = 2 + Math.floor(this.#random() * 16);
    if (this.#random() < 0.25) {
      this.#in(Math.max(1, stays - 3), () =>
        this.#action([card, copy.bookId], async () => nothing(await this.#calls.renew(card, loan))),
      );
    }
    if (this.#random() < 0.03) this.#in(stays, () => this.#sendBack(card, copy, loan));
    else this.#in(stays, () => this.#scan(copy, this.#somewhere(copy), card));
  }

  #sendBack(card: string, copy: MonthCopy, loan: string): Action {
    return this.#action([card, copy.bookId], async () => {
      const made = await this.#calls.pickUp(card, loan);
      return () => {
        const [parcel] = made ?? [];
        this.#in(3, () => this.#scan(copy, copy.branch, card));
        if (!parcel) return;
        const number = `MB-${this.#lent}-${card}`;
        this.#in(1, () =>
          this.#action([card, copy.bookId], async () => nothing(await this.#calls.accept(parcel.id, number))),
        );
        this.#tell(2, [card, copy.bookId], number, 'PICKED_UP');
      };
    });
  }

  #borrowOnline(card: string): Action {
    const bookId = this.#pick(this.#world.bookIds);
    return this.#action([card, bookId], async () => {
      const told = await this.#calls.borrow(card, bookId);
      return () => {
        if (!told?.parcel) return;
        this.#lent += 1;
        const copy = this.#copy(told.loan.item.id);
        if (this.#random() < 0.1) {
          this.#agree(this.#hour + 1, () =>
            this.#action([card, bookId], async () => nothing(await this.#calls.cancel(card, told.loan.id))),
          );
        }
        this.#carry(card, copy, told.parcel.id);
      };
    });
  }

  /** The parcel is packed the next day, and brought, refused, or never heard of again; some events are told twice. */
  #carry(card: string, copy: MonthCopy, parcel: string): void {
    const touches = [card, copy.bookId];
    const number = `MO-${this.#lent}-${card}`;
    if (!this.#accepted.has(parcel)) {
      this.#accepted.add(parcel);
      const end = this.#random() < 0.9 ? 'DELIVERED' : this.#random() < 0.7 ? 'REFUSED' : null;
      this.#in(1, () =>
        this.#action(touches, async () => {
          const accepted = await this.#calls.accept(parcel, number);
          return () => {
            if (!accepted) return;
            this.#tell(0, touches, number, 'PICKED_UP');
            this.#tell(1, touches, number, 'OUT_FOR_DELIVERY');
            if (end) this.#tell(1, touches, number, end);
          };
        }),
      );
    }
    this.#in(4 + Math.floor(this.#random() * 14), () => this.#scan(copy, this.#somewhere(copy), card));
  }

  #tell(days: number, touches: readonly string[], trackingNumber: string, event: string): void {
    const hour = this.#hour + days * 24 + 1 + Math.floor(this.#random() * 3);
    const times = this.#random() < 0.1 ? 2 : 1;
    for (let time = 0; time < times; time++) {
      this.#agree(hour + time, () =>
        this.#action(touches, async () =>
          nothing(
            await this.#calls.tell({
              id: `${trackingNumber}-${event}`,
              trackingNumber,
              event,
              at: new Date(this.#plan.begin + hour * hourMs).toISOString(),
            }),
          ),
        ),
      );
    }
  }

  #report(card: string, copy: MonthCopy, now: Date): Action {
    const line: Record<string, unknown> = {
      number: this.#calls.key(),
      card,
      barcode: copy.barcode,
      branch: copy.branch,
      startedAt: new Date(now.getTime() - hourMs).toISOString(),
      dueDate: new Date(now.getTime() + 20 * 24 * hourMs).toISOString().slice(0, 10),
    };
    return this.#action([card, copy.bookId], async () => {
      const told = await this.#calls.report(copy.library, line);
      return () => {
        if (!told.loan) return;
        this.#lent += 1;
        const days = 2 + Math.floor(this.#random() * 20);
        this.#in(days, () => {
          const returnedAt = new Date(this.#plan.begin + this.#hour * hourMs).toISOString();
          const back = { ...line, returnedAt, returnedTo: copy.branch };
          return this.#action([card, copy.bookId], async () => nothing(await this.#calls.report(copy.library, back)));
        });
      };
    });
  }

  #waitFor(card: string): Action {
    const [bookId, branch] = [this.#pick(this.#world.bookIds), this.#pick(this.#world.branches)];
    const action = this.#action([card, bookId], async () => {
      const told = await this.#calls.hold(card, bookId, branch);
      return () => {
        if (!told?.hold || this.#random() > 0.1) return;
        this.#in(1, () =>
          this.#action([card, bookId], async () => nothing(await this.#calls.cancelHold(card, told.hold.id))),
        );
      };
    });
    this.#waits(bookId, card);
    return action;
  }

  /** Most fetch what is kept for them; some let it lie. */
  #fetch(day: number, hold: string, card: string, copy: MonthCopy): void {
    this.#fetching.add(hold);
    if (this.#random() < 0.15) return;
    const days = Math.floor(this.#random() * 4);
    this.#at(day + days, opens + 3, () => this.#checkOut(card, copy));
  }

  /** A copy is scanned, and where it is sent to, it arrives the next day. */
  #scan(copy: MonthCopy, branch: string, card?: string): Action {
    return this.#action([...(card ? [card] : []), copy.bookId], async () => {
      const told = await this.#calls.scan(copy, branch);
      return () => {
        const destination = told?.destination?.id as string | undefined;
        if (destination) this.#in(1, () => this.#scan(copy, destination));
      };
    });
  }

  #action(touches: readonly string[], run: Action['run']): Action {
    const others = touches.flatMap((touched) => [...(this.#waiting.get(touched) ?? [])]);
    return { touches: [...new Set([...touches, ...others])], run };
  }

  #takeFromShelf(): MonthCopy {
    const index = Math.floor(this.#random() * this.#shelf.length);
    const id = this.#shelf[index] ?? '';
    const last = this.#shelf.pop();
    if (last !== undefined && index < this.#shelf.length) this.#shelf[index] = last;
    return this.#copy(id);
  }

  #copy(id: string): MonthCopy {
    const copy = this.#world.copies.get(id);
    if (!copy) throw new Error(`there is no copy "${id}" in this city`);
    return copy;
  }

  #somewhere(copy: MonthCopy): string {
    return this.#random() < 0.7 ? copy.branch : this.#pick(this.#world.branches);
  }

  #waits(book: string, card: string): void {
    const cards = this.#waiting.get(book) ?? new Set();
    cards.add(card);
    this.#waiting.set(book, cards);
  }

  #pick<Value>(values: readonly Value[]): Value {
    return values[Math.floor(this.#random() * values.length)] as Value;
  }

  /** In some days, at an hour when branches are open. */
  #in(days: number, make: Factory): void {
    this.#at(Math.floor(this.#hour / 24) + days, opens + Math.floor(this.#random() * openHours), make);
  }

  #at(day: number, hour: number, make: Factory): void {
    this.#agree(day * 24 + hour, make);
  }

  #agree(hour: number, make: Factory): void {
    // Branches are closed at night: what would be then is in the morning.
    const ofDay = hour % 24;
    const open = ofDay < opens ? hour - ofDay + opens : ofDay >= closes ? hour - ofDay + 24 + opens : hour;
    const later = Math.max(open, this.#hour + 1);
    const agreed = this.#agenda.get(later) ?? [];
    agreed.push(make);
    this.#agenda.set(later, agreed);
  }
}

/** Nothing follows. */
const nothing = (_told: unknown) => () => {};
