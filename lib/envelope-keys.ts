// The keys that sign envelopes, by their ids. Their file is read again when it changes, so that keys rotate while all processes run: one
// key signs, and the one before it, or the one to come, is known as well.
import { createHash, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';

/** A key of 32 bytes. Its id tells it from others, and nothing of it. */
export interface EnvelopeKey {
  id: string;
  /** A signature with a key that is already an object costs 4 µs, with its bytes 28. */
  secret: KeyObject;
}

export interface EnvelopeKeys {
  /** The key that signs now. */
  signing: () => EnvelopeKey;
  /** The key with an id, if it is known. */
  byId: (id: string) => EnvelopeKey | undefined;
}

/** What a key in the file is: only the current one signs. */
export const keyStates = ['current', 'next', 'previous'] as const;
export type KeyState = (typeof keyStates)[number];

/** Keys as their file has them; 32 bytes each. */
export type WrittenKeys = Partial<Record<KeyState, Buffer>> & { current: Buffer };

/** How often the file is looked at, in ms. For a key that is not known it is looked at whenever one comes. */
const lookEveryMs = 1_000;

/** Keys that stay as they are; the first one signs. */
export function fixedKeys(...keys: [Uint8Array, ...Uint8Array[]]): EnvelopeKeys {
  const known = keysById(keys);
  const [first] = known.values();
  return { signing: () => first as EnvelopeKey, byId: (id) => known.get(id) };
}

/**
 * The keys of a file, followed through its changes. A file that cannot be read any more leaves the keys as they were.
 * @param onFailure told once for each state of the file that cannot be read
 * @throws Error that says what is wrong with the file, when it is opened
 */
export function openEnvelopeKeys(path: string, onFailure: (error: Error) => void = () => {}): EnvelopeKeys {
  let stamp = stampOf(path);
  let keys = readKeys(path);
  let lookedAt = Date.now();

  function look(): void {
    lookedAt = Date.now();
    let found = 'missing';
    try {
      found = stampOf(path);
      if (found === stamp) return;
      keys = readKeys(path);
    } catch (error) {
      if (found !== stamp) onFailure(error instanceof Error ? error : new Error(String(error)));
    }
    stamp = found;
  }
  const isDue = () => Math.abs(Date.now() - lookedAt) >= lookEveryMs;

  return {
    signing() {
      if (isDue()) look();
      return keys.signing();
    },
    byId(id) {
      if (isDue() || !keys.byId(id)) look();
      return keys.byId(id);
    },
  };
}

/** The id of a key: the beginning of a hash of it. */
export function keyIdOf(key: Uint8Array): string {
  return createHash('sha256').update('shelfgraph-envelope-key.').update(key).digest('base64url').slice(0, 8);
}

/**
 * Reads what a file of keys holds: a line for each, `current KEY`, `next KEY`, `previous KEY`, in base64; a line with nothing but a key is
 * the current one.
 * @param path named in the error
 * @throws Error that says what is wrong, and nothing of the keys
 */
export function parseKeys(text: string, path: string): WrittenKeys {
  const keys: Partial<Record<KeyState, Buffer>> = {};
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const [, state = 'current', key = ''] =
      /^(?:(current|next|previous) +)?([A-Za-z0-9+/]+={0,2})\s*$/.exec(line) ?? [];
    const bytes = Buffer.from(key, 'base64');
    if (bytes.length !== 32) {
      throw new Error(
        `${path} must hold keys of 32 bytes in base64, "current KEY" and "previous KEY"; line ${index + 1} holds ${bytes.length} bytes.`,
      );
    }
    if (keys[state as KeyState])
      throw new Error(`${path} has two keys that are ${state}, the second one in line ${index + 1}.`);
    keys[state as KeyState] = bytes;
  }
  const { current } = keys;
  if (!current) throw new Error(`${path} must hold a current key, 32 bytes in base64; it holds none.`);
  return { ...keys, current };
}

/** What can be done to a file of keys. */
export const keyChanges = ['prepare', 'rotate', 'retire'] as const;
export type KeyChange = (typeof keyChanges)[number];

/** How long everybody has to see a change before the next one, in ms: envelopes are good for half of it. */
const changeEveryMs = 60_000;

/**
 * Changes a file of keys: `rotate` makes the key to come, or a new one, the current one, and keeps the one before; `prepare` adds a key to
 * come; `retire` forgets the previous key. Whoever reads the file has it whole, before or after.
 * @returns what the file holds now
 * @throws Error when the last change was only just, another one is under way, or there is no such key
 */
export function changeKeys(path: string, change: KeyChange): WrittenKeys {
  const lock = `${path}.lock`;
  takeLock(lock);
  try {
    const seconds = Math.max(0, Math.floor((Date.now() - statSync(path).mtimeMs) / 1_000));
    if (seconds * 1_000 < changeEveryMs) {
      throw new Error(`${path} was changed ${seconds} s ago: wait a minute, so that every process has seen that.`);
    }
    const keys = changed(parseKeys(readFileSync(path, 'utf8'), path), change, path);
    writeFileSync(lock, writtenKeys(keys));
    renameSync(lock, path);
    return keys;
  } catch (error) {
    rmSync(lock, { force: true });
    throw error;
  }
}

function takeLock(lock: string): void {
  try {
    writeFileSync(lock, '', { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new Error(`The keys are being changed: ${lock} is there. If nobody does, remove that file.`, {
      cause: error,
    });
  }
}

function changed({ current, next, previous }: WrittenKeys, change: KeyChange, path: string): WrittenKeys {
  switch (change) {
    case 'rotate':
      return { current: next ?? randomBytes(32), previous: current };
    case 'prepare':
      if (next) throw new Error(`${path} has a key to come already: copy the file everywhere, then "rotate".`);
      return { current, next: randomBytes(32), ...(previous ? { previous } : {}) };
    case 'retire':
      if (!previous) throw new Error(`${path} has no previous key.`);
      return { current, ...(next ? { next } : {}) };
  }
}

/** The text of a file of keys. */
export function writtenKeys(keys: WrittenKeys): string {
  return keyStates.map((state) => (keys[state] ? `${state} ${keys[state].toString('base64')}\n` : '')).join('');
}

function readKeys(path: string): EnvelopeKeys {
  const { current, next, previous } = parseKeys(readFileSync(path, 'utf8'), path);
  return fixedKeys(current, ...[next, previous].filter((key) => key !== undefined));
}

function stampOf(path: string): string {
  const { ino, size, mtimeMs } = statSync(path);
  return `${ino}.${size}.${mtimeMs}`;
}

function keysById(keys: readonly Uint8Array[]): ReadonlyMap<string, EnvelopeKey> {
  return new Map(
    keys.map((key) => {
      const id = keyIdOf(key);
      return [id, { id, secret: createSecretKey(key) }];
    }),
  );
}
