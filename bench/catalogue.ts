// `npm run bench -- catalogue`: the union catalogue at several sizes, each in databases of its own: import beside `COPY` of what it leaves,
// searches beside a count of what they match, and the holdings question through the gateway.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { pino } from 'pino';
import { definitions } from '../gateway/definitions.ts';
import { openDatabase } from '../lib/database.ts';
import { startPostgres } from '../lib/postgres.ts';
import { openSubgraph } from '../lib/subgraph.ts';
import { subgraphNames } from '../schema/sdl.ts';
import { openDatabases } from '../scripts/databases.ts';
import { writeCity } from '../scripts/generate/files.ts';
import { type CityOptions, defaults } from '../scripts/generate/plan.ts';
import { seedIfEmpty } from '../scripts/seed/write.ts';
import { asked } from './asking.ts';
import { copySeconds } from './catalogue/copying.ts';
import { type ImportFigures, importAll } from './catalogue/importing.ts';
import { type Searched, searchStatements, searchTimes } from './catalogue/searching.ts';
import { type CityUrls, fourDatabases, startProduct } from './contest.ts';
import { fewKind, fewMatches, judgeCatalogue } from './goals.ts';
import { stop } from './processes.ts';
import { printTable, printVerdicts, writeResults } from './report.ts';
import { median, quantile } from './statistics.ts';
import { holdingsOf } from './workloads.ts';

/** The figures of one size. Times in ms unless they say otherwise. */
export interface CatalogueResult {
  titles: number;
  items: number;
  books: number;
  /** Null for a network that was loaded before. */
  import: (ImportFigures & Copied) | null;
  search: Searches[];
  statements: Record<string, number[]>;
  holdings: { books: number; p50: number; p95: number }[];
}

/** The same rows by `COPY`. */
interface Copied {
  copyPerSecond: number;
  copySeconds: Record<string, number>;
  /** Records a second of the import divided by those of `COPY`. */
  ratio: number;
}

/** Searches of one kind, or all with at most 1,000 matches. */
export interface Searches {
  kind: string;
  queries: number;
  p50: number;
  p95: number;
  countP50: number;
  countP95: number;
  /** The median of search by count, query by query. */
  ratio: number;
}

interface CatalogueBench {
  /** Titles of each city. */
  sizes: number[];
  /** Data folder of a network that `npm run generate` has loaded, measured after them. */
  loaded: string | null;
  rounds: number;
}

const itemsPerTitle = 5;
const queries = 1_000;
const pages = [1, 20, 100];
/** Files, databases, and the copy of the largest table. */
const bytesPerTitle = 60_000;

/** Measures each size and writes bench/results/catalogue.json. */
export async function benchCatalogue({ sizes, loaded, rounds }: CatalogueBench): Promise<void> {
  const results: CatalogueResult[] = [];
  const keep = (result: CatalogueResult) => {
    results.push(result);
    print(result);
    writeResults('catalogue', { results, goals: judgeCatalogue(results) });
  };
  for (const titles of sizes) {
    const folder = mkdtempSync(join(tmpdir(), 'shelfgraph-catalogue-'));
    const remove = () => rmSync(folder, { recursive: true, force: true });
    process.on('exit', remove);
    const { bavail, bsize } = statfsSync(folder);
    if (bavail * bsize < titles * bytesPerTitle) {
      throw new Error(
        `${titles} titles need about ${((titles * bytesPerTitle) / 1e9).toFixed(0)} GB in ${folder}, and ${((bavail * bsize) / 1e9).toFixed(0)} GB are free. Name smaller --titles, or set TMPDIR.`,
      );
    }
    keep(await measure({ ...defaults, titles, items: titles * itemsPerTitle }, folder, rounds));
    remove();
    process.off('exit', remove);
  }
  if (loaded !== null) keep(await measureLoaded(loaded, rounds));
  printVerdicts(judgeCatalogue(results));
}

