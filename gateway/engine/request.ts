// The request of a planned fetch. Its text has a fixed beginning; only values are printed. A transport in this process reads the
// variables and never the text, one over HTTP the text and never the variables, so each is made when it is read.
import type { SubgraphRequest } from '../../lib/transport.ts';
import { textOf } from './forms.ts';

type Values = Readonly<Record<string, unknown>>;

/** What the requests of one fetch have in common. */
export interface RequestTemplate {
  query: string;
  operationName: string | undefined;
  /** The request's text up to the first variable. */
  beginning: string;
  /** Names of the operation's variables that the fetch uses, with the text before their values. */
  used: readonly { name: string; prefix: string }[];
}

export function compileRequest(
  query: string,
  operationName: string | undefined,
  variables: readonly string[],
): RequestTemplate {
  const name = operationName ? `,"operationName":${JSON.stringify(operationName)}` : '';
  return {
    query,
    operationName,
    beginning: `{"query":${JSON.stringify(query)}${name}`,
    used: variables.map((variable) => ({ name: variable, prefix: `${JSON.stringify(variable)}:` })),
  };
}

/** A variable that is the fetch's own: its representations. */
export interface OwnVariable {
  variable: string;
  /** JSON. */
  texts: readonly string[];
  /** The same as values. */
  values: () => unknown[];
}

/** One request: a template with the operation's variables and the fetch's own. */
export class PlannedRequest implements SubgraphRequest {
  readonly #template: RequestTemplate;
  readonly #variables: Values;
  /** Not kept once they are written: they are thousands of small strings, and the request lives until it is answered. */
  #own: readonly OwnVariable[];
  #text: string | undefined;

  constructor(template: RequestTemplate, variables: Values, own: readonly OwnVariable[]) {
    this.#template = template;
    this.#variables = variables;
    this.#own = own;
  }

  get query(): string {
    return this.#template.query;
  }

  get operationName(): string | undefined {
    return this.#template.operationName;
  }

  get variables(): Record<string, unknown> | undefined {
    if (this.#text !== undefined) return JSON.parse(this.#text).variables;
    const used = this.#template.used.filter(({ name }) => Object.hasOwn(this.#variables, name));
    if (used.length + this.#own.length === 0) return undefined;
    return Object.fromEntries([
      ...used.map(({ name }) => [name, this.#variables[name]]),
      ...this.#own.map(({ variable, values }) => [variable, values()]),
    ]);
  }

  get text(): string {
    if (this.#text === undefined) {
      this.#text = this.#write();
      this.#own = [];
    }
    return this.#text;
  }

  #write(): string {
    const { beginning, used } = this.#template;
    const parts: string[] = [];
    for (const { name, prefix } of used) {
      if (Object.hasOwn(this.#variables, name)) parts.push(prefix + textOf(this.#variables[name]));
    }
    for (const { variable, texts } of this.#own) parts.push(`"${variable}":[${texts.join(',')}]`);
    return parts.length > 0 ? `${beginning},"variables":{${parts.join(',')}}}` : `${beginning}}`;
  }
}
