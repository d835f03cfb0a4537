// The keys of one issuer. Those that are published are kept, read again from time to time in the background, and at once for a token
// whose key is not known. While the issuer does not answer, its known keys stay good for a day; whatever it answers that is no list
// of usable keys counts as no answer.
import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { Agent, request } from 'undici';
import type { IssuerSettings } from '../../lib/issuers.ts';
import { publicKeyOf } from '../../lib/public-keys.ts';
import { UnconfirmedError } from './refusals.ts';

/** Keys to verify tokens with. */
export interface KeySet {
  /** For `jwtVerify`: finds the key of a token. */
  find: JWTVerifyGetKey;
  /**
   * Sees to it that there are keys.
   * @throws UnconfirmedError when none are known that are young enough, and the issuer does not answer
   */
  prepare: (now: Date) => Promise<void>;
  /** Reads the keys again for a token whose key is not among them, unless that was done only just. */
  reread: (now: Date) => Promise<void>;
  /** @throws UnconfirmedError when the issuer did not answer last: what is not known may be good all the same */
  checkAnswered: () => void;
  /** Another number when the keys are others: what was verified before is to be verified again. Null when they are too old. */
  generation: (now: Date) => number | null;
  close: () => Promise<void>;
}

/** Told when keys cannot be read. */
export type OnKeysFailure = (issuer: string, error: Error) => void;

const timeLimitMs = 5_000;
const sizeLimitBytes = 256 * 1024;
const keysAtMost = 100;
/** An issuer that did not answer is asked again after so many ms, and no sooner. */
const pauseAfterFailureMs = 5_000;

/** Makes the key set of an issuer. Nothing is read before the first token. */
export function createKeySet(settings: IssuerSettings, onFailure: OnKeysFailure): KeySet {
  const { keys } = settings;
  return 'list' in keys ? fixedKeySet(keys.list) : publishedKeySet({ ...settings, url: keys.url }, onFailure);
}

const done = async (): Promise<void> => {};

function fixedKeySet(list: readonly object[]): KeySet {
  const find = createLocalJWKSet({ keys: list } as JSONWebKeySet);
  return { find, prepare: done, reread: done, checkAnswered: () => {}, generation: () => 0, close: done };
}

interface Keys {
  find: JWTVerifyGetKey;
  /** What was published, to see whether it is something else now. */
  text: string;
  readAt: number;
}

function publishedKeySet(
  { issuer, url, refresh, cooldown, stale }: IssuerSettings & { url: string },
  onFailure: OnKeysFailure,
): KeySet {
  const agent = new Agent({ allowH2: false, connect: { timeout: timeLimitMs }, maxResponseSize: sizeLimitBytes });
  let keys: Keys | null = null;
  let generation = 0;
  let reading: Promise<void> | null = null;
  let nextReadAt = Number.NEGATIVE_INFINITY;
  let failure: unknown;

  const isYoung = (now: Date) => keys !== null && now.getTime() - keys.readAt <= stale * 1_000;

  /** Joins what is under way; otherwise reads, unless that was done only just. */
  function read(now: Date): Promise<void> | null {
    const wait = nextReadAt - now.getTime();
    // A longer one is that of a clock that was set back.
    if (reading || (wait > 0 && wait <= cooldown * 1_000)) return reading;
    nextReadAt = now.getTime() + cooldown * 1_000;
    reading = publishedKeys(url, agent)
      .then(({ list, text }) => {
        if (text !== keys?.text) generation += 1;
        keys = { find: createLocalJWKSet({ keys: list } as JSONWebKeySet), text, readAt: now.getTime() };
        failure = undefined;
      })
      .catch((error: unknown) => {
        failure = error;
        nextReadAt = Math.min(nextReadAt, now.getTime() + pauseAfterFailureMs);
        onFailure(issuer, error instanceof Error ? error : new Error(String(error)));
      })
      .finally(() => {
        reading = null;
      });
    return reading;
  }

  function refreshWhenOld(now: Date): void {
    if (keys && Math.abs(now.getTime() - keys.readAt) > refresh * 1_000) void read(now);
  }

  function unconfirmed(): UnconfirmedError {
    const message = `暂时无法核验令牌，请稍后再试。The keys of the issuer ${issuer} cannot be read now, so its token is not taken. Try again in a few seconds.`;
    return new UnconfirmedError(issuer, message, { cause: failure });
  }

  return {
    find: (header, token) => {
      if (!keys) throw new Error('the keys are not there yet');
      return keys.find(header, token);
    },
    async prepare(now) {
      refreshWhenOld(now);
      if (!isYoung(now)) await read(now);
      if (!isYoung(now)) throw unconfirmed();
    },
    async reread(now) {
      await read(now);
    },
    checkAnswered() {
      if (failure !== undefined) throw unconfirmed();
    },
    generation(now) {
      refreshWhenOld(now);
      return isYoung(now) ? generation : null;
    },
    close: () => agent.destroy(),
  };
}

/** @throws Error that says why there are no keys: no answer in time, too long, not 200, no JSON, no usable key */
async function publishedKeys(url: string, dispatcher: Agent) {
  const signal = AbortSignal.timeout(timeLimitMs);
  const headers = { accept: 'application/jwk-set+json, application/json' };
  const { statusCode, body } = await request(url, { dispatcher, signal, headers });
  if (statusCode !== 200) {
    await body.dump({ limit: 1_024, signal }).catch(() => {});
    throw new Error(`HTTP ${statusCode}: redirects are not followed, and only 200 is taken`);
  }
  const text = await body.text();
  const published = (JSON.parse(text) as { keys?: unknown } | null)?.keys;
  if (!Array.isArray(published) || published.length > keysAtMost) {
    throw new Error(`the answer is no JWK set of at most ${keysAtMost} keys`);
  }
  const list = published.map(publicKeyOf).filter((key) => key !== null);
  if (list.length === 0) throw new Error('the JWK set has no key that is usable here');
  return { list, text: JSON.stringify(list) };
}
