// Statements as spans: by the name of the function that sends them, never with their values.
import { span } from './tracing.ts';

/** Sends a statement within a span of its own. `send` gives a promise of pg's result, or something that is no statement. */
export function statementSpan<Result>(text: unknown, database: string | undefined, send: () => Result): Result {
  return span('sql', 'client', (recorded) => {
    if (!recorded || typeof text !== 'string') return send();
    const name = nameOfStatement(text);
    recorded.rename(`sql ${name}`);
    recorded.set({ 'db.system.name': 'postgresql', 'db.namespace': database, 'db.query.summary': name });
    const sent = send();
    if (!(sent instanceof Promise)) return sent;
    return sent.then((result: { rowCount?: number | null } | undefined) => {
      recorded.set({ 'db.response.returned_rows': result?.rowCount ?? 0 });
      return result;
    }) as Result;
  });
}

/**
 * What a statement is called: the comment at its beginning, `/* reserve *\/`; of those that the ORM writes the verb and the table,
 * `select loan`.
 */
export function nameOfStatement(text: string): string {
  const [, named] = /^\s*\/\*\s*([\w.-]{1,80})\s*\*\//.exec(text) ?? [];
  if (named) return named;
  const [, verb = 'statement'] = /^\s*(\w{1,20})/.exec(text) ?? [];
  const [, table] = /\b(?:from|into|update)\s+"?(\w{1,63})"?/i.exec(text) ?? [];
  return [verb.toLowerCase(), table].filter(Boolean).join(' ');
}
