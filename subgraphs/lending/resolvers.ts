import { ruleFailureResolvers } from '../../lib/failures.ts';
import { internal } from '../../lib/internal.ts';
import { tryAgainMessage } from '../../lib/messages.ts';
import { itemReference } from '../../lib/owners.ts';
import { dayOf } from '../../lib/shanghai.ts';
import { addClosing, closingsOf } from './calendars.ts';
import { catalogueItem, itemsInCataloguing, shelveItem } from './cataloguing.ts';
import { loanCount } from './circulation.ts';
import type { Context } from './context.ts';
import {
  appealCreditEvent,
  balanceOf,
  creditEventsOf,
  decideAppeal,
  liftSuspension,
  recordConsent,
  suspendReader,
} from './credit.ts';
import { refreshCredit } from './creditSource.ts';
import { checkOut } from './desk.ts';
import { reportLoss, settleItem } from './losses.ts';
import { decidedMessage, returnMessage } from './messages.ts';
import { addLoanPolicy, loanPolicies, policyById } from './policies.ts';
import { borrowingFacts, confirmLoan, loansOfOrdersBetween, releaseLoan, reserveLoan, voidLoan } from './quota.ts';
import {
  creditOf,
  loansOfReader,
  mayReadPrivate,
  nameForViewer,
  readerByCard,
  readerForViewer,
  readerRecord,
} from './readers.ts';
import { itemRecord } from './records.ts';
import { claimReturned, renewLoan } from './renewals.ts';
import { reportLoans } from './reports.ts';
import { requestLoan } from './requests.ts';
import { returnItem } from './returns.ts';
import type { CallerRole, Resolvers } from './types.generated.ts';
import { addressOfParcel, loanForViewer, parcelForViewer, readerOfCaller } from './viewers.ts';

