import { expect, test } from 'vitest';
import { readTelemetry } from './settings.ts';

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/' };
const read = (env: Record<string, string>) => {
  const problems: string[] = [];
  return { ...readTelemetry(env, problems), problems };
};

test('without an endpoint there are no traces, whatever else is set', () => {
  expect(read({}).traces).toBeUndefined();
  expect(read({ OTEL_TRACES_SAMPLER: 'always_on', OTEL_SERVICE_NAME: 'shelf' })).toMatchObject({
    traces: undefined,
    problems: [],
  });
});

test('the endpoint of all signals gets the path of traces, that of traces is taken as it is', () => {
  expect(read(endpoint).traces?.url).toBe('http://collector:4318/v1/traces');
  const own = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://collector/in?tenant=1' };
  expect(read({ ...endpoint, ...own }).traces?.url).toBe('https://collector/in?tenant=1');
});

test.each([
  ['OTEL_SDK_DISABLED', 'true'],
  ['OTEL_TRACES_EXPORTER', 'none'],
])('%s=%s switches traces off', (name, value) => {
  expect(read({ ...endpoint, [name]: value })).toMatchObject({ traces: undefined, problems: [] });
});

test('reads the sampler, the name, attributes and the queue', () => {
  const { traces, problems } = read({
    ...endpoint,
    OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
    OTEL_TRACES_SAMPLER_ARG: '0.01',
    OTEL_SERVICE_NAME: 'shelf',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=production, city=%E5%8D%97%E4%BA%AC',
    OTEL_BSP_MAX_QUEUE_SIZE: '100',
  });
  expect(problems).toEqual([]);
  expect(traces).toMatchObject({
    sampler: 'parentbased_traceidratio',
    ratio: 0.01,
    serviceName: 'shelf',
    attributes: { 'deployment.environment.name': 'production', city: '南京' },
    queue: { size: 100, batch: 100, delayMs: 5_000, timeoutMs: 30_000 },
  });
});

test.each([
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'user:secret@collector'],
  ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc'],
  ['OTEL_TRACES_EXPORTER', 'jaeger'],
  ['OTEL_TRACES_SAMPLER', 'sometimes'],
  ['OTEL_TRACES_SAMPLER_ARG', '2'],
  ['OTEL_SDK_DISABLED', 'yes'],
  ['OTEL_RESOURCE_ATTRIBUTES', 'production'],
  ['OTEL_RESOURCE_ATTRIBUTES', 'city=%E5%8'],
  ['OTEL_BSP_MAX_QUEUE_SIZE', '-1'],
  ['SHELFGRAPH_METRICS_PORT', '70000'],
  ['SHELFGRAPH_TRACE_FROM', 'proxy.example'],
  ['SHELFGRAPH_TRACE_FROM', '10.0.0.0/99'],
  ['SHELFGRAPH_SLOW_MS', 'slow'],
])('%s=%s is told as wrong, and nothing that may be secret', (name, value) => {
  const { problems } = read({ [name]: value });
  expect(problems).toEqual([expect.stringContaining(name)]);
  expect(problems.join()).not.toContain('secret');
});

test('metrics are told on this machine alone, unless another address is named', () => {
  expect(read({ SHELFGRAPH_METRICS_PORT: '9464' }).metrics).toEqual({ host: '127.0.0.1', port: 9_464 });
  expect(read({ SHELFGRAPH_METRICS_PORT: '9464', SHELFGRAPH_METRICS_HOST: '10.0.0.7' }).metrics?.host).toBe('10.0.0.7');
});
