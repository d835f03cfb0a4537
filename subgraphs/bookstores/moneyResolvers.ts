// Contracts, statements and figures in the graph.
import type { Context } from './context.ts';
import { addContract, contracts, contractsOfStore } from './contracts.ts';
import { correctStatementLine } from './corrections.ts';
import type { Store } from './entities.ts';
import { issueStatement } from './issuing.ts';
import {
  circulationOf,
  costPerCirculation,
  fundsEmptied,
  ordersByStatus,
  programmeReport,
  refusalsByRule,
  type SpendRow,
  spendOf,
  stepTimes,
} from './report.ts';
import {
  agreeStatement,
  answerStatementDispute,
  disputeStatementLine,
  invoiceStatement,
  payStatement,
} from './settlement.ts';
import { exportStatement, listFenOf } from './statementExport.ts';
import { linesOfStatement } from './statementLines.ts';
import { statementForViewer, statements } from './statements.ts';
import { orderForViewer } from './stores.ts';
import type { MutationResolvers, QueryResolvers, Resolvers } from './types.generated.ts';

const money = (fen: number) => ({ fen, currency: 'CNY' as const });
const moneyOrNull = (fen: number | null | undefined) => (fen == null ? null : money(fen));
const sum = (rows: readonly SpendRow[], part: (row: SpendRow) => number) =>
  rows.reduce((total, row) => total + part(row), 0);

export const moneyQueries = {
  contracts: (_, args, ctx) => contracts(ctx, args),
  statement: (_, { id }, ctx) => statementForViewer(ctx, id),
  statements: (_, args, ctx) => statements(ctx, args),
  programmeReport: (_, args, ctx) => programmeReport(ctx, args),
} satisfies QueryResolvers;

export const moneyMutations = {
  addContract: (_, { input }, ctx) => addContract(ctx, input),
  issueStatement: (_, { id }, ctx) => issueStatement(ctx, id),
  disputeStatementLine: (_, { input }, ctx) => disputeStatementLine(ctx, input),
  answerStatementDispute: (_, { input }, ctx) => answerStatementDispute(ctx, input),
  correctStatementLine: (_, { input }, ctx) => correctStatementLine(ctx, input),
  agreeStatement: (_, args, ctx) => agreeStatement(ctx, args),
  invoiceStatement: (_, { input }, ctx) => invoiceStatement(ctx, input),
  payStatement: (_, { input }, ctx) => payStatement(ctx, input),
} satisfies MutationResolvers;

export const storeContracts = (store: Pick<Store, 'id'>, _args: unknown, ctx: Context) => contractsOfStore(ctx, store);

export const moneyTypes = {
  Contract: {
    store: async (contract, _args, ctx) => (await ctx.loaders.storeById.load(contract.storeId))!,
    payer: (contract) => ({ id: contract.payer }),
    offlinePriceCap: (contract) => money(contract.offlinePriceCapFen),
  },
  Statement: {
    library: (statement) => ({ id: statement.library }),
    store: (statement, _args, ctx) => ctx.loaders.storeById.load(statement.storeId),
    copies: async (statement, _args, ctx) => (await ctx.loaders.totalsByStatement.load(statement)).copies,
    listTotal: async (statement, _args, ctx) => money((await ctx.loaders.totalsByStatement.load(statement)).listFen),
    netTotal: async (statement, _args, ctx) => money((await ctx.loaders.totalsByStatement.load(statement)).netFen),
    agreedBy: ({ storeAgreed, libraryAgreed }) => [
      ...(storeAgreed ? (['STORE'] as const) : []),
      ...(libraryAgreed ? (['LIBRARY'] as const) : []),
    ],
    lines: (statement, page, ctx) => linesOfStatement(ctx, statement, page),
    invoiceNumbers: async (statement, _args, ctx) =>
      (await ctx.loaders.invoicesByStatement.load(statement.id)).map(({ number }) => number),
    disputes: (statement, _args, ctx) => ctx.loaders.disputesByStatement.load(statement.id),
    transitions: (statement, _args, ctx) => ctx.loaders.transitionsByStatement.load(statement.id),
    export: (statement, { format }, ctx) => exportStatement(ctx, statement, format),
  },
  StatementLine: {
    order: (line, _args, ctx) => orderForViewer(ctx, line.orderId),
    book: (line) => ({ id: line.bookId }),
    title: (line, _args, ctx) => line.title ?? ctx.loaders.titleByBook.load(line.bookId),
    listPrice: (line) => money(line.listPriceFen),
    listTotal: (line) => money(listFenOf(line)),
    net: (line) => money(line.netFen),
    reason: async (line, _args, ctx) =>
      line.correctionId === null ? null : ((await ctx.loaders.correctionById.load(line.correctionId))?.reason ?? null),
  },
  StatementDispute: {
    line: async (dispute, _args, ctx) => (await ctx.loaders.lineById.load(dispute.lineId))!,
    withdrawn: ({ answeredAt, answer }) => answeredAt != null && answer == null,
  },
  StatementCorrection: {
    order: (correction, _args, ctx) => orderForViewer(ctx, correction.orderId),
    listPrice: (correction) => moneyOrNull(correction.newListPriceFen),
    rateBasisPoints: (correction) => correction.newRateBasisPoints ?? null,
    net: (correction) => moneyOrNull(correction.newNetFen),
    refusal: (correction) => (correction.refusal ?? null) as 'FUND_EMPTY' | 'NOT_EXPENDED' | null,
  },
  ProgrammeReport: {
    library: ({ library }) => (library === null ? null : { id: library }),
    ordersByStatus: (scope, _args, ctx) => ordersByStatus(ctx, scope),
    spend: (scope, _args, ctx) => spendOf(ctx, scope),
    refusals: (scope, _args, ctx) => refusalsByRule(ctx, scope),
    steps: (scope, _args, ctx) => stepTimes(ctx, scope),
    circulation: (scope, _args, ctx) => circulationOf(ctx, scope),
    costPerCirculation: async (scope, _args, ctx) => moneyOrNull(await costPerCirculation(ctx, scope)),
    fundsEmptied: (scope, _args, ctx) => fundsEmptied(ctx, scope),
  },
  ProgrammeSpend: {
    orders: (rows) => sum(rows, (row) => row.orders),
    copies: (rows) => sum(rows, (row) => row.copies),
    list: (rows) => money(sum(rows, (row) => row.listFen)),
    net: (rows) => money(sum(rows, (row) => row.netFen)),
    byStore: (rows) => rows,
  },
  StoreSpend: {
    library: ({ library }) => ({ id: library }),
    store: (row, _args, ctx) => ctx.loaders.storeById.load(row.storeId),
    list: ({ listFen }) => money(listFen),
    net: ({ netFen }) => money(netFen),
  },
  FundEmptied: {
    library: ({ library }) => ({ id: library }),
  },
} satisfies Resolvers;
