import { type AnswerError, inBoth, ShelfgraphError } from '../../sdk/index.ts';
import type { Language } from './language.tsx';

/** What is wrong, for the person at the desk, and what only a technician needs of it. */
export interface Told {
  text: string;
  detail: string | null;
}

/** Whether somebody has to sign in again. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ShelfgraphError && error.code === 'UNAUTHENTICATED';
}

/** What an error, one of an answer, or a text says in a language. A text in both, `已借完。None is left.`, gives its part. */
export function tellOf(error: unknown, language: Language): Told {
  const part = ([zh, en]: readonly [string, string]) => (language === 'zh' ? zh : en);
  const { message = String(error) } = (error ?? {}) as Partial<Error | AnswerError>;
  const text = part(inBoth(message));
  if (isSignedOut(error)) {
    return { text: part(['登录已失效，请重新登录。', 'Your sign-in has expired, sign in again.']), detail: text };
  }
  if (error instanceof ShelfgraphError && error.code === 'UNREACHABLE') {
    return { text: part(['网络无应答，请稍后再试。', 'The network does not answer: try again later.']), detail: text };
  }
  return { text, detail: null };
}

/** Of messages in pairs, Chinese and English, those of a language. */
export function inLanguage(messages: readonly string[], language: Language): string[] {
  return messages.filter((_, index) => index % 2 === (language === 'zh' ? 0 : 1));
}
