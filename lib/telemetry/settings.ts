// Where traces and metrics go, by OpenTelemetry's own variables and two of ours.
import { hostname } from 'node:os';
import { readAllowance } from '../allowance.ts';

/** Which requests are recorded. */
export interface Sampling {
  sampler: (typeof samplers)[number];
  /** Of the samplers with a ratio, 0 to 1. */
  ratio: number;
}

export interface TraceSettings extends Sampling {
  /** Where spans are sent by OTLP over HTTP, the whole URL. */
  url: string;
  /** In place of the process's own name. */
  serviceName: string | undefined;
  attributes: Readonly<Record<string, string>>;
  /** How spans wait to be sent; in numbers of them, and in ms. */
  queue: { size: number; batch: number; delayMs: number; timeoutMs: number };
}

export interface TelemetrySettings {
  /** Undefined: nothing is recorded. */
  traces: TraceSettings | undefined;
  /** Where this process answers `/metrics`; undefined: nowhere. */
  metrics: { host: string; port: number } | undefined;
  /** Addresses and networks whose `traceparent` the gateway continues, sampled or not as it says. */
  traceFrom: readonly string[];
  /** Operations that take so long, in ms, are told of with all their fetches. */
  slowMs: number;
}

const samplers = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the OTEL_… variables that are known here, SHELFGRAPH_METRICS_PORT, SHELFGRAPH_METRICS_HOST, SHELFGRAPH_TRACE_FROM and SHELFGRAPH_SLOW_MS; what is wrong is added to `problems`. */
export function readTelemetry(env: Environment, problems: string[]): TelemetrySettings {
  const port = wholeNumber(env, 'SHELFGRAPH_METRICS_PORT', { least: 1, most: 65_535 }, problems);
  const slowMs = wholeNumber(env, 'SHELFGRAPH_SLOW_MS', { least: 1, most: 600_000 }, problems) ?? 1_000;
  return {
    traces: readTraces(env, problems),
    metrics: port === undefined ? undefined : { host: env['SHELFGRAPH_METRICS_HOST'] || '127.0.0.1', port },
    traceFrom: sourcesOf(env, problems),
    slowMs,
  };
}

/** Who is trusted is known by the address: a name could be anybody's tomorrow. */
function sourcesOf(env: Environment, problems: string[]): string[] {
  const text = env['SHELFGRAPH_TRACE_FROM'] ?? '';
  try {
    const [host] = readAllowance(text).hosts;
    if (host !== undefined) throw new Error(`"${host}": each entry is an address or a network, "10.0.0.7, fd00::/8".`);
  } catch (error) {
    problems.push(`SHELFGRAPH_TRACE_FROM has ${(error as Error).message}`);
    return [];
  }
  return text.split(',').flatMap((entry) => entry.trim() || []);
}

function readTraces(env: Environment, problems: string[]): TraceSettings | undefined {
  const url = urlOf(env, problems);
  const protocol = env['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'] || env['OTEL_EXPORTER_OTLP_PROTOCOL'] || 'http/protobuf';
  if (protocol !== 'http/protobuf') {
    problems.push(`OTEL_EXPORTER_OTLP_PROTOCOL is http/protobuf, which is the only one here, not "${protocol}".`);
  }
  const exporter = env['OTEL_TRACES_EXPORTER'] || 'otlp';
  if (exporter !== 'otlp' && exporter !== 'none') {
    problems.push(`OTEL_TRACES_EXPORTER is otlp or none, not "${exporter}".`);
  }
  const disabled = env['OTEL_SDK_DISABLED']?.toLowerCase() || 'false';
  if (disabled !== 'true' && disabled !== 'false') {
    problems.push(`OTEL_SDK_DISABLED is true or false, not "${env['OTEL_SDK_DISABLED']}".`);
  }
  const sampling = readSampling(env, problems);
  const attributes = readAttributes(env, problems);
  const number = (name: string, otherwise: number) =>
    wholeNumber(env, `OTEL_BSP_${name}`, { least: 1, most: 1_000_000 }, problems) ?? otherwise;
  const size = number('MAX_QUEUE_SIZE', 2_048);
  const queue = {
    size,
    batch: Math.min(size, number('MAX_EXPORT_BATCH_SIZE', 512)),
    delayMs: number('SCHEDULE_DELAY', 5_000),
    timeoutMs: number('EXPORT_TIMEOUT', 30_000),
  };
  if (url === undefined || exporter === 'none' || disabled === 'true') return undefined;
  return { url, ...sampling, serviceName: env['OTEL_SERVICE_NAME'] || undefined, attributes, queue };
}

/** The endpoint of all signals gets the path of this one; that of traces is taken as it is (OTLP exporter specification). */
function urlOf(env: Environment, problems: string[]): string | undefined {
  const own = 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT';
  const variable = env[own] ? own : 'OTEL_EXPORTER_OTLP_ENDPOINT';
  const text = env[variable];
  if (!text) return undefined;
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    // It may have a password in it.
    problems.push(`${variable} is not a URL like http://127.0.0.1:4318.`);
    return undefined;
  }
  return variable === own ? text : `${text.replace(/\/$/, '')}/v1/traces`;
}

function readSampling(env: Environment, problems: string[]): Sampling {
  const text = env['OTEL_TRACES_SAMPLER'] || 'parentbased_always_on';
  const sampler = samplers.find((name) => name === text);
  if (!sampler) problems.push(`OTEL_TRACES_SAMPLER is one of ${samplers.join(', ')}, not "${text}".`);
  const ratio = Number(env['OTEL_TRACES_SAMPLER_ARG'] || 1);
  if (!(ratio >= 0 && ratio <= 1)) {
    problems.push(`OTEL_TRACES_SAMPLER_ARG is a number from 0 to 1, not "${env['OTEL_TRACES_SAMPLER_ARG']}".`);
  }
  return { sampler: sampler ?? 'parentbased_always_on', ratio };
}

function readAttributes(env: Environment, problems: string[]): Record<string, string> {
  const own = { 'service.instance.id': `${hostname()}:${process.pid}` };
  const parts = (env['OTEL_RESOURCE_ATTRIBUTES'] ?? '').split(',').filter((part) => part.trim() !== '');
  const pairs = parts.map((part) => part.split('=').map((text) => decoded(text.trim())));
  if (pairs.some(([key, value, ...rest]) => !key || value === undefined || rest.length > 0)) {
    problems.push(
      'OTEL_RESOURCE_ATTRIBUTES has names and values, deployment.environment.name=production,host.name=a1.',
    );
  }
  return { ...own, ...Object.fromEntries(pairs.map(([key = '', value = '']) => [key, value ?? ''])) };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function wholeNumber(
  env: Environment,
  name: string,
  { least, most }: { least: number; most: number },
  problems: string[],
): number | undefined {
  const text = env[name];
  if (!text) return undefined;
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  problems.push(`${name} is a whole number from ${least} to ${most}, not "${text}".`);
  return undefined;
}
