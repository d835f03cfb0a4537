// What happens to a copy that a purchase-lend order bought, told to the order. The job in the changing transaction is the
// outbox: it asks `bookstores` until it answers. Steps may arrive twice and in any order; `bookstores` puts them right.
import { addJob } from './jobs.ts';
import type { EntityManager } from './orm.ts';
import type { BaseContext } from './subgraph.ts';

/** A status of the order that follows what happens to its copies. */
export type AfterLoanStep = 'RETURNED' | 'IN_PROCESS' | 'SHELVED' | 'LOST' | 'DAMAGED' | 'COMPENSATED' | 'WRITTEN_OFF';

export interface OrderStep {
  orderId: string;
  itemId: string;
  step: AfterLoanStep;
  at: Date;
  /** Role of who did it, in capitals; SYSTEM for the network itself. */
  actor: string;
  reason?: string | null;
  /** What was paid for a lost or damaged copy, in fen. */
  amountFen?: number | null;
}

/** The id of the loan of one volume that an order bought; of a book that is no set, the order's. */
export function loanIdOf(orderId: string, volume: number): string {
  return volume === 1 ? orderId : `${orderId}-${volume}`;
}

/** Tells a step to its order, in the transaction in which it happens. */
export async function tellOrder(em: EntityManager, step: OrderStep): Promise<void> {
  await addJob(em, 'tellOrder', { ...step, at: step.at.toISOString() });
}

/** The job. */
export async function tellOrderJob(ctx: BaseContext, input: Record<string, unknown>): Promise<void> {
  await ctx.ask('bookstores', 'mutation ($input: OrderStepInput!) { recordOrderStep(input: $input) }', { input });
}
