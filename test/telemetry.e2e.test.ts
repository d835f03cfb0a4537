// Five processes, a collector of traces and their metrics: one request is one trace, what is counted is what was asked, and whoever looks
// finds a slow subgraph. The dashboard and the alerts are held against what the processes really tell.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { issueToken } from '../gateway/auth/development.ts';
import { definitions } from '../gateway/definitions.ts';
import { loadOrCreateKeys } from '../gateway/keys.ts';
import { runningPostgres } from '../lib/postgres.ts';
import { subgraphNames } from '../schema/sdl.ts';
import { until } from './ask.ts';
import { difference } from './docs-blocks.ts';
import { inDatabase } from './in-database.ts';
import { type Answer, clerk, librarian } from './network.ts';
import { type Collector, openCollector, outline, type ReceivedSpan } from './otlp.ts';
import { freePort, startProcess, type TestProcess } from './process.ts';
import { readPromql, samplesOf, sumOf } from './promql.ts';

let dataDir: string;
let port: number;
let firstMetricsPort: number;
let network: TestProcess;
let collector: Collector;
let token: string;
let clerkToken: string;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'shelfgraph-telemetry-'));
  collector = await openCollector();
  port = await freePort();
  firstMetricsPort = await freeRow(5);
  network = startProcess('scripts/network.ts', ['--port', String(port), '--data', dataDir], {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
    OTEL_BSP_SCHEDULE_DELAY: '100',
    SHELFGRAPH_METRICS_PORT: String(firstMetricsPort),
    SHELFGRAPH_SLOW_MS: '700',
    LOG_LEVEL: 'info',
  });
  await network.said('Shelfgraph is ready');
  const { tokenPrivateKey } = await loadOrCreateKeys(dataDir);
  token = await issueToken(tokenPrivateKey, librarian('NJ-JL'), { ttl: 600 });
  clerkToken = await issueToken(tokenPrivateKey, clerk, { ttl: 600 });
});
afterAll(async () => {
  await network.kill('SIGTERM');
  await collector[Symbol.asyncDispose]();
  rmSync(dataDir, { recursive: true, force: true });
});

function isFree(own: number): Promise<boolean> {
  return new Promise((told) => {
    const server = createServer();
    server.once('error', () => told(false)).listen(own, '127.0.0.1', () => server.close(() => told(true)));
  });
}

/** The first of so many ports in a row on which nothing listens. */
async function freeRow(count: number): Promise<number> {
  const first = Math.min(await freePort(), 65_000);
  const row = Array.from({ length: count }, (_, place) => first + place);
  return (await Promise.all(row.map(isFree))).every(Boolean) ? first : freeRow(count);
}

async function ask(query: string, headers: Record<string, string> = {}, variables = {}) {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const requestId = response.headers.get('x-request-id') ?? '';
  return { requestId, status: response.status, ...((await response.json()) as Omit<Answer, 'status'>) };
}

const as = (bearer: string) => ({ authorization: `Bearer ${bearer}` });

/** What every process tells, by its name, as it tells it. */
function textsOf() {
  return Promise.all(
    ['gateway', ...subgraphNames].map(async (name, place) => {
      const response = await fetch(`http://127.0.0.1:${firstMetricsPort + place}/metrics`);
      return [name, await response.text()] as const;
    }),
  );
}

