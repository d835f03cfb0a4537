// All files of a generated city, sent to a process with the product's importer: how fast, with how much CPU, in how much memory.
import { join, resolve } from 'node:path';
import type { Postgres } from '../../lib/postgres.ts';
import type { CityUrls } from '../contest.ts';
import { ask, cpuMicroseconds, everyCore, peakMegabytes, start, stop } from '../processes.ts';
import type { Imported, ImportTask, Opened } from './importer.ts';

/** What the import of a city came to. */
export interface ImportFigures {
  records: number;
  rejected: number;
  recordsPerSecond: number;
  /** Of the largest file, imported a second time. */
  againPerSecond: number;
  /** CPU for a record, in ms, with what its file takes to come in: of the services and the reader, and of PostgreSQL. */
  cpu: { own: number; postgres: number };
  /** Of the process that reads the files, at its worst. */
  readerMegabytes: number;
  /** Of the process of the services before the first file, and at its worst. */
  idleMegabytes: number;
  peakMegabytes: number;
}

/** Imports the file of each library, one after the other, and the first one again. @throws Error when that changes something */
export async function importAll(
  libraries: readonly string[],
  urls: CityUrls,
  files: string,
  { pid }: Postgres,
): Promise<ImportFigures> {
  const importer = start({
    name: 'the importer',
    core: everyCore,
    command: process.execPath,
    args: [resolve(import.meta.dirname, 'importer.ts')],
  });
  const { megabytes: idleMegabytes } = await ask<Opened>(importer, { urls });
  const seen: Imported[] = [];
  let readerMegabytes = 0;
  const cpuOf = () => ({ own: cpuMicroseconds(importer).own, postgres: cpuMicroseconds({ pid }).postgres });
  const importOf = async (library: string) => {
    const task: ImportTask = { library, file: join(files, `${library}.mrc`) };
    const imported = await ask<Imported>(importer, task);
    // The reader is kept for the next file.
    const peak = peakMegabytes(importer);
    readerMegabytes = Math.max(readerMegabytes, peak.below);
    const { records, seconds } = imported;
    console.error(
      `${library}: ${records} records, ${(records / seconds).toFixed(0)}/s, services ${peak.own.toFixed(0)} MB, reader ${peak.below.toFixed(0)} MB`,
    );
    return imported;
  };
  const before = cpuOf();
  for (const library of libraries) seen.push(await importOf(library));
  const after = cpuOf();
  const [first] = libraries;
  const again = await importOf(first!);
  const { own } = peakMegabytes(importer);
  if (again.unchanged !== again.records - again.rejected)
    throw new Error(`the second import of ${first} changed something`);
  await stop(importer, 20_000);
  const sum = (read: (imported: Imported) => number) => seen.reduce((total, each) => total + read(each), 0);
  const records = sum((each) => each.records);
  return {
    records,
    rejected: sum(({ rejected }) => rejected),
    recordsPerSecond: records / sum(({ seconds }) => seconds),
    againPerSecond: again.records / again.seconds,
    cpu: {
      own: (after.own - before.own) / 1_000 / records,
      postgres: (after.postgres - before.postgres) / 1_000 / records,
    },
    readerMegabytes,
    idleMegabytes,
    peakMegabytes: own,
  };
}
