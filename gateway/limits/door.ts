// Who comes while the gateway has too much to do is refused before anything is made of the request: ten times as many as it can answer must
// cost it little.
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import { busy, type Places, retryAfter } from './places.ts';

const body = JSON.stringify({ errors: [busy()] });

/**
 * Puts the door before the listener that a server has. Browsers' requests go in all the same, and are refused where pages may read it; so
 * are WebSockets, each by its operations.
 * @param headers what every answer has
 * @param onRefusal called for each that is refused
 */
export function putDoor(
  server: Server,
  { overload }: Places,
  headers: Readonly<Record<string, string>>,
  onRefusal: () => void = () => {},
): void {
  const [listener] = server.listeners('request') as [RequestListener];
  const refusal = {
    ...headers,
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    'cache-control': 'no-store',
    'retry-after': String(retryAfter),
  };
  server.removeListener('request', listener);
  server.on('request', (request, response) => {
    const { url = '', headers: sent } = request;
    if (!isOperation(url) || isBrowsers(request) || !overload(sent.authorization !== undefined)) {
      listener(request, response);
    } else {
      onRefusal();
      response.writeHead(503, refusal).end(body);
    }
  });
}

const isOperation = (url: string) => url === '/graphql' || url.startsWith('/graphql?');

const isBrowsers = ({ headers }: IncomingMessage) =>
  headers.origin !== undefined || headers['sec-fetch-site'] !== undefined;
