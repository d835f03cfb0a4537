import { ruleFailureResolvers } from '../../lib/failures.ts';
import { internal } from '../../lib/internal.ts';
import { tryAgainMessage } from '../../lib/messages.ts';
import { itemReference } from '../../lib/owners.ts';
import { dayOf } from '../../lib/shanghai.ts';
import { addressLooks, addressOfParcel, removeAddress, saveAddress, savedAddresses } from './addresses.ts';
import { addClosing, closingsOf } from './calendars.ts';
import { catalogueItem, itemsInCataloguing, shelveItem } from './cataloguing.ts';
import { loanCount } from './circulation.ts';
import type { Context } from './context.ts';
import { couriers, receiveCourierEvent, registerCourier, renewCourierSecret } from './couriers.ts';
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
import { exportOf } from './export.ts';
import { fulfilmentOptions } from './fulfilment.ts';
import { addHoldPolicy, holdPolicies } from './holdPolicies.ts';
import { estimatedFrom, holdForViewer, holdsOfReader, maskedReaderOf, positionOf } from './holdReads.ts';
import { serveWaiting } from './holdServing.ts';
import { cancelHold, changeHoldPickup, placeHold, resumeHold, suspendHold } from './holds.ts';
import { liveMutations, liveQueries, liveReader, liveTypes } from './liveResolvers.ts';
import { reportLoss, settleItem } from './losses.ts';
import { decidedMessage, returnMessage } from './messages.ts';
import { reportMissingCopies } from './missingCopies.ts';
import { isOverdue } from './overdue.ts';
import { acceptParcel, joinParcels, splitParcel } from './packing.ts';
import { historyOf, loansOfParcel } from './parcelHistory.ts';
import { parcelsOfBranch, parcelsOfReader } from './parcelLists.ts';
import { recordLiability, recordParcelEvent, signForParcel } from './parcelMoves.ts';
import { cancelLoan, cancelParcel } from './parcels.ts';
import { addLoanPolicy, loanPolicies, policyById } from './policies.ts';
import { privacyMutations, privacyQueries, privacyTypes } from './privacyResolvers.ts';
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
import { repointBook } from './repoint.ts';
import { reportLoans } from './reports.ts';
import { requestLoan } from './requests.ts';
import { requestReturnParcel } from './returnParcels.ts';
import { returnItem } from './returns.ts';
import { loanRanking } from './tallies.ts';
import { addFreightTariff, freightTariffs, parcelQuote, tariffOfParcel } from './tariffs.ts';
import type { CallerRole, Resolvers } from './types.generated.ts';
import { loanForViewer, parcelForViewer, readerOfCaller } from './viewers.ts';
import { onHoldShelf, overdue, toPick, toReceive, worklist } from './worklists.ts';

const yuan = (fen: number) => ({ fen, currency: 'CNY' as const });

const money = (fen: number | null) => (fen === null ? null : { fen, currency: 'CNY' as const });

