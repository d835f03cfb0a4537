// Each fetch of a plan has a number, by which what it took is found beside what it is: from 1, in the order of the plan.
import type { BatchFetchNode, FetchNode, PlanNode } from '@graphql-hive/router-query-planner';

export type AnyFetchNode = FetchNode | BatchFetchNode;

/** The numbers of all fetches of a plan. */
export function numberFetches(plan: PlanNode | undefined): ReadonlyMap<AnyFetchNode, number> {
  const numbers = new Map<AnyFetchNode, number>();
  const number = (node: AnyFetchNode): void => void numbers.set(node, numbers.size + 1);
  const visit = (node: PlanNode | undefined): void => {
    switch (node?.kind) {
      case 'Fetch':
      case 'BatchFetch':
        return number(node);
      case 'Subscription':
        // It has no kind.
        return number(node.primary);
      case 'Flatten':
        return visit(node.node);
      case 'Sequence':
      case 'Parallel':
        return node.nodes.forEach(visit);
      case 'Condition':
        visit(node.ifClause);
        visit(node.elseClause);
    }
  };
  visit(plan);
  return numbers;
}