export const resolvers: Resolvers = {
  Query: {
    reader: (_, { card }, ctx) => readerByCard(ctx, card),
    me: (_, _args, ctx) => ctx.identity,
    item: async (_, label, ctx) => {
      const record = await itemRecord(ctx, label);
      return record && itemReference(record.itemId);
    },
    loanCount: internal(({ items }: { items: string[] }, ctx: Context) => loanCount(ctx, items)),
    loanPolicies: (_, { library }, ctx) => loanPolicies(ctx, library ?? null),
    closings: (_, { library }, ctx) => closingsOf(ctx, library ?? null),
    itemsInCataloguing: (_, args, ctx) => itemsInCataloguing(ctx, args),
    readerRecord: internal(({ card }: { card: string }, ctx: Context) => readerRecord(ctx, card)),
    borrowingFacts: internal((args: Parameters<typeof borrowingFacts>[1], ctx: Context) => borrowingFacts(ctx, args)),
    loansOfOrdersBetween: internal((args: { after: string; upTo?: string | null }, ctx: Context) =>
      loansOfOrdersBetween(ctx, args),
    ),
  },
  Mutation: {
    refreshCredit: (_, { card }, ctx) => refreshCredit(ctx, card),
    appealCreditEvent: (_, args, ctx) => appealCreditEvent(ctx, args),
    decideAppeal: (_, args, ctx) => decideAppeal(ctx, args),
    suspendReader: (_, args, ctx) => suspendReader(ctx, args),
    liftSuspension: (_, args, ctx) => liftSuspension(ctx, args),
    recordConsent: (_, args, ctx) => recordConsent(ctx, args),
    requestLoan: (_, { input }, ctx) => requestLoan(ctx, input),
    checkOut: (_, { input }, ctx) => checkOut(ctx, input),
    renewLoan: (_, { input }, ctx) => renewLoan(ctx, input),
    claimReturned: (_, { loan }, ctx) => claimReturned(ctx, loan),
    reportLoans: (_, args, ctx) => reportLoans(ctx, args),
    addLoanPolicy: (_, { input }, ctx) => addLoanPolicy(ctx, input),
    addClosing: (_, { input }, ctx) => addClosing(ctx, input),
    returnItem: (_, { input }, ctx) => returnItem(ctx, input),
    catalogueItem: (_, { input }, ctx) => catalogueItem(ctx, input),
    shelveItem: (_, { input }, ctx) => shelveItem(ctx, input),
    reportItemLost: (_, { input }, ctx) => reportLoss(ctx, 'LOST', input),
    reportItemDamaged: (_, { input }, ctx) => reportLoss(ctx, 'DAMAGED', input),
    settleItem: (_, { input }, ctx) => settleItem(ctx, input),
    reserveLoan: internal(({ input }: { input: Parameters<typeof reserveLoan>[1] }, ctx: Context) =>
      reserveLoan(ctx, input),
    ),
    confirmLoan: internal(({ input }: { input: Parameters<typeof confirmLoan>[1] }, ctx: Context) =>
      confirmLoan(ctx, input),
    ),
    voidLoan: internal(({ orderId }: { orderId: string }, ctx: Context) => voidLoan(ctx, orderId)),
    releaseLoan: internal(({ orderId }: { orderId: string }, ctx: Context) => releaseLoan(ctx, orderId)),
  },
  Caller: {
    role: (identity) => identity.role.toUpperCase() as CallerRole,
    reader: (identity, _args, ctx) => readerOfCaller(ctx, identity),
    store: (identity) => (identity.role === 'clerk' ? { id: identity.store } : null),
    library: (identity) => (identity.role === 'librarian' ? { id: identity.library } : null),
  },
  Reader: {
    __resolveReference: ({ id }, ctx) => readerForViewer(ctx, id),
    name: (reader, _args, ctx) => nameForViewer(ctx, reader),
    credit: (reader, _args, ctx) => (mayReadPrivate(ctx, reader) ? creditOf(ctx, reader) : null),
    openLoans: (reader, _args, ctx) => (mayReadPrivate(ctx, reader) ? reader.openLoans : null),
    loanQuota: (reader, _args, ctx) => (mayReadPrivate(ctx, reader) ? reader.loanQuota : null),
    loans: (reader, page, ctx) => loansOfReader(ctx, reader, page),
  },
  Credit: {
    balance: ({ reader }, _args, ctx) => balanceOf(ctx, reader),
    events: ({ reader }, page, ctx) => creditEventsOf(ctx, reader, page),
  },
  CreditEvent: {
    loan: ({ reference }, _args, ctx) => loanForViewer(ctx, reference),
  },
  Loan: {
    __resolveReference: ({ id }, ctx) => loanForViewer(ctx, id),
    reader: (loan, _args, ctx) => readerForViewer(ctx, loan.readerId),
    book: (loan) => ({ id: loan.bookId }),
    item: (loan) => (loan.itemId ? itemReference(loan.itemId) : null),
    overdue: ({ status, dueDate }, _args, ctx) => status === 'ACTIVE' && dueDate != null && dueDate < dayOf(ctx.now),
    policy: ({ policyId }, _args, ctx) => (policyId ? policyById(ctx, policyId) : null),
    parcel: async (loan, _args, ctx) => (await ctx.loaders.parcelsByLoan.load(loan.id))[0] ?? null,
  },
  Parcel: {
    __resolveReference: ({ id }, ctx) => parcelForViewer(ctx, id),
    from: (parcel) => ({ id: parcel.fromBranchId }),
    loans: async (parcel, _args, ctx) =>
      [await ctx.loaders.loanById.load(parcel.loanId)].filter((loan) => loan !== null),
    address: (parcel, _args, ctx) => addressOfParcel(ctx, parcel),
  },
  Item: { __resolveType: (item) => item.__typename },
  ReturnResult: {
    destination: (returned) => (returned.destination ? { id: returned.destination } : null),
    item: (returned) => itemReference(returned.itemId),
    loan: (returned, _args, ctx) => (returned.loanId ? ctx.loaders.loanById.load(returned.loanId) : null),
    message: (returned, { lang }) => returnMessage(returned)[lang],
  },
  ItemPlacement: { item: ({ itemId }) => itemReference(itemId) },
  ItemLoss: {
    item: (loss) => itemReference(loss.itemId),
    loan: (loss, _args, ctx) => (loss.loanId ? loanForViewer(ctx, loss.loanId) : null),
    amount: ({ amountFen }) => (amountFen == null ? null : { fen: amountFen, currency: 'CNY' }),
  },
  LoanPolicy: { library: ({ library }) => (library ? { id: library } : null) },
  Closing: {
    library: ({ library }) => (library ? { id: library } : null),
    from: ({ fromDay }) => fromDay,
    to: ({ toDay }) => toDay ?? null,
  },
  LoanDecided: { message: (_, { lang }) => decidedMessage[lang] },
  TryAgain: { message: (_, { lang }) => tryAgainMessage[lang] },
  RuleFailure: ruleFailureResolvers,
};
