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

/** Answers that are about this request and caller: another may well get data. */
const ofRequest = new Set([400, 401, 403, 413, 414, 415, 422, 431]);

/** Whether an answer without data tells of the request rather than of the subgraph. */
export function isOfRequest(status: number): boolean {
  return ofRequest.has(status);
}

/** The request could not be written: a header has what no header may. */
export function isUnsendable(error: Error): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'UND_ERR_INVALID_ARG' || code === 'ERR_INVALID_CHAR';
}
