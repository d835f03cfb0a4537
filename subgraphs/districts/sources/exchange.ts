// One question to a library's system and its answer, within limits of time and size. Redirects are not followed.
import { type Agent, request } from 'undici';
import { badAnswer, SourceError } from './reasons.ts';

/** The largest answer that is read, in bytes. */
export const answerLimitBytes = 2 * 1024 * 1024;

export interface Question {
  agent: Agent;
  url: string;
  token: string | null;
  body: string;
  /** For all of it: connecting, the headers and the last byte of the answer. */
  timeLimitMs: number;
}

/**
 * The text of the answer.
 * @throws SourceError TIMED_OUT, UNREACHABLE, REFUSED (401, 403, 429), BAD_ANSWER
 */
export async function exchange(question: Question): Promise<string> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), question.timeLimitMs);
  const isLate = () => limit.signal.aborted;
  try {
    return await attempt(question, limit.signal).catch((error: unknown) => {
      // A kept connection that the other side had closed meanwhile says nothing about the system; a question changes nothing.
      if (isLate() || !isClosedMeanwhile(error)) throw error;
      return attempt(question, limit.signal);
    });
  } catch (error) {
    if (error instanceof SourceError) throw error;
    if (isLate()) throw new SourceError('TIMED_OUT', `no answer within ${question.timeLimitMs} ms`);
    throw new SourceError('UNREACHABLE', `no answer: ${codeOf(error)}`);
  } finally {
    clearTimeout(timer);
  }
}

async function attempt({ agent, url, token, body }: Question, signal: AbortSignal): Promise<string> {
  const {
    statusCode,
    headers,
    body: answer,
  } = await request(url, {
    method: 'POST',
    headers: {
      accept: 'application/json',
      'accept-encoding': 'identity',
      'content-type': 'application/json',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    body,
    dispatcher: agent,
    signal,
  });
  answer.on('error', () => {});
  try {
    if (statusCode !== 200) throw refusalOf(statusCode);
    if (!/^application\/json\b/i.test(String(headers['content-type'])))
      throw badAnswer('the answer is not application/json');
    if (headers['content-encoding'] && headers['content-encoding'] !== 'identity')
      throw badAnswer('the answer is encoded');
    return await textOf(answer);
  } finally {
    // What is not read any more keeps its connection busy.
    answer.destroy();
  }
}

async function textOf(answer: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer) {
    size += chunk.length;
    if (size > answerLimitBytes) throw badAnswer(`the answer is larger than ${answerLimitBytes} bytes`);
    chunks.push(chunk);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw badAnswer('the answer is not UTF-8');
  }
}

function refusalOf(status: number): SourceError {
  if (status === 401 || status === 403 || status === 429) return new SourceError('REFUSED', `HTTP ${status}`);
  return status >= 500 ? new SourceError('UNREACHABLE', `HTTP ${status}`) : badAnswer(`HTTP ${status}`);
}

function isClosedMeanwhile(error: unknown): boolean {
  return ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'].includes(codeOf(error));
}

function codeOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  return String(code ?? name ?? 'unknown error');
}
