// Answers as a person reads them in a terminal: an object on one line where it fits, long lists shortened.
import { styleText } from 'node:util';

const isPlain = !process.stdout.isTTY || Boolean(process.env['NO_COLOR']);

function painter(format: Parameters<typeof styleText>[0]): (text: string) => string {
  return isPlain ? (text) => text : (text) => styleText(format, text, { validateStream: false });
}

/** Colours, unless the output is not a terminal or NO_COLOR is set. */
export const paint = {
  bold: painter('bold'),
  dim: painter('dim'),
  green: painter('green'),
  red: painter('red'),
};

const lineWidth = Math.max(60, Math.min(process.stdout.columns ?? 118, 118) - 2);

/** A JSON value over as few lines as are easy to read. Of a list longer than `rows`, the first ones are shown. */
export function readable(value: unknown, rows = 3, indent = ''): string {
  const line = inOneLine(value, rows);
  if (value === null || typeof value !== 'object' || widthOf(indent + line) <= lineWidth) {
    return line;
  }
  const deeper = `${indent}  `;
  const parts = Array.isArray(value)
    ? shortened(value, rows).map((part) => (part === rest ? more(value, rows) : readable(part, rows, deeper)))
    : Object.entries(value).map(([key, part]) => `${key}: ${readable(part, rows, deeper)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${parts.map((part) => `${deeper}${part}`).join('\n')}\n${indent}${close}`;
}

const rest = Symbol('the rest of a list');

function shortened(list: unknown[], rows: number): unknown[] {
  return list.length > rows + 1 ? [...list.slice(0, rows), rest] : list;
}

function more(list: unknown[], rows: number): string {
  return `… ${list.length - rows} more`;
}

function inOneLine(value: unknown, rows: number): string {
  if (Array.isArray(value)) {
    const parts = shortened(value, rows).map((part) => (part === rest ? more(value, rows) : inOneLine(part, rows)));
    return `[${parts.join(', ')}]`;
  }
  if (value !== null && typeof value === 'object') {
    const parts = Object.entries(value).map(([key, part]) => `${key}: ${inOneLine(part, rows)}`);
    return parts.length > 0 ? `{ ${parts.join(', ')} }` : '{}';
  }
  return JSON.stringify(value);
}

/** Columns in a terminal: Chinese letters and their punctuation take two. */
function widthOf(text: string): number {
  return (
    text.length + (text.match(/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/g)?.length ?? 0)
  );
}
