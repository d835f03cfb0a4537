// The product as its users run it, for programs that ask for more than it can do: `npm start` on an empty data folder, and what it is asked.
// One address stands for a city, so its rate is lifted and nothing else.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { adminTokenOf } from '../bench/asking.ts';
import { answers, ask, everyCore, freePort, type Running, start, stop } from '../bench/processes.ts';
import { randomSequence } from '../scripts/seed/random.ts';
import type { Flood, Flooded } from './flood.ts';

export interface City {
  port: number;
  url: string;
  network: Running;
  /** Sends requests, and tells what came of them. */
  flood: (what: Omit<Flood, 'port' | 'requests'>) => Promise<Flooded>;
  /** That it holds, without PostgreSQL. */
  megabytes: () => number;
  stop: () => Promise<void>;
}

const books = 8;
const seeded = 300;
const names = Array.from({ length: books }, (_, index) => `book${index}`);
const question = `query Holdings(${names.map((name) => `$${name}: ID!`).join(', ')}) {
  ${names.map((name) => `${name}: book(id: $${name}) { ...All }`).join('\n  ')}
}
fragment All on Book {
  title responsibility publisher year offers { stock store { name } } holdings { library { name } lastKnown { total } now { available } }
}`;

export const limits = resolve(import.meta.dirname, 'limits.json');

/**
 * What a city asks: holdings of some books, those who look around, and every fifth time somebody who has signed in. Five
 * thousand questions take turns: equal ones that are under way at the same time would be answered once.
 */
function requestsOf(token: string): Flood['requests'] {
  const random = randomSequence(20_261_123);
  return Array.from({ length: 5_000 }, (_, index) => {
    const id = () => `B${String(1 + Math.floor(random() * seeded)).padStart(6, '0')}`;
    const variables = Object.fromEntries(names.map((name) => [name, id()]));
    const body = JSON.stringify({ query: question, variables });
    return index % 5 === 4 ? { who: 'signed in', body, token } : { who: 'nobody', body };
  });
}

/** Starts it, seeded. */
export async function openCity(): Promise<City> {
  const folder = mkdtempSync(join(tmpdir(), 'shelfgraph-reliability-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/graphql`;
  const network = start({
    name: 'npm start',
    core: everyCore,
    command: process.execPath,
    args: [resolve(import.meta.dirname, '../scripts/start.ts'), '--port', String(port), '--data', folder],
    env: { SHELFGRAPH_LIMITS: limits, LOG_LEVEL: 'error' },
  });
  await answers(url, 'npm start', JSON.stringify({ query: '{ libraries { id } }' }), 120_000);
  const requests = requestsOf(await adminTokenOf(folder));
  const clients = start({
    name: 'the clients',
    core: everyCore,
    command: process.execPath,
    args: [resolve(import.meta.dirname, 'flood.ts')],
  });
  return {
    port,
    url,
    network,
    flood: (what) => ask<Flooded>(clients, { port, requests, ...what } satisfies Flood),
    megabytes: () => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${network.pid}/status`, 'utf8'))?.[1]) / 1_024,
    async stop() {
      await stop(clients);
      await stop(network, 30_000);
    },
  };
}
