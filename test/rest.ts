// When a network that runs its jobs has done what there was to do.
import type { SubgraphName } from '../schema/sdl.ts';
import { rows, until } from './ask.ts';
import type { TestNetwork } from './network.ts';

const limitMs = 60_000;

/** Waits until subgraphs have done all jobs but those that recur, whose key is their task's name, and those that tell the catalogue. */
export function untilJobsAreDone(
  { subgraphs }: Pick<TestNetwork, 'subgraphs'>,
  names: readonly SubgraphName[] = ['lending', 'districts'],
): Promise<void> {
  return until(
    'all jobs are done',
    async () => {
      const waiting = await Promise.all(
        names.map((name) =>
          rows(
            subgraphs[name],
            `select 1 from graphile_worker._private_jobs as job
             join graphile_worker._private_tasks as task on task.id = task_id
             where job.key is distinct from task.identifier and task.identifier <> 'reportHoldings'`,
          ),
        ),
      );
      return waiting.every((jobs) => jobs.length === 0);
    },
    limitMs,
  );
}
