import { may } from '../../lib/actions.ts';
import { type RuleCode, ruleFailureResolvers, visibleFailures, visibleFlags } from '../../lib/failures.ts';
import { internal } from '../../lib/internal.ts';
import { tryAgainMessage } from '../../lib/messages.ts';
import type { OrderStep } from '../../lib/orderSteps.ts';
import { addressForViewer, addressLooks } from './addresses.ts';
import { compensationOfOrder, reasonForViewer, recordOrderStep } from './afterLoan.ts';
import { apiKeyMutations, apiKeyQueries, apiKeyTypes } from './apiKeyResolvers.ts';
import { firstOf, issueBarcodes, lastOf, rangesOfStore } from './barcodes.ts';
import type { Context } from './context.ts';
import { submitPurchaseLendOrder } from './counter.ts';
import { purchaseEligibility } from './eligibility.ts';
import { type OrderStatus, type PurchaseLendOrder, Store } from './entities.ts';
import {
  cancelOrder,
  confirmOrder,
  recordDelivery,
  reportOutOfStock,
  reviewOrder,
  shipOrder,
  signForOrder,
  voidOrder,
} from './fulfilment.ts';
import { inboxOfStore, ordersInReview, ordersOfStore } from './inbox.ts';
import { liveTypes, webhookMutations } from './liveResolvers.ts';
import { decidedMessage } from './messages.ts';
import { moneyMutations, moneyQueries, moneyTypes, storeContracts } from './moneyResolvers.ts';
import { keepOffers, putOffers } from './offers.ts';
import { requestPurchase } from './online.ts';
import { availableActions } from './orderActions.ts';
import { privacyMutations, privacyTypes } from './privacyResolvers.ts';
import { type PurchaseBorrower, purchaseOptions } from './purchaseOptions.ts';
import { reconcileOrders } from './reconcile.ts';
import { submitPurchaseLendOrders } from './replay.ts';
import { repointBook } from './repoint.ts';
import { ruleReplay } from './ruleReplay.ts';
import { offersOfStore, orderForViewer, payerOfStore, resourceOf } from './stores.ts';
import type { Resolvers } from './types.generated.ts';
import { webhooksOfStore } from './webhooks.ts';

const money = (fen: number) => ({ fen, currency: 'CNY' as const });

const failuresOfOrder = (order: PurchaseLendOrder, ctx: Context) =>
  visibleFailures(order.failures, ctx.identity, order.payer ?? null);

