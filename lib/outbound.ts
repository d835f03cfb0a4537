// Calls to addresses that users have given us. Whoever may name an address must not reach through us what only we can reach:
// this machine, the machines beside it, a cloud's metadata. So a host's addresses are checked when its URL is given and
// again at each connection, whose own look-up of the name decides: a name that says something else then gains nothing.
import { promises as dns, type LookupAddress, lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, request } from 'undici';
import { type Allowance, isListed, isReachable } from './allowance.ts';
import { CallerError } from './errors.ts';
import { span } from './telemetry/tracing.ts';
import { within } from './time.ts';

/** What came of a call: the status, or why there is none. */
export type Outcome = { status: number } | { error: string };

const timeLimitMs = 10_000;
const lookupLimitMs = 5_000;
const bodyLimitBytes = 1_024;
const urlLimit = 2_000;

/**
 * A URL that may be called.
 * @throws CallerError BAD_USER_INPUT that says what is wrong with it
 */
export async function checkUrl(argument: string, text: string, allowance: Allowance): Promise<URL> {
  const refuse = (zh: string, en: string) => new CallerError('BAD_USER_INPUT', `${zh}${en}`, { argument });
  if (text.length > urlLimit || !URL.canParse(text)) {
    throw refuse(
      '应为完整网址。',
      `"${argument}" is a URL of at most ${urlLimit} characters, "https://pos.example.org/hook".`,
    );
  }
  const url = new URL(text);
  // Other characters than those of a URL take up to nine each.
  if (url.href.length > urlLimit) {
    throw refuse(
      '网址编码后过长。',
      `"${argument}" has ${url.href.length} characters once it is written as a URL; at most ${urlLimit} are allowed.`,
    );
  }
  const host = hostOf(url);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isListed(host, allowance))) {
    throw refuse('网址须以 https 开头。', `"${argument}" begins with https://; "${url.protocol}" is not allowed here.`);
  }
  if (url.username || url.password || url.hash) {
    throw refuse('网址不得含用户名、密码或“#”。', `"${argument}" has no user name, no password and no "#".`);
  }
  if (isListed(host, allowance)) return url;
  const addresses = isIP(host) ? [host] : await addressesOf(host);
  if (addresses.length === 0) {
    throw refuse('找不到该主机。', `The host "${host}" of "${argument}" is not found.`);
  }
  if (!addresses.every((address) => isReachable(address, allowance))) {
    throw refuse(
      '不得指向内网或本机地址。',
      `The host "${host}" of "${argument}" is, or resolves to, an address that is not public: private, loopback, link-local and the like are not called.`,
    );
  }
  return url;
}

/**
 * Posts a body, once, on a connection of its own. Redirects are not followed; of the answer only the status is of interest,
 * and no more than 1 KiB of its body is read. Never rejects.
 */
export async function post(
  url: string,
  { headers, body, allowance }: { headers: Record<string, string>; body: string; allowance: Allowance },
): Promise<Outcome> {
  if (!mayBeCalled(url, allowance)) return { error: notPublic };
  const agent = new Agent({ pipelining: 0, ...guardedConnections(url, { allowance, timeLimitMs }) });
  const signal = AbortSignal.timeout(timeLimitMs);
  try {
    return await span('call outside', 'client', async (recorded) => {
      const response = await request(url, { method: 'POST', headers, body, dispatcher: agent, signal });
      await response.body.dump({ limit: bodyLimitBytes, signal }).catch(() => {});
      recorded?.set({ 'http.response.status_code': response.statusCode });
      return { status: response.statusCode };
    });
  } catch (error) {
    return { error: signal.aborted ? `no answer within ${timeLimitMs / 1_000} s` : reasonOf(error) };
  } finally {
    await agent.destroy();
  }
}

/** Whether the host of a URL may be called as far as the URL itself tells; of a name, each connection looks. */
export function mayBeCalled(url: string, allowance: Allowance): boolean {
  const host = hostOf(new URL(url));
  return !isIP(host) || isReachable(host, allowance);
}

/** Options of an undici agent whose connections for a URL go to addresses that may be called, and to no other. */
export function guardedConnections(
  url: string,
  { allowance, timeLimitMs: timeout }: { allowance: Allowance; timeLimitMs: number },
) {
  const isOwn = isListed(hostOf(new URL(url)), allowance);
  return { allowH2: false, connect: { timeout, ...(isOwn ? {} : { lookup: guardedLookup(allowance) }) } };
}

const notPublic = 'the host has an address that is not public';

class NotPublicError extends Error {}

/** The system's look-up, which fails when one of the addresses may not be called. */
function guardedLookup(allowance: Allowance): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
      const [first] = found ?? [];
      if (error || !first) return callback(error ?? new Error(`${hostname} has no address`), []);
      if (!found.every(({ address }) => isReachable(address, allowance)))
        return callback(new NotPublicError(notPublic), []);
      if (options.all) callback(null, found);
      else callback(null, first.address, first.family);
    });
  };
}

/** None for a name that cannot be looked up. */
async function addressesOf(host: string): Promise<string[]> {
  try {
    return (await within(lookupLimitMs, dns.lookup(host, { all: true }))).map(({ address }) => address);
  } catch {
    return [];
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof NotPublicError) return notPublic;
  const { code, name } = error as { code?: string; name?: string };
  return `no answer: ${code ?? name ?? 'unknown error'}`;
}

/** Lower case; an IPv6 address without its brackets. */
function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '').toLowerCase();
}
