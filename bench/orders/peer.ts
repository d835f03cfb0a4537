// The process of the hand-written orders: over four databases, or all at once in one.
import pg from 'pg';
import { type Pools, submit } from './by-hand.ts';
import type { CityUrls } from './city.ts';
import { playOrders } from './clients.ts';
import { submitAtOnce } from './one-transaction.ts';
import type { Order } from './plan.ts';

/** As many connections to a database as the product has, kept as long. */
const connections = 8;
const pools = new Map<string, pg.Pool>();
const types = new pg.TypeOverrides();
// Days stay texts, as they are in the product.
types.setTypeParser(pg.types.builtins.DATE, (text: string) => text);

playOrders(({ urls, isOneTransaction }: { urls: CityUrls; isOneTransaction: boolean }) => {
  if (isOneTransaction) {
    const pool = poolOf(urls.bookstores);
    return (order: Order) => submitAtOnce(pool, order);
  }
  const four = Object.fromEntries(Object.entries(urls).map(([name, url]) => [name, poolOf(url)])) as Pools;
  return (order: Order) => submit(four, order);
});

function poolOf(url: string): pg.Pool {
  const known =
    pools.get(url) ?? new pg.Pool({ connectionString: url, max: connections, idleTimeoutMillis: 300_000, types });
  pools.set(url, known);
  return known;
}
