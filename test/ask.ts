// Asks one subgraph directly, with the identity that the gateway would hand on; and looks into its database.
import { setTimeout as pause } from 'node:timers/promises';
import type { Identity } from '../lib/identity.ts';
import type { Subgraph } from '../lib/subgraph.ts';
import type { Answer } from './network.ts';

/** Another subgraph of the network. */
export const service: Identity = { role: 'service', subgraph: 'test' };

/** The answer of one subgraph to one person. */
export async function ask(
  subgraph: Subgraph,
  identity: Identity,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Pick<Answer, 'data' | 'errors'>> {
  const answer = await subgraph.execute({ query, variables }, { identity, requestId: 'test' });
  // As it would travel: plain objects.
  return JSON.parse(JSON.stringify(answer)) as Answer;
}

/** The codes of an answer's errors; none for one that has no errors. */
export function codes({ errors }: Pick<Answer, 'errors'>): unknown[] {
  return errors?.map(({ extensions }) => extensions?.['code']) ?? [];
}

/** Rows of a subgraph's own database. */
export function rows<Row = Record<string, unknown>>(
  { orm }: Subgraph,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  return orm.em.fork().execute(sql, values) as Promise<Row[]>;
}

/**
 * Asks again until something is true: soon at first, then every 50 ms.
 * @throws Error when it is not within `limit` milliseconds
 */
export async function until(what: string, probe: () => Promise<boolean>, limit = 15_000): Promise<void> {
  const end = Date.now() + limit;
  for (let pauseMs = 5; !(await probe()); pauseMs = Math.min(50, 2 * pauseMs)) {
    if (Date.now() > end) {
      throw new Error(`not within ${limit} ms: ${what}`);
    }
    await pause(pauseMs);
  }
}
