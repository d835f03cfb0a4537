// Spans by OpenTelemetry. Loaded only where traces are sent somewhere. What is recorded waits in a queue of bounded length and is sent in
// the background: no request waits for it, and what finds no place in the queue is dropped and counted.
import {
  type Context,
  context,
  createNoopMeter,
  type Link,
  type MeterProvider,
  SpanKind as OtelKind,
  type Span as OtelSpan,
  ROOT_CONTEXT,
  type SpanContext,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { parseTraceParent, setGlobalErrorHandler } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  SamplingDecision,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { Logger } from 'pino';
import packageJson from '../../package.json' with { type: 'json' };
import type { Sampling, TraceSettings } from './settings.ts';
import { type Attributes, type Beginning, recordSpans, type Span, type SpanKind, type Tracing } from './tracing.ts';

/** Spans that were to be sent: what became of them, since the process began. */
export interface SpanCounts {
  sent: number;
  /** There was no place in the queue, or nobody took them. */
  lost: number;
}

export interface SpanSender {
  counts: SpanCounts;
  /** Sends what waits, as far as that is possible within two seconds, and records no more. */
  close(): Promise<void>;
}

/** Nobody waits longer for the last spans of a process. */
const lastSendMs = 2_000;
/** That spans are lost is said so often at most. */
const toldEveryMs = 60_000;

/** Records spans of this process, and sends them. `name` is what it is called: `gateway`, `central`. */
export function startTracing(name: string, settings: TraceSettings, log: Logger): SpanSender {
  const counts: SpanCounts = { sent: 0, lost: 0 };
  let toldAt = Number.NEGATIVE_INFINITY;
  const lost = () => {
    if (performance.now() - toldAt < toldEveryMs) return;
    toldAt = performance.now();
    log.warn({ collector: new URL(settings.url).host, lost: counts.lost }, 'spans are not taken, and are dropped');
  };
  // What it would say has URLs of the collector and bodies of its answers; that spans are lost is said above.
  setGlobalErrorHandler(() => {});
  const { size, batch, delayMs, timeoutMs } = settings.queue;
  const processor = new BatchSpanProcessor({
    exporter: new OTLPTraceExporter({ url: settings.url }),
    maxQueueSize: size,
    maxExportBatchSize: batch,
    scheduledDelayMillis: delayMs,
    exportTimeoutMillis: timeoutMs,
    selfObsMeterProvider: countingSpans(counts, lost),
  });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': settings.serviceName ?? (name === 'shelfgraph' ? name : `shelfgraph-${name}`),
      'service.version': packageJson.version,
      ...settings.attributes,
    }),
    sampler: followingJobs(samplerOf(settings)),
    spanProcessors: [processor],
  });
  const contexts = new AsyncLocalStorageContextManager().enable();
  context.setGlobalContextManager(contexts);
  recordSpans(tracingBy(provider));
  return {
    counts,
    async close() {
      recordSpans(undefined);
      const sent = provider.shutdown().catch(() => {});
      await Promise.race([sent, new Promise((resolve) => setTimeout(resolve, lastSendMs).unref())]);
      context.disable();
    },
  };
}

const kinds: Readonly<Record<SpanKind, OtelKind>> = {
  internal: OtelKind.INTERNAL,
  server: OtelKind.SERVER,
  client: OtelKind.CLIENT,
  consumer: OtelKind.CONSUMER,
};

function tracingBy(provider: TracerProvider): Tracing {
  const tracer = provider.getTracer('shelfgraph', packageJson.version);
  return {
    root(name, beginning, work) {
      const { from, links } = placeOf(beginning);
      const { kind, at } = beginning;
      const startTime = at === undefined ? undefined : Date.now() - (performance.now() - at);
      const began = tracer.startSpan(name, { kind: kinds[kind], links, ...(startTime ? { startTime } : {}) }, from);
      return within(trace.setSpan(context.active(), began), began, work);
    },
    part(name, kind, work) {
      const active = context.active();
      if (!trace.getSpan(active)?.isRecording()) return work(undefined);
      const began = tracer.startSpan(name, { kind: kinds[kind] }, active);
      return within(trace.setSpan(active, began), began, work);
    },
    tell: (attributes) => void trace.getActiveSpan()?.setAttributes({ ...attributes } as Record<string, string>),
    now() {
      const { traceId, traceFlags } = trace.getActiveSpan()?.spanContext() ?? {};
      return traceId === undefined ? undefined : { traceId, isSampled: traceFlags === TraceFlags.SAMPLED };
    },
    header() {
      const active = trace.getActiveSpan()?.spanContext();
      return active && headerOf(active);
    },
  };
}

