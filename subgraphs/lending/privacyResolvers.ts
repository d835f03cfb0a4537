// Resolvers of export, erasure and the retention policy.
import { internal } from '../../lib/internal.ts';
import { itemReference } from '../../lib/owners.ts';
import type { Context } from './context.ts';
import { eraseHistory, erasuresOf } from './erasures.ts';
import {
  exportedAddresses,
  exportedCreditEvents,
  exportedHolds,
  exportedLoans,
  exportedNotices,
  exportedParcels,
  exportedRequests,
  exportOf,
  purchaseSumsOf,
} from './export.ts';
import { historyKinds } from './privacyEntities.ts';
import { keptMessages } from './privacyMessages.ts';
import { existingReader } from './readers.ts';
import { addRetentionPolicy, retentionOn, retentionPolicies } from './retention.ts';
import type { Resolvers } from './types.generated.ts';

const yuan = (fen: number) => ({ fen, currency: 'CNY' as const });

export const privacyQueries = {
  retentionPolicies: (_, _args, ctx) => retentionPolicies(ctx),
  retentionOn: internal(({ day }: { day: string }, ctx: Context) => retentionOn(ctx.em, day)),
} satisfies Resolvers['Query'];

export const privacyMutations = {
  addRetentionPolicy: (_, { input }, ctx) => addRetentionPolicy(ctx, input),
  eraseHistory: async (_, { input }, ctx) => {
    const erasure = await eraseHistory(ctx, input);
    return erasure
      ? Object.assign(erasure, { __typename: 'HistoryErasure' as const })
      : { __typename: 'TryAgain' as const };
  },
} satisfies Resolvers['Mutation'];

export const privacyTypes = {
  HistoryErasure: {
    state: ({ phase }) => (phase === 'DONE' ? 'DONE' : 'RUNNING'),
    erased: ({ erased }) =>
      [...historyKinds].map((kind) => ({ kind, count: erased[kind] ?? 0 })).filter(({ count }) => count > 0),
    kept: ({ kept = null }) => kept,
  },
  KeptPart: { message: ({ reason }, { lang }) => keptMessages[reason][lang] },
  ReaderExport: {
    __resolveReference: async ({ card }, ctx) => exportOf(ctx, await existingReader(ctx, card)),
    card: ({ reader }) => reader.card,
    asOf: (_, _args, ctx) => ctx.now,
    profile: ({ reader }) => reader,
    addresses: (own, _args, ctx) => exportedAddresses(ctx, own),
    loans: (own, page, ctx) => exportedLoans(ctx, own, page),
    loanRequests: (own, page, ctx) => exportedRequests(ctx, own, page),
    holds: (own, page, ctx) => exportedHolds(ctx, own, page),
    parcels: (own, page, ctx) => exportedParcels(ctx, own, page),
    notices: (own, page, ctx) => exportedNotices(ctx, own, page),
    creditEvents: (own, page, ctx) => exportedCreditEvents(ctx, own, page),
    purchaseSums: (own, _args, ctx) => purchaseSumsOf(ctx, own),
    erasures: ({ reader }, page, ctx) => erasuresOf(ctx, reader.id, page),
  },
  ReaderProfile: {},
  ExportedLoan: {
    orderId: ({ loan }) => loan.orderId ?? null,
    volume: ({ loan }) => loan.volume,
    listPrice: ({ loan }) => (loan.listPriceFen == null ? null : yuan(loan.listPriceFen)),
    again: ({ loan }) => loan.again,
  },
  ExportedReturn: { branch: ({ branchId }) => ({ id: branchId }) },
  ExportedLoanRequest: {
    book: ({ bookId }) => ({ id: bookId }),
    item: ({ itemId, wantedItemId }) => {
      const id = itemId ?? wantedItemId;
      return id ? itemReference(id) : null;
    },
    branch: ({ branchId }) => (branchId ? { id: branchId } : null),
  },
  ExportedHold: {
    idempotencyKey: ({ hold }) => hold.idempotencyKey,
    number: ({ hold }) => hold.number,
    served: ({ hold }) => hold.served ?? null,
    passedOver: ({ hold }) => hold.passedOver,
  },
  ExportedParcel: {
    requestKey: ({ parcel }) => parcel.requestKey ?? null,
    dueAt: ({ parcel }) => parcel.dueAt ?? null,
    closedAt: ({ parcel }) => parcel.closedAt ?? null,
  },
  ExportedCreditEvent: {
    reference: ({ event }) => event.reference,
    decidedBy: ({ event }) => event.decidedBy ?? null,
  },
  PurchaseSum: { listTotal: ({ listFen }) => yuan(listFen) },
} satisfies Partial<Resolvers>;
