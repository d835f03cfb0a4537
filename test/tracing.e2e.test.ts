// The same trace over both transports: the real subgraphs in this process, and behind HTTP.
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SpanSender, startTracing } from '../lib/telemetry/sdk.ts';
import { readTelemetry, type TraceSettings } from '../lib/telemetry/settings.ts';
import { subgraphNames } from '../schema/sdl.ts';
import { until } from './ask.ts';
import { openTestNetwork, type TestNetwork } from './network.ts';
import { type Collector, openCollector, outline } from './otlp.ts';

let collector: Collector;
let sender: SpanSender;
beforeAll(async () => {
  collector = await openCollector();
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint, OTEL_BSP_SCHEDULE_DELAY: '20' };
  sender = startTracing('shelfgraph', readTelemetry(env, []).traces as TraceSettings, pino({ level: 'silent' }));
});
afterAll(async () => {
  await sender.close();
  await collector[Symbol.asyncDispose]();
});

const query = `query Everything {
  book(id: "B000002") { title holdings { now { total } } offers { store { name } } holdQueue { waiting } }
}`;
const outlines = new Map<string, string[]>();

describe.each(['local', 'http'] as const)('%s', (transport) => {
  let network: TestNetwork;
  beforeAll(async () => {
    network = await openTestNetwork({ transport, jobs: false });
  });
  afterAll(() => network[Symbol.asyncDispose]());

  test('a query over four subgraphs is one connected trace', async () => {
    collector.spans.length = 0;
    expect((await network.query(query)).errors).toBeUndefined();
    await until('the root was sent', async () => collector.spans.some(({ name }) => name === 'query Everything'));
    const { traceId = '' } = collector.spans.find(({ name }) => name === 'query Everything') ?? {};
    const own = collector.spans.filter((span) => span.traceId === traceId);
    const seen = outline(own, traceId);
    expect(seen).toHaveLength(own.length);
    expect(
      own.filter(({ name }) => name.startsWith('fetch ')).map(({ attributes }) => attributes['shelfgraph.transport']),
    ).toEqual(subgraphNames.map(() => transport));
    for (const subgraph of subgraphNames) expect(seen).toContain(`      ${subgraph} query`);
    outlines.set(transport, seen.toSorted());
  });
});

test('it is the same over both', () => {
  expect(outlines.get('local')).toEqual(outlines.get('http'));
});
