// How much each role may ask for at once. The one table; SHELFGRAPH_LIMITS may name a JSON file with other numbers for some of it.
import { readFileSync } from 'node:fs';
import type { Role } from '../../lib/identity.ts';
import { maxPageSize } from '../../lib/pagination.ts';

/** Who comes to the gateway: services never do. */
export type LimitedRole = Exclude<Role, 'service'>;

export interface Limits {
  /** Fields within fields; the usual introspection query is 15 deep. */
  depth: number;
  /** Fields, fragments and values within each other. */
  nesting: number;
  /** Fields and fragments, each fragment counted wherever it is used; the usual introspection query has 238. */
  fields: number;
  /** Fields with an alias. */
  aliases: number;
  /** Of these, the ones at the root: so many questions in one request. */
  rootAliases: number;
  directives: number;
  /** Tokens of the whole document. */
  tokens: number;
  /** Fields and fragments within `__schema` and `__type`; the answer is made in one go. */
  introspection: number;
  /** Fields `__schema`, each an answer as large as the schema. */
  schemas: number;
  /** What an operation costs at most, see cost.ts: about one for each object of the answer. */
  cost: number;
  /** The largest page of a list. */
  pageSize: number;
  /** Queries and mutations of one caller that are under way at once; of one address, for those who are nobody. */
  operations: number;
  /** Subscriptions of one caller that are open at once, through all connections. */
  subscriptions: number;
  /** Requests of one caller a minute, through all gateways. One counts once, and once more for each 100 of its cost. */
  rate: number;
}

/** Of all callers of one process together. */
export interface ProcessLimits extends Pick<Limits, 'operations' | 'subscriptions'> {
  /** How long an operation that comes to a process without time left may be under way, in ms; half as long for those who are nobody. */
  wait: number;
}

/** Of one address, whoever comes from there: a library's readers may share one. */
export type AddressLimits = Pick<Limits, 'rate'>;

export type RoleLimits = Readonly<
  Record<LimitedRole, Readonly<Limits>> & { process: Readonly<ProcessLimits>; address: Readonly<AddressLimits> }
>;

/** Of `changes`, which systems of libraries follow; no other list gives pages of more than `maxPageSize`. */
const largestPage = 500;

/**
 * What the machinery bears, whoever asks: the planner reads 48 levels, takes up to a second for a thousand fields across subgraphs and
 * a minute for five thousand; subgraphs give no larger pages.
 */
export const ceilings: Readonly<Limits> = {
  depth: 20,
  nesting: 40,
  fields: 1_000,
  aliases: 1_000,
  rootAliases: 1_000,
  directives: 1_000,
  tokens: 10_000,
  introspection: 500,
  schemas: 2,
  cost: Number.MAX_SAFE_INTEGER,
  pageSize: largestPage,
  operations: 1_000_000,
  subscriptions: 1_000_000,
  rate: 1_000_000_000,
};
const longestWait = 600_000;

const anonymous: Limits = {
  depth: 16,
  nesting: 40,
  fields: 500,
  aliases: 50,
  rootAliases: 10,
  directives: 50,
  tokens: 2_000,
  introspection: 500,
  schemas: 2,
  cost: 2_000,
  pageSize: maxPageSize,
  operations: 100,
  subscriptions: 100,
  rate: 1_200,
};
const clerk: Limits = { ...anonymous, aliases: 100, rootAliases: 20, tokens: 4_000, cost: 5_000, rate: 3_000 };
const librarian: Limits = {
  ...clerk,
  depth: 20,
  fields: 1_000,
  aliases: 200,
  rootAliases: 30,
  directives: 100,
  tokens: 10_000,
  cost: 10_000,
  pageSize: largestPage,
  operations: 200,
  rate: 6_000,
};

/** The table. Why these numbers: docs/decisions/0024. */
export const standardLimits: RoleLimits = {
  anonymous,
  reader: { ...anonymous, cost: 3_000, operations: 50, subscriptions: 50 },
  clerk,
  librarian,
  admin: { ...librarian, rootAliases: 50, cost: 20_000 },
  process: { operations: 1_000, subscriptions: 10_000, wait: 1_000 },
  address: { rate: 12_000 },
};

/** For a graph that says nothing of roles or sizes: what the machinery bears, and pages of any size. */
export const openLimits: RoleLimits = sameForAll({ ...ceilings, pageSize: Number.MAX_SAFE_INTEGER });

/** The limits of a role. One that is not in the table has those of nobody. */
export function limitsOf(table: RoleLimits, role: Role): Readonly<Limits> {
  return role === 'service' ? table.anonymous : table[role];
}

/**
 * The table with what SHELFGRAPH_LIMITS says: the path of a JSON file such as `{ "reader": { "cost": 5000 } }`.
 * @throws Error that lists everything that is wrong
 */
export function readLimits(
  env: Record<string, string | undefined> = process.env,
  table: RoleLimits = standardLimits,
): RoleLimits {
  const path = env['SHELFGRAPH_LIMITS'];
  return path ? overridden(table, parsed(path), path) : table;
}

/** @throws Error that lists everything that is wrong with `overrides`, which `source` says */
export function overridden(table: RoleLimits, overrides: unknown, source: string): RoleLimits {
  const problems: string[] = [];
  const changed: Record<string, Record<string, number>> = {};
  for (const [whose, own] of Object.entries(table)) changed[whose] = { ...own };
  for (const [whose, own] of entriesOf(overrides, 'It', problems)) {
    const limits = Object.hasOwn(changed, whose) ? changed[whose] : undefined;
    if (!limits) {
      problems.push(`"${whose}" has no limits; there are ${Object.keys(table).join(', ')}.`);
      continue;
    }
    for (const [measure, value] of entriesOf(own, `"${whose}"`, problems)) {
      const ceiling = measure === 'wait' ? longestWait : ceilings[measure as keyof Limits];
      if (!Object.hasOwn(limits, measure)) {
        problems.push(`"${whose}.${measure}" is no limit; there are ${Object.keys(limits).join(', ')}.`);
      } else if (!Number.isSafeInteger(value) || (value as number) < 1 || (value as number) > ceiling) {
        problems.push(`"${whose}.${measure}" is a whole number from 1 to ${ceiling}, not ${JSON.stringify(value)}.`);
      } else limits[measure] = value as number;
    }
  }
  if (problems.length > 0) throw new Error(`SHELFGRAPH_LIMITS (${source}): ${problems.join(' ')}`);
  return changed as unknown as RoleLimits;
}

function parsed(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new Error(
      `SHELFGRAPH_LIMITS names a JSON file such as {"reader": {"cost": 5000}}; ${path} cannot be read as one: ${(cause as Error).message}`,
      { cause },
    );
  }
}

function entriesOf(value: unknown, what: string, problems: string[]): [string, unknown][] {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return Object.entries(value);
  problems.push(`${what} is an object.`);
  return [];
}

function sameForAll(limits: Limits): RoleLimits {
  const { operations, subscriptions, rate } = limits;
  return {
    anonymous: limits,
    reader: limits,
    clerk: limits,
    librarian: limits,
    admin: limits,
    process: { operations, subscriptions, wait: standardLimits.process.wait },
    address: { rate },
  };
}
