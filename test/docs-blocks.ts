// What the documents show, as something to run: operations with who asks and what comes of it, and commands.
//
//     <!-- as: clerk QINGCHUN -->         who asks: reader CARD, clerk STORE, librarian LIBRARY or admin; nobody without it
//     <!-- silent: districts -->          this subgraph does not answer
//     <!-- error: FORBIDDEN -->           the answer has exactly this error; without it, none
//     ```graphql                          the operation; the comments stand before it
//     ```json variables                   its variables, right after it
//     ```json                             its answer, right after these
//
// In a shown answer an object may leave out keys, "…" stands for any value or, in a list, for any elements, and a "…"
// within a text for any letters: ids, dates. A variable "…" is the value that an earlier answer in the same document has
// under a key of that name.
import type { Person } from '../gateway/auth/claims.ts';

export interface Example {
  line: number;
  query: string;
  variables: Record<string, unknown>;
  person: Person | null;
  silent: string | null;
  error: string | null;
  answer?: unknown;
}

interface Block {
  line: number;
  info: string;
  text: string;
  /** `<!-- key: value -->` between the block before and this one. */
  notes: Map<string, string>;
}

/** The operations of a document, in order. */
export function examplesOf(markdown: string): Example[] {
  const examples: Example[] = [];
  for (const { line, info, text, notes } of blocksOf(markdown)) {
    const last = examples.at(-1);
    if (info === 'graphql') {
      const as = notes.get('as');
      examples.push({
        line,
        query: text,
        variables: {},
        person: as === undefined ? null : personOf(as),
        silent: notes.get('silent') ?? null,
        error: notes.get('error') ?? null,
      });
    } else if (info === 'json variables' && last) {
      last.variables = JSON.parse(text) as Record<string, unknown>;
    } else if (info === 'json' && last) {
      last.answer = JSON.parse(text);
    }
  }
  return examples;
}

/** The lines `npm …` of a document's shell blocks, without their comments. */
export function commandsOf(markdown: string): string[] {
  return blocksOf(markdown)
    .filter(({ info }) => info === 'sh')
    .flatMap(({ text }) => text.split('\n'))
    .map((line) => line.replace(/\s+#.*$/, '').trim())
    .filter((line) => /^npm\s/.test(line));
}

/** A shell block as something to run: its lines, the exit code of the last one, and what is shown after it. */
export interface ShellExample {
  line: number;
  commands: string[];
  exit: number;
  output: string | null;
  answer: unknown;
}

/** The shell blocks of a document: `<!-- exit: 1 -->` before one, ```text or ```json body with what it prints right after it. */
export function shellExamplesOf(markdown: string): ShellExample[] {
  const examples: ShellExample[] = [];
  let last: ShellExample | null = null;
  for (const { line, info, text, notes } of blocksOf(markdown)) {
    if (info === 'sh') {
      last = {
        line,
        commands: text.split('\n'),
        exit: Number(notes.get('exit') ?? 0),
        output: null,
        answer: undefined,
      };
      examples.push(last);
    } else if (last) {
      if (info === 'text') last.output = text;
      if (info === 'json body') last.answer = JSON.parse(text);
      last = null;
    }
  }
  return examples;
}

/** The files that a document links to, as written. */
export function linksOf(markdown: string): string[] {
  return [...markdown.matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g)].flatMap(([, link]) => link ?? []);
}

/** Why `actual` does not show what the document shows; null when it does. */
export function difference(shown: unknown, actual: unknown, path = 'the answer'): string | null {
  if (shown === '…') {
    return null;
  }
  if (typeof shown === 'string' && shown.includes('…') && typeof actual === 'string') {
    const parts = shown.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${parts.join('.*')}$`, 's').test(actual) ? null : told(path, shown, actual);
  }
  if (Array.isArray(shown)) {
    return Array.isArray(actual) ? listDifference(shown, actual, path) : told(path, shown, actual);
  }
  if (shown !== null && typeof shown === 'object') {
    if (actual === null || typeof actual !== 'object') {
      return told(path, shown, actual);
    }
    const own = actual as Record<string, unknown>;
    const differences = Object.entries(shown).map(([key, value]) => difference(value, own[key], `${path}.${key}`));
    return differences.find((each) => each !== null) ?? null;
  }
  return Object.is(shown, actual) ? null : told(path, shown, actual);
}

/** Variables with each "…" replaced by what `earlier` answers, the last first, have under the same key. */
export function filled(variables: unknown, earlier: readonly unknown[], key = ''): unknown {
  if (variables === '…') {
    const found = earlier.toReversed().flatMap((answer) => valuesUnder(answer, key));
    if (found.length === 0) {
      throw new Error(`No earlier answer has a value under "${key}".`);
    }
    return found[0];
  }
  if (Array.isArray(variables)) {
    return variables.map((value) => filled(value, earlier, key));
  }
  if (variables !== null && typeof variables === 'object') {
    return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, filled(value, earlier, name)]));
  }
  return variables;
}

function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  let notes = new Map<string, string>();
  let open: { line: number; info: string; lines: string[] } | null = null;
  for (const [index, line] of markdown.split('\n').entries()) {
    const fence = /^```(.*)$/.exec(line);
    const note = /^<!--\s*(\w+):\s*(.*?)\s*-->$/.exec(line);
    if (open && fence) {
      blocks.push({ line: open.line, info: open.info, text: open.lines.join('\n'), notes });
      notes = new Map();
      open = null;
    } else if (open) {
      open.lines.push(line);
    } else if (fence) {
      open = { line: index + 1, info: fence[1]?.trim() ?? '', lines: [] };
    } else if (note) {
      notes.set(note[1] ?? '', note[2] ?? '');
    }
  }
  return blocks;
}

function personOf(text: string): Person {
  const [role, name = ''] = text.split(/\s+/);
  switch (role) {
    case 'reader':
      return { role, subject: name, card: name };
    case 'clerk':
      return { role, subject: `clerk@${name}`, store: name };
    case 'librarian':
      return { role, subject: `librarian@${name}`, library: name };
    case 'admin':
      return { role, subject: 'admin' };
    default:
      throw new Error(`"as: ${text}" names nobody.`);
  }
}

function listDifference(shown: unknown[], actual: unknown[], path: string): string | null {
  const [first, ...others] = shown;
  if (shown.length === 0) {
    return actual.length === 0 ? null : `${path} has ${actual.length} more element(s) than shown`;
  }
  if (first === '…') {
    const starts = Array.from({ length: actual.length + 1 }, (_, start) => actual.slice(start));
    const differences = starts.map((rest) => listDifference(others, rest, path));
    return differences.includes(null) ? null : (differences[0] ?? null);
  }
  return actual.length === 0
    ? `${path} ends before ${JSON.stringify(first)}`
    : (difference(first, actual[0], `${path}[]`) ?? listDifference(others, actual.slice(1), path));
}

function told(path: string, shown: unknown, actual: unknown): string {
  return `${path} is shown as ${JSON.stringify(shown)}, but is ${JSON.stringify(actual)}`;
}

function valuesUnder(value: unknown, key: string): unknown[] {
  if (value === null || typeof value !== 'object') {
    return [];
  }
  const own = Object.entries(value).filter(
    ([name, part]) => name === key && (part === null || typeof part !== 'object'),
  );
  return [...own.map(([, part]) => part), ...Object.values(value).flatMap((part) => valuesUnder(part, key))];
}
