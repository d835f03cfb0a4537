// The ways by which a reminder leaves the network. Each is told the reminder's id, under which it may come twice; none may throw.
import { appendFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Logger } from 'pino';
import { makeFolder } from '../../lib/folders.ts';
import { type NotifierChoice, readNotifier } from '../../lib/notifier.ts';
import { signedHeaders } from '../../lib/webhook-signature.ts';
import type { NoticeKind } from './noticeEntities.ts';

/** A reminder as it is sent. */
export interface OutgoingNotice {
  id: string;
  kind: NoticeKind;
  /** The due day, or the last day on the hold shelf. */
  day: string;
  reader: { id: string; card: string };
  loan: string | null;
  hold: string | null;
  book: { id: string; title: string | null };
  /** Where a hold is fetched. */
  branch: { id: string; name: string | null } | null;
  message: { zh: string; en: string };
}

/** Why a reminder was not taken; `isSilent` when nobody answered at all, so that the next one would not be taken either. */
export interface Failed {
  error: string;
  isSilent: boolean;
}

/** Sends one reminder; null when it was taken. Never rejects. */
export type Notifier = (notice: OutgoingNotice, now: Date) => Promise<Failed | null>;

/** How long a webhook may take to answer, in ms. */
const timeLimitMs = 10_000;

/** The notifier that is configured. */
export function notifierOf(log: Logger, choice: NotifierChoice = readNotifier()): Notifier {
  switch (choice.kind) {
    case 'console':
      return toLog(log);
    case 'file':
      return toFile(choice.path);
    case 'webhook':
      return toWebhook(choice);
  }
}

/** A line in the log: ids only, for what a person reads is not for a log. */
function toLog(log: Logger): Notifier {
  return async ({ id, kind, day, reader, loan, hold }) => {
    log.info({ notice: id, kind, day, reader: reader.id, loan, hold }, 'a reader is reminded');
    return null;
  };
}

/** A line of JSON in a file that only its owner can read. */
function toFile(path: string): Notifier {
  return async (notice, now) => {
    try {
      makeFolder(dirname(path));
      await appendFile(path, `${JSON.stringify({ sentAt: now.toISOString(), ...notice })}\n`, { mode: 0o600 });
      return null;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      return { error: `the file cannot be written: ${code ?? 'unknown error'}`, isSilent: true };
    }
  };
}

/** A signed message to the operators' own system. They name the URL, so it may lead into their own network. Redirects are not followed. */
function toWebhook({ url, key }: { url: string; key: string }): Notifier {
  return async (notice, now) => {
    const body = JSON.stringify({ type: 'reader.notice', timestamp: now.toISOString(), data: notice });
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Shelfgraph-Notices',
      ...signedHeaders(key, { id: notice.id, at: now, body }),
    };
    try {
      const signal = AbortSignal.timeout(timeLimitMs);
      const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
      // What it says is of no interest, and read so that the connection serves the next one.
      await response.body?.cancel();
      return response.ok ? null : { error: `HTTP ${response.status}`, isSilent: false };
    } catch (error) {
      return { error: `no answer: ${reasonOf(error)}`, isSilent: true };
    }
  };
}

/** Why nobody answered: a code or a kind, never the URL. */
function reasonOf(error: unknown): string {
  const { cause, name } = error as { cause?: { code?: string }; name?: string };
  return cause?.code ?? name ?? 'unknown error';
}
