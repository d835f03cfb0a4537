// Asks a network, in the name of one person or system: what is sent, what is tried again, what comes back.
import { type AnswerError, ShelfgraphError, unreachable } from './errors.ts';
import { eventsOf } from './event-stream.ts';

export type { AnswerError } from './errors.ts';

/** An operation that is registered: it is sent by its hash, and by its text where the network does not know the hash. */
export interface Operation<Data, Variables> {
  name: string;
  kind: 'query' | 'mutation' | 'subscription';
  sha256: string;
  text: string;
  /** Never there: they carry the types. */
  readonly data?: Data;
  readonly variables?: Variables;
}

export interface SessionOptions {
  /** Where the network is, as a whole: `https://library.example.org/graphql`. */
  url: string;
  /** A token or API key; a function where tokens expire. Left out, nobody asks. */
  token?: string | (() => string | Promise<string>);
  /** How long one attempt may take, in ms; 15,000 unless given. */
  timeoutMs?: number;
  /** Attempts in all, for what may be repeated; 3 unless given. */
  attempts?: number;
  /** How it is sent, `fetch` unless given. */
  fetch?: typeof fetch;
}

export interface Asking {
  signal?: AbortSignal;
}

/** What came back. A part that a silent service owns is null, and `errors` says which and why: the rest holds. */
export interface Answer<Data> {
  data: Data;
  errors: readonly AnswerError[];
  requestId: string | undefined;
}

export type Events<Data> = AsyncGenerator<Pick<Answer<Data>, 'data' | 'errors'>, void, void>;

interface Outcome {
  status: number;
  retryAfter: number | undefined;
  requestId: string | undefined;
  body: { data?: unknown; errors?: AnswerError[] };
}

/** Nothing was begun: whatever it is may be sent again. */
const notBegun = new Set([429, 503]);
/** Whatever was asked: it says nothing of what an attempt before has done. */
const notLetIn = new Set([401, ...notBegun]);
/** What a proxy says when nobody behind it answers, or not in time. */
const proxyAnswers = new Set([502, 503, 504]);
/** Waits longer than this are the caller's to decide, in s. */
const longestWait = 10;

export class Session {
  readonly #url: string;
  readonly #token: SessionOptions['token'];
  readonly #timeoutMs: number;
  readonly #attempts: number;
  readonly #fetch: typeof fetch;

  /** @throws TypeError for a URL without `http://` or `https://` */
  constructor({ url, token, timeoutMs = 15_000, attempts = 3, fetch = globalThis.fetch }: SessionOptions) {
    if (!/^https?:\/\/./i.test(url)) throw new TypeError(noAddress(url));
    this.#url = url;
    this.#token = token;
    this.#timeoutMs = timeoutMs;
    this.#attempts = attempts;
    // As a method of an object of ours, a browser's `fetch` refuses to work.
    this.#fetch = (...given) => fetch(...given);
  }

  /**
   * Asks once, and again where nothing was begun (429, 503) or nobody answered: a question always, a change when its variables carry an
   * `idempotencyKey`.
   * @throws ShelfgraphError where there is no answer at all: `UNREACHABLE` also for a change of which one attempt was not answered and the next was
   * not let in, for the first may have been done
   */
  async ask<Data, Variables extends object>(
    operation: Operation<Data, Variables>,
    variables: Variables,
    { signal }: Asking = {},
  ): Promise<Answer<Data>> {
    let unheard: ShelfgraphError | undefined;
    for (let attempt = 1; ; attempt++) {
      const isLast = attempt >= this.#attempts;
      try {
        const { status, retryAfter, requestId, body } = await this.#outcome(operation, variables, signal);
        const { data, errors = [] } = body;
        if (data != null) return { data: data as Data, errors, requestId };
        const wait = retryAfter ?? attempt;
        if (!notBegun.has(status) || isLast || wait > longestWait)
          throw (notLetIn.has(status) && unheard) || refusal(errors, { status, requestId, retryAfter });
        await this.#pause(wait * 1_000, signal);
      } catch (error) {
        const mayRepeat = operation.kind === 'query' || hasKey(variables);
        if (!(error instanceof ShelfgraphError && error.code === 'UNREACHABLE') || isLast || !mayRepeat) throw error;
        if (operation.kind === 'mutation') unheard = error;
        await this.#pause(attempt * 500, signal);
      }
    }
  }

