// Past orders judged again by other rules: which would have turned, and what they cost. Each is judged by itself with the facts of
// its moment; that an order more or less would have left more or less money for the next one is not followed.
import { authorise } from '../../lib/actions.ts';
import { CallerError } from '../../lib/errors.ts';
import type { Failure } from '../../lib/failures.ts';
import type { EntityManager } from '../../lib/orm.ts';
import { checkRuleSet, type RuleSetInput } from '../../lib/rules/check.ts';
import { type Facts, judge } from '../../lib/rules/judge.ts';
import { type RuleSet, rulesInForce } from '../../lib/rules/rules.ts';
import { addDays } from '../../lib/shanghai.ts';
import type { Context } from './context.ts';

export type Verdict = 'PASS' | 'REVIEW' | 'REFUSE';

/** One order that would have turned. */
export interface Turn {
  orderId: string;
  was: Verdict;
  wouldBe: Verdict;
  /** Codes of the rules that would fail. */
  codes: string[];
}

/** How many turned one way, and their money. */
export interface TurnedSum {
  count: number;
  listFen: number;
  netFen: number;
}

export interface RuleReplay {
  judged: number;
  turns: Turn[];
  newlyRefused: TurnedSum;
  newlyPassed: TurnedSum;
  newlyReviewed: TurnedSum;
}

interface PastOrder {
  id: string;
  facts: Facts;
  reader_type: 'ADULT' | 'CHILD' | null;
  submitted_at: Date;
  /** When a store sold it that was off line. */
  occurred_at: Date | null;
  /** More than the store's contract allows off line, or too late: a librarian decides whatever the rules say. */
  offline: boolean;
  list_price_fen: number | null;
  net_fen: number;
}

type KnownSet = RuleSet & { createdAt: string | null };

const maxDays = 366;
const page = 1_000;
const shownTurns = 100;

/** Judges the orders that were submitted between two days, both included, by the rules of their day with `ruleSet` above them. */
export async function ruleReplay(
  ctx: Context,
  { from, to, ruleSet }: { from: string; to: string; ruleSet: RuleSetInput },
): Promise<RuleReplay> {
  const library = ruleSet.library ?? null;
  authorise(ctx.identity, library === null ? 'rules.addForNetwork' : 'rules.replay', { library });
  if (to < from || to > addDays(from, maxDays - 1)) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `时间范围应为 1 至 ${maxDays} 天。"to" lies from 0 to ${maxDays - 1} days after "from"; asked were ${from} to ${to}.`,
      { argument: 'to' },
    );
  }
  // A draft may begin on any day: it is held over all of them.
  const draft = checkRuleSet(ruleSet, ruleSet.validFrom);
  const sets = await allSets(ctx, library);
  const replay: RuleReplay = {
    judged: 0,
    turns: [],
    newlyRefused: { count: 0, listFen: 0, netFen: 0 },
    newlyPassed: { count: 0, listFen: 0, netFen: 0 },
    newlyReviewed: { count: 0, listFen: 0, netFen: 0 },
  };
  for await (const order of pastOrders(ctx.em, { from, to, library })) {
    const known = sets.filter(
      ({ createdAt }) => createdAt === null || Date.parse(createdAt) <= +(order.occurred_at ?? order.submitted_at),
    );
    const was = verdictOf(order, known);
    const wouldBe = verdictOf(order, [...known, { ...draft, validFrom: order.facts.day }]);
    replay.judged += 1;
    if (was.verdict === wouldBe.verdict) continue;
    const sum = replay[sumOf[wouldBe.verdict]];
    sum.count += 1;
    sum.listFen += order.list_price_fen ?? 0;
    sum.netFen += order.net_fen;
    if (replay.turns.length < shownTurns) {
      const codes = wouldBe.failures.map(({ code }) => code);
      replay.turns.push({ orderId: order.id, was: was.verdict, wouldBe: wouldBe.verdict, codes });
    }
  }
  return replay;
}

const sumOf = { REFUSE: 'newlyRefused', PASS: 'newlyPassed', REVIEW: 'newlyReviewed' } as const;

function verdictOf(
  { facts, reader_type: readerType, occurred_at: occurredAt, offline }: PastOrder,
  sets: readonly RuleSet[],
): { failures: Failure[]; verdict: Verdict } {
  const { payer, channel, day } = facts;
  const judged = judge(facts, rulesInForce(sets, { library: payer, channel, readerType, day }).rules.values());
  // What was sold off line is with the reader: rules that fail send it to a librarian.
  return occurredAt && (offline || judged.verdict !== 'PASS') ? { ...judged, verdict: 'REVIEW' } : judged;
}

/** Every version of the library's and the network's sets; of all libraries for the whole network. */
async function allSets(ctx: Context, library: string | null): Promise<KnownSet[]> {
  const { ruleSets } = await ctx.ask<{
    ruleSets: (Omit<KnownSet, 'library'> & { library: { id: string } | null })[];
  }>(
    'central',
    `query ($library: ID) {
      ruleSets(library: $library) {
        id library { id } channel readerType validFrom version createdAt rules { code onFail limit days values }
      }
    }`,
    { library },
  );
  return ruleSets.map((set) => ({ ...set, library: set.library?.id ?? null, terms: null }));
}

async function* pastOrders(
  em: EntityManager,
  { from, to, library }: { from: string; to: string; library: string | null },
): AsyncGenerator<PastOrder> {
  let last: PastOrder | undefined;
  for (;;) {
    const rows: PastOrder[] = await em.execute(
      `/* pastOrders */
       select id, facts, reader_type, submitted_at, occurred_at, list_price_fen, net_fen,
         exists (select from jsonb_array_elements(failures) as failure where starts_with(failure ->> 'code', 'OFFLINE_')) as offline
       from purchase_lend_order
       where facts is not null and facts ->> 'day' between ? and ? and (?::text is null or payer = ?)
         and (?::timestamptz is null or (submitted_at, id) > (?, ?))
       order by submitted_at, id limit ?`,
      [from, to, library, library, last?.submitted_at ?? null, last?.submitted_at ?? null, last?.id ?? null, page],
    );
    yield* rows;
    last = rows.at(-1);
    if (rows.length < page) return;
  }
}
