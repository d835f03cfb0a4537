import DataLoader from 'dataloader';
import { manyByKey, oneByKey, withLoaders } from '../../lib/loaders.ts';
import { entities } from '../../lib/statements.ts';
import type { BaseContext } from '../../lib/subgraph.ts';
import { recordLooks } from './addresses.ts';
import { Loan, Reader } from './entities.ts';
import type { Fulfilment } from './fulfilment.ts';
import { holdLoaders } from './holdReads.ts';
import {
  Courier,
  FreightTariff,
  Parcel,
  ParcelAddress,
  ParcelAddressLook,
  ParcelEvent,
  ParcelLine,
} from './parcelEntities.ts';
import { LoanPolicy } from './policies.ts';
import { branchRecord } from './records.ts';

export interface Context extends BaseContext {
  loaders: ReturnType<typeof createLoaders>;
}

/** The context of one fetch: its own EntityManager and loaders. */
export function createContext(base: BaseContext): Context {
  return withLoaders(base, createLoaders);
}

function createLoaders(ctx: BaseContext) {
  const { em } = ctx;
  return {
    ...holdLoaders(ctx),
    /** One loader for each pair of reader and place. */
    fulfilment: new Map<string, DataLoader<string, Fulfilment>>(),
    readerById: oneByKey(
      (ids: readonly string[]) => entities(em, Reader, 'readerById', 'where id = any($1)', [ids]),
      (reader) => reader.id,
    ),
    policyById: oneByKey(
      (ids: readonly string[]) => em.find(LoanPolicy, { id: [...ids] }),
      (policy) => policy.id,
    ),
    loanById: oneByKey(
      (ids: readonly string[]) => entities(em, Loan, 'loanById', 'where id = any($1)', [ids]),
      (loan) => loan.id,
    ),
    parcelById: oneByKey(
      (ids: readonly string[]) => em.find(Parcel, { id: [...ids] }),
      (parcel) => parcel.id,
    ),
    linesByParcel: manyByKey(
      (ids: readonly string[]) => em.find(ParcelLine, { parcelId: [...ids] }, { orderBy: { loanId: 'asc' } }),
      (line) => line.parcelId,
    ),
    outParcelByLoan: oneByKey(
      async (ids: readonly string[]) => parcelsOfLoans(em, ids, 'OUT'),
      ({ loanId }) => loanId,
    ),
    backParcelByLoan: oneByKey(
      async (ids: readonly string[]) => parcelsOfLoans(em, ids, 'BACK'),
      ({ loanId }) => loanId,
    ),
    tariffById: oneByKey(
      (ids: readonly string[]) => em.find(FreightTariff, { id: [...ids] }),
      (tariff) => tariff.id,
    ),
    courierById: oneByKey(
      (ids: readonly string[]) => em.find(Courier, { id: [...ids] }),
      (courier) => courier.id,
    ),
    eventsByParcel: manyByKey(
      (ids: readonly string[]) => em.find(ParcelEvent, { parcelId: [...ids] }),
      (event) => event.parcelId,
    ),
    addressByParcel: oneByKey(
      (ids: readonly string[]) => em.find(ParcelAddress, { parcelId: [...ids] }),
      (address) => address.parcelId,
    ),
    looksByParcel: manyByKey(
      (ids: readonly string[]) => em.find(ParcelAddressLook, { parcelId: [...ids] }, { orderBy: { id: 'asc' } }),
      (look) => look.parcelId,
    ),
    /** Writes a look; however often a request asks, it is one. */
    lookByParcel: oneByKey(
      async (ids: readonly string[]) => {
        await recordLooks(ctx, ids);
        return ids;
      },
      (id) => id,
    ),
    libraryOfBranch: new DataLoader((ids: readonly string[]) =>
      Promise.all(ids.map(async (id) => (await branchRecord(ctx as Context, id)).library)),
    ),
  };
}

/** The last parcel of each loan in a direction that was not cancelled, as a value with the loan's id. */
async function parcelsOfLoans(
  em: BaseContext['em'],
  loanIds: readonly string[],
  direction: Parcel['direction'],
): Promise<{ loanId: string; parcel: Parcel }[]> {
  const lines = await em.find(ParcelLine, { loanId: [...loanIds], direction });
  const parcels = await em.find(
    Parcel,
    { id: lines.map(({ parcelId }) => parcelId), status: { $ne: 'CANCELLED' } },
    { orderBy: { createdAt: 'asc' } },
  );
  return parcels.flatMap((parcel) =>
    lines.filter(({ parcelId }) => parcelId === parcel.id).map(({ loanId }) => ({ loanId, parcel })),
  );
}
