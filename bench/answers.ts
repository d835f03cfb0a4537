// Before anything is measured: all gateways give the same answers, or there is nothing to compare.
import { isDeepStrictEqual } from 'node:util';
import type { Gateway } from './stage.ts';
import type { Workload } from './workloads.ts';

/**
 * Asks every gateway every question of a workload.
 * @throws Error that shows the first answer that differs from the first gateway's, or holds errors
 */
export async function compareAnswers(
  gateways: readonly Gateway[],
  { name, bodies }: Workload,
): Promise<{ bytes: number }> {
  const [first, ...others] = gateways;
  let bytes = 0;
  for (const body of bodies) {
    const expected = first ? await answerOf(first, name, body) : null;
    bytes = Math.max(bytes, expected?.bytes ?? 0);
    for (const other of others) {
      const { data } = await answerOf(other, name, body);
      if (!isDeepStrictEqual(data, expected?.data)) {
        throw new Error(
          `${name}: ${other.title} answers differently from ${first?.title}.\n${body}\n${difference(expected?.data, data)}`,
        );
      }
    }
  }
  return { bytes };
}

async function answerOf({ port, path, title, bodyOf }: Gateway, workload: string, body: string) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: bodyOf(body),
  });
  const text = await response.text();
  const { data, errors } = JSON.parse(text) as { data?: unknown; errors?: unknown };
  if (errors || !data) {
    throw new Error(`${workload}: ${title} answers ${response.status} ${text.slice(0, 1_000)}\n${body}`);
  }
  return { data, bytes: Buffer.byteLength(text) };
}

/** Both values from shortly before where they differ. */
function difference(one: unknown, other: unknown): string {
  const [a, b] = [JSON.stringify(one), JSON.stringify(other)];
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return [a, b].map((text) => text.slice(Math.max(0, at - 80), at + 200)).join('\n');
}
