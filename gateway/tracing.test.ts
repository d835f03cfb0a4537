// Traces, logs and metrics of a gateway over the test graph: whose trace it is, what is in it, and what it costs when nobody takes it.
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { anonymous } from '../lib/identity.ts';
import { type SpanSender, startTracing } from '../lib/telemetry/sdk.ts';
import { readTelemetry, type TraceSettings } from '../lib/telemetry/settings.ts';
import { rootSpan, span } from '../lib/telemetry/tracing.ts';
import { SubgraphError, type Transport } from '../lib/transport.ts';
import { until } from '../test/ask.ts';
import { type Collector, openCollector, outline } from '../test/otlp.ts';
import { issueToken } from './auth/development.ts';
import { gatewayMetrics } from './metrics.ts';
import type { GatewayOptions } from './server.ts';
import { createEvents, liveSupergraphSdl } from './test-events.ts';
import { closeGateways, startGateway, testKeys } from './test-server.ts';
import { coalescing } from './transports/coalesce.ts';
import { guarded } from './transports/outages.ts';

let collector: Collector;
let sender: SpanSender;
beforeEach(async () => {
  collector = await openCollector();
});
afterEach(async () => {
  await closeGateways();
  await sender.close();
  await collector[Symbol.asyncDispose]();
});

const foreign = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
const traceparent = (flags: string) => ({ traceparent: `00-${foreign.traceId}-${foreign.spanId}-${flags}` });
const query = 'query Shelf($v: JSON) { books { title offers { stock } } echo(value: $v) }';

async function gateway(
  env: Record<string, string> = {},
  options: Partial<GatewayOptions> = {},
  transports: Parameters<typeof startGateway>[0] = {},
) {
  const problems: string[] = [];
  const settings = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint, OTEL_BSP_SCHEDULE_DELAY: '20', ...env };
  const { traces, traceFrom, slowMs } = readTelemetry(settings, problems);
  expect(problems).toEqual([]);
  sender = startTracing('gateway', traces as TraceSettings, pino({ level: 'silent' }));
  return startGateway(transports, { telemetry: { traceFrom, slowMs }, ...options });
}

const rootOf = async (name = 'query Shelf') => {
  await until('the root is there', async () => collector.spans.some((span) => span.name === name));
  const root = collector.spans.find((span) => span.name === name);
  if (!root) throw new Error('there is none');
  return root;
};

test('the collector is sent the headers that are configured, and is not waited for longer than is', async () => {
  vi.stubEnv('OTEL_EXPORTER_OTLP_HEADERS', 'authorization=Bearer%20a-word');
  vi.stubEnv('OTEL_EXPORTER_OTLP_TIMEOUT', '50');
  try {
    const { post } = await gateway();
    await post({ query });
    await rootOf();
    expect(collector.headers()['authorization']).toBe('Bearer a-word');
    collector.answer(null);
    await post({ query });
    // One that is waited for no longer is lost, long before the 10 s of the default.
    await until('spans are lost', async () => sender.counts.lost > 0, 8_000);
  } finally {
    vi.unstubAllEnvs();
  }
});

test('an operation is one trace: parsed, validated, planned, executed, fetched; later it is known', async () => {
  const { post } = await gateway();
  await post({ query });
  const first = await rootOf();
  expect(outline(collector.spans, first.traceId)).toEqual([
    'query Shelf',
    '  parse',
    '  validate',
    '  plan',
    '  execute',
    '    fetch central',
    '    fetch bookstores',
  ]);
  expect(first).toMatchObject({
    service: 'shelfgraph-gateway',
    kind: 'server',
    parentId: '',
    links: [],
    isFailed: false,
  });
  collector.spans.length = 0;
  await post({ query });
  const again = await rootOf();
  expect(outline(collector.spans, again.traceId)).toEqual([
    'query Shelf',
    '  execute',
    '    fetch central',
    '    fetch bookstores',
  ]);
});

test('a client’s trace is named and not continued: it chooses neither the id nor whether it is recorded', async () => {
  const { post } = await gateway();
  await post({ query }, traceparent('01'));
  const root = await rootOf();
  expect(root.traceId).not.toBe(foreign.traceId);
  expect(root.links).toEqual([foreign]);
});

