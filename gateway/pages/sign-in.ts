// Signing in with one click, for those who sit at the machine on which the embedded network runs. Any other network knows its people by
// its issuers, and has no such route.
import type { KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import type { FastifyInstance, FastifyPluginAsync, FastifyRequest } from 'fastify';
import { demoPeople, issueToken } from '../auth/development.ts';
import { RequestError } from '../http-errors.ts';

const hour = 3_600;

interface Reach {
  host: string;
  trustedProxies: readonly string[];
}

/**
 * Whether one may sign in by a click at a gateway that answers there: at an address of its own machine alone, with no proxy named. A proxy
 * that says nothing of itself cannot be told from a browser here, so operators who put one before the embedded network give tokens out as they do elsewhere.
 */
export function canSignInAt({ host, trustedProxies }: Reach): boolean {
  return (host === 'localhost' || isLoopback(host)) && trustedProxies.length === 0;
}

/** A plugin with `POST /sign-in`: `{"role": "clerk"}` becomes `{"token": "…"}`, of the sample's clerk, for an hour. */
export function signIn(tokenKey: KeyObject): FastifyPluginAsync {
  return async (app: FastifyInstance) => {
    app.post<{ Body: unknown }>('/sign-in', async (request, reply) => {
      refuseStrangers(request);
      const role = (request.body as { role?: unknown } | null)?.role;
      const person = demoPeople.find((each) => each.role === role);
      if (!person) {
        const roles = demoPeople.map((each) => each.role).join(', ');
        throw new RequestError(400, `没有这个角色。"role" is one of ${roles}.`, 'BAD_USER_INPUT');
      }
      reply.header('cache-control', 'no-store');
      return { token: await issueToken(tokenKey, person, { ttl: hour }) };
    });
  };
}

/**
 * Whoever has these tokens can be anybody here. They are for pages of this gateway alone, opened on its own machine under a name of that
 * machine: not for another page, nor for one whose name was made to lead here, nor for who comes through a proxy.
 */
function refuseStrangers({ headers, raw, protocol }: FastifyRequest): void {
  const { host, origin } = headers;
  const name = host && URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : '';
  const isHere = isLoopback(raw.socket.remoteAddress ?? '') && (name === 'localhost' || isLoopback(name));
  const isProxied = 'x-forwarded-for' in headers || 'forwarded' in headers || 'via' in headers;
  const isOwnPage = origin === undefined || origin === `${protocol}://${host}`;
  const site = headers['sec-fetch-site'];
  if (isHere && !isProxied && isOwnPage && (site === undefined || site === 'same-origin')) return;
  throw new RequestError(
    403,
    '只能在本机打开的演练场中一键登录；请粘贴令牌（npm run token）。One can sign in by a click at this machine alone: paste a token (npm run token).',
    'FORBIDDEN',
  );
}

function isLoopback(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, '').replace(/^::ffff:/, '');
  return bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'));
}
