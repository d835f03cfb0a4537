// Readers, and what of them each viewer may see.
import { authorise, may } from '../../lib/actions.ts';
import { CallerError } from '../../lib/errors.ts';
import { type Connection, checkFirst, decodeCursor, type PageArguments, toConnection } from '../../lib/pagination.ts';
import { dayOf } from '../../lib/shanghai.ts';
import { entities, statement } from '../../lib/statements.ts';
import type { Context } from './context.ts';
import { Loan, Reader } from './entities.ts';
import { lacksConsent, suspensionOn } from './standing.ts';

/** A reader by the number on the card, for those who may look one up. */
export function readerByCard(ctx: Context, card: string): Promise<Reader | null> {
  authorise(ctx.identity, 'reader.find', { card });
  return ctx.em.findOne(Reader, { card: card.trim() });
}

/** A reader by the number on the card, for other subgraphs. */
export async function readerRecord(ctx: Context, card: string): Promise<{ id: string } | null> {
  const [reader] = await statement<{ id: string }>(ctx.em, '/* readerRecord */ select id from reader where card = $1', [
    card.trim(),
  ]);
  return reader ?? null;
}

/** @throws CallerError NOT_FOUND when there is no such card */
export async function existingReader(ctx: Pick<Context, 'em'>, card: string): Promise<Reader> {
  const [reader] = await entities(ctx.em, Reader, 'existingReader', 'where card = $1', [card.trim()]);
  if (!reader) {
    throw noSuchCard(card);
  }
  return reader;
}

/** The mistake of a card that nobody has. */
export function noSuchCard(card: string): CallerError {
  return new CallerError(
    'NOT_FOUND',
    `没有证号为“${card}”的读者。There is no reader with the card "${card}": check the number.`,
    { argument: 'card' },
  );
}

/** Whose something is; null once it does not keep its reader any more. */
export function readerOfRow(
  ctx: Pick<Context, 'loaders'>,
  { readerId }: { readerId?: string | null },
): Promise<Reader | null> | null {
  return readerId == null ? null : ctx.loaders.readerById.load(readerId);
}

/** A reader as part of something else: null for a viewer who may not look readers up, and where no reader is kept any more. */
export async function readerForViewer(ctx: Context, id: string | null | undefined): Promise<Reader | null> {
  const reader = await readerOfRow(ctx, { readerId: id ?? null });
  return reader && may(ctx.identity, 'reader.find', { card: reader.card }) ? reader : null;
}

/** The name, masked for whoever may only look the card up. */
export function nameForViewer(ctx: Context, reader: Reader): string {
  return mayReadPrivate(ctx, reader) ? reader.name : maskName(reader.name);
}

/** 信用, as the reader, librarians and administrators see it. */
export interface Credit {
  reader: Reader;
  band: Reader['band'];
  asOf: Date;
  source: string;
  stale: boolean;
  suspended: boolean;
  suspendedUntil: string | null;
  consentNeeded: boolean;
}

/** The credit of a reader whom the viewer may read; a band's age is told, not mended, for to ask for it changes the reader. */
export function creditOf(ctx: Context, reader: Reader): Credit {
  const day = dayOf(ctx.now);
  const { suspended, until } = suspensionOn(reader, day);
  return {
    reader,
    band: reader.band,
    asOf: reader.bandAsOf,
    source: reader.bandSource,
    stale: reader.bandStale,
    suspended,
    suspendedUntil: until,
    consentNeeded: lacksConsent(reader, day),
  };
}

/** May the viewer see loans, credit and addresses of this reader? */
export function mayReadPrivate(ctx: Context, reader: Reader | null): boolean {
  return reader !== null && may(ctx.identity, 'reader.readPrivate', { card: reader.card });
}

/** `王小明` → `王*明`, `王明` → `王*`; a mark such as 【样例】 in front stays. */
export function maskName(name: string): string {
  const mark = /^【[^】]*】/.exec(name)?.[0] ?? '';
  const letters = Array.from(name.slice(mark.length));
  const last = letters.length > 2 ? letters.at(-1) : '';
  return `${mark}${letters[0] ?? ''}${'*'.repeat(Math.max(letters.length - (last ? 2 : 1), 1))}${last}`;
}

/** A reader's loans, newest first; none for a viewer who may not see a history. */
export async function loansOfReader(
  ctx: Context,
  reader: Reader,
  { first, after }: PageArguments,
): Promise<Connection<Loan>> {
  checkFirst(first);
  const [at, id] = decodeCursor(after, ['moment', 'string']) ?? [];
  if (!mayReadPrivate(ctx, reader)) {
    return toConnection([], first, 0, cursorKey);
  }
  const beyond =
    at === undefined
      ? {}
      : { $or: [{ requestedAt: { $lt: new Date(at) } }, { requestedAt: new Date(at), id: { $gt: String(id) } }] };
  const visible = { readerId: reader.id, status: { $ne: 'RELEASED' as const } };
  const [loans, count] = await Promise.all([
    ctx.em.find(Loan, { ...visible, ...beyond }, { orderBy: { requestedAt: 'desc', id: 'asc' }, limit: first + 1 }),
    ctx.em.count(Loan, visible),
  ]);
  return toConnection(loans, first, count, cursorKey);
}

function cursorKey(loan: Loan): string[] {
  return [loan.requestedAt.toISOString(), loan.id];
}
