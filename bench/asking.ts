// One question over HTTP, with the clock.
import { issueToken } from '../gateway/auth/development.ts';
import { readTokenKey } from '../gateway/keys.ts';

/** What came of it, and after how long. */
export interface Asked {
  milliseconds: number;
  text: string;
}

/**
 * Asks the gateway at `url`.
 * @param body the JSON of a request
 * @param token of who asks; without it nobody does, and may ask for less at once
 * @throws Error for an answer with errors
 */
export async function asked(url: string, body: string, token?: string): Promise<Asked> {
  const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) };
  const begun = performance.now();
  const response = await fetch(url, { method: 'POST', headers, body });
  const text = await response.text();
  if (!response.ok || text.includes('"errors"')) throw new Error(`answered ${response.status}: ${text.slice(0, 300)}`);
  return { milliseconds: performance.now() - begun, text };
}

/** A token of an administrator of the network that `npm start` runs on this data folder, good for a day. */
export async function adminTokenOf(data: string): Promise<string> {
  const key = await readTokenKey(data);
  if (!key) throw new Error(`npm start has made no keys in ${data}.`);
  return issueToken(key, { role: 'admin', subject: 'admin' }, { ttl: 86_400 });
}
