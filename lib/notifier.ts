// How readers are sent reminders, as the operators have set it: SHELFGRAPH_NOTIFIER with _URL and _KEY.
import { join, resolve } from 'node:path';
import { checkSecret } from './webhook-signature.ts';

/** Where reminders go: a line in the log, a line in a file, or a message to a URL. */
export type NotifierChoice =
  | { kind: 'console' }
  | { kind: 'file'; path: string }
  | { kind: 'webhook'; url: string; key: string };

/** The file in the data folder to which the notifier `file` writes. */
export const noticeFile = 'notices.ndjson';

/**
 * Reads SHELFGRAPH_NOTIFIER (console), SHELFGRAPH_NOTIFIER_URL and _KEY, and SHELFGRAPH_DATA for the file.
 * @throws Error that says everything that is wrong, a line each
 */
export function readNotifier(env: Record<string, string | undefined> = process.env): NotifierChoice {
  const kind = env['SHELFGRAPH_NOTIFIER'] || 'console';
  const url = env['SHELFGRAPH_NOTIFIER_URL'] ?? '';
  const key = env['SHELFGRAPH_NOTIFIER_KEY'] ?? '';
  if (kind !== 'console' && kind !== 'file' && kind !== 'webhook') {
    throw new Error(`SHELFGRAPH_NOTIFIER is console, file or webhook, not "${kind}".`);
  }
  if (kind !== 'webhook') {
    if (url || key) {
      throw new Error(
        `SHELFGRAPH_NOTIFIER_URL and SHELFGRAPH_NOTIFIER_KEY are for SHELFGRAPH_NOTIFIER=webhook; it is ${kind}.`,
      );
    }
    return kind === 'file' ? { kind, path: join(resolve(env['SHELFGRAPH_DATA'] || '.data'), noticeFile) } : { kind };
  }
  const problems = [
    ...(isUrl(url) ? [] : ['SHELFGRAPH_NOTIFIER_URL is not a URL like https://messages.example.org/notices.']),
    ...(isSecret(key) ? [] : ['SHELFGRAPH_NOTIFIER_KEY is "whsec_" and 24 to 64 random bytes in base64.']),
  ];
  if (problems.length > 0) {
    throw new Error(problems.join('\n'));
  }
  return { kind, url, key };
}

function isUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function isSecret(text: string): boolean {
  try {
    return checkSecret('key', text) === text;
  } catch {
    return false;
  }
}
