// One service as a process of its own, configured by the environment: `node subgraphs/central/main.ts`, `node gateway/main.ts`.
import type { FastifyInstance } from 'fastify';
import type { Drain } from '../lib/drain.ts';
import { type Configuration, readEnvironment } from '../lib/env.ts';
import { createLog } from '../lib/logging.ts';
import { startTelemetry, type Telemetry } from '../lib/telemetry/start.ts';

/** Requests and jobs that are running have so long to end; what is begun again by a job is for the next process. */
const endLimitMs = 30_000;
/** What a process that is one of several is told when another one has taken its place. */
export const retiring = 'retire';
/** Where nothing else is configured: a connection that says nothing for so long is not about to ask. */
const retiringMs = 5_000;

/** Opens a service and runs it until SIGTERM or SIGINT, after which it drains for as long as is configured; one that cannot be opened says why and ends with 1. */
export async function runService(
  name: string,
  open: (
    configuration: Configuration,
    telemetry: Telemetry,
  ) => Promise<{ app: FastifyInstance & Pick<Drain, 'drain'>; close: () => Promise<void> }>,
  furtherReaders: Parameters<typeof readEnvironment>[1] = [],
): Promise<void> {
  try {
    const configuration = readEnvironment(process.env, furtherReaders);
    const telemetry = await startTelemetry(name, configuration.telemetry, createLog(name));
    const { app, close } = await open(configuration, telemetry);
    await app.listen({ host: configuration.host, port: configuration.port ?? 0 });
    console.log(`${name} answers at ${app.listeningOrigin}`);
    if (telemetry.metricsUrl) console.log(`${name} has its metrics at ${telemetry.metricsUrl}`);
    process.send?.('ready');
    let ending = false;
    const end = async (drainMs: number) => {
      if (ending) {
        return;
      }
      ending = true;
      setTimeout(() => endNow(name), drainMs + endLimitMs).unref();
      if (drainMs > 0) await app.drain(drainMs);
      await app.close();
      await close();
      await telemetry.close();
      process.exit(0);
    };
    process.once('SIGTERM', () => end(configuration.drainMs));
    process.once('SIGINT', () => end(configuration.drainMs));
    process.on('message', (message) => message === retiring && end(configuration.drainMs || retiringMs));
    // Started by another process over an IPC channel: end with it, however it ends.
    process.once('disconnect', () => end(configuration.drainMs));
  } catch (error) {
    console.error(`${name} cannot start. ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  }
}

/** Nothing that was acknowledged is lost by it: jobs are taken up again by other processes. */
function endNow(name: string): void {
  const open = Object.entries(Object.groupBy(process.getActiveResourcesInfo(), (kind) => kind));
  const kinds = open.map(([kind, all]) => `${all?.length} ${kind}`).join(', ');
  console.error(`${name} has not ended within ${endLimitMs / 1_000} s and is left: ${kinds}.`);
  process.exit(1);
}
