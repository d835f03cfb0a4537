// Where a reader's band comes from. An outside source is one URL that is asked for a band, never a score; without one the network's
// own ledger says. A source that does not answer costs nothing: the last band with its time is used, and said so.
import { createHmac } from 'node:crypto';
import { raw } from '@mikro-orm/core';
import { authorise } from '../../lib/actions.ts';
import { describeError } from '../../lib/masking.ts';
import { type EntityManager, transact } from '../../lib/orm.ts';
import { dayOf } from '../../lib/shanghai.ts';
import type { Context } from './context.ts';
import { CreditEvent } from './credit.ts';
import { Reader } from './entities.ts';
import { lockReader } from './quota.ts';
import { type Credit, creditOf, existingReader } from './readers.ts';
import { balanceOn, type Counted, creditRules } from './standing.ts';

export type Band = Reader['band'];

/** A band, and when its source said so. */
export interface BandAnswer {
  band: Band;
  asOf: Date;
  source: string;
}

export interface CreditSource {
  /** @throws Error when it does not answer, or not what a band is */
  bandOf: (reader: Reader, now: Date) => Promise<BandAnswer>;
}

/** A band is asked for again after so long, in ms. */
const freshFor = 24 * 3_600_000;
/** How long an outside source is waited for, in ms. */
const patience = 1_000;
const bands: ReadonlySet<unknown> = new Set<Band>(['EXCELLENT', 'GOOD', 'FAIR', 'NONE']);

/** The source that is configured: SHELFGRAPH_CREDIT_URL with SHELFGRAPH_CREDIT_KEY, else the network's ledger. */
export function creditSource(em: EntityManager, env: NodeJS.ProcessEnv = process.env): CreditSource {
  const url = env['SHELFGRAPH_CREDIT_URL'];
  return url ? outsideSource(url, env['SHELFGRAPH_CREDIT_KEY'] ?? '') : ledgerSource(em);
}

/**
 * POSTs `{ "reader": … }`, a pseudonym that only this network can trace, with the key as bearer token; expects
 * `{ "band": "GOOD", "asOf": "2026-11-22T08:00:00Z" }`. Whatever else it answers, a score among it, is not read.
 */
function outsideSource(url: string, key: string): CreditSource {
  return {
    bandOf: async ({ id }, now) => {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
        body: JSON.stringify({ reader: createHmac('sha256', key).update(id).digest('hex') }),
        redirect: 'error',
        signal: AbortSignal.timeout(patience),
      });
      if (!response.ok) {
        throw new Error(`the credit source answers ${response.status}`);
      }
      const { band, asOf } = (await response.json()) as { band?: unknown; asOf?: unknown };
      // A clock that is ahead of ours would keep the band from being asked for again.
      const at = new Date(Math.min(Date.parse(String(asOf)), now.getTime()));
      if (!bands.has(band) || Number.isNaN(at.getTime())) {
        throw new Error(`the credit source answers no band: ${JSON.stringify({ band, asOf }).slice(0, 200)}`);
      }
      return { band: band as Band, asOf: at, source: new URL(url).hostname };
    },
  };
}

/** The band by what the reader has done in this network in the last year. */
function ledgerSource(em: EntityManager): CreditSource {
  return {
    bandOf: async ({ id }, now) => {
      const day = dayOf(now);
      const events = await em.find(CreditEvent, { readerId: id, expiresOn: { $gt: day } });
      return { band: bandByLedger(events, day), asOf: now, source: 'NETWORK' };
    },
  };
}

/** EXCELLENT with ten returns in time and nothing else, GOOD with nothing open, FAIR with something, NONE when suspended. */
export function bandByLedger(events: readonly Counted[], day: string): Band {
  const balance = balanceOn(events, day);
  if (balance < creditRules.lowest) return 'NONE';
  if (balance < 0) return 'FAIR';
  const counted = events.filter(({ state, expiresOn }) => state !== 'WITHDRAWN' && day < expiresOn);
  return counted.length >= 10 && counted.every(({ points }) => points > 0) ? 'EXCELLENT' : 'GOOD';
}

/** How often bands are asked for that are older than a day, in seconds, and how many at once. */
export const refreshSeconds = 600;
const batch = 200;

/**
 * The job: asks for the bands that are older than a day, of readers on credit alone; a card is as good as a band. One that the source
 * did not tell is asked for again by the next run, after all others; by chance, so that nobody waits for one that it never tells.
 */
export async function refreshBands(ctx: Context): Promise<void> {
  const old = { creditOnly: true, bandAsOf: { $lt: new Date(ctx.now.getTime() - freshFor) } };
  const readers = await ctx.em.find(Reader, old, {
    orderBy: [{ bandStale: 'asc' }, { [raw('random()')]: 'asc' }],
    limit: batch,
  });
  for (const reader of readers) {
    const { bandStale } = await refreshBand(ctx, reader);
    // A source that is down is not asked for all of them.
    if (bandStale) return;
  }
}

/** Asks the credit source for a reader's band now. */
export async function refreshCredit(ctx: Context, card: string): Promise<Credit> {
  authorise(ctx.identity, 'credit.refresh', { card });
  return creditOf(ctx, await refreshBand(ctx, await existingReader(ctx, card)));
}

/** Asks the source now. */
export async function refreshBand(ctx: Context, reader: Reader): Promise<Reader> {
  try {
    const { band, asOf, source } = await creditSource(ctx.em).bandOf(reader, ctx.now);
    return await transact(ctx, async (em) =>
      Object.assign(await lockReader(em, reader.id), { band, bandAsOf: asOf, bandSource: source, bandStale: false }),
    );
  } catch (error) {
    ctx.log.warn(
      { reader: reader.id, error: describeError(error) },
      'the credit source is silent, the last band is used',
    );
    return transact(ctx, async (em) => Object.assign(await lockReader(em, reader.id), { bandStale: true }));
  }
}
