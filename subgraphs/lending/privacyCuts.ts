// One batch of each kind of what has ended, for a reader or for everybody: see privacy.ts. A constant number of statements each; rows that
// somebody else is cutting are passed over.
import type { EntityManager } from '../../lib/orm.ts';
import { type Pseudonym, withoutReader } from '../../lib/pseudonyms.ts';
import { addDays } from '../../lib/shanghai.ts';
import { statement } from '../../lib/statements.ts';

/** Whose history is cut, and what of it: all that had ended before these moments. */
export interface Cut {
  /** Null for everybody's. */
  readerId: string | null;
  loansBefore: Date;
  holdsBefore: Date;
  parcelsBefore: Date;
  /** For how long it is known, from the end of a loan on, that the reader had the book. */
  takenDays: number;
  today: string;
}

/** Rows of a kind that one transaction cuts. */
export const cutBatchSize = 500;
/** A purchase counts for the limits of its year, and of some days within a year; with a margin for what is replayed late. */
export const sumDays = 400;

/** The first day on which a purchase of a day counts for no limit any more. */
export function sumExpiresOn(boughtOn: string): string {
  return addDays(boughtOn, sumDays);
}

/**
 * SQL of why a loan keeps its reader whatever its age; null for one that need not. LOST without a loss and what is not counted yet are
 * about to be entered.
 */
export const loanObstacle = `case
  when loan.status in ('RESERVED', 'ACTIVE') or exists (
    select from loan as volume where volume.order_id = loan.order_id and volume.status in ('RESERVED', 'ACTIVE')) then 'OPEN'
  when exists (select from item_loss where loan_id = loan.id and state <> 'SETTLED') then 'LOSS_NOT_SETTLED'
  when exists (
    select from parcel_line join parcel on parcel.id = parcel_id
    where loan_id = loan.id and parcel.status <> 'CANCELLED' and (closed_at is null
      or (parcel_line.direction = 'OUT' and received_at is null and parcel.status in ('REFUSED', 'RETURNED_TO_SENDER'))))
    then 'PARCEL_NOT_CLOSED'
  when exists (
    select from credit_event where credit_event.reader_id = loan.reader_id and reference = loan.id and state = 'APPEALED')
    then 'APPEAL_NOT_DECIDED'
  when tallied <> (loan.status <> 'RELEASED')
    or (loan.status = 'LOST' and not exists (select from item_loss where loan_id = loan.id))
    or exists (select from loan_request where loan_request.id = loan.id and phase <> 'DONE') then 'BEING_ENTERED'
end`;

interface CutLoan {
  id: string;
  reader_id: string;
  card: string;
  book_id: string;
  bought: boolean;
  first: boolean;
  bought_on: string;
  ended_on: string;
  fen: number;
}

