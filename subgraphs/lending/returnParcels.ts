// 上门取书. A reader sends copies back by courier: one request, as many parcels as it takes. What the courier has taken along by the due
// day is not overdue; each loan ends when its copy is received over a desk.
import { randomUUID } from 'node:crypto';
import { authorise } from '../../lib/actions.ts';
import { CallerError } from '../../lib/errors.ts';
import { checkSameContent, checkText, contentHash, type DeliveryAddress } from '../../lib/inputs.ts';
import { type EntityManager, transact } from '../../lib/orm.ts';
import { libraryOfItem } from '../../lib/owners.ts';
import { erasedKey } from '../../lib/pseudonyms.ts';
import { addressGiven, addressHash } from './addresses.ts';
import type { Context } from './context.ts';
import { Loan } from './entities.ts';
import { Parcel, ParcelAddress, ParcelLine } from './parcelEntities.ts';
import { parcelKey } from './privacyCuts.ts';
import { lockReader } from './quota.ts';
import { existingReader } from './readers.ts';
import { branchRecord, existingItem } from './records.ts';
import { agreedQuote, freightOf, mostItems, mostQuoted, parcelSizes, type Quote } from './tariffs.ts';
import type { RequestReturnParcelInput } from './types.generated.ts';

/**
 * Asks for a pick-up; the same key and content answers with the same parcels.
 * @throws CallerError BAD_USER_INPUT, NOT_FOUND, CONFLICT for loans that cannot travel and for a freight that was not shown
 */
export async function requestReturnParcel(ctx: Context, input: RequestReturnParcelInput): Promise<Parcel[]> {
  const { identity } = ctx;
  const card = input.card?.trim() ?? (identity.role === 'reader' ? identity.card : null);
  authorise(identity, 'loan.request', { card });
  const reader = await existingReader(ctx, checkText('card', card ?? '', 40));
  const { idempotencyKey: key, ...content } = input;
  const requestKey = checkText('idempotencyKey', key);
  const requestHash = contentHash({ ...content, loans: content.loans.join(' ') });
  const erased = { readerId: null, requestKey: parcelKey(ctx.pseudonym, reader.card, requestKey) };
  const find = async (em: EntityManager) => {
    const asked = { $or: [{ readerId: reader.id, requestKey }, erased] };
    const parcels = await em.find(Parcel, asked, { orderBy: { requestNumber: 'asc' } });
    if (parcels.some(({ readerId }) => readerId == null)) {
      throw erasedKey(requestKey);
    }
    return parcels;
  };
  const earlier = await find(ctx.em);
  if (earlier.length > 0) {
    checkSameContent(requestKey, earlier[0]?.requestHash ?? '', requestHash);
    return earlier;
  }
  const loanIds = [...new Set(input.loans)];
  checkNumber(loanIds.length);
  const quote = await agreedQuote(ctx, { direction: 'BACK', items: loanIds.length }, input.freight);
  const loans = await ownLoans(ctx.em, reader.id, loanIds);
  const outward = await outwardParcel(ctx.em, loanIds);
  const branchId = await destination(ctx, input.branch ?? outward?.branchId ?? null, loans[0]);
  const address =
    (await addressGiven(ctx.em, reader.id, input)) ?? (outward && (await keptAddress(ctx.em, outward.id)));
  if (!address) {
    throw new CallerError(
      'BAD_USER_INPUT',
      '请给出取件地址。Give "deliveryAddress" or "savedAddress", where the courier picks it up: that of the parcel which brought it is erased, or there was none.',
      { argument: 'deliveryAddress' },
    );
  }
  return transact(ctx, async (em) => {
    await lockReader(em, reader.id);
    const meanwhile = await find(em);
    if (meanwhile.length > 0) {
      checkSameContent(requestKey, meanwhile[0]?.requestHash ?? '', requestHash);
      return meanwhile;
    }
    const running = await ownLoans(em, reader.id, loanIds);
    await checkNotUnderWay(em, loanIds);
    const base = { readerId: reader.id, branchId, requestKey, requestHash, createdAt: ctx.now };
    return makeParcels(em, base, { loans: running, quote, address });
  });
}

/** @throws CallerError BAD_USER_INPUT for none, and for more than a quote is for */
function checkNumber(count: number): void {
  if (count < 1 || count > mostQuoted) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `一次可寄还 1 至 ${mostQuoted} 册。"loans" names from 1 to ${mostQuoted} loans; these are ${count}.`,
      { argument: 'loans', actual: count },
    );
  }
}