test('a client cannot have recorded what is not sampled', async () => {
  const { post, app } = await gateway({
    OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
    OTEL_TRACES_SAMPLER_ARG: '0',
  });
  for (let i = 0; i < 5; i += 1) await post({ query }, traceparent('01'));
  await app.close();
  await sender.close();
  expect(collector.spans).toEqual([]);
  expect(sender.counts).toEqual({ sent: 0, lost: 0 });
});

test('the trace of a trusted address is continued, and recorded as it says', async () => {
  const { post } = await gateway({
    SHELFGRAPH_TRACE_FROM: '127.0.0.0/8',
    OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
    OTEL_TRACES_SAMPLER_ARG: '0',
  });
  await post({ query }, traceparent('00'));
  await post({ query }, traceparent('01'));
  await rootOf();
  const roots = collector.spans.filter(({ name }) => name === 'query Shelf');
  expect(roots).toEqual([expect.objectContaining({ traceId: foreign.traceId, parentId: foreign.spanId, links: [] })]);
});

test.each([
  '',
  'nonsense',
  '00-0-0-01',
  `ff-${'0'.repeat(32)}-${'0'.repeat(16)}-01`,
])('a traceparent %j that is none is as if there were none', async (header) => {
  const { post } = await gateway({ SHELFGRAPH_TRACE_FROM: '127.0.0.1' });
  await post({ query }, { traceparent: header });
  expect(await rootOf()).toMatchObject({ parentId: '', links: [] });
});

test('spans and logs have no token, no variable, no literal and no address; each line names its trace', async () => {
  const lines: Record<string, unknown>[] = [];
  const logger = pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const { post } = await gateway({}, { logger });
  const secrets = ['13800001111', '张三', 'N2026000001', '【hidden】'];
  const token = await issueToken(
    testKeys.tokenPrivateKey,
    {
      role: 'reader',
      subject: secrets[2] ?? '',
      card: secrets[2] ?? '',
    },
    { ttl: 60 },
  );
  const literal = `query Shelf($v: JSON) { echo(value: $v) book(id: "${secrets[0]}") { title } }`;
  const { headers } = await post(
    { query: literal, variables: { v: { name: secrets[1], note: secrets[3] } } },
    { authorization: `Bearer ${token}` },
  );
  await post({ query: `{ nothing(id: "${secrets[0]}") }` });
  await post({ query: 'query ($v: Int) { echo(times: $v) }', variables: { v: secrets[0] } });
  const root = await rootOf();
  await until('all were sent', async () => collector.spans.filter(({ parentId }) => parentId === '').length === 3);
  const ofRequests = lines.filter(({ requestId }) => requestId !== undefined);
  const told = JSON.stringify(ofRequests) + Buffer.from(collector.raw(), 'latin1').toString();
  for (const secret of [...secrets, token, '127.0.0.1']) expect(told).not.toContain(secret);
  expect(lines.filter(({ msg }) => msg === 'operation')).toEqual([
    expect.objectContaining({
      requestId: headers.get('x-request-id'),
      traceId: root.traceId,
      kind: 'query',
      operation: 'Shelf',
      document: expect.stringMatching(/^[0-9a-f]{64}$/),
      audience: 'public',
      role: 'reader',
      outcome: 'ok',
      codes: [],
      fetches: 1,
      cost: expect.any(Number),
      ms: expect.any(Number),
    }),
    expect.objectContaining({ outcome: 'refused', codes: ['GRAPHQL_VALIDATION_FAILED'], fetches: 0 }),
    expect.objectContaining({ outcome: 'refused', codes: ['BAD_USER_INPUT'] }),
  ]);
  expect(root.attributes).toMatchObject({
    'shelfgraph.request_id': headers.get('x-request-id'),
    'shelfgraph.outcome': 'ok',
  });
});

test('a slow operation is told with all its fetches and its trace, also when it is not recorded', async () => {
  const { post, logged } = await gateway({ OTEL_TRACES_SAMPLER: 'always_off', SHELFGRAPH_SLOW_MS: '1' });
  await post({ query });
  const [line] = logged.map((text) => JSON.parse(text) as Record<string, unknown>);
  expect(line).toMatchObject({
    level: 40,
    msg: 'slow operation',
    operation: 'Shelf',
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
    phases: {
      parse: expect.any(Number),
      validate: expect.any(Number),
      plan: expect.any(Number),
      execute: expect.any(Number),
    },
    plan: [
      { at: expect.any(Number), subgraph: 'central', kind: 'query', ms: expect.any(Number) },
      { at: expect.any(Number), subgraph: 'bookstores', kind: 'entities', entities: 2, ms: expect.any(Number) },
    ],
  });
  expect(collector.spans).toEqual([]);
});