/** The same, read, and the metrics that are declared. */
async function pagesOf() {
  const texts = await textsOf();
  const told = texts.flatMap(([, text]) => [...text.matchAll(/^# TYPE (\w+)/gm)].map(([, name = '']) => name));
  return { pages: new Map(texts.map(([name, text]) => [name, samplesOf(text)])), told: new Set(told) };
}
const metrics = async () => (await pagesOf()).pages;

/** What the commands of the document print for two readings of one process. */
function differenceOf(before: string, after: string): string {
  const [, , commands = ''] = /```sh slow\n(.*\n){2}([^`]*)```/.exec(operating) ?? [];
  writeFileSync(join(dataDir, 'before'), before);
  writeFileSync(join(dataDir, 'after'), after);
  return execFileSync('sh', ['-c', commands], { cwd: dataDir, encoding: 'utf8' });
}

/** The log's lines that are of one request. */
function linesOf(requestId: string): Record<string, unknown>[] {
  return network
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{') && line.includes(requestId))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** The trace of a request, once every process has sent its part: a subgraph's request after all that was done for it. */
async function traceOf(requestId: string): Promise<[root: ReceivedSpan, ...ReceivedSpan[]]> {
  const isRoot = ({ parentId, attributes }: ReceivedSpan) =>
    parentId === '' && attributes['shelfgraph.request_id'] === requestId;
  const ownOf = (root: ReceivedSpan) => collector.spans.filter(({ traceId }) => traceId === root.traceId);
  const isAnswer = ({ parentId, kind }: ReceivedSpan) =>
    kind === 'server' && collector.spans.some(({ spanId, name }) => spanId === parentId && name.startsWith('fetch '));
  await until('the trace is whole', async () => {
    const root = collector.spans.find(isRoot);
    return root !== undefined && ownOf(root).filter(isAnswer).length === root.attributes['shelfgraph.fetches'];
  });
  const root = collector.spans.find(isRoot) as ReceivedSpan;
  return [root, ...ownOf(root).filter((span) => span !== root)];
}

const everything = `query Everything($isbn: String!) {
  booksByIsbn(isbn: $isbn) { title holdings { library { name } now { total } } offers { store { name } stock } holdQueue { waiting } }
}`;
const operating = readFileSync(new URL('../docs/operating.md', import.meta.url), 'utf8');
const returned = `mutation Return($barcode: String!) {
  returnItem(input: { idempotencyKey: $barcode, barcode: $barcode, library: "NJ-JL", branch: "JL-MAIN" }) { next }
}`;
const variables = { isbn: '978-7-229-10060-5' };

test('a query over four subgraphs in five processes is one connected trace', async () => {
  const { requestId, errors } = await ask(everything, as(token), variables);
  expect(errors).toBeUndefined();
  const spans = await traceOf(requestId);
  const names = outline(spans, spans[0].traceId);
  expect(names).toHaveLength(spans.length);
  for (const subgraph of subgraphNames) {
    const own = spans.filter(({ service }) => service === `shelfgraph-${subgraph}`);
    expect(own.map(({ name }) => name)).toEqual(
      expect.arrayContaining([`${subgraph} query`, expect.stringMatching(/^Query\./), expect.stringMatching(/^sql /)]),
    );
    expect(names).toContain(`    fetch ${subgraph}`);
    expect(names).toContain(`      ${subgraph} query`);
  }
  expect(
    spans
      .filter(({ service }) => service === 'shelfgraph-gateway')
      .map(({ name }) => name)
      .toSorted(),
  ).toEqual(
    [
      'query Everything',
      'parse',
      'validate',
      'plan',
      'execute',
      ...subgraphNames.map((name) => `fetch ${name}`),
    ].toSorted(),
  );
  const statement = spans.find(({ name }) => name === 'sql countHoldings');
  expect(statement).toMatchObject({
    kind: 'client',
    attributes: {
      'db.system.name': 'postgresql',
      'db.query.summary': 'countHoldings',
      'db.response.returned_rows': expect.any(Number),
    },
  });
  const entities = spans.find(({ name, service }) => name === 'Query._entities' && service === 'shelfgraph-districts');
  expect(entities?.attributes).toMatchObject({
    'shelfgraph.entity.types': ['DistrictHoldings'],
    'shelfgraph.entity.count': 26,
  });
});

test('no process sends a token, a variable, a card or a name', async () => {
  const secrets = ['N2026000001', '李小龙', '13912345678', 'a-secret-note'];
  await ask('query Find($card: String!) { reader(card: $card) { name } }', as(token), { card: secrets[0] });
  await ask(`{ searchBooks(query: "${secrets[1]}", first: 3) { totalCount } }`, as(token));
  const { requestId } = await ask(everything, { ...as(token), 'x-note': secrets[3] ?? '' }, { isbn: secrets[2] });
  await traceOf(requestId);
  const raw = Buffer.from(collector.raw(), 'latin1').toString();
  expect(raw).toContain('shelfgraph-lending');
  for (const secret of [...secrets, token, variables.isbn]) expect(raw).not.toContain(secret);
});

test('what is counted is what was asked', async () => {
  const before = await metrics();
  const good = 'query { book(id: "B000002") { title offers { stock } } }';
  for (let i = 0; i < 3; i += 1) await ask(good);
  await ask('{ nothing }');
  await ask(good, { authorization: 'Bearer nonsense' });
  await ask(returned, as(token), { barcode: 'none' });
  const after = await metrics();
  const grown = (process: string, metric: string, labels: Record<string, string> = {}) =>
    sumOf(after.get(process) ?? [], metric, labels) - sumOf(before.get(process) ?? [], metric, labels);
  const operations = 'shelfgraph_operation_duration_seconds_count';
  expect(grown('gateway', operations, { audience: 'public', kind: 'query', outcome: 'ok' })).toBe(3);
  expect(grown('gateway', operations, { outcome: 'refused', audience: 'public' })).toBe(1);
  expect(grown('gateway', operations, { kind: 'mutation', audience: 'branch' })).toBe(1);
  expect(grown('gateway', 'shelfgraph_refusals_total', { code: 'UNAUTHENTICATED' })).toBe(1);
  expect(grown('gateway', 'shelfgraph_errors_total', { code: 'GRAPHQL_VALIDATION_FAILED', subgraph: 'none' })).toBe(1);
  expect(grown('gateway', 'shelfgraph_fetch_duration_seconds_count', { subgraph: 'central', outcome: 'ok' })).toBe(3);
  expect(
    grown('gateway', 'shelfgraph_fetch_duration_seconds_count', { subgraph: 'bookstores', kind: 'entities' }),
  ).toBe(3);
  expect(grown('gateway', 'shelfgraph_fetch_entities_total', { subgraph: 'bookstores' })).toBe(3);
  expect(grown('gateway', 'shelfgraph_plan_requests_total', { result: 'miss' })).toBe(2);
  expect(grown('bookstores', 'shelfgraph_subgraph_request_duration_seconds_count', { outcome: 'ok' })).toBe(3);
  expect(grown('lending', 'shelfgraph_mutations_total', { mutation: 'returnItem' })).toBe(1);
  expect(sumOf(after.get('lending') ?? [], 'shelfgraph_database_connections_limit', { subgraph: 'lending' })).toBe(8);
  expect(sumOf(after.get('gateway') ?? [], 'shelfgraph_build_info', { service: 'gateway' })).toBe(1);
});

test('jobs that follow from an order name its trace, and none of it has the reader', async () => {
  const card = 'N2026000001';
  const input = { idempotencyKey: 'POS-T-1', store: 'QINGCHUN', card, bookId: 'B000101', listPrice: { fen: 4550 } };
  const order = `mutation Lend($input: SubmitPurchaseLendOrderInput!) {
    submitPurchaseLendOrder(input: $input) { __typename ... on PurchaseLendOrderLent { readerName itemBarcode } }
  }`;
  const { requestId, data } = await ask(order, as(clerkToken), { input });
  expect(data.submitPurchaseLendOrder.__typename).toBe('PurchaseLendOrderLent');
  const [, ...spans] = await traceOf(requestId);
  expect(spans.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'Mutation.submitPurchaseLendOrder',
      'ask lending',
      'ask central',
      'sql begin',
      'sql commit',
    ]),
  );
  // The copy comes back: its owner tells the bookstores by a job.
  const back = await ask(returned, as(token), { barcode: data.submitPurchaseLendOrder.itemBarcode });
  expect(back.errors).toBeUndefined();
  const [{ traceId: cause }] = await traceOf(back.requestId);
  const follows = ({ name, links }: ReceivedSpan) =>
    name === 'job tellOrder' && links.some((link) => link.traceId === cause);
  await until('the job names the trace', async () => collector.spans.some(follows));
  const told = Buffer.from(collector.raw(), 'latin1').toString() + network.output();
  for (const secret of [card, clerkToken, 'POS-T-1', data.submitPurchaseLendOrder.readerName])
    expect(told).not.toContain(secret);
  const lent = { mutation: 'submitPurchaseLendOrder', result: 'PurchaseLendOrderLent' };
  expect(sumOf((await metrics()).get('bookstores') ?? [], 'shelfgraph_mutations_total', lent)).toBe(1);
});

test('metrics are told on their own port alone', async () => {
  expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).toBe(404);
  expect((await fetch(`http://127.0.0.1:${firstMetricsPort}/graphql`)).status).toBe(404);
});

