// Each supergraph that is loaded becomes a revision: an engine with transports of its own. A new one takes new requests; those
// that are running end on theirs, and only then are its transports closed.
import { setTimeout as sleep } from 'node:timers/promises';
import { assertValidSchema, type GraphQLSchema, validateSchema } from 'graphql';
import type { CallContext, Outage, SubgraphError, Transport } from '../lib/transport.ts';
import { createEngine, type Engine, type EngineOptions } from './engine/engine.ts';
import { readSupergraph, type Supergraph, SupergraphError } from './supergraph.ts';
import { coalescing } from './transports/coalesce.ts';
import { sharingSubscriptions } from './transports/shared-subscriptions.ts';
import type { Epoch } from './transports/shared-work.ts';
import { audiences } from './views/audiences.ts';

/** A transport for each subgraph, by its name in the supergraph, lower-cased. */
export type Transports = Readonly<Record<string, Transport>>;

/** Opens the transports of one supergraph. Throws SupergraphError when that cannot be. */
export type OpenTransports = (supergraph: Supergraph) => { transports: Transports; close: () => Promise<void> };

export interface Revision {
  readonly supergraph: Supergraph;
  readonly engine: Engine;
  readonly loadedAt: Date;
  /** Keeps the transports open until the returned function is called, once. */
  hold(): () => void;
  /** The subgraphs that are not asked now, because they did not answer. */
  outages(): (Outage & { subgraph: string })[];
}

export interface Revisions {
  /** The one that takes new requests. */
  readonly current: Revision;
  /** The last supergraph that was refused, unless one was loaded since. */
  readonly refused: { at: Date; message: string } | null;
  /** The revision that has this view. */
  of(schema: GraphQLSchema): Revision;
  /** Old revisions on which requests are still running. */
  readonly retiring: number;
  /**
   * Makes the supergraph that `read` reads the current one, unless it is already. One is loaded after the other.
   * @returns whether it is a new one
   * @throws SupergraphError when it cannot be served, and what `read` throws; the current one stays
   */
  load(read: () => Promise<string>): Promise<boolean>;
  /** Calls back with the current revision, at once and whenever there is a new one. */
  follow(listener: (revision: Revision) => void): () => void;
  /** Closes the transports of all revisions, each when its last request has ended. */
  close(): Promise<void>;
}

interface RevisionsOptions {
  supergraphSdl: string;
  transports: Transports | OpenTransports;
  fetchLimit: number;
  limitsOf?: EngineOptions['limitsOf'];
  /**
   * Equal queries of one caller that are under way at the same time are sent, and where they can be, answered once; equal
   * subscriptions share a stream.
   */
  isCoalescing: boolean;
  onSubgraphFailure: (error: SubgraphError, call: CallContext) => void;
  /** Told when transports of an old revision cannot be closed. */
  onCloseFailure: (error: unknown) => void;
}

/** Operations that are planned before a new supergraph takes requests, at most, and the time for that. */
const plansWarmed = 200;
const warmingMs = 3_000;

/** Loads the first supergraph. @throws SupergraphError when it cannot be served */
export function createRevisions({ supergraphSdl, ...options }: RevisionsOptions): Revisions {
  const bySchema = new WeakMap<GraphQLSchema, Revision>();
  const listeners = new Set<(revision: Revision) => void>();
  const closing = new Set<Promise<void>>();
  // One for all revisions: a mutation on an old one ends it for those who ask the new one.
  const epoch: Epoch = { current: 0 };
  let current = opened(supergraphSdl);
  let refused: Revisions['refused'] = null;
  let lastLoad = Promise.resolve();

  function opened(sdl: string) {
    const revision = openRevision(sdl, options, epoch);
    for (const view of Object.values(revision.engine.views)) bySchema.set(view, revision);
    return revision;
  }

  async function replace(sdl: string): Promise<boolean> {
    if (readSupergraph(sdl).sha256 === current.supergraph.sha256) return false;
    const last = current;
    const next = opened(sdl);
    // The first requests on the new one shall not wait for plans all at once.
    await Promise.race([next.engine.warm(last.engine.hottest(plansWarmed)), sleep(warmingMs)]);
    current = next;
    for (const listener of listeners) listener(next);
    retire(last);
    return true;
  }

  function retire(revision: RetirableRevision) {
    const closed = revision.retire().catch(options.onCloseFailure);
    closing.add(closed);
    void closed.then(() => closing.delete(closed));
  }

  return {
    get current() {
      return current;
    },
    get refused() {
      return refused;
    },
    of: (schema) => bySchema.get(schema) ?? current,
    get retiring() {
      return closing.size;
    },
    load(read) {
      const loaded = lastLoad.then(async () => replace(await read()));
      lastLoad = loaded.then(
        () => {
          refused = null;
        },
        (error) => {
          refused = { at: new Date(), message: error instanceof Error ? error.message : String(error) };
        },
      );
      return loaded;
    },
    follow(listener) {
      listeners.add(listener);
      listener(current);
      return () => listeners.delete(listener);
    },
    async close() {
      await lastLoad;
      retire(current);
      await Promise.all(closing);
    },
  };
}

interface RetirableRevision extends Revision {
  /** Closes the transports when nobody holds the revision any more. */
  retire(): Promise<void>;
}

function openRevision(
  sdl: string,
  {
    transports: given,
    fetchLimit,
    limitsOf,
    isCoalescing,
    onSubgraphFailure,
    onCloseFailure,
  }: Omit<RevisionsOptions, 'supergraphSdl'>,
  epoch: Epoch,
): RetirableRevision {
  const supergraph = readSupergraph(sdl);
  const { transports, close } =
    typeof given === 'function' ? given(supergraph) : { transports: given, close: async () => {} };
  const engineOptions = {
    supergraphSdl: sdl,
    transports: isCoalescing ? sharingSubscriptions(coalescing(transports, epoch)) : transports,
    fetchLimit,
    ...(limitsOf ? { limitsOf } : {}),
    ...(isCoalescing ? { joinWithin: epoch } : {}),
    onSubgraphFailure,
  };
  let engine: Engine;
  try {
    engine = createEngine(engineOptions);
    assertValidSchema(engine.publicSchema);
    checkViews(engine.views);
  } catch (error) {
    close().catch(onCloseFailure);
    throw new SupergraphError((error instanceof Error ? error.message : String(error)).trim(), { cause: error });
  }
  const unheld = Promise.withResolvers<void>();
  let holders = 0;
  let isRetired = false;
  const endIfUnheld = () => {
    if (isRetired && holders === 0) unheld.resolve();
  };
  return {
    supergraph,
    engine,
    loadedAt: new Date(),
    outages: () =>
      supergraph.subgraphs.flatMap(({ name }) => {
        const outage = transports[name]?.outage?.();
        return outage ? [{ subgraph: name, ...outage }] : [];
      }),
    hold() {
      holders += 1;
      let isHeld = true;
      return () => {
        if (!isHeld) return;
        isHeld = false;
        holders -= 1;
        endIfUnheld();
      };
    },
    async retire() {
      isRetired = true;
      endIfUnheld();
      await unheld.promise;
      await close();
    },
  };
}

/** What is hidden may leave an interface without what it promises, or nothing to ask for. */
function checkViews(views: Engine['views']): void {
  for (const audience of audiences) {
    const [problem] = validateSchema(views[audience]);
    if (!problem) continue;
    throw new Error(`What its tags leave of it for the audience "${audience}" is no schema: ${problem.message}`);
  }
}