/** Ended loans with what hangs on them; what the rules need of them is left behind. */
export async function cutLoans(
  em: EntityManager,
  pseudonym: Pseudonym,
  { readerId, loansBefore, takenDays, today }: Cut,
) {
  const loans = await statement<CutLoan>(
    em,
    `/* cutLoans */ select loan.id, loan.reader_id, reader.card, book_id, volume = 1 as first,
       channel = 'PURCHASE' and status <> 'RELEASED' as bought, coalesce(list_price_fen, 0) as fen,
       to_char(requested_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as bought_on,
       to_char(coalesce(returned_at, requested_at) at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as ended_on
     from loan join reader on reader.id = loan.reader_id
     where loan.reader_id is not null and ($1::text is null or loan.reader_id = $1)
       and loan.status in ('RETURNED', 'LOST', 'RELEASED') and coalesce(returned_at, requested_at) < $2
       and not exists (select from item_loss where loan_id = loan.id and settled_at >= $2)
       and (${loanObstacle}) is null
     order by coalesce(returned_at, requested_at) limit $3 for update of loan skip locked`,
    [readerId, loansBefore, cutBatchSize],
  );
  if (loans.length === 0) {
    return { ids: [], takenBooks: 0, takenUntil: null };
  }
  const ids = loans.map(({ id }) => id);
  const bought = loans.filter((loan) => loan.bought);
  const taken = bought
    .filter(({ first }) => first)
    .map(({ card, book_id: bookId, ended_on: endedOn }) => ({
      hash: pseudonym('taken', card, bookId),
      expiresOn: addDays(endedOn, takenDays),
    }))
    .filter(({ expiresOn }) => expiresOn > today);
  const sums = bought
    .filter(({ bought_on: boughtOn }) => sumExpiresOn(boughtOn) > today)
    .map(({ card, bought_on: boughtOn, fen }) => ({ spender: pseudonym('spender', card), boughtOn, fen }));
  await statement(
    em,
    `/* cutLoans */
     with cut as (
       update loan set reader_id = null where id = any($1) returning id
     ), taken as (
       insert into taken_hash (hash, expires_on)
       select hash, max(expires_on) from unnest($2::text[], $3::date[]) as had (hash, expires_on) group by hash order by hash
       on conflict (hash) do update set expires_on = greatest(taken_hash.expires_on, excluded.expires_on)
     ), sums as (
       insert into purchase_sum (spender, bought_on, copies, list_fen)
       select spender, bought_on, count(*), sum(fen) from unnest($4::text[], $5::date[], $6::int[]) as spent (spender, bought_on, fen)
       group by spender, bought_on order by spender, bought_on
       on conflict (spender, bought_on) do update
         set copies = purchase_sum.copies + excluded.copies, list_fen = purchase_sum.list_fen + excluded.list_fen
     ), lines as (
       delete from parcel_line where loan_id = any($1)
     ), events as (
       update credit_event set reference = 'erased:' || id where reader_id = any($7) and reference = any($1)
     ), losses as (
       -- What a person has written may name the reader.
       update item_loss set reason = '—', settled_reason = '—' where loan_id = any($1)
     )
     select from cut`,
    [
      ids,
      taken.map(({ hash }) => hash),
      taken.map(({ expiresOn }) => expiresOn),
      sums.map(({ spender }) => spender),
      sums.map(({ boughtOn }) => boughtOn),
      sums.map(({ fen }) => fen),
      [...new Set(loans.map((loan) => loan.reader_id))],
    ],
  );
  const until = taken.map(({ expiresOn }) => expiresOn).toSorted();
  return { ids, takenBooks: new Set(taken.map(({ hash }) => hash)).size, takenUntil: until.at(-1) ?? null };
}

/** Requests whose loan is cut, or that were refused and made none. */
export async function cutRequests(
  em: EntityManager,
  pseudonym: Pseudonym,
  { readerId, loansBefore }: Cut,
): Promise<number> {
  const requests = await statement<{ id: string; organisation: string; idempotency_key: string; content_hash: string }>(
    em,
    `/* cutRequests */ select request.id, organisation, idempotency_key, content_hash from loan_request as request
     where request.reader_id is not null and ($1::text is null or request.reader_id = $1) and phase = 'DONE'
       and request.requested_at < $2
       and not exists (select from loan where loan.id = request.id and loan.reader_id is not null)
     order by request.requested_at limit $3 for update skip locked`,
    [readerId, loansBefore, cutBatchSize],
  );
  if (requests.length === 0) {
    return 0;
  }
  const kept = requests.map(({ organisation, idempotency_key: idempotencyKey, content_hash: contentHash }) =>
    withoutReader(pseudonym, { organisation, idempotencyKey, contentHash }),
  );
  await statement(
    em,
    `/* cutRequests */
     with addresses as (delete from loan_address where loan_id = any($1))
     update loan_request as request set reader_id = null, organisation = kept.organisation, idempotency_key = kept.key,
       content_hash = kept.content
     from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as kept (id, organisation, key, content)
     where request.id = kept.id returning request.id`,
    [
      requests.map(({ id }) => id),
      kept.map(({ organisation }) => organisation),
      kept.map(({ idempotencyKey }) => idempotencyKey),
      kept.map(({ contentHash }) => contentHash),
    ],
  );
  return requests.length;
}