  /**
   * What happens, as it happens, until `signal` aborts, the caller leaves, or the network ends it. A subscription with `after` goes on after a
   * lost connection where it was, and tells no event twice.
   * @throws ShelfgraphError where it cannot be subscribed to
   */
  async *watch<Data, Variables extends object>(
    operation: Operation<Data, Variables>,
    variables: Variables,
    { signal }: Asking = {},
  ): Events<Data> {
    const canResume = operation.text.includes('$after');
    let after = 'after' in variables ? variables.after : undefined;
    let failures = 0;
    const isOver = () => signal?.aborted === true;
    while (!isOver()) {
      try {
        for await (const event of this.#events<Data>(
          operation,
          { ...variables, ...(canResume ? { after } : {}) },
          signal,
        )) {
          if (event.data == null) throw refusal(event.errors, {});
          failures = 0;
          const id = eventId(event.data);
          if (id !== undefined && id === after) continue;
          after = id ?? after;
          yield { data: event.data, errors: event.errors };
        }
        if (!canResume) return;
      } catch (error) {
        if (isOver()) return;
        const isLost =
          error instanceof ShelfgraphError && (error.code === 'UNREACHABLE' || error.retryAfter !== undefined);
        if (!canResume || !isLost) throw error;
      }
      await pause(Math.min(2 ** failures++, 30) * 1_000, signal).catch(() => {});
    }
  }

  async #outcome(operation: Operation<unknown, unknown>, variables: object, signal?: AbortSignal): Promise<Outcome> {
    const outcome = await this.#send(operation, variables, false, signal);
    const [error] = outcome.body.errors ?? [];
    return error?.extensions?.code === 'PERSISTED_QUERY_NOT_FOUND'
      ? this.#send(operation, variables, true, signal)
      : outcome;
  }

  async #send(
    operation: Operation<unknown, unknown>,
    variables: object,
    withText: boolean,
    signal?: AbortSignal,
  ): Promise<Outcome> {
    const limit = AbortSignal.timeout(this.#timeoutMs);
    const response = await this.#post(operation, variables, withText, {
      accept: 'application/json',
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
    const { status, headers } = response;
    const requestId = headers.get('x-request-id') ?? undefined;
    const text = await response.text().catch((error: unknown) => {
      throw unreachable(error, this.#url);
    });
    try {
      const body = JSON.parse(text) as Outcome['body'];
      if (typeof body !== 'object' || body === null || !('data' in body || 'errors' in body))
        throw new Error('no GraphQL');
      return { status, requestId, retryAfter: secondsOf(headers.get('retry-after')), body };
    } catch (error) {
      // A proxy speaks for a network that does not answer.
      if (proxyAnswers.has(status)) throw unreachable(new Error(`HTTP ${status}`), this.#url);
      const message = `${this.#url} 的应答不是 GraphQL。HTTP ${status} from ${this.#url}, and no GraphQL: ${text.slice(0, 100)}`;
      throw new ShelfgraphError('BAD_ANSWER', message, { cause: error, ...(requestId ? { requestId } : {}) });
    }
  }

  async *#events<Data>(
    operation: Operation<unknown, unknown>,
    variables: object,
    signal?: AbortSignal,
  ): AsyncGenerator<{ data: Data | null; errors: AnswerError[] }> {
    const leave = new AbortController();
    const whole = signal ? AbortSignal.any([signal, leave.signal]) : leave.signal;
    try {
      const response = await this.#post(operation, variables, true, { accept: 'text/event-stream', signal: whole });
      if (!response.ok || !response.body) {
        const { errors = [] } = (await response.json().catch(() => ({}))) as Outcome['body'];
        if (errors.length === 0 && proxyAnswers.has(response.status)) {
          throw unreachable(new Error(`HTTP ${response.status}`), this.#url);
        }
        throw refusal(errors, { status: response.status, retryAfter: secondsOf(response.headers.get('retry-after')) });
      }
      for await (const { event, data } of eventsOf(response.body)) {
        if (event === 'complete') return;
        if (event !== 'next') continue;
        const { data: value = null, errors = [] } = JSON.parse(data) as { data?: Data | null; errors?: AnswerError[] };
        yield { data: value, errors };
      }
      throw unreachable(new Error('the connection has ended'), this.#url);
    } catch (error) {
      throw error instanceof ShelfgraphError ? error : unreachable(error, this.#url);
    } finally {
      leave.abort();
    }
  }

  async #post(
    { name, sha256, text }: Operation<unknown, unknown>,
    variables: object,
    withText: boolean,
    { accept, signal }: { accept: string; signal: AbortSignal },
  ): Promise<Response> {
    const token = typeof this.#token === 'function' ? await this.#token() : this.#token;
    const extensions = { persistedQuery: { version: 1, sha256Hash: sha256 } };
    try {
      return await this.#fetch(this.#url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept, ...(token ? { authorization: `Bearer ${token}` } : {}) },
        body: JSON.stringify({ ...(withText ? { query: text } : {}), operationName: name, variables, extensions }),
        signal,
      });
    } catch (error) {
      throw unreachable(error, this.#url);
    }
  }

  /** @throws ShelfgraphError when `signal` aborts */
  async #pause(ms: number, signal?: AbortSignal): Promise<void> {
    await pause(ms, signal).catch((reason: unknown) => {
      throw unreachable(reason, this.#url);
    });
  }
}

function refusal(
  errors: readonly AnswerError[],
  { status, ...more }: { status?: number; requestId?: string | undefined; retryAfter?: number | undefined },
): ShelfgraphError {
  const [first] = errors;
  const code = first?.extensions?.code ?? 'BAD_ANSWER';
  const message = errors.length > 0 ? errors.map((error) => error.message).join('\n') : `HTTP ${status}, and no answer`;
  const { requestId, retryAfter } = more;
  return new ShelfgraphError(code, message, {
    errors,
    ...(requestId === undefined ? {} : { requestId }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  });
}

function noAddress(url: string): string {
  return `“${url}”不是网络地址，应含 http:// 或 https://。"${url}" is no address of a network: one begins with http:// or https://, http://localhost:4000/graphql.`;
}

/** Whether what is sent names itself, so that a repetition is the same. */
function hasKey(variables: object): boolean {
  const inputs = Object.values(variables).flat() as unknown[];
  return (
    'idempotencyKey' in variables ||
    (inputs.length > 0 &&
      inputs.every((input) => typeof input === 'object' && input !== null && 'idempotencyKey' in input))
  );
}

function eventId(data: unknown): string | undefined {
  const [event] = Object.values(data as Record<string, unknown>);
  const id = typeof event === 'object' && event !== null && 'eventId' in event ? event.eventId : undefined;
  return typeof id === 'string' ? id : undefined;
}

function secondsOf(text: string | null): number | undefined {
  const seconds = Number(text);
  return text !== null && seconds >= 0 ? seconds : undefined;
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((done, failed) => {
    const abort = () => {
      clearTimeout(timer);
      failed(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      done();
    }, ms);
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort, { once: true });
  });
}
