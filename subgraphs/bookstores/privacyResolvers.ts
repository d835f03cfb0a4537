// Resolvers of export and erasure.
import { internal } from '../../lib/internal.ts';
import type { Context } from './context.ts';
import { exportedOrders } from './export.ts';
import { eraseOrders } from './privacy.ts';
import type { Resolvers } from './types.generated.ts';

const money = (fen: number) => ({ fen, currency: 'CNY' as const });

export const privacyMutations = {
  eraseOrders: internal((args: Parameters<typeof eraseOrders>[1], ctx: Context) => eraseOrders(ctx, args)),
} satisfies Resolvers['Mutation'];

export const privacyTypes = {
  ReaderExport: {
    __resolveReference: ({ card }) => ({ card }),
    orders: (own, page, ctx) => exportedOrders(ctx, own, page),
  },
  ExportedOrder: {
    card: ({ order }) => order.card ?? '',
    readerId: ({ order }) => order.readerId ?? null,
    readerName: ({ order }) => order.readerName ?? null,
    readerType: ({ order }) => order.readerType ?? null,
    organisation: ({ order }) => order.organisation,
    idempotencyKey: ({ order }) => order.idempotencyKey,
    submittedBy: ({ order }) => order.submittedBy,
    account: ({ order }) => order.facts?.reader ?? null,
  },
  OrderAccount: { yearSpent: ({ yearSpentFen }) => money(yearSpentFen) },
  ExportedOrderStep: { amount: ({ amountFen }) => (amountFen == null ? null : money(amountFen)) },
} satisfies Partial<Resolvers>;
