// Who sits here: a token or a till's key, in this window alone unless it is to be kept on this machine.
import { connect, type SessionOptions, type Shelfgraph } from '../../sdk/index.ts';

const name = 'shelfgraph.token';

export interface PageConfig {
  endpoint: string;
  /** Whether one can sign in by a click: in the embedded network. */
  canSignIn: boolean;
}

/** What the gateway has written into the page. */
export function readConfig(): PageConfig {
  const text = document.querySelector('#config')?.textContent ?? '{}';
  return { endpoint: '/graphql', canSignIn: false, ...(JSON.parse(text) as Partial<PageConfig>) };
}

export function keptToken(): string | null {
  return sessionStorage.getItem(name) ?? localStorage.getItem(name);
}

/** @param isKept whether this machine keeps it when the window is closed: for a till's key */
export function keepToken(token: string, isKept: boolean): void {
  forgetToken();
  (isKept ? localStorage : sessionStorage).setItem(name, token);
}

export function forgetToken(): void {
  sessionStorage.removeItem(name);
  localStorage.removeItem(name);
}

/** Asks in the name of whoever sits here, or of nobody. */
export function openClient(
  { endpoint }: PageConfig,
  token: string | null,
  options: Pick<SessionOptions, 'attempts'> = {},
): Shelfgraph {
  return connect({ url: new URL(endpoint, location.href).href, ...(token ? { token } : {}), ...options });
}

/** A token of the embedded network's sample person of a role. */
export async function demoToken(role: 'clerk' | 'librarian'): Promise<string> {
  const response = await fetch('/sign-in', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ role }),
  });
  const { token, errors } = (await response.json()) as { token?: string; errors?: { message: string }[] };
  if (!token) throw new Error(errors?.[0]?.message ?? `HTTP ${response.status}`);
  return token;
}
