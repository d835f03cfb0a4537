// The traces and metrics of one process, as it is configured. What is not wanted is not loaded.
import cluster from 'node:cluster';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { MetricsServer } from './metrics.ts';
import type { SpanSender } from './sdk.ts';
import type { TelemetrySettings } from './settings.ts';

export interface Telemetry {
  /** Where this process puts what it counts; undefined where nobody asks for it. */
  registry: Registry | undefined;
  /** Where it tells its metrics. */
  metricsUrl: string | undefined;
  close(): Promise<void>;
}

/**
 * Begins to record and to count. To be done before anything else is opened.
 * @param service what the process is called: `gateway`, `central`
 * @throws Error when the port of the metrics is taken
 */
export async function startTelemetry(
  service: string,
  { traces, metrics }: TelemetrySettings,
  log: Logger,
): Promise<Telemetry> {
  let sender: SpanSender | undefined;
  let registry: Registry | undefined;
  let server: MetricsServer | undefined;
  let tellLast: (() => Promise<void>) | undefined;
  if (traces) {
    const { startTracing } = await import('./sdk.ts');
    sender = startTracing(service, traces, log);
  }
  if (metrics) {
    const { createRegistry, serveMetrics } = await import('./metrics.ts');
    const { tellMetrics } = await import('./workers.ts');
    const own = createRegistry(service, sender?.counts);
    registry = own;
    tellLast = tellMetrics(own);
    // Workers share their ports: whoever has started them tells the metrics of all (workers.ts).
    if (!cluster.isWorker) server = await serveMetrics(metrics, () => own.metrics());
  }
  return {
    registry,
    metricsUrl: server?.url,
    async close() {
      await server?.close();
      await tellLast?.();
      await sender?.close();
    },
  };
}
