// The running network, as the commands that use its files reach it.

import type { Person } from '../gateway/auth/claims.ts';
import { issueToken } from '../gateway/auth/development.ts';
import { readTokenKey } from '../gateway/keys.ts';
import { configured, type OptionValues, UsageError } from './command.ts';

/** Where the gateway answers, and who asks there. */
export interface Endpoint {
  origin: string;
  headers: Record<string, string>;
}

/** What the gateway has refused, or that it does not answer. `status` is null for the latter. */
export class EndpointError extends Error {
  override name = 'EndpointError';
  readonly status: number | null;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(message: string, status: number | null, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.status = status;
    this.details = details;
  }
}

/** Options that every such command has. */
export const endpointOptions = {
  url: { type: 'string' },
  port: { type: 'string' },
  data: { type: 'string' },
  token: { type: 'string' },
} as const;

export const endpointUsage = `  --url URL         where the gateway answers (http://127.0.0.1:4000, or PORT)
  --port N          the same, on this machine
  --token TOKEN     who asks (SHELFGRAPH_TOKEN); on the machine of the network its own key is used without one
  --data DIR        data folder with the keys (.data, or SHELFGRAPH_DATA)`;

/**
 * The endpoint of the options, with a token: the one that is given, or one that is signed with the key in the data folder.
 * @throws UsageError when there is neither
 */
export async function endpointOf(values: OptionValues, person: Person): Promise<Endpoint> {
  const { keysDir, port } = configured(values);
  const origin = originOf(values['url'] ?? `http://127.0.0.1:${port}`);
  const given = values['token'] ?? process.env['SHELFGRAPH_TOKEN'];
  if (typeof given === 'string' && given !== '') {
    return { origin, headers: { authorization: `Bearer ${given}` } };
  }
  const key = await readTokenKey(keysDir);
  if (!key) {
    throw new UsageError(
      `没有令牌：请用 --token，或用 --data 指出本机网络的数据目录。There is no token, and there are no keys in ${keysDir}: give --token TOKEN, or --data with the data folder of the network that runs here.`,
    );
  }
  return { origin, headers: { authorization: `Bearer ${await issueToken(key, person, { ttl: 43_200 })}` } };
}

/**
 * One answer in JSON.
 * @throws EndpointError with the gateway's own words, or with what to do when it does not answer
 */
export async function askEndpoint<Answer>(
  { origin, headers }: Endpoint,
  path: string,
  init: RequestInit & { duplex?: 'half' } = {},
): Promise<Answer> {
  const response = await answerOf({ origin, headers }, path, init);
  return (await response.json()) as Answer;
}

/** The same, as it comes. */
export async function answerOf(
  { origin, headers }: Endpoint,
  path: string,
  init: RequestInit & { duplex?: 'half' } = {},
): Promise<Response> {
  const own = { ...(init.headers as Record<string, string> | undefined), ...headers };
  const response = await fetch(`${origin}${path}`, { ...init, headers: own } as RequestInit).catch((error: unknown) => {
    if (init.signal?.aborted) throw error;
    throw new EndpointError(
      `网络没有应答：${origin}。The gateway does not answer at ${origin}: ${reasonOf(error)}. Start the network (npm start), or say where it is with --url or --port.`,
      null,
    );
  });
  if (response.ok) return response;
  const { errors } = (await response.json().catch(() => ({}))) as {
    errors?: { message: string; extensions?: Record<string, unknown> }[];
  };
  const [error] = errors ?? [];
  throw new EndpointError(
    error?.message ?? `The gateway at ${origin} answers HTTP ${response.status}.`,
    response.status,
    error?.extensions,
  );
}

function reasonOf(error: unknown): string {
  const { cause, message } = error as Error & { cause?: NodeJS.ErrnoException };
  return cause?.code ?? cause?.message ?? message;
}

function originOf(url: unknown): string {
  if (typeof url !== 'string' || !URL.canParse(url) || !/^https?:/.test(url)) {
    throw new UsageError(`--url is where the gateway answers, http://127.0.0.1:4000, not "${String(url)}".`);
  }
  return new URL(url).origin;
}
