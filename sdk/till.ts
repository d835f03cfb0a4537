// A bookstore's till: sells on line, goes on within the store's contract when nobody answers, and tells what it sold once somebody does.
// See docs/bookstores.md, "Off line". What it must not forget is in a journal, written before anything is sent.
import { ShelfgraphError } from './errors.ts';
import type {
  CounterQuery,
  ReplaySalesMutation,
  SellMutation,
  Shelfgraph,
  SubmitPurchaseLendOrderInput,
} from './operations.generated.ts';

/** What is sold to whom: the order without its key and its store. */
export type Goods = Omit<SubmitPurchaseLendOrderInput, 'idempotencyKey' | 'store'>;
export type SellResult = SellMutation['submitPurchaseLendOrder'];
type Line = ReplaySalesMutation['submitPurchaseLendOrders'][number];

/**
 * Where a sale stands. `SENT`: no answer was heard yet; if the till died now, the clerk has told the reader nothing. `UNCONFIRMED` 待确认:
 * sold off line, the reader has the book. `WITHHELD`: nobody answered and it could not be sold off line, the book stayed; should the network
 * have lent it, it is taken back. `WRONG`, `CHOOSE`: a person corrects it, then it is told again. The others are over.
 */
export type SaleState =
  | 'SENT'
  | 'UNCONFIRMED'
  | 'WITHHELD'
  | 'WRONG'
  | 'CHOOSE'
  | 'LENT'
  | 'IN_REVIEW'
  | 'REFUSED'
  | 'NOT_SOLD';

export interface Sale {
  key: string;
  store: string;
  /** The moment of the sale, ISO 8601. */
  occurredAt: string;
  goods: Goods;
  state: SaleState;
  /** Whether the reader got the book while nobody answered. */
  isOffline: boolean;
  /** What the clerk knows it by, such as the title. */
  label?: string;
  orderId?: string;
  itemBarcodes?: readonly string[];
  dueDate?: string;
  readerName?: string;
  /** Why it was refused, is reviewed, or is wrong; in Chinese and English. */
  messages?: readonly string[];
  candidates?: readonly { id: string; title: string; year?: number | null }[];
}

/** What a store may sell while nobody answers, by its contract; learned on line. */
export interface Allowance {
  copiesPerDay: number;
  priceCapFen: number;
}

/** Keeps what the till must not forget: `write` has ended when it would outlive a power failure. */
export interface Journal {
  sales: () => Promise<Sale[]>;
  /** Keeps a sale as it stands now; one that `replaces` another key, in the same stroke. */
  write: (sale: Sale, replaces?: string) => Promise<void>;
  /** Forgets a sale. */
  forget: (key: string) => Promise<void>;
  allowance: () => Promise<Allowance | null>;
  writeAllowance: (allowance: Allowance) => Promise<void>;
}

/** What the clerk is told. `OFFLINE`: the slip says 待确认. `CANNOT_SELL`: nobody answers, and the contract does not allow it; the book stays. */
export type Told =
  | { kind: 'ANSWER'; result: SellResult; sale: Sale }
  | { kind: 'OFFLINE'; sale: Sale }
  | { kind: 'CANNOT_SELL'; why: 'NO_ALLOWANCE' | 'TOO_MANY' | 'TOO_DEAR'; sale: Sale };

export interface TillOptions {
  client: Shelfgraph;
  store: string;
  journal: Journal;
  now?: () => Date;
  newKey?: () => string;
  /** How long the reader waits for an answer, in ms. The network decides within 3 s, or not at all. */
  patienceMs?: number;
}

/** Nobody answers, or not the service that decides: the contract says then what may be sold. */
const offlineCodes = new Set([
  'UNREACHABLE',
  'OVERLOADED',
  'SERVICE_UNAVAILABLE',
  'SUBGRAPH_UNAVAILABLE',
  'SUBGRAPH_TIMEOUT',
  // What was done is not known.
  'BAD_ANSWER',
  'INTERNAL_SERVER_ERROR',
]);
/** The sale itself is wrong: no order was made, and none will be. Anything else may be over by the next attempt. */
const finalCodes = new Set(['BAD_USER_INPUT', 'NOT_FOUND', 'CONFLICT']);
const linesAtOnce = 100;
/** Sales that are over are kept so long. */
const keptMs = 7 * 86_400_000;

export class Till {
  readonly #options: Required<TillOptions>;
  readonly #sales: Map<string, Sale>;
  /** Keys of sales whose answer is being waited for. */
  readonly #selling = new Set<string>();
  #syncing: Promise<Sale[]> | undefined;

  private constructor(options: Required<TillOptions>, sales: readonly Sale[]) {
    this.#options = options;
    this.#sales = new Map(sales.map((sale) => [sale.key, sale]));
  }

