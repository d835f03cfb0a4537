// Files sent to a network as its users send them.
import { readdirSync, readFileSync } from 'node:fs';
import type { Person } from '../gateway/auth/claims.ts';
import { until } from './ask.ts';
import type { TestNetwork } from './network.ts';

export interface Sent {
  status: number;
  // Tests look into answers of any shape; what they expect is written beside it.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any;
}

/** One request to a file route, as a person. */
export async function send(
  network: Pick<TestNetwork, 'url' | 'token'>,
  person: Person | null,
  path: string,
  init: RequestInit = {},
): Promise<Sent> {
  const authorization = person ? { authorization: `Bearer ${await network.token(person)}` } : {};
  const headers = { ...authorization, ...(init.headers as Record<string, string> | undefined) };
  const response = await fetch(new URL(path, network.url), { ...init, headers } as RequestInit);
  const text = await response.text();
  return { status: response.status, body: text.startsWith('{') && !text.includes('\n{') ? JSON.parse(text) : text };
}

/** Sends a file and waits for its end. */
export async function importFile(
  network: Pick<TestNetwork, 'url' | 'token'>,
  person: Person,
  query: Record<string, string>,
  bytes: Uint8Array,
): Promise<Sent['body']> {
  const { status, body } = await send(network, person, `/imports?${new URLSearchParams(query)}`, {
    method: 'POST',
    body: bytes as RequestInit['body'],
  });
  if (status !== 202) throw new Error(`${status}: ${JSON.stringify(body)}`);
  return ended(network, person, body.import.id);
}

/** The import when it has ended. */
export async function ended(
  network: Pick<TestNetwork, 'url' | 'token'>,
  person: Person,
  id: string,
  limitMs = 25_000,
): Promise<Sent['body']> {
  let state: Sent['body'];
  await until(
    'the import has ended',
    async () => {
      state = (await send(network, person, `/imports/${id}`)).body.import;
      return ['DONE', 'FAILED', 'CANCELLED'].includes(state.state);
    },
    limitMs,
  );
  return state;
}

/** The processes that read files for a process, by their ids. Linux only. */
export function readersOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && isReaderOf(name, pid))
    .map(Number);
}

function isReaderOf(name: string, parent: number): boolean {
  try {
    const [, ppid] = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${name}/status`, 'utf8')) ?? [];
    return Number(ppid) === parent && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('readerProcess.ts');
  } catch {
    // It has ended meanwhile.
    return false;
  }
}
