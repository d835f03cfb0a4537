const connectionFailures = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_SOCKET',
]);

/** The connection could not be made or broke, as against an answer that is no HTTP. */
export function isConnectionFailure(error: Error): boolean {
  return connectionFailures.has(String((error as NodeJS.ErrnoException).code));
}

/** A proxy on the way says that it got no answer from the subgraph. */
export function isGatewayFailure(status: number): boolean {
  return status >= 502 && status <= 504;
}

/** What undici is told when a request is no longer wanted; nobody sees it. */
export const noLongerWanted = new Error('The request is no longer wanted.');
