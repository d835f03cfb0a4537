// The gateway as a process of its own, or as several that answer as one: `node gateway/main.ts --workers 4`.
import cluster from 'node:cluster';
import { parseArgs } from 'node:util';
import { type Configuration, readEnvironment } from '../lib/env.ts';
import { gatewayProcessReaders } from './setting-readers.ts';

if (cluster.isPrimary) {
  const { workers, telemetry } = configured();
  // The process that holds the port reads no more code than it needs.
  if (workers > 1) await import('./workers.ts').then(({ runWorkers }) => runWorkers(workers, telemetry.metrics));
  else await import('./service.ts');
} else {
  await import('./service.ts');
}

function configured(): Configuration {
  try {
    const { values } = parseArgs({ options: { workers: { type: 'string' } } });
    if (values.workers !== undefined) process.env['SHELFGRAPH_WORKERS'] = values.workers;
    // A copy: each worker reads the files anew when it starts.
    return readEnvironment({ ...process.env }, gatewayProcessReaders);
  } catch (error) {
    console.error(`gateway cannot start. ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  }
}
