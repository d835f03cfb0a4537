// Replicas of the gateway share what clients have used: each brings what it has counted to the database every second, in one
// statement, and reads there what all have. Nothing waits for that, so between two of these each replica may let in what the others
// have let in already. While the database does not answer, each counts on by itself: never without limit.
import { createHash } from 'node:crypto';
import type { MikroORM } from '@mikro-orm/postgresql';
import type { Logger } from 'pino';
import { statement } from '../../lib/statements.ts';
import type { CountedPoints, Rates, SharedPoints } from './rates.ts';

export interface RateSharing {
  /** Since when counts are not shared; undefined while they are. */
  readonly brokenSince: Date | undefined;
  /** Brings together what was counted, now; it never rejects. */
  flush(): Promise<void>;
  /** Flushes once more and ends. */
  stop(): Promise<void>;
}

const everyMs = 1_000;
const keptMinutes = 5;

const addPoints = `/* addPoints */ with added as (
  insert into rate_count (client, minute, points)
  select client, minute, points from unnest($1::text[], $2::int[], $3::int[]) as counted (client, minute, points)
  order by client, minute
  on conflict (client, minute) do update set points = least(rate_count.points::bigint + excluded.points, 2000000000)
  returning client, minute, points)
  select added.client, added.minute, added.points, coalesce(before.points, 0) as before
  from added left join rate_count as before on before.client = added.client and before.minute = added.minute - 1`;
const forgetPoints = `/* forgetPoints */ delete from rate_count where minute < $1::int`;

/** Shares the counts of `rates` through the gateway's database until it is stopped. */
export function shareRates(rates: Rates, orm: MikroORM, logger: Logger, { flushMs = everyMs } = {}): RateSharing {
  let brokenSince: Date | undefined;
  let flushing: Promise<void> | undefined;
  let forgottenAt = 0;

  async function bringTogether(): Promise<void> {
    const now = Date.now();
    rates.sweep(now);
    const counted = rates.drain();
    try {
      if (counted.length > 0) rates.merge(await add(orm, counted));
      if (now - forgottenAt > 60_000) {
        await statement(orm.em.fork(), forgetPoints, [Math.floor(now / 60_000) - keptMinutes]);
        forgottenAt = now;
      }
      if (brokenSince) logger.warn({ since: brokenSince }, 'rates of clients are shared again');
      brokenSince = undefined;
    } catch (error) {
      rates.restore(counted);
      if (!brokenSince) logger.warn({ err: error }, 'rates of clients are not shared: each gateway counts by itself');
      brokenSince ??= new Date();
    }
  }

  const flush = () => {
    flushing ??= bringTogether().finally(() => {
      flushing = undefined;
    });
    return flushing;
  };
  const timer = setInterval(flush, flushMs);
  return {
    get brokenSince() {
      return brokenSince;
    },
    flush,
    async stop() {
      clearInterval(timer);
      await flushing;
      await flush();
    },
  };
}

async function add(orm: MikroORM, counted: readonly CountedPoints[]): Promise<SharedPoints[]> {
  const clients = new Map(counted.map(({ client }) => [hashed(client), client]));
  const rows = await statement<SharedPoints>(orm.em.fork(), addPoints, [
    counted.map(({ client }) => hashed(client)),
    counted.map(({ minute }) => minute),
    counted.map(({ points }) => Math.min(points, 1_000_000_000)),
  ]);
  return rows.map((row) => ({ ...row, client: clients.get(row.client) ?? '' }));
}

function hashed(client: string): string {
  return createHash('sha256').update(client).digest('base64url');
}
