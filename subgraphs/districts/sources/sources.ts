// The libraries' own systems as one process knows them, and what of their words the catalogue is told.
import type { Logger } from 'pino';
import { readAllowance } from '../../../lib/allowance.ts';
import type { Ask } from '../../../lib/asking.ts';
import { type HoldingsKey, holdingsId } from '../../../lib/items/holdings.ts';
import { describeError } from '../../../lib/masking.ts';
import type { AvailabilitySource } from './entities.ts';
import type { Health } from './health.ts';
import { openSource, type Source } from './source.ts';

/** What the catalogue keeps as `lastKnown`, and as the count for the caps. */
export interface HoldingsReport extends HoldingsKey {
  total: number;
  available: number;
  held: number;
  asOf: Date;
}

export interface Sources {
  /** The system that a row tells of; opened anew when the row was changed. */
  of: (row: AvailabilitySource) => Source;
  /** Null where this process has not asked it. */
  health: (library: string) => Health | null;
  /**
   * Tells the catalogue what was heard, once, unless it knows: behind the answer, which does not wait for it. A word that gets lost is
   * no loss: the next one says more.
   */
  tell: (ask: Ask, reports: readonly HoldingsReport[]) => void;
  close: () => Promise<void>;
}

/** Where libraries' systems may be beside public addresses, SHELFGRAPH_SOURCE_ALLOW. */
export const sourceAllowance = () => readAllowance(process.env['SHELFGRAPH_SOURCE_ALLOW']);

/** The same counts are told again after so many ms. */
const tellAgainMs = 60_000;
const mostTold = 20_000;
const mostUntold = 2_000;
const batch = 100;

export function openSources({ log }: { log: Logger }): Sources {
  const open = new Map<string, { source: Source; changedAt: number }>();
  const told = new Map<string, HoldingsReport>();
  const untold = new Map<string, HoldingsReport>();
  let telling: Promise<void> | null = null;

  async function tellAll(ask: Ask): Promise<void> {
    while (untold.size > 0) {
      const reports = [...untold.values()].slice(0, batch);
      for (const report of reports) untold.delete(holdingsId(report));
      try {
        await ask('central', 'mutation ($reports: [HoldingsReport!]!) { recordHoldings(reports: $reports) }', {
          reports: reports.map(({ libraryId: library, asOf, ...counts }) => ({
            ...counts,
            library,
            asOf: asOf.toISOString(),
          })),
        });
      } catch (error) {
        for (const report of reports) told.delete(holdingsId(report));
        log.info({ error: describeError(error) }, 'the catalogue was not told what the libraries said');
      }
    }
  }
  return {
    of(row) {
      const known = open.get(row.libraryId);
      if (known?.changedAt === row.changedAt.getTime()) return known.source;
      void known?.source.close();
      const source = openSource({ settings: row, allowance: sourceAllowance(), log });
      open.set(row.libraryId, { source, changedAt: row.changedAt.getTime() });
      return source;
    },
    health: (library) => open.get(library)?.source.health() ?? null,
    tell(ask, reports) {
      for (const report of reports) {
        const id = holdingsId(report);
        if (untold.size >= mostUntold || isKnown(told.get(id), report)) continue;
        told.delete(id);
        told.set(id, report);
        untold.set(id, report);
      }
      for (const first of told.keys()) {
        if (told.size <= mostTold) break;
        told.delete(first);
      }
      telling ??= tellAll(ask).finally(() => {
        telling = null;
      });
    },
    async close() {
      untold.clear();
      await telling;
      await Promise.all([...open.values()].map(({ source }) => source.close()));
    },
  };
}

function isKnown(last: HoldingsReport | undefined, { total, available, held, asOf }: HoldingsReport): boolean {
  if (!last) return false;
  const later = asOf.getTime() - last.asOf.getTime();
  const isSame = last.total === total && last.available === available && last.held === held;
  return later <= 0 || (isSame && later < tellAgainMs);
}