test('operations over SSE are traced, logged and counted as those over HTTP', async () => {
  const registry = new Registry();
  const metrics = gatewayMetrics(registry);
  const { origin } = await gateway({}, { telemetry: { metrics } });
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query }),
  });
  expect(await response.text()).toContain('event: complete');
  const { traceId } = await rootOf();
  const seen = outline(collector.spans, traceId);
  expect(seen).toEqual(expect.arrayContaining(['query Shelf', '  plan', '  execute', '    fetch bookstores']));
  expect((await rootOf()).attributes).toMatchObject({ 'shelfgraph.outcome': 'ok', 'shelfgraph.fetches': 2 });
  expect(await registry.getSingleMetricAsString('shelfgraph_operation_duration_seconds')).toContain(
    'count{audience="public",kind="query",outcome="ok"} 1',
  );
});

test('each event of a subscription is a trace that names the subscription’s', async () => {
  const events = createEvents();
  const { origin } = await gateway({}, { supergraphSdl: liveSupergraphSdl }, { central: events.central });
  const left = new AbortController();
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query: 'subscription Changes { bookChanged { title offers { stock } } }' }),
    signal: left.signal,
  });
  await until('it is open', async () => events.open === 1);
  events.change('1');
  events.change('2');
  const { traceId, spanId } = await rootOf('subscription Changes');
  const ofEvents = () => collector.spans.filter(({ name }) => name === 'subscription event');
  await until('both were sent', async () => ofEvents().length === 2);
  for (const event of ofEvents()) {
    expect(event.links).toEqual([{ traceId, spanId }]);
    expect(outline(collector.spans, event.traceId)).toEqual(['subscription event', '  fetch bookstores']);
  }
  left.abort();
  await response.text().catch(() => {});
});

test('a fetch says that it joined another, and that it was sent again', async () => {
  await gateway();
  let sent = 0;
  const flaky: Transport = async () => {
    sent += 1;
    if (sent === 1) throw new SubgraphError('SUBGRAPH_UNAVAILABLE', 'central', { isTransient: true });
    return { data: {} };
  };
  const { central: send = flaky } = coalescing({ central: guarded('central', flaky) });
  const ask = () => send({ query: '{ books { id } }' }, { identity: anonymous, requestId: 'r' });
  await rootSpan('both', { kind: 'server' }, () =>
    Promise.all([span('first', 'client', ask), span('second', 'client', ask)]),
  );
  await rootOf('both');
  const of = (name: string) => collector.spans.find((own) => own.name === name)?.attributes;
  expect(of('first')).toEqual({ 'shelfgraph.fetch.retried': true });
  expect(of('second')).toEqual({ 'shelfgraph.fetch.joined': true });
  expect(sent).toBe(2);
});

test('a collector that is silent costs no request anything: what finds no place is dropped and counted', async () => {
  collector.answer(null);
  const { post } = await gateway({ OTEL_BSP_MAX_QUEUE_SIZE: '20', OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '10' });
  for (let i = 0; i < 30; i += 1) expect((await post({ query })).status).toBe(200);
  // 30 operations have 123 spans; ten are with the collector, twenty wait.
  expect(sender.counts.lost).toBeGreaterThanOrEqual(90);
  expect(sender.counts.sent).toBe(0);
});

test('a collector that comes back is sent to again', async () => {
  collector.answer(400);
  const { post } = await gateway();
  await post({ query });
  await until('they are lost', async () => sender.counts.lost > 0, 8_000);
  collector.answer(200);
  await post({ query });
  await rootOf();
  await until('they are counted', async () => sender.counts.sent > 0);
});

test('a job that follows from a recorded request is recorded and names it; a client cannot make it so', async () => {
  await gateway({ OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' });
  rootSpan('job recorded', { kind: 'consumer', after: traceparent('01').traceparent }, () => {});
  rootSpan('job not recorded', { kind: 'consumer', after: traceparent('00').traceparent }, () => {});
  rootSpan('request', { kind: 'server', after: traceparent('01').traceparent }, () => {});
  await until('one was sent', async () => collector.spans.length > 0);
  expect(collector.spans.map(({ name, links }) => ({ name, links }))).toEqual([
    { name: 'job recorded', links: [foreign] },
  ]);
});
