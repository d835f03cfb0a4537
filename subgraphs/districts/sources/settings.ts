// How a district library's availability is asked: set by administrators, as data. What a token is nobody is told again.
import { authorise } from '../../../lib/actions.ts';
import { CallerError } from '../../../lib/errors.ts';
import { checkText } from '../../../lib/inputs.ts';
import { transact } from '../../../lib/orm.ts';
import { checkUrl } from '../../../lib/outbound.ts';
import type { Context } from '../context.ts';
import { Member } from '../entities.ts';
import type { SetAvailabilitySourceInput } from '../types.generated.ts';
import { AvailabilitySource, type StatusText } from './entities.ts';
import type { Health } from './health.ts';
import { sourceAllowance } from './sources.ts';
import { plain } from './statusTexts.ts';

/** How one library is asked, and how that goes as this process has seen it. */
export interface SourceState {
  libraryId: string;
  kind: Member['sourceKind'];
  settings: AvailabilitySource | null;
  health: Health | null;
}

const limits = {
  timeLimitMs: { from: 50, to: 2_000, otherwise: 800 },
  freshSeconds: { from: 1, to: 300, otherwise: 30 },
  concurrency: { from: 1, to: 16, otherwise: 4 },
};
const mostStatusTexts = 200;

/** All district libraries. */
export async function availabilitySources(ctx: Context): Promise<SourceState[]> {
  authorise(ctx.identity, 'source.manage');
  const [members, rows] = await Promise.all([
    ctx.em.find(Member, {}, { orderBy: { libraryId: 'asc' } }),
    ctx.em.find(AvailabilitySource, {}),
  ]);
  return members.map((member) =>
    stateOf(
      ctx,
      member,
      rows.find(({ libraryId }) => libraryId === member.libraryId),
    ),
  );
}

/**
 * Says how a library is asked from now on.
 * @throws CallerError NOT_FOUND for a library that is none of the districts', BAD_USER_INPUT that names what is wrong
 */
export async function setAvailabilitySource(ctx: Context, input: SetAvailabilitySourceInput): Promise<SourceState> {
  authorise(ctx.identity, 'source.manage');
  const settings = input.kind === 'HTTP' ? await checkSettings(input) : checkNone(input);
  return transact(ctx, async (em) => {
    const member = await em.findOne(Member, { libraryId: input.library });
    if (!member) throw await notMember(ctx, input.library);
    member.sourceKind = input.kind;
    if (input.kind === 'HTTP') member.toldByRows = false;
    const row = await em.findOne(AvailabilitySource, { libraryId: input.library });
    if (!settings) {
      if (row) em.remove(row);
      return stateOf(ctx, member, null);
    }
    const token = tokenOf(input.token, row, settings.url);
    const values = { ...settings, token, changedAt: new Date() };
    const kept = row
      ? Object.assign(row, values)
      : em.create(AvailabilitySource, { libraryId: input.library, ...values });
    return stateOf(ctx, member, kept);
  });
}

function stateOf(ctx: Context, { libraryId, sourceKind }: Member, settings: AvailabilitySource | null | undefined) {
  return { libraryId, kind: sourceKind, settings: settings ?? null, health: ctx.sources.health(libraryId) };
}

async function checkSettings(input: SetAvailabilitySourceInput) {
  if (input.url == null)
    throw wrong('url', '须给出网址。', '"url" is where the library\'s system takes questions: give it.');
  const { href: url } = await checkUrl('url', input.url, sourceAllowance());
  return {
    url,
    timeLimitMs: numberOf(input, 'timeLimitMs'),
    freshSeconds: numberOf(input, 'freshSeconds'),
    concurrency: numberOf(input, 'concurrency'),
    statusTexts: statusTextsOf(input.statusTexts ?? []),
  };
}

/** What belongs to HTTP would be forgotten in silence. */
function checkNone(input: SetAvailabilitySourceInput): null {
  const names = ['url', 'token', 'timeLimitMs', 'freshSeconds', 'concurrency', 'statusTexts'] as const;
  const given = names.find((name) => input[name] != null);
  if (given) throw wrong(given, '只用于 HTTP。', `"${given}" belongs to the kind HTTP: leave it out for DATABASE.`);
  return null;
}

function numberOf(input: SetAvailabilitySourceInput, name: keyof typeof limits): number {
  const { from, to, otherwise } = limits[name];
  const value = input[name] ?? otherwise;
  if (value < from || value > to) {
    throw wrong(name, `应为 ${from} 至 ${to}。`, `"${name}" is from ${from} to ${to}; ${value} was given.`);
  }
  return value;
}

function statusTextsOf(given: readonly StatusText[]): StatusText[] {
  if (given.length > mostStatusTexts) {
    throw wrong('statusTexts', `至多 ${mostStatusTexts} 条。`, `"statusTexts" has at most ${mostStatusTexts} entries.`);
  }
  const texts = given.map(({ text, status }) => ({ text: checkText('statusTexts.text', text), status }));
  const seen = new Set<string>();
  for (const { text } of texts) {
    if (seen.has(plain(text))) throw wrong('statusTexts', `“${text}”重复。`, `"statusTexts" has "${text}" twice.`);
    seen.add(plain(text));
  }
  return texts;
}

/** A token that is not given stays, as long as it goes to the same place; an empty one is taken away. */
function tokenOf(given: string | null | undefined, row: AvailabilitySource | null, url: string): string | null {
  if (given == null) return row && new URL(row.url).origin === new URL(url).origin ? (row.token ?? null) : null;
  if (given === '') return null;
  if (!/^[!-~]{1,200}$/.test(given)) {
    throw wrong(
      'token',
      '应为 1 至 200 个可见 ASCII 字符。',
      '"token" has 1 to 200 visible ASCII characters, no spaces.',
    );
  }
  return given;
}

async function notMember(ctx: Context, library: string): Promise<CallerError> {
  const members = await ctx.em.find(Member, {}, { orderBy: { libraryId: 'asc' } });
  const list = members.map(({ libraryId }) => libraryId).join(', ');
  return new CallerError(
    'NOT_FOUND',
    `“${library}”不是本网络的区馆。"${library}" is not a district library of this network: ${list}.`,
    { argument: 'library' },
  );
}

function wrong(argument: string, zh: string, en: string): CallerError {
  return new CallerError('BAD_USER_INPUT', `“${argument}”${zh}${en}`, { argument });
}
