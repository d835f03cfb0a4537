// What must be true of the online lending service at rest, besides the invariants of the domain: loans and the copies at their owners
// agree, parcels stand where all that was told of them says, and nothing is left half done.
import type { SubgraphName } from '../schema/sdl.ts';
import { parcelEvents, type Told, wayOf } from '../subgraphs/lending/parcelEvents.ts';
import { inDatabase } from './in-database.ts';

type Urls = Record<SubgraphName, string>;

const withinLending: { rule: string; sql: string }[] = [
  { rule: 'a request is not decided', sql: "select id, phase from loan_request where phase <> 'DONE'" },
  {
    rule: 'nobody knows what a copy that came back is for',
    sql: 'select id, item_id from item_return where next is null',
  },
  {
    rule: 'a copy is captured for nobody',
    sql: "select id, status from kept_copy where status in ('CAPTURING', 'RELEASING')",
  },
  { rule: 'a loss is not entered at its owner', sql: "select id from item_loss where state = 'REPORTED'" },
  {
    rule: 'a request was decided, and its loan says otherwise',
    sql: `select request.id, outcome, loan.status from loan_request as request left join loan on loan.id = request.id
          where (outcome = 'LENT' and (loan.id is null or loan.status = 'RESERVED'))
             or (outcome = 'REFUSED' and loan.status <> 'RELEASED')`,
  },
  {
    rule: 'an online loan that was lent is in no parcel, and did not end before it was packed',
    sql: `select loan.id, loan.status from loan join loan_request as request on request.id = loan.id
          where loan.channel = 'ONLINE' and outcome = 'LENT' and loan.status = 'ACTIVE'
            and not exists (select from parcel_line where loan_id = loan.id and direction = 'OUT')`,
  },
  {
    rule: 'a loan was renewed as often as its renewals were granted',
    sql: `select id, renewals from loan where renewals <>
            (select count(*) from loan_renewal where loan_id = loan.id and loan_renewal.due_date is not null)`,
  },
  {
    rule: 'a return ended a loan that is not returned, or one return more than one',
    sql: `select item_return.id, loan.status from item_return join loan on loan.id = loan_id
          where loan.status not in ('RETURNED', 'RELEASED') or loan.item_id <> item_return.item_id
          union all select min(id), count(*)::text from item_return where loan_id is not null group by loan_id having count(*) > 1`,
  },
  {
    rule: 'a return in time or late is not noted, or twice',
    sql: `select loan.id from loan join item_return on item_return.loan_id = loan.id
          where loan.status = 'RETURNED' and loan.due_date is not null and (
            select count(*) from credit_event where reference = loan.id and kind in ('OVERDUE', 'RETURNED_IN_TIME')) <> 1`,
  },
  {
    rule: 'a hold is fulfilled by a loan of another reader or book, or by none',
    sql: `select hold.id from hold left join loan on loan.id = hold.loan_id
          where hold.state = 'FULFILLED' and (loan.id is null or loan.reader_id <> hold.reader_id or loan.book_id <> hold.book_id)`,
  },
  {
    rule: 'a hold waits for a loan that is not being made',
    sql: "select id, state from hold where loan_id is not null and state not in ('FULFILLED', 'CANCELLED', 'EXPIRED')",
  },
];

/** What is wrong, in words; nothing at rest. */
export async function lendingViolations(urls: Urls): Promise<string[]> {
  const found: string[] = [];
  for (const { rule, sql } of withinLending) {
    const rows = await inDatabase(urls.lending, sql);
    found.push(...rows.map((row) => `${rule}: ${JSON.stringify(row)}`));
  }
  return [...found, ...(await copiesOfLoans(urls)), ...(await parcelsElsewhere(urls))];
}

interface LentRow {
  id: string;
  itemId: string;
  due: string | null;
  back: boolean;
  /** Of the parcel that brings it; null for one that was lent over a desk. */
  out: string | null;
}

interface CopyRow {
  id: string;
  status: string;
  claim: string;
  due: string | null;
}