test('a slow subgraph is found by the metrics, the log and the trace', async () => {
  const before = new Map(await textsOf());
  const url = runningPostgres(dataDir)?.('bookstores') ?? '';
  const locker = new pg.Client({ connectionString: url });
  await locker.connect();
  await locker.query('begin; lock table offer in access exclusive mode');
  const asked = ask(everything, {}, variables);
  const waits = `select 1 from pg_stat_activity where wait_event_type = 'Lock' and query_start < now() - interval '1 second'`;
  await until('a statement has waited for a second', async () => (await inDatabase(url, waits)).length > 0).finally(
    () => locker.end(),
  );
  const { requestId, errors } = await asked;
  expect(errors).toBeUndefined();

  // Which subgraph? As the gateway has waited for it, and by its own clock.
  const after = new Map(await textsOf());
  const printed = (name: string) => differenceOf(before.get(name) ?? '', after.get(name) ?? '');
  expect(printed('gateway')).toMatch(/^bookstores +\d{4,}\.\d ms +1 requests\n(\w+ +\d+\.\d ms +1 requests\n){3}$/);
  expect(printed('bookstores')).toMatch(/^bookstores +\d{4,}\.\d ms +1 requests\n$/);

  // The log: which operation, when did it ask what, and how long did that take?
  await until('five lines', async () => linesOf(requestId).length === 5);
  const line = linesOf(requestId).find(({ msg }) => msg === 'slow operation');
  const plan = (line?.['plan'] ?? []) as { subgraph: string; ms: number }[];
  expect(plan.toSorted((one, other) => other.ms - one.ms)[0]).toMatchObject({ subgraph: 'bookstores' });

  // The trace that the log names: which statement?
  const spans = await traceOf(requestId);
  expect(spans[0].traceId).toBe(line?.['traceId']);
  const [longest] = spans.filter(({ name }) => name.startsWith('sql ')).toSorted((one, other) => other.ms - one.ms);
  expect(longest).toMatchObject({ service: 'shelfgraph-bookstores', name: 'sql select offer' });
  expect(longest?.ms).toBeGreaterThan(900);

  // As the document shows it.
  const [, shownLine = ''] = /```json slow\n([^`]*)```/.exec(operating) ?? [];
  const why = difference(JSON.parse(shownLine), line);
  expect(why, `${why}\n${JSON.stringify(line)}`).toBeNull();
  const [, shownTrace = ''] = /```text trace\n([^`]*)\n```/.exec(operating) ?? [];
  expect(outline(spans, spans[0].traceId).toSorted()).toEqual(shownTrace.split('\n').toSorted());
});

