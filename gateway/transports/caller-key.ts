import type { CallContext } from '../../lib/transport.ts';

const keys = new WeakMap<object, string>();

/** A text that two calls have in common exactly when they are made for the same identity, with the same forwarded headers. */
export function callerKey({ identity, headers }: CallContext): string {
  return headers ? `${keyOf(identity)}${keyOf(headers)}` : keyOf(identity);
}

/** The same values in another order make another key: those calls are not joined, which is safe. */
function keyOf(value: object): string {
  let key = keys.get(value);
  if (key === undefined) {
    key = JSON.stringify(value);
    keys.set(value, key);
  }
  return key;
}
