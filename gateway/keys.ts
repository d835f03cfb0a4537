// The gateway's secrets lie in the data folder, readable by its owner alone. Several processes may start at once: each writes its
// own candidate, and the first one linked to the final name is everybody's.
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  randomUUID,
} from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { type EnvelopeKeys, openEnvelopeKeys, writtenKeys } from '../lib/envelope-keys.ts';
import { makeFolder } from '../lib/folders.ts';

export interface GatewayKeys {
  /** Signs the tokens of people (Ed25519). */
  tokenPrivateKey: KeyObject;
  tokenPublicKey: KeyObject;
  /** Shared with subgraphs in other processes; followed through the changes of their file. */
  envelopeKeys: EnvelopeKeys;
  /** Of the hashes that stand for readers who are not kept any more (32 bytes). */
  privacyKey: Buffer;
}

/** In the folder of the keys. */
export const envelopeFileName = 'envelope.key';

/**
 * Reads the keys in `<dataDir>/keys/`, making them first where they are missing.
 * @param onEnvelopeFailure told when the keys of envelopes have changed and cannot be read
 */
export async function loadOrCreateKeys(
  dataDir: string,
  onEnvelopeFailure?: (error: Error) => void,
): Promise<GatewayKeys> {
  const folder = join(dataDir, 'keys');
  makeFolder(folder);
  const tokenPem = await readOrCreate(join(folder, 'token.pem'), () =>
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  );
  const envelopeFile = join(folder, envelopeFileName);
  await readOrCreate(envelopeFile, () => writtenKeys({ current: randomBytes(32) }));
  const envelopeKeys = openEnvelopeKeys(envelopeFile, onEnvelopeFailure);
  const privacyKey = await readOrCreateSecret(join(folder, 'privacy.key'));
  const tokenPrivateKey = createPrivateKey(tokenPem);
  return { tokenPrivateKey, tokenPublicKey: createPublicKey(tokenPrivateKey), envelopeKeys, privacyKey };
}

/** Logs that the keys of envelopes cannot be read: for `loadOrCreateKeys`. */
export function keysUnread(log: Logger): (error: Error) => void {
  return (error) =>
    log.error({ err: error }, 'the keys of envelopes have changed and cannot be read; the old ones are kept');
}

/** The key in `<dataDir>/keys/` that signs the tokens of people; undefined where none was made yet. */
export async function readTokenKey(dataDir: string): Promise<KeyObject | undefined> {
  const pem = await readIfThere(join(dataDir, 'keys', 'token.pem'));
  return pem === undefined ? undefined : createPrivateKey(pem);
}

/** The key in `<dataDir>/keys/` of the hashes that stand for readers; undefined where none was made yet. */
export async function readPrivacyKey(dataDir: string): Promise<Buffer | undefined> {
  const path = join(dataDir, 'keys', 'privacy.key');
  const text = await readIfThere(path);
  return text === undefined ? undefined : secretOf(path, text);
}

async function readOrCreateSecret(path: string): Promise<Buffer> {
  return secretOf(path, await readOrCreate(path, () => `${randomBytes(32).toString('base64')}\n`));
}

function secretOf(path: string, text: string): Buffer {
  const secret = Buffer.from(text, 'base64');
  if (secret.length !== 32) {
    throw new Error(`${path} must hold 32 bytes in base64; it holds ${secret.length}.`);
  }
  return secret;
}

async function readOrCreate(path: string, create: () => string): Promise<string> {
  const existing = await readIfThere(path);
  if (existing !== undefined) return existing;
  const candidate = `${path}.${randomUUID()}`;
  await writeFile(candidate, create(), { mode: 0o600, flag: 'wx' });
  try {
    await link(candidate, path);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(candidate);
  }
  return readFile(path, 'utf8');
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
