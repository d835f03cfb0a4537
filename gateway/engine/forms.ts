// The two forms of a response: JSON text for HTTP, where nothing is printed again after it, and objects for streams, whose
// libraries print the whole message.

export interface Form<Output> {
  null: Output;
  /** A scalar, an enum value, or a finished result. */
  leaf(value: unknown): Output;
  list(items: readonly Output[]): Output;
  /** Makes objects of these keys, in this order, from their values. */
  object(keys: readonly string[]): (values: readonly Output[]) => Output;
}

/** JSON text, as JSON.stringify would write it. */
export const textForm: Form<string> = {
  null: 'null',
  leaf: textOf,
  list: (items) => `[${items.join(',')}]`,
  object(keys) {
    const prefixes = keys.map((key, at) => `${at === 0 ? '{' : ','}${JSON.stringify(key)}:`);
    const count = keys.length;
    if (count === 0) return () => '{}';
    return (values) => {
      let text = '';
      for (let at = 0; at < count; at += 1) text += (prefixes[at] as string) + (values[at] as string);
      return `${text}}`;
    };
  },
};

/** Plain objects without a prototype: a key may be called __proto__. */
export const objectForm: Form<unknown> = {
  null: null,
  leaf: (value) => value ?? null,
  list: (items) => items,
  object: (keys) => (values) => {
    const object = Object.create(null) as Record<string, unknown>;
    for (const [at, key] of keys.entries()) object[key] = values[at];
    return object;
  },
};

function textOf(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'null';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  return JSON.stringify(value) ?? 'null';
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
