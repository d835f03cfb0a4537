// The audit of a network for tests: sealed, walked, and looked into.
import pg from 'pg';
import { sealAudit } from '../lib/audit/seal.ts';
import { type Verified, type VerifyOptions, verifyChain } from '../lib/audit/verify.ts';
import { type SubgraphName, subgraphNames } from '../schema/sdl.ts';
import type { TestNetwork } from './network.ts';

/** What the job does, in all four databases. */
export async function sealAll({ subgraphs }: Pick<TestNetwork, 'subgraphs'>): Promise<void> {
  for (const name of subgraphNames) {
    const ctx = subgraphs[name].contextOf({ identity: { role: 'service', subgraph: name }, requestId: 'seal' });
    await sealAudit(ctx, name);
  }
}

/** Walks one chain. */
export async function verified(
  { databaseUrls }: Pick<TestNetwork, 'databaseUrls'>,
  subgraph: SubgraphName,
  options: Omit<VerifyOptions, 'subgraph'> = {},
): Promise<Verified> {
  const client = new pg.Client({ connectionString: databaseUrls[subgraph] });
  await client.connect();
  try {
    return await verifyChain(client, { subgraph, ...options });
  } finally {
    await client.end();
  }
}
