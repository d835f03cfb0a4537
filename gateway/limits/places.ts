// How much is under way at once, for one caller and for the whole process. Who finds no place is told at once: nobody waits here.
import { GraphQLError } from 'graphql';
import { createLoad } from '../../lib/load.ts';
import type { Client } from './clients.ts';
import { limitsOf, type RoleLimits } from './roles.ts';

type Kind = 'operations' | 'subscriptions';

export interface Places {
  /** Takes a place until the returned function is called, once; or says why there is none. */
  take(client: Client, kind: Kind): (() => void) | GraphQLError;
  /**
   * Whether no operation would be taken now, of somebody who shows a token or key, or of nobody. `take` refuses it too; who asks before
   * anything is read refuses at less cost.
   */
  overload(isSomebody: boolean): boolean;
  /** A subgraph has more to do than it can: what is under way here waits for it. */
  congested(): void;
  /** How the process is. */
  state(): PlacesState;
}

export interface PlacesState {
  /** Queries and mutations. */
  underWay: number;
  subscriptions: number;
  /** Of the event loop, 0 to 1. */
  utilization: number;
  /** Of what came in the last second, some was refused because it would have taken too long. */
  isRefusing: boolean;
}

/**
 * Makes the places of one process.
 * @param isCongested whether something in this process that operations wait for has no time left
 */
export function createPlaces(table: RoleLimits, isCongested: () => boolean = () => false): Places {
  const taken: Record<Kind, Map<string, number>> = { operations: new Map(), subscriptions: new Map() };
  const all: Record<Kind, number> = { operations: 0, subscriptions: 0 };
  const load = createLoad();
  let refusedAt = Number.NEGATIVE_INFINITY;
  const overload = (isSomebody: boolean): boolean => {
    if (isCongested()) load.congested();
    // Whoever has signed in, a clerk at a counter for one, is served before those who look around.
    const isTooMuch = load.waitMs() > (isSomebody ? table.process.wait : table.process.wait / 2);
    if (isTooMuch) refusedAt = performance.now();
    return isTooMuch;
  };
  return {
    overload,
    congested: load.congested,
    state: () => ({
      underWay: load.underWay,
      subscriptions: all.subscriptions,
      utilization: load.utilization,
      isRefusing: performance.now() - refusedAt < 1_000,
    }),
    take({ key, role }, kind) {
      const own = taken[kind].get(key) ?? 0;
      const limit = limitsOf(table, role)[kind];
      if (own >= limit) return refusals[kind](own + 1, limit);
      if (kind === 'operations' && overload(role !== 'anonymous')) return busy();
      if (all[kind] >= table.process[kind]) return overloaded(kind, all[kind] + 1, table.process[kind]);
      taken[kind].set(key, own + 1);
      all[kind] += 1;
      const end = kind === 'operations' ? load.begin() : undefined;
      let isTaken = true;
      return () => {
        if (!isTaken) return;
        isTaken = false;
        all[kind] -= 1;
        end?.();
        const left = (taken[kind].get(key) ?? 1) - 1;
        if (left > 0) taken[kind].set(key, left);
        else taken[kind].delete(key);
      };
    },
  };
}

/** Seconds after which it is worth to try again. */
export const retryAfter = 1;
const busyMessage = '服务繁忙，请稍后再试。The gateway is busy. Try again in a moment.';

const refusals: Readonly<Record<Kind, (actual: number, limit: number) => GraphQLError>> = {
  operations: (operations, limit) =>
    new GraphQLError(
      `您同时进行的操作已达 ${limit} 个。You have ${limit} operations under way; no more are allowed at once. Wait for one to end.`,
      { extensions: { code: 'CONCURRENCY_LIMIT', limit, operations, retryAfter } },
    ),
  subscriptions: (subscriptions, limit) =>
    new GraphQLError(
      `您已开启 ${limit} 个订阅。You have ${limit} subscriptions open; no more are allowed. Close one first.`,
      { extensions: { code: 'SUBSCRIPTION_LIMIT', limit, subscriptions } },
    ),
};

/** What a client is told whose operation would have to wait too long. */
export function busy(): GraphQLError {
  return new GraphQLError(busyMessage, { extensions: { code: 'OVERLOADED', retryAfter } });
}

function overloaded(kind: Kind, actual: number, limit: number): GraphQLError {
  return new GraphQLError(
    `服务繁忙，请稍后再试。The gateway has ${limit} ${kind} under way and takes no more. Try again in a moment.`,
    { extensions: { code: 'OVERLOADED', limit, [kind]: actual, retryAfter } },
  );
}