function placeOf({ from, after }: Beginning): { from: Context; links: Link[] } {
  const [parent, other] = [from, after].map((header) => (header ? parseTraceParent(header) : null));
  return {
    from: parent ? trace.setSpanContext(ROOT_CONTEXT, { ...parent, isRemote: true }) : ROOT_CONTEXT,
    links: other ? [{ context: { ...other, isRemote: true } }] : [],
  };
}

/** The span ends with what `work` returns. */
function within<Result>(active: Context, began: OtelSpan, work: (span: Span | undefined) => Result): Result {
  const span = began.isRecording() ? spanBy(began) : undefined;
  let result: Result;
  try {
    result = context.with(active, work, undefined, span);
  } catch (error) {
    span?.fail(codeOf(error));
    began.end();
    throw error;
  }
  if (!(result instanceof Promise)) {
    began.end();
    return result;
  }
  if (!span) return result;
  return result.then(
    (value: unknown) => {
      began.end();
      return value;
    },
    (error: unknown) => {
      span.fail(codeOf(error));
      began.end();
      throw error;
    },
  ) as Result;
}

function spanBy(began: OtelSpan): Span {
  return {
    set: (attributes: Attributes) => void began.setAttributes({ ...attributes } as Record<string, string>),
    fail(code) {
      began.setAttribute('error.type', code);
      began.setStatus({ code: SpanStatusCode.ERROR });
    },
    rename: (name) => void began.updateName(name),
  };
}

/** The code of an error: its message may have what somebody gave. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'UNKNOWN';
  const { code, extensions, name } = error as Error & { code?: unknown; extensions?: { code?: unknown } };
  const said = extensions?.code ?? code;
  return typeof said === 'string' ? said : name;
}

function headerOf({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-0${traceFlags & TraceFlags.SAMPLED}`;
}

function samplerOf({ sampler, ratio }: Sampling): Sampler {
  const root = sampler.endsWith('ratio')
    ? new TraceIdRatioBasedSampler(ratio)
    : sampler.endsWith('on')
      ? new AlwaysOnSampler()
      : new AlwaysOffSampler();
  return sampler.startsWith('parentbased') ? new ParentBasedSampler({ root }) : root;
}

/** A job that follows from what is recorded is recorded too: the link is written by us, into our own database. */
function followingJobs(sampler: Sampler): Sampler {
  return {
    shouldSample(from, traceId, name, kind, attributes, links) {
      const follows = kind === OtelKind.CONSUMER && links.some((link) => link.context.traceFlags & TraceFlags.SAMPLED);
      if (follows) return { decision: SamplingDecision.RECORD_AND_SAMPLED };
      return sampler.shouldSample(from, traceId, name, kind, attributes, links);
    },
    toString: () => `FollowingJobs{${sampler.toString()}}`,
  };
}

/** The processor tells a meter what became of each span; this one counts, and needs no other SDK. */
function countingSpans(counts: SpanCounts, onLost: () => void): MeterProvider {
  const meter = createNoopMeter();
  const createCounter: typeof meter.createCounter = (name, options) => ({
    ...meter.createCounter(name, options),
    add(value, attributes) {
      if (name !== 'otel.sdk.processor.span.processed') return;
      if (attributes?.['error.type'] === undefined) counts.sent += value;
      else {
        counts.lost += value;
        onLost();
      }
    },
  });
  const counting = Object.assign(Object.create(meter) as typeof meter, { createCounter });
  return { getMeter: () => counting };
}
