// Walks a plan. Sequences wait, parallel branches do not; mutations come as sequences, so their order is the plan's.
import type { FetchNode, FlattenNodePathSegment, PlanNode } from '@graphql-hive/router-query-planner';
import { isNonNullType, parse } from 'graphql';
import { fetchBatch, fetchEntities, fetchRoot, type Run } from './fetch.ts';
import { selectOperation } from './operation.ts';
import { chosenBranch } from './plan.ts';
import { collectFields } from './selection.ts';

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
        if (hasLostMutation(child, run)) return;
      }
      return;
    case 'Parallel':
      // Beside a mutation stand fetches of entities that the mutation before it named. They may see what this one changes; that
      // the specification would have them come first is the planner's choice, not ours to undo.
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

/**
 * Whether a mutation somewhere in `node` gave a null that it may not give. The whole answer is null then, so the mutations after
 * it must not happen. A null that travels up from further below is not seen here: what is there may not be fetched yet.
 */
function hasLostMutation(node: PlanNode, run: Run): boolean {
  switch (node.kind) {
    case 'Fetch':
      return node.operationKind === 'mutation' && isLost(node, run);
    case 'Flatten':
      return hasLostMutation(node.node, run);
    case 'Sequence':
    case 'Parallel':
      return node.nodes.some((child) => hasLostMutation(child, run));
    case 'Condition': {
      const branch = chosenBranch(node, run.variables);
      return branch !== undefined && hasLostMutation(branch, run);
    }
    default:
      return false;
  }
}

function isLost(mutation: FetchNode, { schema, variables, data }: Run): boolean {
  const type = schema.getMutationType();
  if (!type) return false;
  const operation = selectOperation(parse(mutation.operation), undefined);
  const asked = collectFields({ schema, operation, variables }, type, [operation.definition.selectionSet]);
  return [...asked].some(([key, [field]]) => {
    const definition = field && type.getFields()[field.name.value];
    return isNonNullType(definition?.type) && (data[key] ?? null) === null;
  });
}