/** Holds that became no loan, and those whose loan is cut: they go with it. */
export async function cutHolds(em: EntityManager, pseudonym: Pseudonym, { readerId, holdsBefore, loansBefore }: Cut) {
  const holds = await statement<{ id: string; card: string; idempotency_key: string }>(
    em,
    `/* cutHolds */ select hold.id, reader.card, idempotency_key from hold join reader on reader.id = hold.reader_id
     left join loan on loan.id = hold.loan_id
     where hold.reader_id is not null and ($1::text is null or hold.reader_id = $1) and hold.ended_at is not null
       and hold.ended_at < greatest($2::timestamptz, $3) and (loan.id is null or loan.reader_id is null)
       and (hold.ended_at < $2 or loan.id is not null)
     order by hold.ended_at limit $4 for update of hold skip locked`,
    [readerId, holdsBefore, loansBefore, cutBatchSize],
  );
  if (holds.length > 0) {
    const keys = holds.map(({ card, idempotency_key: key }) => holdKey(pseudonym, card, key));
    await statement(
      em,
      `/* cutHolds */ update hold set reader_id = null, idempotency_key = kept.key, content_hash = ''
       from unnest($1::text[], $2::text[]) as kept (id, key) where hold.id = kept.id returning hold.id`,
      [holds.map(({ id }) => id), keys],
    );
  }
  return holds.length;
}

/** What a hold that keeps no reader keeps of its key. */
export function holdKey(pseudonym: Pseudonym, card: string, key: string): string {
  return pseudonym('key', 'hold', card, key);
}

/** Closed parcels of which no loan names the reader. */
export async function cutParcels(
  em: EntityManager,
  pseudonym: Pseudonym,
  { readerId, parcelsBefore }: Cut,
): Promise<number> {
  const parcels = await statement<{ id: string; card: string; request_key: string | null }>(
    em,
    `/* cutParcels */ select parcel.id, reader.card, request_key from parcel join reader on reader.id = parcel.reader_id
     where parcel.reader_id is not null and ($1::text is null or parcel.reader_id = $1)
       and (closed_at is not null or status = 'CANCELLED') and coalesce(ended_at, created_at) < $2
       and not exists (
         select from parcel_line join loan on loan.id = loan_id where parcel_id = parcel.id and loan.reader_id is not null)
       and not exists (
         select from credit_event where credit_event.reader_id = parcel.reader_id and reference = parcel.id and state = 'APPEALED')
     order by coalesce(ended_at, created_at) limit $3 for update of parcel skip locked`,
    [readerId, parcelsBefore, cutBatchSize],
  );
  if (parcels.length === 0) {
    return 0;
  }
  const keys = parcels.map(({ card, request_key: key }) => key && parcelKey(pseudonym, card, key));
  await statement(
    em,
    `/* cutParcels */
     with owners as (
       select reader_id from parcel where id = any($1)
     ), addresses as (
       delete from parcel_address where parcel_id = any($1)
     ), looks as (
       delete from parcel_address_look where parcel_id = any($1)
     ), events as (
       update credit_event set reference = 'erased:' || id
       where reader_id in (select reader_id from owners) and reference = any($1)
     )
     update parcel set reader_id = null, request_key = kept.key, request_hash = null
     from unnest($1::text[], $2::text[]) as kept (id, key) where parcel.id = kept.id returning parcel.id`,
    [parcels.map(({ id }) => id), keys],
  );
  return parcels.length;
}

/** What a parcel that keeps no reader keeps of the key of its request. */
export function parcelKey(pseudonym: Pseudonym, card: string, key: string): string {
  return pseudonym('key', 'parcel', card, key);
}

/** Events that count no more; one that is appealed waits for its decision. */
export async function deleteCreditEvents(em: EntityManager, { readerId, today }: Cut): Promise<number> {
  const deleted = await statement(
    em,
    `/* deleteCreditEvents */ delete from credit_event where id in (
       select id from credit_event
       where ($1::text is null or reader_id = $1) and expires_on <= $2 and state <> 'APPEALED' limit $3 for update skip locked)
     returning id`,
    [readerId, today, cutBatchSize],
  );
  return deleted.length;
}
