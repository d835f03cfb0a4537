// The invariants of the domain as SQL: what is found is a violation. To be asked at rest, when no order is being decided.
import { orderOfClaim } from '../lib/claims.ts';
import type { SubgraphName } from '../schema/sdl.ts';
import { inDatabase } from './in-database.ts';

interface Invariant {
  rule: string;
  database: SubgraphName;
  sql: string;
}

const withinOneOwner: Invariant[] = [
  {
    rule: '1: a fund has promised or spent more than it has',
    database: 'central',
    sql: 'select id from fund where encumbered_fen + expended_fen > allocated_fen or encumbered_fen < 0 or expended_fen < 0',
  },
  {
    rule: '1: the ledger of a fund does not sum to zero, or differs from the fund',
    database: 'central',
    sql: `select fund.id from fund join (
            select fund_id, sum(fen) as total,
                   sum(fen) filter (where account = 'ENCUMBERED') as encumbered,
                   sum(fen) filter (where account = 'EXPENDED') as expended
            from ledger_entry group by 1
          ) as ledger on ledger.fund_id = fund.id
          where ledger.total <> 0 or coalesce(encumbered, 0) <> encumbered_fen or coalesce(expended, 0) <> expended_fen`,
  },
  {
    rule: '1: a step of the ledger does not balance',
    database: 'central',
    sql: 'select order_id from ledger_entry group by order_id, step having sum(fen) <> 0',
  },
  {
    rule: '3: a reader has more loans than the quota, or the count differs from the loans',
    database: 'lending',
    sql: `select id from reader where open_loans > loan_quota or open_loans <>
            (select count(*) from loan where reader_id = reader.id and status in ('RESERVED', 'ACTIVE'))`,
  },
  {
    rule: "3: a loan that travels has a due day before it has started, or one that is in a reader's hand has none",
    database: 'lending',
    sql: `select loan.id from loan
          left join parcel_line as line on line.loan_id = loan.id and line.direction = 'OUT'
          left join parcel on parcel.id = line.parcel_id
          where loan.status = 'ACTIVE' and ((due_date is null) <> (started_at is null)
            or (due_date is null) <> (parcel.id is not null and due_date is null and parcel.status not in ('DELIVERED', 'AUTO_SIGNED')))`,
  },
  {
    rule: 'a parcel has more copies than five, none, or those of another reader',
    database: 'lending',
    sql: `select parcel.id from parcel left join parcel_line as line on line.parcel_id = parcel.id
          left join loan on loan.id = line.loan_id
          group by parcel.id
          having count(line.loan_id) > 5 or (count(line.loan_id) = 0 and parcel.status <> 'CANCELLED' and parcel.closed_at is null)
            or bool_or(loan.reader_id <> parcel.reader_id or loan.item_id <> line.item_id)`,
  },
  {
    rule: 'a history was cut, and its reader can still be found by what hangs on it',
    database: 'lending',
    sql: `select line.loan_id as id from parcel_line as line join loan on loan.id = line.loan_id join parcel on parcel.id = line.parcel_id
          where loan.reader_id is null or parcel.reader_id is null
          union all select hold.id from hold join loan on loan.id = hold.loan_id where loan.reader_id is null and hold.reader_id is not null
          union all select request.id from loan_request as request join loan on loan.id = request.id
          where loan.reader_id is null and request.reader_id is not null
          union all select event.id from credit_event as event join loan on loan.id = event.reference where loan.reader_id is null`,
  },
  {
    rule: 'a parcel did not reach its reader, and a loan of it runs',
    database: 'lending',
    sql: `select parcel.id from parcel join parcel_line as line on line.parcel_id = parcel.id join loan on loan.id = line.loan_id
          where parcel.direction = 'OUT' and loan.status = 'ACTIVE'
            and parcel.status in ('REFUSED', 'RETURNED_TO_SENDER', 'LOST', 'DAMAGED')`,
  },
  {
    rule: '8: a hold has a copy without being served, or is served without one; or a copy stands where its hold is not',
    database: 'lending',
    sql: `select hold.id, hold.state, kept.status, kept.branch_id from hold left join kept_copy as kept on kept.hold_id = hold.id
          where (hold.state in ('PAGED', 'IN_TRANSIT', 'READY')) <> (kept.id is not null)
             or kept.item_id <> hold.item_id
             or kept.status <> case hold.state when 'READY' then 'ON_HOLD_SHELF' else hold.state end
             or (hold.state = 'READY' and kept.branch_id <> hold.pickup_branch_id)`,
  },
  {
    rule: '8: the queue of a book has a gap',
    database: 'lending',
    sql: `select book_id, last_number from hold_queue where last_number <> (select count(*) from hold where hold.book_id = hold_queue.book_id)
          or last_number <> coalesce((select max(number) from hold where hold.book_id = hold_queue.book_id), 0)
          or last_served <> (select count(served) from hold where hold.book_id = hold_queue.book_id)`,
  },
  {
    rule: '8: a reader was served before one who came earlier and could be',
    database: 'lending',
    sql: `select earlier.id, later.id as later from hold as earlier join hold as later using (book_id)
          where earlier.number < later.number and later.served is not null and not earlier.passed_over
            and (earlier.served > later.served or (earlier.served is null and earlier.state = 'WAITING'))`,
  },
  {
    rule: '8: a reader has more copies kept than there may be',
    database: 'lending',
    sql: `select reader_id from hold where state in ('PAGED', 'IN_TRANSIT', 'READY') group by 1
          having count(*) > greatest(5, (select max(kept_at_once) from hold_policy))`,
  },
  {
    rule: '8: a reader waits for a book that the reader has',
    database: 'lending',
    sql: `select hold.id from hold join loan using (reader_id, book_id)
          where loan.status = 'ACTIVE' and loan.channel <> 'PURCHASE' and hold.state not in ('FULFILLED', 'CANCELLED', 'EXPIRED')`,
  },
  {
    rule: '4: an offer has negative stock or does not add up',
    database: 'bookstores',
    sql: 'select id from offer where stock < 0 or in_flight < 0 or received + adjusted <> stock + sold + in_flight',
  },
  {
    rule: '4: an offer promises other copies than its orders wait for',
    database: 'bookstores',
    sql: `select offer.id from offer where in_flight <> (
            select count(*) from purchase_lend_order as waiting
            where waiting.offer_id = offer.id and waiting.channel = 'ONLINE' and waiting.outcome is null)`,
  },
  {
    rule: '6: one key has several orders',
    database: 'bookstores',
    sql: 'select idempotency_key from purchase_lend_order group by organisation, idempotency_key having count(*) > 1',
  },
];

