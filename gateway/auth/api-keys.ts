// Keys of stores' own systems. The subgraph `bookstores` says what a key is good for, by its hash; the secret goes no further than this
// process. What it says is believed for ten seconds, so that a key which is revoked is good for no longer. While it says nothing, no
// key is taken but those of the last ten seconds. Whoever guesses keys is answered from here, but for a few guesses a second.
import { hashOfSecret, isApiKeySecret } from '../../lib/api-key-secrets.ts';
import { CallerError } from '../../lib/errors.ts';
import type { ClerkIdentity } from '../../lib/identity.ts';
import type { Transport } from '../../lib/transport.ts';
import type { Credential } from './identities.ts';
import { refusal, UnconfirmedError } from './refusals.ts';

export interface ApiKeys {
  /**
   * Reads who asks from the secret of a key.
   * @throws CallerError UNAUTHENTICATED for a key that is not good, RATE_LIMITED when too many unknown ones come; UnconfirmedError while
   * `bookstores` does not answer
   */
  read: (secret: string, now: Date) => Promise<Credential>;
  close: () => void;
}

export interface ApiKeysOptions {
  /** Reaches the subgraph `bookstores`. */
  bookstores: Transport;
  /** How long an answer is believed, in ms (10,000). */
  believedMs?: number;
  /** Look-ups of keys that are not known to have been good, a second; as many again at once (20). */
  guessesPerSecond?: number;
}

interface Grant {
  store: string;
  prefix: string;
  scopes: string[];
  expiresAt: string;
}

/** What is known of a key. */
interface Known {
  grant: Grant | null;
  credential: Credential | null;
  believedUntil: number;
}

const remembered = 10_000;
/** How long a key that was good may be looked up without being counted as a guess, in ms. */
const familiarMs = 3_600_000;
const timeLimitMs = 3_000;
/** Streams of a key end when so many look-ups in turn, ten seconds apart, got no answer. */
const silentLooks = 6;

const query = /* GraphQL */ `
  query ($hash: String!) { apiKeyGrant(hash: $hash) { store prefix scopes expiresAt } }
`;

/** Makes the reader of API keys. */
export function createApiKeys({ bookstores, believedMs = 10_000, guessesPerSecond = 20 }: ApiKeysOptions): ApiKeys {
  const good = new Map<string, Known>();
  const bad = new Map<string, Known>();
  const familiar = new Map<string, number>();
  const pending = new Map<string, Promise<Known>>();
  const watched = new Map<string, Watch>();
  const takeGuess = createBudget(guessesPerSecond);

  async function look(hash: string, now: number): Promise<Known> {
    const grant = await grantOf(bookstores, hash);
    const credential = grant && credentialOf(grant, (tell) => watch(hash, tell));
    // Counted from before it was asked: a key that is revoked meanwhile is good no longer than promised.
    const known: Known = { grant, credential, believedUntil: now + believedMs };
    (grant ? bad : good).delete(hash);
    keep(grant ? good : bad, hash, known);
    if (grant) keep(familiar, hash, now + familiarMs);
    else familiar.delete(hash);
    return known;
  }

  /** Joins a look-up that is under way. */
  function lookOnce(hash: string, now: number): Promise<Known> {
    const running = pending.get(hash);
    if (running) return running;
    if ((familiar.get(hash) ?? 0) < now) {
      const wait = takeGuess(now);
      if (wait > 0) throw tooMany(guessesPerSecond, wait);
    }
    const looking = look(hash, now).finally(() => pending.delete(hash));
    pending.set(hash, looking);
    return looking;
  }

  /** One look for all streams of a key. */
  function watch(hash: string, tell: Tell): () => void {
    const one = watched.get(hash) ?? startWatch(hash);
    watched.set(hash, one);
    one.listeners.add(tell);
    return () => {
      one.listeners.delete(tell);
      if (one.listeners.size > 0) return;
      clearInterval(one.timer);
      watched.delete(hash);
    };
  }

  function startWatch(hash: string): Watch {
    const listeners = new Set<Tell>();
    let silent = 0;
    const end = (why: CallerError) => {
      for (const tell of listeners) tell(why);
    };
    const check = async () => {
      try {
        const { grant } = await look(hash, Date.now());
        silent = 0;
        if (!grant) end(notGood());
      } catch {
        silent += 1;
        if (silent >= silentLooks)
          end(refusal('密钥暂时无法核验。The API key cannot be confirmed now. Open it again in a few seconds.'));
      }
    };
    const timer = setInterval(() => void check(), believedMs * 0.9);
    timer.unref();
    return { listeners, timer };
  }

  return {
    async read(secret, now) {
      if (!isApiKeySecret(secret)) throw notGood();
      const hash = hashOfSecret(secret);
      const kept = good.get(hash) ?? bad.get(hash);
      const left = (kept?.believedUntil ?? 0) - now.getTime();
      // Longer than that only by a clock that was set back.
      const isBelieved = left > 0 && left <= believedMs;
      const { grant, credential } = kept && isBelieved ? kept : await lookOnce(hash, now.getTime());
      if (!grant || !credential || Date.parse(grant.expiresAt) <= now.getTime()) throw notGood();
      return credential;
    },
    close() {
      for (const { timer } of watched.values()) clearInterval(timer);
    },
  };
}

