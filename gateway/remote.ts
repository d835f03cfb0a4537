// A supergraph of anybody's: its subgraphs are where it says they are, and are reached over HTTP.

import type { Logger } from 'pino';
import { logBreaker } from './breakers.ts';
import type { OpenTransports } from './revisions.ts';
import { type SubgraphAddress, SupergraphError } from './supergraph.ts';
import { openHttpTransport } from './transports/http.ts';
import { type BreakerChange, guarded } from './transports/outages.ts';
import { defaultTimeLimitMs } from './transports/time-limit.ts';

export interface RemoteOptions {
  /** Where subgraphs answer, by their lower-cased names, for those that are not where the supergraph says. */
  urls?: ReadonlyMap<string, string>;
  /** How long a subgraph may take to answer one request, in ms (5,000). */
  timeLimitMs?: number;
  /** How subgraphs serve subscriptions ('sse'). */
  subscriptions?: 'sse' | 'ws';
  logger: Logger;
}

/**
 * Opens connections to the subgraphs of each supergraph that is loaded. It throws SupergraphError when a subgraph has no URL,
 * or `urls` names one that there is not.
 */
export function remoteTransports(options: RemoteOptions): OpenTransports {
  const { urls = new Map<string, string>() } = options;
  return ({ subgraphs }) => {
    const names = subgraphs.map(({ name }) => name);
    const unknown = [...urls.keys()].filter((name) => !names.includes(name));
    if (unknown.length > 0) {
      throw new SupergraphError(
        `It has no subgraph ${unknown.join(', ')}, for which a URL is given. It has ${names.join(', ')}.`,
      );
    }
    const placed = subgraphs.map((subgraph) => ({ name: subgraph.name, url: urlOf(subgraph, urls) }));
    const opened = placed.map(({ name, url }) => ({ name, ...openRemote(name, url, options) }));
    return {
      transports: Object.fromEntries(opened.map(({ name, send }) => [name, send])),
      async close() {
        await Promise.all(opened.map(({ close }) => close()));
      },
    };
  };
}

/** Opens the connection to a subgraph that is told nothing of who asks. */
export function openRemote(
  subgraph: string,
  url: string,
  { timeLimitMs = defaultTimeLimitMs, subscriptions = 'sse', logger }: Omit<RemoteOptions, 'urls'>,
) {
  const { send, close } = openHttpTransport({ subgraph, url, timeLimitMs, subscriptions });
  const onBreakerChange = (change: BreakerChange) => logBreaker(logger, change);
  return { send: guarded(subgraph, send, { timeLimitMs, onBreakerChange }), close };
}

function urlOf({ name, url: own }: SubgraphAddress, urls: ReadonlyMap<string, string>): string {
  const url = urls.get(name) ?? own;
  if (url === '')
    throw new SupergraphError(`It does not say where its subgraph ${name} answers. Give --url ${name}=URL.`);
  if (!isHttp(url)) {
    throw new SupergraphError(`Its subgraph ${name} is at "${url}", which is no HTTP URL. Give --url ${name}=URL.`);
  }
  return url;
}

/** Whether a text is a URL of the kind `http:` or `https:`. */
export function isHttp(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
