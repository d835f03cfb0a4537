// What another subgraph has told in time, or why it has not: for answers that go on without it and say so.
import { describeError } from './masking.ts';
import type { BaseContext } from './subgraph.ts';
import { TimeLimitError, within } from './time.ts';
import { SubgraphError } from './transport.ts';

/** Why an owner's word is missing. */
export type Silence = 'TIMEOUT' | 'UNAVAILABLE' | 'FAILED';

/** An owner's word; `value` is null exactly when there is a `reason`. */
export type Told<Value> = { value: Value; reason: null } | { value: null; reason: Silence };

/**
 * Waits for an owner so many milliseconds. Whatever goes wrong is logged, and said as the reason.
 * @param owner the subgraph, for the log
 */
export async function told<Value>(
  { log, requestId }: Pick<BaseContext, 'log' | 'requestId'>,
  owner: string,
  patience: number,
  question: Promise<Value>,
): Promise<Told<Value>> {
  try {
    return { value: await within(patience, question), reason: null };
  } catch (error) {
    const reason = silenceOf(error);
    log.warn(
      { requestId, owner, reason, error: describeError(error) },
      'an owner is silent, the answer goes on without it',
    );
    return { value: null, reason };
  }
}

function silenceOf(error: unknown): Silence {
  if (error instanceof TimeLimitError) return 'TIMEOUT';
  if (error instanceof SubgraphError) return error.code === 'SUBGRAPH_TIMEOUT' ? 'TIMEOUT' : 'UNAVAILABLE';
  return 'FAILED';
}
