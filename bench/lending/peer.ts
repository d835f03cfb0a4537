// The process of the hand-written loans and returns.
import { type Extent, playWindows, timed } from '../clients.ts';
import type { CityUrls } from '../contest.ts';
import { poolsOf } from '../pools.ts';
import { lend, takeBack } from './by-hand.ts';
import { visitOf } from './plan.ts';

playWindows(({ urls }: { urls: CityUrls }) => {
  const pools = poolsOf(urls);
  return async (_: Extent, number) => {
    const visit = visitOf(number);
    return [await timed(() => lend(pools, visit)), await timed(() => takeBack(pools, visit))];
  };
});
