import { expect, test } from 'vitest';
import { progressOn } from './progress.ts';

/** What is written to a stream while something is done in a thousand steps. */
function written(isTTY: boolean): string {
  const all: string[] = [];
  const stream = { isTTY, columns: 60, write: (text: string) => all.push(text) } as unknown as NodeJS.WriteStream;
  const progress = progressOn(stream, 'backup');
  for (let done = 0; done <= 1_000; done += 1) progress.show(done / 1_000, '');
  progress.clear();
  return all.join('');
}

test('a terminal gets one line that is drawn again, and nothing is left of it', () => {
  const text = written(true);
  expect(text).toContain('\r');
  expect(text).not.toContain('\n');
  expect(text.endsWith('\r\u001b[2K')).toBe(true);
});

test('a file gets a plain line at each tenth', () => {
  const lines = written(false).split('\n');
  expect(lines.slice(0, 2)).toEqual(['backup    0 %', 'backup   10 %']);
  expect(lines.length).toBeLessThanOrEqual(12);
  expect(lines.join('')).not.toContain('\r');
  expect(lines.join('')).not.toContain('\u001b');
});