export const resolvers: Resolvers = {
  Query: {
    stores: (_, _args, ctx) => ctx.em.find(Store, {}, { orderBy: { id: 'asc' } }),
    purchaseLendOrder: (_, { id }, ctx) => orderForViewer(ctx, id),
    purchaseEligibility: (_, { input }, ctx) => purchaseEligibility(ctx, input),
    ruleReplay: (_, args, ctx) => ruleReplay(ctx, args),
    purchaseOptions: internal(
      (args: { bookIds: string[]; borrower?: PurchaseBorrower | null | undefined }, ctx: Context) =>
        purchaseOptions(ctx, args),
    ),
    ordersInReview: (_, args, ctx) => ordersInReview(ctx, args),
    ...apiKeyQueries,
    ...moneyQueries,
  },
  Mutation: {
    repointBook: internal((books: { from: string; to: string }, ctx: Context) => repointBook(ctx, books)),
    submitPurchaseLendOrder: (_, { input }, ctx) => submitPurchaseLendOrder(ctx, input),
    submitPurchaseLendOrders: (_, { orders }, ctx) => submitPurchaseLendOrders(ctx, orders),
    issueBarcodes: (_, { input }, ctx) => issueBarcodes(ctx, input),
    requestPurchase: (_, { input }, ctx) => requestPurchase(ctx, input),
    confirmOrder: (_, { id }, ctx) => confirmOrder(ctx, id),
    reportOutOfStock: (_, { id }, ctx) => reportOutOfStock(ctx, id),
    shipOrder: (_, args, ctx) => shipOrder(ctx, args),
    recordDelivery: (_, args, ctx) => recordDelivery(ctx, args),
    signForOrder: (_, { id }, ctx) => signForOrder(ctx, id),
    cancelOrder: (_, { id }, ctx) => cancelOrder(ctx, id),
    reviewOrder: (_, args, ctx) => reviewOrder(ctx, args),
    voidOrder: (_, { id, reason }, ctx) => voidOrder(ctx, id, reason),
    putOffers: (_, args, ctx) => putOffers(ctx, args),
    putStoreOffers: internal((args: Parameters<typeof keepOffers>[1], ctx: Context) => keepOffers(ctx, args)),
    reconcileOrders: (_, args, ctx) => reconcileOrders(ctx, args),
    ...apiKeyMutations,
    ...webhookMutations,
    ...privacyMutations,
    ...moneyMutations,
    recordOrderStep: internal(({ input }: { input: OrderStep }, ctx: Context) => recordOrderStep(ctx, input)),
  },
  ...apiKeyTypes,
  ...liveTypes,
  ...privacyTypes,
  Book: {
    __resolveReference: ({ id }) => ({ id }),
    offers: (book, _args, ctx) => ctx.loaders.offersByBook.load(book.id),
  },
  Store: {
    __resolveReference: ({ id }, ctx) => ctx.loaders.storeById.load(id),
    payer: (store, _args, ctx) => payerOfStore(ctx, store),
    offers: (store, page, ctx) => offersOfStore(ctx, store, page),
    inbox: (store, page, ctx) => inboxOfStore(ctx, store, page),
    orders: (store, page, ctx) => ordersOfStore(ctx, store, page),
    webhooks: (store, _args, ctx) => webhooksOfStore(ctx, store),
    contracts: storeContracts,
    barcodeRanges: (store, _args, ctx) => rangesOfStore(ctx, store.id),
  },
  BarcodeRange: {
    library: ({ library }) => ({ id: library }),
    first: firstOf,
    last: lastOf,
    count: ({ firstNumber, lastNumber }) => lastNumber - firstNumber + 1,
  },
  Offer: {
    __resolveReference: ({ id }, ctx) => ctx.loaders.offerById.load(id),
    store: async (offer, _args, ctx) => (await ctx.loaders.storeById.load(offer.storeId))!,
    book: (offer) => ({ id: offer.bookId }),
    listPrice: (offer) => money(offer.listPriceFen),
  },
  PurchaseLendOrder: {
    __resolveReference: ({ id }, ctx) => orderForViewer(ctx, id),
    store: (order, _args, ctx) => (order.storeId ? ctx.loaders.storeById.load(order.storeId) : null),
    book: (order) => ({ id: order.bookId }),
    itemBarcode: ({ itemBarcodes }) => itemBarcodes[0] ?? null,
    listPrice: (order) =>
      order.listPriceFen === null || order.listPriceFen === undefined ? null : money(order.listPriceFen),
    netPrice: (order, _args, ctx) =>
      may(ctx.identity, 'order.readNetPrice', resourceOf(order)) ? money(order.netFen) : null,
    payer: (order) => (order.payer ? { id: order.payer } : null),
    reader: (order) => (order.readerId ? { id: order.readerId } : null),
    failures: (order, _args, ctx) => failuresOfOrder(order, ctx),
    flags: (order, _args, ctx) => visibleFlags(order.flags, ctx.identity),
    compensation: async (order, _args, ctx) => {
      const fen = await compensationOfOrder(ctx, order);
      return fen === null ? null : money(fen);
    },
    transitions: (order, _args, ctx) => ctx.loaders.transitionsByOrder.load(order.id),
    becoming: ({ phase, endsAs = null }) => (phase === 'DONE' ? null : endsAs),
    availableActions: (order, _args, ctx) => availableActions(ctx, order),
    deliveryAddress: (order, _args, ctx) => addressForViewer(ctx, order),
    addressLooks: (order, _args, ctx) => addressLooks(ctx, order),
  },
  PurchaseTransition: {
    from: (transition) => transition.from as OrderStatus | null,
    reason: (transition, _args, ctx) => reasonForViewer(ctx, transition),
  },
  PurchaseRefused: {
    failures: ({ order }, _args, ctx) => failuresOfOrder(order, ctx),
  },
  PurchaseLendOrderDecided: { message: (_, { lang }) => decidedMessage[lang] },
  TryAgain: { message: (_, { lang }) => tryAgainMessage[lang] },
  RuleReplaySum: {
    listTotal: ({ listFen }) => money(listFen),
    netTotal: ({ netFen }) => money(netFen),
  },
  RuleReplayTurn: {
    order: async ({ orderId }, _args, ctx) => (await ctx.loaders.orderById.load(orderId))!,
    codes: ({ codes }) => codes as RuleCode[],
  },
  RuleFailure: ruleFailureResolvers,
  ...moneyTypes,
};
