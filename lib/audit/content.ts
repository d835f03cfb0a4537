// What an entry of the audit says, and its hash. The form is described in docs/decisions/0026-audit-chain.md: whoever has the rows can
// check the chain without this code.
import { createHash, randomBytes } from 'node:crypto';
import type { Told } from './caller.ts';
import type { AuditedTable } from './tables.ts';

type Image = Record<string, unknown>;
export type Op = 'INSERT' | 'UPDATE' | 'DELETE' | 'TRUNCATE' | 'FORGET';

/** A change as a trigger has noted it. */
export interface Change {
  transaction: string;
  at: Date;
  told: Told | null;
  /** The user of the database. */
  role: string;
  table: string;
  op: Op;
  before: Image | null;
  after: Image | null;
}

/** Parts of an entry that can be erased: who did it, where it was a reader, with the reason in words; what of the row is about a reader. */
export type Part = 'by' | 'row';

/** What stands in the place of a value that can be erased. */
export const hiddenMark = '§';

export interface Content {
  seq: number;
  at: string;
  by: string;
  request: string | null;
  operation: string | null;
  reason: string | null;
  transaction: string;
  table: string;
  op: Op;
  key: string;
  /** Of a change, the columns that have changed. */
  before: Image | null;
  after: Image | null;
  /** The hash of each part that can be erased: of its salt and its value. */
  hidden: Partial<Record<Part, string>>;
  /** What was erased with this entry. */
  erased?: Erased;
}

/** How many parts were erased, and the hash of which. */
export interface Erased {
  count: number;
  sha256: string;
}

/** A part as it is kept until it is erased. */
export interface Kept {
  part: Part;
  salt: string;
  /** JSON. */
  value: string;
  /** Whom it is about: a pseudonym. */
  reader: string | null;
}

export interface Described {
  content: Omit<Content, 'seq'>;
  kept: Kept[];
}

/**
 * What the entry of a change says.
 * @param reader the pseudonym of whom the row is about, where that is known
 * @param isPublic nobody writes of readers in this database: reasons are told
 */
export function describe(
  change: Change,
  audited: AuditedTable,
  { reader, isPublic }: { reader: string | null; isPublic: boolean },
): Described {
  const { told } = change;
  const caller = callerOf(change, isPublic);
  const shown = changedColumns(change);
  const key = keyOf(change, audited.key);
  const isKeyHidden = audited.key.some((column) => audited.reader?.includes(column));
  const split = { before: splitImage(shown.before, audited, reader), after: splitImage(shown.after, audited, reader) };
  const personal = { before: split.before.personal, after: split.after.personal };
  const hasPersonal = isKeyHidden || personal.before !== null || personal.after !== null;
  const isForgotten = told?.forgets === true;
  const kept = isForgotten
    ? []
    : [
        ...(caller.hidden ? [keep('by', caller.hidden, caller.reader ?? reader)] : []),
        ...(hasPersonal ? [keep('row', { ...(isKeyHidden ? { key: reader } : {}), ...personal }, reader)] : []),
      ];
  return {
    content: {
      at: change.at.toISOString(),
      by: caller.by,
      request: told?.request ?? null,
      operation: told?.operation ?? null,
      reason: caller.reason,
      transaction: change.transaction,
      table: change.table,
      op: change.op,
      key: isKeyHidden ? hiddenMark : key,
      before: split.before.plain,
      after: split.after.plain,
      hidden: Object.fromEntries(kept.map(({ part, salt, value }) => [part, valueHash(salt, value)])),
    },
    kept,
  };
}

/** What a row is known by: the values of its key's columns, with colons between them. */
export function keyOf({ before, after }: Pick<Change, 'before' | 'after'>, columns: readonly string[]): string {
  const row = before ?? after;
  return columns.map((column) => String(row?.[column] ?? '')).join(':');
}

