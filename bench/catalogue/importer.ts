// The services that keep what an import writes, with the product's own importer, which starts a process that reads the files; nothing else.
// It is told the databases first, then one file after another.

import { randomBytes } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { basename } from 'node:path';
import { pino } from 'pino';
import { localTransport } from '../../gateway/transports/local.ts';
import { openSubgraph, type Subgraph } from '../../lib/subgraph.ts';
import type { Transport } from '../../lib/transport.ts';
import type { Context } from '../../subgraphs/central/context.ts';
import { ImportRun } from '../../subgraphs/central/importEntities.ts';
import { beginImport, hasEnded, putImportPart } from '../../subgraphs/central/imports.ts';
import { runImports } from '../../subgraphs/central/importWork.ts';
import { central as centralDefinition } from '../../subgraphs/central/subgraph.ts';
import { districts } from '../../subgraphs/districts/subgraph.ts';
import type { CityUrls } from '../contest.ts';

/** A file to import. */
export interface ImportTask {
  library: string;
  file: string;
}

/** Ready, with nothing imported yet. */
export interface Opened {
  megabytes: number;
}

/** What became of it. */
export interface Imported {
  records: number;
  unchanged: number;
  rejected: number;
  items: number;
  /** Without the time in which the file came in. */
  seconds: number;
}

const partBytes = 3 * 1024 * 1024;
const definitions = { central: centralDefinition, districts };
const log = pino({ level: 'silent' });
let central: Subgraph | null = null;

process.on('message', async (message: { urls: CityUrls } | ImportTask) => {
  process.send?.('urls' in message ? await open(message.urls) : await importFile(message));
});

async function open(urls: CityUrls): Promise<Opened> {
  const transports: Record<string, Transport> = {};
  for (const name of ['central', 'districts'] as const) {
    const options = { databaseUrl: urls[name], transports, log, privacyKey: randomBytes(32) };
    const subgraph = await openSubgraph(definitions[name] as never, options);
    transports[name] = localTransport(name, subgraph.execute);
    if (name === 'central') central = subgraph;
  }
  return { megabytes: process.memoryUsage.rss() / 1e6 };
}

async function importFile({ library, file }: ImportTask): Promise<Imported> {
  const { id } = await beginImport(context(), { library, fileName: basename(file), size: statSync(file).size });
  let offset = 0;
  for await (const bytes of createReadStream(file, { highWaterMark: partBytes }) as AsyncIterable<Buffer>) {
    const last = offset + bytes.length === statSync(file).size;
    await putImportPart(context(), { id, offset, data: bytes.toString('base64'), last });
    offset += bytes.length;
  }
  const begun = performance.now();
  let run = await stateOf(id);
  while (!hasEnded(run)) {
    await runImports(context(), { library, store: null });
    run = await stateOf(id);
  }
  if (run.state !== 'DONE') throw new Error(`${file}: ${run.state}, ${run.message}`);
  return {
    records: run.recordsRead,
    unchanged: run.recordsUnchanged,
    rejected: run.recordsRejected,
    items: run.itemsRead,
    seconds: (performance.now() - begun) / 1_000,
  };
}

function stateOf(id: string): Promise<ImportRun> {
  return context().em.findOneOrFail(ImportRun, { id });
}

function context(): Context {
  if (!central) throw new Error('the databases were not told');
  return central.contextOf({ identity: { role: 'admin', subject: 'bench' }, requestId: 'bench' }) as Context;
}
