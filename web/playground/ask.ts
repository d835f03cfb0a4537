// The way to the gateway. Each answer tells its plan, its times and its cost, which go to the panels and not into the answer that is shown.
import { config } from './config.ts';
import { change, current, isSubscription, type Rate, type State } from './store.ts';

export interface Operation {
  query: string;
  variables?: unknown;
  operationName?: string | null | undefined;
}

export interface Answer {
  data?: unknown;
  errors?: readonly { message: string; extensions?: Record<string, unknown> }[];
  extensions?: Record<string, unknown>;
}

type Told = Partial<Pick<State, 'plan' | 'tracing' | 'cost'>>;

const told = { 'x-shelfgraph-plan': '1', 'x-shelfgraph-trace': '1', 'x-shelfgraph-cost': '1' };

/** Runs a query or mutation. The answer has no extensions but those that nobody here has asked for. */
export async function ask(operation: Operation, headers: Record<string, string> = {}): Promise<Answer> {
  change({ isRunning: true, tracing: undefined });
  try {
    const answer = await send(operation, { ...told, ...headers });
    return withoutTold(answer);
  } finally {
    change({ isRunning: false });
  }
}

/** Asks for the schema, as everybody where the token is not good: one that has expired does not hide it. */
export async function introspect(operation: Operation, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await post(operation, headers);
  return (response.status === 401 ? await post(operation, headers, '') : response).json() as Promise<Answer>;
}

let asked = 0;

/** Has the operation in the editor planned and weighed, without running it. */
export async function plan(): Promise<void> {
  asked += 1;
  const own = asked;
  const { query, variables } = current().document;
  const operation = { query, variables: readVariables(variables) };
  const dry = { 'x-shelfgraph-plan': 'dry-run', 'x-shelfgraph-cost': '1' };
  const answer = operation.variables === undefined && variables.trim() !== '' ? {} : await answerOf(operation, dry);
  if (own !== asked) return;
  const [error] = answer.errors ?? [];
  const limits = error?.extensions?.['code'] === 'COST_LIMIT' ? error.extensions : undefined;
  const refused = limits && { requested: Number(limits['cost']), limit: Number(limits['limit']) };
  const { plan: planned = null, cost = refused } = (answer.extensions ?? {}) as Told;
  change({ plan: planned, cost, refusal: error?.message });
}

/** The events of a subscription, as server-sent events. `return` ends it at once, also while an event is awaited. */
export function subscribe(operation: Operation, headers: Record<string, string> = {}): AsyncIterableIterator<Answer> {
  const leaving = new AbortController();
  const answers = answersOf(operation, headers, leaving.signal);
  return {
    next: () => answers.next(),
    async return() {
      leaving.abort();
      await answers.return(undefined);
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

async function* answersOf(
  operation: Operation,
  headers: Record<string, string>,
  signal: AbortSignal,
): AsyncGenerator<Answer, undefined> {
  change({ isRunning: true, events: [], panel: 'events' });
  try {
    const response = await post(operation, { accept: 'text/event-stream', ...headers }, current().token, signal);
    if (!response.headers.get('content-type')?.startsWith('text/event-stream') || !response.body) {
      yield (await response.json()) as Answer;
      return undefined;
    }
    for await (const answer of eventsOf(response.body)) {
      const seen = { at: new Date(), text: JSON.stringify(answer, null, 2) };
      change({ events: [seen, ...current().events].slice(0, 200) });
      yield answer;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    change({ isRunning: false });
  }
  return undefined;
}

/** What GraphiQL and the first editor run, whatever kind it is. */
export function run(
  operation: Operation,
  headers: Record<string, string> = {},
): Promise<Answer> | AsyncIterableIterator<Answer> {
  const isStream = isSubscription(operation.query) && !/^\s*(query|mutation)\b/m.test(operation.query);
  return isStream ? subscribe(operation, headers) : ask(operation, headers);
}

/** The variables as they are written, JSON; undefined for a text that is none. */
export function readVariables(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function send(operation: Operation, headers: Record<string, string>): Promise<Answer> {
  const response = await post(operation, headers);
  change({ rate: rateOf(response.headers) ?? current().rate });
  return (await response.json()) as Answer;
}

/** Nothing while the gateway cannot be reached: what is in the editor is looked at again when it changes. */
async function answerOf(operation: Operation, headers: Record<string, string>): Promise<Answer> {
  return send(operation, headers).catch(() => ({}));
}

function post(
  { query, variables, operationName }: Operation,
  headers: Record<string, string>,
  token = current().token,
  signal?: AbortSignal,
): Promise<Response> {
  const isSignedIn = token !== '' && !Object.keys(headers).some((name) => name.toLowerCase() === 'authorization');
  return fetch(config.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      ...(isSignedIn ? { authorization: `Bearer ${token}` } : {}),
      ...headers,
    },
    body: JSON.stringify({ query, variables, ...(operationName ? { operationName } : {}) }),
    ...(signal ? { signal } : {}),
  });
}

function withoutTold({ extensions, ...answer }: Answer): Answer {
  const { plan: planned, tracing, cost, ...others } = (extensions ?? {}) as Told & Record<string, unknown>;
  change({ ...(planned ? { plan: planned } : {}), ...(cost ? { cost } : {}), tracing });
  return Object.keys(others).length > 0 ? { ...answer, extensions: others } : answer;
}

/** `ratelimit: "minute";r=1199;t=42` and `ratelimit-policy: "minute";q=1200;w=60`. */
function rateOf(headers: Headers): Rate | undefined {
  const limit = headers.get('ratelimit');
  if (limit === null) return undefined;
  const policy = headers.get('ratelimit-policy') ?? '';
  return { left: numberIn(limit, 'r'), seconds: numberIn(limit, 't'), quota: numberIn(policy, 'q') };
}

function numberIn(text: string, name: string): number {
  return Number(new RegExp(`${name}=(\\d+)`).exec(text)?.[1] ?? 0);
}

/** Reads server-sent events (graphql-sse): a `next` has an answer, `complete` ends the stream. */
async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Answer> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const bytes of body) {
    text += decoder.decode(bytes, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1] ?? '';
      if (field('event') === 'next') yield JSON.parse(field('data')) as Answer;
      if (field('event') === 'complete') return;
    }
  }
}
