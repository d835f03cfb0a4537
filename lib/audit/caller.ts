// Who is at work, for the audit: told to the database with the statement that begins a transaction, or with the one that changes something
// by itself, so that it costs no round trip. Kept beside the code that runs, so no use case has to hand it on.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Identity } from '../identity.ts';
import type { Pseudonym } from '../pseudonyms.ts';

/** What the rows of the audit say of who changed something. */
export interface Told {
  /** `clerk:QINGCHUN:clerk@QINGCHUN`, `service:lending`, `reader:` and a pseudonym. */
  by?: string;
  request?: string;
  /** The mutation's root field, or `job:` and the task. */
  operation?: string;
  /** What the caller gave as the reason. */
  reason?: string;
  /** Takes readers off rows: the audit forgets what it knew of the rows that are changed. */
  forgets?: true;
  /** Many copies or lines of a list at once, which the tables of copies and offers do not note one by one. */
  bulk?: true;
}

/** The setting of a transaction in which the database finds it. */
export const callerSetting = 'shelfgraph.caller';

interface Caller {
  tell: () => Told;
  /** As it is sent, once somebody has asked for it. */
  text?: string;
}

const callers = new AsyncLocalStorage<Caller>();

export interface Call {
  identity: Identity;
  requestId: string;
}

/** What a mutation or a job is called, and why. */
export interface Operation {
  operation?: string;
  reason?: string | null;
}

/** Does something in the name of a caller. */
export function runAs<Result>(
  { identity, requestId }: Call,
  pseudonym: Pseudonym,
  { operation, reason }: Operation,
  work: () => Result,
): Result {
  const tell = (): Told => ({
    by: nameOf(identity, pseudonym),
    request: requestId,
    ...(operation ? { operation } : {}),
    ...(reason ? { reason } : {}),
    ...(operation && bulkOperations.has(operation) ? { bulk: true as const } : {}),
  });
  return callers.run({ tell }, work);
}

/** Does what takes readers off rows: the audit forgets them too. */
export function forgetting<Result>(work: () => Result): Result {
  const around = callers.getStore();
  return callers.run({ tell: () => ({ ...around?.tell(), forgets: true }) }, work);
}

/** What is sent to the database; null when nobody is known, as in a script. */
export function callerText(): string | null {
  const caller = callers.getStore();
  if (!caller) return null;
  caller.text ??= JSON.stringify(caller.tell());
  return caller.text;
}

/** Operations that bring lists, and those that follow from a merge, which is audited itself. */
const bulkOperations = new Set([
  'putOwnItems',
  'putOffers',
  'putStoreOffers',
  'repointBook',
  'repointRecord',
  'job:runImports',
  'job:repoint',
]);

/** @returns of a reader, the pseudonym: no card stands in the audit */
function nameOf(identity: Identity, pseudonym: Pseudonym): string {
  switch (identity.role) {
    case 'reader':
      return `reader:${auditPseudonym(pseudonym, identity.card)}`;
    case 'clerk':
      return `clerk:${identity.store}:${identity.subject}`;
    case 'librarian':
      return `librarian:${identity.library}:${identity.subject}`;
    case 'admin':
      return `admin:${identity.subject}`;
    case 'service':
      return `service:${identity.subgraph}`;
    default:
      return identity.role;
  }
}

/** What stands for a reader in the audit of every subgraph. */
export function auditPseudonym(pseudonym: Pseudonym, card: string): string {
  return pseudonym('audit', card);
}
