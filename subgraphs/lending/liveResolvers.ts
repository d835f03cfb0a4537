// Resolvers of what readers and branches are told: subscriptions, and reminders.
import { internal } from '../../lib/internal.ts';
import type { Context } from './context.ts';
import { holdForViewer } from './holdReads.ts';
import { noteWork, type ShelfChange, type ToldWork, type WorkChange, watchBranch, watchShelf } from './live.ts';
import { noticeText } from './noticeMessages.ts';
import { failedNotices, noticesOfReader, reminderTerms, setReminders } from './noticeReads.ts';
import { mayReadPrivate } from './readers.ts';
import type { MutationResolvers, QueryResolvers, ReaderResolvers, Resolvers } from './types.generated.ts';
import { loanForViewer, parcelForViewer } from './viewers.ts';

export const liveQueries = {
  failedNotices: (_, page, ctx) => failedNotices(ctx, page),
  reminderTerms: (_, _args, ctx) => reminderTerms(ctx),
} satisfies QueryResolvers;

export const liveMutations = {
  setReminders: (_, { enabled }, ctx) => setReminders(ctx, enabled),
  noteWork: internal(({ changes }: { changes: ToldWork[] }, ctx: Context) => noteWork(ctx, changes)),
} satisfies MutationResolvers;

export const liveReader = {
  reminders: (reader, _args, ctx) => (mayReadPrivate(ctx, reader) ? reader.reminders : null),
  notices: (reader, page, ctx) => noticesOfReader(ctx, reader, page),
} satisfies ReaderResolvers;

export const liveTypes = {
  Subscription: {
    shelfChanged: {
      subscribe: (_, args, ctx) => watchShelf(ctx, args),
      resolve: (change: ShelfChange) => change,
    },
    branchWorkChanged: {
      subscribe: (_, args, ctx) => watchBranch(ctx, args),
      resolve: (change: WorkChange) => change,
    },
  },
  ShelfChange: {
    loan: ({ loanId }, _args, ctx) => (loanId ? loanForViewer(ctx, loanId) : null),
    hold: ({ holdId }, _args, ctx) => (holdId ? holdForViewer(ctx, holdId) : null),
    parcel: ({ parcelId }, _args, ctx) => (parcelId ? parcelForViewer(ctx, parcelId) : null),
  },
  WorkChange: {
    loan: ({ loanId }, _args, ctx) => (loanId ? loanForViewer(ctx, loanId) : null),
    hold: ({ holdId }, _args, ctx) => (holdId ? holdForViewer(ctx, holdId) : null),
    parcel: ({ parcelId }, _args, ctx) => (parcelId ? parcelForViewer(ctx, parcelId) : null),
  },
  Notice: {
    loan: ({ loanId }, _args, ctx) => (loanId ? loanForViewer(ctx, loanId) : null),
    hold: ({ holdId }, _args, ctx) => (holdId ? holdForViewer(ctx, holdId) : null),
    book: ({ bookId }) => ({ id: bookId }),
    message: ({ kind, day }, { lang }) => noticeText({ kind, day, title: null })[lang],
  },
} satisfies Resolvers;
