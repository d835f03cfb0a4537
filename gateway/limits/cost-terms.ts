// Costs that are numbers as far as the document decides, and functions of a request where its variables do: how they are put together.
import { Kind, type SelectionNode } from 'graphql';

/** Coerced variables. */
export type Values = Readonly<Record<string, unknown>>;

/** What a request puts in. */
export interface CostRequest {
  /** Coerced, with defaults. */
  variables: Values;
  /** The largest page that may be asked for. */
  pageSize: number;
}

/** A number, or what makes one of a request. */
export type Cost = number | ((request: CostRequest) => number);
/** Whether fields are asked for. */
export type Condition = (variables: Values) => boolean;

/** When a selection is asked for by its `@skip` and `@include`; undefined: always. */
export function conditionOf({ directives = [] }: SelectionNode): Condition | undefined | 'never' {
  let condition: Condition | undefined;
  for (const { name, arguments: given } of directives) {
    if (name.value !== 'skip' && name.value !== 'include') continue;
    const isSkip = name.value === 'skip';
    const value = given?.find((argument) => argument.name.value === 'if')?.value;
    if (value?.kind === Kind.BOOLEAN && value.value === isSkip) return 'never';
    if (value?.kind !== Kind.VARIABLE) continue;
    const variable = value.name.value;
    condition = and(condition, (variables) => (variables[variable] === true) !== isSkip);
  }
  return condition;
}

/** Both conditions; undefined is one that always holds. */
export function and(one: Condition | undefined, other: Condition | undefined): Condition | undefined {
  if (!one || !other) return one ?? other;
  return (variables) => one(variables) && other(variables);
}

/** One of the conditions; undefined where one of them always holds. */
export function any(conditions: readonly (Condition | undefined)[]): Condition | undefined {
  const [only] = conditions;
  if (conditions.includes(undefined)) return undefined;
  return conditions.length === 1 ? only : (variables) => conditions.some((condition) => condition?.(variables));
}

/** The cost while a condition holds, and nothing otherwise. */
export function when(condition: Condition | undefined, cost: Cost): Cost {
  if (!condition || cost === 0) return cost;
  return (request) => (condition(request.variables) ? valueOf(cost, request) : 0);
}

/** All of them together. What is known is added up once. */
export function sum(costs: readonly Cost[]): Cost {
  const known = costs.reduce<number>((total, cost) => (typeof cost === 'number' ? total + cost : total), 0);
  const open = costs.filter((cost) => typeof cost === 'function');
  if (open.length === 0) return known;
  if (open.length === 1 && known === 0) return open[0] as Cost;
  return (request) => {
    let total = known;
    for (const cost of open) total += cost(request);
    return total;
  };
}

/** The highest of them; nothing of none. */
export function largest(costs: readonly Cost[]): Cost {
  if (costs.length === 1) return costs[0] as Cost;
  if (costs.every((cost) => typeof cost === 'number')) return Math.max(0, ...costs);
  return (request) => {
    let most = 0;
    for (const cost of costs) most = Math.max(most, valueOf(cost, request));
    return most;
  };
}

/** So many of one. */
export function times(size: Cost, cost: Cost): Cost {
  if (typeof size === 'number' && typeof cost === 'number') return product(size, cost);
  if (size === 1) return cost;
  return (request) => product(valueOf(size, request), valueOf(cost, request));
}

/** Nothing of infinitely much is nothing. */
function product(size: number, cost: number): number {
  return size === 0 || cost === 0 ? 0 : size * cost;
}

function valueOf(cost: Cost, request: CostRequest): number {
  return typeof cost === 'number' ? cost : cost(request);
}
