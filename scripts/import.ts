// `npm run import`: sends files to the import endpoint of a running network, watches what becomes of them, and tells it.
import { statSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Person } from '../gateway/auth/claims.ts';
import { command, endRequested, isReaderGone, type OptionValues, UsageError } from './command.ts';
import { type Endpoint, EndpointError, endpointOf, endpointOptions, endpointUsage } from './endpoint.ts';
import { keepRejects, printEnd, reportOf } from './import-report.ts';
import { type ImportState, Interrupted, sendFile, watchImport } from './import-transfer.ts';

const usage = `Usage: npm run import -- --library NJ-JN [options] FILE...

导入书目记录与馆藏清单。 Imports records and lists of copies of a library, or the catalogue of a bookstore, into the running network. Files
are ISO 2709 (CNMARC, MARC 21), MARCXML, CSV, JSON or XLSX, also packed with gzip. The same file again changes nothing; called again after
an interruption, the command goes on where it was. What could not be taken is written to FILE.rejects.jsonl, a line each.

  --library ID      whose records and copies they are, NJ-JN
  --store ID        or whose offers, QINGCHUN
  --format NAME     auto, iso2709, marcxml, csv, json or xlsx (auto: what the file itself says)
  --dry-run         reads, compares and counts; writes nothing
  --report FILE     writes what came of all files as JSON
${endpointUsage}
  --help            this text

The exit code is 0 when everything was taken, 1 when something was rejected, 2 for a mistake in calling the command, and 3 when a file was
not imported to its end: interrupted, refused, failed.`;

const options = {
  ...endpointOptions,
  library: { type: 'string' },
  store: { type: 'string' },
  format: { type: 'string' },
  'dry-run': { type: 'boolean' },
  report: { type: 'string' },
} as const;

await command(
  usage,
  options,
  async (values) => {
    const target = targetOf(values);
    const files = filesOf(values);
    const endpoint = await endpointOf(values, personOf(target));
    const asked = endRequested(['SIGINT', 'SIGTERM']);
    const stop = new AbortController();
    void asked.then(() => stop.abort(new Interrupted()));
    const ended: { file: string; state: ImportState | null; error: string | null }[] = [];
    let exitCode = 0;
    for (const file of files) {
      try {
        const state = await importFile(endpoint, file, { values, target, signal: stop.signal });
        printEnd(file, state, await keepRejects(endpoint, file, state));
        ended.push({ file, state, error: null });
        exitCode = Math.max(exitCode, codeOf(state));
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        if (!isReaderGone()) console.error(`${file}  ${message}`);
        ended.push({ file, state: null, error: message });
        exitCode = Math.max(exitCode, isMistake(error) ? 2 : 3);
        if (stop.signal.aborted || (error instanceof EndpointError && error.status === null)) break;
      }
    }
    if (typeof values['report'] === 'string') writeFileSync(values['report'], reportOf(files, ended));
    process.exitCode = exitCode;
  },
  'files',
);
process.exit();

async function importFile(
  endpoint: Endpoint,
  file: string,
  { values, target, signal }: { values: OptionValues; target: Target; signal: AbortSignal },
): Promise<ImportState> {
  const query = new URLSearchParams({
    ...target,
    name: basename(file).slice(0, 100),
    format: String(values['format'] ?? 'auto'),
    dryRun: String(values['dry-run'] === true),
  });
  const sent = await sendFile(endpoint, { file, query, signal });
  return watchImport(endpoint, { file, state: sent, signal });
}

type Target = { library: string } | { store: string };

function targetOf(values: OptionValues): Target {
  const { library, store } = values;
  if ((library === undefined) === (store === undefined) || library === '' || store === '') {
    throw new UsageError(
      `请用 --library 或 --store 说明是谁的文件。Say whose files they are: --library NJ-JN, or --store QINGCHUN.\n\n${usage}`,
    );
  }
  return library === undefined ? { store: String(store) } : { library: String(library) };
}

function personOf(target: Target): Person {
  return 'library' in target
    ? { role: 'librarian', subject: `import@${target.library}`, library: target.library }
    : { role: 'clerk', subject: `import@${target.store}`, store: target.store };
}

/** All are looked at before the first is sent. */
function filesOf(values: OptionValues): string[] {
  const files = [values['files'] ?? []].flat().map(String);
  if (files.length === 0) {
    throw new UsageError(`请给出要导入的文件。Name the files to import.\n\n${usage}`);
  }
  for (const file of files) {
    const found = statSync(file, { throwIfNoEntry: false });
    if (!found) throw new UsageError(`没有文件“${file}”。There is no file "${file}".`);
    if (found.isDirectory()) {
      throw new UsageError(`“${file}”是文件夹。"${file}" is a folder: name the files in it, ${file}/*.mrc.`);
    }
    if (!found.isFile()) throw new UsageError(`“${file}”不是普通文件。"${file}" is no file that can be read twice.`);
    if (found.size === 0) throw new UsageError(`“${file}”是空的。"${file}" is empty: export it again.`);
  }
  return files;
}

function codeOf({ state, records, items }: ImportState): number {
  if (state !== 'DONE') return 3;
  return records.rejected + items.rejected > 0 ? 1 : 0;
}

/** No such library, format, … */
function isMistake(error: unknown): boolean {
  return error instanceof EndpointError && (error.status === 400 || error.status === 404);
}
