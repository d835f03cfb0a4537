// What comes of an operation.
import type { GraphQLError } from 'graphql';
import type { ToldPlan } from './explain.ts';
import type { FetchReport } from './fetch.ts';

export interface Result<Data> {
  /** Absent when the operation was refused before it began. */
  data?: Data;
  errors?: readonly GraphQLError[];
  fetches: readonly FetchReport[];
  /** Where there are limits. */
  cost?: CostReport;
  /** Where it was asked for. */
  plan?: ToldPlan | null;
  /** Of a query or mutation that was run. */
  timing?: Timing;
}

/** Milliseconds. */
export interface Timing {
  /** Until there was a plan, known or new. */
  planMs: number;
  /** Until all fetches were answered and the answer was written. */
  executeMs: number;
}

/** What an operation costs at most, and may cost. */
export interface CostReport {
  requested: number;
  limit: number;
}

export type EngineResult = Result<Record<string, unknown> | null>;

/** `data` is JSON text, `null` when there is none. */
export type TextResult = Result<string>;