async function makeParcels(
  em: EntityManager,
  base: Pick<Parcel, 'readerId' | 'branchId' | 'requestKey' | 'requestHash' | 'createdAt'>,
  { loans, quote, address }: { loans: readonly Loan[]; quote: Quote; address: DeliveryAddress },
): Promise<Parcel[]> {
  const parcels: Parcel[] = [];
  for (const [index, size] of parcelSizes(loans.length).entries()) {
    const parcel = em.create(Parcel, {
      ...base,
      id: randomUUID(),
      direction: 'BACK',
      status: 'CREATED',
      requestNumber: index + 1,
      tariffId: quote.tariff.id,
      freightFen: freightOf(quote.tariff, size),
    });
    await em.flush();
    for (const { id: loanId, itemId } of loans.slice(index * mostItems, index * mostItems + size)) {
      em.create(ParcelLine, { parcelId: parcel.id, loanId, direction: 'BACK', itemId: itemId ?? '' });
    }
    em.create(ParcelAddress, { parcelId: parcel.id, address, addressHash: addressHash(address) });
    parcels.push(parcel);
  }
  await em.flush();
  return parcels;
}

/** Loans in the order in which they are named, each running and in the reader's hand. */
async function ownLoans(em: EntityManager, readerId: string, ids: readonly string[]): Promise<Loan[]> {
  const found = await em.find(Loan, { id: { $in: [...ids] }, readerId }, { refresh: true });
  const loanOf = new Map(found.map((loan) => [loan.id, loan]));
  return ids.map((id) => {
    const loan = loanOf.get(id);
    if (!loan) {
      throw new CallerError('NOT_FOUND', `该读者没有借阅“${id}”。The reader has no loan "${id}".`, {
        argument: 'loans',
      });
    }
    if (loan.status !== 'ACTIVE' || !loan.dueDate) {
      const why = loan.status === 'ACTIVE' ? '尚未开始' : `现为 ${loan.status}`;
      throw new CallerError(
        'CONFLICT',
        `借阅“${id}”${why}，不能寄还。The loan "${id}" ${loan.status === 'ACTIVE' ? 'has not begun' : `is ${loan.status}`}: there is nothing to pick up.`,
        { argument: 'loans', loan: id },
      );
    }
    return loan;
  });
}

/** @throws CallerError CONFLICT for a copy that another parcel is to bring back */
async function checkNotUnderWay(em: EntityManager, loanIds: readonly string[]): Promise<void> {
  const [under] = await em.execute<{ loan_id: string; parcel_id: string; status: string }[]>(
    `/* checkNotUnderWay */ select loan_id, parcel_id, status from parcel_line join parcel on parcel.id = parcel_id
     where loan_id in (select jsonb_array_elements_text(?::jsonb)) and (
       (parcel.direction = 'BACK' and status not in ('CANCELLED', 'REFUSED', 'RETURNED_TO_SENDER'))
       or (parcel.direction = 'OUT' and status not in ('DELIVERED', 'AUTO_SIGNED'))) limit 1`,
    [JSON.stringify(loanIds)],
  );
  if (under) {
    throw new CallerError(
      'CONFLICT',
      `借阅“${under.loan_id}”已在包裹 ${under.parcel_id}（${under.status}）中。The loan "${under.loan_id}" is in the parcel ${under.parcel_id}, which is ${under.status}.`,
      { argument: 'loans', loan: under.loan_id, parcel: under.parcel_id },
    );
  }
}

/** The parcel that brought one of the copies: what goes back goes there, from where it came. */
async function outwardParcel(em: EntityManager, loanIds: readonly string[]): Promise<Parcel | null> {
  const line = await em.findOne(ParcelLine, { loanId: { $in: [...loanIds] }, direction: 'OUT' });
  return line && em.findOne(Parcel, { id: line.parcelId });
}

async function keptAddress(em: EntityManager, parcelId: string): Promise<DeliveryAddress | null> {
  return (await em.findOne(ParcelAddress, { parcelId }))?.address ?? null;
}

/** The branch that is named, or the one where the first copy belongs. */
async function destination(ctx: Context, named: string | null, loan: Loan | undefined): Promise<string> {
  if (named !== null) {
    return (await branchRecord(ctx, named)).id;
  }
  const itemId = loan?.itemId ?? '';
  const library = libraryOfItem(itemId);
  return (await existingItem(ctx, { library, barcode: itemId.slice(library.length + 1) })).branch;
}
