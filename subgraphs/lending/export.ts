// 个人数据. What lending keeps about a reader, for the reader alone; every list in pages, each page in a constant number of statements.
// test/export.e2e.test.ts holds it against the columns of the tables.
import type { EntityClass } from '@mikro-orm/core';
import { may } from '../../lib/actions.ts';
import type { DeliveryAddress } from '../../lib/inputs.ts';
import { type Connection, checkFirst, decodeCursor, type PageArguments, toConnection } from '../../lib/pagination.ts';
import type { Context } from './context.ts';
import { CreditEvent } from './credit.ts';
import { ItemLoss, ItemReturn, Loan, LoanAddress, LoanRequest, type Reader } from './entities.ts';
import { Hold } from './holdEntities.ts';
import { Notice } from './noticeEntities.ts';
import { Parcel, ParcelAddress, SavedAddress } from './parcelEntities.ts';
import { PurchaseSum } from './privacyEntities.ts';
import { LoanRenewal } from './renewals.ts';

export interface ReaderExport {
  reader: Reader;
}

export interface ExportedLoan {
  loan: Loan;
  address: DeliveryAddress | null;
  renewals: LoanRenewal[];
  returns: ItemReturn[];
  losses: ItemLoss[];
}

export interface ExportedHold {
  hold: Hold;
}

export interface ExportedParcel {
  parcel: Parcel;
  addressErasedAt: Date | null;
}

export interface ExportedCreditEvent {
  event: CreditEvent;
}

/** Everything about a reader; null for anybody but the reader and administrators. */
export function exportOf(ctx: Context, reader: Reader): ReaderExport | null {
  return may(ctx.identity, 'reader.export', { card: reader.card }) ? { reader } : null;
}

/** All loans, those that came to nothing among them. */
export async function exportedLoans(ctx: Context, { reader }: ReaderExport, page: PageArguments) {
  const loans = await pageOf<Loan>(ctx, Loan, { reader, page, time: 'requestedAt' });
  const loanId = { $in: loans.nodes.map(({ id }) => id) };
  const [addresses, renewals, returns, losses] = await Promise.all([
    ctx.em.find(LoanAddress, { loanId }),
    ctx.em.find(LoanRenewal, { loanId }, { orderBy: { at: 'asc', id: 'asc' } }),
    ctx.em.find(ItemReturn, { loanId }, { orderBy: { returnedAt: 'asc', id: 'asc' } }),
    ctx.em.find(ItemLoss, { loanId }, { orderBy: { reportedAt: 'asc', id: 'asc' } }),
  ]);
  return mapNodes(loans, (loan) => ({
    loan,
    address: ofLoan(addresses, loan)[0]?.address ?? null,
    renewals: ofLoan(renewals, loan),
    returns: ofLoan(returns, loan),
    losses: ofLoan(losses, loan),
  }));
}

/** All requests to borrow. */
export function exportedRequests(ctx: Context, { reader }: ReaderExport, page: PageArguments) {
  return pageOf<LoanRequest>(ctx, LoanRequest, { reader, page, time: 'requestedAt' });
}

/** All holds. */
export async function exportedHolds(ctx: Context, { reader }: ReaderExport, page: PageArguments) {
  return mapNodes(await pageOf<Hold>(ctx, Hold, { reader, page, time: 'placedAt' }), (hold) => ({ hold }));
}

/** All parcels; their addresses are those of `Parcel.address`. */
export async function exportedParcels(ctx: Context, { reader }: ReaderExport, page: PageArguments) {
  const parcels = await pageOf<Parcel>(ctx, Parcel, { reader, page, time: 'createdAt' });
  const parcelId = { $in: parcels.nodes.map(({ id }) => id) };
  const addresses = await ctx.em.find(ParcelAddress, { parcelId });
  const eraseAt = new Map(addresses.map((address) => [address.parcelId, address.eraseAt ?? null]));
  return mapNodes(parcels, (parcel) => ({ parcel, addressErasedAt: eraseAt.get(parcel.id) ?? null }));
}

/** All credit events. */
export async function exportedCreditEvents(ctx: Context, { reader }: ReaderExport, page: PageArguments) {
  return mapNodes(await pageOf<CreditEvent>(ctx, CreditEvent, { reader, page, time: 'at' }), (event) => ({ event }));
}

/** All reminders, those that wait or were not sent among them. */
export function exportedNotices(ctx: Context, { reader }: ReaderExport, page: PageArguments) {
  return pageOf<Notice>(ctx, Notice, { reader, page, time: 'createdAt' });
}

/** The addresses that the reader keeps. */
export function exportedAddresses(ctx: Context, { reader }: ReaderExport): Promise<SavedAddress[]> {
  return ctx.em.find(SavedAddress, { readerId: reader.id }, { orderBy: { savedAt: 'asc', id: 'asc' } });
}

/** What was bought on which days, of loans that do not name the reader any more. */
export function purchaseSumsOf(ctx: Context, { reader }: ReaderExport): Promise<PurchaseSum[]> {
  const spender = ctx.pseudonym('spender', reader.card);
  return ctx.em.find(PurchaseSum, { spender }, { orderBy: { boughtOn: 'desc' } });
}

interface OwnRow {
  id: string;
  readerId?: string | null;
}

/** A page of what belongs to a reader, newest first. */
async function pageOf<Row extends OwnRow>(
  ctx: Context,
  type: EntityClass<Row>,
  { reader, page: { first, after }, time }: { reader: Reader; page: PageArguments; time: keyof Row & string },
): Promise<Connection<Row>> {
  checkFirst(first);
  const [moment, id] = decodeCursor(after, ['moment', 'string']) ?? [];
  const at = moment === undefined ? null : new Date(moment);
  const own = { readerId: reader.id };
  const beyond = at ? { $or: [{ [time]: { $lt: at } }, { [time]: at, id: { $gt: String(id) } }] } : {};
  const [rows, count] = await Promise.all([
    ctx.em.find(
      type,
      { ...own, ...beyond } as never,
      {
        orderBy: { [time]: 'desc', id: 'asc' },
        limit: first + 1,
      } as never,
    ) as Promise<Row[]>,
    ctx.em.count(type, own as never),
  ]);
  return toConnection(rows, first, count, (row) => [(row[time] as Date).toISOString(), row.id]);
}

function ofLoan<Row extends { loanId?: string | null }>(rows: Row[], { id }: Loan): Row[] {
  return rows.filter((row) => row.loanId === id);
}

function mapNodes<Row, Node>(connection: Connection<Row>, map: (row: Row) => Node): Connection<Node> {
  const edges = connection.edges.map(({ cursor, node }) => ({ cursor, node: map(node) }));
  return { ...connection, edges, nodes: edges.map(({ node }) => node) };
}
