// A bookstore's till: sells on line, goes on within the store's contract when nobody answers, and tells what it sold once somebody does.
// See docs/bookstores.md, "Off line". What it must not forget is in a journal, written before anything is sent.
import { isOffline, ShelfgraphError } from './errors.ts';
import { inBoth } from './messages.ts';
import type { CounterQuery, Shelfgraph } from './operations.generated.ts';
import {
  type Goods,
  isOver,
  type Journal,
  type Line,
  type Sale,
  type SellResult,
  standing,
  type Told,
  toCorrect,
  toRefuse,
  waits,
} from './sale.ts';

export interface TillOptions {
  client: Shelfgraph;
  store: string;
  journal: Journal;
  now?: () => Date;
  newKey?: () => string;
  /** How long the reader waits for an answer, in ms. The network decides within 3 s, or not at all. */
  patienceMs?: number;
}

/** The sale itself is wrong: no order was made, and none will be. Anything else may be over by the next attempt. */
const finalCodes = new Set(['BAD_USER_INPUT', 'NOT_FOUND', 'CONFLICT']);
/** What was lent stays lent, whoever asks again from this till. */
const voidRefusals = new Set([...finalCodes, 'FORBIDDEN']);
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

  /**
   * Opens the till with what its journal has of its store; what ended more than a week ago names readers no longer. Of what was sent when the
   * till died the reader was told nothing: the book stayed.
   */
  static async open({
    now = () => new Date(),
    newKey = () => `TILL-${crypto.randomUUID()}`,
    patienceMs = 5_000,
    ...options
  }: TillOptions): Promise<Till> {
    const sales = await options.journal.sales();
    const isOld = ({ state, occurredAt }: Sale) => isOver(state) && now().getTime() - Date.parse(occurredAt) > keptMs;
    for (const { key } of sales.filter(isOld)) await options.journal.forget(key);
    const own = sales.filter((sale) => sale.store === options.store && !isOld(sale));
    return new Till(
      { now, newKey, patienceMs, ...options },
      own.map((sale) => (sale.state === 'SENT' ? { ...sale, state: 'WITHHELD' } : sale)),
    );
  }

  /** All that the journal has, the latest first. */
  get sales(): Sale[] {
    return [...this.#sales.values()].toReversed();
  }

  /** What the network has still to be told, or to be asked about, the earliest first. */
  get waiting(): Sale[] {
    return [...this.#sales.values()].filter(({ key, state }) => waits(state) && !this.#selling.has(key));
  }

  /** What a person has to see to: correct it, choose the book, or settle it with the library. */
  get unsettled(): Sale[] {
    return this.sales.filter(({ state }) => state === 'WRONG' || state === 'CHOOSE' || state === 'ASK_LIBRARY');
  }

  /**
   * Learns who is at the till, and what it may sell off line: nothing where no contract allows it any more.
   * @throws ShelfgraphError when nobody answers, or not the service that knows
   */
  async learn(): Promise<CounterQuery> {
    const { client, store: own, journal, now } = this.#options;
    const { data, errors } = await client.counter(this.#patience());
    const silence = errors.find(isOffline);
    if (silence && !data.me?.store) {
      throw new ShelfgraphError(silence.extensions?.code ?? 'SUBGRAPH_UNAVAILABLE', silence.message, { errors });
    }
    if (data.contracts) {
      const today = dayOf(now());
      const contract = data.contracts.find(
        ({ store, validFrom, validTo }) =>
          store?.id === own && validFrom <= today && (validTo == null || today <= validTo),
      );
      const allowance = contract && {
        copiesPerDay: contract.offlineCopiesPerDay,
        priceCapFen: contract.offlinePriceCap.fen,
        validTo: contract.validTo ?? null,
      };
      await journal.writeAllowance(own, allowance ?? null);
    }
    return data;
  }

  /**
   * Sells: on line, or else within the contract.
   * @throws ShelfgraphError for a mistake in what is sold, of which no order was made; whatever the journal throws, and then the book stays
   */
  async sell(goods: Goods, label?: string): Promise<Told> {
    const { store, now, newKey } = this.#options;
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
    try {
      const result = await this.#submit(await this.#write(sale));
      if (result) return { kind: 'ANSWER', result, sale: await this.#write({ ...sale, ...standing(result) }) };
      const why = await this.#whyNotOffline(goods, sale.occurredAt);
      if (why !== null) return { kind: 'CANNOT_SELL', why, sale: await this.#write({ ...sale, state: 'WITHHELD' }) };
      return { kind: 'OFFLINE', sale: await this.#write({ ...sale, state: 'UNCONFIRMED', isOffline: true }) };
    } finally {
      this.#selling.delete(sale.key);
    }
  }

  /** The network's answer; null when nobody answers. @throws ShelfgraphError for a mistake, which is written down */
  async #submit(sale: Sale): Promise<SellResult | null> {
    const { key, store, goods } = sale;
    try {
      const { data } = await this.#options.client.sell(
        { input: { ...goods, idempotencyKey: key, store } },
        this.#patience(),
      );
      return data.submitPurchaseLendOrder;
    } catch (error) {
      if (isOffline(error)) return null;
      if (error instanceof ShelfgraphError) {
        await this.#write({ ...sale, state: 'NOT_SOLD', messages: inBoth(error.message) });
      }
      throw error;
    }
  }

  /** Sells with what was missing: the `bookId` that the clerk chose, the card as it should be. The key stays: no order was made of it. */
  async correct(key: string, goods: Partial<Goods>): Promise<Sale> {
    const sale = this.#sales.get(key);
    if (sale?.state !== 'WRONG' && sale?.state !== 'CHOOSE') throw new Error(`The sale ${key} is not to be corrected.`);
    return this.#write({ ...sale, goods: { ...sale.goods, ...goods }, state: 'UNCONFIRMED' });
  }

  /** The library has corrected what stood in its books of a sale that was `ASK_LIBRARY`, a person says. */
  async settle(key: string): Promise<Sale> {
    const sale = this.#sales.get(key);
    if (sale?.state !== 'ASK_LIBRARY') throw new Error(`The sale ${key} is not the library's to correct.`);
    return this.#write({ ...sale, state: 'NOT_SOLD' });
  }

  /**
   * Tells the network what it has not heard, takes back what stayed in the store, and asks what it has not answered; gives the sales that stand otherwise now. Two at once
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
    for (const sale of this.waiting.filter(({ state }) => state !== 'UNCONFIRMED')) {
      changed.push(await this.#takeBack(sale));
    }
    return changed.filter(({ state }) => !waits(state));
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
    return changed;
  }

  #afterReplay(sale: Sale, { result, error }: Line): Sale {
    if (error) {
      if (error.code !== 'BAD_USER_INPUT' && error.code !== 'NOT_FOUND' && error.code !== 'CONFLICT') return sale;
      return { ...sale, state: 'WRONG', messages: inBoth(error.message) };
    }
    if (!result) return sale;
    // The reader has the book: what was not decided, or was refused on line unheard, is told again under another number.
    if (result.__typename === 'TryAgain' || result.__typename === 'PurchaseRefused') {
      return { ...sale, key: this.#options.newKey() };
    }
    const next = { ...sale, ...standing(result) };
    return result.__typename === 'AmbiguousIsbn' ? { ...next, state: 'CHOOSE' } : next;
  }

  /**
   * The book stayed. Its key tells what became of the sale, and takes the place of whatever is still on its way; what was lent is voided. What
   * cannot be is a person's to see: it never ends as if nothing stood in the library's books.
   */
  async #takeBack(sale: Sale): Promise<Sale> {
    const { key, store, goods, orderId: known } = sale;
    if (known !== undefined) return this.#void(sale, known);
    try {
      const { data } = await this.#options.client.sell({ input: { ...goods, idempotencyKey: key, store } });
      const next = standing(data.submitPurchaseLendOrder);
      const { state, orderId } = next;
      if (orderId === undefined || state === 'REFUSED') return await this.#write({ ...sale, ...next });
      if (state === 'IN_REVIEW') return await this.#write({ ...sale, orderId, ...toRefuse(orderId) });
      return await this.#void(await this.#write({ ...sale, state: 'WITHHELD', orderId }), orderId);
    } catch (error) {
      if (!(error instanceof ShelfgraphError && finalCodes.has(error.code))) throw error;
      return this.#write({ ...sale, state: 'NOT_SOLD', messages: inBoth(error.message) });
    }
  }

  async #void(sale: Sale, orderId: string): Promise<Sale> {
    try {
      const reason = '断网时未售出，书未交读者。Not sold: nobody answered.';
      const { data } = await this.#options.client.voidSale({ id: orderId, reason });
      // Otherwise it is on its way there.
      return data.voidOrder.status === 'VOIDED' ? await this.#write({ ...sale, state: 'NOT_SOLD' }) : sale;
    } catch (error) {
      if (!(error instanceof ShelfgraphError && voidRefusals.has(error.code))) throw error;
      const { status, becoming } = error.errors[0]?.extensions ?? {};
      if (status === 'VOIDED') return this.#write({ ...sale, state: 'NOT_SOLD' });
      return becoming ? sale : this.#write({ ...sale, ...toCorrect(orderId, error.message) });
    }
  }

  async #whyNotOffline(goods: Goods, at: string): Promise<'NO_ALLOWANCE' | 'TOO_MANY' | 'TOO_DEAR' | null> {
    const { journal, store } = this.#options;
    const allowance = await journal.allowance(store);
    const day = dayOf(new Date(at));
    if (!allowance || (allowance.validTo !== null && day > allowance.validTo)) return 'NO_ALLOWANCE';
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

/** The day of a moment in Asia/Shanghai, `2026-11-23`. */
function dayOf(moment: Date): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(moment);
}
