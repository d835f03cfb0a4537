// Files of several owners share a lane: a long one is left in the midst where another's waits, and its rest comes after that.
import { statement } from '../../lib/statements.ts';
import type { Context } from './context.ts';
import type { ImportRun } from './importEntities.ts';
import { laneOf } from './imports.ts';

/** After so long the rest is a new job's: a job that runs for hours looks like one whose process is dead. */
const longestTurnMs = 3_600_000;

/** How long a file is worked through while another owner's waits. */
export interface TurnLength {
  /** At least, in ms (20 s). */
  turnMs?: number;
  /** And so many times as long as what comes before its first batch (4): a document is read again from its beginning. */
  timesPreparation?: number;
}

/**
 * Begins a turn.
 * @returns what tells, after each batch, whether it is over
 */
export function beginTurn(
  ctx: Context,
  run: ImportRun,
  stopping: AbortSignal | undefined,
  { turnMs = 20_000, timesPreparation = 4 }: TurnLength,
): () => Promise<boolean> {
  const begunAt = performance.now();
  let preparedMs: number | null = null;
  return async () => {
    const elapsed = performance.now() - begunAt;
    preparedMs ??= elapsed;
    if (stopping?.aborted || elapsed > longestTurnMs) return true;
    return elapsed - preparedMs >= Math.max(turnMs, timesPreparation * preparedMs) && othersWait(ctx, run);
  };
}

async function othersWait({ em }: Context, { libraryId, storeId }: ImportRun): Promise<boolean> {
  const owner = libraryId ?? storeId ?? '';
  const waiting = await statement<{ owner: string }>(
    em.fork(),
    `/* othersWait */ select distinct coalesce(library_id, store_id) as owner from import_run
     where state in ('WAITING', 'RUNNING') and coalesce(library_id, store_id) <> $1`,
    [owner],
  );
  return waiting.some((other) => laneOf(other.owner) === laneOf(owner));
}
