// 补传. A store was off line, sold all the same and printed 待确认; now it tells what it sold. Each line stands for itself. Sales of a
// store's day take their place in its allowance in the order in which they happened; those of one book, and of one reader, are decided
// one after the other, so that the last copy and the last place go to the earliest.
import { authorise } from '../../lib/actions.ts';
import { CallerError } from '../../lib/errors.ts';
import { maskError } from '../../lib/masking.ts';
import { SubgraphError } from '../../lib/transport.ts';
import { hasTime } from '../../lib/workflow.ts';
import type { Context } from './context.ts';
import { ambiguousResult, checkSale, checkStore, keyOf, orderOf, organisationOf, type Sale } from './counter.ts';
import { defaultTerms } from './facts.ts';
import { clockTolerance } from './offers.ts';
import { findByKey, type OrderKey, place } from './orders.ts';
import { counterResult } from './results.ts';
import type { OfflineOrderError, OfflineOrderInput } from './types.generated.ts';

const mostOrders = 100;
/** Lines that are looked up before their turn, and those that are decided at once: clerks at the counters go on meanwhile. */
const lookedUpAhead = 8;
const decidedAtOnce = 4;

/** What became of one line. */
export interface OfflineOutcome {
  line: number;
  idempotencyKey: string;
  result: ReturnType<typeof counterResult> | ReturnType<typeof ambiguousResult> | null;
  error: OfflineOrderError | null;
}

type Told = Pick<OfflineOutcome, 'result' | 'error'>;

/** A sale that can become an order. */
interface Ready {
  key: OrderKey & { occurredAt: Date };
  sale: Sale;
}

/**
 * Takes what one store sold while it was off line; the answer has one entry for each line, in order. The same lines again answer the same.
 * @throws CallerError UNAUTHENTICATED, FORBIDDEN, BAD_USER_INPUT or NOT_FOUND for what is wrong with all of it
 */
export async function submitPurchaseLendOrders(
  ctx: Context,
  orders: readonly OfflineOrderInput[],
): Promise<OfflineOutcome[]> {
  const store = checkOrders(ctx, orders);
  await checkStore(ctx, store);
  const outcomes = await decideInTurn(ctx, orders, await knownKeys(ctx, store, orders));
  ctx.forget();
  return orders.map(({ idempotencyKey }, index) => ({
    line: index + 1,
    idempotencyKey,
    ...(outcomes.get(index) ?? undecided()),
  }));
}

/** The one store of all orders, which the caller may submit for. */
function checkOrders(ctx: Context, orders: readonly OfflineOrderInput[]): string {
  if (orders.length < 1 || orders.length > mostOrders) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `每次补传 1 至 ${mostOrders} 单。"orders" has 1 to ${mostOrders} orders at once; ${orders.length} were given.`,
      { argument: 'orders', limit: mostOrders, actual: orders.length },
    );
  }
  for (const { store } of orders) authorise(ctx.identity, 'order.submit', { store });
  const stores = [...new Set(orders.map(({ store }) => store))];
  if (stores.length > 1) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `每次只能补传一家书店的购借单。All orders of a request are of one store; these are of ${stores.join(', ')}.`,
      { argument: 'store' },
    );
  }
  return stores[0] ?? '';
}

/** Keys of these lines that have made an order before. */
async function knownKeys(ctx: Context, store: string, orders: readonly OfflineOrderInput[]): Promise<Set<string>> {
  // What no database takes has made no order, and is told as a mistake of its line.
  const keys = orders
    .map(({ idempotencyKey }) => idempotencyKey.trim())
    .filter((key) => key.isWellFormed() && !key.includes('\0'));
  const rows = await ctx.em.execute<{ key: string }[]>(
    `/* knownKeys */ select idempotency_key as key from purchase_lend_order
     where organisation = ? and idempotency_key in (select jsonb_array_elements_text(?::jsonb))`,
    [organisationOf(store), JSON.stringify(keys)],
  );
  return new Set(rows.map(({ key }) => key));
}

