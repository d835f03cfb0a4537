// All limits of one gateway in one hand: what documents may be, how much may be under way, and how often a client may come.
import { GraphQLError } from 'graphql';
import { CallerError } from '../../lib/errors.ts';
import { type Client, networkOf } from './clients.ts';
import { createDocumentCheck, type DocumentCheck } from './documents.ts';
import { createPlaces, type Places } from './places.ts';
import { createRates, type RateState, type Rates } from './rates.ts';
import { limitsOf, type RoleLimits } from './roles.ts';

export interface Limiter {
  checkDocument: DocumentCheck;
  places: Places;
  rates: Rates;
  /** Counts a request of an address, whoever sends it. It is asked before anything is read. */
  comeFrom(address: string | undefined): RateState | GraphQLError;
  /** Counts a request or operation of a client. */
  come(client: Client): RateState | GraphQLError;
  /** Counts what an operation costs that was let in. */
  charge(client: Client, cost: number): void;
  /** Counts what a caller shows that is not good: to try one after the other shall take long. What nobody can confirm now is no fault. */
  blame(address: string | undefined, error: unknown): void;
}

/** What a point of the rate buys beside the request itself. */
const costPerPoint = 100;
/** Points of a token or key that is not good. */
const blamePoints = 20;

/** Makes the limits of one gateway by this table; `isCongested` as for its places. */
export function createLimiter(table: RoleLimits, isCongested?: () => boolean): Limiter {
  const rates = createRates();
  return {
    checkDocument: createDocumentCheck(table),
    places: createPlaces(table, isCongested),
    rates,
    comeFrom: (address) => rates.take(`address ${networkOf(address)}`, 1, table.address.rate),
    come: ({ key, role }) => rates.take(key, 1, limitsOf(table, role).rate),
    charge: ({ key }, cost) => rates.charge(key, Math.floor(cost / costPerPoint)),
    blame(address, error) {
      const isNotGood = error instanceof CallerError && error.extensions['code'] === 'UNAUTHENTICATED';
      if (isNotGood) rates.charge(`address ${networkOf(address)}`, blamePoints);
    },
  };
}

/** The headers that tell a client how it stands (draft-ietf-httpapi-ratelimit-headers-10). */
export function rateHeaders(state: RateState | GraphQLError): Record<string, string> {
  const { limit, left, seconds } = state instanceof GraphQLError ? refusedState(state) : state;
  return { 'ratelimit-policy': `"minute";q=${limit};w=60`, ratelimit: `"minute";r=${left};t=${seconds}` };
}

function refusedState({ extensions: { limit, retryAfter } }: GraphQLError): RateState {
  return { limit: Number(limit), left: 0, seconds: Number(retryAfter) };
}