  /** Opens the till with what its journal has; what ended more than a week ago names readers no longer. */
  static async open({
    now = () => new Date(),
    newKey = () => `TILL-${crypto.randomUUID()}`,
    patienceMs = 5_000,
    ...options
  }: TillOptions): Promise<Till> {
    const sales = await options.journal.sales();
    const isOld = ({ state, occurredAt }: Sale) => isOver(state) && now().getTime() - Date.parse(occurredAt) > keptMs;
    for (const { key } of sales.filter(isOld)) await options.journal.forget(key);
    return new Till(
      { now, newKey, patienceMs, ...options },
      sales.filter((sale) => !isOld(sale)),
    );
  }

  /** All that the journal has, the latest first. */
  get sales(): Sale[] {
    return [...this.#sales.values()].toReversed();
  }

  /** What the network has still to be told, or to be asked about, the earliest first. */
  get waiting(): Sale[] {
    return [...this.#sales.values()].filter(
      ({ key, state }) => ['SENT', 'UNCONFIRMED', 'WITHHELD'].includes(state) && !this.#selling.has(key),
    );
  }

  /** Learns who is at the till, and what it may sell off line. @throws ShelfgraphError when nobody answers */
  async learn(): Promise<CounterQuery> {
    const { data } = await this.#options.client.counter(this.#patience());
    const today = dayOf(this.#options.now());
    const contract = data.contracts?.find(
      ({ store, validFrom, validTo }) =>
        store?.id === this.#options.store && validFrom <= today && (validTo == null || today <= validTo),
    );
    if (contract) {
      const { offlineCopiesPerDay: copiesPerDay, offlinePriceCap } = contract;
      await this.#options.journal.writeAllowance({ copiesPerDay, priceCapFen: offlinePriceCap.fen });
    }
    return data;
  }

  /**
   * Sells: on line, or else within the contract.
   * @throws ShelfgraphError for a mistake in what is sold, of which no order was made
   */
  async sell(goods: Goods, label?: string): Promise<Told> {
    const { client, store, now, newKey } = this.#options;
    const sale: Sale = {
      key: newKey(),
      store,
      occurredAt: now().toISOString(),
      goods,
      state: 'SENT',
      isOffline: false,
      ...(label === undefined ? {} : { label }),
    };
    this.#selling.add(sale.key);
    await this.#write(sale);
    try {
      const input = { ...goods, idempotencyKey: sale.key, store };
      const { data } = await client.sell({ input }, this.#patience());
      const result = data.submitPurchaseLendOrder;
      return { kind: 'ANSWER', result, sale: await this.#write({ ...sale, ...standing(result) }) };
    } catch (error) {
      if (!isOffline(error)) {
        await this.#write({ ...sale, state: 'NOT_SOLD', messages: [(error as Error).message] });
        throw error;
      }
      const why = await this.#whyNotOffline(goods, sale.occurredAt);
      if (why !== null) return { kind: 'CANNOT_SELL', why, sale: await this.#write({ ...sale, state: 'WITHHELD' }) };
      return { kind: 'OFFLINE', sale: await this.#write({ ...sale, state: 'UNCONFIRMED', isOffline: true }) };
    } finally {
      this.#selling.delete(sale.key);
    }
  }

  /** Sells with what was missing: the `bookId` that the clerk chose, the card as it should be. The key stays: no order was made of it. */
  async correct(key: string, goods: Partial<Goods>): Promise<Sale> {
    const sale = this.#sales.get(key);
    if (sale?.state !== 'WRONG' && sale?.state !== 'CHOOSE') throw new Error(`The sale ${key} is not to be corrected.`);
    return this.#write({ ...sale, goods: { ...sale.goods, ...goods }, state: 'UNCONFIRMED' });
  }

  /**
   * Tells the network what it has not heard, and asks what it has not answered; gives the sales that stand otherwise now. Two at once
   * are one.
   * @throws ShelfgraphError when nobody answers: nothing is lost, try again later
   */
  sync(): Promise<Sale[]> {
    this.#syncing ??= this.#syncNow().finally(() => {
      this.#syncing = undefined;
    });
    return this.#syncing;
  }

  async #syncNow(): Promise<Sale[]> {
    const changed: Sale[] = [];
    const unconfirmed = this.waiting.filter(({ state }) => state === 'UNCONFIRMED');
    for (let first = 0; first < unconfirmed.length; first += linesAtOnce) {
      changed.push(...(await this.#replay(unconfirmed.slice(first, first + linesAtOnce))));
    }
    for (const sale of this.waiting) {
      if (sale.state === 'SENT' || sale.state === 'WITHHELD') changed.push(await this.#askAgain(sale));
    }
    return changed;
  }

  async #replay(sales: readonly Sale[]): Promise<Sale[]> {
    const orders = sales.map(({ key, occurredAt, store, goods }) => ({
      ...goods,
      idempotencyKey: key,
      occurredAt,
      store,
    }));
    const { data } = await this.#options.client.replaySales({ orders });
    const changed: Sale[] = [];
    for (const line of data.submitPurchaseLendOrders) {
      const sale = sales[line.line - 1];
      if (sale) changed.push(await this.#write(this.#afterReplay(sale, line), sale.key));
    }
    return changed.filter(({ state }) => state !== 'UNCONFIRMED');
  }

  #afterReplay(sale: Sale, { result, error }: Line): Sale {
    if (error) {
      if (error.code !== 'BAD_USER_INPUT' && error.code !== 'NOT_FOUND' && error.code !== 'CONFLICT') return sale;
      return { ...sale, state: 'WRONG', messages: [error.message] };
    }
    if (!result) return sale;
    // The reader has the book: what was not decided, or was refused on line unheard, is told again under another number.
    if (result.__typename === 'TryAgain' || result.__typename === 'PurchaseRefused') {
      return { ...sale, key: this.#options.newKey() };
    }
    const next = { ...sale, ...standing(result) };
    return result.__typename === 'AmbiguousIsbn' ? { ...next, state: 'CHOOSE' } : next;
  }

  /** One of which nothing was heard: the same key gives the answer that there is. Where the book stayed, a sale is taken back. */
  async #askAgain(sale: Sale): Promise<Sale> {
    const { client } = this.#options;
    const input = { ...sale.goods, idempotencyKey: sale.key, store: sale.store };
    try {
      const { data } = await client.sell({ input });
      const next = { ...sale, ...standing(data.submitPurchaseLendOrder) };
      if (sale.state === 'WITHHELD' && next.orderId !== undefined && next.state === 'LENT') {
        await client.voidSale({ id: next.orderId, reason: '断网时未售出，书未交读者。Not sold: nobody answered.' });
        return await this.#write({ ...next, state: 'NOT_SOLD' });
      }
      return await this.#write(next);
    } catch (error) {
      if (!(error instanceof ShelfgraphError && finalCodes.has(error.code))) throw error;
      return this.#write({ ...sale, state: 'NOT_SOLD', messages: [error.message] });
    }
  }

  async #whyNotOffline(goods: Goods, at: string): Promise<'NO_ALLOWANCE' | 'TOO_MANY' | 'TOO_DEAR' | null> {
    const allowance = await this.#options.journal.allowance();
    if (!allowance) return 'NO_ALLOWANCE';
    const day = dayOf(new Date(at));
    const today = [...this.#sales.values()].filter(
      ({ isOffline, occurredAt, state }) => isOffline && state !== 'NOT_SOLD' && dayOf(new Date(occurredAt)) === day,
    );
    const copies = today.reduce((sum, { goods: { items } }) => sum + (items ?? 1), goods.items ?? 1);
    if (copies > allowance.copiesPerDay) return 'TOO_MANY';
    return goods.listPrice.fen > allowance.priceCapFen ? 'TOO_DEAR' : null;
  }

  #patience(): { signal: AbortSignal } {
    return { signal: AbortSignal.timeout(this.#options.patienceMs) };
  }

  async #write(sale: Sale, was = sale.key): Promise<Sale> {
    if (was === sale.key) await this.#options.journal.write(sale);
    else await this.#options.journal.write(sale, was);
    if (was !== sale.key) this.#sales.delete(was);
    this.#sales.set(sale.key, sale);
    return sale;
  }
}

function isOver(state: SaleState): boolean {
  return state === 'LENT' || state === 'IN_REVIEW' || state === 'REFUSED' || state === 'NOT_SOLD';
}

/** What an answer makes of a sale. */
function standing(result: SellResult | NonNullable<Line['result']>): Partial<Sale> & Pick<Sale, 'state'> {
  switch (result.__typename) {
    case 'PurchaseLendOrderLent': {
      const { order, itemBarcodes, dueDate, readerName } = result;
      return { state: 'LENT', orderId: order.id, itemBarcodes, dueDate, readerName };
    }
    case 'PurchaseLendOrderDecided': {
      const { order, itemBarcodes, dueDate } = result;
      return { state: 'LENT', orderId: order.id, itemBarcodes, dueDate };
    }
    case 'PurchaseInReview':
      return { state: 'IN_REVIEW', orderId: result.order.id, messages: messagesOf(result.order.failures) };
    case 'PurchaseRefused':
      return { state: 'REFUSED', orderId: result.order.id, messages: messagesOf(result.failures) };
    case 'AmbiguousIsbn':
      return { state: 'NOT_SOLD', candidates: result.candidates.flatMap((candidate) => candidate ?? []) };
    case 'TryAgain':
      return { state: 'NOT_SOLD', messages: [result.message, result.english] };
  }
}

function messagesOf(failures: readonly { message: string; english: string }[]): string[] {
  return failures.flatMap(({ message, english }) => [message, english]);
}

function isOffline(error: unknown): boolean {
  return error instanceof ShelfgraphError && offlineCodes.has(error.code);
}

/** The day of a moment in Asia/Shanghai, `2026-11-23`. */
function dayOf(moment: Date): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(moment);
}
