// Book.fulfilmentOptions: the ranked ways to a book. Many books are one question to each owner and a constant number of statements.
import DataLoader from 'dataloader';
import { authorise } from '../../lib/actions.ts';
import { CallerError } from '../../lib/errors.ts';
import { type Failure, visibleFailures } from '../../lib/failures.ts';
import type { BookFormat } from '../../lib/rules/rules.ts';
import { dayOf } from '../../lib/shanghai.ts';
import { statement } from '../../lib/statements.ts';
import { namesOfBooks } from './bookNames.ts';
import { closingsFrom, openDayFrom } from './calendars.ts';
import type { Context } from './context.ts';
import type { Reader } from './entities.ts';
import { choiceOn } from './fulfilmentChoice.ts';
import { ownHolds } from './fulfilmentHolds.ts';
import { type RankedOption, ranked } from './fulfilmentRanking.ts';
import { askOwners, type BorrowerInput, type BranchPlace, type Source } from './fulfilmentSources.ts';
import { type Account, type Question, sourcesOf, waysTo } from './fulfilmentWays.ts';
import { decidingPolicy, policiesUpTo } from './policies.ts';
import { borrowingFacts, loanFailures } from './quota.ts';
import { existingReader, mayReadPrivate } from './readers.ts';
import { creditFailures } from './standing.ts';
import { parcelQuote } from './tariffs.ts';
import type { BookFulfilmentOptionsArgs, NearInput, Proximity } from './types.generated.ts';

export interface Fulfilment {
  asOf: Date;
  options: RankedOption[];
  sources: Source[];
}

/** Books that are asked for at once at most. */
const mostBooks = 100;

/**
 * The ways to one book for somebody somewhere; books of one request that are asked for alike are answered together.
 * @throws CallerError for a card or a place that is none, and for whoever may not ask about that reader
 */
export function fulfilmentOptions(
  ctx: Context,
  bookId: string,
  { reader, near }: BookFulfilmentOptionsArgs,
): Promise<Fulfilment> {
  const card = reader?.trim() ?? (ctx.identity.role === 'reader' ? ctx.identity.card : null);
  const asked = { card, near: near ?? null };
  const key = JSON.stringify([card, near?.branch ?? null, near?.district ?? null]);
  const loader =
    ctx.loaders.fulfilment.get(key) ??
    new DataLoader((bookIds: readonly string[]) => answer(ctx, [...bookIds], asked), { maxBatchSize: mostBooks });
  ctx.loaders.fulfilment.set(key, loader);
  return loader.load(bookId);
}

interface Asked {
  card: string | null;
  near: NearInput | null;
}

async function answer(ctx: Context, bookIds: string[], { card, near }: Asked): Promise<Fulfilment[]> {
  if (card !== null) {
    authorise(ctx.identity, 'eligibility.ofReader', { card });
  }
  checkNear(near);
  const { em, now } = ctx;
  const today = dayOf(now);
  const reader = card === null ? null : await existingReader(ctx, card);
  const [borrower, failures, choice, policies, closings, quote, waiting, holds] = await Promise.all([
    reader && borrowerOf(ctx, reader, bookIds),
    reader ? loanFailures(em, reader, now, 'DESK') : [],
    choiceOn(em, today),
    policiesUpTo(em, today),
    closingsFrom(em, today),
    parcelQuote(ctx, { direction: 'OUT', items: 1 }),
    Promise.all(bookIds.map((id) => ctx.loaders.waitingByBook.load(id))),
    // What a reader waits for is nobody else's business.
    reader && mayReadPrivate(ctx, reader) ? ownHolds(em, reader.id, bookIds) : [],
  ]);
  const words = await askOwners(ctx, bookIds, borrower && borrower.input);
  const proximityOf = proximityFrom(near, words.central.value?.branchPlaces ?? null);
  const libraryOf = new Map(words.central.value?.branchPlaces.map(({ id, library }) => [id, library]));
  const formats = new Map(words.central.value?.bookRecords.map(({ id, format }) => [id, format]));
  return bookIds.map((bookId, index) => {
    const format: BookFormat | null = formats.get(bookId) ?? null;
    const question: Question = {
      bookId,
      now,
      today,
      words,
      choice,
      account: borrower?.account ?? null,
      loanFailures: failures,
      parcelFailures: reader ? onlineFailures(failures, reader, today) : [],
      isBorrowed: borrower?.borrowed.has(bookId) ?? false,
      parcelFen: quote.freightFen,
      waiting: waiting[index] ?? 0,
      ownHold: holds.find((hold) => hold.bookId === bookId) ?? null,
      proximityOf,
      openFrom: ({ branch, library: owner }, day) => {
        const library = libraryOf.get(branch) ?? owner;
        return openDayFrom(
          closings.filter(({ scope }) => scope === 'network' || scope === library),
          day,
        );
      },
      loanDaysOf: (library) =>
        decidingPolicy(policies, { library, readerType: reader?.type ?? null, format, day: today })?.loanDays ?? 0,
    };
    const options = ranked(waysTo(question), choice, today);
    return { asOf: now, options: options.map((option) => asSeen(ctx, reader, option)), sources: sourcesOf(question) };
  });
}

