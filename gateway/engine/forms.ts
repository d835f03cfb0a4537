// The two forms of a response: JSON text for HTTP, where nothing is printed again after it, and objects for streams, whose
// libraries print the whole message. A form says how values are put together; what they are is the projection's.
import type { ProjectionState } from './project.ts';

/** Completes one value. Undefined is a null that may not stay where it is: the parent becomes null. It is reported already. */
export type Complete<Output> = (value: unknown, state: ProjectionState, depth: number) => Output | undefined;

export interface Form<Output> {
  null: Output;
  /** A scalar, an enum value, a finished result, or nothing. */
  leaf(value: unknown): Output;
  /** Completes lists whose items `complete` completes. Values are arrays. */
  list(complete: Complete<Output>): Complete<Output>;
  /** Completes objects of these fields, in this order. Values are objects. */
  object(fields: readonly FormField<Output>[]): Complete<Output>;
}

export interface FormField<Output> {
  key: string;
  /** The key in the tree. */
  from: string;
  complete: Complete<Output>;
}

type Values = Readonly<Record<string, unknown>>;

/** JSON text, as JSON.stringify would write it. */
export const textForm: Form<string> = {
  null: 'null',
  leaf: textOf,
  list: (complete) => (value, state, depth) => {
    const items = value as readonly unknown[];
    let text = '[';
    for (let index = 0; index < items.length; index += 1) {
      state.path[depth] = index;
      const item = complete(items[index], state, depth + 1);
      if (item === undefined) return undefined;
      text += index === 0 ? item : `,${item}`;
    }
    return `${text}]`;
  },
  object(fields) {
    const written = fields.map((field, at) => ({
      ...field,
      prefix: `${at === 0 ? '' : ','}${JSON.stringify(field.key)}:`,
    }));
    return (value, state, depth) => {
      let text = '{';
      for (const { key, from, prefix, complete } of written) {
        state.path[depth] = key;
        const field = complete((value as Values)[from], state, depth + 1);
        if (field === undefined) return undefined;
        text += prefix + field;
      }
      return `${text}}`;
    };
  },
};

/** Plain objects without a prototype: a key may be called __proto__. */
export const objectForm: Form<unknown> = {
  null: null,
  leaf: (value) => value ?? null,
  list: (complete) => (value, state, depth) => {
    const items: unknown[] = [];
    for (const [index, item] of (value as readonly unknown[]).entries()) {
      state.path[depth] = index;
      const completed = complete(item, state, depth + 1);
      if (completed === undefined) return undefined;
      items.push(completed);
    }
    return items;
  },
  object: (fields) => (value, state, depth) => {
    const object = Object.create(null) as Record<string, unknown>;
    for (const { key, from, complete } of fields) {
      state.path[depth] = key;
      const completed = complete((value as Values)[from], state, depth + 1);
      if (completed === undefined) return undefined;
      object[key] = completed;
    }
    return object;
  },
};

/** The JSON text of a scalar; `null` for what JSON cannot say. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number') return Number.isFinite(value) ? `${value}` : 'null';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  return value === null || value === undefined ? 'null' : printed(value);
}

/** JSON is read at any depth, and printed to some thousand only: what is deeper is no value that anybody meant. */
function printed(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch (error) {
    if (error instanceof RangeError) return 'null';
    throw error;
  }
}

/** Most strings are short and need no escapes; JSON.stringify costs more than looking at each of their characters. */
function quoted(value: string): string {
  if (value.length > 60) return JSON.stringify(value);
  for (let at = 0; at < value.length; at += 1) {
    const code = value.charCodeAt(at);
    if (code < 0x20 || code === 0x22 || code === 0x5c || (code >= 0xd800 && code <= 0xdfff))
      return JSON.stringify(value);
  }
  return `"${value}"`;
}