interface OrderRow {
  id: string;
  channel: string;
  status: string;
  phase: string;
  outcome: string | null;
  items: number;
}

/** How many orders are still on their way; none, when the network is at rest. */
export async function ordersUnderWay({ bookstores }: Record<SubgraphName, string>): Promise<number> {
  return (await inDatabase(bookstores, "select id from purchase_lend_order where phase <> 'DONE'")).length;
}

/** What is wrong with one owner's rows, each invariant by one statement. Nothing at any moment, in the midst of orders too. */
export async function momentary(urls: Record<SubgraphName, string>): Promise<string[]> {
  const found: string[] = [];
  for (const { rule, database, sql } of withinOneOwner) {
    const rows = await inDatabase(urls[database], sql);
    found.push(...rows.map((row) => `${rule}: ${JSON.stringify(row)}`));
  }
  return found;
}

/** Everything that is wrong, in words; nothing at rest. Orders are read first, their effects after. */
export async function violations(urls: Record<SubgraphName, string>): Promise<string[]> {
  return [
    ...(await momentary(urls)),
    ...(await copiesPastCaps(urls)),
    ...(await halfDoneOrders(urls)),
    ...(await keptCopies(urls)),
  ];
}

/**
 * 2: copies that were not bought by the programme and its slots together are past the caps of the default rules. A lost copy
 * that is found when another has its slot may exceed them later, as an import may.
 */
async function copiesPastCaps(urls: Record<SubgraphName, string>): Promise<string[]> {
  const slots = await inDatabase<{ book_id: string; payer: string; copies: number }>(
    urls.central,
    `select book_id, payer, sum(greatest(copies - (select count(*) from slot_release where order_id = purchase.id), 0))::int as copies
     from purchase where state <> 'RELEASED' group by 1, 2`,
  );
  const held = new Map<string, number>();
  for (const owner of ['central', 'districts'] as const) {
    const rows = await inDatabase<{ book_id: string; library_id: string; held: number }>(
      urls[owner],
      `select book_id, library_id, count(*)::int as held from item
       where purchase_order_id is null and status not in ('LOST', 'WITHDRAWN') group by 1, 2`,
    );
    for (const { book_id, library_id, held: count } of rows) {
      held.set(`${book_id} ${library_id}`, count);
      held.set(book_id, (held.get(book_id) ?? 0) + count);
    }
  }
  const ofCity = Map.groupBy(slots, ({ book_id }) => book_id);
  const past = [
    ...slots.map(({ book_id, payer, copies }) => ({ place: `${book_id} ${payer}`, copies, cap: 5 })),
    ...Array.from(ofCity, ([book, rows]) => ({
      place: book,
      copies: rows.reduce((sum, { copies }) => sum + copies, 0),
      cap: 30,
    })),
  ].filter(({ place, copies, cap }) => (held.get(place) ?? 0) + copies > cap);
  return past.map(({ place, copies, cap }) => `2: ${place} has ${copies} slots past the cap of ${cap}`);
}

/**
 * 8: what an owner keeps is kept for exactly one hold, loan or queue here, and stands as it does here; and the other way round.
 * Copies of the sample that were kept before anybody asked have no claim.
 */