type Tell = (why: CallerError) => void;

interface Watch {
  listeners: Set<Tell>;
  timer: NodeJS.Timeout;
}

function credentialOf({ store, prefix, scopes }: Grant, untilOver: Credential['untilOver']): Credential {
  const identity: ClerkIdentity = { role: 'clerk', subject: `${prefix}@${store}`, store, scopes };
  return { identity, untilOver };
}

/** @throws UnconfirmedError when there is no answer, or one that says nothing */
async function grantOf(bookstores: Transport, hash: string): Promise<Grant | null> {
  const identity = { role: 'service', subgraph: 'gateway' } as const;
  const call = { identity, requestId: 'api-key', endsAt: performance.now() + timeLimitMs };
  let cause: unknown;
  try {
    const { data, errors } = await bookstores({ query, variables: { hash } }, call);
    if (!errors?.length && data) return (data['apiKeyGrant'] ?? null) as Grant | null;
    cause = new Error(errors?.[0]?.message ?? 'no data');
  } catch (error) {
    cause = error;
  }
  throw new UnconfirmedError(
    'bookstores',
    '暂时无法核验密钥，请稍后再试。The API key cannot be confirmed now: bookstores does not answer. Try again in a few seconds.',
    { cause },
  );
}

/** The same for a key that is unknown, revoked or has expired: whoever only tries learns nothing. */
function notGood(): CallerError {
  return refusal(
    '密钥无效、已撤销或已过期。The API key is not known, was revoked or has expired. Make a new one: createApiKey.',
  );
}

function tooMany(limit: number, waitMs: number): CallerError {
  const retryAfter = Math.max(1, Math.ceil(waitMs / 1_000));
  const message =
    '未知密钥过多，请稍后再试。Too many API keys that are not known have come: try again in a few seconds.';
  return new CallerError('RATE_LIMITED', message, { limit, retryAfter });
}

/** So many a second, and as many at once; the answer is how many ms there are to wait, 0 when it may go on. */
function createBudget(perSecond: number): (now: number) => number {
  let left = perSecond;
  let at = Number.NEGATIVE_INFINITY;
  return (now) => {
    // Less than nothing has passed where the clock was set back.
    left = Math.min(perSecond, left + (Math.max(0, now - at) / 1_000) * perSecond);
    at = now;
    if (left < 1) return ((1 - left) / perSecond) * 1_000;
    left -= 1;
    return 0;
  };
}

/** Keeps the newest ones. */
function keep<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= remembered) break;
    map.delete(oldest);
  }
}