/** What a line's key has made before, what is wrong with it, or the sale that it tells of. */
async function lookUp(
  ctx: Context,
  { occurredAt: given, ...input }: OfflineOrderInput,
  known: ReadonlySet<string>,
): Promise<Told | Ready> {
  const key = { ...keyOf(input), occurredAt: momentOf(given, ctx.now) };
  const earlier = known.has(key.idempotencyKey) ? await findByKey(ctx, key) : null;
  if (earlier) {
    return answer(counterResult(earlier));
  }
  // What would not be decided any more is not asked about either.
  if (!hasTime(ctx)) {
    return undecided();
  }
  const checked = await checkSale(ctx, input, key.occurredAt);
  return 'ambiguous' in checked ? answer(ambiguousResult(checked)) : { key, sale: checked };
}

/** A store's clock that runs a little ahead is taken as the network's. */
function momentOf(given: Date, now: Date): Date {
  if (given.getTime() > now.getTime() + clockTolerance) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `售出时间在未来，请校准时钟。"occurredAt" lies in the future, ${given.toISOString()}; it is ${now.toISOString()}: set the clock right.`,
      { argument: 'occurredAt' },
    );
  }
  return given < now ? given : now;
}

/** Writes the orders in the order of their sales, and decides as many at once as do not wait for an earlier one. */
async function decideInTurn(
  ctx: Context,
  orders: readonly OfflineOrderInput[],
  known: ReadonlySet<string>,
): Promise<Map<number, Told>> {
  const outcomes = new Map<number, Told>();
  const busy = new Set<Promise<void>>();
  const last = new Map<string, Promise<void>>();
  const inTurn = orders
    .map((input, index) => ({ input, index, lookedUp: null as Promise<Told | Ready> | null }))
    .toSorted((one, other) => +one.input.occurredAt - +other.input.occurredAt || one.index - other.index);
  for (const [place, { index }] of inTurn.entries()) {
    for (const line of inTurn.slice(place, place + lookedUpAhead)) {
      line.lookedUp ??= told(ctx, (own) => lookUp(own, line.input, known));
    }
    const found = (await inTurn[place]?.lookedUp) ?? undecided();
    if (!('sale' in found)) {
      outcomes.set(index, found);
      continue;
    }
    const chains = chainsOf(found);
    await Promise.all(chains.map((chain) => last.get(chain)));
    while (busy.size >= decidedAtOnce) await Promise.race(busy);
    const { promise: isWritten, resolve: written } = Promise.withResolvers<void>();
    const work = told(ctx, (own) => submit(own, found, written)).then((outcome) => {
      outcomes.set(index, outcome);
      busy.delete(work);
      written();
    });
    busy.add(work);
    for (const chain of chains) last.set(chain, work);
    // The next one takes its place in the allowance after this one.
    await isWritten;
  }
  await Promise.all(busy);
  return outcomes;
}

/** Lines that share one of these are decided one after the other. */
function chainsOf({ key, sale: { found, card } }: Ready): string[] {
  const { isbn, id } = 'new' in found ? { ...found.new, id: null } : found.book;
  return [`key ${key.idempotencyKey}`, `card ${card}`, isbn === null ? `book ${id}` : `isbn ${isbn}`];
}

async function submit(ctx: Context, { key, sale }: Ready, written: () => void): Promise<Told> {
  const order = await orderOf(ctx, sale);
  // Without a contract a librarian of the library that pays by default decides.
  const contract = sale.contract ?? defaultTerms;
  const allowance = sale.contract?.offlineCopiesPerDay ?? null;
  return answer(counterResult(await place(ctx, { ...order, ...key, contract, allowance }, written)));
}

/** What a line comes to, with an EntityManager of its own; its mistake, and a fault of ours, are the line's. */
async function told<Outcome>(ctx: Context, work: (own: Context) => Promise<Outcome>): Promise<Outcome | Told> {
  try {
    return await work({ ...ctx, em: ctx.em.fork(), forget: () => {} });
  } catch (error) {
    const { message, extensions = {} } = maskError(error, { ...ctx, subgraph: 'bookstores' });
    // Who does not answer is asked before anything is written.
    if (error instanceof SubgraphError) return undecided();
    const argument = typeof extensions['argument'] === 'string' ? extensions['argument'] : null;
    return { result: null, error: { code: codeOf(extensions['code']), message, argument } };
  }
}

function answer(result: NonNullable<Told['result']>): Told {
  return { result, error: null };
}

function undecided(): Told {
  return answer(counterResult(null));
}

function codeOf(code: unknown): OfflineOrderError['code'] {
  return code === 'BAD_USER_INPUT' || code === 'NOT_FOUND' || code === 'CONFLICT' ? code : 'INTERNAL_SERVER_ERROR';
}
