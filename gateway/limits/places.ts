// How much is under way at once, for one caller and for the whole process. Who finds no place is told at once: nobody waits here.
import { GraphQLError } from 'graphql';
import type { Client } from './clients.ts';
import { limitsOf, type ProcessLimits, type RoleLimits } from './roles.ts';

type Kind = keyof ProcessLimits;

export interface Places {
  /** Takes a place until the returned function is called, once; or says why there is none. */
  take(client: Client, kind: Kind): (() => void) | GraphQLError;
}

/** Makes the places of one process. */
export function createPlaces(table: RoleLimits): Places {
  const taken: Record<Kind, Map<string, number>> = { operations: new Map(), subscriptions: new Map() };
  const all: Record<Kind, number> = { operations: 0, subscriptions: 0 };
  return {
    take({ key, role }, kind) {
      const own = taken[kind].get(key) ?? 0;
      const limit = limitsOf(table, role)[kind];
      if (own >= limit) return refusals[kind](own + 1, limit);
      if (all[kind] >= table.process[kind]) return overloaded(kind, all[kind] + 1, table.process[kind]);
      taken[kind].set(key, own + 1);
      all[kind] += 1;
      let isTaken = true;
      return () => {
        if (!isTaken) return;
        isTaken = false;
        all[kind] -= 1;
        const left = (taken[kind].get(key) ?? 1) - 1;
        if (left > 0) taken[kind].set(key, left);
        else taken[kind].delete(key);
      };
    },
  };
}

/** Seconds after which it is worth to try again. */
const retryAfter = 1;

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

function overloaded(kind: Kind, actual: number, limit: number): GraphQLError {
  return new GraphQLError(
    `服务繁忙，请稍后再试。The gateway has ${limit} ${kind} under way and takes no more. Try again in a moment.`,
    { extensions: { code: 'OVERLOADED', limit, [kind]: actual, retryAfter } },
  );
}