/** What an entry says that erases: nobody whom it is about is named. */
export function describeForgetting({ at, told, role, transaction }: Change, erased: Erased): Omit<Content, 'seq'> {
  return {
    at: at.toISOString(),
    by: nameOf(told?.by) ?? `database:${role}`,
    request: told?.request ?? null,
    operation: told?.operation ?? null,
    reason: null,
    transaction,
    table: 'audit_value',
    op: 'FORGET',
    key: '',
    before: null,
    after: null,
    hidden: {},
    erased,
  };
}

/** The text that is hashed. */
export function textOf(content: Omit<Content, 'seq'>, seq: number): string {
  return JSON.stringify({ seq, ...content });
}

/** What stands in the place of the hash before the first entry. */
export function firstHash(subgraph: string): string {
  return sha256(`shelfgraph audit 1 ${subgraph}`);
}

/** The hash of an entry: of the one before, a line feed, and its own text. */
export function entryHash(previous: string, text: string): string {
  return sha256(`${previous}\n${text}`);
}

/** The hash of a part: of its salt, a line feed, and its value. */
export function valueHash(salt: string, value: string): string {
  return sha256(`${salt}\n${value}`);
}

/** The hash of which parts were erased: a line `12 row` for each, in order; to be fed one by one. */
export function erasedDigest() {
  const hash = createHash('sha256');
  let count = 0;
  return {
    add(entry: number, part: string) {
      hash.update(`${entry} ${part}\n`);
      count++;
    },
    end: (): Erased => ({ count, sha256: hash.digest('hex') }),
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function keep(part: Part, value: object, reader: string | null): Kept {
  return { part, salt: randomBytes(16).toString('base64url'), value: JSON.stringify(value), reader };
}

const isReader = (by: string | undefined) => by?.startsWith('reader:') === true;

function nameOf(by: string | undefined): string | undefined {
  return isReader(by) ? 'reader' : by;
}

/** Codes are told, words are hidden: a person may have named somebody. */
function callerOf({ told, role }: Change, isPublic: boolean) {
  const by = told?.by;
  const isHiddenReason = told?.reason !== undefined && !isPublic && !/^[A-Z_]+$/.test(told.reason);
  const hidden = {
    ...(isReader(by) ? { by } : {}),
    ...(isHiddenReason ? { reason: told.reason } : {}),
  };
  return {
    by: nameOf(by) ?? `database:${role}`,
    reason: isHiddenReason ? hiddenMark : (told?.reason ?? null),
    hidden: Object.keys(hidden).length > 0 ? hidden : null,
    reader: isReader(by) ? (by as string).slice('reader:'.length) : null,
  };
}

function changedColumns({ op, before, after }: Change): { before: Image | null; after: Image | null } {
  if (op !== 'UPDATE' || !before || !after) return { before, after };
  const names = Object.keys(after).filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  const only = (image: Image) => Object.fromEntries(names.map((name) => [name, image[name] ?? null]));
  return { before: only(before), after: only(after) };
}

/** An image without what is about a reader, and that. */
function splitImage(image: Image | null, { reader = [], personal = [] }: AuditedTable, pseudonym: string | null) {
  if (!image) return { plain: null, personal: null };
  const plain: Image = {};
  const hidden: Image = {};
  for (const [name, value] of Object.entries(image)) {
    const saysWho = reader.includes(name) && !isOrganisation(value);
    const isHidden = value !== null && (saysWho || personal.includes(name));
    plain[name] = isHidden ? hiddenMark : value;
    if (isHidden) hidden[name] = saysWho ? withoutCard(value, pseudonym) : value;
  }
  return { plain, personal: Object.keys(hidden).length > 0 ? hidden : null };
}

/** The id or the card of a reader, or `reader:` and a card, as a pseudonym. */
function withoutCard(value: unknown, pseudonym: string | null): string | null {
  return String(value).startsWith('reader:') ? `reader:${pseudonym}` : pseudonym;
}

/** Whose an idempotency key is, where it is no reader's. */
const isOrganisation = (value: unknown) => /^(?:library|store):/.test(String(value));
