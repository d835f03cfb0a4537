// Jobs of a network that runs none by itself, so that a test says when they run.

import pLimit from 'p-limit';
import { definitions } from '../gateway/definitions.ts';
import type { BaseContext } from '../lib/subgraph.ts';
import { type SubgraphName, subgraphNames } from '../schema/sdl.ts';
import { rows } from './ask.ts';
import type { TestNetwork } from './network.ts';

type Handle = (ctx: BaseContext, payload: Record<string, unknown>) => Promise<void>;

interface Job {
  id: string;
  task: string;
  payload: Record<string, unknown>;
}

const passes = 6;

export interface RunOptions {
  /** Tasks whose jobs wait on. */
  leaving?: readonly string[];
  /** How many run at once (1). */
  atOnce?: number;
}

/**
 * Runs every job that waits, whenever it is due, and what they add; one that fails is tried again after the others.
 * @returns what still fails at the end, in words
 */
export async function runJobs(network: TestNetwork, options: RunOptions = {}): Promise<string[]> {
  let failed: string[] = [];
  for (let pass = 0; pass < passes; pass++) {
    failed = [];
    for (const name of subgraphNames) failed.push(...(await runOnce(network, name, options)));
    if ((await countOf(network, options)) === 0) return [];
  }
  return failed;
}

async function runOnce(
  network: TestNetwork,
  name: SubgraphName,
  { leaving = [], atOnce = 1 }: RunOptions,
): Promise<string[]> {
  const subgraph = network.subgraphs[name];
  const tasks = definitions[name].tasks as unknown as Record<string, Handle>;
  const failed: string[] = [];
  const jobs = await rows<Job>(
    subgraph,
    `select job.id::text as id, task.identifier as task, job.payload::jsonb as payload
     from graphile_worker._private_jobs as job join graphile_worker._private_tasks as task on task.id = job.task_id
     where task.identifier not in (select jsonb_array_elements_text(?::jsonb)) order by job.id`,
    [JSON.stringify(leaving)],
  );
  const run = async ({ id, task, payload }: Job): Promise<void> => {
    const [taken] = await rows(subgraph, 'delete from graphile_worker._private_jobs where id = ? returning id', [id]);
    if (!taken) return;
    const ctx = subgraph.contextOf({ identity: { role: 'service', subgraph: name }, requestId: `job-${task}` });
    try {
      await tasks[task]?.(ctx, payload);
    } catch (error) {
      failed.push(`${task} ${JSON.stringify(payload)}: ${error instanceof Error ? error.message : String(error)}`);
      await rows(subgraph, 'select 1 from graphile_worker.add_job(?, payload := ?::json)', [
        task,
        JSON.stringify(payload),
      ]);
    }
  };
  const limit = pLimit(atOnce);
  await Promise.all(jobs.map((job) => limit(() => run(job))));
  return failed;
}

async function countOf(network: TestNetwork, { leaving = [] }: RunOptions): Promise<number> {
  const counts = await Promise.all(
    Object.values(network.subgraphs).map((subgraph) =>
      rows<{ count: number }>(
        subgraph,
        `select count(*)::int as count from graphile_worker._private_jobs as job
         join graphile_worker._private_tasks as task on task.id = job.task_id
         where task.identifier not in (select jsonb_array_elements_text(?::jsonb))`,
        [JSON.stringify(leaving)],
      ),
    ),
  );
  return counts.flat().reduce((sum, { count }) => sum + count, 0);
}
