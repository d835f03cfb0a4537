// Plays one step of the demonstration: sends an operation to the gateway, prints question and answer, checks the answer.
import type { KeyObject } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { issueToken, type Person } from '../../gateway/identity.ts';
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

interface Answer<Data> {
  data: Data;
  errors?: AnswerError[];
  extensions: { fetches: { subgraph: string; ms: number; entities?: number; error?: string }[] };
}

/** An answer is not what the step expects. */
export class Unexpected extends Error {
  override name = 'Unexpected';
}

/** Gives the function that plays a step; steps are numbered as they come. */
export function createStage({
  url,
  tokenPrivateKey,
  silence,
}: {
  url: string;
  tokenPrivateKey: KeyObject;
  silence: (name: SubgraphName | null) => void;
}): Play {
  let number = 0;
  let shown = '';
  return async <Data>(step: Step<Data>) => {
    number += 1;
    const heading = `${number}. ${step.title} · ${step.chinese}`;
    const question = indented([step.query, step.variables ? readable(step.variables) : ''].join('\n'));
    console.log(
      `\n${paint.bold(heading)}\n${paint.dim(whoAsks(step))}\n\n${question === shown ? '  (the same operation)' : question}`,
    );
    shown = question;
    silence(step.silent ?? null);
    const started = performance.now();
    const answer = await ask<Data>(url, step, tokenPrivateKey);
    const ms = performance.now() - started;
    silence(null);
    console.log(`\n${indented(readable(answer.data, step.rows))}`);
    for (const error of answer.errors ?? []) {
      console.log(indented(paint.red(`${error.extensions.code}: ${error.message} (at ${error.path?.join('.')})`)));
    }
    console.log(`\n  ${paint.dim(`${ms.toFixed(0)} ms: ${answer.extensions.fetches.map(told).join(', ')}`)}`);
    check(heading, step.expect(answer.data, answer.errors ?? []));
    return answer.data;
  };
}

async function ask<Data>(
  url: string,
  { as, query, variables }: Step<Data>,
  tokenPrivateKey: KeyObject,
): Promise<Answer<Data>> {
  const token = as && (await issueToken(tokenPrivateKey, as, { ttl: 600 }));
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

function told({ subgraph, ms, entities, error }: Answer<unknown>['extensions']['fetches'][number]): string {
  const asked = entities === undefined ? '' : ` (${entities} ${entities === 1 ? 'entity' : 'entities'})`;
  return `${subgraph.toLowerCase()}${asked} ${ms.toFixed(1)} ms${error ? ` ${error}` : ''}`;
}

function indented(text: string): string {
  return text.trim().replaceAll(/^/gm, '  ');
}