async function measure(city: CityOptions, folder: string, rounds: number): Promise<CatalogueResult> {
  say(`${city.titles} titles: files of ${city.libraries.length} libraries …`);
  const files = join(folder, 'city');
  await writeCity(city, files, () => {});
  const postgres = await startPostgres({ dataDir: join(folder, 'data') });
  const urls = await fourDatabases(postgres);
  try {
    await seed(urls);
    const imported = await importAll(city.libraries, urls, files, postgres);
    rmSync(files, { recursive: true });
    for (const name of ['central', 'districts'] as const) await run(urls[name], 'vacuum (analyze)');
    say('COPY of the same rows …');
    const copied = await copySeconds(urls, join(folder, 'copies'));
    const copyPerSecond = imported.records / Object.values(copied).reduce((sum, each) => sum + each, 0);
    const ratio = imported.recordsPerSecond / copyPerSecond;
    return {
      titles: city.titles,
      items: city.items,
      import: { ...imported, copyPerSecond, copySeconds: copied, ratio },
      ...(await askedOf(urls, folder, rounds)),
    };
  } finally {
    await postgres.stop();
  }
}

/** What readers ask of a city of any size that is there already. */
async function measureLoaded(dataDir: string, rounds: number): Promise<CatalogueResult> {
  if (!existsSync(join(dataDir, 'postgres'))) {
    throw new Error(`${dataDir} has no network: load one with npm run generate -- --data ${dataDir}`);
  }
  say(`${dataDir}: a network that is loaded …`);
  const folder = mkdtempSync(join(tmpdir(), 'shelfgraph-catalogue-'));
  const databases = await openDatabases({ databaseUrls: {}, dataDir: resolve(dataDir) }, { log: say });
  try {
    const counted = 'select count(*)::int as n from';
    const [[records], [central], [districts]] = await Promise.all([
      run<{ n: number }>(databases.urls.central, `${counted} bib_record`),
      run<{ n: number }>(databases.urls.central, `${counted} item`),
      run<{ n: number }>(databases.urls.districts, `${counted} item`),
    ]);
    if (!records?.n) throw new Error(`${dataDir} has no records: load some with npm run generate -- --data ${dataDir}`);
    const answers = await askedOf(databases.urls, folder, rounds);
    return { titles: answers.books, items: (central?.n ?? 0) + (districts?.n ?? 0), import: null, ...answers };
  } finally {
    await databases.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function askedOf(
  urls: CityUrls,
  folder: string,
  rounds: number,
): Promise<Pick<CatalogueResult, 'books' | 'search' | 'statements' | 'holdings'>> {
  const tidy = async () => {
    for (const name of ['central', 'districts'] as const) await run(urls[name], 'vacuum (analyze)');
  };
  await tidy();
  say('holdings through the gateway …');
  const holdings = await holdingsTimes(urls, folder, rounds);
  await tidy();
  say('searches …');
  const { searched, statements } = await searches(urls);
  const [{ books = 0 } = {}] = await run<{ books: number }>(urls.central, 'select count(*)::int as books from book');
  const search = [
    summary(
      fewKind,
      searched.filter(({ matches }) => matches <= fewMatches),
    ),
    ...[...Map.groupBy(searched, ({ kind }) => kind)].map(([kind, ofKind]) => summary(kind, ofKind)),
    summary('all', searched),
  ];
  return { books, search, statements, holdings };
}

async function seed(urls: CityUrls): Promise<void> {
  for (const name of subgraphNames) {
    const orm = await openDatabase({ name, url: urls[name], ...definitions[name].database });
    await seedIfEmpty(orm, name, new Date());
    await orm.close(true);
  }
}

/** One question at a time, when the owners have told the catalogue of all copies. */
async function holdingsTimes(urls: CityUrls, folder: string, rounds: number) {
  const keys = join(folder, 'product');
  mkdirSync(keys, { recursive: true });
  const product = await startProduct(urls, {
    folder,
    tree: resolve(import.meta.dirname, '..'),
    load: 'lending/load.ts',
  });
  const { origin, token } = product.settings as { origin: string; token: string };
  for (const name of ['central', 'districts'] as const) await allTold(urls[name]);
  const times = [];
  for (const books of pages) {
    const body = holdingsOf(books, '中国').bodies[0] ?? '';
    const seen: number[] = [];
    for (let round = -20; round < rounds; round += 1) {
      // An administrator: of 100 books that is more than the public may ask at once.
      const { milliseconds } = await asked(`${origin}/graphql`, body, token);
      if (round >= 0) seen.push(milliseconds);
    }
    times.push({ books, p50: median(seen), p95: quantile(seen, 0.95) });
  }
  await stop(product.process);
  await Promise.all(product.counted.map((each) => stop(each, 20_000)));
  return times;
}

async function allTold(url: string): Promise<void> {
  for (;;) {
    const [row] = await run<{ waits: boolean }>(url, 'select exists (select from holdings_change) as waits');
    if (!row?.waits) return;
    await sleep(500);
  }
}

async function searches(urls: CityUrls): Promise<{ searched: Searched[]; statements: Record<string, number[]> }> {
  const central = await openSubgraph(definitions.central, {
    databaseUrl: urls.central,
    transports: {},
    privacyKey: randomBytes(32),
    log: pino({ level: 'silent' }),
  });
  try {
    return { searched: await searchTimes(central, queries), statements: await searchStatements(central, pages) };
  } finally {
    await central.close();
  }
}

function summary(kind: string, searched: readonly Searched[]): Searches {
  const product = searched.map((each) => each.product);
  const count = searched.map((each) => each.count);
  return {
    kind,
    queries: searched.length,
    p50: median(product),
    p95: quantile(product, 0.95),
    countP50: median(count),
    countP95: quantile(count, 0.95),
    ratio: median(searched.map((each) => each.product / each.count)),
  };
}

async function run<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

function print(result: CatalogueResult): void {
  const { titles, items, books, search, holdings, statements } = result;
  console.log(`\n${titles} titles, ${books} books, ${items} copies`);
  if (result.import) {
    const { records, recordsPerSecond, againPerSecond, copyPerSecond, ratio, cpu, ...megabytes } = result.import;
    printTable([
      ['', 'records', 'records/s', 'again', 'COPY', 'import / COPY', 'CPU ms', 'PostgreSQL ms'],
      [
        'import',
        String(records),
        ...[recordsPerSecond, againPerSecond, copyPerSecond].map((each) => each.toFixed(0)),
        ...[ratio, cpu.own, cpu.postgres].map((each) => each.toFixed(2)),
      ],
    ]);
    const { readerMegabytes, idleMegabytes, peakMegabytes } = megabytes;
    printTable([
      ['MB', 'reader, at its worst', 'services, before', 'at their worst'],
      ['import', ...[readerMegabytes, idleMegabytes, peakMegabytes].map((each) => each.toFixed(0))],
    ]);
  }
  printTable([
    ['searches', 'queries', 'p50 ms', 'p95 ms', 'count p50', 'count p95', 'median ratio'],
    ...search.map(({ kind, queries: asked, ratio: each, ...times }) => [
      kind,
      String(asked),
      ...[times.p50, times.p95, times.countP50, times.countP95, each].map((figure) => figure.toFixed(2)),
    ]),
  ]);
  printTable([
    ['holdings of', 'p50 ms', 'p95 ms'],
    ...holdings.map(({ books: asked, p50, p95 }) => [`${asked} books`, p50.toFixed(1), p95.toFixed(1)]),
  ]);
  console.log(`  statements of a page of ${pages.join(', ')}: ${JSON.stringify(statements)}`);
}

function say(text: string): void {
  console.error(text);
}