test('each line of the log that is of a request names its trace', async () => {
  const { requestId } = await ask(everything, {}, variables);
  const spans = await traceOf(requestId);
  await until('five lines', async () => linesOf(requestId).length === 5);
  expect(new Set(linesOf(requestId).map(({ traceId }) => traceId))).toEqual(new Set([spans[0].traceId]));
});

test('the document names the metrics that there are, and no others', async () => {
  const { told } = await pagesOf();
  const named = new Set([...operating.matchAll(/`(shelfgraph_\w+)[`{]/g)].map(([, name = '']) => name));
  expect([...named].toSorted()).toEqual([...told].filter((name) => name.startsWith('shelfgraph_')).toSorted());
});

const deploy = (file: string) => readFileSync(new URL(`../deploy/${file}`, import.meta.url), 'utf8');

describe('what operators look at', () => {
  const dashboard = JSON.parse(deploy('grafana/shelfgraph.json'));
  const panels = dashboard.panels.filter(({ type }: { type: string }) => type !== 'row');
  const { groups } = parse(deploy('prometheus/alerts.yml'));
  const rules: {
    alert: string;
    expr: string;
    for: string;
    labels: Record<string, string>;
    annotations: Record<string, string>;
  }[] = groups.flatMap((group: { rules: unknown[] }) => group.rules);
  const expressions: string[] = [
    ...panels.flatMap(({ targets }: { targets: { expr: string }[] }) => targets.map(({ expr }) => expr)),
    ...dashboard.annotations.list.map(({ expr }: { expr: string }) => expr),
    ...rules.map(({ expr }) => expr),
  ];
  /** What Prometheus adds by itself. */
  const ofPrometheus = new Set(['job', 'instance', 'le']);

  test('every expression can be read, and asks for metrics and labels that the processes tell', async () => {
    // Series that appear when something happens for the first time.
    await ask(everything, {}, variables);
    const { pages, told } = await pagesOf();
    const labelsOf = new Map<string, Set<string>>([['up', new Set()]]);
    const add = (metric: string, labels: readonly string[]) =>
      labelsOf.set(metric, new Set([...(labelsOf.get(metric) ?? []), ...labels]));
    for (const { metric, labels } of [...pages.values()].flat()) add(metric, Object.keys(labels));
    // A figure of which there is nothing yet, no parcel for one, is told without a series.
    for (const { name, label } of Object.values(definitions).flatMap(({ figures = [] }) => figures)) {
      expect(told.has(name), name).toBe(true);
      add(name, ['subgraph', ...(label ? [label] : [])]);
    }
    for (const text of expressions) {
      const { errors, metrics: asked, grouping } = readPromql(text);
      expect(errors, text).toEqual([]);
      expect(asked.length, text).toBeGreaterThan(0);
      const known = new Set(ofPrometheus);
      for (const { metric, labels } of asked) {
        expect([...labelsOf.keys()], text).toContain(metric);
        for (const label of labelsOf.get(metric) ?? []) known.add(label);
        for (const label of labels)
          expect([...(labelsOf.get(metric) ?? []), ...ofPrometheus], `${label} in ${text}`).toContain(label);
      }
      for (const label of grouping) expect([...known], `${label} in ${text}`).toContain(label);
    }
  });
});
