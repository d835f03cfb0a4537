// What central's schema says about imports.
import type { Context } from './context.ts';
import {
  importRuns,
  itemCounts,
  rateOf,
  recordCounts,
  recordsToExport,
  rejectsOf,
  secondsLeftOf,
} from './importReads.ts';
import { forgetImports, retentionSeconds } from './importRetention.ts';
import { beginImport, cancelImport, importFor, putImportPart, unfinishedImport } from './imports.ts';
import { runImports } from './importWork.ts';
import { itemMapping, setItemMapping } from './itemMappings.ts';
import type { Resolvers } from './types.generated.ts';

export const importQueries = {
  importRun: (_, { id }, ctx) => importFor(ctx, id, 'import.read'),
  importRuns: (_, args, ctx) => importRuns(ctx, args),
  itemMapping: (_, { library }, ctx) => itemMapping(ctx, library),
  recordsToExport: (_, args, ctx) => recordsToExport(ctx, args),
  unfinishedImport: (_, { input }, ctx) => unfinishedImport(ctx, input),
} satisfies Resolvers['Query'];

export const importMutations = {
  beginImport: (_, { input }, ctx) => beginImport(ctx, input),
  putImportPart: (_, part, ctx) => putImportPart(ctx, part),
  cancelImport: (_, cancelled, ctx) => cancelImport(ctx, cancelled),
  setItemMapping: (_, { library, mapping }, ctx) => setItemMapping(ctx, library, mapping),
} satisfies Resolvers['Mutation'];

export const importTypes = {
  ImportRun: {
    library: (run, _args, ctx) => (run.libraryId ? ctx.loaders.libraryById.load(run.libraryId) : null),
    store: (run) => (run.storeId ? { id: run.storeId } : null),
    format: (run) => run.format ?? run.askedFormat ?? null,
    records: (run) => recordCounts(run),
    items: (run) => itemCounts(run),
    rate: (run, _args, ctx) => rateOf(run, ctx.now),
    secondsLeft: (run, _args, ctx) => secondsLeftOf(run, ctx.now),
    rejects: (run, page, ctx) => rejectsOf(ctx, run, page),
  },
  ImportReject: {
    offset: (reject) => reject.start,
    bytes: (reject) => (reject.bytes ? Buffer.from(reject.bytes).toString('base64') : null),
  },
} satisfies Pick<Resolvers, 'ImportRun' | 'ImportReject'>;

/** Jobs of imports, and after how many seconds those that recur do. */
export const importTasks = {
  runImports,
  forgetImports: (ctx: Context) => forgetImports(ctx),
};
export const recurringImportTasks = { forgetImports: retentionSeconds };
