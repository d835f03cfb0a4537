// Walks a plan. Sequences wait, parallel branches do not; mutations come as sequences, so their order is the plan's.
import type { FlattenNodePathSegment, PlanNode } from '@graphql-hive/router-query-planner';
import { isNonNullType } from 'graphql';
import { rootFieldNames } from './answer-keys.ts';
import { fetchBatch, fetchEntities, fetchRoot, type Run } from './fetch.ts';
import { chosenBranch } from './plan.ts';

/** Runs a plan to its end. Rejects when the client has left; failures of subgraphs are recorded in `run.errors`. */
export async function executePlan(node: PlanNode, run: Run, path: FlattenNodePathSegment[] = []): Promise<void> {
  switch (node.kind) {
    case 'Fetch':
      return node.requires ? fetchEntities(node, path, run) : fetchRoot(node, run);
    case 'BatchFetch':
      return fetchBatch(node, run);
    case 'Flatten':
      return executePlan(node.node, run, node.path);
    case 'Sequence':
      for (const child of node.nodes) {
        await executePlan(child, run, path);
        if (isLostMutation(child, run)) return;
      }
      return;
    case 'Parallel':
      await Promise.all(node.nodes.map((child) => executePlan(child, run, path)));
      return;
    case 'Condition': {
      const branch = chosenBranch(node, run.variables);
      return branch && executePlan(branch, run, path);
    }
    default:
      throw new Error(`The planner made a ${node.kind} node, which this engine cannot execute.`);
  }
}

/** Whether a mutation gave a null that it may not give. The whole answer is null then, so the mutations after it must not happen. */
function isLostMutation(node: PlanNode, run: Run): boolean {
  if (node.kind !== 'Fetch' || node.operationKind !== 'mutation') return false;
  const fields = run.schema.getMutationType()?.getFields() ?? {};
  return [...rootFieldNames(node.operation)].some(
    ([key, name]) => isNonNullType(fields[name]?.type) && (run.data[key] ?? null) === null,
  );
}
