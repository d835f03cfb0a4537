// Batches of what statements and contracts are made of.
import DataLoader from 'dataloader';
import { manyByKey, oneByKey } from '../../lib/loaders.ts';
import type { BaseContext } from '../../lib/subgraph.ts';
import { Contract } from './entities.ts';
import {
  StatementCorrection,
  StatementDispute,
  StatementInvoice,
  StatementLine,
  StatementTransition,
} from './statementEntities.ts';
import { lineOf, type StatementTotals, titlesOf, totalsOf } from './statementLines.ts';
import type { StatementValue } from './statements.ts';

const nothing: StatementTotals = { lines: 0, copies: 0, listFen: 0, netFen: 0 };

export function moneyLoaders({ em, ask }: BaseContext) {
  return {
    contractsByStore: manyByKey(
      (ids: readonly string[]) =>
        em.find(Contract, { storeId: [...ids] }, { orderBy: { validFrom: 'desc', id: 'asc' } }),
      (contract) => contract.storeId,
    ),
    totalsByStatement: new DataLoader(
      async (statements: readonly StatementValue[]) => {
        const totals = await totalsOf(em, statements);
        return statements.map(({ id }) => totals.get(id) ?? nothing);
      },
      { cacheKeyFn: ({ id, revision }) => `${id}:${revision}` },
    ),
    invoicesByStatement: manyByKey(
      (ids: readonly string[]) => em.find(StatementInvoice, { statementId: [...ids] }, { orderBy: { number: 'asc' } }),
      (invoice) => invoice.statementId,
    ),
    disputesByStatement: manyByKey(
      (ids: readonly string[]) =>
        em.find(StatementDispute, { statementId: [...ids] }, { orderBy: { at: 'asc', id: 'asc' } }),
      (dispute) => dispute.statementId,
    ),
    transitionsByStatement: manyByKey(
      (ids: readonly string[]) => em.find(StatementTransition, { statementId: [...ids] }, { orderBy: { id: 'asc' } }),
      (transition) => transition.statementId,
    ),
    lineById: oneByKey(
      async (ids: readonly string[]) => (await em.find(StatementLine, { id: [...ids] })).map(lineOf),
      (line) => line.id,
    ),
    correctionById: oneByKey(
      (ids: readonly string[]) => em.find(StatementCorrection, { id: [...ids] }),
      (correction) => correction.id,
    ),
    /** The catalogue's, while a statement is OPEN and keeps none. */
    titleByBook: new DataLoader(async (ids: readonly string[]) => {
      const titles = await titlesOf(
        { ask },
        ids.map((bookId) => ({ bookId })),
      );
      return ids.map((id) => titles.get(id) ?? null);
    }),
  };
}
