// A plan as it is told to clients: what is fetched from where, in which order. Plans speak of everything that subgraphs have; a client is
// told of what its view has, and how many fields are left out.
import type { FlattenNodePathSegment, PlanNode, RequiresSelection } from '@graphql-hive/router-query-planner';
import { type GraphQLSchema, isCompositeType, parse, visit } from 'graphql';
import type { Operation } from '../planner/operation.ts';
import { shownOperation } from './explain-operation.ts';
import { type AnyFetchNode, numberFetches } from './fetch-numbers.ts';

/** A part of a plan. */
export type ToldPlan =
  | { kind: 'sequence' | 'parallel'; nodes: ToldPlan[] }
  | { kind: 'condition'; variable: string; whenTrue?: ToldPlan; whenFalse?: ToldPlan }
  | ToldFetch;

export interface ToldFetch {
  kind: 'fetch';
  /** The `id` of what it took, in `tracing.fetches`. */
  id: number;
  subgraph: string;
  of: 'query' | 'mutation' | 'subscription' | 'entities';
  /** Where its entities are in the answer, `booksByIsbn.@.holdings`, with `…` for what the client did not ask for; none for root fields. */
  paths: string[];
  /** What is known of the entities, with which they are asked for: `Book { id }`. */
  requires: string[];
  /** Coordinates of the fields that it answers: `Book.title`. */
  fields: string[];
  /** What is sent, without what the client's view does not have. */
  operation: string;
  /** Fields in it that the view does not have. */
  hidden: number;
}

/** Tells the plan of a client's operation to those who have this view; null for an operation that asks nothing of a subgraph. */
export function explainPlan(
  plan: PlanNode | undefined,
  { operation, view }: { operation: Operation; view: GraphQLSchema },
): ToldPlan | null {
  if (!plan) return null;
  const numbers = numberFetches(plan);
  const asked = responseNames(operation);
  const textOf = (path: readonly FlattenNodePathSegment[]) => shownPath(path, asked, view);

  function told(node: PlanNode, paths: string[]): ToldPlan {
    switch (node.kind) {
      case 'Sequence':
      case 'Parallel':
        return {
          kind: node.kind === 'Sequence' ? 'sequence' : 'parallel',
          nodes: node.nodes.map((each) => told(each, paths)),
        };
      case 'Flatten':
        return told(node.node, [textOf(node.path)]);
      case 'Subscription':
        return toldFetch(node.primary, []);
      case 'Condition':
        return {
          kind: 'condition',
          variable: node.condition,
          ...(node.ifClause ? { whenTrue: told(node.ifClause, paths) } : {}),
          ...(node.elseClause ? { whenFalse: told(node.elseClause, paths) } : {}),
        };
      case 'Fetch':
        return toldFetch(node, paths);
      case 'BatchFetch':
        return toldFetch(
          node,
          node.entityBatch.aliases.flatMap((alias) => alias.paths.map(textOf)),
        );
      case 'Defer':
        throw new Error('The planner made a Defer node, which this engine cannot execute.');
    }
  }

  function toldFetch(node: AnyFetchNode, paths: string[]): ToldFetch {
    // The first fetch of a subscription has no kind.
    const isBatch = 'entityBatch' in node;
    const requires = isBatch ? node.entityBatch.aliases.flatMap((alias) => alias.requires) : (node.requires ?? []);
    const isOfEntities = isBatch || node.requires !== undefined;
    const { operation, fields, hidden } = shownOperation(parse(node.operation, { noLocation: true }), view);
    return {
      kind: 'fetch',
      id: numbers.get(node) ?? 0,
      subgraph: node.serviceName,
      of: isOfEntities ? 'entities' : (node.operationKind ?? 'query'),
      paths,
      requires: [...new Set(requires.flatMap((each) => shownRequirement(each, view)))],
      fields,
      operation,
      hidden,
    };
  }

  return told(plan, []);
}

/** The names under which an operation's answer has its fields. */
function responseNames({ definition, fragments }: Operation): ReadonlySet<string> {
  const names = new Set<string>();
  for (const node of [definition, ...fragments.values()]) {
    visit(node, { Field: ({ alias, name }) => void names.add((alias ?? name).value) });
  }
  return names;
}

function shownPath(path: readonly FlattenNodePathSegment[], asked: ReadonlySet<string>, view: GraphQLSchema): string {
  return path
    .map((segment) => {
      if (segment === '@') return '@';
      if ('Field' in segment) return asked.has(segment.Field) ? segment.Field : '…';
      const types = segment.TypeCondition.filter((name) => view.getType(name));
      return `|${types.join('|') || '…'}`;
    })
    .join('.');
}

/** `Book { id }`; nothing for a type that the view does not have. */
function shownRequirement(requirement: RequiresSelection, view: GraphQLSchema): string[] {
  if (requirement.kind !== 'InlineFragment') return [];
  const { typeCondition, selections } = requirement;
  if (!view.getType(typeCondition)) return [];
  return [`${typeCondition} ${shownSelections(selections, typeCondition, view)}`];
}

function shownSelections(selections: readonly RequiresSelection[], typeName: string, view: GraphQLSchema): string {
  const type = view.getType(typeName);
  const known = type && isCompositeType(type) && 'getFields' in type ? type.getFields() : {};
  const shown = selections.flatMap((selection): string[] => {
    if (selection.kind === 'InlineFragment') return shownRequirement(selection, view).map((each) => `... on ${each}`);
    if (selection.kind !== 'Field' || !(selection.name in known)) return [];
    const { selections: below = [] } = selection;
    const name = known[selection.name]?.type.toString().replaceAll(/[[\]!]/g, '') ?? '';
    return [below.length > 0 ? `${selection.name} ${shownSelections(below, name, view)}` : selection.name];
  });
  return `{ ${shown.join(' ') || '…'} }`;
}
