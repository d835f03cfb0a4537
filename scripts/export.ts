// `npm run export`: the records of a library as they came, from a running network into a file.
import { once } from 'node:events';
import { createWriteStream, renameSync, rmSync, statSync } from 'node:fs';
import { request } from 'undici';
import { command, UsageError } from './command.ts';
import { EndpointError, endpointOf, endpointOptions, endpointUsage } from './endpoint.ts';
import { progressOn } from './progress.ts';

const usage = `Usage: npm run export -- --library NJ-JN [options] --out FILE

导出书目记录。 Writes the bibliographic records of a library, as they were imported, from the running network into a file in UTF-8. Imported
again, it changes nothing.

  --library ID      whose records, NJ-JN
  --format NAME     iso2709 or marcxml (iso2709)
  --out FILE        where to; a file that is there is replaced when all has come
${endpointUsage}
  --help            this text

The exit code is 0 when all records were written, 1 when the format cannot hold some (they are named), 2 for a mistake in calling the
command, and 3 when the export did not come to its end.`;

const options = {
  ...endpointOptions,
  library: { type: 'string' },
  format: { type: 'string' },
  out: { type: 'string' },
} as const;

await command(usage, options, async (values) => {
  const { library, out, format = 'iso2709' } = values;
  if (typeof library !== 'string') throw new UsageError(`Say whose records: --library NJ-JN.\n\n${usage}`);
  if (typeof out !== 'string') throw new UsageError(`Say where to: --out FILE.\n\n${usage}`);
  if (statSync(out, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`"${out}" is a folder: name a file.`);
  const endpoint = await endpointOf(values, { role: 'librarian', subject: `export@${library}`, library });
  const query = new URLSearchParams({ library, format: String(format) });
  try {
    process.exitCode = await exportTo(out, `${endpoint.origin}/exports?${query}`, endpoint.headers);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = error instanceof EndpointError && (error.status === 400 || error.status === 404) ? 2 : 3;
  }
});
process.exit();

async function exportTo(out: string, url: string, headers: Record<string, string>): Promise<number> {
  const { statusCode, body, trailers } = await request(url, { headers }).catch((error: Error) => {
    throw new EndpointError(
      `网络没有应答。The gateway does not answer at ${new URL(url).origin}: ${error.message}. Start the network (npm start), or say where it is with --url or --port.`,
      null,
    );
  });
  if (statusCode !== 200) {
    const { errors } = (await body.json()) as { errors?: { message: string }[] };
    throw new EndpointError(errors?.[0]?.message ?? `HTTP ${statusCode}`, statusCode);
  }
  const progress = progressOn(process.stderr, out);
  const partial = `${out}.part`;
  const file = createWriteStream(partial);
  let bytes = 0;
  try {
    for await (const chunk of body) {
      bytes += (chunk as Buffer).length;
      progress.show(null, `${(bytes / 1024 / 1024).toFixed(1)} MB`);
      if (!file.write(chunk)) await once(file, 'drain');
    }
    file.end();
    await once(file, 'finish');
    const records = trailers['x-shelfgraph-records'];
    if (records === undefined) throw new Error('导出中断。The export did not come to its end: try again.');
    progress.clear();
    renameSync(partial, out);
    const leftOut = String(trailers['x-shelfgraph-left-out'] ?? '')
      .split(',')
      .filter(Boolean);
    console.log(`${out}  ${records} 条记录 records, ${bytes} bytes`);
    for (const id of leftOut) {
      console.log(`  ✗ ${decodeURIComponent(id)} 太长，ISO 2709 容不下。Too long for ISO 2709: export MARCXML.`);
    }
    return leftOut.length > 0 ? 1 : 0;
  } catch (error) {
    progress.clear();
    file.destroy();
    rmSync(partial, { force: true });
    throw error;
  }
}
