// What pages in browsers may do with the gateway. No cookie is ever read here, so a page of another origin has nobody's rights; still
// it may neither read answers nor open connections unless the operator has named its origin.
import cors from '@fastify/cors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { RequestError } from './http-errors.ts';

export interface BrowserOptions {
  /** Origins whose pages may call the gateway beside its own, such as `https://opac.example.org`. */
  origins: readonly string[];
  /** The gateway itself speaks TLS. */
  isSecure: boolean;
}

/** What a page of another origin may send, and what it may read of an answer beside its body. */
const allowedHeaders = [
  'authorization',
  'content-type',
  'apollo-require-preflight',
  'x-request-id',
  'x-shelfgraph-cost',
  'x-shelfgraph-owners',
  'x-shelfgraph-plan',
  'x-shelfgraph-trace',
];
const exposedHeaders = ['x-request-id', 'retry-after', 'ratelimit', 'ratelimit-policy'];
const preflightSeconds = 3_600;

/** Half a year: what the list of browsers' preloaded hosts asks at least. */
const transportSecurity = 'max-age=15552000';

/** Of every answer (the OWASP Secure Headers Project's for an API; the playground has its own content policy). */
export function securityHeaders({ origins, isSecure }: BrowserOptions): Record<string, string> {
  return {
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'cross-origin-resource-policy': origins.length > 0 ? 'cross-origin' : 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    ...(isSecure ? { 'strict-transport-security': transportSecurity } : {}),
  };
}

/**
 * Adds the security headers to every answer, and refuses WebSockets from pages of origins that are not allowed: those obey no CORS. Which page is our own the host tells, of which
 * there is one (RFC 9112, 3.2).
 */
export async function guardBrowsers(app: FastifyInstance, options: BrowserOptions): Promise<void> {
  const { origins } = options;
  const headers = securityHeaders(options);
  const allowed = new Set(origins);
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(headers);
    checkHost(request.raw);
    if (request.headers.upgrade !== undefined) refuseForeignPage(request, allowed);
  });
  if (origins.length > 0) {
    const methods = ['GET', 'POST', 'PUT'];
    await app.register(cors, {
      origin: [...origins],
      methods,
      allowedHeaders,
      exposedHeaders,
      maxAge: preflightSeconds,
    });
  }
}

/**
 * Only browsers send an origin, and always. Where it was lost on the way, the header that no page can take off (W3C Fetch Metadata) tells
 * that it is a browser's: then nobody knows whose page it is.
 */
function refuseForeignPage({ headers }: FastifyRequest, allowed: ReadonlySet<string>): void {
  const { origin, host } = headers;
  if (origin === undefined && !('sec-fetch-site' in headers)) return;
  if (origin !== undefined && (allowed.has(origin) || isOf(origin, host))) return;
  const page = origin === undefined ? '未知来源 an unknown origin' : origin.slice(0, 100);
  throw new RequestError(
    403,
    `来自 ${page} 的网页不能连接此服务。Pages of ${page} may not connect; the gateway's operator allows origins by SHELFGRAPH_ORIGINS.`,
    'FORBIDDEN',
  );
}

function checkHost({ rawHeaders, httpVersion }: FastifyRequest['raw']): void {
  const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && /^host$/i.test(name)).length;
  if (hosts === 1 || (hosts === 0 && httpVersion === '1.0')) return;
  throw new RequestError(400, `A request has one "host" header; this one has ${hosts}.`);
}

function isOf(origin: string, host: string | undefined): boolean {
  return URL.canParse(origin) && new URL(origin).host === host;
}
