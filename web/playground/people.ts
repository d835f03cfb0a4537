// Becoming somebody: by a click where the network is the embedded one, by a token elsewhere.
import { type Role, signIn } from './store.ts';

export const roles = ['anonymous', 'reader', 'clerk', 'librarian', 'admin'] as const;

/** How to print a token of each role. */
export const tokenOptions: Readonly<Record<Role, string>> = {
  anonymous: '--role clerk --store QINGCHUN',
  reader: '--role reader --card N2026000001',
  clerk: '--role clerk --store QINGCHUN',
  librarian: '--role librarian --library NJ-JL',
  admin: '--role admin',
};

/** Signs in as the sample's person of a role; as nobody, for anonymous. @throws Error with what the gateway says */
export async function become(role: Role): Promise<void> {
  if (role === 'anonymous') return signIn('');
  const response = await fetch('/sign-in', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ role }),
  });
  const { token, errors } = (await response.json()) as { token?: string; errors?: { message: string }[] };
  if (token === undefined) throw new Error(errors?.[0]?.message ?? `HTTP ${response.status}`);
  return signIn(token);
}