/** A loan's copy is kept for it, on its way, or out until the loan's day, at its owner too; and no copy is out for a loan that has ended. */
async function copiesOfLoans(urls: Urls): Promise<string[]> {
  const loans = await inDatabase<LentRow>(
    urls.lending,
    `select loan.id, loan.item_id as "itemId", loan.due_date::text as due, loan.back_on is not null as back, parcel.status as out
     from loan join loan_request using (id)
     left join parcel_line as line on line.loan_id = loan.id and line.direction = 'OUT'
     left join parcel on parcel.id = line.parcel_id
     where loan.status = 'ACTIVE'`,
  );
  const copies = new Map<string, CopyRow>();
  for (const owner of ['central', 'districts'] as const) {
    const rows = await inDatabase<CopyRow>(
      urls[owner],
      `select id, status, claim_id as claim, due_date::text as due from item
       where claim_id is not null and claim_id is distinct from purchase_order_id`,
    );
    for (const row of rows) copies.set(row.id, row);
  }
  const wrong = loans.flatMap((loan) => {
    const copy = copies.get(loan.itemId);
    const status = placeOf(loan);
    const isRight =
      copy?.claim === loan.id && copy.status === status && (status !== 'ON_LOAN' || copy.due === loan.due);
    return isRight
      ? []
      : [`loan ${JSON.stringify(loan)} has its copy ${status}, at its owner it is ${JSON.stringify(copy)}`];
  });
  const running = new Set(loans.map(({ id }) => id));
  const [others, purchases] = [await endedLoans(urls), await boughtLoans(urls)];
  const out = [...copies.values()].filter(({ status, claim }) => status === 'ON_LOAN' && !running.has(claim));
  return [
    ...wrong,
    ...out
      .filter(({ claim }) => others.has(claim) || !purchases.has(claim))
      .map((copy) => `copy ${JSON.stringify(copy)} is out for a loan that does not run`),
  ];
}

async function endedLoans({ lending }: Urls): Promise<Set<string>> {
  const rows = await inDatabase<{ id: string }>(lending, "select id from loan where status <> 'ACTIVE'");
  return new Set(rows.map(({ id }) => id));
}

/** Loans that no request of this service has made: bought, or there from the beginning. */
async function boughtLoans({ lending }: Urls): Promise<Set<string>> {
  const rows = await inDatabase<{ id: string }>(
    lending,
    'select id from loan where not exists (select from loan_request where loan_request.id = loan.id)',
  );
  return new Set(rows.map(({ id }) => id));
}

function placeOf({ back, out }: LentRow): string {
  if (back) return 'IN_TRANSIT';
  if (out === null || out === 'DELIVERED' || out === 'AUTO_SIGNED') return 'ON_LOAN';
  return out === 'CREATED' || out === 'ACCEPTED' ? 'PAGED' : 'IN_TRANSIT';
}

/** Each parcel that is not closed stands where its events say. */
async function parcelsElsewhere({ lending }: Urls): Promise<string[]> {
  const parcels = await inDatabase<{
    id: string;
    status: string;
    accepted: Date;
    shipped: Date | null;
    ended: Date | null;
  }>(
    lending,
    `select id, status, accepted_at as accepted, shipped_at as shipped, ended_at as ended from parcel
     where accepted_at is not null and closed_at is null`,
  );
  const events = await inDatabase<Told & { parcel: string }>(
    lending,
    'select parcel_id as parcel, event, at from parcel_event',
  );
  const told = Map.groupBy(events, ({ parcel }) => parcel);
  return parcels.flatMap(({ id, status, accepted, shipped, ended }) => {
    const own = told.get(id) ?? [];
    const way = wayOf(accepted, own);
    const isThere =
      JSON.stringify([status, shipped, ended]) === JSON.stringify([way.status, way.shippedAt, way.endedAt]);
    const said = own.map(({ event }) => event).filter((event) => parcelEvents.includes(event));
    return isThere ? [] : [`parcel ${id} is ${status}, and ${way.status} by what was told: ${said.join(', ')}`];
  });
}
