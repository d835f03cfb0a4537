// The process of the hand-written orders: over four databases, or all at once in one.
import { playWindows, timed } from '../clients.ts';
import type { CityUrls } from '../contest.ts';
import { poolsOf } from '../pools.ts';
import { submit } from './by-hand.ts';
import { submitAtOnce } from './one-transaction.ts';
import { type Order, orderOf, type Run } from './plan.ts';

playWindows(({ urls, isOneTransaction }: { urls: CityUrls; isOneTransaction: boolean }) => {
  const pools = poolsOf(urls);
  const place = (order: Order) => (isOneTransaction ? submitAtOnce(pools.bookstores, order) : submit(pools, order));
  return async (run: Run, number) => [await timed(() => place(orderOf(run, number)))];
});