export const resolvers: Resolvers = {
  ...liveTypes,
  Query: {
    ...liveQueries,
    ...privacyQueries,
    reader: (_, { card }, ctx) => readerByCard(ctx, card),
    me: (_, _args, ctx) => ctx.identity,
    item: async (_, label, ctx) => {
      const record = await itemRecord(ctx, label);
      return record && itemReference(record.itemId);
    },
    loanCount: internal(({ items }: { items: string[] }, ctx: Context) => loanCount(ctx, items)),
    loanRanking: internal((args: Parameters<typeof loanRanking>[1], ctx: Context) => loanRanking(ctx, args)),
    loanPolicies: (_, { library }, ctx) => loanPolicies(ctx, library ?? null),
    hold: (_, { id }, ctx) => holdForViewer(ctx, id),
    holdPolicies: (_, _args, ctx) => holdPolicies(ctx),
    worklist: (_, { branch }, ctx) => worklist(ctx, branch),
    closings: (_, { library }, ctx) => closingsOf(ctx, library ?? null),
    parcel: (_, { id }, ctx) => parcelForViewer(ctx, id),
    parcels: (_, args, ctx) => parcelsOfBranch(ctx, args),
    parcelQuote: (_, args, ctx) => parcelQuote(ctx, args),
    freightTariffs: (_, _args, ctx) => freightTariffs(ctx),
    couriers: (_, _args, ctx) => couriers(ctx),
    itemsInCataloguing: (_, args, ctx) => itemsInCataloguing(ctx, args),
    readerRecord: internal(({ card }: { card: string }, ctx: Context) => readerRecord(ctx, card)),
    borrowingFacts: internal((args: Parameters<typeof borrowingFacts>[1], ctx: Context) => borrowingFacts(ctx, args)),
    loansOfOrdersBetween: internal((args: { after: string; upTo?: string | null }, ctx: Context) =>
      loansOfOrdersBetween(ctx, args),
    ),
  },
  Mutation: {
    ...liveMutations,
    ...privacyMutations,
    serveWaiting: internal(({ bookIds }: { bookIds: string[] }, ctx: Context) => serveWaiting(ctx, bookIds)),
    repointBook: internal((books: { from: string; to: string }, ctx: Context) => repointBook(ctx, books)),
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
    cancelLoan: (_, { loan }, ctx) => cancelLoan(ctx, loan),
    acceptParcel: (_, args, ctx) => acceptParcel(ctx, args),
    splitParcel: (_, args, ctx) => splitParcel(ctx, args),
    joinParcels: (_, { ids }, ctx) => joinParcels(ctx, ids),
    cancelParcel: (_, { id }, ctx) => cancelParcel(ctx, id),
    recordParcelEvent: (_, { input }, ctx) => recordParcelEvent(ctx, input),
    recordParcelLiability: (_, args, ctx) => recordLiability(ctx, args),
    signForParcel: (_, { id }, ctx) => signForParcel(ctx, id),
    reportMissingCopies: (_, args, ctx) => reportMissingCopies(ctx, args),
    requestReturnParcel: (_, { input }, ctx) => requestReturnParcel(ctx, input),
    saveAddress: (_, { address }, ctx) => saveAddress(ctx, address),
    removeAddress: (_, { id }, ctx) => removeAddress(ctx, id),
    addFreightTariff: (_, { input }, ctx) => addFreightTariff(ctx, input),
    registerCourier: (_, args, ctx) => registerCourier(ctx, args),
    renewCourierSecret: (_, { id }, ctx) => renewCourierSecret(ctx, id),
    receiveCourierEvent: internal((args: Parameters<typeof receiveCourierEvent>[1], ctx: Context) =>
      receiveCourierEvent(ctx, args),
    ),
    placeHold: (_, { input }, ctx) => placeHold(ctx, input),
    cancelHold: (_, { id }, ctx) => cancelHold(ctx, id),
    changeHoldPickup: (_, { id, pickup }, ctx) => changeHoldPickup(ctx, id, pickup),
    suspendHold: (_, { id, until }, ctx) => suspendHold(ctx, id, until),
    resumeHold: (_, { id }, ctx) => resumeHold(ctx, id),
    addHoldPolicy: (_, { input }, ctx) => addHoldPolicy(ctx, input),
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
  ...privacyTypes,
  Book: {
    __resolveReference: ({ id }) => ({ id }),
    fulfilmentOptions: ({ id }, args, ctx) => fulfilmentOptions(ctx, id, args),
    holdQueue: async ({ id }, _args, ctx) => ({ waiting: await ctx.loaders.waitingByBook.load(id) }),
  },
  FulfilmentOption: {
    branch: ({ branchId }) => (branchId ? { id: branchId } : null),
    store: ({ storeId }) => (storeId ? { id: storeId } : null),
    freight: ({ freightFen }) => money(freightFen),
    listPrice: ({ listPriceFen }) => money(listPriceFen),
    payer: ({ payer }) => (payer ? { id: payer } : null),
  },
  FulfilmentSource: { store: ({ storeId }) => (storeId ? { id: storeId } : null) },
  ScorePart: { message: ({ said }, { lang }) => said[lang] },
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
    addresses: (reader, _args, ctx) => savedAddresses(ctx, reader),
    parcels: (reader, page, ctx) => parcelsOfReader(ctx, reader, page),
    holds: (reader, page, ctx) => holdsOfReader(ctx, reader, page),
    ...liveReader,
    export: (reader, _args, ctx) => exportOf(ctx, reader),
  },
  Hold: {
    __resolveReference: ({ id }, ctx) => holdForViewer(ctx, id),
    book: (hold) => ({ id: hold.bookId }),
    reader: (hold, _args, ctx) => readerForViewer(ctx, hold.readerId),
    maskedReader: (hold, _args, ctx) => maskedReaderOf(ctx, hold),
    pickup: (hold) => ({ id: hold.pickupBranchId }),
    position: (hold, _args, ctx) => positionOf(ctx, hold),
    estimatedFrom: (hold, _args, ctx) => estimatedFrom(ctx, hold),
    item: (hold) => (hold.itemId ? itemReference(hold.itemId) : null),
    loan: (hold, _args, ctx) => (hold.state === 'FULFILLED' && hold.loanId ? loanForViewer(ctx, hold.loanId) : null),
  },
  Worklist: {
    toPick: (list, page, ctx) => toPick(ctx, list, page),
    toReceive: (list, page, ctx) => toReceive(ctx, list, page),
    onHoldShelf: (list, page, ctx) => onHoldShelf(ctx, list, page),
    overdue: (list, page, ctx) => overdue(ctx, list, page),
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
    overdue: (loan, _args, ctx) => isOverdue(loan, dayOf(ctx.now)),
    policy: ({ policyId }, _args, ctx) => (policyId ? policyById(ctx, policyId) : null),
    parcel: async (loan, _args, ctx) => (await ctx.loaders.outParcelByLoan.load(loan.id))?.parcel ?? null,
    returnParcel: async (loan, _args, ctx) => (await ctx.loaders.backParcelByLoan.load(loan.id))?.parcel ?? null,
  },
  Parcel: {
    __resolveReference: ({ id }, ctx) => parcelForViewer(ctx, id),
    from: ({ direction, branchId }) => (direction === 'OUT' ? { id: branchId } : null),
    to: ({ direction, branchId }) => (direction === 'BACK' ? { id: branchId } : null),
    courier: ({ courierId }, _args, ctx) => (courierId ? ctx.loaders.courierById.load(courierId) : null),
    history: (parcel, _args, ctx) => historyOf(ctx, parcel),
    loans: (parcel, _args, ctx) => loansOfParcel(ctx, parcel),
    freight: ({ freightFen }) => yuan(freightFen),
    tariff: (parcel, _args, ctx) => tariffOfParcel(ctx, parcel),
    address: (parcel, _args, ctx) => addressOfParcel(ctx, parcel),
    addressLooks: (parcel, _args, ctx) => addressLooks(ctx, parcel),
  },
  FreightTariff: { freight: ({ parcelFen }) => yuan(parcelFen) },
  ParcelQuote: { freight: ({ freightFen }) => yuan(freightFen) },
  Item: { __resolveType: (item) => item.__typename },
  ReturnResult: {
    destination: (returned) => (returned.destination ? { id: returned.destination } : null),
    item: (returned) => itemReference(returned.itemId),
    loan: (returned, _args, ctx) => (returned.loanId ? ctx.loaders.loanById.load(returned.loanId) : null),
    hold: (returned, _args, ctx) => (returned.holdId ? ctx.loaders.holdById.load(returned.holdId) : null),
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
