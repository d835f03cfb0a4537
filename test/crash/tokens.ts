// Tokens for whoever asks in a crash test, each made once.
import type { Person } from '../../gateway/auth/claims.ts';
import { issueToken } from '../../gateway/auth/development.ts';
import { loadOrCreateKeys } from '../../gateway/keys.ts';
import { admin, reader } from '../network.ts';
import type { Who } from './client.ts';
import type { CrashFolder } from './network.ts';

/** Tokens that the network on a data folder believes. */
export async function tokensFor({ dataDir }: CrashFolder): Promise<(who: Who) => Promise<string>> {
  const { tokenPrivateKey } = await loadOrCreateKeys(dataDir);
  const tokens = new Map<string, Promise<string>>();
  return (who) => {
    const person: Person = who.role === 'admin' ? admin : reader(who.card);
    const known = tokens.get(person.subject) ?? issueToken(tokenPrivateKey, person, { ttl: 10_800 });
    tokens.set(person.subject, known);
    return known;
  };
}
