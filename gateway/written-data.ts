// The engine writes `data` as text. Apollo Server carries it through to stringifyResult, which hands it out as it is.

/** The `data` of a response, written already. Apollo Server's types want an object. */
export class WrittenData {
  readonly text: string;
  [field: string]: unknown;

  constructor(text: string) {
    this.text = text;
  }
}

interface Result {
  data?: Record<string, unknown> | null;
  errors?: readonly unknown[] | undefined;
  extensions?: Record<string, unknown> | undefined;
}

/** A response as JSON text, errors first. Data that is written already is not printed again. */
export function stringifyResult({ data, errors, extensions }: Result): string {
  const parts: string[] = [];
  if (errors) parts.push(`"errors":${JSON.stringify(errors)}`);
  if (data !== undefined) parts.push(`"data":${data instanceof WrittenData ? data.text : JSON.stringify(data)}`);
  if (extensions) parts.push(`"extensions":${JSON.stringify(extensions)}`);
  return `{${parts.join(',')}}`;
}
