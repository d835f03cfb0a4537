// Plays one step of the demonstration: sends an operation to the gateway, prints question and answer, checks the answer.
import { isDeepStrictEqual } from 'node:util';
import type { Person } from '../../gateway/auth/claims.ts';
import type { SubgraphName } from '../../schema/sdl.ts';
import { paint, readable } from './print.ts';

/** One step: what is asked, by whom, and what must come of it. */
export interface Step<Data> {
  title: string;
  chinese: string;
  /** Who asks; nobody when absent. */
  as?: Person;
  query: string;
  variables?: Record<string, unknown>;
  /** A subgraph that does not answer in this step. */
  silent?: SubgraphName;
  /** Rows of a list that are printed (3). */
  rows?: number;
  /** What is expected, in words, with what came and what was to come. */
  expect: (data: Data, errors: readonly AnswerError[]) => Record<string, readonly [actual: unknown, expected: unknown]>;
}

export interface AnswerError {
  message: string;
  path?: (string | number)[];
  extensions: { code: string; subgraph?: string };
}

export type Play = <Data>(step: Step<Data>) => Promise<Data>;

/** What a system outside posts to the gateway, beside GraphQL. */
export interface Message {
  title: string;
  chinese: string;
  /** Who posts it, in words. */
  from: string;
  path: string;
  headers: Record<string, string>;
  /** JSON, exactly as it is sent. */
  body: string;
  /** The HTTP status that is expected. */
  status: number;
}

/** What is played on: steps are numbered as they come. */
export interface Stage {
  play: Play;
  post: (message: Message) => Promise<void>;
}

interface Answer<Data> {
  data: Data;
  errors?: AnswerError[];
  extensions: { tracing: { fetches: { subgraph: string; ms: number; entities?: number; error?: string }[] } };
}

/** An answer is not what the step expects. */
export class Unexpected extends Error {
  override name = 'Unexpected';
}

/** Opens the stage of a gateway. */
export function createStage({
  url,
  token,
  silence,
}: {
  url: string;
  token: (person: Person) => Promise<string>;
  silence: (name: SubgraphName | null) => void;
}): Stage {
  let number = 0;
  let shown = '';
  const begin = ({ title, chinese }: { title: string; chinese: string }, who: string, question: string): string => {
    number += 1;
    const heading = `${number}. ${title} · ${chinese}`;
    const asked = question === shown ? '  (the same operation)' : question;
    console.log(`\n${paint.bold(heading)}\n${paint.dim(who)}\n\n${asked}`);
    shown = question;
    return heading;
  };
  return {
    async play<Data>(step: Step<Data>) {
      const question = indented([step.query, step.variables ? readable(step.variables) : ''].join('\n'));
      const heading = begin(step, whoAsks(step), question);
      silence(step.silent ?? null);
      const started = performance.now();
      const answer = await ask<Data>(url, step, step.as && (await token(step.as)));
      const ms = performance.now() - started;
      silence(null);
      console.log(`\n${indented(readable(answer.data, step.rows))}`);
      for (const error of answer.errors ?? []) {
        console.log(indented(paint.red(`${error.extensions.code}: ${error.message} (at ${error.path?.join('.')})`)));
      }
      console.log(`\n  ${paint.dim(`${ms.toFixed(0)} ms: ${answer.extensions.tracing.fetches.map(told).join(', ')}`)}`);
      check(heading, step.expect(answer.data, answer.errors ?? []));
      return answer.data;
    },
    async post({ path, headers, body, status, ...message }) {
      const question = indented(`POST ${path}\n${readable(JSON.parse(body))}`);
      const heading = begin(message, `as ${message.from}`, question);
      const response = await fetch(new URL(path, url), {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
      });
      console.log(`\n${indented(`${response.status} ${await response.text()}`)}\n`);
      check(heading, { [`the answer is ${status}`]: [response.status, status] });
    },
  };
}

async function ask<Data>(
  url: string,
  { query, variables }: Step<Data>,
  token: string | undefined,
): Promise<Answer<Data>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-shelfgraph-trace': '1',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body: JSON.stringify({ query, variables }),
  });
  const text = await response.text();
  const answer = JSON.parse(text) as Partial<Answer<Data>>;
  if (!answer.data || !answer.extensions) {
    throw new Unexpected(`The gateway answered without data, HTTP ${response.status}: ${text.slice(0, 500)}`);
  }
  return answer as Answer<Data>;
}

function check(heading: string, expectations: ReturnType<Step<unknown>['expect']>): void {
  for (const [what, [actual, expected]] of Object.entries(expectations)) {
    if (!isDeepStrictEqual(actual, expected)) {
      throw new Unexpected(
        `\n${heading}\nNot as expected: ${what}.\n  expected ${JSON.stringify(expected)}\n  got      ${JSON.stringify(actual)}`,
      );
    }
    console.log(`  ${paint.green('✓')} ${what}`);
  }
}

function whoAsks({ as, silent }: Pick<Step<unknown>, 'as' | 'silent'>): string {
  const who = as ? `as ${as.role} ${as.role === 'admin' ? '' : as.subject.split('@').at(-1)}`.trim() : 'as anybody';
  return silent ? `${who}, while ${silent} does not answer` : who;
}

function told({ subgraph, ms, entities, error }: Answer<unknown>['extensions']['tracing']['fetches'][number]): string {
  const asked = entities === undefined ? '' : ` (${entities} ${entities === 1 ? 'entity' : 'entities'})`;
  return `${subgraph.toLowerCase()}${asked} ${ms.toFixed(1)} ms${error ? ` ${error}` : ''}`;
}

function indented(text: string): string {
  return text.trim().replaceAll(/^/gm, '  ');
}
