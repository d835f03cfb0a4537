// A client of the gateway that asks again with the same key when no answer comes; and what it was told first, which must be true
// for ever.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

export type Who = { role: 'admin' } | { role: 'reader'; card: string };

/** A mutation with a key, and its first answer: null when none came, `code` for a refusal. */
export interface Keyed {
  key: string;
  who: Who;
  mutation: string;
  field: string;
  variables: Record<string, unknown>;
  told: Told | null;
  /** How often it was sent and nobody answered: each of these may still be under way. */
  unanswered: number;
}

// Answers of several shapes; each use says what it reads.
// oxlint-disable-next-line typescript/no-explicit-any
export type Told = any;

/** What every journal has. */
export interface Answers {
  keyed: Keyed[];
  /** How often each code, or the lack of an answer, was met. */
  answers: Map<string, number>;
}

/** Sends a mutation with a key once more. */
export interface Repeats {
  repeat: (keyed: Keyed) => Promise<Told | null>;
}

/** What is going on, until it is stopped. */
export interface RunningLoad extends Repeats {
  /** No further step begins; resolves when those under way are answered or given up. */
  stop: () => Promise<void>;
}

type Variables = Record<string, unknown>;

export interface Client extends Repeats {
  /** The answer's field, or `{ code }` of a refusal; null when nobody answered. */
  send: (who: Who, query: string, variables: Variables) => Promise<Told | null>;
  /** Asks with a new key until there is an answer, as a client does whose connection was lost; some give up. */
  keyed: (
    who: Who,
    mutation: string,
    content: Variables,
    variablesOf?: (key: string, content: Variables) => Variables,
  ) => Promise<Told | null>;
}

export interface ClientOptions {
  url: string;
  token: (who: Who) => Promise<string>;
  random: () => number;
  journal: Answers;
  /** From then on nothing is asked again. */
  stopping: AbortSignal;
}

const timeLimitMs = 8_000;
/** Nobody knows what came of it. */
const outages = /^(SUBGRAPH_|INTERNAL_SERVER_ERROR)/;
const asInput = (idempotencyKey: string, content: Variables): Variables => ({ input: { idempotencyKey, ...content } });

/** A client that writes down what it asks and is told. */
export function createClient({ url, token, random, journal, stopping }: ClientOptions): Client {
  const count = (answer: string) => journal.answers.set(answer, (journal.answers.get(answer) ?? 0) + 1);

  async function send(who: Who, query: string, variables: Variables): Promise<Told | null> {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${await token(who)}` },
        body: JSON.stringify({ query, variables }),
        signal: AbortSignal.timeout(timeLimitMs),
      });
      const { data, errors } = (await response.json()) as Told;
      const [told] = Object.values(data ?? {});
      const code = errors?.[0]?.extensions?.code as string | undefined;
      count(code ?? (told as Told)?.__typename ?? 'answered');
      if (code !== undefined) return outages.test(code) ? null : { code };
      return told ?? null;
    } catch (error) {
      const { cause, name } = error as Error & { cause?: { code?: string } };
      count(`no answer (${cause?.code ?? name})`);
      return null;
    }
  }

  async function repeat(entry: Keyed): Promise<Told | null> {
    const told = await send(entry.who, entry.mutation, entry.variables);
    if (told === null) entry.unanswered++;
    return told;
  }

  return {
    send,
    repeat,
    async keyed(who, mutation, content, variablesOf = asInput) {
      const key = randomUUID();
      const field = /\{ (\w+)\(/.exec(mutation)?.[1] ?? '';
      const variables = variablesOf(key, content);
      const entry: Keyed = { key, who, mutation, field, variables, told: null, unanswered: 0 };
      journal.keyed.push(entry);
      for (let patience = 1 + random() * 40; patience > 1; patience--) {
        entry.told = await repeat(entry);
        if (entry.told || stopping.aborted) break;
        await pause(100 + random() * 200);
      }
      return entry.told;
    },
  };
}
