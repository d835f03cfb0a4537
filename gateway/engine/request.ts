// The request of a planned fetch. Its text has a fixed beginning; only values are printed. A transport in this process reads the
// variables and never the text, one over HTTP the text and never the variables, so each is made when it is read.
import type { SubgraphRequest } from '../../lib/transport.ts';

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

/** One request: a template with the operation's variables and the fetch's own, the representations. */
export class PlannedRequest implements SubgraphRequest {
  readonly #template: RequestTemplate;
  readonly #variables: Values;
  readonly #own: Values;
  #text: string | undefined;

  constructor(template: RequestTemplate, variables: Values, own: Values) {
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
    const used = this.#template.used.filter(({ name }) => Object.hasOwn(this.#variables, name));
    const own = Object.keys(this.#own);
    if (used.length + own.length === 0) return undefined;
    return Object.assign(Object.fromEntries(used.map(({ name }) => [name, this.#variables[name]])), this.#own);
  }

  get text(): string {
    this.#text ??= this.#write();
    return this.#text;
  }

  #write(): string {
    const { beginning, used } = this.#template;
    const parts: string[] = [];
    for (const { name, prefix } of used) {
      if (Object.hasOwn(this.#variables, name)) parts.push(prefix + (JSON.stringify(this.#variables[name]) ?? 'null'));
    }
    for (const name in this.#own) parts.push(`"${name}":${JSON.stringify(this.#own[name])}`);
    return parts.length > 0 ? `${beginning},"variables":{${parts.join(',')}}}` : `${beginning}}`;
  }
}
