import { manyByKey, oneByKey, withLoaders } from '../../lib/loaders.ts';
import type { BaseContext } from '../../lib/subgraph.ts';
import { Loan, LoanAddress, Parcel, Reader } from './entities.ts';
import { LoanPolicy } from './policies.ts';

export interface Context extends BaseContext {
  loaders: ReturnType<typeof createLoaders>;
}

/** The context of one fetch: its own EntityManager and loaders. */
export function createContext(base: BaseContext): Context {
  return withLoaders(base, createLoaders);
}

function createLoaders({ em }: BaseContext) {
  return {
    readerById: oneByKey(
      (ids: readonly string[]) => em.find(Reader, { id: [...ids] }),
      (reader) => reader.id,
    ),
    policyById: oneByKey(
      (ids: readonly string[]) => em.find(LoanPolicy, { id: [...ids] }),
      (policy) => policy.id,
    ),
    loanById: oneByKey(
      (ids: readonly string[]) => em.find(Loan, { id: [...ids] }),
      (loan) => loan.id,
    ),
    parcelById: oneByKey(
      (ids: readonly string[]) => em.find(Parcel, { id: [...ids] }),
      (parcel) => parcel.id,
    ),
    parcelsByLoan: manyByKey(
      (ids: readonly string[]) => em.find(Parcel, { loanId: [...ids] }),
      (parcel) => parcel.loanId,
    ),
    addressByLoan: oneByKey(
      (ids: readonly string[]) => em.find(LoanAddress, { loanId: [...ids] }),
      (address) => address.loanId,
    ),
  };
}