/** The rules for a loan that travels, from those for one over a desk: they differ in the credit. */
function onlineFailures(failures: readonly Failure[], reader: Reader, today: string): Failure[] {
  return [...failures.filter(({ code }) => code !== 'CREDIT'), ...creditFailures(reader, today, 'ONLINE')];
}

/** A clerk sees of a reader that there is a reason, and nothing of the account. */
function asSeen(ctx: Context, reader: Reader | null, option: RankedOption): RankedOption {
  return {
    ...option,
    effect: mayReadPrivate(ctx, reader) ? option.effect : null,
    failures: visibleFailures(option.failures, ctx.identity, option.payer),
  };
}

/** What the rules look at of the reader, which of the books the reader was bought before, and which the reader has. */
async function borrowerOf(
  ctx: Context,
  { id, card }: Reader,
  bookIds: readonly string[],
): Promise<{ input: BorrowerInput; borrowed: Set<string>; account: Account }> {
  const day = dayOf(ctx.now);
  const names = [...(await namesOfBooks(ctx.em, bookIds))].flatMap(([bookId, each]) =>
    each.map((name) => ({ bookId, name, hash: ctx.pseudonym('taken', card.trim(), name) })),
  );
  const [facts, loans] = await Promise.all([
    borrowingFacts(ctx, { card, bookId: '', day }),
    statement<{ book_id: string; bought: boolean; borrowed: boolean }>(
      ctx.em,
      `/* borrowerOf */ select asked.book_id, borrowed, bought or exists (
         select from taken_hash where taken_hash.hash = asked.hash and expires_on > $4::date) as bought
       from unnest($2::text[], $5::text[], $3::text[]) as asked (book_id, name, hash) cross join lateral (
         select coalesce(bool_or(channel = 'PURCHASE' and status <> 'RELEASED'), false) as bought,
           coalesce(bool_or(status in ('RESERVED', 'ACTIVE')), false) as borrowed
         from loan where reader_id = $1 and loan.book_id = asked.name) as own`,
      [id, names.map(({ bookId }) => bookId), names.map(({ hash }) => hash), day, names.map(({ name }) => name)],
    ),
  ]);
  const { taken: _, ...reader } = facts.reader;
  const { openLoans, ownQuota, outstanding, yearSpentFen } = reader;
  return {
    input: { readerType: facts.readerType, reader, taken: booksOf(loans.filter(({ bought }) => bought)) },
    borrowed: new Set(booksOf(loans.filter(({ borrowed }) => borrowed))),
    account: { openLoans, ownQuota, outstanding, yearSpentFen },
  };
}

function booksOf(rows: readonly { book_id: string }[]): string[] {
  return [...new Set(rows.map(({ book_id: bookId }) => bookId))];
}

function checkNear(near: NearInput | null): void {
  if (near && (near.branch == null) === (near.district == null)) {
    throw new CallerError(
      'BAD_USER_INPUT',
      '请给出 near.branch（分馆编号）或 near.district（行政区）其中之一。Give either "near.branch", the id of a branch, or "near.district", `江宁区`.',
      { argument: 'near' },
    );
  }
}

/**
 * How near each branch is. Where nobody has told in which district something lies, nothing is said.
 * @param places null while the catalogue is silent: then only the branch itself is known to be near
 * @throws CallerError for a branch or a district that is none
 */
function proximityFrom(near: NearInput | null, places: BranchPlace[] | null): (branch: string) => Proximity | null {
  if (!near) return () => null;
  const districts = new Map(places?.map(({ id, district }) => [id, district]));
  if (places && near.branch != null && !districts.has(near.branch)) {
    throw new CallerError(
      'NOT_FOUND',
      `没有分馆“${near.branch}”。There is no branch "${near.branch}". The query "branches" lists them.`,
      { argument: 'near.branch' },
    );
  }
  const known = new Set([...districts.values()].filter((district) => district !== null));
  if (places && near.district != null && !known.has(near.district)) {
    throw new CallerError(
      'NOT_FOUND',
      `没有名为“${near.district}”的行政区。There is no district "${near.district}". The districts are: ${[...known].toSorted().join(', ')}.`,
      { argument: 'near.district' },
    );
  }
  const here = near.district ?? districts.get(near.branch ?? '') ?? null;
  return (branch) => {
    if (branch === near.branch) return 'SAME_BRANCH';
    const district = districts.get(branch) ?? null;
    if (here === null || district === null) return null;
    return district === here ? 'SAME_DISTRICT' : 'ELSEWHERE';
  };
}