async function keptCopies(urls: Record<SubgraphName, string>): Promise<string[]> {
  const found: string[] = [];
  const here = await inDatabase<{ id: string; item_id: string; status: string }>(
    urls.lending,
    'select id, item_id, status from kept_copy',
  );
  const loans = await inDatabase<{ id: string; item_id: string }>(
    urls.lending,
    "select id, item_id from loan where status in ('RESERVED', 'ACTIVE') and channel <> 'PURCHASE'",
  );
  const claimants = new Map([...here, ...loans].map((row) => [`${row.id} ${row.item_id}`, row]));
  const there = new Map<string, string>();
  for (const owner of ['central', 'districts'] as const) {
    const rows = await inDatabase<{ id: string; claim_id: string; status: string; queue: boolean }>(
      urls[owner],
      `select item.id, claim_id, status, moves is not null as queue from item join item_claim on item_claim.id = claim_id
       where status in ('PAGED', 'ON_HOLD_SHELF') or moves is not null`,
    );
    for (const { id, claim_id, status } of rows) {
      there.set(`${claim_id} ${id}`, status);
      if (!claimants.has(`${claim_id} ${id}`)) {
        found.push(`8: copy ${id} is ${status} for ${claim_id}, of which lending knows nothing`);
      }
    }
  }
  return [
    ...found,
    ...here
      .filter(({ id, item_id, status }) => there.get(`${id} ${item_id}`) !== status)
      .map(({ id, item_id, status }) => {
        const actual = there.get(`${id} ${item_id}`) ?? 'not kept';
        return `8: copy ${item_id} is kept as ${status} under ${id}, and ${actual} at its owner`;
      }),
  ];
}

/** 5: a LENT order has its item, its loan and one balanced expense; one that ended otherwise has nothing open. */
async function halfDoneOrders(urls: Record<SubgraphName, string>): Promise<string[]> {
  const orders = await inDatabase<OrderRow>(
    urls.bookstores,
    'select id, channel, status, phase, outcome, items from purchase_lend_order',
  );
  const items = [
    ...(await inDatabase<{ id: string }>(urls.central, itemsOfOrders)),
    ...(await inDatabase<{ id: string }>(urls.districts, itemsOfOrders)),
  ];
  const loans = await inDatabase<{ id: string; status: string }>(
    urls.lending,
    "select order_id as id, status from loan where channel = 'PURCHASE'",
  );
  const purchases = await inDatabase<{ id: string; state: string }>(urls.central, 'select id, state from purchase');
  const itemsOf = Map.groupBy(items, ({ id }) => orderOfClaim(id));
  const loansOf = openOf(loans.map(({ id, status }) => ({ id, state: status })));
  const purchasesOf = openOf(purchases);
  return orders.flatMap(({ id, channel, status, phase, outcome, items: volumes }) => {
    // Of a set, a copy and a loan for each volume.
    const copies = itemsOf.get(id)?.length ?? 0;
    const ofOrder = loansOf.get(id) ?? [];
    const statuses = [...new Set(ofOrder)];
    const loan = ofOrder.length === volumes ? statuses.toSorted().join('+') : `${ofOrder.length} of ${volumes}`;
    const effects = [
      copies === 0 ? 'NONE' : copies === volumes ? 'ITEM' : `${copies} of ${volumes}`,
      ofOrder.length === 0 ? 'NONE' : loan,
      purchasesOf.get(id)?.join('+') ?? 'NONE',
    ].join(' ');
    const wasLent = outcome === 'SUPPLIED' && status !== 'LENT';
    // Nothing is held for what a store sold off line while a librarian decides.
    const isWaiting = channel === 'COUNTER' && status === 'NEEDS_REVIEW';
    const allowed = phase === 'DONE' ? (wasLent ? afterLoan : isWaiting ? released : expected[status]) : undefined;
    return allowed?.test(effects)
      ? []
      : [`5: order ${id} is ${status} (${phase}), its item, loan and purchase are ${effects}`];
  });
}

/** States by order: of its claims the one that is not released, or the last one. */
function openOf(rows: { id: string; state: string }[]): Map<string, string[]> {
  const ofOrders = Map.groupBy(rows, ({ id }) => orderOfClaim(id));
  return new Map(
    Array.from(ofOrders, ([order, claims]) => {
      const open = claims.filter(({ state }) => state !== 'RELEASED');
      const shown = open.length > 0 ? open : claims.filter(({ id }) => id === claims.at(-1)?.id);
      return [order, shown.map(({ state }) => state)];
    }),
  );
}

const itemsOfOrders = 'select purchase_order_id as id from item where purchase_order_id is not null';

const held = /^ITEM RESERVED RESERVED$/;
const released = /^NONE (NONE|RELEASED) (NONE|RELEASED)$/;
/** The library's own work on a copy that the reader has had; a lost one may have given its slot back. */
const afterLoan = /^ITEM [A-Z+]+ (CONFIRMED|RELEASED)$/;

const expected: Record<string, RegExp> = {
  LENT: /^ITEM (ACTIVE|RETURNED|ACTIVE\+RETURNED|LOST|ACTIVE\+LOST\S*) CONFIRMED$/,
  NEEDS_REVIEW: held,
  APPROVED: held,
  CONFIRMED: held,
  SHIPPED: held,
  DELIVERED: held,
  REFUSED: released,
  EXPIRED: released,
  NOT_SUPPLIED: released,
  CANCELLED: released,
  VOIDED: released,
  REFUSED_AT_DOOR: released,
  RETURNED_TO_SENDER: released,
  LOST: released,
  DAMAGED: released,
};
